//! The rule against the auditor, on citizens and on small groups; what it costs beside the naive rule and the best there is.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{DisclosureRule, hiding};
use super::auditor::{Found, Target, audit};
use super::population::*;
use crate::domain::disclosure::release;
use crate::domain::table::Table;
use crate::domain::table::fixture::{diagnostics, spec};
use crate::domain::wave::WaveSpec;

const RULE: DisclosureRule = DisclosureRule { cell_base_min: 10, share_base_min: 30, population: None };

/// The tables of a wave whose total may be read, as released and under the naive rule.
fn targets(people: &[Person], questions: &[usize]) -> (Vec<Target>, Vec<Target>) {
    let released = release(&questionnaire(), &spec(), &tables(people), &diagnostics(1), true);
    let (mut ours, mut naive) = (Vec::new(), Vec::new());
    for (question, table) in questions.iter().map(|question| (*question, &released.content().tables[*question])) {
        if table.total().is_some() {
            let asked = asked(question, people);
            ours.push(Target::released(question, &asked, table));
            naive.push(Target::naive(question, &asked, RULE.cell_base_min));
        }
    }
    (ours, naive)
}

/// Nothing may be found of what is released; the naive rule is attacked on the first seed, to see that the attack bites.
fn attacked(size: usize, seeds: std::ops::Range<u64>, questions: &[usize]) -> Found {
    let mut bitten = None;
    for seed in seeds {
        let people = people(seed, size, questions.last().unwrap() + 1);
        let (ours, naive) = targets(&people, questions);
        assert_eq!(audit(&ours, RULE.cell_base_min), Found::default(), "{size} people, seed {seed}");
        bitten.get_or_insert_with(|| audit(&naive, RULE.cell_base_min));
    }
    println!("{size} people: 0 recovered; under the naive rule {bitten:?}");
    bitten.unwrap()
}

/// The question everybody is asked, and those it filters.
const FILTERED: [usize; OPTIONS] = [0, 1, 2, 3, 4];

#[test]
fn nothing_is_had_back_of_several_answers_nor_of_scores_with_their_mean() {
    for (size, seeds) in [(42, 0..2), (80, 0..1), (300, 0..1), (500, 0..1), (1000, 0..1), (2000, 0..1)] {
        for question in [MULTIPLE, SCORE] {
            let naive = attacked(size, seeds.clone(), &[0, question]);
            assert!(naive.cells > 2, "{size}, question {question}: {naive:?}");
        }
    }
}

#[test]
fn a_plan_that_puts_a_question_after_those_it_filters_gives_nothing_more_away() {
    for (seed, size) in [(0, 80), (1, 80), (2, 300), (3, 500)] {
        let people = people(seed, size, OPTIONS);
        let tables: Vec<Table> = tables(&people).into_iter().rev().collect();
        let released = release(&questionnaire(), &spec(), &tables, &diagnostics(1), true);
        let told = released.content().tables.iter().rev().enumerate().filter(|(_, table)| table.total().is_some());
        let targets: Vec<Target> =
            told.map(|(question, table)| Target::released(question, &asked(question, &people), table)).collect();
        assert_eq!(audit(&targets, RULE.cell_base_min), Found::default(), "{size} people, seed {seed}");
    }
}

#[test]
fn nothing_is_had_back_of_citizens_where_the_naive_rule_gives_much() {
    for size in [500, 1000, 2000] {
        let naive = attacked(size, 0..2, &FILTERED);
        assert!(naive.by_subtraction > 10 && naive.narrowed > 1 && naive.cells > 30, "{size}: {naive:?}");
    }
}

#[test]
fn nothing_is_had_back_of_small_groups_where_the_naive_rule_gives_much() {
    for (size, seeds) in [(42, 0..4), (80, 0..3), (300, 0..2)] {
        let naive = attacked(size, seeds, &FILTERED);
        assert!(naive.by_subtraction > 0 && naive.narrowed > 4 && naive.cells > 30, "{size}: {naive:?}");
    }
}

/// Table and column of all that leave, and of the counts of one or two in them that do.
fn told(people: &[Person], rule: DisclosureRule) -> (BTreeSet<(usize, usize)>, usize) {
    let (spec, tables) = (WaveSpec { disclosure: rule, ..spec() }, tables(people));
    let released = release(&questionnaire(), &spec, &tables, &diagnostics(1), true);
    let (mut told, mut few) = (BTreeSet::new(), 0);
    for (table, (of, counted)) in released.content().tables.iter().zip(&tables).enumerate() {
        for (column, shown) in of.columns.iter().enumerate().filter_map(|(at, one)| Some((at, one.shown.as_ref()?))) {
            let counts = shown.cells.iter().zip(&counted.columns[column].counts);
            few += counts.filter(|(cell, count)| cell.is_some() && column > 0 && (1..3).contains(*count)).count();
            told.insert((table, column));
        }
    }
    (told, few)
}

#[test]
fn a_higher_threshold_shows_no_column_a_lower_one_hides_and_none_shows_one_or_two() {
    for (seed, size) in [(1, 80), (2, 300), (3, 1000)] {
        let people = people(seed, size, OPTIONS);
        let rule = |cell_base_min: u32| DisclosureRule { cell_base_min, share_base_min: 30, population: None };
        let (mut before, few) = told(&people, rule(5));
        assert!(!before.is_empty() && few == 0);
        for cell_base_min in [6, 7, 8, 9, 10, 12, 15, 20, 30] {
            let (now, few) = told(&people, rule(cell_base_min));
            assert!(now.is_subset(&before), "{size} people, {cell_base_min}: {:?}", now.difference(&before));
            assert_eq!(few, 0, "{size} people, {cell_base_min}");
            before = now;
        }
    }
}

/// Table, row and column of every figure that is told, and how many respondents it counts of how many.
fn figures(people: &[Person], cell_base_min: u32) -> BTreeMap<(usize, usize, usize), (u32, u32)> {
    let rule = DisclosureRule { cell_base_min, share_base_min: 30, population: None };
    let (spec, tables) = (WaveSpec { disclosure: rule, ..spec() }, tables(people));
    let released = release(&questionnaire(), &spec, &tables, &diagnostics(1), true);
    let mut told = BTreeMap::new();
    for (table, (of, counted)) in released.content().tables.iter().zip(&tables).enumerate() {
        for (column, shown) in of.columns.iter().enumerate().filter_map(|(at, one)| Some((at, one.shown.as_ref()?))) {
            let counted = &counted.columns[column];
            let rows = shown.cells.iter().enumerate().filter(|(_, cell)| cell.is_some());
            told.extend(rows.map(|(row, _)| ((table, row, column), (counted.counts[row], counted.base.n))));
        }
    }
    told
}

/// What is promised of figures inside columns, and what is not: one hidden for itself never comes back with a higher
/// threshold; one hidden for another may, once the column of that other is gone.
#[test]
fn a_higher_threshold_may_show_a_complement_again_and_never_a_figure_hidden_for_itself() {
    let mut again = 0;
    for (seed, size) in (0..3).flat_map(|seed| [(seed, 80), (seed, 300)]) {
        let people = people(seed, size, OPTIONS);
        let mut before = figures(&people, 5);
        for cell_base_min in [8, 10, 15, 20] {
            let now = figures(&people, cell_base_min);
            for (place, (count, base)) in &now {
                let is_hidden_for_itself = place.2 > 0 && ((1..3).contains(count) || count == base);
                assert!(!is_hidden_for_itself, "{size} people, seed {seed}, {cell_base_min}: {place:?}");
                again += usize::from(!before.contains_key(place));
            }
            before = now;
        }
    }
    assert!(again > 0, "no complement came back: say in the module's words that none does");
}

#[test]
fn one_respondent_less_shows_no_column_and_no_figure_that_was_hidden_for_itself() {
    let mut tried = 0;
    for (seed, size) in [(1, 80), (2, 300)] {
        let people = people(seed, size, OPTIONS);
        let (tables, told) = (tables(&people), figures(&people, 10));
        let of_all = tables[0].columns.iter().enumerate().skip(1);
        for (column, counted) in of_all.filter(|(_, one)| (2..10).contains(&one.base.n)).take(2) {
            let gone = people.iter().position(|person| is_in(column, person)).unwrap();
            let left: Vec<Person> = [&people[..gone], &people[gone + 1..]].concat();
            assert!(figures(&left, 10).keys().all(|place| (place.0, place.2) != (0, column)), "{}", counted.label);
            tried += 1;
        }
        let twos = (0..COLUMNS).skip(1).flat_map(|column| (0..=OPTIONS).map(move |row| (row, column)));
        let twos = twos.filter(|(row, column)| tables[0].columns[*column].counts.get(*row) == Some(&2));
        for (row, column) in twos.take(3) {
            assert!(!told.contains_key(&(0, row, column)));
            let gone = people.iter().position(|person| is_in(column, person) && person.is_in_row(0, row)).unwrap();
            let left: Vec<Person> = [&people[..gone], &people[gone + 1..]].concat();
            assert!(!figures(&left, 10).contains_key(&(0, row, column)), "{row} {column}");
            tried += 1;
        }
    }
    assert!(tried > 4, "{tried}");
}

#[test]
fn neither_the_order_of_people_nor_that_of_columns_changes_what_is_hidden() {
    let people = people(5, 300, OPTIONS);
    let mut shuffled = people.clone();
    shuffled.reverse();
    shuffled.rotate_left(71);
    let frozen = |people: &[Person]| release(&questionnaire(), &spec(), &tables(people), &diagnostics(300), true);
    assert_eq!(frozen(&people).canonical_json(), frozen(&shuffled).canonical_json());

    let mut reversed = tables(&people);
    reversed.iter_mut().for_each(|table| table.columns[1..].reverse());
    let found = hiding::of(&questionnaire(), &reversed, RULE);
    let back = |place: &usize| if *place == 0 { 0 } else { COLUMNS - place };
    for (straight, reversed) in hiding::of(&questionnaire(), &tables(&people), RULE).iter().zip(found) {
        assert_eq!(straight.columns, reversed.columns.iter().map(back).collect());
        let cells: BTreeSet<(usize, usize)> = reversed.cells.iter().map(|(row, place)| (*row, back(place))).collect();
        assert_eq!(straight.cells, cells);
    }
}

#[test]
fn a_wave_of_forty_tables_keeps_its_totals() {
    let people = people(9, 1000, 40);
    let tables = tables(&people);
    let released = release(&questionnaire(), &spec(), &tables, &diagnostics(1000), true);
    assert!(released.content().tables.iter().all(|table| table.total().is_some()));
    let shown =
        |table: &crate::domain::release::ReleasedTable| table.columns.iter().filter(|one| one.shown.is_some()).count();
    let kept: usize = released.content().tables.iter().map(shown).sum();
    assert!(kept * 100 >= 40 * COLUMNS * 75, "{kept} columns of {}", 40 * COLUMNS);
}
