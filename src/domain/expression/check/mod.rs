//! What a condition may say: names that exist, operands of the right kind, codes the question really has, no more work
//! than the budget of an evaluation.

mod calls;

use super::ast::{Node, NodeKind, Operator};
use super::budget::STEPS_MAX;
use super::date::Days;
use super::lex::error;
use super::types::{Names, Type};
use super::{Expr, ExprError};
use crate::domain::fault::did_you_mean;

const SELECTED: &str = "selected(QUESTION, 'code')";
const WHOLE_DATE: &str = "une date entière entre apostrophes, comme '2020-05-17'";

impl Expr {
    /// Everything wrong with names, codes and types; empty when the condition is sound and says true or false.
    pub fn check(&self, names: &dyn Names) -> Vec<ExprError> {
        let mut checker = Checker { names, errors: Vec::new(), steps: 0 };
        checker.expect_bool(&self.root, "une condition, vraie ou fausse");
        checker.finish(&self.root)
    }

    /// What a formula holds, or everything wrong with it.
    pub fn type_in(&self, names: &dyn Names) -> Result<Type, Vec<ExprError>> {
        let mut checker = Checker { names, errors: Vec::new(), steps: 0 };
        let found = checker.type_of(&self.root);
        let errors = checker.finish(&self.root);
        found.filter(|_| errors.is_empty()).ok_or(errors)
    }
}

/// The type of a part, where it is sound.
pub(super) fn quiet_type(node: &Node, names: &dyn Names) -> Option<Type> {
    Checker { names, errors: Vec::new(), steps: 0 }.type_of(node)
}

struct Checker<'a> {
    names: &'a dyn Names,
    errors: Vec<ExprError>,
    /// Most steps an evaluation can take.
    steps: usize,
}

impl Checker<'_> {
    fn finish(mut self, root: &Node) -> Vec<ExprError> {
        if usize::try_from(STEPS_MAX).is_ok_and(|most| self.steps > most) {
            let message = format!("condition trop longue à évaluer : {} pas", self.steps);
            self.error(root, message, Some(format!("{STEPS_MAX} pas au plus : lisez moins de longues listes")));
        }
        self.errors
    }

    fn error(&mut self, node: &Node, message: impl Into<String>, expected: Option<String>) {
        self.errors.push(error(node.span.clone(), message, expected.as_deref()));
    }

    /// The type, or nothing when a fault below was told already.
    fn type_of(&mut self, node: &Node) -> Option<Type> {
        self.steps += 1;
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
                self.expect_bool(inner, "une condition après « not »");
                Some(Type::Bool)
            }
            NodeKind::Negate(inner) => {
                self.expect_number(inner, "un nombre après « - »");
                Some(Type::Number)
            }
            NodeKind::Binary(operator, left, right) => Some(self.binary(node, *operator, left, right)),
            NodeKind::Call(function, arguments) => self.call(node, *function, arguments),
        }
    }

    fn expect_bool(&mut self, node: &Node, expected: &str) {
        self.expect(node, |found| *found == Type::Bool, expected);
    }

    fn expect_number(&mut self, node: &Node, expected: &str) {
        self.expect(node, Type::is_numeric, expected);
    }

    fn expect(&mut self, node: &Node, is_right: impl Fn(&Type) -> bool, expected: &str) {
        if let Some(found) = self.type_of(node).filter(|found| !is_right(found)) {
            self.error(node, format!("c’est {}", found.french()), Some(expected.to_owned()));
        }
    }

    fn binary(&mut self, node: &Node, operator: Operator, left: &Node, right: &Node) -> Type {
        match operator {
            Operator::And | Operator::Or => {
                self.expect_bool(left, "une condition de chaque côté");
                self.expect_bool(right, "une condition de chaque côté");
                Type::Bool
            }
            Operator::Equal | Operator::Different => {
                self.equality(node, left, right);
                Type::Bool
            }
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                self.order(left, right);
                Type::Bool
            }
            Operator::Plus | Operator::Minus | Operator::Times | Operator::Divide | Operator::Modulo => {
                self.expect_number(left, "un nombre de chaque côté");
                self.expect_number(right, "un nombre de chaque côté");
                Type::Number
            }
        }
    }

    fn order(&mut self, left: &Node, right: &Node) {
        let (a, b) = (self.type_of(left), self.type_of(right));
        if a == Some(Type::Date) || b == Some(Type::Date) {
            self.date(left, a);
            return self.date(right, b);
        }
        for (node, found) in [(left, a), (right, b)] {
            if let Some(found) = found.filter(|found| !found.is_numeric()) {
                let expected = "un nombre de chaque côté, ou une date de chaque côté".to_owned();
                self.error(node, format!("c’est {}", found.french()), Some(expected));
            }
        }
    }

    /// One side of a comparison of dates.
    fn date(&mut self, node: &Node, found: Option<Type>) {
        match (&node.kind, found) {
            (_, None | Some(Type::Date)) => {}
            (NodeKind::Text(text), _) if Days::parse(text).is_some_and(Days::is_whole) => {}
            (NodeKind::Text(text), _) => {
                self.error(node, format!("« {text} » n’est pas une date"), Some(WHOLE_DATE.to_owned()));
            }
            (_, Some(other)) => {
                let message = format!("{} ne se compare pas à une date", other.french());
                self.error(node, message, Some(WHOLE_DATE.to_owned()));
            }
        }
    }

    fn equality(&mut self, node: &Node, left: &Node, right: &Node) {
        let (Some(a), Some(b)) = (self.type_of(left), self.type_of(right)) else { return };
        if left.is_empty_text() || right.is_empty_text() {
            return self.presence(if right.is_empty_text() { left } else { right });
        }
        let is_literal = |node: &Node| matches!(node.kind, NodeKind::Text(_));
        match (a, b) {
            (Type::Date, found) => self.date(right, Some(found)),
            (found, Type::Date) => self.date(left, Some(found)),
            (Type::Code(a), b @ (Type::Code(_) | Type::Score(_))) if is_literal(left) => self.known(left, &b, &a),
            (a @ (Type::Code(_) | Type::Score(_)), Type::Code(b)) => self.known(right, &a, &b),
            (Type::Text, Type::Text) => {}
            (Type::Text, _) if is_literal(right) => {}
            (_, Type::Text) if is_literal(left) => {}
            (a, b) if a.is_numeric() && b.is_numeric() => {}
            (a, b) => self.unlike(node, &a, &b),
        }
    }

    /// `X = ''` says something of what may have no answer, nothing of a text or of a number written there.
    fn presence(&mut self, node: &Node) {
        if matches!(node.kind, NodeKind::Text(_) | NodeKind::Number(_)) {
            self.error(node, "ce n’est pas une question", Some("QUESTION = '' ou QUESTION != ''".to_owned()));
        }
    }

    fn unlike(&mut self, node: &Node, a: &Type, b: &Type) {
        let expected = match (a, b) {
            (Type::Codes(_) | Type::Ranking(_), _) | (_, Type::Codes(_) | Type::Ranking(_)) => SELECTED,
            (Type::Numbers(_), _) | (_, Type::Numbers(_)) => "sum(QUESTION), ou une de ses lignes : QUESTION.ligne",
            _ => "deux nombres, deux dates, ou une question et un de ses codes entre apostrophes",
        };
        let message = format!("{} ne se compare pas à {}", a.french(), b.french());
        self.error(node, message, Some(expected.to_owned()));
    }

    /// A comparison that no answer can satisfy is a misspelt code.
    fn known(&mut self, at: &Node, known: &Type, wanted: &[String]) {
        let known = known.codes().unwrap_or_default();
        if wanted.iter().any(|code| known.contains(&code.as_str())) {
            return;
        }
        let given = wanted.first().map_or("", String::as_str);
        self.error(at, format!("code inconnu : '{given}'"), Some(nearest(given, &known)));
    }
}

/// The nearest code, or all of them.
fn nearest(given: &str, known: &[&str]) -> String {
    match did_you_mean(given, known.iter().copied()) {
        Some(near) => format!("vouliez-vous dire '{near}' ?"),
        None => known.join(", "),
    }
}
