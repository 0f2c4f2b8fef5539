//! Closing a wave, inside a write that already holds its cells: by the collector when the last place is confirmed, by
//! the deed for the deadline and by hand. One instant, once.

use chrono::{DateTime, Utc};

use crate::app::collector::day;
use crate::app::deliver_mail::message_id;
use crate::domain::quota::{Cells, Filled};
use crate::domain::wave::{CloseReason, WaveSpec, WaveVerb, paris};
use crate::store::ids::WaveId;
use crate::store::outbox::NewLetter;
use crate::store::waves::WaveRow;
use crate::store::{StoreError, WriteTx, accounts, audit, collecting, columns, mailings, outbox, waves};

/// Whether this call closed it. From here nothing more is counted; interviews still running are ended apart, by
/// [`end_unfinished`], because a batch locks interviews before cells and a closing holds the cells.
pub(super) fn close_locked(
    tx: &mut WriteTx<'_>,
    wave_id: WaveId,
    reason: CloseReason,
    now: DateTime<Utc>,
    public_url: &str,
) -> Result<bool, StoreError> {
    if !waves::close(tx, wave_id, now, reason)? {
        return Ok(false);
    }
    if let Some(wave) = waves::by_id(tx, wave_id)? {
        announce(tx, &wave, reason, now, public_url)?;
    }
    Ok(true)
}

/// Closes the wave if these cells, just written, have no place left; the quotas answer for it in the audit.
pub(super) fn close_if_filled(
    tx: &mut WriteTx<'_>,
    wave_id: WaveId,
    cells: &Cells,
    now: DateTime<Utc>,
    public_url: &str,
) -> Result<(), StoreError> {
    let reason = match cells.filled() {
        None => return Ok(()),
        Some(Filled::TotalReached) => CloseReason::TotalReached,
        Some(Filled::EveryCellFull) => CloseReason::EveryCellFull,
    };
    if close_locked(tx, wave_id, reason, now, public_url)? {
        audit::record(tx, now, "quotas", WaveVerb::Close.as_str(), Some(wave_id), reason.as_str())?;
    }
    Ok(())
}

/// Ends the interviews a closing cut short and gives their places back; says how many there were.
pub(super) fn end_unfinished(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<usize, StoreError> {
    collecting::lock_unfinished(tx, wave_id)?;
    collecting::lock_cells(tx, wave_id)?;
    let today = day(tx.now()?);
    collecting::abandon_unfinished(tx, wave_id, today)
}

/// The letters that will not leave go with the field, and what was kept beside a name of how an interview ended: it served
/// the reminders. Looks at every letter of the wave: at a closing by hand or by its deadline, and every hour.
pub(super) fn forget_letters(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<usize, StoreError> {
    let now = tx.now()?;
    mailings::forget_unsent(tx, wave_id, now)
}

/// A letter to each pollster, in the same write: the closing and its news are one thing.
fn announce(
    tx: &mut WriteTx<'_>,
    wave: &WaveRow,
    reason: CloseReason,
    now: DateTime<Utc>,
    public_url: &str,
) -> Result<(), StoreError> {
    let simulated = if wave.is_simulated { " (données simulées)" } else { "" };
    let subject = ["Vague close : ", wave.slug.as_str(), simulated].concat();
    let is_form = WaveSpec::from_canonical_json(&wave.spec).is_ok_and(|spec| spec.is_moderated());
    let next = if is_form {
        "Ses fiches se relisent, se publient et se retirent toujours."
    } else {
        "Prochaine étape : la sceller, puis la redresser."
    };
    let body = [
        "Bonjour,\n\nLa vague ",
        wave.slug.as_str(),
        simulated,
        " est close depuis le ",
        &paris::words(now),
        " : ",
        reason.french(),
        ".\n\n",
        next,
        "\n",
        public_url,
        "/console/vagues/",
        wave.slug.as_str(),
        "\n\nSonde\n",
    ]
    .concat();
    for account in accounts::list(tx)?.iter().filter(|one| one.is_active && one.role == columns::Role::Pollster) {
        let dedup_key = ["wave_closed/", wave.slug.as_str(), "/", &account.id.hex()].concat();
        let message_id = message_id(public_url);
        outbox::push(
            tx,
            &NewLetter {
                dedup_key: &dedup_key,
                recipient: &account.email,
                subject: &subject,
                body_text: &body,
                message_id: &message_id,
                due_at: now,
                unsubscribe: None,
            },
        )?;
    }
    Ok(())
}
