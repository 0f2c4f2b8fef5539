//! What of an entry is said, and to whom.

use super::*;
use crate::domain::answer::{Answer, Answers, Date};
use crate::domain::id::{OptionCode, QuestionId, SectionId, StudySlug};
use crate::domain::questionnaire::{
    AnswerOption, Beside, DatePrecision, DeclaredMissing, Display, Item, Kind, Question, Questionnaire, Role, Rotation,
    Section, Text, TextFormat,
};

fn code(text: &str) -> OptionCode {
    OptionCode::parse(text).unwrap()
}

fn options(codes: &[&str]) -> Vec<AnswerOption> {
    let option = |text: &&str| AnswerOption {
        missing: (*text == "nsp").then_some(DeclaredMissing::Nsp),
        beside: (*text == "autre").then_some(Beside::Text { chars_max: 40 }),
        ..AnswerOption::plain(code(text), Text::french(&["L’option ", text].concat()))
    };
    codes.iter().map(option).collect()
}

fn asked(name: &str, role: Role, kind: Kind) -> Question {
    Question { role, ..Question::plain(QuestionId::parse(name).unwrap(), Text::french(name), kind) }
}

fn text(format: TextFormat) -> Kind {
    Kind::Text { format, chars_max: 200, options: Vec::new() }
}

fn questionnaire() -> Questionnaire {
    let single = || Kind::Single {
        options: options(&["oui", "non", "nsp"]),
        display: Display::Radio,
        rotation: Rotation::None,
        poles: None,
    };
    let many = || options(&["a", "b", "autre", "nsp"]);
    let items = ["x", "y"].map(|name| Item::plain(code(name), Text::french(name))).to_vec();
    let numbers = Kind::Numbers {
        items,
        min: 0,
        max: 1000,
        unit: Some(Text::french("euros")),
        decimals: 1,
        total: None,
        options: Vec::new(),
    };
    let date =
        Kind::Date { precision: DatePrecision::Month, partial: false, min: None, max: None, options: Vec::new() };
    let multiple = Kind::Multiple { options: many(), ticks_min: 1, ticks_max: 4, rotation: Rotation::None };
    let ranking = Kind::Ranking { options: many(), ranks_min: 1, ranks_max: 3, rotation: Rotation::None };
    let questions = vec![
        asked("ACCORD", Role::Consent, single()),
        asked("TITRE", Role::Opinion, text(TextFormat::Line)),
        asked("RESUME", Role::Opinion, text(TextFormat::Paragraph)),
        asked("CHOIX", Role::Profile, multiple),
        asked("RANGS", Role::Profile, ranking),
        asked("SOMMES", Role::Profile, numbers),
        asked("DEPUIS", Role::Profile, date),
        asked("AVIS", Role::Opinion, single()),
        asked("JOINDRE", Role::Contact, text(TextFormat::Line)),
        asked("COURRIEL", Role::Opinion, text(TextFormat::Email)),
    ];
    let section = Section::plain(SectionId::parse("fiche").unwrap(), Text::french("Fiche"), questions);
    Questionnaire::plain(StudySlug::parse("essai").unwrap(), Text::french("Essai"), vec![section])
}

fn answered(q: &Questionnaire) -> Answers {
    let mut answers = Answers::none(q);
    let text = |text: &str| Answer::Text(text.to_owned());
    let given = [
        Answer::One(0),
        text("Un titre"),
        text("Une ligne.\n\n Et une autre."),
        Answer::Many(vec![0, 2]),
        Answer::Ranked(vec![1, 0]),
        Answer::Numbers(vec![Some(125), None]),
        Answer::Date(Date::new(2019, Some(5), None).unwrap()),
        Answer::One(2),
        text("06 39 98 12 34"),
        text("lea@prive.example"),
    ];
    for (slot, answer) in given.into_iter().enumerate() {
        answers.set(slot, Some(answer));
    }
    answers.set_text(3, 2, Some("des voisins".to_owned()));
    answers
}

fn said(readers: Readers) -> Vec<(String, Vec<String>, bool)> {
    let q = questionnaire();
    let (fields, _) = fields(&q, &answered(&q), readers);
    fields.into_iter().map(|field| (field.question.id.to_string(), field.lines, field.is_private)).collect()
}

#[test]
fn each_kind_of_answer_is_said_in_words() {
    let lines: Vec<(String, String)> =
        said(Readers::Moderators).into_iter().map(|(id, lines, _)| (id, lines.join(" | "))).collect();
    let expected = [
        ("ACCORD", "L’option oui"),
        ("TITRE", "Un titre"),
        ("RESUME", "Une ligne. | Et une autre."),
        ("CHOIX", "L’option a | L’option autre : des voisins"),
        ("RANGS", "1. L’option b | 2. L’option a"),
        ("SOMMES", "x : 12,5 euros"),
        ("DEPUIS", "mai 2019"),
        ("AVIS", "L’option nsp"),
        ("JOINDRE", "06 39 98 12 34"),
        ("COURRIEL", "lea@prive.example"),
    ];
    assert_eq!(lines, expected.map(|(id, lines)| (id.to_owned(), lines.to_owned())));
}

#[test]
fn the_public_reads_neither_consent_nor_contact_nor_an_address_under_another_role() {
    let ids: Vec<String> = said(Readers::Public).into_iter().map(|(id, ..)| id).collect();
    assert_eq!(ids, ["TITRE", "RESUME", "CHOIX", "RANGS", "SOMMES", "DEPUIS"], "nor what was not said");
    let private: Vec<String> =
        said(Readers::Moderators).into_iter().filter(|(.., is_private)| *is_private).map(|(id, ..)| id).collect();
    assert_eq!(private, ["ACCORD", "JOINDRE", "COURRIEL"]);
}

#[test]
fn what_a_text_may_repeat_holds_nothing_private() {
    let q = questionnaire();
    let (_, told) = fields(&q, &answered(&q), Readers::Public);
    assert_eq!([0, 8, 9].map(|slot| told.get(slot)), [None, None, None]);
    assert!(told.get(1).is_some());
}

#[test]
fn an_entry_is_called_by_its_title() {
    let q = questionnaire();
    let (fields, _) = fields(&q, &answered(&q), Readers::Public);
    assert_eq!(title(&fields, &QuestionId::parse("TITRE").unwrap()).as_deref(), Some("Un titre"));
    assert_eq!(title(&fields, &QuestionId::parse("JOINDRE").unwrap()), None);
}
