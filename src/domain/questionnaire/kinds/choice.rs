//! One choice, several, or some in order of preference.

use super::scores::read_poles;
use super::{Around, Proposed, ReadKind, proposed, read_rotation};
use crate::domain::questionnaire::fields::Fields;
use crate::domain::questionnaire::options::OPTIONS_MAX;
use crate::domain::questionnaire::reading::Reading;
use crate::domain::questionnaire::{AnswerOption, Display, Kind, Mandatory, Rotation};

pub(in crate::domain::questionnaire) const DISPLAYS: [(&str, Display); 4] = [
    ("radio", Display::Radio),
    ("drop_down", Display::DropDown),
    ("searchable", Display::Searchable),
    ("scale", Display::Scale),
];

pub(super) fn read_single(reading: &mut Reading, fields: &mut Fields, around: Around) -> Option<ReadKind> {
    let rotation = read_rotation(reading, fields);
    let display = fields.choice(reading, "display", &DISPLAYS, Some(Display::Radio)).unwrap_or_default();
    let poles = read_poles(reading, fields);
    let Proposed { options, nets, order_as } = proposed(reading, fields, around.carry);
    let kind = Kind::Single { options, display, rotation, poles };
    Some(ReadKind { kind, nets, order_as: order_as.filter(|_| rotation != Rotation::None) })
}

pub(super) fn read_multiple(reading: &mut Reading, fields: &mut Fields, around: Around) -> Option<ReadKind> {
    let rotation = read_rotation(reading, fields);
    let Proposed { mut options, nets, order_as } = proposed(reading, fields, around.carry);
    // A declared non-answer closes the others: nobody is both « Ne se prononce pas » and of an opinion.
    options.iter_mut().for_each(|option| option.exclusive |= option.missing.is_some());
    let together = options.iter().filter(|option| !option.exclusive).count();
    let (ticks_min, ticks_max) = read_limits(reading, fields, ["ticks_min", "ticks_max"], together, around.mandatory);
    let kind = Kind::Multiple { options, ticks_min, ticks_max, rotation };
    Some(ReadKind { kind, nets, order_as: order_as.filter(|_| rotation != Rotation::None) })
}

pub(super) fn read_ranking(reading: &mut Reading, fields: &mut Fields, around: Around) -> Option<ReadKind> {
    let rotation = read_rotation(reading, fields);
    let Proposed { options, nets, order_as } = proposed(reading, fields, around.carry);
    let ranked = options.iter().filter(|option: &&AnswerOption| option.missing.is_none()).count();
    let (ranks_min, ranks_max) = read_limits(reading, fields, ["ranks_min", "ranks_max"], ranked, around.mandatory);
    let kind = Kind::Ranking { options, ranks_min, ranks_max, rotation };
    Some(ReadKind { kind, nets, order_as: order_as.filter(|_| rotation != Rotation::None) })
}

/// Fewest and most: one unless an answer may be left out, and all.
fn read_limits(
    reading: &mut Reading,
    fields: &mut Fields,
    [min, max]: [&'static str; 2],
    all: usize,
    mandatory: Mandatory,
) -> (u16, u16) {
    let bounds = || 0..i64::try_from(OPTIONS_MAX).unwrap_or(i64::MAX);
    let least = fields.small(reading, min, bounds());
    let most = fields.small(reading, max, bounds());
    let all = u16::try_from(all).unwrap_or(u16::MAX).max(1);
    (least.unwrap_or(u16::from(mandatory == Mandatory::Hard)), most.unwrap_or(all))
}
