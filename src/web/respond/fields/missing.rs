//! « Je ne sais pas » and the like, beside questions that ask for something else than a choice: a box a declared non-answer.

use maud::{Markup, html};

use super::Shown;
use crate::domain::check::form::missing_field;
use crate::domain::questionnaire::{AnswerOption, Kind};

/// The declared non-answers of a typed question; nothing where there is none.
pub fn boxes(shown: &Shown<'_>) -> Markup {
    let field = missing_field(shown.id());
    html! {
        @let options = instead(shown);
        @if !options.is_empty() {
            div.options.instead {
                @for (rank, option) in options.iter().enumerate() {
                    @let code = option.code.as_str();
                    label.option.apart {
                        input type="checkbox" id=[(rank == 0).then(|| ["f-", &field].concat())] name=(field) value=(code)
                            checked[shown.filling.has(&field, code)] disabled[shown.is_settled] data-instead=(shown.id());
                        span.option-text { (shown.say(&option.label))
                            @if let Some(help) = &option.help { span.option-help { (shown.say(help)) } } }
                    }
                }
            }
        }
    }
}

/// In a ranking, the other options are what is ranked.
fn instead<'a>(shown: &Shown<'a>) -> Vec<&'a AnswerOption> {
    let is_ranking = matches!(shown.question.kind, Kind::Ranking { .. });
    let options = shown.options().into_iter().map(|(_, option)| option);
    options.filter(|option| !is_ranking || option.missing.is_some()).collect()
}
