//! Conditions read only what is known when they are tried: those that open something, the sections before; those tried
//! once a page is sent, its own section too. Pages work without script, so that a question cannot open another one on its
//! page; sections shown in a drawn order do not know one another. A part that no answers make true is a mistake.

use std::collections::BTreeSet;

use crate::domain::expression::{Expr, Name, NameFault, Names, Type, Verdict};
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::reading::Reading;
use crate::domain::questionnaire::{Computed, ComputedRule, Gives, Question, Questionnaire};

pub(super) fn check(reading: &mut Reading, q: &Questionnaire) {
    for (position, section) in q.sections.iter().enumerate() {
        let before = Scope { q, sections: known_before(q, position), own: None };
        let after = Scope { own: Some(position), ..before };
        check_one(reading, &format!("sections.{}.show_if", section.id), section.show_if.as_ref(), &before);
        for question in &section.questions {
            check_question(reading, question, &before, &after);
        }
        for (rank, rule) in section.checks.iter().enumerate() {
            let place = format!("sections.{}.checks[{rank}].must", section.id);
            check_one(reading, &place, Some(&rule.must), &after);
            if !rule.must.names().is_empty() && rule.must.verdict(q) == Verdict::Always {
                let expected = "une condition que des réponses rendent fausse".to_owned();
                reading.fault_at(&place, "ce contrôle ne refuse jamais rien", Some(expected));
            }
        }
    }
    for (position, computed) in q.computed.iter().enumerate() {
        check_formula(reading, q, position, computed);
    }
}

fn check_question(reading: &mut Reading, question: &Question, before: &Scope, after: &Scope) {
    let id = &question.id;
    check_one(reading, &format!("{id}.show_if"), question.show_if.as_ref(), before);
    for option in question.kind.options() {
        check_one(reading, &format!("{id}.options.{}.show_if", option.code), option.show_if.as_ref(), before);
    }
    for item in question.kind.items() {
        check_one(reading, &format!("{id}.items.{}.show_if", item.code), item.show_if.as_ref(), before);
    }
    for (rank, exit) in question.exits.iter().enumerate() {
        check_one(reading, &format!("{id}.exits[{rank}].when"), Some(&exit.when), after);
    }
    for (rank, skip) in question.skips.iter().enumerate() {
        check_one(reading, &format!("{id}.skips[{rank}].when"), Some(&skip.when), after);
    }
}

fn check_one(reading: &mut Reading, place: &str, condition: Option<&Expr>, scope: &Scope) {
    let Some(condition) = condition else { return };
    // It would open, or close, what follows to everybody.
    if condition.names().is_empty() {
        let expected = "une condition qui lit une question au moins".to_owned();
        return reading.fault_at(place, "condition toujours vraie ou toujours fausse", Some(expected));
    }
    let errors = condition.check(scope);
    let is_sound = errors.is_empty();
    for error in errors {
        reading.fault_in(place, error);
    }
    // Of a condition that means nothing, nothing can be said.
    let idle = if is_sound { condition.idle_parts(scope.q) } else { Vec::new() };
    for part in idle.into_iter().filter(|part| part.verdict == Verdict::Never) {
        reading.fault_in(place, part.error);
    }
}

/// A formula reads what is asked, and the variables computed before it; it gives what it says it gives.
fn check_formula(reading: &mut Reading, q: &Questionnaire, position: usize, computed: &Computed) {
    let ComputedRule::Formula { value, gives } = &computed.rule else { return };
    let place = format!("{}.value", computed.id);
    let found = match value.type_in(&Before { q, position }) {
        Ok(found) => found,
        Err(errors) => return errors.into_iter().for_each(|error| reading.fault_in(&place, error)),
    };
    let categories: Vec<&str> = computed.categories.iter().map(|category| category.code.as_str()).collect();
    match (gives, &found) {
        (Gives::Number { .. }, found) if found.is_numeric() => {}
        (Gives::Category, Type::Code(codes)) => {
            for code in codes.iter().filter(|code| !categories.contains(&code.as_str())) {
                let what = format!("'{code}' n’est pas une de ses catégories");
                reading.fault_at(&place, what, Some(categories.join(", ")));
            }
        }
        (Gives::Number { .. }, other) => {
            reading.fault_at(&place, format!("la formule donne {}", other.french()), Some("un nombre".to_owned()));
        }
        (Gives::Category, other) => {
            let expected = "une de ses catégories, comme if(…, 'a', 'b')".to_owned();
            reading.fault_at(&place, format!("la formule donne {}", other.french()), Some(expected));
        }
    }
}

/// How many sections are shown before this one, whatever order is drawn.
fn known_before(q: &Questionnaire, position: usize) -> usize {
    let Some(own) = q.sections.get(position) else { return position };
    let groups = q.orders.iter().filter(|order| order.sections.contains(&own.id));
    let together = groups.flat_map(|order| &order.sections);
    let first = together.filter_map(|id| q.section(id)).map(|(position, _)| position).min();
    first.map_or(position, |first| first.min(position))
}

/// The names a formula may read.
struct Before<'a> {
    q: &'a Questionnaire,
    position: usize,
}

impl Names for Before<'_> {
    fn type_of(&self, name: &Name) -> Result<Type, NameFault> {
        let is_later = self.q.computed.iter().skip(self.position).any(|later| later.id == name.question);
        if is_later {
            return Err(NameFault {
                message: format!("{name} n’est pas encore calculée"),
                expected: Some("une variable calculée plus haut".to_owned()),
            });
        }
        self.q.type_of(name)
    }
}

/// The names a condition may read: those of the first sections, and of its own where the page has been sent.
#[derive(Clone, Copy)]
struct Scope<'a> {
    q: &'a Questionnaire,
    sections: usize,
    own: Option<usize>,
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
        let own = self.own.and_then(|own| self.q.sections.get(own));
        let sections = self.q.sections.iter().take(self.sections).chain(own);
        sections.flat_map(|section| &section.questions).any(|known| &known.id == id)
    }
}
