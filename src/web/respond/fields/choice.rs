//! Radios and ticks: cards to tap, each with what it means and what may be written beside it.

use maud::{Markup, html};

use super::{Shown, frame};
use crate::domain::check::form::text_field;
use crate::domain::questionnaire::{AnswerOption, Beside};

/// What a group of options sends: radios, or ticks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    One,
    Several,
}

pub fn choices(shown: &Shown<'_>, choice: Choice) -> Markup {
    let options = shown.options();
    let list = html! {
        div.options {
            @for (rank, (_, option)) in options.iter().enumerate() { (card(shown, option, choice, rank == 0)) }
        }
    };
    frame::group(shown, "", &list)
}

/// A card to tap. The first one carries the id that the summary of faults links to.
fn card(shown: &Shown<'_>, option: &AnswerOption, choice: Choice, is_first: bool) -> Markup {
    let (field, code) = (shown.id(), option.code.as_str());
    let kind = if choice == Choice::One { "radio" } else { "checkbox" };
    let id = is_first.then(|| ["f-", field].concat());
    html! {
        label class=(class(option)) {
            input type=(kind) id=[id] name=(field) value=(code) checked[shown.filling.has(field, code)]
                disabled[shown.is_settled] data-alone[choice == Choice::Several && option.exclusive];
            (wording(shown, option))
        }
        (beside(shown, option))
    }
}

/// Non-answers and options that close the others stand a little apart.
pub fn class(option: &AnswerOption) -> &'static str {
    if option.missing.is_some() || option.exclusive { "option apart" } else { "option" }
}

/// The label, and under it what it means.
pub fn wording(shown: &Shown<'_>, option: &AnswerOption) -> Markup {
    let label = shown.wording.say(&option.label);
    html! {
        span.option-text {
            (label)
            @if let Some(help) = &option.help { span.option-help { (shown.wording.say(help)) } }
        }
    }
}

/// « Autre, précisez » : a text or a number under its option. Where the browser can, it only shows once chosen.
fn beside(shown: &Shown<'_>, option: &AnswerOption) -> Markup {
    let Some(beside) = option.beside else { return html! {} };
    let label = shown.wording.say(&option.label);
    let name = text_field(shown.id(), option.code.as_str());
    html! {
        div.precise {
            label for={ "f-" (name) } {
                span.hidden-text { (label) (shown.words().colon()) " " } span.capital { (prompt(shown, beside)) }
            }
            (written(shown, beside, &name))
        }
    }
}

/// The same, away from its option: under a list, whose option it names. The script shows it once chosen, and shortens its
/// label.
pub fn beside_named(shown: &Shown<'_>, option: &AnswerOption) -> Markup {
    let Some(beside) = option.beside else { return html! {} };
    let label = shown.wording.say(&option.label);
    let name = text_field(shown.id(), option.code.as_str());
    let (words, prompt) = (shown.words(), prompt(shown, beside));
    html! {
        div.precise data-of=(option.code) {
            label for={ "f-" (name) } data-chosen=(words.beside_named(label.as_ref(), prompt)) {
                (words.beside_only_if(label.as_ref(), prompt))
            }
            (written(shown, beside, &name))
        }
    }
}

fn prompt(shown: &Shown<'_>, beside: Beside) -> &'static str {
    if matches!(beside, Beside::Number { .. }) { shown.words().how_many() } else { shown.words().precise() }
}

fn written(shown: &Shown<'_>, beside: Beside, name: &str) -> Markup {
    let is_number = matches!(beside, Beside::Number { .. });
    let is_wrong = shown.is_wrong_in(name);
    html! {
        input type="text" class=[is_number.then_some("number")] inputmode=[is_number.then_some("numeric")]
            id={ "f-" (name) } name=(name) maxlength=(beside.chars_max()) value=[shown.filling.first(name)]
            autocomplete="off" aria-invalid=[is_wrong.then_some("true")]
            aria-describedby=[is_wrong.then(|| ["e-", shown.id()].concat())] disabled[shown.is_settled];
    }
}
