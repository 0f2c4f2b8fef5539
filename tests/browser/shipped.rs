//! The waves this project ships, walked by simulated respondents: each page is asked for as it stands for them, and sent as
//! a browser would, over HTTP.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use diesel::Connection as _;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary};
use sonde::domain::answer::Answers;
use sonde::domain::check::form::missing_field;
use sonde::domain::questionnaire::{Kind, Language, Questionnaire};
use sonde::domain::simulation::{Respondent, Simulation};
use sonde::domain::wave::{WaveBundle, WaveSpec};

use crate::http::{Connection, FORM, encode_form};
use crate::service::{Installation, Service};
use crate::wave_folder::copy_folder;

/// Every wave of `questionnaires/`, by the path of its file.
pub const WAVES: [&str; 9] = [
    "impact-associations-territoires/waves/2021-09",
    "impact-citoyens/waves/2019-10",
    "impact-elus-locaux/waves/2020-11",
    "impact-entreprises/waves/2020-06",
    "impact-entreprises/waves/2021-09",
    "impact-fondations-territoires/waves/2021-09",
    "impacts-trajectoires-elus-locaux/waves/2024-11",
    "pratiques-innovantes/waves/2026-11",
    "urgence-covid-citoyens/waves/2020-05",
];

/// A wave open to respondents, in a service of its own.
pub struct Shipped {
    /// Kept for its drop, which removes it.
    _folder: tempfile::TempDir,
    pub installation: Installation,
    pub service: Service,
    pub questionnaire: Questionnaire,
    pub spec: WaveSpec,
    /// What its visitors read.
    pub language: Language,
    /// Where each visitor begins: the open address, or a personal link each.
    doors: Vec<String>,
}

/// More personal links than any test takes.
const LINKS: &str = "300";

impl Shipped {
    /// A wave of the telephone is given an open address, so that its pages can be looked at.
    pub fn open(name: &str) -> Self {
        let copy = tempfile::tempdir().expect("a folder");
        let wave = format!("{name}.toml");
        let text = fs::read_to_string(folder().join(&wave)).expect("the wave file");
        if ["open_link", "invitation"].iter().any(|door| text.contains(&format!("{door} = true"))) {
            return Self::open_in(&folder(), name);
        }
        copy_folder(&folder(), copy.path());
        fs::write(copy.path().join(&wave), text.replace("open_link = false", "open_link = true"))
            .expect("the changed wave");
        Self::open_in(copy.path(), name)
    }

    /// The same of another folder of questionnaires.
    pub fn open_in(questionnaires: &Path, name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let installation = Installation::sqlite(folder.path());
        let wave = questionnaires.join(format!("{name}.toml"));
        let (questionnaire, spec) = read(questionnaires, name);
        installation.done(&["wave", "load", &wave.to_string_lossy()]);
        installation.done(&["wave", "open", spec.slug.as_str(), "--simulated"]);
        let open = format!("/e/{}", spec.slug);
        let doors = if spec.access.open_link { vec![open] } else { links(&installation, spec.slug.as_str()) };
        let service = installation.serve();
        Self { _folder: folder, installation, service, questionnaire, spec, language: Language::Fr, doors }
    }

    /// The same, for visitors who ask for that language.
    pub fn read_in(mut self, language: Language) -> Self {
        self.language = language;
        for door in &mut self.doors {
            door.push_str(&format!("?lang={}", language.code()));
        }
        self
    }

    /// Where cookies of this wave belong.
    pub fn path(&self) -> String {
        format!("/e/{}", self.spec.slug)
    }

    pub fn landing(&self, number: u64) -> &str {
        let at = usize::try_from(number).expect("a small number") % self.doors.len();
        &self.doors[at]
    }

    pub async fn visitor(&self, number: u64) -> Visitor<'_> {
        let mut connection = Connection::new(self.service.address);
        let reply = connection.post(self.landing(number), None, FORM, "", b"").await.expect("a reply");
        assert_eq!(reply.status, 303, "{}", reply.text());
        let cookie = reply.cookies();
        assert!(!cookie.is_empty(), "the cookie of an interview");
        let at = reply.header("location").expect("a place").to_owned();
        let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).max(1);
        let mut draw = move || {
            // xorshift64: enough to tell one respondent from the next.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let simulation = Simulation::even(&self.spec);
        let person = Respondent::draw(&simulation, &self.questionnaire, &mut draw, None);
        Visitor { shipped: self, connection, cookie, at, person, number }
    }
}

fn links(installation: &Installation, slug: &str) -> Vec<String> {
    let printed = installation.done(&["wave", "invite", slug, "--count", LINKS]);
    let tokens = printed.split("/i/").skip(1).filter_map(|rest| rest.split_whitespace().next());
    tokens.map(|token| format!("/i/{token}")).collect()
}

/// One simulated respondent on the way.
pub struct Visitor<'s> {
    shipped: &'s Shipped,
    connection: Connection,
    /// Its cookies, as a browser sends them.
    pub cookie: String,
    /// The address of the page shown.
    pub at: String,
    person: Respondent,
    number: u64,
}

impl Visitor<'_> {
    /// The section shown; nothing once it is over.
    pub fn section(&self) -> Option<String> {
        self.at.split_once("/page/").map(|(_, section)| section.to_owned())
    }

    /// The page shown.
    pub async fn read(&mut self) -> String {
        self.connection.get(&self.at, Some(&self.cookie)).await.expect("a reply").text().into_owned()
    }

    /// What this person answers to the page shown.
    pub fn fields(&self) -> Vec<(String, String)> {
        let q = &self.shipped.questionnaire;
        let section = self.section().unwrap_or_default();
        let Some(position) = q.sections.iter().position(|one| one.id.as_str() == section) else { return Vec::new() };
        let mut fields = self.person.fields_for(q, position, &self.answers());
        // Every other person's commune is not in the list: what is asked then is looked at too.
        for question in q.sections[position].questions.iter().filter(|_| self.number.is_multiple_of(2)) {
            if let (Kind::Entry { .. }, Some(option)) = (&question.kind, question.kind.options().first()) {
                fields.retain(|(name, _)| !name.starts_with(question.id.as_str()));
                fields.push((missing_field(question.id.as_str()), option.code.to_string()));
            }
        }
        fields
    }

    /// Sends the page; whether it was taken.
    pub async fn send(&mut self, fields: &[(String, String)]) -> bool {
        let body = encode_form(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let reply =
            self.connection.post(&self.at, Some(&self.cookie), FORM, "", body.as_bytes()).await.expect("a reply");
        if let Some(next) = reply.header("location") {
            self.at = next.to_owned();
        }
        reply.status == 303
    }

    /// The answers as the database has them, with the arms and the order this person drew.
    fn answers(&self) -> Answers {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            seed: i64,
            #[diesel(sql_type = Binary)]
            answers: Vec<u8>,
        }
        let path = self.shipped.installation.database.strip_prefix("sqlite:").expect("a file");
        let mut connection = SqliteConnection::establish(path).expect("the file opens");
        // Visitors come one after the other.
        let newest = "SELECT seed, answers FROM interviews ORDER BY rowid DESC LIMIT 1";
        let row: Row = sql_query(newest).get_result(&mut connection).expect("an interview");
        let q = &self.shipped.questionnaire;
        let answers = if row.answers.is_empty() { Ok(Answers::none(q)) } else { Answers::unpack(q, &row.answers) };
        answers.expect("answers of this version").with_seed(row.seed.cast_unsigned())
    }
}

/// Fields that send somebody away: one of each way out of a page.
pub fn ways_out(q: &Questionnaire, section: &str) -> Vec<(String, String)> {
    let of_page = q.sections.iter().filter(|one| one.id.as_str() == section).flat_map(|one| &one.questions);
    let mut ways = Vec::new();
    for question in of_page.filter(|question| !question.exits.is_empty()) {
        let id = question.id.to_string();
        match &question.kind {
            Kind::Number { min, .. } => ways.push((id, min.to_string())),
            kind => ways.extend(kind.options().iter().map(|option| (id.clone(), option.code.to_string()))),
        }
    }
    ways
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("questionnaires")
}

fn read(questionnaires: &Path, name: &str) -> (Questionnaire, WaveSpec) {
    let text =
        |path: &str| fs::read_to_string(questionnaires.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let wave = format!("{name}.toml");
    let names = WaveBundle::names_in(&wave, &text(&wave)).unwrap_or_else(|faults| panic!("{faults}"));
    let questionnaire = format!("{}/v{}.toml", names.study, names.questionnaire_version);
    let mut neighbours = BTreeMap::new();
    for part in ["bank", "nomenclatures", "logos"] {
        for entry in fs::read_dir(questionnaires.join(part)).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            let name = format!("{part}/{}", path.file_name().expect("a name").to_string_lossy());
            neighbours.insert(name, fs::read_to_string(path).expect("a text"));
        }
    }
    let bundle = WaveBundle {
        wave: (wave.clone(), text(&wave)),
        questionnaire: (questionnaire.clone(), text(&questionnaire)),
        margins: names.margins.iter().map(|name| (name.clone(), text(&format!("margins/{name}")))).collect(),
        neighbours,
    };
    bundle.read().unwrap_or_else(|faults| panic!("{faults}"))
}

/// A wave added to the folder and forgotten here would be tested by nobody.
#[test]
fn every_wave_of_the_folder_is_walked() {
    let mut found = Vec::new();
    for study in fs::read_dir(folder()).expect("the questionnaires") {
        let study = study.expect("a study").path();
        for wave in fs::read_dir(study.join("waves")).into_iter().flatten() {
            let path = wave.expect("a wave").path().with_extension("");
            found.push(path.strip_prefix(folder()).expect("inside").to_string_lossy().into_owned());
        }
    }
    found.sort();
    assert_eq!(found, WAVES);
}
