//! Reading a section: its questions and what its answers must agree on.

use super::fields::Fields;
use super::kinds::ROTATIONS;
use super::question::read_any;
use super::reading::Reading;
use super::{Check, Rotation, Section, Severity};
use crate::domain::id::{QuestionId, SectionId};

/// Most questions in a section.
pub const QUESTIONS_MAX: usize = 100;
pub(super) const CHECKS_MAX: usize = 20;

pub(super) const SEVERITIES: [(&str, Severity); 3] =
    [("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info)];

pub(super) fn read_section(reading: &mut Reading, mut fields: Fields) -> Option<Section> {
    let id = fields.name(reading, "id", SectionId::parse);
    if let Some(id) = &id {
        fields.place = format!("sections.{id}");
    }
    reading.note_place(&fields);
    let title = fields.text(reading, "title");
    let intro = fields.optional_text(reading, "intro");
    let show_if = fields.condition(reading, "show_if");
    let rotation = fields.choice(reading, "rotation", &ROTATIONS, Some(Rotation::None)).unwrap_or_default();
    let checks = read_checks(reading, &mut fields);
    let questions = fields.list(reading, "questions", QUESTIONS_MAX);
    let questions = questions.into_iter().filter_map(|question| read_any(reading, question)).collect();
    fields.close(reading);
    reading.is_complete &= id.is_some();
    Some(Section { intro, show_if, rotation, checks, ..Section::plain(id?, title, questions) })
}

fn read_checks(reading: &mut Reading, fields: &mut Fields) -> Vec<Check> {
    let mut checks = Vec::new();
    for mut row in fields.list(reading, "checks", CHECKS_MAX) {
        reading.note_place(&row);
        let must = row.required_condition(reading, "must");
        let severity = row.choice(reading, "severity", &SEVERITIES, None);
        let text = row.text(reading, "text");
        let question = row.name(reading, "question", QuestionId::parse);
        row.close(reading);
        let whole = must.zip(severity).zip(question);
        checks.extend(whole.map(|((must, severity), question)| Check { must, severity, text, question }));
    }
    checks
}
