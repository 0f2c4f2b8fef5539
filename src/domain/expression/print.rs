//! The canonical text of a condition: one space around operators, parentheses only where they are needed. Reading it
//! again gives the same tree.

use std::fmt;

use super::ast::{NEGATE_POWER, NOT_POWER, Name, Node, NodeKind};
use super::lex::is_keyword;

pub(super) fn print(node: &Node, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &node.kind {
        NodeKind::Number(number) => write!(f, "{number}"),
        NodeKind::Text(text) => {
            let quote = if text.contains('\'') { '"' } else { '\'' };
            write!(f, "{quote}{text}{quote}")
        }
        NodeKind::Name(name) => print_name(name, f),
        NodeKind::Not(inner) => {
            f.write_str("not ")?;
            // `not (a + b) * c > 1` would be read as `(not(a + b)) * c > 1`.
            within(inner, if opens_with_parenthesis(inner) { u8::MAX } else { NOT_POWER }, f)
        }
        NodeKind::Negate(inner) => {
            f.write_str("-")?;
            within(inner, NEGATE_POWER, f)
        }
        NodeKind::Binary(operator, left, right) => {
            within(left, operator.power(), f)?;
            write!(f, " {} ", operator.sign())?;
            // Operators group to the left: an equal on the right was in parentheses.
            within(right, operator.power() + 1, f)
        }
        NodeKind::Call(function, arguments) => {
            write!(f, "{}(", function.name())?;
            for (position, argument) in arguments.iter().enumerate() {
                if position > 0 {
                    f.write_str(", ")?;
                }
                print(argument, f)?;
            }
            f.write_str(")")
        }
    }
}

fn within(node: &Node, power: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if node.power() >= power {
        return print(node, f);
    }
    f.write_str("(")?;
    print(node, f)?;
    f.write_str(")")
}

/// Whether the text of a node, printed without parentheses around it, starts with one.
fn opens_with_parenthesis(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Binary(operator, left, _) => left.power() < operator.power() || opens_with_parenthesis(left),
        _ => false,
    }
}

fn print_name(name: &Name, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let is_plain = |code: &str| code.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_bare = !is_keyword(name.question.as_str()) && name.item.as_ref().is_none_or(|item| is_plain(item.as_str()));
    if is_bare { write!(f, "{name}") } else { write!(f, "${{{name}}}") }
}
