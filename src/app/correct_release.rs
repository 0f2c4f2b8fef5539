//! Corrections of a release: a new publication of the same data, with a public reason, proposed by one person and approved
//! by another. What is said of the wave, its weighting and its table plan may change; never the data, the questions as they
//! were asked, the disclosure rule or the embargo. The former publications stay.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::account::Actor;
use crate::app::loaded_wave::LoadedWave;
use crate::app::read_correction::{Named, Proposal};
use crate::app::wave_status::{WaveSummary, summary};
use crate::app::weigh_wave::StoredWeights;
use crate::app::{App, AppError};
use crate::domain::calibration::weigh;
use crate::domain::disclosure::Released;
use crate::domain::id::WaveSlug;
use crate::domain::release::{Difference, ReleaseContent, differences, hidden_otherwise};
use crate::domain::wave::{TablePlan, WaveBundle, WaveSpec, WaveState};
use crate::store::columns::{Moment, PackedWeights};
use crate::store::ids::WaveId;
use crate::store::release_corrections::CorrectionRow;
use crate::store::releases::ReleaseRow;
use crate::store::waves::WaveRow;
use crate::store::{ReadTx, StoreError, audit, release_corrections, releases, waves};

/// A reason is read by everybody: a sentence, and not a report.
pub const REASON_CHARS_MIN: usize = 10;
pub const REASON_CHARS_MAX: usize = 600;
/// Columns named in a refusal; the others are counted.
const TOLD_MAX: usize = 20;

/// What a correction starts from.
pub(super) struct Standing {
    pub row: WaveRow,
    declared: WaveSpec,
    /// The specs of the approved publications, the first one first: the last is the one that counts.
    specs: Vec<WaveSpec>,
    releases: Vec<ReleaseRow>,
}

impl App {
    /// Computes the corrected release and keeps the proposal, in the place of one that was not approved. Gives what the second
    /// person will read: the proposal, and the figures it changes.
    pub async fn propose_correction(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        bundle: WaveBundle,
        reason: &str,
    ) -> Result<(Proposal, Vec<Difference>), AppError> {
        actor.runs_waves()?;
        let given = self.compute(move || bundle.read()).await?.map_err(AppError::BadFiles)?.1;
        self.propose(actor, slug, given, reason).await
    }

    /// The same from the wave file and what it names, by their names; the questionnaire is the one that was asked.
    pub async fn propose_from_files(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        files: BTreeMap<String, String>,
        reason: &str,
    ) -> Result<(Proposal, Vec<Difference>), AppError> {
        actor.runs_waves()?;
        let wave = self.current_wave(slug).await?;
        let bundle = bundle_of(files)?;
        let given = self.compute(move || bundle.read_against(&wave.questionnaire)).await?;
        self.propose(actor, slug, given.map_err(AppError::BadFiles)?, reason).await
    }

    async fn propose(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        given: WaveSpec,
        reason: &str,
    ) -> Result<(Proposal, Vec<Difference>), AppError> {
        let by = actor.runs_waves()?;
        let reason = reason_of(reason)?;
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
        let row = CorrectionRow {
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
        let released = self.corrected(&wave, &standing, &row).await?;
        let figures = differences(standing.latest(&wave)?.content(), released.content());
        let label = actor.label().to_owned();
        let kept = self.inner.store.write_or_async(move |tx| {
            release_corrections::lock(tx, row.wave_id)?;
            let now = tx.now()?;
            let row = CorrectionRow { proposed_at: Moment::from(now), ..row.clone() };
            release_corrections::propose(tx, &row).map_err(overtaken)?;
            let detail = format!("n° {} : {}", row.number, row.reason);
            audit::record(tx, now, &label, "correction_proposed", Some(row.wave_id), &detail)?;
            Ok::<_, AppError>(row)
        });
        let former = standing.specs.last().unwrap_or(&standing.declared).canonical_json();
        Ok((Proposal::of(&kept.await?, actor.label().to_owned(), &former), figures))
    }

    /// The correction that waits for a second person, if any.
    pub(super) async fn pending_correction(&self, wave_id: WaveId) -> Result<Option<CorrectionRow>, AppError> {
        Ok(self.inner.store.read_async(move |tx| pending(tx, wave_id)).await?)
    }

    /// Computes again the correction that is meant and publishes it, under the same embargo.
    pub async fn approve_correction(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        named: Named<'_>,
    ) -> Result<WaveSummary, AppError> {
        let by = actor.runs_waves()?;
        let wave = self.current_wave(slug).await?;
        let correction = self.named_correction(wave.id, named).await?;
        if correction.proposed_by == by {
            return Err(AppError::SameCorrector);
        }
        let standing = self.published_so_far(&wave).await?;
        let released = self.corrected(&wave, &standing, &correction).await?;
        let of = Some((correction.number, correction.reason.clone()));
        let frozen = self.freeze(&standing.row, by, of, released).await?;
        let actor = actor.label().to_owned();
        let row = self.inner.store.write_or_async(move |tx| {
            release_corrections::lock(tx, correction.wave_id)?;
            // Proposed anew meanwhile: what was computed is no longer what waits.
            if pending(tx, correction.wave_id)?.as_ref() != Some(&correction) {
                return Err(AppError::CorrectionMoved);
            }
            let now = tx.now()?;
            frozen.keep(tx).map_err(overtaken)?;
            let detail = format!("n° {} : {}", correction.number, correction.reason);
            audit::record(tx, now, &actor, "correction_approved", Some(correction.wave_id), &detail)?;
            waves::by_id(tx, correction.wave_id)?.ok_or(AppError::WaveAbsent)
        });
        summary(&row.await?)
    }

    /// Takes back the correction that is meant: nothing waits any more. By whoever proposed it, or somebody else.
    pub async fn withdraw_correction(&self, actor: &Actor, slug: &WaveSlug, named: Named<'_>) -> Result<(), AppError> {
        actor.runs_waves()?;
        let wave = self.current_wave(slug).await?;
        let correction = self.named_correction(wave.id, named).await?;
        let actor = actor.label().to_owned();
        let withdrawn = self.inner.store.write_or_async(move |tx| {
            release_corrections::lock(tx, correction.wave_id)?;
            if pending(tx, correction.wave_id)?.as_ref() != Some(&correction) {
                return Err(AppError::CorrectionMoved);
            }
            let now = tx.now()?;
            release_corrections::withdraw(tx, correction.wave_id, correction.number)?;
            let detail = format!("n° {} : {}", correction.number, correction.reason);
            Ok(audit::record(tx, now, &actor, "correction_withdrawn", Some(correction.wave_id), &detail)?)
        });
        withdrawn.await
    }

    pub(super) async fn published_so_far(&self, wave: &LoadedWave) -> Result<Standing, AppError> {
        let id = wave.id;
        let found = self.inner.store.read_async(move |tx| {
            let row = waves::by_id(tx, id)?;
            let mut publications = Vec::new();
            for row in releases::approvals(tx, id)? {
                let correction = release_corrections::by_number(tx, id, row.number)?;
                publications.extend(releases::by_number(tx, id, row.number)?.map(|release| (release, correction)));
            }
            Ok((row, publications))
        });
        let (row, publications) = found.await?;
        let row = row.ok_or(AppError::WaveAbsent)?;
        if !row.state.is_approved() {
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
    pub(super) async fn corrected(
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

    pub(super) fn latest(&self, wave: &LoadedWave) -> Result<Released, AppError> {
        let release = self.releases.last().ok_or(AppError::ReleaseNotPublic)?;
        self.read(wave, release)
    }

    fn read(&self, wave: &LoadedWave, release: &ReleaseRow) -> Result<Released, AppError> {
        Released::from_stored(&release.content, &release.digest, self.declared.disclosure)
            .map_err(|error| AppError::Internal(format!("{}: stored release: {error}", wave.spec.slug)))
    }
}

/// The one numbered after the last release.
pub(super) fn pending(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Option<CorrectionRow>, StoreError> {
    match releases::latest_number(tx, wave_id)? {
        Some(latest) => release_corrections::by_number(tx, wave_id, latest.saturating_add(1)),
        None => Ok(None),
    }
}

/// Somebody proposed or approved at the same instant.
fn overtaken(error: StoreError) -> AppError {
    match error {
        StoreError::Conflict(_) => AppError::CorrectionMoved,
        other => other.into(),
    }
}

/// One wave file, and what it names: the margins under the names it gives them, logos in their folder.
fn bundle_of(mut files: BTreeMap<String, String>) -> Result<WaveBundle, AppError> {
    let is_wave = |name: &&String| name.ends_with(".toml");
    let mut found = files.keys().filter(is_wave);
    let (Some(name), None) = (found.next().cloned(), found.next()) else {
        let why = "attendu : un fichier de vague (.toml), et les fichiers de ses marges (.csv)".to_owned();
        return Err(AppError::BadField { field: "files", why });
    };
    let text = files.remove(&name).unwrap_or_default();
    let mut margins = BTreeMap::new();
    for named in WaveBundle::names_in(&name, &text).map_err(AppError::BadFiles)?.margins {
        let own = named.rsplit('/').next().unwrap_or(&named);
        margins.extend(files.remove(own).map(|text| (named.clone(), text)));
    }
    let neighbours = files.into_iter().map(|(name, text)| (["logos/", &name].concat(), text)).collect();
    Ok(WaveBundle { wave: (name, text), questionnaire: Default::default(), margins, neighbours })
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
    // Every field is named: one that comes is to be thought of.
    let WaveSpec {
        slug,
        questionnaire_digest,
        fieldwork,
        access,
        quotas,
        disclosure,
        embargo,
        retention,
        entry,
        panel,
        study: _,
        key: _,
        title: _,
        questionnaire_version: _,
        audience: _,
        universe: _,
        mode: _,
        weighting: _,
        tables: _,
        parties: _,
        texts: _,
        other_texts: _,
        lease_minutes: _,
        privacy: _,
        pages: _,
        notice: _,
    } = given;
    let declared = &standing.declared;
    let is_same_questionnaire =
        [&declared.questionnaire_digest, &wave.spec.questionnaire_digest].contains(&questionnaire_digest);
    let kept = [
        (*slug == declared.slug, "étude et clé de la vague"),
        (is_same_questionnaire, "questionnaire, tel qu'il a été posé"),
        (*fieldwork == declared.fieldwork, "dates de terrain"),
        (*access == declared.access, "modes d'accès"),
        (*quotas == declared.quotas, "quotas"),
        (*disclosure == declared.disclosure, "règle de secret"),
        (*embargo == declared.embargo, "embargo"),
        (*retention == declared.retention, "durées de conservation"),
        (*entry == declared.entry, "formulaire modéré"),
        (*panel == declared.panel, "panel"),
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
