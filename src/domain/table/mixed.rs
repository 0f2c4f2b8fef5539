//! A wave of every kind of table, for properties of tables and of releases: an opinion with a net, several answers with a net,
//! a score, an amount, and two breaks, one of which is calibrated on.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::fixture::{UTILITY, id, questionnaire as plain, spec as plain_spec};
use crate::domain::answer::{Answer, Answers};
use crate::domain::calibration::{Target, TargetMargin};
use crate::domain::data_set::{Column, DataSet, Entry, Values};
use crate::domain::id::{NetId, OptionCode, QuestionId};
use crate::domain::questionnaire::{
    AnswerOption, Display, Kind, Mandatory, Net, Question, Questionnaire, Rotation, Text,
};
use crate::domain::wave::WaveSpec;

const AGES: [&str; 3] = ["jeunes", "adultes", "aines"];
const ZONES: [&str; 4] = ["nord", "sud", "est", "ouest"];
const DOMAINS: [&str; 4] = ["emploi", "sante", "ecole", "logement"];
/// In thousands.
pub(crate) const AMOUNT_MAX: i64 = 1000;

/// Age, zone, opinion, domains ticked, score and amount of a respondent.
pub(crate) type Person = (u16, u16, Entry<u16>, Entry<Vec<u16>>, Entry<u16>, Entry<i64>);

pub(crate) fn code(text: &str) -> OptionCode {
    OptionCode::parse(text).unwrap()
}

fn options(codes: &[&str]) -> Vec<AnswerOption> {
    codes.iter().map(|name| AnswerOption::plain(code(name), Text::french(name))).collect()
}

fn single(options: Vec<AnswerOption>) -> Kind {
    Kind::Single { options, display: Display::Radio, rotation: Rotation::None, poles: None }
}

pub(crate) fn questionnaire() -> Questionnaire {
    let mut q = plain();
    let ask = |name: &str, kind: Kind| Question {
        mandatory: Mandatory::Off,
        ..Question::plain(id(name), Text::french(name), kind)
    };
    let codes = (0..=10).map(|score: i64| (score, score.to_string()));
    let scores = codes.map(|(value, text)| AnswerOption {
        value: Some(value),
        ..AnswerOption::plain(code(&text), Text::french(&text))
    });
    let several = Kind::Multiple { options: options(&DOMAINS), ticks_min: 1, ticks_max: 4, rotation: Rotation::None };
    let net = Net {
        id: NetId::parse("st_social").unwrap(),
        label: Text::french("Social"),
        codes: ["emploi", "sante"].map(code).into(),
        of_which: Vec::new(),
    };
    let amount = Kind::Number { min: 0, max: AMOUNT_MAX, unit: None, decimals: 0, options: Vec::new() };
    let opinion = Question { mandatory: Mandatory::Off, ..q.sections[0].questions[1].clone() };
    q.sections[0].questions = vec![
        ask("AGE", single(options(&AGES))),
        ask("ZONE", single(options(&ZONES))),
        opinion,
        Question { nets: vec![net], ..ask("DOMAINES", several) },
        ask("NOTE", single(scores.collect())),
        ask("MONTANT", amount),
    ];
    q.index = Default::default();
    q
}

pub(crate) fn spec() -> WaveSpec {
    let mut spec = plain_spec();
    spec.tables.questions = ["JC_UTILITE", "DOMAINES", "NOTE", "MONTANT"].map(id).into();
    spec.tables.breaks = ["AGE", "ZONE"].map(id).into();
    let targets = [("jeunes", 0.3), ("adultes", 0.5), ("aines", 0.2)];
    spec.weighting.margins = vec![TargetMargin {
        id: "age".to_owned(),
        label: "Âge".to_owned(),
        variables: vec![QuestionId::parse("AGE").unwrap()],
        targets: targets.map(|(name, share)| Target { codes: vec![code(name)], share }).into(),
        uncovered: Vec::new(),
        source: "Insee".to_owned(),
    }];
    spec
}

pub(crate) fn data(people: &[Person]) -> DataSet {
    let texts = |codes: &[&str]| codes.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let category =
        |codes: &[&str], values: Vec<Entry<u16>>| Values::Category { codes: texts(codes), values: values.into() };
    let scores: Vec<String> = (0..=10).map(|score| score.to_string()).collect();
    let columns = BTreeMap::from([
        ("AGE", category(&AGES, people.iter().map(|one| Entry::Given(one.0)).collect())),
        ("ZONE", category(&ZONES, people.iter().map(|one| Entry::Given(one.1)).collect())),
        ("JC_UTILITE", category(&UTILITY, people.iter().map(|one| one.2).collect())),
        (
            "DOMAINES",
            Values::Ticks { codes: texts(&DOMAINS), values: people.iter().map(|one| one.3.clone()).collect() },
        ),
        ("NOTE", Values::Category { codes: scores, values: people.iter().map(|one| one.4).collect() }),
        (
            "MONTANT",
            Values::Number { decimals: 0, declared: Vec::new(), values: people.iter().map(|one| one.5).collect() },
        ),
    ]);
    let columns = columns.into_iter().map(|(name, values)| Column { name: name.to_owned(), values }).collect();
    DataSet { rows: people.len(), columns }
}

/// The same people as sealing takes them, from their interviews.
pub(crate) fn sealed(people: &[Person]) -> DataSet {
    let q = questionnaire();
    let interview = |(age, zone, opinion, domains, score, amount): &Person| {
        let mut answers = Answers::none(&q);
        let given = [
            Some(Answer::One(*age)),
            Some(Answer::One(*zone)),
            opinion.given().map(|at| Answer::One(*at)),
            domains.given().map(|ticks| Answer::Many(ticks.clone())),
            score.given().map(|at| Answer::One(*at)),
            amount.given().map(|amount| Answer::Number(*amount)),
        ];
        given.into_iter().enumerate().for_each(|(slot, answer)| answers.set(slot, answer));
        answers
    };
    DataSet::of(&q, &people.iter().map(interview).collect::<Vec<_>>())
}

fn entry<T: Clone + std::fmt::Debug + 'static>(given: impl Strategy<Value = T> + 'static) -> BoxedStrategy<Entry<T>> {
    prop_oneof![1 => Just(Entry::NoAnswer), 9 => given.prop_map(Entry::Given)].boxed()
}

/// People of any age and zone, every age at least once, so that the margin can be met.
pub(crate) fn people(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Person>> {
    let person = (
        0u16..3,
        prop_oneof![6 => Just(0u16), 5 => Just(1u16), 2 => Just(2u16), 1 => Just(3u16)],
        entry(prop_oneof![0u16..6, 0u16..2]),
        entry(prop::collection::btree_set(0u16..4, 1..4).prop_map(|ticks| ticks.into_iter().collect::<Vec<u16>>())),
        entry(0u16..11),
        entry(prop_oneof![Just(0i64), 0..AMOUNT_MAX]),
    );
    let nobody = |age| (age, 0, Entry::NoAnswer, Entry::NoAnswer, Entry::NoAnswer, Entry::NoAnswer);
    prop::collection::vec(person, count).prop_map(move |more| [vec![nobody(0), nobody(1), nobody(2)], more].concat())
}
