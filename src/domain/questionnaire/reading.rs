//! One reading of a file: its text, what was wrong in it so far, and where each thing of the model stands.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::domain::expression::ExprError;
use crate::domain::fault::Source;
use crate::domain::questionnaire::Language;

/// Where each thing of the model stands in the file, by place, as in `JC_FREINS.show_if`.
pub(super) type Places = BTreeMap<String, Range<usize>>;

/// One reading: the text, the faults so far, the places of things.
pub(super) struct Reading<'a> {
    pub text: &'a str,
    pub source: Source<'a>,
    pub places: Places,
    pub languages: Vec<Language>,
    /// Whether the model has everything the file names. Where it has not, checking names would only tell again what
    /// was told.
    pub is_complete: bool,
}

impl Reading<'_> {
    pub fn fault(&mut self, span: Range<usize>, place: &str, what: impl Into<String>, expected: Option<String>) {
        self.source.fault(span, place, what, expected);
    }

    /// A fault at a known place; where the place itself is not in the file, at the nearest thing around it.
    pub fn fault_at(&mut self, place: &str, what: impl Into<String>, expected: Option<String>) {
        let span = self.span_of(place);
        self.source.fault(span, place, what, expected);
    }

    /// A fault inside a condition, at its own place in the text of the condition.
    pub fn fault_in(&mut self, place: &str, error: ExprError) {
        let span = self.span_of(place);
        let inner = self.text.get(span.clone()).unwrap_or_default();
        let quotes = match inner.as_bytes() {
            [a, b, c, ..] if a == b && b == c => 3,
            _ => 1,
        };
        // With escapes in the text, offsets no longer match: the start of the condition is near enough.
        let offset = if inner.contains('\\') { 0 } else { quotes + error.offset };
        let start = span.start.saturating_add(offset).min(span.end);
        self.source.fault(start..span.end, place, error.message, error.expected);
    }

    fn span_of(&self, place: &str) -> Range<usize> {
        let mut place = place;
        loop {
            if let Some(span) = self.places.get(place) {
                return span.clone();
            }
            match place.rfind('.') {
                Some(end) => place = place.get(..end).unwrap_or_default(),
                None => return 0..0,
            }
        }
    }
}
