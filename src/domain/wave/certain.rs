//! Whether whoever completes has a category in a variable: the questions it comes from are asked of everybody, and each
//! answer they take has a category or leads away.

use std::collections::BTreeSet;

use crate::domain::answer::Answer;
use crate::domain::arithmetic::decimal::stored;
use crate::domain::check::form::written;
use crate::domain::expression::Expr;
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::{
    ComputedRule, Hidden, HiddenSource, Kind, Mandatory, Question, Questionnaire, Section, Severity,
};
use crate::domain::wave::uncovered::uncovered;

/// Widest range of numbers tried one by one; past it, only those something names, and their neighbours.
const NUMBERS_MAX: usize = 20_000;

/// What is accepted as a variable of a quota or of a weighting.
pub(super) const EVERYBODY: &str = "une variable de profil, obligatoire et posée à tous";
const CAUGHT: &str = "une catégorie pour ces réponses, ou une sortie (exits) qui les écarte";

/// What a variable comes from in the end.
pub(super) enum Base<'q> {
    Asked { slot: usize, at: usize, section: &'q Section, question: &'q Question },
    Hidden { slot: usize, hidden: &'q Hidden },
}

/// The questions and hidden variables behind a variable, through every variable computed on the way.
pub(super) fn bases<'q>(q: &'q Questionnaire, id: &QuestionId) -> Vec<Base<'q>> {
    let names = behind(q, id);
    let asked = q.questions().filter(|(_, question)| names.contains(&question.id)).filter_map(|(slot, question)| {
        let (at, section) = q.sections.iter().enumerate().rev().find(|(at, _)| q.first_slot(*at) <= slot)?;
        Some(Base::Asked { slot, at, section, question })
    });
    let hidden = q.hidden.iter().filter(|hidden| names.contains(&hidden.id));
    let hidden = hidden.filter_map(|hidden| Some(Base::Hidden { slot: q.hidden(hidden.id.as_str())?.0, hidden }));
    asked.chain(hidden).collect()
}

/// The variable itself and every name it comes from.
pub(in crate::domain) fn behind(q: &Questionnaire, id: &QuestionId) -> BTreeSet<QuestionId> {
    let mut names = BTreeSet::new();
    follow(q, id, &mut names);
    names
}

/// The descent ends: a name met is not followed twice.
pub(super) fn follow(q: &Questionnaire, id: &QuestionId, names: &mut BTreeSet<QuestionId>) {
    if names.insert(id.clone())
        && let Some(computed) = q.computed(id)
    {
        computed.rule.sources().into_iter().for_each(|source| follow(q, source, names));
    }
}

/// How somebody could complete the interview without a category, if that can happen.
/// Told with what would be accepted.
pub(super) fn gap(q: &Questionnaire, id: &QuestionId, bases: &[Base]) -> Option<(String, &'static str)> {
    let unanswered = bases.iter().find_map(|base| base.unanswered(q)).map(|wrong| (wrong, EVERYBODY));
    unanswered.or_else(|| uncovered(q, id, bases).map(|wrong| (wrong, CAUGHT)))
}

impl Base<'_> {
    fn unanswered(&self, q: &Questionnaire) -> Option<String> {
        match self {
            Self::Hidden { hidden, .. } => {
                let may_lack = matches!(hidden.source, HiddenSource::Given { default: None, .. });
                may_lack.then(|| format!("dépend de {}, que l'adresse peut ne pas donner (default manque)", hidden.id))
            }
            Self::Asked { question, .. } if question.mandatory != Mandatory::Hard => {
                Some("peut être passée sans réponse".to_owned())
            }
            Self::Asked { question, .. } if question.show_if.is_some() => {
                Some("n'est posée qu'à une partie des personnes".to_owned())
            }
            Self::Asked { section, .. } if section.show_if.is_some() => {
                Some("est dans une section qui n'est montrée qu'à une partie des personnes".to_owned())
            }
            Self::Asked { at, section, .. } => {
                let jumper = jumper(q, *at)?;
                Some(format!("est dans la section {}, qu'un saut de {jumper} peut passer", section.id))
            }
        }
    }

    pub(super) fn slot(&self) -> usize {
        match self {
            Self::Asked { slot, .. } | Self::Hidden { slot, .. } => *slot,
        }
    }

    pub(super) fn id(&self) -> &QuestionId {
        match self {
            Self::Asked { question, .. } => &question.id,
            Self::Hidden { hidden, .. } => &hidden.id,
        }
    }

    /// The conditions that, once true, keep or send the person away; and those that have to hold.
    pub(super) fn guards(&self) -> (Vec<&Expr>, Vec<&Expr>) {
        let Self::Asked { section, question, .. } = self else { return (Vec::new(), Vec::new()) };
        let blocking = section.checks.iter().filter(|check| check.severity == Severity::Error);
        (question.exits.iter().map(|exit| &exit.when).collect(), blocking.map(|check| &check.must).collect())
    }

    /// Every answer it takes; `None` when they are not counted.
    pub(super) fn answers(&self, q: &Questionnaire, id: &QuestionId) -> Option<Vec<Answer>> {
        let options = |count: usize| (0..count).filter_map(|at| u16::try_from(at).ok()).map(Answer::One);
        let question = match self {
            Self::Hidden { hidden, .. } => return Some(options(hidden.categories.len()).collect()),
            Self::Asked { question, .. } => question,
        };
        let proposed = question.kind.options();
        let chosen = options(proposed.len()).zip(proposed).filter(|(_, option)| !option.retired);
        let mut answers: Vec<Answer> = chosen.map(|(answer, _)| answer).collect();
        match &question.kind {
            Kind::Single { .. } => {}
            Kind::Number { min, max, decimals, .. } => {
                let span = usize::try_from(max.saturating_sub(*min)).ok()?;
                if span < NUMBERS_MAX {
                    answers.extend((*min..=*max).map(Answer::Number));
                } else {
                    answers.extend(named(q, id, self, *decimals, *min, *max).into_iter().map(Answer::Number));
                }
            }
            Kind::Entry { nomenclature, .. } => {
                let count = u32::try_from(q.lists.get(nomenclature)?.entries().len()).ok()?;
                answers.extend((0..count).map(Answer::Entry));
            }
            _ => return None,
        }
        Some(answers)
    }

    pub(super) fn told(&self, answer: &Answer) -> String {
        match (self, answer) {
            (Self::Asked { question, .. }, Answer::One(at)) => {
                question.kind.options().get(usize::from(*at)).map_or_else(String::new, |option| option.code.to_string())
            }
            (Self::Hidden { hidden, .. }, Answer::One(at)) => {
                hidden.categories.get(usize::from(*at)).map_or_else(String::new, |category| category.code.to_string())
            }
            (Self::Asked { question, .. }, Answer::Number(number)) => match &question.kind {
                Kind::Number { decimals, .. } => written(*number, *decimals),
                _ => number.to_string(),
            },
            (Self::Asked { question, .. }, Answer::Entry(entry)) => format!("{} n° {}", question.id, entry + 1),
            _ => String::new(),
        }
    }
}

/// The first question that may jump over a section. In an order drawn for each person, any place of the order counts.
fn jumper(q: &Questionnaire, over: usize) -> Option<&QuestionId> {
    let ranks = |at: usize| {
        let section = q.sections.get(at).map(|section| &section.id);
        let order = q.orders.iter().find(|order| order.sections.iter().any(|id| Some(id) == section));
        let places = order.into_iter().flat_map(|order| &order.sections).filter_map(|id| q.section(id));
        places.fold((at, at), |(low, high), (place, _)| (low.min(place), high.max(place)))
    };
    let (low, high) = ranks(over);
    q.sections.iter().enumerate().filter(|(from, _)| *from != over && ranks(*from).0 < high).find_map(|(_, section)| {
        let jumps = |question: &&Question| {
            let targets = question.skips.iter().filter_map(|skip| q.section(&skip.to));
            targets.into_iter().any(|(to, _)| to != over && ranks(to).1 > low)
        };
        section.questions.iter().find(jumps).map(|question| &question.id)
    })
}

/// The numbers of a wide range that bands, formulas, exits and checks name, with their neighbours: between two of them
/// nothing changes.
fn named(q: &Questionnaire, id: &QuestionId, base: &Base, decimals: u8, min: i64, max: i64) -> BTreeSet<i64> {
    let names = behind(q, id);
    let (exits, checks) = base.guards();
    let mut literals: Vec<f64> = exits.into_iter().chain(checks).flat_map(Expr::numbers).collect();
    let mut numbers = vec![min, max];
    for computed in q.computed.iter().filter(|computed| names.contains(&computed.id)) {
        match &computed.rule {
            ComputedRule::Bands { bands, .. } => numbers.extend(bands.iter().flat_map(|band| [band.from, band.to])),
            ComputedRule::Formula { value, .. } => literals.extend(value.numbers()),
            ComputedRule::Lookup { .. } | ComputedRule::Attribute { .. } => {}
        }
    }
    numbers.extend(literals.into_iter().filter_map(|literal| stored(literal, decimals)));
    let around = numbers.into_iter().flat_map(|number| [number.saturating_sub(1), number, number.saturating_add(1)]);
    around.filter(|number| (min..=max).contains(number)).collect()
}
