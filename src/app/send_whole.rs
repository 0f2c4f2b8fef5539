//! A whole interview sent at once, by a device that collected off-line. The key makes a repeat harmless.

use crate::app::respondent::Ending;
use crate::app::{App, AppError};
use crate::domain::check::Form;
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::Language;

impl App {
    /// `key`: 16 to 64 visible ASCII characters chosen by the sender, the same for each repeat of one interview.
    pub async fn send_whole(
        &self,
        slug: &WaveSlug,
        key: &str,
        form: &Form,
        language: Language,
    ) -> Result<Ending, AppError> {
        let _ = (slug, key, form, language);
        todo!()
    }
}
