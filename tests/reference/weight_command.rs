//! `sonde analyse weight`: what a pollster with a telephone file types.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::case::{Case, column};
use crate::cases::folder;

fn weight(out: &Path, margins: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sonde"))
        .args(["analyse", "weight", "data/citoyens_2020.csv", "--margins"])
        .arg(margins)
        .arg("--out")
        .arg(out)
        .args(more)
        .current_dir(folder())
        .output()
        .unwrap()
}

/// The margins of a case as a person types them.
fn margins_of(case: &str, file: &Path) {
    let mut text = "variable,category,target\n".to_owned();
    for margin in Case::read(case).input("margins").as_array().unwrap() {
        for (category, share) in margin["targets"].as_object().unwrap() {
            text.push_str(&format!("{},{category},{share}\n", margin["variable"].as_str().unwrap()));
        }
    }
    std::fs::write(file, text).unwrap();
}

#[test]
fn the_weights_written_are_those_of_r_beside_their_identifiers() {
    let place = tempfile::tempdir().unwrap();
    let (out, margins) = (place.path().join("w.csv"), place.path().join("m.csv"));
    margins_of("w01_raking_5_margins", &margins);
    let output = weight(&out, &margins, &["--id", "id"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.contains("base efficace      832 (effet de plan 1,20, efficacité 83 %)"), "{report}");
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.starts_with("id,weight\nR00001,"), "{text:.40}");
    let weights: Vec<f64> = text.lines().skip(1).map(|line| line.split_once(',').unwrap().1.parse().unwrap()).collect();
    let expected = column("expected/w01_raking_5_margins.csv");
    assert_eq!(weights.len(), expected.len());
    assert!(weights.iter().zip(&expected).all(|(got, want)| (got - want).abs() <= 1e-8 + 1e-6 * want));
    // A second time the file is there, and is kept.
    let again = weight(&out, &margins, &["--id", "id"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8(again.stderr).unwrap().contains("existe déjà"));
}

#[test]
fn bounds_that_cannot_be_kept_write_nothing_and_say_which_category() {
    let place = tempfile::tempdir().unwrap();
    let (out, margins) = (place.path().join("w.csv"), place.path().join("m.csv"));
    margins_of("w01_raking_5_margins", &margins);
    let output = weight(&out, &margins, &["--bounds", "0.8,1.2"]);
    assert_eq!(output.status.code(), Some(1));
    let why = String::from_utf8(output.stderr).unwrap();
    assert!(why.contains("bornes [0,8 ; 1,2] sont trop serrées"), "{why}");
    assert!(!out.exists());
}

#[test]
fn programs_get_the_report_as_json() {
    let place = tempfile::tempdir().unwrap();
    let (out, margins) = (place.path().join("w.csv"), place.path().join("m.csv"));
    margins_of("w06_raking_two_margins", &margins);
    let output = weight(&out, &margins, &["--json", "--method", "logit", "--bounds", "0.3,3"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let report = &answer["weighting"];
    assert_eq!((&report["status"], &report["method"]), (&"converged".into(), &"logit".into()));
    assert!(report["g_min"].as_f64().unwrap() > 0.3 && report["max_margin_share_error"].as_f64().unwrap() < 1e-9);
}

#[test]
fn a_margin_file_with_other_columns_or_no_number_is_refused_with_its_line() {
    let place = tempfile::tempdir().unwrap();
    let (out, margins) = (place.path().join("w.csv"), place.path().join("m.csv"));
    std::fs::write(&margins, "variable,modalite,part\nsexe,femme,0.5\n").unwrap();
    let why = String::from_utf8(weight(&out, &margins, &[]).stderr).unwrap();
    assert!(why.contains("variable,category,target"), "{why}");
    std::fs::write(&margins, "groupe,variable,category,target\n75,sexe,femme,0.5\n75,sexe,homme,0.5\n").unwrap();
    let why = String::from_utf8(weight(&out, &margins, &[]).stderr).unwrap();
    assert!(why.contains("« groupe »") && why.contains("group ?"), "{why}");
    std::fs::write(&margins, "variable,category,target\nsexe,femme,0.5\nsexe,homme,moitié\n").unwrap();
    let why = String::from_utf8(weight(&out, &margins, &[]).stderr).unwrap();
    assert!(why.contains("m.csv:3:3") && why.contains("« moitié »"), "{why}");
    // The first of two would count, and nobody would know.
    std::fs::write(&margins, "variable,category,target,target\nsexe,femme,0.5,0.6\nsexe,homme,0.5,0.4\n").unwrap();
    let why = String::from_utf8(weight(&out, &margins, &[]).stderr).unwrap();
    assert!(why.contains("« target » est là deux fois"), "{why}");
    std::fs::write(&margins, b"variable,category,target\nsexe,femme,0.5\nsexe,m\xe9tis,0.5\n").unwrap();
    let why = String::from_utf8(weight(&out, &margins, &[]).stderr).unwrap();
    assert!(why.contains("ligne 3") && why.contains("UTF-8"), "{why}");
    assert!(!out.exists());
}

#[test]
fn a_numeric_total_beside_groups_and_bounds_without_a_method_for_them_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let (out, margins) = (place.path().join("w.csv"), place.path().join("m.csv"));
    margins_of("w06_raking_two_margins", &margins);
    let refused = |more: &[&str]| {
        let output = weight(&out, &margins, more);
        assert_eq!(output.status.code(), Some(1));
        assert!(!out.exists());
        String::from_utf8(output.stderr).unwrap()
    };
    let why = refused(&["--numeric", "q3=5000", "--within", "region"]);
    assert!(why.contains("« q3 »") && why.contains("region"), "{why}");
    let why = refused(&["--method", "poststratification", "--bounds", "0.3,3"]);
    assert!(why.contains("--bounds"), "{why}");
}
