//! How long a page was looked at: it brings back the instant it was shown, sealed, and the database's clock does the rest. What
//! is kept is a number of seconds and the coarse class of the device.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::interview::Interview;
use crate::domain::check::Form;
use crate::domain::id::SectionId;
use crate::domain::quality::{Device, PAGE_SECONDS_MAX, PageTime};

/// The field of a page that says when it was shown.
pub const SHOWN_FIELD: &str = "_vu";

/// Who tells how long a page took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The page itself, filled in on that device.
    On(Device),
    /// A simulation, which draws it.
    For { seconds: u32, device: Device },
}

impl App {
    /// What the page is to bring back.
    pub(super) fn page_stamp(&self, interview: &Interview, section: &SectionId) -> String {
        let seconds = interview.clock.now.timestamp();
        self.inner.keys.page_stamp(interview.row.id.bytes(), section.as_str(), seconds)
    }

    /// The time of a page that was sent; `None` when it does not say, or says what this service has not sealed.
    pub(super) fn page_time(
        &self,
        interview: &Interview,
        position: usize,
        section: &SectionId,
        form: &Form,
        seen: Seen,
    ) -> Option<PageTime> {
        let (seconds, device) = match seen {
            Seen::For { seconds, device } => (seconds, device),
            Seen::On(device) => {
                let (_, stamp) = form.iter().find(|(name, _)| name == SHOWN_FIELD)?;
                let shown: i64 = stamp.split_once('.')?.0.parse().ok()?;
                let own = self.inner.keys.page_stamp(interview.row.id.bytes(), section.as_str(), shown);
                (own == *stamp).then(|| (since(shown, interview.clock.now), device))?
            }
        };
        Some(PageTime { section: position, seconds: seconds.min(PAGE_SECONDS_MAX), visits: 1, device })
    }
}

fn since(shown: i64, now: DateTime<Utc>) -> u32 {
    u32::try_from(now.timestamp().saturating_sub(shown).max(0)).unwrap_or(PAGE_SECONDS_MAX)
}
