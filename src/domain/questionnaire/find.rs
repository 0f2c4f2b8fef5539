//! Looking things up in a questionnaire by name.

use super::{Computed, Kind, Language, Questionnaire, Text};
use crate::domain::id::{OptionCode, QuestionId};

impl Questionnaire {
    pub fn computed(&self, id: &QuestionId) -> Option<&Computed> {
        self.computed.iter().find(|computed| &computed.id == id)
    }

    /// The categories of a single question, of a hidden or of a computed variable, in order, retired ones included.
    pub fn categories(&self, variable: &QuestionId) -> Option<Vec<(&OptionCode, &Text)>> {
        if let Some(computed) = self.computed(variable) {
            return Some(computed.categories.iter().map(|category| (&category.code, &category.label)).collect());
        }
        if let Some((_, hidden)) = self.hidden(variable.as_str()) {
            return Some(hidden.categories.iter().map(|category| (&category.code, &category.label)).collect());
        }
        match &self.question(variable.as_str())?.1.kind {
            Kind::Single { options, .. } => Some(options.iter().map(|option| (&option.code, &option.label)).collect()),
            _ => None,
        }
    }
}

impl Kind {
    /// Where an option stands, by its code: what an answer holds.
    pub fn position(&self, code: &str) -> Option<u16> {
        let position = self.options().iter().position(|option| option.code.as_str() == code);
        position.and_then(|position| u16::try_from(position).ok())
    }
}

impl Language {
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// Its code in files and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }
}
