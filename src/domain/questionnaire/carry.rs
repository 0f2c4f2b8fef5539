//! Options carried from an earlier question: written once, where they are first asked.

use super::fields::Fields;
use super::reading::Reading;
use super::{AnswerOption, Carried, Carry, Item, Kind, Question};
use crate::domain::fault::near_or;
use crate::domain::id::{NomenclatureId, QuestionId};

/// What later questions and variables may need of a question already read.
#[derive(Debug, Clone)]
pub(in crate::domain) struct Earlier {
    /// What can be carried: neither non-answers nor « aucun ».
    pub offered: Option<Vec<AnswerOption>>,
    pub order_key: String,
    pub decimals: u8,
    pub nomenclature: Option<NomenclatureId>,
}

impl Earlier {
    pub fn of(question: &Question) -> Self {
        let offered = match &question.kind {
            Kind::Single { options, .. } | Kind::Multiple { options, .. } | Kind::Ranking { options, .. } => {
                let carried = options.iter().filter(|option| option.missing.is_none() && !option.exclusive);
                Some(carried.map(bare).collect())
            }
            _ => None,
        };
        let decimals = match &question.kind {
            Kind::Number { decimals, .. } | Kind::Numbers { decimals, .. } => *decimals,
            _ => 0,
        };
        let nomenclature = match &question.kind {
            Kind::Entry { nomenclature, .. } => Some(nomenclature.clone()),
            _ => None,
        };
        Self { offered, order_key: question.order_key().to_owned(), decimals, nomenclature }
    }
}

/// The option without what was asked beside it, and without the condition of the other question.
fn bare(option: &AnswerOption) -> AnswerOption {
    AnswerOption { beside: None, show_if: None, ..option.clone() }
}

pub(super) fn read_carry(reading: &mut Reading, fields: &mut Fields) -> Option<Carry> {
    let mut table = fields.sub(reading, "carry")?;
    reading.note_place(&table);
    let from = table.name(reading, "from", QuestionId::parse);
    let words = [("chosen", Carried::Chosen), ("not_chosen", Carried::NotChosen)];
    let which = table.choice(reading, "which", &words, None);
    table.close(reading);
    Some(Carry { from: from?, which: which? })
}

/// What the other question offers, and what draws its order. Nothing once a fault was told.
pub(super) fn carried(reading: &mut Reading, carry: &Carry, place: &str) -> (Vec<AnswerOption>, Option<String>) {
    let Some(earlier) = reading.earlier.get(&carry.from) else {
        let known = reading.earlier.keys().map(QuestionId::as_str);
        let expected = near_or(carry.from.as_str(), known, || "une question posée avant celle-ci".to_owned());
        reading.fault_at(&format!("{place}.carry.from"), format!("pas de question {} avant", carry.from), expected);
        reading.is_complete = false;
        return (Vec::new(), None);
    };
    match (earlier.offered.clone(), earlier.order_key.clone()) {
        (Some(options), key) => (options, Some(key)),
        (None, _) => {
            let what = format!("{} n'a pas d'options à reprendre", carry.from);
            let expected = "une question single, multiple ou ranking".to_owned();
            reading.fault_at(&format!("{place}.carry.from"), what, Some(expected));
            (Vec::new(), None)
        }
    }
}

/// Those of the other question, then those given besides; where both have a code, what is given counts.
pub(super) fn joined(carried: Vec<AnswerOption>, own: Vec<AnswerOption>) -> Vec<AnswerOption> {
    let mut all: Vec<AnswerOption> =
        carried.into_iter().filter(|option| own.iter().all(|given| given.code != option.code)).collect();
    all.extend(own);
    all
}

/// The same with rows.
pub(super) fn joined_items(carried: Vec<AnswerOption>, own: Vec<Item>) -> Vec<Item> {
    let is_new = |option: &AnswerOption| own.iter().all(|given| given.code != option.code);
    let mut all: Vec<Item> =
        carried.into_iter().filter(is_new).map(|option| Item::plain(option.code, option.label)).collect();
    all.extend(own);
    all
}
