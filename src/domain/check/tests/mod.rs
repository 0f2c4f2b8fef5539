mod kinds;
mod rules;

use super::*;
use crate::domain::answer::Answer;
use crate::domain::questionnaire::tests::covid;
use crate::domain::questionnaire::{Kind, Mandatory};

fn form(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The section of that name, sent on these answers.
fn send(q: &Questionnaire, section: &str, answers: &Answers, fields: &[(&str, &str)]) -> (Answers, Vec<AnswerFault>) {
    let section = q.sections.iter().position(|known| known.id.as_str() == section).unwrap();
    read_section(q, section, &form(fields), answers, Language::Fr)
}

fn told(faults: &[AnswerFault]) -> Vec<(&str, &str)> {
    faults.iter().map(|fault| (fault.field.as_str(), fault.message.as_str())).collect()
}

fn slot(q: &Questionnaire, id: &str) -> usize {
    q.question(id).unwrap().0
}

const PROFILE: [(&str, &str); 6] = [
    ("CONSENT", "oui"),
    ("S_SEXE", "femme"),
    ("S_AGE", "42"),
    ("S_DEPT", "2A"),
    ("S_AGGLO", "rural"),
    ("S_CSP", "cadres"),
];

/// Everybody's answers from the first opinion on.
const OPINIONS: [(&str, &str); 11] = [
    ("COVID_TOUCHE", "tres"),
    ("FRAG_PRIO", "emploi"),
    ("FRAG_PRIO", "sante"),
    ("JC_UTILITE", "utile"),
    ("JC_POURQUOI", "autre"),
    ("JC_EFFETS.rapide", "plutot"),
    ("JC_EFFETS.resiliente", "nsp"),
    ("JC_EFFETS.juste", "pas_du_tout"),
    ("JC_QUI", "maire"),
    ("MOBILISATION", "nsp"),
    ("ENG_COVID", "aucun"),
];

fn whole() -> Vec<(String, String)> {
    let mut fields = form(&PROFILE);
    fields.extend(form(&OPINIONS));
    fields.extend(form(&[("ENG_ENVIE", "non"), ("JC_POURQUOI--autre", " par civisme ")]));
    fields
}

#[test]
fn a_whole_interview_is_completed_and_keeps_its_texts() {
    let q = covid();
    let (answers, next) = read_whole(&q, &whole(), Language::Fr).unwrap();
    assert_eq!(next, Next::Completed);
    assert_eq!(answers.get(slot(&q, "FRAG_PRIO")), Some(&Answer::Many(vec![0, 9])));
    assert_eq!(answers.get(slot(&q, "JC_EFFETS")), Some(&Answer::Rows(vec![Some(1), Some(4), Some(3)])));
    assert_eq!(answers.text(slot(&q, "JC_POURQUOI"), 6), Some("par civisme"));
    assert!(answers.pack().len() < 50);
}

#[test]
fn a_whole_interview_with_an_answer_to_a_closed_question_is_refused() {
    let q = covid();
    let mut fields = whole();
    fields.extend(form(&[("JC_FREINS", "cout")]));
    let faults = read_whole(&q, &fields, Language::Fr).unwrap_err();
    assert_eq!(told(&faults), [("JC_FREINS", "Ce champ n’appartient pas à cette page.")]);
}

#[test]
fn a_refusal_a_minor_and_a_stranger_to_the_universe_end_early() {
    let q = covid();
    let end = |fields: &[(&str, &str)]| read_whole(&q, &form(fields), Language::Fr).unwrap().1;
    assert_eq!(end(&[("CONSENT", "non")]), Next::Refused);
    assert_eq!(end(&[("CONSENT", "oui"), ("S_SEXE", "homme"), ("S_AGE", "17")]), Next::ScreenedOut);
    let mut overseas = PROFILE;
    overseas[3].1 = "974";
    assert_eq!(end(&overseas), Next::ScreenedOut);
}

#[test]
fn a_mandatory_question_without_an_answer_is_told_and_the_others_are_kept() {
    let q = covid();
    let (answers, faults) = send(&q, "vous", &consenting(&q), &[("S_AGE", "42")]);
    assert_eq!(told(&faults), [("S_SEXE", "Choisissez une réponse.")]);
    assert_eq!(answers.get(slot(&q, "S_AGE")), Some(&Answer::Number(42)));
}

fn consenting(q: &Questionnaire) -> Answers {
    let mut answers = Answers::none(q);
    answers.set(0, Some(Answer::One(0)));
    answers
}

fn profiled(q: &Questionnaire) -> Answers {
    let (answers, faults) = send(q, "vous", &consenting(q), &PROFILE[1..3]);
    assert_eq!(faults, []);
    let (answers, faults) = send(q, "territoire", &answers, &PROFILE[3..]);
    assert_eq!(faults, []);
    answers
}

#[test]
fn numbers_are_read_as_people_write_them() {
    let q = covid();
    let age = |text: &str| {
        let (answers, faults) = send(&q, "vous", &consenting(&q), &[("S_SEXE", "femme"), ("S_AGE", text)]);
        match faults.first() {
            Some(fault) => Err(fault.message.clone()),
            None => Ok(answers.get(slot(&q, "S_AGE")).cloned()),
        }
    };
    assert_eq!(age(" 4 2\u{a0}"), Ok(Some(Answer::Number(42))));
    assert_eq!(age("042"), Ok(Some(Answer::Number(42))));
    assert_eq!(age("42 ans"), Ok(Some(Answer::Number(42))));
    for text in ["42 années", "4,2", "٤٢", "--4", "-", "0x10", "+4", "99999999999999999999999"] {
        assert_eq!(age(text), Err("Écrivez un nombre entier, en chiffres seulement.".into()), "{text}");
    }
    assert_eq!(age("121"), Err("Écrivez un nombre entre 0 et 120.".into()));
    assert_eq!(age("-1"), Err("Écrivez un nombre entre 0 et 120.".into()));
    assert_eq!(age(""), Err("Écrivez un nombre.".into()));
}

#[test]
fn ticks_have_limits_and_exclusive_options_stand_alone() {
    let q = covid();
    let base = profiled(&q);
    let ticks = |codes: &[&str]| {
        let mut fields = vec![("COVID_TOUCHE", "nsp")];
        fields.extend(codes.iter().map(|&code| ("FRAG_PRIO", code)));
        let (answers, faults) = send(&q, "crise", &base, &fields);
        match faults.first() {
            Some(fault) => Err(fault.message.clone()),
            None => Ok(answers.get(slot(&q, "FRAG_PRIO")).cloned()),
        }
    };
    assert_eq!(ticks(&["sante", "emploi", "sante"]), Ok(Some(Answer::Many(vec![0, 9]))));
    assert_eq!(ticks(&["emploi", "sante", "logement", "jeunesse"]), Err("Trois réponses au plus.".into()));
    assert_eq!(ticks(&["nsp"]), Ok(Some(Answer::Many(vec![17]))));
    assert_eq!(
        ticks(&["emploi", "nsp"]),
        Err("« Ne se prononce pas » ne peut pas aller avec une autre réponse.".into())
    );
    assert_eq!(
        ticks(&["aucun", "nsp"]),
        Err("« Aucun de ces domaines » ne peut pas aller avec une autre réponse.".into())
    );
    assert_eq!(ticks(&[]), Err("Choisissez une réponse.".into()));
    assert_eq!(ticks(&["lune"]), Err("Cette réponse n’est pas proposée.".into()));
}

#[test]
fn rows_of_a_grid_are_kept_one_by_one() {
    let q = covid();
    let mut answers = profiled(&q);
    answers.set(slot(&q, "JC_UTILITE"), Some(Answer::One(5)));
    let fields =
        [("JC_EFFETS.rapide", "plutot"), ("JC_EFFETS.juste", "faux"), ("JC_QUI", "etat"), ("MOBILISATION", "nsp")];
    let (after, faults) = send(&q, "effets", &answers, &fields);
    assert_eq!(
        told(&faults),
        [
            ("JC_EFFETS.resiliente", "Choisissez une réponse. (plus solide face aux crises suivantes)"),
            ("JC_EFFETS.juste", "Cette réponse n’est pas proposée. (plus juste)"),
        ]
    );
    assert_eq!(faults.first().map(|fault| fault.item), Some(Some(1)));
    assert_eq!(after.get(slot(&q, "JC_EFFETS")), Some(&Answer::Rows(vec![Some(1), None, None])));
}

#[test]
fn a_faulty_answer_leaves_the_one_given_before() {
    let q = covid();
    let answers = profiled(&q);
    let (after, faults) = send(&q, "vous", &answers, &[("S_SEXE", "homme"), ("S_AGE", "quarante")]);
    assert_eq!(faults.len(), 1);
    assert_eq!(after.get(slot(&q, "S_AGE")), Some(&Answer::Number(42)));
    assert_eq!(after.get(slot(&q, "S_SEXE")), Some(&Answer::One(0)));
}

#[test]
fn fields_of_nowhere_are_faults_and_fields_of_the_page_are_not() {
    let q = covid();
    let fields =
        [("S_SEXE", "homme"), ("S_AGE", "42"), ("_csrf", "x"), ("S_CSP", "cadres"), ("S_SEXE.a", "b"), ("x", "")];
    let (answers, faults) = send(&q, "vous", &consenting(&q), &fields);
    let names: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(names, ["S_CSP", "S_SEXE.a", "x"]);
    assert_eq!(answers.get(slot(&q, "S_CSP")), None);
}

#[test]
fn codes_with_dots_and_dashes_make_sound_field_names() {
    let mut q = covid();
    let code = |text: &str| crate::domain::id::OptionCode::parse(text).unwrap();
    if let Kind::Grid { items, .. } = &mut q.sections[6].questions[0].kind {
        items[0].code = code("a--b");
    }
    if let Kind::Multiple { options, .. } = &mut q.sections[5].questions[0].kind {
        options[6].code = code("autre.2");
    }
    assert_eq!(owner(&q, "JC_EFFETS.a--b"), Some(Place { slot: slot(&q, "JC_EFFETS"), item: Some(0) }));
    assert_eq!(owner(&q, "JC_POURQUOI--autre.2"), Some(Place { slot: slot(&q, "JC_POURQUOI"), item: None }));
    for name in ["JC_EFFETS", "JC_EFFETS.rapide", "JC_POURQUOI--moyens", "JC_POURQUOI-", "JC_POURQUOI.", "é", ""] {
        assert_eq!(owner(&q, name), None, "{name}");
    }
}

#[test]
fn two_answers_to_a_single_question_are_refused() {
    let q = covid();
    let fields = [("S_SEXE", "homme"), ("S_SEXE", "femme"), ("S_AGE", "42")];
    let (_, faults) = send(&q, "vous", &consenting(&q), &fields);
    assert_eq!(told(&faults), [("S_SEXE", "Une seule réponse est possible.")]);
}

#[test]
fn a_text_beside_an_option_is_bounded_and_goes_with_its_option() {
    let q = covid();
    let mut answers = profiled(&q);
    answers.set(slot(&q, "JC_UTILITE"), Some(Answer::One(1)));
    let why = slot(&q, "JC_POURQUOI");
    let send = |answers: &Answers, tick: &str, text: &str| {
        super::tests::send(&q, "raisons", answers, &[("JC_POURQUOI", tick), ("JC_POURQUOI--autre", text)])
    };
    assert_eq!(told(&send(&answers, "autre", &"é".repeat(201)).1), [("JC_POURQUOI--autre", "200 caractères au plus.")]);
    assert_eq!(send(&answers, "autre", "a\u{1b}b").1.len(), 1);
    let (written, faults) = send(&answers, "autre", &"é".repeat(200));
    assert_eq!((faults.len(), written.text(why, 6).map(str::len)), (0, Some(400)));
    let (other, _) = send(&written, "moyens", "laissé là");
    assert_eq!(other.text(why, 6), None);
}

#[test]
fn what_is_wished_for_is_asked_once_more_then_let_through() {
    let mut q = covid();
    for question in q.sections.iter_mut().flat_map(|section| &mut section.questions) {
        question.mandatory = Mandatory::Soft;
    }
    let answers = profiled(&q);
    let (_, faults) = send(&q, "jouer-collectif", &answers, &[]);
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].severity, Severity::Warning);
    let (_, others) = send(&q, "jouer-collectif", &answers, &[(SOFT_FIELD, "JC_AUTRE"), (SOFT_FIELD, "1")]);
    assert_eq!(others, faults);
    let (_, faults) = send(&q, "jouer-collectif", &answers, &[(SOFT_FIELD, &faults[0].key)]);
    assert_eq!(faults, []);
}

#[test]
fn a_retired_option_is_no_longer_taken() {
    let mut q = covid();
    if let Kind::Single { options, .. } = &mut q.sections[1].questions[0].kind {
        options[0].retired = true;
    }
    let (_, faults) = send(&q, "vous", &consenting(&q), &[("S_SEXE", "homme"), ("S_AGE", "42")]);
    assert_eq!(told(&faults), [("S_SEXE", "Cette réponse n’est pas proposée.")]);
}

#[test]
fn an_optional_row_left_empty_is_emptied() {
    let mut q = covid();
    let effects = slot(&q, "JC_EFFETS");
    q.sections[6].questions[0].mandatory = Mandatory::Off;
    let mut answers = profiled(&q);
    answers.set(effects, Some(Answer::Rows(vec![Some(0), Some(1), None])));
    let fields = [("JC_EFFETS.juste", "plutot"), ("JC_QUI", "etat"), ("MOBILISATION", "nsp")];
    let (after, faults) = send(&q, "effets", &answers, &fields);
    assert_eq!(faults, []);
    assert_eq!(after.get(effects), Some(&Answer::Rows(vec![None, None, Some(1)])));
}

#[test]
fn messages_speak_both_languages() {
    assert_eq!(message::at_most(Language::Fr, 2), "Deux réponses au plus.");
    assert_eq!(message::at_most(Language::Fr, 1), "Une réponse au plus.");
    assert_eq!(message::at_least(Language::En, 2), "Two answers at least.");
    assert_eq!(message::at_most(Language::Fr, 12), "12 réponses au plus.");
}

#[test]
fn who_is_led_out_by_an_answer_need_not_fill_the_rest_of_the_page() {
    let q = covid();
    let none = Answers::none(&q);
    let (answers, faults) = send(&q, "vous", &none, &[("S_AGE", "12")]);
    assert_eq!(told(&faults), []);
    assert_eq!(answers.get(slot(&q, "S_AGE")), Some(&Answer::Number(12)));
    let (_, faults) = send(&q, "vous", &none, &[("S_AGE", "42")]);
    let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["S_SEXE"], "who stays answers everything");
    let (_, faults) = send(&q, "vous", &none, &[("S_AGE", "12"), ("S_SEXE", "autre chose")]);
    assert_eq!(faults.len(), 1, "what cannot be read is still told: {faults:?}");
}

#[test]
fn an_answer_taken_away_leads_nobody_out() {
    let q = covid();
    let mut before = Answers::none(&q);
    before.set(slot(&q, "S_AGE"), Some(Answer::Number(12)));
    let (_, faults) = send(&q, "vous", &before, &[("S_SEXE", "femme")]);
    assert!(faults.iter().any(|fault| fault.field == "S_AGE"), "{faults:?}");
}
