//! Comparisons: between subgroups, of a subgroup with the rest, between waves, and whether a table's rows and columns
//! are independent; and which figures may be compared at all. The variances are those of `estimate`.

mod comparability;
mod crossing;
mod groups;
mod independence;
mod letters;
mod multiple;
#[cfg(test)]
mod tests;
mod trend;

pub use comparability::{Figure, Standing, Verdict, WhyNot, comparable};
pub use crossing::{CrossMoments, Crossing};
pub use groups::{Difference, GroupMeans, difference, group_means, pairs};
pub use independence::{RaoScott, TestResult, TestTable, Wald};
pub use letters::{LETTER_BASE_MIN, beaten, letter, letters};
pub use multiple::{benjamini_hochberg, holm};
pub use trend::{LinearTrend, WaveValue, linear_trend};
