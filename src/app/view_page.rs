//! Showing a page of an interview: always from what is stored, never from a copy in memory.

use crate::app::respondent::{PageView, Place, SessionToken, Shown};
use crate::app::{App, AppError};
use crate::domain::id::{SectionId, WaveSlug};

impl App {
    /// One page. A section not reached yet, or closed by the answers, gives the place to go instead.
    pub async fn view_page(
        &self,
        slug: &WaveSlug,
        session: &SessionToken,
        section: &SectionId,
    ) -> Result<Shown, AppError> {
        let interview = self.interview(slug, session).await?;
        let position = interview.wave.questionnaire.section(section).map(|(position, _)| position);
        match position {
            Some(position) if interview.ending().is_none() && interview.may_show(position) => {
                let stamp = Some(self.page_stamp(&interview, section));
                Ok(Shown::Page(Box::new(PageView { stamp, ..interview.page(position)? })))
            }
            _ => Ok(Shown::GoTo(interview.place()?)),
        }
    }

    /// Where this interview stands: its next page, or how it ended.
    pub async fn whereabouts(&self, slug: &WaveSlug, session: &SessionToken) -> Result<Place, AppError> {
        self.interview(slug, session).await?.place()
    }
}
