//! As XLSForm writes it (ODK, KoBoToolbox): `${QUESTION}`, rows as `${QUESTION_row}`.
//!
//! There a question without answer is an empty text: a number made of it is not a number, and every comparison with that
//! is false but `!=`. So `!=` between numbers is written `a < b or a > b`, `!=` between codes asks for an answer first, and
//! a choice whose condition is unknown gives the empty text. A score reads as empty when it is a declared non-answer.

use super::two_valued::{TwoValued, write};
use super::{
    Compared, Reader, Translation, Written, are_plain, beside, bounded, cannot, chain, is_nonzero, plain_name,
    whole_day,
};
use crate::domain::expression::ast::{Function, Node, NodeKind, Operator};
use crate::domain::expression::claim::Claim;
use crate::domain::expression::types::{Names, Type};
use crate::domain::expression::{Expr, ExprError};

impl Expr {
    /// The condition as `relevant` or `constraint` of an XLSForm, true there when it is true here; a formula as
    /// `calculation`.
    pub fn to_xlsform(&self, names: &dyn Names) -> Result<String, ExprError> {
        let tool = Xlsform { reader: Reader { names } };
        let written = if self.root.is_condition() {
            write(&tool, &Claim::that(&self.root, true))?
        } else {
            tool.value(&self.root)?
        };
        Ok(written.alone())
    }
}

struct Xlsform<'a> {
    reader: Reader<'a>,
}

impl TwoValued for Xlsform<'_> {
    fn truth(&self, truth: bool) -> Written {
        Written::atom(if truth { "true()" } else { "false()" })
    }

    fn not(&self, claim: Written) -> Written {
        Written::atom(format!("not({})", claim.alone()))
    }

    fn compare(&self, operator: Operator, left: &Node, right: &Node) -> Translation {
        let compared = self.reader.compared(left, right);
        let (a, b) = match compared {
            Compared::Numbers if operator == Operator::Equal => (self.sure_number(left)?, self.sure_number(right)?),
            Compared::Numbers => (self.number(left)?, self.number(right)?),
            Compared::Dates => (self.date(left)?, self.date(right)?),
            Compared::Codes => (self.value(left)?, self.value(right)?),
        };
        let plain = |operator: Operator| Written::infix(operator, operator.sign(), a.clone(), b.clone());
        if compared != Compared::Codes {
            return Ok(match operator {
                Operator::Different => {
                    Written::infix(Operator::Or, "or", plain(Operator::Less), plain(Operator::Greater))
                }
                other => plain(other),
            });
        }
        // Two empty texts are equal there, and an empty one differs from any code.
        let is_literal = |node: &Node| matches!(node.kind, NodeKind::Text(_));
        let is_guarded = operator == Operator::Different || !(is_literal(left) || is_literal(right));
        let sides = [(left, &a), (right, &b)].into_iter().filter(|(node, _)| is_guarded && !is_literal(node));
        let guards =
            sides.map(|(_, side)| Written::infix(Operator::Different, "!=", side.clone(), Written::atom("''")));
        let parts = guards.chain([plain(operator)]);
        Ok(chain(Operator::And, "and", parts).unwrap_or_else(|| self.truth(true)))
    }

    fn selected(&self, question: &Node, code: &str, is_selected: bool) -> Translation {
        let (name, _) = self.reader.named(question)?;
        let name = format!("${{{}}}", plain_name(name));
        let selected = format!("selected({name}, '{code}')");
        if is_selected {
            return Ok(Written::atom(selected));
        }
        let text = format!("{name} != '' and not({selected})");
        Ok(Written { text, power: Operator::And.power() })
    }

    fn answered(&self, of: &Node, is_answered: bool) -> Translation {
        if let (NodeKind::Name(name), Some(Type::Numbers(rows))) = (&of.kind, self.reader.type_of(of)) {
            let rows = rows.iter().map(|row| Written {
                text: format!("${{{}}} {} ''", beside(name, row), if is_answered { "!=" } else { "=" }),
                power: Operator::Equal.power(),
            });
            let operator = if is_answered { Operator::Or } else { Operator::And };
            return Ok(chain(operator, operator.sign(), rows).unwrap_or_else(|| self.truth(!is_answered)));
        }
        let is_number = self.reader.type_of(of) == Some(Type::Number) && !matches!(of.kind, NodeKind::Name(_));
        // Not a number is not empty: it is not equal to itself.
        let text = match (is_number, is_answered) {
            (true, _) => {
                let number = self.number(of)?;
                let known = Written::infix(Operator::Equal, "=", number.clone(), number);
                return Ok(if is_answered { known } else { self.not(known) });
            }
            (false, true) => format!("{} != ''", self.value(of)?.within(Operator::Equal.power() + 1)),
            (false, false) => format!("{} = ''", self.value(of)?.within(Operator::Equal.power() + 1)),
        };
        Ok(Written { text, power: Operator::Equal.power() })
    }
}

impl Xlsform<'_> {
    fn claim(&self, node: &Node, wanted: bool) -> Result<String, ExprError> {
        Ok(write(self, &Claim::that(node, wanted))?.alone())
    }

    fn value(&self, node: &Node) -> Translation {
        bounded(node, self.value_whole(node)?)
    }

    fn value_whole(&self, node: &Node) -> Translation {
        match &node.kind {
            NodeKind::Number(number) => Ok(Written::atom(number.to_string())),
            NodeKind::Text(_) => Ok(Written::atom(Expr { root: node.clone() }.to_string())),
            NodeKind::Name(name) => Ok(Written::atom(format!("${{{}}}", plain_name(name)))),
            NodeKind::Negate(inner) => {
                // A sign before a name or a function is misread by the XPath evaluator of ODK's web forms.
                Ok(Written::infix(Operator::Minus, "-", Written::atom("0"), self.number(inner)?))
            }
            NodeKind::Binary(operator, left, right) if !node.is_condition() => self.arithmetic(*operator, left, right),
            NodeKind::Call(function, arguments) if !node.is_condition() => self.call(node, *function, arguments),
            _ => Err(cannot(node, "une condition n’est pas une valeur", "if(condition, 1, 0)")),
        }
    }

    /// A score as its number: empty where it is a declared non-answer.
    fn number(&self, node: &Node) -> Translation {
        let Some(scores) = self.reader.scores(node) else { return self.value(node) };
        let name = self.value(node)?.alone();
        if are_plain(&scores) {
            let declared = scores.iter().filter(|(_, score)| score.is_none());
            let declared: Vec<String> = declared.map(|(code, _)| format!("{name} = '{code}'")).collect();
            return Ok(Written::atom(match declared.is_empty() {
                true => name,
                false => format!("if({}, '', {name})", declared.join(" or ")),
            }));
        }
        let text = scores
            .iter()
            .rev()
            .filter_map(|(code, score)| Some((code, (*score)?)))
            .fold("''".to_owned(), |otherwise, (code, score)| format!("if({name} = '{code}', {score}, {otherwise})"));
        Ok(Written::atom(text))
    }

    /// Two texts are equal there when they are both empty: what is not written there or calculated is made a number.
    fn sure_number(&self, node: &Node) -> Translation {
        let number = self.number(node)?;
        let is_number = matches!(node.kind, NodeKind::Number(_) | NodeKind::Negate(_) | NodeKind::Binary(..));
        Ok(if is_number { number } else { Written::atom(format!("number({})", number.alone())) })
    }

    fn date(&self, node: &Node) -> Translation {
        Ok(Written::atom(match whole_day(node)? {
            Some(day) => format!("date('{day}')"),
            None => format!("date({})", self.value(node)?.alone()),
        }))
    }

    fn arithmetic(&self, operator: Operator, left: &Node, right: &Node) -> Translation {
        let (a, b) = (self.number(left)?, self.number(right)?);
        // A division by zero is infinite there, and without value here.
        let b = match operator {
            Operator::Divide if !is_nonzero(right) => {
                let divisor = b.alone();
                Written::atom(format!("if({divisor} != 0, {divisor}, '')"))
            }
            _ => b,
        };
        Ok(Written::infix(operator, operator.sign(), a, b))
    }

    fn call(&self, node: &Node, function: Function, arguments: &[Node]) -> Translation {
        let text = match (function, arguments) {
            (Function::CountSelected, [question]) => {
                let name = self.value(question)?.alone();
                format!("if({name} != '', count-selected({name}), '')")
            }
            (Function::Rank, [question, Node { kind: NodeKind::Text(code), .. }]) => {
                let name = self.value(question)?.alone();
                let before = format!("count-selected(substring-before(concat(' ', {name}, ' '), ' {code} '))");
                format!("if(selected({name}, '{code}'), {before} + 1, '')")
            }
            (Function::StringLength, [text]) => {
                let name = self.value(text)?.alone();
                format!("if({name} != '', string-length({name}), '')")
            }
            (Function::Sum, [question]) => self.sum(question)?,
            (Function::Min | Function::Max, numbers) => self.extreme(function, numbers)?,
            (Function::Round | Function::Int | Function::Abs, [number, decimals @ ..]) => {
                let decimals: Result<Vec<String>, ExprError> =
                    decimals.iter().map(|decimals| Ok(format!(", {}", self.value(decimals)?.alone()))).collect();
                format!("{}({}{})", function.name(), self.number(number)?.alone(), decimals?.concat())
            }
            (Function::If, [condition, yes, no]) => {
                let (holds, fails) = (self.claim(condition, true)?, self.claim(condition, false)?);
                let (yes, no) = (self.branch(node, yes)?, self.branch(node, no)?);
                format!("if({holds}, {yes}, if({fails}, {no}, ''))")
            }
            (Function::Coalesce, values) => self.coalesce(node, values)?,
            _ => return Err(cannot(node, "XLSForm ne sait pas le dire", "une autre formule")),
        };
        Ok(Written::atom(text))
    }

    /// A branch is a number where the whole is one.
    fn branch(&self, whole: &Node, branch: &Node) -> Result<String, ExprError> {
        let is_number = self.reader.type_of(whole) == Some(Type::Number);
        Ok(if is_number { self.number(branch)? } else { self.value(branch)? }.alone())
    }

    fn sum(&self, question: &Node) -> Result<String, ExprError> {
        let (name, found) = self.reader.named(question)?;
        let Type::Numbers(rows) = found else {
            return Err(cannot(question, "ce n’est pas une question à plusieurs nombres", "sum(QUESTION)"));
        };
        let rows: Vec<String> = rows.iter().map(|row| format!("${{{}}}", beside(name, row))).collect();
        let given: Vec<String> = rows.iter().map(|row| format!("{row} != ''")).collect();
        let terms: Vec<String> = rows.iter().map(|row| format!("coalesce({row}, 0)")).collect();
        Ok(format!("if({}, {}, '')", given.join(" or "), terms.join(" + ")))
    }

    fn extreme(&self, function: Function, numbers: &[Node]) -> Result<String, ExprError> {
        let mut written = Vec::new();
        for number in numbers {
            if matches!(self.reader.type_of(number), Some(Type::Numbers(_))) {
                return Err(cannot(number, "XLSForm ne passe pas les nombres absents", "les lignes, une à une"));
            }
            written.push(self.number(number)?.alone());
        }
        Ok(format!("{}({})", function.name(), written.join(", ")))
    }

    /// Two at a time there, and only an empty text gives way: what is calculated becomes one when it is not a number.
    fn coalesce(&self, whole: &Node, values: &[Node]) -> Result<String, ExprError> {
        let is_number = self.reader.type_of(whole) == Some(Type::Number);
        let mut written = Vec::new();
        for value in values {
            if !is_number && self.reader.scores(value).is_some() {
                let instead = "un nombre parmi les autres valeurs";
                return Err(cannot(value, "une non-réponse y passerait pour une réponse", instead));
            }
            let text = self.branch(whole, value)?;
            let is_calculated = is_number && !matches!(value.kind, NodeKind::Number(_) | NodeKind::Name(_));
            written.push(if is_calculated { format!("if(({text}) = ({text}), {text}, '')") } else { text });
        }
        let mut written = written.into_iter().rev();
        let last = written.next().unwrap_or_default();
        Ok(written.fold(last, |rest, value| format!("coalesce({value}, {rest})")))
    }
}
