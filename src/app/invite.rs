//! Personal links: made at random, shown once, kept as keyed hashes only.

use crate::app::account::Actor;
use crate::app::respondent::InvitationToken;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::store::columns::Moment;
use crate::store::ids::{HashBytes, InvitationId};
use crate::store::invitations::InvitationRow;
use crate::store::{audit, invitations};

/// Links made in one go at most.
pub const LINKS_MAX: u32 = 10_000;

impl App {
    /// The addresses to send, in full: they cannot be had again.
    pub async fn make_invitations(&self, actor: &Actor, slug: &WaveSlug, count: u32) -> Result<Vec<String>, AppError> {
        if count == 0 || count > LINKS_MAX {
            return Err(AppError::BadField { field: "count", why: format!("de 1 à {LINKS_MAX} liens à la fois") });
        }
        let wave = self.loaded_wave(slug).await?;
        if !wave.spec.access.invitation {
            return Err(AppError::AccessModeOff);
        }
        let tokens: Vec<InvitationToken> = (0..count).map(|_| InvitationToken::random()).collect();
        let hashes: Vec<HashBytes> =
            tokens.iter().map(|token| HashBytes::new(self.inner.keys.invitation_hash(token))).collect();
        let (id, actor) = (wave.id, actor.label().to_owned());
        self.inner
            .store
            .write_async(move |tx| {
                let now = tx.now()?;
                let rows: Vec<InvitationRow> = hashes
                    .into_iter()
                    .map(|token_hash| InvitationRow {
                        wave_id: id,
                        id: InvitationId::random(),
                        token_hash,
                        email: None,
                        created_at: Moment::from(now),
                        completed_on: None,
                    })
                    .collect();
                invitations::insert_many(tx, &rows)?;
                audit::record(tx, now, &actor, "invitations_made", Some(id), &count.to_string())
            })
            .await?;
        let base = &self.inner.settings.public_url;
        Ok(tokens.iter().map(|token| [base.as_str(), "/i/", token.reveal()].concat()).collect())
    }
}
