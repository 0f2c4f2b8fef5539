//! A new version of the questionnaire taken up while the field is open. Only what the table of the classes of change lets go
//! live passes, and nothing that touches what the quotas and the weights are decided by. Interviews under way end with the
//! version they began with; those that begin take the new one; sealing says them all in the newest.

use std::collections::BTreeSet;

use crate::app::account::Actor;
use crate::app::loaded_wave::LoadedWave;
use crate::app::wave_status::{WaveSummary, summary};
use crate::app::{App, AppError, lists};
use crate::domain::id::{QuestionId, WaveSlug};
use crate::domain::questionnaire::Questionnaire;
use crate::domain::questionnaire::diff::{Change, ChangeClass, Of, diff, named};
use crate::domain::wave::{WaveBundle, WaveSpec, WaveState};
use crate::store::questionnaires::NewQuestionnaire;
use crate::store::{StoreError, audit, questionnaires, wave_versions, waves};

/// What was taken up.
#[derive(Debug, Clone)]
pub struct Revision {
    pub wave: WaveSummary,
    pub from: u32,
    pub to: u32,
    pub changes: Vec<Change>,
}

impl App {
    /// Of the bundle, the questionnaire and what stands beside it: the new version, whose number follows the one in the field.
    pub async fn revise_wave(&self, actor: &Actor, slug: &WaveSlug, bundle: WaveBundle) -> Result<Revision, AppError> {
        let source = bundle.questionnaire.1.clone();
        let next = tokio::task::spawn_blocking(move || bundle.questionnaire())
            .await
            .map_err(|error| AppError::Internal(format!("reading a version: {error}")))?
            .map_err(AppError::BadFiles)?;
        let wave = self.current_wave(slug).await?;
        let changes = diff(&wave.questionnaire, &next);
        let refused = refusals(&wave, &next, &changes);
        if !refused.is_empty() {
            return Err(AppError::RevisionRefused(refused));
        }
        let (from, to) = (wave.questionnaire.version, next.version);
        let wave = self.take_up(actor, &wave, next, source, named(&changes)).await?;
        // This node knows it from here on; the others when they next ask for the state of the wave.
        self.current_wave(slug).await?;
        Ok(Revision { wave, from, to, changes })
    }

    /// One write, which repeats the guard: the wave is open, and still at the version that was compared.
    async fn take_up(
        &self,
        actor: &Actor,
        wave: &LoadedWave,
        next: Questionnaire,
        source: String,
        what: String,
    ) -> Result<WaveSummary, AppError> {
        let (id, actor) = (wave.id, actor.label().to_owned());
        let (from, to) = (number(wave.questionnaire.version), number(next.version));
        let taken =
            AppError::VersionChanged { study: next.study.to_string(), version: next.version, changes: String::new() };
        let row = self
            .inner
            .store
            .write_or_async(move |tx| {
                let now = tx.now()?;
                let (digest, canonical) = (next.digest(), next.canonical_json());
                let version = NewQuestionnaire {
                    digest,
                    study: &next.study,
                    version: to,
                    canonical: &canonical,
                    source: &source,
                    loaded_at: now,
                };
                lists::store(tx, &next, now)?;
                match questionnaires::insert_or_same(tx, &version) {
                    Err(StoreError::Conflict(_)) => return Err(taken),
                    other => other?,
                }
                questionnaires::freeze(tx, digest, now)?;
                wave_versions::insert(tx, id, to, digest, now)?;
                if !wave_versions::take_up(tx, id, from, to)? {
                    let state = waves::by_id(tx, id)?.ok_or(AppError::WaveAbsent)?.state;
                    return Err(AppError::WrongState { state, wanted: WaveState::Open, verb: "changer de version" });
                }
                audit::record(tx, now, &actor, "wave_revised", Some(id), &format!("v{from} → v{to} : {what}"))?;
                waves::by_id(tx, id)?.ok_or(AppError::WaveAbsent)
            })
            .await?;
        summary(&row)
    }
}

fn number(version: u32) -> i32 {
    i32::try_from(version).unwrap_or(i32::MAX)
}

/// Every reason why this version is not taken up, in words.
fn refusals(wave: &LoadedWave, next: &Questionnaire, changes: &[Change]) -> Vec<String> {
    let wanted = wave.questionnaire.version.saturating_add(1);
    let mut refused = Vec::new();
    if next.version != wanted {
        refused.push(format!("version {} : la version qui suit celle du terrain est la {wanted}", next.version));
    }
    if changes.is_empty() {
        refused.push("rien ne change : il n'y a pas de version à ouvrir".to_owned());
    }
    let deciding = deciding(&wave.spec, &wave.questionnaire);
    for change in changes {
        let consequence = change.consequence();
        if !consequence.goes_live {
            refused.push(format!("{change} : {}", consequence.live_why));
        } else if moves_profile(change, &deciding) {
            refused.push(format!("{change} : cette question décide des quotas ou des poids de la vague"));
        }
    }
    let unknown = next.placeholders().into_iter().filter(|name| !wave.spec.texts.contains_key(*name));
    refused.extend(unknown.map(|name| format!("{{{name}}} : la vague ne donne pas ce texte")));
    refused
}

/// Whether it may change into which cell a respondent falls, or that they fall into one.
fn moves_profile(change: &Change, deciding: &BTreeSet<&QuestionId>) -> bool {
    let is_words = matches!(
        change.class,
        ChangeClass::Typo
            | ChangeClass::Source
            | ChangeClass::Cover
            | ChangeClass::EndPage
            | ChangeClass::LanguageAdded
    );
    match &change.place.of {
        Of::Question(id) => !is_words && deciding.iter().any(|variable| variable.as_str() == id),
        _ => false,
    }
}

/// The variables of the quotas and of the weights, and every question they are computed from.
fn deciding<'a>(spec: &'a WaveSpec, q: &'a Questionnaire) -> BTreeSet<&'a QuestionId> {
    let quotas = spec.quotas.margins.iter().flat_map(|margin| &margin.variables);
    let weights = spec.weighting.margins.iter().flat_map(|margin| &margin.variables);
    let mut deciding: BTreeSet<&QuestionId> = quotas.chain(weights).collect();
    // Dependency order, read backwards: what a variable is computed from stands before it.
    for computed in q.computed.iter().rev() {
        if deciding.contains(&computed.id) {
            deciding.extend(computed.rule.sources());
        }
    }
    deciding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::questionnaire::tests::covid;
    use crate::domain::quota::QuotaMargin;

    #[test]
    fn what_a_quota_is_computed_from_decides_it() {
        let q = covid();
        let mut spec = crate::domain::table::fixture::spec();
        spec.weighting.margins.clear();
        let computed = q.computed.iter().find(|computed| computed.rule.sources().len() == 1).unwrap();
        spec.quotas.margins = vec![QuotaMargin {
            id: "essai".to_owned(),
            label: "Essai".to_owned(),
            variables: vec![computed.id.clone()],
            uncovered: Vec::new(),
        }];
        let found: Vec<&str> = deciding(&spec, &q).into_iter().map(QuestionId::as_str).collect();
        let mut expected = vec![computed.id.as_str(), computed.rule.sources()[0].as_str()];
        expected.sort_unstable();
        assert_eq!(found, expected);
    }
}
