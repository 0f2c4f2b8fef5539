//! Texts of a questionnaire as this person reads them: in their language, the wave's values and earlier answers in their
//! places, French punctuation kept with its word. What comes from here is text: pages escape it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::domain::answer::Answers;
use crate::domain::piping;
use crate::domain::questionnaire::{Language, Questionnaire, Text};
use crate::web::html;
use crate::web::words::Words;

/// What the places in a text are filled with.
#[derive(Clone, Copy)]
pub struct Wording<'a> {
    pub questionnaire: &'a Questionnaire,
    pub texts: &'a BTreeMap<String, String>,
    /// Those that count.
    pub answers: &'a Answers,
    pub language: Language,
}

impl<'a> Wording<'a> {
    pub fn words(&self) -> Words {
        Words::of(self.language)
    }

    pub fn say(&self, text: &'a Text) -> Cow<'a, str> {
        self.fill(text.get(self.language))
    }

    pub fn fill<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let filled = piping::filled(text, self.texts, self.questionnaire, self.answers, self.language);
        if self.language == Language::Fr { html::typeset(filled) } else { filled }
    }
}
