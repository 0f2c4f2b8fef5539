//! What one thing of a questionnaire says of another: ids once, codes that exist, nets of real opinions, limits that can
//! be reached. One module a subject; this one has what names are for.

mod conditions;
mod kinds;
mod paths;
mod piping;
mod reach;
mod variables;

use std::collections::BTreeSet;

use super::reading::Reading;
use super::{AnswerOption, ExitKind, Mandatory, Question, Questionnaire, Role};
use crate::domain::fault::near_or_all;

/// Notes everything wrong in a questionnaire that was read whole.
pub(super) fn check(reading: &mut Reading, q: &Questionnaire) {
    let told_before = reading.source.faults_count();
    check_names(reading, q);
    for (_, question) in q.questions() {
        check_question(reading, question);
    }
    variables::check(reading, q);
    conditions::check(reading, q);
    // What cannot be reached is worth telling once everything a condition reads is sound. A text, a field nobody knows or
    // a jump is no reason to keep it back; a condition that was not read closes nothing.
    let is_sound = reading.source.faults_count() == told_before;
    check_sections(reading, q);
    check_consent(reading, q);
    paths::check(reading, q);
    piping::check(reading, q);
    if is_sound {
        reach::check(reading, q);
    }
}

/// What is named twice: true of what was read, even where something else could not be.
pub(super) fn check_names(reading: &mut Reading, q: &Questionnaire) {
    for id in repeated(q.sections.iter().map(|section| section.id.as_str())) {
        reading.fault_at(&format!("sections.{id}"), "section déjà nommée plus haut", Some("un autre id".to_owned()));
    }
    check_ids(reading, q);
}

/// What a question says of itself.
pub(super) fn check_question(reading: &mut Reading, question: &Question) {
    kinds::check(reading, question);
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
    // An exit that could not be read was told as such.
    let is_broken = reading.places.contains_key(&format!("{place}.exits[{}]", consent.exits.len()));
    if is_broken {
        return;
    }
    if consent.mandatory != Mandatory::Hard || !consent.exits.iter().any(|exit| exit.end == ExitKind::Refused) {
        let expected = "mandatory = \"hard\" et exits = [{ when = \"…\", end = \"refused\" }]".to_owned();
        reading.fault_at(place, "un refus de participer ne mène à rien", Some(expected));
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
            reading.fault_at(place, format!("code inconnu : {code}"), near_or_all(code, known));
        }
        Some(option) if option.missing.is_some() => {
            let what =
                format!("{code} est une non-réponse déclarée : elle compte dans la base, jamais dans un sous-total");
            let expected = Some(format!("{code} retiré de codes et de of_which"));
            reading.fault_at(place, what, expected);
        }
        Some(_) => {}
    }
}
