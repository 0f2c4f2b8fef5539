//! What is hidden inside columns that may be read, and what goes with it, on tables small enough to be seen through.

use std::collections::BTreeSet;

use super::super::{DisclosureRule, Released, dominance, hiding, national, rounding};
use super::population::{COLUMNS, Person, REGIONS, SCORE, people, questionnaire, table, tables};
use crate::domain::disclosure::release;
use crate::domain::estimate::{Z_95, wilson};
use crate::domain::id::QuestionId;
use crate::domain::release::ReleasedTable;
use crate::domain::table::fixture::{diagnostics, spec};
use crate::domain::table::{Errors, Measure, MeasureKind, MeasureRow, Parts, RowKind, Table};
use crate::domain::wave::WaveSpec;

const RULE: DisclosureRule = DisclosureRule { cell_base_min: 10, share_base_min: 30, population: None };
/// Columns of the three ages.
const AGES: [usize; 3] = [COLUMNS - 3, COLUMNS - 2, COLUMNS - 1];

/// So many of an age gave each answer; regions take turns.
fn of_ages(answers: [[usize; 5]; 3]) -> Vec<Person> {
    let of = |(age, counts): (usize, [usize; 5])| {
        let each = counts.into_iter().enumerate().flat_map(|(answer, count)| vec![answer; count]);
        each.map(move |answer| Person { region: 0, age: Some(age), answers: vec![answer] })
    };
    answers.into_iter().enumerate().flat_map(of).collect()
}

fn ages_of(people: &[Person]) -> Table {
    let table = table(0, &people.iter().collect::<Vec<_>>());
    let columns = [0].into_iter().chain(AGES).map(|place| table.columns[place].clone()).collect();
    Table { columns, ..table }
}

/// Rows hidden in the total and in each age; row 0 is the net of the first two answers.
fn hidden(answers: [[usize; 5]; 3]) -> [Vec<usize>; 4] {
    let found = hiding::of(&questionnaire(), &[ages_of(&of_ages(answers))], RULE).remove(0);
    assert!(found.columns.is_empty(), "{found:?}");
    [0, 1, 2, 3].map(|column| found.cells.iter().filter(|(_, of)| *of == column).map(|(row, _)| *row).collect())
}

#[test]
fn one_of_fifty_is_hidden_with_what_would_tell_it_and_nothing_of_all_is() {
    let found = hidden([[20, 20, 5, 4, 1], [30, 30, 20, 10, 10], [30, 30, 20, 10, 10]]);
    assert_eq!(found[0], Vec::<usize>::new(), "the total stays whole");
    assert!(found[1].contains(&5), "{found:?}");
    assert!(found[1].len() >= 2, "another answer of the column: {found:?}");
    assert!(found[2].contains(&5) || found[3].contains(&5), "the same answer of another: {found:?}");
    let none = hidden([[20, 20, 4, 3, 3], [30, 30, 20, 10, 10], [30, 30, 20, 10, 10]]);
    assert_eq!(none, [const { Vec::<usize>::new() }; 4], "three are enough");
}

#[test]
fn what_everybody_of_a_column_answered_is_hidden() {
    let found = hidden([[0, 0, 0, 0, 12], [30, 30, 20, 10, 10], [30, 30, 20, 10, 10]]);
    assert!(found[1].contains(&5), "{found:?}");
    assert!(found[1].len() >= 2, "and that nobody answered otherwise: {found:?}");
}

#[test]
fn a_net_everybody_of_a_column_is_in_is_hidden() {
    let found = hidden([[25, 25, 0, 0, 0], [30, 30, 20, 10, 10], [30, 30, 20, 10, 10]]);
    assert!(found[1].contains(&0), "{found:?}");
}

#[test]
fn a_net_is_hidden_where_it_would_leave_one_person_outside() {
    let found = hidden([[25, 24, 1, 0, 0], [30, 30, 20, 10, 10], [30, 30, 20, 10, 10]]);
    assert!(found[1].contains(&0) && found[1].contains(&3), "{found:?}");
}

#[test]
fn a_large_base_is_told_roughly_rather_than_hidden() {
    let people = of_ages([[2, 1, 0, 0, 0], [91, 92, 63, 30, 31], [90, 90, 70, 30, 32]]);
    let found = hiding::of(&questionnaire(), &[ages_of(&people)], RULE).remove(0);
    assert_eq!(found.columns, BTreeSet::from([1]), "the small one alone");
    assert!(!found.rough.is_empty(), "{found:?}");
    let released = release(&questionnaire(), &spec(), &[ages_of(&people)], &diagnostics(622), true);
    let rough: Vec<&crate::domain::release::ShownColumn> = released.content().tables[0]
        .columns
        .iter()
        .filter_map(|column| column.shown.as_ref())
        .filter(|shown| shown.base_is_rough)
        .collect();
    for shown in &rough {
        assert_eq!((shown.base_n % 20, shown.effective_n % 20), (0, 0), "{shown:?}");
        assert!(shown.letter.is_none() && shown.cells.iter().flatten().all(|cell| cell.se.is_none()), "{shown:?}");
        for cell in shown.cells.iter().flatten() {
            let share = f64::from(cell.percent) / 100.0;
            let told = rounding::interval(wilson(share, f64::from(shown.effective_n), Z_95));
            assert_eq!((cell.low, cell.high), told, "made from what is told");
        }
    }
    assert!(!rough.is_empty());
}

/// Whether a letter is that of a column of this break whose figure in this row may be read.
fn names_a_told_figure(table: &ReleasedTable, variable: Option<&QuestionId>, row: usize, letter: &String) -> bool {
    let others = table.columns.iter().filter(|other| other.variable.as_ref() == variable);
    let mut shown = others.filter_map(|other| other.shown.as_ref());
    shown.any(|shown| shown.letter.as_ref() == Some(letter) && shown.cells[row].is_some())
}

#[test]
fn a_hidden_figure_is_named_by_no_letter_and_leaves_the_release_as_nothing() {
    let released = release(&questionnaire(), &spec(), &tables(&people(9, 1000, 5)), &diagnostics(1000), true);
    let content = released.content();
    let lost = content.hidden.clone().unwrap();
    assert!(lost.figures_hidden > 0 && lost.figures_hidden < lost.figures && lost.columns_hidden < lost.columns);
    assert!(content.reading.iter().any(|note| note.contains("Secret statistique")), "{:?}", content.reading);
    let mut met = 0;
    for table in &content.tables {
        for column in &table.columns {
            let cells = column.shown.iter().flat_map(|shown| shown.cells.iter().enumerate());
            for (row, cell) in cells.filter_map(|(row, cell)| Some((row, cell.as_ref()?))) {
                for letter in &cell.letters {
                    met += 1;
                    let variable = column.variable.as_ref();
                    assert!(names_a_told_figure(table, variable, row, letter), "{letter} of {row} in {}", column.label);
                }
            }
        }
    }
    assert!(met > 0, "no letter was met");
}

fn with_means(mut table: Table, parts: Parts) -> Table {
    let row = |kind| MeasureRow { kind, label: String::new(), decimals: 1, unit: None };
    table.measures = vec![row(MeasureKind::Mean), row(MeasureKind::Median)];
    for (place, column) in table.columns.iter_mut().enumerate() {
        let parts = if place == 1 { parts } else { Parts { total: 1000.0, largest: 100.0, second: 90.0 } };
        let measure = Measure { value: 5.0, low: 4.0, high: 6.0, errors: None, n: column.base.n, parts };
        column.measures = vec![Some(measure), Some(measure)];
    }
    table
}

#[test]
fn a_mean_one_respondent_makes_up_is_hidden_and_another_with_it() {
    let people = of_ages([[10, 10, 4, 3, 3], [30, 30, 20, 10, 10], [30, 30, 20, 10, 10]]);
    let measures =
        |parts| hiding::of(&questionnaire(), &[with_means(ages_of(&people), parts)], RULE).remove(0).measures;
    assert_eq!(measures(Parts { total: 1000.0, largest: 100.0, second: 90.0 }), BTreeSet::new());
    let dominated = measures(Parts { total: 1000.0, largest: 900.0, second: 10.0 });
    assert!(dominated.contains(&1) && dominated.len() == 2, "the total of the others would leave it: {dominated:?}");
    let table = with_means(ages_of(&people), Parts { total: 1000.0, largest: 900.0, second: 10.0 });
    assert_eq!(dominance::columns(&table), BTreeSet::from([1]));
}

#[test]
fn what_a_break_leaves_out_may_hold_the_two_largest_of_all() {
    let people = of_ages([[10, 10, 4, 3, 3], [30, 30, 20, 10, 10], [30, 30, 20, 10, 10]]);
    let with = |second: f64| {
        let mut table = with_means(ages_of(&people), Parts::default());
        table.columns.pop();
        for (place, column) in table.columns.iter_mut().enumerate() {
            let named = Parts { total: 500.0, largest: 3.0, second: 3.0 };
            let parts = if place == 0 { Parts { total: 1100.0, largest: 60.0, second } } else { named };
            column.measures.iter_mut().flatten().for_each(|measure| measure.parts = parts);
        }
        hiding::of(&questionnaire(), &[table], RULE).remove(0).measures
    };
    assert_eq!(with(30.0), BTreeSet::new(), "of 100, 10 are of neither");
    assert_eq!(with(35.0).len(), 1, "the second would know the largest within 5 of 60");
}

#[test]
fn where_one_respondent_makes_up_the_mean_of_all_it_is_told_of_none_who_counts_in_it() {
    let people = of_ages([[10, 10, 4, 3, 3], [30, 30, 20, 10, 10], [30, 30, 20, 10, 10]]);
    let mut table = with_means(ages_of(&people), Parts { total: 1000.0, largest: 990.0, second: 5.0 });
    for measure in table.columns[0].measures.iter_mut().flatten() {
        measure.parts = Parts { total: 1100.0, largest: 990.0, second: 5.0 };
    }
    let released = release(&questionnaire(), &spec(), &[table], &diagnostics(230), true);
    let is_told =
        |place: usize| released.content().tables[0].columns[place].shown.as_ref().unwrap().measures[0].is_some();
    assert_eq!([0, 1].map(is_told), [false, false]);
}

#[test]
fn a_mean_that_says_what_everybody_gave_is_hidden() {
    let people = of_ages([[10, 10, 4, 3, 3], [30, 30, 20, 10, 10], [30, 30, 20, 10, 10]]);
    let with_error = |error: f64| {
        let mut table = with_means(ages_of(&people), Parts { total: 1000.0, largest: 100.0, second: 90.0 });
        let errors = Some(Errors { calibrated: error, weights_only: error });
        table.columns[1].measures.iter_mut().flatten().for_each(|measure| measure.errors = errors);
        hiding::of(&questionnaire(), &[table], RULE).remove(0).measures
    };
    assert_eq!(with_error(0.2), BTreeSet::new());
    let hidden = with_error(0.0);
    assert!(hidden.contains(&1) && hidden.len() == 2, "{hidden:?}");
}

#[test]
fn how_many_gave_a_score_does_not_tell_the_one_who_gave_none() {
    let people = of_ages([[20, 20, 5, 4, 1], [30, 30, 20, 10, 10], [30, 30, 20, 10, 10]]);
    let mut table = ages_of(&people);
    table.question = QuestionId::parse(&format!("Q{SCORE}")).unwrap();
    table.rows[5].kind = RowKind::NoAnswer;
    table.measures = vec![MeasureRow { kind: MeasureKind::Mean, label: String::new(), decimals: 1, unit: None }];
    for column in &mut table.columns {
        let n = column.base.n - column.counts[5];
        column.measures =
            vec![Some(Measure { value: 5.0, low: 4.0, high: 6.0, errors: None, n, parts: Parts::default() })];
    }
    let found = hiding::of(&questionnaire(), &[table], RULE).remove(0);
    assert!(found.cells.contains(&(5, 1)) && found.measures.contains(&1), "{found:?}");
}

#[test]
fn nothing_is_said_of_the_rest_where_the_figure_of_all_is_hidden() {
    // Everybody is in the net: its figure is hidden for all and in every column, or in enough of them.
    let people = of_ages([[20, 20, 0, 0, 0], [10, 40, 0, 0, 0], [30, 10, 0, 0, 0]]);
    let released = release(&questionnaire(), &spec(), &[ages_of(&people)], &diagnostics(130), true);
    let table = &released.content().tables[0];
    let rest = |row: usize| {
        let cells = table.columns.iter().filter_map(|column| column.shown.as_ref()?.cells[row].as_ref());
        cells.filter_map(|cell| cell.rest).count()
    };
    let is_hidden = |row: usize| table.total().unwrap().cells[row].is_none();
    let hidden: Vec<usize> = (0..table.rows.len()).filter(|row| is_hidden(*row)).collect();
    assert!(hidden.contains(&0), "{hidden:?}");
    assert!(hidden.iter().all(|row| rest(*row) == 0));
}

#[test]
fn a_release_of_a_small_population_leaves_its_territories_out_and_says_so() {
    let q = super::population::questionnaire_of_regions();
    let tables = tables(&people(3, 60, 1));
    let of = |population| {
        let spec = WaveSpec { disclosure: DisclosureRule { population, ..RULE }, ..spec() };
        release(&q, &spec, &tables, &diagnostics(60), true)
    };
    let variables = |released: &Released| -> BTreeSet<String> {
        let columns = released.content().tables.iter().flat_map(|table| &table.columns);
        columns.filter_map(|column| Some(column.variable.as_ref()?.to_string())).collect()
    };
    assert_eq!(variables(&of(Some(100_000))), ["AGE", "AREA", "REGION"].map(str::to_owned).into());
    let national = of(Some(300));
    assert_eq!(variables(&national), ["AGE".to_owned()].into());
    assert!(national.content().reading.iter().any(|note| note.contains("territoire")));
}

#[test]
fn the_test_of_a_crosstab_takes_rows_with_a_hidden_figure_together() {
    // One and two of the first age gave the last two answers: moving them from one to the other moves no test.
    let tests = |last: [usize; 2]| {
        let people = of_ages([[20, 20, 7, last[0], last[1]], [30, 30, 16, 10, 14], [40, 30, 22, 4, 14]]);
        let released = release(&questionnaire(), &spec(), &[ages_of(&people)], &diagnostics(260), true);
        let table = released.content().tables[0].clone();
        let hidden =
            |row: usize| table.columns.iter().any(|one| one.shown.as_ref().is_some_and(|one| one.cells[row].is_none()));
        assert!(hidden(4) && hidden(5), "{last:?}");
        table.tests
    };
    assert!(!tests([1, 2]).is_empty());
    assert_eq!(tests([1, 2]), tests([2, 1]));
}

#[test]
fn a_small_population_that_mostly_answered_has_no_break_by_territory() {
    let q = super::population::questionnaire_of_regions();
    let of = |size: usize, population| {
        let tables = tables(&people(3, size, 1));
        let rule = DisclosureRule { population, ..RULE };
        national::left_out(&q, &tables, rule, u32::try_from(size).unwrap())
    };
    for population in [42, 80, 300] {
        let left_out: Vec<String> = of(40, Some(population)).iter().map(ToString::to_string).collect();
        assert_eq!(left_out, ["AREA", "REGION"], "40 of {population}");
    }
    assert!(of(40, Some(401)).is_empty(), "one in ten is the limit");
    assert!(of(1000, None).is_empty(), "a population too large to be counted");
    let left_out: Vec<usize> = [40, 100, 399, 400, 401, 1000].map(|population| of(40, Some(population)).len()).into();
    assert!(left_out.is_sorted_by(|few, many| few >= many), "a larger population never loses more: {left_out:?}");
    let tables = tables(&people(3, 40, 1));
    let tables = national::without(&tables, &of(40, Some(80)));
    assert_eq!(tables[0].columns.len(), COLUMNS - REGIONS - super::population::AREAS);
}
