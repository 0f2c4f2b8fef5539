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

/// As printed under the results; nothing where nothing was taken away. Any part may be there alone, so that each says what
/// it is about.
pub(super) fn sentence(hidden: &HiddenShare) -> Option<String> {
    let columns = told(hidden.columns_hidden, |count, s, are| {
        format!("{count} colonne{s} de croisement sur {} {are} masquée{s}", hidden.columns)
    });
    let figures = told(hidden.figures_hidden, |count, s, are| {
        format!("{count} chiffre{s} sur {} {are} masqué{s} dans les colonnes montrées", hidden.figures)
    });
    let rough = told(hidden.columns_rough, |count, s, _| {
        let have = if count == 1 { "a" } else { "ont" };
        format!("{count} colonne{s} montrée{s} {have} une base arrondie à la vingtaine")
    });
    let omitted = "les croisements par territoire sont omis, une grande part de cette population ayant répondu";
    let national = (!hidden.national.is_empty()).then(|| omitted.to_owned());
    let parts: Vec<String> = [columns, figures, rough, national].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("Secret statistique\u{a0}: {}.", parts.join("\u{a0}; ")))
}

/// A count above zero in words, given the ending of what is counted and its verb.
fn told(count: u32, words: impl Fn(u32, &str, &str) -> String) -> Option<String> {
    match count {
        0 => None,
        1 => Some(words(1, "", "est")),
        _ => Some(words(count, "s", "sont")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden() -> HiddenShare {
        HiddenShare { columns: 30, figures: 200, ..HiddenShare::default() }
    }

    fn said(hidden: &HiddenShare) -> String {
        let sentence = sentence(hidden).unwrap();
        let (subject, said) = sentence.split_once("\u{a0}: ").unwrap();
        assert_eq!(subject, "Secret statistique");
        said.to_owned()
    }

    #[test]
    fn nothing_is_said_where_nothing_was_taken_away() {
        assert_eq!(sentence(&hidden()), None);
    }

    #[test]
    fn columns_alone_say_what_they_are() {
        let of = |count| said(&HiddenShare { columns_hidden: count, ..hidden() });
        assert_eq!(of(4), "4 colonnes de croisement sur 30 sont masquées.");
        assert_eq!(of(1), "1 colonne de croisement sur 30 est masquée.");
    }

    #[test]
    fn figures_alone_say_what_they_are() {
        let of = |count| said(&HiddenShare { figures_hidden: count, ..hidden() });
        assert_eq!(of(4), "4 chiffres sur 200 sont masqués dans les colonnes montrées.");
        assert_eq!(of(1), "1 chiffre sur 200 est masqué dans les colonnes montrées.");
    }

    #[test]
    fn rough_bases_alone_say_whose_they_are() {
        let of = |count| said(&HiddenShare { columns_rough: count, ..hidden() });
        assert_eq!(of(3), "3 colonnes montrées ont une base arrondie à la vingtaine.");
        assert_eq!(of(1), "1 colonne montrée a une base arrondie à la vingtaine.");
    }

    #[test]
    fn territories_alone_say_why_they_are_left_out() {
        let national = vec![QuestionId::parse("REGION").unwrap()];
        let told = said(&HiddenShare { national, ..hidden() });
        assert_eq!(
            told,
            "les croisements par territoire sont omis, une grande part de cette population ayant répondu."
        );
    }

    #[test]
    fn parts_follow_each_other_in_one_sentence() {
        let told = said(&HiddenShare { columns_hidden: 2, figures_hidden: 5, columns_rough: 1, ..hidden() });
        assert_eq!(
            told,
            "2 colonnes de croisement sur 30 sont masquées\u{a0}; 5 chiffres sur 200 sont masqués dans les colonnes \
             montrées\u{a0}; 1 colonne montrée a une base arrondie à la vingtaine."
        );
    }
}
