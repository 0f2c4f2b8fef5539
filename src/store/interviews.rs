//! Interviews: one row each, answers packed. While they run, the collector writes them (`store::collecting`), their language
//! apart; once ended, whoever decides on them again (`collecting::settled`); then the sealing and the purge. A row names
//! nobody: its only tie to an invitation is the keyed hash in `link`, destroyed at sealing.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::domain::id::EndId;
use crate::domain::quota::CellId;
use crate::domain::wave::Disposition;
use crate::store::columns::{InterviewMode, Moment, PackedCells};
use crate::store::connection::AnyConnection;
use crate::store::ids::{HashBytes, InterviewId, WaveId};
use crate::store::schema::interviews;
use crate::store::{ReadTx, StoreError, WriteTx};

/// Everything that is kept of an interview.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = interviews)]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct InterviewRow {
    pub wave_id: WaveId,
    pub id: InterviewId,
    pub disposition: Disposition,
    /// Grows by one at each save.
    pub revision: i32,
    /// Of the questionnaire the answers are packed by.
    pub version: i32,
    pub mode: InterviewMode,
    pub language: String,
    /// Decides the order of options.
    pub seed: i64,
    /// Last section saved.
    pub section: i32,
    /// As `domain::answer::Answers` packs them.
    pub answers: Vec<u8>,
    pub cells: PackedCells,
    /// Places reserved in `cells`, and not yet confirmed: false once completed.
    pub holds_places: bool,
    pub lease_until: Option<Moment>,
    /// Keyed hash of the invitation.
    pub link: Option<HashBytes>,
    pub receipt: Option<String>,
    /// Of a whole interview sent at once, to tell a replay from another body under the same key.
    pub body_digest: Option<HashBytes>,
    /// The day only: the hour could be matched with a log.
    pub started_on: Moment,
    pub ended_on: Option<Moment>,
    /// The page of the exit it left by, if that exit has one of its own.
    pub end_page: Option<EndId>,
}

/// How many interviews stand at each disposition; those without any are absent.
pub fn dispositions(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<BTreeMap<Disposition, i64>, StoreError> {
    let counts: Vec<(Disposition, i64)> = interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        .group_by(interviews::disposition)
        .select((interviews::disposition, diesel::dsl::count_star()))
        .load(tx.connection())?;
    Ok(counts.into_iter().collect())
}

pub fn by_id(tx: &mut ReadTx<'_>, wave_id: WaveId, id: InterviewId) -> Result<Option<InterviewRow>, StoreError> {
    Ok(interviews::table.find((wave_id, id)).select(InterviewRow::as_select()).first(tx.connection()).optional()?)
}

/// The interview this invitation already has.
pub fn by_link(tx: &mut ReadTx<'_>, wave_id: WaveId, link: HashBytes) -> Result<Option<InterviewRow>, StoreError> {
    Ok(interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        .filter(interviews::link.eq(link))
        .select(InterviewRow::as_select())
        .first(tx.connection())
        .optional()?)
}

/// What became of each interview begun by an invitation, by the keyed hash of it, with the day it ended.
pub fn dispositions_by_link(
    tx: &mut ReadTx<'_>,
    wave_id: WaveId,
) -> Result<BTreeMap<HashBytes, (Disposition, Option<Moment>)>, StoreError> {
    let rows: Vec<(Option<HashBytes>, Disposition, Option<Moment>)> = interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        .filter(interviews::link.is_not_null())
        .select((interviews::link, interviews::disposition, interviews::ended_on))
        .load(tx.connection())?;
    Ok(rows.into_iter().filter_map(|(link, disposition, on)| Some((link?, (disposition, on)))).collect())
}

/// Those of these interviews that exist, in no order.
pub fn many_by_id(tx: &mut ReadTx<'_>, keys: &[(WaveId, InterviewId)]) -> Result<Vec<InterviewRow>, StoreError> {
    // Two arms: on PostgreSQL one round trip, and an array so that one prepared statement serves lists of any length;
    // on SQLite, where a list would be prepared anew for each length, one prepared statement a row.
    match tx.connection() {
        AnyConnection::Postgres(connection) => {
            let waves: BTreeSet<WaveId> = keys.iter().map(|(wave, _)| *wave).collect();
            let ids: Vec<InterviewId> = keys.iter().map(|(_, id)| *id).collect();
            let rows: Vec<InterviewRow> = interviews::table
                .filter(interviews::wave_id.eq_any(&waves.iter().copied().collect::<Vec<_>>()))
                .filter(interviews::id.eq_any(&ids))
                .select(InterviewRow::as_select())
                .load(connection)?;
            // An id is random, but nothing forbids another wave to have it too.
            let wanted: BTreeSet<&(WaveId, InterviewId)> = keys.iter().collect();
            Ok(rows.into_iter().filter(|row| wanted.contains(&(row.wave_id, row.id))).collect())
        }
        AnyConnection::Sqlite(connection) => {
            let mut rows = Vec::with_capacity(keys.len());
            for key in keys {
                rows.extend(
                    interviews::table.find(*key).select(InterviewRow::as_select()).first(connection).optional()?,
                );
            }
            Ok(rows)
        }
    }
}

/// The language the rest of the interview is in. One row and no place: no lock is waited for with another held.
pub fn speak(tx: &mut WriteTx<'_>, wave_id: WaveId, id: InterviewId, language: &str) -> Result<(), StoreError> {
    let started = interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        .filter(interviews::id.eq(id))
        .filter(interviews::disposition.eq(Disposition::Started));
    diesel::update(started).set(interviews::language.eq(language)).execute(tx.connection())?;
    Ok(())
}

/// What sealing reads of a completed interview.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct CompletedRow {
    /// Of the questionnaire the answers are packed by.
    pub version: i32,
    pub seed: i64,
    pub answers: Vec<u8>,
}

/// Every completed interview, in no order that tells when they came.
pub fn completed_answers(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<CompletedRow>, StoreError> {
    Ok(interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        .filter(interviews::disposition.eq(Disposition::Completed))
        .order(interviews::id)
        .select((interviews::version, interviews::seed, interviews::answers))
        .load(tx.connection())?)
}

/// One completed interview of a moderated form, before its answers are read.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct CompletedOn {
    pub id: InterviewId,
    pub ended_on: Option<Moment>,
}

/// Every completed interview, in no order.
pub fn completed_on(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<CompletedOn>, StoreError> {
    Ok(interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        .filter(interviews::disposition.eq(Disposition::Completed))
        .select((interviews::id, interviews::ended_on))
        .load(tx.connection())?)
}

/// What the cells should count, from the interviews themselves: completed and reserved of each cell that has any.
pub fn recount_places(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<BTreeMap<CellId, (i64, i64)>, StoreError> {
    let groups: Vec<(PackedCells, Disposition, bool, i64)> = interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        .group_by((interviews::cells, interviews::disposition, interviews::holds_places))
        .select((interviews::cells, interviews::disposition, interviews::holds_places, diesel::dsl::count_star()))
        .load(tx.connection())?;
    let mut places = BTreeMap::new();
    for (cells, disposition, holds_places, count) in groups {
        for cell in cells.unpack() {
            let (completed, reserved) = places.entry(cell).or_insert((0, 0));
            if disposition == Disposition::Completed {
                *completed += count;
            } else if holds_places {
                *reserved += count;
            }
        }
    }
    places.retain(|_, counts| *counts != (0, 0));
    Ok(places)
}

/// At sealing: the answers live on in the sealed file only, and every tie between an interview and an invitation, a
/// profile, the exit it left by or the orders it was shown goes. What stays is that the interview took place, how it
/// ended, and its receipt. Says how many there were.
pub fn strip(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<usize, StoreError> {
    let all = interviews::table.filter(interviews::wave_id.eq(wave_id));
    let bare = (
        interviews::link.eq(None::<HashBytes>),
        interviews::seed.eq(0_i64),
        interviews::answers.eq(Vec::<u8>::new()),
        interviews::cells.eq(PackedCells::default()),
        interviews::body_digest.eq(None::<HashBytes>),
        interviews::end_page.eq(None::<EndId>),
    );
    Ok(diesel::update(all).set(bare).execute(tx.connection())?)
}

/// One interview, as it is: for tests and for loading; respondents' come through the collector.
pub fn insert(tx: &mut WriteTx<'_>, row: &InterviewRow) -> Result<(), StoreError> {
    diesel::insert_into(interviews::table)
        .values(row)
        .execute(tx.connection())
        .map_err(StoreError::conflict("entretien"))?;
    Ok(())
}
