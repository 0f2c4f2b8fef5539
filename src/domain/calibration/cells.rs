//! From rows to cells: respondents with equal codes on every margin weigh the same, so raking works on cells. A cell's
//! place depends on its codes alone, never on the order of rows: sums are bit for bit the same for any order.

use std::collections::BTreeMap;

use crate::domain::calibration::{Infeasible, Scheme, TargetMargin};
use crate::domain::data_set::{DataSet, Entry};
use crate::domain::estimate::count;

/// How far from 1 the shares of a margin may be before they are scaled to 1.
const SHARES_SUM_TOLERANCE: f64 = 1e-4;

/// The sample as raking sees it.
pub(super) struct Cells {
    /// Respondents of each cell.
    pub counts: Vec<f64>,
    pub cell_of_row: Vec<usize>,
    pub margins: Vec<FittedMargin>,
}

/// One margin over the cells.
pub(super) struct FittedMargin {
    /// Target shares, summing to 1.
    pub shares: Vec<f64>,
    /// Position of each cell's category in `shares`; `None` is outside the margin.
    pub category_of_cell: Vec<Option<usize>>,
}

/// Where one row stands in one margin.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Target(usize),
    Uncovered,
    Unknown,
    Missing,
}

/// The cells, or everything that makes weighting impossible margin by margin.
pub(super) fn group(data: &DataSet, scheme: &Scheme) -> Result<Cells, Vec<Infeasible>> {
    let mut reasons = Vec::new();
    if data.rows == 0 {
        reasons.push(Infeasible::NoRespondent);
    }
    let mut places = Vec::new();
    for margin in &scheme.margins {
        check_shares(margin, &mut reasons);
        if let Some(found) = places_in(data, margin, &mut reasons) {
            if data.rows > 0 {
                check_presence(margin, &found, &mut reasons);
            }
            places.push(found);
        }
    }
    if reasons.is_empty() { Ok(into_cells(data.rows, scheme, &places)) } else { Err(reasons) }
}

fn check_shares(margin: &TargetMargin, reasons: &mut Vec<Infeasible>) {
    let before = reasons.len();
    let mut seen = std::collections::BTreeSet::new();
    for target in &margin.targets {
        let is_share = target.share.is_finite() && (0.0..=1.0).contains(&target.share);
        if !seen.insert(&target.codes) || !is_share {
            reasons.push(Infeasible::InvalidShare { margin: margin.label.clone(), category: target.category() });
        }
    }
    let sum: f64 = margin.targets.iter().map(|target| target.share).sum();
    if reasons.len() == before && (sum - 1.0).abs() > SHARES_SUM_TOLERANCE {
        reasons.push(Infeasible::InconsistentTotals { margin: margin.label.clone(), sum });
    }
}

/// Where each row stands in this margin; `None` when a variable is not there.
fn places_in(data: &DataSet, margin: &TargetMargin, reasons: &mut Vec<Infeasible>) -> Option<Vec<Place>> {
    let mut variables = Vec::new();
    for variable in &margin.variables {
        match data.category(variable.as_str()) {
            Some(found) => variables.push(found),
            None => reasons
                .push(Infeasible::UnknownVariable { margin: margin.label.clone(), variable: variable.to_string() }),
        }
    }
    if variables.len() < margin.variables.len() {
        return None;
    }
    let mut known: BTreeMap<Vec<Option<u16>>, (Place, usize)> = BTreeMap::new();
    let mut places = Vec::with_capacity(data.rows);
    for row in 0..data.rows {
        let key: Vec<Option<u16>> =
            variables.iter().map(|(_, values)| values.get(row).and_then(Entry::given).copied()).collect();
        let (place, respondents) = known.entry(key).or_insert_with_key(|key| (place_of(margin, &variables, key), 0));
        *respondents += 1;
        places.push(*place);
    }
    note_misplaced(margin, &variables, &known, reasons);
    Some(places)
}

type Variable<'a> = (&'a [String], &'a [Entry<u16>]);

/// The codes at these positions; `None` when one is missing.
fn codes_at<'a>(variables: &[Variable<'a>], key: &[Option<u16>]) -> Option<Vec<&'a str>> {
    let code = |((codes, _), position): (&Variable<'a>, &Option<u16>)| {
        let position = usize::from((*position)?);
        codes.get(position).map(String::as_str)
    };
    variables.iter().zip(key).map(code).collect()
}

fn place_of(margin: &TargetMargin, variables: &[Variable<'_>], key: &[Option<u16>]) -> Place {
    let Some(codes) = codes_at(variables, key) else { return Place::Missing };
    let is_these = |those: &[crate::domain::id::OptionCode]| {
        those.len() == codes.len() && those.iter().zip(&codes).all(|(that, code)| that.as_str() == *code)
    };
    match margin.targets.iter().position(|target| is_these(&target.codes)) {
        Some(target) => Place::Target(target),
        None if margin.uncovered.iter().any(|those| is_these(those)) => Place::Uncovered,
        None => Place::Unknown,
    }
}

fn note_misplaced(
    margin: &TargetMargin,
    variables: &[Variable<'_>],
    known: &BTreeMap<Vec<Option<u16>>, (Place, usize)>,
    reasons: &mut Vec<Infeasible>,
) {
    let missing: usize =
        known.values().filter(|(place, _)| *place == Place::Missing).map(|(_, respondents)| respondents).sum();
    if missing > 0 {
        reasons.push(Infeasible::MissingValue { margin: margin.label.clone(), respondents: missing });
    }
    for (key, (place, respondents)) in known {
        if let (Place::Unknown, Some(codes)) = (place, codes_at(variables, key)) {
            reasons.push(Infeasible::UnknownCategory {
                margin: margin.label.clone(),
                category: codes.join(" × "),
                respondents: *respondents,
            });
        }
    }
}

fn check_presence(margin: &TargetMargin, places: &[Place], reasons: &mut Vec<Infeasible>) {
    for (position, target) in margin.targets.iter().enumerate() {
        let respondents = places.iter().filter(|place| **place == Place::Target(position)).count();
        let (margin, category) = (margin.label.clone(), target.category());
        if respondents == 0 && target.share > 0.0 {
            reasons.push(Infeasible::EmptyCategory { margin, category, target: target.share });
        } else if respondents > 0 && target.share == 0.0 {
            reasons.push(Infeasible::ZeroTargetWithRespondents { margin, category, respondents });
        }
    }
}

fn into_cells(rows: usize, scheme: &Scheme, places: &[Vec<Place>]) -> Cells {
    let key = |row: usize| -> Vec<Option<Place>> { places.iter().map(|margin| margin.get(row).copied()).collect() };
    let keys: Vec<_> = (0..rows).map(key).collect();
    let mut sizes = BTreeMap::new();
    for key in &keys {
        *sizes.entry(key).or_insert(0usize) += 1;
    }
    let position: BTreeMap<_, usize> = sizes.keys().copied().enumerate().map(|(cell, key)| (key, cell)).collect();
    let cell_of_row = keys.iter().filter_map(|key| position.get(key).copied()).collect();
    let fitted = |(margin, scheme): (usize, &TargetMargin)| FittedMargin {
        shares: scaled_shares(scheme),
        category_of_cell: sizes.keys().map(|key| key.get(margin).copied().flatten().and_then(target)).collect(),
    };
    let margins = scheme.margins.iter().enumerate().map(fitted).collect();
    let counts = sizes.values().map(|size| count(*size)).collect();
    Cells { counts, cell_of_row, margins }
}

fn target(place: Place) -> Option<usize> {
    match place {
        Place::Target(target) => Some(target),
        Place::Uncovered | Place::Unknown | Place::Missing => None,
    }
}

fn scaled_shares(margin: &TargetMargin) -> Vec<f64> {
    let sum: f64 = margin.targets.iter().map(|target| target.share).sum();
    margin.targets.iter().map(|target| target.share / sum).collect()
}
