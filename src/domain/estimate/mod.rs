//! Estimates and how sure they are: shares, nets, means, totals, quantiles, with variances by linearisation (weights as
//! given, or residuals of the calibration), by replicates, and the intervals made of them.
//!
//! Conventions of R's package survey 4.1: a domain keeps the whole sample with zeros outside; degrees of freedom are
//! clusters minus strata; a stratum of m clusters has the factor m/(m−1).

mod design;
mod groups;
mod influence;
mod interval;
mod linear;
mod moments;
mod quantile;
mod replicate;
#[cfg(test)]
mod tests;

pub use design::{Design, DesignFault, Variance};
pub use groups::{CellCounts, Groups};
pub use influence::{Group, Influence, Influences, Score};
pub use interval::{Critical, Interval, IntervalKind, RARE_MIN, interval, normal_interval, printed, wilson};
pub use linear::{Estimate, Linearised, spread_of_values};
pub use moments::{Moments, Share, Z_95, margin_of_error_points, share, share_of};
pub use quantile::{Distribution, QuantileRule};
pub use replicate::{ReplicateFault, bootstrap, jackknife};
