//! A sealed wave with every kind of question, and in each of its columns every kind of entry; each value drawn by a
//! generator written out here, so that a failure repeats.

use std::collections::BTreeMap;

use sonde::domain::data_set::{Column, DataSet, Entry, Values, Variable, variables};
use sonde::domain::id::QuestionId;
use sonde::domain::questionnaire::{DatePrecision, Kind, Question, Questionnaire, Text};
use sonde::domain::wave::{WaveBundle, WaveSpec};

/// Texts that files like to break on: quotes, separators, lines, formulas, letters of several bytes, and more than a string
/// of one segment holds.
const TEXTS: [&str; 8] = [
    "Rien à dire",
    "Il a dit « non », puis \"oui\", puis 'peut-être'",
    "=1+1",
    "Deux lignes\nou deux",
    "virgule, point-virgule; tabulation\tet fin",
    "œuvre d'été — 東京 🙂",
    "000123",
    "-",
];
const LONG_TEXTS: usize = 3;

pub struct Sample {
    pub questionnaire: Questionnaire,
    pub spec: WaveSpec,
    pub data: DataSet,
    pub weights: Vec<f64>,
}

macro_rules! file {
    ($name:literal) => {
        ($name.to_owned(), include_str!(concat!("../../questionnaires/", $name)).to_owned())
    };
}

fn every_kind() -> (Questionnaire, WaveSpec) {
    let bundle = WaveBundle {
        wave: file!("essai/waves/2020-02.toml"),
        questionnaire: file!("essai/v1.toml"),
        margins: BTreeMap::from([("essai_age.csv".to_owned(), file!("margins/essai_age.csv").1)]),
        neighbours: BTreeMap::from([
            file!("bank/citoyens.toml"),
            file!("nomenclatures/communes.toml"),
            file!("nomenclatures/communes.csv"),
        ]),
    };
    let (mut questionnaire, spec) = bundle.read().unwrap_or_else(|faults| panic!("{faults}"));
    let missing = questionnaire.question("PREFEREE").unwrap().1.kind.options()[2].clone();
    let question = |id: &str, kind| Question::plain(QuestionId::parse(id).unwrap(), Text::french(id), kind);
    let day =
        Kind::Date { precision: DatePrecision::Day, partial: false, min: None, max: None, options: vec![missing] };
    let cold = Kind::Number { min: -90, max: 60, unit: Some(Text::french("°C")), decimals: 1, options: Vec::new() };
    let last = &mut questionnaire.sections.last_mut().unwrap().questions;
    last.push(question("JOUR", day));
    last.push(question("TEMPERATURE", cold));
    (questionnaire, spec)
}

/// A small generator of its own (SplitMix64), the same on every machine.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut drawn = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((drawn ^ (drawn >> 31)) % sides as u64) as usize
    }

    fn place(&mut self, places: usize) -> u16 {
        self.below(places) as u16
    }

    /// One in eight was not asked, one in eight did not answer, one in eight declares so where the question lets it.
    fn entry<T>(&mut self, declared: usize, given: impl FnOnce(&mut Self) -> T) -> Entry<T> {
        match self.below(8) {
            0 => Entry::NotAsked,
            1 => Entry::NoAnswer,
            2 if declared > 0 => Entry::Declared(self.place(declared)),
            _ => Entry::Given(given(self)),
        }
    }

    fn some(&mut self, of: usize) -> Vec<u16> {
        let first = self.place(of);
        (0..of as u16).filter(|place| *place == first || self.below(3) == 0).collect()
    }

    fn order(&mut self, of: usize) -> Vec<u16> {
        let mut all: Vec<u16> = (0..of as u16).collect();
        for at in (1..all.len()).rev() {
            all.swap(at, self.below(at + 1));
        }
        all
    }
}

fn text(name: &str, dice: &mut Dice) -> String {
    if name == "JOUR" {
        return format!("20{:02}-{:02}-{:02}", dice.below(30), 1 + dice.below(12), 1 + dice.below(28));
    }
    if name == "MOTS" && dice.below(LONG_TEXTS) == 0 {
        return "Des mots où l’on s’étend, ".repeat(10 + dice.below(40));
    }
    TEXTS[dice.below(TEXTS.len())].to_owned()
}

fn filled(name: &str, values: Values, rows: usize, dice: &mut Dice) -> Values {
    match values {
        Values::Category { codes, .. } => {
            let values = (0..rows).map(|_| dice.entry(0, |dice| dice.place(codes.len()))).collect();
            Values::Category { codes, values }
        }
        Values::Ticks { codes, .. } => {
            let values = (0..rows).map(|_| dice.entry(0, |dice| dice.some(codes.len()))).collect();
            Values::Ticks { codes, values }
        }
        Values::Number { decimals, declared, .. } => {
            let lowest = if name == "TEMPERATURE" { 90 } else { 0 };
            let number = |dice: &mut Dice| dice.below(1_200) as i64 - lowest;
            let values = (0..rows).map(|_| dice.entry(declared.len(), number)).collect();
            Values::Number { decimals, declared, values }
        }
        Values::Text { declared, .. } => {
            let values = (0..rows).map(|_| dice.entry(declared.len(), |dice| text(name, dice))).collect();
            Values::Text { declared, values }
        }
        Values::Order { codes, .. } => {
            let values = (0..rows).map(|_| dice.entry(0, |dice| dice.order(codes.len()))).collect();
            Values::Order { codes, values }
        }
    }
}

impl Sample {
    pub fn of(rows: usize) -> Self {
        let (questionnaire, spec) = every_kind();
        let mut dice = Dice(7);
        let mut column = |variable: &Variable<'_>| {
            let empty = variable.empty_column(&questionnaire);
            let values = filled(&empty.name, empty.values, rows, &mut dice);
            Column { name: empty.name, values }
        };
        let columns = variables(&questionnaire).iter().map(&mut column).collect();
        let data = DataSet { rows, columns };
        let weights = (0..rows).map(|_| (1 + dice.below(40_000)) as f64 / 9_973.0).collect();
        Self { questionnaire, spec, data, weights }
    }
}

impl Sample {
    /// Without what SPSS does not read from a CSV: a verbatim of several lines.
    pub fn of_single_lines(rows: usize) -> Self {
        let mut sample = Self::of(rows);
        for column in &mut sample.data.columns {
            if let Values::Text { values, .. } = &mut column.values {
                for entry in values {
                    if let Entry::Given(text) = entry {
                        *text = text.replace('\n', " ");
                    }
                }
            }
        }
        sample
    }
}
