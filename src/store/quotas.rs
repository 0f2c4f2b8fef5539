//! Quota cells and the refusals they made. Only the collector moves counts, under the lock taken here.

use diesel::prelude::*;

use crate::domain::quota::{Cell, CellId, Cells};
use crate::store::columns::Moment;
use crate::store::connection::{AnyConnection, each_backend};
use crate::store::ids::{InterviewId, WaveId};
use crate::store::schema::{quota_cells, quota_refusals};
use crate::store::{ReadTx, StoreError, WriteTx};

/// One cell of one wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = quota_cells)]
#[diesel(treat_none_as_default_value = false)]
struct CellRow {
    wave_id: WaveId,
    cell_id: i32,
    target: i32,
    maximum: i32,
    completed: i32,
    reserved: i32,
}

/// Somebody was turned away: by which cell, and what it counted then.
#[derive(Insertable)]
#[diesel(table_name = quota_refusals)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::store) struct RefusalRow {
    wave_id: WaveId,
    interview_id: InterviewId,
    cell_id: i32,
    completed: i32,
    reserved: i32,
    maximum: i32,
    refused_at: Moment,
}

/// The cells of a new wave; a cell's place in the list is its id.
pub fn insert_cells(tx: &mut WriteTx<'_>, wave_id: WaveId, cells: &Cells) -> Result<(), StoreError> {
    let rows =
        (0_u16..).zip(&cells.0).map(|(id, cell)| row(wave_id, CellId(id), cell)).collect::<Result<Vec<_>, _>>()?;
    // Two arms: a list of rows in one statement.
    each_backend!(tx.connection(), connection => {
        diesel::insert_into(quota_cells::table).values(&rows).execute(connection).map_err(StoreError::conflict("cellules"))?;
    });
    Ok(())
}

/// The cells of a wave, by id; none if the wave has none.
pub fn cells(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Cells, StoreError> {
    let rows = quota_cells::table
        .filter(quota_cells::wave_id.eq(wave_id))
        .order(quota_cells::cell_id)
        .select(CellRow::as_select())
        .load(tx.connection())?;
    checked(&rows)
}

/// The same, and nobody else moves them before this write ends.
pub fn lock_cells(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<Cells, StoreError> {
    // Two arms: row locks, in id order so that two nodes never wait for each other; on SQLite the write holds them all.
    let AnyConnection::Postgres(connection) = tx.connection() else { return cells(tx, wave_id) };
    let rows = quota_cells::table
        .filter(quota_cells::wave_id.eq(wave_id))
        .order(quota_cells::cell_id)
        .select(CellRow::as_select())
        .for_update()
        .load(connection)?;
    checked(&rows)
}

/// At sealing: who was turned away by which cell is a profile.
pub fn forget_refusals(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<usize, StoreError> {
    let of_wave = quota_refusals::table.filter(quota_refusals::wave_id.eq(wave_id));
    Ok(diesel::delete(of_wave).execute(tx.connection())?)
}

/// A refusal as it is kept.
pub(in crate::store) fn refusal_row(
    wave_id: WaveId,
    interview_id: InterviewId,
    cell: CellId,
    counts: &Cell,
    refused_at: Moment,
) -> Result<RefusalRow, StoreError> {
    let counts = row(wave_id, cell, counts)?;
    Ok(RefusalRow {
        wave_id,
        interview_id,
        cell_id: counts.cell_id,
        completed: counts.completed,
        reserved: counts.reserved,
        maximum: counts.maximum,
        refused_at,
    })
}

fn row(wave_id: WaveId, id: CellId, cell: &Cell) -> Result<CellRow, StoreError> {
    Ok(CellRow {
        wave_id,
        cell_id: i32::from(id.0),
        target: count(cell.target)?,
        maximum: count(cell.max)?,
        completed: count(cell.completed)?,
        reserved: count(cell.reserved)?,
    })
}

fn count(number: u32) -> Result<i32, StoreError> {
    i32::try_from(number).map_err(|_| StoreError::Broken(format!("compte hors limites : {number}")))
}

/// Ids must be the places in the list: `0, 1, 2…` without a hole.
fn checked(rows: &[CellRow]) -> Result<Cells, StoreError> {
    let broken = || StoreError::Broken("cellules de quota illisibles".to_owned());
    let number = |value: i32| u32::try_from(value).map_err(|_| broken());
    (0_i32..)
        .zip(rows)
        .map(|(place, row)| {
            if row.cell_id != place {
                return Err(broken());
            }
            Ok(Cell {
                target: number(row.target)?,
                max: number(row.maximum)?,
                completed: number(row.completed)?,
                reserved: number(row.reserved)?,
            })
        })
        .collect::<Result<Vec<_>, _>>()
        .map(Cells)
}
