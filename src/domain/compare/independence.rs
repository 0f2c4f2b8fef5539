//! Are rows and columns of a weighted table independent? Pearson's statistic on weighted counts is wrong, its size grows
//! with the design effect: Rao and Scott correct it with the covariance of the cells.

use crate::domain::arithmetic::matrix::{Cholesky, Matrix, dot};
use crate::domain::arithmetic::{beta, gamma, number};
use crate::domain::compare::crossing::{CrossMoments, Crossing};
use crate::domain::estimate::{Design, DesignFault};

/// Pivots under which a covariance of contrasts is singular: cells with nobody, or too few respondents for the cells.
const SINGULAR: f64 = 1e-12;

/// A statistic with its degrees of freedom and p value.
#[derive(Debug, Clone, PartialEq)]
pub struct TestResult {
    pub statistic: f64,
    /// Numerator, then denominator if there is one.
    pub degrees: Vec<f64>,
    pub p_value: f64,
}

/// The corrections of Pearson's test.
#[derive(Debug, Clone, PartialEq)]
pub struct RaoScott {
    /// Rao and Scott 1984 (Ann. Stat. 12:46), second order by Thomas and Rao 1987 (JASA 82:630). The one to publish.
    pub f: TestResult,
    /// First order: Pearson's statistic, its p value with the mean generalised design effect.
    pub chi_squared: TestResult,
}

/// Wald's tests, too liberal with many cells; for comparison with other programs.
#[derive(Debug, Clone, PartialEq)]
pub struct Wald {
    /// On totals (Koch, Freeman and Freeman 1975).
    pub plain: TestResult,
    /// With Fellegi's correction of degrees of freedom.
    pub adjusted: TestResult,
}

/// A table ready to be tested: weights of its cells with their covariance under the design.
#[derive(Debug, Clone)]
pub struct TestTable {
    rows: usize,
    columns: usize,
    /// Respondents of the whole sample, as R has it.
    n: f64,
    /// Degrees of freedom of the design.
    nu: f64,
    total: f64,
    shares: Vec<f64>,
    /// `p_r p_c` of each cell.
    expected: Vec<f64>,
    row_shares: Vec<f64>,
    column_shares: Vec<f64>,
    /// Of the cells' weights.
    covariance: Matrix,
}

impl TestTable {
    /// Under any design. `None` when a row or column is empty, or there are not two of each: there is nothing to test.
    ///
    /// The covariance is that of the cells' weights `Σ w 1_cell` (`Design::covariance`), `ν` clusters minus strata. Not
    /// for several answers a respondent, who would be in two cells, nor for ordered categories whose trend is the
    /// question.
    pub fn new(design: &Design, table: &Crossing) -> Result<Option<Self>, DesignFault> {
        let nu = design.degrees_of_freedom(None);
        let moments = CrossMoments::new(table, design.weights)?;
        if design.is_simple() {
            return Self::of_moments(&moments, nu);
        }
        let one =
            |at: usize| table.cell_of.iter().map(|cell| f64::from(u8::from(*cell == Some(at)))).collect::<Vec<_>>();
        let indicators: Vec<Vec<f64>> = (0..moments.cells.len()).map(one).collect();
        Ok(Self::of(&moments, design.covariance(&indicators)?, nu))
    }

    /// With weights as given, from the sums of the cells alone. `nu` is the size of the sample less 1.
    ///
    /// `C_ab = n/(n−1) [δ_ab Σ_a w² − W_a W_b/n]`: respondents drawn with replacement, `W` the weight of a cell, `n`
    /// the whole sample (Särndal, Swensson and Wretman 1992, §2.9), in weights squared. Not for strata or clusters;
    /// where margins explain rows or columns the test finds less than it could: `of`, with the covariance of residuals.
    pub fn of_moments(moments: &CrossMoments, nu: f64) -> Result<Option<Self>, DesignFault> {
        if moments.sample_n < 2 {
            return Err(DesignFault::OneCluster);
        }
        Ok(Self::of(moments, moments.covariance(), nu))
    }

    /// From the sums of the cells and the covariance of their weights, however it was had. `nu` are the degrees of freedom
    /// of the design.
    ///
    /// `p = W_cell/W`, expected `p_r p_c` from the sums of rows and columns; `N` is the respondents of the whole
    /// sample, in the table or not, as in R's `svychisq`. `covariance` is in weights squared, cells row after row.
    /// `None` as in `new`.
    pub fn of(moments: &CrossMoments, covariance: Matrix, nu: f64) -> Option<Self> {
        let (rows, columns) = (moments.rows, moments.columns);
        let total: f64 = moments.cells.iter().map(|cell| cell.weight).sum();
        let shares: Vec<f64> = moments.cells.iter().map(|cell| cell.weight / total).collect();
        let (mut row_shares, mut column_shares) = (vec![0.0; rows], vec![0.0; columns]);
        for (cell, share) in shares.iter().enumerate() {
            *row_shares.get_mut(cell / columns)? += share;
            *column_shares.get_mut(cell % columns)? += share;
        }
        let is_filled = row_shares.iter().chain(&column_shares).all(|share| *share > 0.0);
        if rows < 2 || columns < 2 || !is_filled {
            return None;
        }
        let expected = row_shares.iter().flat_map(|row| column_shares.iter().map(move |column| row * column)).collect();
        let n = number(moments.sample_n);
        Some(Self { rows, columns, n, nu, total, shares, expected, row_shares, column_shares, covariance })
    }

    /// With cell shares `p`, `D = diag(p)`, `C` a basis of interactions orthogonal to the main effects and `V` the covariance
    /// of `p`: `Δ = (C'D⁻¹C/N)⁻¹ (C'D⁻¹VD⁻¹C)`. The statistic is `X²/tr Δ`, its degrees of freedom `d₀ = (tr Δ)²/tr Δ²` and
    /// `d₀ν` with `ν` those of the design. `D` has the observed shares, as R has it; where a cell is empty, which would leave
    /// it without an inverse, those expected under independence, the metric of the paper. `None` when singular even so.
    ///
    /// `X² = N Σ (p − p_r p_c)²/(p_r p_c)`, Pearson's, with `N` the respondents of the whole sample: it cancels in
    /// `X²/tr Δ`, and is seen in `chi_squared` alone, whose p value is that of `X²/(tr Δ/d)` at `d = (r−1)(c−1)` (Rao
    /// and Scott 1981, JASA 76:221). Without unit. Not where `ν` is hardly above `d`, nor to say which cell departs:
    /// that is `pairs`.
    pub fn rao_scott(&self) -> Option<RaoScott> {
        let metric = if self.shares.iter().all(|share| *share > 0.0) { &self.shares } else { &self.expected };
        let covariance = self.covariance_of_shares();
        let contrasts = interactions(self.rows, self.columns);
        let inverse = |share: &f64| if *share > 0.0 { 1.0 / share } else { 0.0 };
        let over = |contrast: &Vec<f64>| contrast.iter().zip(metric).map(|(c, share)| c * inverse(share)).collect();
        let over: Vec<Vec<f64>> = contrasts.iter().map(over).collect();
        let size = contrasts.len();
        let (mut naive, mut designed) = (Matrix::new(size), Matrix::new(size));
        for (a, left) in over.iter().enumerate() {
            let through = covariance.times(left);
            for (b, (right, contrast)) in over.iter().zip(&contrasts).enumerate().take(a + 1) {
                let (plain, full) = (dot(left, contrast) / self.n, dot(&through, right));
                naive.set(a, b, plain);
                naive.set(b, a, plain);
                designed.set(a, b, full);
                designed.set(b, a, full);
            }
        }
        let delta = product_of_inverse(&naive, &designed)?;
        let trace: f64 = (0..size).map(|at| delta.at(at, at)).sum();
        let squares: f64 = (0..size).map(|a| (0..size).map(|b| delta.at(a, b) * delta.at(b, a)).sum::<f64>()).sum();
        let (x2, df, d0) = (self.pearson(), number(size), trace * trace / squares);
        let f = x2 / trace;
        Some(RaoScott {
            f: result(f, vec![d0, d0 * self.nu], beta::fisher_upper(f, d0, d0 * self.nu)),
            chi_squared: result(x2, vec![df], gamma::chi_squared_upper(x2 / (trace / df), df)),
        })
    }

    /// `Y'V(Y)⁻¹Y` with `Y_rc = T_rc − T_r T_c/T` on totals, without the first row and column, `V` by linearisation. `None`
    /// when singular.
    pub fn wald(&self) -> Option<Wald> {
        let cells = self.rows * self.columns;
        let kept: Vec<usize> = (0..cells).filter(|cell| cell / self.columns > 0 && cell % self.columns > 0).collect();
        let slopes: Vec<Vec<f64>> =
            kept.iter().map(|cell| (0..cells).map(|other| self.slope(*cell, other)).collect()).collect();
        let mut variance = Matrix::new(kept.len());
        for (a, left) in slopes.iter().enumerate() {
            let through = self.covariance.times(left);
            for (b, right) in slopes.iter().enumerate() {
                variance.set(a, b, dot(&through, right));
            }
        }
        let factor = Cholesky::new(&variance, SINGULAR);
        if factor.rank() < kept.len() {
            return None;
        }
        let gap = |cell: &usize| Some((self.shares.get(*cell)? - self.expected.get(*cell)?) * self.total);
        let y: Vec<f64> = kept.iter().filter_map(gap).collect();
        let (wald, df, nu) = (dot(&factor.solve(&y), &y), number(kept.len()), self.nu);
        let (plain, left) = (wald / df, nu - df + 1.0);
        let adjusted = wald * left / (df * nu);
        Some(Wald {
            plain: result(plain, vec![df, nu], beta::fisher_upper(plain, df, nu)),
            adjusted: result(adjusted, vec![df, left], beta::fisher_upper(adjusted, df, left)),
        })
    }

    /// `N Σ (p − p_r p_c)² / (p_r p_c)`.
    fn pearson(&self) -> f64 {
        let terms =
            self.shares.iter().zip(&self.expected).map(|(share, expected)| (share - expected).powi(2) / expected);
        self.n * terms.sum::<f64>()
    }

    /// Of shares `p = T/W` from that of totals: with `R` its sums by row and `S` of all,
    /// `(C_ab − p_a R_b − p_b R_a + p_a p_b S) / W²`.
    fn covariance_of_shares(&self) -> Matrix {
        let rows: Vec<f64> = (0..self.shares.len()).map(|a| self.covariance.row(a).iter().sum()).collect();
        let all: f64 = rows.iter().sum();
        let mut result = Matrix::new(self.shares.len());
        for (a, (p, row)) in self.shares.iter().zip(&rows).enumerate() {
            let columns = self.shares.iter().zip(&rows).zip(self.covariance.row(a));
            for (b, ((q, other), covariance)) in columns.enumerate() {
                result.set(a, b, (covariance - p * other - q * row + p * q * all) / (self.total * self.total));
            }
        }
        result
    }

    /// The derivative of `Y_rc` by `T_jk`: 1 at its own cell, −p_c on its row, −p_r on its column, `p_r p_c` everywhere.
    fn slope(&self, cell: usize, other: usize) -> f64 {
        let (row, column) = (cell / self.columns, cell % self.columns);
        let share =
            |shares: &[f64], at: usize, is_on: bool| if is_on { shares.get(at).copied().unwrap_or(0.0) } else { 0.0 };
        f64::from(u8::from(cell == other)) + self.expected.get(cell).copied().unwrap_or(0.0)
            - share(&self.column_shares, column, other / self.columns == row)
            - share(&self.row_shares, row, other % self.columns == column)
    }
}

fn result(statistic: f64, degrees: Vec<f64>, p_value: f64) -> TestResult {
    TestResult { statistic, degrees, p_value }
}

/// Products of centred row and column contrasts: `(r−1)(c−1)` vectors orthogonal to every main effect.
fn interactions(rows: usize, columns: usize) -> Vec<Vec<f64>> {
    let centred = |size: usize, at: usize| {
        (0..size).map(move |place| f64::from(u8::from(place == at)) - 1.0 / number(size)).collect::<Vec<f64>>()
    };
    let mut contrasts = Vec::new();
    for row in 1..rows {
        for column in 1..columns {
            let (left, right) = (centred(rows, row), centred(columns, column));
            contrasts.push(left.iter().flat_map(|l| right.iter().map(move |r| l * r)).collect());
        }
    }
    contrasts
}

/// `A⁻¹ B`, both symmetric and `A` positive; `None` when it is singular.
fn product_of_inverse(a: &Matrix, b: &Matrix) -> Option<Matrix> {
    let size = a.size();
    let factor = Cholesky::new(a, SINGULAR);
    if factor.rank() < size {
        return None;
    }
    let mut product = Matrix::new(size);
    for column in 0..size {
        for (row, value) in factor.solve(b.row(column)).into_iter().enumerate() {
            product.set(row, column, value);
        }
    }
    Some(product)
}
