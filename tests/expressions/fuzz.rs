//! A fuzz of the language on the one stable toolchain, bounded in time so that the gate runs it: conditions are cut,
//! joined and soiled; those that show something new (another error, another shape of tree) are kept and soiled again.
//! Whatever is read is printed, read again, checked, analysed, evaluated, told and translated, and nothing may fail.
//!
//! `SONDE_FUZZ_SECONDS` lengthens it, `SONDE_FUZZ_SEED` begins elsewhere: `SONDE_FUZZ_SECONDS=600 SONDE_FUZZ_SEED=$RANDOM
//! cargo test --release --test expressions fuzz`.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use sonde::domain::expression::{Budget, Domain, Domains, Expr, Labels, Name};

use super::generate::Draw;
use super::survey::{Answers, Survey};

const SECONDS: u64 = 3;
/// Most conditions kept to be soiled again.
const KEPT_MAX: usize = 4_000;

/// What mutations put in: every word of the language, and what looks like one.
const WORDS: [&str; 52] = [
    "and",
    "or",
    "not",
    "div",
    "mod",
    "(",
    ")",
    ",",
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "*",
    "''",
    "'utile'",
    "\"l'un\"",
    "'2020-05-17'",
    "'2020'",
    "AGE",
    "JC",
    "NOTE",
    "ENG",
    "RANG",
    "PARTS",
    "PARTS.a",
    "G.rapide",
    "AVIS",
    "JOUR",
    "REVENU",
    "${AGE}",
    "${and}",
    "${G.<5}",
    "selected(",
    "count-selected(",
    "string-length(",
    "rank(",
    "sum(",
    "min(",
    "max(",
    "round(",
    "int(",
    "abs(",
    "if(",
    "coalesce(",
    "true()",
    "0",
    "1.5",
    "999999999999999",
];

impl Domains for Survey {
    fn domain_of(&self, name: &Name) -> Domain {
        match name.question.as_str() {
            "AGE" => Domain::Number { min: 15.0, max: 110.0, is_whole: true },
            "JC" | "G" => Domain::Code(["utile", "inutile", "nsp"].map(str::to_owned).to_vec()),
            _ => Domain::Anything,
        }
    }
}

impl Labels for Survey {
    fn question(&self, name: &Name) -> Option<&str> {
        (name.question.as_str() == "AGE").then_some("Quel est votre âge ?")
    }

    fn code(&self, _: &Name, code: &str) -> Option<&str> {
        (code == "utile").then_some("Utile")
    }

    fn is_asked(&self, name: &Name) -> bool {
        name.question.as_str() != "JC"
    }

    fn takes_several(&self, name: &Name) -> bool {
        name.question.as_str() == "ENG"
    }
}

/// Everything the language does with a text; what it showed.
fn try_everything(text: &str, answers: &[Answers]) -> String {
    let expr = match Expr::parse(text) {
        Ok(expr) => expr,
        Err(error) => {
            assert!(error.offset + error.len <= text.len(), "{error:?}");
            assert!(
                text.is_char_boundary(error.offset) && text.is_char_boundary(error.offset + error.len),
                "{error:?}"
            );
            return error.message.chars().filter(char::is_ascii_alphabetic).take(30).collect();
        }
    };
    let printed = expr.to_string();
    let again = Expr::parse(&printed).expect("what is printed is read");
    assert_eq!(expr, again);
    assert_eq!(printed, again.to_string());
    let errors = expr.check(&Survey);
    expr.idle_parts(&Survey);
    for one in answers {
        let budget = Budget::default();
        expr.evaluate_within(one, &budget);
        assert!(!budget.is_overdrawn(), "past the budget");
    }
    assert!(!expr.prose(&Survey).is_empty());
    let written = [expr.to_xlsform(&Survey), expr.to_surveyjs(&Survey), expr.to_r(&Survey), expr.to_spss(&Survey)];
    let told = written.iter().map(|text| if text.is_ok() { 't' } else { 'f' }).collect::<String>();
    let shape: String = printed.chars().filter(|c| !c.is_ascii_alphanumeric() && *c != ' ').take(12).collect();
    format!("{}{told}{shape}", errors.len())
}

fn soiled(texts: &[String], draw: &mut Draw) -> String {
    let one = |draw: &mut Draw| {
        let at = draw.under(u32::try_from(texts.len()).unwrap());
        texts[usize::try_from(at).unwrap()].clone()
    };
    let mut text: Vec<char> = one(draw).chars().collect();
    for _ in 0..=draw.under(3) {
        let length = u32::try_from(text.len()).unwrap();
        let at = usize::try_from(draw.under(length + 1)).unwrap();
        match draw.under(6) {
            0 => drop(text.drain(at..text.len().min(at + usize::try_from(draw.under(12)).unwrap()))),
            1 | 2 => {
                let word = WORDS[usize::try_from(draw.under(52)).unwrap()];
                drop(text.splice(at..at, format!(" {word} ").chars().collect::<Vec<_>>()));
            }
            3 => drop(text.splice(at..at, one(draw).chars().collect::<Vec<_>>())),
            4 => text.truncate(at),
            _ => text.insert(at, char::from_u32(draw.under(0x250)).unwrap_or('é')),
        }
    }
    text.into_iter().take(5_000).collect()
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a whole number"))
}

#[test]
fn fuzzed_conditions_are_read_printed_and_evaluated() {
    let mut random = ChaCha20Rng::seed_from_u64(setting("SONDE_FUZZ_SEED", 1));
    let mut next = || random.random::<u32>();
    let mut draw = Draw::new(&mut next);
    let answers: Vec<Answers> = [Answers::default()].into_iter().chain((0..3).map(|_| draw.answers())).collect();
    let mut kept: Vec<String> = (0..60).map(|_| draw.condition(0)).collect();
    let mut seen = BTreeSet::new();
    let (mut tried, mut read) = (0_u64, 0_u64);
    let end = Instant::now() + Duration::from_secs(setting("SONDE_FUZZ_SECONDS", SECONDS));
    while Instant::now() < end {
        let text = soiled(&kept, &mut draw);
        let shown = catch_unwind(AssertUnwindSafe(|| try_everything(&text, &answers)));
        let Ok(shown) = shown else { panic!("failed on {text:?}") };
        tried += 1;
        read += u64::from(Expr::parse(&text).is_ok());
        if kept.len() < KEPT_MAX && seen.insert(shown) {
            kept.push(text);
        }
    }
    println!("{tried} tried, {read} read, {} kept", kept.len());
    assert!(tried > 100 && read > 10, "{tried} tried, {read} read: too few to say anything");
}
