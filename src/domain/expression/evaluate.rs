//! The value of a condition on answers: total, three-valued (Kleene), without side effect. What has no answer is
//! `Missing`, and so is what makes no sense: a division by zero, a comparison of a text with a number.

use super::ast::{Function, Name, Node, NodeKind, Operator};

/// What a name or a condition is worth.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Missing,
    Bool(bool),
    Number(f64),
    /// The code of a single question, of a row of a grid or of a computed variable.
    Code(String),
    /// The codes ticked in a multiple question.
    Codes(Vec<String>),
}

/// Where a condition reads its names.
pub trait Values {
    fn value(&self, name: &Name) -> Value;
}

pub(super) fn evaluate(node: &Node, values: &dyn Values) -> Value {
    match &node.kind {
        NodeKind::Number(number) => Value::Number(*number),
        NodeKind::Text(text) => Value::Code(text.clone()),
        NodeKind::Name(name) => values.value(name),
        NodeKind::Not(inner) => truth(&evaluate(inner, values)).map_or(Value::Missing, |truth| Value::Bool(!truth)),
        NodeKind::Negate(inner) => match evaluate(inner, values) {
            Value::Number(number) => Value::Number(-number),
            _ => Value::Missing,
        },
        NodeKind::Binary(operator, left, right) => binary(*operator, left, right, values),
        NodeKind::Call(function, arguments) => call(*function, arguments, values),
    }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        _ => None,
    }
}

fn binary(operator: Operator, left: &Node, right: &Node, values: &dyn Values) -> Value {
    let (a, b) = (evaluate(left, values), evaluate(right, values));
    let is_empty_text = |node: &Node| matches!(&node.kind, NodeKind::Text(text) if text.is_empty());
    match operator {
        Operator::And => kleene(&a, &b, false),
        Operator::Or => kleene(&a, &b, true),
        // `q = ''` asks, as in XLSForm, whether there is no answer.
        Operator::Equal | Operator::Different if is_empty_text(left) || is_empty_text(right) => {
            let other = if is_empty_text(right) { &a } else { &b };
            Value::Bool((*other == Value::Missing) == (operator == Operator::Equal))
        }
        Operator::Plus | Operator::Minus | Operator::Times | Operator::Divide | Operator::Modulo => {
            arithmetic(operator, &a, &b)
        }
        _ => comparison(operator, &a, &b),
    }
}

/// `or` is decided by one true, `and` by one false; otherwise both must be known.
fn kleene(a: &Value, b: &Value, decisive: bool) -> Value {
    match (truth(a), truth(b)) {
        (a, b) if a == Some(decisive) || b == Some(decisive) => Value::Bool(decisive),
        (Some(_), Some(_)) => Value::Bool(!decisive),
        _ => Value::Missing,
    }
}

fn comparison(operator: Operator, a: &Value, b: &Value) -> Value {
    let holds = match (operator, a, b) {
        (Operator::Equal, Value::Code(a), Value::Code(b)) => a == b,
        (Operator::Different, Value::Code(a), Value::Code(b)) => a != b,
        (Operator::Equal, Value::Number(a), Value::Number(b)) => a == b,
        (Operator::Different, Value::Number(a), Value::Number(b)) => a != b,
        (Operator::Less, Value::Number(a), Value::Number(b)) => a < b,
        (Operator::LessOrEqual, Value::Number(a), Value::Number(b)) => a <= b,
        (Operator::Greater, Value::Number(a), Value::Number(b)) => a > b,
        (Operator::GreaterOrEqual, Value::Number(a), Value::Number(b)) => a >= b,
        _ => return Value::Missing,
    };
    Value::Bool(holds)
}

fn arithmetic(operator: Operator, a: &Value, b: &Value) -> Value {
    let (Value::Number(a), Value::Number(b)) = (a, b) else { return Value::Missing };
    let result = match operator {
        Operator::Plus => a + b,
        Operator::Minus => a - b,
        Operator::Times => a * b,
        Operator::Divide => a / b,
        _ => a % b,
    };
    if result.is_finite() { Value::Number(result) } else { Value::Missing }
}

fn call(function: Function, arguments: &[Node], values: &dyn Values) -> Value {
    let argument = |position: usize| arguments.get(position).map_or(Value::Missing, |node| evaluate(node, values));
    match function {
        Function::True => Value::Bool(true),
        Function::False => Value::Bool(false),
        Function::Selected => match (argument(0), argument(1)) {
            (Value::Code(code), Value::Code(wanted)) => Value::Bool(code == wanted),
            (Value::Codes(codes), Value::Code(wanted)) => Value::Bool(codes.contains(&wanted)),
            _ => Value::Missing,
        },
        Function::CountSelected => match argument(0) {
            // No questionnaire has more options than a u32 counts.
            Value::Codes(codes) => u32::try_from(codes.len()).map_or(Value::Missing, |n| Value::Number(n.into())),
            _ => Value::Missing,
        },
        Function::If => match truth(&argument(0)) {
            Some(true) => argument(1),
            Some(false) => argument(2),
            None => Value::Missing,
        },
        Function::Coalesce => {
            let mut found = arguments.iter().map(|node| evaluate(node, values));
            found.find(|value| *value != Value::Missing).unwrap_or(Value::Missing)
        }
    }
}
