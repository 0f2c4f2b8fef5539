//! The engine of the figures outside any wave: one request in, one answer out, as JSON. Files come through the reader
//! the caller gives, so that everything here is a function of what is read.
//!
//! An answer is the figures asked, or `status: infeasible` with every reason, or `status: refused` when the request or a
//! file cannot be understood, with line and column.

mod answer;
mod crosstabs;
mod differences;
mod estimates;
mod frame;
mod lists;
mod methods;
mod pairs;
mod rates;
mod request;
mod rounding;
mod suppression;
#[cfg(test)]
mod tests;
mod trends;
mod weighted;
mod weighting;

use serde_json::Value;

use crate::domain::analyse::request::Kind;

pub use answer::{Answer, Refusal};
pub use frame::{Wanted, read as read_csv};
pub use rounding::{largest_remainder, nets_first};
pub use suppression::{Suppressed, suppress};
pub use weighting::report as weighting_report;

/// Gives the bytes of a file by the path written in a request, or why not.
pub type ReadFile<'a> = dyn Fn(&str) -> Result<Vec<u8>, String> + 'a;

/// Longest request read.
pub const REQUEST_BYTES_MAX: usize = 256 * 1024 * 1024;

/// Answers one request.
pub fn answer(text: &str, read: &ReadFile) -> Answer {
    match answered(text, read) {
        Ok(value) => Answer::done(value),
        Err(refusal) => Answer::refused(&refusal),
    }
}

fn answered(text: &str, read: &ReadFile) -> Result<Value, Refusal> {
    if text.len() > REQUEST_BYTES_MAX {
        return Err(Refusal::request(0, 0, format!("demande de {} octets, {REQUEST_BYTES_MAX} au plus", text.len())));
    }
    let head = request::head(text)?;
    let mut value = match head.kind {
        Kind::Weighting => weighting::answer(text, &head, read),
        Kind::Estimate => estimates::answer(text, &head, read),
        Kind::Crosstab => crosstabs::answer(text, &head, read),
        Kind::DifferenceTest => differences::answer(text, &head, read),
        Kind::TrendTest => trends::answer(text, read),
        Kind::MultipleResponse => rates::multiple(text, &head, read),
        Kind::DesignEffect => rates::design_effect(text, &head, read),
        Kind::MarginOfError => rates::margin_of_error(text),
        Kind::Rounding => rounding::answer(text),
        Kind::Disclosure => suppression::answer(text, &head, read),
    }?;
    if let (Value::Object(fields), Some(id)) = (&mut value, head.id) {
        fields.insert(answer::ID.to_owned(), Value::from(id));
    }
    Ok(value)
}
