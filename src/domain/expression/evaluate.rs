//! The value of a condition on answers: total, three-valued (Kleene), without side effect. What has no answer is
//! `Missing`, and so is what makes no sense: a division by zero, a comparison of a text with a number.

use super::ast::{Node, NodeKind, Operator};
use super::budget::Budget;
use super::functions;
use super::value::{Value, Values};

/// One evaluation: where it reads, and what it may still do.
pub(super) struct Evaluation<'a, 'b> {
    values: &'a dyn Values,
    pub(super) budget: &'b Budget,
}

/// Past its budget the whole value is unknown: a part of it would be a guess.
pub(super) fn evaluate<'a>(node: &'a Node, values: &'a dyn Values, budget: &Budget) -> Value<'a> {
    let value = Evaluation { values, budget }.value(node);
    if budget.is_overdrawn() { Value::Missing } else { value }
}

impl<'a> Evaluation<'a, '_> {
    pub(super) fn value(&self, node: &'a Node) -> Value<'a> {
        if !self.budget.spend(1) {
            return Value::Missing;
        }
        match &node.kind {
            NodeKind::Number(number) => Value::Number(*number),
            NodeKind::Text(text) => Value::Code(text),
            NodeKind::Name(name) => self.values.value(name),
            NodeKind::Not(inner) => self.value(inner).truth().map_or(Value::Missing, |truth| Value::Bool(!truth)),
            NodeKind::Negate(inner) => self.value(inner).number().map_or(Value::Missing, |number| finite(-number)),
            NodeKind::Binary(operator, left, right) => self.binary(*operator, left, right),
            NodeKind::Call(function, arguments) => functions::call(self, *function, arguments),
        }
    }

    fn binary(&self, operator: Operator, left: &'a Node, right: &'a Node) -> Value<'a> {
        match operator {
            Operator::And => self.kleene(left, right, false),
            Operator::Or => self.kleene(left, right, true),
            Operator::Plus | Operator::Minus | Operator::Times | Operator::Divide | Operator::Modulo => {
                let (a, b) = (self.value(left).number(), self.value(right).number());
                a.zip(b).map_or(Value::Missing, |(a, b)| finite(arithmetic(operator, a, b)))
            }
            // `q = ''` asks, as in XLSForm, whether there is no answer.
            Operator::Equal | Operator::Different if left.is_empty_text() || right.is_empty_text() => {
                let other = if right.is_empty_text() { left } else { right };
                let is_missing = self.value(other) == Value::Missing;
                Value::Bool(is_missing == (operator == Operator::Equal))
            }
            _ => {
                let (a, b) = (self.value(left), self.value(right));
                comparison(operator, a, b).map_or(Value::Missing, Value::Bool)
            }
        }
    }

    /// `or` is decided by one true, `and` by one false; otherwise both must be known.
    fn kleene(&self, left: &'a Node, right: &'a Node, decisive: bool) -> Value<'a> {
        let a = self.value(left).truth();
        if a == Some(decisive) {
            return Value::Bool(decisive);
        }
        match (a, self.value(right).truth()) {
            (_, Some(b)) if b == decisive => Value::Bool(decisive),
            (Some(_), Some(_)) => Value::Bool(!decisive),
            _ => Value::Missing,
        }
    }
}

pub(super) fn finite<'a>(number: f64) -> Value<'a> {
    if number.is_finite() { Value::Number(number) } else { Value::Missing }
}

pub(super) fn arithmetic(operator: Operator, a: f64, b: f64) -> f64 {
    match operator {
        Operator::Plus => a + b,
        Operator::Minus => a - b,
        Operator::Times => a * b,
        Operator::Divide => a / b,
        // The remainder has the sign of what is divided, as in XPath.
        _ => a % b,
    }
}

fn comparison(operator: Operator, a: Value<'_>, b: Value<'_>) -> Option<bool> {
    match (a, b) {
        (Value::Date(_), _) | (_, Value::Date(_)) => {
            let (a, b) = (a.days()?, b.days()?);
            match operator {
                Operator::Equal => a.equals(b),
                Operator::Different => a.equals(b).map(|same| !same),
                Operator::Less => a.is_before(b),
                Operator::Greater => b.is_before(a),
                Operator::LessOrEqual => b.is_before(a).map(|after| !after),
                _ => a.is_before(b).map(|before| !before),
            }
        }
        (Value::Code(_) | Value::Text(_), _) | (_, Value::Code(_) | Value::Text(_)) => match operator {
            Operator::Equal => Some(a.code()? == b.code()?),
            Operator::Different => Some(a.code()? != b.code()?),
            _ => None,
        },
        _ => Some(compare_numbers(operator, a.number()?, b.number()?)),
    }
}

fn compare_numbers(operator: Operator, a: f64, b: f64) -> bool {
    match operator {
        Operator::Equal => a == b,
        Operator::Different => a != b,
        Operator::Less => a < b,
        Operator::LessOrEqual => a <= b,
        Operator::Greater => a > b,
        _ => a >= b,
    }
}
