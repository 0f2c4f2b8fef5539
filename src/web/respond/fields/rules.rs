//! What an answer must be, in words: how many ticks, what a sum must make, how a date is written.

use super::Shown;
use crate::domain::check::form::written;
use crate::domain::nomenclature::Nomenclature;
use crate::domain::questionnaire::{DatePrecision, Kind, Language, Text, TextFormat};
use crate::web::html::count;

/// The rule of a question, where neither its controls nor its own help say it.
pub fn of(shown: &Shown<'_>) -> Option<String> {
    let help = shown.question.help.as_ref().map(|help| help.get(Language::Fr).to_lowercase()).unwrap_or_default();
    let is_said = |rule: &String| help.contains(rule.trim_end_matches('.').to_lowercase().as_str());
    let rule = rule(shown).filter(|rule| !is_said(rule))?;
    let most = rule.strip_prefix("Plusieurs réponses possibles, ").filter(|_| help.contains("plusieurs réponses"));
    Some(most.map_or_else(|| rule.clone(), |most| ["Choisissez-en ", most].concat()))
}

fn rule(shown: &Shown<'_>) -> Option<String> {
    match &shown.question.kind {
        Kind::Multiple { ticks_min, ticks_max, .. } => {
            let together = shown.options().iter().filter(|(_, option)| !option.exclusive).count();
            Some(ticks(*ticks_min, *ticks_max, together))
        }
        Kind::Number { decimals, min, max, .. } => Some(number(*decimals, *min, *max)),
        Kind::Numbers { total: Some(total), unit, decimals, .. } => Some(sum(*total, unit.as_ref(), *decimals)),
        Kind::Numbers { decimals, min, max, .. } => Some(number(*decimals, *min, *max)),
        Kind::Ranking { ranks_min, ranks_max, .. } => Some(ranks(*ranks_min, *ranks_max)),
        Kind::Text { format: TextFormat::Line | TextFormat::Paragraph, chars_max, .. } => {
            Some(format!("{chars_max} caractères au plus."))
        }
        Kind::Date { precision, partial, .. } => date(*precision, *partial),
        Kind::Single { .. } | Kind::Grid { .. } | Kind::Text { .. } | Kind::Note => None,
        Kind::Entry { nomenclature, .. } => shown.wording.questionnaire.lists.get(nomenclature).map(|list| entry(list)),
    }
}

/// `together`: how many options may be ticked together, of those shown.
fn ticks(min: u16, max: u16, together: usize) -> String {
    let is_bounded = usize::from(max) < together;
    match (min, is_bounded) {
        (0 | 1, false) => "Plusieurs réponses possibles.".to_owned(),
        (0 | 1, true) => format!("Plusieurs réponses possibles, {max} au plus."),
        (_, true) if min == max => format!("Choisissez {min} réponses."),
        (_, true) => format!("Choisissez de {min} à {max} réponses."),
        (_, false) => format!("Choisissez au moins {min} réponses."),
    }
}

/// How an entry is looked for. The list shows by itself what its codes look like.
fn entry(list: &Nomenclature) -> String {
    let code = list.entries().iter().find_map(|entry| entry.also.first());
    match code {
        Some(code) => format!("Écrivez le début du nom ou du code (comme {code}), puis choisissez dans la liste."),
        None => "Écrivez le début du nom, puis choisissez dans la liste.".to_owned(),
    }
}

fn decimals_rule(decimals: u8) -> Option<String> {
    match decimals {
        0 => None,
        1 => Some("Avec une décimale si besoin, après une virgule.".to_owned()),
        _ => Some(format!("Jusqu’à {decimals} décimales, après une virgule.")),
    }
}

/// Bounds are said before they are met.
fn number(decimals: u8, min: i64, max: i64) -> String {
    let bounds = format!("Entre {} et {}.", grouped(min, decimals), grouped(max, decimals));
    decimals_rule(decimals).map_or_else(|| bounds.clone(), |rule| [&bounds, " ", &rule].concat())
}

/// A number as a page shows it: thousands apart, by a narrow space that does not break.
fn grouped(number: i64, decimals: u8) -> String {
    let text = written(number, decimals);
    let (whole, fraction) = text.split_once(',').unwrap_or((&text, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let apart = digits.parse().map_or_else(|_| digits.to_owned(), count);
    let comma = if fraction.is_empty() { "" } else { "," };
    [sign, &apart, comma, fraction].concat()
}

fn sum(total: i64, unit: Option<&Text>, decimals: u8) -> String {
    let unit = unit.map(|unit| ["\u{a0}", unit.get(Language::Fr)].concat()).unwrap_or_default();
    format!("Le total doit faire {}{unit}.", written(total, decimals))
}

fn ranks(min: u16, max: u16) -> String {
    match (min, max) {
        (_, 1) => "Choisissez la réponse qui vient en premier.".to_owned(),
        (min, max) if min == max => format!("Classez {max} réponses, en commençant par la première."),
        (0 | 1, max) => format!("Classez jusqu’à {max} réponses, en commençant par la première."),
        (min, max) => format!("Classez de {min} à {max} réponses, en commençant par la première."),
    }
}

fn date(precision: DatePrecision, partial: bool) -> Option<String> {
    let (example, left_out) = match precision {
        DatePrecision::Day => ("Par exemple 20\u{a0}5\u{a0}2020.", "le jour, ou le jour et le mois,"),
        DatePrecision::Month => ("Par exemple 5\u{a0}2020.", "le mois"),
        DatePrecision::Year => return Some("En quatre chiffres, par exemple 2020.".to_owned()),
    };
    let partly = format!(" Si vous ne savez plus exactement, laissez {left_out} vide.");
    Some([example, if partial { &partly } else { "" }].concat())
}
