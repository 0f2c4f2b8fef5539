//! Extension records: what SPSS learnt after its first format. Each is a subtype, the size of an element, their count.

use super::super::Microdata;
use super::super::dictionary::{Measure, MultipleSet};
use super::layout::{Layout, STRING_BYTES_MAX};
use super::records::{cut, int};

const DISPLAY_WIDTH_MAX: usize = 40;
const SET_LABEL_BYTES_MAX: usize = 255;

pub(super) fn all(of: &Microdata<'_>, layouts: &[Layout<'_>], out: &mut Vec<u8>) {
    machine(out);
    sets(of, layouts, out);
    display(layouts, out);
    long_names(layouts, out);
    long_strings(layouts, out);
    // How many responses, past what four bytes count.
    let rows = i64::try_from(of.data.rows).unwrap_or(-1);
    extension(16, 8, &[1_i64.to_le_bytes(), rows.to_le_bytes()].concat(), out);
    extension(20, 1, b"UTF-8", out);
}

fn extension(subtype: i32, element: usize, bytes: &[u8], out: &mut Vec<u8>) {
    let sized = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    [7, subtype, sized(element), sized(bytes.len() / element)].into_iter().for_each(|number| int(number, out));
    out.extend_from_slice(bytes);
}

/// Version, floating point as IEEE has it, little-endian, UTF-8; then what stands for nothing.
fn machine(out: &mut Vec<u8>) {
    const UTF_8: i32 = 65_001;
    let facts: [i32; 8] = [20, 0, 0, -1, 1, 1, 2, UTF_8];
    extension(3, 4, &facts.map(i32::to_le_bytes).concat(), out);
    let numbers = [-f64::MAX, f64::MAX, (-f64::MAX).next_up()];
    extension(4, 8, &numbers.map(f64::to_le_bytes).concat(), out);
}

fn sets(of: &Microdata<'_>, layouts: &[Layout<'_>], out: &mut Vec<u8>) {
    let text: String = of.dictionary.sets.iter().map(|set| described(set, layouts)).collect();
    if !text.is_empty() {
        extension(7, 1, text.as_bytes(), out);
    }
}

/// `$NAME=D1 1 12 what is asked v000003 v000004`: dichotomies, the value counted, the label with its length in bytes.
fn described(set: &MultipleSet, layouts: &[Layout<'_>]) -> String {
    let label = cut(&set.label, SET_LABEL_BYTES_MAX);
    let members = layouts.iter().skip(set.first).take(set.len).flat_map(|layout| layout.short_names.first());
    let names: String = members.map(|name| format!(" {}", name.to_lowercase())).collect();
    format!("${}=D1 1 {} {label}{names}\n", set.name, label.len())
}

/// Measure, width and alignment; each segment is told like a variable.
fn display(layouts: &[Layout<'_>], out: &mut Vec<u8>) {
    let mut bytes = Vec::new();
    for layout in layouts {
        let measure = match layout.field.measure {
            Measure::Nominal => 1,
            Measure::Ordinal => 2,
            Measure::Scale => 3,
        };
        for width in &layout.segments {
            let shown = usize::from(layout.format.width).clamp(8, DISPLAY_WIDTH_MAX);
            let alignment = i32::from(*width == 0);
            [measure, i32::try_from(shown).unwrap_or(8), alignment]
                .into_iter()
                .for_each(|number| int(number, &mut bytes));
        }
    }
    extension(11, 4, &bytes, out);
}

fn long_names(layouts: &[Layout<'_>], out: &mut Vec<u8>) {
    let pair = |layout: &Layout<'_>| Some(format!("{}={}", layout.short_names.first()?, layout.field.name));
    let pairs: Vec<String> = layouts.iter().filter_map(pair).collect();
    extension(13, 1, pairs.join("\t").as_bytes(), out);
}

fn long_strings(layouts: &[Layout<'_>], out: &mut Vec<u8>) {
    let long = layouts.iter().filter(|layout| layout.width > STRING_BYTES_MAX);
    let told = |layout: &Layout<'_>| Some(format!("{}={:05}\0\t", layout.short_names.first()?, layout.width));
    let text: String = long.filter_map(told).collect();
    if !text.is_empty() {
        extension(14, 1, text.as_bytes(), out);
    }
}
