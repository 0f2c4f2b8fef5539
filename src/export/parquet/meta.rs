//! What the file says of itself beside its columns: the wave, the version, the labels. Nothing that changes from one
//! sealing of the same responses to the next.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::data_set::grid_column;
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::{AnswerOption, Category, Item, Language, Question, Questionnaire, Text};

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
        let labels: BTreeMap<String, Labels> = q
            .questions()
            .flat_map(|(_, question)| question_labels(question))
            .chain(
                q.computed
                    .iter()
                    .map(|computed| (computed.id.to_string(), labels(&computed.label, &computed.categories))),
            )
            .collect();
        let origin = if is_simulated { "données simulées" } else { "données recueillies" };
        Ok(Self(BTreeMap::from([
            ("sonde.labels".to_owned(), serde_json::to_string(&labels)?),
            ("sonde.origin".to_owned(), origin.to_owned()),
            ("sonde.questionnaire_version".to_owned(), q.version.to_string()),
            ("sonde.study".to_owned(), q.study.to_string()),
            ("sonde.wave".to_owned(), wave.to_string()),
        ])))
    }
}

fn french(text: &Text) -> String {
    text.get(Language::Fr).to_owned()
}

fn labels(label: &Text, categories: &[Category]) -> Labels {
    let codes = categories.iter().map(|category| (category.code.to_string(), french(&category.label))).collect();
    Labels { label: french(label), codes }
}

fn question_labels(question: &Question) -> Vec<(String, Labels)> {
    let code = |option: &AnswerOption| (option.code.to_string(), french(&option.label));
    let codes: BTreeMap<String, String> = question.kind.options().iter().map(code).collect();
    let items = question.kind.items();
    if items.is_empty() {
        return vec![(question.id.to_string(), Labels { label: french(&question.text), codes })];
    }
    let row = |item: &Item| {
        let label = format!("{} — {}", french(&question.text), french(&item.label));
        (grid_column(&question.id, item), Labels { label, codes: codes.clone() })
    };
    items.iter().map(row).collect()
}
