//! Weighting and approval: pure functions of the sealed file, computed by one person and approved by another.

use std::sync::Arc;

use crate::app::account::Actor;
use crate::app::freeze_release::{Freezing, Frozen};
use crate::app::loaded_wave::LoadedWave;
use crate::app::wave_status::WaveSummary;
use crate::app::{App, AppError};
use crate::domain::calibration::{Calibration, Diagnostics, calibrate_wave, weigh};
use crate::domain::data_set::DataSet;
use crate::domain::disclosure::{Released, release_with};
use crate::domain::estimate::Influences;
use crate::domain::id::{Digest, WaveSlug};
use crate::domain::table::tabulate_with;
use crate::domain::wave::{WaveState, WaveVerb};
use crate::export;
use crate::store::columns::{Moment, PackedWeights};
use crate::store::ids::{AccountId, WaveId};
use crate::store::waves::WaveRow;
use crate::store::weightings::WeightingRow;
use crate::store::{StoreError, interviews, sealed_sets, waves, weightings};

impl App {
    /// Calibration on the margins. What it gives depends on profiles only, and may be shown before the embargo.
    pub async fn weigh_wave(&self, actor: &Actor, slug: &WaveSlug) -> Result<(WaveSummary, Diagnostics), AppError> {
        let by = actor.runs_waves()?;
        let wave = self.current_wave(slug).await?;
        self.demand(&wave, WaveState::Sealed, WaveVerb::Weigh).await?;
        let (data, data_digest) = self.sealed_data(wave.id).await?;
        let scheme = wave.spec.weighting.clone();
        let weighting = self.compute(move || weigh(&data, &scheme)).await?.map_err(AppError::WeightsInfeasible)?;
        let diagnostics = weighting.diagnostics.clone();
        let text = serde_json::to_string(&diagnostics).map_err(|error| AppError::Internal(error.to_string()))?;
        let scheme_version = i32::try_from(wave.spec.weighting.version).unwrap_or(i32::MAX);
        let summary = self
            .step(actor, slug, WaveVerb::Weigh, move |tx, row| {
                let now = tx.now()?;
                let stored = WeightingRow {
                    wave_id: row.id,
                    scheme_version,
                    data_digest,
                    weights: PackedWeights::pack(&weighting.weights),
                    diagnostics: text,
                    weighed_by: Some(by),
                    weighed_at: Moment::from(now),
                };
                weightings::insert(tx, &stored)?;
                Ok(waves::weigh(tx, row.id, now, by)?)
            })
            .await?;
        Ok((summary, diagnostics))
    }

    /// All tables of the plan, disclosure over all of them together, frozen. Not by whoever weighed.
    pub async fn approve_wave(&self, actor: &Actor, slug: &WaveSlug) -> Result<WaveSummary, AppError> {
        let by = actor.runs_waves()?;
        let wave = self.current_wave(slug).await?;
        if let Some(correction) = self.pending_correction(wave.id).await? {
            return self.approve_correction(actor, wave, correction).await;
        }
        let row = self.demand(&wave, WaveState::Weighted, WaveVerb::Approve).await?;
        if row.weighed_by == Some(by) {
            return Err(AppError::SamePerson);
        }
        let weights = self.stored_weights(&wave).await?;
        let released = self.compute_release(Arc::clone(&wave), weights, row.is_simulated).await?;
        let frozen = self.freeze(&row, by, None, released).await?;
        self.step(actor, slug, WaveVerb::Approve, move |tx, row| {
            let now = tx.now()?;
            frozen.keep(tx)?;
            if waves::approve(tx, row.id, now, by)? { Ok(true) } else { Err(AppError::SamePerson) }
        })
        .await
    }

    /// The release with its files, as the approval keeps them. `correction`: its number and its reason.
    pub(super) async fn freeze(
        &self,
        row: &WaveRow,
        by: AccountId,
        correction: Option<(i32, String)>,
        released: Released,
    ) -> Result<Frozen, AppError> {
        let (number, reason) = correction.map_or((1, None), |(number, reason)| (number, Some(reason)));
        let approved_at = self.inner.store.read_async(|tx| tx.now()).await?;
        let embargo_at = row.embargo_at.utc();
        let freezing = Freezing { wave_id: row.id, number, embargo_at, approved_at, approved_by: by, reason };
        let signer = self.inner.keys.releases.clone();
        self.compute(move || freezing.freeze(&released, &signer)).await?
    }

    /// Those the wave was weighed with.
    pub(super) async fn stored_weights(&self, wave: &LoadedWave) -> Result<StoredWeights, AppError> {
        let (id, slug) = (wave.id, &wave.spec.slug);
        let row = self.inner.store.read_async(move |tx| weightings::by_wave(tx, id)).await?;
        let row = row.ok_or_else(|| AppError::Internal(format!("{slug}: its weights are gone")))?;
        StoredWeights::read(row.data_digest, &row.weights, &row.diagnostics)
            .map_err(|why| AppError::Internal(format!("{slug}: {why}")))
    }

    /// What the sealed file, the weights and the plan give: the same bytes every time.
    pub(super) async fn compute_release(
        &self,
        wave: Arc<LoadedWave>,
        stored: StoredWeights,
        is_simulated: bool,
    ) -> Result<Released, AppError> {
        let slug = wave.spec.slug.clone();
        let broken = |why: String| AppError::Internal(format!("{slug}: {why}"));
        let (data, data_digest) = self.sealed_data(wave.id).await?;
        let StoredWeights { data_digest: weighed, weights, diagnostics } = stored;
        let id = wave.id;
        let ended = self.inner.store.read_async(move |tx| interviews::dispositions(tx, id)).await?;
        let dispositions: Vec<_> =
            ended.into_iter().filter_map(|(disposition, n)| Some((disposition, u64::try_from(n).ok()?))).collect();
        if weighed != data_digest {
            return Err(broken("its weights are those of another data set".to_owned()));
        }
        let released = self.compute(move || {
            let spec = &wave.spec;
            let again =
                calibrate_wave(&data, &spec.weighting).map_err(|_| "its margins cannot be met any more".to_owned())?;
            let influences = influences(again.as_ref(), &weights)?;
            let tables =
                tabulate_with(&wave.questionnaire, spec, &data, &influences).map_err(|error| error.to_string())?;
            Ok::<_, String>(release_with(&wave.questionnaire, spec, &tables, &diagnostics, is_simulated, &dispositions))
        });
        released.await?.map_err(broken)
    }

    /// Long arithmetic, away from the threads that answer respondents.
    pub(super) async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        tokio::task::spawn_blocking(work).await.map_err(|error| AppError::Internal(format!("computing: {error}")))
    }

    /// The sealed data set and its digest. Refused once the responses are erased: the digest stays, the file is empty.
    pub(super) async fn sealed_data(&self, wave_id: WaveId) -> Result<(DataSet, Digest), AppError> {
        let read = self.inner.store.read_async(move |tx| {
            let set = sealed_sets::by_wave(tx, wave_id)?.ok_or(StoreError::Absent("données scellées"))?;
            let file = sealed_sets::file(tx, wave_id)?.ok_or(StoreError::Absent("données scellées"))?;
            Ok((set.digest, file))
        });
        let (digest, file) = read.await?;
        if file.is_empty() {
            return Err(AppError::ResponsesErased);
        }
        let data = self.compute(move || {
            if Digest::of(&file) != digest {
                return Err("the sealed data set no longer matches its digest".to_owned());
            }
            export::parquet::read(&file).map_err(|error| error.to_string())
        });
        Ok((data.await?.map_err(AppError::Internal)?, digest))
    }

    /// Refuses early, before the long work; the write repeats the guard.
    pub(super) async fn demand(
        &self,
        wave: &LoadedWave,
        wanted: WaveState,
        verb: WaveVerb,
    ) -> Result<WaveRow, AppError> {
        let id = wave.id;
        let row = self.inner.store.read_async(move |tx| waves::by_id(tx, id)).await?.ok_or(AppError::WaveAbsent)?;
        if row.state == wanted {
            Ok(row)
        } else {
            Err(AppError::WrongState { state: row.state, wanted, verb: verb.french() })
        }
    }
}

/// Weights as they were stored, with what they were computed from.
#[derive(Debug, Clone)]
pub(super) struct StoredWeights {
    pub data_digest: Digest,
    pub weights: Vec<f64>,
    pub diagnostics: Diagnostics,
}

impl StoredWeights {
    pub(super) fn read(data_digest: Digest, weights: &PackedWeights, diagnostics: &str) -> Result<Self, String> {
        let diagnostics = serde_json::from_str(diagnostics).map_err(|error| error.to_string())?;
        Ok(Self { data_digest, weights: weights.unpack(), diagnostics })
    }
}

/// How far weights made again may be from those stored, relative to them: what another processor may round otherwise.
const SAME_WEIGHT: f64 = 1e-9;

/// The stored weights, with the calibration that made them made again for its residuals.
fn influences<'a>(again: Option<&'a Calibration>, weights: &'a [f64]) -> Result<Influences<'a>, String> {
    let Some(calibration) = again else { return Ok(Influences::simple(weights)) };
    let is_same = |(made, stored): (&f64, &f64)| (made - stored).abs() <= SAME_WEIGHT * stored.abs();
    if calibration.weights.len() != weights.len() || !calibration.weights.iter().zip(weights).all(is_same) {
        return Err("its weights are not those its scheme gives".to_owned());
    }
    Influences::calibrated(weights, calibration).ok_or_else(|| "its calibration began with base weights".to_owned())
}
