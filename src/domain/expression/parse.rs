//! From words to the tree, by operator precedence (Pratt). Every fault names its place and what could stand there.

use std::ops::Range;

use super::ast::{Function, NEGATE_POWER, NOT_POWER, Node, NodeKind, Operator};
use super::lex::{Token, Word, error, words};
use super::{DEPTH_MAX, ExprError};
use crate::domain::fault::near_or_all;

const OPERAND: &str = "un nom, un nombre, un texte, not, - ou une parenthèse";

pub(super) fn parse(text: &str) -> Result<Node, ExprError> {
    let tokens = words(text)?;
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), end: text.len() };
    let root = parser.expression(0, 0)?;
    match parser.tokens.next() {
        None => Ok(root),
        Some(token) => Err(error(token.span, "suite inattendue", Some("un opérateur ou la fin de la condition"))),
    }
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    end: usize,
}

impl Parser {
    /// An expression whose operators all hold at least as tightly as `power`.
    fn expression(&mut self, power: u8, depth: usize) -> Result<Node, ExprError> {
        let mut left = self.operand(power, depth)?;
        while let Some(operator) = self.operator_from(power) {
            let right = self.expression(operator.power() + 1, depth + 1)?;
            let span = left.span.start..right.span.end;
            left = Node { kind: NodeKind::Binary(operator, Box::new(left), Box::new(right)), span };
        }
        Ok(left)
    }

    fn operator_from(&mut self, power: u8) -> Option<Operator> {
        let taken =
            self.tokens.next_if(|token| matches!(token.word, Word::Operator(operator) if operator.power() >= power))?;
        match taken.word {
            Word::Operator(operator) => Some(operator),
            _ => None,
        }
    }

    fn operand(&mut self, power: u8, depth: usize) -> Result<Node, ExprError> {
        let Some(token) = self.tokens.next() else {
            return Err(error(self.end..self.end, "condition inachevée", Some(OPERAND)));
        };
        let Token { word, span } = token;
        if depth > DEPTH_MAX {
            let expected = format!("{DEPTH_MAX} niveaux au plus");
            return Err(error(span, "condition trop imbriquée", Some(&expected)));
        }
        match word {
            Word::Number(number) => Ok(Node { kind: NodeKind::Number(number), span }),
            Word::Text(text) => Ok(Node { kind: NodeKind::Text(text), span }),
            Word::Name(name) => Ok(Node { kind: NodeKind::Name(name), span }),
            Word::Function(name) => self.call(&name, span, depth),
            Word::Open => self.parenthesis(span, depth),
            Word::Operator(Operator::Minus) => {
                let inner = self.expression(NEGATE_POWER, depth + 1)?;
                let span = span.start..inner.span.end;
                Ok(Node { kind: NodeKind::Negate(Box::new(inner)), span })
            }
            // As in XPath, `not(…)` holds what its parentheses hold, and nothing after.
            Word::Not if self.tokens.peek().is_some_and(|token| token.word == Word::Open) => {
                let open = self.tokens.next().map_or_else(|| span.clone(), |token| token.span);
                let inner = self.parenthesis(open, depth)?;
                let span = span.start..inner.span.end;
                Ok(Node { kind: NodeKind::Not(Box::new(inner)), span })
            }
            Word::Not if power <= NOT_POWER => {
                let inner = self.expression(NOT_POWER, depth + 1)?;
                let span = span.start..inner.span.end;
                Ok(Node { kind: NodeKind::Not(Box::new(inner)), span })
            }
            Word::Not => Err(error(span, "« not » après un opérateur plus fort", Some("not(…)"))),
            Word::Operator(_) | Word::Close | Word::Comma => Err(error(span, "opérande manquant", Some(OPERAND))),
        }
    }

    fn parenthesis(&mut self, open: Range<usize>, depth: usize) -> Result<Node, ExprError> {
        let inner = self.expression(0, depth + 1)?;
        let close = self.close(&open)?;
        Ok(Node { kind: inner.kind, span: open.start..close.end })
    }

    fn close(&mut self, open: &Range<usize>) -> Result<Range<usize>, ExprError> {
        match self.tokens.next() {
            Some(Token { word: Word::Close, span }) => Ok(span),
            Some(token) => Err(error(token.span, "parenthèse non fermée", Some("un opérateur ou « ) »"))),
            None => Err(error(open.clone(), "parenthèse non fermée", Some("« ) »"))),
        }
    }

    fn call(&mut self, name: &str, span: Range<usize>, depth: usize) -> Result<Node, ExprError> {
        let Some(function) = Function::named(name) else {
            let known = Function::ALL.map(Function::name);
            let expected = near_or_all(name, known);
            return Err(error(span, format!("fonction inconnue : {name}"), expected.as_deref()));
        };
        // The word before it was only taken for a function because a parenthesis follows.
        self.tokens.next();
        let arguments = self.arguments(depth)?;
        let close = self.close(&span)?;
        let (least, most) = function.arguments();
        let whole = span.start..close.end;
        if arguments.len() < least || arguments.len() > most {
            let expected = if least == most { format!("{least}") } else { format!("de {least} à {most}") };
            let s = if arguments.len() > 1 { "s" } else { "" };
            let message = format!("{name}() a reçu {} argument{s}", arguments.len());
            return Err(error(whole, message, Some(&expected)));
        }
        Ok(Node { kind: NodeKind::Call(function, arguments), span: whole })
    }

    fn arguments(&mut self, depth: usize) -> Result<Vec<Node>, ExprError> {
        let mut arguments = Vec::new();
        if self.tokens.peek().is_some_and(|token| token.word == Word::Close) {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression(0, depth + 1)?);
            if self.tokens.next_if(|token| token.word == Word::Comma).is_none() {
                return Ok(arguments);
            }
        }
    }
}
