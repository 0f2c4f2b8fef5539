//! The page of a section: progress, summary of faults first, questions, one button, a way back. The same page serves an
//! interview and its preview; what differs is the door.

use maud::{Markup, html};

use crate::app::respondent::PageView;
use crate::domain::check::AnswerFault;
use crate::domain::questionnaire::{Kind, Question, Role, Section};
use crate::domain::route;
use crate::web::html::{Nav, Shell, paragraphs, shell};
use crate::web::respond::door::Door;
use crate::web::respond::fields::{self, Scope};
use crate::web::respond::filling::Filling;
use crate::web::respond::wording::Wording;
use crate::web::respond::{summary, words};

/// What was just sent, and what is wrong with it.
#[derive(Clone, Copy)]
pub struct Faulty<'a> {
    pub form: &'a [(String, String)],
    pub faults: &'a [AnswerFault],
}

impl<'a> Faulty<'a> {
    /// What was typed so far, of a page sent only to look for an entry.
    pub fn searched(form: &'a [(String, String)]) -> Option<Self> {
        let is_search = form.iter().any(|(name, _)| name == fields::SEARCH_FIELD);
        is_search.then_some(Self { form, faults: &[] })
    }
}

pub fn view(view: &PageView, faulty: Option<Faulty<'_>>, door: &Door) -> Markup {
    let Some(section) = view.wave.questionnaire.sections.get(view.section) else { return html! {} };
    let wording = wording(view);
    let title = wording.say(&section.title);
    let (done, all) = view.progress;
    let named = [title.as_ref(), " – étape ", &(done + 1).to_string(), " sur ", &all.to_string()].concat();
    let faults = faulty.map(|faulty| faulty.faults).unwrap_or_default();
    let content = html! {
        (door.banner())
        (progress(done, all))
        (summary::of(wording, faults))
        h1 { (title) }
        @if let Some(intro) = &section.intro { (paragraphs(&wording.say(intro))) }
        (form(view, section, faulty, door))
    };
    let page = Shell {
        has_faults: summary::has_errors(faults),
        has_script: true,
        is_simulated: view.is_simulated,
        ..Shell::new(&named, Nav::None)
    };
    shell(&page, &content)
}

fn wording(view: &PageView) -> Wording<'_> {
    Wording { questionnaire: &view.wave.questionnaire, texts: &view.wave.spec.texts, answers: &view.answers }
}

fn progress(done: usize, all: usize) -> Markup {
    let step = done + 1;
    html! {
        div.step {
            span { "Étape " (step) " sur " (all) }
            progress max=(all) value=(step) aria-hidden="true" {}
        }
    }
}

fn form(view: &PageView, section: &Section, faulty: Option<Faulty<'_>>, door: &Door) -> Markup {
    let questions = shown_questions(view);
    let filling = match faulty {
        Some(faulty) => Filling::of_form(faulty.form),
        None => Filling::of_answers(questions.iter().copied(), &view.answers),
    };
    let faults = faulty.map(|faulty| faulty.faults).unwrap_or_default();
    let is_settled = |question: &Question| view.is_profile_settled && question.role == Role::Profile;
    let is_last = view.progress.0 + 1 == view.progress.1;
    html! {
        form method="post" action=(door.action(view, section)) novalidate {
            @if questions.iter().any(|(_, question)| is_settled(question)) { p.settled { (words::SETTLED) } }
            (door.hidden_fields(section))
            // The Enter key presses the first button: not the one that looks for an entry.
            @if questions.iter().any(|(_, question)| matches!(question.kind, Kind::Entry { .. })) {
                button.hidden-text type="submit" tabindex="-1" aria-hidden="true" { (words::CONTINUE) }
            }
            (summary::second_time(faults))
            @for (slot, question) in &questions {
                (fields::question(&fields::Shown {
                    slot: *slot,
                    question,
                    filling: &filling,
                    faults,
                    wording: wording(view),
                    scope: Scope::Asked,
                    is_settled: is_settled(question),
                }))
            }
            div.actions {
                button type="submit" { @if is_last { (words::FINISH) } @else { (words::CONTINUE) } }
                (door.back(view))
            }
            p.muted.small { (door.kept()) }
        }
    }
}

fn shown_questions(view: &PageView) -> Vec<(usize, &Question)> {
    let questionnaire = &view.wave.questionnaire;
    let open = route::shown(questionnaire, &view.answers, view.section);
    open.iter().filter_map(|&slot| Some((slot, questionnaire.question_at(slot)?))).collect()
}
