//! One batch as one transaction: rows locked, new ones inserted, cells locked, decided in `domain`, written, and the
//! wave closed in the same instant if that filled it.
//!
//! Locks are taken in the same order by every node (interviews by id, then cells), so that no two batches wait for each
//! other. Whole interviews are inserted before the cells are locked: the lock every node queues on is held for the
//! decision, one update and the commit only.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::closing;
use crate::app::collector::item::{Item, Outcome, Save, Whole};
use crate::app::collector::rows::{day, started, whole_row};
use crate::app::collector::writes::Writes;
use crate::domain::collect::{Standing, Wish, decide};
use crate::domain::quota::{Cells, Filled};
use crate::domain::wave::{CloseReason, Disposition};
use crate::store::collecting::{self, Locked};
use crate::store::ids::{InterviewId, WaveId};
use crate::store::wave_clock::{self, WaveClock};
use crate::store::{Store, StoreError, WriteTx};

/// Places given back by one sweep at most; the next sweep takes the rest.
const SWEEP_PLACES_MAX: i64 = 512;

pub(super) fn run(store: &Store, public_url: &str, items: &[Item]) -> Result<Vec<Outcome>, StoreError> {
    store.write(|tx| {
        let mut by_wave: BTreeMap<WaveId, Vec<usize>> = BTreeMap::new();
        for (position, item) in items.iter().enumerate() {
            by_wave.entry(item.wave_id()).or_default().push(position);
        }
        let mut outcomes: Vec<Option<Outcome>> = vec![None; items.len()];
        for (wave_id, positions) in by_wave {
            let theirs: Vec<(usize, &Item)> =
                positions.iter().filter_map(|position| items.get(*position).map(|item| (*position, item))).collect();
            WaveBatch { wave_id, public_url, outcomes: &mut outcomes }.run(tx, &theirs)?;
        }
        outcomes
            .into_iter()
            .map(|outcome| outcome.ok_or_else(|| StoreError::Broken("an item was left without an outcome".to_owned())))
            .collect()
    })
}

/// One thing to decide on the cells.
pub(super) struct Ask<'a> {
    position: usize,
    pub(super) id: InterviewId,
    pub(super) standing: Standing,
    wish: Wish,
    pub(super) of: Of<'a>,
}

pub(super) enum Of<'a> {
    Save(&'a Save),
    Whole(&'a Whole),
    Lapse,
}

struct WaveBatch<'o> {
    wave_id: WaveId,
    public_url: &'o str,
    outcomes: &'o mut Vec<Option<Outcome>>,
}

impl WaveBatch<'_> {
    fn run(mut self, tx: &mut WriteTx<'_>, items: &[(usize, &Item)]) -> Result<(), StoreError> {
        let mut asks = self.saves(tx, items)?;
        asks.extend(self.insert(tx, items)?);
        let swept = self.lapsed(tx, items, &mut asks)?;
        let touches_cells = asks.iter().any(|ask| moves_places(&ask.standing, &ask.wish));
        let mut cells = if touches_cells { Some(collecting::lock_cells(tx, self.wave_id)?) } else { None };
        // Read after the lock: whoever closes the wave holds it too.
        let clock = wave_clock::read(tx, self.wave_id)?;
        if clock.is_open() {
            self.decide(tx, &asks, cells.as_mut(), &clock)?;
        } else {
            self.refuse_all(tx, &asks)?;
        }
        for position in swept {
            let places = asks.iter().filter(|ask| matches!(ask.of, Of::Lapse)).count();
            self.answer(position, Outcome::Swept { places });
        }
        Ok(())
    }

    fn answer(&mut self, position: usize, outcome: Outcome) {
        if let Some(slot) = self.outcomes.get_mut(position) {
            *slot = Some(outcome);
        }
    }

    /// Locks the interviews of the pages to save. Those that have ended, moved or vanished are answered at once.
    fn saves<'a>(&mut self, tx: &mut WriteTx<'_>, items: &[(usize, &'a Item)]) -> Result<Vec<Ask<'a>>, StoreError> {
        let saves: Vec<(usize, &Save)> = items
            .iter()
            .filter_map(|(position, item)| match item {
                Item::Save(save) => Some((*position, save)),
                _ => None,
            })
            .collect();
        if saves.is_empty() {
            return Ok(Vec::new());
        }
        let ids: BTreeSet<InterviewId> = saves.iter().map(|(_, save)| save.id).collect();
        let rows = collecting::lock_interviews(tx, self.wave_id, &ids.into_iter().collect::<Vec<_>>())?;
        let mut rows: BTreeMap<InterviewId, Locked> = rows.into_iter().map(|row| (row.id, row)).collect();
        let mut asks = Vec::with_capacity(saves.len());
        let mut taken: BTreeSet<InterviewId> = BTreeSet::new();
        for (position, save) in saves {
            if taken.contains(&save.id) {
                // The same page twice in one batch: the second finds the first one's work when it reads again.
                self.answer(position, Outcome::Stale);
                continue;
            }
            match rows.remove(&save.id) {
                None => self.answer(position, Outcome::Absent),
                Some(row) if row.disposition != Disposition::Started => self.answer(position, ended(row)),
                Some(row) if row.revision != save.revision => {
                    taken.insert(save.id);
                    self.answer(position, Outcome::Stale);
                }
                Some(row) => {
                    taken.insert(save.id);
                    let standing = Standing { cells: row.cells.unpack(), holds_places: row.holds_places };
                    asks.push(Ask { position, id: save.id, standing, wish: save.wish.clone(), of: Of::Save(save) });
                }
            }
        }
        Ok(asks)
    }

    /// Inserts new interviews. A whole one that was already there is a repeat and is answered from what is stored.
    fn insert<'a>(&mut self, tx: &mut WriteTx<'_>, items: &[(usize, &'a Item)]) -> Result<Vec<Ask<'a>>, StoreError> {
        let today = day(tx.now()?);
        let mut rows = Vec::new();
        let mut wholes: Vec<(usize, &'a Whole)> = Vec::new();
        let mut seen = BTreeSet::new();
        for (position, item) in items {
            match item {
                Item::Start(start) => {
                    if seen.insert(start.id) {
                        rows.push(started(start, today));
                    }
                    self.answer(*position, Outcome::Kept);
                }
                Item::Whole(whole) if seen.insert(whole.start.id) => {
                    rows.push(whole_row(whole, today));
                    wholes.push((*position, whole));
                }
                Item::Whole(_) => self.answer(*position, Outcome::Stale),
                Item::Save(_) | Item::Sweep { .. } => {}
            }
        }
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        rows.sort_by_key(|row| row.id);
        let inserted: BTreeSet<InterviewId> = collecting::insert(tx, &rows)?.into_iter().collect();
        let (new, known): (Vec<_>, Vec<_>) =
            wholes.into_iter().partition(|(_, whole)| inserted.contains(&whole.start.id));
        self.repeats(tx, &known)?;
        let mut asks = Vec::with_capacity(new.len());
        for (position, whole) in new {
            match &whole.cells {
                None => self.answer(position, Outcome::Left),
                Some(cells) => asks.push(Ask {
                    position,
                    id: whole.start.id,
                    standing: Standing::default(),
                    wish: Wish::Complete(cells.clone()),
                    of: Of::Whole(whole),
                }),
            }
        }
        Ok(asks)
    }

    fn repeats(&mut self, tx: &mut WriteTx<'_>, known: &[(usize, &Whole)]) -> Result<(), StoreError> {
        if known.is_empty() {
            return Ok(());
        }
        let mut ids: Vec<InterviewId> = known.iter().map(|(_, whole)| whole.start.id).collect();
        ids.sort_unstable();
        let rows = collecting::lock_interviews(tx, self.wave_id, &ids)?;
        for (position, whole) in known {
            let outcome = match rows.iter().find(|row| row.id == whole.start.id) {
                Some(row) => ended(row.clone()),
                None => Outcome::Stale,
            };
            self.answer(*position, outcome);
        }
        Ok(())
    }

    /// Interviews whose lease has lapsed, if this batch was asked to sweep. Gives the positions of the requests.
    fn lapsed(
        &mut self,
        tx: &mut WriteTx<'_>,
        items: &[(usize, &Item)],
        asks: &mut Vec<Ask<'_>>,
    ) -> Result<Vec<usize>, StoreError> {
        let sweeps: Vec<usize> = items
            .iter()
            .filter(|(_, item)| matches!(item, Item::Sweep { .. }))
            .map(|(position, _)| *position)
            .collect();
        if let Some(first) = sweeps.first() {
            for row in collecting::lock_lapsed(tx, self.wave_id, SWEEP_PLACES_MAX)? {
                // Whoever saves a page in this very batch renews their lease.
                if asks.iter().all(|ask| ask.id != row.id) {
                    let standing = Standing { cells: row.cells.unpack(), holds_places: row.holds_places };
                    asks.push(Ask { position: *first, id: row.id, standing, wish: Wish::Lapse, of: Of::Lapse });
                }
            }
        }
        Ok(sweeps)
    }

    fn decide(
        &mut self,
        tx: &mut WriteTx<'_>,
        asks: &[Ask<'_>],
        cells: Option<&mut Cells>,
        clock: &WaveClock,
    ) -> Result<(), StoreError> {
        let mut none = Cells(Vec::new());
        let before = cells.as_deref().cloned();
        let cells = cells.unwrap_or(&mut none);
        let pairs: Vec<(Standing, Wish)> = asks.iter().map(|ask| (ask.standing.clone(), ask.wish.clone())).collect();
        let verdicts = decide(cells, &pairs);
        let mut writes = Writes::default();
        for (ask, verdict) in asks.iter().zip(verdicts) {
            let outcome = writes.take(ask, verdict, clock.now)?;
            if !matches!(ask.of, Of::Lapse) {
                self.answer(ask.position, outcome);
            }
        }
        writes.store(tx, self.wave_id, clock.now)?;
        if let Some(before) = before {
            collecting::save_cells(tx, self.wave_id, &before, cells)?;
            if let Some(filled) = cells.filled() {
                let reason = match filled {
                    Filled::TotalReached => CloseReason::TotalReached,
                    Filled::EveryCellFull => CloseReason::EveryCellFull,
                };
                closing::close_locked(tx, self.wave_id, reason, clock.now, self.public_url)?;
            }
        }
        Ok(())
    }

    /// The wave is closed, or past its deadline: nothing of this batch counts.
    fn refuse_all(&mut self, tx: &mut WriteTx<'_>, asks: &[Ask<'_>]) -> Result<(), StoreError> {
        let mut undone = Vec::new();
        for ask in asks {
            match ask.of {
                Of::Whole(_) => {
                    undone.push(ask.id);
                    self.answer(ask.position, Outcome::WaveClosed);
                }
                Of::Save(_) => self.answer(ask.position, Outcome::WaveClosed),
                Of::Lapse => {}
            }
        }
        collecting::forget(tx, self.wave_id, &undone)
    }
}

fn ended(row: Locked) -> Outcome {
    Outcome::Ended { disposition: row.disposition, receipt: row.receipt, body_digest: row.body_digest }
}

/// Whether this ask can change a count, so that the cells must be locked.
fn moves_places(standing: &Standing, wish: &Wish) -> bool {
    match wish {
        Wish::Continue => !standing.holds_places && !standing.cells.is_empty(),
        Wish::Place(_) => !standing.holds_places,
        Wish::Complete(_) => true,
        Wish::Leave | Wish::Lapse => standing.holds_places,
    }
}
