//! For tools that know only true and false: the condition becomes claims (`claim.rs`), each written so that it is true
//! there when it is certainly true here, and false when it is false or unknown here.

use super::{Translation, Written, cannot, chain, too_long};
use crate::domain::expression::ExprError;
use crate::domain::expression::ast::{Node, Operator};
use crate::domain::expression::claim::Claim;

/// How one tool says what conditions are made of.
pub(super) trait TwoValued {
    fn truth(&self, truth: bool) -> Written;
    fn not(&self, claim: Written) -> Written;
    /// `and` or `or`, as it is written there.
    fn word(&self, operator: Operator) -> &'static str {
        operator.sign()
    }
    fn compare(&self, operator: Operator, left: &Node, right: &Node) -> Translation;
    fn selected(&self, question: &Node, code: &str, is_selected: bool) -> Translation;
    fn answered(&self, of: &Node, is_answered: bool) -> Translation;
}

/// A claim as the tool writes it.
pub(super) fn write(tool: &impl TwoValued, claim: &Claim) -> Translation {
    match claim {
        Claim::Constant(truth) => Ok(tool.truth(*truth)),
        Claim::All(parts) => joined(tool, parts, Operator::And),
        Claim::Any(parts) => joined(tool, parts, Operator::Or),
        Claim::Compare(operator, left, right) => tool.compare(*operator, left, right),
        Claim::Selected { question, code, is_selected } => tool.selected(question, code, *is_selected),
        Claim::Answered { of, is_answered } if of.is_condition() => {
            let [holds, fails] = [true, false].map(|wanted| write(tool, &Claim::that(of, wanted)));
            let known = Written::infix(Operator::Or, tool.word(Operator::Or), holds?, fails?);
            Ok(if *is_answered { known } else { tool.not(known) })
        }
        Claim::Answered { of, is_answered } => tool.answered(of, *is_answered),
        Claim::Fails(claim) => Ok(tool.not(write(tool, claim)?)),
        Claim::TooMany(node) => Err(too_long(node)),
        Claim::Unclear(node) => Err(cannot(node, "ce n’est pas une condition", "une comparaison, ou selected()")),
    }
}

fn joined(tool: &impl TwoValued, parts: &[Claim], operator: Operator) -> Translation {
    let parts: Result<Vec<Written>, ExprError> = parts.iter().map(|part| Ok(set_apart(write(tool, part)?))).collect();
    let is_empty = operator == Operator::And;
    Ok(chain(operator, tool.word(operator), parts?).unwrap_or_else(|| tool.truth(is_empty)))
}

/// `a or b and c` is misread by the XPath evaluator of ODK's web forms: what is joined otherwise stands in parentheses.
fn set_apart(written: Written) -> Written {
    let is_joined = [Operator::And, Operator::Or].iter().any(|operator| operator.power() == written.power);
    if is_joined { Written::atom(format!("({})", written.alone())) } else { written }
}
