//! What the controls of a page show as chosen: the stored answers, or after a fault what was just sent, so that nobody
//! types anything twice.

use crate::domain::answer::Answers;
use crate::domain::check::form;
use crate::domain::questionnaire::Question;

/// Field names and values, as a form would send them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filling(Vec<(String, String)>);

impl Filling {
    pub fn of_form(form: &[(String, String)]) -> Self {
        Self(form.to_vec())
    }

    pub fn of_answers<'q>(questions: impl Iterator<Item = (usize, &'q Question)>, answers: &Answers) -> Self {
        let mut pairs = Vec::new();
        for (slot, question) in questions {
            pairs.extend(form::fields_of(question, slot, answers));
        }
        Self(pairs)
    }

    pub fn has(&self, field: &str, value: &str) -> bool {
        self.0.iter().any(|(name, given)| name == field && given == value)
    }

    pub fn first(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
    }

    /// All values of a field, as hidden controls repeat them.
    pub fn all<'f>(&'f self, field: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(name, _)| name == field).map(|(_, value)| value.as_str())
    }
}
