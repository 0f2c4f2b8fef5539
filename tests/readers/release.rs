//! A release with everything a file has to carry: the shipped wave of May 2020 on few people (hidden columns and figures, bases
//! told roughly, small ones, letters), simulated, with means added and labels that mean to do harm.

use std::path::Path;

use serde_json::{Value, json};
use sonde::domain::calibration::{calibrate_wave, weigh};
use sonde::domain::check;
use sonde::domain::data_set::DataSet;
use sonde::domain::disclosure::{Released, release};
use sonde::domain::estimate::Influences;
use sonde::domain::id::Digest;
use sonde::domain::questionnaire::Language;
use sonde::domain::table::tabulate_with;

use crate::people;

const PEOPLE: usize = 600;
/// What a spreadsheet, a page or a file's own marks would take for something else than a text.
pub const HOSTILE: [&str; 6] = [
    "=HYPERLINK(\"http://exemple.fr\";\"oui\")",
    "+33 1 23;45,\"67\"",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "<b>gras</b> & \"dit\" ]]>",
    "\ttabulation\r\net deux lignes",
];

/// The wave as it comes out of the service.
fn plain() -> Released {
    let (questionnaire, spec) = people::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("questionnaires"));
    let answered = |number: usize| {
        let mut codes = people::profile(&spec, number, PEOPLE);
        people::opine(&mut codes, number);
        let person = people::person(&questionnaire, &codes, number);
        check::read_whole(&questionnaire, &person.fields, Language::Fr).unwrap().0
    };
    let data = DataSet::of(&questionnaire, &(0..PEOPLE).map(answered).collect::<Vec<_>>());
    let weighting = weigh(&data, &spec.weighting).unwrap();
    let calibration = calibrate_wave(&data, &spec.weighting).unwrap().unwrap();
    let influences = Influences::calibrated(&calibration.weights, &calibration).unwrap();
    let tables = tabulate_with(&questionnaire, &spec, &data, &influences).unwrap();
    release(&questionnaire, &spec, &tables, &weighting.diagnostics, true)
}

/// The same with a table of means and hostile texts, read back as a stored release is.
pub fn released() -> Released {
    let plain = plain();
    let mut content: Value = serde_json::from_str(plain.canonical_json()).unwrap();
    let tables = content["tables"].as_array_mut().unwrap();
    add_measures(&mut tables[0]);
    for (at, text) in HOSTILE.into_iter().enumerate() {
        tables[1]["rows"][at]["label"] = text.into();
    }
    tables[1]["text"] = HOSTILE[0].into();
    tables[1]["base_label"] = HOSTILE[3].into();
    content["wave"]["audience"] = HOSTILE[1].into();
    content.sort_all_objects();
    let text = content.to_string();
    Released::from_stored(&text, &Digest::of(text.as_bytes()), plain.content().disclosure).unwrap()
}

/// A mean of one decimal, below zero, and a median without a unit.
fn add_measures(table: &mut Value) {
    table["measures"] = json!([
        { "kind": "mean", "label": "Solde moyen", "decimals": 1, "unit": "k€" },
        { "kind": "median", "label": "Médiane", "decimals": 0, "unit": null },
    ]);
    for (at, column) in (0i64..).zip(table["columns"].as_array_mut().unwrap().iter_mut()) {
        if column["shown"].is_null() {
            continue;
        }
        let base_n = column["shown"]["base_n"].clone();
        let mean = json!({ "value": -3 - at, "low": -12 - at, "high": 5, "base_n": base_n, "se": 0.42 });
        let median = json!({ "value": 1234, "low": 1000, "high": 1500, "base_n": base_n });
        column["shown"]["measures"] = json!([mean, if at % 3 == 1 { Value::Null } else { median }]);
    }
}
