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
    let (largest, finite, count) = terms.clone().fold((0.0f64, 0.0f64, 0usize), |(largest, finite, count), term| {
        (largest.max(term.abs()), finite + term * 0.0, count + 1)
    });
    if finite != 0.0 {
        return f64::NAN;
    }
    let cut = Cut::new(largest, count);
    cut.value(terms.fold([0.0; 3], |sums, term| cut.add(sums, term)))
}

/// The largest absolute value; `None` when a term is not finite.
pub fn largest(terms: impl Iterator<Item = f64>) -> Option<f64> {
    // Adding a zero product keeps the loop free of branches: it is not a number as soon as one term is not finite.
    let (largest, finite) =
        terms.fold((0.0f64, 0.0f64), |(largest, finite), term| (largest.max(term.abs()), finite + term * 0.0));
    (finite == 0.0).then_some(largest)
}
