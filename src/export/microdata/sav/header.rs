//! The first record: who wrote, how rows are packed, how many there are, the label of the file.

use super::super::Microdata;
use super::bytecode::BIAS;
use super::layout::{Layout, cells};
use super::records::{cut, int, padded};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

pub(super) fn header(of: &Microdata<'_>, layouts: &[Layout<'_>]) -> Vec<u8> {
    let mut out = b"$FL2".to_vec();
    padded("@(#) SPSS DATA FILE - Sonde", 60, &mut out);
    int(2, &mut out);
    let width: usize = layouts.iter().flat_map(|layout| &layout.segments).map(|width| cells(*width)).sum();
    int(i32::try_from(width).unwrap_or(-1), &mut out);
    // Compressed bytecode.
    int(1, &mut out);
    let weight = layouts.iter().find(|layout| layout.field.is_weight());
    int(weight.and_then(|layout| i32::try_from(layout.index).ok()).unwrap_or(0), &mut out);
    int(i32::try_from(of.data.rows).unwrap_or(-1), &mut out);
    out.extend_from_slice(&f64::from(BIAS).to_le_bytes());
    // The end of the field, and no clock: the same data give the same file.
    padded(&date(of), 9, &mut out);
    padded("00:00:00", 8, &mut out);
    padded(cut(&format!("{} ({})", of.spec.title, of.origin()), 64), 64, &mut out);
    out.extend_from_slice(&[0; 3]);
    out
}

fn date(of: &Microdata<'_>) -> String {
    use chrono::Datelike as _;
    let end = of.spec.fieldwork.end;
    let month = usize::try_from(end.month0()).ok().and_then(|month| MONTHS.get(month)).unwrap_or(&"Jan");
    format!("{:02} {month} {:02}", end.day(), end.year().rem_euclid(100))
}
