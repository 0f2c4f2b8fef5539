//! The number of each code. A score keeps its own; codes that are numbers keep theirs; others take their place in the
//! list, from 1. A declared non-answer takes the number of its kind.

use super::dictionary::{Code, Missing, MissingKind};
use super::labels;
use crate::domain::data_set::{Of, Variable};
use crate::domain::questionnaire::{AnswerOption, DeclaredMissing, Language, Questionnaire};
use crate::domain::wave::WaveSpec;

/// Digits of a code taken for a number: an INSEE commune, not a telephone.
const DIGITS_MAX: usize = 6;

/// Codes of a variable, numbered.
pub(super) struct Numbered {
    /// By position in the column's codes.
    pub values: Vec<i64>,
    /// The codes, then the kinds of missing that no code declares.
    pub codes: Vec<Code>,
    pub missing: Missing,
}

impl Numbered {
    /// Of a category, an order, or the non-answers beside a number (`lowest`: what the number may be).
    pub fn of(q: &Questionnaire, spec: &WaveSpec, variable: &Variable<'_>, codes: &[String], lowest: i64) -> Self {
        let options = labels::question(variable).map_or(&[][..], |question| question.kind.options());
        let option = |code: &String| options.iter().find(|option| option.code.as_str() == code);
        let is_items = matches!(variable.of, Of::Order(question) if !question.kind.items().is_empty());
        let declared = |code: &String| option(code).filter(|_| !is_items).and_then(|option| option.missing);
        let plain: Vec<Option<i64>> = numbers(codes, |code| declared(code).is_some(), option);
        let lowest = plain.iter().flatten().copied().min().unwrap_or(lowest).min(lowest);
        let missing = Missing::below(lowest);
        let mut extra = missing.of(MissingKind::NotReached);
        let mut taken = Vec::new();
        let mut value = |code: &String, plain: Option<i64>| {
            let Some(kind) = declared(code).map(MissingKind::from) else {
                return (plain.unwrap_or_default(), None);
            };
            let mut value = missing.of(kind);
            if taken.contains(&kind) {
                // A second way not to answer of the same kind stays apart from the first.
                extra -= 1;
                value = extra;
            }
            taken.push(kind);
            (value, Some(kind))
        };
        let labelled = variable.codes(q, Language::Fr);
        let label = |code: &String| {
            let found = labelled.iter().find(|(known, _)| known == code);
            found.map_or_else(|| code.clone(), |(_, label)| label.clone())
        };
        let (mut values, mut told) = (Vec::new(), Vec::new());
        for (code, plain) in codes.iter().zip(plain) {
            let (value, kind) = value(code, plain);
            values.push(value);
            let label = labels::plain(&label(code), spec);
            told.push(Code { value, code: code.clone(), label, missing: kind });
        }
        told.sort_by_key(|code| code.missing);
        let rest = MissingKind::ALL.into_iter().filter(|kind| !taken.contains(kind));
        told.extend(rest.filter(|kind| is_kept(*kind)).map(|kind| of_kind(missing, kind)));
        Self { values, codes: told, missing }
    }
}

/// Kinds every variable may have; the others are declared by its question.
fn is_kept(kind: MissingKind) -> bool {
    matches!(kind, MissingKind::NoAnswer | MissingKind::NotAsked | MissingKind::NotReached)
}

fn of_kind(missing: Missing, kind: MissingKind) -> Code {
    let (code, label) = (kind.as_str().to_owned(), kind.label().to_owned());
    Code { value: missing.of(kind), code, label, missing: Some(kind) }
}

/// What a field without codes of its own may hold besides its values.
pub(super) fn kinds(missing: Missing) -> Vec<Code> {
    MissingKind::ALL.into_iter().filter(|kind| is_kept(*kind)).map(|kind| of_kind(missing, kind)).collect()
}

/// `None` for a declared non-answer.
fn numbers<'q>(
    codes: &[String],
    is_declared: impl Fn(&String) -> bool,
    option: impl Fn(&String) -> Option<&'q AnswerOption>,
) -> Vec<Option<i64>> {
    let given = |of: &dyn Fn(&String) -> Option<i64>| -> Option<Vec<Option<i64>>> {
        let all: Vec<Option<i64>> = codes
            .iter()
            .map(|code| if is_declared(code) { Some(None) } else { of(code).map(Some) })
            .collect::<Option<_>>()?;
        let mut sorted: Vec<i64> = all.iter().flatten().copied().collect();
        sorted.sort_unstable();
        let count = sorted.len();
        sorted.dedup();
        (count > 0 && sorted.len() == count).then_some(all)
    };
    let score = |code: &String| option(code)?.value;
    let digits = |code: &String| {
        let is_number = code.len() <= DIGITS_MAX && code.chars().all(|c| c.is_ascii_digit());
        if is_number { code.parse().ok() } else { None }
    };
    let placed = || {
        let place = |(code, place): (&String, i64)| (!is_declared(code)).then_some(place);
        codes.iter().zip(1..).map(place).collect()
    };
    given(&score).or_else(|| given(&digits)).unwrap_or_else(placed)
}

impl From<DeclaredMissing> for MissingKind {
    fn from(missing: DeclaredMissing) -> Self {
        match missing {
            DeclaredMissing::Nsp => Self::Nsp,
            DeclaredMissing::Refusal => Self::Refusal,
        }
    }
}
