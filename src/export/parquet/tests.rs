//! What is written comes back, the same data give the same bytes, and foreign bytes are refused.

use proptest::prelude::*;

use super::*;
use crate::domain::data_set::{DataSet, Entry};

fn entries<T: Clone + std::fmt::Debug + 'static>(
    given: impl Strategy<Value = T> + 'static,
    rows: usize,
) -> impl Strategy<Value = Vec<Entry<T>>> {
    let entry = prop_oneof![Just(Entry::NotAsked), Just(Entry::NoAnswer), given.prop_map(Entry::Given)];
    prop::collection::vec(entry, rows)
}

fn codes(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Entries that may be a declared non-answer too.
fn typed<T: Clone + std::fmt::Debug + 'static>(
    given: impl Strategy<Value = T> + 'static,
    rows: usize,
) -> impl Strategy<Value = Vec<Entry<T>>> {
    let declared = (0u16..3).prop_map(Entry::Declared);
    let entry = prop_oneof![Just(Entry::NotAsked), Just(Entry::NoAnswer), declared, given.prop_map(Entry::Given)];
    prop::collection::vec(entry, rows)
}

fn data_sets() -> impl Strategy<Value = DataSet> {
    (0usize..40).prop_flat_map(|rows| {
        let ticks = prop::collection::btree_set(0u16..3, 1..3).prop_map(|ticks| ticks.into_iter().collect());
        let order = prop::sample::subsequence(vec![0u16, 1, 2, 3], 1..=4).prop_shuffle();
        let columns = (
            entries(0u16..4, rows),
            entries(ticks, rows),
            typed(any::<i64>(), rows),
            // A verbatim may be one of the file's own words.
            typed(prop_oneof!["[ -~éœ\n]{0,20}", Just("no_answer".to_owned())], rows),
            entries(order, rows),
        );
        columns.prop_map(move |(category, ticks, numbers, texts, orders)| {
            let category = Values::Category { codes: codes(&["18-24", "65+", "<5", "nsp"]), values: category.into() };
            let ticks = Values::Ticks { codes: codes(&["emploi", "sante", "aucun"]), values: ticks };
            let declared = codes(&["nsp", "refus", "no_answer"]);
            let numbers = Values::Number { decimals: 2, declared: declared.clone(), values: numbers };
            let texts = Values::Text { declared, values: texts };
            let orders = Values::Order { codes: codes(&["a", "b", "c", "nsp"]), values: orders };
            let columns = [
                ("JC_EFFETS:rapide", category),
                ("FRAG", ticks),
                ("S_AGE", numbers),
                ("POURQUOI", texts),
                ("FRAG::order", orders),
            ];
            let columns = columns.map(|(name, values)| Column { name: name.to_owned(), values });
            DataSet { rows, columns: columns.into() }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_comes_back_and_is_written_the_same(data in data_sets()) {
        let bytes = write(&data, &Meta::default()).unwrap();
        let back = read(&bytes).unwrap();
        prop_assert_eq!(&back, &data);
        prop_assert_eq!(write(&back, &Meta::default()).unwrap(), bytes);
    }
}

#[test]
fn more_rows_than_a_row_group_come_back_in_order() {
    let rows = ROW_GROUP_ROWS * 2 + 7;
    let numbers =
        (0..rows).map(|row| if row % 5 == 0 { Entry::NotAsked } else { Entry::Given(i64::try_from(row).unwrap()) });
    let column = Column {
        name: "S_AGE".to_owned(),
        values: Values::Number { decimals: 0, declared: Vec::new(), values: numbers.collect() },
    };
    // Few codes go by a dictionary of few, many by one whose places are wider than a byte.
    let category = |options: usize| {
        let entry = |row: usize| match row % 7 {
            0 if row > ROW_GROUP_ROWS => Entry::NotAsked,
            3 => Entry::NoAnswer,
            _ => Entry::Given(u16::try_from(row * row % options).unwrap()),
        };
        let codes = (0..options).map(|code| format!("c{code}")).collect();
        let values = Values::Category { codes, values: (0..rows).map(entry).collect() };
        Column { name: format!("Q{options}"), values }
    };
    let data = DataSet { rows, columns: vec![category(6), column, category(2_000)] };
    assert_eq!(read(&write(&data, &Meta::default()).unwrap()).unwrap(), data);
}

#[test]
fn bytes_that_are_not_ours_are_refused() {
    assert!(matches!(read(b"PAR1 not really"), Err(BadFile::Parquet(_))));
    let data = DataSet { rows: 0, columns: Vec::new() };
    let foreign = Meta(std::collections::BTreeMap::from([("x".to_owned(), "y".to_owned())]));
    let bytes = write(&data, &foreign).unwrap();
    assert!(read(&bytes).is_ok());
    assert!(read(&bytes[..bytes.len() - 9]).is_err());
}
