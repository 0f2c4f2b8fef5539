//! Counted at once, counted one by one and counted in another order: the same figures.

use proptest::prelude::*;

use super::super::fixture::{id, questionnaire, spec};
use super::super::{Table, tabulate};
use super::*;
use crate::domain::data_set::{Column, DataSet};

/// Age, opinion and weight of a respondent; an age may be missing, an opinion not asked, not given or of no option.
type Row = (Entry<u16>, Entry<u16>, f64);

fn row() -> impl Strategy<Value = Row> {
    let age =
        prop_oneof![1 => Just(Entry::NotAsked), 1 => Just(Entry::NoAnswer), 8 => (0u16..3).prop_map(Entry::Given)];
    let opinion = prop_oneof![
        1 => Just(Entry::NotAsked),
        1 => Just(Entry::NoAnswer),
        1 => Just(Entry::Given(9)),
        8 => (0u16..6).prop_map(Entry::Given)
    ];
    (age, opinion, prop_oneof![1 => Just(0.0), 9 => 0.1f64..20.0])
}

fn data(rows: &[Row]) -> (DataSet, Vec<f64>) {
    let codes = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let ages = Values::Category {
        codes: codes(&["jeunes", "adultes", "aines"]),
        values: rows.iter().map(|row| row.0).collect(),
    };
    let opinions = Values::Category {
        codes: codes(&super::super::fixture::UTILITY),
        values: rows.iter().map(|row| row.1).collect(),
    };
    let columns = [("AGE", ages), ("JC_UTILITE", opinions)];
    let columns = columns.map(|(name, values)| Column { name: name.to_owned(), values }).into();
    (DataSet { rows: rows.len(), columns }, rows.iter().map(|row| row.2).collect())
}

fn table(rows: &[Row], breaks: &[&str]) -> Table {
    let (mut questionnaire, mut spec) = (questionnaire(), spec());
    questionnaire.sections[0].questions[1].mandatory = crate::domain::questionnaire::Mandatory::Off;
    spec.tables.questions = vec![id("JC_UTILITE")];
    spec.tables.breaks = breaks.iter().map(|name| id(name)).collect();
    let (data, weights) = data(rows);
    tabulate(&questionnaire, &spec, &data, &weights).unwrap().remove(0)
}

/// Base and members by the definition: everybody of the category who was asked, one after the other.
fn by_hand(rows: &[Row], age: Option<u16>, is_member: impl Fn(Entry<u16>) -> bool) -> Moments {
    let is_in = |row: &&Row| age.is_none_or(|age| row.0 == Entry::Given(age)) && row.1.is_asked() && is_member(row.1);
    Moments::of(rows.iter().filter(is_in).map(|row| row.2))
}

fn is_near(found: &Moments, wanted: &Moments) -> bool {
    let near = |left: f64, right: f64| (left - right).abs() <= 1e-11 * right;
    found.n == wanted.n && near(found.weight, wanted.weight) && near(found.squares, wanted.squares)
}

fn all(table: &Table) -> Vec<Moments> {
    let of = |column: &super::super::TableColumn| {
        std::iter::once(column.evidence.base.moments)
            .chain(column.evidence.members.iter().map(|group| group.moments))
            .collect::<Vec<_>>()
    };
    table.columns.iter().flat_map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_counted_at_once_is_what_is_counted_one_by_one(rows in prop::collection::vec(row(), 1..5_000)) {
        let table = table(&rows, &["AGE"]);
        let mut wanted = Vec::new();
        for age in [None, Some(0), Some(1), Some(2)] {
            let given = |options: &'static [u16]| move |entry: Entry<u16>| entry.given().is_some_and(|at| options.contains(at));
            wanted.push(by_hand(&rows, age, |_| true));
            wanted.push(by_hand(&rows, age, given(&[0, 1])));
            for option in [&[0][..], &[1], &[2], &[3], &[4], &[5]] {
                wanted.push(by_hand(&rows, age, given(option)));
            }
            wanted.push(by_hand(&rows, age, |entry| entry == Entry::NoAnswer));
        }
        let found = all(&table);
        prop_assert_eq!(found.len(), wanted.len());
        for (found, wanted) in found.iter().zip(&wanted) {
            prop_assert!(is_near(found, wanted), "{:?} is not {:?}", found, wanted);
        }
    }

    #[test]
    fn no_order_of_rows_changes_a_bit(rows in prop::collection::vec(row(), 1..5_000), seed in any::<u64>()) {
        let mut other = rows.clone();
        other.sort_by_key(|row| row.2.to_bits().wrapping_mul(seed | 1));
        prop_assert_eq!(table(&rows, &["AGE"]), table(&other, &["AGE"]));
        prop_assert_eq!(&table(&rows, &["AGE"]).columns[0], &table(&rows, &[]).columns[0]);
    }
}

#[test]
fn weights_too_far_apart_or_not_of_a_sample_are_left_to_doubles() {
    assert!(Scale::of(&[1.0, 256.0, 0.0]).is_some());
    for refused in [&[1.0, 256.1][..], &[1.0, -1.0], &[1.0, f64::NAN], &[1.0, f64::INFINITY], &[0.0], &[1e-200], &[]] {
        assert!(Scale::of(refused).is_none(), "{refused:?}");
    }
}

#[test]
fn a_tiny_group_beside_heavy_ones_keeps_its_weight() {
    let rows = [(Entry::Given(0), Entry::Given(0), 1e12), (Entry::Given(1), Entry::Given(0), 1.234_567_890_123)];
    let table = table(&rows, &["AGE"]);
    assert_eq!(table.columns[2].base.weight, 1.234_567_890_123);
}

/// The largest sums a block can hold: a word that ran over would show.
#[test]
fn a_block_of_the_heaviest_weights_does_not_run_over() {
    for weight in [1.0, 2.0 - f64::EPSILON, 0.3] {
        let rows = vec![(Entry::Given(0), Entry::Given(0), weight); 3 * BLOCK_ROWS + 1];
        let base = table(&rows, &["AGE"]).columns[1].base;
        let n = 3.0 * 2_000.0 + 1.0;
        assert_eq!(base.n, 6_001);
        assert!((base.weight - n * weight).abs() <= 1e-11 * base.weight, "{}", base.weight);
        assert!((base.squares - n * weight * weight).abs() <= 1e-11 * base.squares, "{}", base.squares);
    }
}

/// Enough rows for two threads: as many of each answer as the definition has.
#[test]
fn two_threads_count_everybody_once() {
    let of = |at: usize| {
        let part = |size: usize| Entry::Given(u16::try_from(at * at % size).unwrap());
        (part(3), part(6), 0.5 + f64::from(u16::try_from(at % 1_000).unwrap()) / 500.0)
    };
    let rows: Vec<Row> = (0..ROWS_ALONE + 7).map(of).collect();
    let table = table(&rows, &["AGE"]);
    for (column, age) in table.columns.iter().zip([None, Some(0), Some(1), Some(2)]) {
        assert!(is_near(&column.base, &by_hand(&rows, age, |_| true)));
    }
}
