//! Conditions read only what is known when they are tried: `show_if`, the sections before; an exit, its own section too.
//! Pages work without script, so that a question cannot open another one on its page.

use crate::domain::expression::{Expr, Name, NameFault, Names, Type};
use crate::domain::fault::did_you_mean;
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::reading::Reading;
use crate::domain::questionnaire::{ComputedRule, Gives, Kind, Question, Questionnaire};

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
        if let Some((_, hidden)) = self.q.hidden(name.question.as_str()) {
            return whole(name, codes(hidden.categories.iter().map(|category| category.code.as_str())));
        }
        let mut sources = Vec::new();
        if !sources_of(self.q, &name.question, self.q.computed.len(), &mut sources) {
            return Err(self.unknown(name));
        }
        if !sources.iter().all(|source| self.has(source)) {
            return Err(NameFault {
                message: format!("{name} n'est pas encore connue à cet endroit"),
                expected: Some("une question d'une section précédente".to_owned()),
            });
        }
        if let Some(computed) = self.q.computed(&name.question) {
            return match computed.rule {
                ComputedRule::Formula { gives: Gives::Number { .. }, .. } => whole(name, Type::Number),
                _ => whole(name, codes(computed.categories.iter().map(|category| category.code.as_str()))),
            };
        }
        match sources.first() {
            Some(question) => type_of_question(question, name),
            None => Err(self.unknown(name)),
        }
    }
}

impl Scope<'_> {
    fn has(&self, question: &Question) -> bool {
        let sections = self.q.sections.iter().take(self.sections);
        sections.flat_map(|section| &section.questions).any(|known| known.id == question.id)
    }

    fn unknown(&self, name: &Name) -> NameFault {
        let questions = self.q.questions().map(|(_, question)| question.id.as_str());
        let known = questions.chain(self.q.computed.iter().map(|computed| computed.id.as_str()));
        let near = did_you_mean(name.question.as_str(), known);
        NameFault {
            message: format!("nom inconnu : {}", name.question),
            expected: Some(match near {
                Some(near) => format!("vouliez-vous dire {near} ?"),
                None => "une question ou une variable calculée ; un code s'écrit entre apostrophes".to_owned(),
            }),
        }
    }
}

/// The questions a name depends on in the end: itself, or what its computed variable is derived from. Whether each is
/// there; a chain of variables is no longer than their number, and a cycle ends there too.
fn sources_of<'a>(q: &'a Questionnaire, id: &QuestionId, depth: usize, found: &mut Vec<&'a Question>) -> bool {
    if let Some(computed) = q.computed(id) {
        return depth > 0 && computed.rule.sources().into_iter().all(|source| sources_of(q, source, depth - 1, found));
    }
    found.extend(q.question(id.as_str()).map(|(_, question)| question));
    q.question(id.as_str()).is_some() || q.hidden(id.as_str()).is_some()
}

fn whole(name: &Name, found: Type) -> Result<Type, NameFault> {
    match name.item {
        None => Ok(found),
        Some(_) => Err(no_rows(name)),
    }
}

fn type_of_question(question: &Question, name: &Name) -> Result<Type, NameFault> {
    let options = || question.kind.options().iter().map(|option| option.code.as_str());
    match (&question.kind, &name.item) {
        (Kind::Single { .. }, None) => Ok(codes(options())),
        (Kind::Multiple { .. } | Kind::Ranking { .. }, None) => Ok(Type::Codes(options().map(str::to_owned).collect())),
        (Kind::Number { .. }, None) => Ok(Type::Number),
        (Kind::Grid { items, .. }, Some(item)) if items.iter().any(|row| &row.code == item) => Ok(codes(options())),
        (Kind::Numbers { items, .. }, Some(item)) if items.iter().any(|row| &row.code == item) => Ok(Type::Number),
        (Kind::Grid { items, .. } | Kind::Numbers { items, .. }, _) => {
            let rows: Vec<String> = items.iter().map(|row| format!("{}.{}", name.question, row.code)).collect();
            let message = format!("{} a des lignes : nommez-en une", name.question);
            Err(NameFault { message, expected: Some(rows.join(", ")) })
        }
        (_, Some(_)) => Err(no_rows(name)),
        _ => Err(NameFault { message: format!("{} ne se lit pas dans une condition", name.question), expected: None }),
    }
}

fn no_rows(name: &Name) -> NameFault {
    let message = format!("{} n'a pas de lignes", name.question);
    NameFault { message, expected: Some(name.question.to_string()) }
}

fn codes<'a>(codes: impl Iterator<Item = &'a str>) -> Type {
    Type::Code(codes.map(str::to_owned).collect())
}
