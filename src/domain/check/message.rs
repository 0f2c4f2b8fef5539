//! What a respondent is told of an answer that cannot be taken: what to do, without blame.

use super::form::written;
use crate::domain::answer::Date;
use crate::domain::questionnaire::{DatePrecision, Kind, Language, TextFormat};

fn say(language: Language, fr: impl Into<String>, en: impl Into<String>) -> String {
    match language {
        Language::Fr => fr.into(),
        Language::En => en.into(),
    }
}

/// What is said of a question left without an answer.
pub fn wanted(language: Language, kind: &Kind) -> String {
    let (fr, en) = match kind {
        Kind::Single { .. } | Kind::Multiple { .. } | Kind::Grid { .. } | Kind::Note => {
            ("Choisissez une réponse.", "Choose an answer.")
        }
        Kind::Number { .. } | Kind::Numbers { .. } => ("Écrivez un nombre.", "Write a number."),
        Kind::Ranking { .. } => ("Indiquez votre premier choix.", "Say which comes first."),
        Kind::Text { format: TextFormat::Email, .. } => {
            ("Écrivez votre adresse électronique.", "Write your e-mail address.")
        }
        Kind::Text { format: TextFormat::Phone, .. } => {
            ("Écrivez votre numéro de téléphone.", "Write your telephone number.")
        }
        Kind::Text { .. } => ("Écrivez votre réponse.", "Write your answer."),
        Kind::Date { precision, partial: true, .. } => return date_or_year(language, *precision),
        Kind::Date { precision, .. } => return whole_date(language, *precision),
        Kind::Entry { .. } => ("Écrivez un nom ou un code, puis choisissez.", "Write a name or a code, then choose."),
    };
    say(language, fr, en)
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
pub fn at_most(language: Language, count: usize) -> String {
    count_of(language, count, "au plus", "at most")
}

/// « Deux réponses au moins. »
pub fn at_least(language: Language, count: usize) -> String {
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

/// The same, of a number that may have decimals: shown rather than counted.
pub fn decimal_number(language: Language, decimals: u8) -> String {
    let example = match (language, decimals) {
        (Language::Fr, 1) => "12,5",
        (Language::Fr, _) => "12,25",
        (Language::En, 1) => "12.5",
        (Language::En, _) => "12.25",
    };
    say(
        language,
        format!("Écrivez un nombre, par exemple {example}."),
        format!("Write a number, for example {example}."),
    )
}

pub fn bounds(language: Language, min: i64, max: i64, decimals: u8) -> String {
    let (min, max) = (number(language, min, decimals), number(language, max, decimals));
    say(language, format!("Écrivez un nombre entre {min} et {max}."), format!("Write a number from {min} to {max}."))
}

/// What several numbers make, and what they should.
pub fn sum(language: Language, sum: i64, total: i64, decimals: u8, unit: Option<&str>) -> String {
    let unit = unit.map(|unit| [" ", unit].concat()).unwrap_or_default();
    let (sum, total) = (number(language, sum, decimals), number(language, total, decimals));
    say(
        language,
        format!("La somme de vos réponses est de {sum}{unit} : elle doit être de {total}{unit}."),
        format!("Your answers add up to {sum}{unit}: they should add up to {total}{unit}."),
    )
}

/// Digits that stand together in a number.
const THOUSANDS: usize = 3;

/// A number stored times a power of ten, as it is written in this language.
pub fn number(language: Language, number: i64, decimals: u8) -> String {
    grouped(language, &written(number, decimals))
}

/// A number written with digits, `-` and `.` or `,`: its thousands apart, by a narrow space that does not break in French,
/// and its decimals after the language's sign.
pub fn grouped(language: Language, written: &str) -> String {
    let (apart, sign) = match language {
        Language::Fr => ("\u{202f}", ","),
        Language::En => (",", "."),
    };
    let (whole, fraction) = written.split_once(['.', ',']).unwrap_or((written, ""));
    let (minus, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut text = minus.to_owned();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(THOUSANDS) {
            text.push_str(apart);
        }
        text.push(digit);
    }
    if fraction.is_empty() { text } else { [&text, sign, fraction].concat() }
}

/// A non-answer stands beside an answer.
pub fn either(language: Language, label: &str) -> String {
    say(
        language,
        format!("Répondez, ou choisissez « {label} » : pas les deux."),
        format!("Answer, or choose “{label}”: not both."),
    )
}

pub fn rank_left_out(language: Language, rank: usize) -> String {
    say(
        language,
        format!("Indiquez votre choix n° {rank}, ou effacez ceux d’après."),
        format!("Say what comes in place {rank}, or empty the places after it."),
    )
}

pub fn ranked_twice(language: Language, label: &str, rank: usize) -> String {
    say(
        language,
        format!("« {label} » est déjà votre choix n° {rank}."),
        format!("“{label}” is already in place {rank}."),
    )
}

pub fn rank_at_least(language: Language, count: usize) -> String {
    say(language, format!("Classez au moins {count} réponses."), format!("Rank {count} answers at least."))
}

pub fn email(language: Language) -> String {
    say(
        language,
        "Écrivez une adresse électronique, comme prenom.nom@exemple.fr.",
        "Write an e-mail address, such as first.last@example.org.",
    )
}

pub fn phone(language: Language) -> String {
    say(
        language,
        "Écrivez un numéro à dix chiffres, comme 06 12 34 56 78, ou avec l’indicatif du pays, comme +32 2 555 12 12.",
        "Write a French number of ten digits, such as 06 12 34 56 78, or one with its country code, such as +32 2 555 12 12.",
    )
}

/// The parts of a date that are asked for.
pub fn whole_date(language: Language, precision: DatePrecision) -> String {
    match precision {
        DatePrecision::Day => {
            say(language, "Indiquez le jour, le mois et l’année.", "Give the day, the month and the year.")
        }
        DatePrecision::Month => say(language, "Indiquez le mois et l’année.", "Give the month and the year."),
        DatePrecision::Year => year(language),
    }
}

/// The same, where those who do not know may leave some out.
pub fn date_or_year(language: Language, precision: DatePrecision) -> String {
    let or_year = |whole: String, or: &str| format!("{}{or}", whole.trim_end_matches('.'));
    match (precision, language) {
        (DatePrecision::Year, _) => year(language),
        (_, Language::Fr) => or_year(whole_date(language, precision), ", ou seulement l’année."),
        (_, Language::En) => or_year(whole_date(language, precision), ", or only the year."),
    }
}

/// A day without its month.
pub fn month_of_day(language: Language) -> String {
    say(language, "Indiquez aussi le mois, ou laissez le jour vide.", "Give the month as well, or leave the day empty.")
}

pub fn no_such_month(language: Language) -> String {
    say(language, "Écrivez le mois de 1 à 12.", "Write the month as 1 to 12.")
}

pub fn year(language: Language) -> String {
    say(language, "Écrivez l’année avec quatre chiffres.", "Write the year with four digits.")
}

/// The part is no number.
pub fn date_part(language: Language, part: &str) -> String {
    match part {
        "day" => say(language, "Écrivez le jour en chiffres.", "Write the day with digits."),
        "month" => say(language, "Écrivez le mois en chiffres, de 1 à 12.", "Write the month with digits, 1 to 12."),
        _ => year(language),
    }
}

pub fn no_such_date(language: Language) -> String {
    say(
        language,
        "Cette date n’existe pas : vérifiez le jour, le mois et l’année.",
        "There is no such date: check the day, the month and the year.",
    )
}

/// The dates that are taken; at least one bound is known.
pub fn dates(language: Language, min: Option<Date>, max: Option<Date>) -> String {
    let name = |date: Date| match (language, date.day()) {
        (Language::Fr, Some(_)) => ["le ", &date_in_words(language, date)].concat(),
        _ => date_in_words(language, date),
    };
    match (min.map(name), max.map(name)) {
        (Some(min), Some(max)) => say(
            language,
            format!("Indiquez une date entre {min} et {max}."),
            format!("Give a date between {min} and {max}."),
        ),
        (Some(min), None) => {
            say(language, format!("Indiquez une date, pas avant {min}."), format!("Give a date, not before {min}."))
        }
        (None, max) => {
            let max = max.unwrap_or_default();
            say(language, format!("Indiquez une date, pas après {max}."), format!("Give a date, not after {max}."))
        }
    }
}

/// « 1er mai 2020 », « mai 2020 », « 2020 ».
pub fn date_in_words(language: Language, date: Date) -> String {
    const FRENCH: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let names = if language == Language::Fr { FRENCH } else { ENGLISH };
    let month = date.month().and_then(|month| names.get(usize::from(month) - 1));
    let day = date.day().map(|day| match (language, day) {
        (Language::Fr, 1) => "1er ".to_owned(),
        _ => format!("{day} "),
    });
    match month {
        Some(month) => format!("{}{month} {}", day.unwrap_or_default(), date.year()),
        None => date.year().to_string(),
    }
}

pub fn no_such_entry(language: Language) -> String {
    say(
        language,
        "Rien ne correspond : écrivez le début du nom, ou le code.",
        "Nothing matches: write the beginning of the name, or the code.",
    )
}

pub fn choose_entry(language: Language) -> String {
    say(
        language,
        "Plusieurs réponses correspondent : choisissez dans la liste.",
        "Several entries match: choose one of the list.",
    )
}

pub fn unreadable(language: Language) -> String {
    say(
        language,
        "Ce texte contient un caractère qui ne peut pas être gardé : écrivez-le à nouveau.",
        "This text has a character that cannot be kept: write it again.",
    )
}

pub fn one_line(language: Language) -> String {
    say(language, "Écrivez ce texte sur une seule ligne.", "Write this text on a single line.")
}

pub fn too_long(language: Language, chars_max: u16) -> String {
    let count = number(language, i64::from(chars_max), 0);
    say(language, format!("{count} caractères au plus."), format!("{count} characters at most."))
}

/// Which row of a grid a message is about.
pub fn row(message: &str, label: &str) -> String {
    format!("{message} ({label})")
}

/// The message without the row it is about, for where it stands in that row.
pub fn without_row<'m>(message: &'m str, label: &str) -> &'m str {
    let bare =
        message.strip_suffix(')').and_then(|rest| rest.strip_suffix(label)).and_then(|rest| rest.strip_suffix(" ("));
    bare.unwrap_or(message)
}

fn count_of(language: Language, count: usize, fr: &str, en: &str) -> String {
    let word = |words: &[&str]| words.get(count).map_or_else(|| count.to_string(), |&word| word.to_owned());
    let (answers, plural) = if count < 2 { ("réponse", "") } else { ("réponses", "s") };
    let french = ["Aucune", "Une", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix"];
    let english = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
    say(language, format!("{} {answers} {fr}.", word(&french)), format!("{} answer{plural} {en}.", word(&english)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart_in_what_is_told() {
        let told = |given, decimals| [Language::Fr, Language::En].map(|language| number(language, given, decimals));
        assert_eq!(told(-123_456_789, 2), ["-1\u{202f}234\u{202f}567,89", "-1,234,567.89"]);
        assert_eq!(told(-999, 0), ["-999", "-999"]);
        assert_eq!(too_long(Language::Fr, 1000), "1\u{202f}000 caractères au plus.");
    }
}
