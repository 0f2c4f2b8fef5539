//! What the server of a panel is still to be told: one notice an interview, written with its ending. Claimed by one teller
//! at a time, told or given up; either way its address, which names somebody, goes, and of its instant the day stays.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::store::columns::Moment;
use crate::store::connection::each_backend;
use crate::store::ids::{InterviewId, RowId, WaveId};
use crate::store::schema::notices;
use crate::store::{ReadTx, StoreError, WriteTx};

/// A notice to be.
#[derive(Clone, PartialEq, Eq)]
pub struct NewNotice {
    pub interview_id: InterviewId,
    /// The same at each attempt, so that the panel can tell a repeat.
    pub id: RowId,
    pub address: String,
}

/// A notice to tell now.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = notices)]
pub struct NoticeRow {
    pub wave_id: WaveId,
    pub interview_id: InterviewId,
    pub id: RowId,
    pub address: String,
    /// Made before this one.
    pub attempts: i32,
}

macro_rules! without_address {
    ($type:ident) => {
        impl std::fmt::Debug for $type {
            /// Without the address, which names somebody.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($type)).field("id", &self.id).finish_non_exhaustive()
            }
        }
    };
}
without_address!(NewNotice);
without_address!(NoticeRow);

/// An interview ends once: the caller, who holds its row, writes its notice once.
pub fn push(tx: &mut WriteTx<'_>, wave_id: WaveId, notice: &NewNotice, now: DateTime<Utc>) -> Result<(), StoreError> {
    diesel::insert_into(notices::table)
        .values((
            notices::wave_id.eq(wave_id),
            notices::interview_id.eq(notice.interview_id),
            notices::id.eq(notice.id),
            notices::address.eq(&notice.address),
            notices::due_at.eq(Moment::from(now)),
            notices::attempts.eq(0),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// Due notices, at most so many, for this caller alone until `until`. The attempt is counted now.
pub fn claim(
    tx: &mut WriteTx<'_>,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    rows_max: i64,
) -> Result<Vec<NoticeRow>, StoreError> {
    let now = Moment::from(now);
    let due: Vec<NoticeRow> = notices::table
        .filter(notices::told_at.is_null())
        .filter(notices::given_up_at.is_null())
        .filter(notices::due_at.le(now))
        .filter(notices::claimed_until.is_null().or(notices::claimed_until.assume_not_null().le(now)))
        .order((notices::due_at, notices::id))
        .limit(rows_max)
        .select(NoticeRow::as_select())
        .load(tx.connection())?;
    let mut claimed = Vec::with_capacity(due.len());
    for row in due {
        // Another node may have read the same rows: the guard again, and only one of the two moves each.
        let free = notices::table
            .find((row.wave_id, row.interview_id))
            .filter(notices::attempts.eq(row.attempts))
            .filter(notices::told_at.is_null())
            .filter(notices::given_up_at.is_null());
        let moved = diesel::update(free)
            .set((notices::claimed_until.eq(Moment::from(until)), notices::attempts.eq(row.attempts + 1)))
            .execute(tx.connection())?;
        if moved == 1 {
            claimed.push(row);
        }
    }
    Ok(claimed)
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterAttempt {
    Told,
    TryAgainAt(DateTime<Utc>, String),
    GivenUp(String),
}

/// Notes it, on that day. One that was told meanwhile is left alone.
pub fn settle(tx: &mut WriteTx<'_>, row: &NoticeRow, on: Moment, after: &AfterAttempt) -> Result<(), StoreError> {
    let waiting = notices::table.find((row.wave_id, row.interview_id)).filter(notices::told_at.is_null());
    let freed = notices::claimed_until.eq(None::<Moment>);
    match after {
        AfterAttempt::Told => diesel::update(waiting)
            .set((freed, notices::due_at.eq(on), notices::told_at.eq(on), notices::address.eq("")))
            .execute(tx.connection())?,
        AfterAttempt::TryAgainAt(at, why) => diesel::update(waiting)
            .set((freed, notices::due_at.eq(Moment::from(*at)), notices::last_error.eq(why)))
            .execute(tx.connection())?,
        AfterAttempt::GivenUp(why) => diesel::update(waiting)
            .set((
                freed,
                notices::due_at.eq(on),
                notices::given_up_at.eq(on),
                notices::last_error.eq(why),
                notices::address.eq(""),
            ))
            .execute(tx.connection())?,
    };
    Ok(())
}

/// A notice as it is, for [`unlink`].
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = notices)]
#[diesel(treat_none_as_default_value = false)]
struct WholeRow {
    wave_id: WaveId,
    interview_id: InterviewId,
    id: RowId,
    address: String,
    due_at: Moment,
    attempts: i32,
    claimed_until: Option<Moment>,
    told_at: Option<Moment>,
    given_up_at: Option<Moment>,
    last_error: Option<String>,
}

/// Rows a statement: ten columns each.
const ROWS_A_STATEMENT: usize = 1000;

/// The notices of a wave no longer say which interviews they are of, nor when these ended: written again under ids drawn
/// here, in the order of ids drawn before. Those still to be told are due at once, under the key the panel knows; one that
/// is being told is told again when its claim lapses.
pub fn unlink(tx: &mut WriteTx<'_>, wave_id: WaveId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let of_wave = notices::table.filter(notices::wave_id.eq(wave_id));
    let mut rows: Vec<WholeRow> = of_wave.order(notices::id).select(WholeRow::as_select()).load(tx.connection())?;
    for row in &mut rows {
        row.interview_id = InterviewId::random();
        if row.told_at.is_none() && row.given_up_at.is_none() {
            row.due_at = Moment::from(now);
        }
    }
    diesel::delete(of_wave).execute(tx.connection())?;
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        // Two arms: a list of rows in one statement.
        each_backend!(tx.connection(), connection => {
            diesel::insert_into(notices::table).values(chunk).execute(connection)?;
        });
    }
    Ok(())
}

/// Notices of a wave: waiting, told, given up.
pub fn counts(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<(i64, i64, i64), StoreError> {
    let of_wave = || notices::table.filter(notices::wave_id.eq(wave_id));
    let told = of_wave().filter(notices::told_at.is_not_null()).count().get_result(tx.connection())?;
    let given_up = of_wave().filter(notices::given_up_at.is_not_null()).count().get_result(tx.connection())?;
    let all: i64 = of_wave().count().get_result(tx.connection())?;
    Ok((all - told - given_up, told, given_up))
}
