//! People drawn from margins: each variable from the first margin that knows it, given what earlier margins have said.
//! Margins without a common variable are taken as independent: the population gives no more.

use std::collections::BTreeMap;

use crate::domain::calibration::TargetMargin;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::wave::WaveSpec;

/// Steps of a draw between 0 and 1.
const STEPS: u32 = 1 << 30;

pub(super) struct Population {
    pub variables: Vec<QuestionId>,
    margins: Vec<Shares>,
}

/// One category a variable, in the order of [`Population::variables`]; `None` where no margin speaks of it.
pub(super) type Person = Vec<Option<OptionCode>>;

struct Shares {
    /// Positions of its variables.
    variables: Vec<usize>,
    rows: Vec<(Vec<OptionCode>, f64)>,
}

impl Population {
    /// The shares of the weighting margins where they speak of the same variables as a quota, else those of the quota's
    /// targets: a plan with equal strata is filled by a population that is not equal.
    pub fn of(spec: &WaveSpec) -> Self {
        let mut population = Self { variables: Vec::new(), margins: Vec::new() };
        for (position, margin) in spec.quotas.margins.iter().enumerate() {
            match spec.weighting.margins.iter().find(|known| known.variables == margin.variables) {
                Some(known) => population.add(&known.variables, shares_of(known)),
                None => population.add(&margin.variables, targets_of(spec, position)),
            }
        }
        for margin in &spec.weighting.margins {
            population.add(&margin.variables, shares_of(margin));
        }
        population
    }

    fn add(&mut self, variables: &[QuestionId], rows: Vec<(Vec<OptionCode>, f64)>) {
        let places = variables.iter().map(|variable| self.place(variable)).collect();
        self.margins.push(Shares { variables: places, rows });
    }

    fn place(&mut self, variable: &QuestionId) -> usize {
        self.variables.iter().position(|known| known == variable).unwrap_or_else(|| {
            self.variables.push(variable.clone());
            self.variables.len() - 1
        })
    }

    pub fn draw(&self, draw: &mut impl FnMut(usize) -> usize) -> Person {
        let mut person: Person = vec![None; self.variables.len()];
        for margin in &self.margins {
            let codes = margin.pick(&person, draw);
            for (&place, code) in margin.variables.iter().zip(codes.into_iter().flatten()) {
                if let Some(known) = person.get_mut(place) {
                    known.get_or_insert_with(|| code.clone());
                }
            }
        }
        person
    }

    /// The categories each variable takes somewhere.
    pub fn categories(&self) -> BTreeMap<usize, Vec<OptionCode>> {
        let mut categories: BTreeMap<usize, Vec<OptionCode>> = BTreeMap::new();
        for margin in &self.margins {
            for (at, &place) in margin.variables.iter().enumerate() {
                let known = categories.entry(place).or_default();
                for code in margin.rows.iter().filter_map(|(codes, _)| codes.get(at)) {
                    if !known.contains(code) {
                        known.push(code.clone());
                    }
                }
            }
        }
        categories
    }
}

impl Shares {
    /// A row that agrees with what is known of the person; none when everything is known already.
    fn pick(&self, person: &Person, draw: &mut impl FnMut(usize) -> usize) -> Option<&[OptionCode]> {
        let known = |place: usize| person.get(place).and_then(Option::as_ref);
        if self.variables.iter().all(|&place| known(place).is_some()) {
            return None;
        }
        let agrees = |codes: &[OptionCode]| {
            self.variables.iter().zip(codes).all(|(&place, code)| known(place).is_none_or(|known| known == code))
        };
        let open = || self.rows.iter().filter(|(codes, _)| agrees(codes));
        let total: f64 = open().map(|(_, share)| share).sum();
        let step = usize::try_from(STEPS).map_or(0, draw);
        let mut left = total * f64::from(u32::try_from(step).unwrap_or(0)) / f64::from(STEPS);
        let chosen = open().find(|(_, share)| {
            left -= share;
            left < 0.0
        });
        // Rounding may leave a hair after the last row: it is the last one's.
        chosen.or_else(|| open().last()).map(|(codes, _)| codes.as_slice())
    }
}

fn shares_of(margin: &TargetMargin) -> Vec<(Vec<OptionCode>, f64)> {
    margin.targets.iter().map(|target| (target.codes.clone(), target.share)).collect()
}

fn targets_of(spec: &WaveSpec, position: usize) -> Vec<(Vec<OptionCode>, f64)> {
    let cells = spec.quotas.cells.iter().filter(|cell| cell.margin == Some(position));
    cells.map(|cell| (cell.codes.clone(), f64::from(cell.target))).collect()
}
