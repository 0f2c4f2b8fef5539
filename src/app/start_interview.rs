//! Landing and start: reading an address has no effect, a POST begins the interview or takes it up again.

use crate::app::respondent::{InvitationToken, Landing, SessionToken, Started};
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;

impl App {
    /// The first page of an open link. No effect.
    pub async fn landing(&self, slug: &WaveSlug) -> Result<Landing, AppError> {
        let _ = slug;
        todo!()
    }

    /// The first page of a personal link. No effect, whoever opens it.
    pub async fn invitation_landing(&self, token: &InvitationToken) -> Result<Landing, AppError> {
        let _ = token;
        todo!()
    }

    /// Begins an interview by the open link, or takes up the one of this browser.
    pub async fn start_open(&self, slug: &WaveSlug, session: Option<&SessionToken>) -> Result<Started, AppError> {
        let _ = (slug, session);
        todo!()
    }

    /// Begins the interview of a personal link, or takes it up where it stands, on any device.
    pub async fn start_invited(&self, token: &InvitationToken) -> Result<Started, AppError> {
        let _ = token;
        todo!()
    }
}
