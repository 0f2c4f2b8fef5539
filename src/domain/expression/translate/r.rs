//! As R writes it, on a data frame whose columns are the questions: codes as text, numbers as numbers, dates as `Date`,
//! `NA` without answer; a multiple question has a column of 0 and 1 a code (`ENG.don`), a ranking the rank of each code,
//! several numbers and grids a column a row (`G.rapide`).
//!
//! R's logic is three-valued as ours: `NA & FALSE` is false, comparisons with `NA` are `NA`. What differs is written out:
//! a division by zero is `NA`, a remainder has the sign of what is divided, halves are rounded away from zero.

use super::{Compared, Reader, Translation, Written, are_plain, bounded, cannot, chain, is_nonzero, whole_day};
use crate::domain::expression::ast::{Function, NEGATE_POWER, NOT_POWER, Name, Node, NodeKind, Operator};
use crate::domain::expression::budget::Budget;
use crate::domain::expression::evaluate::evaluate;
use crate::domain::expression::types::{Names, Type};
use crate::domain::expression::value::{Value, Values};
use crate::domain::expression::{Expr, ExprError};

impl Expr {
    /// The condition or the formula as an R expression, vectorised over responses.
    pub fn to_r(&self, names: &dyn Names) -> Result<String, ExprError> {
        Ok(R { reader: Reader { names } }.write(&self.root)?.alone())
    }
}

struct R<'a> {
    reader: Reader<'a>,
}

impl R<'_> {
    fn write(&self, node: &Node) -> Translation {
        bounded(node, self.write_whole(node)?)
    }

    fn write_whole(&self, node: &Node) -> Translation {
        match &node.kind {
            NodeKind::Number(number) => Ok(Written::atom(number.to_string())),
            NodeKind::Text(text) => Ok(Written::atom(quoted(text))),
            NodeKind::Name(name) => Ok(Written::atom(column(name))),
            NodeKind::Not(inner) => Ok(negated(self.write(inner)?)),
            NodeKind::Negate(inner) => {
                let text = format!("-{}", self.number(inner)?.within(NEGATE_POWER + 1));
                Ok(Written { text, power: NEGATE_POWER })
            }
            NodeKind::Binary(operator, left, right) => self.binary(*operator, left, right),
            NodeKind::Call(function, arguments) => self.call(node, *function, arguments),
        }
    }

    fn binary(&self, operator: Operator, left: &Node, right: &Node) -> Translation {
        let sign = match operator {
            Operator::And => "&",
            Operator::Or => "|",
            Operator::Equal => "==",
            Operator::Divide => "/",
            other => other.sign(),
        };
        if operator.is_connective() {
            return Ok(Written::infix(operator, sign, self.write(left)?, self.write(right)?));
        }
        if operator.opposite().is_none() {
            let (a, b) = (self.number(left)?, self.number(right)?);
            return Ok(match operator {
                Operator::Modulo => remainder(a, b),
                Operator::Divide if !is_nonzero(right) => {
                    let divisor = b.text.clone();
                    let division = Written::infix(operator, sign, a, b).alone();
                    Written::atom(format!("ifelse({divisor} == 0, NA, {division})"))
                }
                _ => Written::infix(operator, sign, a, b),
            });
        }
        if left.is_empty_text() || right.is_empty_text() {
            let missing = self.missing(if right.is_empty_text() { left } else { right })?;
            return Ok(if operator == Operator::Equal { missing } else { negated(missing) });
        }
        let (a, b) = match self.reader.compared(left, right) {
            Compared::Numbers => (self.number(left)?, self.number(right)?),
            Compared::Codes => (self.write(left)?, self.write(right)?),
            Compared::Dates => (self.date(left)?, self.date(right)?),
        };
        Ok(Written::infix(operator, sign, a, b))
    }

    /// A score as its number: its declared non-answers are no numbers.
    fn number(&self, node: &Node) -> Translation {
        let Some(scores) = self.reader.scores(node) else { return self.write(node) };
        let name = self.write(node)?.alone();
        if are_plain(&scores) {
            return Ok(Written::atom(format!("suppressWarnings(as.numeric({name}))")));
        }
        let pairs = scores.iter().filter_map(|(code, score)| Some(format!("{} = {}", quoted(code), (*score)?)));
        let pairs: Vec<String> = pairs.collect();
        Ok(Written::atom(format!("unname(c({})[{name}])", pairs.join(", "))))
    }

    fn date(&self, node: &Node) -> Translation {
        match whole_day(node)? {
            Some(day) => Ok(Written::atom(format!("as.Date({})", quoted(day)))),
            None => self.write(node),
        }
    }

    /// Without answer, in every column of the question.
    fn missing(&self, node: &Node) -> Translation {
        let (NodeKind::Name(name), Some(found)) = (&node.kind, self.reader.type_of(node)) else {
            return Ok(Written::atom(format!("is.na({})", self.write(node)?.alone())));
        };
        Ok(match found {
            // Where one code is unknown, all are.
            Type::Codes(codes) => {
                Written::atom(format!("is.na({})", column_of(name, codes.first().map(String::as_str))))
            }
            Type::Ranking(list) | Type::Numbers(list) => all_missing(name, &list),
            _ => Written::atom(format!("is.na({})", column(name))),
        })
    }

    fn call(&self, node: &Node, function: Function, arguments: &[Node]) -> Translation {
        let text = match (function, arguments) {
            (Function::True, _) => "TRUE".to_owned(),
            (Function::False, _) => "FALSE".to_owned(),
            (Function::Selected | Function::Rank, [question, Node { kind: NodeKind::Text(code), .. }]) => {
                return self.selected(function, question, code);
            }
            (Function::CountSelected | Function::Sum, [question]) => return self.total(question),
            (Function::Min | Function::Max, numbers) => self.extreme(function, numbers)?,
            (Function::Round, [number, decimals @ ..]) => {
                let scale = match decimals {
                    [Node { kind: NodeKind::Number(decimals), .. }] => format!("10^{decimals}"),
                    [] => "1".to_owned(),
                    _ => return Err(cannot(node, "nombre de décimales inconnu", "un nombre écrit là")),
                };
                let number = self.number(number)?.alone();
                format!("sign({number}) * floor(abs({number}) * {scale} + 0.5) / {scale}")
            }
            (Function::Int, [number]) => format!("trunc({})", self.number(number)?.alone()),
            (Function::Abs, [number]) => format!("abs({})", self.number(number)?.alone()),
            (Function::StringLength, [text]) => format!("nchar({})", self.write(text)?.alone()),
            (Function::If, [condition, yes, no]) => {
                let (yes, no) = (self.branch(node, yes)?, self.branch(node, no)?);
                // `ifelse` is as long as its condition: one that reads nothing is decided here.
                if let Some(value) = constant(condition) {
                    return Ok(Written::atom(match value {
                        Value::Bool(true) => format!("({yes})"),
                        Value::Bool(false) => format!("({no})"),
                        _ => "NA".to_owned(),
                    }));
                }
                format!("ifelse({}, {yes}, {no})", self.write(condition)?.alone())
            }
            (Function::Coalesce, values) => self.coalesce(node, values)?,
            _ => return Err(cannot(node, "R ne sait pas le dire", "une autre formule")),
        };
        let power = if function == Function::Round { Operator::Times.power() } else { u8::MAX };
        Ok(Written { text, power })
    }

    fn selected(&self, function: Function, question: &Node, code: &str) -> Translation {
        let (name, found) = self.reader.named(question)?;
        let own = column_of(name, Some(code));
        let equal = |text: String| Written { text, power: Operator::Equal.power() };
        Ok(match (function, found) {
            (Function::Rank, _) => Written::atom(own),
            (_, Type::Codes(_)) => equal(format!("{own} == 1")),
            (_, Type::Ranking(codes)) => {
                Written::atom(format!("ifelse({}, NA, !is.na({own}))", all_missing(name, &codes).alone()))
            }
            _ => equal(format!("{} == {}", column(name), quoted(code))),
        })
    }

    /// How many codes, or the sum of the numbers given.
    fn total(&self, question: &Node) -> Translation {
        let (name, found) = self.reader.named(question)?;
        let columns = |list: &[String]| list.iter().map(|row| column_of(name, Some(row))).collect::<Vec<_>>();
        Ok(match found {
            Type::Codes(codes) => {
                let ticks = columns(&codes).into_iter().map(Written::atom);
                chain(Operator::Plus, "+", ticks).unwrap_or_else(|| Written::atom("NA"))
            }
            Type::Ranking(codes) => {
                let ranked: Vec<String> = columns(&codes).iter().map(|column| format!("!is.na({column})")).collect();
                let missing = all_missing(name, &codes).alone();
                Written::atom(format!("ifelse({missing}, NA, rowSums(cbind({})))", ranked.join(", ")))
            }
            Type::Numbers(rows) => {
                let (missing, rows) = (all_missing(name, &rows).alone(), columns(&rows).join(", "));
                Written::atom(format!("ifelse({missing}, NA, rowSums(cbind({rows}), na.rm = TRUE))"))
            }
            _ => return Err(cannot(question, "ce n’est pas une liste", "une question à plusieurs réponses")),
        })
    }

    fn extreme(&self, function: Function, numbers: &[Node]) -> Result<String, ExprError> {
        let name = if function == Function::Min { "pmin" } else { "pmax" };
        let mut written = Vec::new();
        for number in numbers {
            written.push(match (&number.kind, self.reader.type_of(number)) {
                (NodeKind::Name(list), Some(Type::Numbers(rows))) => {
                    let rows: Vec<String> = rows.iter().map(|row| column_of(list, Some(row))).collect();
                    format!("{name}({}, na.rm = TRUE)", rows.join(", "))
                }
                _ => self.number(number)?.alone(),
            });
        }
        Ok(format!("{name}({})", written.join(", ")))
    }

    fn branch(&self, whole: &Node, branch: &Node) -> Result<String, ExprError> {
        let is_number = self.reader.type_of(whole) == Some(Type::Number);
        Ok(if is_number { self.number(branch)? } else { self.write(branch)? }.alone())
    }

    fn coalesce(&self, whole: &Node, values: &[Node]) -> Result<String, ExprError> {
        let mut written = Vec::new();
        for value in values {
            if self.reader.type_of(whole) != Some(Type::Number) && self.reader.scores(value).is_some() {
                let instead = "un nombre parmi les autres valeurs";
                return Err(cannot(value, "une non-réponse y passerait pour une réponse", instead));
            }
            written.push(self.branch(whole, value)?);
        }
        let mut written = written.into_iter().rev();
        let last = written.next().unwrap_or_default();
        Ok(written.fold(last, |rest, value| format!("ifelse(is.na({value}), {rest}, {value})")))
    }
}

/// `!` holds less tightly than a comparison in R: what stands around it has to leave it alone.
fn negated(written: Written) -> Written {
    Written { text: format!("!{}", written.within(u8::MAX)), power: NOT_POWER }
}

/// What a condition that reads no name is worth.
fn constant(node: &Node) -> Option<Value<'_>> {
    struct Nothing;
    impl Values for Nothing {
        fn value<'a>(&'a self, _: &Name) -> Value<'a> {
            Value::Missing
        }
    }
    let mut reads = false;
    node.visit(&mut |node| reads |= matches!(node.kind, NodeKind::Name(_)));
    (!reads).then(|| evaluate(node, &Nothing, &Budget::default()))
}

fn remainder(a: Written, b: Written) -> Written {
    let quotient = Written::infix(Operator::Divide, "/", a.clone(), b.clone()).alone();
    let whole = Written::infix(Operator::Times, "*", b, Written::atom(format!("trunc({quotient})")));
    Written::infix(Operator::Minus, "-", a, whole)
}

fn all_missing(name: &Name, list: &[String]) -> Written {
    let columns = list.iter().map(|row| Written::atom(format!("is.na({})", column_of(name, Some(row)))));
    chain(Operator::And, "&", columns).unwrap_or_else(|| Written::atom("TRUE"))
}

fn column(name: &Name) -> String {
    backticked(&name.to_string())
}

fn column_of(name: &Name, code: Option<&str>) -> String {
    backticked(&format!("{}.{}", name.question, code.unwrap_or_default()))
}

/// A name R would take for something else stands between backticks.
fn backticked(name: &str) -> String {
    const RESERVED: [&str; 12] =
        ["if", "else", "repeat", "while", "function", "for", "next", "break", "TRUE", "FALSE", "NULL", "NA"];
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    if is_plain && !RESERVED.contains(&name) { name.to_owned() } else { format!("`{name}`") }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
