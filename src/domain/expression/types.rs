//! What a condition may say: names that exist, operands of the right kind, codes the question really has.

use super::ExprError;
use super::ast::{Function, Name, Node, NodeKind, Operator};
use crate::domain::fault::did_you_mean;

/// What a name or an expression holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    Bool,
    Number,
    /// One of these codes.
    Code(Vec<String>),
    /// Any number of these codes.
    Codes(Vec<String>),
}

/// Why a name may not stand in this condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameFault {
    pub message: String,
    pub expected: Option<String>,
}

/// The names a condition may read.
pub trait Names {
    fn type_of(&self, name: &Name) -> Result<Type, NameFault>;
}

pub(super) fn check(root: &Node, names: &dyn Names) -> Vec<ExprError> {
    let mut checker = Checker { names, errors: Vec::new() };
    checker.expect(root, &Type::Bool, "une condition, vraie ou fausse");
    checker.errors
}

struct Checker<'a> {
    names: &'a dyn Names,
    errors: Vec<ExprError>,
}

impl Checker<'_> {
    fn error(&mut self, node: &Node, message: impl Into<String>, expected: Option<String>) {
        let len = node.span.end.saturating_sub(node.span.start);
        self.errors.push(ExprError { offset: node.span.start, len, message: message.into(), expected });
    }

    /// The type, or nothing when a fault below was told already.
    fn type_of(&mut self, node: &Node) -> Option<Type> {
        match &node.kind {
            NodeKind::Number(_) => Some(Type::Number),
            NodeKind::Text(text) => Some(Type::Code(vec![text.clone()])),
            NodeKind::Name(name) => match self.names.type_of(name) {
                Ok(found) => Some(found),
                Err(fault) => {
                    self.error(node, fault.message, fault.expected);
                    None
                }
            },
            NodeKind::Not(inner) => {
                self.expect(inner, &Type::Bool, "une condition après « not »");
                Some(Type::Bool)
            }
            NodeKind::Negate(inner) => {
                self.expect(inner, &Type::Number, "un nombre après « - »");
                Some(Type::Number)
            }
            NodeKind::Binary(operator, left, right) => self.binary(node, *operator, left, right),
            NodeKind::Call(function, arguments) => self.call(node, *function, arguments),
        }
    }

    fn expect(&mut self, node: &Node, wanted: &Type, expected: &str) {
        if self.type_of(node).is_some_and(|found| found != *wanted) {
            self.error(node, "opérande d'un autre type", Some(expected.to_owned()));
        }
    }

    fn binary(&mut self, node: &Node, operator: Operator, left: &Node, right: &Node) -> Option<Type> {
        let both = |checker: &mut Self, wanted: &Type, expected: &str| {
            checker.expect(left, wanted, expected);
            checker.expect(right, wanted, expected);
        };
        match operator {
            Operator::And | Operator::Or => {
                both(self, &Type::Bool, "une condition de chaque côté");
                Some(Type::Bool)
            }
            Operator::Equal | Operator::Different => {
                self.equality(node, left, right);
                Some(Type::Bool)
            }
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                both(self, &Type::Number, "un nombre de chaque côté");
                Some(Type::Bool)
            }
            Operator::Plus | Operator::Minus | Operator::Times | Operator::Divide | Operator::Modulo => {
                both(self, &Type::Number, "un nombre de chaque côté");
                Some(Type::Number)
            }
        }
    }

    fn equality(&mut self, node: &Node, left: &Node, right: &Node) {
        let (Some(a), Some(b)) = (self.type_of(left), self.type_of(right)) else { return };
        if is_text(left, "") || is_text(right, "") {
            return;
        }
        match (a, b) {
            (Type::Number, Type::Number) => {}
            (Type::Code(a), Type::Code(b)) if matches!(left.kind, NodeKind::Text(_)) => self.codes(left, &b, &a),
            (Type::Code(a), Type::Code(b)) => self.codes(right, &a, &b),
            (Type::Codes(_), _) | (_, Type::Codes(_)) => {
                self.error(node, "une question à plusieurs réponses ne se compare pas", Some(SELECTED.to_owned()));
            }
            _ => self.error(
                node,
                "comparaison de deux choses différentes",
                Some("deux nombres, ou une question et un de ses codes entre apostrophes".to_owned()),
            ),
        }
    }

    /// A comparison that no answer can satisfy is a misspelt code.
    fn codes(&mut self, at: &Node, known: &[String], wanted: &[String]) {
        if wanted.iter().any(|code| known.contains(code)) {
            return;
        }
        let given = wanted.first().map_or("", String::as_str);
        self.error(at, format!("code inconnu : '{given}'"), Some(nearest(given, known)));
    }

    fn call(&mut self, node: &Node, function: Function, arguments: &[Node]) -> Option<Type> {
        match (function, arguments) {
            (Function::Selected, [question, code]) => {
                self.selected(question, code);
                Some(Type::Bool)
            }
            (Function::CountSelected, [question]) => {
                if !matches!(self.type_of(question), None | Some(Type::Codes(_))) {
                    self.error(
                        question,
                        "opérande d'un autre type",
                        Some("une question à plusieurs réponses".to_owned()),
                    );
                }
                Some(Type::Number)
            }
            (Function::If, [condition, branches @ ..]) => {
                self.expect(condition, &Type::Bool, "une condition d'abord");
                self.same(node, branches)
            }
            (Function::Coalesce, branches) => self.same(node, branches),
            _ => Some(Type::Bool),
        }
    }

    fn selected(&mut self, question: &Node, code: &Node) {
        let known = match self.type_of(question) {
            None => return,
            Some(Type::Code(known) | Type::Codes(known)) if matches!(question.kind, NodeKind::Name(_)) => known,
            Some(_) => return self.error(question, "ce n'est pas une question à codes", Some(SELECTED.to_owned())),
        };
        match &code.kind {
            NodeKind::Text(text) => self.codes(code, &known, std::slice::from_ref(text)),
            _ => self.error(code, "ce n'est pas un code", Some(SELECTED.to_owned())),
        }
    }

    /// The type of branches that must agree; codes are pooled.
    fn same(&mut self, node: &Node, branches: &[Node]) -> Option<Type> {
        let mut pooled: Option<Type> = None;
        for branch in branches {
            pooled = match (pooled, self.type_of(branch)?) {
                (None, found) => Some(found),
                (Some(Type::Code(mut a)), Type::Code(b)) => {
                    a.extend(b);
                    Some(Type::Code(a))
                }
                (Some(a), b) if a == b => Some(a),
                _ => {
                    let expected = "des valeurs du même type".to_owned();
                    self.error(node, "branches de types différents", Some(expected));
                    return None;
                }
            };
        }
        pooled
    }
}

const SELECTED: &str = "selected(QUESTION, 'code')";

fn is_text(node: &Node, wanted: &str) -> bool {
    matches!(&node.kind, NodeKind::Text(text) if text == wanted)
}

/// The nearest code, or all of them.
fn nearest(given: &str, known: &[String]) -> String {
    match did_you_mean(given, known.iter().map(String::as_str)) {
        Some(near) => format!("vouliez-vous dire '{near}' ?"),
        None => known.join(", "),
    }
}
