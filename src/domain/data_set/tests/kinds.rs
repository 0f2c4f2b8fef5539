//! Every kind of question in its columns: what was given, what was declared, what was not asked, what was shown.

use std::collections::BTreeSet;

use super::*;
use crate::domain::answer::Date;
use crate::domain::id::NomenclatureId;
use crate::domain::questionnaire::{
    AnswerOption, Beside, DatePrecision, DeclaredMissing, Gives, Hidden, HiddenSource, Rotation, TextFormat,
};

fn code(text: &str) -> OptionCode {
    OptionCode::parse(text).unwrap()
}

fn option(text: &str) -> AnswerOption {
    let missing = match text {
        "nsp" => Some(DeclaredMissing::Nsp),
        "refus" => Some(DeclaredMissing::Refusal),
        _ => None,
    };
    let beside = (text == "autre").then_some(Beside::Text { chars_max: 80 });
    AnswerOption { missing, beside, anchored: missing.is_some(), ..AnswerOption::plain(code(text), Text::french(text)) }
}

fn options(codes: &[&str]) -> Vec<AnswerOption> {
    codes.iter().map(|code| option(code)).collect()
}

fn items(codes: &[&str]) -> Vec<Item> {
    codes.iter().map(|text| Item::plain(code(text), Text::french(text))).collect()
}

fn question(id: &str, kind: Kind) -> Question {
    Question { mandatory: Mandatory::Off, ..Question::plain(fixture::id(id), Text::french(id), kind) }
}

/// One section of every kind; slots in this order.
pub(crate) fn every_kind() -> Questionnaire {
    let missing = || options(&["nsp", "refus"]);
    let text = |format| Kind::Text { format, chars_max: 200, options: missing() };
    let choices = || options(&["emploi", "sante", "autre", "nsp"]);
    let questions = vec![
        question("BUDGET", Kind::Number { min: 0, max: 9999, unit: None, decimals: 2, options: missing() }),
        question(
            "PARTS",
            Kind::Numbers {
                items: items(&["dons", "ventes"]),
                min: 0,
                max: 100,
                unit: None,
                decimals: 0,
                total: Some(100),
                options: missing(),
            },
        ),
        question("PRIO", Kind::Ranking { options: choices(), ranks_min: 1, ranks_max: 2, rotation: Rotation::Random }),
        question("MOTS", text(TextFormat::Paragraph)),
        question(
            "CREATION",
            Kind::Date { precision: DatePrecision::Day, partial: true, min: None, max: None, options: missing() },
        ),
        Question { role: Role::Contact, ..question("COURRIEL", text(TextFormat::Email)) },
        question(
            "COMMUNE",
            Kind::Entry {
                nomenclature: NomenclatureId::parse("communes").unwrap(),
                keep: Vec::new(),
                options: missing(),
            },
        ),
        question("LIRE", Kind::Note),
        question(
            "NOTES",
            Kind::Grid {
                items: items(&["etat", "region"]),
                options: missing(),
                rotation: Rotation::Random,
                poles: None,
            },
        ),
    ];
    let id = crate::domain::id::SectionId::parse("tout").unwrap();
    let study = crate::domain::id::StudySlug::parse("essai").unwrap();
    let section = Section::plain(id, Text::french("Tout"), questions);
    let mut q = Questionnaire::plain(study, Text::french("Essai"), vec![section]);
    q.hidden = vec![Hidden {
        id: fixture::id("BRAS"),
        label: Text::french("Bras"),
        categories: ["a", "b"].map(|text| Category { code: code(text), label: Text::french(text) }).into(),
        source: HiddenSource::Arm { shares: vec![1, 1] },
    }];
    q
}

fn slots(q: &Questionnaire, given: &[(&str, Answer)]) -> Answers {
    let mut answers = Answers::none(q);
    for (id, answer) in given {
        let slot = q.question(id).map(|(slot, _)| slot).or_else(|| q.hidden(id).map(|(slot, _)| slot)).unwrap();
        answers.set(slot, Some(answer.clone()));
    }
    answers
}

/// The only row of a data set of one interview, as text: `-` not asked, `.` no answer, `=code` declared.
fn row(q: &Questionnaire, answers: &Answers) -> BTreeMap<String, String> {
    fn said<T>(entry: &Entry<T>, declared: &[String], given: impl Fn(&T) -> String) -> String {
        match entry {
            Entry::NotAsked => "-".to_owned(),
            Entry::NoAnswer => ".".to_owned(),
            Entry::Declared(position) => format!("={}", declared[usize::from(*position)]),
            Entry::Given(value) => given(value),
        }
    }
    let names = |codes: &[String], positions: &[u16]| {
        positions.iter().map(|&at| codes[usize::from(at)].clone()).collect::<Vec<_>>().join(" ")
    };
    let data = DataSet::of(q, std::slice::from_ref(answers));
    let text = |values: &Values| match values {
        Values::Category { codes, values } => said(values.get(0).unwrap(), &[], |at| names(codes, &[*at])),
        Values::Ticks { codes, values } | Values::Order { codes, values } => {
            said(&values[0], &[], |positions| names(codes, positions))
        }
        Values::Number { declared, values, .. } => said(&values[0], declared, i64::to_string),
        Values::Text { declared, values } => said(&values[0], declared, String::clone),
    };
    data.columns.iter().map(|column| (column.name.clone(), text(&column.values))).collect()
}

#[test]
fn each_kind_has_its_columns_and_contacts_have_none() {
    let data = DataSet::of(&every_kind(), &[]);
    let names: Vec<&str> = data.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "BUDGET",
            "PARTS:dons",
            "PARTS:ventes",
            "PRIO:1",
            "PRIO:2",
            "PRIO--autre",
            "MOTS",
            "CREATION",
            "NOTES:etat",
            "NOTES:region",
            "BRAS",
            "PRIO::order",
            "NOTES::order",
        ]
    );
}

#[test]
fn what_was_given_stands_in_its_column_as_it_was_given() {
    let q = every_kind();
    let mut answers = slots(
        &q,
        &[
            ("BUDGET", Answer::Number(1250)),
            ("PARTS", Answer::Numbers(vec![Some(40), None])),
            ("PRIO", Answer::Ranked(vec![2, 0])),
            ("MOTS", Answer::Text("Se parler.".to_owned())),
            ("CREATION", Answer::Date(Date::parse("2019-05").unwrap())),
            ("COURRIEL", Answer::Text("elle@exemple.fr".to_owned())),
            ("BRAS", Answer::One(1)),
        ],
    );
    answers.set_text(2, 2, Some("le logement".to_owned()));
    let row = row(&q, &answers);
    for (name, value) in [
        ("BUDGET", "1250"),
        ("PARTS:dons", "40"),
        ("PARTS:ventes", "."),
        ("PRIO:1", "autre"),
        ("PRIO:2", "emploi"),
        ("PRIO--autre", "le logement"),
        ("MOTS", "Se parler."),
        ("CREATION", "2019-05"),
        ("NOTES:etat", "."),
        ("BRAS", "b"),
    ] {
        assert_eq!(row[name], value, "{name}");
    }
    assert!(!format!("{:?}", DataSet::of(&q, &[answers])).contains("exemple.fr"), "an address left with the answers");
}

#[test]
fn the_kinds_of_missing_are_kept_apart_in_every_kind() {
    let mut q = every_kind();
    let declared = [("BUDGET", 0), ("PARTS", 1), ("PRIO", 3), ("MOTS", 1), ("CREATION", 0)];
    let answers = slots(&q, &declared.map(|(id, position)| (id, Answer::One(position))));
    let said = row(&q, &answers);
    let columns = [
        ("BUDGET", "=nsp"),
        ("PARTS:dons", "=refus"),
        ("PARTS:ventes", "=refus"),
        ("PRIO:1", "nsp"),
        ("PRIO:2", "nsp"),
        ("MOTS", "=refus"),
        ("CREATION", "=nsp"),
    ];
    for (name, value) in columns {
        assert_eq!(said[name], value, "{name}");
    }
    assert_eq!(said["PRIO--autre"], "-", "nobody is asked to say more of what they did not choose");
    let silent = row(&q, &Answers::none(&q));
    assert!(columns.iter().all(|(name, _)| silent[*name] == "."), "{silent:?}");
    q.sections[0].show_if = Some(Expr::parse("BRAS = 'never'").unwrap());
    let closed = row(&q, &answers);
    assert!(columns.iter().all(|(name, _)| closed[*name] == "-"), "{closed:?}");
    assert_eq!(closed["BRAS"], ".");
}

#[test]
fn the_order_shown_is_kept_and_nothing_that_drew_it() {
    let q = every_kind();
    let seen: BTreeSet<String> = (1..=60)
        .map(|seed| {
            let row = row(&q, &Answers::none(&q).with_seed(seed));
            assert!(row["PRIO::order"].ends_with(" nsp"), "{row:?}");
            assert_eq!(row["PRIO::order"].split(' ').count(), 4);
            assert_eq!(row["NOTES::order"].split(' ').collect::<BTreeSet<_>>(), BTreeSet::from(["etat", "region"]));
            row["PRIO::order"].clone()
        })
        .collect();
    assert_eq!(seen.len(), 6, "every order of three options comes up");
    let shown = |seed: u64| DataSet::of(&q, &[Answers::none(&q).with_seed(seed)]);
    let same = (2..500).find(|seed| shown(*seed) == shown(1));
    assert!(same.is_some(), "two people who saw the same orders have the same row, whatever drew them");
    assert_eq!(row(&q, &Answers::none(&q))["PRIO::order"], ".", "an interview sent whole was shown elsewhere");
}

#[test]
fn a_computed_number_is_rounded_to_its_decimals() {
    assert_eq!(super::super::reading::whole(12.5), Some(13));
    assert_eq!(super::super::reading::whole(-2.4), Some(-2));
    assert_eq!(super::super::reading::whole(f64::NAN), None);
    assert_eq!(super::super::reading::whole(1e300), None);
    let mut q = every_kind();
    q.computed = vec![Computed {
        id: fixture::id("MOITIE"),
        label: Text::french("Moitié"),
        categories: Vec::new(),
        rule: ComputedRule::Formula { value: Expr::parse("BUDGET = 1").unwrap(), gives: Gives::Number { decimals: 1 } },
    }];
    let column = DataSet::of(&q, &[]).column("MOITIE").unwrap().values.clone();
    assert_eq!(column, Values::Number { decimals: 1, declared: Vec::new(), values: Vec::new() });
}
