//! Where each question stands, by name and by slot: built once a version, at the first question asked of it.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Questionnaire;

/// Not part of the version: two equal versions are equal whether or not anybody has looked something up.
#[derive(Debug, Clone, Default)]
pub struct Index(OnceLock<Places>);

#[derive(Debug, Clone, Default)]
struct Places {
    by_name: HashMap<Box<str>, usize>,
    /// Section and position in it, by slot.
    by_slot: Vec<(usize, usize)>,
}

impl PartialEq for Index {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Index {
    /// Slot, section and position in it.
    pub(super) fn question(&self, q: &Questionnaire, id: &str) -> Option<(usize, usize, usize)> {
        let places = self.places(q);
        let slot = *places.by_name.get(id)?;
        let (section, position) = *places.by_slot.get(slot)?;
        Some((slot, section, position))
    }

    pub(super) fn place(&self, q: &Questionnaire, slot: usize) -> Option<(usize, usize)> {
        self.places(q).by_slot.get(slot).copied()
    }

    fn places(&self, q: &Questionnaire) -> &Places {
        self.0.get_or_init(|| {
            let mut places = Places::default();
            for (section, questions) in q.sections.iter().map(|section| &section.questions).enumerate() {
                for (position, question) in questions.iter().enumerate() {
                    let slot = places.by_slot.len();
                    // The first of a name counts, as it does for whoever reads from the top.
                    places.by_name.entry(question.id.as_str().into()).or_insert(slot);
                    places.by_slot.push((section, position));
                }
            }
            places
        })
    }
}
