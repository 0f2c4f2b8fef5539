//! Reading one question: what stands around its kind. A question of the bank is read in `bank`.

use toml::Spanned;

use super::carry::{Earlier, read_carry};
use super::fields::Fields;
use super::kinds::{Around, ReadKind, is_note, is_of_type, read_kind};
use super::options::ITEMS_MAX;
use super::reading::Reading;
use super::{Exit, ExitKind, Kind, Mandatory, Origin, Question, Role, Skip, bank};
use crate::domain::id::{EndId, OptionCode, QuestionId, SectionId};

pub(super) const EXITS_MAX: usize = 20;
pub(super) const SKIPS_MAX: usize = 20;

pub(super) const EXIT_ENDS: [(&str, ExitKind); 2] =
    [("screened_out", ExitKind::ScreenedOut), ("refused", ExitKind::Refused)];
pub(super) const ROLES: [(&str, Role); 4] =
    [("consent", Role::Consent), ("profile", Role::Profile), ("opinion", Role::Opinion), ("contact", Role::Contact)];
pub(super) const ORIGINS: [(&str, Origin); 2] =
    [("documented", Origin::Documented), ("reconstructed", Origin::Reconstructed)];
pub(super) const MANDATORY: [(&str, Mandatory); 3] =
    [("hard", Mandatory::Hard), ("soft", Mandatory::Soft), ("off", Mandatory::Off)];

/// A question of a questionnaire, written there or taken from the bank.
pub(super) fn read_any(reading: &mut Reading, fields: Fields) -> Option<Question> {
    let question = if fields.has("bank") { bank::read_use(reading, fields) } else { read_own(reading, fields) };
    reading.is_complete &= question.is_some();
    let question = question?;
    // The first of a name counts, as everywhere.
    reading.earlier.entry(question.id.clone()).or_insert_with(|| Earlier::of(&question));
    Some(question)
}

fn read_own(reading: &mut Reading, mut fields: Fields) -> Option<Question> {
    let question = read_question(reading, &mut fields);
    fields.close(reading);
    question
}

/// The fields of a question; the table is left open.
pub(super) fn read_question(reading: &mut Reading, fields: &mut Fields) -> Option<Question> {
    let id = fields.name(reading, "id", QuestionId::parse);
    if let Some(id) = &id {
        fields.place = id.to_string();
    }
    reading.note_place(fields);
    let is_note = is_note(fields);
    let role = fields.choice(reading, "role", &ROLES, is_note.then_some(Role::Opinion));
    let origin = fields.choice(reading, "origin", &ORIGINS, is_note.then_some(Origin::Reconstructed));
    let variant = fields.optional_string(reading, "variant").map(Spanned::into_inner);
    let text = fields.text(reading, "text");
    let help = fields.optional_text(reading, "help");
    let mandatory = match is_note {
        true => Mandatory::Off,
        false => fields.choice(reading, "mandatory", &MANDATORY, Some(Mandatory::Hard)).unwrap_or_default(),
    };
    let show_if = fields.condition(reading, "show_if");
    let exits = read_exits(reading, fields);
    let skips = read_skips(reading, fields);
    let carry = read_carry(reading, fields);
    let draw = read_draw(reading, fields);
    let order_as = fields.optional_string(reading, "order_as").map(Spanned::into_inner);
    let attention = read_attention(reading, fields);
    let kind = read_kind(reading, fields, Around { mandatory, carry: carry.as_ref() });
    let (id, kind) = (id?, kind?);
    let ReadKind { kind, nets, order_as: list_order } = kind;
    let nets = nets.into_iter().map(|(net, span)| {
        reading.places.insert(format!("{id}.nets.{}", net.id), span);
        net
    });
    let nets = nets.collect();
    Some(Question {
        role: role.unwrap_or(Role::Opinion),
        origin: origin.unwrap_or(Origin::Reconstructed),
        variant,
        help,
        mandatory,
        show_if,
        nets,
        exits,
        skips,
        carry,
        draw,
        order_as: order_as.or(list_order),
        attention,
        ..Question::plain(id, text, kind)
    })
}

/// Where a check of attention may stand the field is known, present or not; elsewhere the lint says where it may.
fn read_attention(reading: &mut Reading, fields: &mut Fields) -> Option<OptionCode> {
    if fields.has("attention") {
        return fields.name(reading, "attention", OptionCode::parse);
    }
    if ["single", "scale"].iter().any(|word| is_of_type(fields, word)) {
        fields.take("attention");
    }
    None
}

pub(super) fn read_exits(reading: &mut Reading, fields: &mut Fields) -> Vec<Exit> {
    let mut exits = Vec::new();
    for mut row in fields.list(reading, "exits", EXITS_MAX) {
        reading.note_place(&row);
        let when = row.required_condition(reading, "when");
        let end = row.choice(reading, "end", &EXIT_ENDS, None);
        let page = row.has("page").then(|| row.name(reading, "page", EndId::parse)).flatten();
        row.close(reading);
        exits.extend(when.zip(end).map(|(when, end)| Exit { when, end, page }));
    }
    exits
}

pub(super) fn read_skips(reading: &mut Reading, fields: &mut Fields) -> Vec<Skip> {
    let mut skips = Vec::new();
    for mut row in fields.list(reading, "skips", SKIPS_MAX) {
        reading.note_place(&row);
        let when = row.required_condition(reading, "when");
        let to = row.name(reading, "to", SectionId::parse);
        row.close(reading);
        skips.extend(when.zip(to).map(|(when, to)| Skip { when, to }));
    }
    skips
}

/// How many rows are drawn for each person; how many there are is looked at once they are all read.
pub(super) fn read_draw(reading: &mut Reading, fields: &mut Fields) -> Option<u16> {
    fields.small(reading, "draw", 1..i64::try_from(ITEMS_MAX).unwrap_or(i64::MAX))
}

/// The kinds whose answer is not one of the options.
pub(super) fn has_choice(kind: &Kind) -> bool {
    matches!(kind, Kind::Single { .. } | Kind::Multiple { .. } | Kind::Grid { .. } | Kind::Ranking { .. })
}
