//! The cases of each name: together they are every answer it may have, and no answer.

use super::CASES_MAX;
use super::interval::Interval;
use super::possible::{Known, Possible, Ticked};
use crate::domain::answer::Date;
use crate::domain::expression::Expr;
use crate::domain::expression::ast::{Name, NodeKind};
use crate::domain::expression::date::Days;
use crate::domain::expression::domain::Domain;

/// Most numbers of a condition that cut the cases of a numeric name.
const CUTS_MAX: usize = 24;
/// Most codes of a multiple question told apart: each doubles the cases.
const TOLD_APART_MAX: usize = 6;

/// Some of the answers to one name.
#[derive(Debug, Clone)]
pub(super) enum Case<'d> {
    Missing,
    Number(Interval),
    Code(Vec<&'d str>),
    Score(Vec<(&'d str, Option<f64>)>),
    Codes(Ticked<'d>),
    Numbers {
        sum: Interval,
        each: Interval,
    },
    Text,
    Date {
        first: i32,
        last: i32,
        is_whole: bool,
    },
    /// Any answer, or none.
    Anything,
}

/// The names of some conditions, each with its cases.
pub(super) struct Cases<'d> {
    pub names: Vec<(&'d Name, Vec<Case<'d>>)>,
}

/// What the conditions mention: where cases have to be cut.
#[derive(Default)]
struct Mentioned<'d> {
    numbers: Vec<f64>,
    texts: Vec<&'d str>,
}

impl<'d> Cases<'d> {
    pub fn of(conditions: &[&'d Expr], domains: &'d [(&'d Name, Domain)]) -> Self {
        let mentioned = Mentioned::by(conditions);
        let mut names: Vec<_> = domains.iter().map(|(name, domain)| (*name, mentioned.cut(domain))).collect();
        while combinations(&names) > CASES_MAX {
            let widest = names.iter_mut().max_by_key(|(_, cases)| cases.len());
            let Some((name, cases)) = widest else { break };
            let domain = domains.iter().find(|(known, _)| known == name).map(|(_, domain)| domain);
            // A name that was taken whole already is not cut further: nothing more is known of it.
            *cases = if cases.len() > 2 { whole(domain) } else { vec![Case::Anything] };
        }
        Self { names }
    }
}

fn combinations(names: &[(&Name, Vec<Case>)]) -> usize {
    names.iter().fold(1, |product, (_, cases)| product.saturating_mul(cases.len()))
}

/// One case for everything.
fn whole<'d>(domain: Option<&Domain>) -> Vec<Case<'d>> {
    match domain {
        Some(Domain::Number { min, max, .. }) => vec![Case::Missing, Case::Number(Interval::closed(*min..=*max))],
        _ => vec![Case::Anything],
    }
}

impl<'d> Mentioned<'d> {
    fn by(conditions: &[&'d Expr]) -> Self {
        let mut mentioned = Self::default();
        for condition in conditions {
            condition.root.visit(&mut |node| match &node.kind {
                NodeKind::Number(number) => mentioned.numbers.extend([*number, -*number]),
                NodeKind::Text(text) => mentioned.texts.push(text),
                _ => {}
            });
        }
        mentioned.numbers.sort_by(f64::total_cmp);
        mentioned.numbers.dedup();
        mentioned.texts.sort_unstable();
        mentioned.texts.dedup();
        mentioned
    }

    fn cut(&self, domain: &'d Domain) -> Vec<Case<'d>> {
        let mut cases = vec![Case::Missing];
        match domain {
            Domain::Number { min, max, is_whole } => {
                let intervals = cut_numbers(*min, *max, *is_whole, &self.numbers);
                cases.extend(intervals.into_iter().map(Case::Number));
            }
            Domain::Code(codes) => {
                let codes = codes.iter().map(String::as_str);
                let (told, rest): (Vec<_>, Vec<_>) = codes.partition(|code| self.texts.contains(code));
                cases.extend(told.into_iter().map(|code| Case::Code(vec![code])));
                cases.extend((!rest.is_empty()).then_some(Case::Code(rest)));
            }
            Domain::Score(scores) => {
                cases.extend(scores.iter().map(|(code, score)| Case::Score(vec![(code.as_str(), *score)])));
            }
            Domain::Codes { codes, exclusive, ticks_max } => {
                cases.extend(self.ticks(codes, exclusive, *ticks_max).into_iter().map(Case::Codes));
            }
            Domain::Numbers { rows, min, max } => {
                let rows = f64::from(*rows);
                // Rows left empty add nothing: the sum may be that of one row only.
                let sum = Interval::closed(min.min(min * rows)..=max.max(max * rows));
                cases.push(Case::Numbers { sum, each: Interval::closed(*min..=*max) });
            }
            Domain::Text => cases.push(Case::Text),
            Domain::Date { first, last, is_whole } => self.dates(&mut cases, *first, *last, *is_whole),
            Domain::OrDeclared(otherwise, codes) => {
                cases = self.cut(otherwise);
                cases.extend(codes.iter().map(|code| Case::Score(vec![(code.as_str(), None)])));
            }
            Domain::Anything => return vec![Case::Anything],
        }
        cases
    }

    /// Each combination of the codes mentioned that an answer may hold.
    fn ticks(&self, codes: &'d [String], exclusive: &'d [String], ticks_max: usize) -> Vec<Ticked<'d>> {
        let told: Vec<&str> = codes.iter().map(String::as_str).filter(|code| self.texts.contains(code)).collect();
        let told = told.get(..TOLD_APART_MAX).unwrap_or(&told);
        let is_exclusive = |code: &str| exclusive.iter().any(|alone| alone == code);
        let others = || codes.iter().map(String::as_str).filter(|code| !told.contains(code));
        let together = others().filter(|code| !is_exclusive(code)).count();
        let mut cases = Vec::new();
        for subset in 0..1_usize << told.len() {
            let is_in = |position: usize| subset & (1 << position) != 0;
            let part = |wanted: bool| {
                let positions = told.iter().enumerate().filter(move |(position, _)| is_in(*position) == wanted);
                positions.map(|(_, code)| *code).collect::<Vec<_>>()
            };
            let within = part(true);
            let mut most = within.len() + together;
            if within.is_empty() && together == 0 {
                most = usize::from(others().any(is_exclusive));
            }
            if within.iter().any(|code| is_exclusive(code)) {
                most = 1;
            }
            // An exclusive option alone is one tick, whatever the most ticks are.
            let (fewest, most) = (within.len().max(1), most.min(ticks_max.max(1)));
            if fewest <= most {
                cases.push(Ticked { within, out: part(false), fewest, most });
            }
        }
        cases
    }

    fn dates(&self, cases: &mut Vec<Case<'d>>, first: Date, last: Date, is_whole: bool) {
        let Some((first, last)) = Days::of(first).zip(Days::of(last)) else { return cases.push(Case::Anything) };
        let (first, last) = (first.first, last.last);
        if !is_whole {
            return cases.push(Case::Date { first, last, is_whole });
        }
        let mentioned = self.texts.iter().filter_map(|text| Days::parse(text));
        let cuts: Vec<f64> = mentioned.flat_map(|days| [days.first, days.last]).map(f64::from).collect();
        for interval in cut_numbers(f64::from(first), f64::from(last), true, &sorted(cuts)) {
            if let Some((first, last)) = day(interval.low).zip(day(interval.high)) {
                cases.push(Case::Date { first, last, is_whole });
            }
        }
    }
}

fn sorted(mut numbers: Vec<f64>) -> Vec<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    numbers
}

/// Ends of intervals of days come from days, and go back to them.
fn day(number: f64) -> Option<i32> {
    format!("{number}").parse().ok()
}

/// The numbers mentioned, each alone, and what lies between them.
fn cut_numbers(min: f64, max: f64, is_whole: bool, cuts: &[f64]) -> Vec<Interval> {
    let inside: Vec<f64> = cuts.iter().copied().filter(|cut| (min..=max).contains(cut)).collect();
    if inside.len() > CUTS_MAX {
        return vec![Interval::closed(min..=max)];
    }
    let mut intervals = Vec::new();
    let mut between = |low: f64, high: f64, is_low_in: bool, is_high_in: bool| {
        if is_whole {
            let low = if is_low_in { low.ceil() } else { low.floor() + 1.0 };
            let high = if is_high_in { high.floor() } else { high.ceil() - 1.0 };
            intervals.extend((low <= high).then(|| Interval::closed(low..=high)));
        } else if low < high {
            intervals.push(Interval { low, high, is_low_out: !is_low_in, is_high_out: !is_high_in });
        } else if low == high && is_low_in && is_high_in {
            intervals.push(Interval::point(low));
        }
    };
    let mut low = (min, true);
    for cut in inside {
        between(low.0, cut, low.1, false);
        between(cut, cut, true, true);
        low = (cut, false);
    }
    between(low.0, max, low.1, true);
    intervals
}

impl<'d> Case<'d> {
    pub fn possible(&self) -> Possible<'_> {
        match self {
            Self::Missing => Possible::MISSING,
            Self::Number(interval) => Possible::sure(Known::Number(*interval)),
            Self::Code(codes) => Possible::sure(Known::Code(codes)),
            Self::Score(scores) => Possible::sure(Known::Score(scores)),
            Self::Codes(ticked) => Possible::sure(Known::Codes(ticked)),
            Self::Numbers { sum, each } => Possible::sure(Known::Numbers { sum: *sum, each: *each }),
            Self::Text => Possible::sure(Known::Text),
            Self::Date { first, last, is_whole } => {
                Possible::sure(Known::Date { first: *first, last: *last, is_whole: *is_whole })
            }
            Self::Anything => Possible::ANYTHING,
        }
    }
}
