//! What the file says of itself beside its columns: the wave, the version, the labels. Nothing that changes from one
//! sealing of the same responses to the next.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::data_set::{Variable, variables};
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::{Language, Questionnaire};
use crate::export::words::origin;

/// Key-value pairs of the file, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meta(pub(super) BTreeMap<String, String>);

#[derive(Serialize)]
struct Labels {
    label: String,
    codes: BTreeMap<String, String>,
}

impl Meta {
    pub fn of(q: &Questionnaire, wave: &WaveSlug, is_simulated: bool) -> Result<Self, serde_json::Error> {
        let labels: BTreeMap<String, Labels> =
            variables(q).into_iter().map(|variable| (variable.name.clone(), Labels::of(q, &variable))).collect();
        Ok(Self(BTreeMap::from([
            ("sonde.labels".to_owned(), serde_json::to_string(&labels)?),
            ("sonde.origin".to_owned(), origin(is_simulated).to_owned()),
            ("sonde.questionnaire_version".to_owned(), q.version.to_string()),
            ("sonde.study".to_owned(), q.study.to_string()),
            ("sonde.wave".to_owned(), wave.to_string()),
        ])))
    }
}

impl Labels {
    fn of(q: &Questionnaire, variable: &Variable<'_>) -> Self {
        let codes = variable.codes(q, Language::Fr).into_iter().collect();
        Self { label: variable.label(Language::Fr), codes }
    }
}
