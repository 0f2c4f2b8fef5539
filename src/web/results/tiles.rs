//! The regions of metropolitan France as tiles of one size, where they stand: a map that gives small regions their place, beside the
//! table that says the same. A hidden region is drawn empty, with its mark; regions read together have a tile each and one figure.

use maud::{Markup, html};

use crate::domain::release::{ReleasedColumn, ReleasedRowKind, ReleasedTable, ShownColumn};

/// Code, name in short, column and row.
const REGIONS: [(&str, &str, u32, u32); 13] = [
    ("32", "HDF", 2, 0),
    ("53", "BRE", 0, 1),
    ("28", "NOR", 1, 1),
    ("11", "IDF", 2, 1),
    ("44", "GES", 3, 1),
    ("52", "PDL", 1, 2),
    ("24", "CVL", 2, 2),
    ("27", "BFC", 3, 2),
    ("75", "NAQ", 1, 3),
    ("84", "ARA", 2, 3),
    ("76", "OCC", 1, 4),
    ("93", "PAC", 2, 4),
    ("94", "COR", 3, 4),
];
/// Regions under which categories are no map of France.
const REGIONS_MIN: usize = 10;
const SIDE: u32 = 58;
const STEP: u32 = 62;
const SHADES: u32 = 4;

/// What a tile is coloured by.
struct Tile<'a> {
    short: &'static str,
    column: u32,
    row: u32,
    label: &'a str,
    /// As it is read, and what it is shaded by.
    value: Option<(String, f64)>,
}

/// The figure of one row in each region; `None` where the columns are no regions, or nearly none may be read.
pub(super) fn map(table: &ReleasedTable, columns: &[&ReleasedColumn]) -> Option<Markup> {
    let said = Said::of(table)?;
    let read: Vec<Vec<Tile<'_>>> = columns.iter().map(|column| tiles_of(column, &said)).collect::<Option<_>>()?;
    let together: Vec<String> = read.iter().filter_map(|tiles| joined(tiles)).collect();
    let tiles: Vec<Tile<'_>> = read.into_iter().flatten().collect();
    let values = || tiles.iter().filter_map(|tile| tile.value.as_ref());
    if tiles.len() < REGIONS_MIN || values().count() < 2 {
        return None;
    }
    let low = values().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let high = values().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let id = map_id(table, columns);
    let hidden = tiles.iter().filter(|tile| tile.value.is_none()).count();
    Some(html! {
        figure.tiles {
            svg.drawing viewBox="0 0 246 308" role="img" aria-labelledby={ (id) "-titre " (id) "-texte" } {
                title id={ (id) "-titre" } { (said.label()) " par région" }
                desc id={ (id) "-texte" } {
                    "De " (low.0) " à " (high.0) "." @if hidden > 0 { " " (hidden) " masquées." } @for regions in &together { " " (regions) " se lisent ensemble." } " Les mêmes chiffres sont dans le tableau."
                }
                @for tile in &tiles { (drawn(tile, low.1, high.1)) }
            }
            figcaption.small {
                strong { (said.label()) } ", de " (low.0) " à " (high.0)
                @for regions in &together { "\u{a0}; " (regions) "\u{a0}: ensemble" }
                @if hidden > 0 { "\u{a0}; s\u{a0}: masqué" }
            }
        }
    })
}

/// A plan may cut one table by thirteen regions and by twelve.
fn map_id(table: &ReleasedTable, columns: &[&ReleasedColumn]) -> String {
    let item = table.item.as_ref().map_or("", |item| item.as_str());
    let variable = columns.first().and_then(|column| column.variable.as_ref()).map_or("", |variable| variable.as_str());
    ["carte-", table.question.as_str(), "-", item, "-", variable].concat().replace(['+', '<', '.'], "-")
}

/// The row of a table that a map shows: its first net, else its mean, else its first answer.
enum Said<'a> {
    Answer(usize, &'a str),
    Mean(&'a ReleasedTable),
}

impl<'a> Said<'a> {
    fn of(table: &'a ReleasedTable) -> Option<Self> {
        let net = table.rows.iter().position(|row| row.kind == ReleasedRowKind::Net);
        if net.is_none() && !table.measures.is_empty() {
            return Some(Self::Mean(table));
        }
        let at = net.or_else(|| table.rows.iter().position(|row| row.kind == ReleasedRowKind::Option))?;
        Some(Self::Answer(at, &table.rows.get(at)?.label))
    }

    fn label(&self) -> &'a str {
        match self {
            Self::Answer(_, label) => label,
            Self::Mean(table) => table.measures.first().map_or("", |row| &row.label),
        }
    }

    fn value(&self, shown: &ShownColumn) -> Option<(String, f64)> {
        match self {
            Self::Answer(at, _) => {
                let cell = shown.cells.get(*at)?.as_ref()?;
                Some((format!("{}\u{a0}%", cell.percent), f64::from(cell.percent)))
            }
            Self::Mean(table) => {
                let (row, measure) = (table.measures.first()?, shown.measures.first()?.as_ref()?);
                Some((row.written(measure.value), row.number(measure.value)))
            }
        }
    }
}

/// One a region of the column: a plan may read small ones together. `None` of what is no region.
fn tiles_of<'a>(column: &&'a ReleasedColumn, said: &Said<'_>) -> Option<Vec<Tile<'a>>> {
    let value = column.shown.as_ref().and_then(|shown| said.value(shown));
    let tile = |code: &str| {
        let (_, short, x, y) = REGIONS.into_iter().find(|(known, ..)| *known == code)?;
        Some(Tile { short, column: x, row: y, label: &column.label, value: value.clone() })
    };
    column.category.as_ref()?.as_str().split('+').map(tile).collect()
}

/// « PAC et COR », of regions that have one figure together.
fn joined(tiles: &[Tile<'_>]) -> Option<String> {
    let names: Vec<&str> = tiles.iter().map(|tile| tile.short).collect();
    (names.len() > 1).then(|| names.join(" et "))
}

fn drawn(tile: &Tile<'_>, low: f64, high: f64) -> Markup {
    let (x, y) = (tile.column * STEP, tile.row * STEP);
    html! {
        g class=(tile.value.as_ref().map_or("tile hidden", |(_, value)| shade(*value, low, high))) {
            title { (tile.label) "\u{a0}: " @match &tile.value { Some((value, _)) => (value), None => "masqué" } }
            rect x=(x) y=(y) width=(SIDE) height=(SIDE) rx="6" {}
            text.short x=(x + SIDE / 2) y=(y + 22) { (tile.short) }
            text.value x=(x + SIDE / 2) y=(y + 44) { @match &tile.value { Some((value, _)) => (value), None => "s" } }
        }
    }
}

/// Equal steps from the lowest to the highest.
fn shade(value: f64, low: f64, high: f64) -> &'static str {
    let place = if high > low { (value - low) / (high - low) } else { 0.0 };
    match (1..=SHADES).find(|step| place * f64::from(SHADES) <= f64::from(*step)) {
        Some(1) => "tile t1",
        Some(2) => "tile t2",
        Some(3) => "tile t3",
        _ => "tile t4",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::id::OptionCode;
    use crate::domain::release::fixture::content;

    /// The map of a table cut by these regions, every one read but the last.
    fn drawn_of(codes: &[&str]) -> Option<String> {
        let content = content();
        let table = content.tables.iter().find(|table| Said::of(table).is_some()).unwrap();
        let total = table.columns.first().unwrap();
        let column = |(at, code): (usize, &&str)| ReleasedColumn {
            category: Some(OptionCode::parse(code).unwrap()),
            label: format!("Région {code}"),
            shown: total.shown.clone().filter(|_| at + 1 < codes.len()),
            ..total.clone()
        };
        let columns: Vec<ReleasedColumn> = codes.iter().enumerate().map(column).collect();
        map(table, &columns.iter().collect::<Vec<_>>()).map(|drawn| drawn.into_string())
    }

    const ALONE: [&str; 11] = ["11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84"];

    #[test]
    fn regions_read_together_have_a_tile_each_and_one_figure() {
        let drawn = drawn_of(&[&["93+94"], &ALONE[..]].concat()).unwrap();
        assert_eq!(drawn.matches("<rect").count(), 13);
        assert_eq!(drawn.matches("<title>Région 93+94").count(), 2);
        assert!(drawn.contains("PAC et COR\u{a0}: ensemble"), "{drawn}");
        assert_eq!(drawn.matches("class=\"tile hidden\"").count(), 1, "the last is hidden");
    }

    #[test]
    fn categories_that_are_no_regions_have_no_map() {
        assert!(drawn_of(&ALONE).is_some());
        for other in ["06", "93+06", "est"] {
            assert_eq!(drawn_of(&[&[other], &ALONE[..]].concat()), None, "{other}");
        }
    }

    #[test]
    fn every_region_has_a_tile_of_its_own() {
        let places: BTreeSet<(u32, u32)> = REGIONS.iter().map(|(_, _, x, y)| (*x, *y)).collect();
        assert_eq!(places.len(), 13);
        let codes: BTreeSet<&str> = REGIONS.iter().map(|(code, ..)| *code).collect();
        let insee = ["11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"];
        assert_eq!(codes, insee.into_iter().collect());
    }

    #[test]
    fn shades_go_from_the_lowest_to_the_highest() {
        let shades = [70.0, 74.9, 75.1, 80.1, 85.1, 90.0].map(|value| shade(value, 70.0, 90.0));
        assert_eq!(shades, ["tile t1", "tile t1", "tile t2", "tile t3", "tile t4", "tile t4"]);
        assert_eq!(shade(50.0, 50.0, 50.0), "tile t1");
    }
}
