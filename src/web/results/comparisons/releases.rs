//! Our own publications two by two: the questions both have, with each change and its interval, or why there is none.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::domain::release::profile::{self, Group, ProfileLine};
use crate::domain::release::{Change, Direction, NoTrend, ReleaseContent, ReleasedTable, RowTrend, Trend, trend};
use crate::web::html::{shown, typeset};
use crate::web::results::comparisons::Sources;
use crate::web::results::dates::wave_words;
use crate::web::results::profiles::figure::written;

pub(super) fn view(sources: &Sources<'_>) -> Markup {
    let contents: Vec<&ReleaseContent> = sources.releases.iter().map(|release| release.released.content()).collect();
    let pairs: Vec<(&ReleaseContent, &ReleaseContent)> = contents
        .iter()
        .enumerate()
        .flat_map(|(at, after)| contents.iter().skip(at + 1).map(|before| (*before, *after)))
        .filter(|(before, after)| shared(before, after).next().is_some())
        .collect();
    html! {
        @if !pairs.is_empty() {
            section aria-labelledby="ici" {
                h2 #ici { "Entre nos publications" }
                p.small.muted { "Deux échantillons indépendants. Une évolution est établie au seuil de 5\u{a0}%, corrigé du nombre de réponses comparées (Holm)." }
                @for (before, after) in pairs { (pair(before, after)) }
            }
        }
    }
}

/// Questions, and rows of grids, that both have.
fn shared<'r>(before: &'r ReleaseContent, after: &'r ReleaseContent) -> impl Iterator<Item = &'r ReleasedTable> {
    let has = |table: &&ReleasedTable| {
        before.tables.iter().any(|old| old.question == table.question && old.item == table.item)
    };
    after.tables.iter().filter(has)
}

fn pair(before: &ReleaseContent, after: &ReleaseContent) -> Markup {
    html! {
        div.card {
            h3 {
                a href={ "/resultats/" (before.wave.slug) } { (before.wave.title) } ", " (wave_words(&before.wave.key))
                " → " a href={ "/resultats/" (after.wave.slug) } { (after.wave.title) } ", " (wave_words(&after.wave.key))
                @if before.is_simulated || after.is_simulated { " " span.tag.sim { "données simulées" } }
            }
            @for table in shared(before, after) {
                @match trend(before, after, &table.question, table.item.as_ref()) {
                    Ok(found) => (changes(table, &found, before, after)),
                    Err(why) => (refused(table, why, before, after)),
                }
            }
        }
    }
}

fn title(table: &ReleasedTable) -> Markup {
    html! {
        h4 { (shown(&table.text, &BTreeMap::new())) @if let Some(item) = &table.item_label { " – " (item) } }
    }
}

fn changes(table: &ReleasedTable, found: &Trend, before: &ReleaseContent, after: &ReleaseContent) -> Markup {
    let total = found.columns.first();
    html! {
        (title(table))
        @match total.map(|total| &total.changes) {
            Some(Ok(rows)) => div.scroll role="group" aria-label="D’une publication à l’autre" tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { "Réponse" }
                        th.num scope="col" { (wave_words(&before.wave.key)) } th.num scope="col" { (wave_words(&after.wave.key)) }
                        th.num scope="col" { "Écart" } th.num scope="col" { "Intervalle" } th scope="col" { "Lecture" }
                    } }
                    tbody { @for row in rows { (change_row(row)) } }
                }
            },
            Some(Err(why)) => p.masked { (typeset(why.to_string().into())) },
            None => p.masked { "rien à comparer" },
        }
    }
}

fn change_row(row: &RowTrend) -> Markup {
    html! {
        tr {
            th scope="row" { (shown(&row.label, &BTreeMap::new())) }
            @match &row.change {
                Ok(change) => {
                    td.num { (tenths(change.before)) } td.num { (tenths(change.after)) }
                    td.num.big { (signed(change.difference)) }
                    td.num.muted { (signed(change.low)) " à " (signed(change.high)) }
                    td.small { (read(change)) }
                }
                Err(why) => td.masked colspan="5" { (typeset(why.to_string().into())) },
            }
        }
    }
}

fn read(change: &Change) -> &'static str {
    match change.direction {
        Direction::Up => "▲ en hausse",
        Direction::Down => "▼ en baisse",
        Direction::Stable => "pas d’évolution établie",
    }
}

/// To the tenth, without a decimal that is nothing.
fn tenths(value: f64) -> String {
    let text = format!("{:.1}", value.abs());
    let text = text.strip_suffix(".0").unwrap_or(&text).replace('.', ",");
    if value < 0.0 && text != "0" { format!("−{text}") } else { text }
}

fn signed(value: f64) -> String {
    let text = tenths(value);
    if value > 0.0 && text != "0" { format!("+{text}") } else { text }
}

/// Side by side at most: the row of a grid by its own line, another question by the answer that comes first in the later
/// publication.
fn refused(table: &ReleasedTable, why: NoTrend, before: &ReleaseContent, after: &ReleaseContent) -> Markup {
    let lines = |content| {
        let question = profile::question(content, Group::Whole, table.question.as_str(), usize::MAX);
        question.map_or_else(Vec::new, |question| question.lines)
    };
    let (old, new) = (lines(before), lines(after));
    let label = table.item_label.as_deref().or_else(|| new.first().map(|line| line.label));
    let told = |lines: &[ProfileLine<'_>]| {
        let line = lines.iter().find(|line| Some(line.label) == label)?;
        line.whole.map(|whole| written(line.unit, whole.value))
    };
    html! {
        (title(table))
        div.refusal {
            p.why { (typeset(why.to_string().into())) "." }
            @if let (Some(label), Some(old), Some(new)) = (label, told(&old), told(&new)) {
                p.small {
                    "Côte à côte, «\u{a0}" (shown(label, &BTreeMap::new())) "\u{a0}»\u{a0}: " (old) " en " (wave_words(&before.wave.key))
                    " · " (new) " en " (wave_words(&after.wave.key))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::OptionCode;
    use crate::domain::release::fixture::content;

    /// The same question, each figure of the whole turned into another.
    fn turned(table: &ReleasedTable, turn: impl Fn(u32) -> u32) -> ReleasedTable {
        let mut table = table.clone();
        let whole = table.columns.first_mut().and_then(|column| column.shown.as_mut()).unwrap();
        for cell in whole.cells.iter_mut().flatten() {
            cell.percent = turn(cell.percent);
        }
        table
    }

    #[test]
    fn a_refused_row_of_a_grid_is_shown_by_its_own_line() {
        let mut grid = content();
        let first = grid.tables.first().unwrap().clone();
        let row = |item: &str, percent| ReleasedTable {
            item: Some(OptionCode::parse(item).unwrap()),
            item_label: Some(format!("Ligne {item}")),
            ..turned(&first, |_| percent)
        };
        grid.tables = vec![row("haute", 70), row("basse", 30)];
        for (table, own, other) in [(0, "70\u{a0}% en", "30\u{a0}%"), (1, "30\u{a0}% en", "70\u{a0}%")] {
            let said = refused(&grid.tables[table], NoTrend::OtherMode, &grid, &grid).into_string();
            assert!(said.matches(own).count() == 2 && !said.contains(other), "{said}");
        }
    }

    #[test]
    fn a_refused_list_shows_one_and_the_same_answer_of_both() {
        let (mut before, mut after) = (content(), content());
        let list = ReleasedTable { is_multiple: true, ..after.tables.first().unwrap().clone() };
        (before.tables, after.tables) = (vec![turned(&list, |percent| 100 - percent)], vec![list]);
        let first = |content| profile::question(content, Group::Whole, "JC_UTILITE", 1).unwrap().lines.remove(0);
        let (old, new) = (first(&before), first(&after));
        assert_ne!(old.label, new.label, "another comes first in the earlier one");
        let percent = new.whole.unwrap().value;
        let said = refused(&after.tables[0], NoTrend::OtherMode, &before, &after).into_string();
        assert!(said.contains(&format!("{}\u{a0}% en", 100 - percent)), "{said}");
        assert!(said.contains(new.label) && !said.contains(old.label), "{said}");
    }

    #[test]
    fn a_difference_is_written_to_the_tenth_with_its_sign() {
        assert_eq!([signed(3.0), signed(-1.25), signed(0.04), signed(-0.04)], ["+3", "−1,2", "0", "0"]);
        assert_eq!([tenths(74.0), tenths(6.4)], ["74", "6,4"]);
    }
}
