//! A case as it stands in its file, and its data as the engine takes them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;
use sonde::domain::calibration::{Scheme, Target, TargetMargin};
use sonde::domain::data_set::{Column, DataSet, Entry, Values};
use sonde::domain::id::{OptionCode, QuestionId};

pub struct Case(Value);

fn place(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(path)
}

impl Case {
    pub fn read(id: &str) -> Self {
        let text = std::fs::read_to_string(place(&format!("cases/{id}.json"))).unwrap();
        Self(serde_json::from_str(&text).unwrap())
    }

    pub fn input(&self, key: &str) -> &Value {
        &self.0["input"][key]
    }

    pub fn expected(&self, key: &str) -> &Value {
        &self.0["expected"][key]
    }

    pub fn expected_at_most(&self, key: &str) -> f64 {
        self.0["expected_at_most"][key].as_f64().unwrap()
    }

    pub fn data(&self) -> DataSet {
        data(self.0["data"]["file"].as_str().unwrap())
    }

    /// The weights this case starts from.
    pub fn weights(&self) -> Vec<f64> {
        let other = Self::read(self.input("weights")["from_case"].as_str().unwrap());
        sonde::domain::calibration::weigh(&self.data(), &other.scheme()).unwrap().weights
    }

    pub fn scheme(&self) -> Scheme {
        let margins = self.input("margins").as_array().unwrap().iter().map(margin).collect();
        Scheme { version: 1, margins, rounds_max: 10_000, tolerance: 1e-11 }
    }

    pub fn expected_weights(&self) -> Vec<f64> {
        column(self.expected("weights")["$csv"].as_str().unwrap())
    }

    /// Fails with the key when the figure is not within the case's tolerance.
    pub fn assert_near(&self, key: &str, got: f64, want: &Value) {
        let want = want.as_f64().unwrap_or_else(|| panic!("{key}: no expected figure in {want}"));
        let tolerance = self.0["tolerance"].get(key).unwrap_or(&self.0["tolerance"]["default"]);
        let (rel, abs) = (tolerance["rel"].as_f64().unwrap(), tolerance["abs"].as_f64().unwrap());
        assert!((got - want).abs() <= abs + rel * want.abs(), "{key}: got {got}, want {want} (rel {rel}, abs {abs})");
    }
}

/// A file of one column of numbers.
pub fn column(file: &str) -> Vec<f64> {
    let text = std::fs::read_to_string(place(file)).unwrap();
    text.lines().skip(1).map(|line| line.parse().unwrap()).collect()
}

fn margin(value: &Value) -> TargetMargin {
    let variable = value["variable"].as_str().unwrap();
    let target = |(code, share): (&String, &Value)| Target {
        codes: vec![OptionCode::parse(code).unwrap()],
        share: share.as_f64().unwrap(),
    };
    TargetMargin {
        id: variable.to_owned(),
        label: variable.to_owned(),
        variables: vec![QuestionId::parse(variable).unwrap()],
        targets: value["targets"].as_object().unwrap().iter().map(target).collect(),
        uncovered: Vec::new(),
        source: "reference".to_owned(),
    }
}

/// Every column as categories, in the row order of the file.
pub fn data(file: &str) -> DataSet {
    let mut reader = csv::Reader::from_path(place(file)).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let column = |(position, name): (usize, String)| {
        let texts: Vec<&str> = records.iter().map(|record| record.get(position).unwrap()).collect();
        let codes: BTreeSet<&str> = texts.iter().copied().filter(|text| !text.is_empty()).collect();
        let entry = |text: &&str| match codes.iter().position(|code| code == text) {
            Some(code) => Entry::Given(u16::try_from(code).unwrap()),
            None => Entry::NoAnswer,
        };
        let values = texts.iter().map(entry).collect();
        Column {
            name,
            values: Values::Category { codes: codes.iter().map(|code| (*code).to_owned()).collect(), values },
        }
    };
    DataSet { rows: records.len(), columns: names.into_iter().enumerate().map(column).collect() }
}

/// The code each row has in a column.
pub fn codes<'a>(data: &'a DataSet, column: &str) -> Vec<Option<&'a str>> {
    let (codes, values) = data.category(column).unwrap();
    values.iter().map(|entry| entry.given().map(|position| codes[usize::from(*position)].as_str())).collect()
}
