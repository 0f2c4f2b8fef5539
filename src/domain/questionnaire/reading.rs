//! One reading of a file: its text, what was wrong in it so far, and where each thing of the model stands.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::DeTable;

use super::carry::Earlier;
use super::fields::Fields;
use super::library::Library;
use super::options::Scales;
use super::syntax::syntax_faults;
use crate::domain::expression::ExprError;
use crate::domain::fault::{Fault, Source};
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::Language;

/// Where each thing of the model stands in the file, by place, as in `JC_FREINS.show_if`.
type Places = BTreeMap<String, Range<usize>>;

/// One reading: the text, the faults so far, the places of things.
pub(in crate::domain) struct Reading<'a> {
    pub text: &'a str,
    pub source: Source<'a>,
    pub places: Places,
    pub languages: Vec<Language>,
    /// What stands beside the file.
    pub neighbours: &'a Library,
    /// The named lists of the file.
    pub scales: Scales,
    /// What later questions may need of the ones read so far.
    pub earlier: BTreeMap<QuestionId, Earlier>,
    /// Whether the model has everything the file names. Where it has not, checking names would only tell again what
    /// was told.
    pub is_complete: bool,
}

impl<'a> Reading<'a> {
    pub fn new(file: &'a str, text: &'a str, library: &'a Library) -> Self {
        Self {
            text,
            source: Source::new(file, text),
            places: Places::new(),
            languages: vec![Language::Fr],
            neighbours: library,
            scales: Scales::new(),
            earlier: BTreeMap::new(),
            is_complete: true,
        }
    }

    /// The table of the whole file, unless it is too long or no TOML.
    pub fn document(&mut self, bytes_max: usize) -> Option<Spanned<DeTable<'a>>> {
        if self.text.len() > bytes_max {
            let expected = format!("{bytes_max} octets au plus");
            self.source.fault_whole("", format!("fichier de {} octets", self.text.len()), Some(expected));
            return None;
        }
        let (document, errors) = DeTable::parse_recoverable(self.text);
        for (span, what, expected) in syntax_faults(self.text, &errors) {
            self.source.fault(span, "", what, expected);
        }
        errors.is_empty().then_some(document)
    }

    /// The faults in the order of the file. What is wrong in a list is told once, not once a question.
    pub fn into_faults(self) -> Vec<Fault> {
        let mut faults = self.source.into_faults();
        faults.sort_by(|a, b| (a.line, a.column, &a.what).cmp(&(b.line, b.column, &b.what)));
        faults.dedup_by(|a, b| (a.line, a.column, &a.what) == (b.line, b.column, &b.what));
        faults
    }
}

impl Reading<'_> {
    pub fn note_place(&mut self, fields: &Fields) {
        self.places.insert(fields.place.clone(), fields.span());
    }

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
        if !self.places.contains_key(place) {
            // The condition itself stands in another file: the bank's, or nowhere.
            return self.source.fault(span, place, error.message, error.expected);
        }
        let inner = self.text.get(span.clone()).unwrap_or_default();
        let quotes = match inner.as_bytes() {
            [a, b, c, ..] if a == b && b == c => 3,
            _ => 1,
        };
        // With escapes in the text, offsets no longer match: the whole condition is near enough.
        let marked = if inner.contains('\\') {
            span
        } else {
            // A line feed right after three quotes is no part of the text.
            let opening =
                if quotes == 3 && inner.get(3..).is_some_and(|rest| rest.starts_with('\n')) { 4 } else { quotes };
            let start = span.start.saturating_add(opening + error.offset).min(span.end);
            // What is lacking at the end has no length: the closing quote is marked.
            start..start.saturating_add(error.len.max(1)).min(span.end)
        };
        self.source.fault(marked, place, error.message, error.expected);
    }

    /// A fault of a text, at the part of it that says these words.
    pub fn fault_in_text(&mut self, place: &str, part: &str, what: impl Into<String>, expected: Option<String>) {
        let span = self.span_of(place);
        let written = self.text.get(span.clone()).filter(|_| self.places.contains_key(place));
        let marked = written.and_then(|text| text.find(part)).map(|at| span.start + at..span.start + at + part.len());
        self.source.fault(marked.unwrap_or(span), place, what, expected);
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
