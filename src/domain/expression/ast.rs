//! The tree of a condition. Nodes know their place in the text, which equality ignores.

use std::fmt;
use std::ops::Range;

use crate::domain::id::{OptionCode, QuestionId};

/// What a condition reads: a question, a computed variable, or one row of a grid (`JC_EFFETS.rapide`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    pub question: QuestionId,
    pub item: Option<OptionCode>,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.item {
            None => write!(f, "{}", self.question),
            Some(item) => write!(f, "{}.{item}", self.question),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub kind: NodeKind,
    pub span: Range<usize>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum NodeKind {
    Number(f64),
    Text(String),
    Name(Name),
    Not(Box<Node>),
    Negate(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Different,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Divide,
    Modulo,
}

/// How tightly `not` and the sign `-` hold what follows them, on the scale of [`Operator::power`].
pub(super) const NOT_POWER: u8 = 3;
pub(super) const NEGATE_POWER: u8 = 7;

impl Operator {
    pub fn sign(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "=",
            Self::Different => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Divide => "div",
            Self::Modulo => "mod",
        }
    }

    pub fn is_connective(self) -> bool {
        matches!(self, Self::And | Self::Or)
    }

    /// The comparison with its sides changed over.
    pub fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            other => other,
        }
    }

    /// The comparison that is true where this one is false.
    pub fn opposite(self) -> Option<Self> {
        match self {
            Self::Equal => Some(Self::Different),
            Self::Different => Some(Self::Equal),
            Self::Less => Some(Self::GreaterOrEqual),
            Self::LessOrEqual => Some(Self::Greater),
            Self::Greater => Some(Self::LessOrEqual),
            Self::GreaterOrEqual => Some(Self::Less),
            _ => None,
        }
    }

    /// How tightly it holds its operands.
    pub fn power(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal | Self::Different | Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => 4,
            Self::Plus | Self::Minus => 5,
            Self::Times | Self::Divide | Self::Modulo => 6,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Selected,
    CountSelected,
    Rank,
    Sum,
    Min,
    Max,
    Round,
    Int,
    Abs,
    StringLength,
    If,
    Coalesce,
    True,
    False,
}

impl Function {
    pub const ALL: [Self; 14] = [
        Self::Selected,
        Self::CountSelected,
        Self::Rank,
        Self::Sum,
        Self::Min,
        Self::Max,
        Self::Round,
        Self::Int,
        Self::Abs,
        Self::StringLength,
        Self::If,
        Self::Coalesce,
        Self::True,
        Self::False,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Selected => "selected",
            Self::CountSelected => "count-selected",
            Self::Rank => "rank",
            Self::Sum => "sum",
            Self::Min => "min",
            Self::Max => "max",
            Self::Round => "round",
            Self::Int => "int",
            Self::Abs => "abs",
            Self::StringLength => "string-length",
            Self::If => "if",
            Self::Coalesce => "coalesce",
            Self::True => "true",
            Self::False => "false",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.name() == name)
    }

    /// Fewest and most arguments.
    pub fn arguments(self) -> (usize, usize) {
        match self {
            Self::Selected | Self::Rank => (2, 2),
            Self::CountSelected | Self::Sum | Self::Int | Self::Abs | Self::StringLength => (1, 1),
            Self::Min | Self::Max => (1, 8),
            Self::Round => (1, 2),
            Self::If => (3, 3),
            Self::Coalesce => (2, 8),
            Self::True | Self::False => (0, 0),
        }
    }
}

impl Node {
    /// `''`, which asks for the absence of an answer.
    pub fn is_empty_text(&self) -> bool {
        matches!(&self.kind, NodeKind::Text(text) if text.is_empty())
    }

    /// How tightly the node holds together: below the power of what surrounds it, it needs parentheses.
    pub fn power(&self) -> u8 {
        match &self.kind {
            NodeKind::Not(_) => NOT_POWER,
            NodeKind::Negate(_) => NEGATE_POWER,
            NodeKind::Binary(operator, ..) => operator.power(),
            NodeKind::Number(_) | NodeKind::Text(_) | NodeKind::Name(_) | NodeKind::Call(..) => u8::MAX,
        }
    }

    /// Whether it says true or false, as far as its form tells: a choice is what its branches are.
    pub fn is_condition(&self) -> bool {
        match &self.kind {
            NodeKind::Not(_) => true,
            NodeKind::Binary(operator, ..) => operator.opposite().is_some() || operator.is_connective(),
            NodeKind::Call(Function::Selected | Function::True | Function::False, _) => true,
            NodeKind::Call(Function::If, arguments) => arguments.get(1).is_some_and(Self::is_condition),
            NodeKind::Call(Function::Coalesce, arguments) => arguments.first().is_some_and(Self::is_condition),
            _ => false,
        }
    }

    /// The nodes right below, from left to right.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        let (pair, list): ([Option<&Self>; 2], &[Self]) = match &self.kind {
            NodeKind::Number(_) | NodeKind::Text(_) | NodeKind::Name(_) => ([None, None], &[]),
            NodeKind::Not(inner) | NodeKind::Negate(inner) => ([Some(inner), None], &[]),
            NodeKind::Binary(_, left, right) => ([Some(left), Some(right)], &[]),
            NodeKind::Call(_, arguments) => ([None, None], arguments),
        };
        pair.into_iter().flatten().chain(list)
    }

    pub fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Node)) {
        see(self);
        self.children().for_each(|child| child.visit(see));
    }
}
