//! The shell of every page: language, title, skip link, header, the mention of simulated data, footer.

use maud::{DOCTYPE, Markup, html};

use crate::app::language::LANGUAGE_PARAMETER;
use crate::domain::questionnaire::Language;
use crate::domain::wave::WaveSpec;
use crate::web::assets;
use crate::web::error::{Refusal, title_of};
use crate::web::html::brand;
use crate::web::results::Meta;
use crate::web::words::Words;

/// Names, in the address of the accessibility statement, the survey it was opened from.
pub const WAVE_PARAMETER: &str = "enquete";

/// What stands in the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nav {
    /// Respondents: nothing to wander off to.
    None,
    /// Readers of results.
    Public,
    /// Pollsters, signed in.
    Console,
    /// Researchers, and whoever of the others comes to read.
    Space,
}

/// What a page that was sent comes back with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    None,
    /// Something that may pass when it is sent again.
    Doubts,
    Faults,
}

impl Concern {
    /// Faults, or nothing.
    pub fn faults(is_faulty: bool) -> Self {
        if is_faulty { Self::Faults } else { Self::None }
    }

    /// Before the title, where a tab and a screen reader tell it first.
    fn prefix(self, words: Words) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Doubts => Some(words.doubt()),
            Self::Faults => Some(words.wrong()),
        }
    }
}

/// A page around its content.
#[derive(Debug, Clone, Copy)]
pub struct Shell<'a> {
    /// Names the page; « Erreur : » or « À vérifier : » is put before.
    pub title: &'a str,
    pub nav: Nav,
    /// Of the page; the header of the console and of the results is French.
    pub language: Language,
    /// The choice of a language, at the right of a respondent's header.
    pub languages: Option<&'a Markup>,
    pub concern: Concern,
    /// Whether the page loads the script that makes forms easier; all of them work without.
    pub has_script: bool,
    pub is_simulated: bool,
    /// The wave it is a page of, for respondents: its colours, its logo, whom it is asked for.
    pub wave: Option<&'a WaveSpec>,
    /// Seconds after which the browser reads the page again.
    pub refresh: Option<u32>,
    /// What is told to whoever shows a link to the page.
    pub meta: Option<&'a Meta<'a>>,
}

impl<'a> Shell<'a> {
    pub fn new(title: &'a str, nav: Nav) -> Self {
        Self {
            title,
            nav,
            language: Language::Fr,
            languages: None,
            concern: Concern::None,
            has_script: false,
            is_simulated: false,
            wave: None,
            refresh: None,
            meta: None,
        }
    }
}

pub fn shell(page: &Shell<'_>, content: &Markup) -> Markup {
    let width = if page.nav == Nav::None { "narrow" } else { "wide" };
    let words = Words::of(page.language);
    html! {
        (DOCTYPE)
        html lang=(page.language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                @if page.nav != Nav::Public { meta name="robots" content="noindex"; }
                // Without what was just told, which is told once.
                @if let Some(seconds) = page.refresh { meta http-equiv="refresh" content={ (seconds) "; url=?" }; }
                @if page.nav == Nav::Public {
                    link rel="alternate" type="application/atom+xml" title="Publications de résultats (Atom)" href="/resultats/flux.atom";
                    link rel="alternate" type="application/feed+json" title="Publications de résultats (JSON)" href="/resultats/flux.json";
                }
                title { @if let Some(prefix) = page.concern.prefix(words) { (prefix) " " } (page.title) " – Sonde" }
                @if let Some(meta) = page.meta { (meta.tags(page.title)) }
                link rel="stylesheet" href=(assets::style_address());
                @if page.nav == Nav::Public { link rel="stylesheet" href=(assets::results_address()); }
                @if let Some(colours) = page.wave.and_then(brand::colours_address) { link rel="stylesheet" href=(colours); }
                @if page.nav == Nav::Space {
                    link rel="stylesheet" href=(assets::space_style_address());
                    script src=(assets::space_script_address()) defer {}
                }
                @if page.has_script { script src=(assets::script_address()) defer {} }
                link rel="icon" type="image/svg+xml" href="/favicon.svg";
            }
            body {
                a.skip href="#contenu" { (words.skip_link()) }
                (header(page))
                @if page.is_simulated { (simulated_banner(words)) }
                main #contenu class=(width) tabindex="-1" { (content) }
                (footer(page, words))
            }
        }
    }
}

/// Respondents see who asks; everybody else, where they are.
fn header(page: &Shell<'_>) -> Markup {
    let nav = page.nav;
    html! {
        header.top {
            div class=(if nav == Nav::None { "bar narrow" } else { "bar wide" }) {
                @match page.wave {
                    Some(wave) => (brand::sign(wave, page.language)),
                    None => span.brand { (mark()) "Sonde" },
                }
                @match nav {
                    Nav::None => @if let Some(languages) = page.languages { (languages) },
                    Nav::Public => nav aria-label="Principale" {
                        a href="/resultats" { "Résultats" }
                        a href="/resultats/calendrier" { "Calendrier" }
                        a href="/console" { "Mon espace" }
                    }
                    Nav::Console => {
                        nav aria-label="Principale" {
                            a href="/console/vagues" { "Vagues" }
                            a href="/espace" { "Espace" }
                            a href="/resultats" { "Résultats" }
                        }
                        (sign_out())
                    }
                    Nav::Space => {
                        nav aria-label="Principale" {
                            a href="/espace" { "Espace" }
                            a href="/espace/cles" { "Clés" }
                            a href="/espace/telechargements" { "Historique" }
                            a href="/resultats" { "Résultats" }
                        }
                        (sign_out())
                    }
                }
            }
        }
    }
}

fn sign_out() -> Markup {
    html! {
        form.inline method="post" action="/console/deconnexion" { button.quiet type="submit" { "Se déconnecter" } }
    }
}

/// Three bars: a share, drawn.
fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" {
            rect x="1" y="2" width="18" height="4" rx="2" {}
            rect x="1" y="8" width="12" height="4" rx="2" {}
            rect x="1" y="14" width="7" height="4" rx="2" {}
        }
    }
}

fn footer(page: &Shell<'_>, words: Words) -> Markup {
    let french = words.unless(Language::Fr);
    html! {
        footer.bottom {
            p class=(if page.nav == Nav::None { "narrow" } else { "wide" }) {
                @match page.wave.map(|wave| &wave.parties) {
                    Some(parties) => {
                        (words.footer_for()) " " span lang=[french] { (parties.sponsor) } ". "
                        (words.footer_by()) " " span lang=[french] { (parties.fieldwork_institute) } ", " (words.footer_with()) "."
                    }
                    None => { (words.footer_plain()) }
                }
                @if page.nav == Nav::None {
                    " "
                    span.elsewhere {
                        a href=(accessibility_address(words, page.wave)) { (words.accessibility()) }
                        @if let Some(wave) = page.wave {
                            " · " a href={ "/e/" (wave.slug) "/vie-privee" } { (words.privacy_link()) }
                        }
                    }
                }
            }
        }
    }
}

/// Whatever comes from a simulation says so, on every page.
fn simulated_banner(words: Words) -> Markup {
    html! {
        aside.simulated aria-label=(words.simulated_title()) {
            p { strong { (words.simulated_title()) } " " (words.simulated()) }
        }
    }
}

/// A refusal, as a page: what happened, what to do.
pub fn error_page(refusal: &Refusal) -> Markup {
    let title = title_of(refusal.status());
    let content = html! {
        h1 { (title) }
        p.lead { (refusal.detail()) }
        @let items = refusal.items();
        @if !items.is_empty() {
            ul { @for item in &items { li { strong { (item.place) } "\u{a0}: " (item.what) } } }
        }
        p { a href="/resultats" { "Voir les résultats publics" } }
    };
    shell(&Shell::new(title, Nav::None), &content)
}

/// Where what was done for everybody to be able to answer is told: in the language of this page, and back to its survey.
fn accessibility_address(words: Words, wave: Option<&WaveSpec>) -> String {
    let language = ["/accessibilite?", LANGUAGE_PARAMETER, "=", words.language().code()].concat();
    match wave {
        Some(wave) => [&language, "&", WAVE_PARAMETER, "=", wave.slug.as_str()].concat(),
        None => language,
    }
}

/// What has just come of what was sent. It has the focus on arrival, so that a screen reader says it: a status that is
/// there before anybody listens is not told.
pub fn flash(said: &Markup) -> Markup {
    html! { div.flash role="status" tabindex="-1" autofocus { p { (said) } } }
}

/// A page that says one thing, under its title.
pub fn notice(page: &Shell<'_>, content: &Markup) -> Markup {
    shell(page, &html! { h1 { (page.title) } (content) })
}
