use super::*;
use crate::domain::answer::Date;
use crate::domain::questionnaire::tests::covid;
use crate::domain::questionnaire::{DatePrecision, Text, TextFormat};

fn slot(q: &Questionnaire, id: &str) -> usize {
    q.question(id).unwrap().0
}

fn wave() -> BTreeMap<String, String> {
    [("institut", "l’IFOP"), ("piege", "${S_AGE|x}")].map(|(name, text)| (name.to_owned(), text.to_owned())).into()
}

fn french<'t>(q: &Questionnaire, answers: &Answers, text: &'t str) -> Cow<'t, str> {
    filled(text, &wave(), q, answers, Language::Fr)
}

fn answered() -> (Questionnaire, Answers) {
    let q = covid();
    let mut answers = Answers::none(&q);
    for (id, answer) in [
        ("S_AGE", Answer::Number(42)),
        ("S_DEPT", Answer::One(19)),
        ("FRAG_PRIO", Answer::Many(vec![0, 9, 2])),
        ("JC_EFFETS", Answer::Rows(vec![Some(1), Some(4), None])),
        ("JC_QUI", Answer::One(0)),
    ] {
        answers.set(slot(&q, id), Some(answer));
    }
    (q, answers)
}

#[test]
fn a_text_without_braces_is_not_copied() {
    let (q, answers) = answered();
    assert!(matches!(french(&q, &answers, "5 $ et 100 %"), Cow::Borrowed("5 $ et 100 %")));
}

#[test]
fn answers_and_variables_are_told_by_their_labels() {
    let (q, answers) = answered();
    let label = |id: &str, at: usize| q.question(id).unwrap().1.kind.options()[at].label.get(Language::Fr).to_owned();
    let said = |text: &str| french(&q, &answers, text).into_owned();
    assert_eq!(
        said("Pour {institut} : ${S_AGE|?} ans, ${S_DEPT|?}"),
        format!("Pour l’IFOP : 42 ans, {}", label("S_DEPT", 19))
    );
    let ticked = format!("{}, {} et {}", label("FRAG_PRIO", 0), label("FRAG_PRIO", 2), label("FRAG_PRIO", 9));
    assert_eq!(said("${FRAG_PRIO|rien}"), ticked);
    assert_eq!(said("${JC_EFFETS.rapide|rien}"), label("JC_EFFETS", 1));
    assert_eq!((said("${AGE|?}").as_str(), said("${REGION|?}").as_str()), ("35 à 49 ans", "Corse"));
}

#[test]
fn what_is_not_known_is_its_fallback() {
    let (q, answers) = answered();
    let said = |text: &str| french(&q, &answers, text).into_owned();
    assert_eq!(said("${S_CSP|votre métier}."), "votre métier.");
    assert_eq!(said("a${JC_EFFETS.juste|–}b"), "a–b");
    // A non-answer is nothing to repeat.
    assert_eq!(said("${JC_EFFETS.resiliente|rien}"), "rien");
    assert_eq!(said("${JC_EFFETS|rien} ${NULLE|part}"), "rien part");
}

#[test]
fn what_is_not_a_placeholder_stays() {
    let (q, answers) = answered();
    for text in ["{inconnu}", "{", "}", "${S_AGE}", "${S_AGE|}", "${S_AGE", "${é|x}", "{S_AGE|x}", "$ {S_AGE}"] {
        assert_eq!(french(&q, &answers, text), text);
    }
    assert_eq!(french(&q, &answers, "{ {institut}"), "{ l’IFOP");
}

/// Neither what is typed nor a text of the wave can reach another answer.
#[test]
fn what_was_typed_is_never_read_as_a_text_of_the_questionnaire() {
    let (mut q, mut answers) = answered();
    let at = slot(&q, "S_DEPT");
    let text = Kind::Text { format: TextFormat::Line, chars_max: 99, options: vec![] };
    q.sections[2].questions[0].kind = text;
    answers.set(at, Some(Answer::Text("<b> {institut} ${S_AGE|x}".into())));
    assert_eq!(french(&q, &answers, "« ${S_DEPT|?} »"), "« <b> {institut} ${S_AGE|x} »");
    assert_eq!(french(&q, &answers, "{piege}"), "${S_AGE|x}");
}

#[test]
fn a_label_brings_the_words_of_the_wave() {
    let (mut q, answers) = answered();
    let section = q.sections.iter_mut().find(|section| section.id.as_str() == "effets").unwrap();
    let question = section.questions.iter_mut().find(|question| question.id.as_str() == "JC_QUI").unwrap();
    if let Kind::Single { options, .. } = &mut question.kind {
        options[0].label = Text::french("{institut} et ${S_AGE|x}");
    }
    assert_eq!(french(&q, &answers, "${JC_QUI|?}"), "l’IFOP et ${S_AGE|x}");
}

#[test]
fn numbers_and_dates_are_told_in_each_language() {
    let (mut q, mut answers) = answered();
    let (age, department) = (slot(&q, "S_AGE"), slot(&q, "S_DEPT"));
    q.sections[1].questions[1].kind = Kind::Number { min: 0, max: 9999, unit: None, decimals: 2, options: vec![] };
    q.sections[2].questions[0].kind =
        Kind::Date { precision: DatePrecision::Day, partial: true, min: None, max: None, options: vec![] };
    answers.set(age, Some(Answer::Number(1250)));
    answers.set(department, Some(Answer::Date(Date::parse("2020-05-01").unwrap())));
    let told = |language| filled("${S_AGE|?} – ${S_DEPT|?}", &wave(), &q, &answers, language).into_owned();
    assert_eq!(told(Language::Fr), "12,5 – 1er mai 2020");
    assert_eq!(told(Language::En), "12.5 – 1 May 2020");
}
