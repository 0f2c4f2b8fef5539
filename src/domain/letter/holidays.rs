//! Public holidays of France (article L3133-1 of the labour code), and the two of Alsace-Moselle (L3134-13). Those that
//! move follow Easter, by the Gregorian computus of Meeus, Jones and Butcher.

use chrono::{Datelike, NaiveDate, TimeDelta};

/// Month and day.
const FIXED: [(u32, u32); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
const SAINT_STEPHEN: (u32, u32) = (12, 26);
/// Days after Easter: Easter Monday, Ascension, Whit Monday.
const AFTER_EASTER: [i64; 3] = [1, 39, 50];
const GOOD_FRIDAY: i64 = -2;

pub fn is_holiday(day: NaiveDate, alsace_moselle: bool) -> bool {
    let fixed = (day.month(), day.day());
    let after = easter(day.year()).map(|easter| day.signed_duration_since(easter).num_days());
    let is_moving = |days: &[i64]| after.is_some_and(|after| days.contains(&after));
    let everywhere = FIXED.contains(&fixed) || is_moving(&AFTER_EASTER);
    everywhere || alsace_moselle && (fixed == SAINT_STEPHEN || is_moving(&[GOOD_FRIDAY]))
}

/// Easter Sunday.
fn easter(year: i32) -> Option<NaiveDate> {
    let (century, in_century) = (year.div_euclid(100), year.rem_euclid(100));
    let golden = year.rem_euclid(19);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = i64::from(epact + weekday - 7 * late);
    NaiveDate::from_ymd_opt(year, 3, 22)?.checked_add_signed(TimeDelta::try_days(days)?)
}
