//! A wave as the doors use it: its declared part, parsed once and kept, since a loaded wave never changes. What does
//! change (state, counts) is always read from the database.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::wave::WaveSpec;
use crate::store::ids::WaveId;
use crate::store::waves::WaveRow;
use crate::store::{questionnaires, waves};

#[derive(Debug)]
pub struct LoadedWave {
    pub id: WaveId,
    pub spec: WaveSpec,
    pub questionnaire: Questionnaire,
}

/// Waves already parsed, by name.
#[derive(Default)]
pub(super) struct LoadedWaves(RwLock<HashMap<WaveSlug, Arc<LoadedWave>>>);

impl LoadedWaves {
    fn get(&self, slug: &WaveSlug) -> Option<Arc<LoadedWave>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(slug).cloned()
    }

    fn keep(&self, wave: Arc<LoadedWave>) {
        let slug = wave.spec.slug.clone();
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(slug, wave);
    }
}

impl App {
    /// The declared part of a wave.
    pub(super) async fn loaded_wave(&self, slug: &WaveSlug) -> Result<Arc<LoadedWave>, AppError> {
        if let Some(wave) = self.inner.waves.get(slug) {
            return Ok(wave);
        }
        let name = slug.clone();
        let found = self
            .inner
            .store
            .read_async(move |tx| {
                let Some(row) = waves::by_slug(tx, &name)? else { return Ok(None) };
                let version = questionnaires::by_digest(tx, row.questionnaire_digest)?;
                Ok(Some((row, version)))
            })
            .await?;
        let (row, version) = found.ok_or(AppError::WaveAbsent)?;
        let version = version.ok_or_else(|| AppError::Internal(format!("{slug}: its questionnaire is gone")))?;
        let wave = Arc::new(parse(&row, &version.canonical)?);
        self.inner.waves.keep(Arc::clone(&wave));
        Ok(wave)
    }
}

/// Read back, it must still be what was frozen.
fn parse(row: &WaveRow, canonical: &str) -> Result<LoadedWave, AppError> {
    let bad = |what: &str, why: String| AppError::Internal(format!("{}: stored {what}: {why}", row.slug));
    let questionnaire =
        Questionnaire::from_canonical_json(canonical).map_err(|error| bad("questionnaire", error.to_string()))?;
    if questionnaire.digest() != row.questionnaire_digest {
        return Err(bad("questionnaire", "its bytes no longer match its digest".to_owned()));
    }
    let spec = WaveSpec::from_canonical_json(&row.spec).map_err(|error| bad("wave", error.to_string()))?;
    Ok(LoadedWave { id: row.id, spec, questionnaire })
}
