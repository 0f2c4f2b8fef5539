//! By which door a page is filled: an interview, kept at each page, or a preview, which keeps nothing and carries its
//! answers with it.

use maud::{Markup, html};

use crate::app::respondent::PageView;
use crate::domain::questionnaire::Section;
use crate::web::respond::visit::Visit;
use crate::web::words::Words;

/// Where a page goes, and what it carries besides the answers.
pub enum Door {
    Interview(Visit),
    Preview(Carried),
    /// Answers already sent, corrected one page at a time; kept once the page is sent.
    Correction(Carried),
}

/// What a preview or a correction carries from page to page, since nothing is kept of it meanwhile.
pub struct Carried {
    /// Where its pages are sent.
    pub action: String,
    /// Names and values of hidden fields.
    pub fields: Vec<(&'static str, String)>,
    pub banner: Markup,
}

/// The section a preview's page is of.
pub const SECTION_FIELD: &str = "_page";
/// The section to show instead of checking this one.
pub const BACK_FIELD: &str = "_retour";

impl Door {
    pub fn banner(&self, words: Words) -> Markup {
        match self {
            Self::Interview(visit) => html! {
                @if visit.is_held_back { div.flash role="alert" { p { (words.held_back()) } } }
            },
            Self::Preview(carried) | Self::Correction(carried) => carried.banner.clone(),
        }
    }

    pub fn action(&self, view: &PageView, section: &Section) -> String {
        match self {
            Self::Interview(_) => ["/e/", view.wave.spec.slug.as_str(), "/page/", section.id.as_str()].concat(),
            Self::Preview(carried) | Self::Correction(carried) => carried.action.clone(),
        }
    }

    pub fn hidden_fields(&self, section: &Section) -> Markup {
        html! {
            @if let Self::Preview(carried) | Self::Correction(carried) = self {
                input type="hidden" name=(SECTION_FIELD) value=(section.id);
                @for (name, value) in &carried.fields { input type="hidden" name=(name) value=(value); }
            }
        }
    }

    /// A link where answers are kept, a button where the page carries them.
    pub fn back(&self, view: &PageView) -> Markup {
        let words = Words::of(view.language);
        let Some(back) = &view.back else { return html! {} };
        match self {
            Self::Interview(_) => html! { a href={ "/e/" (view.wave.spec.slug) "/page/" (back) } { (words.back()) } },
            Self::Preview(_) | Self::Correction(_) => {
                html! { button.quiet type="submit" name=(BACK_FIELD) value=(back) { (words.back()) } }
            }
        }
    }

    /// What the page's button does.
    pub fn sends(&self, words: Words, is_last: bool) -> &'static str {
        match self {
            Self::Correction(_) => words.rights_save(),
            _ if is_last => words.finish(),
            _ => words.next(),
        }
    }

    /// What becomes of what is written here.
    pub fn kept(&self, words: Words) -> Markup {
        match self {
            Self::Interview(Visit { is_kiosk: true, .. }) => html! { (words.kiosk_kept()) },
            Self::Interview(Visit { code: Some(code), .. }) => html! {
                (words.saved()) " " (words.code_is()) " " strong.code { (code.reveal()) } "."
            },
            Self::Interview(_) => html! { (words.saved()) },
            Self::Preview(_) => html! { (words.previewed()) },
            Self::Correction(_) => html! { (words.rights_correcting()) },
        }
    }
}
