//! What nobody can reach: a condition no answers make true, a section behind an exit everybody takes. Sound: what is told
//! here is true of all answers; the rest is for the walks of `proof`.

use crate::domain::expression::{Expr, Verdict, can_hold_together};
use crate::domain::questionnaire::reading::Reading;
use crate::domain::questionnaire::{Question, Questionnaire, Section};

/// Only of a questionnaire whose conditions are sound: a name misspelt is told once, not twice.
pub(super) fn check(reading: &mut Reading, q: &Questionnaire) {
    let mut everybody_left: Option<String> = None;
    for section in &q.sections {
        if let Some(exit) = &everybody_left {
            let what = format!("section que personne n'atteint : {exit} fait sortir tout le monde");
            reading.fault_at(&format!("sections.{}", section.id), what, Some("une sortie que certains évitent".into()));
            return;
        }
        check_section(reading, q, section);
        everybody_left = exit_of_everybody(q, section);
    }
}

fn check_section(reading: &mut Reading, q: &Questionnaire, section: &Section) {
    let of_section = section.show_if.as_ref();
    if !can_open(q, &[of_section]) {
        return never(
            reading,
            q,
            &format!("sections.{}.show_if", section.id),
            of_section,
            "section que personne n'atteint",
        );
    }
    for question in &section.questions {
        check_question(reading, q, of_section, question);
    }
}

fn check_question(reading: &mut Reading, q: &Questionnaire, of_section: Option<&Expr>, question: &Question) {
    let (id, own) = (&question.id, question.show_if.as_ref());
    if !can_open(q, &[of_section, own]) {
        return never(reading, q, &format!("{id}.show_if"), own, "question que personne ne voit");
    }
    for option in question.kind.options().iter().filter(|option| option.show_if.is_some()) {
        if !can_open(q, &[of_section, own, option.show_if.as_ref()]) {
            let place = format!("{id}.options.{}.show_if", option.code);
            never(reading, q, &place, option.show_if.as_ref(), "option que personne ne voit");
        }
    }
    for item in question.kind.items().iter().filter(|item| item.show_if.is_some()) {
        if !can_open(q, &[of_section, own, item.show_if.as_ref()]) {
            let place = format!("{id}.items.{}.show_if", item.code);
            never(reading, q, &place, item.show_if.as_ref(), "ligne que personne ne voit");
        }
    }
    let exits = question.exits.iter().enumerate().map(|(rank, exit)| (format!("{id}.exits[{rank}].when"), &exit.when));
    let skips = question.skips.iter().enumerate().map(|(rank, skip)| (format!("{id}.skips[{rank}].when"), &skip.when));
    for (place, when) in exits.chain(skips) {
        if !can_open(q, &[of_section, own, Some(when)]) {
            never(reading, q, &place, Some(when), "condition que rien ne remplit");
        }
    }
}

fn can_open(q: &Questionnaire, conditions: &[Option<&Expr>]) -> bool {
    let conditions: Vec<&Expr> = conditions.iter().copied().flatten().collect();
    conditions.is_empty() || can_hold_together(&conditions, q)
}

/// Told at the smallest part that is never true; where the parts are only impossible together, at the whole.
fn never(reading: &mut Reading, q: &Questionnaire, place: &str, condition: Option<&Expr>, what: &str) {
    let part =
        condition.and_then(|condition| condition.idle_parts(q).into_iter().find(|idle| idle.verdict == Verdict::Never));
    match part {
        Some(idle) => {
            let mut error = idle.error;
            error.message = format!("{what} : {}", error.message);
            reading.fault_in(place, error);
        }
        None => {
            let expected = "une condition que des réponses peuvent remplir avec celles qui l'entourent".to_owned();
            reading.fault_at(place, what, Some(expected));
        }
    }
}

/// The exit every respondent takes when this section is sent.
fn exit_of_everybody(q: &Questionnaire, section: &Section) -> Option<String> {
    if section.show_if.is_some() {
        return None;
    }
    let asked = section.questions.iter().filter(|question| question.show_if.is_none());
    let mut exits = asked.flat_map(|question| question.exits.iter().map(move |exit| (question, exit)));
    let of_all = exits.find(|(_, exit)| !exit.when.names().is_empty() && exit.when.verdict(q) == Verdict::Always);
    of_all.map(|(question, _)| format!("la sortie de {}", question.id))
}
