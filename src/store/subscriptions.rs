//! Who asked for a letter at each release, and which releases were told. Leaving deletes the row: nothing is kept of whoever no
//! longer wants to be written to.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::domain::wave::WaveState;
use crate::store::columns::Moment;
use crate::store::ids::{RowId, WaveId};
use crate::store::schema::{announcements, releases, subscriptions, waves};
use crate::store::{ReadTx, StoreError, WriteTx};

#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = subscriptions)]
#[diesel(treat_none_as_default_value = false)]
pub struct SubscriptionRow {
    pub id: RowId,
    /// In lower case.
    pub email: String,
    pub asked_at: Moment,
    /// Absent until the link of the first letter was followed.
    pub confirmed_at: Option<Moment>,
}

impl std::fmt::Debug for SubscriptionRow {
    /// Without the address.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SubscriptionRow").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The row of this address, made if there is none.
pub fn of_email(tx: &mut WriteTx<'_>, email: &str, now: DateTime<Utc>) -> Result<SubscriptionRow, StoreError> {
    let row =
        SubscriptionRow { id: RowId::random(), email: email.to_owned(), asked_at: now.into(), confirmed_at: None };
    match tx.nested(|connection| diesel::insert_into(subscriptions::table).values(&row).execute(connection)) {
        Ok(_) => Ok(row),
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(subscriptions::table
            .filter(subscriptions::email.eq(email))
            .select(SubscriptionRow::as_select())
            .first(tx.connection())?),
        Err(error) => Err(error.into()),
    }
}

pub fn by_id(tx: &mut ReadTx<'_>, id: RowId) -> Result<Option<SubscriptionRow>, StoreError> {
    Ok(subscriptions::table.find(id).select(SubscriptionRow::as_select()).first(tx.connection()).optional()?)
}

/// Nobody to confirm is fine; done twice, the first instant stays.
pub fn confirm(tx: &mut WriteTx<'_>, id: RowId, at: DateTime<Utc>) -> Result<(), StoreError> {
    let waiting = subscriptions::table.find(id).filter(subscriptions::confirmed_at.is_null());
    diesel::update(waiting).set(subscriptions::confirmed_at.eq(Moment::from(at))).execute(tx.connection())?;
    Ok(())
}

/// Already gone is fine.
pub fn delete(tx: &mut WriteTx<'_>, id: RowId) -> Result<(), StoreError> {
    diesel::delete(subscriptions::table.find(id)).execute(tx.connection())?;
    Ok(())
}

/// Everybody a release is told to.
pub fn confirmed(tx: &mut ReadTx<'_>) -> Result<Vec<SubscriptionRow>, StoreError> {
    Ok(subscriptions::table
        .filter(subscriptions::confirmed_at.is_not_null())
        .order(subscriptions::id)
        .select(SubscriptionRow::as_select())
        .load(tx.connection())?)
}

/// Those asked for before then that nobody confirmed.
pub fn unconfirmed(tx: &mut ReadTx<'_>, before: DateTime<Utc>) -> Result<Vec<SubscriptionRow>, StoreError> {
    Ok(subscriptions::table
        .filter(subscriptions::confirmed_at.is_null())
        .filter(subscriptions::asked_at.lt(Moment::from(before)))
        .order(subscriptions::id)
        .select(SubscriptionRow::as_select())
        .load(tx.connection())?)
}

/// Releases everybody may read at `now` and nobody was told of: wave and number, in order.
pub fn unannounced(tx: &mut ReadTx<'_>, now: DateTime<Utc>) -> Result<Vec<(WaveId, i32)>, StoreError> {
    let told: Vec<(WaveId, i32)> =
        announcements::table.select((announcements::wave_id, announcements::number)).load(tx.connection())?;
    let mut public: Vec<(WaveId, i32)> = releases::table
        .inner_join(waves::table.on(waves::id.eq(releases::wave_id)))
        .filter(waves::state.eq_any([WaveState::Approved, WaveState::Public]))
        .filter(waves::embargo_at.le(Moment::from(now)))
        .order((releases::wave_id, releases::number))
        .select((releases::wave_id, releases::number))
        .load(tx.connection())?;
    public.retain(|one| !told.contains(one));
    Ok(public)
}

/// Whether this call is the one that tells it.
pub fn note_announced(
    tx: &mut WriteTx<'_>,
    (wave_id, number): (WaveId, i32),
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let values = (
        announcements::wave_id.eq(wave_id),
        announcements::number.eq(number),
        announcements::announced_at.eq(Moment::from(at)),
    );
    match tx.nested(|connection| diesel::insert_into(announcements::table).values(values).execute(connection)) {
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        other => Ok(other.map(|_| true)?),
    }
}
