//! Comparisons: between subgroups, of a subgroup with the rest, between waves, and whether a table's rows and columns
//! are independent; and which figures may be compared at all. The variances are those of `estimate`.

mod comparability;
mod groups;
mod independence;
mod letters;
mod multiple;
#[cfg(test)]
mod tests;
mod trend;

pub use comparability::{Figure, Verdict, WhyNot, comparable};
pub use groups::{Difference, GroupMeans, difference, group_means, pairs};
pub use independence::{CrossTests, Crossing, TestResult, cross_tests};
pub use letters::{LETTER_BASE_MIN, letter, letters};
pub use multiple::{benjamini_hochberg, holm};
pub use trend::{LinearTrend, WaveValue, linear_trend};
