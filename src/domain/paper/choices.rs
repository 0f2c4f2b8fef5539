//! The lines of an options table, and of the rows of a grid.

use super::rules::shown;
use super::text::plain;
use crate::domain::questionnaire::{AnswerOption, Beside, DeclaredMissing, Item, Language, Questionnaire};

/// One line: an option or a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    pub code: String,
    pub label: String,
    pub help: Option<String>,
    /// What it counts for in a mean.
    pub value: Option<i64>,
    /// What is particular to it.
    pub notes: Vec<String>,
    pub is_missing: bool,
    pub is_retired: bool,
}

pub(super) fn option(q: &Questionnaire, option: &AnswerOption, language: Language) -> Choice {
    let mut notes = Vec::new();
    let mut note = |is_so: bool, words: &str| {
        if is_so {
            notes.push(words.to_owned());
        }
    };
    note(option.missing == Some(DeclaredMissing::Nsp), "non-réponse déclarée : ne se prononce pas");
    note(option.missing == Some(DeclaredMissing::Refusal), "non-réponse déclarée : refus");
    note(option.exclusive, "exclut les autres");
    note(option.anchored, "reste en bas");
    note(option.retired, "n’est plus proposée");
    notes.extend(option.beside.map(|beside| match beside {
        Beside::Text { chars_max } => format!("à préciser ({chars_max} caractères au plus)"),
        Beside::Number { min, max } => format!("nombre à préciser, de {min} à {max}"),
    }));
    notes.extend(option.show_if.as_ref().map(|condition| shown("proposée", q, condition)));
    Choice {
        code: option.code.to_string(),
        label: plain(option.label.get(language)),
        help: option.help.as_ref().map(|help| plain(help.get(language))),
        value: option.value,
        notes,
        is_missing: option.missing.is_some(),
        is_retired: option.retired,
    }
}

pub(super) fn row(q: &Questionnaire, item: &Item, language: Language) -> Choice {
    Choice {
        code: item.code.to_string(),
        label: plain(item.label.get(language)),
        help: None,
        value: None,
        notes: item.show_if.iter().map(|condition| shown("proposée", q, condition)).collect(),
        is_missing: false,
        is_retired: false,
    }
}
