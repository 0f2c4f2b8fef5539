//! Interviews that had ended and are decided on again: set aside, readmitted, corrected, taken back. Rare, so row by row and
//! outside the batches; the order of the locks is theirs (interviews, arms, cells), and the cells are always locked: who
//! holds them knows that the wave is neither being closed nor being sealed.

use diesel::prelude::*;

use crate::domain::id::EndId;
use crate::domain::quota::{Cell, CellId, Cells};
use crate::domain::wave::Disposition;
use crate::store::collecting::count;
use crate::store::columns::{Moment, PackedCells};
use crate::store::connection::AnyConnection;
use crate::store::ids::{HashBytes, InterviewId, WaveId};
use crate::store::interviews::InterviewRow;
use crate::store::schema::{interviews, quota_cells, quota_refusals};
use crate::store::{ReadTx, StoreError, WriteTx};

/// Every interview of the wave, in id order: for the sealing, which then rewrites them all.
pub fn lock_wave(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<(), StoreError> {
    let all = interviews::table.filter(interviews::wave_id.eq(wave_id)).order(interviews::id).select(interviews::id);
    // Two arms: row locks; on SQLite the write holds them all.
    if let AnyConnection::Postgres(connection) = tx.connection() {
        all.for_update().load::<InterviewId>(connection)?;
    }
    Ok(())
}

/// One interview, locked.
pub fn lock(tx: &mut WriteTx<'_>, wave_id: WaveId, id: InterviewId) -> Result<Option<InterviewRow>, StoreError> {
    // Two arms: a row lock; on SQLite the write holds it.
    if let AnyConnection::Postgres(connection) = tx.connection() {
        let row = interviews::table.find((wave_id, id)).select(interviews::id);
        row.for_update().first::<InterviewId>(connection).optional()?;
    }
    crate::store::interviews::by_id(tx, wave_id, id)
}

/// The interview with this receipt.
pub fn by_receipt(tx: &mut ReadTx<'_>, wave_id: WaveId, receipt: &str) -> Result<Option<InterviewRow>, StoreError> {
    Ok(interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        .filter(interviews::receipt.eq(receipt))
        .select(InterviewRow::as_select())
        .first(tx.connection())
        .optional()?)
}

/// Completed interviews, and those set aside, in id order.
pub fn ended(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<InterviewRow>, StoreError> {
    Ok(interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        .filter(interviews::disposition.eq_any([Disposition::Completed, Disposition::Rejected]))
        .order(interviews::id)
        .select(InterviewRow::as_select())
        .load(tx.connection())?)
}

/// Every interview that still has its answers, in id order.
pub fn with_answers(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<InterviewRow>, StoreError> {
    Ok(interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        .filter(interviews::answers.ne(Vec::<u8>::new()))
        .order(interviews::id)
        .select(InterviewRow::as_select())
        .load(tx.connection())?)
}

/// Which interviews count, and as of which save: what the sealing compares.
pub fn counted(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<(InterviewId, i32)>, StoreError> {
    Ok(interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        .filter(interviews::disposition.eq(Disposition::Completed))
        .order(interviews::id)
        .select((interviews::id, interviews::revision))
        .load(tx.connection())?)
}

/// Writes the cells that moved. The caller holds them and has looked at the state of the wave since.
pub fn move_cells(tx: &mut WriteTx<'_>, wave_id: WaveId, before: &Cells, after: &Cells) -> Result<(), StoreError> {
    let pairs = (0_u16..).zip(before.0.iter().zip(&after.0));
    let moved: Vec<(CellId, Cell)> =
        pairs.filter(|(_, (before, after))| before != after).map(|(id, (_, after))| (CellId(id), *after)).collect();
    for (id, cell) in moved {
        let written = diesel::update(quota_cells::table.find((wave_id, i32::from(id.0))))
            .set((quota_cells::completed.eq(count(cell.completed)?), quota_cells::reserved.eq(count(cell.reserved)?)))
            .execute(tx.connection())?;
        if written != 1 {
            return Err(StoreError::Absent("cellule de quota"));
        }
    }
    Ok(())
}

/// Set aside, or readmitted: everything else stays, so that either can be undone.
pub fn becomes(tx: &mut WriteTx<'_>, row: &InterviewRow, disposition: Disposition) -> Result<(), StoreError> {
    diesel::update(interviews::table.find((row.wave_id, row.id)))
        .set((interviews::disposition.eq(disposition), interviews::revision.eq(interviews::revision + 1)))
        .execute(tx.connection())?;
    Ok(())
}

pub fn correct(tx: &mut WriteTx<'_>, row: &InterviewRow, answers: &[u8]) -> Result<(), StoreError> {
    diesel::update(interviews::table.find((row.wave_id, row.id)))
        .set((interviews::answers.eq(answers), interviews::revision.eq(interviews::revision + 1)))
        .execute(tx.connection())?;
    Ok(())
}

/// Nothing is left of it but that it took place and was refused in the end; the row stays so that a repeat of its pages
/// stores nothing again, and its link until sealing so that nobody is reminded.
pub fn erase(tx: &mut WriteTx<'_>, row: &InterviewRow) -> Result<(), StoreError> {
    let bare = (
        interviews::disposition.eq(Disposition::Refused),
        interviews::revision.eq(interviews::revision + 1),
        interviews::seed.eq(0_i64),
        interviews::section.eq(0),
        interviews::answers.eq(Vec::<u8>::new()),
        interviews::cells.eq(PackedCells::default()),
        interviews::holds_places.eq(false),
        interviews::lease_until.eq(None::<Moment>),
        interviews::source.eq(None::<i32>),
        interviews::receipt.eq(None::<String>),
        interviews::body_digest.eq(None::<HashBytes>),
        interviews::end_page.eq(None::<EndId>),
    );
    diesel::update(interviews::table.find((row.wave_id, row.id))).set(bare).execute(tx.connection())?;
    let refusals = quota_refusals::table
        .filter(quota_refusals::wave_id.eq(row.wave_id))
        .filter(quota_refusals::interview_id.eq(row.id));
    diesel::delete(refusals).execute(tx.connection())?;
    Ok(())
}
