//! What an expression may be worth in one case: no answer, or one of the answers the case stands for.

use super::Outcomes;
use super::interval::Interval;
use crate::domain::expression::ast::Operator;
use crate::domain::expression::date::Days;

/// Everything the value may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Possible<'c> {
    pub may_be_missing: bool,
    /// `None`: it is missing, always.
    pub known: Option<Known<'c>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Known<'c> {
    /// True or false; unknown is missing.
    Truth {
        holds: bool,
        fails: bool,
    },
    Number(Interval),
    /// A code or a text written in the condition.
    Literal(&'c str),
    /// One of these codes.
    Code(&'c [&'c str]),
    /// One of these codes, with its number.
    Score(&'c [(&'c str, Option<f64>)]),
    Codes(&'c Ticked<'c>),
    Numbers {
        sum: Interval,
        each: Interval,
    },
    Text,
    /// Between these days, both included.
    Date {
        first: i32,
        last: i32,
        is_whole: bool,
    },
    Anything,
}

/// The ticks of one case: some codes are in, some are out, of the others nothing is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ticked<'c> {
    pub within: Vec<&'c str>,
    pub out: Vec<&'c str>,
    pub fewest: usize,
    pub most: usize,
}

impl<'c> Possible<'c> {
    pub const MISSING: Self = Self { may_be_missing: true, known: None };
    pub const ANYTHING: Self = Self { may_be_missing: true, known: Some(Known::Anything) };

    pub fn sure(known: Known<'c>) -> Self {
        Self { may_be_missing: false, known: Some(known) }
    }

    pub fn number((interval, may_be_missing): (Interval, bool)) -> Self {
        Self { may_be_missing, known: Some(Known::Number(interval)) }
    }

    pub fn or_missing(self, also: bool) -> Self {
        Self { may_be_missing: self.may_be_missing || also, ..self }
    }

    pub fn truth(outcomes: Outcomes) -> Self {
        let Outcomes { holds, fails, is_unknown } = outcomes;
        let known = (holds || fails).then_some(Known::Truth { holds, fails });
        Self { may_be_missing: is_unknown, known }
    }

    pub fn outcomes(self) -> Outcomes {
        match self.known {
            Some(Known::Truth { holds, fails }) => Outcomes { holds, fails, is_unknown: self.may_be_missing },
            Some(Known::Anything) => Outcomes { holds: true, fails: true, is_unknown: true },
            _ => Outcomes { is_unknown: true, ..Outcomes::default() },
        }
    }

    /// Read as a number, with what is not one read as missing.
    pub fn as_number(self) -> (Option<Interval>, bool) {
        match self.known {
            Some(Known::Number(interval)) => (Some(interval), self.may_be_missing),
            Some(Known::Score(scores)) => {
                let numbers = scores.iter().filter_map(|(_, score)| *score).map(Interval::point);
                let is_partial = scores.iter().any(|(_, score)| score.is_none());
                (numbers.reduce(Interval::hull), self.may_be_missing || is_partial)
            }
            Some(Known::Anything) => (Some(Interval::ALL), true),
            _ => (None, true),
        }
    }

    /// Either of two.
    pub fn or(self, other: Self) -> Self {
        let known = match (self.known, other.known) {
            (None, known) | (known, None) => known,
            (Some(Known::Truth { holds: a, fails: b }), Some(Known::Truth { holds: c, fails: d })) => {
                Some(Known::Truth { holds: a || c, fails: b || d })
            }
            (Some(Known::Number(a)), Some(Known::Number(b))) => Some(Known::Number(a.hull(b))),
            (Some(a), Some(b)) if a == b => Some(a),
            _ => Some(Known::Anything),
        };
        Self { may_be_missing: self.may_be_missing || other.may_be_missing, known }
    }
}

pub(super) fn compare(operator: Operator, a: Possible<'_>, b: Possible<'_>) -> Outcomes {
    let (Some(left), Some(right)) = (a.known, b.known) else {
        return Outcomes { is_unknown: true, ..Outcomes::default() };
    };
    let mut outcomes = compare_known(operator, left, right);
    outcomes.is_unknown |= a.may_be_missing || b.may_be_missing;
    outcomes
}

fn compare_known(operator: Operator, a: Known<'_>, b: Known<'_>) -> Outcomes {
    let whatever = Outcomes { holds: true, fails: true, is_unknown: true };
    match (a, b) {
        (Known::Anything, _) | (_, Known::Anything) => whatever,
        (Known::Date { .. }, _) | (_, Known::Date { .. }) => match (days(a), days(b)) {
            (Some(a), Some(b)) => compare_days(operator, a, b),
            _ => Outcomes { is_unknown: true, ..Outcomes::default() },
        },
        (Known::Text, other) | (other, Known::Text) => match other {
            Known::Text | Known::Literal(_) | Known::Code(_) | Known::Score(_) => whatever,
            _ => Outcomes { is_unknown: true, ..Outcomes::default() },
        },
        (Known::Literal(_) | Known::Code(_), _) | (_, Known::Literal(_) | Known::Code(_)) => {
            compare_codes(operator, a, b)
        }
        _ => {
            let (left, left_partial) = Possible::sure(a).as_number();
            let (right, right_partial) = Possible::sure(b).as_number();
            let Some((left, right)) = left.zip(right) else {
                return Outcomes { is_unknown: true, ..Outcomes::default() };
            };
            Outcomes { is_unknown: left_partial || right_partial, ..compare_numbers(operator, left, right) }
        }
    }
}

fn compare_numbers(operator: Operator, a: Interval, b: Interval) -> Outcomes {
    let may_be_equal = a.meets(b);
    let may_differ = a.single().is_none() || a.single() != b.single();
    let (less, greater) = (a.may_be_less(b), b.may_be_less(a));
    let (holds, fails) = match operator {
        Operator::Equal => (may_be_equal, may_differ),
        Operator::Different => (may_differ, may_be_equal),
        Operator::Less => (less, greater || may_be_equal),
        Operator::LessOrEqual => (less || may_be_equal, greater),
        Operator::Greater => (greater, less || may_be_equal),
        _ => (greater || may_be_equal, less),
    };
    Outcomes { holds, fails, is_unknown: false }
}

fn compare_codes(operator: Operator, a: Known<'_>, b: Known<'_>) -> Outcomes {
    let unknown = Outcomes { is_unknown: true, ..Outcomes::default() };
    let (Some(size_a), Some(size_b)) = (size(a), size(b)) else {
        // A number beside a code is not that code, where one might have been declared.
        let (equal, different) = (operator == Operator::Equal, operator == Operator::Different);
        return Outcomes { holds: different, fails: equal, is_unknown: true };
    };
    let may_be_equal = (0..size_a).any(|position| code_at(a, position).is_some_and(|code| has(b, code)));
    let may_differ = size_a > 1 || size_b > 1 || !may_be_equal;
    match operator {
        Operator::Equal => Outcomes { holds: may_be_equal, fails: may_differ, is_unknown: false },
        Operator::Different => Outcomes { holds: may_differ, fails: may_be_equal, is_unknown: false },
        _ => unknown,
    }
}

fn size(of: Known<'_>) -> Option<usize> {
    match of {
        Known::Literal(_) => Some(1),
        Known::Code(codes) => Some(codes.len()),
        Known::Score(scores) => Some(scores.len()),
        _ => None,
    }
}

fn code_at<'c>(of: Known<'c>, position: usize) -> Option<&'c str> {
    match of {
        Known::Literal(code) => Some(code),
        Known::Code(codes) => codes.get(position).copied(),
        Known::Score(scores) => scores.get(position).map(|(code, _)| *code),
        _ => None,
    }
}

fn has(of: Known<'_>, wanted: &str) -> bool {
    (0..size(of).unwrap_or(0)).any(|position| code_at(of, position) == Some(wanted))
}

fn days(of: Known<'_>) -> Option<(i32, i32, bool)> {
    match of {
        Known::Date { first, last, is_whole } => Some((first, last, is_whole)),
        Known::Literal(text) => Days::parse(text).map(|days| (days.first, days.last, days.is_whole())),
        _ => None,
    }
}

fn compare_days(operator: Operator, a: (i32, i32, bool), b: (i32, i32, bool)) -> Outcomes {
    let interval = |(first, last, _): (i32, i32, bool)| Interval::closed(f64::from(first)..=f64::from(last));
    let is_whole = a.2 && b.2;
    Outcomes { is_unknown: !is_whole, ..compare_numbers(operator, interval(a), interval(b)) }
}
