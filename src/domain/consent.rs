//! The text a person agrees to: everything the questionnaire says on a page that asks for consent, as the wave fills it. Its
//! digest is what is kept of each consent; the text can be made again, because versions and waves are frozen.

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::questionnaire::tests::small_with;

    const ENGLISH: [(&str, &str); 2] =
        [("Acceptez-vous ?", "Do you agree?"), ("Enquête de l’IFOP.", "A survey by the institute.")];

    fn said(questionnaire: &Questionnaire, institute: &str, language: Language) -> Option<String> {
        let texts = BTreeMap::from([("institut".to_owned(), institute.to_owned())]);
        of_whole(questionnaire, &texts, language).map(|digest| digest.hex())
    }

    fn asked(question: &str, version: &str) -> Questionnaire {
        let question = format!("text.fr = \"{question}\"\nhelp.fr = \"Enquête de {{institut}}.\"");
        small_with(&[("text.fr = \"D'accord ?\"", &question), ("version = 1", &format!("version = {version}"))])
    }

    /// With an English text beside the French of the page that asks.
    fn in_two_languages() -> Questionnaire {
        let mut questionnaire = asked("Acceptez-vous ?", "1");
        let question = &mut questionnaire.sections[0].questions[0];
        question.text.0.insert(Language::En, ENGLISH[0].1.to_owned());
        question.help.as_mut().unwrap().0.insert(Language::En, ENGLISH[1].1.to_owned());
        questionnaire
    }

    #[test]
    fn the_same_text_is_the_same_consent_and_another_text_another() {
        let first = said(&asked("Acceptez-vous ?", "1"), "l’IFOP", Language::Fr);
        assert!(first.is_some());
        assert_eq!(first, said(&asked("Acceptez-vous ?", "1"), "l’IFOP", Language::Fr), "made again, it is found");
        assert_ne!(first, said(&asked("Acceptez-vous bien ?", "1"), "l’IFOP", Language::Fr), "the question");
        assert_ne!(first, said(&asked("Acceptez-vous ?", "1"), "l’Ipsos", Language::Fr), "what the wave fills in");
        let option =
            small_with(&[("label.fr = \"Oui\" }, { code = \"non\"", "label.fr = \"J'accepte\" }, { code = \"non\"")]);
        assert_ne!(said(&small_with(&[]), "", Language::Fr), said(&option, "", Language::Fr), "an answer proposed");
        let title = small_with(&[("title.fr = \"Accord\"", "title.fr = \"Avant de commencer\"")]);
        assert_ne!(said(&small_with(&[]), "", Language::Fr), said(&title, "", Language::Fr), "the title of the page");
    }

    #[test]
    fn a_version_that_rewords_another_page_asks_for_the_same_consent() {
        let first = said(&asked("Acceptez-vous ?", "1"), "l’IFOP", Language::Fr);
        assert_eq!(first, said(&asked("Acceptez-vous ?", "2"), "l’IFOP", Language::Fr), "its number is no text");
        let elsewhere =
            small_with(&[("text.fr = \"Quoi ?\"", "text.fr = \"Quoi donc ?\""), ("version = 1", "version = 2")]);
        assert_eq!(said(&small_with(&[]), "", Language::Fr), said(&elsewhere, "", Language::Fr));
        let reworded = said(&asked("Êtes-vous d’accord ?", "2"), "l’IFOP", Language::Fr);
        assert_ne!(first, reworded, "a version that rewords it asks for another");
    }

    #[test]
    fn a_consent_is_to_the_text_of_the_language_it_was_read_in() {
        let questionnaire = in_two_languages();
        let [french, english] = [Language::Fr, Language::En].map(|language| said(&questionnaire, "l’IFOP", language));
        assert_ne!(french, english);
        assert_eq!(french, said(&asked("Acceptez-vous ?", "1"), "l’IFOP", Language::Fr), "the French is what it was");
    }

    #[test]
    fn only_a_page_that_asks_for_it_has_a_consent() {
        let (questionnaire, texts) = (small_with(&[]), BTreeMap::new());
        let has_one: Vec<bool> =
            (0..4).map(|section| digest(&questionnaire, section, &texts, Language::Fr).is_some()).collect();
        assert_eq!(has_one, [true, false, false, false], "and none past the last page");
    }
}
