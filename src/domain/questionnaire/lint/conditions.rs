//! Conditions read only what is known when they are tried: what opens something, the sections before; what happens when a
//! section is sent, its own section too. Pages work without script, so that a question cannot open another one on its
//! page.

use std::collections::BTreeSet;

use crate::domain::expression::{Expr, ExprError, Name, NameFault, Names, Type, Verdict};
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::reading::Reading;
use crate::domain::questionnaire::{Computed, ComputedRule, Gives, Question, Questionnaire, Section};

pub(super) fn check(reading: &mut Reading, q: &Questionnaire) {
    for (position, section) in q.sections.iter().enumerate() {
        let before = Scope { q, sections: position };
        let after = Scope { q, sections: position + 1 };
        check_one(reading, &format!("sections.{}.show_if", section.id), section.show_if.as_ref(), &before);
        check_rules(reading, section, &after);
        for question in &section.questions {
            check_question(reading, question, &before, &after);
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
        let place = format!("{id}.options.{}.show_if", option.code);
        check_one(reading, &place, option.show_if.as_ref(), before);
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

fn check_rules(reading: &mut Reading, section: &Section, after: &Scope) {
    for (rank, rule) in section.checks.iter().enumerate() {
        let place = format!("sections.{}.checks[{rank}]", section.id);
        check_one(reading, &format!("{place}.must"), Some(&rule.must), after);
        if !rule.must.names().is_empty() && rule.must.verdict(after.q) == Verdict::Always {
            let expected = "une condition que des réponses rendent fausse".to_owned();
            reading.fault_at(&format!("{place}.must"), "ce contrôle ne refuse jamais rien", Some(expected));
        }
        if section.questions.iter().all(|question| question.id != rule.question) {
            let known: Vec<&str> = section.questions.iter().map(|question| question.id.as_str()).collect();
            let what = format!("{} n'est pas une question de cette section", rule.question);
            reading.fault_at(&format!("{place}.question"), what, Some(known.join(", ")));
        }
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
    if !errors.is_empty() {
        return errors.into_iter().for_each(|error| reading.fault_in(place, error));
    }
    // A condition that is never true closes something: `reach` says what.
    if condition.verdict(scope.q) != Verdict::Never {
        let idle = condition.idle_parts(scope.q).into_iter().filter(|part| part.verdict == Verdict::Never);
        idle.for_each(|part| reading.fault_in(place, part.error));
    }
}

/// A formula may read any question, and variables computed before it; it gives what it says it gives.
fn check_formula(reading: &mut Reading, q: &Questionnaire, position: usize, computed: &Computed) {
    let ComputedRule::Formula { value, gives } = &computed.rule else { return };
    let place = format!("{}.value", computed.id);
    let found = match value.type_in(&Formula { q, position }) {
        Ok(found) => found,
        Err(errors) => return errors.into_iter().for_each(|error| reading.fault_in(&place, error)),
    };
    let fault = |message: String, expected: &str| {
        let len = value.to_string().len();
        ExprError { offset: 0, len, message, expected: Some(expected.to_owned()) }
    };
    match (gives, found) {
        (Gives::Number { .. }, found) if found.is_numeric() => {}
        (Gives::Number { .. }, other) => {
            reading.fault_in(&place, fault(format!("la formule donne {}", other.french()), "un nombre"));
        }
        (Gives::Category, Type::Code(codes)) => {
            let is_known = |code: &String| computed.categories.iter().any(|category| category.code.as_str() == code);
            for code in codes.iter().filter(|code| !is_known(code)) {
                let known: Vec<&str> = computed.categories.iter().map(|category| category.code.as_str()).collect();
                let what = format!("la formule peut donner '{code}', qui n'est pas une catégorie");
                reading.fault_in(&place, fault(what, &known.join(", ")));
            }
        }
        (Gives::Category, other) => {
            let expected = "une de ses catégories, comme if(condition, 'code', 'autre code')";
            reading.fault_in(&place, fault(format!("la formule donne {}", other.french()), expected));
        }
    }
}

/// The names a formula may read.
struct Formula<'a> {
    q: &'a Questionnaire,
    position: usize,
}

impl Names for Formula<'_> {
    fn type_of(&self, name: &Name) -> Result<Type, NameFault> {
        let found = self.q.type_of(name)?;
        let later = self.q.computed.iter().skip(self.position).any(|computed| computed.id == name.question);
        if !later {
            return Ok(found);
        }
        Err(NameFault {
            message: format!("{name} dépend de cette variable, ou vient après elle : le calcul tournerait en rond"),
            expected: Some("une variable calculée plus haut, ou une question".to_owned()),
        })
    }
}

/// The names a condition may read: those of the first `sections` sections.
pub(super) struct Scope<'a> {
    pub q: &'a Questionnaire,
    pub sections: usize,
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
