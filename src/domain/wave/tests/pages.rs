//! What a wave says of its pages: kept as it is, and refused where nobody could read it.

use super::faults::says;
use super::{WAVE, bundle, questionnaire};
use crate::domain::wave::contrast::Colour;
use crate::domain::wave::pages::{Accent, LOGO_BYTES_MAX, LogoKind};
use crate::domain::wave::{PagePlan, WaveBundle, WaveSpec};

const DRAWING: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><rect width=\"8\" height=\"8\"/></svg>";

/// The real wave, as if it said nothing of its pages.
fn bare() -> WaveBundle {
    let (before, after) = WAVE.split_once("[pages]").unwrap();
    let (_, after) = after.split_once("[parties]").unwrap();
    bundle(&[before, "[parties]", after].concat())
}

/// The real wave with these pages, and a logo in its place.
fn with(pages: &str, logo: &str) -> WaveBundle {
    let mut bundle = bare();
    bundle.wave.1 = [&bundle.wave.1, "\n[pages]\n", pages, "\n"].concat();
    bundle.neighbours.insert("logos/rameau.svg".to_owned(), logo.to_owned());
    bundle
}

fn plan(pages: &str) -> PagePlan {
    with(pages, DRAWING).read_against(&questionnaire()).unwrap().pages
}

fn faults(pages: &str) -> String {
    with(pages, DRAWING).read_against(&questionnaire()).unwrap_err().to_string()
}

#[test]
fn a_wave_that_says_nothing_of_its_pages_is_written_as_before() {
    let spec = bare().read_against(&questionnaire()).unwrap();
    assert!(spec.pages.is_usual());
    assert!(!spec.canonical_json().contains("pages"), "digests of waves already loaded do not move");
}

#[test]
fn what_is_said_comes_back_as_it_was_said() {
    let text = "review = true\npurpose = \"Savoir.\"\naccent = \"#8A1538\"\nlogo = \"rameau.svg\"\nlogo_says = \"Le RAMEAU\"\nframes = [\"https://www.exemple.fr\"]";
    let spec = with(text, DRAWING).read_against(&questionnaire()).unwrap();
    let again = WaveSpec::from_canonical_json(&spec.canonical_json()).unwrap();
    assert_eq!(again.pages, spec.pages);
    let PagePlan { review, purpose, accent, logo, frames } = again.pages;
    assert!(review);
    assert_eq!(purpose.as_deref(), Some("Savoir."));
    assert_eq!(accent.map(|accent| accent.light), Colour::parse("#8a1538"));
    assert_eq!(logo.map(|logo| (logo.kind, logo.says)), Some((LogoKind::Svg, "Le RAMEAU".to_owned())));
    assert_eq!(frames, ["https://www.exemple.fr"]);
}

#[test]
fn an_accent_nobody_could_read_is_refused_with_the_nearest_that_is() {
    says(
        &faults("accent = \"#ffcc00\""),
        &[
            "pages.accent : #ffcc00 ne se lit pas sur le fond #f6f5f1 : contraste de 1,3",
            "au moins 4,5",
            "la nuance la plus proche est #",
        ],
    );
    says(&faults("accent = \"#0b5563\"\naccent_dark = \"#0b5563\""), &["pages.accent_dark : #0b5563 ne se lit pas"]);
    let suggested = faults("accent = \"#ffcc00\"");
    let shade = suggested.split("proche est ").nth(1).and_then(|rest| rest.get(..7)).unwrap();
    assert_eq!(plan(&format!("accent = \"{shade}\"")).accent.map(|accent| accent.light), Colour::parse(shade));
}

#[test]
fn a_night_colour_is_found_where_none_is_given() {
    let Accent { light, dark } = plan("accent = \"#0b5563\"").accent.unwrap();
    assert_ne!(light, dark);
    assert_eq!(
        plan("accent = \"#0b5563\"\naccent_dark = \"#7cd0db\"").accent.unwrap().dark,
        Colour::parse("#7cd0db").unwrap()
    );
    says(&faults("accent_dark = \"#7cd0db\""), &["une couleur de nuit sans couleur de jour"]);
    says(&faults("accent = \"bleu\""), &["« bleu » n'est pas une couleur", "#0b5563"]);
}

#[test]
fn a_logo_is_a_drawing_and_nothing_else() {
    let named = "logo = \"rameau.svg\"\nlogo_says = \"Le RAMEAU\"";
    let faults_of = |logo: &str| with(named, logo).read_against(&questionnaire()).unwrap_err().to_string();
    says(&faults_of("<svg><SCRIPT>alert(1)</SCRIPT></svg>"), &["« <script » dans un logo"]);
    says(&faults_of("<svg><image href=\"http://ailleurs.example/x.png\"/></svg>"), &["« href=\"http » dans un logo"]);
    says(&faults_of("<html></html>"), &["n'est pas ce que son nom dit"]);
    says(&faults_of(&["<svg>", &" ".repeat(LOGO_BYTES_MAX), "</svg>"].concat()), &["octets", "au plus 16384"]);
    says(
        &faults("logo = \"absent.svg\"\nlogo_says = \"A\""),
        &["le logo « absent.svg » ne se lit pas", "logos/absent.svg"],
    );
    says(&faults("logo = \"../../etc/x.svg\"\nlogo_says = \"A\""), &["n'est pas un logo"]);
    says(&faults("logo = \"rameau.svg\""), &["un logo sans le texte qui le remplace"]);
}

#[test]
fn only_the_origin_of_a_site_may_frame_the_pages() {
    for wrong in ["http://exemple.fr", "https://exemple.fr/page", "https://exemple.fr; script-src *", "*", "https://"] {
        says(&faults(&format!("frames = [\"{wrong}\"]")), &["n'est pas l'origine d'un site"]);
    }
    assert_eq!(plan("frames = [\"https://exemple.fr:8443\"]").frames, ["https://exemple.fr:8443"]);
}
