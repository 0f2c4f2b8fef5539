//! What the controls of a page show as chosen: the stored answers, or after a fault what was just sent, so that nobody
//! types anything twice.

use crate::domain::answer::Answers;
use crate::domain::check::form;
use crate::domain::questionnaire::{Kind, Language, Question};
use crate::web::body;
use crate::web::respond::fields;

/// Field names and values, as a form would send them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filling(Vec<(String, String)>);

impl Filling {
    pub fn of_form(form: &[(String, String)]) -> Self {
        Self(form.to_vec())
    }

    pub fn of_answers<'q>(
        questions: impl Iterator<Item = (usize, &'q Question)>,
        answers: &Answers,
        language: Language,
    ) -> Self {
        let mut pairs = Vec::new();
        for (slot, question) in questions {
            let is_number = matches!(question.kind, Kind::Number { .. } | Kind::Numbers { .. });
            let fields = form::fields_of(question, slot, answers).into_iter();
            pairs.extend(fields.map(|(name, value)| match language {
                // Typed with a point, a decimal number comes back with one.
                Language::En if is_number => (name, value.replace(',', ".")),
                _ => (name, value),
            }));
        }
        Self(pairs)
    }

    /// The entry this page was only sent to look for.
    pub fn searched(&self) -> Option<&str> {
        fields::searched(&self.0)
    }

    pub fn has(&self, field: &str, value: &str) -> bool {
        self.0.iter().any(|(name, given)| name == field && given == value)
    }

    pub fn first(&self, field: &str) -> Option<&str> {
        body::first(&self.0, field)
    }

    /// Everything sent for a question, as hidden controls repeat it: an id holds neither dot nor dash.
    pub fn of_question<'f>(&'f self, question: &'f str) -> impl Iterator<Item = (&'f str, &'f str)> {
        let is_its = move |name: &str| {
            name.strip_prefix(question).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
        };
        self.0.iter().filter(move |(name, _)| is_its(name)).map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_owns_its_rows_and_texts_and_not_those_of_a_longer_name() {
        let pairs = ["A", "A.x", "A--autre", "A-missing", "AB", "A_B.x"].map(|name| (name.to_owned(), "1".to_owned()));
        let filling = Filling::of_form(&pairs);
        let names: Vec<_> = filling.of_question("A").map(|(name, _)| name).collect();
        assert_eq!(names, ["A", "A.x", "A--autre", "A-missing"]);
    }
}
