//! What a value stands for, as the subject or the object of a sentence.

use super::Writer;
use crate::domain::answer::Date;
use crate::domain::expression::Expr;
use crate::domain::expression::ast::{Function, Name, Node, NodeKind, Operator};
use crate::domain::expression::claim::Claim;

/// Longest text of a question or of a code in a sentence, in characters.
const WORDS_CHARS_MAX: usize = 80;

/// Words, and whether what follows agrees in the feminine.
pub(super) struct Phrase {
    pub text: String,
    pub is_feminine: bool,
}

impl Writer<'_> {
    pub(super) fn phrase(&self, node: &Node) -> Phrase {
        let feminine = |text: String| Phrase { text, is_feminine: true };
        match &node.kind {
            NodeKind::Number(given) => number(*given).into(),
            NodeKind::Text(text) => quoted(text).into(),
            NodeKind::Name(name) if self.labels.is_asked(name) => {
                feminine(format!("la réponse à {}", self.named(name)))
            }
            NodeKind::Name(name) => feminine(format!("la variable {}", self.named(name))),
            NodeKind::Negate(inner) => format!("−{}", self.operand(inner)).into(),
            NodeKind::Binary(operator, left, right) if operator.opposite().is_none() && !operator.is_connective() => {
                format!("{} {} {}", self.operand(left), sign(*operator), self.operand(right)).into()
            }
            NodeKind::Call(function, arguments) => self.call(node, *function, arguments),
            NodeKind::Not(_) | NodeKind::Binary(..) => self.claim(&Claim::that(node, true)).into(),
        }
    }

    /// Inside a calculation, a question goes by its name alone.
    fn operand(&self, node: &Node) -> String {
        match &node.kind {
            NodeKind::Name(name) => self.named(name),
            NodeKind::Binary(..) => format!("({})", self.phrase(node).text),
            _ => self.phrase(node).text,
        }
    }

    /// « text » (ID), or the identifier alone where there is no text.
    pub(super) fn named(&self, name: &Name) -> String {
        match self.labels.question(name) {
            Some(text) if !text.is_empty() => format!("{} ({name})", quoted(text)),
            _ => name.to_string(),
        }
    }

    fn call(&self, node: &Node, function: Function, arguments: &[Node]) -> Phrase {
        let feminine = |text: String| Phrase { text, is_feminine: true };
        let listed = || alternatives_with(&arguments.iter().map(|node| self.operand(node)).collect::<Vec<_>>(), "et");
        match (function, arguments) {
            (Function::CountSelected, [question]) => {
                format!("le nombre de réponses à {}", self.operand(question)).into()
            }
            (Function::Rank, [question, code]) => {
                let label = match (&question.kind, &code.kind) {
                    (NodeKind::Name(name), NodeKind::Text(code)) => self.labels.code(name, code).unwrap_or(code),
                    _ => "",
                };
                format!("le rang de {} dans {}", quoted(label), self.operand(question)).into()
            }
            (Function::Sum, [question]) => feminine(format!("la somme de {}", self.operand(question))),
            (Function::Min, _) => format!("le plus petit nombre de {}", listed()).into(),
            (Function::Max, _) => format!("le plus grand nombre de {}", listed()).into(),
            (Function::Round, [value]) => format!("{} (arrondi)", self.phrase(value).text).into(),
            (Function::Round, [value, decimals]) => {
                let decimals = self.phrase(decimals).text;
                let plural = if matches!(decimals.as_str(), "0" | "1") { "" } else { "s" };
                format!("{} (arrondi à {decimals} décimale{plural})", self.phrase(value).text).into()
            }
            (Function::Int, [value]) => feminine(format!("la partie entière de {}", self.operand(value))),
            (Function::Abs, [value]) => feminine(format!("la valeur absolue de {}", self.operand(value))),
            (Function::StringLength, [text]) => feminine(format!("la longueur de {}", self.phrase(text).text)),
            (Function::If, [condition, yes, no]) => {
                let condition = self.claim(&Claim::that(condition, true));
                format!("(si {condition} : {} ; sinon : {})", self.phrase(yes).text, self.phrase(no).text).into()
            }
            (Function::Coalesce, [first, rest @ ..]) => {
                let first = self.phrase(first);
                let others: String = rest.iter().map(|node| format!(", à défaut {}", self.phrase(node).text)).collect();
                Phrase { text: format!("{}{others}", first.text), ..first }
            }
            _ => Expr { root: node.clone() }.to_string().into(),
        }
    }
}

fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Plus => "+",
        Operator::Minus => "−",
        Operator::Times => "×",
        Operator::Divide => "÷",
        _ => "modulo",
    }
}

/// With a decimal comma.
pub(super) fn number(number: f64) -> String {
    number.to_string().replace('.', ",")
}

/// Between quotation marks; a long text is cut at a word.
pub(super) fn quoted(text: &str) -> String {
    let mut words = String::new();
    for word in text.split_whitespace() {
        if words.chars().count() + word.chars().count() >= WORDS_CHARS_MAX {
            return format!("« {words}… »");
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    format!("« {words} »")
}

pub(super) fn alternatives(labels: &[String]) -> String {
    alternatives_with(labels, "ou")
}

fn alternatives_with(labels: &[String], word: &str) -> String {
    match labels.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {word} {last}", others.join(", ")),
        None => String::new(),
    }
}

/// « 17 mai 2020 », « mai 2020 », « 2020 ».
pub(super) fn day(date: Date) -> String {
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let month = date.month().and_then(|month| MONTHS.get(usize::from(month).checked_sub(1)?));
    match (month, date.day()) {
        (Some(month), Some(1)) => format!("1er {month} {}", date.year()),
        (Some(month), Some(day)) => format!("{day} {month} {}", date.year()),
        (Some(month), None) => format!("{month} {}", date.year()),
        (None, _) => date.year().to_string(),
    }
}
