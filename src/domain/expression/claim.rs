//! A condition as claims, with every `not` carried down to the comparisons. In three-valued logic this changes nothing
//! (De Morgan's laws hold, and so does « not < is >= »), and what is left can be told in a sentence, or written for a tool
//! that knows only true and false: a claim is « certainly true », so that an unknown makes it false.

use super::ast::{Function, Name, Node, NodeKind, Operator};

/// What has to be certainly true.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Claim<'e> {
    Constant(bool),
    All(Vec<Claim<'e>>),
    Any(Vec<Claim<'e>>),
    Compare(Operator, &'e Node, &'e Node),
    /// Whether a code is among the answers to a question, which has some.
    Selected {
        question: &'e Node,
        code: &'e str,
        is_selected: bool,
    },
    /// Whether there is an answer.
    Answered {
        of: &'e Node,
        is_answered: bool,
    },
    /// The claim does not hold: it is false or unknown.
    Fails(Box<Claim<'e>>),
    /// No claim can be made of it: it is not a condition.
    Unclear(&'e Node),
    /// Choices in the conditions of choices: told apart, there would be too many.
    TooMany(&'e Node),
}

/// Most claims a condition is told in.
const CLAIMS_MAX: usize = 1_000;

impl<'e> Claim<'e> {
    /// That this condition is certainly true, or certainly false.
    pub fn that(node: &'e Node, wanted: bool) -> Self {
        if weight(node) > CLAIMS_MAX { Self::TooMany(node) } else { Self::of(node, wanted) }
    }

    fn of(node: &'e Node, wanted: bool) -> Self {
        match &node.kind {
            NodeKind::Not(inner) => Self::of(inner, !wanted),
            NodeKind::Binary(Operator::And, left, right) if wanted => Self::all(left, right, wanted),
            NodeKind::Binary(Operator::Or, left, right) if !wanted => Self::all(left, right, wanted),
            NodeKind::Binary(Operator::And | Operator::Or, left, right) => Self::any(left, right, wanted),
            NodeKind::Binary(operator, left, right) => Self::comparison(node, *operator, left, right, wanted),
            NodeKind::Call(function, arguments) => Self::call(node, *function, arguments, wanted),
            NodeKind::Number(_) | NodeKind::Text(_) | NodeKind::Name(_) | NodeKind::Negate(_) => Self::Unclear(node),
        }
    }

    fn all(left: &'e Node, right: &'e Node, wanted: bool) -> Self {
        let mut parts = Vec::new();
        for part in [Self::of(left, wanted), Self::of(right, wanted)] {
            match part {
                Self::All(inner) => parts.extend(inner),
                other => parts.push(other),
            }
        }
        Self::All(parts)
    }

    fn any(left: &'e Node, right: &'e Node, wanted: bool) -> Self {
        let mut parts = Vec::new();
        for part in [Self::of(left, wanted), Self::of(right, wanted)] {
            match part {
                Self::Any(inner) => parts.extend(inner),
                other => parts.push(other),
            }
        }
        Self::Any(parts)
    }

    fn comparison(node: &'e Node, operator: Operator, left: &'e Node, right: &'e Node, wanted: bool) -> Self {
        if left.is_empty_text() || right.is_empty_text() {
            let of = if right.is_empty_text() { left } else { right };
            return match operator {
                Operator::Equal => Self::Answered { of, is_answered: !wanted },
                Operator::Different => Self::Answered { of, is_answered: wanted },
                _ => Self::Unclear(node),
            };
        }
        match if wanted { Some(operator) } else { operator.opposite() } {
            Some(operator) if operator.opposite().is_some() => Self::Compare(operator, left, right),
            _ => Self::Unclear(node),
        }
    }

    fn call(node: &'e Node, function: Function, arguments: &'e [Node], wanted: bool) -> Self {
        match (function, arguments) {
            (Function::True, _) => Self::Constant(wanted),
            (Function::False, _) => Self::Constant(!wanted),
            (Function::Selected, [question, Node { kind: NodeKind::Text(code), .. }]) => {
                Self::Selected { question, code, is_selected: wanted }
            }
            (Function::If, [condition, yes, no]) => Self::Any(vec![
                Self::All(vec![Self::of(condition, true), Self::of(yes, wanted)]),
                Self::All(vec![Self::of(condition, false), Self::of(no, wanted)]),
            ]),
            // The first that is known decides: a later one only where those before it are not.
            (Function::Coalesce, [first, rest @ ..]) => {
                let mut claim = Self::of(first, wanted);
                let mut earlier = vec![Self::Fails(Box::new(Self::of(first, !wanted)))];
                for next in rest {
                    let mut later = earlier.clone();
                    later.push(Self::of(next, wanted));
                    claim = match claim {
                        Self::Any(mut parts) => {
                            parts.push(Self::All(later));
                            Self::Any(parts)
                        }
                        other => Self::Any(vec![other, Self::All(later)]),
                    };
                    earlier.push(Self::Fails(Box::new(Self::of(next, !wanted))));
                }
                claim
            }
            _ => Self::Unclear(node),
        }
    }

    /// The question and the code of `QUESTION = 'code'`, either way round.
    pub fn named_code(&self) -> Option<(Operator, &'e Name, &'e str)> {
        match self {
            Self::Compare(operator @ (Operator::Equal | Operator::Different), a, b) => match (&a.kind, &b.kind) {
                (NodeKind::Name(name), NodeKind::Text(code)) | (NodeKind::Text(code), NodeKind::Name(name)) => {
                    Some((*operator, name, code))
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// How many claims a condition makes: a choice tells its condition twice, and `coalesce` each value again in those after.
fn weight(node: &Node) -> usize {
    match &node.kind {
        NodeKind::Not(inner) => weight(inner),
        NodeKind::Binary(Operator::And | Operator::Or, left, right) => weight(left).saturating_add(weight(right)),
        NodeKind::Call(Function::If, arguments) => {
            let times = [2, 1, 1];
            let weights = arguments.iter().zip(times).map(|(node, times)| weight(node).saturating_mul(times));
            weights.fold(0, usize::saturating_add)
        }
        NodeKind::Call(Function::Coalesce, arguments) => {
            let times = (1..=arguments.len()).rev();
            let weights = arguments.iter().zip(times).map(|(node, times)| weight(node).saturating_mul(times));
            weights.fold(0, usize::saturating_add)
        }
        _ => 1,
    }
}
