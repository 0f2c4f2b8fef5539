use super::*;
use crate::domain::answer::Date;
use crate::domain::expression::{Domains, Names, Verdict};
use crate::domain::id::{SectionId, StudySlug};
use crate::domain::questionnaire::{
    AnswerOption, Band, DatePrecision, DeclaredMissing, Display, Hidden, HiddenSource, Item, Rotation, Section, Text,
    TextFormat,
};

fn code(text: &str) -> OptionCode {
    OptionCode::parse(text).unwrap()
}

fn id(text: &str) -> QuestionId {
    QuestionId::parse(text).unwrap()
}

/// Options by code; a number is a score, `nsp` a declared non-answer.
fn options(codes: &[&str]) -> Vec<AnswerOption> {
    let option = |text: &&str| AnswerOption {
        value: text.parse().ok(),
        missing: (*text == "nsp").then_some(DeclaredMissing::Nsp),
        exclusive: *text == "nsp",
        ..AnswerOption::plain(code(text), Text::french(text))
    };
    codes.iter().map(option).collect()
}

fn items(codes: &[&str]) -> Vec<Item> {
    codes.iter().map(|text| Item::plain(code(text), Text::french(text))).collect()
}

fn category(text: &str) -> Category {
    Category { code: code(text), label: Text::french(text) }
}

fn kinds() -> Vec<(&'static str, Kind)> {
    let rotation = Rotation::None;
    let single = |options| Kind::Single { options, display: Display::Radio, rotation, poles: None };
    let declared = || options(&["nsp"]);
    vec![
        ("AVIS", single(options(&["oui", "non", "nsp"]))),
        ("NOTE", single(options(&["0", "5", "10", "nsp"]))),
        ("LOYER", Kind::Number { min: 0, max: 500_000, unit: None, decimals: 2, options: declared() }),
        ("AGE", Kind::Number { min: 0, max: 110, unit: None, decimals: 0, options: Vec::new() }),
        ("ENG", Kind::Multiple { options: options(&["don", "temps", "nsp"]), ticks_min: 1, ticks_max: 2, rotation }),
        ("RANG", Kind::Ranking { options: options(&["a", "b", "nsp"]), ranks_min: 1, ranks_max: 2, rotation }),
        ("GRILLE", Kind::Grid { items: items(&["x", "y"]), options: options(&["0", "10"]), rotation, poles: None }),
        (
            "PARTS",
            Kind::Numbers {
                items: items(&["x", "y"]),
                min: 0,
                max: 1_000,
                unit: None,
                decimals: 1,
                total: None,
                options: declared(),
            },
        ),
        ("TEXTE", Kind::Text { format: TextFormat::Line, chars_max: 100, options: Vec::new() }),
        (
            "JOUR",
            Kind::Date { precision: DatePrecision::Day, partial: true, min: None, max: None, options: Vec::new() },
        ),
    ]
}

fn formula(name: &str, value: &str, gives: Gives, categories: &[&str]) -> Computed {
    let rule = ComputedRule::Formula { value: Expr::parse(value).unwrap(), gives };
    Computed {
        id: id(name),
        label: Text::french(name),
        categories: categories.iter().map(|code| category(code)).collect(),
        rule,
    }
}

fn questionnaire() -> Questionnaire {
    let question = |(name, kind): (&str, Kind)| Question::plain(id(name), Text::french(name), kind);
    let questions = kinds().into_iter().map(question).collect();
    let sections = vec![Section::plain(SectionId::parse("un").unwrap(), Text::french("Un"), questions)];
    let mut q = Questionnaire::plain(StudySlug::parse("essai").unwrap(), Text::french("Essai"), sections);
    q.hidden.push(Hidden {
        id: id("BRAS"),
        label: Text::french("Bras"),
        categories: vec![category("court"), category("long")],
        source: HiddenSource::Arm { shares: vec![1, 1] },
    });
    let bands = |name: &str, of: &str, to: i64| Computed {
        id: id(name),
        label: Text::french(name),
        categories: vec![category("peu")],
        rule: ComputedRule::Bands { of: id(of), bands: vec![Band { code: code("peu"), from: 0, to }] },
    };
    q.computed = vec![
        formula("MOITIE", "AGE div 4", Gives::Number { decimals: 1 }, &[]),
        formula("SIGNE", "if(MOITIE > 8, 'haut', 'bas')", Gives::Category, &["haut", "bas"]),
        bands("BANDE", "MOITIE", 85),
        bands("COUT", "LOYER", 50_000),
        // A formula reads only the variables before it: this one has no value.
        formula("BOUCLE", "BOUCLE + 1", Gives::Number { decimals: 0 }, &[]),
    ];
    q
}

fn answers(q: &Questionnaire) -> Answers {
    let mut answers = Answers::none(q);
    let given = [
        ("AVIS", Answer::One(0)),
        ("NOTE", Answer::One(1)),
        ("LOYER", Answer::Number(45_050)),
        ("AGE", Answer::Number(33)),
        ("ENG", Answer::Many(vec![0, 1])),
        ("RANG", Answer::Ranked(vec![1, 0])),
        ("GRILLE", Answer::Rows(vec![Some(1), None])),
        ("PARTS", Answer::Numbers(vec![Some(15), Some(25)])),
        ("TEXTE", Answer::Text("été".to_owned())),
        ("JOUR", Answer::Date(Date::parse("2020-05").unwrap())),
    ];
    for (name, answer) in given {
        answers.set(q.question(name).unwrap().0, Some(answer));
    }
    answers.set(q.hidden("BRAS").unwrap().0, Some(Answer::One(1)));
    answers
}

#[track_caller]
fn holds(q: &Questionnaire, answers: &Answers, text: &str) {
    let expr = Expr::parse(text).unwrap();
    assert_eq!(expr.check(q), [], "{text}");
    assert!(expr.is_true(&Facts { questionnaire: q, answers }), "{text}");
    assert_ne!(expr.verdict(q), Verdict::Never, "{text}");
}

#[test]
fn every_kind_of_answer_is_read_by_name() {
    let q = questionnaire();
    let answers = answers(&q);
    for text in [
        "AVIS = 'oui' and selected(AVIS, 'oui')",
        "NOTE = 5 and NOTE = '5' and NOTE < 10",
        "LOYER = 450.5 and LOYER != 'nsp' and not selected(LOYER, 'nsp')",
        "count-selected(ENG) = 2 and selected(ENG, 'temps')",
        "rank(RANG, 'b') = 1 and rank(RANG, 'a') = 2",
        "GRILLE.x = 10 and GRILLE.x = '10' and GRILLE.y = ''",
        "sum(PARTS) = 4 and PARTS.x = 1.5 and max(PARTS) = 2.5",
        "TEXTE = 'été' and string-length(TEXTE) = 3",
        "JOUR >= '2020-05-01' and JOUR < '2020-06-01'",
        "BRAS = 'long'",
        "MOITIE = 8.3 and SIGNE = 'haut' and BANDE = 'peu' and COUT = 'peu'",
        "BOUCLE = ''",
    ] {
        holds(&q, &answers, text);
    }
}

#[test]
fn a_declared_non_answer_is_no_number_and_yet_an_answer() {
    let q = questionnaire();
    let mut answers = answers(&q);
    for (name, position) in [("NOTE", 3), ("LOYER", 0), ("PARTS", 0), ("RANG", 2)] {
        answers.set(q.question(name).unwrap().0, Some(Answer::One(position)));
    }
    for text in [
        "NOTE = 'nsp' and NOTE != ''",
        "LOYER = 'nsp' and selected(LOYER, 'nsp') and LOYER != ''",
        "coalesce(LOYER, 12) = 12",
        "PARTS != '' and PARTS.x = 'nsp'",
        "selected(RANG, 'nsp') and count-selected(RANG) = 1",
        "COUT = ''",
    ] {
        holds(&q, &answers, text);
    }
    for text in ["NOTE >= 0", "LOYER < 1", "sum(PARTS) >= 0", "not(LOYER < 1)"] {
        let facts = Facts { questionnaire: &q, answers: &answers };
        assert_eq!(Expr::parse(text).unwrap().evaluate(&facts), Value::Missing, "{text}");
    }
}

#[test]
fn nothing_is_known_without_answers() {
    let q = questionnaire();
    let none = Answers::none(&q);
    for name in
        ["AVIS", "NOTE", "LOYER", "ENG", "RANG", "GRILLE.x", "PARTS", "PARTS.y", "TEXTE", "JOUR", "BRAS", "SIGNE"]
    {
        holds(&q, &none, &format!("{name} = ''"));
    }
}

#[test]
fn formulas_that_read_each_other_twice_end_within_the_budget() {
    let mut q = questionnaire();
    let doubled = |at: usize| {
        formula(&format!("V{at}"), &format!("V{} + V{}", at - 1, at - 1), Gives::Number { decimals: 0 }, &[])
    };
    q.computed = vec![formula("V0", "AGE", Gives::Number { decimals: 0 }, &[])];
    q.computed.extend((1..60).map(doubled));
    let answers = answers(&q);
    holds(&q, &answers, "V3 = 264");
    holds(&q, &answers, "V59 = ''");
}

#[test]
fn what_is_known_before_anybody_answers_bounds_what_is_answered() {
    let q = questionnaire();
    let never = |text: &str| Expr::parse(text).unwrap().verdict(&q) == Verdict::Never;
    for text in [
        "LOYER > 5000",
        "NOTE > 10",
        "selected(ENG, 'nsp') and selected(ENG, 'don')",
        "sum(PARTS) > 200",
        "PARTS.x > 100",
        "BRAS = 'court' and BRAS = 'long'",
        "AVIS = 'oui' and selected(AVIS, 'non')",
    ] {
        assert!(never(text), "{text}");
    }
    assert!(!never("LOYER = 5000 or JOUR < '1000-01-01'"));
    let unknown = q.type_of(Expr::parse("NOTES = 1").unwrap().names().first().unwrap()).unwrap_err();
    assert_eq!(unknown.expected.as_deref(), Some("vouliez-vous dire NOTE ?"));
    let domain = q.domain_of(Expr::parse("TEXTE = ''").unwrap().names().first().unwrap());
    assert_eq!(domain, crate::domain::expression::Domain::Text);
}
