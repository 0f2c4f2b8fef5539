//! What stands beside a questionnaire: the bank of harmonised questions, lists and variables, and the nomenclatures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Computed;
use super::bank::{BankFile, BankQuestion};
use super::options::Scales;
use crate::domain::fault::{Fault, Faults, Source};
use crate::domain::id::{NomenclatureId, QuestionId};
use crate::domain::nomenclature::Nomenclature;

/// Folder of the bank's files, beside the studies.
pub const BANK: &str = "bank";
/// Folder of the nomenclatures.
pub const NOMENCLATURES: &str = "nomenclatures";

/// Everything a questionnaire may take from its neighbours; empty for one that stands alone.
#[derive(Debug, Clone, Default)]
pub struct Library {
    pub(super) scales: Scales,
    pub(super) questions: BTreeMap<QuestionId, BankQuestion>,
    pub(super) computed: BTreeMap<QuestionId, Computed>,
    pub(super) nomenclatures: BTreeMap<NomenclatureId, Arc<Nomenclature>>,
}

impl Library {
    /// Reads the files of the bank (`bank/….toml`) and of the nomenclatures (`nomenclatures/….toml` and their data), by
    /// their names. Everything wrong is told at once.
    pub fn read(files: &BTreeMap<String, String>) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        let nomenclatures = read_nomenclatures(files, &mut faults);
        let library = read_bank(files, Self { nomenclatures, ..Self::default() }, &mut faults);
        if faults.is_empty() { Ok(library) } else { Err(Faults(faults)) }
    }

    /// The nomenclatures a file of questions names, so that the caller reads no other. A file that is no TOML names none:
    /// its own reading says so.
    pub fn named_in(text: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        let mut left: Vec<toml::Value> = text.parse::<toml::Table>().map(toml::Value::Table).into_iter().collect();
        while let Some(value) = left.pop() {
            match value {
                toml::Value::Array(values) => left.extend(values),
                toml::Value::Table(fields) => {
                    names.extend(fields.get("nomenclature").and_then(toml::Value::as_str).map(str::to_owned));
                    left.extend(fields.into_iter().map(|(_, value)| value));
                }
                _ => {}
            }
        }
        names
    }

    pub fn nomenclatures(&self) -> &BTreeMap<NomenclatureId, Arc<Nomenclature>> {
        &self.nomenclatures
    }

    /// The harmonised questions, in order of their ids.
    pub fn question_ids(&self) -> impl Iterator<Item = &QuestionId> {
        self.questions.keys()
    }
}

/// The files of a folder that are TOML, by name.
fn tomls<'f>(files: &'f BTreeMap<String, String>, folder: &str) -> Vec<(&'f str, &'f str)> {
    let inside = |name: &str| name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let named = files.iter().filter(|(name, _)| inside(name) && name.ends_with(".toml"));
    named.map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

fn read_nomenclatures(
    files: &BTreeMap<String, String>,
    faults: &mut Vec<Fault>,
) -> BTreeMap<NomenclatureId, Arc<Nomenclature>> {
    let mut read = BTreeMap::new();
    for (name, text) in tomls(files, NOMENCLATURES) {
        let stem = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".toml");
        let id = match NomenclatureId::parse(stem) {
            Ok(id) => id,
            Err(bad) => {
                let mut source = Source::new(name, text);
                source.fault_whole("", format!("« {} » n'est pas {}", bad.given, bad.what), Some(bad.rule.to_owned()));
                faults.extend(source.into_faults());
                continue;
            }
        };
        let data = |file: &str| files.get_key_value(&[NOMENCLATURES, "/", file].concat());
        let data = |file: &str| data(file).map(|(name, text)| (name.as_str(), text.as_str()));
        match Nomenclature::read(id.clone(), (name, text), data) {
            Ok(list) => {
                read.insert(id, Arc::new(list));
            }
            Err(found) => faults.extend(found.0),
        }
    }
    read
}

/// Lists first, then questions, then variables: each may stand in another file than what it is made of.
fn read_bank(files: &BTreeMap<String, String>, base: Library, faults: &mut Vec<Fault>) -> Library {
    let (with_lists, with_questions);
    let mut bank: Vec<BankFile> =
        tomls(files, BANK).into_iter().map(|(name, text)| BankFile::open(name, text, &base)).collect();
    let mut scales = Scales::new();
    for file in &mut bank {
        file.read_scales(&mut scales);
    }
    with_lists = Library { scales, ..base.clone() };
    let mut questions = BTreeMap::new();
    for file in &mut bank {
        file.reading.neighbours = &with_lists;
        file.read_questions(&mut questions);
    }
    with_questions = Library { questions, ..with_lists.clone() };
    let mut computed = BTreeMap::new();
    for file in &mut bank {
        file.reading.neighbours = &with_questions;
        file.read_computed(&mut computed);
    }
    faults.extend(bank.into_iter().flat_map(BankFile::into_faults));
    Library { computed, ..with_questions.clone() }
}
