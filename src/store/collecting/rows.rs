//! The batch row by row, for SQLite: statements whose text never changes. Diesel prepares its own updates anew each time,
//! which cost more than running them.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text, Timestamp};
use diesel::sqlite::Sqlite;

use crate::domain::id::EndId;
use crate::domain::quota::{Cell, CellId};
use crate::store::StoreError;
use crate::store::collecting::{Change, count};
use crate::store::columns::{InterviewMode, Moment};
use crate::store::ids::WaveId;
use crate::store::interviews::InterviewRow;
use crate::store::paradata::PageRow;

/// A statement of SQLite over one row, prepared once a connection.
macro_rules! row_statement {
    ($name:ident<$life:lifetime> { $($field:ident: $sql_type:ty = $rust_type:ty),+ $(,)? } $head:literal $($between:literal)*) => {
        pub(super) struct $name<$life> {
            $($field: $rust_type,)+
            row: std::marker::PhantomData<&$life ()>,
        }

        impl<$life> QueryId for $name<$life> {
            type QueryId = $name<'static>;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl<$life> QueryFragment<Sqlite> for $name<$life> {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
                let mut between = [$head, $($between),*].into_iter();
                $(
                    out.push_sql(between.next().unwrap_or(", "));
                    out.push_bind_param::<$sql_type, $rust_type>(&self.$field)?;
                )+
                out.push_sql(between.next().unwrap_or_default());
                Ok(())
            }
        }

        impl RunQueryDsl<diesel::SqliteConnection> for $name<'_> {}
    };
}

row_statement!(InsertInterview<'a> {
    wave_id: BigInt = i64,
    id: Binary = &'a [u8],
    disposition: Text = &'static str,
    version: Integer = i32,
    mode: Text = &'static str,
    language: Text = &'a str,
    seed: BigInt = i64,
    section: Integer = i32,
    answers: Binary = &'a [u8],
    cells: Binary = &'a [u8],
    link: Nullable<Binary> = Option<&'a [u8]>,
    receipt: Nullable<Text> = Option<&'a str>,
    body_digest: Nullable<Binary> = Option<&'a [u8]>,
    started_on: Timestamp = Moment,
    ended_on: Nullable<Timestamp> = Option<Moment>,
    end_page: Nullable<Text> = Option<&'a str>,
} "INSERT OR IGNORE INTO interviews (revision, holds_places, wave_id, id, disposition, version, mode, language, seed, \
    section, answers, cells, link, receipt, body_digest, started_on, ended_on, end_page) VALUES (0, 0, "
  ", " ", " ", " ", " ", " ", " ", " ", " ", " ", " ", " ", " ", " ", " ", " ")");

impl<'a> InsertInterview<'a> {
    pub(super) fn of(row: &'a InterviewRow) -> Self {
        Self {
            wave_id: row.wave_id.number(),
            id: row.id.bytes(),
            disposition: row.disposition.as_str(),
            version: row.version,
            mode: InterviewMode::as_str(row.mode),
            language: &row.language,
            seed: row.seed,
            section: row.section,
            answers: &row.answers,
            cells: row.cells.bytes(),
            link: row.link.as_ref().map(|link| link.bytes().as_slice()),
            receipt: row.receipt.as_deref(),
            body_digest: row.body_digest.as_ref().map(|hash| hash.bytes().as_slice()),
            started_on: row.started_on,
            ended_on: row.ended_on,
            end_page: row.end_page.as_ref().map(EndId::as_str),
            row: std::marker::PhantomData,
        }
    }
}

row_statement!(UpdateInterview<'a> {
    disposition: Text = &'static str,
    section: Integer = i32,
    answers: Binary = &'a [u8],
    cells: Binary = &'a [u8],
    holds_places: Bool = bool,
    lease_until: Nullable<Timestamp> = Option<Moment>,
    receipt: Nullable<Text> = Option<&'a str>,
    ended_on: Nullable<Timestamp> = Option<Moment>,
    end_page: Nullable<Text> = Option<&'a str>,
    source: Nullable<Integer> = Option<i32>,
    wave_id: BigInt = i64,
    id: Binary = &'a [u8],
} "UPDATE interviews SET revision = revision + 1, disposition = "
  ", section = " ", answers = " ", cells = " ", holds_places = " ", lease_until = " ", receipt = " ", ended_on = "
  ", end_page = " ", source = " " WHERE wave_id = " " AND id = " "");

impl<'a> UpdateInterview<'a> {
    pub(super) fn of(wave_id: WaveId, change: &'a Change) -> Self {
        Self {
            disposition: change.disposition.as_str(),
            section: change.section,
            answers: &change.answers,
            cells: change.cells.bytes(),
            holds_places: change.holds_places,
            lease_until: change.lease_until,
            receipt: change.receipt.as_deref(),
            ended_on: change.ended_on,
            end_page: change.end_page.as_ref().map(EndId::as_str),
            source: change.source,
            wave_id: wave_id.number(),
            id: change.id.bytes(),
            row: std::marker::PhantomData,
        }
    }
}

row_statement!(UpdateCell<'a> {
    completed: Integer = i32,
    reserved: Integer = i32,
    wave_id: BigInt = i64,
    cell_id: Integer = i32,
} "UPDATE quota_cells SET completed = " ", reserved = " " WHERE wave_id = " " AND cell_id = " "");

impl UpdateCell<'_> {
    pub(super) fn of(wave_id: WaveId, id: CellId, cell: &Cell) -> Result<Self, StoreError> {
        Ok(Self {
            completed: count(cell.completed)?,
            reserved: count(cell.reserved)?,
            wave_id: wave_id.number(),
            cell_id: i32::from(id.0),
            row: std::marker::PhantomData,
        })
    }
}

// No page takes so long or so many visits: the sums stay far from the end of an integer.
row_statement!(AddPageTime<'a> {
    wave_id: BigInt = i64,
    interview_id: Binary = &'a [u8],
    section: Integer = i32,
    seconds: Integer = i32,
    visits: Integer = i32,
    device: Text = &'static str,
} "INSERT INTO paradata (wave_id, interview_id, section, seconds, visits, device) VALUES ("
  ", " ", " ", " ", " ", " ") ON CONFLICT (wave_id, interview_id, section) DO UPDATE SET \
    seconds = MIN(seconds + excluded.seconds, 1000000), visits = MIN(visits + excluded.visits, 1000000), device = excluded.device");

impl<'a> AddPageTime<'a> {
    pub(super) fn of(page: &'a PageRow) -> Self {
        Self {
            wave_id: page.wave_id.number(),
            interview_id: page.interview_id.bytes(),
            section: page.section,
            seconds: page.seconds,
            visits: page.visits,
            device: page.device.as_str(),
            row: std::marker::PhantomData,
        }
    }
}
