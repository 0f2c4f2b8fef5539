//! What a wave lends to the pages of its respondents: colours as a stylesheet of its own, since nothing is styled in a page,
//! and a logo, or the name of who asks.

use maud::{Markup, html};

use crate::domain::questionnaire::Language;
use crate::domain::wave::WaveSpec;
use crate::domain::wave::contrast::{Colour, DARK, LIGHT, Papers};
use crate::domain::wave::pages::{Accent, LogoKind};
use crate::web::words::Words;

pub const COLOURS: &str = "couleurs.css";

/// The name a logo is asked by.
pub const fn logo_name(kind: LogoKind) -> &'static str {
    match kind {
        LogoKind::Svg => "logo.svg",
        LogoKind::Png => "logo.png",
    }
}

fn address(wave: &WaveSpec, name: &str) -> String {
    ["/e/", wave.slug.as_str(), "/marque/", name].concat()
}

/// Where the colours of a wave that has some are read.
pub fn colours_address(wave: &WaveSpec) -> Option<String> {
    wave.pages.accent.map(|_| address(wave, COLOURS))
}

/// At the top of the page: whose survey it is. No link: there is nowhere else to go.
pub fn sign(wave: &WaveSpec, language: Language) -> Markup {
    let french = Words::of(language).unless(Language::Fr);
    html! {
        @match &wave.pages.logo {
            Some(logo) => img.logo src=(address(wave, logo_name(logo.kind))) alt=(logo.says) lang=[french];,
            None => span.brand lang=[french] { (wave.parties.sponsor) },
        }
    }
}

/// The accent in both schemes, with what stands on it and what it tints.
pub fn colours(accent: Accent) -> String {
    let day = scheme(LIGHT, accent.light);
    let night = scheme(DARK, accent.dark);
    [&day, "@media screen and (prefers-color-scheme: dark) { ", &night, " }\n"].concat()
}

fn scheme(papers: Papers, accent: Colour) -> String {
    let tint = papers.tint(accent);
    format!(":root {{ --accent: {accent}; --accent-ink: {}; --tint: {tint}; --bar: {accent} }}\n", accent.ink())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the contrast of an accent is reckoned against is what it stands on.
    #[test]
    fn papers_are_those_of_the_stylesheet() {
        let sheet = include_str!("../assets/sonde.css");
        for papers in [LIGHT, DARK] {
            let short = |colour: Colour| if colour == Colour::WHITE { "#fff".to_owned() } else { colour.to_string() };
            let declared = format!("--paper: {}; --surface: {};", papers.page, short(papers.card));
            assert!(sheet.contains(&declared), "{declared}");
        }
    }

    #[test]
    fn both_schemes_are_written() {
        let accent = Accent { light: Colour::parse("#8a1538").unwrap(), dark: Colour::parse("#ff9db4").unwrap() };
        let css = colours(accent);
        assert!(css.starts_with(":root { --accent: #8a1538; --accent-ink: #ffffff;"), "{css}");
        assert!(
            css.contains("(prefers-color-scheme: dark) { :root { --accent: #ff9db4; --accent-ink: #06141a;"),
            "{css}"
        );
    }
}
