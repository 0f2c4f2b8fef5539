//! What the answers of a page must agree on.

use super::kinds::{nsp, one_page, option, options};
use super::*;
use crate::domain::expression::Expr;
use crate::domain::id::{QuestionId, SectionId};
use crate::domain::questionnaire::{Carried, Carry, Check, Display, Item, Rotation, Section, Text};

fn number(max: i64) -> Kind {
    Kind::Number { min: 0, max, unit: None, decimals: 0, options: vec![] }
}

fn household(severity: Severity) -> Questionnaire {
    let mut q = one_page(vec![("FOYER", number(20)), ("ENFANTS", number(20))]);
    q.sections[0].checks = vec![Check {
        must: Expr::parse("ENFANTS < FOYER").unwrap(),
        severity,
        text: Text::french("Il y a plus d’enfants que de personnes dans le foyer."),
        question: QuestionId::parse("ENFANTS").unwrap(),
    }];
    let note = crate::domain::questionnaire::Question::plain(
        QuestionId::parse("MERCI").unwrap(),
        Text::french("Merci"),
        Kind::Note,
    );
    q.sections.push(Section::plain(SectionId::parse("fin").unwrap(), Text::french("Fin"), vec![note]));
    q
}

const AT_ODDS: [(&str, &str); 2] = [("FOYER", "2"), ("ENFANTS", "3")];
const TOLD: (&str, &str) = ("ENFANTS", "Il y a plus d’enfants que de personnes dans le foyer.");

#[test]
fn answers_at_odds_refuse_the_page() {
    let q = household(Severity::Error);
    let (answers, faults) = send(&q, "page", &Answers::none(&q), &AT_ODDS);
    assert_eq!(told(&faults), [TOLD]);
    assert_eq!(answers.get(1), Some(&Answer::Number(3)));
    let repeated = [AT_ODDS[0], AT_ODDS[1], (SOFT_FIELD, &faults[0].key)];
    assert_eq!(told(&send(&q, "page", &answers, &repeated).1), [TOLD]);
    assert_eq!(send(&q, "page", &answers, &[("FOYER", "4"), ("ENFANTS", "3")]).1, []);
    assert!(read_whole(&q, &form(&AT_ODDS), Language::Fr).is_err());
}

#[test]
fn a_warning_passes_once_it_was_shown() {
    let q = household(Severity::Warning);
    let (answers, faults) = send(&q, "page", &Answers::none(&q), &AT_ODDS);
    assert_eq!((told(&faults), faults[0].severity), (vec![TOLD], Severity::Warning));
    assert_eq!(told_warnings(&form(&[(SOFT_FIELD, "FOYER")]), &faults), ["FOYER", faults[0].key.as_str()]);
    for other in ["", "1", "ENFANTS", "check-1"] {
        let unshown = [AT_ODDS[0], AT_ODDS[1], (SOFT_FIELD, other)];
        assert_eq!(send(&q, "page", &answers, &unshown).1, faults);
    }
    let repeated = [AT_ODDS[0], AT_ODDS[1], (SOFT_FIELD, &faults[0].key)];
    assert_eq!(send(&q, "page", &answers, &repeated).1, []);
    assert_eq!(read_whole(&q, &form(&AT_ODDS), Language::Fr).map(|(_, next)| next), Ok(Next::Completed));
}

#[test]
fn what_is_only_to_know_is_told_on_the_next_page() {
    let q = household(Severity::Info);
    let (answers, faults) = send(&q, "page", &Answers::none(&q), &AT_ODDS);
    assert_eq!(faults, []);
    assert_eq!(notices(&q, &answers, 1, Language::Fr), [Notice { slot: 1, text: TOLD.1 }]);
    assert_eq!(notices(&q, &answers, 0, Language::Fr), []);
    let (agreed, _) = send(&q, "page", &answers, &[("FOYER", "4"), ("ENFANTS", "3")]);
    assert_eq!(notices(&q, &agreed, 1, Language::Fr), []);
}

#[test]
fn without_a_page_a_message_is_told_with_its_answers() {
    let mut q = household(Severity::Error);
    q.sections[0].checks[0].text = Text::french("${ENFANTS|?} enfants.");
    let faults = read_whole(&q, &form(&AT_ODDS), Language::Fr).unwrap_err();
    assert_eq!(told(&faults), [("ENFANTS", "3 enfants.")]);
}

/// The answer it had is not what was just written: nothing can be said of it.
#[test]
fn a_check_on_an_answer_that_could_not_be_read_waits() {
    let q = household(Severity::Error);
    let (answers, _) = send(&q, "page", &Answers::none(&q), &[("FOYER", "2"), ("ENFANTS", "1")]);
    let (_, faults) = send(&q, "page", &answers, &[("FOYER", "1"), ("ENFANTS", "un")]);
    assert_eq!(told(&faults), [("ENFANTS", "Écrivez un nombre entier, en chiffres seulement.")]);
}

/// Services seen, then the best of them.
fn carried(which: Carried) -> Questionnaire {
    let list = options(&["train", "bus", "tram"]);
    let mut ticked = list.clone();
    ticked.push(nsp());
    let seen = Kind::Multiple { options: ticked, ticks_min: 1, ticks_max: 9, rotation: Rotation::None };
    let mut best = list;
    best.extend([option("velo"), nsp()]);
    let best = Kind::Single { options: best, display: Display::Radio, rotation: Rotation::None, poles: None };
    let mut q = one_page(vec![("VUS", seen), ("PREFERE", best)]);
    let mut second = q.sections[0].questions.pop().unwrap();
    second.carry = Some(Carry { from: QuestionId::parse("VUS").unwrap(), which });
    q.sections.push(Section::plain(SectionId::parse("suite").unwrap(), Text::french("Suite"), vec![second]));
    q
}

#[test]
fn an_option_carried_is_open_only_where_it_was_chosen() {
    let q = carried(Carried::Chosen);
    let (answers, _) = send(&q, "page", &Answers::none(&q), &[("VUS", "bus"), ("VUS", "tram")]);
    assert_eq!(send(&q, "suite", &answers, &[("PREFERE", "tram")]).1, []);
    assert_eq!(send(&q, "suite", &answers, &[("PREFERE", "velo")]).1, []);
    assert_eq!(
        told(&send(&q, "suite", &answers, &[("PREFERE", "train")]).1),
        [("PREFERE", "Cette réponse n’est pas proposée.")]
    );
    let q = carried(Carried::NotChosen);
    assert_eq!(send(&q, "suite", &answers, &[("PREFERE", "train")]).1, []);
    assert_eq!(send(&q, "suite", &answers, &[("PREFERE", "tram")]).1.len(), 1);
    assert!(read_whole(&q, &form(&[("VUS", "bus"), ("PREFERE", "bus")]), Language::Fr).is_err());
}

#[test]
fn a_closed_row_keeps_what_it_had_and_lacks_nothing() {
    let rows = ["a", "b"].map(|code| Item::plain(option(code).code, Text::french(code)));
    let grid =
        Kind::Grid { items: rows.into(), options: options(&["oui", "non"]), rotation: Rotation::None, poles: None };
    let mut q = one_page(vec![("AGE", number(120)), ("GRILLE", grid)]);
    let mut second = q.sections[0].questions.pop().unwrap();
    if let Kind::Grid { items, .. } = &mut second.kind {
        items[1].show_if = Some(Expr::parse("AGE >= 18").unwrap());
    }
    q.sections.push(Section::plain(SectionId::parse("suite").unwrap(), Text::french("Suite"), vec![second]));
    let (adult, _) = send(&q, "page", &Answers::none(&q), &[("AGE", "40")]);
    let (adult, faults) = send(&q, "suite", &adult, &[("GRILLE.a", "oui"), ("GRILLE.b", "non")]);
    assert_eq!(faults, []);
    let (minor, _) = send(&q, "page", &adult, &[("AGE", "12")]);
    let (minor, faults) = send(&q, "suite", &minor, &[("GRILLE.a", "non"), ("GRILLE.b", "oui")]);
    assert_eq!(faults, []);
    assert_eq!(minor.get(1), Some(&Answer::Rows(vec![Some(1), Some(1)])));
    let walk = Walk::of(&q, &minor);
    assert_eq!(walk.counted().get(1), Some(&Answer::Rows(vec![Some(1), None])));
    assert_eq!(walk.reached(&q), Next::Completed);
    let whole = [("AGE", "12"), ("GRILLE.a", "oui"), ("GRILLE.b", "oui")];
    let faults = read_whole(&q, &form(&whole), Language::Fr).unwrap_err();
    assert_eq!(told(&faults), [("GRILLE.b", "Ce champ n’appartient pas à cette page.")]);
}
