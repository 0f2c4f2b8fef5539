//! The variables a wave may count, weigh or cross by: profile variables with categories, that nobody can skip.

use std::ops::Range;

use toml::Spanned;

use crate::domain::fault::Source;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::{Kind, Language, Question, Questionnaire, Role};
use crate::domain::wave::certain::{Base, EVERYBODY, bases, gap};
use crate::domain::wave::coverage::near_or_all;

/// What the variable is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Quota,
    Weighting,
    Break,
}

pub(super) struct Variable<'q> {
    pub id: &'q QuestionId,
    pub categories: Vec<Category<'q>>,
}

pub(super) struct Category<'q> {
    pub code: &'q OptionCode,
    pub label: &'q str,
    /// A declared non-answer.
    pub is_missing: bool,
}

impl<'q> Variable<'q> {
    pub(super) fn label(&self, code: &OptionCode) -> &'q str {
        self.categories.iter().find(|category| category.code == code).map_or("", |category| category.label)
    }

    /// The category of that code, or a fault at that place.
    pub(super) fn category(
        &self,
        source: &mut Source,
        place: &str,
        span: &Range<usize>,
        code: &str,
    ) -> Option<&Category<'q>> {
        let found = self.categories.iter().find(|category| category.code.as_str() == code);
        if found.is_none() {
            let known: Vec<&str> = self.categories.iter().map(|category| category.code.as_str()).collect();
            let what = format!("code inconnu de {} : « {code} »", self.id);
            source.fault(span.clone(), place, what, Some(near_or_all(code, &known)));
        }
        found
    }
}

/// Finds the variable and checks that it can serve; `None` once a fault was noted.
pub(super) fn variable<'q>(
    source: &mut Source,
    q: &'q Questionnaire,
    id: &Spanned<QuestionId>,
    place: &str,
    purpose: Use,
) -> Option<Variable<'q>> {
    let Some(found) = find(q, id.get_ref()) else {
        let known: Vec<&str> = usable(q);
        let what = format!("variable inconnue : « {} »", id.get_ref());
        source.fault(id.span(), place, what, Some(near_or_all(id.get_ref().as_str(), &known)));
        return None;
    };
    let bases = bases(q, id.get_ref());
    let roles = bases.iter().filter_map(|base| match base {
        Base::Asked { question, .. } => wrong_role(question.role, purpose),
        Base::Hidden { .. } => None,
    });
    let wrong = roles
        .map(str::to_owned)
        .next()
        .or_else(|| {
            found.categories.is_empty().then(|| "n'a pas de catégories : ce n'est pas un choix unique".to_owned())
        })
        .map(|wrong| (wrong, EVERYBODY))
        .or_else(|| gap(q, id.get_ref(), &bases).filter(|_| purpose != Use::Break));
    if let Some((wrong, expected)) = wrong {
        source.fault(id.span(), place, format!("{} {wrong}", id.get_ref()), Some(expected.to_owned()));
        return None;
    }
    Some(found)
}

fn find<'q>(q: &'q Questionnaire, id: &QuestionId) -> Option<Variable<'q>> {
    if let Some(computed) = q.computed(id) {
        let categories = computed.categories.iter().map(|item| Category {
            code: &item.code,
            label: item.label.get(Language::Fr),
            is_missing: false,
        });
        return Some(Variable { id: &computed.id, categories: categories.collect() });
    }
    let (_, question) = q.question(id.as_str())?;
    Some(Variable { id: &question.id, categories: categories(question) })
}

/// The categories of a single question, those no longer proposed left out; none for any other kind.
fn categories(question: &Question) -> Vec<Category<'_>> {
    let Kind::Single { options, .. } = &question.kind else { return Vec::new() };
    let proposed = options.iter().filter(|option| !option.retired);
    let category = proposed.map(|option| Category {
        code: &option.code,
        label: option.label.get(Language::Fr),
        is_missing: option.missing.is_some(),
    });
    category.collect()
}

/// Names proposed when one is unknown: profile questions with categories, and computed variables.
fn usable(q: &Questionnaire) -> Vec<&str> {
    let profile = |question: &&Question| question.role == Role::Profile && matches!(question.kind, Kind::Single { .. });
    let questions = q.questions().map(|(_, question)| question).filter(profile).map(|question| question.id.as_str());
    questions.chain(q.computed.iter().map(|computed| computed.id.as_str())).collect()
}

fn wrong_role(role: Role, purpose: Use) -> Option<&'static str> {
    match (role, purpose) {
        (Role::Profile, _) => None,
        (Role::Contact, _) => Some("sert à joindre la personne et n'est pas gardée"),
        (Role::Consent, _) => Some("est le consentement, pas une variable de profil"),
        (Role::Opinion, Use::Quota) => Some("est une opinion : un quota sur une opinion montrerait des résultats"),
        (Role::Opinion, Use::Weighting) => Some("est une opinion : la redresser fixerait le résultat d'avance"),
        (Role::Opinion, Use::Break) => Some("est une opinion : seul le profil croise les tableaux"),
    }
}
