//! The outcomes of a condition in one combination of cases: the evaluation of `evaluate.rs` and `functions.rs`, on all the
//! values of a case at once.

use super::cases::Cases;
use super::interval::Interval;
use super::possible::{Known, Possible, Ticked, compare};
use super::{Outcomes, is_recorded};
use crate::domain::expression::ast::{Function, Name, Node, NodeKind, Operator};
use crate::domain::expression::functions::round_to;

pub(super) struct Interpreter<'c> {
    cases: &'c Cases<'c>,
    /// The case each name is in.
    at: Vec<usize>,
    recorded: Vec<Outcomes>,
    met: usize,
}

impl<'c> Interpreter<'c> {
    pub fn new(cases: &'c Cases<'c>) -> Self {
        Self { cases, at: vec![0; cases.names.len()], recorded: Vec::new(), met: 0 }
    }

    /// The next combination of cases; `false` after the last.
    pub fn next_combination(&mut self) -> bool {
        self.met = 0;
        for (at, (_, cases)) in self.at.iter_mut().zip(&self.cases.names) {
            *at += 1;
            if *at < cases.len() {
                return true;
            }
            *at = 0;
        }
        false
    }

    pub fn outcomes(&mut self, root: &'c Node) -> Outcomes {
        self.possible(root).outcomes()
    }

    pub fn into_recorded(self) -> Vec<Outcomes> {
        self.recorded
    }

    /// Every node is met once a combination, in the same order, so that its outcomes add up at one place.
    fn possible(&mut self, node: &'c Node) -> Possible<'c> {
        if !is_recorded(node) {
            return self.worth(node);
        }
        let place = self.met;
        self.met += 1;
        if self.recorded.len() == place {
            self.recorded.push(Outcomes::default());
        }
        let found = self.worth(node);
        if let Some(recorded) = self.recorded.get_mut(place) {
            *recorded = recorded.or(found.outcomes());
        }
        found
    }

    fn worth(&mut self, node: &'c Node) -> Possible<'c> {
        match &node.kind {
            NodeKind::Number(number) => Possible::sure(Known::Number(Interval::point(*number))),
            NodeKind::Text(text) => Possible::sure(Known::Literal(text)),
            NodeKind::Name(name) => self.name(name),
            NodeKind::Not(inner) => {
                let Outcomes { holds, fails, is_unknown } = self.possible(inner).outcomes();
                Possible::truth(Outcomes { holds: fails, fails: holds, is_unknown })
            }
            NodeKind::Negate(inner) => number(self.possible(inner), |interval| (interval.negated(), false)),
            NodeKind::Binary(operator, left, right) => {
                let (a, b) = (self.possible(left), self.possible(right));
                binary(*operator, (left, a), (right, b))
            }
            NodeKind::Call(function, arguments) => {
                let given: Vec<Possible> = arguments.iter().map(|argument| self.possible(argument)).collect();
                call(*function, &given)
            }
        }
    }

    fn name(&self, name: &Name) -> Possible<'c> {
        let known = self.cases.names.iter().zip(&self.at).find(|((known, _), _)| *known == name);
        known.and_then(|((_, cases), at)| cases.get(*at)).map_or(Possible::ANYTHING, |case| case.possible())
    }
}

fn binary<'c>(operator: Operator, (left, a): (&Node, Possible<'c>), (right, b): (&Node, Possible<'c>)) -> Possible<'c> {
    match operator {
        Operator::And | Operator::Or => connect(operator, a.outcomes(), b.outcomes()),
        Operator::Equal | Operator::Different if left.is_empty_text() || right.is_empty_text() => {
            let other = if right.is_empty_text() { a } else { b };
            let (absent, present) = (other.may_be_missing, other.known.is_some());
            let (holds, fails) = if operator == Operator::Equal { (absent, present) } else { (present, absent) };
            Possible::truth(Outcomes { holds, fails, is_unknown: false })
        }
        Operator::Plus => numbers(a, b, Interval::plus),
        Operator::Minus => numbers(a, b, Interval::minus),
        Operator::Times => numbers(a, b, Interval::times),
        Operator::Divide => numbers(a, b, Interval::divided_by),
        Operator::Modulo => numbers(a, b, Interval::modulo),
        _ => Possible::truth(compare(operator, a, b)),
    }
}

fn connect<'c>(operator: Operator, a: Outcomes, b: Outcomes) -> Possible<'c> {
    // Kleene's tables, on every pair of outcomes.
    let is_and = operator == Operator::And;
    let weak = |outcomes: Outcomes| if is_and { outcomes.holds } else { outcomes.fails };
    Possible::truth(Outcomes {
        holds: if is_and { a.holds && b.holds } else { a.holds || b.holds },
        fails: if is_and { a.fails || b.fails } else { a.fails && b.fails },
        is_unknown: (a.is_unknown && (b.is_unknown || weak(b))) || (b.is_unknown && (a.is_unknown || weak(a))),
    })
}

fn number<'c>(of: Possible<'c>, through: impl Fn(Interval) -> (Interval, bool)) -> Possible<'c> {
    match of.as_number() {
        (Some(interval), is_partial) => Possible::number(through(interval)).or_missing(is_partial),
        (None, _) => Possible::MISSING,
    }
}

fn numbers<'c>(a: Possible<'c>, b: Possible<'c>, of: fn(Interval, Interval) -> (Interval, bool)) -> Possible<'c> {
    let (b, is_partial) = b.as_number();
    match b {
        Some(b) => number(a, |a| of(a, b)).or_missing(is_partial),
        None => Possible::MISSING,
    }
}

fn call<'c>(function: Function, given: &[Possible<'c>]) -> Possible<'c> {
    let first = given.first().copied().unwrap_or(Possible::MISSING);
    let second = given.get(1).copied().unwrap_or(Possible::MISSING);
    match function {
        Function::True => Possible::truth(Outcomes { holds: true, ..Outcomes::default() }),
        Function::False => Possible::truth(Outcomes { fails: true, ..Outcomes::default() }),
        Function::Selected => selected(first, second),
        Function::CountSelected | Function::Rank => match first.known {
            Some(Known::Codes(ticked)) if function == Function::CountSelected => {
                count(ticked.fewest, ticked.most).or_missing(first.may_be_missing)
            }
            Some(Known::Codes(ticked)) => count(1, ticked.most).or_missing(true),
            Some(Known::Anything) => Possible::number((Interval::ALL, true)),
            _ => Possible::MISSING,
        },
        Function::Sum => match first.known {
            Some(Known::Numbers { sum, .. }) => Possible::number((sum, first.may_be_missing)),
            Some(Known::Anything) => Possible::number((Interval::ALL, true)),
            _ => Possible::MISSING,
        },
        Function::Min => extreme(given, f64::min),
        Function::Max => extreme(given, f64::max),
        Function::Round => round(first, given.get(1).copied()),
        Function::Int => number(first, |interval| interval.through(f64::trunc)),
        Function::Abs => number(first, |interval| (interval.abs(), false)),
        Function::StringLength => match first.known {
            Some(Known::Text | Known::Literal(_) | Known::Code(_) | Known::Anything) => {
                Possible::number((Interval::closed(0.0..=f64::MAX), true))
            }
            _ => Possible::MISSING,
        },
        Function::If => branch(first.outcomes(), second, given.get(2).copied().unwrap_or(Possible::MISSING)),
        Function::Coalesce => coalesce(given),
    }
}

fn count<'c>(fewest: usize, most: usize) -> Possible<'c> {
    let bound = |many: usize| u32::try_from(many).map_or(f64::MAX, f64::from);
    Possible::number((Interval::closed(bound(fewest)..=bound(most)), false))
}

fn selected<'c>(question: Possible<'c>, code: Possible<'c>) -> Possible<'c> {
    let whatever = Outcomes { holds: true, fails: true, is_unknown: true };
    let outcomes = match (question.known, code.known) {
        (Some(Known::Codes(ticked)), Some(Known::Literal(code))) => ticks(ticked, code),
        (Some(Known::Code(_) | Known::Score(_) | Known::Literal(_)), Some(Known::Literal(_))) => {
            // As a code, whatever number it carries.
            compare(Operator::Equal, question, code)
        }
        (None, _) | (_, None) => Outcomes { is_unknown: true, ..Outcomes::default() },
        _ => whatever,
    };
    Possible::truth(Outcomes { is_unknown: outcomes.is_unknown || question.may_be_missing, ..outcomes })
}

fn ticks(ticked: &Ticked<'_>, code: &str) -> Outcomes {
    let (within, out) = (ticked.within.contains(&code), ticked.out.contains(&code));
    Outcomes { holds: !out, fails: !within, is_unknown: false }
}

fn extreme<'c>(given: &[Possible<'c>], of: fn(f64, f64) -> f64) -> Possible<'c> {
    let mut so_far: Option<(Interval, bool)> = None;
    for one in given {
        let (interval, is_partial) = match one.known {
            Some(Known::Numbers { each, .. }) => (Some(each), one.may_be_missing),
            _ => one.as_number(),
        };
        let Some(interval) = interval else { return Possible::MISSING };
        so_far = Some(match so_far {
            None => (interval, is_partial),
            Some((a, was_partial)) => {
                let both = Interval::closed(of(a.low, interval.low)..=of(a.high, interval.high));
                (both, was_partial || is_partial)
            }
        });
    }
    so_far.map_or(Possible::MISSING, Possible::number)
}

fn round<'c>(of: Possible<'c>, decimals: Option<Possible<'c>>) -> Possible<'c> {
    match decimals.map(|decimals| (decimals.as_number().0.and_then(Interval::single), decimals.may_be_missing)) {
        None => number(of, |interval| interval.through(f64::round)),
        Some((Some(decimals), false)) if round_to(0.0, decimals).is_some() => {
            number(of, |interval| interval.through(|end| round_to(end, decimals).unwrap_or(end)))
        }
        Some(_) => number(of, |_| (Interval::ALL, true)),
    }
}

fn branch<'c>(condition: Outcomes, yes: Possible<'c>, no: Possible<'c>) -> Possible<'c> {
    let mut found: Option<Possible> = None;
    let reached = [(condition.holds, yes), (condition.fails, no), (condition.is_unknown, Possible::MISSING)];
    for (_, value) in reached.into_iter().filter(|(is_reached, _)| *is_reached) {
        found = Some(found.map_or(value, |so_far| so_far.or(value)));
    }
    found.unwrap_or(Possible::MISSING)
}

/// The first that is never missing ends it; a score that may be a non-answer lets what follows through.
fn coalesce<'c>(given: &[Possible<'c>]) -> Possible<'c> {
    let mut found: Option<Possible> = None;
    for one in given {
        let gives_way = match one.known {
            Some(Known::Score(scores)) => scores.iter().any(|(_, score)| score.is_none()),
            Some(Known::Anything) => true,
            _ => false,
        };
        let merged = found.map_or(*one, |so_far| so_far.or(*one));
        // Missing only where all of them are.
        let may_be_missing = found.is_none_or(|so_far| so_far.may_be_missing) && one.may_be_missing;
        found = Some(Possible { may_be_missing, ..merged });
        if !one.may_be_missing && !gives_way {
            break;
        }
    }
    found.unwrap_or(Possible::MISSING)
}
