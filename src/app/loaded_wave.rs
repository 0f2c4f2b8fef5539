//! A wave as the doors use it: its declared part with one version of its questionnaire, parsed once and kept, since neither
//! ever changes. What does change (state, counts, the version new interviews begin with) is always read from the database.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use crate::app::{App, AppError};
use crate::domain::hidden::{self, Arms};
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::wave::WaveSpec;
use crate::store::ids::WaveId;
use crate::store::wave_versions::WaveVersion;
use crate::store::waves::WaveRow;
use crate::store::{wave_versions, waves};

#[derive(Debug)]
pub struct LoadedWave {
    pub id: WaveId,
    /// As loaded, with the number and the digest of this version.
    pub spec: WaveSpec,
    pub questionnaire: Questionnaire,
    /// The split-ballot variables of the questionnaire.
    pub arms: Arc<[Arms]>,
}

type Versions = BTreeMap<u32, Arc<LoadedWave>>;

/// Waves already parsed, by name and version.
#[derive(Default)]
pub(super) struct LoadedWaves(RwLock<HashMap<WaveSlug, Versions>>);

impl LoadedWaves {
    /// The newest version this node has met.
    fn newest(&self, slug: &WaveSlug) -> Option<Arc<LoadedWave>> {
        let waves = self.0.read().unwrap_or_else(PoisonError::into_inner);
        waves.get(slug)?.last_key_value().map(|(_, wave)| Arc::clone(wave))
    }

    fn at(&self, slug: &WaveSlug, version: u32) -> Option<Arc<LoadedWave>> {
        let waves = self.0.read().unwrap_or_else(PoisonError::into_inner);
        waves.get(slug)?.get(&version).cloned()
    }

    fn keep(&self, wave: &Arc<LoadedWave>) {
        let mut waves = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let versions = waves.entry(wave.spec.slug.clone()).or_default();
        versions.insert(wave.questionnaire.version, Arc::clone(wave));
    }
}

impl App {
    /// The declared part of a wave, with the newest version this node has met: where the version matters, follow with
    /// [`App::at_version`], or ask [`App::current_wave`].
    pub(super) async fn loaded_wave(&self, slug: &WaveSlug) -> Result<Arc<LoadedWave>, AppError> {
        match self.inner.waves.newest(slug) {
            Some(wave) => Ok(wave),
            None => self.current_wave(slug).await,
        }
    }

    /// The sites that may show the pages of this wave inside theirs.
    pub async fn frames(&self, slug: &WaveSlug) -> Result<Vec<String>, AppError> {
        Ok(self.loaded_wave(slug).await?.spec.pages.frames.clone())
    }

    /// The wave with the version new interviews begin with, as the database says now.
    pub(super) async fn current_wave(&self, slug: &WaveSlug) -> Result<Arc<LoadedWave>, AppError> {
        let name = slug.clone();
        let row = self.inner.store.read_async(move |tx| waves::by_slug(tx, &name)).await?;
        let row = row.ok_or(AppError::WaveAbsent)?;
        self.version_of(row.questionnaire_version, row).await
    }

    /// The same wave with another version of its questionnaire.
    pub(super) async fn at_version(&self, wave: Arc<LoadedWave>, version: i32) -> Result<Arc<LoadedWave>, AppError> {
        if i32::try_from(wave.questionnaire.version) == Ok(version) {
            return Ok(wave);
        }
        let known = u32::try_from(version).ok().and_then(|version| self.inner.waves.at(&wave.spec.slug, version));
        if let Some(known) = known {
            return Ok(known);
        }
        let id = wave.id;
        let row = self.inner.store.read_async(move |tx| waves::by_id(tx, id)).await?;
        self.version_of(version, row.ok_or(AppError::WaveAbsent)?).await
    }

    /// The versions before this one, the newest first.
    pub(super) async fn older_versions(&self, wave: &Arc<LoadedWave>) -> Result<Vec<Arc<LoadedWave>>, AppError> {
        let id = wave.id;
        let numbers = self.inner.store.read_async(move |tx| wave_versions::numbers(tx, id)).await?;
        let mut older = Vec::new();
        for number in numbers {
            if u32::try_from(number).is_ok_and(|number| number < wave.questionnaire.version) {
                older.push(self.at_version(Arc::clone(wave), number).await?);
            }
        }
        Ok(older)
    }

    async fn version_of(&self, version: i32, row: WaveRow) -> Result<Arc<LoadedWave>, AppError> {
        let known = u32::try_from(version).ok().and_then(|version| self.inner.waves.at(&row.slug, version));
        if let Some(known) = known {
            return Ok(known);
        }
        let id = row.id;
        let stored = self.inner.store.read_async(move |tx| wave_versions::by_version(tx, id, version)).await?;
        let stored = stored.ok_or_else(|| {
            AppError::Internal(format!("{}: version {version} of its questionnaire is gone", row.slug))
        })?;
        let mut wave = parse(&row, &stored)?;
        self.attach_lists(&mut wave.questionnaire).await?;
        let wave = Arc::new(wave);
        self.inner.waves.keep(&wave);
        Ok(wave)
    }
}

/// Read back, it must still be what was frozen.
fn parse(row: &WaveRow, stored: &WaveVersion) -> Result<LoadedWave, AppError> {
    let bad = |what: &str, why: String| AppError::Internal(format!("{}: stored {what}: {why}", row.slug));
    let questionnaire = Questionnaire::from_canonical_json(&stored.canonical)
        .map_err(|error| bad("questionnaire", error.to_string()))?;
    if questionnaire.digest() != stored.digest {
        return Err(bad("questionnaire", "its bytes no longer match its digest".to_owned()));
    }
    let spec = WaveSpec::from_canonical_json(&row.spec).map_err(|error| bad("wave", error.to_string()))?;
    let spec = WaveSpec { questionnaire_version: questionnaire.version, questionnaire_digest: stored.digest, ..spec };
    let arms = hidden::arms(&questionnaire).into();
    Ok(LoadedWave { id: row.id, spec, questionnaire, arms })
}
