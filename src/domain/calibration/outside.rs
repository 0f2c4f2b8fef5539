//! The constraints of margins that leave respondents outside, as variances see them: of those a margin covers, so many in
//! a hundred are in each category.

use crate::domain::calibration::cells::{CellMargin, Cells};
use crate::domain::calibration::system::{Column, System};

/// A margin that covers everybody has the indicators `1_k` of its categories; one that does not has `1_k − t_k 1_c`, with
/// `t_k` the target share and `1_c` the indicator of those covered, whose weighted total is 0. Sweeps and the nearest
/// weights under these constraints agree to the first order, and so have the same linearisation (Deville and Särndal 1992,
/// JASA 87:376, on the equivalence of all distances). Where every margin leaves somebody outside, the total itself is a constraint.
pub(super) fn system(cells: &Cells, margins: &[CellMargin], total: f64) -> System {
    let mut columns = Vec::new();
    let has_constant = margins.iter().all(|margin| margin.has_outside);
    if has_constant {
        columns.push(Column::category("total", "total", total));
    }
    for margin in margins {
        let column = |(category, target): (&String, &f64)| match margin.has_outside {
            true => Column::number(&margin.label, category, 0.0),
            false => Column::category(&margin.label, category, *target),
        };
        columns.extend(margin.categories.iter().zip(&margin.targets).map(column));
    }
    let (mut starts, mut entries) = (vec![0], Vec::new());
    for cell in 0..cells.base.len() {
        if has_constant {
            entries.push((0, 1.0));
        }
        let mut first = usize::from(has_constant);
        for margin in margins {
            entries.extend(row(margin, cell).into_iter().map(|(at, x)| (first + at, x)));
            first += margin.categories.len();
        }
        starts.push(entries.len());
    }
    System::unchecked(cells, columns, starts, entries)
}

fn row(margin: &CellMargin, cell: usize) -> Vec<(usize, f64)> {
    let size = margin.categories.len();
    let Some(place) = margin.places.get(cell).copied().filter(|place| *place < size) else { return Vec::new() };
    if !margin.has_outside {
        return vec![(place, 1.0)];
    }
    let sum: f64 = margin.targets.iter().sum();
    let x = |(at, target): (usize, &f64)| (at, f64::from(u8::from(at == place)) - target / sum);
    margin.targets.iter().enumerate().map(x).collect()
}
