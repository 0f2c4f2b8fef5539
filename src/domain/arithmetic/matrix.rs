//! Small dense symmetric systems: Cholesky with complete pivoting (Higham 2002, *Accuracy and Stability of Numerical
//! Algorithms*, §10.3), which also says which columns depend on the others. A calibration has tens of columns, so
//! nothing larger than this is needed.

#![expect(
    clippy::indexing_slicing,
    reason = "every index is under `size`, and the storage is size × size from `new` on"
)]

/// A square matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    size: usize,
    values: Vec<f64>,
}

impl Matrix {
    pub fn new(size: usize) -> Self {
        Self { size, values: vec![0.0; size * size] }
    }

    pub fn size(&self) -> usize {
        self.size
    }

    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.size + column]
    }

    /// One row, whole.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.size..(row + 1) * self.size]
    }

    pub fn set(&mut self, row: usize, column: usize, value: f64) {
        self.values[row * self.size + column] = value;
    }

    #[inline]
    pub fn add(&mut self, row: usize, column: usize, value: f64) {
        self.values[row * self.size + column] += value;
    }

    /// The rows and columns at these positions.
    pub fn part(&self, positions: &[usize]) -> Self {
        let mut part = Self::new(positions.len());
        for (row, from) in positions.iter().enumerate() {
            for (column, other) in positions.iter().enumerate() {
                part.set(row, column, self.at(*from, *other));
            }
        }
        part
    }

    /// `A v`.
    pub fn times(&self, vector: &[f64]) -> Vec<f64> {
        (0..self.size).map(|row| dot(self.row(row), vector)).collect()
    }

    /// `vᵀ A v`.
    pub fn quadratic(&self, vector: &[f64]) -> f64 {
        dot(&self.times(vector), vector)
    }
}

/// Rows in reduced echelon form by Gauss and Jordan, those that are nothing left out. For few rows of small whole numbers.
pub fn reduced(mut rows: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    const NOTHING: f64 = 1e-9;
    let at = |row: &[f64], column: usize| row.get(column).copied().unwrap_or(0.0);
    let mut done = 0;
    for column in 0..rows.first().map_or(0, Vec::len) {
        let Some(found) =
            (done..rows.len()).find(|place| rows.get(*place).is_some_and(|row| at(row, column).abs() > NOTHING))
        else {
            continue;
        };
        rows.swap(done, found);
        let Some(mut pivot) = rows.get(done).cloned() else { break };
        let by = at(&pivot, column);
        pivot.iter_mut().for_each(|one| *one /= by);
        for row in &mut rows {
            let times = at(row, column);
            row.iter_mut().zip(&pivot).for_each(|(one, of_pivot)| *one -= times * of_pivot);
        }
        if let Some(row) = rows.get_mut(done) {
            *row = pivot;
        }
        done += 1;
    }
    rows.truncate(done);
    rows
}

/// `u'v`, in four partial sums so that one addition need not wait for the other.
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    let (fours, others) = (left.chunks_exact(4), right.chunks_exact(4));
    let tail: f64 = fours.remainder().iter().zip(others.remainder()).map(|(l, r)| l * r).sum();
    let sums = fours
        .zip(others)
        .fold([0.0; 4], |[a, b, c, d], (l, r)| [a + l[0] * r[0], b + l[1] * r[1], c + l[2] * r[2], d + l[3] * r[3]]);
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + tail
}

/// `P A Pᵀ = L Lᵀ` of a symmetric matrix without negative eigenvalue, as far as its rank goes.
#[derive(Debug, Clone)]
pub struct Cholesky {
    /// Original position of each factored column, pivots first.
    order: Vec<usize>,
    rank: usize,
    lower: Matrix,
}

impl Cholesky {
    /// Factors, leaving out every column that is a combination of those taken before: what is left of its diagonal has
    /// fallen under `tolerance` times what it was. The symmetric part below the diagonal is read.
    pub fn new(matrix: &Matrix, tolerance: f64) -> Self {
        let size = matrix.size;
        let mut lower = matrix.clone();
        let mut order: Vec<usize> = (0..size).collect();
        let first: Vec<f64> = (0..size).map(|at| matrix.at(at, at)).collect();
        let left = |lower: &Matrix, order: &[usize], at: usize| {
            let was = first[order[at]];
            if was > 0.0 { lower.at(at, at) / was } else { 0.0 }
        };
        let mut rank = 0;
        while rank < size {
            // The first of equals, so that the choice depends on the order of columns alone.
            let best = (rank..size)
                .fold(rank, |best, at| if left(&lower, &order, at) > left(&lower, &order, best) { at } else { best });
            // Written so that what is not a number stops here too.
            let is_independent = left(&lower, &order, best) > tolerance;
            if !is_independent {
                break;
            }
            swap(&mut lower, rank, best);
            order.swap(rank, best);
            eliminate(&mut lower, rank);
            rank += 1;
        }
        Self { order, rank, lower }
    }

    pub fn rank(&self) -> usize {
        self.rank
    }

    /// Positions of the independent columns, ascending.
    pub fn independent(&self) -> Vec<usize> {
        let mut kept = self.order[..self.rank].to_vec();
        kept.sort_unstable();
        kept
    }

    /// A solution of `A x = b`, 0 at the columns left out.
    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut found: Vec<f64> = self.order[..self.rank].iter().map(|at| right[*at]).collect();
        for row in 0..self.rank {
            let known = dot(&self.lower.row(row)[..row], &found[..row]);
            found[row] = (found[row] - known) / self.lower.at(row, row);
        }
        for row in (0..self.rank).rev() {
            // Taken out of those above at once: the column of the transpose is a row, and lies together.
            let value = found[row] / self.lower.at(row, row);
            found[row] = value;
            found[..row].iter_mut().zip(self.lower.row(row)).for_each(|(above, part)| *above -= part * value);
        }
        let mut solution = vec![0.0; self.order.len()];
        for (value, at) in found.into_iter().zip(&self.order) {
            solution[*at] = value;
        }
        solution
    }
}

/// Exchanges two rows and the same two columns, below the diagonal.
fn swap(lower: &mut Matrix, a: usize, b: usize) {
    if a == b {
        return;
    }
    let size = lower.size;
    for column in 0..a {
        lower.values.swap(a * size + column, b * size + column);
    }
    for between in a + 1..b {
        lower.values.swap(between * size + a, b * size + between);
    }
    for below in b + 1..size {
        lower.values.swap(below * size + a, below * size + b);
    }
    lower.values.swap(a * size + a, b * size + b);
}

/// One step: the column at `pivot` is divided by its root and taken out of those to its right.
fn eliminate(lower: &mut Matrix, pivot: usize) {
    let size = lower.size;
    let root = lower.at(pivot, pivot).sqrt();
    lower.set(pivot, pivot, root);
    for below in pivot + 1..size {
        let value = lower.at(below, pivot) / root;
        lower.set(below, pivot, value);
    }
    for row in pivot + 1..size {
        let factor = lower.at(row, pivot);
        if factor == 0.0 {
            continue;
        }
        for column in pivot + 1..=row {
            let other = lower.at(column, pivot);
            lower.add(row, column, -factor * other);
        }
    }
}
