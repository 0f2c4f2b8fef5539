//! Whether some allocation fills every cell of a plan at once, and which variables make that impossible to tell.

use super::field::data_set;
use super::population::{Person, Population};
use crate::domain::calibration::{Infeasible, Scheme, Target, TargetMargin, weigh};
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::wave::WaveSpec;
use crate::domain::wave::certain::behind;

/// Combinations of all quota variables past which no allocation is sought.
const COMBINATIONS_MAX: usize = 200_000;

/// The pairs of variables that a same question, or hidden variable, is behind.
pub(super) fn tied(q: &Questionnaire, population: &Population) -> Vec<(QuestionId, QuestionId)> {
    let ids = || population.variables.iter().map(|variable| &variable.id).enumerate();
    let pairs = ids().flat_map(|(at, one)| ids().skip(at + 1).map(move |(_, other)| (one, other)));
    let tied = pairs.filter(|(one, other)| !behind(q, one).is_disjoint(&behind(q, other)));
    tied.map(|(one, other)| (one.clone(), other.clone())).collect()
}

/// Every combination of the variables, weighted so that each margin of the plan holds: where that can't be, no
/// allocation fills the plan. `None` when there are too many combinations to try.
pub(super) fn conflicts(spec: &WaveSpec, population: &Population) -> Option<Vec<String>> {
    let sizes = population.variables.iter().map(|variable| variable.categories.len());
    sizes.clone().try_fold(1usize, usize::checked_mul).filter(|count| *count <= COMBINATIONS_MAX)?;
    let mut people: Vec<Person> = vec![Vec::new()];
    for size in sizes {
        let longer = |person: &Person| {
            let person = person.clone();
            let categories = (0..size).filter_map(|category| u16::try_from(category).ok());
            categories.map(move |category| [person.as_slice(), &[Some(category)]].concat()).collect::<Vec<_>>()
        };
        people = people.iter().flat_map(longer).collect();
    }
    let scheme = Scheme { version: 1, margins: quota_margins(spec), rounds_max: 2_000, tolerance: 1e-8 };
    match weigh(&data_set(population, &people), &scheme) {
        Ok(_) => Some(Vec::new()),
        Err(reasons) => Some(reasons.iter().map(Infeasible::to_string).collect()),
    }
}

fn quota_margins(spec: &WaveSpec) -> Vec<TargetMargin> {
    let margins = spec.quotas.margins.iter().enumerate().map(|(position, margin)| {
        let cells: Vec<_> = spec.quotas.cells.iter().filter(|cell| cell.margin == Some(position)).collect();
        let total: f64 = cells.iter().map(|cell| f64::from(cell.target)).sum();
        let share = |target: u32| f64::from(target) / total;
        let targets =
            cells.iter().map(|cell| Target { codes: cell.codes.clone(), share: share(cell.target) }).collect();
        TargetMargin {
            id: margin.id.clone(),
            label: margin.label.clone(),
            variables: margin.variables.clone(),
            targets,
            uncovered: Vec::new(),
            source: String::new(),
        }
    });
    margins.collect()
}
