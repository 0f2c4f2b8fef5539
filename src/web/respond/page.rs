//! The page of a section: progress, summary of faults first, questions, one button, a way back. The same page serves an
//! interview and its preview; what differs is the door.

use std::cell::OnceCell;

use maud::{Markup, html};

use crate::app::page_time::SHOWN_FIELD;
use crate::app::respondent::PageView;
use crate::domain::check::{self, AnswerFault};
use crate::domain::order;
use crate::domain::questionnaire::{Kind, Question, Section};
use crate::web::body;
use crate::web::html::{Nav, Shell, paragraphs, shell};
use crate::web::respond::consent;
use crate::web::respond::door::Door;
use crate::web::respond::fields::{self, Scope};
use crate::web::respond::filling::Filling;
use crate::web::respond::language;
use crate::web::respond::summary;
use crate::web::respond::wording::Wording;
use crate::web::words::Words;

/// What was just sent, and what is wrong with it.
#[derive(Clone, Copy)]
pub struct Faulty<'a> {
    pub form: &'a [(String, String)],
    pub faults: &'a [AnswerFault],
}

impl<'a> Faulty<'a> {
    /// What was typed so far, of a page sent only to look for an entry, or to be read in another language.
    pub fn unsent(form: &'a [(String, String)]) -> Option<Self> {
        let is_unsent = fields::searched(form).is_some() || language::switched(form).is_some();
        is_unsent.then_some(Self { form, faults: &[] })
    }
}

/// What a page shows: the questions these answers open, and its texts filled with the answers that count.
struct Asked<'a> {
    view: &'a PageView,
    section: &'a Section,
    faulty: Option<Faulty<'a>>,
}

pub fn view(view: &PageView, faulty: Option<Faulty<'_>>, door: &Door) -> Markup {
    let questionnaire = &view.wave.questionnaire;
    let Some(section) = questionnaire.sections.get(view.section) else { return html! {} };
    let asked = Asked { view, section, faulty };
    let wording = asked.wording();
    let title = wording.say(&section.title);
    let (done, all) = steps(view);
    let words = wording.words();
    let named = words.page_title(title.as_ref(), done + 1, all);
    let content = html! {
        (door.banner(words))
        (progress(words, done, all))
        (summary::of(wording, &asked.faults_in_order(), asked.is_rest_filled()))
        (notices(&asked))
        h1 { (title) }
        @match (&section.intro, consent::is_asked(section)) {
            (Some(intro), true) => (consent::information(view, wording, intro)),
            (Some(intro), false) => (paragraphs(&wording.say(intro))),
            (None, _) => {}
        }
        (form(&asked, door))
    };
    let languages = first_buttons(&asked);
    let page = Shell {
        language: view.language,
        languages: Some(&languages),
        concern: summary::concern(asked.faults()),
        has_script: true,
        is_simulated: view.is_simulated,
        wave: Some(&view.wave.spec),
        ..Shell::new(&named, Nav::None)
    };
    shell(&page, &content)
}

impl<'a> Asked<'a> {
    fn faults(&self) -> &'a [AnswerFault] {
        self.faulty.map(|faulty| faulty.faults).unwrap_or_default()
    }

    /// The faults as the page has their questions and rows, whatever the order of the file.
    fn faults_in_order(&self) -> Vec<AnswerFault> {
        let wording = self.wording();
        let questions: Vec<_> = self.questions().into_iter().map(|(slot, _)| slot).collect();
        let place = |fault: &AnswerFault| {
            let question = questions.iter().position(|slot| *slot == fault.slot).unwrap_or(questions.len());
            let rows = || order::items_shown(wording.questionnaire, wording.answers, fault.slot);
            (question, fault.item.map(|item| rows().iter().position(|row| *row == item)))
        };
        let mut faults = self.faults().to_vec();
        faults.sort_by_cached_key(place);
        faults
    }

    /// Whether something was filled besides what is wrong.
    fn is_rest_filled(&self) -> bool {
        let Some(faulty) = self.faulty else { return false };
        let is_wrong = |name: &str| faulty.faults.iter().any(|fault| fault.field == name);
        faulty.form.iter().any(|(name, value)| !name.starts_with('_') && !value.trim().is_empty() && !is_wrong(name))
    }

    fn wording(&self) -> Wording<'_> {
        let wave = &self.view.wave;
        Wording {
            questionnaire: &wave.questionnaire,
            texts: wave.spec.texts_in(self.view.language),
            answers: self.view.walk.counted(),
            language: self.view.language,
        }
    }

    fn questions(&self) -> Vec<(usize, &'a Question)> {
        let questionnaire = &self.view.wave.questionnaire;
        let open = self.view.walk.shown(self.view.section);
        let slots = order::questions_in_order(questionnaire, self.view.answers.seed(), self.view.section, open);
        slots.into_iter().filter_map(|slot| Some((slot, questionnaire.question_at(slot)?))).collect()
    }

    /// When the page was first shown: one that comes back with faults keeps its instant.
    fn stamp(&self) -> Option<&str> {
        let sent = self.faulty.and_then(|faulty| body::first(faulty.form, SHOWN_FIELD));
        sent.or(self.view.stamp.as_deref())
    }

    fn filling(&self, questions: &[(usize, &Question)]) -> Filling {
        match self.faulty {
            Some(faulty) => Filling::of_form(faulty.form),
            None => Filling::of_answers(questions.iter().copied(), &self.view.answers, self.view.language),
        }
    }
}

/// What is to be known of the answers of the page before.
fn notices(asked: &Asked<'_>) -> Markup {
    let wording = asked.wording();
    let told = check::notices(wording.questionnaire, wording.answers, asked.view.section, wording.language);
    html! {
        @if !told.is_empty() {
            div.told role="note" aria-label=(wording.words().told_title()) {
                @for notice in &told { p { (wording.fill(notice.text)) } }
            }
        }
    }
}

/// The pages done, and in all: what is read again before it is sent is one more.
pub(super) fn steps(view: &PageView) -> (usize, usize) {
    let (done, all) = view.progress;
    (done, all + usize::from(view.wave.spec.pages.review))
}

/// What is drawn is what is done: it is never full before everything is sent.
pub(super) fn progress(words: Words, done: usize, all: usize) -> Markup {
    html! {
        div.step {
            span { (words.step(done + 1, all)) }
            progress max=(all) value=(done) aria-hidden="true" {}
        }
    }
}

/// The Enter key presses the first button of a form: this one, rather than one that looks for an entry or changes the
/// language. With it goes which entries the page asks for, so that one that is typed and not chosen is looked for.
fn enter(asked: &Asked<'_>, questions: &[(usize, &Question)]) -> Markup {
    let entries = questions.iter().filter(|(_, question)| matches!(question.kind, Kind::Entry { .. }));
    let ids: Vec<_> = entries.map(|(_, question)| question.id.as_str()).collect();
    let name = (!ids.is_empty()).then_some(fields::ENTER_FIELD);
    let value = (!ids.is_empty()).then(|| ids.join(" "));
    html! {
        button.hidden-text type="submit" form=(language::PAGE_FORM) name=[name] value=[value] tabindex="-1" aria-hidden="true" {
            (asked.wording().words().next())
        }
    }
}

/// The buttons that stand before the page: the one of the Enter key, where another would come first, and the languages.
fn first_buttons(asked: &Asked<'_>) -> Markup {
    let questions = asked.questions();
    let languages = &asked.view.wave.questionnaire.languages;
    let has_entries = questions.iter().any(|(_, question)| matches!(question.kind, Kind::Entry { .. }));
    html! {
        @if has_entries || languages.len() > 1 { (enter(asked, &questions)) }
        (language::buttons(asked.wording().words(), languages))
    }
}

fn form(asked: &Asked<'_>, door: &Door) -> Markup {
    let view = asked.view;
    let questions = asked.questions();
    let filling = asked.filling(&questions);
    // What is read again first is sent from there.
    let is_last = view.progress.0 + 1 == view.progress.1 && !view.wave.spec.pages.review;
    let words = asked.wording().words();
    html! {
        form id=(language::PAGE_FORM) method="post" action=(door.action(view, asked.section)) novalidate
            data-page[door.is_kept()] data-waiting=[door.is_kept().then(|| words.waiting())] data-again=[door.is_kept().then(|| words.send_again())]
            data-restored=[door.is_kept().then(|| words.restored())] data-found=[door.is_kept().then(|| words.lost_found())]
            data-back=[door.is_kept().then(|| words.lost_back())] {
            @if questions.iter().any(|(slot, _)| view.settled.contains(slot)) { p.settled { (words.settled()) } }
            (door.hidden_fields(asked.section))
            @if let Some(stamp) = asked.stamp() { input type="hidden" name=(SHOWN_FIELD) value=(stamp); }
            @if let Some(faulty) = asked.faulty { (summary::second_time(faulty.form, faulty.faults)) }
            @for (slot, question) in &questions {
                (fields::question(&fields::Shown {
                    slot: *slot,
                    question,
                    filling: &filling,
                    faults: asked.faults(),
                    wording: asked.wording(),
                    scope: Scope::Asked,
                    is_settled: view.settled.contains(slot),
                    rule: OnceCell::new(),
                }))
            }
            div.actions {
                button type="submit" { (door.sends(view, is_last)) }
                (door.back(view))
            }
            p.muted.small { (door.kept(words)) }
        }
    }
}
