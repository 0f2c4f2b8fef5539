//! Taking a page: read, checked, routed, then durably stored by the collector before anything is answered.

use crate::app::respondent::{Answered, SessionToken};
use crate::app::{App, AppError};
use crate::domain::check::Form;
use crate::domain::id::{SectionId, WaveSlug};
use crate::domain::questionnaire::Language;

impl App {
    /// Sent twice, it does its work once.
    pub async fn answer_page(
        &self,
        slug: &WaveSlug,
        session: &SessionToken,
        section: &SectionId,
        form: &Form,
        language: Language,
    ) -> Result<Answered, AppError> {
        let _ = (slug, session, section, form, language);
        todo!()
    }
}
