//! What one thing of a questionnaire says of another: ids once, codes that exist, nets of real opinions, limits that can
//! be reached. Conditions are in `conditions`, what they never show in `reach`, computed variables in `variables`.

mod conditions;
mod reach;
mod variables;

use std::collections::BTreeSet;

use super::question::has_choice;
use super::reading::Reading;
use super::{AnswerOption, ExitKind, Kind, Mandatory, Question, Questionnaire, Role};

/// Notes everything wrong in a questionnaire that was read whole.
pub(super) fn check(reading: &mut Reading, q: &Questionnaire) {
    check_sections(reading, q);
    check_ids(reading, q);
    check_consent(reading, q);
    for (_, question) in q.questions() {
        check_question(reading, question);
    }
    variables::check(reading, q);
    conditions::check(reading, q);
    reach::check(reading, q);
}

/// What a question says of itself.
pub(super) fn check_question(reading: &mut Reading, question: &Question) {
    check_options(reading, question);
    check_kind(reading, question);
    check_nets(reading, question);
}

/// The names said more than once.
fn repeated<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| !seen.insert(*name)).collect()
}

fn check_sections(reading: &mut Reading, q: &Questionnaire) {
    if q.sections.is_empty() {
        reading.source.fault_whole("sections", "aucune section", Some("[[sections]]".to_owned()));
    }
    for section in q.sections.iter().filter(|section| section.questions.is_empty()) {
        let place = format!("sections.{}", section.id);
        reading.fault_at(&place, "section sans question", Some("[[sections.questions]]".to_owned()));
    }
    for id in repeated(q.sections.iter().map(|section| section.id.as_str())) {
        reading.fault_at(&format!("sections.{id}"), "section déjà nommée plus haut", Some("un autre id".to_owned()));
    }
}

fn check_ids(reading: &mut Reading, q: &Questionnaire) {
    let computed = q.computed.iter().map(|computed| computed.id.as_str());
    let computed = computed.chain(q.hidden.iter().map(|hidden| hidden.id.as_str()));
    for id in repeated(q.questions().map(|(_, question)| question.id.as_str()).chain(computed)) {
        reading.fault_at(id, "identifiant déjà pris dans ce questionnaire", Some("un autre id".to_owned()));
    }
}

/// Nothing personal is asked before consent, and who refuses leaves.
fn check_consent(reading: &mut Reading, q: &Questionnaire) {
    let is_consent = |question: &&Question| question.role == Role::Consent;
    let Some(consent) = q.questions().map(|(_, question)| question).find(is_consent) else {
        let expected = "une question role = \"consent\" dans la première section".to_owned();
        reading.source.fault_whole("", "aucune question de consentement", Some(expected));
        return;
    };
    let place = consent.id.as_str();
    let first = q.sections.first().map(|section| section.questions.as_slice()).unwrap_or_default();
    if !first.iter().all(|question| question.role == Role::Consent) || first.is_empty() {
        reading.fault_at(
            place,
            "une question vient avant le consentement ou sur la même page",
            Some("une première section qui ne porte que le consentement".to_owned()),
        );
    }
    if consent.mandatory != Mandatory::Hard || !consent.exits.iter().any(|exit| exit.end == ExitKind::Refused) {
        let expected = "mandatory = \"hard\" et exits = [{ when = \"…\", end = \"refused\" }]".to_owned();
        reading.fault_at(place, "un refus de participer ne mène à rien", Some(expected));
    }
}

fn check_options(reading: &mut Reading, question: &Question) {
    let id = &question.id;
    let options = question.kind.options();
    if has_choice(&question.kind) && options.iter().filter(|option| !option.retired).count() < 2 {
        let expected = "options = [ … ] ou scale = \"…\"".to_owned();
        reading.fault_at(id.as_str(), "moins de deux options", Some(expected));
    }
    for code in repeated(options.iter().map(|option| option.code.as_str())) {
        reading.fault_at(&format!("{id}.options.{code}"), format!("code répété : {code}"), None);
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

fn check_kind(reading: &mut Reading, question: &Question) {
    let id = question.id.as_str();
    match &question.kind {
        Kind::Single { .. } => {}
        Kind::Multiple { options, ticks_min, ticks_max, .. } => {
            check_ticks(reading, question, options, *ticks_min, *ticks_max);
        }
        Kind::Grid { items, .. } => {
            if items.is_empty() {
                reading.fault_at(id, "grille sans ligne", Some("items = [ … ]".to_owned()));
            }
            for code in repeated(items.iter().map(|item| item.code.as_str())) {
                reading.fault_at(&format!("{id}.items.{code}"), format!("code répété : {code}"), None);
            }
        }
        Kind::Number { min, max, .. } => {
            if min >= max {
                let expected = "min plus petit que max".to_owned();
                reading.fault_at(id, format!("bornes renversées : {min}, {max}"), Some(expected));
            }
        }
        Kind::Numbers { .. }
        | Kind::Ranking { .. }
        | Kind::Text { .. }
        | Kind::Date { .. }
        | Kind::Entry { .. }
        | Kind::Note => {}
    }
}

fn check_ticks(reading: &mut Reading, question: &Question, options: &[AnswerOption], min: u16, max: u16) {
    let id = question.id.as_str();
    let together = options.iter().filter(|option| !option.exclusive && !option.retired).count();
    if usize::from(max) > together || max == 0 {
        let expected = format!("de 1 à {together}, les options exclusives à part");
        reading.fault_at(id, format!("ticks_max = {max}"), Some(expected));
    }
    if min > max {
        reading.fault_at(id, format!("ticks_min = {min}, ticks_max = {max}"), Some("ticks_min ≤ ticks_max".to_owned()));
    }
    if min == 0 && question.mandatory == Mandatory::Hard {
        let expected = "ticks_min = 1, ou mandatory = \"soft\" ou \"off\"".to_owned();
        reading.fault_at(id, "une réponse obligatoire a au moins une case", Some(expected));
    }
}

fn check_nets(reading: &mut Reading, question: &Question) {
    let id = &question.id;
    for net in repeated(question.nets.iter().map(|net| net.id.as_str())) {
        reading.fault_at(&format!("{id}.nets.{net}"), format!("sous-total répété : {net}"), None);
    }
    for net in &question.nets {
        let place = format!("{id}.nets.{}", net.id);
        if net.codes.is_empty() {
            reading.fault_at(&place, "sous-total vide", Some("codes = [ … ]".to_owned()));
        }
        for code in repeated(net.codes.iter().map(|code| code.as_str())) {
            reading.fault_at(&place, format!("code répété : {code}"), None);
        }
        for code in &net.codes {
            check_net_code(reading, &place, question.kind.options(), code.as_str());
        }
        for code in net.of_which.iter().filter(|code| !net.codes.contains(code)) {
            let expected = net.codes.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(", ");
            reading.fault_at(&place, format!("« dont » hors du sous-total : {code}"), Some(expected));
        }
    }
}

fn check_net_code(reading: &mut Reading, place: &str, options: &[AnswerOption], code: &str) {
    match options.iter().find(|option| option.code.as_str() == code) {
        None => {
            let known = options.iter().map(|option| option.code.as_str());
            let expected = match crate::domain::fault::did_you_mean(code, known.clone()) {
                Some(near) => format!("vouliez-vous dire {near} ?"),
                None => known.collect::<Vec<_>>().join(", "),
            };
            reading.fault_at(place, format!("code inconnu : {code}"), Some(expected));
        }
        Some(option) if option.missing.is_some() => {
            let what =
                format!("{code} est une non-réponse déclarée : elle compte dans la base, jamais dans un sous-total");
            reading.fault_at(place, what, None);
        }
        Some(_) => {}
    }
}
