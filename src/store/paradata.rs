//! The time spent on each page, apart from the answers: written with the page by the collector, read by who looks at the
//! quality of the field, gone at sealing.

use diesel::prelude::*;

use crate::domain::quality::Device;
use crate::store::ids::{InterviewId, WaveId};
use crate::store::schema::paradata;
use crate::store::{ReadTx, StoreError, WriteTx};

/// One page of one interview. No instant: only how long, and how often it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = paradata)]
pub struct PageRow {
    pub wave_id: WaveId,
    pub interview_id: InterviewId,
    pub section: i32,
    pub seconds: i32,
    pub visits: i32,
    pub device: Device,
}

/// Every page of a wave, by interview and section.
pub fn of_wave(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<PageRow>, StoreError> {
    Ok(paradata::table
        .filter(paradata::wave_id.eq(wave_id))
        .order((paradata::interview_id, paradata::section))
        .select(PageRow::as_select())
        .load(tx.connection())?)
}

/// Of interviews that do not count, nothing is kept.
pub fn forget(tx: &mut WriteTx<'_>, wave_id: WaveId, ids: &[InterviewId]) -> Result<(), StoreError> {
    for id in ids {
        let of_interview = paradata::table.filter(paradata::wave_id.eq(wave_id)).filter(paradata::interview_id.eq(id));
        diesel::delete(of_interview).execute(tx.connection())?;
    }
    Ok(())
}

/// At sealing; says how many pages there were.
pub fn forget_wave(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<usize, StoreError> {
    Ok(diesel::delete(paradata::table.filter(paradata::wave_id.eq(wave_id))).execute(tx.connection())?)
}
