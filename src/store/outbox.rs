//! Letters to send, written in the same transaction as what causes them. A letter is pushed once for its key, claimed
//! by one sender at a time, and either sent or given up.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::store::columns::Moment;
use crate::store::ids::RowId;
use crate::store::schema::outbox;
use crate::store::{ReadTx, StoreError, WriteTx};

/// A letter in the box.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct LetterRow {
    pub id: RowId,
    pub recipient: String,
    pub subject: String,
    pub body_text: String,
    /// The same at each attempt, so that a mailbox can tell a repeated letter.
    pub message_id: String,
    pub due_at: Moment,
    /// Made before this one.
    pub attempts: i32,
    /// An address that takes a POST and writes no more, where the letter is of a kind one asked for.
    pub unsubscribe: Option<String>,
}

impl std::fmt::Debug for LetterRow {
    /// Without the address or the text.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LetterRow").field("id", &self.id).field("attempts", &self.attempts).finish_non_exhaustive()
    }
}

/// A letter to be.
pub struct NewLetter<'a> {
    /// One letter for each key, ever: wave, person, occasion.
    pub dedup_key: &'a str,
    pub recipient: &'a str,
    pub subject: &'a str,
    pub body_text: &'a str,
    pub message_id: &'a str,
    pub due_at: DateTime<Utc>,
    pub unsubscribe: Option<&'a str>,
}

/// Whether the letter is new: false if its key was there already.
pub fn push(tx: &mut WriteTx<'_>, letter: &NewLetter<'_>) -> Result<bool, StoreError> {
    let values = (
        outbox::id.eq(RowId::random()),
        outbox::dedup_key.eq(letter.dedup_key),
        outbox::recipient.eq(letter.recipient),
        outbox::subject.eq(letter.subject),
        outbox::body_text.eq(letter.body_text),
        outbox::message_id.eq(letter.message_id),
        outbox::due_at.eq(Moment::from(letter.due_at)),
        outbox::attempts.eq(0),
        outbox::unsubscribe.eq(letter.unsubscribe),
    );
    match tx.nested(|connection| diesel::insert_into(outbox::table).values(values).execute(connection)) {
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        other => Ok(other.map(|_| true)?),
    }
}

/// One due letter, for this caller alone until `until`; `None` if there is none. The attempt is counted now: one that
/// kills the sender counts too.
pub fn claim(tx: &mut WriteTx<'_>, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Option<LetterRow>, StoreError> {
    let now = Moment::from(now);
    let due: Option<LetterRow> = outbox::table
        .filter(outbox::sent_at.is_null())
        .filter(outbox::failed_at.is_null())
        .filter(outbox::due_at.le(now))
        .filter(outbox::claimed_until.is_null().or(outbox::claimed_until.assume_not_null().le(now)))
        .order((outbox::due_at, outbox::id))
        .select(LetterRow::as_select())
        .first(tx.connection())
        .optional()?;
    let Some(letter) = due else { return Ok(None) };
    // Another node may have read the same row: the guard again, and only one of the two moves it.
    let free = outbox::table
        .find(letter.id)
        .filter(outbox::attempts.eq(letter.attempts))
        .filter(outbox::sent_at.is_null())
        .filter(outbox::failed_at.is_null());
    let claimed = diesel::update(free)
        .set((outbox::claimed_until.eq(Moment::from(until)), outbox::attempts.eq(letter.attempts + 1)))
        .execute(tx.connection())?;
    Ok((claimed == 1).then_some(letter))
}

/// Whether this call noted it.
pub fn mark_sent(tx: &mut WriteTx<'_>, id: RowId, at: DateTime<Utc>) -> Result<bool, StoreError> {
    let waiting = outbox::table.find(id).filter(outbox::sent_at.is_null());
    let changes = (outbox::sent_at.eq(Moment::from(at)), outbox::claimed_until.eq(None::<Moment>));
    Ok(diesel::update(waiting).set(changes).execute(tx.connection())? == 1)
}

/// What becomes of a letter that could not be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterFailure {
    TryAgainAt(DateTime<Utc>),
    GiveUpAt(DateTime<Utc>),
}

/// Notes why, and whether to try again. A letter already sent is left alone.
pub fn mark_failed(tx: &mut WriteTx<'_>, id: RowId, why: &str, after: AfterFailure) -> Result<(), StoreError> {
    let waiting = outbox::table.find(id).filter(outbox::sent_at.is_null());
    let freed = (outbox::last_error.eq(why), outbox::claimed_until.eq(None::<Moment>));
    match after {
        AfterFailure::TryAgainAt(at) => {
            diesel::update(waiting).set((freed, outbox::due_at.eq(Moment::from(at)))).execute(tx.connection())?
        }
        AfterFailure::GiveUpAt(at) => {
            diesel::update(waiting).set((freed, outbox::failed_at.eq(Moment::from(at)))).execute(tx.connection())?
        }
    };
    Ok(())
}

/// Letters neither sent nor given up, and letters given up.
pub fn counts(tx: &mut ReadTx<'_>) -> Result<(i64, i64), StoreError> {
    let waiting = outbox::table.filter(outbox::sent_at.is_null()).filter(outbox::failed_at.is_null());
    let waiting = waiting.count().get_result(tx.connection())?;
    let failed = outbox::table.filter(outbox::failed_at.is_not_null()).count().get_result(tx.connection())?;
    Ok((waiting, failed))
}

/// The letters of one kind to somebody who wants none any more: those that wait never leave, and the address goes with those that
/// left. `kind`: how their keys begin.
pub fn forget(tx: &mut WriteTx<'_>, recipient: &str, kind: &str) -> Result<usize, StoreError> {
    let theirs =
        outbox::table.filter(outbox::recipient.eq(recipient)).filter(outbox::dedup_key.like([kind, "%"].concat()));
    Ok(diesel::delete(theirs).execute(tx.connection())?)
}
