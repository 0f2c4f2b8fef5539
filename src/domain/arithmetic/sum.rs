//! Sums that are the same bit for bit in whatever order their terms come. Each term, scaled by the largest, is cut in
//! three slices of so few bits that slices add without rounding; additions without rounding are associative (Demmel and
//! Nguyen 2015, IEEE Trans. Comput. 64, *Parallel reproducible summation*). What is left under the third slice, at most
//! 2^-75 of the largest term, is dropped.

/// Bits of a number.
const BITS: u32 = 53;
/// A slice is never wider: the constant that cuts it must reach over it.
const SLICE_MAX: u32 = 40;
/// Scales stay where neither they nor their inverse leave the range of numbers.
const EXPONENT_MIN: i32 = -1_000;
const EXPONENT_MAX: i32 = 1_000;

/// How terms are cut: the same for all terms of a sum.
#[derive(Clone, Copy)]
struct Cut {
    down: f64,
    up: f64,
    /// Adding and taking away again leaves the bits above the constant's last one.
    constants: [f64; 3],
}

impl Cut {
    /// For `terms` terms whose absolute values are at most `largest`.
    fn new(largest: f64, terms: usize) -> Self {
        let carries = usize::BITS - terms.leading_zeros() + 1;
        let width = i32::try_from(BITS.saturating_sub(carries).min(SLICE_MAX)).unwrap_or(0);
        let exponent = exponent(largest).clamp(EXPONENT_MIN, EXPONENT_MAX);
        // 1.5 × 2^52 times the last bit of a slice: what is added to it is rounded to that bit.
        let constant = |slice: i32| 1.5 * 2f64.powi(52 - slice * width);
        Self { down: 2f64.powi(-exponent), up: 2f64.powi(exponent), constants: [constant(1), constant(2), constant(3)] }
    }

    #[inline]
    fn add(&self, sums: [f64; 3], term: f64) -> [f64; 3] {
        let [first, second, third] = self.constants;
        let whole = term * self.down;
        let high = (first + whole) - first;
        let rest = whole - high;
        let middle = (second + rest) - second;
        let low = (third + (rest - middle)) - third;
        [sums[0] + high, sums[1] + middle, sums[2] + low]
    }

    fn value(&self, [high, middle, low]: [f64; 3]) -> f64 {
        (high + (middle + low)) * self.up
    }
}

/// A power of two above the number.
fn exponent(number: f64) -> i32 {
    i32::try_from((number.to_bits() >> 52) & 0x7ff).unwrap_or(0) - 1_022
}

/// Several sums of terms of one size.
pub struct ExactSums {
    cut: Cut,
    sums: Vec<[f64; 3]>,
}

impl ExactSums {
    /// `largest` is at least the absolute value of every term, and no sum gets more than `terms` of them.
    pub fn new(largest: f64, terms: usize, sums: usize) -> Self {
        Self { cut: Cut::new(largest, terms), sums: vec![[0.0; 3]; sums] }
    }

    /// Adds a finite term to one of the sums.
    #[inline]
    pub fn add(&mut self, sum: usize, term: f64) {
        if let Some(slot) = self.sums.get_mut(sum) {
            *slot = self.cut.add(*slot, term);
        }
    }

    pub fn values(&self) -> Vec<f64> {
        self.sums.iter().map(|sums| self.cut.value(*sums)).collect()
    }
}

/// The sum of the terms, the same for any order of them; not a number when one of them is not finite.
pub fn exact_sum(terms: impl Iterator<Item = f64> + Clone) -> f64 {
    let mut seen = [Seen::default(); LANES];
    dealt(terms.clone(), &mut seen, |seen, term| seen.add(term));
    let all = seen.iter().copied().fold(Seen::default(), Seen::and);
    if all.finite != 0.0 {
        return f64::NAN;
    }
    let cut = Cut::new(all.largest, all.count);
    let mut sums = [[0.0; 3]; LANES];
    dealt(terms, &mut sums, |sums, term| *sums = cut.add(*sums, term));
    // Without rounding too: sums of all lanes are within what the cut was made for.
    cut.value(sums.iter().fold([0.0; 3], |[a, b, c], [x, y, z]| [a + x, b + y, c + z]))
}

/// Terms are dealt to so many sums, so that one addition need not wait for the one before.
const LANES: usize = 4;

#[inline]
fn dealt<T>(mut terms: impl Iterator<Item = f64>, lanes: &mut [T; LANES], add: impl Fn(&mut T, f64)) {
    loop {
        for lane in &mut *lanes {
            let Some(term) = terms.next() else { return };
            add(lane, term);
        }
    }
}

/// What must be known of terms before they are cut.
#[derive(Clone, Copy, Default)]
struct Seen {
    largest: f64,
    /// 0, or not a number as soon as a term is not finite: no branch in the loop.
    finite: f64,
    count: usize,
}

impl Seen {
    #[inline]
    fn add(&mut self, term: f64) {
        self.largest = self.largest.max(term.abs());
        self.finite += term * 0.0;
        self.count += 1;
    }

    fn and(self, other: Self) -> Self {
        let (largest, finite) = (self.largest.max(other.largest), self.finite + other.finite);
        Self { largest, finite, count: self.count + other.count }
    }
}

/// The largest absolute value; `None` when a term is not finite.
pub fn largest(terms: impl Iterator<Item = f64>) -> Option<f64> {
    let mut seen = [Seen::default(); LANES];
    dealt(terms, &mut seen, |seen, term| seen.add(term));
    let all = seen.into_iter().fold(Seen::default(), Seen::and);
    (all.finite == 0.0).then_some(all.largest)
}
