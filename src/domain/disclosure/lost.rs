//! What disclosure took away, counted on what is released and told with it.

use std::collections::BTreeSet;

use crate::domain::id::QuestionId;
use crate::domain::release::{HiddenShare, ReleasedColumn, ReleasedTable, ShownColumn};

pub(super) fn share(tables: &[ReleasedTable], national: BTreeSet<QuestionId>) -> HiddenShare {
    let columns = || tables.iter().flat_map(|table| table.columns.iter().filter(|column| column.variable.is_some()));
    let shown = || tables.iter().flat_map(|table| &table.columns).filter_map(|column| column.shown.as_ref());
    let cells = || shown().flat_map(|shown| &shown.cells);
    HiddenShare {
        columns: number(columns().count()),
        columns_hidden: number(columns().filter(|column| is_hidden(column)).count()),
        columns_rough: number(shown().filter(|shown| is_rough(shown)).count()),
        figures: number(cells().count()),
        figures_hidden: number(cells().filter(|cell| cell.is_none()).count()),
        national: national.into_iter().collect(),
    }
}

fn is_hidden(column: &ReleasedColumn) -> bool {
    column.shown.is_none()
}

fn is_rough(shown: &ShownColumn) -> bool {
    shown.base_is_rough
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// As printed under the results; nothing where nothing was taken away.
pub(super) fn sentence(hidden: &HiddenShare) -> Option<String> {
    let mut parts = Vec::new();
    if hidden.columns_hidden > 0 {
        parts.push(format!("{} colonnes de croisement sur {} sont masquées", hidden.columns_hidden, hidden.columns));
    }
    if hidden.figures_hidden > 0 {
        parts.push(format!("{} chiffres sur {} le sont dans les autres", hidden.figures_hidden, hidden.figures));
    }
    if hidden.columns_rough > 0 {
        parts.push(format!("{} ont une base arrondie à la vingtaine", hidden.columns_rough));
    }
    if !hidden.national.is_empty() {
        parts.push(
            "les croisements par territoire sont omis, une grande part de cette population ayant répondu".to_owned(),
        );
    }
    (!parts.is_empty()).then(|| format!("Secret statistique\u{a0}: {}.", parts.join("\u{a0}; ")))
}
