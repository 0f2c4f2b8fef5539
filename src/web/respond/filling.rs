//! What the controls of a page show as chosen: the stored answers, or after a fault what was just sent, so that nobody
//! types anything twice.

use crate::domain::answer::{Answer, Answers};
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
            write_answer(&mut pairs, slot, question, answers);
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

fn write_answer(pairs: &mut Vec<(String, String)>, slot: usize, question: &Question, answers: &Answers) {
    let options = question.kind.options();
    let code = |position: u16| options.get(usize::from(position)).map(|option| option.code.as_str().to_owned());
    let id = question.id.as_str();
    match answers.get(slot) {
        None => {}
        Some(Answer::Number(number)) => pairs.push((id.to_owned(), number.to_string())),
        Some(Answer::One(position)) => pairs.extend(code(*position).map(|code| (id.to_owned(), code))),
        Some(Answer::Many(positions)) => {
            pairs.extend(positions.iter().filter_map(|position| code(*position)).map(|code| (id.to_owned(), code)));
        }
        Some(Answer::Rows(rows)) => {
            for (item, row) in question.kind.items().iter().zip(rows) {
                let chosen = row.and_then(code);
                pairs.extend(chosen.map(|code| (row_field(id, item.code.as_str()), code)));
            }
        }
    }
    for (position, option) in options.iter().enumerate().filter(|(_, option)| option.text_chars_max.is_some()) {
        let text = answers.text(slot, position);
        pairs.extend(text.map(|text| (text_field(id, option.code.as_str()), text.to_owned())));
    }
}

/// Field of one row of a grid.
pub fn row_field(question: &str, item: &str) -> String {
    [question, ".", item].concat()
}

/// Field of the text beside an option.
pub fn text_field(question: &str, option: &str) -> String {
    [question, "--", option].concat()
}
