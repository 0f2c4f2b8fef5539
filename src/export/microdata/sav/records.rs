//! Records of the dictionary: variables, value labels, documents. Whole numbers are little-endian, texts UTF-8, cut on a
//! letter where a record is too short for them.

use super::super::value::real;
use super::super::{Microdata, scripts};
use super::layout::{Format, Layout, cells};

const LABEL_BYTES_MAX: usize = 255;
const VALUE_LABEL_BYTES_MAX: usize = 120;
const DOCUMENT_LINE_BYTES: usize = 80;
/// A range of user-missing values, in the record of a variable.
const RANGE: i32 = -2;

pub(super) fn int(number: i32, out: &mut Vec<u8>) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn size(number: usize, out: &mut Vec<u8>) {
    int(i32::try_from(number).unwrap_or(i32::MAX), out);
}

/// The text, then spaces; cut where it is too long.
pub(super) fn padded(text: &str, bytes: usize, out: &mut Vec<u8>) {
    let text = cut(text, bytes);
    out.extend_from_slice(text.as_bytes());
    out.resize(out.len() + bytes - text.len(), b' ');
}

/// At most so many bytes, whole letters.
pub(super) fn cut(text: &str, bytes: usize) -> &str {
    text.split_at(text.floor_char_boundary(bytes)).0
}

pub(super) fn variable(layout: &Layout<'_>, out: &mut Vec<u8>) {
    for (at, (width, name)) in layout.segments.iter().zip(&layout.short_names).enumerate() {
        let format = if at == 0 || *width == 0 {
            layout.format
        } else {
            Format { width: u8::try_from(*width).unwrap_or(u8::MAX), ..layout.format }
        };
        segment(layout, *width, name, format, out);
        for _ in 1..cells(*width) {
            continuation(out);
        }
    }
}

fn segment(layout: &Layout<'_>, width: usize, name: &str, format: Format, out: &mut Vec<u8>) {
    let missing = layout.field.missing_range().filter(|_| width == 0 && !layout.field.is_date());
    int(2, out);
    size(width, out);
    int(1, out);
    int(if missing.is_some() { RANGE } else { 0 }, out);
    let packed = u32::from(format.kind) << 16 | u32::from(format.width) << 8 | u32::from(format.decimals);
    out.extend_from_slice(&packed.to_le_bytes());
    out.extend_from_slice(&packed.to_le_bytes());
    padded(name, 8, out);
    let label = cut(&layout.field.label, LABEL_BYTES_MAX);
    size(label.len(), out);
    padded(label, label.len().next_multiple_of(4), out);
    if let Some((low, high)) = missing {
        out.extend_from_slice(&real(low).to_le_bytes());
        out.extend_from_slice(&real(high).to_le_bytes());
    }
}

/// The further cells of a string.
fn continuation(out: &mut Vec<u8>) {
    int(2, out);
    int(-1, out);
    for _ in 0..4 {
        int(0, out);
    }
    padded("", 8, out);
}

pub(super) fn value_labels(layout: &Layout<'_>, out: &mut Vec<u8>) {
    let codes = &layout.field.codes;
    if codes.is_empty() || layout.width > 0 || layout.field.is_date() {
        return;
    }
    int(3, out);
    size(codes.len(), out);
    for code in codes {
        out.extend_from_slice(&real(code.value).to_le_bytes());
        let label = cut(&code.label, VALUE_LABEL_BYTES_MAX);
        out.push(u8::try_from(label.len()).unwrap_or(u8::MAX));
        padded(label, (label.len() + 1).next_multiple_of(8) - 1, out);
    }
    int(4, out);
    int(1, out);
    int(i32::try_from(layout.index).unwrap_or(i32::MAX), out);
}

/// What the wave is, read by « DISPLAY DOCUMENTS ».
pub(super) fn document(of: &Microdata<'_>, out: &mut Vec<u8>) {
    let lines: Vec<String> = scripts::facts(of).iter().flat_map(|line| wrapped(line)).collect();
    int(6, out);
    size(lines.len(), out);
    lines.iter().for_each(|line| padded(line, DOCUMENT_LINE_BYTES, out));
}

fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let is_full =
            lines.last().is_some_and(|line| !line.is_empty() && line.len() + 1 + word.len() > DOCUMENT_LINE_BYTES);
        if is_full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

pub(super) fn end(out: &mut Vec<u8>) {
    int(999, out);
    int(0, out);
}
