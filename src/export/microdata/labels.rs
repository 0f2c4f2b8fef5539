//! Words of the variables: labels with the wave's own words in their places, and who was asked.

use crate::domain::data_set::{Of, Variable};
use crate::domain::piping::without_answers;
use crate::domain::questionnaire::{Item, Language, Question, Questionnaire};
use crate::domain::wave::WaveSpec;

/// What is not said in place of an answer that would be piped there: the fallback of `${ID|fallback}`. A label is one line
/// in every program.
pub(super) fn plain(text: &str, spec: &WaveSpec) -> String {
    let words = without_answers(text, &spec.texts, |_, fallback| fallback.to_owned());
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn of_variable(variable: &Variable<'_>, spec: &WaveSpec) -> String {
    plain(&variable.label(Language::Fr), spec)
}

/// The question a variable comes from.
pub(super) fn question<'q>(variable: &Variable<'q>) -> Option<&'q Question> {
    match variable.of {
        Of::Question(question)
        | Of::Row(question, ..)
        | Of::Rank(question, _)
        | Of::Beside(question, ..)
        | Of::Attribute(question, ..)
        | Of::Order(question) => Some(question),
        Of::Hidden(_) | Of::Computed(_) | Of::Sections | Of::Questions(..) => None,
    }
}

/// The conditions a variable depends on, in words; empty where everybody was asked.
pub(super) fn filter(q: &Questionnaire, variable: &Variable<'_>) -> String {
    let mut conditions = Vec::new();
    if let Some(question) = question(variable) {
        let holds = |section: &&crate::domain::questionnaire::Section| {
            section.questions.iter().any(|other| other.id == question.id)
        };
        let section = q.sections.iter().find(holds);
        conditions.extend(section.and_then(|section| section.show_if.as_ref()));
        conditions.extend(question.show_if.as_ref());
    }
    if let Of::Row(_, _, Item { show_if: Some(condition), .. }) = &variable.of {
        conditions.push(condition);
    }
    let mut words: Vec<String> = conditions.iter().map(|condition| condition.prose(q)).collect();
    if let Of::Beside(_, _, option) = &variable.of {
        words.push(format!("si « {} » est choisi", option.label.get(Language::Fr)));
    }
    words.join(" ; et ")
}
