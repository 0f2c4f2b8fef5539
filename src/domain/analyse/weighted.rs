//! A file with its weights, as every kind of request but weighting itself begins.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::domain::analyse::answer::Refusal;
use crate::domain::analyse::frame::{self, Wanted};
use crate::domain::analyse::request::{
    DataFile, DesignInput, DomainInput, Head, Kind, MissingInput, VarianceInput, WeightingInput, WeightsInput, input,
};
use crate::domain::analyse::{ReadFile, request, weighting};
use crate::domain::arithmetic::number;
use crate::domain::calibration::{Calibration, Coded, MISSING, Method, Sample};
use crate::domain::estimate::Design;
use crate::domain::fault::near_or_all;

/// Where the reference cases stand, as a request names one.
const CASES: &str = "cases";
const COMMA: u8 = b',';
/// Categories told when another one is asked.
const CATEGORIES_TOLD_MAX: usize = 40;

/// A sample with its weights, and the calibration they came from if they did.
pub(super) struct Weighted {
    pub sample: Sample<'static>,
    pub weights: Vec<f64>,
    calibration: Option<Calibration>,
}

/// Weights still to be made, once the columns they need are read.
enum Source {
    Ones,
    Column(String),
    List(Vec<f64>),
    Calibration(Box<WeightingInput>),
}

/// The file a request names.
pub(super) fn data(head: &Head) -> Result<&DataFile, Refusal> {
    head.data
        .as_ref()
        .filter(|data| data.file.is_some())
        .ok_or_else(|| Refusal::asked("data.file : il faut un fichier"))
}

/// Reads the wanted columns of a file.
pub(super) fn sample(data: &DataFile, wanted: &Wanted, read: &ReadFile) -> Result<Sample<'static>, Refusal> {
    let file = data.file.as_deref().unwrap_or_default();
    let separator = match data.separator.as_deref().map(str::as_bytes) {
        None => COMMA,
        Some([one]) => *one,
        Some(_) => return Err(Refusal::asked("data.separator : un seul caractère")),
    };
    let bytes = read(file).map_err(|what| Refusal::File { file: file.to_owned(), what })?;
    let sample = frame::read(file, &bytes, separator, wanted)?;
    match data.rows {
        Some(rows) if rows != sample.rows => {
            let what = format!("{} lignes, et la demande en annonce {rows}", sample.rows);
            Err(Refusal::File { file: file.to_owned(), what })
        }
        _ => Ok(sample),
    }
}

impl Weighted {
    pub fn new(
        data: &DataFile,
        weights: Option<&WeightsInput>,
        mut wanted: Wanted,
        read: &ReadFile,
    ) -> Result<Self, Refusal> {
        let source = source(weights, read)?;
        match &source {
            Source::Column(column) => wanted.number(column),
            Source::Calibration(recipe) => weighting::want(recipe, &mut wanted),
            Source::Ones | Source::List(_) => {}
        }
        let mut sample = sample(data, &wanted, read)?;
        let mut calibration = None;
        let weights = match source {
            Source::Ones => vec![1.0; sample.rows],
            Source::List(weights) => weights,
            Source::Column(column) => sample.numbers.get(&column).map(|values| values.to_vec()).unwrap_or_default(),
            Source::Calibration(recipe) => {
                let made = weighting::calibrated(&recipe, &mut sample)?;
                let weights = made.weights.clone();
                calibration = Some(made);
                weights
            }
        };
        let may_be_negative = calibration.as_ref().is_some_and(|made| made.method == Method::Linear);
        check(&sample, &weights, may_be_negative)?;
        Ok(Self { sample, weights, calibration })
    }

    pub fn category(&self, name: &str) -> Result<&Coded<'static>, Refusal> {
        self.sample.categories.get(name).ok_or_else(|| Refusal::asked(format!("{name} : colonne non lue")))
    }

    pub fn number(&self, name: &str) -> Result<&[f64], Refusal> {
        self.sample
            .numbers
            .get(name)
            .map(Cow::as_ref)
            .ok_or_else(|| Refusal::asked(format!("{name} : colonne non lue")))
    }

    /// The calibration, for what needs one.
    pub fn calibration(&self) -> Option<&Calibration> {
        self.calibration.as_ref()
    }

    pub fn base(&self) -> Option<&[f64]> {
        self.sample.base.as_deref()
    }

    /// The design with the columns named, in the variance mode asked.
    pub fn design<'a>(&'a self, named: &DesignInput, variance: VarianceInput) -> Result<Design<'a>, Refusal> {
        let coded = |name: &Option<String>| -> Result<Option<&'a [u32]>, Refusal> {
            match name {
                None => Ok(None),
                Some(name) => {
                    let coded = self.category(name)?;
                    complete(name, &coded.of_row)?;
                    Ok(Some(coded.of_row.as_ref()))
                }
            }
        };
        let population = match &named.fpc {
            None => None,
            Some(name) => {
                let values = self.number(name)?;
                no_missing(name, values)?;
                Some(values)
            }
        };
        let calibration = match (variance, &self.calibration) {
            (VarianceInput::WeightsOnly, _) => None,
            (VarianceInput::Calibrated, Some(calibration)) => Some((calibration, self.base())),
            (VarianceInput::Calibrated, None) => {
                return Err(Refusal::asked(
                    "variance : « calibrated » demande des poids calés ici (from_case ou calibration)",
                ));
            }
        };
        Ok(Design {
            weights: &self.weights,
            strata: coded(&named.strata)?,
            clusters: coded(&named.cluster)?,
            population,
            calibration,
        })
    }

    /// Rows of a domain; everybody when there is none.
    pub fn domain(&self, domain: Option<&DomainInput>) -> Result<Vec<bool>, Refusal> {
        match domain {
            None => Ok(vec![true; self.sample.rows]),
            Some(domain) => {
                let coded = self.category(&domain.variable)?;
                known(&domain.variable, &coded.codes, &domain.categories)?;
                Ok(members(coded, &domain.categories))
            }
        }
    }
}

/// Adds the design's columns to those wanted.
pub(super) fn want_design(design: &DesignInput, wanted: &mut Wanted) {
    for name in [&design.strata, &design.cluster].into_iter().flatten() {
        wanted.category(name);
    }
    if let Some(name) = &design.fpc {
        wanted.number(name);
    }
}

/// Rows whose code is among these.
pub(super) fn members(coded: &Coded, codes: &[String]) -> Vec<bool> {
    let wanted: Vec<bool> = coded.codes.iter().map(|code| codes.contains(code)).collect();
    let is_in = |at: &u32| usize::try_from(*at).ok().and_then(|at| wanted.get(at)).copied().unwrap_or(false);
    coded.of_row.iter().map(is_in).collect()
}

/// Refuses a category no row has, and a list of none: misspelt, the part of a net would leave it without a word. `there`
/// are the categories of the file.
pub(super) fn known(variable: &str, there: &[String], asked: &[String]) -> Result<(), Refusal> {
    if asked.is_empty() {
        return Err(Refusal::asked(format!("{variable} : il faut au moins une catégorie")));
    }
    let Some(absent) = asked.iter().find(|code| !there.contains(code)) else { return Ok(()) };
    Err(Refusal::Absent {
        variable: variable.to_owned(),
        category: absent.clone(),
        expected: near_or_all(absent, there.iter().take(CATEGORIES_TOLD_MAX).map(String::as_str)),
    })
}

/// 1 for members, 0 for others.
pub(super) fn indicator(members: &[bool]) -> Vec<f64> {
    members.iter().map(|is_in| f64::from(u8::from(*is_in))).collect()
}

/// Takes rows without a value out of the domain, or refuses.
pub(super) fn valid(
    domain: &mut [bool],
    is_missing: impl Fn(usize) -> bool,
    variable: &str,
    missing: MissingInput,
) -> Result<(), Refusal> {
    let mut count = 0;
    for (row, is_in) in domain.iter_mut().enumerate().filter(|(_, is_in)| **is_in) {
        if is_missing(row) {
            *is_in = false;
            count += 1;
        }
    }
    match missing {
        MissingInput::Error if count > 0 => Err(Refusal::Missing { variable: variable.to_owned(), count }),
        _ => Ok(()),
    }
}

pub(super) fn is_missing(coded: &Coded, row: usize) -> bool {
    coded.of_row.get(row).is_none_or(|at| *at == MISSING)
}

pub(super) fn respondents(domain: &[bool]) -> usize {
    domain.iter().filter(|is_in| **is_in).count()
}

pub(super) fn nobody(variable: &str, category: &str) -> Refusal {
    Refusal::Nobody { variable: variable.to_owned(), category: category.to_owned() }
}

fn complete(name: &str, of_row: &[u32]) -> Result<(), Refusal> {
    let count = of_row.iter().filter(|at| **at == MISSING).count();
    if count > 0 { Err(Refusal::Missing { variable: name.to_owned(), count }) } else { Ok(()) }
}

fn no_missing(name: &str, values: &[f64]) -> Result<(), Refusal> {
    let count = values.iter().filter(|value| value.is_nan()).count();
    if count > 0 { Err(Refusal::Missing { variable: name.to_owned(), count }) } else { Ok(()) }
}

fn source(weights: Option<&WeightsInput>, read: &ReadFile) -> Result<Source, Refusal> {
    Ok(match weights {
        None => Source::Ones,
        Some(WeightsInput::Column { column }) => Source::Column(column.clone()),
        Some(WeightsInput::List(weights)) => Source::List(weights.clone()),
        Some(WeightsInput::Calibration { calibration }) => Source::Calibration(calibration.clone()),
        Some(WeightsInput::Csv { file, column }) => {
            let mut wanted = Wanted::default();
            wanted.number(column);
            let read = sample(&DataFile::of(file), &wanted, read)?;
            Source::List(read.numbers.get(column).map(|values| values.to_vec()).unwrap_or_default())
        }
        Some(WeightsInput::Case { from_case }) => Source::Calibration(Box::new(case(from_case, read)?)),
    })
}

/// The weighting another case asks for.
fn case(id: &str, read: &ReadFile) -> Result<WeightingInput, Refusal> {
    let is_plain = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if !is_plain {
        return Err(Refusal::asked(format!("from_case : « {id} » n’est pas un identifiant de cas")));
    }
    let file = format!("{CASES}/{id}.json");
    let unreadable = |what: String| Refusal::File { file: file.clone(), what };
    let text = String::from_utf8(read(&file).map_err(unreadable)?).map_err(|error| unreadable(error.to_string()))?;
    // A fault of the case is told of its file, not of the request that names it.
    let of_case = |refusal: Refusal| match refusal {
        Refusal::Request { line, column, what } => unreadable(format!("{line}:{column} : {what}")),
        other => other,
    };
    if request::head(&text).map_err(of_case)?.kind != Kind::Weighting {
        return Err(unreadable("ce cas n’est pas un redressement".to_owned()));
    }
    input(&text).map_err(of_case)
}

/// One finite weight a row, none negative but those the linear method just gave, not all 0.
fn check(sample: &Sample, weights: &[f64], may_be_negative: bool) -> Result<(), Refusal> {
    use crate::domain::calibration::Infeasible;
    if sample.rows == 0 {
        return Err(vec![Infeasible::NoRespondent].into());
    }
    if weights.len() != sample.rows {
        return Err(Refusal::asked(format!("weights : {} poids pour {} lignes", weights.len(), sample.rows)));
    }
    let is_wrong = |weight: &f64| !weight.is_finite() || (*weight < 0.0 && !may_be_negative);
    if let Some(first) = weights.iter().position(is_wrong) {
        let respondents = weights.iter().filter(|weight| is_wrong(weight)).count();
        return Err(vec![Infeasible::InvalidWeight { row: first + 1, respondents }].into());
    }
    if weights.iter().sum::<f64>() > 0.0 { Ok(()) } else { Err(vec![Infeasible::ZeroSumWeights].into()) }
}

/// Kish's effective base of the rows of a domain, with its design effect.
pub(super) fn kish(weights: &[f64], domain: &[bool]) -> (f64, f64) {
    use crate::domain::arithmetic::sum::exact_sum;
    let inside = || weights.iter().zip(domain).filter(|(_, is_in)| **is_in).map(|(weight, _)| *weight);
    let sum = exact_sum(inside());
    let effective_n = sum * sum / exact_sum(inside().map(|weight| weight * weight));
    (effective_n, number(respondents(domain)) / effective_n)
}

/// The first name said again.
pub(super) fn said_twice<'a>(names: impl IntoIterator<Item = &'a String>) -> Option<&'a String> {
    let mut seen = BTreeSet::new();
    names.into_iter().find(|name| !seen.insert(*name))
}

/// The codes in the order asked; without one, those of the file. A code of the file that has no place is refused, and one
/// that has two.
pub(super) fn ordered(variable: &str, coded: &Coded, order: &[String]) -> Result<Vec<String>, Refusal> {
    if order.is_empty() {
        return Ok(coded.codes.to_vec());
    }
    if let Some(twice) = said_twice(order) {
        return Err(Refusal::asked(format!("{variable} : « {twice} » est placé deux fois")));
    }
    let counts: BTreeMap<usize, usize> = coded.of_row.iter().fold(BTreeMap::new(), |mut counts, at| {
        *counts.entry(usize::try_from(*at).unwrap_or(usize::MAX)).or_default() += 1;
        counts
    });
    let unplaced = coded.codes.iter().enumerate().find(|(at, code)| !order.contains(code) && counts.contains_key(at));
    match unplaced {
        None => Ok(order.to_vec()),
        Some((at, code)) => Err(Refusal::Unplaced {
            variable: variable.to_owned(),
            category: code.clone(),
            count: counts.get(&at).copied().unwrap_or(0),
        }),
    }
}
