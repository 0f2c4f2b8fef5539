//! The files of a release, each opened by the library its readers use, and compared with the release figure by figure:
//! `aggregates.py` reads `publication.json` beside them.

use std::path::Path;

use chrono::{TimeZone, Utc};
use sonde::domain::release::Released;
use sonde::export::bundle::{self, Manifest, Publication};
use sonde::export::release_files;

use crate::python::said;
use crate::release;

fn written(released: &Released) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = release_files(released).unwrap();
    let publication = Publication::of(released, 1, Utc.with_ymd_and_hms(2020, 5, 7, 4, 0, 0).unwrap(), None);
    let archive = bundle::write(&Manifest::of(publication, &files), None, &files).unwrap();
    std::fs::write(folder.path().join(bundle::NAME), archive).unwrap();
    for file in files {
        std::fs::write(folder.path().join(file.name), file.bytes).unwrap();
    }
    folder
}

/// What the reader of this name says once every figure was the same.
fn compared(reader: &str) -> String {
    let released = release::released();
    let folder = written(&released);
    let said = said("aggregates.py", &[Path::new(reader), folder.path()]);
    let figures: usize = released
        .content()
        .tables
        .iter()
        .map(|table| table.columns.len() * (table.rows.len() + table.measures.len()))
        .sum();
    let expected = format!("{figures} figures");
    assert!(said.starts_with(&expected), "{reader}: {said} instead of {expected}");
    said
}

/// The release these tests are made on has every case they are about.
#[test]
fn the_release_has_hidden_rough_and_small_figures_letters_and_means() {
    let released = release::released();
    let columns = || released.content().tables.iter().flat_map(|table| &table.columns);
    let shown = || columns().filter_map(|column| column.shown.as_ref());
    assert!(columns().any(|column| column.shown.is_none()), "a hidden column");
    assert!(shown().any(|shown| shown.cells.iter().any(Option::is_none)), "a hidden figure");
    assert!(shown().any(|shown| shown.base_is_rough), "a rough base");
    assert!(shown().any(|shown| shown.is_small_base), "a small base");
    assert!(shown().any(|shown| !shown.measures.is_empty()), "a mean");
    let cells = || shown().flat_map(|shown| shown.cells.iter().flatten());
    assert!(cells().any(|cell| !cell.letters.is_empty()), "a letter");
    assert!(cells().any(|cell| cell.rest.is_some()), "a figure told against the rest");
    assert!(released.content().tables.iter().any(|table| table.item.is_some()), "a grid");
    assert!(released.content().tables.iter().any(|table| table.is_multiple), "several answers");
    assert!(released.content().is_simulated);
}

#[test]
fn the_csv_says_every_figure_to_pandas_and_no_formula() {
    compared("csv");
}

#[test]
fn the_french_csv_says_every_figure_with_commas_and_no_formula() {
    compared("excel");
}

#[test]
fn the_parquet_file_has_every_figure_with_its_type() {
    compared("parquet");
}

#[test]
fn the_workbook_opens_in_openpyxl_with_every_figure_as_a_number() {
    compared("workbook");
}

#[test]
fn the_json_is_valid_json_stat_and_says_every_figure() {
    compared("jsonstat");
}

#[test]
fn the_sdmx_structure_follows_its_schema_and_describes_every_figure() {
    compared("sdmx");
}

#[test]
fn the_workbook_opens_in_libreoffice_with_every_figure() {
    compared("libreoffice");
}

#[test]
fn the_archive_opens_in_python_with_the_digests_its_manifest_says() {
    compared("archive");
}

#[test]
fn the_same_release_gives_the_same_files() {
    let released = release::released();
    assert!(release_files(&released).unwrap() == release_files(&released).unwrap());
}
