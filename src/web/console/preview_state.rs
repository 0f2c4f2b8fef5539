//! What a preview knows of itself: answers, draw and language, carried by the page in hidden fields and by nothing else. Read back,
//! they are checked like anything a browser sends.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;

use crate::app::language::{self, LANGUAGE_PARAMETER};
use crate::domain::answer::{Answer, Answers};
use crate::domain::hidden;
use crate::domain::questionnaire::{Language, Questionnaire};
use crate::web::body;
use crate::web::error::Refusal;
use crate::web::problem::ProblemItem;
use crate::web::respond::landing::encoded;

/// The answers so far, packed.
pub const ANSWERS_FIELD: &str = "_apercu";
/// What draws the orders shown.
pub const SEED_FIELD: &str = "_tirage";
/// The language shown.
const LANGUAGE_FIELD: &str = "_langue_montree";
/// A preview carries no more: a page must stay a page.
const PACKED_CHARS_MAX: usize = 40 * 1024;

/// A preview under way.
pub struct State {
    pub answers: Answers,
    pub language: Language,
}

impl State {
    /// A preview that begins, of the draw and the hidden variables its address asks for; what it does not name is
    /// as an interview would have it.
    pub fn begun(q: &Questionnaire, query: &BTreeMap<String, String>) -> Self {
        let seed = query.get("tirage").and_then(|text| text.parse().ok()).unwrap_or(1);
        let mut answers = hidden::with_arms_drawn(q, hidden::given(q, &[]), seed).with_seed(seed);
        for (id, code) in query {
            let Some((slot, variable)) = q.hidden(id) else { continue };
            let at = variable.categories.iter().position(|category| category.code.as_str() == code);
            if let Some(at) = at.and_then(|at| u16::try_from(at).ok()) {
                answers.set(slot, Some(Answer::One(at)));
            }
        }
        let asked = query.get(LANGUAGE_PARAMETER).and_then(|code| language::known(q, code));
        Self { answers, language: language::spoken(q, asked) }
    }

    /// The same preview after these answers.
    pub fn with(&self, answers: Answers) -> Self {
        Self { answers, ..*self }
    }

    /// What an address asks for to begin again so, with another draw where it is given: the hidden variables chosen stay.
    pub fn query(&self, q: &Questionnaire, seed: Option<u64>) -> String {
        let mut query = ["?tirage=", &seed.unwrap_or_else(|| self.answers.seed()).to_string()].concat();
        if q.languages.len() > 1 {
            query = [&query, "&", LANGUAGE_PARAMETER, "=", self.language.code()].concat();
        }
        for hidden in &q.hidden {
            let answer = q.hidden(hidden.id.as_str()).and_then(|(slot, _)| self.answers.get(slot));
            let is_held = |at: usize| u16::try_from(at).is_ok_and(|at| answer.is_some_and(|answer| answer.has(at)));
            let held = hidden.categories.iter().enumerate().find(|(at, _)| is_held(*at));
            if let Some((_, category)) = held {
                query = [&query, "&", hidden.id.as_str(), "=", &encoded(category.code.as_str())].concat();
            }
        }
        query
    }

    /// What the page carried.
    pub fn carried(q: &Questionnaire, form: &[(String, String)]) -> Result<Self, Refusal> {
        let field = |name: &str| body::first(form, name);
        let seed = field(SEED_FIELD).and_then(|text| text.parse().ok()).ok_or_else(|| unreadable(SEED_FIELD))?;
        let packed = field(ANSWERS_FIELD).filter(|text| text.len() <= PACKED_CHARS_MAX);
        let bytes = packed.and_then(|text| BASE64URL_NOPAD.decode(text.as_bytes()).ok());
        let answers = match bytes {
            Some(bytes) if bytes.is_empty() => Some(Answers::none(q)),
            Some(bytes) => Answers::unpack(q, &bytes).ok(),
            None => None,
        };
        let answers = answers.ok_or_else(|| unreadable(ANSWERS_FIELD))?;
        let shown = field(LANGUAGE_FIELD).and_then(|code| language::known(q, code));
        Ok(Self { answers: answers.with_seed(seed), language: language::spoken(q, shown) })
    }

    /// To be carried by the next page.
    pub fn fields(&self) -> Result<Vec<(&'static str, String)>, Refusal> {
        let packed = BASE64URL_NOPAD.encode(&self.answers.pack());
        if packed.len() > PACKED_CHARS_MAX {
            let item =
                ProblemItem::at(ANSWERS_FIELD, "les réponses sont trop longues pour un aperçu, qui ne garde rien");
            return Err(Refusal::BadFields(vec![item]));
        }
        Ok(vec![
            (ANSWERS_FIELD, packed),
            (SEED_FIELD, self.answers.seed().to_string()),
            (LANGUAGE_FIELD, self.language.code().to_owned()),
        ])
    }
}

fn unreadable(field: &'static str) -> Refusal {
    Refusal::BadFields(vec![ProblemItem {
        accepted: Some("ce que la page de l’aperçu portait elle-même\u{a0}: recommencez l’aperçu".to_owned()),
        ..ProblemItem::at(field, "n’est pas ce que cet aperçu portait")
    }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{OptionCode, QuestionId, StudySlug};
    use crate::domain::questionnaire::{Category, Hidden, HiddenSource, Text};

    #[test]
    fn an_address_begins_again_with_the_same_arm_and_draw() {
        let category = |code: &str| Category { code: OptionCode::parse(code).unwrap(), label: Text::french(code) };
        let mut q = Questionnaire::plain(StudySlug::parse("essai").unwrap(), Text::french("Essai"), Vec::new());
        q.hidden = vec![Hidden {
            id: QuestionId::parse("FORMULATION").unwrap(),
            label: Text::french("Formulation"),
            categories: ["courte", "longue"].map(category).into(),
            source: HiddenSource::Arm { shares: vec![1, 1] },
        }];
        for arm in ["courte", "longue"] {
            let asked =
                BTreeMap::from([("FORMULATION", arm), ("tirage", "7")].map(|(a, b)| (a.to_owned(), b.to_owned())));
            let state = State::begun(&q, &asked);
            assert_eq!(state.query(&q, None), format!("?tirage=7&FORMULATION={arm}"));
            assert_eq!(state.query(&q, Some(8)), format!("?tirage=8&FORMULATION={arm}"));
        }
    }
}
