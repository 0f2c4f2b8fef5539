//! What a reader can work out of hidden columns: for each, the interval its base must be in, given the shown bases and
//! what adds up. Subtraction is Gaussian elimination over the links; bounds are carried along links until they rest.

/// Rounds of carrying bounds from link to link; each can only narrow, so stopping early is stopping at wider bounds.
const BOUND_ROUNDS_MAX: usize = 50;
/// Coefficients are sums of a few ones: what is under this is nothing.
const NOTHING: f64 = 1e-9;

/// `Σ coefficients × hidden = value`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub coefficients: Vec<f64>,
    pub value: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub low: f64,
    pub high: f64,
}

impl Bounds {
    pub fn width(self) -> f64 {
        self.high - self.low
    }
}

/// The links, and what subtraction makes of them.
pub(super) fn with_differences(rows: Vec<Row>) -> Vec<Row> {
    let mut all = reduced(rows.clone());
    all.extend(rows);
    all
}

/// The bounds of each hidden figure, from those known beforehand.
pub(super) fn bounds(all: &[Row], mut known: Vec<Bounds>) -> Vec<Bounds> {
    for _ in 0..BOUND_ROUNDS_MAX {
        let before = known.clone();
        all.iter().for_each(|row| narrow(row, &mut known));
        if before == known {
            break;
        }
    }
    known
}

/// Reduced row echelon form: a figure that subtraction gives stands alone in its row.
fn reduced(mut rows: Vec<Row>) -> Vec<Row> {
    let columns = rows.first().map_or(0, |row| row.coefficients.len());
    let mut done = 0;
    for column in 0..columns {
        let size = |row: &Row| row.coefficients.get(column).copied().unwrap_or(0.0).abs();
        let Some((at, _)) = rows.iter().enumerate().skip(done).find(|(_, row)| size(row) > NOTHING) else { continue };
        rows.swap(done, at);
        let Some(pivot) = rows.get(done).map(|row| row.scaled(column)) else { break };
        for (place, row) in rows.iter_mut().enumerate() {
            if place == done {
                *row = pivot.clone();
            } else {
                row.subtract(&pivot, column);
            }
        }
        done += 1;
    }
    rows.truncate(done);
    rows
}

impl Row {
    fn scaled(&self, column: usize) -> Self {
        let by = self.coefficients.get(column).copied().unwrap_or(1.0);
        Self { coefficients: self.coefficients.iter().map(|one| one / by).collect(), value: self.value / by }
    }

    fn subtract(&mut self, pivot: &Self, column: usize) {
        let times = self.coefficients.get(column).copied().unwrap_or(0.0);
        for (mine, theirs) in self.coefficients.iter_mut().zip(&pivot.coefficients) {
            *mine -= times * theirs;
        }
        self.value -= times * pivot.value;
    }
}

/// Each figure of a row is what the others leave it.
fn narrow(row: &Row, known: &mut [Bounds]) {
    let ends = |one: f64, bounds: Bounds| {
        if one > 0.0 { (one * bounds.low, one * bounds.high) } else { (one * bounds.high, one * bounds.low) }
    };
    let terms: Vec<(f64, f64)> =
        row.coefficients.iter().zip(known.iter()).map(|(one, bounds)| ends(*one, *bounds)).collect();
    let (least, most) = terms.iter().fold((0.0, 0.0), |sum, term| (sum.0 + term.0, sum.1 + term.1));
    for ((one, term), bounds) in row.coefficients.iter().zip(&terms).zip(known.iter_mut()) {
        if one.abs() <= NOTHING {
            continue;
        }
        let ends = [(row.value - (most - term.1)) / one, (row.value - (least - term.0)) / one];
        bounds.low = bounds.low.max(ends[0].min(ends[1]));
        bounds.high = bounds.high.min(ends[0].max(ends[1])).max(bounds.low);
    }
}
