//! One function a kind of question. Every control has a label, every group a fieldset and a legend; a fault stands
//! beside its field and is named by it. The `id` of a control is `f-` and its field name, for the summary's links.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::domain::check::AnswerFault;
use crate::domain::check::form::{row_field, text_field};
use crate::domain::order;
use crate::domain::questionnaire::{
    AnswerOption, Beside, Display, Item, Kind, Language, Mandatory, Question, Rotation,
};
use crate::web::html::shown as typeset;
use crate::web::respond::filling::Filling;
use crate::web::respond::words;

/// A question as this page shows it.
pub struct Shown<'a> {
    pub slot: usize,
    pub question: &'a Question,
    pub filling: &'a Filling,
    pub faults: &'a [AnswerFault],
    pub seed: u64,
    pub texts: &'a BTreeMap<String, String>,
    /// Decides a quota cell that is taken: shown, and no longer open to change.
    pub is_settled: bool,
}

/// What a group of options sends: radios, or ticks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    One,
    Several,
}

pub fn question(shown: &Shown<'_>) -> Markup {
    match &shown.question.kind {
        Kind::Single { options, display: Display::DropDown | Display::Searchable, rotation, .. } => {
            drop_down(shown, options, *rotation)
        }
        Kind::Single { options, rotation, .. } => choices(shown, options, *rotation, Choice::One),
        Kind::Multiple { options, rotation, .. } => choices(shown, options, *rotation, Choice::Several),
        Kind::Grid { items, options, rotation, .. } => grid(shown, items, options, *rotation),
        Kind::Number { unit, .. } => {
            number(shown, unit.as_ref().map(|unit| unit.get(Language::Fr)).unwrap_or_default())
        }
        Kind::Numbers { .. }
        | Kind::Ranking { .. }
        | Kind::Text { .. }
        | Kind::Date { .. }
        | Kind::Entry { .. }
        | Kind::Note => html! {},
    }
}

impl<'a> Shown<'a> {
    fn id(&self) -> &'a str {
        self.question.id.as_str()
    }

    fn text(&self) -> std::borrow::Cow<'a, str> {
        typeset(self.question.text.get(Language::Fr), self.texts)
    }

    /// Faults of the question as a whole; those of a grid's rows stand beside their row.
    fn own_faults(&self) -> impl Iterator<Item = &'a AnswerFault> {
        let slot = self.slot;
        self.faults.iter().filter(move |fault| fault.slot == slot && fault.item.is_none())
    }

    fn is_faulty(&self) -> bool {
        self.faults.iter().any(|fault| fault.slot == self.slot)
    }

    fn class(&self) -> &'static str {
        if self.is_faulty() { "question faulty" } else { "question" }
    }

    fn hint(&self) -> Option<String> {
        let help = self.question.help.as_ref().map(|help| typeset(help.get(Language::Fr), self.texts).into_owned());
        help.or_else(|| match &self.question.kind {
            Kind::Multiple { ticks_max, options, .. } if usize::from(*ticks_max) < options.len() => {
                Some(["Plusieurs réponses possibles, ", &ticks_max.to_string(), " au plus."].concat())
            }
            Kind::Multiple { .. } => Some("Plusieurs réponses possibles.".to_owned()),
            _ => None,
        })
    }

    /// Ids of what describes the control: help, then faults.
    fn described_by(&self) -> Option<String> {
        let hint = self.hint().map(|_| ["h-", self.id()].concat());
        let fault = self.own_faults().next().map(|_| ["e-", self.id()].concat());
        match (hint, fault) {
            (Some(hint), Some(fault)) => Some([hint.as_str(), " ", fault.as_str()].concat()),
            (one, other) => one.or(other),
        }
    }

    fn notes(&self) -> Markup {
        html! {
            @if self.question.mandatory == Mandatory::Off { p.help { (words::OPTIONAL) } }
            @if let Some(hint) = self.hint() { p.help id={ "h-" (self.id()) } { (hint) } }
            @if self.own_faults().next().is_some() {
                div id={ "e-" (self.id()) } { @for fault in self.own_faults() { (fault_line(fault)) } }
            }
        }
    }

    /// Disabled controls are not sent by browsers: the answer travels beside them.
    fn settled_values(&self) -> Markup {
        html! {
            @if self.is_settled {
                @for value in self.filling.all(self.id()) { input type="hidden" name=(self.id()) value=(value); }
            }
        }
    }
}

fn fault_line(fault: &AnswerFault) -> Markup {
    html! { p.error { span.hidden-text { "Erreur : " } (fault.message) } }
}

fn choices(shown: &Shown<'_>, options: &[AnswerOption], rotation: Rotation, choice: Choice) -> Markup {
    let positions = order::options(shown.seed, &shown.question.id, options, rotation);
    html! {
        fieldset class=(shown.class()) aria-describedby=[shown.described_by()] {
            legend { span.question-text { (shown.text()) } }
            (shown.notes())
            (option_list(shown, options, &positions, shown.id(), choice))
            (shown.settled_values())
        }
    }
}

fn option_list(
    shown: &Shown<'_>,
    options: &[AnswerOption],
    positions: &[usize],
    field: &str,
    choice: Choice,
) -> Markup {
    let in_order = positions.iter().filter_map(|position| options.get(*position));
    html! {
        div.options {
            @for (rank, option) in in_order.enumerate() { (one_option(shown, option, field, choice, rank == 0)) }
        }
    }
}

/// A card to tap. The first one carries the id that the summary of faults links to.
fn one_option(shown: &Shown<'_>, option: &AnswerOption, field: &str, choice: Choice, is_first: bool) -> Markup {
    let code = option.code.as_str();
    let kind = if choice == Choice::One { "radio" } else { "checkbox" };
    let label = typeset(option.label.get(Language::Fr), shown.texts);
    let class = if option.missing.is_some() || option.exclusive { "option apart" } else { "option" };
    let id = is_first.then(|| ["f-", field].concat());
    html! {
        label class=(class) {
            input type=(kind) id=[id] name=(field) value=(code)
                checked[shown.filling.has(field, code)] disabled[shown.is_settled];
            span { (label) }
        }
        @if let Some(Beside::Text { chars_max }) = option.beside {
            @let name = text_field(shown.id(), code);
            div.precise {
                label.hidden-text for={ "f-" (name) } { (words::PRECISE) " : " (label) }
                input type="text" id={ "f-" (name) } name=(name) maxlength=(chars_max) placeholder=(words::PRECISE)
                    value=[shown.filling.first(&name)] autocomplete="off";
            }
        }
    }
}

fn drop_down(shown: &Shown<'_>, options: &[AnswerOption], rotation: Rotation) -> Markup {
    let positions = order::options(shown.seed, &shown.question.id, options, rotation);
    let id = shown.id();
    html! {
        div class=(shown.class()) {
            label.question-text for={ "f-" (id) } { (shown.text()) }
            (shown.notes())
            select id={ "f-" (id) } name=(id) aria-describedby=[shown.described_by()]
                aria-invalid=[shown.is_faulty().then_some("true")] disabled[shown.is_settled] {
                option value="" { (words::CHOOSE) }
                @for option in positions.iter().filter_map(|position| options.get(*position)) {
                    @let code = option.code.as_str();
                    option value=(code) selected[shown.filling.has(id, code)] { (option.label.get(Language::Fr)) }
                }
            }
            (shown.settled_values())
        }
    }
}

/// A list of fieldsets, which wide screens lay out as a table: read aloud, each row says its question and its choices.
fn grid(shown: &Shown<'_>, items: &[Item], options: &[AnswerOption], rotation: Rotation) -> Markup {
    let rows = order::items(shown.seed, &shown.question.id, items.len(), rotation);
    let positions = order::options(shown.seed, &shown.question.id, options, Rotation::None);
    html! {
        fieldset class=(shown.class()) aria-describedby=[shown.described_by()] {
            legend { span.question-text { (shown.text()) } }
            (shown.notes())
            @for (row, item) in rows.iter().filter_map(|row| items.get(*row).map(|item| (*row, item))) {
                @let field = row_field(shown.id(), item.code.as_str());
                @let faults: Vec<_> = shown.faults.iter().filter(|f| f.slot == shown.slot && f.item == Some(row)).collect();
                fieldset.grid-row aria-describedby=[faults.first().map(|_| ["e-", &field].concat())] {
                    legend { (typeset(item.label.get(Language::Fr), shown.texts)) }
                    @if !faults.is_empty() { div id={ "e-" (field) } { @for fault in &faults { (fault_line(fault)) } } }
                    (option_list(shown, options, &positions, &field, Choice::One))
                }
            }
        }
    }
}

fn number(shown: &Shown<'_>, unit: &str) -> Markup {
    let id = shown.id();
    html! {
        div class=(shown.class()) {
            label.question-text for={ "f-" (id) } { (shown.text()) }
            (shown.notes())
            input.number type="text" inputmode="numeric" autocomplete="off" maxlength="20" id={ "f-" (id) } name=(id)
                value=[shown.filling.first(id)] aria-describedby=[shown.described_by()]
                aria-invalid=[shown.is_faulty().then_some("true")] disabled[shown.is_settled];
            @if !unit.is_empty() { span.unit { (unit) } }
            (shown.settled_values())
        }
    }
}
