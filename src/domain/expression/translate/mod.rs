//! Conditions written for other tools. What a tool cannot say is refused with its place; a translation that would decide
//! otherwise than we do is no translation. Each file tells how its tool treats a missing answer. What remains different is
//! listed in `tests/expressions/README.md`, beside the cases each tool was asked.

mod r;
mod spss;
mod surveyjs;
mod two_valued;
mod xlsform;

use super::ExprError;
use super::ast::{Name, Node, NodeKind, Operator};
use super::check;
use super::lex::error;
use super::types::{Names, Type};

/// Text of the other tool, and how tightly it holds together there.
#[derive(Debug, Clone)]
struct Written {
    text: String,
    power: u8,
}

type Translation = Result<Written, ExprError>;

impl Written {
    fn atom(text: impl Into<String>) -> Self {
        Self { text: text.into(), power: u8::MAX }
    }

    /// An operator and its two sides, on our own scale of powers.
    fn infix(operator: Operator, sign: &str, left: Self, right: Self) -> Self {
        let power = operator.power();
        // Comparisons do not follow one another everywhere: on either side of one, they stand in parentheses.
        let on_left = if operator.opposite().is_some() { power + 1 } else { power };
        let text = format!("{} {sign} {}", left.within(on_left), right.within(power + 1));
        Self { text, power }
    }

    fn within(self, power: u8) -> String {
        if self.power >= power { self.text } else { format!("({})", self.text) }
    }

    /// As an argument, or the inside of parentheses.
    fn alone(self) -> String {
        self.text
    }
}

/// Written one after the other, with a sign between them.
fn chain(operator: Operator, sign: &str, parts: impl IntoIterator<Item = Written>) -> Option<Written> {
    parts.into_iter().reduce(|left, right| Written::infix(operator, sign, left, right))
}

/// What the sides of a comparison are compared as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compared {
    Numbers,
    Dates,
    Codes,
}

/// The questionnaire's names, to know what is read.
#[derive(Clone, Copy)]
struct Reader<'a> {
    names: &'a dyn Names,
}

impl Reader<'_> {
    fn type_of(self, node: &Node) -> Option<Type> {
        check::quiet_type(node, self.names)
    }

    fn compared(self, left: &Node, right: &Node) -> Compared {
        let (a, b) = (self.type_of(left), self.type_of(right));
        let is_code = |found: &Option<Type>| matches!(found, Some(Type::Code(_) | Type::Text));
        if a == Some(Type::Date) || b == Some(Type::Date) {
            Compared::Dates
        } else if is_code(&a) || is_code(&b) {
            Compared::Codes
        } else {
            Compared::Numbers
        }
    }

    /// The name a function is asked about, and what it holds.
    fn named(self, node: &Node) -> Result<(&Name, Type), ExprError> {
        match (&node.kind, self.type_of(node)) {
            (NodeKind::Name(name), Some(found)) => Ok((name, found)),
            _ => Err(cannot(node, "ce n’est pas une question", "le nom d’une question")),
        }
    }

    /// The codes and numbers of a score.
    fn scores(self, node: &Node) -> Option<Vec<(String, Option<f64>)>> {
        match (&node.kind, self.type_of(node)) {
            (NodeKind::Name(_), Some(Type::Score(scores))) => Some(scores),
            _ => None,
        }
    }
}

/// Whether every code that counts is the number it counts for, written the same way.
fn are_plain(scores: &[(String, Option<f64>)]) -> bool {
    scores.iter().all(|(code, score)| score.is_none_or(|score| score.to_string() == *code))
}

/// A number other than zero, written there: what may divide without a thought for zero.
fn is_nonzero(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Number(number) if number != 0.0)
}

fn cannot(node: &Node, why: &str, instead: &str) -> ExprError {
    error(node.span.clone(), why, Some(instead))
}

/// Longest translation: what is told twice, in something told twice, would soon have no end.
const TRANSLATION_BYTES_MAX: usize = 16_000;

fn too_long(node: &Node) -> ExprError {
    let expected = format!("{TRANSLATION_BYTES_MAX} octets au plus : une variable calculée par morceau");
    cannot(node, "la traduction serait trop longue", &expected)
}

fn bounded(node: &Node, written: Written) -> Translation {
    if written.text.len() > TRANSLATION_BYTES_MAX { Err(too_long(node)) } else { Ok(written) }
}

fn whole_day(node: &Node) -> Result<Option<&str>, ExprError> {
    match &node.kind {
        NodeKind::Text(text) if super::date::Days::parse(text).is_some_and(super::date::Days::is_whole) => {
            Ok(Some(text))
        }
        NodeKind::Text(_) => Err(cannot(node, "ce n’est pas une date entière", "une date comme '2020-05-17'")),
        _ => Ok(None),
    }
}

/// A name other tools accept: what they do not becomes an underscore.
fn plain_name(name: &Name) -> String {
    match &name.item {
        None => name.question.to_string(),
        Some(item) => beside(name, item.as_str()),
    }
}

/// The variable of one code, or of one row, of a question.
fn beside(name: &Name, code: &str) -> String {
    let code: String = code.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("{}_{code}", name.question)
}
