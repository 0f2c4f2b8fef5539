//! Putting in order: one list a rank, the best first. It works with a keyboard, a finger and without script; the script
//! only greys out what stands at another rank.

use maud::{Markup, html};

use super::{Shown, choice, frame, missing};
use crate::domain::check::form::rank_field;

pub fn ranking(shown: &Shown<'_>, ranks_max: u16) -> Markup {
    let options = shown.options().into_iter().map(|(_, option)| option);
    let options: Vec<_> = options.filter(|option| option.missing.is_none()).collect();
    let ranks = usize::from(ranks_max).min(options.len()).max(1);
    let lists = html! {
        div.ranks data-ranks {
            @for rank in 1..=ranks {
                @let field = rank_field(shown.id(), rank);
                div.rank {
                    label for={ "f-" (field) } { (shown.words().place(rank)) }
                    select id={ "f-" (field) } name=(field) aria-invalid=[shown.is_wrong_in(&field).then_some("true")]
                        aria-describedby=[described(shown, &field)] disabled[shown.is_settled] {
                        option value="" { (shown.words().choose()) }
                        @for option in &options {
                            @let code = option.code.as_str();
                            option value=(code) selected[shown.filling.has(&field, code)] { (shown.say(&option.label)) }
                        }
                    }
                }
            }
        }
        @for option in &options { (choice::beside_named(shown, option)) }
        (missing::boxes(shown))
    };
    frame::group(shown, "", &lists)
}

/// The fault of that rank: the group says those of the whole.
fn described(shown: &Shown<'_>, field: &str) -> Option<String> {
    shown.is_wrong_in(field).then(|| ["e-", shown.id()].concat())
}
