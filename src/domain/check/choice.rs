//! Reading choices: one, several, one a row.

use super::field::{Asked, Given, Reader, Told};
use super::form::row_field;
use super::message;
use crate::domain::answer::Answer;
use crate::domain::route::fewest;

impl<'a> Reader<'a> {
    pub(super) fn single(&self, asked: Asked<'a>) -> Given {
        self.chosen(asked, asked.id()).map(|chosen| chosen.map(Answer::One))
    }

    /// The option sent under a name.
    fn chosen(&self, asked: Asked<'a>, field: &str) -> Result<Option<u16>, Told> {
        let Some(code) = self.value(field)? else { return Ok(None) };
        match asked.option(code) {
            Some((at, _)) => Ok(Some(at)),
            None => Err(Told { field: field.to_owned(), message: message::unknown_code(self.language) }),
        }
    }

    pub(super) fn ticks(&self, asked: Asked<'a>, max: usize) -> Given {
        let (mut ticked, mut alone) = (Vec::new(), None);
        for code in self.values(asked.id()) {
            let option = asked.option(code);
            let (at, option) = option.ok_or_else(|| asked.told(message::unknown_code(self.language)))?;
            alone = alone.or(option.exclusive.then_some(option));
            ticked.push(at);
        }
        ticked.sort_unstable();
        ticked.dedup();
        let fewest = fewest(asked.question, asked.open);
        match alone {
            Some(option) if ticked.len() > 1 => {
                Err(asked.told(message::exclusive(self.language, option.label.get(self.language))))
            }
            Some(_) => Ok(Some(Answer::Many(ticked))),
            None if ticked.is_empty() => Ok(None),
            None if ticked.len() > max => Err(asked.told(message::at_most(self.language, max))),
            None if ticked.len() < fewest => Err(asked.told(message::at_least(self.language, fewest))),
            None => Ok(Some(Answer::Many(ticked))),
        }
    }

    /// Rows are kept one by one: a fault in one loses none of the others, and a closed row keeps what it had.
    pub(super) fn rows(&mut self, asked: Asked<'a>) {
        let before = match self.answers.get(asked.slot) {
            Some(Answer::Rows(rows)) => rows.clone(),
            _ => Vec::new(),
        };
        let items = asked.question.kind.items();
        let mut rows = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            let had = before.get(position).copied().flatten();
            if !asked.has_item(position) {
                rows.push(had);
                continue;
            }
            let field = row_field(asked.id(), item.code.as_str());
            rows.push(match self.chosen(asked, &field) {
                Ok(Some(chosen)) => Some(chosen),
                Ok(None) if self.is_absent(asked, Some(position), field) => had,
                Ok(None) => None,
                Err(told) => {
                    let message = message::row(&told.message, item.label.get(self.language));
                    self.fault(asked.slot, Some(position), told.field, message);
                    had
                }
            });
        }
        self.answers.set(asked.slot, Some(Answer::Rows(rows)));
    }
}
