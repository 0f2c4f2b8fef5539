//! Reading texts: one in each language of the questionnaire, not empty, not endless, its placeholders well formed.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::DeValue;

use super::fields::Fields;
use super::reading::Reading;
use super::{Language, Text, placeholder};

/// Longest text a person reads, in characters.
pub const TEXT_CHARS_MAX: usize = 4_000;

impl Fields<'_> {
    pub fn optional_text(&mut self, reading: &mut Reading, key: &'static str) -> Option<Text> {
        let value = self.take(key)?;
        self.text_in(reading, key, value)
    }

    /// A text under a name the file chooses.
    pub fn free_text(&mut self, reading: &mut Reading, key: &str) -> Option<Text> {
        let value = self.table.remove(key)?;
        self.text_in(reading, key, value)
    }

    fn text_in(&mut self, reading: &mut Reading, key: &str, value: Spanned<DeValue<'_>>) -> Option<Text> {
        let span = value.span();
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(reading, key, &value, &format!("un texte par langue : {key}.fr = \"…\""));
            return None;
        };
        let place = self.at(key);
        let mut text = Text::default();
        for (language, wording) in table {
            if let Some((language, wording)) = read_wording(reading, &place, language, wording) {
                text.0.insert(language, wording);
            }
        }
        for language in reading.languages.clone() {
            if !text.0.contains_key(&language) && table.get(language.code()).is_none() {
                let expected = format!("{key}.{}", language.code());
                reading.fault(span.clone(), &place, "texte absent dans une langue du questionnaire", Some(expected));
            }
        }
        Some(text)
    }

    pub fn text(&mut self, reading: &mut Reading, key: &'static str) -> Text {
        if !self.table.contains_key(key) {
            self.known.push(key);
            self.missing(reading, key, &format!("{key}.fr = \"…\""));
            return Text::default();
        }
        self.optional_text(reading, key).unwrap_or_default()
    }
}

fn read_wording(
    reading: &mut Reading,
    place: &str,
    language: &Spanned<Cow<'_, str>>,
    wording: &Spanned<DeValue<'_>>,
) -> Option<(Language, String)> {
    let declared = reading.languages.iter().copied().find(|known| known.code() == language.get_ref().as_ref());
    let Some(declared) = declared else {
        let expected = reading.languages.iter().map(|known| known.code()).collect::<Vec<_>>().join(", ");
        let what = format!("langue absente de languages : {}", language.get_ref());
        reading.fault(language.span(), place, what, Some(expected));
        return None;
    };
    let place = format!("{place}.{}", declared.code());
    reading.places.insert(place.clone(), wording.span());
    let text = wording.get_ref().as_str().map(str::trim).unwrap_or_default();
    let length = text.chars().count();
    if text.is_empty() {
        reading.fault(wording.span(), &place, "texte vide", Some("un texte entre guillemets".to_owned()));
    } else if length > TEXT_CHARS_MAX {
        let expected = format!("{TEXT_CHARS_MAX} caractères au plus");
        reading.fault(wording.span(), &place, format!("texte de {length} caractères"), Some(expected));
    } else if let Err(bad) = placeholder::pieces(text) {
        let expected =
            "{nom}, minuscules et soulignés, que la vague remplit ; ${QUESTION|repli} pour une réponse".to_owned();
        reading.fault(wording.span(), &place, format!("accolades mal formées : {bad}"), Some(expected));
    }
    Some((declared, text.to_owned()))
}
