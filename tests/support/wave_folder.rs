//! A copy of the questionnaires' folder whose wave file is changed for a test: larger quotas, a shorter lease.

use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

pub const SLUG: &str = "urgence-covid-citoyens-2020-05";

/// Copies the folder below `target`, changes the wave, and gives the path of its file.
pub fn changed(target: &Path, change: impl FnOnce(&mut Table)) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("questionnaires");
    let copy = target.join("questionnaires");
    copy_folder(&source, &copy);
    let path = copy.join("urgence-covid-citoyens/waves/2020-05.toml");
    let text = fs::read_to_string(&path).expect("the wave file");
    let mut wave: Table = text.parse().expect("a TOML file");
    change(&mut wave);
    fs::write(&path, toml::to_string(&wave).expect("a TOML file again")).expect("the changed wave file");
    path
}

/// Multiplies every target of the quota plan, so that more responses fit.
pub fn scale_quotas(wave: &mut Table, factor: i64) {
    if let Some(quotas) = wave.get_mut("quotas") {
        scale(quotas, factor);
    }
}

fn scale(value: &mut Value, factor: i64) {
    match value {
        Value::Integer(number) => *number *= factor,
        Value::Array(values) => values.iter_mut().for_each(|value| scale(value, factor)),
        Value::Table(table) => table.iter_mut().for_each(|(_, value)| scale(value, factor)),
        _ => {}
    }
}

pub fn copy_folder(source: &Path, target: &Path) {
    fs::create_dir_all(target).expect("a folder");
    for entry in fs::read_dir(source).expect("a readable folder") {
        let from = entry.expect("an entry").path();
        let to = target.join(from.file_name().expect("a name"));
        if from.is_dir() { copy_folder(&from, &to) } else { fs::copy(&from, &to).map(drop).expect("a copied file") }
    }
}
