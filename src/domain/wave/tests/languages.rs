//! What a wave says in the places of a questionnaire in two languages.

use super::faults::says;
use super::{WAVE, bundle, changed, questionnaire};
use crate::domain::questionnaire::{Language, Questionnaire};
use crate::domain::wave::WaveSpec;

const SPONSOR: &str = "commanditaire = \"";

fn bilingual() -> Questionnaire {
    Questionnaire { languages: vec![Language::Fr, Language::En], ..questionnaire() }
}

/// The real wave, its sponsor said otherwise.
fn told(q: &Questionnaire, said: &str) -> Result<WaveSpec, String> {
    let line = WAVE.lines().find(|line| line.starts_with(SPONSOR)).unwrap();
    let wave = changed(line, &format!("commanditaire = {said}"));
    bundle(&wave).read_against(q).map_err(|faults| faults.to_string())
}

#[test]
fn one_text_serves_for_every_language() {
    let spec = told(&bilingual(), "\"Une association\"").unwrap();
    for language in Language::ALL {
        assert_eq!(spec.texts_in(language)["commanditaire"], "Une association", "{language:?}");
    }
}

#[test]
fn a_text_by_language_is_said_in_each() {
    let spec = told(&bilingual(), "{ fr = \"Une association\", en = \"A charity\" }").unwrap();
    assert_eq!(spec.texts_in(Language::Fr)["commanditaire"], "Une association");
    assert_eq!(spec.texts_in(Language::En)["commanditaire"], "A charity");
    assert_eq!(spec.texts_in(Language::En).len(), spec.texts.len(), "the others too");
    let again = WaveSpec::from_canonical_json(&spec.canonical_json()).unwrap();
    assert_eq!(again, spec);
}

#[test]
fn a_language_left_out_or_too_many_is_told_with_those_of_the_questionnaire() {
    let missing = told(&bilingual(), "{ fr = \"Une association\" }").unwrap_err();
    says(&missing, &["texts.commanditaire.en", "texte absent dans une langue du questionnaire", "fr, en"]);
    let needless = told(&questionnaire(), "{ fr = \"Une association\", en = \"A charity\" }").unwrap_err();
    says(&needless, &["texts.commanditaire.en", "langue que le questionnaire n'a pas"]);
    let unknown = told(&bilingual(), "{ fr = \"a\", en = \"b\", de = \"c\" }").unwrap_err();
    says(&unknown, &["texts.commanditaire.de", "champ inconnu"]);
    let first = told(&bilingual(), "{ en = \"A charity\" }").unwrap_err();
    says(&first, &["texts.commanditaire.fr"]);
    let empty = told(&bilingual(), "{ fr = \"a\", en = \"\" }").unwrap_err();
    says(&empty, &["texts.commanditaire.en", "texte vide"]);
}

#[test]
fn a_wave_in_french_alone_is_stored_as_before() {
    let spec = bundle(WAVE).read_against(&questionnaire()).unwrap();
    assert!(!spec.canonical_json().contains("other_texts"));
}
