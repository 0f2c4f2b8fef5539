//! As SurveyJS writes it: `{QUESTION}`, rows as `{QUESTION.row}`.
//!
//! There a question without answer is false in `<` and `=`, different in `!=`, and zero in a calculation: a comparison
//! first asks for what it calculates with. A division by zero is none, here as there. Texts are compared there without
//! regard to case, and texts that look like numbers as numbers: codes that only differ so are not told apart.

use super::two_valued::{TwoValued, write};
use super::{
    Compared, Reader, TRANSLATION_BYTES_MAX, Translation, Written, are_plain, bounded, cannot, chain, is_nonzero,
    too_long, whole_day,
};
use crate::domain::expression::ast::{Function, Name, Node, NodeKind, Operator};
use crate::domain::expression::claim::Claim;
use crate::domain::expression::types::{Names, Type};
use crate::domain::expression::{Expr, ExprError};

impl Expr {
    /// The condition as `visibleIf` of a SurveyJS question, true there when it is true here.
    pub fn to_surveyjs(&self, names: &dyn Names) -> Result<String, ExprError> {
        let tool = SurveyJs { reader: Reader { names } };
        if self.root.is_condition() {
            return Ok(write(&tool, &Claim::that(&self.root, true))?.alone());
        }
        let Guarded { value, guards } = tool.value(&self.root)?;
        Ok(match chain(Operator::And, "and", guards) {
            Some(guard) => format!("iif({}, {}, '')", guard.alone(), value.alone()),
            None => value.alone(),
        })
    }
}

struct SurveyJs<'a> {
    reader: Reader<'a>,
}

/// A value, and what has to hold for there to be one.
struct Guarded {
    value: Written,
    guards: Vec<Written>,
}

impl Guarded {
    fn free(value: Written) -> Self {
        Self { value, guards: Vec::new() }
    }

    /// A value of several, which needs what each of them needs.
    fn of(value: Written, parts: Vec<Vec<Written>>) -> Self {
        let mut guards: Vec<Written> = Vec::new();
        for guard in parts.into_iter().flatten() {
            if guards.iter().all(|known| known.text != guard.text) {
                guards.push(guard);
            }
        }
        Self { value, guards }
    }

    fn known(self) -> Option<Written> {
        chain(Operator::And, "and", self.guards)
    }
}

fn comparison(text: String) -> Written {
    Written { text, power: Operator::Equal.power() }
}

impl TwoValued for SurveyJs<'_> {
    fn truth(&self, truth: bool) -> Written {
        comparison(if truth { "1 = 1" } else { "1 = 2" }.to_owned())
    }

    fn not(&self, claim: Written) -> Written {
        Written::atom(format!("!({})", claim.alone()))
    }

    fn compare(&self, operator: Operator, left: &Node, right: &Node) -> Translation {
        let sides = match self.reader.compared(left, right) {
            Compared::Numbers => [self.number(left)?, self.number(right)?],
            Compared::Dates => [self.date(left)?, self.date(right)?],
            Compared::Codes => [self.value(left)?, self.value(right)?],
        };
        let [a, b] = sides;
        let compared = Written::infix(operator, operator.sign(), a.value, b.value);
        // `{A} < 18` is false by itself without an answer.
        let is_name = |node: &Node| matches!(node.kind, NodeKind::Name(_)) && self.reader.scores(node).is_none();
        let is_literal = |node: &Node| matches!(node.kind, NodeKind::Number(_) | NodeKind::Text(_));
        let is_safe = (is_name(left) && is_literal(right)) || (is_literal(left) && is_name(right));
        if is_safe && operator != Operator::Different {
            return Ok(compared);
        }
        let all = Guarded::of(compared.clone(), vec![a.guards, b.guards]);
        let parts = all.guards.into_iter().chain([compared]);
        Ok(chain(Operator::And, "and", parts).unwrap_or_else(|| self.truth(true)))
    }

    fn selected(&self, question: &Node, code: &str, is_selected: bool) -> Translation {
        let (name, found) = self.reader.named(question)?;
        let (name, code) = (braced(name), quoted(code));
        let takes_several = matches!(found, Type::Codes(_) | Type::Ranking(_));
        Ok(match (takes_several, is_selected) {
            (true, true) => comparison(format!("{name} contains {code}")),
            (false, true) => comparison(format!("{name} = {code}")),
            (true, false) => {
                let text = format!("{name} notempty and {name} notcontains {code}");
                Written { text, power: Operator::And.power() }
            }
            (false, false) => {
                Written { text: format!("{name} notempty and {name} != {code}"), power: Operator::And.power() }
            }
        })
    }

    fn answered(&self, of: &Node, is_answered: bool) -> Translation {
        if let NodeKind::Name(name) = &of.kind {
            return Ok(comparison(format!("{} {}", braced(name), if is_answered { "notempty" } else { "empty" })));
        }
        let known = self.value(of)?.known().unwrap_or_else(|| self.truth(true));
        Ok(if is_answered { known } else { self.not(known) })
    }
}

fn braced(name: &Name) -> String {
    format!("{{{name}}}")
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "\\'"))
}

impl SurveyJs<'_> {
    fn value(&self, node: &Node) -> Result<Guarded, ExprError> {
        let Guarded { value, guards } = self.value_whole(node)?;
        if guards.iter().map(|guard| guard.text.len()).sum::<usize>() > TRANSLATION_BYTES_MAX {
            return Err(too_long(node));
        }
        Ok(Guarded { value: bounded(node, value)?, guards })
    }

    fn value_whole(&self, node: &Node) -> Result<Guarded, ExprError> {
        match &node.kind {
            NodeKind::Number(number) => Ok(Guarded::free(Written::atom(number.to_string()))),
            NodeKind::Text(text) => Ok(Guarded::free(Written::atom(quoted(text)))),
            NodeKind::Name(name) => {
                let guards = vec![comparison(format!("{} notempty", braced(name)))];
                Ok(Guarded { value: Written::atom(braced(name)), guards })
            }
            NodeKind::Negate(inner) => {
                let Guarded { value, guards } = self.number(inner)?;
                let value = Written::infix(Operator::Minus, "-", Written::atom("0"), value);
                Ok(Guarded { value, guards })
            }
            NodeKind::Binary(operator, left, right) if !node.is_condition() => self.arithmetic(*operator, left, right),
            NodeKind::Call(function, arguments) if !node.is_condition() => self.call(node, *function, arguments),
            _ => Err(cannot(node, "une condition n’est pas une valeur", "if(condition, 1, 0)")),
        }
    }

    /// A score as its number.
    fn number(&self, node: &Node) -> Result<Guarded, ExprError> {
        let Some(scores) = self.reader.scores(node) else { return self.value(node) };
        if !are_plain(&scores) {
            return Err(cannot(node, "les codes n’y sont pas les nombres qu’ils valent", "des codes comme 0, 1, 2"));
        }
        let Guarded { value, mut guards } = self.value(node)?;
        for (code, _) in scores.iter().filter(|(_, score)| score.is_none()) {
            guards.push(comparison(format!("{} != {}", value.text, quoted(code))));
        }
        Ok(Guarded { value, guards })
    }

    fn date(&self, node: &Node) -> Result<Guarded, ExprError> {
        match whole_day(node)? {
            Some(day) => Ok(Guarded::free(Written::atom(quoted(day)))),
            None => self.value(node),
        }
    }

    fn arithmetic(&self, operator: Operator, left: &Node, right: &Node) -> Result<Guarded, ExprError> {
        let (a, b) = (self.number(left)?, self.number(right)?);
        let sign = match operator {
            Operator::Divide => "/",
            Operator::Modulo => "%",
            other => other.sign(),
        };
        let mut guards = vec![a.guards, b.guards];
        if matches!(operator, Operator::Divide | Operator::Modulo) && !is_nonzero(right) {
            guards.push(vec![Written::infix(Operator::Different, "!=", b.value.clone(), Written::atom("0"))]);
        }
        Ok(Guarded::of(Written::infix(operator, sign, a.value, b.value), guards))
    }

    fn call(&self, node: &Node, function: Function, arguments: &[Node]) -> Result<Guarded, ExprError> {
        let instead = |why: &str, instead: &str| Err(cannot(node, why, instead));
        match (function, arguments) {
            (Function::CountSelected, [question]) | (Function::StringLength, [question]) => {
                let (name, _) = self.reader.named(question)?;
                let guards = vec![comparison(format!("{} notempty", braced(name)))];
                Ok(Guarded { value: Written::atom(format!("{{{name}.length}}")), guards })
            }
            (Function::Rank, _) => instead("SurveyJS ne sait pas dire un rang", "{CLASSEMENT[0]} = 'code', à la main"),
            (Function::Abs, [number]) => {
                let Guarded { value, guards } = self.number(number)?;
                let text = value.alone();
                Ok(Guarded { value: Written::atom(format!("iif({text} < 0, 0 - ({text}), {text})")), guards })
            }
            (Function::Round | Function::Int, [number, decimals @ ..]) => {
                let Guarded { value, guards } = self.number(number)?;
                let name = if function == Function::Int { "trunc" } else { "round" };
                let decimals: Result<Vec<String>, ExprError> =
                    decimals.iter().map(|decimals| Ok(format!(", {}", self.value(decimals)?.value.alone()))).collect();
                let text = format!("{name}({}{})", value.alone(), decimals?.concat());
                Ok(Guarded { value: Written::atom(text), guards })
            }
            (Function::Sum, [question]) => self.over_rows(question, "sum"),
            (Function::Min | Function::Max, [one]) if matches!(self.reader.type_of(one), Some(Type::Numbers(_))) => {
                self.over_rows(one, function.name())
            }
            (Function::Min | Function::Max, numbers) => {
                let numbers: Result<Vec<Guarded>, ExprError> =
                    numbers.iter().map(|number| self.number(number)).collect();
                let (values, guards): (Vec<_>, Vec<_>) =
                    numbers?.into_iter().map(|number| (number.value.alone(), number.guards)).unzip();
                Ok(Guarded::of(Written::atom(format!("{}({})", function.name(), values.join(", "))), guards))
            }
            (Function::If, [condition, yes, no]) => self.choice(node, condition, yes, no),
            (Function::Coalesce, values) => self.coalesce(node, values),
            _ => instead("SurveyJS ne sait pas le dire", "une autre formule"),
        }
    }

    /// There `sum`, `min` and `max` pass over what is empty, as here.
    fn over_rows(&self, question: &Node, function: &str) -> Result<Guarded, ExprError> {
        let (name, found) = self.reader.named(question)?;
        let Type::Numbers(rows) = found else {
            return Err(cannot(question, "ce n’est pas une question à plusieurs nombres", "sum(QUESTION)"));
        };
        let rows: Vec<String> = rows.iter().map(|row| format!("{{{}.{row}}}", name.question)).collect();
        let guards = vec![comparison(format!("{} notempty", braced(name)))];
        Ok(Guarded { value: Written::atom(format!("{function}({})", rows.join(", "))), guards })
    }

    fn branch(&self, whole: &Node, branch: &Node) -> Result<Guarded, ExprError> {
        if self.reader.type_of(whole) == Some(Type::Number) { self.number(branch) } else { self.value(branch) }
    }

    fn choice(&self, whole: &Node, condition: &Node, yes: &Node, no: &Node) -> Result<Guarded, ExprError> {
        let holds = write(self, &Claim::that(condition, true))?;
        let fails = write(self, &Claim::that(condition, false))?;
        let (yes, no) = (self.branch(whole, yes)?, self.branch(whole, no)?);
        let value = format!("iif({}, {}, {})", holds.text, yes.value.text, no.value.text);
        let yes = chain(Operator::And, "and", [holds].into_iter().chain(yes.guards));
        let no = chain(Operator::And, "and", [fails].into_iter().chain(no.guards));
        let guard = chain(Operator::Or, "or", yes.into_iter().chain(no));
        Ok(Guarded { value: Written::atom(value), guards: guard.into_iter().collect() })
    }

    fn coalesce(&self, whole: &Node, values: &[Node]) -> Result<Guarded, ExprError> {
        let mut guarded = Vec::new();
        for value in values {
            if self.reader.type_of(whole) != Some(Type::Number) && self.reader.scores(value).is_some() {
                let instead = "un nombre parmi les autres valeurs";
                return Err(cannot(value, "une non-réponse y passerait pour une réponse", instead));
            }
            guarded.push(self.branch(whole, value)?);
        }
        let mut values = guarded.into_iter().rev();
        let Some(mut so_far) = values.next() else {
            return Err(cannot(whole, "rien à choisir", "deux valeurs au moins"));
        };
        for value in values {
            let Some(known) = chain(Operator::And, "and", value.guards) else {
                so_far = Guarded::free(value.value);
                continue;
            };
            let text = format!("iif({}, {}, {})", known.text, value.value.text, so_far.value.text);
            let otherwise = chain(Operator::And, "and", so_far.guards);
            let guards = otherwise.map(|otherwise| Written::infix(Operator::Or, "or", known, otherwise));
            so_far = Guarded { value: Written::atom(text), guards: guards.into_iter().collect() };
        }
        Ok(so_far)
    }
}
