//! Why other content under a known name is refused: with the name of what changed.

use serde_json::Value;

use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::questionnaire::diff::{diff, named};
use crate::domain::wave::WaveSpec;
use crate::store::{questionnaires, waves};

impl App {
    /// The refusal of a wave already loaded with another content: which parts of it, and which changes of its
    /// questionnaire.
    pub(super) async fn wave_changed(
        &self,
        slug: &WaveSlug,
        given: &Questionnaire,
        spec: &WaveSpec,
    ) -> Result<AppError, AppError> {
        let name = slug.clone();
        let found = self.inner.store.read_async(move |tx| {
            let Some(row) = waves::by_slug(tx, &name)? else { return Ok(None) };
            let version = questionnaires::by_digest(tx, row.questionnaire_digest)?;
            Ok(version.map(|version| (row.spec, version.canonical)))
        });
        let (stored, canonical) = found.await?.ok_or(AppError::WaveAbsent)?;
        let mut changes = parts(&stored, &spec.canonical_json());
        changes.extend(since(&canonical, given)?);
        Ok(AppError::WaveChanged { slug: slug.to_string(), changes: changes.join(" ; ") })
    }

    /// The refusal of a version whose number another text has.
    pub(super) async fn version_changed(&self, given: &Questionnaire) -> Result<AppError, AppError> {
        let (study, version) = (given.study.clone(), i32::try_from(given.version).unwrap_or(i32::MAX));
        let found = self.inner.store.read_async(move |tx| questionnaires::by_version(tx, &study, version)).await?;
        let changes = match found {
            Some(stored) => since(&stored.canonical, given)?.unwrap_or_default(),
            None => String::new(),
        };
        Ok(AppError::VersionChanged { study: given.study.to_string(), version: given.version, changes })
    }
}

/// What changed since the stored text; nothing if nothing did.
fn since(canonical: &str, given: &Questionnaire) -> Result<Option<String>, AppError> {
    let stored = Questionnaire::from_canonical_json(canonical)
        .map_err(|error| AppError::Internal(format!("stored questionnaire: {error}")))?;
    let changes = diff(&stored, given);
    Ok((!changes.is_empty()).then(|| named(&changes)))
}

/// The parts of a wave file that differ; the digest follows the questionnaire, whose changes are told apart.
fn parts(stored: &str, given: &str) -> Vec<String> {
    let read = |text: &str| serde_json::from_str::<serde_json::Map<String, Value>>(text).unwrap_or_default();
    let (stored, given) = (read(stored), read(given));
    let names: std::collections::BTreeSet<&String> = stored.keys().chain(given.keys()).collect();
    names
        .into_iter()
        .filter(|name| name.as_str() != "questionnaire_digest" && stored.get(*name) != given.get(*name))
        .map(|name| format!("vague : {name}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_wave_that_differ_are_named() {
        let stored = r#"{"quotas":1,"title":"a","questionnaire_digest":"x"}"#;
        let given = r#"{"quotas":2,"title":"a","questionnaire_digest":"y","access":{}}"#;
        assert_eq!(parts(stored, given), ["vague : access", "vague : quotas"]);
    }
}
