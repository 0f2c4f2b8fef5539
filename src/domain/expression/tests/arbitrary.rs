//! Conditions and answers of every kind, at random: names of a small questionnaire, the codes and numbers around which
//! its conditions turn.

use proptest::prelude::*;

use super::super::*;
use crate::domain::answer::Date;

const CODES: [&str; 3] = ["utile", "inutile", "nsp"];
const TICKS: [&str; 4] = ["don", "voisins", "rien", "autre"];

/// The answers to the small questionnaire.
#[derive(Debug, Clone)]
pub struct Answered {
    age: Option<u32>,
    rate: Option<i32>,
    /// Ten is a refusal.
    income: Option<u32>,
    opinion: Option<usize>,
    row: Option<usize>,
    score: Option<u32>,
    ticks: Vec<u16>,
    ranks: Vec<u16>,
    parts: Vec<u32>,
    text: Option<String>,
    day: Option<(u16, u8, u8)>,
    month: Option<(u16, Option<u8>)>,
}

struct Ticks;

impl CodeNames for Ticks {
    fn code_at(&self, position: u16) -> Option<&str> {
        TICKS.get(usize::from(position)).copied()
    }
}

const SCORES: [(&str, Option<f64>); 5] =
    [("0", Some(0.0)), ("1", Some(1.0)), ("5", Some(5.0)), ("10", Some(10.0)), ("nsp", None)];

impl Values for Answered {
    fn value<'a>(&'a self, name: &Name) -> Value<'a> {
        let codes = |ticked: &'a [u16]| match ticked {
            [] => Value::Missing,
            _ => Value::Codes(Codes::new(ticked, &Ticks)),
        };
        let code = |position: usize| Value::Code(CODES[position]);
        match name.to_string().as_str() {
            "AGE" => self.age.map_or(Value::Missing, |age| Value::Number(age.into())),
            "REVENU" => self.income.map_or(Value::Missing, |income| match income {
                10 => Value::Score { code: "refus", score: None },
                given => Value::Score { code: "", score: Some(given.into()) },
            }),
            "TAUX" => self.rate.map_or(Value::Missing, |tenths| Value::Number(f64::from(tenths) / 10.0)),
            "JC" => self.opinion.map_or(Value::Missing, code),
            "G.rapide" => self.row.map_or(Value::Missing, code),
            "NOTE" => self.score.map_or(Value::Missing, |position| {
                let (code, score) = SCORES[usize::try_from(position).unwrap()];
                Value::Score { code, score }
            }),
            "ENG" => codes(&self.ticks),
            "RANG" => codes(&self.ranks),
            "PARTS" => Value::of_numbers(self.parts.iter().map(|&part| part.into())),
            "AVIS" => self.text.as_deref().map_or(Value::Missing, Value::Text),
            "JOUR" => self.day.map_or(Value::Missing, |(year, month, day)| {
                Value::Date(Date::new(year, Some(month), Some(day)).unwrap())
            }),
            "MOIS" => {
                self.month.map_or(Value::Missing, |(year, month)| Value::Date(Date::new(year, month, None).unwrap()))
            }
            _ => Value::Missing,
        }
    }
}

/// What is known of the names before anybody answers.
pub struct Everywhere;

impl Domains for Everywhere {
    fn domain_of(&self, name: &Name) -> Domain {
        let owned = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect::<Vec<_>>();
        let date = |text: &str| Date::parse(text).unwrap();
        match name.to_string().as_str() {
            "AGE" => Domain::Number { min: 15.0, max: 110.0, is_whole: true },
            "TAUX" => Domain::Number { min: -5.0, max: 5.0, is_whole: false },
            "REVENU" => {
                let number = Domain::Number { min: 0.0, max: 9.0, is_whole: true };
                Domain::OrDeclared(Box::new(number), owned(&["refus"]))
            }
            "JC" | "G.rapide" => Domain::Code(owned(&CODES)),
            "NOTE" => Domain::Score(SCORES.map(|(code, score)| (code.to_owned(), score)).to_vec()),
            "ENG" => Domain::Codes { codes: owned(&TICKS), exclusive: owned(&["rien"]), ticks_max: 2 },
            "RANG" => Domain::Codes { codes: owned(&TICKS), exclusive: Vec::new(), ticks_max: 3 },
            "PARTS" => Domain::Numbers { rows: 3, min: 0.0, max: 100.0 },
            "AVIS" => Domain::Text,
            "JOUR" => Domain::Date { first: date("2019-01-01"), last: date("2021-12-31"), is_whole: true },
            "MOIS" => Domain::Date { first: date("2019"), last: date("2021"), is_whole: false },
            _ => Domain::Anything,
        }
    }
}

impl Names for Everywhere {
    fn type_of(&self, name: &Name) -> Result<Type, NameFault> {
        Ok(match self.domain_of(name) {
            Domain::Number { .. } => Type::Number,
            Domain::Code(codes) => Type::Code(codes),
            Domain::Score(scores) => Type::Score(scores),
            Domain::Codes { codes, .. } if name.question.as_str() == "RANG" => Type::Ranking(codes),
            Domain::Codes { codes, .. } => Type::Codes(codes),
            Domain::Numbers { .. } => Type::Numbers(["a", "b", "c"].map(str::to_owned).to_vec()),
            Domain::Text => Type::Text,
            Domain::Date { .. } => Type::Date,
            Domain::OrDeclared(_, codes) => Type::Score(codes.into_iter().map(|code| (code, None)).collect()),
            Domain::Anything => return Err(NameFault { message: "inconnu".to_owned(), expected: None }),
        })
    }
}

fn positions(most: usize) -> impl Strategy<Value = Vec<u16>> {
    proptest::sample::subsequence(vec![0_u16, 1, 2, 3], 0..=most).prop_shuffle()
}

pub fn answered() -> impl Strategy<Value = Answered> {
    use proptest::option::of;
    let numbers = (of(15_u32..=110), of(-50_i32..=50), of(0..=10_u32), of(0..3_usize), of(0..3_usize), of(0..5_u32));
    // « rien » closes the others.
    let ticks = positions(2).prop_map(|ticks| if ticks.contains(&2) { vec![2] } else { ticks });
    let lists = (ticks, positions(3), proptest::collection::vec(0..=100_u32, 0..=3));
    let day = of((2019..=2021_u16, 1..=12_u8, 1..=28_u8));
    let month = of((2019..=2021_u16, of(1..=12_u8)));
    (numbers, lists, of("[a-zé]{1,8}"), day, month).prop_map(|(numbers, lists, text, day, month)| {
        let ((age, rate, income, opinion, row, score), (ticks, ranks, parts)) = (numbers, lists);
        Answered { age, rate, income, opinion, row, score, ticks, ranks, parts, text, day, month }
    })
}

fn pick(from: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    proptest::sample::select(from).prop_map(str::to_owned)
}

/// Numbers, of names, literals, arithmetic and functions.
pub fn number() -> impl Strategy<Value = String> + Clone {
    let leaf = prop_oneof![
        pick(&["AGE", "TAUX", "NOTE", "REVENU", "0", "1", "18", "15", "110", "0.5", "5", "64.5"]),
        pick(&["count-selected(ENG)", "count-selected(RANG)", "rank(RANG, 'don')", "rank(RANG, 'rien')"]),
        pick(&["sum(PARTS)", "min(PARTS)", "max(PARTS)", "string-length(AVIS)", "coalesce(NOTE, 3)"]),
        (0_u32..130).prop_map(|number| number.to_string()),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        let operator = pick(&["+", "-", "*", "div", "mod"]);
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            (pick(&["int", "abs", "round", "-"]), inner.clone()).prop_map(|(of, a)| format!("{of}({a})")),
            (pick(&["min", "max", "coalesce"]), inner.clone(), inner.clone())
                .prop_map(|(of, a, b)| format!("{of}({a}, {b})")),
            inner.clone().prop_map(|a| format!("round({a}, 1)")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("if(JC = 'utile', {a}, {b})")),
        ]
    })
    .boxed()
}

/// Sound conditions on the small questionnaire.
pub fn condition() -> impl Strategy<Value = String> {
    let sign = || pick(&["=", "!=", "<", "<=", ">", ">="]);
    let code = || pick(&["utile", "inutile", "nsp"]);
    let leaf = prop_oneof![
        3 => (number(), sign(), number()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        2 => (pick(&["AGE", "TAUX", "NOTE", "REVENU"]), sign(), pick(&["0", "3", "15", "18", "5"]))
            .prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        3 => (pick(&["JC", "G.rapide", "NOTE"]), pick(&["=", "!="]), Just("nsp"))
            .prop_map(|(name, sign, code)| format!("{name} {sign} '{code}'")),
        2 => (pick(&["JC", "G.rapide"]), pick(&["=", "!="]), code())
            .prop_map(|(name, sign, code)| format!("{name} {sign} '{code}'")),
        2 => (pick(&["ENG", "RANG"]), pick(&["don", "voisins", "rien"]))
            .prop_map(|(name, code)| format!("selected({name}, '{code}')")),
        1 => code().prop_map(|code| format!("selected(JC, '{code}')")),
        2 => (pick(&["JOUR", "MOIS"]), sign(), pick(&["2020-05-17", "2019-01-01", "2021-12-31", "2030-01-01"]))
            .prop_map(|(name, sign, date)| format!("{name} {sign} '{date}'")),
        1 => (pick(&["AGE", "JC", "NOTE", "ENG", "RANG", "PARTS", "AVIS", "JOUR", "MOIS"]), pick(&["=", "!="]))
            .prop_map(|(name, sign)| format!("{name} {sign} ''")),
        1 => pick(&["JC = G.rapide", "REVENU = 'refus'", "selected(REVENU, 'refus')", "JOUR < MOIS", "AVIS = 'a'", "true()", "false()", "MOIS = MOIS"]),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            4 => (inner.clone(), pick(&["and", "or"]), inner.clone()).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            2 => inner.clone().prop_map(|a| format!("not({a})")),
            1 => (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| format!("if({a}, {b}, {c})")),
            1 => (inner.clone(), inner).prop_map(|(a, b)| format!("coalesce({a}, {b})")),
        ]
    })
}
