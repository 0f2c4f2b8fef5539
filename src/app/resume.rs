//! Taking up an interview again by the code its pages show, on any device.

use crate::app::respondent::Started;
use crate::app::{App, AppError};
use crate::domain::hand_code::HandCode;
use crate::domain::id::WaveSlug;

impl App {
    /// The interview this code was shown on, wherever it stands. One that is not there, one of another wave and one whose
    /// wave is sealed are refused alike.
    pub async fn resume_by_code(&self, slug: &WaveSlug, code: &HandCode) -> Result<Started, AppError> {
        let wave = self.loaded_wave(slug).await?;
        let salt = self.doorway(wave.id).await?.salt.ok_or(AppError::CodeUnknown)?;
        let session = self.inner.keys.session_of_code(salt.bytes(), code);
        match self.whereabouts(slug, &session).await {
            Ok(at) => Ok(Started { wave, session, code: Some(code.clone()), at }),
            Err(AppError::NoInterview) => Err(AppError::CodeUnknown),
            Err(error) => Err(error),
        }
    }
}
