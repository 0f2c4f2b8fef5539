//! What is told of a calibration beside its weights: how unequal they became, and each category before and after.
//! Summed over cells, so that it does not depend on the order of rows either.

use crate::domain::arithmetic::number;
use crate::domain::arithmetic::sum::exact_sum;
use crate::domain::calibration::Calibration;

/// How unequal the weights are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub sum: f64,
    pub weight_min: f64,
    pub weight_max: f64,
    /// Least and most of final weight over base weight.
    pub g_min: f64,
    pub g_max: f64,
    /// Kish 1965: `n Σw² / (Σw)²`.
    pub design_effect: f64,
    /// Kish 1965: `(Σw)² / Σw²`.
    pub effective_n: f64,
    /// Rows whose weight is under 0: only the linear method gives some.
    pub negative: usize,
}

/// One category before and after, as shares of those its margin covers.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryFit {
    pub margin: String,
    pub category: String,
    pub target: f64,
    /// Under the base weights.
    pub before: f64,
    pub after: f64,
}

impl Calibration {
    /// How unequal the weights became (Kish 1965, *Survey Sampling*, §11.7): with `w` the weights of the `n` rows,
    /// `n_eff = (Σw)²/Σw²` in respondents and `deff = n/n_eff`; `g = w/d` over rows that had a base weight. It sees
    /// neither clusters and strata nor what the margins explain: not the design effect of a figure.
    pub fn spread(&self) -> Spread {
        let weights = || self.weights.iter().copied();
        let (sum, squares) = (exact_sum(weights()), exact_sum(weights().map(|weight| weight * weight)));
        let effective_n = sum * sum / squares;
        let used = || self.g.iter().zip(&self.cells.base).filter(|(_, base)| **base > 0.0).map(|(g, _)| *g);
        Spread {
            sum,
            weight_min: weights().fold(f64::INFINITY, f64::min),
            weight_max: weights().fold(f64::NEG_INFINITY, f64::max),
            g_min: used().fold(f64::INFINITY, f64::min),
            g_max: used().fold(f64::NEG_INFINITY, f64::max),
            design_effect: number(self.weights.len()) / effective_n,
            effective_n,
            negative: weights().filter(|weight| *weight < 0.0).count(),
        }
    }

    /// Every category of every margin, in the order given: `Σ d 1_k / Σ d 1_c` before and `Σ w 1_k / Σ w 1_c` after,
    /// fractions, with `1_k` the indicator of category k and `1_c` of those the margin covers. Numeric totals are not
    /// told here. That a margin is met says nothing of variables that are no margin.
    pub fn fits(&self) -> Vec<CategoryFit> {
        let mut fits = Vec::new();
        for margin in &self.margins {
            let size = margin.categories.len();
            let (mut before, mut after) = (vec![0.0; size], vec![0.0; size]);
            for ((place, base), g) in margin.places.iter().zip(&self.cells.base).zip(&self.g) {
                if let (Some(before), Some(after)) = (before.get_mut(*place), after.get_mut(*place)) {
                    *before += base;
                    *after += base * g;
                }
            }
            let categories = margin.categories.iter().zip(shares(&margin.targets));
            let columns = categories.zip(shares(&before)).zip(shares(&after));
            fits.extend(columns.map(|(((category, target), before), after)| CategoryFit {
                margin: margin.label.clone(),
                category: category.clone(),
                target,
                before,
                after,
            }));
        }
        fits
    }
}

fn shares(sums: &[f64]) -> Vec<f64> {
    let total: f64 = sums.iter().sum();
    sums.iter().map(|sum| sum / total).collect()
}
