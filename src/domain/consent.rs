//! The text a person agrees to: everything a page that asks for consent says, as the wave fills it. Its digest is what is kept of
//! each consent; the text can be made again, because versions and waves are frozen.

use std::collections::BTreeMap;

use crate::domain::answer::Answers;
use crate::domain::id::Digest;
use crate::domain::piping;
use crate::domain::questionnaire::{Language, Question, Questionnaire, Role, Section, Text};

/// Everything a section says if it asks for consent, one part a line.
fn text(
    questionnaire: &Questionnaire,
    section: usize,
    texts: &BTreeMap<String, String>,
    language: Language,
) -> Option<String> {
    let section = questionnaire.sections.get(section)?;
    let asks = section.questions.iter().any(|question| question.role == Role::Consent);
    if !asks {
        return None;
    }
    let nobody = Answers::none(questionnaire);
    let said = |text: &Text| piping::filled(text.get(language), texts, questionnaire, &nobody, language).into_owned();
    Some(parts(section).into_iter().map(said).collect::<Vec<_>>().join("\n"))
}

/// The digest of that text.
pub fn digest(
    questionnaire: &Questionnaire,
    section: usize,
    texts: &BTreeMap<String, String>,
    language: Language,
) -> Option<Digest> {
    text(questionnaire, section, texts, language).map(|text| Digest::of(text.as_bytes()))
}

/// The digest of the one text, or of the first, of an interview sent whole.
pub fn of_whole(questionnaire: &Questionnaire, texts: &BTreeMap<String, String>, language: Language) -> Option<Digest> {
    (0..questionnaire.sections.len()).find_map(|section| digest(questionnaire, section, texts, language))
}

fn parts(section: &Section) -> Vec<&Text> {
    let mut parts = vec![&section.title];
    parts.extend(&section.intro);
    parts.extend(section.questions.iter().flat_map(of_question));
    parts
}

fn of_question(question: &Question) -> Vec<&Text> {
    let mut parts = vec![&question.text];
    parts.extend(&question.help);
    for option in question.kind.options() {
        parts.push(&option.label);
        parts.extend(&option.help);
    }
    parts
}
