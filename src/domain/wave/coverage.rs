//! What a margin speaks of: its variables, the combinations of their categories, and the proof that each combination is
//! either given a figure or declared to have none.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;

use crate::domain::fault::{Source, did_you_mean};
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::Questionnaire;
use crate::domain::quota::CELLS_MAX;
use crate::domain::wave::draft::DraftMargin;
use crate::domain::wave::variable::{Use, Variable, variable};

/// Stands for any category in `uncovered`.
const ANY: &str = "*";
/// Combinations named in one message.
const NAMED_MAX: usize = 5;

pub(super) struct Coverage<'q> {
    place: String,
    span: Range<usize>,
    variables: Vec<Variable<'q>>,
    pub uncovered: Vec<Vec<OptionCode>>,
}

impl<'q> Coverage<'q> {
    /// Resolves the variables and what is declared to have no figure; `None` once a fault was noted.
    pub(super) fn of(source: &mut Source, q: &'q Questionnaire, margin: &DraftMargin, purpose: Use) -> Option<Self> {
        let place = format!("{}.variables", margin.place);
        let found: Vec<_> = margin.variables.iter().filter_map(|id| variable(source, q, id, &place, purpose)).collect();
        if found.len() != margin.variables.len() || repeats(source, &margin.variables, &place) {
            return None;
        }
        let count = found.iter().map(|variable| variable.categories.len()).try_fold(1usize, usize::checked_mul);
        if count.is_none_or(|count| count >= CELLS_MAX) {
            let what = "le croisement de ces variables a trop de cases";
            source.fault(margin.span.clone(), place, what, Some(format!("moins de {CELLS_MAX} combinaisons")));
            return None;
        }
        let mut coverage =
            Self { place: margin.place.clone(), span: margin.span.clone(), variables: found, uncovered: Vec::new() };
        coverage.uncovered = coverage.read_uncovered(source, &margin.uncovered)?;
        Some(coverage)
    }

    pub(super) fn ids(&self) -> Vec<QuestionId> {
        self.variables.iter().map(|variable| variable.id.clone()).collect()
    }

    /// Every combination, in the order of the questionnaire's categories.
    pub(super) fn combinations(&self) -> Vec<Vec<OptionCode>> {
        let mut rows = vec![Vec::new()];
        for variable in &self.variables {
            let extend = |row: &Vec<OptionCode>| {
                let row = row.clone();
                variable.categories.iter().map(move |category| [row.clone(), vec![category.code.clone()]].concat())
            };
            rows = rows.iter().flat_map(|row| extend(row).collect::<Vec<_>>()).collect();
        }
        rows
    }

    /// As in « Un homme · 18-24 ans ».
    pub(super) fn label(&self, codes: &[OptionCode]) -> String {
        let labels = self.variables.iter().zip(codes).map(|(variable, code)| variable.label(code));
        labels.collect::<Vec<_>>().join(" · ")
    }

    /// One combination read from texts, each known, none a declared non-answer, and not one declared uncovered.
    pub(super) fn combination(
        &self,
        source: &mut Source,
        place: &str,
        span: &Range<usize>,
        given: &[&str],
    ) -> Option<Vec<OptionCode>> {
        let mut codes = Vec::with_capacity(given.len());
        for (variable, text) in self.variables.iter().zip(given) {
            let category = variable.category(source, place, span, text)?;
            if category.is_missing {
                let what = format!("« {text} » est une non-réponse, elle n'a pas de case");
                source.fault(span.clone(), place, what, Some("la déclarer dans uncovered".to_owned()));
                return None;
            }
            codes.push(category.code.clone());
        }
        if self.uncovered.contains(&codes) {
            let what = format!("{} est aussi dans uncovered", given.join(" × "));
            source.fault(span.clone(), place, what, Some("une case, ou uncovered, pas les deux".to_owned()));
            return None;
        }
        Some(codes)
    }

    /// The first code that its variable does not have, with the rank of the variable.
    pub(super) fn unknown<'t>(&self, given: &[&'t str]) -> Option<(usize, &'t str)> {
        let pairs = self.variables.iter().zip(given).enumerate();
        let mut unknown =
            pairs.filter(|(_, (variable, text))| !knows(variable, text)).map(|(at, (_, text))| (at, *text));
        unknown.next()
    }

    /// What was perhaps meant: the combinations with the same codes, the nearest in place of one nobody knows, any where
    /// none is near.
    pub(super) fn alike(&self, given: &[&str]) -> Vec<Vec<OptionCode>> {
        let meant = |variable: &Variable, text: &str| {
            did_you_mean(text, variable.categories.iter().map(|category| category.code.as_str())).map(str::to_owned)
        };
        let meant: Vec<Option<String>> =
            self.variables.iter().zip(given).map(|(variable, text)| meant(variable, text)).collect();
        let is_alike = |codes: &Vec<OptionCode>| {
            codes.iter().zip(&meant).all(|(code, meant)| meant.as_ref().is_none_or(|meant| code.as_str() == meant))
        };
        self.combinations().into_iter().filter(is_alike).collect()
    }

    /// Tells the combinations that have neither a figure nor a declaration.
    pub(super) fn is_complete(&self, source: &mut Source, given: &BTreeSet<Vec<OptionCode>>) -> bool {
        let combinations = self.combinations();
        let left_out: Vec<_> =
            combinations.iter().filter(|codes| !given.contains(*codes) && !self.uncovered.contains(codes)).collect();
        if left_out.is_empty() {
            return true;
        }
        let text = |codes: &[OptionCode]| codes.iter().map(OptionCode::as_str).collect::<Vec<_>>().join(" × ");
        let named: Vec<_> = left_out.iter().take(NAMED_MAX).map(|codes| text(codes)).collect();
        let more = if left_out.len() > NAMED_MAX { format!("… ({} en tout)", left_out.len()) } else { String::new() };
        let what = format!("sans case ni uncovered : {}{more}", named.join(", "));
        let example: Vec<_> = left_out.iter().flat_map(|codes| codes.first()).take(1).map(OptionCode::as_str).collect();
        let stars = self.variables.iter().skip(1).map(|_| ", \"*\"").collect::<String>();
        let expected = format!("une valeur pour chacune, ou uncovered = [[\"{}\"{stars}]]", example.join(""));
        source.fault(self.span.clone(), self.place.clone(), what, Some(expected));
        false
    }

    fn read_uncovered(&self, source: &mut Source, lists: &[Spanned<Vec<String>>]) -> Option<Vec<Vec<OptionCode>>> {
        let place = format!("{}.uncovered", self.place);
        let mut sound = true;
        for list in lists {
            let patterns = list.get_ref();
            if patterns.len() != self.variables.len() {
                let what = format!("{} codes pour {} variables", patterns.len(), self.variables.len());
                source.fault(list.span(), place.clone(), what, Some("un code ou « * » par variable".to_owned()));
                sound = false;
            } else {
                sound &= self.variables.iter().zip(patterns).all(|(variable, pattern)| {
                    pattern == ANY || variable.category(source, &place, &list.span(), pattern).is_some()
                });
            }
        }
        let matches = |codes: &[OptionCode], patterns: &[String]| {
            codes.iter().zip(patterns).all(|(code, pattern)| pattern == ANY || pattern == code.as_str())
        };
        let out = |codes: &Vec<OptionCode>| lists.iter().any(|list| matches(codes, list.get_ref()));
        sound.then(|| self.combinations().into_iter().filter(out).collect())
    }
}

fn knows(variable: &Variable, text: &str) -> bool {
    variable.categories.iter().any(|category| category.code.as_str() == text)
}

/// Tells an id named twice in a list.
pub(super) fn repeats(source: &mut Source, ids: &[Spanned<QuestionId>], place: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut found = false;
    for id in ids {
        if !seen.insert(id.get_ref()) {
            source.fault(id.span(), place, format!("« {} » est nommé deux fois", id.get_ref()), None);
            found = true;
        }
    }
    found
}

/// Tells margins that share an id or speak of the same variables.
pub(super) fn margins_repeat<'m>(source: &mut Source, margins: impl Iterator<Item = &'m DraftMargin>) -> bool {
    let (mut ids, mut crossings) = (BTreeSet::new(), BTreeSet::new());
    let mut found = false;
    for margin in margins {
        let mut variables: Vec<&QuestionId> = margin.variables.iter().map(Spanned::get_ref).collect();
        variables.sort();
        let what = if !ids.insert(margin.id.get_ref()) {
            format!("« {} » est déjà l'identifiant d'une marge", margin.id.get_ref())
        } else if !crossings.insert(variables) {
            "une autre marge porte sur les mêmes variables".to_owned()
        } else {
            continue;
        };
        source.fault(margin.id.span(), margin.place.clone(), what, None);
        found = true;
    }
    found
}

/// The nearest known name as a question, else the whole list.
pub(in crate::domain) fn near_or_all(given: &str, known: &[&str]) -> String {
    crate::domain::fault::near_or_all(given, known.iter().copied()).unwrap_or_default()
}
