//! What a text says of earlier answers: `${ID|repli}` names something that is known when the text is read.

use super::conditions::Scope;
use crate::domain::expression::Names as _;
use crate::domain::questionnaire::placeholder::{Piece, pieces};
use crate::domain::questionnaire::reading::Reading;
use crate::domain::questionnaire::{Question, Questionnaire, Role, Text};

pub(super) fn check(reading: &mut Reading, q: &Questionnaire) {
    for (position, section) in q.sections.iter().enumerate() {
        let before = Scope { q, sections: position };
        let place = format!("sections.{}", section.id);
        check_text(reading, &format!("{place}.title"), &section.title, &before);
        if let Some(intro) = &section.intro {
            check_text(reading, &format!("{place}.intro"), intro, &before);
        }
        // A rule is told once its page is sent.
        let after = Scope { q, sections: position + 1 };
        for (rank, rule) in section.checks.iter().enumerate() {
            check_text(reading, &format!("{place}.checks[{rank}].text"), &rule.text, &after);
        }
        for question in &section.questions {
            check_question(reading, question, &before);
        }
    }
    let all = Scope { q, sections: q.sections.len() };
    for page in &q.ends {
        check_text(reading, &format!("ends.{}.title", page.id), &page.title, &all);
        check_text(reading, &format!("ends.{}.text", page.id), &page.text, &all);
    }
}

fn check_question(reading: &mut Reading, question: &Question, before: &Scope) {
    let id = &question.id;
    check_text(reading, &format!("{id}.text"), &question.text, before);
    if let Some(help) = &question.help {
        check_text(reading, &format!("{id}.help"), help, before);
    }
    for option in question.kind.options() {
        check_text(reading, &format!("{id}.options.{}.label", option.code), &option.label, before);
    }
    for item in question.kind.items() {
        check_text(reading, &format!("{id}.items.{}.label", item.code), &item.label, before);
    }
}

fn check_text(reading: &mut Reading, place: &str, text: &Text, scope: &Scope) {
    // A text that is not well formed was told when it was read.
    for (language, wording) in &text.0 {
        let place = format!("{place}.{}", language.code());
        check_wording(reading, &place, wording, scope);
    }
}

fn check_wording(reading: &mut Reading, place: &str, wording: &str, scope: &Scope) {
    for piece in pieces(wording).unwrap_or_default() {
        let Piece::Piped { name, fallback } = piece else { continue };
        let written = format!("${{{name}|{fallback}}}");
        if let Err(fault) = scope.type_of(&name) {
            reading.fault_in_text(place, &written, fault.message, fault.expected);
            continue;
        }
        if scope.q.question(name.question.as_str()).is_some_and(|(_, question)| question.role == Role::Contact) {
            let what = format!("{name} sert à joindre la personne : on ne la répète pas dans un texte");
            reading.fault_in_text(place, &written, what, None);
        }
    }
}
