//! Sums that are the same bit for bit in whatever order their terms come: each term is cut to a multiple of one power of
//! two, chosen from the largest of them, and whole numbers are added, which is associative. With 100 bits under the
//! largest term, terms 2^47 times smaller still keep all of their 53 bits.

/// Bits kept under the largest term; 26 more are left for carries, so 2^26 terms cannot overflow.
const BITS_KEPT: i32 = 100;
/// The exponent of the last bit of a number whose exponent field is 0.
const LAST_BIT_EXPONENT: i32 = -1075;
const MANTISSA_BITS: u32 = 52;

/// Several sums on one scale.
pub struct ExactSums {
    /// Exponent of the unit the whole numbers count.
    unit: i32,
    totals: Vec<i128>,
}

impl ExactSums {
    /// `largest` is at least the absolute value of every term that will be added.
    pub fn new(largest: f64, sums: usize) -> Self {
        let (exponent, _) = parts(largest.abs());
        let top = exponent + 53;
        Self { unit: top - BITS_KEPT, totals: vec![0; sums] }
    }

    /// Adds a finite term to one of the sums.
    #[inline]
    pub fn add(&mut self, sum: usize, term: f64) {
        if let Some(total) = self.totals.get_mut(sum) {
            *total += units(term, self.unit);
        }
    }

    pub fn values(&self) -> Vec<f64> {
        self.totals.iter().map(|total| value(*total, self.unit)).collect()
    }
}

/// The sum of the terms, the same for any order of them; not a number when one of them is not finite.
pub fn exact_sum(terms: impl Iterator<Item = f64> + Clone) -> f64 {
    let Some(largest) = largest(terms.clone()) else { return f64::NAN };
    if largest == 0.0 {
        return 0.0;
    }
    let (exponent, _) = parts(largest);
    let unit = exponent + 53 - BITS_KEPT;
    let total = terms.fold(0i128, |total, term| total + units(term, unit));
    value(total, unit)
}

/// The largest absolute value; `None` when a term is not finite.
pub fn largest(terms: impl Iterator<Item = f64>) -> Option<f64> {
    // Adding a zero product keeps the loop free of branches: it is not a number as soon as one term is not finite.
    let (largest, finite) =
        terms.fold((0.0f64, 0.0f64), |(largest, finite), term| (largest.max(term.abs()), finite + term * 0.0));
    (finite == 0.0).then_some(largest)
}

/// Exponent of the last bit, and the mantissa with its leading bit.
fn parts(size: f64) -> (i32, u64) {
    let bits = size.to_bits() & !(1 << 63);
    let field = i32::try_from(bits >> MANTISSA_BITS).unwrap_or(0);
    let fraction = bits & ((1 << MANTISSA_BITS) - 1);
    if field == 0 {
        (LAST_BIT_EXPONENT + 1, fraction)
    } else {
        (LAST_BIT_EXPONENT + field, fraction | 1 << MANTISSA_BITS)
    }
}

#[inline]
fn units(term: f64, unit: i32) -> i128 {
    let (exponent, mantissa) = parts(term);
    let shift = exponent - unit;
    let size = match u32::try_from(shift) {
        Ok(up) => i128::from(mantissa) << up.min(74),
        Err(_) => i128::from(mantissa.checked_shr(shift.unsigned_abs()).unwrap_or(0)),
    };
    if term.is_sign_negative() { -size } else { size }
}

fn value(total: i128, unit: i32) -> f64 {
    let size = total.unsigned_abs();
    let piece = |at: u32| f64::from(u32::try_from((size >> at) & 0xffff_ffff).unwrap_or(0));
    let (lowest, low, high, highest) = (piece(0), piece(32), piece(64), piece(96));
    let step = 4_294_967_296.0;
    let sum = ((highest * step + high) * step + low) * step + lowest;
    // In two steps, so that neither power leaves the range of numbers.
    let half = unit / 2;
    let scaled = sum * 2f64.powi(half) * 2f64.powi(unit - half);
    if total < 0 { -scaled } else { scaled }
}
