//! Sealing: the responses become an immutable file, and the link between invitations and answers is destroyed. From here
//! everything is a pure function of that file.

use std::sync::Arc;

use crate::app::account::Actor;
use crate::app::loaded_wave::LoadedWave;
use crate::app::note_completions::Noted;
use crate::app::sever::sever;
use crate::app::wave_status::WaveSummary;
use crate::app::{App, AppError, closing};
use crate::domain::answer::Answers;
use crate::domain::data_set::DataSet;
use crate::domain::id::{Digest, WaveSlug};
use crate::domain::questionnaire::Questionnaire;
use crate::domain::wave::{WaveState, WaveVerb};
use crate::export;
use crate::store::collecting::settled;
use crate::store::interviews::CompletedRow;
use crate::store::{ReadTx, collecting, field_notes, interviews, sealed_sets, waves};

/// The file, how many responses it holds, and its digest.
struct Sealed {
    file: Vec<u8>,
    rows: i64,
    digest: Digest,
}

impl App {
    pub async fn seal_wave(&self, actor: &Actor, slug: &WaveSlug) -> Result<WaveSummary, AppError> {
        let wave = self.current_wave(slug).await?;
        if wave.spec.is_moderated() {
            // Sealing destroys the answers of each interview: what is published of them would go too.
            return Err(AppError::FormNeverSealed);
        }
        let row = self.demand(&wave, WaveState::Closed, WaveVerb::Seal).await?;
        let id = wave.id;
        self.inner.store.write_async(move |tx| closing::end_unfinished(tx, id)).await?;
        // Who has answered is said beside their invitation before the link to their answers goes.
        self.note_wave(id, Noted::All).await?;
        // Nothing completes in a closed wave, but somebody may still be set aside or withdraw: what was read is looked at
        // again in the write. The file is made outside it, which would hold everybody else's for as long.
        let notes = self.field_notes(&wave).await?;
        let notes = serde_json::to_string(&notes).map_err(|error| AppError::Internal(error.to_string()))?;
        let read = move |tx: &mut ReadTx<'_>| Ok((settled::counted(tx, id)?, interviews::completed_answers(tx, id)?));
        let (counted, packed) = self.inner.store.read_async(read).await?;
        if packed.is_empty() {
            return Err(AppError::NothingCollected);
        }
        let mut versions = vec![Arc::clone(&wave)];
        versions.extend(self.older_versions(&wave).await?);
        let sealed = tokio::task::spawn_blocking(move || seal(&wave, &versions, row.is_simulated, &packed))
            .await
            .map_err(|error| AppError::Internal(format!("sealing: {error}")))??;
        let step = self.step(actor, slug, WaveVerb::Seal, move |tx, row| {
            settled::lock_wave(tx, row.id)?;
            collecting::lock_cells(tx, row.id)?;
            if settled::counted(tx, row.id)? != counted {
                return Err(AppError::Busy);
            }
            let now = tx.now()?;
            field_notes::insert(tx, row.id, &notes)?;
            sealed_sets::insert(tx, row.id, sealed.digest, sealed.rows, &sealed.file, now)?;
            sever(tx, row.id, now)?;
            Ok(waves::seal(tx, row.id, now)?)
        });
        let summary = step.await?;
        self.forget_whole().await;
        Ok(summary)
    }
}

/// One data set, by the newest version: answers given to an older one are said in it, by id and code.
fn seal(
    wave: &LoadedWave,
    versions: &[Arc<LoadedWave>],
    is_simulated: bool,
    packed: &[CompletedRow],
) -> Result<Sealed, AppError> {
    let broken = |why: String| AppError::Internal(format!("sealing {}: {why}", wave.spec.slug));
    let questionnaire = &wave.questionnaire;
    let answers = packed
        .iter()
        .map(|row| unpacked(row, questionnaire, versions).map_err(broken))
        .collect::<Result<Vec<_>, _>>()?;
    let data = DataSet::led_by(&wave.spec.weighting.variables(), questionnaire, &answers);
    let meta = export::parquet::Meta::of(questionnaire, &wave.spec.slug, is_simulated)
        .map_err(|error| broken(error.to_string()))?;
    let file = export::parquet::write(&data, &meta).map_err(|error| broken(error.to_string()))?;
    Ok(Sealed { digest: Digest::of(&file), rows: i64::try_from(data.rows).unwrap_or(i64::MAX), file })
}

fn unpacked(row: &CompletedRow, newest: &Questionnaire, versions: &[Arc<LoadedWave>]) -> Result<Answers, String> {
    let of_row = |wave: &&Arc<LoadedWave>| i32::try_from(wave.questionnaire.version) == Ok(row.version);
    let version = versions.iter().find(of_row).ok_or_else(|| format!("no version {} in this wave", row.version))?;
    let own = &version.questionnaire;
    let answers = Answers::unpack(own, &row.answers).map_err(|error| error.to_string())?;
    let answers = answers.with_seed(row.seed.cast_unsigned());
    Ok(if own.version == newest.version { answers } else { answers.translated(own, newest) })
}
