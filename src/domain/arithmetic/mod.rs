//! Arithmetic the statistics stand on: sums that do not depend on the order of their terms, small dense symmetric
//! systems, the distributions tests and intervals read, decimal numbers kept whole, and numbers that look like chance. No
//! survey words here, and no dependency: each formula names its source, and the tests hold tabulated values.

pub mod beta;
pub mod decimal;
pub mod gamma;
pub mod matrix;
pub mod mixing;
pub mod normal;
pub mod sum;
#[cfg(test)]
mod tests;

/// A whole number without its sign or its point; 0 of any other, and of what no double holds whole.
pub fn whole(number: f64) -> u64 {
    /// From here on doubles are whole numbers, and their last bits the number itself.
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    let is_whole = number.fract() == 0.0 && (0.0..WHOLE).contains(&number);
    if is_whole { (number + WHOLE).to_bits() ^ WHOLE.to_bits() } else { 0 }
}

/// A count as a factor. Exact up to 2^53, which no sample reaches.
pub fn number(count: usize) -> f64 {
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        reason = "exact below 2^53; the standard has no From"
    )]
    let number = count as f64;
    number
}
