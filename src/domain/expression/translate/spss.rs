//! As SPSS writes it (and PSPP), for `SELECT IF` or `DO IF`: rows and codes of multiple questions as variables of their
//! own (`G_rapide`, `ENG_don` of 0 and 1), a ranking as the rank of each code, codes as text.
//!
//! There a number without answer is missing, and logic is three-valued; but a text without answer is blank, and a blank
//! differs from every code. So a condition becomes claims, as for tools that know no unknown: true there when it is true
//! here, false or missing there otherwise. Choices between values (`if`, `coalesce`) are commands there: they are refused.

use super::two_valued::{TwoValued, write};
use super::{
    Compared, Reader, Translation, Written, are_plain, beside, bounded, cannot, chain, is_nonzero, plain_name,
    whole_day,
};
use crate::domain::expression::ast::{Function, NEGATE_POWER, Name, Node, NodeKind, Operator};
use crate::domain::expression::claim::Claim;
use crate::domain::expression::types::{Names, Type};
use crate::domain::expression::{Expr, ExprError};

const COMMANDS: &str = "RECODE ou DO IF, à la main";

impl Expr {
    /// The condition as SPSS selects by it, or the formula as it computes it.
    pub fn to_spss(&self, names: &dyn Names) -> Result<String, ExprError> {
        let tool = Spss { reader: Reader { names } };
        let written = if self.root.is_condition() {
            write(&tool, &Claim::that(&self.root, true))?
        } else {
            if let Some(operand) = lost_in_products(&self.root).next() {
                return Err(cannot(operand, "zéro fois un nombre absent y fait zéro", COMMANDS));
            }
            tool.number(&self.root)?
        };
        Ok(written.alone())
    }
}

struct Spss<'a> {
    reader: Reader<'a>,
}

fn comparison(text: String) -> Written {
    Written { text, power: Operator::Equal.power() }
}

impl TwoValued for Spss<'_> {
    fn truth(&self, truth: bool) -> Written {
        comparison(if truth { "1 = 1" } else { "1 = 2" }.to_owned())
    }

    fn word(&self, operator: Operator) -> &'static str {
        if operator == Operator::And { "AND" } else { "OR" }
    }

    fn not(&self, claim: Written) -> Written {
        // MAX passes over what is missing: false and missing both fail.
        comparison(format!("MAX({}, 0) = 0", claim.alone()))
    }

    fn compare(&self, operator: Operator, left: &Node, right: &Node) -> Translation {
        let sign = if operator == Operator::Different { "<>" } else { operator.sign() };
        let (a, b) = match self.reader.compared(left, right) {
            Compared::Numbers => (self.number(left)?, self.number(right)?),
            Compared::Dates => (self.date(left)?, self.date(right)?),
            Compared::Codes => return self.compare_codes(operator, sign, left, right),
        };
        let mut parts = Vec::new();
        for operand in lost_in_products(left).chain(lost_in_products(right)) {
            let number = self.number(operand)?;
            let is_known = Written::infix(Operator::Equal, "=", number.clone(), number);
            if parts.iter().all(|known: &Written| known.text != is_known.text) {
                parts.push(is_known);
            }
        }
        parts.push(Written::infix(operator, sign, a, b));
        Ok(chain(Operator::And, "AND", parts).unwrap_or_else(|| self.truth(true)))
    }

    fn selected(&self, question: &Node, code: &str, is_selected: bool) -> Translation {
        let (name, found) = self.reader.named(question)?;
        let own = beside(name, code);
        let quoted = quoted(code);
        let name_there = plain_name(name);
        Ok(match (found, is_selected) {
            (Type::Codes(_), _) => comparison(format!("{own} = {}", u8::from(is_selected))),
            (Type::Ranking(_), true) => comparison(format!("{own} >= 1")),
            (Type::Ranking(codes), false) => Written {
                text: format!("MISSING({own}) AND {} > 0", valid(name, &codes)),
                power: Operator::And.power(),
            },
            (_, true) => comparison(format!("{name_there} = {quoted}")),
            (_, false) => Written {
                text: format!("{name_there} <> '' AND {name_there} <> {quoted}"),
                power: Operator::And.power(),
            },
        })
    }

    fn answered(&self, of: &Node, is_answered: bool) -> Translation {
        let (name, found) = self.reader.named(of)?;
        let sign = if is_answered { "<>" } else { "=" };
        Ok(match found {
            Type::Codes(list) | Type::Ranking(list) | Type::Numbers(list) => {
                comparison(format!("{} {sign} 0", valid(name, &list)))
            }
            Type::Number | Type::Date if is_answered => Written::atom(format!("NOT MISSING({})", plain_name(name))),
            Type::Number | Type::Date => Written::atom(format!("MISSING({})", plain_name(name))),
            _ => comparison(format!("{} {sign} ''", plain_name(name))),
        })
    }
}

/// Operands that may be missing where SPSS would not mind: zero times, or divided by, what is missing is zero there.
fn lost_in_products(node: &Node) -> impl Iterator<Item = &Node> {
    let mut lost = Vec::new();
    node.visit(&mut |part| {
        if let NodeKind::Binary(Operator::Times | Operator::Divide | Operator::Modulo, left, right) = &part.kind {
            let is_safe = is_nonzero(left) || is_nonzero(right);
            let operands = [left, right].into_iter().map(AsRef::as_ref);
            lost.extend(operands.filter(|side| !is_safe && !matches!(side.kind, NodeKind::Number(_))));
        }
    });
    lost.into_iter()
}

/// How many of the variables of a question have a value.
fn valid(name: &Name, list: &[String]) -> String {
    let all: Vec<String> = list.iter().map(|row| beside(name, row)).collect();
    format!("NVALID({})", all.join(", "))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl Spss<'_> {
    /// A blank is an answer to nobody: it is set apart where it would differ from a code, or equal another blank.
    fn compare_codes(&self, operator: Operator, sign: &str, left: &Node, right: &Node) -> Translation {
        let is_literal = |node: &Node| matches!(node.kind, NodeKind::Text(_));
        let is_guarded = operator == Operator::Different || !(is_literal(left) || is_literal(right));
        let mut parts = Vec::new();
        for node in [left, right].into_iter().filter(|node| is_guarded && !is_literal(node)) {
            parts.push(self.answered(node, true)?);
        }
        parts.push(Written::infix(operator, sign, self.write(left)?, self.write(right)?));
        Ok(chain(Operator::And, "AND", parts).unwrap_or_else(|| self.truth(true)))
    }

    fn write(&self, node: &Node) -> Translation {
        bounded(node, self.write_whole(node)?)
    }

    fn write_whole(&self, node: &Node) -> Translation {
        match &node.kind {
            NodeKind::Number(number) => Ok(Written::atom(number.to_string())),
            NodeKind::Text(text) => Ok(Written::atom(quoted(text))),
            NodeKind::Name(name) => Ok(Written::atom(plain_name(name))),
            NodeKind::Negate(inner) => {
                let text = format!("-{}", self.number(inner)?.within(NEGATE_POWER + 1));
                Ok(Written { text, power: NEGATE_POWER })
            }
            NodeKind::Binary(operator, left, right) if !node.is_condition() => {
                let (a, b) = (self.number(left)?, self.number(right)?);
                Ok(match operator {
                    Operator::Modulo => Written::atom(format!("MOD({}, {})", a.alone(), b.alone())),
                    Operator::Divide => Written::infix(*operator, "/", a, b),
                    other => Written::infix(*other, other.sign(), a, b),
                })
            }
            NodeKind::Call(function, arguments) if !node.is_condition() => self.call(node, *function, arguments),
            _ => Err(cannot(node, "une condition n’y est pas une valeur", COMMANDS)),
        }
    }

    /// A score as its number: a declared non-answer is no number.
    fn number(&self, node: &Node) -> Translation {
        let Some(scores) = self.reader.scores(node) else { return self.write(node) };
        if !are_plain(&scores) {
            return Err(cannot(node, "les codes n’y sont pas les nombres qu’ils valent", COMMANDS));
        }
        Ok(Written::atom(format!("NUMBER({}, F16)", self.write(node)?.alone())))
    }

    fn date(&self, node: &Node) -> Translation {
        let Some(day) = whole_day(node)? else { return self.write(node) };
        let mut parts: Vec<&str> = day.split('-').map(|part| part.trim_start_matches('0')).collect();
        parts.reverse();
        Ok(Written::atom(format!("DATE.DMY({})", parts.join(", "))))
    }

    fn call(&self, node: &Node, function: Function, arguments: &[Node]) -> Translation {
        let text = match (function, arguments) {
            (Function::Rank, [question, Node { kind: NodeKind::Text(code), .. }]) => {
                beside(self.reader.named(question)?.0, code)
            }
            (Function::CountSelected, [question]) => return self.count(question),
            (Function::Sum, [question]) => format!("SUM({})", self.rows(question)?.join(", ")),
            (Function::Min | Function::Max, numbers) => return self.extreme(node, function, numbers),
            (Function::Round, [number, decimals @ ..]) => {
                let unit = match decimals {
                    [] => String::new(),
                    [Node { kind: NodeKind::Number(decimals), .. }] if *decimals == 0.0 => String::new(),
                    [Node { kind: NodeKind::Number(decimals), .. }] => format!(", {}", 10_f64.powf(-decimals)),
                    _ => return Err(cannot(node, "nombre de décimales inconnu", "un nombre écrit là")),
                };
                format!("RND({}{unit})", self.number(number)?.alone())
            }
            (Function::Int, [number]) => format!("TRUNC({})", self.number(number)?.alone()),
            (Function::Abs, [number]) => format!("ABS({})", self.number(number)?.alone()),
            (Function::StringLength, _) => {
                return Err(cannot(node, "SPSS compte les octets et les blancs", "CHAR.LENGTH, à la main"));
            }
            _ => return Err(cannot(node, "un choix n’y est pas une expression", COMMANDS)),
        };
        Ok(Written::atom(text))
    }

    fn count(&self, question: &Node) -> Translation {
        let (name, found) = self.reader.named(question)?;
        match found {
            Type::Codes(codes) => {
                let ticks = codes.iter().map(|code| Written::atom(beside(name, code)));
                chain(Operator::Plus, "+", ticks).ok_or_else(|| cannot(question, "question sans code", COMMANDS))
            }
            _ => Err(cannot(question, "un rang absent y est inconnu, non pas faux", COMMANDS)),
        }
    }

    fn rows(&self, question: &Node) -> Result<Vec<String>, ExprError> {
        match self.reader.named(question)? {
            (name, Type::Numbers(rows)) => Ok(rows.iter().map(|row| beside(name, row)).collect()),
            _ => Err(cannot(question, "ce n’est pas une question à plusieurs nombres", "sum(QUESTION)")),
        }
    }

    /// Over a list, of the numbers given; over several, of all of them or of none.
    fn extreme(&self, node: &Node, function: Function, numbers: &[Node]) -> Translation {
        let name = if function == Function::Min { "MIN" } else { "MAX" };
        if let [one] = numbers {
            if matches!(self.reader.type_of(one), Some(Type::Numbers(_))) {
                return Ok(Written::atom(format!("{name}({})", self.rows(one)?.join(", "))));
            }
            return self.number(one);
        }
        let mut written = Vec::new();
        for number in numbers {
            if matches!(self.reader.type_of(number), Some(Type::Numbers(_))) {
                return Err(cannot(node, "une liste et un nombre n’y vont pas ensemble", COMMANDS));
            }
            written.push(self.number(number)?.alone());
        }
        Ok(Written::atom(format!("{name}.{}({})", written.len(), written.join(", "))))
    }
}
