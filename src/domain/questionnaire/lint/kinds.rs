//! Limits that can be reached, and options that mean something: what a question says of itself, by kind.

use super::repeated;
use crate::domain::check::form::written;
use crate::domain::questionnaire::question::has_choice;
use crate::domain::questionnaire::reading::Reading;
use crate::domain::questionnaire::{AnswerOption, DatePrecision, Item, Kind, Language, Mandatory, Question, Role};

/// What may follow « autre » without saying which other.
const SAYING_NOTHING: [&str; 11] =
    ["réponse", "réponses", "à", "préciser", "précisez", "précision", "merci", "de", "svp", "lequel", "laquelle"];

pub(super) fn check(reading: &mut Reading, question: &Question) {
    check_options(reading, question);
    check_other(reading, question);
    check_labels(reading, question);
    check_draw(reading, question);
    check_attention(reading, question);
    let id = question.id.as_str();
    match &question.kind {
        Kind::Single { .. } | Kind::Text { .. } | Kind::Entry { .. } | Kind::Note => {}
        Kind::Multiple { options, ticks_min, ticks_max, .. } => {
            let together = proposed(options, |option| !option.exclusive);
            check_limits(reading, question, ["ticks_min", "ticks_max"], (*ticks_min, *ticks_max), together);
        }
        Kind::Ranking { options, ranks_min, ranks_max, .. } => {
            let ranked = proposed(options, |option| option.missing.is_none());
            check_limits(reading, question, ["ranks_min", "ranks_max"], (*ranks_min, *ranks_max), ranked);
        }
        Kind::Grid { items, .. } => check_items(reading, id, items),
        Kind::Number { min, max, decimals, .. } => check_bounds(reading, id, *min, *max, *decimals),
        Kind::Numbers { items, min, max, decimals, total, .. } => {
            check_items(reading, id, items);
            check_bounds(reading, id, *min, *max, *decimals);
            if let Some(total) = total {
                check_total(reading, question, *total, (*min, *max), *decimals);
            }
        }
        Kind::Date { precision, partial, .. } => {
            if *partial && *precision == DatePrecision::Year {
                let expected = "precision = \"day\" ou \"month\", ou partial retiré".to_owned();
                reading.fault_at(id, "une année n'a rien qui puisse manquer", Some(expected));
            }
        }
    }
}

fn proposed(options: &[AnswerOption], counts: impl Fn(&AnswerOption) -> bool) -> usize {
    options.iter().filter(|option| !option.retired && counts(option)).count()
}

fn check_options(reading: &mut Reading, question: &Question) {
    let id = &question.id;
    let options = question.kind.options();
    if has_choice(&question.kind) && proposed(options, |_| true) < 2 {
        let expected = "options = [ … ] ou scale = \"…\"".to_owned();
        reading.fault_at(id.as_str(), "moins de deux options", Some(expected));
    }
    for code in repeated(options.iter().map(|option| option.code.as_str())) {
        let expected = "un autre code : un code n'a qu'un sens, même retiré".to_owned();
        reading.fault_at(&format!("{id}.options.{code}"), format!("code répété : {code}"), Some(expected));
    }
    let is_multiple = matches!(question.kind, Kind::Multiple { .. });
    for option in options.iter().filter(|option| option.exclusive && !is_multiple) {
        let place = format!("{id}.options.{}", option.code);
        reading.fault_at(&place, "exclusive n'a de sens que dans une question à plusieurs réponses", None);
    }
    let takes_text = !matches!(question.kind, Kind::Grid { .. });
    for option in options.iter().filter(|option| option.beside.is_some() && !takes_text) {
        let place = format!("{id}.options.{}", option.code);
        reading.fault_at(&place, "pas de texte libre dans une grille", Some("text_chars_max retiré".to_owned()));
    }
}

/// Rows to draw from, and no more drawn than there are.
fn check_draw(reading: &mut Reading, question: &Question) {
    let Some(count) = question.draw else { return };
    let place = format!("{}.draw", question.id);
    if !matches!(question.kind, Kind::Grid { .. } | Kind::Numbers { .. }) {
        let expected = "draw dans une question grid ou numbers".to_owned();
        return reading.fault_at(&place, "cette question n'a pas de lignes à tirer", Some(expected));
    }
    let rows = question.kind.items().len();
    if usize::from(count) > rows {
        reading.fault_at(&place, format!("draw = {count}, de {rows} lignes"), Some(format!("de 1 à {rows}")));
    }
}

/// A check of attention is an opinion with one right answer among those proposed: a profile would lose its meaning.
fn check_attention(reading: &mut Reading, question: &Question) {
    let Some(wanted) = &question.attention else { return };
    let place = format!("{}.attention", question.id);
    if !matches!(question.kind, Kind::Single { .. }) {
        let expected = "attention dans une question single ou scale".to_owned();
        return reading.fault_at(&place, "cette question n'a pas une réponse attendue", Some(expected));
    }
    if question.role != Role::Opinion {
        let what = "un contrôle d'attention ne décide ni d'un profil ni d'un accord";
        return reading.fault_at(&place, what, Some("role = \"opinion\"".to_owned()));
    }
    let proposed: Vec<&str> =
        question.kind.options().iter().filter(|option| !option.retired).map(|option| option.code.as_str()).collect();
    if !proposed.contains(&wanted.as_str()) {
        let what = format!("{wanted} n'est pas une option proposée");
        reading.fault_at(&place, what, Some(proposed.join(", ")));
    }
}

/// « Autre » without a word beside it says nothing; two of them, nobody knows which is which.
fn check_other(reading: &mut Reading, question: &Question) {
    let is_other = |option: &&AnswerOption| !option.retired && says_other(option.label.get(Language::Fr));
    let others: Vec<&AnswerOption> = question.kind.options().iter().filter(is_other).collect();
    if matches!(question.kind, Kind::Grid { .. } | Kind::Ranking { .. }) {
        return;
    }
    for (rank, option) in others.into_iter().enumerate() {
        let place = format!("{}.options.{}", question.id, option.code);
        if rank > 0 {
            let what = "un second « autre » dans la même question : on ne saura pas lequel choisir";
            reading.fault_at(&place, what, Some("un seul, ou un libellé qui le distingue".to_owned()));
        } else if option.beside.is_none() && option.help.is_none() {
            let expected = "text_chars_max = 200, ou un libellé qui dit quoi (« Une autre activité »)".to_owned();
            reading.fault_at(&place, "« autre » ambigu : rien ne dit quoi", Some(expected));
        }
    }
}

/// « Autre », « Autres : précisez », « AUTRE — à préciser »…: the word and nothing that says what.
fn says_other(label: &str) -> bool {
    let plain = plain(label);
    let mut words = plain.split(' ');
    matches!(words.next(), Some("autre" | "autres")) && words.all(|word| SAYING_NOTHING.contains(&word))
}

/// Words alone, in lower case.
fn plain(label: &str) -> String {
    let lower = label.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whoever answers sees the words, not the codes.
fn check_labels(reading: &mut Reading, question: &Question) {
    // A sign before a number says something, a full stop at the end does not.
    let said = |option: &AnswerOption| {
        let label = option.label.get(Language::Fr).trim_end_matches(|c: char| ".…:;,".contains(c) || c.is_whitespace());
        label.to_lowercase()
    };
    let shown: Vec<&AnswerOption> = question.kind.options().iter().filter(|option| !option.retired).collect();
    for (rank, option) in shown.iter().enumerate() {
        let text = said(option);
        let twin = shown.iter().take(rank).find(|other| other.code != option.code && said(other) == text);
        if let Some(twin) = twin.filter(|_| !text.is_empty() && !says_other(&text)) {
            let place = format!("{}.options.{}.label", question.id, option.code);
            let what = format!("même libellé que {} : on ne saura pas lequel choisir", twin.code);
            reading.fault_at(&place, what, Some("un libellé qui le distingue".to_owned()));
        }
    }
}

fn check_limits(
    reading: &mut Reading,
    question: &Question,
    [least, most]: [&str; 2],
    (min, max): (u16, u16),
    all: usize,
) {
    let id = question.id.as_str();
    if usize::from(max) > all || max == 0 {
        let expected = format!("de 1 à {all}, les options exclusives à part");
        reading.fault_at(id, format!("{most} = {max}"), Some(expected));
    }
    if min > max {
        reading.fault_at(id, format!("{least} = {min}, {most} = {max}"), Some(format!("{least} ≤ {most}")));
    }
    if min == 0 && question.mandatory == Mandatory::Hard {
        let expected = format!("{least} = 1, ou mandatory = \"soft\" ou \"off\"");
        reading.fault_at(id, "une réponse obligatoire a au moins une case", Some(expected));
    }
}

fn check_items(reading: &mut Reading, id: &str, items: &[Item]) {
    if items.is_empty() {
        reading.fault_at(id, "grille sans ligne", Some("items = [ … ]".to_owned()));
    }
    for code in repeated(items.iter().map(|item| item.code.as_str())) {
        reading.fault_at(&format!("{id}.items.{code}"), format!("code répété : {code}"), None);
    }
}

fn check_bounds(reading: &mut Reading, id: &str, min: i64, max: i64, decimals: u8) {
    if min >= max {
        let what = format!("bornes renversées : {}, {}", written(min, decimals), written(max, decimals));
        reading.fault_at(id, what, Some("min plus petit que max".to_owned()));
    }
}

/// A total nobody can reach, or that leaves no choice.
fn check_total(reading: &mut Reading, question: &Question, total: i64, (min, max): (i64, i64), decimals: u8) {
    let all = question.kind.items().len();
    let rows = question.draw.map_or(all, |count| all.min(usize::from(count)));
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let (least, most) = (min.saturating_mul(rows), max.saturating_mul(rows));
    if question.carry.is_none() && (total < least || total > most) {
        let expected = format!(
            "de {} à {}, ce que {rows} lignes peuvent faire",
            written(least, decimals),
            written(most, decimals)
        );
        reading.fault_at(
            question.id.as_str(),
            format!("total = {} hors d'atteinte", written(total, decimals)),
            Some(expected),
        );
    }
}
