//! The statements of the collector's batch. Each is said twice: PostgreSQL takes a batch as arrays in one prepared
//! statement, a round trip whatever the size; SQLite, in process, is fastest with one prepared statement a row.

mod arrays;
mod rows;
pub mod settled;

use arrays::{AddPageTimes, InsertInterviews, UpdateCells, UpdateInterviews};
use diesel::prelude::*;
use rows::{AddPageTime, InsertInterview, UpdateCell, UpdateInterview};

use crate::domain::id::EndId;
use crate::domain::quota::{Cell, CellId, Cells};
use crate::domain::wave::Disposition;
use crate::store::columns::{Moment, PackedCells};
use crate::store::connection::AnyConnection;
use crate::store::ids::{HashBytes, InterviewId, WaveId};
use crate::store::interviews::InterviewRow;
use crate::store::paradata::PageRow;
use crate::store::quotas;
use crate::store::schema::{interviews, quota_cells, quota_refusals};
use crate::store::{StoreError, WriteTx, wave_clock};

/// An interview as read under lock.
#[derive(Debug, Clone, Queryable)]
pub struct Locked {
    pub id: InterviewId,
    pub revision: i32,
    pub disposition: Disposition,
    pub cells: PackedCells,
    pub holds_places: bool,
    pub receipt: Option<String>,
    pub body_digest: Option<HashBytes>,
    pub end_page: Option<EndId>,
    /// The mark of whom its places are counted by.
    pub source: Option<i32>,
}

/// What a saved page makes of its interview.
#[derive(Debug, Clone)]
pub struct Change {
    pub id: InterviewId,
    pub disposition: Disposition,
    pub section: i32,
    pub answers: Vec<u8>,
    pub cells: PackedCells,
    pub holds_places: bool,
    pub lease_until: Option<Moment>,
    pub receipt: Option<String>,
    pub ended_on: Option<Moment>,
    pub end_page: Option<EndId>,
    pub source: Option<i32>,
}

/// Somebody turned away, with the cell and its counts at that instant.
#[derive(Debug, Clone, Copy)]
pub struct Refusal {
    pub interview_id: InterviewId,
    pub cell: CellId,
    pub counts: Cell,
}

const LOCKED: (
    interviews::id,
    interviews::revision,
    interviews::disposition,
    interviews::cells,
    interviews::holds_places,
    interviews::receipt,
    interviews::body_digest,
    interviews::end_page,
    interviews::source,
) = (
    interviews::id,
    interviews::revision,
    interviews::disposition,
    interviews::cells,
    interviews::holds_places,
    interviews::receipt,
    interviews::body_digest,
    interviews::end_page,
    interviews::source,
);

/// Those of these interviews that exist, locked in id order: every node locks in that order.
pub fn lock_interviews(tx: &mut WriteTx<'_>, wave_id: WaveId, ids: &[InterviewId]) -> Result<Vec<Locked>, StoreError> {
    let wave = interviews::table.filter(interviews::wave_id.eq(wave_id));
    Ok(match tx.connection() {
        AnyConnection::Postgres(connection) => wave
            .filter(interviews::id.eq_any(ids))
            .order(interviews::id)
            .select(LOCKED)
            .for_update()
            .load(connection)?,
        AnyConnection::Sqlite(connection) => {
            let mut rows = Vec::with_capacity(ids.len());
            for id in ids {
                rows.extend(interviews::table.find((wave_id, id)).select(LOCKED).first(connection).optional()?);
            }
            rows
        }
    })
}

/// Interviews whose lease has lapsed. One that another node is saving is left to it, not waited for.
pub fn lock_lapsed(tx: &mut WriteTx<'_>, wave_id: WaveId, rows_max: i64) -> Result<Vec<Locked>, StoreError> {
    let now = Moment::from(tx.now()?);
    let query = interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        // The bare column, and no order: else SQLite leaves the index of held places for a walk through the wave.
        .filter(interviews::holds_places)
        .filter(interviews::lease_until.le(now))
        .limit(rows_max)
        .select(LOCKED);
    Ok(match tx.connection() {
        AnyConnection::Postgres(connection) => query.for_update().skip_locked().load(connection)?,
        AnyConnection::Sqlite(connection) => query.load(connection)?,
    })
}

/// Inserts those that are not there yet, and says which.
pub fn insert(tx: &mut WriteTx<'_>, rows: &[InterviewRow]) -> Result<Vec<InterviewId>, StoreError> {
    Ok(match tx.connection() {
        AnyConnection::Postgres(connection) => InsertInterviews::of(rows).load(connection)?,
        AnyConnection::Sqlite(connection) => {
            let mut inserted = Vec::with_capacity(rows.len());
            for row in rows {
                if InsertInterview::of(row).execute(connection)? == 1 {
                    inserted.push(row.id);
                }
            }
            inserted
        }
    })
}

/// Writes what the saved pages made of their interviews, each one revision further.
pub fn update(tx: &mut WriteTx<'_>, wave_id: WaveId, changes: &[Change]) -> Result<(), StoreError> {
    if changes.is_empty() {
        return Ok(());
    }
    let moved = match tx.connection() {
        AnyConnection::Postgres(connection) => UpdateInterviews::of(wave_id, changes).execute(connection)?,
        AnyConnection::Sqlite(connection) => {
            let mut moved = 0;
            for change in changes {
                moved += UpdateInterview::of(wave_id, change).execute(connection)?;
            }
            moved
        }
    };
    if moved == changes.len() { Ok(()) } else { Err(StoreError::Broken("a locked interview was not updated".into())) }
}

/// Adds the time of these pages to what was known of them. No page twice in one call.
pub fn add_times(tx: &mut WriteTx<'_>, pages: &[PageRow]) -> Result<(), StoreError> {
    if pages.is_empty() {
        return Ok(());
    }
    match tx.connection() {
        AnyConnection::Postgres(connection) => {
            AddPageTimes::of(pages).execute(connection)?;
        }
        AnyConnection::Sqlite(connection) => {
            for page in pages {
                AddPageTime::of(page).execute(connection)?;
            }
        }
    }
    Ok(())
}

/// The places of these interviews were given back; they may ask again.
pub fn let_lapse(tx: &mut WriteTx<'_>, wave_id: WaveId, ids: &[InterviewId]) -> Result<(), StoreError> {
    for id in ids {
        diesel::update(interviews::table.find((wave_id, id)))
            .set((
                interviews::holds_places.eq(false),
                interviews::lease_until.eq(None::<Moment>),
                interviews::source.eq(None::<i32>),
                interviews::revision.eq(interviews::revision + 1),
            ))
            .execute(tx.connection())?;
    }
    Ok(())
}

/// Whole interviews just inserted that found a cell full: nothing is kept of them but the count.
pub fn turn_away(tx: &mut WriteTx<'_>, wave_id: WaveId, ids: &[InterviewId]) -> Result<(), StoreError> {
    for id in ids {
        diesel::update(interviews::table.find((wave_id, id)))
            .set((
                interviews::disposition.eq(Disposition::QuotaFull),
                interviews::answers.eq(Vec::<u8>::new()),
                interviews::cells.eq(PackedCells::default()),
                interviews::receipt.eq(None::<String>),
            ))
            .execute(tx.connection())?;
    }
    Ok(())
}

/// Whole interviews inserted by this very batch into a wave that proved closed.
pub fn forget(tx: &mut WriteTx<'_>, wave_id: WaveId, ids: &[InterviewId]) -> Result<(), StoreError> {
    for id in ids {
        diesel::delete(interviews::table.find((wave_id, id))).execute(tx.connection())?;
    }
    Ok(())
}

/// Locks what is still running in a closed wave, in id order, before its cells: the order of the batches.
pub fn lock_unfinished(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<usize, StoreError> {
    let running = interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        .filter(interviews::disposition.eq(Disposition::Started))
        .order(interviews::id)
        .select(interviews::id);
    // Two arms: row locks; on SQLite the write holds them all.
    Ok(match tx.connection() {
        AnyConnection::Postgres(connection) => running.for_update().load::<InterviewId>(connection)?.len(),
        AnyConnection::Sqlite(_) => 0,
    })
}

/// A closing ends what is still running: nobody holds a place in a closed wave. The cells are locked by the caller.
pub fn abandon_unfinished(tx: &mut WriteTx<'_>, wave_id: WaveId, day: Moment) -> Result<usize, StoreError> {
    let running = interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        .filter(interviews::disposition.eq(Disposition::Started));
    let ended = diesel::update(running)
        .set((
            interviews::disposition.eq(Disposition::Abandoned),
            interviews::revision.eq(interviews::revision + 1),
            interviews::holds_places.eq(false),
            interviews::lease_until.eq(None::<Moment>),
            interviews::source.eq(None::<i32>),
            interviews::ended_on.eq(Some(day)),
        ))
        .execute(tx.connection())?;
    let held = quota_cells::table.filter(quota_cells::wave_id.eq(wave_id)).filter(quota_cells::reserved.gt(0));
    diesel::update(held).set(quota_cells::reserved.eq(0)).execute(tx.connection())?;
    Ok(ended)
}

/// How many interviews of these sources hold places whose lease runs, by source. Exact under the lock of the cells.
pub fn held_by(tx: &mut WriteTx<'_>, wave_id: WaveId, sources: &[i32]) -> Result<Vec<(i32, i64)>, StoreError> {
    let now = Moment::from(tx.now()?);
    let rows: Vec<(Option<i32>, i64)> = interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        // The bare column: else SQLite leaves the index of held places.
        .filter(interviews::holds_places)
        .filter(interviews::source.eq_any(sources))
        .filter(interviews::lease_until.gt(now))
        .group_by(interviews::source)
        .select((interviews::source, diesel::dsl::count_star()))
        .load(tx.connection())?;
    Ok(rows.into_iter().filter_map(|(source, count)| Some((source?, count))).collect())
}

/// The cells of the wave, locked until the end of the batch: every node and every closing queues here.
pub fn lock_cells(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<Cells, StoreError> {
    quotas::lock_cells(tx, wave_id)
}

/// Writes the cells that moved, in a wave that is still open: [`StoreError::Busy`] if it closed since its clock was read,
/// and the batch is to be tried again. On SQLite nobody can have closed it: the write holds the database.
pub fn save_cells(tx: &mut WriteTx<'_>, wave_id: WaveId, before: &Cells, after: &Cells) -> Result<(), StoreError> {
    let moved: Vec<(CellId, Cell)> = (0_u16..)
        .zip(before.0.iter().zip(&after.0))
        .filter(|(_, (before, after))| before != after)
        .map(|(id, (_, after))| (CellId(id), *after))
        .collect();
    if moved.is_empty() {
        return Ok(());
    }
    let written = match tx.connection() {
        AnyConnection::Postgres(connection) => UpdateCells::of(wave_id, &moved)?.execute(connection)?,
        AnyConnection::Sqlite(connection) => {
            let mut written = 0;
            for (id, cell) in &moved {
                written += UpdateCell::of(wave_id, *id, cell)?.execute(connection)?;
            }
            written
        }
    };
    match written == moved.len() {
        true => Ok(()),
        false if wave_clock::read(tx, wave_id)?.is_open() => Err(StoreError::Absent("cellule de quota")),
        false => Err(StoreError::Busy("la vague vient de se clore".to_owned())),
    }
}

fn count(number: u32) -> Result<i32, StoreError> {
    i32::try_from(number).map_err(|_| StoreError::Broken(format!("compte hors limites : {number}")))
}

/// Keeps who was turned away by which cell; a second refusal of the same interview says nothing new.
pub fn record_refusals(
    tx: &mut WriteTx<'_>,
    wave_id: WaveId,
    refusals: &[Refusal],
    day: Moment,
) -> Result<(), StoreError> {
    for refusal in refusals {
        let row = quotas::refusal_row(wave_id, refusal.interview_id, refusal.cell, &refusal.counts, day)?;
        // Two arms: « unless already there » is not in the common subset.
        match tx.connection() {
            AnyConnection::Postgres(connection) => {
                diesel::insert_into(quota_refusals::table).values(&row).on_conflict_do_nothing().execute(connection)?
            }
            AnyConnection::Sqlite(connection) => {
                diesel::insert_or_ignore_into(quota_refusals::table).values(&row).execute(connection)?
            }
        };
    }
    Ok(())
}
