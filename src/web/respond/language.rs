//! Which language a page is in: what its address asks for, else the interview's, else what the browser prefers, among those
//! of the questionnaire. On a page of questions the choice is a button of the form, so that nothing typed is lost.

use actix_web::HttpRequest;
use actix_web::http::header::{AcceptLanguage, Header as _};
use actix_web::web::Query;
use maud::{Markup, html};

use crate::app::language::LANGUAGE_PARAMETER;
use crate::app::respondent::Landing;
use crate::domain::questionnaire::Language;
use crate::web::body;
use crate::web::words::Words;

/// Sent by the button that shows the page again in another language: nothing is taken yet.
pub const LANGUAGE_FIELD: &str = "_langue";

/// The form a button outside of it belongs to.
pub const PAGE_FORM: &str = "page";

/// The language for somebody whose interview, if any, is in `kept`.
pub fn of(request: &HttpRequest, kept: Option<Language>, offered: &[Language]) -> Language {
    let is_offered = |language: &Language| offered.contains(language);
    asked(request)
        .or(kept)
        .filter(is_offered)
        .or_else(|| preferred(request).into_iter().find(is_offered))
        .or_else(|| offered.first().copied())
        .unwrap_or_default()
}

/// The words of a wave's page for somebody who has no interview there yet.
pub fn of_landing(landing: &Landing, request: &HttpRequest) -> Words {
    Words::of(of(request, None, &landing.wave.questionnaire.languages))
}

/// The same, where no questionnaire is at hand.
pub fn of_anybody(request: &HttpRequest) -> Language {
    of(request, None, &Language::ALL)
}

/// What the address asks for.
pub fn asked(request: &HttpRequest) -> Option<Language> {
    let parameters = Query::<Vec<(String, String)>>::from_query(request.query_string()).ok()?;
    named(body::first(&parameters, LANGUAGE_PARAMETER)?)
}

/// The one a sent page asks to be shown in.
pub fn switched(form: &[(String, String)]) -> Option<Language> {
    named(body::first(form, LANGUAGE_FIELD)?)
}

fn named(code: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|language| language.code() == code)
}

/// What the browser reads, the best first: `fr-CA` is French.
fn preferred(request: &HttpRequest) -> Vec<Language> {
    let Ok(accepted) = AcceptLanguage::parse(request) else { return Vec::new() };
    let tags = accepted.ranked().into_iter().filter_map(|tag| tag.item().map(|tag| tag.primary_language().to_owned()));
    tags.filter_map(|primary| named(&primary)).collect()
}

/// An address that says which language it is read in.
pub fn addressed(address: &str, language: Language) -> String {
    let sign = if address.contains('?') { "&" } else { "?" };
    [address, sign, LANGUAGE_PARAMETER, "=", language.code()].concat()
}

/// Links to the same address in the other languages; nothing where there is one language.
pub fn links(words: Words, offered: &[Language], address: &str) -> Markup {
    choice(words, offered, |language| {
        let code = language.code();
        html! {
            a href=(addressed(address, language)) lang=(code) hreflang=(code) { (Words::of(language).language_name()) }
        }
    })
}

/// The same, as buttons of the page's form.
pub fn buttons(words: Words, offered: &[Language]) -> Markup {
    choice(words, offered, |language| {
        html! {
            button.quiet type="submit" form=(PAGE_FORM) name=(LANGUAGE_FIELD) value=(language.code()) lang=(language.code()) {
                (Words::of(language).language_name())
            }
        }
    })
}

fn choice(words: Words, offered: &[Language], other: impl Fn(Language) -> Markup) -> Markup {
    html! {
        @if offered.len() > 1 {
            nav.languages aria-label=(words.language_choice()) {
                @for &language in offered {
                    @if language == words.language() { span aria-current="true" { (words.language_name()) } }
                    @else { (other(language)) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn read(address: &str, accepted: &str, kept: Option<Language>) -> Language {
        let request = TestRequest::with_uri(address).insert_header(("accept-language", accepted)).to_http_request();
        of(&request, kept, &Language::ALL)
    }

    #[test]
    fn the_address_comes_before_the_interview_and_the_interview_before_the_browser() {
        use Language::{En, Fr};
        assert_eq!(read("/e/a?lang=en", "fr", Some(Fr)), En);
        assert_eq!(read("/e/a?lang=de", "en", Some(Fr)), Fr, "a language nobody has is not asked for");
        assert_eq!(read("/e/a", "en", Some(Fr)), Fr);
        assert_eq!(read("/e/a", "de, en-GB;q=0.5, fr;q=0.4", None), En);
        assert_eq!(read("/e/a", "en;q=0.2, fr-CA", None), Fr);
        for unreadable in ["", "de", "*", ";;", "en;q=x"] {
            assert_eq!(read("/e/a", unreadable, None), Fr, "{unreadable:?}");
        }
    }

    #[test]
    fn only_a_language_of_the_questionnaire_is_spoken() {
        let request = TestRequest::with_uri("/e/a?lang=en").insert_header(("accept-language", "en")).to_http_request();
        assert_eq!(of(&request, None, &[Language::Fr]), Language::Fr);
    }
}
