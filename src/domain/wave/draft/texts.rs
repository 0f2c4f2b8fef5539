//! What the wave says in the places of the questionnaire's texts: one text for every language (`institut = "Un institut"`), or
//! one in each (`territoire = { fr = "la Bretagne", en = "Brittany" }`), none of them left out.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeValue;

use crate::domain::fault::Source;
use crate::domain::questionnaire::{Language, Questionnaire, Text};
use crate::domain::wave::file::{Fields, fields_of, text_of};

/// The texts of a wave file.
pub(in crate::domain::wave) struct DraftTexts {
    pub span: Range<usize>,
    given: BTreeMap<String, Given>,
}

struct Given {
    text: Text,
    /// Of the texts by language; nothing where one serves for all.
    by_language: Option<Range<usize>>,
}

/// The values of the places: in French, and whole in each other language of the questionnaire.
pub(in crate::domain::wave) type Values = (BTreeMap<String, String>, BTreeMap<Language, BTreeMap<String, String>>);

pub(super) fn read(source: &mut Source, file: &mut Fields) -> Option<DraftTexts> {
    let table = file.table(source, "texts")?;
    let mut given = BTreeMap::new();
    for (name, span, value) in table.entries() {
        let place = table.at(name);
        let read = match value.get_ref() {
            DeValue::Table(_) => fields_of(source, place, value).map(|languages| by_language(source, languages, span)),
            _ => text_of(source, place, value)
                .map(|text| Given { text: Text::french(text.get_ref()), by_language: None }),
        };
        given.extend(read.map(|read| (name.to_owned(), read)));
    }
    Some(DraftTexts { span: table.span(), given })
}

fn by_language(source: &mut Source, mut languages: Fields<'_>, span: Range<usize>) -> Given {
    let mut text = Text::default();
    let first = languages.text(source, Language::Fr.code());
    text.0.extend(first.map(|first| (Language::Fr, first.into_inner())));
    for language in Language::ALL.into_iter().filter(|language| *language != Language::Fr) {
        let said = languages.optional(source, language.code(), Fields::text).flatten();
        text.0.extend(said.map(|said| (language, said.into_inner())));
    }
    languages.finish(source);
    Given { text, by_language: Some(span) }
}

impl DraftTexts {
    /// What the questionnaire asks for; `None` once something is told to be missing.
    pub fn values(&self, source: &mut Source, q: &Questionnaire) -> Option<Values> {
        let mut is_whole = true;
        for name in q.placeholders() {
            if !self.given.contains_key(name) {
                let what = format!("le questionnaire emploie {{{name}}}, la vague ne le donne pas");
                source.fault(self.span.clone(), "texts", what, Some(format!("{name} = \"…\"")));
                is_whole = false;
            }
        }
        for (name, given) in &self.given {
            let Some(span) = &given.by_language else { continue };
            is_whole &= is_in_each_language(source, q, (name, &given.text), span);
        }
        let said = |language: Language| {
            self.given.iter().map(|(name, given)| (name.clone(), given.text.get(language).to_owned())).collect()
        };
        let others = q.languages.iter().copied().filter(|language| *language != Language::Fr);
        is_whole.then(|| (said(Language::Fr), others.map(|language| (language, said(language))).collect()))
    }
}

fn is_in_each_language(
    source: &mut Source,
    q: &Questionnaire,
    (name, text): (&str, &Text),
    span: &Range<usize>,
) -> bool {
    let mut is_sound = true;
    for language in Language::ALL {
        let (code, is_asked) = (language.code(), q.languages.contains(&language));
        let what = match (is_asked, text.0.contains_key(&language)) {
            (true, false) => "texte absent dans une langue du questionnaire",
            (false, true) => "langue que le questionnaire n'a pas",
            _ => continue,
        };
        let expected = q.languages.iter().map(|language| language.code()).collect::<Vec<_>>().join(", ");
        source.fault(span.clone(), format!("texts.{name}.{code}"), what, Some(expected));
        is_sound = false;
    }
    is_sound
}
