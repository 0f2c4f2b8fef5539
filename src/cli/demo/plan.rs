//! The waves the demonstration publishes: the shipped ones, the quotas of 2020 brought to another size when asked.

use toml::{Table, Value};

use crate::cli::{CliError, shipped};
use crate::domain::quota::largest_remainder;
use crate::domain::wave::WaveBundle;

/// Under this some cell would aim at nobody; over it the wait is too long for a demonstration.
const RESPONDENTS: std::ops::RangeInclusive<u32> = 200..=20_000;

/// The plan of the wave of 2020 as it ships. Under it, that of 2019 is left out: its crosstabs, brought to fewer people, have
/// so many small columns that what protects them takes minutes to find.
const WHOLE: u32 = 1_000;

/// « Jouer collectif en sortie de crise », May 2020.
pub(super) fn covid(respondents: Option<u32>) -> Result<WaveBundle, CliError> {
    let mut bundle = shipped::COVID.bundle();
    if let Some(total) = respondents {
        if !RESPONDENTS.contains(&total) {
            let (least, most) = (RESPONDENTS.start(), RESPONDENTS.end());
            return Err(CliError::Refused(format!("--respondents {total} — attendu : de {least} à {most}")));
        }
        bundle.wave.1 = scaled(&bundle.wave.1, total)?;
    }
    Ok(bundle)
}

/// « Les Français, leur territoire et ses alliances », October 2019, as it ships; none beside a small demonstration.
pub(super) fn citizens(respondents: Option<u32>) -> Option<WaveBundle> {
    respondents.is_none_or(|asked| asked >= WHOLE).then(|| shipped::CITIZENS.bundle())
}

/// The same plan for another total: each margin shared out again by largest remainder.
fn scaled(wave: &str, total: u32) -> Result<String, CliError> {
    let broken = |what: &str| CliError::Refused(format!("vague livrée illisible : {what}"));
    let mut table: Table = wave.parse().map_err(|error: toml::de::Error| broken(&error.to_string()))?;
    let quotas = table.get_mut("quotas").and_then(Value::as_table_mut).ok_or_else(|| broken("quotas"))?;
    quotas.insert("total".to_owned(), Value::Integer(total.into()));
    let margins = quotas.get_mut("margins").and_then(Value::as_array_mut).ok_or_else(|| broken("quotas.margins"))?;
    for margin in margins {
        let targets = margin.get_mut("targets").ok_or_else(|| broken("targets"))?;
        let mut cells = Vec::new();
        leaves(targets, &mut cells);
        let shares: Vec<f64> = cells
            .iter()
            .map(|cell| cell.as_integer().and_then(|count| u32::try_from(count).ok()).map_or(0.0, f64::from))
            .collect();
        let counts = largest_remainder(&shares, total).ok_or_else(|| broken("targets"))?;
        for (cell, count) in cells.into_iter().zip(counts) {
            *cell = Value::Integer(count.into());
        }
    }
    Ok(table.to_string())
}

/// The targets of a margin, crossed or not.
fn leaves<'v>(value: &'v mut Value, found: &mut Vec<&'v mut Value>) {
    match value {
        Value::Table(table) => table.iter_mut().for_each(|(_, inner)| leaves(inner, found)),
        other => found.push(other),
    }
}
