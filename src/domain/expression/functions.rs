//! What each function gives. An argument without value gives no value, except where a function is there to say what
//! then: `coalesce`, and `sum` over the numbers that were given.

use super::ast::{Function, Node};
use super::evaluate::{Evaluation, finite};
use super::value::{Codes, Value};

/// Most decimals `round` keeps.
pub(super) const ROUND_DECIMALS_MAX: u32 = 9;

pub(super) fn call<'a>(evaluation: &Evaluation<'a, '_>, function: Function, arguments: &'a [Node]) -> Value<'a> {
    match function {
        Function::True => Value::Bool(true),
        Function::False => Value::Bool(false),
        Function::If => match argument(evaluation, arguments, 0).truth() {
            Some(true) => argument(evaluation, arguments, 1),
            Some(false) => argument(evaluation, arguments, 2),
            None => Value::Missing,
        },
        Function::Coalesce => coalesce(evaluation, arguments),
        Function::Selected | Function::CountSelected | Function::Rank => on_codes(evaluation, function, arguments),
        Function::Sum => match argument(evaluation, arguments, 0) {
            Value::Numbers(several) => finite(several.sum),
            _ => Value::Missing,
        },
        Function::Min | Function::Max => extreme(evaluation, function, arguments),
        Function::Round => round(evaluation, arguments),
        Function::Int => number(evaluation, arguments, f64::trunc),
        Function::Abs => number(evaluation, arguments, f64::abs),
        Function::StringLength => match argument(evaluation, arguments, 0) {
            Value::Text(text) | Value::Code(text) => length(evaluation, text),
            _ => Value::Missing,
        },
    }
}

fn argument<'a>(evaluation: &Evaluation<'a, '_>, arguments: &'a [Node], position: usize) -> Value<'a> {
    arguments.get(position).map_or(Value::Missing, |node| evaluation.value(node))
}

fn number<'a>(evaluation: &Evaluation<'a, '_>, arguments: &'a [Node], of: fn(f64) -> f64) -> Value<'a> {
    argument(evaluation, arguments, 0).number().map_or(Value::Missing, |number| finite(of(number)))
}

/// The first that has a value. A declared non-answer of a score gives way to what follows, if anything does.
fn coalesce<'a>(evaluation: &Evaluation<'a, '_>, arguments: &'a [Node]) -> Value<'a> {
    let mut declared = Value::Missing;
    for node in arguments {
        match evaluation.value(node) {
            Value::Missing => {}
            value @ Value::Score { score: None, .. } => {
                if declared == Value::Missing {
                    declared = value;
                }
            }
            value => return value,
        }
    }
    declared
}

fn on_codes<'a>(evaluation: &Evaluation<'a, '_>, function: Function, arguments: &'a [Node]) -> Value<'a> {
    let codes = match argument(evaluation, arguments, 0) {
        Value::Codes(codes) => codes,
        Value::Code(code) | Value::Score { code, .. } if function == Function::Selected => {
            let wanted = argument(evaluation, arguments, 1).code();
            return wanted.map_or(Value::Missing, |wanted| Value::Bool(code == wanted));
        }
        _ => return Value::Missing,
    };
    if function == Function::CountSelected {
        return count(codes.len());
    }
    let Some(wanted) = argument(evaluation, arguments, 1).code() else { return Value::Missing };
    if !spend(evaluation, codes) {
        return Value::Missing;
    }
    match (function, codes.position(wanted)) {
        (Function::Rank, Some(position)) => count(position + 1),
        (Function::Rank, None) => Value::Missing,
        (_, position) => Value::Bool(position.is_some()),
    }
}

fn spend(evaluation: &Evaluation<'_, '_>, codes: Codes<'_>) -> bool {
    u32::try_from(codes.len()).is_ok_and(|steps| evaluation.budget.spend(steps))
}

fn count<'a>(many: usize) -> Value<'a> {
    u32::try_from(many).map_or(Value::Missing, |many| Value::Number(many.into()))
}

fn length<'a>(evaluation: &Evaluation<'a, '_>, text: &str) -> Value<'a> {
    // Sixty-four bytes are counted in about the time of one step.
    let steps = u32::try_from(text.len() / 64).unwrap_or(u32::MAX);
    if evaluation.budget.spend(steps) { count(text.chars().count()) } else { Value::Missing }
}

fn extreme<'a>(evaluation: &Evaluation<'a, '_>, function: Function, arguments: &'a [Node]) -> Value<'a> {
    let mut found: Option<f64> = None;
    for node in arguments {
        let number = match evaluation.value(node) {
            Value::Numbers(several) if function == Function::Min => several.least,
            Value::Numbers(several) => several.greatest,
            other => match other.number() {
                Some(number) => number,
                None => return Value::Missing,
            },
        };
        found = Some(match found {
            None => number,
            Some(so_far) if function == Function::Min => so_far.min(number),
            Some(so_far) => so_far.max(number),
        });
    }
    found.map_or(Value::Missing, finite)
}

/// To the nearest; halves go away from zero.
fn round<'a>(evaluation: &Evaluation<'a, '_>, arguments: &'a [Node]) -> Value<'a> {
    let Some(number) = argument(evaluation, arguments, 0).number() else { return Value::Missing };
    if arguments.len() < 2 {
        return finite(number.round());
    }
    match argument(evaluation, arguments, 1).number() {
        Some(decimals) => round_to(number, decimals).map_or(Value::Missing, finite),
        None => Value::Missing,
    }
}

/// To so many decimals, halves away from zero; `None` for a number of decimals that is not one.
pub fn round_to(number: f64, decimals: f64) -> Option<f64> {
    let decimals = (0..=ROUND_DECIMALS_MAX).find(|&known| f64::from(known) == decimals)?;
    let scale = f64::from(10_u32.checked_pow(decimals)?);
    let scaled = number * scale;
    // A number too large to be scaled has no decimals to lose.
    if scaled.is_finite() { Some(scaled.round() / scale) } else { Some(number) }
}
