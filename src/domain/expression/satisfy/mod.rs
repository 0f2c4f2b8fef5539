//! Whether a condition can ever be true: its names are cut into cases (each code it mentions, the numbers between those
//! it mentions, no answer) and every combination is tried, each case standing for all the answers in it. Sound: what is
//! told `Never` is true for no answers at all. Where there are too many cases, names are taken whole, and less is found.

mod cases;
mod interpret;
mod interval;
mod possible;

use super::ast::{Function, Node, NodeKind, Operator};
use super::domain::Domains;
use super::lex::error;
use super::{Expr, ExprError};

use cases::Cases;
use interpret::Interpreter;

/// Most combinations of cases tried for one condition.
pub const CASES_MAX: usize = 1_024;

/// What a static analysis knows of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// No answers make it true.
    Never,
    /// No answers make it false; without answers it may still be unknown.
    Always,
    Depends,
}

/// How a condition may turn out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Outcomes {
    pub holds: bool,
    pub fails: bool,
    pub is_unknown: bool,
}

impl Outcomes {
    fn or(self, other: Self) -> Self {
        Self {
            holds: self.holds || other.holds,
            fails: self.fails || other.fails,
            is_unknown: self.is_unknown || other.is_unknown,
        }
    }

    fn verdict(self) -> Verdict {
        match (self.holds, self.fails) {
            (false, _) => Verdict::Never,
            (true, false) => Verdict::Always,
            (true, true) => Verdict::Depends,
        }
    }
}

/// A part of a condition that decides nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idle {
    pub verdict: Verdict,
    pub error: ExprError,
}

impl Expr {
    /// Whether any answers can make it true, or false.
    pub fn verdict(&self, domains: &dyn Domains) -> Verdict {
        outcomes(&[self], domains).0.verdict()
    }

    /// The smallest parts that are never true, or never false, with their places: `1 = 2`, `A = 'x' and A = 'y'`, an age
    /// over the greatest accepted.
    pub fn idle_parts(&self, domains: &dyn Domains) -> Vec<Idle> {
        let (_, recorded) = outcomes(&[self], domains);
        let mut recorded = recorded.into_iter();
        let mut idle = Vec::new();
        find_idle(&self.root, &mut recorded, &mut idle);
        idle
    }
}

/// Whether some answers make all of these conditions true at once: a question is reachable when its own condition and
/// those around it can hold together.
pub fn can_hold_together(conditions: &[&Expr], domains: &dyn Domains) -> bool {
    outcomes(conditions, domains).0.holds
}

/// The outcomes of all conditions together, and of each condition-like node in the order they are met.
fn outcomes(conditions: &[&Expr], domains: &dyn Domains) -> (Outcomes, Vec<Outcomes>) {
    let mut names: Vec<_> = conditions.iter().flat_map(|condition| condition.names()).collect();
    names.sort_unstable();
    names.dedup();
    let domains: Vec<_> = names.into_iter().map(|name| (name, domains.domain_of(name))).collect();
    let cases = Cases::of(conditions, &domains);
    let mut together = Outcomes::default();
    let mut interpreter = Interpreter::new(&cases);
    loop {
        let mut all = Outcomes { holds: true, ..Outcomes::default() };
        for condition in conditions {
            let one = interpreter.outcomes(&condition.root);
            all = Outcomes {
                holds: all.holds && one.holds,
                fails: all.fails || one.fails,
                is_unknown: all.is_unknown || one.is_unknown,
            };
        }
        together = together.or(all);
        if !interpreter.next_combination() {
            return (together, interpreter.into_recorded());
        }
    }
}

/// Whether a node is true or false, so that its outcomes are recorded. What is met and in which order does not depend on
/// the case.
fn is_recorded(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Not(_) => true,
        NodeKind::Binary(operator, ..) => operator.opposite().is_some() || operator.is_connective(),
        NodeKind::Call(function, _) => *function == Function::Selected,
        _ => false,
    }
}

/// Walks in the order of recording. A part below told already is not told again by what stands around it.
fn find_idle(node: &Node, recorded: &mut impl Iterator<Item = Outcomes>, idle: &mut Vec<Idle>) {
    let outcomes = is_recorded(node).then(|| recorded.next()).flatten();
    let before = idle.len();
    node.children().for_each(|child| find_idle(child, recorded, idle));
    let Some(outcomes) = outcomes.filter(|_| idle.len() == before) else { return };
    let is_clash = matches!(node.kind, NodeKind::Binary(Operator::And, ..));
    let (message, expected) = match outcomes.verdict() {
        Verdict::Depends => return,
        Verdict::Never if is_clash => {
            ("ces conditions ne sont jamais vraies ensemble", "« or », ou une seule des deux")
        }
        Verdict::Never => {
            ("jamais vrai, quelles que soient les réponses", "une condition que des réponses rendent vraie")
        }
        Verdict::Always => {
            ("toujours vrai dès qu’il y a une réponse", "QUESTION != '' s’il s’agit d’avoir une réponse")
        }
    };
    idle.push(Idle { verdict: outcomes.verdict(), error: error(node.span.clone(), message, Some(expected)) });
}
