//! What a decided batch writes: each verdict as the change it makes and the outcome it gives.

use chrono::{DateTime, Duration, Utc};

use crate::app::collector::batch::{Ask, Of};
use crate::app::collector::item::{Outcome, Save};
use crate::app::collector::rows::day;
use crate::domain::collect::{Verdict, Wish};
use crate::domain::id::Digest;
use crate::domain::quality::PageTime;
use crate::domain::wave::Disposition;
use crate::store::collecting::{self, Change, Refusal};
use crate::store::columns::{Moment, PackedCells};
use crate::store::ids::{InterviewId, WaveId};
use crate::store::notices::{self, NewNotice};
use crate::store::paradata::PageRow;
use crate::store::{StoreError, WriteTx, consents, paradata};

/// What a decided batch writes.
#[derive(Default)]
pub(super) struct Writes {
    changes: Vec<Change>,
    lapsed: Vec<InterviewId>,
    refusals: Vec<Refusal>,
    refused_wholes: Vec<InterviewId>,
    times: Vec<(InterviewId, PageTime)>,
    consents: Vec<(InterviewId, Digest)>,
    /// Ended uncounted: their times and consents go.
    uncounted: Vec<InterviewId>,
    notices: Vec<NewNotice>,
}

impl Writes {
    pub(super) fn take(&mut self, ask: &Ask<'_>, verdict: Verdict, now: DateTime<Utc>) -> Result<Outcome, StoreError> {
        if let Verdict::Unfit = verdict {
            return Err(StoreError::Broken("quota cells and interviews disagree".to_owned()));
        }
        if let Verdict::Full { cell, counts } = verdict {
            self.refusals.push(Refusal { interview_id: ask.id, cell, counts });
        }
        match ask.of {
            Of::Lapse => {
                self.lapsed.push(ask.id);
                Ok(Outcome::Kept)
            }
            Of::Whole(whole) => Ok(match verdict {
                Verdict::Completed => {
                    self.consents.extend(whole.consent.map(|digest| (ask.id, digest)));
                    Outcome::Completed { receipt: whole.receipt.clone() }
                }
                _ => {
                    self.refused_wholes.push(ask.id);
                    Outcome::Full
                }
            }),
            Of::Save(save) => {
                let (change, outcome) = saved(save, ask, verdict, now);
                self.take_traces(save, &outcome);
                self.notices.extend(notice(save, &change));
                self.changes.push(change);
                Ok(outcome)
            }
        }
    }

    /// What goes with a page: its time and the consent given there, kept only of whoever may still count.
    fn take_traces(&mut self, save: &Save, outcome: &Outcome) {
        match outcome {
            Outcome::Kept | Outcome::Completed { .. } => {
                self.times.extend(save.time.map(|time| (save.id, time)));
                self.consents.extend(save.consent.map(|digest| (save.id, digest)));
            }
            _ => self.uncounted.push(save.id),
        }
    }

    fn store_traces(&self, tx: &mut WriteTx<'_>, wave_id: WaveId, today: Moment) -> Result<(), StoreError> {
        let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let row = |(interview_id, time): &(InterviewId, PageTime)| PageRow {
            wave_id,
            interview_id: *interview_id,
            section: number(time.section),
            seconds: i32::try_from(time.seconds).unwrap_or(i32::MAX),
            visits: 1,
            device: time.device,
        };
        collecting::add_times(tx, &self.times.iter().map(row).collect::<Vec<_>>())?;
        for (id, digest) in &self.consents {
            consents::record(tx, wave_id, *id, *digest, today)?;
        }
        paradata::forget(tx, wave_id, &self.uncounted)?;
        for id in &self.uncounted {
            consents::forget(tx, wave_id, *id)?;
        }
        Ok(())
    }

    pub(super) fn store(&self, tx: &mut WriteTx<'_>, wave_id: WaveId, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.store_traces(tx, wave_id, day(now))?;
        collecting::update(tx, wave_id, &self.changes)?;
        collecting::let_lapse(tx, wave_id, &self.lapsed)?;
        collecting::turn_away(tx, wave_id, &self.refused_wholes)?;
        for notice in &self.notices {
            notices::push(tx, wave_id, notice, now)?;
        }
        collecting::record_refusals(tx, wave_id, &self.refusals, day(now))
    }
}

/// What the panel is told of an interview that ends, written with its ending.
fn notice(save: &Save, change: &Change) -> Option<NewNotice> {
    let notices = save.notices.as_ref()?;
    let address = notices.address(change.disposition)?;
    Some(NewNotice { interview_id: change.id, id: notices.id(), address })
}

fn saved(save: &Save, ask: &Ask<'_>, verdict: Verdict, now: DateTime<Utc>) -> (Change, Outcome) {
    let cells = match &save.wish {
        Wish::Place(cells) | Wish::Complete(cells) if ask.standing.cells.is_empty() => cells.clone(),
        _ => ask.standing.cells.clone(),
    };
    let section = i32::try_from(save.section).unwrap_or(i32::MAX);
    let going_on = Change {
        id: save.id,
        disposition: Disposition::Started,
        section,
        answers: save.answers.clone(),
        holds_places: !cells.is_empty(),
        lease_until: (!cells.is_empty()).then(|| Moment::from(now + Duration::minutes(i64::from(save.lease_minutes)))),
        cells: PackedCells::pack(&cells),
        receipt: None,
        ended_on: None,
        end_page: None,
        // Of the address that took the places: another one that goes on takes none from it.
        source: (!cells.is_empty()).then(|| ask.source.or(save.source.map(|source| source.mark))).flatten(),
    };
    // Of somebody who is not counted nothing is kept but the count: neither answers nor profile.
    let gone = |disposition| Change {
        disposition,
        answers: Vec::new(),
        cells: PackedCells::default(),
        holds_places: false,
        lease_until: None,
        source: None,
        ended_on: Some(day(now)),
        ..going_on.clone()
    };
    match verdict {
        Verdict::Completed => {
            let receipt = save.receipt.clone();
            let change = Change {
                disposition: Disposition::Completed,
                holds_places: false,
                lease_until: None,
                source: None,
                receipt: Some(receipt.clone()),
                ended_on: Some(day(now)),
                ..going_on
            };
            (change, Outcome::Completed { receipt })
        }
        Verdict::Gone => (Change { end_page: save.end_page.clone(), ..gone(save.leaves_as) }, Outcome::Left),
        Verdict::Full { .. } => (gone(Disposition::QuotaFull), Outcome::Full),
        Verdict::Continues | Verdict::Unfit => (going_on, Outcome::Kept),
    }
}
