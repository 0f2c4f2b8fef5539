//! Changes done by hand, and every reason there is for none.

use super::*;
use crate::domain::disclosure::release;
use crate::domain::id::WaveSlug;
use crate::domain::table::fixture::{Response, data, diagnostics, id, questionnaire, response, spec};
use crate::domain::table::tabulate;

/// A wave of three ages of 200 of whom so many say « incontournable », the others « secondaire ».
fn wave(slug: &str, yes: [usize; 3]) -> ReleaseContent {
    of_sizes(slug, yes.map(|yes| (200, yes)))
}

fn of_sizes(slug: &str, groups: [(usize, usize); 3]) -> ReleaseContent {
    let of_age = |(age, (size, yes)): (u16, (usize, usize))| -> Vec<Response> {
        (0..size).map(|row| response(age, if row < yes { 0 } else { 2 }, &[u16::from(row % 2 == 0)])).collect()
    };
    let data = data(&(0u16..3).zip(groups).flat_map(of_age).collect::<Vec<_>>());
    let spec = crate::domain::wave::WaveSpec { slug: WaveSlug::parse(slug).unwrap(), ..spec() };
    let tables = tabulate(&questionnaire(), &spec, &data, &vec![1.0; data.rows]).unwrap();
    let base_n = data.rows.try_into().unwrap();
    release(&questionnaire(), &spec, &tables, &diagnostics(base_n), false).content().clone()
}

fn of(before: &ReleaseContent, after: &ReleaseContent) -> Result<Trend, NoTrend> {
    trend(before, after, &id("JC_UTILITE"), None)
}

fn row<'a>(trend: &'a Trend, column: usize, code: &str) -> &'a Result<Change, Withheld> {
    let rows = trend.columns[column].changes.as_ref().unwrap();
    &rows.iter().find(|row| row.code == code).unwrap().change
}

#[test]
fn a_change_done_by_hand() {
    // 50 % then 65 % of 600: standard errors 2.043 and 1.949 points, released as 2.1 and 2.0; se² = 4.41 + 4 + 1/6.
    let found = of(&wave("avant-2019", [100, 100, 100]), &wave("apres-2020", [130, 130, 130])).unwrap();
    let change = row(&found, 0, "incontournable").unwrap();
    assert_eq!((change.before, change.after, change.difference), (50.0, 65.0, 15.0));
    assert!((change.se - 8.576_666_666_666_667_f64.sqrt()).abs() < 1e-9, "{change:?}");
    assert!((change.high - change.difference - 1.959_963_985 * change.se).abs() < 1e-6);
    assert_eq!(change.direction, Direction::Up);
    assert_eq!(row(&found, 0, "secondaire").unwrap().direction, Direction::Down);
    assert_eq!(found.columns.len(), 4);
    let back = of(&wave("avant-2019", [130, 130, 130]), &wave("apres-2020", [100, 100, 100])).unwrap();
    assert_eq!(row(&back, 0, "incontournable").unwrap().direction, Direction::Down);
}

#[test]
fn a_difference_that_chance_makes_is_no_change_and_the_same_wave_twice_is_none() {
    let (before, after) = (wave("avant-2019", [100, 100, 100]), wave("apres-2020", [104, 104, 104]));
    let found = of(&before, &after).unwrap();
    assert_eq!(row(&found, 0, "incontournable").unwrap().direction, Direction::Stable);
    assert_eq!(of(&before, &before).unwrap_err(), NoTrend::Forbidden(WhyNot::SameWave));
}

#[test]
fn a_difference_that_would_pass_alone_is_held_back_by_the_other_answers() {
    // In an age of 200, 45 then 57 %: 12 points of se 5.7, p 0.034 alone; by Holm over the answers, more than 0.05.
    let found = of(&wave("avant-2019", [90, 100, 100]), &wave("apres-2020", [114, 100, 100])).unwrap();
    let change = row(&found, 1, "incontournable").unwrap();
    assert!(normal::two_sided(change.difference / change.se) < 0.05, "{change:?}");
    assert!(change.p_value > 0.05 && change.direction == Direction::Stable, "{change:?}");
}

#[test]
fn what_makes_the_series_another_refuses_it() {
    let (before, after) = (wave("avant-2019", [100, 100, 100]), wave("apres-2020", [130, 130, 130]));
    assert!(of(&before, &after).is_ok());
    let with = |turn: &dyn Fn(&mut ReleaseContent)| {
        let mut other = after.clone();
        turn(&mut other);
        of(&before, &other).unwrap_err()
    };
    assert_eq!(with(&|other| other.wave.audience = "maires".to_owned()), NoTrend::OtherAudience);
    let universe = with(&|other| other.wave.universe = "15 ans et plus".to_owned());
    assert_eq!(universe, NoTrend::Forbidden(WhyNot::OtherUniverse));
    let wording = with(&|other| other.tables[0].text.push('…'));
    assert_eq!(wording, NoTrend::Forbidden(WhyNot::OtherWording));
    assert_eq!(with(&|other| other.wave.mode = "cati".to_owned()), NoTrend::OtherMode);
    assert_eq!(with(&|other| other.is_simulated = true), NoTrend::Simulated);
    assert_eq!(with(&|other| other.tables[0].base_label = "à ceux qui…".to_owned()), NoTrend::OtherBase);
    assert_eq!(with(&|other| other.tables[0].is_multiple = true), NoTrend::OtherAnswers);
    let is_option = |row: &ReleasedRow| row.code == "inutile";
    assert_eq!(with(&|other| other.tables[0].rows.retain(|row| !is_option(row))), NoTrend::OtherAnswers);
    assert_eq!(with(&|other| other.tables.clear()), NoTrend::AbsentQuestion);
}

#[test]
fn what_is_withheld_of_a_column_or_of_a_figure_is_said() {
    let before = wave("avant-2019", [100, 100, 100]);
    let few = of_sizes("apres-2020", [(4, 2), (20, 8), (300, 100)]);
    let found = of(&before, &few).unwrap();
    assert_eq!(found.columns[1].changes, Err(Withheld::HiddenAfter));
    assert_eq!(of(&few, &before).unwrap().columns[1].changes, Err(Withheld::HiddenBefore));
    let small = of_sizes("apres-2020", [(25, 10), (25, 8), (300, 100)]);
    assert_eq!(of(&before, &small).unwrap().columns[1].changes, Err(Withheld::SmallBase));

    let with = |turn: &dyn Fn(&mut ReleaseContent)| {
        let mut other = wave("apres-2020", [130, 130, 130]);
        turn(&mut other);
        row(&of(&before, &other).unwrap(), 0, "st_utile").to_owned()
    };
    assert!(with(&|_| ()).is_ok());
    let net = |other: &ReleaseContent| other.tables[0].rows.iter().position(|row| row.code == "st_utile").unwrap();
    let total = |other: &mut ReleaseContent| other.tables[0].columns[0].shown.take().unwrap();
    let hidden = with(&|other| {
        let (at, mut shown) = (net(other), total(other));
        shown.cells[at] = None;
        other.tables[0].columns[0].shown = Some(shown);
    });
    assert_eq!(hidden, Err(Withheld::HiddenAfter));
    let rough = with(&|other| {
        let mut shown = total(other);
        shown.cells.iter_mut().flatten().for_each(|cell| cell.se = None);
        other.tables[0].columns[0].shown = Some(shown);
    });
    assert_eq!(rough, Err(Withheld::NoError));
    let parts = with(&|other| other.tables[0].rows.iter_mut().for_each(|row| row.net = None));
    assert_eq!(parts, Err(Withheld::OtherParts));
    let mut other = wave("apres-2020", [130, 130, 130]);
    other.tables[0].columns.iter_mut().skip(1).for_each(|column| column.category = None);
    assert_eq!(of(&before, &other).unwrap().columns[1].changes, Err(Withheld::Absent));
}
