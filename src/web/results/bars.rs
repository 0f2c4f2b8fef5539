//! Bars: sizes are attributes, since nothing is styled in a page. Each stands beside the figure it draws, and is hidden from screen
//! readers, which are told the figure.

use maud::{Markup, html};

use crate::domain::release::{ReleasedCell, ReleasedRow, ReleasedRowKind, ReleasedTable};

/// Of a share of a whole.
pub fn bar(percent: u32, is_net: bool) -> Markup {
    html! {
        svg.drawing viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
            rect.rail width="100" height="8" rx="1" {}
            rect class=(if is_net { "done" } else { "soft" }) width=(percent.min(100)) height="8" rx="1" {}
        }
    }
}

/// A share with its interval over it, and inside it the parts it is said to be made of.
pub(super) fn drawn(percent: u32, interval: Option<(u32, u32)>, parts: &[u32], kind: &str) -> Markup {
    let starts = parts.iter().scan(0, |start, part| {
        let at = *start;
        *start += part;
        Some((at, *part))
    });
    html! {
        svg.plot.drawing viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" {
            rect.rail width="100" height="10" {}
            rect class=(kind) width=(percent.min(100)) height="10" {}
            @for (at, part) in starts { rect.inside x=(at) width=(part) height="10" {} }
            @if let Some((low, high)) = interval.filter(|(low, high)| high > low) {
                rect.whisker x=(low) width=(high.min(100).saturating_sub(low)) y="4.2" height="1.6" {}
            }
        }
    }
}

/// The bar of a row of a table's total.
pub(super) fn of_row(table: &ReleasedTable, row: &ReleasedRow, cell: &ReleasedCell) -> Markup {
    let kind = match row.kind {
        ReleasedRowKind::NoAnswer => "none",
        ReleasedRowKind::Option if row.missing.is_some() => "none",
        ReleasedRowKind::Option if row.is_of_which => "inside",
        _ => "soft",
    };
    drawn(cell.percent, Some((cell.low, cell.high)), &parts_of(table, row), kind)
}

/// The shares named in the « dont » of a net.
pub(super) fn parts_of(table: &ReleasedTable, net: &ReleasedRow) -> Vec<u32> {
    let rows = table.total_rows().filter(|(row, _)| row.is_of_which && row.is_part_of(net));
    rows.filter_map(|(_, cell)| Some(cell?.percent)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_inside_their_net_one_after_the_other() {
        let drawn = drawn(81, Some((78, 84)), &[29, 10], "soft").into_string();
        for piece in [
            "<rect class=\"soft\" width=\"81\"",
            "<rect class=\"inside\" x=\"0\" width=\"29\"",
            "<rect class=\"inside\" x=\"29\" width=\"10\"",
            "<rect class=\"whisker\" x=\"78\" width=\"6\"",
        ] {
            assert!(drawn.contains(piece), "{piece}: {drawn}");
        }
    }
}
