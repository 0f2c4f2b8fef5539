//! How far a figure may be from the truth and still agree with all that is shown: a linear program over every figure of
//! a table, each between two bounds, tied by equations. Subtraction is the case where the two ends meet.
//!
//! Simplex with bounded variables, started from the truth, which satisfies everything: there is no first phase, and each
//! point passed is a set of figures a reader cannot tell from the true one. Stopping early is therefore stopping at a
//! narrower interval than the reader's: more is hidden, never less. Bounds may be widened at any time.
//!
//! Source: G. B. Dantzig, « Linear Programming and Extensions » (1963), ch. 18 (upper bounds); M. Fischetti and J. J.
//! Salazar-González, Management Science 47 (2001), for the attacker's program.

/// Steps of one search; past it what was reached is kept.
const STEPS_MAX: usize = 2_000;
/// Steps that gain nothing before the careful choice of the entering figure (R. G. Bland, 1977), which never cycles.
const STILL_STEPS_MAX: usize = 20;
/// Coefficients are small whole numbers and hundredths: what is under this is nothing.
const NOTHING: f64 = 1e-9;

/// `Σ coefficient × figure = constant`, by place of the figure.
pub(super) type Equation = Vec<(usize, f64)>;

/// Figures are told as what they are beyond the truth: 0 is the truth.
#[derive(Debug, Clone)]
pub(super) struct Polytope {
    rows: Vec<Vec<f64>>,
    /// Figure each row gives.
    basis: Vec<usize>,
    row_of: Vec<Option<usize>>,
    at: Vec<f64>,
    bounds: Vec<(f64, f64)>,
    /// Least and most seen at the points passed.
    seen: Vec<(f64, f64)>,
}

/// Which end of a figure's interval is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Least,
    Most,
}

impl End {
    fn sign(self) -> f64 {
        match self {
            Self::Least => -1.0,
            Self::Most => 1.0,
        }
    }
}

/// The figure that moves, which way, how far, and the row that stops it.
struct Step {
    figure: usize,
    way: f64,
    length: f64,
    row: Option<usize>,
}

impl Polytope {
    /// `bounds` are beyond the truth: the low one is 0 or less, the high one 0 or more.
    pub fn new(bounds: Vec<(f64, f64)>, equations: &[Equation]) -> Self {
        let count = bounds.len();
        let dense = |equation: &Equation| {
            let mut row = vec![0.0; count];
            for (place, coefficient) in equation {
                if let Some(slot) = row.get_mut(*place) {
                    *slot += coefficient;
                }
            }
            row
        };
        let mut polytope = Self {
            rows: equations.iter().map(dense).collect(),
            basis: Vec::new(),
            row_of: vec![None; count],
            at: vec![0.0; count],
            seen: vec![(0.0, 0.0); count],
            bounds,
        };
        polytope.reduce();
        polytope
    }

    /// Each equation gives one figure; those that say nothing of their own go. Fixed figures are given last: they never
    /// have to be moved.
    fn reduce(&mut self) {
        let mut order: Vec<usize> = (0..self.at.len()).collect();
        order.sort_by(|a, b| self.room(*b).total_cmp(&self.room(*a)).then(a.cmp(b)));
        for figure in order {
            let done = self.basis.len();
            let size = |row: &Vec<f64>| row.get(figure).copied().unwrap_or(0.0).abs();
            let best = self.rows.iter().enumerate().skip(done).max_by(|a, b| size(a.1).total_cmp(&size(b.1)));
            let Some((place, _)) = best.filter(|(_, row)| size(row) > NOTHING) else { continue };
            self.rows.swap(done, place);
            self.basis.push(figure);
            self.pivot(done, figure);
        }
        self.rows.truncate(self.basis.len());
    }

    fn room(&self, figure: usize) -> f64 {
        self.bounds.get(figure).map_or(0.0, |(low, high)| (high - low).min(1.0))
    }

    /// Widens what a figure may be.
    pub fn free(&mut self, figure: usize, low: f64, high: f64) {
        if let Some(bounds) = self.bounds.get_mut(figure) {
            *bounds = (bounds.0.min(low), bounds.1.max(high));
        }
    }

    /// How wide the interval of a figure was seen to be.
    pub fn seen_width(&self, figure: usize) -> f64 {
        self.seen.get(figure).map_or(0.0, |(least, most)| most - least)
    }

    /// Whether the interval of a figure is as wide as `wanted`; looks no further than that.
    pub fn is_wide(&mut self, figure: usize, wanted: f64) -> bool {
        for end in [End::Most, End::Least] {
            if self.seen_width(figure) >= wanted - NOTHING {
                break;
            }
            self.push(figure, end, wanted);
        }
        self.seen_width(figure) >= wanted - NOTHING
    }

    /// What stops a figure at one end: shown figures that a move further would contradict.
    pub fn holding(&mut self, figure: usize, end: End) -> Vec<usize> {
        self.push(figure, end, f64::INFINITY);
        let gains = self.gains(figure, end);
        let is_stopped = |place: &usize| gains.get(*place).is_some_and(|gain| gain.abs() > NOTHING);
        (0..self.at.len()).filter(is_stopped).collect()
    }

    /// Moves to the end of a figure's interval, or until it was seen `enough` wide.
    fn push(&mut self, figure: usize, end: End, enough: f64) {
        let mut still = 0;
        for _ in 0..STEPS_MAX {
            let gains = self.gains(figure, end);
            let Some(entering) = self.entering(&gains, still > STILL_STEPS_MAX) else { break };
            let way = gains.get(entering).map_or(1.0, |gain| gain.signum());
            let step = self.step(entering, way);
            still = if step.length > NOTHING { 0 } else { still + 1 };
            if !step.length.is_finite() {
                break;
            }
            self.take(&step);
            if self.seen_width(figure) >= enough {
                break;
            }
        }
    }

    /// What the figure looked for gains from each figure that may move freely.
    fn gains(&self, figure: usize, end: End) -> Vec<f64> {
        match self.row_of.get(figure).copied().flatten().and_then(|row| self.rows.get(row)) {
            Some(row) => {
                let gain = |(place, one): (usize, &f64)| if place == figure { 0.0 } else { -one * end.sign() };
                row.iter().enumerate().map(gain).collect()
            }
            None => (0..self.at.len()).map(|place| if place == figure { end.sign() } else { 0.0 }).collect(),
        }
    }

    fn entering(&self, gains: &[f64], is_careful: bool) -> Option<usize> {
        let has_room = |(place, gain): &(usize, &f64)| {
            let (Some((low, high)), Some(at)) = (self.bounds.get(*place), self.at.get(*place)) else { return false };
            if **gain > NOTHING { high - at > NOTHING } else { **gain < -NOTHING && at - low > NOTHING }
        };
        let mut movable = gains.iter().enumerate().filter(has_room);
        if is_careful {
            return movable.next().map(|(place, _)| place);
        }
        movable.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()).then(b.0.cmp(&a.0))).map(|(place, _)| place)
    }

    fn left(&self, figure: usize, way: f64) -> f64 {
        let (Some((low, high)), Some(at)) = (self.bounds.get(figure), self.at.get(figure)) else { return 0.0 };
        (if way > 0.0 { high - at } else { at - low }).max(0.0)
    }

    fn step(&self, figure: usize, way: f64) -> Step {
        let mut step = Step { figure, way, length: self.left(figure, way), row: None };
        let mut size = 0.0;
        for (place, (row, given)) in self.rows.iter().zip(&self.basis).enumerate() {
            let one = row.get(figure).copied().unwrap_or(0.0);
            if one.abs() <= NOTHING {
                continue;
            }
            let length = self.left(*given, -one * way) / one.abs();
            let is_shorter = length < step.length - NOTHING;
            if is_shorter || (length <= step.length + NOTHING && one.abs() > size) {
                (step.length, step.row, size) = (length.min(step.length), Some(place), one.abs());
            }
        }
        step
    }

    fn take(&mut self, step: &Step) {
        let moved = step.way * step.length;
        for (row, given) in self.rows.iter().zip(&self.basis) {
            let one = row.get(step.figure).copied().unwrap_or(0.0);
            if let Some(at) = self.at.get_mut(*given) {
                *at -= one * moved;
            }
        }
        if let Some(at) = self.at.get_mut(step.figure) {
            *at += moved;
        }
        if let Some(row) = step.row {
            self.pivot(row, step.figure);
        }
        for (seen, at) in self.seen.iter_mut().zip(&self.at) {
            *seen = (seen.0.min(*at), seen.1.max(*at));
        }
    }

    /// The row gives the figure from now on, and no other row knows it.
    fn pivot(&mut self, place: usize, figure: usize) {
        let Some(mut pivot) = self.rows.get_mut(place).map(std::mem::take) else { return };
        let by = pivot.get(figure).copied().unwrap_or(1.0);
        pivot.iter_mut().for_each(|one| *one /= by);
        let filled: Vec<(usize, f64)> =
            pivot.iter().copied().enumerate().filter(|(_, one)| one.abs() > NOTHING).collect();
        for row in &mut self.rows {
            let times = row.get(figure).copied().unwrap_or(0.0);
            if times.abs() <= NOTHING {
                continue;
            }
            for (at, one) in &filled {
                if let Some(slot) = row.get_mut(*at) {
                    *slot -= times * one;
                }
            }
        }
        if let Some(slot) = self.rows.get_mut(place) {
            *slot = pivot;
        }
        if let Some(given) = self.basis.get_mut(place) {
            let left = std::mem::replace(given, figure);
            if let Some(slot) = self.row_of.get_mut(left) {
                *slot = None;
            }
        }
        if let Some(slot) = self.row_of.get_mut(figure) {
            *slot = Some(place);
        }
    }
}
