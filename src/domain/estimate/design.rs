//! Variances of totals under the design: strata, clusters, finite populations, and the residuals of a calibration. All
//! other estimates come here as linearised variables. Exact sums make every figure the same for any order of rows.

use std::borrow::Cow;

use crate::domain::arithmetic::matrix::Matrix;
use crate::domain::arithmetic::number;
use crate::domain::arithmetic::sum::{ExactSums, exact_sum, largest};
use crate::domain::calibration::Calibration;

/// Which part of the variance a calibration takes away is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variance {
    /// Final weights treated as given: conservative when the margins explain the answer.
    WeightsOnly,
    /// Residuals of the regression on the calibration variables: for publication.
    Calibrated,
}

/// A sample as its variances see it. Respondents are clusters and there is one stratum where nothing else is said.
#[derive(Clone, Copy)]
pub struct Design<'a> {
    pub weights: &'a [f64],
    pub strata: Option<&'a [u32]>,
    pub clusters: Option<&'a [u32]>,
    /// For each row the number of clusters of its stratum in the population, or when all are at most 1 the sampling
    /// fraction.
    pub population: Option<&'a [f64]>,
    /// The calibration whose residuals count, with its base weights (all 1 when `None`).
    pub calibration: Option<(&'a Calibration, Option<&'a [f64]>)>,
}

/// What keeps a variance from being computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DesignFault {
    #[error("il faut au moins deux grappes")]
    OneCluster,
    #[error("la taille de la population n'est pas la même dans toute la strate, ou est inférieure à l'échantillon")]
    BadPopulation,
    #[error("la variance calée n'existe pas pour des marges qui laissent des répondants en dehors")]
    NoResiduals,
    #[error("une valeur n'est pas un nombre")]
    NotANumber,
}

/// Units whose totals vary, and the stratum of each.
struct Units {
    /// Unit of each row; `None` when each row is one.
    of_row: Option<Vec<u32>>,
    stratum: Option<Vec<u32>>,
    count: usize,
}

impl<'a> Design<'a> {
    /// A simple sample with these weights.
    pub fn simple(weights: &'a [f64]) -> Self {
        Self { weights, strata: None, clusters: None, population: None, calibration: None }
    }

    /// Without the residuals: weights as given.
    #[must_use]
    pub fn weights_only(self) -> Self {
        Self { calibration: None, ..self }
    }

    /// Whether respondents are clusters, in one stratum, with their weights as given.
    pub fn is_simple(&self) -> bool {
        self.calibration.is_none() && self.strata.is_none() && self.clusters.is_none() && self.population.is_none()
    }

    /// Covariances of the totals `Σ w z` of several variables (Särndal, Swensson and Wretman 1992, *Model Assisted Survey
    /// Sampling*, §5.5 and 11.6; what R's `svyrecvar` computes): over strata h of m clusters,
    /// `V = Σ_h (1−f_h) m/(m−1) Σ_c (T_c − T̄_h)(T_c − T̄_h)'`, `T_c` the cluster's sum of `w z`. With a calibration, `z` is
    /// replaced by its residual first. A stratum of one cluster is centred on the mean of all (R's « adjust »).
    ///
    /// `f_h` is the sampling fraction, `m/M_h` of `population`; the unit is that of the totals, squared. Rows outside a
    /// domain keep their place with `z = 0`: do not cut the sample down to it. Only the first stage counts, so not for
    /// two phases, nor where `f` is large and clusters are themselves sampled; and `z` must be smooth, which that of a
    /// quantile is not.
    pub fn covariance<Z: AsRef<[f64]>>(&self, z: &[Z]) -> Result<Matrix, DesignFault> {
        let units = self.units();
        if units.count < 2 {
            return Err(DesignFault::OneCluster);
        }
        let totals = z.iter().map(|z| self.totals(z.as_ref(), &units)).collect::<Result<Vec<_>, _>>()?;
        let strata = Strata::new(&units, self.population)?;
        let centred: Vec<Vec<f64>> = totals.into_iter().map(|totals| strata.centred(totals)).collect();
        let mut covariance = Matrix::new(z.len());
        for (row, left) in centred.iter().enumerate() {
            for (column, right) in centred.iter().enumerate().take(row + 1) {
                let value = strata.sum_of_products(left, right);
                if !value.is_finite() {
                    return Err(DesignFault::NotANumber);
                }
                covariance.set(row, column, value);
                covariance.set(column, row, value);
            }
        }
        Ok(covariance)
    }

    /// The variance of one total, `V(Σ w z)`: `covariance` of one variable, rounding under 0 taken for 0. In the unit
    /// of `w z` squared; for a linearised `z` (`Linearised`, whose `w z` adds up to the estimate's error) in that of
    /// the estimate, squared. The same source and limits.
    pub fn variance(&self, z: &[f64]) -> Result<f64, DesignFault> {
        Ok(self.covariance(&[z])?.at(0, 0).max(0.0))
    }

    /// Clusters minus strata, of those that have a row in the domain: `ν = Σ_h (m_h − 1)` over strata h met there,
    /// `m_h` their clusters met there (R survey's `degf` of a subset; Korn and Graubard 1999, *Analysis of Health
    /// Surveys*, for domains). A nominal count: too many where few clusters hold most of the domain's weight. At 0
    /// Student's t has no value.
    pub fn degrees_of_freedom(&self, domain: Option<&[bool]>) -> f64 {
        let is_in = |row: usize| domain.is_none_or(|domain| domain.get(row).copied().unwrap_or(false));
        let units = self.units();
        let mut used = vec![false; units.count];
        match &units.of_row {
            None => used.iter_mut().enumerate().for_each(|(row, used)| *used = is_in(row)),
            Some(of_row) => {
                for (row, unit) in of_row.iter().enumerate().filter(|(row, _)| is_in(*row)) {
                    let _ = row;
                    if let Some(used) = used.get_mut(at(*unit)) {
                        *used = true;
                    }
                }
            }
        }
        let clusters = used.iter().filter(|used| **used).count();
        let strata = match &units.stratum {
            None => usize::from(clusters > 0),
            Some(stratum) => {
                let used: std::collections::BTreeSet<u32> =
                    stratum.iter().zip(&used).filter(|(_, used)| **used).map(|(stratum, _)| *stratum).collect();
                used.len()
            }
        };
        number(clusters) - number(strata)
    }

    /// `z` or its residual.
    fn residual<'z>(&self, z: &'z [f64]) -> Result<Cow<'z, [f64]>, DesignFault> {
        let Some((calibration, base)) = self.calibration else { return Ok(Cow::Borrowed(z)) };
        let mut residual = z.to_vec();
        calibration.residuals(base, &mut residual).ok_or(DesignFault::NoResiduals)?;
        Ok(Cow::Owned(residual))
    }

    /// Totals of `w z` by unit.
    fn totals(&self, z: &[f64], units: &Units) -> Result<Vec<f64>, DesignFault> {
        let mut terms = self.residual(z)?.into_owned();
        terms.iter_mut().zip(self.weights).for_each(|(z, weight)| *z *= weight);
        let Some(of_row) = &units.of_row else { return Ok(terms) };
        let largest = largest(terms.iter().copied()).ok_or(DesignFault::NotANumber)?;
        let mut sums = ExactSums::new(largest, z.len(), units.count);
        for (unit, term) in of_row.iter().zip(terms) {
            sums.add(at(*unit), term);
        }
        Ok(sums.values())
    }

    /// Clusters within strata: the same label in two strata is two clusters.
    fn units(&self) -> Units {
        let rows = self.weights.len();
        let Some(clusters) = self.clusters else {
            return Units { of_row: None, stratum: self.strata.map(<[u32]>::to_vec), count: rows };
        };
        let key = |row: usize| {
            let stratum = self.strata.and_then(|strata| strata.get(row)).copied().unwrap_or(0);
            (stratum, clusters.get(row).copied().unwrap_or(0))
        };
        let mut keys: Vec<(u32, u32)> = (0..rows).map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        let place = |row: usize| u32::try_from(keys.binary_search(&key(row)).unwrap_or(0)).unwrap_or(0);
        let of_row = (0..rows).map(place).collect();
        Units { of_row: Some(of_row), stratum: Some(keys.iter().map(|key| key.0).collect()), count: keys.len() }
    }
}

fn at(position: u32) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// The strata of the units, numbered, with their sizes and factors.
struct Strata {
    of_unit: Option<Vec<usize>>,
    sizes: Vec<usize>,
    /// `(1−f) m/(m−1)`.
    factors: Vec<f64>,
}

impl Strata {
    fn new(units: &Units, population: Option<&[f64]>) -> Result<Self, DesignFault> {
        let of_unit = units.stratum.as_ref().map(|stratum| {
            let mut labels = stratum.clone();
            labels.sort_unstable();
            labels.dedup();
            stratum.iter().map(|label| labels.binary_search(label).unwrap_or(0)).collect::<Vec<usize>>()
        });
        let strata = of_unit.as_ref().map_or(1, |of_unit| of_unit.iter().max().map_or(0, |last| last + 1));
        let mut sizes = vec![0usize; strata];
        for unit in 0..units.count {
            if let Some(size) = sizes.get_mut(stratum_of(of_unit.as_ref(), unit)) {
                *size += 1;
            }
        }
        let fractions = fractions(units, of_unit.as_ref(), &sizes, population)?;
        let factor = |(size, fraction): (&usize, f64)| {
            let m = number(*size);
            (1.0 - fraction) * if *size > 1 { m / (m - 1.0) } else { 1.0 }
        };
        let factors = sizes.iter().zip(fractions).map(factor).collect();
        Ok(Self { of_unit, sizes, factors })
    }

    /// Distances from the mean of each stratum.
    fn centred(&self, mut totals: Vec<f64>) -> Vec<f64> {
        let sums = self.sums(&totals);
        let grand = exact_sum(totals.iter().copied()) / number(totals.len());
        let means: Vec<f64> = sums
            .iter()
            .zip(&self.sizes)
            .map(|(sum, size)| if *size > 1 { sum / number(*size) } else { grand })
            .collect();
        let mean = |stratum: usize| means.get(stratum).copied().unwrap_or(0.0);
        match &self.of_unit {
            None => totals.iter_mut().for_each(|total| *total -= mean(0)),
            Some(of_unit) => {
                totals.iter_mut().zip(of_unit).for_each(|(total, stratum)| *total -= mean(*stratum));
            }
        }
        totals
    }

    fn sum_of_products(&self, left: &[f64], right: &[f64]) -> f64 {
        let products = left.iter().zip(right).map(|(left, right)| left * right);
        if self.of_unit.is_none() {
            return exact_sum(products) * self.factors.first().copied().unwrap_or(1.0);
        }
        self.sums(&products.collect::<Vec<f64>>()).iter().zip(&self.factors).map(|(sum, factor)| sum * factor).sum()
    }

    fn sums(&self, values: &[f64]) -> Vec<f64> {
        let Some(of_unit) = &self.of_unit else { return vec![exact_sum(values.iter().copied())] };
        let mut sums =
            ExactSums::new(largest(values.iter().copied()).unwrap_or(f64::MAX), values.len(), self.sizes.len());
        for (stratum, value) in of_unit.iter().zip(values) {
            sums.add(*stratum, *value);
        }
        sums.values()
    }
}

fn stratum_of(of_unit: Option<&Vec<usize>>, unit: usize) -> usize {
    of_unit.and_then(|of_unit| of_unit.get(unit)).copied().unwrap_or(0)
}

/// The sampling fraction of each stratum, from a number every row of it shares.
fn fractions(
    units: &Units,
    of_unit: Option<&Vec<usize>>,
    sizes: &[usize],
    population: Option<&[f64]>,
) -> Result<Vec<f64>, DesignFault> {
    let Some(population) = population else { return Ok(vec![0.0; sizes.len()]) };
    let mut told: Vec<Option<f64>> = vec![None; sizes.len()];
    for (row, value) in population.iter().enumerate() {
        let unit = match &units.of_row {
            Some(of_row) => of_row.get(row).map_or(usize::MAX, |unit| at(*unit)),
            None => row,
        };
        let Some(slot) = told.get_mut(stratum_of(of_unit, unit)) else { continue };
        match slot {
            None => *slot = Some(*value),
            Some(before) if before.to_bits() == value.to_bits() => {}
            Some(_) => return Err(DesignFault::BadPopulation),
        }
    }
    let are_fractions = population.iter().all(|value| *value <= 1.0);
    let fraction = |(told, size): (Option<f64>, &usize)| {
        let value = told.unwrap_or(f64::INFINITY);
        let fraction = if are_fractions { value } else { number(*size) / value };
        if (0.0..=1.0).contains(&fraction) { Ok(fraction) } else { Err(DesignFault::BadPopulation) }
    };
    told.into_iter().zip(sizes).map(fraction).collect()
}
