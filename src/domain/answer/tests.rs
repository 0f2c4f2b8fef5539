use proptest::prelude::*;

use super::*;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::tests::covid;
use crate::domain::questionnaire::{ComputedRule, Kind, Question};

fn slot(q: &Questionnaire, id: &str) -> usize {
    q.question(id).unwrap().0
}

fn category<'q>(q: &'q Questionnaire, answers: &Answers, id: &str) -> Option<&'q str> {
    answers.category(q, &QuestionId::parse(id).unwrap()).map(|code| code.as_str())
}

#[test]
fn ticks_are_put_in_order_and_nothing_is_no_answer() {
    let q = covid();
    let mut answers = Answers::none(&q);
    answers.set(7, Some(Answer::Many(vec![4, 1, 4])));
    assert_eq!(answers.get(7), Some(&Answer::Many(vec![1, 4])));
    answers.set(7, Some(Answer::Many(vec![])));
    assert_eq!(answers.get(7), None);
    answers.set(11, Some(Answer::Rows(vec![None, None, None])));
    assert_eq!(answers.get(11), None);
    answers.set(999, Some(Answer::One(0)));
    assert_eq!(answers, Answers::none(&q));
}

#[test]
fn a_text_lives_and_goes_with_its_option() {
    let q = covid();
    let why = slot(&q, "JC_POURQUOI");
    let mut answers = Answers::none(&q);
    answers.set_text(why, 6, Some("trop tôt".into()));
    assert_eq!(answers.text(why, 6), None);
    answers.set(why, Some(Answer::Many(vec![0, 6])));
    answers.set_text(why, 6, Some("par civisme".into()));
    assert_eq!(answers.text(why, 6), Some("par civisme"));
    answers.set(why, Some(Answer::Many(vec![0, 1])));
    assert_eq!(answers.text(why, 6), None);
}

#[test]
fn categories_come_from_answers_and_from_computed_variables() {
    let q = covid();
    let mut answers = Answers::none(&q);
    assert_eq!(category(&q, &answers, "AGE"), None);
    for (age, band) in [(17, None), (18, Some("18-24")), (24, Some("18-24")), (25, Some("25-34")), (99, Some("65+"))] {
        answers.set(slot(&q, "S_AGE"), Some(Answer::Number(age)));
        assert_eq!(category(&q, &answers, "AGE"), band, "{age}");
    }
    answers.set(slot(&q, "S_DEPT"), Some(Answer::One(19)));
    assert_eq!((category(&q, &answers, "S_DEPT"), category(&q, &answers, "REGION")), (Some("2A"), Some("94")));
    answers.set(slot(&q, "S_DEPT"), Some(Answer::One(97)));
    assert_eq!((category(&q, &answers, "S_DEPT"), category(&q, &answers, "REGION")), (Some("972"), None));
    assert_eq!(category(&q, &answers, "JC_EFFETS"), None);
    assert_eq!(category(&q, &answers, "NOWHERE"), None);
}

/// No file is read so; a model from elsewhere must not hang the service.
#[test]
fn a_variable_derived_from_itself_is_unknown() {
    let mut q = covid();
    let id = QuestionId::parse("REGION").unwrap();
    let own = OptionCode::parse("94").unwrap();
    q.computed[1].rule = ComputedRule::Lookup { of: id, map: [(own.clone(), own)].into() };
    assert_eq!(category(&q, &Answers::none(&q), "REGION"), None);
}

#[test]
fn the_packed_form_is_small_and_fixed() {
    let q = covid();
    let mut answers = Answers::none(&q);
    answers.set(0, Some(Answer::One(0)));
    answers.set(2, Some(Answer::Number(42)));
    let mut expected = vec![1, 16, 1, 0, 4, 84];
    expected.extend([0; 14]);
    let packed = answers.pack();
    assert_eq!(packed.split_last_chunk::<2>().unwrap().0, expected);
}

#[test]
fn packed_answers_of_another_version_are_refused() {
    let q = covid();
    let mut answers = Answers::none(&q);
    answers.set(slot(&q, "S_CSP"), Some(Answer::One(7)));
    let packed = answers.pack();
    let mut shorter = q.clone();
    shorter.sections.pop();
    assert_eq!(Answers::unpack(&shorter, &packed), Err(BadPack("number of slots")));
    let mut fewer = q.clone();
    if let Kind::Single { options, .. } = &mut fewer.sections[2].questions[2].kind {
        options.pop();
    }
    assert_eq!(Answers::unpack(&fewer, &packed), Err(BadPack("position past the options")));
    assert_eq!(Answers::unpack(&q, &[]), Err(BadPack("too short")));
    let mut torn = packed.clone();
    torn[3] ^= 1;
    assert_eq!(Answers::unpack(&q, &torn), Err(BadPack("checksum")));
}

/// Bodies with a right checksum, so that what is refused is the content.
#[test]
fn every_malformed_body_is_refused() {
    let q = covid();
    let sealed = |body: &[u8]| [body, &pack::checksum(body)].concat();
    let mut sound = vec![1, 16];
    sound.extend([0; 17]);
    assert_eq!(Answers::unpack(&q, &sealed(&sound)), Ok(Answers::none(&q)));
    let with = |slot: usize, bytes: &[u8]| {
        let mut body = sound.clone();
        body.splice(slot + 2..slot + 3, bytes.iter().copied());
        Answers::unpack(&q, &sealed(&body)).map(|_| ())
    };
    assert_eq!(with(0, &[1]), Ok(()));
    assert_eq!(with(0, &[0x80, 0]), Err(BadPack("number not in its shortest form")));
    assert_eq!(with(0, &[4, 2]), Err(BadPack("answer of another kind than its question")));
    assert_eq!(with(0, &[8]), Err(BadPack("answer of another kind than its question")));
    assert_eq!(with(0, &[2 << 3 | 1]), Err(BadPack("position past the options")));
    assert_eq!(with(2, &[4, 242, 1]), Err(BadPack("number out of bounds")));
    assert_eq!(with(7, &[2]), Err(BadPack("number of ticks")));
    assert_eq!(with(7, &[2 << 3 | 2, 3, 3]), Err(BadPack("ticks out of order")));
    assert_eq!(with(11, &[3 << 3 | 3, 0, 0, 0]), Err(BadPack("rows without an answer")));
    assert_eq!(with(11, &[2 << 3 | 3, 1, 0]), Err(BadPack("answer of another kind than its question")));
    assert_eq!(with(16, &[0, 0]), Err(BadPack("bytes after the end")));
    assert_eq!(with(16, &[1, 9, 6, 1, b'a']), Err(BadPack("text out of place")));
    assert_eq!(with(16, &[]), Err(BadPack("end too early")));
    let mut body = sound.clone();
    body.splice(11..12, [1 << 3 | 2, 6]);
    body.splice(19.., [1, 9, 6, 1, b'a']);
    assert_eq!(Answers::unpack(&q, &sealed(&body)).unwrap().text(9, 6), Some("a"));
    body.splice(19.., [1, 9, 6, 1, 0xff]);
    assert_eq!(Answers::unpack(&q, &sealed(&body)), Err(BadPack("text is not UTF-8")));
    body.splice(19.., [1, 9, 6, 0]);
    assert_eq!(Answers::unpack(&q, &sealed(&body)), Err(BadPack("text out of bounds")));
    body.splice(13..14, [1 << 3 | 2, 5]);
    body.splice(20.., [2, 9, 6, 1, b'a', 10, 5, 1, b'b']);
    assert_eq!(Answers::unpack(&q, &sealed(&body)).unwrap().text(10, 5), Some("b"));
    for texts in [[10, 5, 1, b'b', 9, 6, 1, b'a'], [9, 6, 1, b'a', 9, 6, 1, b'a']] {
        body.splice(21.., texts);
        assert_eq!(Answers::unpack(&q, &sealed(&body)), Err(BadPack("text out of place")));
    }
    let other_version = [&[2], sound.get(1..).unwrap()].concat();
    assert_eq!(Answers::unpack(&q, &sealed(&other_version)), Err(BadPack("version byte")));
}

/// Any answer the question can have, or none.
fn answer_to(question: &Question) -> BoxedStrategy<Option<Answer>> {
    let count = u16::try_from(question.kind.options().len()).unwrap();
    let answer = match &question.kind {
        Kind::Single { .. } => (0..count).prop_map(Answer::One).boxed(),
        Kind::Multiple { .. } => proptest::collection::btree_set(0..count, 1..4)
            .prop_map(|set| Answer::Many(set.into_iter().collect()))
            .boxed(),
        Kind::Grid { items, .. } => {
            proptest::collection::vec(proptest::option::of(0..count), items.len()).prop_map(Answer::Rows).boxed()
        }
        Kind::Number { min, max, .. } => (*min..=*max).prop_map(Answer::Number).boxed(),
        other => panic!("the Covid questionnaire has no {other:?}"),
    };
    proptest::option::of(answer).boxed()
}

/// Any answers at all to the Covid questionnaire, in any order and on any branch.
pub(crate) fn any_answers() -> impl Strategy<Value = Answers> {
    let q = covid();
    let all: Vec<_> = q.questions().map(|(_, question)| answer_to(question)).collect();
    (all, proptest::option::of("[a-zéœ' ]{1,40}")).prop_map(move |(all, text)| {
        let mut answers = Answers::none(&q);
        for (slot, answer) in all.into_iter().enumerate() {
            answers.set(slot, answer);
        }
        answers.set_text(9, 6, text);
        answers
    })
}

proptest! {
    #[test]
    fn unpacking_what_was_packed_gives_the_same_answers(answers in any_answers()) {
        let q = covid();
        prop_assert_eq!(Answers::unpack(&q, &answers.pack()), Ok(answers));
    }

    #[test]
    fn unpacking_anything_never_panics_and_has_one_form(mut bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let q = covid();
        bytes.splice(0..bytes.len().min(2), [1, 16]);
        let sealed = [bytes.as_slice(), &pack::checksum(&bytes)].concat();
        if let Ok(answers) = Answers::unpack(&q, &sealed) {
            prop_assert_eq!(answers.pack(), sealed);
        }
    }
}
