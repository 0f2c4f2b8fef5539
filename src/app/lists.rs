//! The nomenclatures of a questionnaire: stored once by digest when a version comes in, attached when it is read back. One
//! copy a process, whatever the number of waves that read it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};

use crate::app::{App, AppError};
use crate::domain::id::Digest;
use crate::domain::nomenclature::Nomenclature;
use crate::domain::questionnaire::Questionnaire;
use crate::store::{StoreError, WriteTx, nomenclatures};

/// Those already read, by digest.
#[derive(Default)]
pub(super) struct KnownLists(RwLock<HashMap<Digest, Arc<Nomenclature>>>);

impl KnownLists {
    fn get(&self, digest: Digest) -> Option<Arc<Nomenclature>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&digest).cloned()
    }

    fn keep(&self, list: &Arc<Nomenclature>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(list.digest(), Arc::clone(list));
    }
}

/// Stores the lists of a version that comes in.
pub(super) fn store(tx: &mut WriteTx<'_>, q: &Questionnaire, at: DateTime<Utc>) -> Result<(), StoreError> {
    for (id, list) in q.lists.iter() {
        let content = String::from_utf8(list.to_bytes())
            .map_err(|error| StoreError::Broken(format!("nomenclature {id} : {error}")))?;
        nomenclatures::insert_or_same(tx, list.digest(), id, &content, at)?;
    }
    Ok(())
}

impl App {
    /// Attaches to a version read back the lists it names.
    pub(super) async fn attach_lists(&self, q: &mut Questionnaire) -> Result<(), AppError> {
        let wanted: Vec<_> = q.nomenclatures.iter().map(|(id, digest)| (id.clone(), *digest)).collect();
        for (id, digest) in wanted {
            let list = match self.inner.lists.get(digest) {
                Some(known) => known,
                None => self.read_list(digest).await?,
            };
            q.lists.insert(id, list);
        }
        Ok(())
    }

    async fn read_list(&self, digest: Digest) -> Result<Arc<Nomenclature>, AppError> {
        let broken = move |why: &str| AppError::Internal(format!("stored nomenclature {digest}: {why}"));
        let content = self.inner.store.read_async(move |tx| nomenclatures::content(tx, digest)).await?;
        let content = content.ok_or_else(|| broken("gone"))?;
        // Tens of thousands of entries: away from the threads that answer respondents.
        let list = tokio::task::spawn_blocking(move || Nomenclature::from_bytes(content.as_bytes()))
            .await
            .map_err(|error| broken(&error.to_string()))?
            .map_err(|error| broken(&error.to_string()))?;
        if list.digest() != digest {
            return Err(broken("its bytes no longer match its digest"));
        }
        let list = Arc::new(list);
        self.inner.lists.keep(&list);
        Ok(list)
    }
}
