//! One questionnaire and its paths, as the files have them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sonde::domain::questionnaire::{Library, Questionnaire};

pub struct Case {
    pub name: String,
    pub text: String,
    pub questionnaire: Questionnaire,
    pub paths: Vec<Route>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Paths {
    paths: Vec<Route>,
}

/// Somebody who answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    pub about: String,
    /// Draws the orders of this person.
    #[serde(default)]
    pub seed: u64,
    /// Of the address that starts the interview.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// Arms of split ballots, which nobody chooses.
    #[serde(default)]
    pub arms: BTreeMap<String, String>,
    pub pages: Vec<Page>,
    /// How it ends; nothing for who stops on the way.
    pub end: Option<End>,
    pub end_page: Option<String>,
    /// The fields of what counts in the end, and no other.
    pub counts: Option<Form>,
    /// Categories, or numbers as they are written.
    #[serde(default)]
    pub computed: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    pub section: String,
    /// Gone back to, rather than come to.
    #[serde(default)]
    pub back: bool,
    /// The questions shown, in order.
    pub asks: Option<Vec<String>>,
    /// Options shown, by question, in order.
    #[serde(default)]
    pub options: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub rows: BTreeMap<String, Vec<String>>,
    /// Texts of questions, filled.
    #[serde(default)]
    pub says: BTreeMap<String, String>,
    /// What is told of the page before.
    pub notices: Option<Vec<String>>,
    #[serde(default)]
    pub send: Form,
    /// Faults, each `field : message`; without any, the page is taken.
    #[serde(default)]
    pub told: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    Completed,
    ScreenedOut,
    Refused,
}

/// Fields, each with its value or its values.
pub type Form = BTreeMap<String, Values>;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Values {
    One(String),
    Several(Vec<String>),
}

pub fn fields(form: &Form) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (name, values) in form {
        match values {
            Values::One(value) => fields.push((name.clone(), value.clone())),
            Values::Several(values) => fields.extend(values.iter().map(|value| (name.clone(), value.clone()))),
        }
    }
    fields
}

impl Case {
    pub fn all() -> Vec<Self> {
        let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
        let is_case = |path: &PathBuf| {
            let name = path.to_string_lossy();
            name.ends_with(".toml") && !name.ends_with(".path.toml")
        };
        let mut files: Vec<PathBuf> = files.filter(is_case).collect();
        files.sort();
        let library = Library::read(&library()).unwrap_or_else(|faults| panic!("{faults}"));
        files.iter().map(|file| Self::read(file, &library)).collect()
    }

    fn read(file: &Path, library: &Library) -> Self {
        let text = fs::read_to_string(file).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let questionnaire = Questionnaire::parse_with(&name, &text, library);
        let questionnaire = questionnaire.unwrap_or_else(|faults| panic!("{name}:\n{faults}"));
        let beside = fs::read_to_string(file.with_extension("path.toml")).unwrap_or_else(|_| panic!("{name}: no path"));
        let paths: Paths = toml::from_str(&beside).unwrap_or_else(|error| panic!("{name}.path.toml: {error}"));
        Self { name, text, questionnaire, paths: paths.paths }
    }
}

/// What stands beside the questionnaires: a bank and a nomenclature of their own.
pub fn library() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for part in ["bank", "nomenclatures"] {
        for entry in fs::read_dir(folder().join(part)).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{part}/{}", path.file_name().unwrap().to_string_lossy());
            files.insert(name, fs::read_to_string(path).unwrap());
        }
    }
    files
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questionnaires/cases")
}
