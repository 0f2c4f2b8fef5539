//! The batch as arrays, for PostgreSQL: one statement whose text never changes, so that it is prepared once a
//! connection and costs one round trip whatever the size of the batch.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamp};

use crate::domain::id::EndId;
use crate::domain::quota::{Cell, CellId};
use crate::store::StoreError;
use crate::store::collecting::{Change, count};
use crate::store::columns::{InterviewMode, Moment};
use crate::store::ids::WaveId;
use crate::store::interviews::InterviewRow;
use crate::store::paradata::PageRow;

/// A statement of PostgreSQL over columns of arrays. Its text never changes, so it is prepared once a connection.
macro_rules! arrays_statement {
    ($name:ident<$life:lifetime> { $($field:ident: $sql_type:ty = $rust_type:ty),+ $(,)? } $head:literal, $tail:literal) => {
        pub(super) struct $name<$life> {
            $($field: Vec<$rust_type>,)+
            rows: std::marker::PhantomData<&$life ()>,
        }

        impl<$life> QueryId for $name<$life> {
            type QueryId = $name<'static>;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl<$life> QueryFragment<Pg> for $name<$life> {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                out.push_sql($head);
                let mut separator = "";
                $(
                    out.push_sql(separator);
                    out.push_bind_param::<Array<$sql_type>, Vec<$rust_type>>(&self.$field)?;
                    separator = ", ";
                )+
                let _ = separator;
                out.push_sql($tail);
                Ok(())
            }
        }

        impl RunQueryDsl<diesel::PgConnection> for $name<'_> {}
    };
}

arrays_statement!(InsertInterviews<'a> {
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
} "INSERT INTO interviews (revision, holds_places, wave_id, id, disposition, version, mode, language, seed, section, \
    answers, cells, link, receipt, body_digest, started_on, ended_on, end_page) SELECT 0, FALSE, * FROM unnest(",
  ") ON CONFLICT DO NOTHING RETURNING id");

impl Query for InsertInterviews<'_> {
    type SqlType = Binary;
}

impl<'a> InsertInterviews<'a> {
    pub(super) fn of(rows: &'a [InterviewRow]) -> Self {
        Self {
            wave_id: rows.iter().map(|row| row.wave_id.number()).collect(),
            id: rows.iter().map(|row| row.id.bytes().as_slice()).collect(),
            disposition: rows.iter().map(|row| row.disposition.as_str()).collect(),
            version: rows.iter().map(|row| row.version).collect(),
            mode: rows.iter().map(|row| InterviewMode::as_str(row.mode)).collect(),
            language: rows.iter().map(|row| row.language.as_str()).collect(),
            seed: rows.iter().map(|row| row.seed).collect(),
            section: rows.iter().map(|row| row.section).collect(),
            answers: rows.iter().map(|row| row.answers.as_slice()).collect(),
            cells: rows.iter().map(|row| row.cells.bytes()).collect(),
            link: rows.iter().map(|row| row.link.as_ref().map(|link| link.bytes().as_slice())).collect(),
            receipt: rows.iter().map(|row| row.receipt.as_deref()).collect(),
            body_digest: rows.iter().map(|row| row.body_digest.as_ref().map(|hash| hash.bytes().as_slice())).collect(),
            started_on: rows.iter().map(|row| row.started_on).collect(),
            ended_on: rows.iter().map(|row| row.ended_on).collect(),
            end_page: rows.iter().map(|row| row.end_page.as_ref().map(EndId::as_str)).collect(),
            rows: std::marker::PhantomData,
        }
    }
}

arrays_statement!(UpdateInterviews<'a> {
    wave_id: BigInt = i64,
    id: Binary = &'a [u8],
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
} "UPDATE interviews AS i SET revision = i.revision + 1, disposition = v.disposition, section = v.section, \
    answers = v.answers, cells = v.cells, holds_places = v.holds_places, lease_until = v.lease_until, \
    receipt = v.receipt, ended_on = v.ended_on, end_page = v.end_page, source = v.source FROM unnest(",
  ") AS v (wave_id, id, disposition, section, answers, cells, holds_places, lease_until, receipt, ended_on, end_page, \
    source) WHERE i.wave_id = v.wave_id AND i.id = v.id");

impl<'a> UpdateInterviews<'a> {
    pub(super) fn of(wave_id: WaveId, changes: &'a [Change]) -> Self {
        Self {
            wave_id: vec![wave_id.number(); changes.len()],
            id: changes.iter().map(|change| change.id.bytes().as_slice()).collect(),
            disposition: changes.iter().map(|change| change.disposition.as_str()).collect(),
            section: changes.iter().map(|change| change.section).collect(),
            answers: changes.iter().map(|change| change.answers.as_slice()).collect(),
            cells: changes.iter().map(|change| change.cells.bytes()).collect(),
            holds_places: changes.iter().map(|change| change.holds_places).collect(),
            lease_until: changes.iter().map(|change| change.lease_until).collect(),
            receipt: changes.iter().map(|change| change.receipt.as_deref()).collect(),
            ended_on: changes.iter().map(|change| change.ended_on).collect(),
            end_page: changes.iter().map(|change| change.end_page.as_ref().map(EndId::as_str)).collect(),
            source: changes.iter().map(|change| change.source).collect(),
            rows: std::marker::PhantomData,
        }
    }
}

arrays_statement!(UpdateCells<'a> {
    wave_id: BigInt = i64,
    cell_id: Integer = i32,
    completed: Integer = i32,
    reserved: Integer = i32,
} "UPDATE quota_cells AS c SET completed = v.completed, reserved = v.reserved FROM unnest(",
  ") AS v (wave_id, cell_id, completed, reserved) WHERE c.wave_id = v.wave_id AND c.cell_id = v.cell_id \
    AND EXISTS (SELECT 1 FROM waves AS w WHERE w.id = v.wave_id AND w.state = 'open' \
    AND (w.closes_at IS NULL OR clock_timestamp() AT TIME ZONE 'UTC' < w.closes_at))");

impl UpdateCells<'_> {
    pub(super) fn of(wave_id: WaveId, moved: &[(CellId, Cell)]) -> Result<Self, StoreError> {
        Ok(Self {
            wave_id: vec![wave_id.number(); moved.len()],
            cell_id: moved.iter().map(|(id, _)| i32::from(id.0)).collect(),
            completed: moved.iter().map(|(_, cell)| count(cell.completed)).collect::<Result<_, _>>()?,
            reserved: moved.iter().map(|(_, cell)| count(cell.reserved)).collect::<Result<_, _>>()?,
            rows: std::marker::PhantomData,
        })
    }
}

// No page takes so long or so many visits: the sums stay far from the end of an integer.
arrays_statement!(AddPageTimes<'a> {
    wave_id: BigInt = i64,
    interview_id: Binary = &'a [u8],
    section: Integer = i32,
    seconds: Integer = i32,
    visits: Integer = i32,
    device: Text = &'static str,
} "INSERT INTO paradata AS p (wave_id, interview_id, section, seconds, visits, device) SELECT * FROM unnest(",
  ") ON CONFLICT (wave_id, interview_id, section) DO UPDATE SET seconds = LEAST(p.seconds + excluded.seconds, 1000000), \
    visits = LEAST(p.visits + excluded.visits, 1000000), device = excluded.device");

impl<'a> AddPageTimes<'a> {
    pub(super) fn of(pages: &'a [PageRow]) -> Self {
        Self {
            wave_id: pages.iter().map(|page| page.wave_id.number()).collect(),
            interview_id: pages.iter().map(|page| page.interview_id.bytes().as_slice()).collect(),
            section: pages.iter().map(|page| page.section).collect(),
            seconds: pages.iter().map(|page| page.seconds).collect(),
            visits: pages.iter().map(|page| page.visits).collect(),
            device: pages.iter().map(|page| page.device.as_str()).collect(),
            rows: std::marker::PhantomData,
        }
    }
}
