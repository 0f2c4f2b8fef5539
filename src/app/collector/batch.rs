//! One batch as one transaction: rows locked, new ones inserted, cells locked, decided in `domain`, written, and the
//! wave closed in the same instant if that filled it.
//!
//! Locks are taken in the same order by every node (interviews by id, then arms, then cells), so that no two batches wait
//! for each other. Whole interviews are inserted and the wave's state is read before the cells are locked: the lock every node
//! queues on is held for the decision, one update (which asks for the state again) and the commit only.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::app::closing;
use crate::app::collector::arms::ArmCounts;
use crate::app::collector::item::{Item, Outcome, Save, Whole};
use crate::app::collector::rows::{day, started, whole_row};
use crate::app::collector::writes::Writes;
use crate::app::holders::Source;
use crate::domain::collect::{Standing, Wish, decide};
use crate::domain::quota::Cells;
use crate::domain::wave::Disposition;
use crate::store::collecting::{self, Locked};
use crate::store::ids::{InterviewId, WaveId};
use crate::store::interviews;
use crate::store::wave_clock::{self, WaveClock};
use crate::store::{Store, StoreError, WriteTx};

/// Places given back by one sweep at most; the next sweep takes the rest.
const SWEEP_PLACES_MAX: i64 = 512;

pub(super) fn run(store: &Store, public_url: &str, items: &[Item]) -> Result<Vec<Outcome>, StoreError> {
    let decided = store.write(|tx| {
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
            .collect::<Result<Vec<_>, _>>()
    })?;
    // Whoever does not count leaves no answers, in the log of the database either.
    if decided.iter().any(|outcome| matches!(outcome, Outcome::Left | Outcome::Full)) {
        store.note_erasure();
    }
    Ok(decided)
}

/// One thing to decide on the cells.
pub(super) struct Ask<'a> {
    position: usize,
    pub(super) id: InterviewId,
    pub(super) standing: Standing,
    pub(super) wish: Wish,
    /// The mark of whom the places it holds already are counted by.
    pub(super) source: Option<i32>,
    pub(super) of: Of<'a>,
}

impl Ask<'_> {
    /// Whom the place it asks for is counted by, if it is counted: whoever completes holds none any longer.
    fn source_asking(&self) -> Option<Source> {
        let Of::Save(save) = self.of else { return None };
        let is_asked = matches!(self.wish, Wish::Place(_) | Wish::Continue) && moves_places(&self.standing, &self.wish);
        save.source.filter(|_| is_asked)
    }
}

pub(super) enum Of<'a> {
    Save(&'a Save),
    Whole(&'a Whole),
    Lapse,
}

/// An interview to insert.
#[derive(Clone, Copy)]
enum New<'a> {
    Start(InterviewId),
    Whole(&'a Whole),
}

impl New<'_> {
    fn id(self) -> InterviewId {
        match self {
            Self::Start(id) => id,
            Self::Whole(whole) => whole.start.id,
        }
    }

    fn when_known(self) -> Outcome {
        match self {
            Self::Start(_) => Outcome::Kept,
            Self::Whole(_) => Outcome::Stale,
        }
    }
}

/// An interview just inserted that asks nothing of the cells.
struct Arrival {
    position: usize,
    id: InterviewId,
    outcome: Outcome,
}

struct WaveBatch<'o> {
    wave_id: WaveId,
    public_url: &'o str,
    outcomes: &'o mut Vec<Option<Outcome>>,
}

impl WaveBatch<'_> {
    fn run(mut self, tx: &mut WriteTx<'_>, items: &[(usize, &Item)]) -> Result<(), StoreError> {
        let mut asks = self.saves(tx, items)?;
        let mut arms = ArmCounts::lock(tx, self.wave_id, items, &asks)?;
        let (wholes, arrivals) = self.insert(tx, items, &mut arms)?;
        asks.extend(wholes);
        let swept = self.lapsed(tx, items, &mut asks)?;
        let touches_cells = asks.iter().any(|ask| moves_places(&ask.standing, &ask.wish));
        // Read before the lock that every node queues on; `save_cells` asks again under it.
        let clock = wave_clock::read(tx, self.wave_id)?;
        let mut cells = if touches_cells { Some(collecting::lock_cells(tx, self.wave_id)?) } else { None };
        if clock.is_open() {
            asks = self.within_share(tx, asks)?;
            self.decide(tx, &asks, cells.as_mut(), &mut arms, &clock)?;
            arms.save(tx, self.wave_id)?;
            for arrival in arrivals {
                self.answer(arrival.position, arrival.outcome);
            }
        } else {
            self.refuse_all(tx, &asks, &arrivals)?;
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
        let rows: BTreeMap<InterviewId, Locked> = rows.into_iter().map(|row| (row.id, row)).collect();
        let mut asks = Vec::with_capacity(saves.len());
        let mut taken: BTreeSet<InterviewId> = BTreeSet::new();
        for (position, save) in saves {
            if taken.contains(&save.id) {
                // The same page twice in one batch: the second finds the first one's work when it reads again.
                self.answer(position, Outcome::Stale);
                continue;
            }
            match rows.get(&save.id).cloned() {
                None => self.answer(position, Outcome::Absent),
                Some(row) if row.disposition != Disposition::Started => self.answer(position, ended(row)),
                Some(row) if row.revision != save.revision => {
                    taken.insert(save.id);
                    self.answer(position, Outcome::Stale);
                }
                Some(row) => {
                    taken.insert(save.id);
                    let standing = Standing { cells: row.cells.unpack(), holds_places: row.holds_places };
                    let (wish, source) = (save.wish.clone(), row.source);
                    asks.push(Ask { position, id: save.id, standing, wish, source, of: Of::Save(save) });
                }
            }
        }
        Ok(asks)
    }

    /// Inserts new interviews. Gives the whole ones to decide, and those that only have to be there: in a wave that
    /// proves closed both are forgotten. One that was there already is answered from what is stored.
    fn insert<'a>(
        &mut self,
        tx: &mut WriteTx<'_>,
        items: &[(usize, &'a Item)],
        arms: &mut ArmCounts,
    ) -> Result<(Vec<Ask<'a>>, Vec<Arrival>), StoreError> {
        let today = day(tx.now()?);
        let mut rows = Vec::new();
        let mut news: Vec<(usize, New<'a>)> = Vec::new();
        let mut seen = BTreeMap::new();
        for (position, item) in items {
            let new = match item {
                Item::Start(start) => New::Start(start.id),
                Item::Whole(whole) => New::Whole(whole),
                Item::Save(_) | Item::Sweep { .. } => continue,
            };
            if let Entry::Vacant(place) = seen.entry(new.id()) {
                rows.push(match item {
                    Item::Start(start) => {
                        let (answers, given) = arms.allot(start);
                        place.insert(given);
                        started(start, &answers, today)
                    }
                    Item::Whole(whole) => {
                        place.insert(Vec::new());
                        whole_row(whole, today)
                    }
                    Item::Save(_) | Item::Sweep { .. } => continue,
                });
            }
            news.push((*position, new));
        }
        if rows.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        rows.sort_by_key(|row| row.id);
        let inserted: BTreeSet<InterviewId> = collecting::insert(tx, &rows)?.into_iter().collect();
        for (_, given) in seen.iter().filter(|(id, _)| !inserted.contains(id)) {
            arms.give_back(given);
        }
        let (news, known): (Vec<_>, Vec<_>) = news.into_iter().partition(|(_, new)| inserted.contains(&new.id()));
        self.repeats(tx, &known)?;
        let (mut asks, mut arrivals) = (Vec::with_capacity(news.len()), Vec::new());
        let mut taken = BTreeSet::new();
        for (position, new) in news {
            let id = new.id();
            if !taken.insert(id) {
                // Twice in one batch: the second finds the first one's work when it comes again.
                self.answer(position, new.when_known());
                continue;
            }
            match new {
                New::Start(_) => arrivals.push(Arrival { position, id, outcome: Outcome::Kept }),
                New::Whole(whole) => match &whole.cells {
                    None => arrivals.push(Arrival { position, id, outcome: Outcome::Left }),
                    Some(cells) => {
                        let wish = Wish::Complete(cells.clone());
                        asks.push(Ask {
                            position,
                            id,
                            standing: Standing::default(),
                            wish,
                            source: None,
                            of: Of::Whole(whole),
                        });
                    }
                },
            }
        }
        Ok((asks, arrivals))
    }

    /// Answers those that were there. Nothing to lock: a whole interview never changes once it is stored.
    fn repeats(&mut self, tx: &mut WriteTx<'_>, known: &[(usize, New<'_>)]) -> Result<(), StoreError> {
        if known.is_empty() {
            return Ok(());
        }
        let keys: Vec<(WaveId, InterviewId)> = known.iter().map(|(_, new)| (self.wave_id, new.id())).collect();
        let rows = interviews::many_by_id(tx, &keys)?;
        for (position, new) in known {
            let row = rows.iter().find(|row| row.id == new.id()).filter(|_| matches!(new, New::Whole(_)));
            let outcome = row.map_or(new.when_known(), |row| Outcome::Ended {
                disposition: row.disposition,
                end_page: row.end_page.clone(),
                receipt: row.receipt.clone(),
                body_digest: row.body_digest,
            });
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
                    let (wish, source) = (Wish::Lapse, row.source);
                    asks.push(Ask { position: *first, id: row.id, standing, wish, source, of: Of::Lapse });
                }
            }
        }
        Ok(sweeps)
    }

    /// Those that may have a place as far as their source goes. The others are told to come back: nothing of theirs is stored.
    fn within_share<'a>(&mut self, tx: &mut WriteTx<'_>, asks: Vec<Ask<'a>>) -> Result<Vec<Ask<'a>>, StoreError> {
        let marks: BTreeSet<i32> =
            asks.iter().filter_map(|ask| ask.source_asking().map(|source| source.mark)).collect();
        if marks.is_empty() {
            return Ok(asks);
        }
        // Under the lock of the cells, which every node queues on: what others hold is what is read here.
        let held = collecting::held_by(tx, self.wave_id, &marks.into_iter().collect::<Vec<_>>())?;
        let mut held: BTreeMap<i32, i64> = held.into_iter().collect();
        let mut within = Vec::with_capacity(asks.len());
        for ask in asks {
            if let Some(source) = ask.source_asking() {
                let count = held.entry(source.mark).or_default();
                if *count >= i64::from(source.most) {
                    self.answer(ask.position, Outcome::Held);
                    continue;
                }
                *count += 1;
            }
            within.push(ask);
        }
        Ok(within)
    }

    fn decide(
        &mut self,
        tx: &mut WriteTx<'_>,
        asks: &[Ask<'_>],
        cells: Option<&mut Cells>,
        arms: &mut ArmCounts,
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
            arms.settle(ask, &outcome);
            if !matches!(ask.of, Of::Lapse) {
                self.answer(ask.position, outcome);
            }
        }
        writes.store(tx, self.wave_id, clock.now)?;
        if let Some(before) = before {
            collecting::save_cells(tx, self.wave_id, &before, cells)?;
            closing::close_if_filled(tx, self.wave_id, cells, clock.now, self.public_url)?;
        }
        Ok(())
    }

    /// The wave is not open, or past its deadline: nothing of this batch counts.
    fn refuse_all(&mut self, tx: &mut WriteTx<'_>, asks: &[Ask<'_>], arrivals: &[Arrival]) -> Result<(), StoreError> {
        let wholes = asks.iter().filter(|ask| matches!(ask.of, Of::Whole(_))).map(|ask| ask.id);
        let undone: Vec<InterviewId> = wholes.chain(arrivals.iter().map(|arrival| arrival.id)).collect();
        let refused = asks.iter().filter(|ask| !matches!(ask.of, Of::Lapse)).map(|ask| ask.position);
        for position in refused.chain(arrivals.iter().map(|arrival| arrival.position)) {
            self.answer(position, Outcome::WaveClosed);
        }
        collecting::forget(tx, self.wave_id, &undone)
    }
}

fn ended(row: Locked) -> Outcome {
    Outcome::Ended {
        disposition: row.disposition,
        end_page: row.end_page,
        receipt: row.receipt,
        body_digest: row.body_digest,
    }
}

/// Whether this ask can change a count, so that the cells must be locked.
pub(super) fn moves_places(standing: &Standing, wish: &Wish) -> bool {
    match wish {
        Wish::Continue => !standing.holds_places && !standing.cells.is_empty(),
        Wish::Place(_) => !standing.holds_places,
        Wish::Complete(_) => true,
        Wish::Leave | Wish::Lapse => standing.holds_places,
    }
}
