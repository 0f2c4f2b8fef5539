//! Letters to contacts: one row for each person and step, ever. It says when and with which Message-ID, never to whom by
//! name nor with which link: the letter is written as it leaves.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::letter::Fate;
use crate::store::columns::Moment;
use crate::store::connection::each_backend;
use crate::store::contacts::ContactRow;
use crate::store::ids::{InvitationId, WaveId};
use crate::store::schema::{contacts, mailings};
use crate::store::{ReadTx, StoreError, WriteTx};

/// It left.
pub const SENT: &str = "sent";
/// It could not leave, and is not tried again unless somebody asks.
pub const FAILED: &str = "failed";
/// It left and came back.
pub const RETURNED: &str = "returned";

/// Rows a statement: ten columns each.
const ROWS_A_STATEMENT: usize = 1000;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = mailings)]
#[diesel(treat_none_as_default_value = false)]
pub struct MailingRow {
    pub wave_id: WaveId,
    pub contact_id: InvitationId,
    pub step: String,
    /// What stands before the `@`; the same at each attempt.
    pub message_id: String,
    pub due_at: Moment,
    /// Made before this one.
    pub attempts: i32,
    pub claimed_until: Option<Moment>,
    pub settled_at: Option<Moment>,
    pub outcome: Option<String>,
    pub last_error: Option<String>,
}

impl MailingRow {
    /// A letter to be.
    pub fn new(
        wave_id: WaveId,
        contact_id: InvitationId,
        step: &str,
        message_id: String,
        due_at: DateTime<Utc>,
    ) -> Self {
        Self {
            wave_id,
            contact_id,
            step: step.to_owned(),
            message_id,
            due_at: due_at.into(),
            attempts: 0,
            claimed_until: None,
            settled_at: None,
            outcome: None,
            last_error: None,
        }
    }

    fn key(&self) -> (WaveId, InvitationId, &str) {
        (self.wave_id, self.contact_id, &self.step)
    }
}

/// Conflict if one of them has that step already.
pub fn insert_many(tx: &mut WriteTx<'_>, rows: &[MailingRow]) -> Result<(), StoreError> {
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        // Two arms: a list of rows in one statement.
        each_backend!(tx.connection(), connection => {
            diesel::insert_into(mailings::table)
                .values(chunk)
                .execute(connection)
                .map_err(StoreError::conflict("courrier"))?;
        });
    }
    Ok(())
}

/// Whether the step is new for that person: false if it was there.
pub fn insert(tx: &mut WriteTx<'_>, row: &MailingRow) -> Result<bool, StoreError> {
    use diesel::result::{DatabaseErrorKind, Error};
    match tx.nested(|connection| diesel::insert_into(mailings::table).values(row).execute(connection)) {
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        other => Ok(other.map(|_| true)?),
    }
}

/// Who has that step, whatever became of it.
pub fn having(tx: &mut ReadTx<'_>, wave_id: WaveId, step: &str) -> Result<BTreeSet<InvitationId>, StoreError> {
    let ids: Vec<InvitationId> = mailings::table
        .filter(mailings::wave_id.eq(wave_id))
        .filter(mailings::step.eq(step))
        .select(mailings::contact_id)
        .load(tx.connection())?;
    Ok(ids.into_iter().collect())
}

/// Waves with a letter due.
pub fn waves_due(tx: &mut ReadTx<'_>, now: DateTime<Utc>) -> Result<Vec<WaveId>, StoreError> {
    Ok(mailings::table
        .filter(mailings::settled_at.is_null())
        .filter(mailings::due_at.le(Moment::from(now)))
        .select(mailings::wave_id)
        .distinct()
        .load(tx.connection())?)
}

/// Letters of a wave not settled, with their contacts, the oldest first.
pub fn waiting(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<(MailingRow, ContactRow)>, StoreError> {
    Ok(mailings::table
        .inner_join(
            contacts::table.on(contacts::wave_id.eq(mailings::wave_id).and(contacts::id.eq(mailings::contact_id))),
        )
        .filter(mailings::wave_id.eq(wave_id))
        .filter(mailings::settled_at.is_null())
        .order((mailings::due_at, mailings::contact_id))
        .select((MailingRow::as_select(), ContactRow::as_select()))
        .load(tx.connection())?)
}

/// Letters of a wave that could not leave, with their contacts.
pub fn failed(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<(MailingRow, ContactRow)>, StoreError> {
    Ok(mailings::table
        .inner_join(
            contacts::table.on(contacts::wave_id.eq(mailings::wave_id).and(contacts::id.eq(mailings::contact_id))),
        )
        .filter(mailings::wave_id.eq(wave_id))
        .filter(mailings::outcome.eq(FAILED))
        .order((mailings::due_at, mailings::contact_id))
        .select((MailingRow::as_select(), ContactRow::as_select()))
        .load(tx.connection())?)
}

/// Letters that could not leave, due again as if never tried; says how many. Each keeps its Message-ID: whoever got it all
/// the same sees one letter.
pub fn retry_failed(tx: &mut WriteTx<'_>, wave_id: WaveId, to: DateTime<Utc>) -> Result<usize, StoreError> {
    let failed = mailings::table.filter(mailings::wave_id.eq(wave_id)).filter(mailings::outcome.eq(FAILED));
    let changes = (
        mailings::due_at.eq(Moment::from(to)),
        mailings::attempts.eq(0),
        mailings::settled_at.eq(None::<Moment>),
        mailings::outcome.eq(None::<String>),
        mailings::last_error.eq(None::<String>),
    );
    Ok(diesel::update(failed).set(changes).execute(tx.connection())?)
}

/// Letters of a wave due and nobody's, with their contacts, the oldest first; none to those domains.
pub fn due(
    tx: &mut ReadTx<'_>,
    wave_id: WaveId,
    now: DateTime<Utc>,
    except_domains: &[String],
    rows_max: i64,
) -> Result<Vec<(MailingRow, ContactRow)>, StoreError> {
    let now = Moment::from(now);
    Ok(mailings::table
        .inner_join(
            contacts::table.on(contacts::wave_id.eq(mailings::wave_id).and(contacts::id.eq(mailings::contact_id))),
        )
        .filter(mailings::wave_id.eq(wave_id))
        .filter(mailings::settled_at.is_null())
        .filter(mailings::due_at.le(now))
        .filter(mailings::claimed_until.is_null().or(mailings::claimed_until.assume_not_null().le(now)))
        .filter(contacts::domain.ne_all(except_domains))
        .order((mailings::due_at, mailings::contact_id))
        .limit(rows_max)
        .select((MailingRow::as_select(), ContactRow::as_select()))
        .load(tx.connection())?)
}

/// Takes a letter for this caller alone until then; false if another node was faster. The attempt is counted now: one
/// that kills the sender counts too.
pub fn claim(tx: &mut WriteTx<'_>, row: &MailingRow, until: DateTime<Utc>) -> Result<bool, StoreError> {
    let free = mailings::table
        .find(row.key())
        .filter(mailings::attempts.eq(row.attempts))
        .filter(mailings::settled_at.is_null());
    let changes = (mailings::claimed_until.eq(Moment::from(until)), mailings::attempts.eq(row.attempts + 1));
    Ok(diesel::update(free).set(changes).execute(tx.connection())? == 1)
}

/// What became of it, for good. Whether this call settled it.
pub fn settle(
    tx: &mut WriteTx<'_>,
    row: &MailingRow,
    outcome: &str,
    why: Option<&str>,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let waiting = mailings::table.find(row.key()).filter(mailings::settled_at.is_null());
    let changes = (
        mailings::settled_at.eq(Moment::from(at)),
        mailings::outcome.eq(outcome),
        mailings::last_error.eq(why),
        mailings::claimed_until.eq(None::<Moment>),
    );
    Ok(diesel::update(waiting).set(changes).execute(tx.connection())? == 1)
}

/// Not now: due again then, and nobody's.
pub fn postpone(tx: &mut WriteTx<'_>, row: &MailingRow, until: DateTime<Utc>, why: &str) -> Result<(), StoreError> {
    let waiting = mailings::table.find(row.key()).filter(mailings::settled_at.is_null());
    let changes = (
        mailings::due_at.eq(Moment::from(until)),
        mailings::last_error.eq(Some(why)),
        mailings::claimed_until.eq(None::<Moment>),
    );
    diesel::update(waiting).set(changes).execute(tx.connection())?;
    Ok(())
}

/// Claimed and not tried: the attempt is not counted.
pub fn give_back(tx: &mut WriteTx<'_>, row: &MailingRow, until: DateTime<Utc>) -> Result<(), StoreError> {
    let waiting = mailings::table.find(row.key()).filter(mailings::settled_at.is_null());
    let changes = (
        mailings::due_at.eq(Moment::from(until)),
        mailings::attempts.eq(row.attempts),
        mailings::claimed_until.eq(None::<Moment>),
    );
    diesel::update(waiting).set(changes).execute(tx.connection())?;
    Ok(())
}

/// Of a field that is over: takes the letters that will not leave, and those that did not because of what an interview
/// became. Those that left stay, and those on their way.
pub fn forget_unsent(tx: &mut WriteTx<'_>, wave_id: WaveId, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let of_interviews: Vec<&str> =
        Fate::ALL.into_iter().filter(|fate| fate.is_of_interview()).map(Fate::as_str).collect();
    let of_wave = mailings::table.filter(mailings::wave_id.eq(wave_id));
    let is_free = mailings::claimed_until.is_null().or(mailings::claimed_until.assume_not_null().le(Moment::from(now)));
    let waiting = mailings::outcome.is_null().and(is_free);
    let over = mailings::outcome.assume_not_null().eq_any(of_interviews);
    Ok(diesel::delete(of_wave.filter(waiting.or(over))).execute(tx.connection())?)
}

/// A letter that left came back.
pub fn mark_returned(tx: &mut WriteTx<'_>, row: &MailingRow, why: &str) -> Result<bool, StoreError> {
    let sent = mailings::table.find(row.key()).filter(mailings::outcome.eq(SENT));
    let changes = (mailings::outcome.eq(RETURNED), mailings::last_error.eq(why));
    Ok(diesel::update(sent).set(changes).execute(tx.connection())? == 1)
}

pub fn by_message_id(tx: &mut ReadTx<'_>, message_id: &str) -> Result<Option<MailingRow>, StoreError> {
    Ok(mailings::table
        .filter(mailings::message_id.eq(message_id))
        .select(MailingRow::as_select())
        .first(tx.connection())
        .optional()?)
}

/// The last letter that left for somebody.
pub fn last_sent(
    tx: &mut ReadTx<'_>,
    wave_id: WaveId,
    contact_id: InvitationId,
) -> Result<Option<MailingRow>, StoreError> {
    Ok(mailings::table
        .filter(mailings::wave_id.eq(wave_id))
        .filter(mailings::contact_id.eq(contact_id))
        .filter(mailings::outcome.eq(SENT))
        .order(mailings::settled_at.desc())
        .select(MailingRow::as_select())
        .first(tx.connection())
        .optional()?)
}

/// Letters that left since then or are about to, by domain, whatever the wave: a mail server counts them together.
pub fn recent_by_domain(
    tx: &mut ReadTx<'_>,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<BTreeMap<String, u32>, StoreError> {
    let with_contact = || {
        mailings::table.inner_join(
            contacts::table.on(contacts::wave_id.eq(mailings::wave_id).and(contacts::id.eq(mailings::contact_id))),
        )
    };
    let sent: Vec<(String, i64)> = with_contact()
        .filter(mailings::outcome.eq(SENT))
        .filter(mailings::settled_at.gt(Moment::from(since)))
        .group_by(contacts::domain)
        .select((contacts::domain, diesel::dsl::count_star()))
        .load(tx.connection())?;
    let claimed: Vec<(String, i64)> = with_contact()
        .filter(mailings::settled_at.is_null())
        .filter(mailings::claimed_until.gt(Moment::from(now)))
        .group_by(contacts::domain)
        .select((contacts::domain, diesel::dsl::count_star()))
        .load(tx.connection())?;
    let mut counts = BTreeMap::new();
    for (domain, count) in sent.into_iter().chain(claimed) {
        *counts.entry(domain).or_insert(0) += u32::try_from(count).unwrap_or(u32::MAX);
    }
    Ok(counts)
}

/// How many letters of each step stand at each outcome; `None` while they wait.
pub fn counts(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<BTreeMap<(String, Option<String>), i64>, StoreError> {
    let groups: Vec<(String, Option<String>, i64)> = mailings::table
        .filter(mailings::wave_id.eq(wave_id))
        .group_by((mailings::step, mailings::outcome))
        .select((mailings::step, mailings::outcome, diesel::dsl::count_star()))
        .load(tx.connection())?;
    Ok(groups.into_iter().map(|(step, outcome, count)| ((step, outcome), count)).collect())
}

/// Letters of a wave whose day has come: settled, and in all. One being tried again counts as under way.
pub fn under_way(tx: &mut ReadTx<'_>, wave_id: WaveId, now: DateTime<Utc>) -> Result<(i64, i64), StoreError> {
    let settled = mailings::table
        .filter(mailings::wave_id.eq(wave_id))
        .filter(mailings::settled_at.is_not_null())
        .count()
        .get_result(tx.connection())?;
    let waiting: i64 = mailings::table
        .filter(mailings::wave_id.eq(wave_id))
        .filter(mailings::settled_at.is_null())
        .filter(mailings::due_at.le(Moment::from(now)).or(mailings::attempts.gt(0)))
        .count()
        .get_result(tx.connection())?;
    Ok((settled, settled + waiting))
}

/// Letters of a step that wait for a later day, brought forward; says how many.
pub fn bring_forward(
    tx: &mut WriteTx<'_>,
    wave_id: WaveId,
    steps: &[&str],
    to: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let mut moved = 0;
    for step in steps {
        let later = mailings::table
            .filter(mailings::wave_id.eq(wave_id))
            .filter(mailings::step.eq(*step))
            .filter(mailings::settled_at.is_null())
            .filter(mailings::due_at.gt(Moment::from(to)));
        moved += diesel::update(later).set(mailings::due_at.eq(Moment::from(to))).execute(tx.connection())?;
    }
    Ok(moved)
}
