//! Regions of a release whose three ages are given the codes of regions.

use super::*;
use crate::domain::release::fixture::content;
use crate::domain::table::fixture::id;

/// The ages of the fixture, under other codes.
fn regions(codes: [&str; 3]) -> ReleaseContent {
    let mut content = content();
    let ages = ["jeunes", "adultes", "aines"];
    for column in content.tables.iter_mut().flat_map(|table| &mut table.columns) {
        let Some(age) = column.category.as_ref().and_then(|code| ages.iter().position(|age| *age == code.as_str()))
        else {
            continue;
        };
        column.variable = Some(id("REGION12"));
        column.category = Some(OptionCode::parse(codes[age]).unwrap());
    }
    content
}

/// Every column of that region, turned.
fn turned(content: &mut ReleaseContent, code: &str, turn: impl Fn(&mut ReleasedColumn)) {
    let columns = content.tables.iter_mut().flat_map(|table| &mut table.columns);
    columns.filter(|column| column.category.as_ref().is_some_and(|known| known.as_str() == code)).for_each(turn);
}

#[test]
fn regions_are_read_alone_or_with_those_the_plan_gathers_them_with() {
    let content = regions(["11", "76", "93+94"]);
    let territory = Territory::of(&content).unwrap();
    assert_eq!(territory.variable, &id("REGION12"));
    let code = |asked: &str| territory.region(asked).map(|region| region.code.to_string());
    assert_eq!(code("76").as_deref(), Some("76"));
    assert_eq!([code("93"), code("94"), code("93+94")], [(); 3].map(|()| Some("93+94".to_owned())));
    assert_eq!([code("9"), code("99"), code("")], [None, None, None]);
    assert!(territory.region("94").unwrap().is_gathered() && !territory.region("76").unwrap().is_gathered());
    assert!(territory.regions.iter().all(|region| region.withheld.is_none()));
}

#[test]
fn a_region_too_small_is_withheld_and_its_reason_says_no_more_than_the_release() {
    let mut content = regions(["11", "76", "94"]);
    turned(&mut content, "94", |column| column.shown.as_mut().unwrap().base_n = 13);
    turned(&mut content, "11", |column| column.shown = None);
    let territory = Territory::of(&content).unwrap();
    let why = |code: &str| territory.region(code).unwrap().withheld;
    assert_eq!(why("94"), Some(RegionWithheld::Small { base_n: 13, least: 30 }));
    assert_eq!((why("11"), territory.region("11").unwrap().base), (Some(RegionWithheld::Hidden), None));
    assert!(!why("11").unwrap().to_string().contains(char::is_numeric), "a hidden base is not told");
    assert_eq!(why("76"), None);
}

#[test]
fn thirty_are_enough_and_twenty_nine_are_not() {
    let mut content = regions(["11", "76", "94"]);
    turned(&mut content, "94", |column| column.shown.as_mut().unwrap().base_n = 30);
    turned(&mut content, "11", |column| column.shown.as_mut().unwrap().base_n = 29);
    let territory = Territory::of(&content).unwrap();
    assert_eq!(territory.region("94").unwrap().withheld, None);
    assert_eq!(territory.region("11").unwrap().withheld, Some(RegionWithheld::Small { base_n: 29, least: 30 }));
}

#[test]
fn a_question_put_to_some_told_roughly_does_not_make_a_region_larger() {
    let mut content = regions(["11", "76", "94"]);
    turned(&mut content, "94", |column| column.shown.as_mut().unwrap().base_n = 29);
    let mut filtered = content.tables[0].clone();
    filtered.base_label = "à ceux qui agissent".to_owned();
    let column =
        filtered.columns.iter_mut().find(|column| column.category.as_ref().is_some_and(|code| code.as_str() == "94"));
    let shown = column.unwrap().shown.as_mut().unwrap();
    (shown.base_n, shown.base_is_rough) = (40, true);
    content.tables.push(filtered);
    let base = |content: &ReleaseContent| Territory::of(content).unwrap().region("94").unwrap().base.unwrap();
    assert_eq!((base(&content).base_n, base(&content).is_rough), (29, false));
    // Where no question is put to everybody, what there is.
    content.tables.drain(..content.tables.len() - 1);
    assert_eq!((base(&content).base_n, base(&content).is_rough), (40, true));
}

#[test]
fn of_two_crosstabs_by_region_the_one_with_the_fewest_withheld_is_read() {
    let mut content = regions(["11", "76", "94"]);
    turned(&mut content, "94", |column| column.shown = None);
    let gathered = regions(["11", "76", "93+94"]);
    for (table, other) in content.tables.iter_mut().zip(gathered.tables) {
        let columns = other.columns.into_iter().filter(|column| column.variable.is_some());
        table.columns.extend(columns.map(|column| ReleasedColumn { variable: Some(id("REGION13")), ..column }));
    }
    assert_eq!(Territory::of(&content).unwrap().variable, &id("REGION13"));
}

#[test]
fn what_is_not_all_regions_is_no_territory() {
    assert_eq!(Territory::of(&content()), None, "ages are not regions");
    assert_eq!(Territory::of(&regions(["11", "76", "2A"])), None, "a department is not a region");
}
