//! Scores from one bound to the other, alone or in a grid; grids of options, one choice a row. A score is an option whose
//! code and value are the number: whatever counts options counts scores.

use std::ops::Range;

use super::{Around, Proposed, ReadKind, non_answers, proposed, read_rotation};
use crate::domain::id::OptionCode;
use crate::domain::questionnaire::carry::{carried, joined_items};
use crate::domain::questionnaire::fields::Fields;
use crate::domain::questionnaire::options::{read_items, read_nets};
use crate::domain::questionnaire::reading::Reading;
use crate::domain::questionnaire::{AnswerOption, Display, Kind, Poles, Rotation, Text};

/// Most steps of a scale: past it, a question of type `number` is easier to answer.
pub const SCORES_MAX: usize = 21;
const BOUNDS: Range<i64> = -100..100;

pub(super) fn read_scale(reading: &mut Reading, fields: &mut Fields) -> Option<ReadKind> {
    let scores = read_scores(reading, fields);
    let poles = read_poles(reading, fields);
    if poles.is_none() && !fields.has("low") && !fields.has("high") {
        let expected = "low.fr = \"…\" et high.fr = \"…\"".to_owned();
        reading.fault(fields.span(), &fields.place, "le sens des bouts de l'échelle manque", Some(expected));
    }
    let (besides, nets) = (non_answers(reading, fields), read_nets(reading, fields));
    let mut options = scores?;
    options.extend(besides);
    let kind = Kind::Single { options, display: Display::Scale, rotation: Rotation::None, poles };
    Some(ReadKind { kind, nets, order_as: None })
}

pub(super) fn read_grid(reading: &mut Reading, fields: &mut Fields, around: Around) -> Option<ReadKind> {
    let rotation = read_rotation(reading, fields);
    let mut items = read_items(reading, fields);
    let mut order_as = None;
    if let Some(carry) = around.carry {
        let (taken, key) = carried(reading, carry, &fields.place);
        items = joined_items(taken, items);
        order_as = key.filter(|_| rotation != Rotation::None);
    }
    let is_scored = ["from", "to"].into_iter().any(|key| fields.has(key));
    let poles = read_poles(reading, fields);
    let (options, nets) = if is_scored {
        let scores = read_scores(reading, fields);
        let (besides, nets) = (non_answers(reading, fields), read_nets(reading, fields));
        let mut options = scores?;
        options.extend(besides);
        (options, nets)
    } else {
        let Proposed { options, nets, .. } = proposed(reading, fields, None);
        (options, nets)
    };
    Some(ReadKind { kind: Kind::Grid { items, options, rotation, poles }, nets, order_as })
}

/// What the ends mean: both, or neither.
pub(super) fn read_poles(reading: &mut Reading, fields: &mut Fields) -> Option<Poles> {
    let low = fields.optional_text(reading, "low");
    let high = fields.optional_text(reading, "high");
    if low.is_some() != high.is_some() {
        let expected = "low.fr = \"…\" et high.fr = \"…\"".to_owned();
        reading.fault(fields.span(), &fields.place, "un bout de l'échelle est sans texte", Some(expected));
    }
    Some(Poles { low: low?, high: high? })
}

/// One option a whole number from one bound to the other.
fn read_scores(reading: &mut Reading, fields: &mut Fields) -> Option<Vec<AnswerOption>> {
    let from = fields.required_integer(reading, "from", BOUNDS);
    let to = fields.required_integer(reading, "to", BOUNDS);
    let (from, to) = (from?, to?);
    let steps = usize::try_from(to - from).unwrap_or(0);
    if steps == 0 || steps >= SCORES_MAX {
        let expected = format!("from plus petit que to, {SCORES_MAX} notes au plus");
        reading.fault(fields.span(), &fields.place, format!("échelle de {from} à {to}"), Some(expected));
        return None;
    }
    Some((from..=to).filter_map(|score| option(reading, score)).collect())
}

fn option(reading: &Reading, score: i64) -> Option<AnswerOption> {
    let written = score.to_string();
    let code = OptionCode::parse(&written).ok()?;
    let label = Text(reading.languages.iter().map(|language| (*language, written.clone())).collect());
    Some(AnswerOption { value: Some(score), ..AnswerOption::plain(code, label) })
}
