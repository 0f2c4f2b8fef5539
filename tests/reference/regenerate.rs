//! The cases made again with R, where R and its package survey are. Elsewhere the test says that it did nothing.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::cases::folder;
use crate::compare::differences;

/// One of each kind: the whole takes R minutes.
const COMPARED: [&str; 6] = [
    "w01_raking_5_margins",
    "w03_logit_5_margins",
    "e01_proportions_q1_calibrated",
    "e06_enterprises_stratified_calibrated",
    "t01_crosstab_q1_age",
    "t06_trend_two_waves",
];

fn has_r() -> bool {
    let probe = Command::new("Rscript").args(["-e", "library(survey); library(jsonlite)"]).output();
    probe.is_ok_and(|output| output.status.success())
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

#[test]
fn r_gives_the_same_cases_again() {
    if !has_r() {
        eprintln!("R with its package survey is not here: nothing was regenerated");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    for part in ["scripts", "margins", "data"] {
        copy(&folder().join(part), &place.path().join(part));
    }
    std::fs::create_dir(place.path().join("cases")).unwrap();
    let made = Command::new("Rscript").arg("scripts/make_cases.R").current_dir(place.path()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for id in COMPARED {
        let read = |root: &Path| -> Value {
            serde_json::from_str(&std::fs::read_to_string(root.join(format!("cases/{id}.json"))).unwrap()).unwrap()
        };
        let (kept, again) = (read(&folder()), read(place.path()));
        let mut want = kept["expected"].clone();
        // Weights are in files of their own; their summaries are compared.
        want.as_object_mut().unwrap().remove("weights");
        assert_eq!(differences(&again["expected"], &want, &kept["tolerance"]), Vec::<String>::new(), "{id}");
    }
}
