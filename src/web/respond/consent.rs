//! The page that asks whether one takes part: who asks, why, how long, what becomes of the answers and what one may do, in a
//! line each, then the whole text of the questionnaire for whoever unfolds it. The lines are made from the wave's file,
//! like its privacy notice; what is agreed to, and kept by its digest, is the text.

use maud::{Markup, html};

use crate::app::loaded_wave::LoadedWave;
use crate::app::respondent::PageView;
use crate::domain::questionnaire::{Language, Role, Section, Text};
use crate::web::html::{paragraphs, typeset};
use crate::web::respond::landing;
use crate::web::respond::wording::Wording;

/// A text that is read at a glance stands as it is.
const SHORT_CHARS_MAX: usize = 400;

pub fn is_asked(section: &Section) -> bool {
    section.questions.iter().any(|question| question.role == Role::Consent)
}

pub fn information(view: &PageView, wording: Wording<'_>, intro: &Text) -> Markup {
    let text = wording.say(intro);
    if text.chars().count() <= SHORT_CHARS_MAX {
        return paragraphs(&text);
    }
    html! {
        (points(&view.wave, wording))
        details.full-text open[view.is_read_aloud] {
            summary { (wording.words().full_information()) }
            (paragraphs(&text))
        }
    }
}

fn points(wave: &LoadedWave, wording: Wording<'_>) -> Markup {
    let (spec, words) = (&wave.spec, wording.words());
    let french = words.unless(Language::Fr);
    let is_form = spec.is_moderated();
    html! {
        div.card {
            dl.facts.stands {
                dt { (words.who_asks()) }
                dd {
                    span lang=[french] { (spec.parties.sponsor) } br;
                    span.muted { (words.footer_by()) " " span lang=[french] { (spec.parties.fieldwork_institute) } }
                }
                @if let Some(purpose) = landing::why(spec) {
                    dt { (words.why_label()) } dd lang=[french] { (typeset(purpose.into())) }
                }
                dt { (words.duration()) } dd { (words.minutes(wave.questionnaire.minutes)) }
                dt { (if is_form { words.your_entry() } else { words.your_answers() }) }
                dd { (if is_form { words.entry_becomes() } else { words.answers_become() }) }
                dt { (words.your_rights()) }
                dd { (if is_form { words.rights_short_form() } else { words.rights_short() }) }
            }
        }
    }
}
