//! Which text each person agreed to: its digest, and the day. The text itself is a function of the frozen version of the
//! questionnaire and of the wave, and can be printed again.

use diesel::prelude::*;

use crate::domain::id::Digest;
use crate::store::columns::Moment;
use crate::store::connection::each_backend;
use crate::store::ids::{InterviewId, WaveId};
use crate::store::schema::consents;
use crate::store::{ReadTx, StoreError, WriteTx};

/// Notes the text agreed to; agreed to again, the last one counts.
pub fn record(
    tx: &mut WriteTx<'_>,
    wave_id: WaveId,
    interview_id: InterviewId,
    digest: Digest,
    given_on: Moment,
) -> Result<(), StoreError> {
    let row = (
        consents::wave_id.eq(wave_id),
        consents::interview_id.eq(interview_id),
        consents::digest.eq(digest.hex()),
        consents::given_on.eq(given_on),
    );
    let key = (consents::wave_id, consents::interview_id);
    let again = (consents::digest.eq(digest.hex()), consents::given_on.eq(given_on));
    // Two arms: « unless already there » is not in the common subset.
    each_backend!(tx.connection(), connection => {
        diesel::insert_into(consents::table)
            .values(row)
            .on_conflict(key)
            .do_update()
            .set(again)
            .execute(connection)?;
    });
    Ok(())
}

pub fn of_interview(
    tx: &mut ReadTx<'_>,
    wave_id: WaveId,
    interview_id: InterviewId,
) -> Result<Option<(Digest, Moment)>, StoreError> {
    Ok(consents::table
        .find((wave_id, interview_id))
        .select((consents::digest, consents::given_on))
        .first(tx.connection())
        .optional()?)
}

pub fn forget(tx: &mut WriteTx<'_>, wave_id: WaveId, interview_id: InterviewId) -> Result<(), StoreError> {
    diesel::delete(consents::table.find((wave_id, interview_id))).execute(tx.connection())?;
    Ok(())
}
