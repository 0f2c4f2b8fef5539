//! A choice from one pole to the other. Scores stand in one line with a pole at each end, or where a screen is too narrow
//! in one column, each pole beside its own step: a line that wraps would put a pole under a score in the middle. Worded
//! steps are columns where there is room and a list on a phone. Each step is a real radio with its label.

use maud::{Markup, html};

use super::{Shown, choice, frame};
use crate::domain::questionnaire::{AnswerOption, Language, Poles};

/// A label up to so many characters is a score, not a wording.
const SCORE_CHARS_MAX: usize = 3;
/// Scores in one line that the narrowest screen has room for, a finger wide each.
const SHORT_LINE_MAX: usize = 7;
/// The same of most phones: from 0 to 10.
const LINE_MAX: usize = 11;

pub fn scale(shown: &Shown<'_>, poles: Option<&Poles>) -> Markup {
    let options = shown.options();
    let options: Vec<_> = options.into_iter().map(|(_, option)| option).collect();
    frame::group(shown, "", &steps(shown, shown.id(), &options, poles))
}

/// The steps of a scale that sends this field, and the non-answers apart.
pub fn steps(shown: &Shown<'_>, field: &str, options: &[&AnswerOption], poles: Option<&Poles>) -> Markup {
    let (steps, apart): (Vec<_>, Vec<_>) = options.iter().partition(|option| option.missing.is_none());
    if !are_scores(&steps) {
        return worded(shown, field, options);
    }
    let last = steps.len().saturating_sub(1);
    html! {
        div.scale {
            div class=(line(steps.len())) {
                @for (rank, option) in steps.iter().enumerate() {
                    @let pole = poles.and_then(|poles| pole(poles, rank, last));
                    label.point {
                        (radio(shown, field, option, rank == 0))
                        span.step-mark { (shown.say(&option.label)) }
                        @if let Some(pole) = pole { span.pole { span.hidden-text { (shown.words().colon()) " " } (shown.say(pole)) } }
                    }
                }
            }
            @if let Some(poles) = poles { (pole_line(shown, poles)) }
            @if !apart.is_empty() {
                div.aside { @for option in &apart { (chip(shown, field, option)) } }
            }
        }
    }
}

/// How narrow a screen the scores stay in one line on.
fn line(steps: usize) -> &'static str {
    match steps {
        short if short <= SHORT_LINE_MAX => "points",
        long if long <= LINE_MAX => "points long",
        _ => "points longest",
    }
}

/// Whether the steps are named by figures.
pub fn are_scores(steps: &[&AnswerOption]) -> bool {
    // The same in each language, or a page would change its shape with it.
    steps.iter().all(|option| option.label.get(Language::Fr).chars().count() <= SCORE_CHARS_MAX)
}

/// Heard at the first and the last step; seen once: under the line, or beside its step in a column.
fn pole(poles: &Poles, rank: usize, last: usize) -> Option<&crate::domain::questionnaire::Text> {
    if rank == 0 {
        Some(&poles.low)
    } else if rank == last {
        Some(&poles.high)
    } else {
        None
    }
}

pub fn pole_line(shown: &Shown<'_>, poles: &Poles) -> Markup {
    html! {
        p.poles aria-hidden="true" { span { (shown.wording.say(&poles.low)) } span { (shown.wording.say(&poles.high)) } }
    }
}

fn worded(shown: &Shown<'_>, field: &str, options: &[&AnswerOption]) -> Markup {
    html! {
        div.options.in-line {
            @for (rank, option) in options.iter().enumerate() {
                label class=(choice::class(option)) {
                    (radio(shown, field, option, rank == 0))
                    (choice::wording(shown, option))
                }
            }
        }
        @for option in options { (choice::beside_named(shown, option)) }
    }
}

/// A non-answer beside a line of scores.
fn chip(shown: &Shown<'_>, field: &str, option: &AnswerOption) -> Markup {
    html! {
        label.point.chip {
            (radio(shown, field, option, false))
            span.step-mark { (shown.wording.say(&option.label)) }
        }
    }
}

/// The first one carries the id that the summary of faults links to.
pub fn radio(shown: &Shown<'_>, field: &str, option: &AnswerOption, is_first: bool) -> Markup {
    let code = option.code.as_str();
    html! {
        input type="radio" id=[is_first.then(|| ["f-", field].concat())] name=(field) value=(code)
            checked[shown.filling.has(field, code)] disabled[shown.is_settled];
    }
}
