//! Reading the entry of a nomenclature: its key where it was chosen, else what is typed, taken when it can only mean one.

use super::field::{Asked, Given, Reader, Told};
use super::form::entry_field;
use super::message;
use crate::domain::answer::Answer;
use crate::domain::id::NomenclatureId;

impl<'a> Reader<'a> {
    pub(super) fn entry(&self, asked: Asked<'a>, nomenclature: &NomenclatureId) -> Given {
        let field = entry_field(asked.id());
        let (typed, key) = (self.value(asked.id())?, self.value(&field)?);
        let Some(list) = self.q.lists.get(nomenclature) else { return Ok(None) };
        let taken = |position: usize| Ok(u32::try_from(position).ok().map(Answer::Entry));
        let found = typed.map(|typed| list.search(typed));
        let unmatched = || match &found {
            Some(found) if found.is_empty() => asked.told(message::no_such_entry(self.language)),
            _ => Told { field: field.clone(), message: message::choose_entry(self.language) },
        };
        match (key.map(|key| list.position(key)), &found) {
            (None, None) => Ok(None),
            (Some(None), _) => Err(Told { field, message: message::unknown_code(self.language) }),
            (Some(Some(chosen)), None) => taken(chosen),
            // Something else was typed since: neither one nor the other is surely meant.
            (Some(Some(chosen)), Some(found)) if found.contains(&chosen) => taken(chosen),
            (None, Some(found)) => match found.as_slice() {
                [only] => taken(*only),
                _ => Err(unmatched()),
            },
            (Some(Some(_)), Some(_)) => Err(unmatched()),
        }
    }
}
