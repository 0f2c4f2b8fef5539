//! Conditions read only what is known when they are tried: `show_if`, the sections before; an exit, its own section too.
//! Pages work without script, so that a question cannot open another one on its page.

use std::collections::BTreeSet;

use crate::domain::expression::{Expr, Name, NameFault, Names, Type};
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::questionnaire::reading::Reading;

pub(super) fn check(reading: &mut Reading, q: &Questionnaire) {
    for (position, section) in q.sections.iter().enumerate() {
        let before = Scope { q, sections: position };
        let after = Scope { q, sections: position + 1 };
        check_one(reading, &format!("sections.{}.show_if", section.id), section.show_if.as_ref(), &before);
        for question in &section.questions {
            check_one(reading, &format!("{}.show_if", question.id), question.show_if.as_ref(), &before);
            for (rank, exit) in question.exits.iter().enumerate() {
                check_one(reading, &format!("{}.exits[{rank}].when", question.id), Some(&exit.when), &after);
            }
        }
    }
}

fn check_one(reading: &mut Reading, place: &str, condition: Option<&Expr>, scope: &Scope) {
    let Some(condition) = condition else { return };
    for error in condition.check(scope) {
        reading.fault_in(place, error);
    }
    // It would open, or close, what follows to everybody.
    if condition.names().is_empty() {
        let expected = "une condition qui lit une question au moins".to_owned();
        reading.fault_at(place, "condition toujours vraie ou toujours fausse", Some(expected));
    }
}

/// The names a condition may read: those of the first `sections` sections.
struct Scope<'a> {
    q: &'a Questionnaire,
    sections: usize,
}

impl Names for Scope<'_> {
    fn type_of(&self, name: &Name) -> Result<Type, NameFault> {
        let found = self.q.type_of(name)?;
        if self.knows(&name.question) {
            return Ok(found);
        }
        Err(NameFault {
            message: format!("{name} n'est pas encore connue à cet endroit"),
            expected: Some("une question d'une section précédente".to_owned()),
        })
    }
}

impl Scope<'_> {
    /// Whether everything a name depends on in the end is known, each variable on the way being looked at once.
    fn knows(&self, id: &QuestionId) -> bool {
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![id]);
        while let Some(id) = waiting.pop() {
            if !seen.insert(id) {
                continue;
            }
            match self.q.computed(id) {
                Some(computed) => waiting.extend(computed.rule.sources()),
                None if self.q.hidden(id.as_str()).is_some() || self.has(id) => {}
                None => return false,
            }
        }
        true
    }

    fn has(&self, id: &QuestionId) -> bool {
        let sections = self.q.sections.iter().take(self.sections);
        sections.flat_map(|section| &section.questions).any(|known| &known.id == id)
    }
}
