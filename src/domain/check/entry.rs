//! Reading the entry of a nomenclature.

use super::field::{Asked, Given, Reader};
use super::message;
use crate::domain::id::NomenclatureId;

impl<'a> Reader<'a> {
    pub(super) fn entry(&self, asked: Asked<'a>, _nomenclature: &NomenclatureId) -> Given {
        match self.value(asked.id())? {
            None => Ok(None),
            Some(_) => Err(asked.told(message::no_such_entry(self.language))),
        }
    }
}
