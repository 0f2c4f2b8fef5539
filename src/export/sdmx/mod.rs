//! A release as SDMX: its figures as SDMX-CSV 2.0, and what describes them (dimensions, attributes, code lists) as
//! SDMX-ML 3.0. Identifiers are ours, with what SDMX does not allow in one written `$` and its number.

mod component;
mod data;
mod structure;

pub(super) use data::file as data_file;
pub(super) use structure::file as structure_file;

use crate::domain::release::{Released, ReleasedColumn, ReleasedTable};

/// Who the identifiers are of.
const AGENCY: &str = "SONDE";
const VERSION: &str = "1.0.0";
/// SDMX's own words for « the total » and « does not apply ».
const TOTAL: &str = "_T";
const NOT_APPLICABLE: &str = "_Z";
/// As much of the digest as tells two releases of a wave apart.
const DIGEST_CHARS: usize = 8;

/// Of the data flow and of its structure: the wave's name and the beginning of the release's digest. A correction has other
/// code lists, so another name.
fn flow_id(released: &Released) -> String {
    let slug = released.content().wave.slug.as_str().to_uppercase().replace('-', "_");
    let digest: String = released.digest().hex().chars().take(DIGEST_CHARS).collect();
    format!("{slug}_{}", digest.to_uppercase())
}

/// What SDMX does not allow in an identifier is `$` and its number in hexadecimal; `$` is in no code of ours.
fn id(code: &str) -> String {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '@');
    let written =
        |letter: char| if allowed(letter) { letter.to_string() } else { format!("${:02X}", u32::from(letter)) };
    code.chars().map(written).collect()
}

/// A code of a question's own list. An identifier holds no dash, so that two never have one name.
fn own(owner: impl std::fmt::Display, code: &str) -> String {
    format!("{owner}-{}", id(code))
}

fn item(table: &ReleasedTable) -> String {
    table.item.as_ref().map_or_else(|| NOT_APPLICABLE.to_owned(), |item| own(&table.question, item.as_str()))
}

fn breakdown(column: &ReleasedColumn) -> String {
    match (&column.variable, &column.category) {
        (Some(variable), Some(category)) => own(variable, category.as_str()),
        _ => TOTAL.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{id, own};

    #[test]
    fn what_sdmx_does_not_allow_in_an_identifier_is_written_by_its_number() {
        assert_eq!([id("18-24"), id("65+"), id("<25"), id("1.5")], ["18-24", "65$2B", "$3C25", "1$2E5"]);
        assert_eq!(own("AGE", "65+"), "AGE-65$2B");
    }
}
