//! Deciding what an entry of a moderated form becomes: by a person, one decision at a time, each in the audit.

use crate::app::account::{Actor, Role};
use crate::app::entries::status_of;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::moderation::{self, EntryStatus, Moderator};
use crate::domain::wave::Disposition;
use crate::store::ids::{AccountId, InterviewId, PublicId};
use crate::store::moderations::ModerationRow;
use crate::store::{StoreError, WriteTx, audit, interviews, moderations};

impl App {
    /// Decides what an entry becomes. Asked again for what it already is, nothing changes.
    pub async fn moderate(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        entry: &str,
        to: EntryStatus,
        reason: &str,
    ) -> Result<(), AppError> {
        let (by, moderator) = moderator(actor)?;
        let wave = self.form(slug).await?;
        let id = InterviewId::parse(entry).ok_or(AppError::EntryAbsent)?;
        let (wave_id, actor, reason) = (wave.id, actor.label().to_owned(), reason.to_owned());
        let work = move |tx: &mut WriteTx<'_>| {
            let row = interviews::by_id(tx, wave_id, id)?;
            row.filter(|row| row.disposition == Disposition::Completed).ok_or(AppError::EntryAbsent)?;
            let known = moderations::of_interview(tx, wave_id, id)?;
            let from = status_of(known.as_ref());
            if from == to {
                return Ok(());
            }
            let reason = moderation::step(from, to, moderator, &reason).map_err(AppError::EntryStays)?;
            let now = tx.now()?;
            let drawn = known.as_ref().and_then(|row| row.public_id);
            let public_id = drawn.or_else(|| (to == EntryStatus::Published).then(PublicId::random));
            let row = ModerationRow {
                wave_id,
                interview_id: id,
                status: to,
                public_id,
                reason,
                moderated_by: by,
                moderated_at: now.into(),
            };
            write_decision(tx, known.is_some().then_some(from), &row)?;
            let detail = [&id.hex(), " : ", from.as_str(), " → ", to.as_str()].concat();
            audit::record(tx, now, &actor, "entry_moderate", Some(wave_id), &detail)?;
            Ok(())
        };
        self.inner.store.write_or_async(work).await
    }
}

/// `from` is absent when nobody has decided on the entry yet. Somebody faster makes it a conflict.
fn write_decision(tx: &mut WriteTx<'_>, from: Option<EntryStatus>, row: &ModerationRow) -> Result<(), AppError> {
    let is_written = match from {
        Some(from) => moderations::change(tx, from, row)?,
        None => match moderations::insert(tx, row) {
            Ok(()) => true,
            Err(StoreError::Conflict(_)) => false,
            Err(error) => return Err(error.into()),
        },
    };
    if is_written { Ok(()) } else { Err(AppError::EntryMoved) }
}

/// A person answers for what is published, and never a machine.
fn moderator(actor: &Actor) -> Result<(AccountId, Moderator), AppError> {
    let Actor::Account(account) = actor else { return Err(AppError::PersonNeeded) };
    let moderator = match account.role {
        Role::Admin => Moderator::Admin,
        Role::Pollster => Moderator::Pollster,
        Role::Researcher => return Err(AppError::NotAllowed),
    };
    Ok((AccountId::new(account.id), moderator))
}
