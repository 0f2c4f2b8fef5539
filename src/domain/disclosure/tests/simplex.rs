//! Linear programming for the auditor: the least and the most a figure may be, among figures not negative that satisfy
//! equations. Two phases on a dense tableau, Bland's rule (R. G. Bland, Mathematics of Operations Research 2, 1977).

const TINY: f64 = 1e-7;

pub(super) struct Simplex {
    rows: Vec<Vec<f64>>,
    basis: Vec<usize>,
    variables: usize,
}

impl Simplex {
    /// Equations `Σ a x = b`, which the truth satisfies.
    pub fn new(equations: &[(Vec<f64>, f64)], variables: usize) -> Self {
        let count = equations.len();
        let mut rows = Vec::new();
        for (place, (coefficients, value)) in equations.iter().enumerate() {
            let sign = if *value < 0.0 { -1.0 } else { 1.0 };
            let mut row: Vec<f64> = coefficients.iter().map(|one| sign * one).collect();
            row.extend((0..count).map(|other| if other == place { 1.0 } else { 0.0 }));
            row.push(sign * value);
            rows.push(row);
        }
        let mut simplex = Self { rows, basis: (variables..variables + count).collect(), variables };
        let start: Vec<f64> = (0..variables + count).map(|one| if one < variables { 0.0 } else { -1.0 }).collect();
        let left = simplex.climb(&start).expect("bounded by nothing");
        assert!(left > -1e-4, "the truth is feasible: {left}");
        simplex.forget_starters();
        simplex
    }

    pub fn extremes(&self, objective: &[f64]) -> (f64, f64) {
        let opposite: Vec<f64> = objective.iter().map(|one| -one).collect();
        let most = |objective: &[f64]| self.clone_rows().climb(objective).unwrap_or(f64::INFINITY);
        (-most(&opposite), most(objective))
    }

    fn clone_rows(&self) -> Self {
        Self { rows: self.rows.clone(), basis: self.basis.clone(), variables: self.variables }
    }

    /// The most the objective may be; `None` without bound.
    fn climb(&mut self, objective: &[f64]) -> Option<f64> {
        loop {
            let gain = |column: usize| {
                let paid: f64 =
                    self.rows.iter().zip(&self.basis).map(|(row, base)| objective[*base] * row[column]).sum();
                objective[column] - paid
            };
            let Some(entering) = (0..objective.len()).find(|column| gain(*column) > TINY) else { break };
            let ratio = |place: usize| self.rows[place].last().unwrap() / self.rows[place][entering];
            let leaving = (0..self.rows.len())
                .filter(|place| self.rows[*place][entering] > TINY)
                .min_by(|a, b| ratio(*a).total_cmp(&ratio(*b)).then(self.basis[*a].cmp(&self.basis[*b])))?;
            self.pivot(leaving, entering);
        }
        Some(self.rows.iter().zip(&self.basis).map(|(row, base)| objective[*base] * row.last().unwrap()).sum())
    }

    fn pivot(&mut self, leaving: usize, entering: usize) {
        let by = self.rows[leaving][entering];
        self.rows[leaving].iter_mut().for_each(|one| *one /= by);
        let pivot = self.rows[leaving].clone();
        for (_, row) in self.rows.iter_mut().enumerate().filter(|(place, _)| *place != leaving) {
            let times = row[entering];
            if times != 0.0 {
                row.iter_mut().zip(&pivot).for_each(|(mine, theirs)| *mine -= times * theirs);
            }
        }
        self.basis[leaving] = entering;
    }

    /// Rows that say nothing of their own go, then the columns that only served to start.
    fn forget_starters(&mut self) {
        for place in (0..self.rows.len()).rev() {
            if self.basis[place] < self.variables {
                continue;
            }
            match (0..self.variables).find(|column| self.rows[place][*column].abs() > TINY) {
                Some(column) => self.pivot(place, column),
                None => {
                    self.rows.remove(place);
                    self.basis.remove(place);
                }
            }
        }
        let variables = self.variables;
        for row in &mut self.rows {
            let value = row.pop().unwrap();
            row.truncate(variables);
            row.push(value);
        }
    }
}

#[test]
fn the_auditor_finds_the_ends_of_a_known_polytope() {
    // x + y + z = 10, x − y + s = 2.
    let equations = [(vec![1.0, 1.0, 1.0, 0.0], 10.0), (vec![1.0, -1.0, 0.0, 1.0], 2.0)];
    let simplex = Simplex::new(&equations, 4);
    assert_eq!(simplex.extremes(&[1.0, 0.0, 0.0, 0.0]), (0.0, 6.0));
    assert_eq!(simplex.extremes(&[0.0, 1.0, 0.0, 0.0]), (0.0, 10.0));
    assert_eq!(simplex.extremes(&[0.0, 0.0, 0.0, 1.0]), (0.0, 12.0));
}
