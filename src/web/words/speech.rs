//! One language's sentences, read once from its Fluent file, which the program carries. French punctuation is kept with its
//! word there; numbers are written as the language writes them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::domain::questionnaire::Language;
use crate::web::html;

use super::keys::KEYS;

static FRENCH: LazyLock<Speech> = LazyLock::new(|| Speech::read(Language::Fr));
static ENGLISH: LazyLock<Speech> = LazyLock::new(|| Speech::read(Language::En));

pub struct Speech {
    bundle: FluentBundle<FluentResource>,
    /// Sentences without arguments, formatted once.
    plain: HashMap<&'static str, String>,
}

pub fn of(language: Language) -> &'static Speech {
    match language {
        Language::Fr => &FRENCH,
        Language::En => &ENGLISH,
    }
}

/// The file as it is read.
pub fn source(language: Language) -> Cow<'static, str> {
    match language {
        Language::Fr => html::typeset(Cow::Borrowed(include_str!("fr.ftl"))),
        Language::En => Cow::Borrowed(include_str!("en.ftl")),
    }
}

impl Speech {
    /// What the file holds that cannot be read is left out: the tests see that nothing is.
    fn read(language: Language) -> Self {
        let resource = FluentResource::try_new(source(language).into_owned()).unwrap_or_else(|(read, _)| read);
        let tag: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Marks around arguments would show in attributes, and every text here runs from left to right.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::Fr => french_number,
            Language::En => english_number,
        }));
        // A key twice: the first one stays, and a test tells.
        let _ = bundle.add_resource(resource);
        let mut speech = Self { bundle, plain: HashMap::new() };
        let plain = KEYS.iter().filter(|(_, arguments)| arguments.is_empty());
        speech.plain = plain.filter_map(|(key, _)| Some((*key, speech.formatted(key, None)?))).collect();
        speech
    }

    pub fn plain(&self, key: &str) -> &str {
        self.plain.get(key).map_or("", String::as_str)
    }

    pub fn filled(&self, key: &str, arguments: &[(&'static str, FluentValue<'_>)]) -> String {
        let arguments = arguments.iter().cloned().collect::<FluentArgs>();
        self.formatted(key, Some(&arguments)).unwrap_or_default()
    }

    /// `None` when the sentence is absent or lacks an argument.
    fn formatted(&self, key: &str, arguments: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let said = self.bundle.format_pattern(pattern, arguments, &mut errors).into_owned();
        errors.is_empty().then_some(said)
    }
}

fn french_number<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(value, Language::Fr)
}

fn english_number<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(value, Language::En)
}

fn number(value: &FluentValue<'_>, language: Language) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    Some(html::number(language, &number.as_string()))
}
