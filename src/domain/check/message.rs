//! What a respondent is told of an answer that cannot be taken: what to do, without blame.

use crate::domain::questionnaire::Language;

fn say(language: Language, fr: impl Into<String>, en: impl Into<String>) -> String {
    match language {
        Language::Fr => fr.into(),
        Language::En => en.into(),
    }
}

pub fn choose(language: Language) -> String {
    say(language, "Choisissez une réponse.", "Choose an answer.")
}

pub fn number_wanted(language: Language) -> String {
    say(language, "Écrivez un nombre.", "Write a number.")
}

pub fn wished(language: Language) -> String {
    say(
        language,
        "Vous n’avez pas répondu à cette question. Vous pouvez y répondre, ou continuer ainsi.",
        "You have not answered this question. You can answer it, or go on.",
    )
}

pub fn one_answer(language: Language) -> String {
    say(language, "Une seule réponse est possible.", "Only one answer is possible.")
}

pub fn unknown_code(language: Language) -> String {
    say(language, "Cette réponse n’est pas proposée.", "This answer is not among those proposed.")
}

pub fn unknown_field(language: Language) -> String {
    say(language, "Ce champ n’appartient pas à cette page.", "This field does not belong to this page.")
}

/// « Deux réponses au plus. »
pub fn at_most(language: Language, count: u16) -> String {
    count_of(language, count, "au plus", "at most")
}

/// « Deux réponses au moins. »
pub fn at_least(language: Language, count: u16) -> String {
    count_of(language, count, "au moins", "at least")
}

pub fn exclusive(language: Language, label: &str) -> String {
    say(
        language,
        format!("« {label} » ne peut pas aller avec une autre réponse."),
        format!("“{label}” cannot go with another answer."),
    )
}

pub fn whole_number(language: Language) -> String {
    say(language, "Écrivez un nombre entier, en chiffres seulement.", "Write a whole number, with digits only.")
}

pub fn bounds(language: Language, min: i64, max: i64) -> String {
    say(language, format!("Écrivez un nombre entre {min} et {max}."), format!("Write a number from {min} to {max}."))
}

pub fn one_line(language: Language) -> String {
    say(language, "Écrivez ce texte sur une seule ligne.", "Write this text on a single line.")
}

pub fn too_long(language: Language, chars_max: u16) -> String {
    say(language, format!("{chars_max} caractères au plus."), format!("{chars_max} characters at most."))
}

/// Which row of a grid a message is about.
pub fn row(message: &str, label: &str) -> String {
    format!("{message} ({label})")
}

fn count_of(language: Language, count: u16, fr: &str, en: &str) -> String {
    let index = usize::from(count);
    let word = |words: &[&str]| words.get(index).map_or_else(|| count.to_string(), |&word| word.to_owned());
    let (answers, plural) = if count < 2 { ("réponse", "") } else { ("réponses", "s") };
    let french = ["Aucune", "Une", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix"];
    let english = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
    say(language, format!("{} {answers} {fr}.", word(&french)), format!("{} answer{plural} {en}.", word(&english)))
}
