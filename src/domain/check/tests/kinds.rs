//! Every kind of question, in a questionnaire made here.

use proptest::prelude::*;

use super::*;
use crate::domain::answer::Date;
use crate::domain::check::form::fields_of;
use crate::domain::id::{OptionCode, QuestionId, SectionId, StudySlug};
use crate::domain::questionnaire::{
    AnswerOption, Beside, DatePrecision, DeclaredMissing, Display, Item, Poles, Question, Rotation, Section, Text,
    TextFormat,
};

fn id(text: &str) -> QuestionId {
    QuestionId::parse(text).unwrap()
}

pub(super) fn option(code: &str) -> AnswerOption {
    AnswerOption::plain(OptionCode::parse(code).unwrap(), Text::french(code))
}

pub(super) fn nsp() -> AnswerOption {
    let label = Text::french("Je ne sais pas");
    AnswerOption { label, missing: Some(DeclaredMissing::Nsp), exclusive: true, anchored: true, ..option("nsp") }
}

fn other(beside: Beside) -> AnswerOption {
    AnswerOption { beside: Some(beside), ..option("autre") }
}

pub(super) fn options(codes: &[&str]) -> Vec<AnswerOption> {
    codes.iter().map(|code| option(code)).collect()
}

fn items(codes: &[&str]) -> Vec<Item> {
    codes.iter().map(|code| Item::plain(OptionCode::parse(code).unwrap(), Text::french(code))).collect()
}

pub(super) fn one_page(questions: Vec<(&str, Kind)>) -> Questionnaire {
    let questions = questions.into_iter().map(|(name, kind)| Question::plain(id(name), Text::french(name), kind));
    let section = Section::plain(SectionId::parse("page").unwrap(), Text::french("Page"), questions.collect());
    Questionnaire::plain(StudySlug::parse("essai").unwrap(), Text::french("Essai"), vec![section])
}

fn kind(name: &str) -> Kind {
    let ten = || (0..=10).map(|score: u16| option(&score.to_string())).chain([nsp()]).collect();
    let number = |decimals| Kind::Number {
        min: -500,
        max: 100_000,
        unit: Some(Text::french("€")),
        decimals,
        options: vec![nsp()],
    };
    let text = |format| Kind::Text { format, chars_max: 40, options: vec![nsp()] };
    let date = |precision, partial| Kind::Date {
        precision,
        partial,
        min: Date::new(2020, Some(5), Some(10)),
        max: Date::new(2021, Some(2), Some(20)),
        options: vec![nsp()],
    };
    match name {
        "CHOIX" => {
            let options = vec![option("a"), option("b"), other(Beside::Number { min: 1, max: 99 }), nsp()];
            Kind::Single { options, display: Display::Radio, rotation: Rotation::None, poles: None }
        }
        "NOTE" => {
            let poles = Some(Poles { low: Text::french("bas"), high: Text::french("haut") });
            Kind::Single { options: ten(), display: Display::Scale, rotation: Rotation::None, poles }
        }
        "COCHES" => {
            let none = AnswerOption { exclusive: true, ..option("aucun") };
            let options =
                vec![option("a"), option("b"), option("c"), other(Beside::Text { chars_max: 20 }), none, nsp()];
            Kind::Multiple { options, ticks_min: 2, ticks_max: 3, rotation: Rotation::Random }
        }
        "GRILLE" => {
            Kind::Grid { items: items(&["x", "y.z", "w"]), options: ten(), rotation: Rotation::Random, poles: None }
        }
        "NOMBRE" => number(2),
        "ENTIER" => number(0),
        "NOMBRES" | "SOMME" => Kind::Numbers {
            items: items(&["x", "y", "z"]),
            min: 0,
            max: 1_000,
            unit: Some(Text::french("%")),
            decimals: 1,
            total: (name == "SOMME").then_some(1_000),
            options: vec![nsp()],
        },
        "RANGS" => {
            let options = vec![option("a"), option("b"), option("c"), option("d"), nsp()];
            Kind::Ranking { options, ranks_min: 2, ranks_max: 3, rotation: Rotation::None }
        }
        "LIGNE" => text(TextFormat::Line),
        "PARAGRAPHE" => text(TextFormat::Paragraph),
        "MEL" => text(TextFormat::Email),
        "TEL" => text(TextFormat::Phone),
        "JOUR" => date(DatePrecision::Day, false),
        "MOIS" => date(DatePrecision::Month, false),
        "ANNEE" => date(DatePrecision::Year, false),
        "DATE" => date(DatePrecision::Day, true),
        _ => Kind::Note,
    }
}

const ALL: [&str; 18] = [
    "CHOIX",
    "NOTE",
    "COCHES",
    "GRILLE",
    "NOMBRE",
    "ENTIER",
    "NOMBRES",
    "SOMME",
    "RANGS",
    "LIGNE",
    "PARAGRAPHE",
    "MEL",
    "TEL",
    "JOUR",
    "MOIS",
    "ANNEE",
    "DATE",
    "LISEZ",
];

fn every() -> Questionnaire {
    one_page(ALL.map(|name| (name, kind(name))).into())
}

/// What one question makes of these fields, or what it tells and where.
fn read(name: &str, fields: &[(&str, &str)]) -> Result<Option<Answer>, Vec<(String, String)>> {
    let q = one_page(vec![(name, kind(name))]);
    let (answers, faults) = super::send(&q, "page", &Answers::none(&q), fields);
    if faults.is_empty() {
        return Ok(answers.get(0).cloned());
    }
    let is_unread = faults.iter().all(|fault| fault.message != message::unknown_field(Language::Fr));
    let keeps_rows = matches!(kind(name), Kind::Grid { .. } | Kind::Numbers { .. });
    assert!(!is_unread || keeps_rows || answers.get(0).is_none(), "{answers:?}");
    Err(faults.into_iter().map(|fault| (fault.field, fault.message)).collect())
}

fn refused(name: &str, fields: &[(&str, &str)], field: &str, message: &str) {
    assert_eq!(read(name, fields), Err(vec![(field.to_owned(), message.to_owned())]), "{fields:?}");
}

#[test]
fn a_score_is_one_of_its_codes() {
    assert_eq!(read("NOTE", &[("NOTE", "10")]), Ok(Some(Answer::One(10))));
    refused("NOTE", &[("NOTE", "11")], "NOTE", "Cette réponse n’est pas proposée.");
    refused(
        "NOTE",
        &[("NOTE-missing", "nsp"), ("NOTE", "1")],
        "NOTE-missing",
        "Ce champ n’appartient pas à cette page.",
    );
}

#[test]
fn a_number_beside_an_option_has_its_bounds() {
    let q = one_page(vec![("CHOIX", kind("CHOIX"))]);
    let send = |text: &str| super::send(&q, "page", &Answers::none(&q), &[("CHOIX", "autre"), ("CHOIX--autre", text)]);
    assert_eq!(send(" 1 2 ").0.text(0, 2), Some("12"));
    assert_eq!(told(&send("0").1), [("CHOIX--autre", "Écrivez un nombre entre 1 et 99.")]);
    assert_eq!(told(&send("x").1), [("CHOIX--autre", "Écrivez un nombre entier, en chiffres seulement.")]);
}

#[test]
fn a_number_keeps_its_decimals() {
    let read = |text: &str| read("NOMBRE", &[("NOMBRE", text)]);
    assert_eq!(read("12,5 €"), Ok(Some(Answer::Number(1250))));
    assert_eq!(read("1 000"), Ok(Some(Answer::Number(100_000))));
    for (text, message) in [
        ("12,555", "Écrivez un nombre, par exemple 12,25."),
        ("1000,01", "Écrivez un nombre entre -5 et 1\u{202f}000."),
        ("", "Écrivez un nombre."),
    ] {
        assert_eq!(read(text), Err(vec![("NOMBRE".to_owned(), message.to_owned())]));
    }
}

#[test]
fn a_non_answer_takes_the_place_of_an_answer() {
    for name in ["NOMBRE", "RANGS", "LIGNE", "JOUR", "NOMBRES", "SOMME"] {
        let missing = format!("{name}-missing");
        let at = u16::try_from(kind(name).options().len() - 1).unwrap();
        assert_eq!(read(name, &[(&missing, "nsp")]), Ok(Some(Answer::One(at))), "{name}");
        refused(name, &[(&missing, "lune")], &missing, "Cette réponse n’est pas proposée.");
    }
    let both = "Répondez, ou choisissez « Je ne sais pas » : pas les deux.";
    refused("NOMBRE", &[("NOMBRE", "1"), ("NOMBRE-missing", "nsp")], "NOMBRE", both);
    refused("SOMME", &[("SOMME.y", "1"), ("SOMME-missing", "nsp")], "SOMME.x", both);
    refused("RANGS", &[("RANGS.1", "a"), ("RANGS-missing", "nsp")], "RANGS.1", both);
    refused("RANGS", &[("RANGS-missing", "a")], "RANGS-missing", "Cette réponse n’est pas proposée.");
    refused("RANGS", &[("RANGS.1", "nsp")], "RANGS.1", "Cette réponse n’est pas proposée.");
}

#[test]
fn several_numbers_are_read_row_by_row() {
    let whole = [("NOMBRES.x", "1,5"), ("NOMBRES.y", "0"), ("NOMBRES.z", "100")];
    assert_eq!(read("NOMBRES", &whole), Ok(Some(Answer::Numbers(vec![Some(15), Some(0), Some(1000)]))));
    let q = one_page(vec![("NOMBRES", kind("NOMBRES"))]);
    let fields = [("NOMBRES.x", "1"), ("NOMBRES.y", "101"), ("NOMBRES.z", "")];
    let (answers, faults) = super::send(&q, "page", &Answers::none(&q), &fields);
    assert_eq!(
        told(&faults),
        [("NOMBRES.y", "Écrivez un nombre entre 0 et 100. (y)"), ("NOMBRES.z", "Écrivez un nombre. (z)")]
    );
    assert_eq!(answers.get(0), Some(&Answer::Numbers(vec![Some(10), None, None])));
}

#[test]
fn numbers_that_make_a_total_say_what_they_make() {
    let sum = |x, y, z| read("SOMME", &[("SOMME.x", x), ("SOMME.y", y), ("SOMME.z", z)]);
    assert_eq!(sum("50", "30,5", "19,5"), Ok(Some(Answer::Numbers(vec![Some(500), Some(305), Some(195)]))));
    assert_eq!(sum("60", "", "40"), Ok(Some(Answer::Numbers(vec![Some(600), Some(0), Some(400)]))));
    let told = |text: &str| Err(vec![("SOMME.x".to_owned(), text.to_owned())]);
    assert_eq!(sum("50", "30", "19,5"), told("La somme de vos réponses est de 99,5 % : elle doit être de 100 %."));
    assert_eq!(sum("50", "", ""), told("La somme de vos réponses est de 50 % : elle doit être de 100 %."));
    assert_eq!(sum("", "", "").unwrap_err().len(), 3);
    assert_eq!(sum("x", "100", "0"), told("Écrivez un nombre, par exemple 12,5. (x)"));
}

#[test]
fn ranks_leave_no_gap_and_repeat_nothing() {
    let ranks = |ranks: &[&str]| {
        let names = ["RANGS.1", "RANGS.2", "RANGS.3"];
        read("RANGS", &names.into_iter().zip(ranks.iter().copied()).collect::<Vec<_>>())
    };
    assert_eq!(ranks(&["c", "a"]), Ok(Some(Answer::Ranked(vec![2, 0]))));
    assert_eq!(ranks(&["c", "a", "b"]), Ok(Some(Answer::Ranked(vec![2, 0, 1]))));
    let told = |field: &str, text: &str| Err(vec![(field.to_owned(), text.to_owned())]);
    assert_eq!(ranks(&["c", "", "a"]), told("RANGS.2", "Indiquez votre choix n° 2, ou effacez ceux d’après."));
    assert_eq!(ranks(&["c", "a", "c"]), told("RANGS.3", "« c » est déjà votre choix n° 1."));
    assert_eq!(ranks(&["c"]), told("RANGS.2", "Classez au moins 2 réponses."));
    assert_eq!(ranks(&[]), told("RANGS.1", "Indiquez votre premier choix."));
    for field in ["RANGS.4", "RANGS.0", "RANGS.01", "RANGS.+1", "RANGS"] {
        assert!(read("RANGS", &[("RANGS.1", "a"), ("RANGS.2", "b"), (field, "c")]).is_err(), "{field}");
    }
}

#[test]
fn texts_have_their_length_and_their_lines() {
    assert_eq!(read("LIGNE", &[("LIGNE", "  été ")]), Ok(Some(Answer::Text("été".into()))));
    refused("LIGNE", &[("LIGNE", "a\nb")], "LIGNE", "Écrivez ce texte sur une seule ligne.");
    refused("LIGNE", &[("LIGNE", "   ")], "LIGNE", "Écrivez votre réponse.");
    refused("LIGNE", &[("LIGNE", &"é".repeat(41))], "LIGNE", "40 caractères au plus.");
    let lines = format!("{}\r\nb", "é".repeat(38));
    assert_eq!(read("PARAGRAPHE", &[("PARAGRAPHE", &lines)]), Ok(Some(Answer::Text(lines.replace('\r', "")))));
    let unreadable = "Ce texte contient un caractère qui ne peut pas être gardé : écrivez-le à nouveau.";
    refused("PARAGRAPHE", &[("PARAGRAPHE", "a\u{0}b")], "PARAGRAPHE", unreadable);
    let address = "Écrivez une adresse électronique, comme prenom.nom@exemple.fr.";
    refused("MEL", &[("MEL", "jeanne")], "MEL", address);
    assert!(read("TEL", &[("TEL", "12")]).is_err());
    assert_eq!(read("TEL", &[("TEL", "06 12 34 56 78")]), Ok(Some(Answer::Text("06 12 34 56 78".into()))));
}

#[test]
fn dates_exist_and_are_as_whole_as_asked() {
    let date = |name: &str, day: &str, month: &str, year: &str| {
        let fields =
            [("day", day), ("month", month), ("year", year)].map(|(part, text)| (format!("{name}.{part}"), text));
        let sent = fields.iter().filter(|(_, text)| !text.is_empty()).map(|(field, text)| (field.as_str(), *text));
        read(name, &sent.collect::<Vec<_>>())
    };
    let given = |year, month, day| Ok(Some(Answer::Date(Date::new(year, month, day).unwrap())));
    let told = |field: &str, text: &str| Err(vec![(field.to_owned(), text.to_owned())]);
    assert_eq!(date("JOUR", "20", "05", "2020"), given(2020, Some(5), Some(20)));
    assert_eq!(date("MOIS", "", "5", "2020"), given(2020, Some(5), None));
    assert_eq!(date("ANNEE", "", "", "2020"), given(2020, None, None));
    assert_eq!(date("DATE", "", "6", "2020"), given(2020, Some(6), None));
    assert_eq!(date("DATE", "", "", "2021"), given(2021, None, None));
    let whole = "Indiquez le jour, le mois et l’année.";
    assert_eq!(date("JOUR", "", "5", "2020"), told("JOUR.day", whole));
    assert_eq!(date("JOUR", "20", "5", ""), told("JOUR.year", whole));
    assert_eq!(date("JOUR", "", "", ""), told("JOUR.day", whole));
    let aside = "Indiquez aussi le mois, ou laissez le jour vide.";
    assert_eq!(date("DATE", "20", "", "2020"), told("DATE.month", aside));
    assert_eq!(date("DATE", "", "6", ""), told("DATE.year", "Écrivez l’année avec quatre chiffres."));
    let some = "Indiquez le jour, le mois et l’année, ou seulement l’année.";
    assert_eq!(date("DATE", "", "", ""), told("DATE.day", some));
    assert_eq!(date("MOIS", "", "13", "2020"), told("MOIS.month", "Écrivez le mois de 1 à 12."));
    let none = "Cette date n’existe pas : vérifiez le jour, le mois et l’année.";
    assert_eq!(date("JOUR", "30", "2", "2021"), told("JOUR.day", none));
    assert_eq!(date("JOUR", "1", "13", "2020"), told("JOUR.month", "Écrivez le mois de 1 à 12."));
    assert_eq!(date("JOUR", "300", "1", "2021"), told("JOUR.day", none));
    assert_eq!(date("JOUR", "1", "mai", "2020"), told("JOUR.month", "Écrivez le mois en chiffres, de 1 à 12."));
    assert_eq!(date("JOUR", "1", "5", "20"), told("JOUR.year", "Écrivez l’année avec quatre chiffres."));
    let both = ["MOIS.month", "MOIS.year"].map(str::to_owned).to_vec();
    for (month, year) in [("mai", "20"), ("13", "vingt")] {
        let fields: Vec<_> = date("MOIS", "", month, year).unwrap_err().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, both, "{month} {year}");
    }
    let bounds = "Indiquez une date entre le 10 mai 2020 et le 20 février 2021.";
    assert_eq!(date("JOUR", "9", "5", "2020"), told("JOUR.day", bounds));
    assert_eq!(date("JOUR", "21", "2", "2021"), told("JOUR.day", bounds));
    assert_eq!(date("DATE", "", "4", "2020"), told("DATE.day", bounds));
    assert!(date("MOIS", "1", "5", "2020").is_err());
}

#[test]
fn what_is_to_be_read_has_no_field() {
    assert_eq!(read("LISEZ", &[]), Ok(None));
    refused("LISEZ", &[("LISEZ", "1")], "LISEZ", "Ce champ n’appartient pas à cette page.");
}

/// Any answer its checks accept.
fn answer_to(question: &Question) -> BoxedStrategy<Answer> {
    let codes = |count: u16, min: usize, max: usize| {
        Just((0..count).collect::<Vec<_>>())
            .prop_shuffle()
            .prop_flat_map(move |all| (min..=max).prop_map(move |count| all[..count].to_vec()))
    };
    let missing = u16::try_from(question.kind.options().len().saturating_sub(1)).unwrap();
    let row = |max: i64| proptest::collection::vec(0..=max, 3);
    let answer = match (question.id.as_str(), &question.kind) {
        (_, Kind::Single { options, .. }) => return (0..options.len() as u16).prop_map(Answer::One).boxed(),
        (_, Kind::Multiple { .. }) => {
            let alone = prop_oneof![Just(vec![4]), Just(vec![5])];
            return prop_oneof![codes(4, 2, 3).boxed(), alone.boxed()].prop_map(Answer::Many).boxed();
        }
        (_, Kind::Grid { items, options, .. }) => {
            let row = (0..options.len() as u16).prop_map(Some);
            return proptest::collection::vec(row, items.len()).prop_map(Answer::Rows).boxed();
        }
        (_, Kind::Number { min, max, .. }) => (*min..=*max).prop_map(Answer::Number).boxed(),
        ("SOMME", _) => (0i64..=1000, 0i64..=1000)
            .prop_map(|(a, b)| Answer::Numbers(vec![Some(a.min(b)), Some(a.max(b) - a.min(b)), Some(1000 - a.max(b))]))
            .boxed(),
        (_, Kind::Numbers { max, .. }) => {
            row(*max).prop_map(|rows| Answer::Numbers(rows.into_iter().map(Some).collect())).boxed()
        }
        (_, Kind::Ranking { .. }) => codes(4, 2, 3).prop_map(Answer::Ranked).boxed(),
        ("MEL", _) => "[a-zé]{1,9}(\\.[a-z]{1,9})?@[a-zé]{1,9}\\.fr".prop_map(Answer::Text).boxed(),
        ("TEL", _) => "0[1-9]( [0-9]{2}){4}".prop_map(Answer::Text).boxed(),
        ("LIGNE", _) => "[^\\s\\p{Cc}][^\\p{Cc}]{0,37}[^\\s\\p{Cc}]".prop_map(Answer::Text).boxed(),
        (_, Kind::Text { .. }) => "[a-zé«]([a-zé \n\t]{0,37}[a-zé»])?".prop_map(Answer::Text).boxed(),
        (_, Kind::Date { precision, partial, .. }) => {
            let (precision, partial) = (*precision, *partial);
            (0u8..8, 1u8..=28, 0..3)
                .prop_map(move |(month, day, kept)| {
                    let month = Some(month + 6).filter(|month| *month <= 12).unwrap_or(1);
                    let year = if month == 1 { 2021 } else { 2020 };
                    let parts = if partial { kept } else { 2 };
                    let month = (parts > 0 && precision >= DatePrecision::Month).then_some(month);
                    let day = (parts > 1 && precision == DatePrecision::Day).then_some(day);
                    Answer::Date(Date::new(year, month, day).unwrap())
                })
                .boxed()
        }
        (_, other) => panic!("{other:?}"),
    };
    prop_oneof![9 => answer, 1 => Just(Answer::One(missing))].boxed()
}

fn any_whole() -> impl Strategy<Value = Answers> {
    let q = every();
    let asked = q.questions().filter(|(_, question)| !matches!(question.kind, Kind::Note));
    let all: Vec<_> = asked.map(|(_, question)| answer_to(question)).collect();
    (all, proptest::option::of("[a-z]{1,20}"), proptest::option::of(1i32..=99)).prop_map(move |(all, text, number)| {
        let mut answers = Answers::none(&q);
        for (slot, answer) in all.into_iter().enumerate() {
            answers.set(slot, Some(answer));
        }
        answers.set_text(0, 2, number.map(|number| number.to_string()));
        answers.set_text(2, 3, text);
        answers
    })
}

proptest! {
    #[test]
    fn what_a_page_shows_as_filled_is_read_as_it_was(answers in any_whole()) {
        let q = every();
        let fields: Vec<_> = q.questions().flat_map(|(slot, question)| fields_of(question, slot, &answers)).collect();
        prop_assert_eq!(read_section(&q, 0, &fields, &Answers::none(&q), Language::Fr), (answers.clone(), vec![]));
        prop_assert_eq!(read_whole(&q, &fields, Language::Fr), Ok((answers.clone(), Next::Completed)));
        prop_assert_eq!(Answers::unpack(&q, &answers.pack()), Ok(answers));
    }

    /// Whatever a form holds, under the names of a page or others.
    #[test]
    fn no_form_breaks_the_reading(form in proptest::collection::vec((
        "(CHOIX|COCHES|GRILLE|NOMBRE|SOMME|RANGS|PARAGRAPHE|DATE|LISEZ)(\\.(x|1|2|day|year)|--autre|-missing)?|\\PC{0,5}",
        "(a|b|nsp|autre|2020|-?[0-9]{1,25}[,.]?[0-9]*|\\PC{0,9})",
    ), 0..30)) {
        let q = every();
        let (answers, _) = read_section(&q, 0, &form, &Answers::none(&q), Language::Fr);
        prop_assert_eq!(Answers::unpack(&q, &answers.pack()), Ok(answers));
    }
}
