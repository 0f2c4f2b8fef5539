//! New interviews as rows.

use chrono::{DateTime, NaiveTime, Utc};

use crate::app::collector::item::{Start, Whole};
use crate::domain::answer::Answers;
use crate::domain::wave::Disposition;
use crate::store::columns::{Moment, PackedCells};
use crate::store::interviews::InterviewRow;

/// `answers` is empty, not packed, while nothing is known.
pub(super) fn started(start: &Start, answers: &Answers, today: Moment) -> InterviewRow {
    InterviewRow {
        wave_id: start.wave_id,
        id: start.id,
        disposition: Disposition::Started,
        revision: 0,
        version: i32::try_from(start.version).unwrap_or(i32::MAX),
        mode: start.mode,
        language: start.language.to_owned(),
        seed: start.seed.cast_signed(),
        section: 0,
        answers: if answers.is_empty() { Vec::new() } else { answers.pack() },
        cells: PackedCells::default(),
        holds_places: false,
        lease_until: None,
        link: start.link,
        receipt: None,
        body_digest: None,
        started_on: today,
        ended_on: None,
        end_page: None,
    }
}

pub(super) fn whole_row(whole: &Whole, today: Moment) -> InterviewRow {
    let completes = whole.cells.is_some();
    InterviewRow {
        disposition: if completes { Disposition::Completed } else { whole.leaves_as },
        section: i32::try_from(whole.section).unwrap_or(i32::MAX),
        answers: if completes { whole.answers.clone() } else { Vec::new() },
        cells: PackedCells::pack(whole.cells.as_deref().unwrap_or_default()),
        receipt: completes.then(|| whole.receipt.clone()),
        body_digest: Some(whole.body_digest),
        ended_on: Some(today),
        end_page: whole.end_page.clone(),
        ..started(&whole.start, &whole.start.answers, today)
    }
}

/// The day only: an hour could be matched with a log.
pub(in crate::app) fn day(now: DateTime<Utc>) -> Moment {
    Moment::from(now.with_time(NaiveTime::MIN).single().unwrap_or(now))
}
