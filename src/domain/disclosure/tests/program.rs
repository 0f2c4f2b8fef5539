//! A linear program of its own for the auditor, solved by a library: nothing of the rule's own solver is trusted here.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

/// What a width may miss by arithmetic alone.
const TINY: f64 = 1e-5;

/// Terms with their factors, how their sum compares, and with what.
type Tie = (Vec<(usize, f64)>, ComparisonOp, f64);

/// Figures between bounds, tied by equations and by inequalities `Σ ≥ value`.
#[derive(Default)]
pub(super) struct Program {
    bounds: Vec<(f64, f64)>,
    ties: Vec<Tie>,
    /// Ends met so far: what one search finds of a figure serves the others.
    seen: Vec<(f64, f64)>,
}

impl Program {
    pub fn figure(&mut self, low: f64, high: f64) -> usize {
        self.bounds.push((low, high));
        self.seen.push((f64::INFINITY, f64::NEG_INFINITY));
        self.bounds.len() - 1
    }

    pub fn loosen(&mut self, figure: usize, most: f64) {
        self.bounds[figure] = (0.0, most);
    }

    pub fn equal(&mut self, terms: Vec<(usize, f64)>, value: f64) {
        self.ties.push((terms, ComparisonOp::Eq, value));
    }

    pub fn at_least(&mut self, terms: Vec<(usize, f64)>, value: f64) {
        self.ties.push((terms, ComparisonOp::Ge, value));
    }

    /// Whether the interval of a figure is narrower than `wanted`.
    pub fn is_narrow(&mut self, figure: usize, wanted: f64) -> bool {
        for direction in [OptimizationDirection::Maximize, OptimizationDirection::Minimize] {
            if self.width(figure) < wanted - TINY {
                self.search(figure, direction);
            }
        }
        self.width(figure) < wanted - TINY
    }

    fn width(&self, figure: usize) -> f64 {
        let (low, high) = self.seen[figure];
        high - low
    }

    fn search(&mut self, figure: usize, direction: OptimizationDirection) {
        let mut problem = Problem::new(direction);
        let variables: Vec<Variable> = self
            .bounds
            .iter()
            .enumerate()
            .map(|(place, bounds)| problem.add_var(f64::from(u8::from(place == figure)), *bounds))
            .collect();
        for (terms, relation, value) in &self.ties {
            let terms: Vec<(Variable, f64)> = terms.iter().map(|(place, one)| (variables[*place], *one)).collect();
            problem.add_constraint(&terms[..], *relation, *value);
        }
        let solution = problem.solve().expect("the truth is feasible").into_solution().unwrap();
        for (seen, variable) in self.seen.iter_mut().zip(variables) {
            let value = solution.var_value(variable);
            *seen = (seen.0.min(value), seen.1.max(value));
        }
    }
}

#[test]
fn the_auditor_finds_the_ends_of_a_known_polytope() {
    // x + y + z = 10, x − y ≤ 2: x goes from 0 to 6, y from 0 to 10.
    let mut program = Program::default();
    let figures: Vec<usize> = (0..3).map(|_| program.figure(0.0, 1e6)).collect();
    program.equal(figures.iter().map(|figure| (*figure, 1.0)).collect(), 10.0);
    program.at_least(vec![(figures[1], 1.0), (figures[0], -1.0)], -2.0);
    assert!(!program.is_narrow(figures[0], 6.0) && program.is_narrow(figures[0], 6.1));
    assert!(!program.is_narrow(figures[1], 10.0) && program.is_narrow(figures[1], 10.1));
}
