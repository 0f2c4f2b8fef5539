//! Reading everything again before sending, in the waves that ask for it: the last page is kept without completing, and the
//! interview is completed from there.

use std::time::Instant;

use crate::app::answer_page::{Finish, How, TRIES_WAIT_MAX, Traces};
use crate::app::respondent::{Place, SessionToken, Shown};
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;

impl App {
    /// The interview as it would be sent; while something is still to be answered, the place to go instead.
    pub async fn view_review(&self, slug: &WaveSlug, session: &SessionToken) -> Result<Shown, AppError> {
        let interview = self.interview(slug, session).await?;
        match interview.last_section().filter(|_| interview.ending().is_none() && interview.may_review()) {
            Some(last) => Ok(Shown::Page(Box::new(interview.page(last)?))),
            None => Ok(Shown::GoTo(interview.place()?)),
        }
    }

    /// Completes the interview as it stands. Sent twice, it does its work once.
    pub async fn send_reviewed(&self, slug: &WaveSlug, session: &SessionToken) -> Result<Place, AppError> {
        let until = Instant::now() + TRIES_WAIT_MAX;
        while Instant::now() < until {
            let interview = self.interview(slug, session).await?;
            let last = interview.last_section().filter(|_| interview.ending().is_none() && interview.may_review());
            let Some(last) = last else { return interview.place() };
            let how = How { finish: Finish::Now, traces: Traces::default(), source: None };
            if let Some(place) = self.save(&interview, last, &interview.answers, how).await? {
                return Ok(place);
            }
        }
        Err(AppError::Busy)
    }
}
