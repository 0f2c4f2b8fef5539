//! People drawn from margins: each variable from the first margin that knows it, given what earlier margins have said.
//! Margins without a common variable are taken as independent: nothing says more.

use crate::domain::calibration::TargetMargin;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::wave::WaveSpec;

/// Steps of a draw between 0 and 1.
const STEPS: u32 = 1 << 30;

pub(super) struct Population {
    pub variables: Vec<Variable>,
    margins: Vec<Shares>,
}

pub(super) struct Variable {
    pub id: QuestionId,
    /// Every category some margin gives it.
    pub categories: Vec<OptionCode>,
}

/// Position of a category a variable, in the order of [`Population::variables`]; `None` where no margin speaks of it.
pub(super) type Person = Vec<Option<u16>>;

struct Shares {
    /// Positions of its variables, and whether an earlier margin has drawn some of them.
    places: Vec<usize>,
    is_first: bool,
    rows: Vec<(Vec<u16>, f64)>,
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

    /// A margin whose variables are all drawn already draws nothing more, but may name further categories.
    fn add<'s>(&mut self, variables: &[QuestionId], rows: impl Iterator<Item = (&'s [OptionCode], f64)>) {
        let known = self.variables.len();
        let places: Vec<usize> = variables.iter().map(|variable| self.place(variable)).collect();
        let rows = rows.map(|(codes, share)| (self.positions(&places, codes), share)).collect();
        if places.iter().any(|place| *place >= known) {
            let is_first = places.iter().all(|place| *place >= known);
            self.margins.push(Shares { places, is_first, rows });
        }
    }

    fn place(&mut self, variable: &QuestionId) -> usize {
        self.variables.iter().position(|known| known.id == *variable).unwrap_or_else(|| {
            self.variables.push(Variable { id: variable.clone(), categories: Vec::new() });
            self.variables.len() - 1
        })
    }

    fn positions(&mut self, places: &[usize], codes: &[OptionCode]) -> Vec<u16> {
        let mut positions = Vec::with_capacity(codes.len());
        for (&place, code) in places.iter().zip(codes) {
            let Some(variable) = self.variables.get_mut(place) else { continue };
            let known = variable.categories.iter().position(|category| category == code).unwrap_or_else(|| {
                variable.categories.push(code.clone());
                variable.categories.len() - 1
            });
            positions.extend(u16::try_from(known));
        }
        positions
    }

    /// Where the variables of a margin stand, and the positions of one of its combinations; `None` when nobody has it.
    pub fn coded(&self, variables: &[QuestionId], codes: &[OptionCode]) -> Option<Vec<(usize, u16)>> {
        let one = |(variable, code): (&QuestionId, &OptionCode)| {
            let place = self.variables.iter().position(|known| known.id == *variable)?;
            let category = self.variables.get(place)?.categories.iter().position(|category| category == code)?;
            Some((place, u16::try_from(category).ok()?))
        };
        variables.iter().zip(codes).map(one).collect()
    }

    pub fn draw(&self, draw: &mut impl FnMut(usize) -> usize) -> Person {
        let mut person: Person = vec![None; self.variables.len()];
        for margin in &self.margins {
            let Some(row) = margin.pick(&person, draw) else { continue };
            for (&place, &category) in margin.places.iter().zip(row) {
                if let Some(known) = person.get_mut(place) {
                    known.get_or_insert(category);
                }
            }
        }
        person
    }
}

impl Shares {
    /// A row that agrees with what is known of the person.
    fn pick(&self, person: &Person, draw: &mut impl FnMut(usize) -> usize) -> Option<&[u16]> {
        let agrees = |row: &[u16]| {
            let known = |place: usize| person.get(place).copied().flatten();
            self.places.iter().zip(row).all(|(&place, category)| known(place).is_none_or(|known| known == *category))
        };
        let open = || self.rows.iter().filter(|(row, _)| self.is_first || agrees(row));
        let total: f64 = open().map(|(_, share)| share).sum();
        let step = usize::try_from(STEPS).map_or(0, draw);
        let mut left = total * f64::from(u32::try_from(step).unwrap_or(0)) / f64::from(STEPS);
        let chosen = open().find(|(_, share)| {
            left -= share;
            left < 0.0
        });
        // Rounding may leave a hair after the last row: it is the last one's.
        chosen.or_else(|| open().next_back()).map(|(row, _)| row.as_slice())
    }
}

fn shares_of(margin: &TargetMargin) -> impl Iterator<Item = (&[OptionCode], f64)> {
    margin.targets.iter().map(|target| (target.codes.as_slice(), target.share))
}

fn targets_of(spec: &WaveSpec, position: usize) -> impl Iterator<Item = (&[OptionCode], f64)> {
    let cells = spec.quotas.cells.iter().filter(move |cell| cell.margin == Some(position));
    cells.map(|cell| (cell.codes.as_slice(), f64::from(cell.target)))
}
