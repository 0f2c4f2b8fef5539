//! Why other content under a known name is refused: with the name of what changed.

use serde_json::Value;

use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::questionnaire::diff::{diff, named};
use crate::domain::release::Difference;
use crate::domain::wave::WaveSpec;
use crate::store::{questionnaires, waves};

/// Of a value told.
const VALUE_CHARS_MAX: usize = 200;

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

/// Every value of the wave file that differs, by its place in it; what a correction keeps of the questionnaire is not looked at.
pub(super) fn values(stored: &str, given: &str) -> Vec<Difference> {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let mut found = Vec::new();
    walk("", &read(stored), &read(given), &mut found);
    found
}

fn walk(place: &str, one: &Value, two: &Value, found: &mut Vec<Difference>) {
    let inner = |name: &str| if place.is_empty() { name.to_owned() } else { [place, ".", name].concat() };
    match (one, two) {
        _ if one == two => {}
        (Value::Object(mine), Value::Object(theirs)) => {
            let names: std::collections::BTreeSet<&String> = mine.keys().chain(theirs.keys()).collect();
            for name in names {
                let [one, two] = [mine, theirs].map(|values| values.get(name).unwrap_or(&Value::Null));
                walk(&inner(name), one, two, found);
            }
        }
        (Value::Array(mine), Value::Array(theirs)) if mine.len() == theirs.len() => {
            for (at, (one, two)) in mine.iter().zip(theirs).enumerate() {
                walk(&inner(&named_value(one).unwrap_or_else(|| (at + 1).to_string())), one, two, found);
            }
        }
        _ => found.push(Difference { place: place.to_owned(), published: shown(one), other: shown(two) }),
    }
}

/// What an element of a list goes by, where it has a name; the others go by their rank.
fn named_value(value: &Value) -> Option<String> {
    let codes = || Some(value.get("codes")?.as_array()?.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("×"));
    value.get("id").and_then(Value::as_str).map(ToOwned::to_owned).or_else(codes)
}

/// A text as it is; what is not there is a dash.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut cut: String = text.chars().take(VALUE_CHARS_MAX).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
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

    #[test]
    fn each_value_that_differs_is_told_with_its_place_before_and_after() {
        let stored = r#"{"title":"a","weighting":{"margins":[{"id":"sexe","targets":[{"codes":["homme","18"],"share":0.48}]},[1]]},"breaks":["S"]}"#;
        let given = r#"{"title":"b","weighting":{"margins":[{"id":"sexe","targets":[{"codes":["homme","18"],"share":0.3}]},[2]]},"breaks":["S","T"],"note":"n"}"#;
        let told: Vec<String> = values(stored, given)
            .iter()
            .map(|one| format!("{} : {} → {}", one.place, one.published, one.other))
            .collect();
        let expected = [
            r#"breaks : ["S"] → ["S","T"]"#,
            "note : – → n",
            "title : a → b",
            "weighting.margins.sexe.targets.homme×18.share : 0.48 → 0.3",
            "weighting.margins.2.1 : 1 → 2",
        ];
        assert_eq!(told, expected);
        assert_eq!(values(stored, stored), []);
    }
}
