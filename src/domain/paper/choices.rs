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

/// Fewer scores than this are told one by one.
const RUN_MIN: usize = 4;

/// The options in order; scores that are only numbers are told in one line.
pub(super) fn options(q: &Questionnaire, options: &[AnswerOption], language: Language) -> Vec<Choice> {
    let is_score = |option: &AnswerOption| {
        let label = option.label.get(language);
        let is_bare = option.show_if.is_none() && option.help.is_none() && option.beside.is_none() && !option.retired;
        is_bare && label == option.code.as_str() && option.value.is_some_and(|value| value.to_string() == label)
    };
    let runs = options.chunk_by(|left, right| is_score(left) && is_score(right));
    let told = |run: &[AnswerOption]| match run {
        [first, .., last] if run.len() >= RUN_MIN => vec![Choice {
            code: format!("{} … {}", first.code, last.code),
            label: format!("chaque note de {} à {}, qui vaut autant", first.code, last.code),
            help: None,
            value: None,
            notes: Vec::new(),
            is_missing: false,
            is_retired: false,
        }],
        run => run.iter().map(|one| option(q, one, language)).collect(),
    };
    runs.flat_map(told).collect()
}

fn option(q: &Questionnaire, option: &AnswerOption, language: Language) -> Choice {
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
