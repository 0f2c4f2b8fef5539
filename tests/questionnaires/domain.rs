//! A path walked through the domain: what is shown, what is told, where it leads, what counts.

use std::collections::BTreeMap;

use sonde::domain::answer::Answers;
use sonde::domain::check::{self, form::fields_in};
use sonde::domain::id::QuestionId;
use sonde::domain::order::{items_shown, options_shown, questions_shown};
use sonde::domain::piping::filled;
use sonde::domain::questionnaire::{Language, Questionnaire};
use sonde::domain::route::{Next, Walk, counted};

use crate::case::{ACCORD, Case, End, Page, Route, fields};

const FR: Language = Language::Fr;

/// What a placeholder says of a variable that has no value.
const NOTHING: &str = "(rien)";

/// Everything wrong in the paths of a questionnaire.
pub fn wrong_of(case: &Case) -> Vec<String> {
    let mut wrong = Vec::new();
    for path in &case.paths {
        let mut walker = Walker::new(&case.questionnaire, path);
        walker.walk();
        wrong.extend(walker.wrong.into_iter().map(|what| format!("{} – {} – {what}", case.name, path.about)));
    }
    wrong
}

struct Walker<'a> {
    q: &'a Questionnaire,
    path: &'a Route,
    start: Answers,
    answers: Answers,
    next: Next,
    /// What each section was last taken with.
    taken: BTreeMap<usize, Vec<(String, String)>>,
    wrong: Vec<String>,
}

impl<'a> Walker<'a> {
    fn new(q: &'a Questionnaire, path: &'a Route) -> Self {
        let start = path.start(q);
        let next = Walk::of(q, &start).resumes(q);
        let mut walker =
            Self { q, path, answers: start.clone(), start, next, taken: BTreeMap::new(), wrong: Vec::new() };
        if path.pages[0].section != ACCORD.0 {
            let agreed = Page::of(ACCORD);
            walker.send(0, &agreed);
        }
        walker
    }

    fn expect<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, found: T, wanted: T) {
        if found != wanted {
            self.wrong.push(format!("{what} : {found:?}, au lieu de {wanted:?}"));
        }
    }

    fn walk(&mut self) {
        for page in &self.path.pages {
            let found = self.q.sections.iter().position(|section| section.id.as_str() == page.section);
            let section = found.unwrap_or_else(|| panic!("no section {}", page.section));
            if page.back {
                let allows = Walk::of(self.q, &self.answers).allows(self.q, section);
                self.expect(&format!("retour à {}", page.section), allows, true);
            } else {
                self.expect("page", self.named(self.next), page.section.clone());
            }
            if !self.wrong.is_empty() {
                return;
            }
            self.look(section, page);
            self.send(section, page);
        }
        self.finish();
    }

    fn named(&self, next: Next) -> String {
        match next {
            Next::Section(section) => self.q.sections[section].id.to_string(),
            other => format!("{other:?}"),
        }
    }

    /// What the page shows.
    fn look(&mut self, section: usize, page: &Page) {
        let q = self.q;
        let place = |what: &str| format!("{} : {what}", page.section);
        let answers = self.answers.clone();
        if let Some(asks) = &page.asks {
            let shown = questions_shown(q, &answers, section);
            let ids = shown.iter().map(|slot| q.question_at(*slot).unwrap().id.to_string()).collect();
            self.expect(&place("questions"), ids, asks.clone());
        }
        for (id, wanted) in &page.options {
            let (slot, question) = q.question(id).expect("a question");
            let options = question.kind.options();
            let codes = options_shown(q, &answers, slot).iter().map(|at| options[*at].code.to_string()).collect();
            self.expect(&place(&format!("options de {id}")), codes, wanted.clone());
        }
        for (id, wanted) in &page.rows {
            let (slot, question) = q.question(id).expect("a question");
            let items = question.kind.items();
            let codes = items_shown(q, &answers, slot).iter().map(|at| items[*at].code.to_string()).collect();
            self.expect(&place(&format!("lignes de {id}")), codes, wanted.clone());
        }
        let counted = counted(q, &answers);
        let say = |text: &str| filled(text, &BTreeMap::new(), q, &counted, FR).into_owned();
        for (id, wanted) in &page.says {
            let text = say(q.question(id).expect("a question").1.text.get(FR));
            self.expect(&place(&format!("texte de {id}")), text, wanted.clone());
        }
        if let Some(wanted) = &page.notices {
            let notices = check::notices(q, &answers, section, FR);
            let told = notices.iter().map(|notice| say(notice.text)).collect();
            self.expect(&place("signalé"), told, wanted.clone());
        }
    }

    fn send(&mut self, section: usize, page: &Page) {
        let form = fields(&page.send);
        let (after, faults) = check::read_section(self.q, section, &form, &self.answers, FR);
        let told: Vec<String> = faults.iter().map(|fault| format!("{} : {}", fault.field, fault.message)).collect();
        let is_taken = told.is_empty();
        self.expect(&format!("{} : fautes", page.section), told, page.told.clone());
        let unpacked = Answers::unpack(self.q, &after.pack()).map(|answers| answers.with_seed(after.seed()));
        self.expect("relecture", unpacked, Ok(after.clone()));
        if is_taken {
            self.answers = after;
            self.next = Walk::of(self.q, &self.answers).after(section);
            self.taken.insert(section, form);
        } else {
            self.next = Next::Section(section);
        }
    }

    fn finish(&mut self) {
        let walk = Walk::of(self.q, &self.answers);
        let wanted = self.path.end.map(|end| match end {
            End::Completed => Next::Completed,
            End::ScreenedOut => Next::ScreenedOut,
            End::Refused => Next::Refused,
        });
        match wanted {
            Some(end) => {
                self.expect("fin", self.named(self.next), self.named(end));
                self.expect(
                    "page de fin",
                    walk.end_page(self.q).map(|page| page.id.to_string()),
                    self.path.end_page.clone(),
                );
                self.send_whole(&walk, end);
            }
            None => self.expect("arrêt en chemin", matches!(self.next, Next::Section(_)), true),
        }
        if let Some(counts) = &self.path.counts {
            let counted = walk.counted();
            let mut found: Vec<_> = self.q.questions().flat_map(|(slot, _)| fields_in(self.q, slot, counted)).collect();
            // Said before every path that does not say it itself.
            found.retain(|(field, value)| (field.as_str(), value.as_str()) != (ACCORD.1, ACCORD.2));
            let mut wanted = fields(counts);
            found.sort();
            wanted.sort();
            self.expect("ce qui compte", found, wanted);
        }
        for (id, wanted) in &self.path.computed {
            let id = QuestionId::parse(id).unwrap();
            let category = walk.counted().category(self.q, &id).map(|code| code.as_str().to_owned());
            let written = format!("${{{id}|{NOTHING}}}");
            let number = || filled(&written, &BTreeMap::new(), self.q, walk.counted(), FR).into_owned();
            let found = category.unwrap_or_else(number);
            let wanted = if wanted.is_empty() { NOTHING } else { wanted };
            self.expect(&format!("{id}"), found, wanted.to_owned());
        }
    }

    /// Every page at once, as a device off-line sends them, is read alike.
    fn send_whole(&mut self, walk: &Walk, end: Next) {
        let open = self.taken.iter().filter(|(section, _)| walk.is_open(**section));
        let form: Vec<_> = open.flat_map(|(_, form)| form.clone()).collect();
        let whole = check::read_whole_from(self.q, &self.start, &form, FR);
        self.expect("d'un coup", whole, Ok((walk.counted().clone(), end)));
    }
}
