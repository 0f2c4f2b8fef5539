//! Words of a condition. A name is bare (`JC_UTILITE`, `JC_EFFETS.rapide`) or, as in XLSForm, between `${` and `}`;
//! a text stands between single or double quotes, without escapes.

use std::ops::Range;

use super::ast::{Name, Operator};
use super::{ExprError, TOKENS_MAX};
use crate::domain::id::{OptionCode, QuestionId};

/// Most digits of a number: what a double keeps exactly, so that printing and reading again changes nothing.
const DIGITS_MAX: usize = 15;

/// Functions with a dash in their name, which elsewhere is a minus.
const DASHED: [(&str, &str); 2] = [("count", "-selected"), ("string", "-length")];

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word {
    Number(f64),
    Text(String),
    Name(Name),
    /// A word before `(`: a function, if there is one of that name.
    Function(String),
    Operator(Operator),
    Not,
    Open,
    Close,
    Comma,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub word: Word,
    pub span: Range<usize>,
}

/// Words that are never a bare name.
pub(super) fn is_keyword(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "div" | "mod")
}

pub(super) fn error(span: Range<usize>, message: impl Into<String>, expected: Option<&str>) -> ExprError {
    ExprError {
        offset: span.start,
        len: span.end.saturating_sub(span.start),
        message: message.into(),
        expected: expected.map(str::to_owned),
    }
}

pub(super) fn words(text: &str) -> Result<Vec<Token>, ExprError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let start = text.len() - rest.len();
        if rest.is_empty() {
            return Ok(tokens);
        }
        if tokens.len() == TOKENS_MAX {
            let expected = format!("{TOKENS_MAX} mots et signes au plus");
            return Err(error(start..text.len(), "condition trop longue", Some(&expected)));
        }
        let (word, length) = next_word(rest, start)?;
        tokens.push(Token { word, span: start..start + length });
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn next_word(rest: &str, start: usize) -> Result<(Word, usize), ExprError> {
    let first = rest.chars().next().unwrap_or_default();
    // As in most programs, and in none of our files.
    if rest.starts_with("==") {
        return Err(error(start..start + 2, "« == » n'est pas un opérateur", Some("= (égal) ou != (différent)")));
    }
    if let Some(found) = sign(rest) {
        return Ok(found);
    }
    match first {
        '\'' | '"' => quoted(rest, first, start),
        '$' => braced(rest, start),
        '0'..='9' => number(rest, start),
        'a'..='z' | 'A'..='Z' => bare(rest, start),
        other => Err(error(
            start..start + other.len_utf8(),
            format!("« {other} » n'a pas de sens ici"),
            Some("un nom, un nombre, un texte entre apostrophes, une parenthèse ou un opérateur"),
        )),
    }
}

fn sign(rest: &str) -> Option<(Word, usize)> {
    // Longer signs first, so that `<=` is not read as `<`.
    let signs = [
        ("!=", Word::Operator(Operator::Different)),
        ("<=", Word::Operator(Operator::LessOrEqual)),
        (">=", Word::Operator(Operator::GreaterOrEqual)),
        ("=", Word::Operator(Operator::Equal)),
        ("<", Word::Operator(Operator::Less)),
        (">", Word::Operator(Operator::Greater)),
        ("+", Word::Operator(Operator::Plus)),
        ("-", Word::Operator(Operator::Minus)),
        ("*", Word::Operator(Operator::Times)),
        ("(", Word::Open),
        (")", Word::Close),
        (",", Word::Comma),
    ];
    signs.into_iter().find(|(sign, _)| rest.starts_with(sign)).map(|(sign, word)| (word, sign.len()))
}

fn quoted(rest: &str, quote: char, start: usize) -> Result<(Word, usize), ExprError> {
    let inner = rest.get(1..).unwrap_or_default();
    let Some(end) = inner.find(quote) else {
        let message = "texte sans guillemet fermant";
        return Err(error(start..start + rest.len(), message, Some(&format!("{quote} à la fin du texte"))));
    };
    Ok((Word::Text(inner.get(..end).unwrap_or_default().to_owned()), end + 2))
}

fn braced(rest: &str, start: usize) -> Result<(Word, usize), ExprError> {
    let whole = |length: usize| start..start + length;
    let Some(inner) = rest.strip_prefix("${") else {
        return Err(error(whole(1), "« $ » seul", Some("${NOM}")));
    };
    let Some(end) = inner.find('}') else {
        return Err(error(whole(rest.len()), "nom sans accolade fermante", Some("${NOM}")));
    };
    let length = end + 3;
    let name = name(inner.get(..end).unwrap_or_default(), whole(length))?;
    Ok((Word::Name(name), length))
}

fn name(text: &str, span: Range<usize>) -> Result<Name, ExprError> {
    let (question, item) = match text.split_once('.') {
        None => (text, None),
        Some((question, item)) => (question, Some(item)),
    };
    let question = QuestionId::parse(question).map_err(|bad| error(span.clone(), bad.to_string(), None))?;
    let item = item.map(OptionCode::parse).transpose().map_err(|bad| error(span, bad.to_string(), None))?;
    Ok(Name { question, item })
}

fn number(rest: &str, start: usize) -> Result<(Word, usize), ExprError> {
    let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let text = rest.get(..length).unwrap_or_default();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match text.parse::<f64>() {
        Ok(number) if digits <= DIGITS_MAX && !text.ends_with('.') => Ok((Word::Number(number), length)),
        _ => Err(error(
            start..start + length,
            format!("« {text} » n'est pas un nombre"),
            Some(&format!("des chiffres, un point au plus, {DIGITS_MAX} chiffres au plus")),
        )),
    }
}

fn bare(rest: &str, start: usize) -> Result<(Word, usize), ExprError> {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut length = rest.find(|c: char| !is_inside(c)).unwrap_or(rest.len());
    let tail = |length: usize| rest.get(length..).unwrap_or_default();
    for (word, rest_of_it) in DASHED {
        if rest.get(..length) == Some(word) && tail(length).starts_with(rest_of_it) {
            length += rest_of_it.len();
        }
    }
    let word = rest.get(..length).unwrap_or_default();
    match word {
        "and" => return Ok((Word::Operator(Operator::And), length)),
        "or" => return Ok((Word::Operator(Operator::Or), length)),
        "div" => return Ok((Word::Operator(Operator::Divide), length)),
        "mod" => return Ok((Word::Operator(Operator::Modulo), length)),
        "not" => return Ok((Word::Not, length)),
        _ if tail(length).trim_start().starts_with('(') => return Ok((Word::Function(word.to_owned()), length)),
        _ => {}
    }
    if let Some(item) = tail(length).strip_prefix('.') {
        length += 1 + item.find(|c: char| !is_inside(c)).unwrap_or(item.len());
    }
    let name = name(rest.get(..length).unwrap_or_default(), start..start + length)?;
    Ok((Word::Name(name), length))
}
