//! Quotas: the plan (which cells, which targets) and the admission (who may take which place).

mod admission;
mod apportion;
mod plan;

pub use admission::*;
pub use apportion::largest_remainder;
pub use plan::*;
