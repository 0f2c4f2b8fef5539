//! How much work one evaluation may do. The size of a condition is bounded when it is read, the lists it goes through are
//! bounded by the questionnaire; the budget bounds their product, and is checked twice: before a version is opened, by
//! [`super::Expr::check`], and while evaluating. Formulas that read formulas draw on one budget.

use std::cell::Cell;

/// Most steps of one evaluation: a node of the tree is one, each code or number gone through is one more.
pub const STEPS_MAX: u32 = 10_000;

/// What is left, and whether more was asked for than there was.
#[derive(Debug)]
pub struct Budget {
    left: Cell<u32>,
    is_overdrawn: Cell<bool>,
}

impl Budget {
    pub fn new(steps: u32) -> Self {
        Self { left: Cell::new(steps), is_overdrawn: Cell::new(false) }
    }

    /// Takes steps; `false` once there are not enough left, and from then on.
    pub(super) fn spend(&self, steps: u32) -> bool {
        match self.left.get().checked_sub(steps) {
            Some(left) if !self.is_overdrawn.get() => self.left.set(left),
            _ => self.is_overdrawn.set(true),
        }
        !self.is_overdrawn.get()
    }

    pub fn is_overdrawn(&self) -> bool {
        self.is_overdrawn.get()
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(STEPS_MAX)
    }
}
