//! Waves with less than the whole apparatus: no cell, no weighting, no crosstab; and the telephone.

use super::{WAVE, changed, read};
use crate::domain::id::QuestionId;
use crate::domain::quota::CellId;
use crate::domain::wave::WaveSpec;

/// The real wave cut down to a ceiling, without margins of any kind.
fn modest() -> String {
    let (head, rest) = WAVE.split_once("[[quotas.margins]]").unwrap();
    let (_, tables) = rest.split_once("[tables]").unwrap();
    format!("{head}\n[weighting]\nversion = 3\nmethod = \"none\"\n\n[tables]{tables}")
}

fn faults(wave: &str) -> String {
    read(wave).unwrap_err().to_string()
}

#[test]
fn a_wave_may_have_a_ceiling_and_no_cell_and_weigh_everybody_alike() {
    let spec = read(&modest()).unwrap();
    assert_eq!(spec.quotas.cells.len(), 1);
    assert_eq!(spec.quotas.cells_where(|_| None), Some(vec![CellId::TOTAL]), "nobody needs a profile to be admitted");
    assert_eq!(spec.weighting.version, 3);
    assert!(spec.weighting.margins.is_empty());
    assert_eq!(WaveSpec::from_canonical_json(&spec.canonical_json()).unwrap(), spec);
}

#[test]
fn margins_left_beside_no_weighting_are_refused() {
    let told = faults(&changed("method = \"raking\"", "method = \"none\""));
    assert!(told.contains("weighting.margins : sans redressement, aucune marge ne sert"), "{told}");
    assert!(told.contains("method = \"raking\""), "{told}");
}

#[test]
fn a_recipe_of_raking_beside_no_weighting_is_an_unknown_field() {
    let told = faults(&modest().replace("method = \"none\"", "method = \"none\"\nrounds_max = 200"));
    assert!(told.contains("weighting.rounds_max : champ inconnu"), "{told}");
}

#[test]
fn a_method_nobody_knows_is_told_with_the_two_that_are() {
    let told = faults(&changed("method = \"raking\"", "method = \"aucun\""));
    assert!(told.contains("attendu : raking, none"), "{told}");
}

#[test]
fn a_wave_may_declare_no_crosstab() {
    let line = WAVE.lines().find(|line| line.starts_with("breaks = ")).unwrap();
    let spec = read(&changed(line, "")).unwrap();
    assert_eq!(spec.tables.breaks, Vec::<QuestionId>::new());
    let told = faults(&changed(line, "breaks = []"));
    assert!(told.contains("tables.breaks"), "an empty list is still a slip: {told}");
}

#[test]
fn the_telephone_alone_is_an_access() {
    let none = changed(
        "open_link = true\ninvitation = true\nwhole = true",
        "open_link = false\ninvitation = false\nwhole = false",
    );
    assert!(faults(&none).contains("personne ne peut répondre"));
    let spec = read(&none.replace("whole = false", "whole = false\ncati = true")).unwrap();
    assert!(spec.access.cati);
    let told = faults(&none.replace("whole = false", "whole = false\ncati = \"oui\""));
    assert!(told.contains("access.cati"), "{told}");
}

#[test]
fn a_wave_that_says_nothing_of_the_telephone_keeps_its_digest() {
    let spec = read(WAVE).unwrap();
    assert!(!spec.canonical_json().contains("cati"));
}
