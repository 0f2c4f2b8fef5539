//! Replicate variances: the whole weighting is done again on samples a little different. A check of the linearisation,
//! and the way for estimates that have no derivative.

use crate::domain::arithmetic::number;
use crate::domain::arithmetic::sum::exact_sum;
use crate::domain::calibration::Calibration;

/// Deviation accepted from a replicate's calibration: its weights are never published.
const TOLERANCE: f64 = 1e-9;
const ROUNDS_MAX: u32 = 100;

/// Why there is no replicate variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReplicateFault {
    /// `row` from 1.
    #[error("sans la ligne {row}, les marges ne peuvent plus être atteintes : aucune variance par répliques")]
    NotCalibrated { row: usize },
    #[error("trop de tirages n'atteignent pas les marges : aucune variance par répliques")]
    TooManyFailures,
    #[error("il faut au moins deux répondants")]
    TooFew,
    #[error("une marge laisse des répondants hors d'elle : ce calage ne se refait pas sur des répliques")]
    Outside,
    /// Strata, clusters or a finite population: dropping one respondent at a time is not how they were drawn.
    #[error("jackknife JK1 et bootstrap sont ceux d'un sondage simple, sans strates, grappes ni population finie")]
    NotSimple,
    #[error("{rows} lignes fois {replicates} répliques, {} au plus en tout : aucune variance par répliques", WORK_MAX)]
    TooMuchWork { rows: usize, replicates: usize },
}

/// Rows times replicates: twenty thousand respondents dropped in turn take some seconds, a million would take days.
pub const WORK_MAX: usize = 400_000_000;

/// Whether the calibration can be done again so many times.
fn check(calibration: &Calibration, replicates: usize) -> Result<(), ReplicateFault> {
    let rows = calibration.weights.len();
    if rows < 2 || replicates < 2 {
        return Err(ReplicateFault::TooFew);
    }
    if !calibration.can_be_repeated() {
        return Err(ReplicateFault::Outside);
    }
    if rows.saturating_mul(replicates) > WORK_MAX {
        return Err(ReplicateFault::TooMuchWork { rows, replicates });
    }
    Ok(())
}

/// Part of bootstrap draws that may fail to meet the margins.
const FAILURES_MAX: f64 = 0.05;

/// JK1 (Quenouille–Tukey; Wolter 2007, *Introduction to Variance Estimation*, ch. 4): each respondent is dropped in turn,
/// the others' base weights times n/(n−1), the sample calibrated again; `V = (n−1)/n Σ (θ_r − θ̄)²`.
///
/// `estimates` turns the weights of a replicate, in row order, into estimates. Respondents of one cell leave the same
/// factors behind, so a calibration is done once a cell. Not for strata or clusters, nor for medians.
pub fn jackknife(
    calibration: &Calibration,
    base: Option<&[f64]>,
    estimates: &mut dyn FnMut(&[f64]) -> Vec<f64>,
) -> Result<Vec<f64>, ReplicateFault> {
    let rows = calibration.weights.len();
    check(calibration, rows)?;
    let n = number(rows);
    let mut found = Vec::with_capacity(rows);
    let mut replicates = calibration.replicates(base);
    let mut weights = vec![0.0; rows];
    for row in 0..rows {
        replicates
            .without(row, n / (n - 1.0), ROUNDS_MAX, TOLERANCE, &mut weights)
            .ok_or(ReplicateFault::NotCalibrated { row: row + 1 })?;
        found.push(estimates(&weights));
    }
    Ok(variances(&found, (n - 1.0) / n))
}

/// Rescaled bootstrap (Rao and Wu 1988, JASA 83:231; Rao, Wu and Yue 1992) of a simple sample: n−1 respondents drawn with
/// replacement, base weights times `n/(n−1)` a draw, calibrated again; `V` is the mean square around the mean of draws.
/// `draw(k)` gives a position under `k`: the caller seeds it, so that a figure can be had again. At least 500 draws for a
/// standard error that is to be printed; not for strata, clusters or a large part of a finite population.
pub fn bootstrap(
    calibration: &Calibration,
    base: Option<&[f64]>,
    draws: u32,
    draw: &mut dyn FnMut(usize) -> usize,
    estimates: &mut dyn FnMut(&[f64]) -> Vec<f64>,
) -> Result<Vec<f64>, ReplicateFault> {
    let rows = calibration.weights.len();
    check(calibration, usize::try_from(draws).unwrap_or(usize::MAX))?;
    let factor = number(rows) / number(rows - 1);
    let mut replicates = calibration.replicates(base);
    let (mut found, mut weights, mut failures) = (Vec::new(), vec![0.0; rows], 0.0);
    for _ in 0..draws {
        let mut times = vec![0.0; rows];
        for _ in 1..rows {
            if let Some(times) = times.get_mut(draw(rows)) {
                *times += factor;
            }
        }
        match replicates.with_multiplicities(&times, ROUNDS_MAX, TOLERANCE, &mut weights) {
            Some(()) => found.push(estimates(&weights)),
            None => failures += 1.0,
        }
    }
    if failures > FAILURES_MAX * f64::from(draws) {
        return Err(ReplicateFault::TooManyFailures);
    }
    Ok(variances(&found, 1.0 / number(found.len())))
}

/// `factor Σ (θ_r − θ̄)²` of each estimate.
fn variances(replicates: &[Vec<f64>], factor: f64) -> Vec<f64> {
    let estimates = replicates.first().map_or(0, Vec::len);
    let of = |at: usize| replicates.iter().filter_map(move |estimates| estimates.get(at)).copied();
    // Replicates come in the order of rows: exact sums do not keep it.
    let variance = |at: usize| {
        let mean = exact_sum(of(at)) / number(replicates.len());
        factor * exact_sum(of(at).map(|estimate| (estimate - mean).powi(2)))
    };
    (0..estimates).map(variance).collect()
}
