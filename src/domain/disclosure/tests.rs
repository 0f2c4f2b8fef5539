//! What is hidden, what is rounded, and that nothing else can be made to leave.

mod attacks;
mod auditor;
mod cost;
mod figures;
mod measured;
mod population;
mod program;
mod shuffled;

use proptest::prelude::*;

use super::rounding;
use super::*;
use crate::domain::data_set::DataSet;
use crate::domain::estimate::Interval;
use crate::domain::id::Digest;
use crate::domain::table::fixture::{Response, data, diagnostics, published, questionnaire, response, spec};
use crate::domain::table::tabulate;

fn released(data: &DataSet, is_simulated: bool) -> Released {
    let weights = vec![1.0; data.rows];
    let tables = tabulate(&questionnaire(), &spec(), data, &weights).unwrap();
    release(&questionnaire(), &spec(), &tables, &diagnostics(data.rows.try_into().unwrap()), is_simulated)
}

/// So many young, adult and old respondents.
fn by_age(sizes: [usize; 3]) -> DataSet {
    let of_age = |(age, size): (u16, usize)| -> Vec<Response> {
        (0..size).map(|row| response(age, u16::try_from(row % 6).unwrap(), &[0])).collect()
    };
    data(&(0u16..3).zip(sizes).flat_map(of_age).collect::<Vec<_>>())
}

/// Of each column of the first table: shown, shown with care, hidden.
fn fates(released: &Released) -> Vec<&'static str> {
    let fate = |column: &ReleasedColumn| match &column.shown {
        None => "hidden",
        Some(shown) if shown.is_small_base => "small",
        Some(_) => "shown",
    };
    released.content().tables[0].columns.iter().map(fate).collect()
}

#[test]
fn a_column_is_hidden_under_ten_marked_under_thirty_and_shown_from_thirty_on() {
    assert_eq!(fates(&released(&by_age([9, 10, 29]), false)), ["shown", "hidden", "hidden", "small"]);
    assert_eq!(fates(&released(&by_age([30, 10, 29]), false)), ["shown", "shown", "small", "small"]);
    assert_eq!(fates(&released(&by_age([30, 10, 0]), false)), ["shown", "shown", "small", "hidden"]);
}

#[test]
fn a_total_under_thirty_hides_its_table_whole() {
    assert_eq!(fates(&released(&by_age([15, 14, 0]), false)), ["hidden"; 4]);
    assert_eq!(released(&by_age([15, 14, 0]), false).headline_sentence(), None);
}

#[test]
fn a_hidden_column_keeps_its_name_and_no_figure() {
    let released = released(&by_age([9, 40, 40]), false);
    let json: serde_json::Value = serde_json::from_str(released.canonical_json()).unwrap();
    let column = &json["tables"][0]["columns"][1];
    assert_eq!(column["label"], "18-34 ans");
    assert!(column["shown"].is_null());
    assert_eq!(column.as_object().unwrap().len(), 5, "a new field must be looked at before it leaves: {column}");
}

#[test]
fn the_published_line_is_told_in_words() {
    let sentence = released(&published(), true).headline_sentence().unwrap();
    assert_eq!(
        sentence,
        "81 % des citoyens répondent « utile » (dont 29 % « incontournable ») ; 9 % « secondaire », 4 % « inutile », \
         3 % « contre-productif » ; 3 % ne se prononcent pas."
    );
}

#[test]
fn two_releases_of_the_same_responses_have_one_digest() {
    assert_eq!(released(&published(), false).digest(), released(&published(), false).digest());
    assert_ne!(released(&published(), false).digest(), released(&published(), true).digest());
}

#[test]
fn weights_and_effective_bases_leave_rounded() {
    let weighting = released(&published(), false).content().weighting.clone();
    let figures = (weighting.design_effect, weighting.weight_min, weighting.weight_max, weighting.effective_n);
    assert_eq!(figures, (1.2, 0.32, 4.25, 832));
}

fn is_sorted(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Object(map) => map.keys().is_sorted() && map.values().all(is_sorted),
        serde_json::Value::Array(list) => list.iter().all(is_sorted),
        _ => true,
    }
}

#[test]
fn the_canonical_text_has_its_keys_sorted() {
    let released = released(&published(), false);
    assert!(is_sorted(&serde_json::from_str(released.canonical_json()).unwrap()));
    assert_eq!(released.canonical_json().split('"').nth(1), Some("base_n"));
}

#[test]
fn a_stored_release_comes_back_whole() {
    let released = released(&published(), true);
    let back = Released::from_stored(released.canonical_json(), released.digest(), spec().disclosure).unwrap();
    assert_eq!(back, released);
}

fn stored(text: &str) -> Result<Released, BadRelease> {
    Released::from_stored(text, &Digest::of(text.as_bytes()), spec().disclosure)
}

#[test]
fn an_altered_release_is_refused() {
    let released = released(&published(), false);
    let altered = released.canonical_json().replacen("\"percent\":81", "\"percent\":82", 1);
    assert_ne!(altered, released.canonical_json());
    let refused = Released::from_stored(&altered, released.digest(), spec().disclosure);
    assert_eq!(refused.unwrap_err(), BadRelease::Altered);
}

#[test]
fn a_release_under_another_rule_is_refused() {
    let released = released(&published(), false);
    let stricter = DisclosureRule { cell_base_min: 50, share_base_min: 100, population: None };
    let refused = Released::from_stored(released.canonical_json(), released.digest(), stricter);
    assert_eq!(refused.unwrap_err(), BadRelease::OtherRule);
}

#[test]
fn a_stored_release_that_shows_a_small_column_is_refused_even_with_its_digest() {
    let text = released(&by_age([10, 40, 40]), false).canonical_json().replace("\"base_n\":10,", "\"base_n\":9,");
    assert!(matches!(stored(&text), Err(BadRelease::Indiscreet { column, .. }) if column == "18-34 ans"));
}

#[test]
fn a_stored_release_that_hides_a_small_column_alone_is_refused_even_with_its_digest() {
    let whole = released(&by_age([10, 40, 40]), false);
    let mut value: serde_json::Value = serde_json::from_str(whole.canonical_json()).unwrap();
    assert_eq!(stored(&value.to_string()).err(), None);
    for table in value["tables"].as_array_mut().unwrap() {
        table["columns"][1]["shown"] = serde_json::Value::Null;
        table["columns"][0]["shown"]["base_n"] = 89.into();
    }
    assert!(matches!(stored(&value.to_string()), Err(BadRelease::Recoverable { variable, .. }) if variable == "AGE"));
}

#[test]
fn a_stored_release_that_shows_columns_of_a_hidden_total_is_refused_even_with_its_digest() {
    let mut value: serde_json::Value =
        serde_json::from_str(released(&by_age([40, 40, 40]), false).canonical_json()).unwrap();
    value["tables"][0]["columns"][0]["shown"] = serde_json::Value::Null;
    assert!(matches!(stored(&value.to_string()), Err(BadRelease::Indiscreet { .. })));
}

#[test]
fn a_stored_release_with_a_missing_figure_or_an_unknown_field_is_refused() {
    let text = released(&published(), false).canonical_json().to_owned();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    value["tables"][0]["columns"][0]["shown"]["cells"].as_array_mut().unwrap().pop();
    assert!(matches!(stored(&value.to_string()), Err(BadRelease::Ragged { .. })));
    let extra = text.replacen("\"base_n\"", "\"respondents\":[],\"base_n\"", 1);
    assert!(matches!(stored(&extra), Err(BadRelease::Unreadable(_))));
}

#[test]
fn percentages_round_to_the_nearest_unit_halves_up() {
    for (share, want) in [(0.0, 0), (0.125, 13), (0.285, 29), (0.2849, 28), (0.995, 100), (1.0, 100)] {
        assert_eq!(rounding::percent(share), want, "{share}");
    }
}

#[test]
fn intervals_round_outwards() {
    assert_eq!(rounding::interval(Interval { low: 0.2688, high: 0.3301 }), (26, 34));
    assert_eq!(rounding::interval(Interval { low: 0.29, high: 0.30 }), (29, 30));
    assert_eq!(rounding::interval(Interval { low: 0.0, high: 1.0 }), (0, 100));
}

proptest! {
    #[test]
    fn a_rounded_net_is_never_under_a_part_nor_more_than_one_from_their_sum(a in 0.0..0.5f64, b in 0.0..0.5f64) {
        let (net, first, second) = (rounding::percent(a + b), rounding::percent(a), rounding::percent(b));
        prop_assert!(net >= first.max(second));
        prop_assert!(net.abs_diff(first + second) <= 1);
    }

    #[test]
    fn a_small_column_is_hidden_with_the_smallest_other_unless_two_small_ones_cover_each_other(
        sizes in prop::array::uniform3(0usize..60)
    ) {
        let released = released(&by_age(sizes), false);
        let total: usize = sizes.iter().sum();
        let mut hidden: Vec<usize> = (0..3).filter(|age| (1..10).contains(&sizes[*age])).collect();
        let others = (0..3).filter(|age| sizes[*age] >= 10);
        let under: usize = hidden.iter().map(|age| sizes[*age]).sum();
        if hidden.len() == 1 || (1..10).contains(&under) {
            hidden.extend(others.min_by_key(|age| (sizes[*age], ["jeunes", "adultes", "aines"][*age])));
        }
        for table in &released.content().tables {
            prop_assert_eq!(table.columns[0].shown.is_some(), total >= 30);
            for (age, size) in sizes.into_iter().enumerate() {
                let may_show = total >= 30 && size > 0 && !hidden.contains(&age);
                prop_assert_eq!(table.columns[age + 1].shown.is_some(), may_show, "{:?}", sizes);
            }
        }
    }
}
