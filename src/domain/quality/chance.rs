//! How often each value comes in the wave: what is common is no coincidence.

use std::collections::BTreeMap;

use crate::domain::arithmetic::mixing::hash;

/// One thing that can be alike in two interviews, as a number: an option, a row, a text. Equal contents are equal numbers.
pub type Mark = u64;

/// The share of each value of one attribute among those who have one.
#[derive(Debug, Clone, Default)]
pub struct Shares {
    counts: BTreeMap<Mark, u32>,
    all: u32,
}

impl Shares {
    pub fn add(&mut self, mark: Mark) {
        *self.counts.entry(mark).or_default() += 1;
        self.all += 1;
    }

    /// How surprising it is to meet this value, in nats: 0 for what everybody says.
    pub fn surprise(&self, mark: Mark) -> f64 {
        let count = self.counts.get(&mark).copied().unwrap_or(0);
        if count == 0 { 0.0 } else { (f64::from(self.all) / f64::from(count)).ln() }
    }

    /// The values met.
    pub fn marks(&self) -> impl Iterator<Item = Mark> + '_ {
        self.counts.keys().copied()
    }

    /// The share of a value, 0 when nobody has it.
    pub fn share(&self, mark: Mark) -> f64 {
        let count = self.counts.get(&mark).copied().unwrap_or(0);
        f64::from(count) / f64::from(self.all.max(1))
    }
}

/// Bytes as a number.
pub fn mark(bytes: &[u8]) -> Mark {
    hash(bytes)
}

/// Several marks as one; their order counts.
pub fn together(marks: impl Iterator<Item = Mark>) -> Mark {
    marks.fold(0x9e37_79b9_7f4a_7c15, |hash, one| (hash.rotate_left(5) ^ one).wrapping_mul(0x0100_0000_01b3))
}
