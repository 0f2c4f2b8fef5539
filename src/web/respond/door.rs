//! By which door a page is filled: an interview, kept at each page, or a preview, which keeps nothing and carries its
//! answers with it.

use actix_web::HttpResponse;
use maud::{Markup, html};

use crate::app::respondent::PageView;
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::Section;
use crate::web::html::flash;
use crate::web::respond::review;
use crate::web::respond::visit::Visit;
use crate::web::words::Words;

/// Where a page goes, and what it carries besides the answers.
pub enum Door {
    Interview(Visit),
    /// A page of the interview, opened from its review.
    Change(Visit),
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
            Self::Interview(visit) | Self::Change(visit) => html! {
                @if visit.is_held_back { (flash(&html! { (words.held_back()) })) }
            },
            Self::Preview(carried) | Self::Correction(carried) => carried.banner.clone(),
        }
    }

    /// Whether the page comes back because its address holds its share of the places.
    pub fn is_held_back(&self) -> bool {
        matches!(self, Self::Interview(visit) | Self::Change(visit) if visit.is_held_back)
    }

    /// At a kiosk, the page goes back to the first by itself.
    pub fn watched(&self, slug: &WaveSlug, page: HttpResponse) -> HttpResponse {
        match self {
            Self::Interview(visit) | Self::Change(visit) => visit.watched(slug, false, page),
            Self::Preview(_) | Self::Correction(_) => page,
        }
    }

    /// Whether what is sent by it is stored.
    pub fn is_kept(&self) -> bool {
        !matches!(self, Self::Preview(_) | Self::Correction(_))
    }

    pub fn action(&self, view: &PageView, section: &Section) -> String {
        match self {
            Self::Interview(_) | Self::Change(_) => {
                ["/e/", view.wave.spec.slug.as_str(), "/page/", section.id.as_str()].concat()
            }
            Self::Preview(carried) | Self::Correction(carried) => carried.action.clone(),
        }
    }

    pub fn hidden_fields(&self, section: &Section) -> Markup {
        html! {
            @if let Self::Change(_) = self { input type="hidden" name=(review::FROM_REVIEW_FIELD) value="1"; }
            @if let Self::Preview(carried) | Self::Correction(carried) = self {
                input type="hidden" name=(SECTION_FIELD) value=(section.id);
                @for (name, value) in &carried.fields { input type="hidden" name=(name) value=(value); }
            }
        }
    }

    /// A link where answers are kept, a button where the page carries them.
    pub fn back(&self, view: &PageView) -> Markup {
        let words = Words::of(view.language);
        match (self, &view.back) {
            (Self::Change(_), _) => {
                html! { a href=(review::address(&view.wave.spec.slug)) { (words.back_to_review()) } }
            }
            (_, None) => html! {},
            (Self::Interview(_), Some(back)) => {
                html! { a href={ "/e/" (view.wave.spec.slug) "/page/" (back) } { (words.back()) } }
            }
            (Self::Preview(_) | Self::Correction(_), Some(back)) => {
                html! { button.quiet type="submit" name=(BACK_FIELD) value=(back) { (words.back()) } }
            }
        }
    }

    /// What the page's button does.
    pub fn sends(&self, view: &PageView, is_last: bool) -> &'static str {
        let words = Words::of(view.language);
        match self {
            Self::Correction(_) => words.rights_save(),
            _ if is_last && view.wave.spec.is_moderated() => words.form_finish(),
            _ if is_last => words.finish(),
            _ => words.next(),
        }
    }

    /// What becomes of what is written here.
    pub fn kept(&self, words: Words) -> Markup {
        match self {
            Self::Interview(Visit { is_kiosk: true, .. }) | Self::Change(Visit { is_kiosk: true, .. }) => {
                html! { (words.kiosk_kept()) }
            }
            Self::Interview(Visit { code: Some(code), .. }) | Self::Change(Visit { code: Some(code), .. }) => html! {
                (words.saved()) " " (words.code_is()) " " strong.code { (code.reveal()) } "."
            },
            Self::Interview(_) | Self::Change(_) => html! { (words.saved()) },
            Self::Preview(_) => html! { (words.previewed()) },
            Self::Correction(_) => html! { (words.rights_correcting()) },
        }
    }
}
