//! Other tools, asked the same conditions on the same answers: what they said is in `peers.json`, and was written by
//! `peers.py` (see the README beside). Here our translations and our own evaluation are held against it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize};
use sonde::domain::expression::{Expr, Value};

use super::generate::Draw;
use super::survey::{Answers, Survey};

const CONDITIONS: usize = 300;
const ANSWERS: usize = 32;
const TOOLS: [&str; 4] = ["xlsform", "surveyjs", "r", "spss"];

/// What was asked, and what each tool said.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    answers: Vec<Answers>,
    conditions: Vec<Condition>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Condition {
    text: String,
    /// By tool; none where it cannot say it.
    written: BTreeMap<String, String>,
    /// By tool, one sign for each of the answers: `1` true, `0` false, `?` unknown.
    #[serde(default)]
    said: BTreeMap<String, String>,
}

fn written(expr: &Expr, tool: &str) -> Option<String> {
    match tool {
        "xlsform" => expr.to_xlsform(&Survey).ok(),
        "surveyjs" => expr.to_surveyjs(&Survey).ok(),
        "r" => expr.to_r(&Survey).ok(),
        _ => expr.to_spss(&Survey).ok(),
    }
}

fn sign(value: Value<'_>) -> char {
    match value {
        Value::Bool(true) => '1',
        Value::Bool(false) => '0',
        _ => '?',
    }
}

#[test]
fn other_tools_decide_as_we_do() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expressions/peers.json");
    let asked: Asked = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    let mut otherwise = Vec::new();
    for condition in &asked.conditions {
        let expr = Expr::parse(&condition.text).unwrap();
        for tool in TOOLS {
            let text = written(&expr, tool);
            assert_eq!(text.as_ref(), condition.written.get(tool), "{tool}: {}", condition.text);
            let Some(said) = condition.said.get(tool) else { continue };
            // R knows three values; of the others it is only asked what holds.
            let ours = asked.answers.iter().map(|answers| sign(expr.evaluate(answers)));
            let holds_only = |said: &str| if tool == "r" { said.to_owned() } else { said.replace('?', "0") };
            let (ours, said) = (holds_only(&ours.collect::<String>()), holds_only(said));
            if ours != said {
                otherwise.push(format!("{tool}: {} as {text:?}\n  ours {ours}\n  said {said}", condition.text));
            }
            *told.entry(tool).or_default() += 1;
        }
    }
    assert!(otherwise.is_empty(), "{}\n{} otherwise", otherwise.join("\n"), otherwise.len());
    for (tool, fewest) in [("xlsform", 250), ("surveyjs", 250), ("r", 290), ("spss", 100)] {
        assert!(told.get(tool).copied().unwrap_or(0) >= fewest, "{told:?}");
    }
}

#[test]
#[ignore = "writes what peers.py asks the other tools; run by it"]
fn write_what_is_asked() {
    let mut random = ChaCha20Rng::seed_from_u64(3);
    let mut next = || random.random::<u32>();
    let mut draw = Draw::new(&mut next);
    let answers = (0..ANSWERS).map(|_| draw.answers()).collect();
    let mut conditions: Vec<Condition> = Vec::new();
    while conditions.len() < CONDITIONS {
        let text = draw.condition(0);
        let expr = Expr::parse(&text).unwrap();
        assert_eq!(expr.check(&Survey), [], "{text}");
        let text = expr.to_string();
        if text.len() > 160 || conditions.iter().any(|known| known.text == text) {
            continue;
        }
        let pairs = TOOLS.iter().filter_map(|tool| Some(((*tool).to_owned(), written(&expr, tool)?)));
        conditions.push(Condition { text, written: pairs.collect(), said: BTreeMap::new() });
    }
    let path = std::env::var("SONDE_ASKED").expect("SONDE_ASKED: where to write");
    fs::write(path, serde_json::to_string(&Asked { answers, conditions }).unwrap()).unwrap();
}
