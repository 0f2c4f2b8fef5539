//! Asking for no more letters, from the address each letter bears. Reading it changes nothing: mail scanners open every
//! link.

use std::sync::Arc;

use crate::app::loaded_wave::LoadedWave;
use crate::app::{App, AppError};
use crate::domain::letter::Suppression;
use crate::domain::questionnaire::Language;
use crate::store::ids::InvitationId;
use crate::store::{contacts, suppressions, waves};

/// What the page says.
#[derive(Debug, Clone)]
pub struct Unsubscribing {
    pub language: Language,
    /// The wave whose letter led here; none once its contact is forgotten.
    pub wave: Option<Arc<LoadedWave>>,
    /// Nothing more is written already.
    pub is_done: bool,
}

impl App {
    /// Whose letters these are. No effect.
    pub async fn unsubscribing(&self, tag: &str) -> Result<Unsubscribing, AppError> {
        let id = self.tagged(tag)?;
        let read = self.inner.store.read_async(move |tx| {
            // Whoever is no longer there has been forgotten, and will not be written to.
            let Some(contact) = contacts::by_id_anywhere(tx, id)? else { return Ok((Language::Fr, true, None)) };
            let reason = suppressions::of(tx, contact.address_hash)?;
            let language = Language::ALL.into_iter().find(|language| language.code() == contact.language);
            let slug = waves::by_id(tx, contact.wave_id)?.map(|wave| wave.slug);
            Ok((language.unwrap_or_default(), reason == Some(Suppression::Unsubscribed), slug))
        });
        let (language, is_done, slug) = read.await?;
        let wave = match slug {
            Some(slug) => Some(self.loaded_wave(&slug).await?),
            None => None,
        };
        Ok(Unsubscribing { language, wave, is_done })
    }

    /// Nothing more is written to that address, in any wave.
    pub async fn unsubscribe(&self, tag: &str) -> Result<Unsubscribing, AppError> {
        let id = self.tagged(tag)?;
        let written = self.inner.store.write_async(move |tx| {
            let now = tx.now()?;
            if let Some(contact) = contacts::by_id_anywhere(tx, id)? {
                suppressions::add(tx, contact.address_hash, Suppression::Unsubscribed, now)?;
            }
            Ok(())
        });
        written.await?;
        self.unsubscribing(tag).await
    }

    pub(super) fn tagged(&self, tag: &str) -> Result<InvitationId, AppError> {
        self.inner.keys.invitation_of_tag(tag).map(InvitationId::new).ok_or(AppError::LinkUnknown)
    }
}
