//! A number, or several that may have to sum to a total.

use super::{Around, non_answers};
use crate::domain::questionnaire::carry::{carried, joined_items};
use crate::domain::questionnaire::fields::Fields;
use crate::domain::questionnaire::options::read_items;
use crate::domain::questionnaire::reading::Reading;
use crate::domain::questionnaire::{Kind, Text};

struct Bounds {
    min: i64,
    max: i64,
    unit: Option<Text>,
    decimals: u8,
}

pub(super) fn read_number(reading: &mut Reading, fields: &mut Fields) -> Option<Kind> {
    let bounds = read_bounds(reading, fields);
    let options = non_answers(reading, fields);
    let Bounds { min, max, unit, decimals } = bounds?;
    Some(Kind::Number { min, max, unit, decimals, options })
}

pub(super) fn read_numbers(reading: &mut Reading, fields: &mut Fields, around: Around) -> Option<Kind> {
    let bounds = read_bounds(reading, fields);
    let mut items = read_items(reading, fields);
    if let Some(carry) = around.carry {
        items = joined_items(carried(reading, carry, &fields.place).0, items);
    }
    let options = non_answers(reading, fields);
    let total = fields.scaled(reading, "total", bounds.as_ref().map_or(0, |bounds| bounds.decimals));
    let Bounds { min, max, unit, decimals } = bounds?;
    Some(Kind::Numbers { items, min, max, unit, decimals, total, options })
}

fn read_bounds(reading: &mut Reading, fields: &mut Fields) -> Option<Bounds> {
    let decimals = fields.decimals(reading);
    let min = fields.required_scaled(reading, "min", decimals);
    let max = fields.required_scaled(reading, "max", decimals);
    let unit = fields.optional_text(reading, "unit");
    Some(Bounds { min: min?, max: max?, unit, decimals })
}
