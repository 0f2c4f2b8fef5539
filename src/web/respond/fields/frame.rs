//! What stands around every control: legend or label, help, rule, faults; and where a fault's link leads.

use maud::{Markup, html};

use super::{Shown, missing};
use crate::domain::check::AnswerFault;
use crate::domain::check::form::first_field;
use crate::domain::check::message;
use crate::domain::questionnaire::{Kind, Mandatory, Question, Severity};

/// Several controls that answer one question; `class` starts with a space, or is empty.
pub fn group(shown: &Shown<'_>, class: &str, controls: &Markup) -> Markup {
    html! {
        fieldset class={ (state(shown)) (class) } aria-describedby=[described_by(shown)] {
            legend { span.question-text { (shown.say(&shown.question.text)) } }
            (notes(shown))
            (controls)
            (settled_values(shown))
        }
    }
}

/// One control, labelled by the question. With declared non-answers beside it, the whole is a group of that name.
pub fn single(shown: &Shown<'_>, controls: &Markup) -> Markup {
    let id = shown.id();
    let label = ["q-", id].concat();
    let is_group = !shown.question.kind.options().is_empty() && !matches!(shown.question.kind, Kind::Single { .. });
    html! {
        div class=(state(shown)) role=[is_group.then_some("group")] aria-labelledby=[is_group.then_some(&label)] {
            label.question-text id=(label) for={ "f-" (id) } { (shown.say(&shown.question.text)) }
            (notes(shown))
            (controls)
            @if is_group { (missing::boxes(shown)) }
            (settled_values(shown))
        }
    }
}

fn state(shown: &Shown<'_>) -> &'static str {
    match shown.severity() {
        Some(Severity::Error) => "question faulty",
        Some(Severity::Warning | Severity::Info) => "question doubtful",
        None => "question",
    }
}

/// Ids of what describes the control: help, then faults.
pub fn described_by(shown: &Shown<'_>) -> Option<String> {
    let hint = has_hint(shown).then(|| ["h-", shown.id()].concat());
    let fault = shown.faults_of(None).next().map(|_| ["e-", shown.id()].concat());
    match (hint, fault) {
        (Some(hint), Some(fault)) => Some([hint.as_str(), " ", fault.as_str()].concat()),
        (one, other) => one.or(other),
    }
}

fn has_hint(shown: &Shown<'_>) -> bool {
    is_optional(shown) || shown.question.help.is_some() || shown.rule().is_some()
}

fn is_optional(shown: &Shown<'_>) -> bool {
    shown.question.mandatory == Mandatory::Off
}

/// Whether the question's own help opens with it.
fn is_said_optional(shown: &Shown<'_>) -> bool {
    let help = shown.question.help.as_ref();
    help.is_some_and(|help| help.get(shown.wording.language).starts_with(shown.words().optional()))
}

fn notes(shown: &Shown<'_>) -> Markup {
    html! {
        @if has_hint(shown) {
            div.help id={ "h-" (shown.id()) } {
                @if is_optional(shown) && !is_said_optional(shown) { p { (shown.words().optional()) } }
                @if let Some(help) = &shown.question.help { p { (shown.say(help)) } }
                @if let Some(rule) = shown.rule() { p.rule { (rule) } }
            }
        }
        (faults(shown, None, shown.id()))
    }
}

/// What is wrong, beside the field: `e-` and its name.
pub fn faults(shown: &Shown<'_>, item: Option<usize>, field: &str) -> Markup {
    html! {
        @if shown.faults_of(item).next().is_some() {
            div id={ "e-" (field) } { @for fault in shown.faults_of(item) { (line(shown, fault)) } }
        }
    }
}

fn line(shown: &Shown<'_>, fault: &AnswerFault) -> Markup {
    let row = fault.item.and_then(|item| shown.question.kind.items().get(item));
    let told = row.map_or(fault.message.as_str(), |row| {
        message::without_row(&fault.message, row.label.get(shown.wording.language))
    });
    let message = shown.wording.fill(told);
    html! {
        @match fault.severity {
            Severity::Error => p.error { span.hidden-text { (shown.words().wrong()) } (message) },
            Severity::Warning | Severity::Info => p.doubt { (shown.words().doubt()) " " (message) },
        }
    }
}

/// Disabled controls are not sent by browsers: the answer travels beside them.
fn settled_values(shown: &Shown<'_>) -> Markup {
    html! {
        @if shown.is_settled {
            @for (name, value) in shown.filling.of_question(shown.id()) {
                input type="hidden" name=(name) value=(value);
            }
        }
    }
}

/// The control a fault is about: its own field, or the first one of a question that has several.
pub fn anchor(question: &Question, fault: &AnswerFault) -> String {
    let is_whole = fault.field == question.id.as_str();
    ["f-", &if is_whole { first_field(question, None) } else { fault.field.clone() }].concat()
}
