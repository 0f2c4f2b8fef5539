//! Numbers stored whole, times a power of ten: exact digit by digit, in and out.

/// With every decimal, after a mark: 125 with two decimals is « 1,25 » or « 1.25 ».
pub fn fixed(number: i64, decimals: u8, mark: char) -> String {
    let digits = usize::from(decimals);
    let sign = if number < 0 { "-" } else { "" };
    let all = format!("{:0>width$}", number.unsigned_abs(), width = digits + 1);
    match all.split_at_checked(all.len() - digits) {
        Some((whole, fraction)) if !fraction.is_empty() => format!("{sign}{whole}{mark}{fraction}"),
        _ => format!("{sign}{all}"),
    }
}

/// A number as it would be stored, to the nearest unit. By way of its text: no rounding surprise.
pub fn stored(number: f64, decimals: u8) -> Option<i64> {
    format!("{:.0}", number * ten_to(decimals)).parse().ok()
}

pub fn ten_to(decimals: u8) -> f64 {
    10_f64.powi(i32::from(decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decimal_is_written_and_the_sign_first() {
        let written = [(125, 2), (5, 2), (-5, 2), (70, 1), (42, 0), (-42, 0)].map(|(of, with)| fixed(of, with, '.'));
        assert_eq!(written, ["1.25", "0.05", "-0.05", "7.0", "42", "-42"]);
        assert_eq!(fixed(i64::MIN, 4, ','), "-922337203685477,5808");
    }

    #[test]
    fn a_number_is_stored_as_it_reads() {
        assert_eq!([stored(1.15, 2), stored(-0.3, 1), stored(12.0, 0)], [Some(115), Some(-3), Some(12)]);
        assert_eq!([stored(f64::NAN, 0), stored(f64::INFINITY, 2), stored(1e19, 0)], [None; 3]);
    }
}
