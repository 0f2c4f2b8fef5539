//! A path walked through the pages of a running service, as a browser without script does. What the service draws for a
//! person, arms and the seed of orders, is put behind its back to what the path says: so every path is walked.

use std::net::SocketAddr;

use sonde::app::run_wave::Opening;
use sonde::domain::id::WaveSlug;
use sonde::domain::questionnaire::{Kind, Language, Library, Questionnaire};
use sonde::domain::wave::WaveBundle;

use crate::case::{ACCORD, Case, End, Page, Route, fields, library};
use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::service::{Service, by};
use crate::small_wave;

const KEY: &str = "2026-01";

/// What a wave needs to be fielded, asked last: a profile for its quotas and an opinion for its tables.
const TAIL: &str = r#"
[[sections]]
id = "pour-finir"
title.fr = "Pour finir"

[[sections.questions]]
id = "Z_SEXE"
role = "profile"
origin = "documented"
type = "single"
text.fr = "Vous êtes…"
options = [{ code = "homme", label.fr = "Un homme" }, { code = "femme", label.fr = "Une femme" }]

[[sections.questions]]
id = "Z_AVIS"
role = "opinion"
origin = "reconstructed"
type = "single"
text.fr = "Agir ensemble est…"
options = [{ code = "utile", label.fr = "Utile" }, { code = "inutile", label.fr = "Inutile" }]
nets = [{ id = "st_utile", label.fr = "Utile", codes = ["utile"], of_which = [] }]
"#;

/// Everything wrong in the pages of these questionnaires.
pub fn wrong_of(cases: &[Case]) -> Vec<String> {
    let db = TestDatabase::sqlite();
    let service = Service::start(&db);
    let mut wrong = Vec::new();
    for case in cases {
        let slug = WaveSlug::parse(&format!("{}-{KEY}", case.name)).expect("a slug");
        service.run(service.app.load_wave(&by("loader"), bundle(case))).unwrap_or_else(|error| {
            panic!("{}: {error:?}", case.name);
        });
        service.run(service.app.open_wave(&by("opener"), &slug, Opening::Simulated)).expect("a wave that opens");
        for path in &case.paths {
            let mut browser = Browser::new(service.address, &slug, case);
            browser.start(path);
            draw(&db, &slug, &fielded(case), path);
            browser.walk(path);
            wrong.extend(browser.wrong.into_iter().map(|what| format!("{} – {} – {what}", case.name, path.about)));
        }
    }
    wrong
}

/// The interview just begun has the seed and the arms of the path.
fn draw(db: &TestDatabase, slug: &WaveSlug, q: &Questionnaire, path: &Route) {
    let answers: String = path.start(q).pack().iter().map(|byte| format!("{byte:02x}")).collect();
    let begun = format!("wave_id = (SELECT id FROM waves WHERE slug = '{slug}') AND revision = 0");
    let found = db.lines(&format!("SELECT CAST(count(*) AS TEXT) AS line FROM interviews WHERE {begun}"));
    assert_eq!(found, ["1"], "{slug}: one interview is at its beginning");
    let seed = path.seed.cast_signed();
    db.execute(&format!("UPDATE interviews SET seed = {seed}, answers = x'{answers}' WHERE {begun}")).expect("a row");
}

/// As the wave has it, with what comes last.
fn fielded(case: &Case) -> Questionnaire {
    let library = Library::read(&library()).expect("a library");
    Questionnaire::parse_with(&case.name, &[&case.text, TAIL].concat(), &library).expect("a questionnaire")
}

fn bundle(case: &Case) -> WaveBundle {
    let small = small_wave::bundle(KEY, small_wave::FAR);
    let (name, wave) = small.wave;
    let wave = wave.replace("petite-etude", &case.name).replace("S_SEXE", "Z_SEXE").replace("\"AVIS\"", "\"Z_AVIS\"");
    WaveBundle {
        wave: (name, wave),
        questionnaire: ("v1.toml".to_owned(), [&case.text, TAIL].concat()),
        neighbours: library(),
        ..small
    }
}

struct Browser<'a> {
    address: SocketAddr,
    slug: &'a WaveSlug,
    case: &'a Case,
    cookie: Option<String>,
    /// Where the last reply led.
    place: String,
    wrong: Vec<String>,
}

impl<'a> Browser<'a> {
    fn new(address: SocketAddr, slug: &'a WaveSlug, case: &'a Case) -> Self {
        Self { address, slug, case, cookie: None, place: String::new(), wrong: Vec::new() }
    }

    fn expect<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, found: T, wanted: T) {
        if found != wanted {
            self.wrong.push(format!("{what} : {found:?}, au lieu de {wanted:?}"));
        }
    }

    fn get(&self, target: &str) -> Reply {
        self.exchange(Request::new("GET", target))
    }

    fn exchange(&self, request: Request) -> Reply {
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie).send(self.address),
            None => request.send(self.address),
        }
    }

    fn page(&self, section: &str) -> String {
        format!("/e/{}/page/{section}", self.slug)
    }

    fn start(&mut self, path: &Route) {
        let parameters = encoded(path.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let reply = self.exchange(Request::new("POST", &format!("/e/{}?{parameters}", self.slug)).form(""));
        self.cookie = reply.cookie();
    }

    fn walk(&mut self, path: &Route) {
        // The first page is the one of these draws: the landing page leads to it.
        let landing = self.get(&format!("/e/{}", self.slug)).text();
        let first =
            landing.split("href=\"").filter_map(|link| link.split('"').next()).find(|link| link.contains("/page/"));
        self.place = first.unwrap_or_default().to_owned();
        if path.pages[0].section != ACCORD.0 {
            self.send(&Page::of(ACCORD));
        }
        for page in &path.pages {
            if page.back {
                self.place = self.page(&page.section);
            }
            self.expect("page", self.place.clone(), self.page(&page.section));
            if !self.wrong.is_empty() {
                return;
            }
            self.look(page);
            self.send(page);
        }
        self.finish(path);
    }

    fn finish(&mut self, path: &Route) {
        let Some(end) = path.end else { return };
        if end == End::Completed {
            self.expect("avant la fin", self.place.clone(), self.page("pour-finir"));
            self.post(&encoded([("Z_SEXE", "homme"), ("Z_AVIS", "utile")]));
        }
        self.expect("fin", self.place.clone(), format!("/e/{}/fin", self.slug));
        let text = plain(&self.get(&self.place).text());
        if let Some(id) = &path.end_page {
            let ends = &self.case.questionnaire.ends;
            let page = ends.iter().find(|page| page.id.as_str() == id).expect("an end page");
            self.shows(&text, page.title.get(Language::Fr));
            self.shows(&text, page.text.get(Language::Fr));
        }
    }

    fn post(&mut self, form: &str) -> Reply {
        let reply = self.exchange(Request::new("POST", &self.place).form(form));
        if let Some(location) = reply.header("location") {
            self.place = location.to_owned();
        }
        reply
    }

    fn send(&mut self, page: &Page) {
        let fields = fields(&page.send);
        let form = encoded(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let reply = self.post(&form);
        let wanted = if page.told.is_empty() { 303 } else { 422 };
        self.expect(&format!("{} : réponse", page.section), reply.status, wanted);
        let html = reply.text();
        let text = plain(&html);
        for told in &page.told {
            let (field, message) = told.split_once(" : ").expect("a field and a message");
            // What is piped into a message is told with its answers.
            if !message.contains("${") {
                self.tells(&text, &plain(message));
            }
            let is_here = self.case.questionnaire.question(field.split(['.', '-']).next().unwrap_or(field)).is_some();
            if is_here {
                self.shows(&html, &format!("href=\"#f-{field}"));
            }
        }
        self.expect("un texte à remplir reste sur la page", page.told.is_empty() || !text.contains("${"), true);
    }

    /// The message, whose row in brackets may stand apart, as a link under its question.
    fn tells(&mut self, text: &str, message: &str) {
        let parts = message.strip_suffix(')').and_then(|message| message.rsplit_once(" ("));
        match parts {
            Some((what, row)) if !text.contains(message) => [what, row].into_iter().for_each(|it| self.shows(text, it)),
            _ => self.shows(text, message),
        }
    }

    fn shows(&mut self, text: &str, piece: &str) {
        if !text.contains(piece) {
            let told = text.split("<main").last().unwrap_or(text);
            self.wrong.push(format!("« {piece} » n’est pas sur la page {}\n{told}\n", self.place));
        }
    }

    fn look(&mut self, page: &Page) {
        let reply = self.get(&self.place);
        self.expect("lecture", reply.status, 200);
        let (html, q) = (reply.text(), &self.case.questionnaire);
        let text = plain(&html);
        if let Some(asks) = &page.asks {
            let section = q.sections.iter().find(|section| section.id.as_str() == page.section).expect("a section");
            let asked = section.questions.iter().filter(|question| !matches!(question.kind, Kind::Note));
            let names: Vec<(String, String)> = asked.map(|question| named(question.id.as_str())).collect();
            let is_note = |id: &&String| matches!(q.question(id).expect("a question").1.kind, Kind::Note);
            let wanted: Vec<String> = asks.iter().filter(|id| !is_note(id)).cloned().collect();
            self.expect("questions de la page", in_order(&html, &names), wanted);
        }
        for (id, wanted) in &page.options {
            let (_, question) = q.question(id).expect("a question");
            let row = question.kind.items().first().map(|item| format!("{id}.{}", item.code));
            let found = values_of(&html, row.as_deref().unwrap_or(id));
            self.expect(&format!("options de {id}"), found, wanted.clone());
        }
        for (id, wanted) in &page.rows {
            let items = q.question(id).expect("a question").1.kind.items();
            let names: Vec<_> =
                items.iter().map(|item| (item.code.to_string(), format!("name=\"{id}.{}\"", item.code))).collect();
            self.expect(&format!("lignes de {id}"), in_order(&html, &names), wanted.clone());
        }
        for said in page.says.values().chain(page.notices.iter().flatten()) {
            self.shows(&text, said);
            // What was typed is text, never a tag of the page.
            self.expect("échappement", said.contains('<') && html.contains(said.as_str()), false);
        }
        if page.notices.as_ref().is_some_and(Vec::is_empty) {
            self.expect("signalé", html.contains("class=\"told\""), false);
        }
    }
}

/// A question and how the name of its fields begins.
fn named(id: &str) -> (String, String) {
    (id.to_owned(), format!("name=\"{id}"))
}

/// Those whose field is on the page, as they come there.
fn in_order(html: &str, names: &[(String, String)]) -> Vec<String> {
    let ends_there = |at: &usize, name: &str| html[at + name.len()..].starts_with(['"', '.']) || name.ends_with('"');
    let first = |name: &str| html.match_indices(name).map(|(at, _)| at).find(|at| ends_there(at, name));
    let mut found: Vec<_> = names.iter().filter_map(|(id, name)| Some((first(name)?, id.clone()))).collect();
    found.sort();
    found.into_iter().map(|(_, id)| id).collect()
}

/// The choices under a name: buttons, boxes, or the lines of a list.
fn values_of(html: &str, field: &str) -> Vec<String> {
    let name = format!("name=\"{field}\"");
    let value = |tag: &str| Some(tag.split_once("value=\"")?.1.split_once('"')?.0.to_owned());
    let mut values = Vec::new();
    for tag in html.split('<') {
        if tag.starts_with("input") && tag.contains(&name) && !tag.contains("type=\"hidden\"") {
            values.extend(value(tag));
        }
    }
    if let Some((_, list)) = html.split_once("<select").and_then(|_| html.split_once(&name)) {
        let lines = list.split("</select>").next().unwrap_or(list).split("<option");
        if html.contains("<select") && values.is_empty() {
            values.extend(lines.skip(1).filter_map(value).filter(|code| !code.is_empty()));
        }
    }
    values
}

/// Words as they are read: entities and unbreakable spaces undone.
fn plain(html: &str) -> String {
    let pairs = [("\u{a0}", " "), ("\u{202f}", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    pairs.iter().fold(html.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn encoded<'f>(fields: impl IntoIterator<Item = (&'f str, &'f str)>) -> String {
    let mut text = String::new();
    for (name, value) in fields {
        let separator = if text.is_empty() { "" } else { "&" };
        text.push_str(separator);
        text.push_str(&escaped(name));
        text.push('=');
        text.push_str(&escaped(value));
    }
    text
}

fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(escape).collect()
}
