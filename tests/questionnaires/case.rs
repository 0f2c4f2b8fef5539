//! One questionnaire and its paths, as the files have them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sonde::domain::answer::{Answer, Answers};
use sonde::domain::hidden;
use sonde::domain::questionnaire::{Library, Questionnaire};

/// The page everybody meets first, and what is sent there unless a path says otherwise: section, field and value.
pub const ACCORD: (&str, &str, &str) = ("accord", "CONSENT", "oui");

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

#[derive(Debug, Default, Deserialize)]
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

impl Route {
    /// Before anything is answered: what the address says, and what is drawn.
    pub fn start(&self, q: &Questionnaire) -> Answers {
        let parameters: Vec<_> = self.parameters.clone().into_iter().collect();
        let mut start = hidden::given(q, &parameters).with_seed(self.seed);
        for (id, code) in &self.arms {
            let (slot, variable) = q.hidden(id).unwrap_or_else(|| panic!("no hidden variable {id}"));
            let at =
                variable.categories.iter().position(|category| category.code.as_str() == code).expect("a category");
            start.set(slot, Some(Answer::One(at as u16)));
        }
        start
    }
}

impl Page {
    /// A page where one field is sent.
    pub fn of((section, field, value): (&str, &str, &str)) -> Self {
        let send = Form::from([(field.to_owned(), Values::One(value.to_owned()))]);
        Self { section: section.to_owned(), send, ..Self::default() }
    }
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
        let (mut cases, mut faults) = (Vec::new(), String::new());
        for file in &files {
            match Self::read(file, &library) {
                Ok(case) => cases.push(case),
                Err(fault) => faults.push_str(&fault),
            }
        }
        assert!(faults.is_empty(), "\n{faults}");
        cases
    }

    fn read(file: &Path, library: &Library) -> Result<Self, String> {
        let text = fs::read_to_string(file).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let questionnaire = Questionnaire::parse_with(&name, &text, library);
        let questionnaire = questionnaire.map_err(|faults| format!("{faults}\n"))?;
        let beside =
            fs::read_to_string(file.with_extension("path.toml")).map_err(|_| format!("{name} : pas de chemin\n"))?;
        let paths: Paths = toml::from_str(&beside).map_err(|error| format!("{name}.path.toml : {error}\n"))?;
        Ok(Self { name, text, questionnaire, paths: paths.paths })
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
