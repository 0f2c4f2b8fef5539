//! Rules in French: when something is shown, in what order, where an answer leads, what answers must agree on.

use super::text::{listed, plain, sentence};
use super::{CheckSheet, rotation_words};
use crate::domain::expression::Expr;
use crate::domain::questionnaire::{
    Carried, Carry, Check, Exit, ExitKind, Language, Questionnaire, Rotation, SectionOrder, Severity, Skip,
};

/// « Posée si … ».
pub(super) fn shown(what: &str, q: &Questionnaire, condition: &Expr) -> String {
    sentence(&format!("{what} {}", condition.prose(q)))
}

/// « Les modalités sont montrées dans un ordre tiré au sort. »
pub(super) fn rotation(rotation: Rotation, what: &str) -> Option<String> {
    rotation_words(rotation).map(|words| sentence(&format!("{what} sont montrées {words}")))
}

pub(super) fn order_of_sections(q: &Questionnaire, order: &SectionOrder, language: Language) -> String {
    let title = |id| {
        let section = q.section(id).map(|(_, section)| section.title.get(language));
        format!("« {} »", section.unwrap_or(id.as_str()))
    };
    let titles: Vec<String> = order.sections.iter().map(title).collect();
    let words = rotation_words(order.rotation).unwrap_or("dans l’ordre du fichier");
    sentence(&format!("les sections {} sont montrées {words}", listed(&titles)))
}

pub(super) fn carry(carry: &Carry, has_rows: bool) -> String {
    let what = if has_rows { "les lignes" } else { "les modalités" };
    let which = match carry.which {
        Carried::Chosen => "celles choisies à",
        Carried::NotChosen => "celles qui n’ont pas été choisies à",
    };
    sentence(&format!("{what} proposées sont {which} {}", carry.from))
}

/// « 8 lignes, tirées au sort pour chaque personne, sont posées. »
pub(super) fn draw(count: u16) -> String {
    match count {
        1 => sentence("une seule ligne est posée, tirée au sort pour chaque personne"),
        count => sentence(&format!("{count} lignes sont posées, tirées au sort pour chaque personne")),
    }
}

pub(super) fn exit(q: &Questionnaire, exit: &Exit) -> String {
    let end = match exit.end {
        ExitKind::ScreenedOut => "fin de l’entretien, hors de la cible",
        ExitKind::Refused => "fin de l’entretien, consentement non donné : rien n’est gardé que le compte",
    };
    let page = exit.page.as_ref().map_or_else(String::new, |page| format!(" (page de fin « {page} »)"));
    sentence(&format!("{} : {end}{page}", exit.when.prose(q)))
}

pub(super) fn skip(q: &Questionnaire, skip: &Skip, language: Language) -> String {
    let title = q.section(&skip.to).map_or(skip.to.as_str(), |(_, section)| section.title.get(language));
    sentence(&format!("{} : aller à la section « {title} »", skip.when.prose(q)))
}

pub(super) fn check(q: &Questionnaire, check: &Check, language: Language) -> CheckSheet {
    let severity = match check.severity {
        Severity::Error => "Contrôle bloquant",
        Severity::Warning => "Avertissement",
        Severity::Info => "Information",
    };
    CheckSheet {
        severity,
        rule: sentence(&format!("accepté {}", check.must.prose(q))),
        message: plain(check.text.get(language)),
        question: check.question.to_string(),
    }
}
