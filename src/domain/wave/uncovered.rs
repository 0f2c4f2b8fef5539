//! The answers that leave a computed variable without a category: every combination of what its questions take is tried,
//! and those that no exit and no check of these questions catches are named.

use std::collections::BTreeSet;

use crate::domain::answer::{Answer, Answers, Facts};
use crate::domain::expression::{Expr, Value};
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::wave::certain::{Base, follow};

/// Most combinations of answers tried for one variable.
const COMBINATIONS_MAX: usize = 200_000;
/// Answers without a category named in one message.
const NAMED_MAX: usize = 5;

/// The answers that have no category and that nothing refuses or sends away, in words.
pub(super) fn uncovered(q: &Questionnaire, id: &QuestionId, bases: &[Base]) -> Option<String> {
    const UNKNOWN: &str = "a trop de réponses possibles pour vérifier que chacune a une catégorie";
    // The category of a single choice is the choice itself.
    q.computed(id)?;
    let Some(taken) = bases.iter().map(|base| base.answers(q, id)).collect::<Option<Vec<_>>>() else {
        return Some(UNKNOWN.to_owned());
    };
    let count = taken.iter().map(Vec::len).try_fold(1_usize, usize::checked_mul);
    let Some(count) = count.filter(|count| *count <= COMBINATIONS_MAX) else { return Some(UNKNOWN.to_owned()) };
    let is_decided = |condition: &&Expr| {
        let mut names = BTreeSet::new();
        condition.names().into_iter().for_each(|name| follow(q, &name.question, &mut names));
        names.iter().all(|name| q.computed(name).is_some() || bases.iter().any(|base| base.id() == name))
    };
    let (exits, checks): (Vec<_>, Vec<_>) = bases.iter().map(Base::guards).unzip();
    let exits: Vec<&Expr> = exits.into_iter().flatten().filter(is_decided).collect();
    let checks: Vec<&Expr> = checks.into_iter().flatten().filter(is_decided).collect();
    let mut left = Vec::new();
    let mut answers = Answers::none(q);
    for combination in 0..count {
        let mut rest = combination;
        let mut said = Vec::with_capacity(bases.len());
        for (base, taken) in bases.iter().zip(&taken) {
            let answer = taken.get(rest % taken.len());
            rest /= taken.len();
            answers.set(base.slot(), answer.cloned());
            said.extend(answer);
        }
        let facts = Facts { questionnaire: q, answers: &answers };
        let is_out = || {
            exits.iter().any(|exit| exit.is_true(&facts))
                || checks.iter().any(|must| must.evaluate(&facts) == Value::Bool(false))
        };
        if answers.category(q, id).is_none() && !is_out() {
            left.push(said);
        }
    }
    (!left.is_empty())
        .then(|| format!(": {} n'ont pas de catégorie, et rien n'écarte ces personnes", words(bases, &left)))
}

/// As in `31 à 34`, `nsp` or `femme × 31`.
fn words(bases: &[Base], left: &[Vec<&Answer>]) -> String {
    let mut runs: Vec<(&Vec<&Answer>, &Vec<&Answer>)> = Vec::new();
    for said in left {
        match runs.last_mut() {
            Some((_, last)) if follows(last, said) => *last = said,
            _ => runs.push((said, said)),
        }
    }
    let told = |said: &[&Answer]| {
        let parts: Vec<_> = bases.iter().zip(said).map(|(base, answer)| base.told(answer)).collect();
        parts.join(" × ")
    };
    let run = |(first, last): &(&Vec<&Answer>, &Vec<&Answer>)| {
        if first == last { told(first) } else { format!("{} à {}", told(first), told(last)) }
    };
    let named: Vec<_> = runs.iter().take(NAMED_MAX).map(run).collect();
    let more = if runs.len() > NAMED_MAX { "…" } else { "" };
    format!("{}{more}", named.join(", "))
}

/// Whether the only answer of one comes right after the only answer of the other.
fn follows(last: &[&Answer], next: &[&Answer]) -> bool {
    match (last, next) {
        ([Answer::Number(last)], [Answer::Number(next)]) => last.checked_add(1) == Some(*next),
        _ => false,
    }
}
