//! What other sites and programs are told of a page: its description and its picture, and whether they may show it in theirs.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};
use chrono::NaiveDate;
use maud::{Markup, html};

use crate::app::read_release::StoredRelease;
use crate::domain::questionnaire::Language;
use crate::domain::release::ReleaseContent;
use crate::domain::wave::paris;

pub(super) const HTML: &str = "text/html; charset=utf-8";

/// In the head of a page, for whoever shows a link to it.
#[derive(Debug, Clone, Copy)]
pub struct Meta<'a> {
    pub description: &'a str,
    /// With the site: previews are asked for from elsewhere.
    pub address: &'a str,
    pub picture: &'a str,
    /// The same as data.
    pub data: Option<&'a str>,
}

impl Meta<'_> {
    pub fn tags(&self, title: &str) -> Markup {
        html! {
            meta name="description" content=(self.description);
            link rel="canonical" href=(self.address);
            @if let Some(data) = self.data { link rel="alternate" type="application/json" href=(data); }
            meta property="og:type" content="article";
            meta property="og:locale" content="fr_FR";
            meta property="og:site_name" content="Sonde";
            meta property="og:title" content=(title);
            meta property="og:description" content=(self.description);
            meta property="og:url" content=(self.address);
            meta property="og:image" content=(self.picture);
            meta property="og:image:type" content="image/png";
            meta property="og:image:width" content=(super::card::WIDTH);
            meta property="og:image:height" content=(super::card::HEIGHT);
            meta property="og:image:alt" content=(self.description);
            meta name="twitter:card" content="summary_large_image";
        }
    }
}

/// The headline, dated by its field work.
pub(super) fn description(content: &ReleaseContent) -> String {
    let simulated = if content.is_simulated { "Données simulées. " } else { "" };
    let sentence = content
        .headline_sentence()
        .map_or_else(String::new, |sentence| format!("{}. ", sentence.trim_end_matches('.')));
    format!(
        "{simulated}{sentence}{}, terrain {}, {} personnes.",
        content.public(", "),
        content.period(Language::Fr),
        content.base_n
    )
}

/// The day of its embargo, which the wave declares; of a correction, the day it was made public.
pub(super) fn published_on(stored: &StoredRelease) -> NaiveDate {
    let declared = stored.released.content().notice.as_ref().and_then(|notice| notice.published_on);
    declared.filter(|_| stored.number == 1).unwrap_or_else(|| paris::day_of(stored.public_at))
}

/// Pictures of what is public may be shown by any site.
pub(super) fn embeddable(mut reply: HttpResponse, stored: &StoredRelease) -> HttpResponse {
    if !stored.is_early {
        let name = HeaderName::from_static("cross-origin-resource-policy");
        reply.headers_mut().insert(name, HeaderValue::from_static("cross-origin"));
    }
    reply
}
