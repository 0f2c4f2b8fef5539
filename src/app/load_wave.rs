//! Loading a wave: everything its files name is checked together, then stored as it is, once.

use crate::app::account::Actor;
use crate::app::wave_status::{WaveSummary, summary};
use crate::app::{App, AppError, lists};
use crate::domain::hidden::{self, Arm};
use crate::domain::id::Digest;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::quota::{Cell, Cells};
use crate::domain::wave::{WaveBundle, WaveSpec};
use crate::store::ids::{HashBytes, WaveId};
use crate::store::questionnaires::NewQuestionnaire;
use crate::store::waves::NewWave;
use crate::store::{StoreError, arms, audit, questionnaires, quotas, wave_versions, waves};

impl App {
    /// Loading the same files again changes nothing; other content under the same name is refused.
    pub async fn load_wave(&self, actor: &Actor, bundle: WaveBundle) -> Result<WaveSummary, AppError> {
        let source = bundle.questionnaire.1.clone();
        // Megabytes of text may come: read away from the threads that answer respondents.
        let (questionnaire, spec) = tokio::task::spawn_blocking(move || bundle.read())
            .await
            .map_err(|error| AppError::Internal(format!("reading a wave: {error}")))?
            .map_err(AppError::BadFiles)?;
        let canonical = questionnaire.canonical_json();
        let spec_text = spec.canonical_json();
        let spec_digest = Digest::of(spec_text.as_bytes());
        let (given, declared) = (questionnaire.clone(), spec.clone());
        let actor = actor.label().to_owned();
        let outcome = self
            .inner
            .store
            .write_async(move |tx| {
                if let Some(known) = waves::by_slug(tx, &spec.slug)? {
                    return Ok((known.spec_digest == spec_digest).then_some(known));
                }
                let now = tx.now()?;
                let version = NewQuestionnaire {
                    digest: spec.questionnaire_digest,
                    study: &spec.study,
                    version: i32::try_from(spec.questionnaire_version).unwrap_or(i32::MAX),
                    canonical: &canonical,
                    source: &source,
                    loaded_at: now,
                };
                lists::store(tx, &questionnaire, now)?;
                questionnaires::insert_or_same(tx, &version)?;
                let id = WaveId::random();
                let row = NewWave {
                    id,
                    slug: spec.slug.clone(),
                    study: spec.study.clone(),
                    wave_key: spec.key.clone(),
                    questionnaire_version: version.version,
                    questionnaire_digest: spec.questionnaire_digest,
                    spec: spec_text,
                    spec_digest,
                    is_simulated: false,
                    closes_at: Some(spec.fieldwork.closes_at),
                    embargo_at: spec.embargo,
                    loaded_at: now,
                    link_salt: HashBytes::random(),
                };
                waves::insert(tx, &row)?;
                wave_versions::insert(tx, id, version.version, version.digest, now)?;
                quotas::insert_cells(tx, id, &empty_cells(&spec))?;
                arms::insert(tx, id, &arms_of(&questionnaire))?;
                audit::record(tx, now, &actor, "wave_loaded", Some(id), &spec_digest.hex())?;
                waves::by_id(tx, id)
            })
            .await;
        match outcome {
            Ok(Some(row)) => Ok(summary(&row)?),
            Ok(None) => Err(self.wave_changed(&declared.slug, &given, &declared).await?),
            Err(StoreError::Conflict(_)) => Err(self.version_changed(&given).await?),
            Err(error) => Err(error.into()),
        }
    }
}

/// Every arm of every split-ballot variable.
fn arms_of(questionnaire: &Questionnaire) -> Vec<Arm> {
    hidden::arms(questionnaire)
        .into_iter()
        .flat_map(|arms| arms.codes.into_iter().map(move |code| (arms.variable.clone(), code)))
        .collect()
}

fn empty_cells(spec: &WaveSpec) -> Cells {
    let cell = |target, max| Cell { target, max, completed: 0, reserved: 0 };
    Cells(spec.quotas.cells.iter().map(|planned| cell(planned.target, planned.max)).collect())
}
