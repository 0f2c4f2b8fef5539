//! Variables nobody is asked: what an interview is given at its start, by its address or by a split-ballot arm.

mod allocation;

use crate::domain::answer::{Answer, Answers};
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::{Hidden, HiddenSource, Questionnaire};

pub use allocation::{drawn, least_filled, of_variable};

/// A split-ballot variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arms {
    pub slot: usize,
    pub variable: QuestionId,
    /// One a category.
    pub codes: Vec<OptionCode>,
    pub shares: Vec<u16>,
}

/// One arm of a variable: what is counted.
pub type Arm = (QuestionId, OptionCode);

/// The split-ballot variables of a version, in its order.
pub fn arms(q: &Questionnaire) -> Vec<Arms> {
    slots(q)
        .filter_map(|(slot, hidden)| match &hidden.source {
            HiddenSource::Arm { shares } => Some(Arms {
                slot,
                variable: hidden.id.clone(),
                codes: hidden.categories.iter().map(|category| category.code.clone()).collect(),
                shares: shares.clone(),
            }),
            HiddenSource::Given { .. } => None,
        })
        .collect()
}

/// What the address gives, before anything is answered: of a parameter said twice the first counts, and a value that is
/// no category is as none.
pub fn given(q: &Questionnaire, parameters: &[(String, String)]) -> Answers {
    let mut answers = Answers::none(q);
    for (slot, hidden) in slots(q) {
        let HiddenSource::Given { parameter, default } = &hidden.source else { continue };
        let said = parameters.iter().find(|(name, _)| name == parameter).map(|(_, value)| value.as_str());
        let position = said.and_then(|code| position(hidden, code));
        let position = position.or_else(|| self::position(hidden, default.as_ref()?.as_str()));
        answers.set(slot, position.map(Answer::One));
    }
    answers
}

/// The same answers with every arm drawn by the seed alone.
pub fn with_arms_drawn(q: &Questionnaire, mut answers: Answers, seed: u64) -> Answers {
    for arms in arms(q) {
        let drawn = drawn(&arms.shares, of_variable(seed, arms.variable.as_str()));
        answers.set(arms.slot, drawn.and_then(|position| u16::try_from(position).ok()).map(Answer::One));
    }
    answers
}

/// The arms these answers hold.
pub fn held(q: &Questionnaire, answers: &Answers) -> Vec<Arm> {
    arms(q)
        .into_iter()
        .filter_map(|arms| match answers.get(arms.slot)? {
            Answer::One(position) => Some((arms.variable, arms.codes.get(usize::from(*position))?.clone())),
            _ => None,
        })
        .collect()
}

fn slots(q: &Questionnaire) -> impl Iterator<Item = (usize, &Hidden)> {
    let first = q.slots() - q.hidden.len();
    (first..).zip(&q.hidden)
}

fn position(hidden: &Hidden, code: &str) -> Option<u16> {
    let position = hidden.categories.iter().position(|category| category.code.as_str() == code)?;
    u16::try_from(position).ok()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::domain::questionnaire::{Category, Text};

    pub(crate) fn hidden(id: &str, codes: &[&str], source: HiddenSource) -> Hidden {
        let category = |code: &&str| Category { code: OptionCode::parse(code).unwrap(), label: Text::french(code) };
        Hidden {
            id: QuestionId::parse(id).unwrap(),
            label: Text::french(id),
            categories: codes.iter().map(category).collect(),
            source,
        }
    }

    fn questionnaire() -> Questionnaire {
        let mut q = crate::domain::questionnaire::tests::small_with(&[]);
        let given = |parameter: &str, default: Option<&str>| HiddenSource::Given {
            parameter: parameter.to_owned(),
            default: default.map(|code| OptionCode::parse(code).unwrap()),
        };
        q.hidden = vec![
            hidden("SRC", &["mail", "affiche"], given("src", Some("affiche"))),
            hidden("VAGUE", &["a", "b"], given("v", None)),
            hidden("BRAS", &["court", "long"], HiddenSource::Arm { shares: vec![1, 1] }),
        ];
        q
    }

    fn told(parameters: &[(&str, &str)]) -> Vec<Option<Answer>> {
        let q = questionnaire();
        let pairs: Vec<_> = parameters.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let answers = given(&q, &pairs);
        ["SRC", "VAGUE", "BRAS"].map(|id| answers.get(q.hidden(id).unwrap().0).cloned()).into()
    }

    #[test]
    fn the_address_gives_a_category_and_anything_else_is_as_nothing() {
        assert_eq!(told(&[("src", "mail"), ("v", "b")]), [Some(Answer::One(0)), Some(Answer::One(1)), None]);
        assert_eq!(told(&[("src", "<script>"), ("v", "c")]), [Some(Answer::One(1)), None, None]);
        assert_eq!(told(&[("BRAS", "court"), ("src", "mail"), ("src", "affiche")])[0], Some(Answer::One(0)));
        assert_eq!(told(&[]), [Some(Answer::One(1)), None, None]);
    }

    #[test]
    fn the_arms_of_answers_are_named_by_variable_and_code() {
        let q = questionnaire();
        let mut answers = given(&q, &[]);
        assert_eq!(held(&q, &answers), []);
        assert_eq!(held(&q, &with_arms_drawn(&q, answers.clone(), 7)).len(), 1);
        let slot = arms(&q)[0].slot;
        answers.set(slot, Some(Answer::One(1)));
        let (variable, code) = held(&q, &answers).pop().unwrap();
        assert_eq!((variable.as_str(), code.as_str()), ("BRAS", "long"));
    }
}
