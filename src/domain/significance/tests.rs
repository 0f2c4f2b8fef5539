//! Letters, signs and tests of tables small enough to be done by hand; that nothing of it is of a hidden column; rounding
//! that does not undo what hiding does.

use super::*;
use crate::domain::data_set::DataSet;
use crate::domain::disclosure::{BadRelease, Released, release};
use crate::domain::estimate::Influences;
use crate::domain::id::Digest;
use crate::domain::release::{AgainstRest, FORMAT};
use crate::domain::table::fixture::{Response, data, diagnostics, id, published, questionnaire, response, spec};
use crate::domain::table::{tabulate, tabulate_with};

/// So many of each age, of whom so many say « incontournable », the others « secondaire ».
fn by_age(groups: [(usize, usize); 3]) -> DataSet {
    let of_age = |(age, (size, yes)): (u16, (usize, usize))| -> Vec<Response> {
        (0..size).map(|row| response(age, if row < yes { 0 } else { 2 }, &[u16::from(row < yes)])).collect()
    };
    data(&(0u16..3).zip(groups).flat_map(of_age).collect::<Vec<_>>())
}

fn released(data: &DataSet, weights: &[f64]) -> Released {
    let tables = tabulate(&questionnaire(), &spec(), data, weights).unwrap();
    release(&questionnaire(), &spec(), &tables, &diagnostics(data.rows.try_into().unwrap()), false)
}

fn even(data: &DataSet) -> Released {
    released(data, &vec![1.0; data.rows])
}

/// Letters and sign of « incontournable » in each age.
fn said(released: &Released) -> Vec<(String, Option<AgainstRest>)> {
    let table = &released.content().tables[0];
    let row = table.rows.iter().position(|row| row.code == "incontournable").unwrap();
    let cell = |column: &ReleasedColumn| {
        let cell = column.shown.as_ref().unwrap().cells[row].as_ref();
        cell.map_or((String::new(), None), |cell| (cell.letters.join(" "), cell.rest))
    };
    table.columns[1..].iter().map(cell).collect()
}

#[test]
fn letters_of_a_table_done_by_hand() {
    // Shares 50, 30 and 28 % of 100 each, weights of 1: V(a − b) = 300/299 (p_a q_a + p_b q_b)/100.
    // A−B 0.20/0.0679 = 2.94, p 0.0035; A−C 0.22/0.0673 = 3.27, p 0.0012; B−C 0.02/0.0642, p 0.76. Holm: 0.007, 0.0036, 0.76.
    // Against the rest: A 0.50 − 0.29, p 0.0005; B 0.30 − 0.39, p 0.12; C 0.28 − 0.40, t −2.11, p 0.036, by Holm 0.071.
    let found = said(&even(&by_age([(100, 50), (100, 30), (100, 28)])));
    let none = (String::new(), None);
    assert_eq!(found, [("B C".to_owned(), Some(AgainstRest::Above)), none.clone(), none]);
}

#[test]
fn one_test_that_would_pass_alone_is_held_back_by_the_others_of_its_row() {
    // A 44 − C 30: 0.14/0.0678 = 2.06, p 0.040 alone, 0.12 of three.
    assert!(said(&even(&by_age([(100, 44), (100, 37), (100, 30)]))).iter().all(|(letters, _)| letters.is_empty()));
    // The same difference on ten times the people.
    let many = said(&even(&by_age([(1000, 440), (1000, 370), (1000, 300)])));
    assert_eq!(many.iter().map(|(letters, _)| letters.as_str()).collect::<Vec<_>>(), ["B C", "C", ""]);
}

#[test]
fn nobody_of_thirty_is_not_proof_that_nobody() {
    // 0 of 40 against 8 % of 500: under equality the first varies by 0.08·0.92/40, and t is 1.7.
    let few = said(&even(&by_age([(40, 0), (500, 40), (500, 40)])));
    assert!(few.iter().all(|(letters, rest)| letters.is_empty() && rest.is_none()), "{few:?}");
    // Where nobody at all answers so, everybody answers otherwise, and the figure is hidden.
    let many = said(&even(&by_age([(500, 5), (500, 40), (500, 40)])));
    assert_eq!(many.iter().map(|(letters, _)| letters.as_str()).collect::<Vec<_>>(), ["", "A", "A"]);
}

#[test]
fn a_column_under_thirty_neither_gives_nor_takes_a_letter() {
    let released = even(&by_age([(29, 20), (100, 10), (100, 10)]));
    assert!(said(&released).iter().all(|(letters, _)| letters.is_empty()));
    let letters: Vec<Option<String>> = released.content().tables[0].columns[1..]
        .iter()
        .map(|column| column.shown.as_ref().unwrap().letter.clone())
        .collect();
    assert_eq!(letters, [None, Some("B".to_owned()), Some("C".to_owned())]);
}

#[test]
fn a_crosstab_has_the_test_of_rao_and_scott() {
    // Pearson on 50/30/28 of 100: 296/36 + 296/64 = 12.85 on two degrees; with weights of 1 F is nearly half of it.
    let released = even(&by_age([(100, 50), (100, 30), (100, 28)]));
    let test = &released.content().tables[0].tests[0];
    assert_eq!((&test.variable, test.columns), (&id("AGE"), 3));
    assert!((test.f - 6.42).abs() < 0.15 && (0.001..0.003).contains(&test.p_value), "{test:?}");
    assert!(released.content().tables[1].tests.is_empty(), "several answers make no exclusive rows");
    let same = even(&by_age([(100, 30), (100, 30), (100, 30)]));
    assert!(same.content().tables[0].tests[0].p_value > 0.99);
}

/// Ages by what people think of it: six columns, of which two are hidden.
fn turned(hidden_ages: [u16; 2]) -> Released {
    let mut spec = spec();
    (spec.tables.questions, spec.tables.breaks) = (vec![id("AGE")], vec![id("JC_UTILITE")]);
    spec.tables.headline = id("AGE");
    let sizes = [(0u16, 60usize), (1, 50), (2, 45), (3, 5), (4, 36)];
    let age = |utility: u16, row: usize| match utility {
        3 => hidden_ages[0],
        4 => hidden_ages[1],
        _ => u16::try_from(row % 3).unwrap() * u16::from(row % 4 > usize::from(utility)),
    };
    let of = |(utility, size): &(u16, usize)| -> Vec<Response> {
        (0..*size).map(|row| response(age(*utility, row), *utility, &[0])).collect()
    };
    let data = data(&sizes.iter().flat_map(of).collect::<Vec<_>>());
    let tables = tabulate(&questionnaire(), &spec, &data, &vec![1.0; data.rows]).unwrap();
    release(&questionnaire(), &spec, &tables, &diagnostics(196), false)
}

#[test]
fn what_hidden_columns_answer_moves_nothing_of_the_shown_ones() {
    let (before, after) = (turned([0, 2]), turned([2, 1]));
    let table = |released: &Released| released.content().tables[0].clone();
    let (before, after) = (table(&before), table(&after));
    let hidden: Vec<bool> = before.columns.iter().map(|column| column.shown.is_none()).collect();
    assert_eq!(hidden, [false, false, false, false, true, true, true]);
    assert_eq!(before.tests, after.tests);
    assert_eq!(before.tests[0].columns, 3);
    for (mut left, mut right) in before.columns.into_iter().zip(after.columns).skip(1) {
        // The rest is the total less the column: what both say of it, shown figures say.
        for shown in left.shown.iter_mut().chain(right.shown.iter_mut()) {
            shown.cells.iter_mut().flatten().for_each(|cell| cell.rest = None);
        }
        assert_eq!(left, right);
    }
}

#[test]
fn a_stored_release_that_names_a_hidden_column_is_refused_even_with_its_digest() {
    let whole = even(&by_age([(100, 50), (100, 30), (100, 28)]));
    let stored = |text: &str| Released::from_stored(text, &Digest::of(text.as_bytes()), spec().disclosure);
    assert_eq!(stored(whole.canonical_json()).unwrap(), whole);
    let text = whole.canonical_json().replacen("\"letters\":[\"B\",\"C\"]", "\"letters\":[\"B\",\"D\"]", 1);
    assert_ne!(text, whole.canonical_json());
    assert!(matches!(stored(&text), Err(BadRelease::Indiscreet { column, .. }) if column == "18-34 ans"));
}

#[test]
fn a_release_of_the_first_format_is_read_as_it_was_frozen() {
    let released = even(&published());
    assert_eq!(released.content().format, FORMAT);
    let mut value: serde_json::Value = serde_json::from_str(released.canonical_json()).unwrap();
    value.as_object_mut().unwrap().retain(|key, _| key != "format" && key != "hidden");
    for table in value["tables"].as_array_mut().unwrap() {
        table.as_object_mut().unwrap().remove("tests");
        for column in table["columns"].as_array_mut().unwrap() {
            let shown = column["shown"].as_object_mut().unwrap();
            shown.remove("letter");
            for cell in shown["cells"].as_array_mut().unwrap() {
                let Some(cell) = cell.as_object_mut() else { continue };
                cell.retain(|key, _| ["percent", "low", "high"].contains(&key.as_str()));
            }
        }
    }
    let text = value.to_string();
    let old = Released::from_stored(&text, &Digest::of(text.as_bytes()), spec().disclosure).unwrap();
    assert_eq!(old.content().format, 1);
    assert_eq!(old.headline_sentence(), released.headline_sentence());
    assert_eq!(serde_json::to_value(old.content()).unwrap(), value, "written again it is the same");
}

#[test]
fn standard_errors_are_rounded_up_and_coarser_on_few_people() {
    let of = |base_n| [0.0, 0.014_1, 0.014].map(|error| error::points(error, base_n));
    assert_eq!([of(1000), of(300), of(42)], [[0.0, 1.5, 1.4], [0.0, 1.5, 1.5], [0.0, 2.0, 2.0]]);
}

#[test]
fn the_calibration_of_the_wave_is_in_the_errors_of_its_figures() {
    use std::borrow::Cow;

    use crate::domain::calibration::{Coded, MarginTargets, Method, Recipe, Sample, calibrate};

    // Ages explain the answer: fixing them takes away most of its variance.
    let data = by_age([(200, 180), (200, 100), (200, 20)]);
    let (codes, values) = data.category("AGE").unwrap();
    let of_row = values.iter().map(|entry| u32::from(*entry.given().unwrap())).collect();
    let mut sample = Sample { rows: data.rows, ..Sample::default() };
    sample.categories.insert("AGE".to_owned(), Coded { codes: Cow::Owned(codes.to_vec()), of_row: Cow::Owned(of_row) });
    let targets = codes.iter().cloned().zip([0.3, 0.3, 0.4]);
    let calibration =
        calibrate(&sample, &Recipe::shares(Method::Raking, vec![MarginTargets::one("AGE", targets)])).unwrap();
    let influences = Influences::calibrated(&calibration.weights, &calibration).unwrap();
    let tables = tabulate_with(&questionnaire(), &spec(), &data, &influences).unwrap();
    let released = release(&questionnaire(), &spec(), &tables, &diagnostics(600), false);
    let total = released.content().tables[0].total().unwrap();
    let cell = total.cells[1].as_ref().unwrap();
    // By hand: √(600/599 Σ W_h² p q/200) with W 0.3, 0.3, 0.4 is 1.501 points; with weights as given 2.08.
    assert_eq!((cell.percent, cell.se, cell.se_weights_only), (46, Some(1.6), Some(2.1)));
    assert!(cell.high - cell.low <= 7, "{cell:?}");
}
