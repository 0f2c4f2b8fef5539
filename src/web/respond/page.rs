//! The page of a section: progress, summary of faults first, questions, one button, a real link back.

use maud::{Markup, html};

use crate::app::respondent::PageView;
use crate::domain::check::{AnswerFault, SOFT_FIELD, told_warnings};
use crate::domain::questionnaire::{Language, Question, Role, Section};
use crate::domain::route;
use crate::web::html::{Nav, Shell, paragraphs, shell, shown as typeset};
use crate::web::respond::filling::Filling;
use crate::web::respond::{fields, words};

/// What was just sent, and what is wrong with it.
pub struct Faulty<'a> {
    pub form: &'a [(String, String)],
    pub faults: &'a [AnswerFault],
}

pub fn view(view: &PageView, faulty: Option<&Faulty<'_>>) -> Markup {
    let spec = &view.wave.spec;
    let questionnaire = &view.wave.questionnaire;
    let Some(section) = questionnaire.sections.get(view.section) else { return html! {} };
    let title = typeset(section.title.get(Language::Fr), &spec.texts);
    let (done, all) = view.progress;
    let named = [title.as_ref(), " – étape ", &(done + 1).to_string(), " sur ", &all.to_string()].concat();
    let content = html! {
        (progress(done, all))
        @if let Some(faulty) = faulty { (summary(view, faulty.faults)) }
        h1 { (title) }
        @if let Some(intro) = &section.intro { (paragraphs(&typeset(intro.get(Language::Fr), &spec.texts))) }
        (form(view, section, faulty))
    };
    let page = Shell { has_faults: faulty.is_some(), is_simulated: view.is_simulated, ..Shell::new(&named, Nav::None) };
    shell(&page, &content)
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

/// First on the page, and where a screen reader lands: each fault links to its field.
fn summary(view: &PageView, faults: &[AnswerFault]) -> Markup {
    html! {
        div.summary role="alert" tabindex="-1" autofocus aria-labelledby="fautes" {
            h2 #fautes { (words::FAULTS_TITLE) }
            ul { @for fault in faults { li { a href={ "#f-" (fault.field) } { (place(view, fault)) " – " (fault.message) } } } }
            p.small { (words::FAULTS_KEPT) }
        }
    }
}

/// The question a fault is about, and its row in a grid.
fn place(view: &PageView, fault: &AnswerFault) -> Markup {
    let question = view.wave.questionnaire.questions().find(|(slot, _)| *slot == fault.slot);
    let Some((_, question)) = question else { return html! { (fault.field) } };
    let row = fault.item.and_then(|row| question.kind.items().get(row));
    html! {
        (typeset(question.text.get(Language::Fr), &view.wave.spec.texts))
        @if let Some(row) = row { " " (row.label.get(Language::Fr)) }
    }
}

fn form(view: &PageView, section: &Section, faulty: Option<&Faulty<'_>>) -> Markup {
    let slug = &view.wave.spec.slug;
    let questions = shown_questions(view);
    let filling = match faulty {
        Some(faulty) => Filling::of_form(faulty.form),
        None => Filling::of_answers(questions.iter().copied(), &view.answers),
    };
    let is_settled = |question: &Question| view.is_profile_settled && question.role == Role::Profile;
    let is_last = view.progress.0 + 1 == view.progress.1;
    html! {
        form method="post" action={ "/e/" (slug) "/page/" (section.id) } novalidate {
            @if questions.iter().any(|(_, question)| is_settled(question)) { p.settled { (words::SETTLED) } }
            // What was only warned of passes once it was shown.
            @for key in faulty.map(|faulty| told_warnings(faulty.form, faulty.faults)).unwrap_or_default() {
                input type="hidden" name=(SOFT_FIELD) value=(key);
            }
            @for (slot, question) in &questions {
                (fields::question(&fields::Shown {
                    slot: *slot,
                    question,
                    filling: &filling,
                    faults: faulty.map(|faulty| faulty.faults).unwrap_or_default(),
                    seed: view.seed,
                    texts: &view.wave.spec.texts,
                    is_settled: is_settled(question),
                }))
            }
            div.actions {
                button type="submit" { @if is_last { (words::FINISH) } @else { (words::CONTINUE) } }
                @if let Some(back) = &view.back { a href={ "/e/" (slug) "/page/" (back) } { (words::BACK) } }
            }
            p.muted.small { (words::SAVED) }
        }
    }
}

fn shown_questions(view: &PageView) -> Vec<(usize, &Question)> {
    let questionnaire = &view.wave.questionnaire;
    let open = route::shown(questionnaire, &view.answers, view.section);
    questionnaire.questions().filter(|(slot, _)| open.contains(slot)).collect()
}
