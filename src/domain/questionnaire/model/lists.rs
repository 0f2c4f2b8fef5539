//! The nomenclatures a loaded version reads, beside it: whoever loads it attaches them.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use crate::domain::id::NomenclatureId;
use crate::domain::nomenclature::Nomenclature;

/// Not part of the version: the version holds their digests.
#[derive(Debug, Clone, Default)]
pub struct Lists(BTreeMap<NomenclatureId, Arc<Nomenclature>>);

impl PartialEq for Lists {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Deref for Lists {
    type Target = BTreeMap<NomenclatureId, Arc<Nomenclature>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Lists {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}
