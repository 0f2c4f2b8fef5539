//! Counted by cell, counted one by one, counted in another order and by two threads: the same figures.

use std::borrow::Cow;

use proptest::prelude::*;

use super::super::fixture::{UTILITY, id, questionnaire, spec};
use super::super::{ENTRIES_ALONE, Table, tabulate_with};
use super::*;
use crate::domain::arithmetic::number;
use crate::domain::calibration::{Calibration, Coded, MarginTargets, Method, Recipe, Sample, calibrate};
use crate::domain::data_set::{Column, DataSet};
use crate::domain::estimate::{Group, Moments};
use crate::domain::questionnaire::Mandatory;

const AGES: [&str; 3] = ["jeunes", "adultes", "aines"];

/// Half, age and opinion of a respondent; an opinion may be not asked, not given or of no option.
type Row = (u16, u16, Entry<u16>);

fn row() -> impl Strategy<Value = Row> {
    let opinion = prop_oneof![
        1 => Just(Entry::NotAsked),
        1 => Just(Entry::NoAnswer),
        1 => Just(Entry::Given(9)),
        8 => (0u16..6).prop_map(Entry::Given)
    ];
    (0u16..2, 0u16..3, opinion)
}

fn ages() -> impl Strategy<Value = Ages> {
    prop_oneof![Just(Ages::NoMargin), Just(Ages::Margin), Just(Ages::MarginOfSome)]
}

/// Everybody of each kind at least once, so that the margins can be met.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let some = [0, 1].map(|half| [0, 1, 2].map(|age| (half, age, Entry::Given(0)))).concat();
    prop::collection::vec(row(), 300..900).prop_map(move |more| [some.clone(), more].concat())
}

fn category(name: &str, codes: &[&str], values: Vec<Entry<u16>>) -> Column {
    let codes = codes.iter().map(|name| (*name).to_owned()).collect();
    Column { name: name.to_owned(), values: Values::Category { codes, values: values.into() } }
}

fn data(rows: &[Row]) -> DataSet {
    let ages = category("AGE", &AGES, rows.iter().map(|row| Entry::Given(row.1)).collect());
    let opinions = category("JC_UTILITE", &UTILITY, rows.iter().map(|row| row.2).collect());
    DataSet { rows: rows.len(), columns: vec![ages, opinions] }
}

#[derive(Debug, Clone, Copy)]
enum Ages {
    NoMargin,
    Margin,
    /// The oldest are left outside the margin of ages.
    MarginOfSome,
}

/// On halves, and on ages.
fn calibration(rows: &[Row], ages: Ages) -> Calibration {
    let coded = |codes: &[&str], of_row: Vec<u16>| Coded {
        codes: Cow::Owned(codes.iter().map(|code| (*code).to_owned()).collect()),
        of_row: Cow::Owned(of_row.into_iter().map(u32::from).collect()),
    };
    let mut sample = Sample { rows: rows.len(), ..Sample::default() };
    sample.categories.insert("half".to_owned(), coded(&["x", "y"], rows.iter().map(|row| row.0).collect()));
    sample.categories.insert("age".to_owned(), coded(&AGES, rows.iter().map(|row| row.1).collect()));
    let margin = |name: &str, codes: &[&str], shares: &[f64]| {
        MarginTargets::one(name, codes.iter().map(|code| (*code).to_owned()).zip(shares.iter().copied()))
    };
    let mut margins = vec![margin("half", &["x", "y"], &[0.55, 0.45])];
    match ages {
        Ages::NoMargin => {}
        Ages::Margin => margins.push(margin("age", &AGES, &[0.3, 0.5, 0.2])),
        Ages::MarginOfSome => {
            let uncovered = vec![vec!["aines".to_owned()]];
            margins.push(MarginTargets { uncovered, ..margin("age", &AGES[..2], &[0.4, 0.6]) });
        }
    }
    let mut recipe = Recipe::shares(Method::Raking, margins);
    recipe.total = Some(number(rows.len()));
    calibrate(&sample, &recipe).unwrap()
}

fn tables(rows: &[Row], influences: &Influences<'_>, questions: &[&str]) -> Vec<Table> {
    let (mut questionnaire, mut spec) = (questionnaire(), spec());
    questionnaire.sections[0].questions[1].mandatory = Mandatory::Off;
    spec.tables.questions = questions.iter().map(|name| id(name)).collect();
    tabulate_with(&questionnaire, &spec, &data(rows), influences).unwrap()
}

fn groups(table: &Table) -> Vec<&Group> {
    table
        .columns
        .iter()
        .flat_map(|column| std::iter::once(&column.evidence.base).chain(&column.evidence.members))
        .collect()
}

fn is_near(found: &Moments, wanted: &Moments) -> bool {
    let near = |left: f64, right: f64| (left - right).abs() <= 1e-9 * right;
    found.n == wanted.n && near(found.weight, wanted.weight) && near(found.squares, wanted.squares)
}

/// One weight a hair away from those of its cell: what makes every respondent be counted alone.
fn uneven(calibration: &Calibration) -> Vec<f64> {
    let mut weights = calibration.weights.clone();
    weights[0] *= 1.0 + 1e-12;
    weights
}

fn is_counted_by_cell(rows: &[Row], influences: &Influences<'_>) -> bool {
    Cells::of(influences).is_some_and(|cells| cells.tally(&data(rows).columns[1].values).is_some())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_counted_by_cell_is_what_is_counted_one_by_one(rows in rows(), ages in ages()) {
        let calibration = calibration(&rows, ages);
        let uneven = uneven(&calibration);
        let by_cell = Influences::calibrated(&calibration.weights, &calibration).unwrap();
        let one_by_one = Influences::calibrated(&uneven, &calibration).unwrap();
        prop_assert!(is_counted_by_cell(&rows, &by_cell) && !is_counted_by_cell(&rows, &one_by_one));
        let (found, wanted) = (tables(&rows, &by_cell, &["JC_UTILITE"]), tables(&rows, &one_by_one, &["JC_UTILITE"]));
        prop_assert_eq!(groups(&found[0]).len(), 4 * 9);
        for (found, wanted) in groups(&found[0]).into_iter().zip(groups(&wanted[0])) {
            prop_assert!(is_near(&found.moments, &wanted.moments), "{:?} is not {:?}", found, wanted);
        }
        for (found, wanted) in found[0].columns.iter().zip(&wanted[0].columns) {
            for (found, wanted) in found.cells.iter().flatten().zip(wanted.cells.iter().flatten()) {
                prop_assert!((found.share - wanted.share).abs() < 1e-9);
                prop_assert!((found.standard_error - wanted.standard_error).abs() < 1e-8, "{found:?} {wanted:?}");
            }
        }
        let together = |table: &Table| {
            let score = |at: usize| table.columns[at].evidence.base.share(&table.columns[at].evidence.members[1]);
            Some(score(1)?.covariance_apart(&score(2)?))
        };
        let (found, wanted) = (together(&found[0]), together(&wanted[0]));
        prop_assert_eq!(found.is_some(), wanted.is_some());
        prop_assert!(found.zip(wanted).is_none_or(|(found, wanted)| (found - wanted).abs() < 1e-12));
    }

    #[test]
    fn no_order_of_rows_changes_a_bit(rows in rows(), seed in any::<u64>()) {
        let mut other: Vec<(u64, Row)> = rows.iter().zip(1..).map(|(row, at)| (seed.wrapping_mul(at), *row)).collect();
        other.sort_by_key(|(key, _)| *key);
        let other: Vec<Row> = other.into_iter().map(|(_, row)| row).collect();
        // Those of a cell together, as they are sealed: counted by runs.
        let mut together = rows.clone();
        together.sort_unstable_by_key(|row| (row.0, row.1));
        let of = |rows: &[Row]| {
            let calibration = calibration(rows, Ages::Margin);
            tables(rows, &Influences::calibrated(&calibration.weights, &calibration).unwrap(), &["JC_UTILITE", "AGE"])
        };
        let has_runs = |rows: &[Row]| {
            let calibration = calibration(rows, Ages::Margin);
            Cells::of(&Influences::calibrated(&calibration.weights, &calibration).unwrap()).unwrap().runs.is_some()
        };
        prop_assert!(has_runs(&together) && !has_runs(&rows));
        prop_assert_eq!(of(&rows), of(&other));
        prop_assert_eq!(of(&rows), of(&together));
    }
}

/// Runs of every length, up to where the count of one would pass a byte, and codes that have no byte.
#[test]
fn runs_are_counted_as_rows_are() {
    for (apart, has_bytes) in [(1, true), (120, false)] {
        let of_row: Vec<u32> = (0u32..6).flat_map(|cell| vec![cell % 4; 7 + 241 * cell as usize]).collect();
        let answer = |row: usize| match row % 11 {
            0 => Entry::NotAsked,
            1 | 2 => Entry::NoAnswer,
            _ => Entry::Given(apart * u16::try_from(row * row % 13 % 4).unwrap()),
        };
        let choices: Choices = (0..of_row.len()).map(answer).collect();
        assert_eq!(choices.bytes().is_some(), has_bytes);
        let values = Values::Category { codes: Vec::new(), values: choices };
        let found = runs(&of_row);
        assert_eq!(found.iter().flatten().map(|(_, rows)| rows).sum::<usize>(), of_row.len());
        let [together, alone] = [found, None]
            .map(|runs| Cells { runs, of_row: &of_row, count: 4 })
            .map(|cells| cells.tally(&values).map(|tally| (tally.counts, tally.entries)));
        assert_eq!(together, alone);
        let (mut counts, entries) = alone.unwrap();
        for cell in 0..4 {
            for (at, entry) in entries.iter().enumerate() {
                let is_it = |row: &usize| usize::try_from(of_row[*row]) == Ok(cell) && answer(*row) == *entry;
                let wanted = (0..of_row.len()).filter(is_it).count();
                assert_eq!(usize::try_from(counts.of_cell(cell)[at]), Ok(wanted), "{cell} {entry:?}");
            }
        }
    }
}

#[test]
fn a_break_that_does_not_follow_the_cells_is_seen() {
    let rows: Vec<Row> = (0..600).map(|at| (at % 2, at % 3, Entry::Given(at % 5))).collect();
    let data = data(&rows);
    let (_, ages) = data.category("AGE").unwrap();
    let [without, with] = [Ages::NoMargin, Ages::Margin].map(|margin| {
        let calibration = calibration(&rows, margin);
        let influences = Influences::calibrated(&calibration.weights, &calibration).unwrap();
        Cells::of(&influences).unwrap().places(ages)
    });
    assert_eq!(without, None);
    assert_eq!(with.unwrap().len(), 6);
}

/// Enough rows for two threads: every table is there, in the order of the plan, and has everybody once.
#[test]
fn two_threads_make_the_tables_of_the_plan_in_its_order() {
    let part = |at: usize, size: usize| u16::try_from(at % size).unwrap();
    let of = |at: usize| (part(at, 2), part(at, 3), Entry::Given(part(at * at, 7)));
    let rows: Vec<Row> = (0..ENTRIES_ALONE / 6 + 7).map(of).collect();
    let calibration = calibration(&rows, Ages::Margin);
    let influences = Influences::calibrated(&calibration.weights, &calibration).unwrap();
    let found = tables(&rows, &influences, &["JC_UTILITE", "AGE", "JC_UTILITE"]);
    let names: Vec<&str> = found.iter().map(|table| table.question.as_str()).collect();
    assert_eq!(names, ["JC_UTILITE", "AGE", "JC_UTILITE"]);
    assert!(found.iter().all(|table| usize::try_from(table.columns[0].base.n) == Ok(rows.len())));
    assert_eq!(found[0], found[2]);
}
