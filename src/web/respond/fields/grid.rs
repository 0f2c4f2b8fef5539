//! Several rows with the same choices: a list of fieldsets, which wide screens lay out as a table. Read aloud, each row
//! says its question and its choices; on a phone each row is a question of its own.

use maud::{Markup, html};

use super::{Shown, choice, frame, scale};
use crate::domain::check::form::row_field;
use crate::domain::questionnaire::{AnswerOption, Item, Poles};

pub fn grid(shown: &Shown<'_>, poles: Option<&Poles>) -> Markup {
    let options: Vec<_> = shown.options().into_iter().map(|(_, option)| option).collect();
    let steps: Vec<_> = options.iter().copied().filter(|option| option.missing.is_none()).collect();
    let has_scores = scale::are_scores(&steps);
    let rows = html! {
        @if has_scores { @if let Some(poles) = poles { (scale::pole_line(shown, poles)) } }
        @else { (headings(shown, &options)) }
        @for (at, item) in shown.items() { (row(shown, at, item, &options, poles.filter(|_| has_scores))) }
    };
    let class = match (has_scores, options.len() > steps.len()) {
        (false, _) => " matrix",
        (true, false) => " matrix scores",
        (true, true) => " matrix scores with-aside",
    };
    frame::group(shown, class, &rows)
}

/// What the columns are, for eyes and wide screens only: each radio keeps its own label.
fn headings(shown: &Shown<'_>, options: &[&AnswerOption]) -> Markup {
    html! {
        div.headings aria-hidden="true" {
            span {}
            div.columns { @for option in options { span { (shown.wording.say(&option.label)) } } }
        }
    }
}

fn row(shown: &Shown<'_>, at: usize, item: &Item, options: &[&AnswerOption], poles: Option<&Poles>) -> Markup {
    let field = row_field(shown.id(), item.code.as_str());
    let described = shown.faults_of(Some(at)).next().map(|_| ["e-", &field].concat());
    let steps: Vec<_> = options.iter().copied().filter(|option| option.missing.is_none()).collect();
    html! {
        fieldset.grid-row aria-describedby=[described] {
            legend { (shown.wording.say(&item.label)) }
            (frame::faults(shown, Some(at), &field))
            @if scale::are_scores(&steps) {
                (scale::steps(shown, &field, options, poles))
            } @else {
                div.options.columns {
                    @for (rank, option) in options.iter().enumerate() {
                        label class=(choice::class(option)) {
                            (scale::radio(shown, &field, option, rank == 0))
                            (choice::wording(shown, option))
                        }
                    }
                }
            }
        }
    }
}
