//! Where each variable stands in the file: its width, the eight-byte cells it takes, the short names behind its own.

use super::super::Microdata;
use super::super::codebook::{extent, longest};
use super::super::dictionary::Field;

/// A string past it is cut into segments.
pub(super) const STRING_BYTES_MAX: usize = 255;
/// What each segment but the last counts for.
const SEGMENT_BYTES: usize = 252;
/// Longest string there is.
pub(super) const TEXT_BYTES_MAX: usize = 32_767;
const CELL_BYTES: usize = 8;
/// Digits of a number at least, so that a column is readable.
const DIGITS_MIN: usize = 5;
const WEIGHT_FORMAT: Format = Format { kind: 5, width: 12, decimals: 6 };
/// yyyy/mm/dd
const DATE_FORMAT: Format = Format { kind: 39, width: 10, decimals: 0 };

#[derive(Debug, Clone, Copy)]
pub(super) struct Format {
    pub kind: u8,
    pub width: u8,
    pub decimals: u8,
}

pub(super) struct Layout<'a> {
    pub field: &'a Field,
    /// Bytes of a string; 0 for a number.
    pub width: usize,
    pub format: Format,
    /// Widths declared, of the variable and of the segments that follow it.
    pub segments: Vec<usize>,
    /// One a segment, eight letters at most, different from all others.
    pub short_names: Vec<String>,
    /// In cells, from 1: what the file calls a variable by.
    pub index: u32,
}

pub(super) fn layouts<'a>(of: &'a Microdata<'_>) -> Vec<Layout<'a>> {
    let (mut index, mut names) = (1, 0..);
    let mut made = Vec::new();
    for field in &of.dictionary.fields {
        let width = if field.is_text() { longest(of, field).0.clamp(1, TEXT_BYTES_MAX) } else { 0 };
        let segments = segments(width);
        let name = |_: &usize| names.next().map_or_else(String::new, |number: u32| format!("V{number:06}"));
        let short_names = segments.iter().map(name).collect();
        let cells: usize = segments.iter().map(|width| cells(*width)).sum();
        made.push(Layout { field, width, format: format(of, field, width), segments, short_names, index });
        index += u32::try_from(cells).unwrap_or(u32::MAX);
    }
    made
}

/// The declared width of each piece.
fn segments(width: usize) -> Vec<usize> {
    if width <= STRING_BYTES_MAX {
        return vec![width];
    }
    let count = width.div_ceil(SEGMENT_BYTES);
    let mut all = vec![STRING_BYTES_MAX; count - 1];
    all.push(width - (count - 1) * SEGMENT_BYTES);
    all
}

/// Cells of a segment; a number takes one.
pub(super) fn cells(width: usize) -> usize {
    width.div_ceil(CELL_BYTES).max(1)
}

fn format(of: &Microdata<'_>, field: &Field, width: usize) -> Format {
    if width > 0 {
        return Format { kind: 1, width: u8::try_from(width.min(STRING_BYTES_MAX)).unwrap_or(u8::MAX), decimals: 0 };
    }
    if field.is_weight() {
        return WEIGHT_FORMAT;
    }
    if field.is_date() {
        return DATE_FORMAT;
    }
    let numbers = extent(of, field).into_iter().flat_map(|(low, high)| [low, high]);
    let codes = field.codes.iter().map(|code| code.value);
    let digits = numbers.chain(codes).map(|number| number.to_string().len()).max().unwrap_or(0);
    let point = if field.decimals() > 0 { usize::from(field.decimals()) + 2 } else { 0 };
    let serial = of.data.rows.to_string().len();
    let width = digits.max(DIGITS_MIN).max(serial) + point;
    Format { kind: 5, width: u8::try_from(width.min(40)).unwrap_or(40), decimals: field.decimals() }
}
