//! The quota plan of a wave: marginal or crossed cells with a target and a maximum, and the total.

use serde::{Deserialize, Serialize};

use crate::domain::answer::Answers;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::Questionnaire;

/// Position of a cell in the plan. Cell 0 is the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CellId(pub u16);

impl CellId {
    pub const TOTAL: Self = Self(0);
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaPlan {
    pub margins: Vec<QuotaMargin>,
    /// The total first, then the cells margin by margin; a cell's position is its id.
    pub cells: Vec<PlannedCell>,
}

/// One variable, or several crossed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaMargin {
    pub id: String,
    pub label: String,
    pub variables: Vec<QuestionId>,
    /// Combinations declared to have no cell: admitted, counted in the other margins only.
    pub uncovered: Vec<Vec<OptionCode>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCell {
    /// `None` for the total.
    pub margin: Option<usize>,
    /// One code a variable of the margin.
    pub codes: Vec<OptionCode>,
    pub label: String,
    pub target: u32,
    pub max: u32,
}

impl QuotaPlan {
    /// The cells of these answers, ascending, the total included; `None` while a variable of a margin is unknown.
    pub fn cells_of(&self, q: &Questionnaire, answers: &Answers) -> Option<Vec<CellId>> {
        let _ = (q, answers);
        todo!()
    }
}
