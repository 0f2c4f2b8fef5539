//! Are rows and columns of a weighted table independent? Pearson's statistic on weighted counts is wrong, its size grows
//! with the design effect: Rao and Scott correct it with the covariance of the cells.

use crate::domain::arithmetic::matrix::{Cholesky, Matrix};
use crate::domain::arithmetic::sum::{ExactSums, largest};
use crate::domain::arithmetic::{beta, gamma, number};
use crate::domain::estimate::{Design, DesignFault};

/// A table over respondents: the row and column of each, `None` when it is in neither.
#[derive(Debug, Clone)]
pub struct Crossing {
    pub rows: usize,
    pub columns: usize,
    /// `row × columns + column` of each respondent.
    pub cell_of: Vec<Option<usize>>,
}

/// A statistic with its degrees of freedom and p value.
#[derive(Debug, Clone, PartialEq)]
pub struct TestResult {
    pub statistic: f64,
    /// Numerator, then denominator if there is one.
    pub degrees: Vec<f64>,
    pub p_value: f64,
}

/// The tests of R's `svychisq`.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossTests {
    /// Rao and Scott 1984 (Ann. Stat. 12:46), second order by Thomas and Rao 1987 (JASA 82:630). The one to publish.
    pub f: TestResult,
    /// First order: Pearson's statistic, its p value with the mean generalised design effect.
    pub chi_squared: TestResult,
    /// Wald on totals (Koch, Freeman and Freeman 1975). Too liberal with many cells.
    pub wald: TestResult,
    /// The same with Fellegi's correction of degrees of freedom.
    pub adjusted_wald: TestResult,
}

/// `None` when a row or column is empty, or there are not two of each: there is nothing to test.
///
/// With cell shares `p`, `Δ = (C' D⁻¹ C / N)⁻¹ (C' D⁻¹ V D⁻¹ C)`, `D = diag(p)`, `C` a basis of interactions orthogonal to the
/// main effects, `V` the covariance of `p`: the statistic is `X² / tr Δ`, its degrees of freedom `d₀ = (tr Δ)² / tr Δ²` and
/// `d₀ ν`, `ν` those of the design.
pub fn cross_tests(design: &Design, table: &Crossing) -> Result<Option<CrossTests>, DesignFault> {
    let cells = table.rows * table.columns;
    let (totals, of_totals) = totals_with_covariance(design, table)?;
    let total: f64 = totals.iter().sum();
    let shares: Vec<f64> = totals.iter().map(|cell| cell / total).collect();
    let covariance = of_shares(&of_totals, &shares, total);
    let (rows, columns) = margins(table, &shares);
    let has_empty = rows.iter().chain(&columns).any(|share| !(*share > 0.0));
    if table.rows < 2 || table.columns < 2 || has_empty {
        return Ok(None);
    }
    let n = number(table.cell_of.len());
    let nu = design.degrees_of_freedom(None);
    let x2 = pearson(table, &shares, &rows, &columns, n);
    let contrasts = interactions(table);
    let inverse: Vec<f64> = shares.iter().map(|share| if *share > 0.0 { 1.0 / share } else { 0.0 }).collect();
    let over: Vec<Vec<f64>> = contrasts
        .iter()
        .map(|contrast| contrast.iter().zip(&inverse).map(|(c, inverse)| c * inverse).collect())
        .collect();
    let size = contrasts.len();
    let (mut naive, mut designed) = (Matrix::new(size), Matrix::new(size));
    for (a, left) in over.iter().enumerate() {
        let through: Vec<f64> =
            (0..cells).map(|row| left.iter().enumerate().map(|(at, c)| covariance.at(row, at) * c).sum()).collect();
        for (b, right) in over.iter().enumerate() {
            let under = contrasts.get(b).map_or(0.0, |contrast| left.iter().zip(contrast).map(|(l, r)| l * r).sum());
            naive.set(a, b, under / n);
            designed.set(a, b, through.iter().zip(right).map(|(l, r)| l * r).sum());
        }
    }
    let Some(delta) = product_of_inverse(&naive, &designed) else { return Ok(None) };
    let trace: f64 = (0..size).map(|at| delta.at(at, at)).sum();
    let squares: f64 =
        (0..size).flat_map(|a| (0..size).map(move |b| (a, b))).map(|(a, b)| delta.at(a, b) * delta.at(b, a)).sum();
    let d0 = trace * trace / squares;
    let f = x2 / trace;
    let df = number(size);
    let result = |statistic: f64, degrees: Vec<f64>, p_value: f64| TestResult { statistic, degrees, p_value };
    let Some(wald) = wald(table, &shares, &of_totals, total, &rows, &columns) else { return Ok(None) };
    let (plain, adjusted_df) = (wald / df, nu - df + 1.0);
    let adjusted = wald * adjusted_df / (df * nu);
    Ok(Some(CrossTests {
        f: result(f, vec![d0, d0 * nu], beta::fisher_upper(f, d0, d0 * nu)),
        chi_squared: result(x2, vec![df], gamma::chi_squared_upper(x2 / (trace / df), df)),
        wald: result(plain, vec![df, nu], beta::fisher_upper(plain, df, nu)),
        adjusted_wald: result(adjusted, vec![df, adjusted_df], beta::fisher_upper(adjusted, df, adjusted_df)),
    }))
}

/// Weights of cells and the covariance of these totals. Without calibration, strata or clusters it needs only the weights
/// and squared weights of cells: `n/(n−1) [δ_ab Σ_a w² − W_a W_b / n]`.
fn totals_with_covariance(design: &Design, table: &Crossing) -> Result<(Vec<f64>, Matrix), DesignFault> {
    let cells = table.rows * table.columns;
    let most = largest(design.weights.iter().copied()).ok_or(DesignFault::NotANumber)?;
    let (mut sums, mut squares) = (ExactSums::new(most, cells), ExactSums::new(most * most, cells));
    for (cell, weight) in table.cell_of.iter().zip(design.weights) {
        if let Some(cell) = cell {
            sums.add(*cell, *weight);
            squares.add(*cell, weight * weight);
        }
    }
    let (sums, squares) = (sums.values(), squares.values());
    let is_simple = design.calibration.is_none()
        && design.strata.is_none()
        && design.clusters.is_none()
        && design.population.is_none();
    if !is_simple {
        let one =
            |at: usize| table.cell_of.iter().map(|cell| f64::from(u8::from(*cell == Some(at)))).collect::<Vec<_>>();
        let covariance = design.covariance(&(0..cells).map(one).collect::<Vec<_>>())?;
        return Ok((sums, covariance));
    }
    let n = number(table.cell_of.len());
    if n < 2.0 {
        return Err(DesignFault::OneCluster);
    }
    let mut covariance = Matrix::new(cells);
    for (a, (left, square)) in sums.iter().zip(&squares).enumerate() {
        for (b, right) in sums.iter().enumerate() {
            let own = if a == b { *square } else { 0.0 };
            covariance.set(a, b, n / (n - 1.0) * (own - left * right / n));
        }
    }
    Ok((sums, covariance))
}

/// The covariance of shares `p = T/W` from that of totals: with `R` its sums by row and `S` of all,
/// `(C_ab − p_a R_b − p_b R_a + p_a p_b S) / W²`.
fn of_shares(covariance: &Matrix, shares: &[f64], total: f64) -> Matrix {
    let cells = shares.len();
    let rows: Vec<f64> = (0..cells).map(|a| (0..cells).map(|b| covariance.at(a, b)).sum()).collect();
    let all: f64 = rows.iter().sum();
    let mut result = Matrix::new(cells);
    for (a, (p, row)) in shares.iter().zip(&rows).enumerate() {
        for (b, (q, other)) in shares.iter().zip(&rows).enumerate() {
            let value = covariance.at(a, b) - p * other - q * row + p * q * all;
            result.set(a, b, value / (total * total));
        }
    }
    result
}

fn margins(table: &Crossing, shares: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let (mut rows, mut columns) = (vec![0.0; table.rows], vec![0.0; table.columns]);
    for (cell, share) in shares.iter().enumerate() {
        if let (Some(row), Some(column)) = (rows.get_mut(cell / table.columns), columns.get_mut(cell % table.columns)) {
            *row += share;
            *column += share;
        }
    }
    (rows, columns)
}

/// `p_r p_c` of each cell.
fn expected(table: &Crossing, rows: &[f64], columns: &[f64]) -> Vec<f64> {
    rows.iter()
        .flat_map(|row| columns.iter().map(move |column| row * column))
        .take(table.rows * table.columns)
        .collect()
}

fn pearson(table: &Crossing, shares: &[f64], rows: &[f64], columns: &[f64], n: f64) -> f64 {
    let terms = shares
        .iter()
        .zip(expected(table, rows, columns))
        .map(|(share, expected)| (share - expected).powi(2) / expected);
    n * terms.sum::<f64>()
}

/// Products of centred row and column contrasts: `(r−1)(c−1)` vectors orthogonal to every main effect.
fn interactions(table: &Crossing) -> Vec<Vec<f64>> {
    let centred = |size: usize, at: usize| {
        (0..size).map(move |place| f64::from(u8::from(place == at)) - 1.0 / number(size)).collect::<Vec<f64>>()
    };
    let mut contrasts = Vec::new();
    for row in 1..table.rows {
        for column in 1..table.columns {
            let (left, right) = (centred(table.rows, row), centred(table.columns, column));
            contrasts.push(left.iter().flat_map(|l| right.iter().map(move |r| l * r)).collect());
        }
    }
    contrasts
}

/// `A⁻¹ B`, `A` symmetric and positive; `None` when it is singular.
fn product_of_inverse(a: &Matrix, b: &Matrix) -> Option<Matrix> {
    let size = a.size();
    let factor = Cholesky::new(a, 1e-12);
    if factor.rank() < size {
        return None;
    }
    let mut product = Matrix::new(size);
    for column in 0..size {
        let right: Vec<f64> = (0..size).map(|row| b.at(row, column)).collect();
        for (row, value) in factor.solve(&right).into_iter().enumerate() {
            product.set(row, column, value);
        }
    }
    Some(product)
}

/// `Y' V(Y)⁻¹ Y` with `Y_rc = T_rc − T_r T_c / T` on totals, without the first row and column, `V` by linearisation; `None`
/// when singular.
fn wald(
    table: &Crossing,
    shares: &[f64],
    covariance: &Matrix,
    total: f64,
    rows: &[f64],
    columns: &[f64],
) -> Option<f64> {
    let cells = table.rows * table.columns;
    let kept: Vec<usize> = (0..cells).filter(|cell| cell / table.columns > 0 && cell % table.columns > 0).collect();
    let expected = expected(table, rows, columns);
    let gaps: Vec<f64> = shares.iter().zip(&expected).map(|(share, expected)| (share - expected) * total).collect();
    // The derivative of Y_rc by T_jk: 1 at its own cell, −p_c on its row, −p_r on its column, p_r p_c everywhere.
    let derivative = |cell: usize, other: usize| {
        let (row, column) = (cell / table.columns, cell % table.columns);
        let own = f64::from(u8::from(cell == other));
        let on_row = if other / table.columns == row { columns.get(column).copied().unwrap_or(0.0) } else { 0.0 };
        let on_column = if other % table.columns == column { rows.get(row).copied().unwrap_or(0.0) } else { 0.0 };
        own - on_row - on_column + expected.get(cell).copied().unwrap_or(0.0)
    };
    let slopes: Vec<Vec<f64>> =
        kept.iter().map(|cell| (0..cells).map(|other| derivative(*cell, other)).collect()).collect();
    let mut variance = Matrix::new(kept.len());
    for (a, left) in slopes.iter().enumerate() {
        let through: Vec<f64> =
            (0..cells).map(|row| left.iter().enumerate().map(|(at, c)| covariance.at(row, at) * c).sum()).collect();
        for (b, right) in slopes.iter().enumerate() {
            variance.set(a, b, through.iter().zip(right).map(|(l, r)| l * r).sum());
        }
    }
    let factor = Cholesky::new(&variance, 1e-12);
    if factor.rank() < kept.len() {
        return None;
    }
    let y: Vec<f64> = kept.iter().filter_map(|cell| gaps.get(*cell)).copied().collect();
    Some(factor.solve(&y).iter().zip(&y).map(|(l, r)| l * r).sum())
}
