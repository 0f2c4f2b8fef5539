//! The real wave, read whole.

use super::{WAVE, bundle, changed, code, margins, questionnaire, read};
use crate::domain::questionnaire::tests::bank;
use crate::domain::quota::largest_remainder;
use crate::domain::wave::{WaveBundle, WaveSpec};

#[test]
fn the_wave_of_may_2020_reads() {
    let spec = read(WAVE).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(spec.slug.as_str(), "urgence-covid-citoyens-2020-05");
    assert_eq!(spec.embargo.to_rfc3339(), "2020-05-07T04:00:00+00:00");
    assert_eq!(spec.fieldwork.closes_at.to_rfc3339(), "2020-05-04T22:00:00+00:00");
    assert_eq!(spec.quotas.cells.len(), 1 + 10 + 8 + 13 + 5 + 5);
    assert_eq!(spec.quotas.cells[0].target, 1000);
    assert_eq!(spec.questionnaire_digest, questionnaire().digest());
}

#[test]
fn quota_targets_are_the_largest_remainders_of_the_margins() {
    let spec = read(WAVE).unwrap();
    for (position, margin) in spec.weighting.margins.iter().enumerate() {
        let shares: Vec<f64> = margin.targets.iter().map(|target| target.share).collect();
        let expected = largest_remainder(&shares, 1000).unwrap();
        let cells = spec.quotas.cells.iter().filter(|cell| cell.margin == Some(position));
        let (codes, targets): (Vec<_>, Vec<u32>) = cells.map(|cell| (&cell.codes, cell.target)).unzip();
        assert_eq!(targets, expected, "{}", margin.id);
        assert!(codes.into_iter().eq(margin.targets.iter().map(|target| &target.codes)), "{}", margin.id);
    }
}

#[test]
fn somebody_of_neither_declared_sex_has_no_cell_in_the_crossed_margin_only() {
    let spec = read(WAVE).unwrap();
    assert_eq!(spec.quotas.margins[0].uncovered.len(), 5);
    let profile = |variable: &str| match variable {
        "S_SEXE" => "autre",
        "AGE" => "65+",
        "S_CSP" => "retraites",
        "REGION" => "94",
        _ => "rural",
    };
    let codes: std::collections::BTreeMap<_, _> =
        ["S_SEXE", "AGE", "S_CSP", "REGION", "S_AGGLO"].iter().map(|name| (*name, code(profile(name)))).collect();
    let cells = spec.quotas.cells_where(|variable| codes.get(variable.as_str())).unwrap();
    let labels: Vec<&str> = cells.iter().map(|id| spec.quotas.cells[usize::from(id.0)].label.as_str()).collect();
    assert_eq!(labels, ["Total", "retraites", "94", "rural", "65+"]);
}

#[test]
fn the_stored_json_gives_the_same_wave_back_bit_for_bit() {
    let spec = read(WAVE).unwrap();
    let json = spec.canonical_json();
    let again = WaveSpec::from_canonical_json(&json).unwrap();
    assert_eq!(again, spec);
    assert_eq!(again.canonical_json(), json);
}

#[test]
fn shares_of_each_margin_sum_to_one() {
    for margin in read(WAVE).unwrap().weighting.margins {
        let sum: f64 = margin.targets.iter().map(|target| target.share).sum();
        assert!((sum - 1.0).abs() < 1e-13, "{} sums to {sum}", margin.id);
    }
}

#[test]
fn the_order_of_targets_in_the_file_does_not_change_the_cells() {
    let swapped = changed("homme.18-24 = 53\nhomme.25-34 = 73\n", "homme.25-34 = 73\nhomme.18-24 = 53\n");
    assert_eq!(read(&swapped).unwrap().quotas, read(WAVE).unwrap().quotas);
}

#[test]
fn a_maximum_may_stand_above_its_target() {
    let spec = read(&changed("homme.18-24 = 53", "homme.18-24 = { target = 53, max = 55 }")).unwrap();
    assert_eq!((spec.quotas.cells[1].target, spec.quotas.cells[1].max), (53, 55));
    assert_eq!((spec.quotas.cells[2].target, spec.quotas.cells[2].max), (73, 73));
}

#[test]
fn a_wave_file_tells_which_files_it_needs() {
    let names = WaveBundle::names_in("2020-05.toml", WAVE).unwrap();
    assert_eq!(names.study.as_str(), "urgence-covid-citoyens");
    assert_eq!((names.key.as_str(), names.questionnaire_version), ("2020-05", 1));
    assert!(names.margins.iter().eq(margins().keys().collect::<std::collections::BTreeSet<_>>()));
    assert_eq!(bundle(WAVE).margins.len(), names.margins.len());
}

#[test]
fn a_corrected_wave_has_its_month_and_a_letter_for_key() {
    for (key, slug) in [
        ("2020-05", "urgence-covid-citoyens-2020-05"),
        ("2020-05a", "urgence-covid-citoyens-2020-05a"),
        ("2020-05b", "urgence-covid-citoyens-2020-05b"),
        ("2020-12z", "urgence-covid-citoyens-2020-12z"),
    ] {
        let spec = read(&changed("key = \"2020-05\"", &format!("key = \"{key}\""))).unwrap();
        assert_eq!((spec.key.as_str(), spec.slug.as_str()), (key, slug));
    }
}

#[test]
fn the_real_questionnaire_and_the_real_wave_fit_together() {
    let mut bundle = bundle(WAVE);
    bundle.questionnaire.1 = include_str!("../../../../questionnaires/urgence-covid-citoyens/v1.toml").to_owned();
    bundle.neighbours = bank();
    let (q, spec) = bundle.read().unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(spec.questionnaire_digest, q.digest());
    assert_eq!(spec.quotas.cells[1].label, "Un homme · 18 à 24 ans");
}
