//! The interface in the respondent's language. Sentences stand in `fr.ftl` and `en.ftl` (Fluent); `keys.rs` names each as
//! a method, so that an unknown key or a missing argument does not compile. What stands here is text: pages escape it.
//!
//! To add a sentence: one line in each `.ftl`, one in `keys.rs`, then `words.its_key()`. The tests below compare the three.

mod keys;
mod speech;

use fluent_bundle::FluentValue;

use crate::domain::questionnaire::Language;

/// What the interface says in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words(Language);

impl Words {
    pub const fn of(language: Language) -> Self {
        Self(language)
    }

    pub const fn language(self) -> Language {
        self.0
    }

    /// The language of a part of a page, where it is not the page's.
    pub fn unless(self, language: Language) -> Option<&'static str> {
        (self.0 != language).then(|| language.code())
    }

    fn plain(self, key: &str) -> &'static str {
        speech::of(self.0).plain(key)
    }

    fn filled(self, key: &str, arguments: &[(&'static str, FluentValue<'_>)]) -> String {
        speech::of(self.0).filled(key, arguments)
    }
}

#[cfg(test)]
mod tests;
