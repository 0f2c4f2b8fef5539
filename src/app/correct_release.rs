//! Corrections of a release: a new publication of the same data, with a public reason, proposed by one person and approved
//! by another. What is said of the wave, its weighting and its table plan may change; never the data, the questions as they
//! were asked, the disclosure rule or the embargo. The former publications stay.

use std::sync::Arc;

use crate::app::account::Actor;
use crate::app::loaded_wave::LoadedWave;
use crate::app::wave_status::{WaveSummary, summary};
use crate::app::weigh_wave::StoredWeights;
use crate::app::{App, AppError};
use crate::domain::calibration::weigh;
use crate::domain::disclosure::Released;
use crate::domain::id::WaveSlug;
use crate::domain::release::{ReleaseContent, differences, hidden_otherwise};
use crate::domain::wave::{TablePlan, WaveBundle, WaveSpec, WaveState};
use crate::store::columns::{Moment, PackedWeights};
use crate::store::ids::WaveId;
use crate::store::release_corrections::CorrectionRow;
use crate::store::releases::ReleaseRow;
use crate::store::waves::WaveRow;
use crate::store::{ReadTx, StoreError, audit, release_corrections, releases, waves};

/// A reason is read by everybody: a sentence, and not a report.
const REASON_CHARS_MIN: usize = 10;
const REASON_CHARS_MAX: usize = 600;
/// Figures told to whoever proposes; the others are counted.
const TOLD_MAX: usize = 20;

/// What was proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Of the publication it will be.
    pub number: u32,
    /// Figures that change, from the publication that counts.
    pub changed: usize,
    /// The first of them, in words.
    pub told: Vec<String>,
}

/// What a correction starts from.
struct Standing {
    row: WaveRow,
    declared: WaveSpec,
    /// The specs of the approved publications, the first one first: the last is the one that counts.
    specs: Vec<WaveSpec>,
    releases: Vec<ReleaseRow>,
}

impl App {
    /// Computes the corrected release and keeps the proposal, in the place of one that was not approved.
    pub async fn propose_correction(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        bundle: WaveBundle,
        reason: &str,
    ) -> Result<Proposed, AppError> {
        let by = actor.runs_waves()?;
        let reason = reason_of(reason)?;
        let given = self.compute(move || bundle.read()).await?.map_err(AppError::BadFiles)?.1;
        let wave = self.current_wave(slug).await?;
        let standing = self.published_so_far(&wave).await?;
        let refused = refusals(&standing, &wave, &given);
        if !refused.is_empty() {
            return Err(AppError::CorrectionRefused(refused));
        }
        let spec = WaveSpec {
            questionnaire_version: wave.spec.questionnaire_version,
            questionnaire_digest: wave.spec.questionnaire_digest,
            ..given
        };
        let (data, data_digest) = self.sealed_data(wave.id).await?;
        let scheme = spec.weighting.clone();
        let weighting = self.compute(move || weigh(&data, &scheme)).await?.map_err(AppError::WeightsInfeasible)?;
        let diagnostics =
            serde_json::to_string(&weighting.diagnostics).map_err(|error| AppError::Internal(error.to_string()))?;
        let proposal = CorrectionRow {
            wave_id: wave.id,
            number: standing.next_number(),
            reason,
            spec: spec.canonical_json(),
            data_digest,
            weights: PackedWeights::pack(&weighting.weights),
            diagnostics,
            proposed_by: by,
            proposed_at: Moment::from(standing.row.loaded_at.utc()),
        };
        let released = self.corrected(&wave, &standing, &proposal).await?;
        let counts = standing.latest(&wave)?;
        let changed = differences(counts.content(), released.content());
        let told = changed.iter().take(TOLD_MAX);
        let told = told.map(|one| format!("{} : {} → {}", one.place, one.published, one.other)).collect();
        let number = u32::try_from(proposal.number).unwrap_or(u32::MAX);
        let actor = actor.label().to_owned();
        let kept = self.inner.store.write_async(move |tx| {
            let now = tx.now()?;
            let detail = format!("n° {number} : {}", proposal.reason);
            release_corrections::propose(tx, &CorrectionRow { proposed_at: Moment::from(now), ..proposal.clone() })?;
            audit::record(tx, now, &actor, "correction_proposed", Some(proposal.wave_id), &detail)
        });
        kept.await?;
        Ok(Proposed { number, changed: changed.len(), told })
    }

    /// The correction that waits for a second person, if any.
    pub(super) async fn pending_correction(&self, wave_id: WaveId) -> Result<Option<CorrectionRow>, AppError> {
        Ok(self.inner.store.read_async(move |tx| pending(tx, wave_id)).await?)
    }

    /// Computes it again and publishes it, under the same embargo.
    pub(super) async fn approve_correction(
        &self,
        actor: &Actor,
        wave: Arc<LoadedWave>,
        correction: CorrectionRow,
    ) -> Result<WaveSummary, AppError> {
        let by = actor.runs_waves()?;
        if correction.proposed_by == by {
            return Err(AppError::SameCorrector);
        }
        let standing = self.published_so_far(&wave).await?;
        let released = self.corrected(&wave, &standing, &correction).await?;
        let of = Some((correction.number, correction.reason.clone()));
        let frozen = self.freeze(&standing.row, by, of, released).await?;
        let actor = actor.label().to_owned();
        let row = self.inner.store.write_or_async(move |tx| {
            // Proposed anew meanwhile: what was computed is no longer what waits.
            if pending(tx, correction.wave_id)?.as_ref() != Some(&correction) {
                return Err(AppError::CorrectionRefused(vec!["elle vient de changer : relisez-la".to_owned()]));
            }
            let now = tx.now()?;
            frozen.keep(tx)?;
            let detail = format!("n° {} : {}", correction.number, correction.reason);
            audit::record(tx, now, &actor, "correction_approved", Some(correction.wave_id), &detail)?;
            waves::by_id(tx, correction.wave_id)?.ok_or(AppError::WaveAbsent)
        });
        summary(&row.await?)
    }

    async fn published_so_far(&self, wave: &LoadedWave) -> Result<Standing, AppError> {
        let id = wave.id;
        let found = self.inner.store.read_async(move |tx| {
            let row = waves::by_id(tx, id)?;
            let mut publications = Vec::new();
            for (number, _) in releases::approvals(tx, id)? {
                let correction = release_corrections::by_number(tx, id, number)?;
                publications.extend(releases::by_number(tx, id, number)?.map(|release| (release, correction)));
            }
            Ok((row, publications))
        });
        let (row, publications) = found.await?;
        let row = row.ok_or(AppError::WaveAbsent)?;
        if !matches!(row.state, WaveState::Approved | WaveState::Public) {
            return Err(AppError::WrongState { state: row.state, wanted: WaveState::Approved, verb: "la corriger" });
        }
        let read = |text: &str| {
            WaveSpec::from_canonical_json(text)
                .map_err(|error| AppError::Internal(format!("{}: stored wave: {error}", row.slug)))
        };
        let declared = read(&row.spec)?;
        let mut standing = Standing { declared, specs: Vec::new(), releases: Vec::new(), row: row.clone() };
        for (release, correction) in publications {
            let spec = correction.map_or(Ok(standing.declared.clone()), |correction| read(&correction.spec))?;
            standing.specs.push(spec);
            standing.releases.push(release);
        }
        Ok(standing)
    }

    /// The corrected release. All plans together are computed too: what any of them hides, none may show.
    async fn corrected(
        &self,
        wave: &LoadedWave,
        standing: &Standing,
        correction: &CorrectionRow,
    ) -> Result<Released, AppError> {
        let broken = |why: String| AppError::Internal(format!("{}: correction: {why}", wave.spec.slug));
        let spec = WaveSpec::from_canonical_json(&correction.spec).map_err(|error| broken(error.to_string()))?;
        let weights = StoredWeights::read(correction.data_digest, &correction.weights, &correction.diagnostics);
        let weights = weights.map_err(broken)?;
        let is_simulated = standing.row.is_simulated;
        let with = |tables: TablePlan| {
            let spec = WaveSpec { tables, ..spec.clone() };
            Arc::new(LoadedWave {
                id: wave.id,
                spec,
                questionnaire: wave.questionnaire.clone(),
                arms: Arc::clone(&wave.arms),
            })
        };
        let every_plan = standing.specs.iter().fold(spec.tables.clone(), |plan, former| joined(plan, &former.tables));
        let released = self.compute_release(with(spec.tables.clone()), weights.clone(), is_simulated).await?;
        let together = match every_plan == spec.tables {
            true => released.clone(),
            false => self.compute_release(with(every_plan), weights, is_simulated).await?,
        };
        let mut showing = hidden_otherwise(released.content(), together.content());
        for content in standing.contents(wave)? {
            showing.extend(hidden_otherwise(&content, together.content()));
        }
        showing.sort();
        showing.dedup();
        if showing.is_empty() {
            return Ok(released);
        }
        let rest = showing.len().saturating_sub(TOLD_MAX);
        showing.truncate(TOLD_MAX);
        let mut reasons = vec![
            "à côté des publications précédentes, elle laisserait retrouver ce qu'elles masquent, ou masquerait ce qu'elles \
             montrent ; gardez leur plan de tableaux, ou un plan dont elles ne disent rien"
                .to_owned(),
        ];
        reasons.append(&mut showing);
        reasons.extend((rest > 0).then(|| format!("et {rest} autres colonnes")));
        Err(AppError::CorrectionRefused(reasons))
    }
}

impl Standing {
    fn next_number(&self) -> i32 {
        self.releases.last().map_or(1, |release| release.number).saturating_add(1)
    }

    fn contents(&self, wave: &LoadedWave) -> Result<Vec<ReleaseContent>, AppError> {
        self.releases.iter().map(|release| Ok(self.read(wave, release)?.content().clone())).collect()
    }

    fn latest(&self, wave: &LoadedWave) -> Result<Released, AppError> {
        let release = self.releases.last().ok_or(AppError::ReleaseNotPublic)?;
        self.read(wave, release)
    }

    fn read(&self, wave: &LoadedWave, release: &ReleaseRow) -> Result<Released, AppError> {
        Released::from_stored(&release.content, &release.digest, self.declared.disclosure)
            .map_err(|error| AppError::Internal(format!("{}: stored release: {error}", wave.spec.slug)))
    }
}

/// The one numbered after the last release.
fn pending(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Option<CorrectionRow>, StoreError> {
    match releases::latest_number(tx, wave_id)? {
        Some(latest) => release_corrections::by_number(tx, wave_id, latest.saturating_add(1)),
        None => Ok(None),
    }
}

/// What is to be read by everybody: a few words at least, on one line.
fn reason_of(text: &str) -> Result<String, AppError> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = text.chars().count();
    if (REASON_CHARS_MIN..=REASON_CHARS_MAX).contains(&length) {
        return Ok(text);
    }
    let why = format!(
        "{length} caractères ; attendu : le motif que tout le monde lira, de {REASON_CHARS_MIN} à {REASON_CHARS_MAX} caractères"
    );
    Err(AppError::BadField { field: "reason", why })
}

/// Both plans: questions and breaks of the first, then those only the second has.
fn joined(mut plan: TablePlan, other: &TablePlan) -> TablePlan {
    for (mine, theirs) in [(&mut plan.questions, &other.questions), (&mut plan.breaks, &other.breaks)] {
        let missing: Vec<_> = theirs.iter().filter(|id| !mine.contains(id)).cloned().collect();
        mine.extend(missing);
    }
    plan
}

/// Why this file is no correction of this wave.
fn refusals(standing: &Standing, wave: &LoadedWave, given: &WaveSpec) -> Vec<String> {
    let declared = &standing.declared;
    let is_same_questionnaire =
        [&declared.questionnaire_digest, &wave.spec.questionnaire_digest].contains(&&given.questionnaire_digest);
    let kept = [
        (given.slug == declared.slug, "étude et clé de la vague"),
        (is_same_questionnaire, "questionnaire, tel qu'il a été posé"),
        (given.fieldwork == declared.fieldwork, "dates de terrain"),
        (given.access == declared.access, "modes d'accès"),
        (given.quotas == declared.quotas, "quotas"),
        (given.disclosure == declared.disclosure, "règle de secret"),
        (given.embargo == declared.embargo, "embargo"),
        (given.retention == declared.retention, "durées de conservation"),
        (given.entry == declared.entry, "formulaire modéré"),
        (given.panel == declared.panel, "panel"),
    ];
    let mut refused: Vec<String> =
        kept.iter().filter(|(is_kept, _)| !is_kept).map(|(_, what)| format!("{what} : ne se corrige pas")).collect();
    let same = WaveSpec {
        questionnaire_version: given.questionnaire_version,
        questionnaire_digest: given.questionnaire_digest,
        ..standing.specs.last().unwrap_or(declared).clone()
    };
    if refused.is_empty() && same.canonical_json() == given.canonical_json() {
        refused.push("ce fichier ne change rien à la publication en vigueur".to_owned());
    }
    refused
}
