//! How much work one evaluation may do. The size of a condition is bounded when it is read, the lists it goes through are
//! bounded by the questionnaire; the budget bounds their product, and is checked twice: before a version is opened, by
//! [`super::Expr::check`], and while evaluating.

/// Most steps of one evaluation: a node of the tree is one, each code or number gone through is one more.
pub const STEPS_MAX: u32 = 10_000;

#[derive(Debug)]
pub(super) struct Budget {
    left: u32,
    is_overdrawn: bool,
}

impl Budget {
    pub fn new(steps: u32) -> Self {
        Self { left: steps, is_overdrawn: false }
    }

    /// Takes steps; `false` once there are not enough left, and from then on.
    pub fn spend(&mut self, steps: u32) -> bool {
        match self.left.checked_sub(steps) {
            Some(left) if !self.is_overdrawn => self.left = left,
            _ => self.is_overdrawn = true,
        }
        !self.is_overdrawn
    }

    pub fn is_overdrawn(&self) -> bool {
        self.is_overdrawn
    }
}
