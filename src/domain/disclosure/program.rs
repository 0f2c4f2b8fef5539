//! All a reader knows of one table, as one linear program: each base, what whole percentages leave open of each count, that
//! the answers of a column make its base and the answers of a net its net, that columns make other columns row by row,
//! how many were asked the questions this one filters, and the means of scores. Weights are taken to be known and equal.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::disclosure::layer::Layer;
use crate::domain::disclosure::polytope::{Equation, Polytope};
use crate::domain::disclosure::rounding;
use crate::domain::disclosure::sheet::Sheet;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::{Question, Questionnaire};
use crate::domain::table::{RowKind, Table, TableColumn, base};

/// A count of fewer respondents is not to be told, and no protected count is to be told closer, unless all who answered so
/// are fewer.
pub(super) const COUNT_WIDTH: u32 = 3;
/// No bound at all: more than any base.
pub(super) const FREE: f64 = 1e9;

/// A row of figures of the program, one for each column.
pub(super) struct Row {
    pub start: usize,
    /// Row of the table; none for bases and for those asked another question.
    pub at: Option<usize>,
    pub counts: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shown {
    Cell {
        row: usize,
        column: usize,
    },
    Mean {
        column: usize,
    },
    Base {
        column: usize,
    },
    /// The base of a question asked to some of those who answered this one.
    Asked {
        table: usize,
        column: usize,
    },
}

/// Who is asked a question was counted in the answers to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filtered {
    pub source: usize,
    pub codes: Vec<OptionCode>,
}

impl Filtered {
    pub fn of(q: &Questionnaire, table: &Table, tables: &[Table]) -> Option<Self> {
        let question: &Question = q.question(table.question.as_str())?.1;
        let (source, options) = base::filter(q, question)?;
        let source = tables.iter().position(|table| table.question == source.id && table.item.is_none())?;
        Some(Self { source, codes: options.into_iter().map(|option| option.code.clone()).collect() })
    }
}

/// A table on its way to its program.
pub(super) struct Builder<'a> {
    table: &'a Table,
    layer: Layer,
    means: Option<Layer>,
    /// The size of its columns is read elsewhere, hidden or not.
    is_filtered: bool,
    width: usize,
    bounds: Vec<(f64, f64)>,
    equations: Vec<Equation>,
    rows: Vec<Row>,
    shown: BTreeMap<usize, Shown>,
    ties: BTreeMap<usize, Vec<usize>>,
    /// Smallest base of a column that may be read.
    threshold: u32,
}

impl<'a> Builder<'a> {
    pub fn new(table: &'a Table, layer: Layer, means: Option<Layer>, is_filtered: bool, threshold: u32) -> Self {
        let width = layer.sizes.len();
        Self {
            table,
            layer,
            means,
            is_filtered,
            width,
            bounds: Vec::new(),
            equations: Vec::new(),
            rows: Vec::new(),
            shown: BTreeMap::new(),
            ties: BTreeMap::new(),
            threshold,
        }
    }

    pub fn build<'b>(
        mut self,
        q: &Questionnaire,
        asked: impl Iterator<Item = (usize, &'b Filtered, &'b Layer)>,
    ) -> Sheet {
        self.bases();
        for at in 0..self.table.rows.len() {
            self.row(at);
        }
        let bases = self.layer.equations(0);
        self.equations.extend(bases);
        self.sums();
        for (child, filter, layer) in asked {
            self.asked(child, filter, layer);
        }
        self.means(q);
        let wanted = self.wanted();
        let polytope = Polytope::new(self.bounds, &self.equations);
        let Self { layer, means, rows, shown, ties, table, .. } = self;
        let is_multiple = table.is_multiple;
        Sheet { layer, means, rows, polytope, cells: BTreeSet::new(), shown, ties, wanted, is_multiple }
    }

    /// A figure of the program, its bounds beyond the truth.
    fn figure(&mut self, bounds: (f64, f64)) -> usize {
        self.bounds.push((bounds.0.min(0.0), bounds.1.max(0.0)));
        self.bounds.len() - 1
    }

    fn bases(&mut self) {
        let total = self.layer.total();
        for column in 0..self.width {
            let bounds = if self.is_filtered { (0.0, 0.0) } else { self.layer.base_bounds(column, total) };
            let figure = self.figure(bounds);
            if !self.layer.is_hidden(column) && column > 0 {
                self.shown.insert(figure, Shown::Base { column });
            }
        }
        self.rows.push(Row { start: 0, at: None, counts: self.layer.sizes.clone() });
    }

    /// Counts of a row in every column, then in what each break leaves out.
    fn counts(&self, at: usize) -> Vec<u32> {
        let count = |column: &TableColumn| column.counts.get(at).copied().unwrap_or(0);
        let mut counts: Vec<u32> = self.table.columns.iter().map(count).collect();
        let total = counts.first().copied().unwrap_or(0);
        for link in self.layer.links.iter().filter(|link| link.left == [0]) {
            let named = link.right.iter().filter_map(|place| counts.get(*place));
            counts.push(total.saturating_sub(named.sum()));
        }
        counts.truncate(self.width);
        counts
    }

    fn row(&mut self, at: usize) {
        let counts = self.counts(at);
        let start = self.bounds.len();
        for (column, count) in counts.iter().enumerate() {
            let figure = self.figure(self.count_bounds(column, *count));
            if !self.layer.is_hidden(column) && self.layer.size(column) > 0 {
                self.shown.insert(figure, Shown::Cell { row: at, column });
            }
        }
        for (column, count) in counts.iter().enumerate() {
            self.within_base(start + column, column, *count);
        }
        let links: Vec<Equation> = self.layer.equations(start).collect();
        self.equations.extend(links);
        self.rows.push(Row { start, at: Some(at), counts });
    }

    /// A shown figure is taken to tell its count: of a hundred respondents a whole percentage does, and of more a standard
    /// error or an interval beside it may. Under a base told roughly nothing stands beside it: see `within_base`.
    fn count_bounds(&self, column: usize, count: u32) -> (f64, f64) {
        let (size, of) = (f64::from(self.layer.size(column)), f64::from(count));
        if size == 0.0 {
            return if self.layer.is_empty(column) { (0.0, 0.0) } else { (0.0, FREE) };
        }
        if self.layer.is_hidden(column) || self.layer.rough.contains(&column) {
            return (-of, FREE);
        }
        (0.0, 0.0)
    }

    /// A count is part of its base; under a base told roughly, the percentage is of whatever the base is.
    fn within_base(&mut self, figure: usize, column: usize, count: u32) {
        let (size, of) = (f64::from(self.layer.size(column)), f64::from(count));
        let is_rough = self.layer.rough.contains(&column) && !self.layer.is_hidden(column);
        if is_rough && size > 0.0 {
            let (least, most) = rounding::shares_read_as(rounding::percent(of / size));
            let over = self.figure((least * size - of, FREE));
            self.equations.push(vec![(figure, 1.0), (column, -least), (over, -1.0)]);
            let under = self.figure((of - most * size, FREE));
            self.equations.push(vec![(figure, -1.0), (column, most), (under, -1.0)]);
            self.ties.insert(figure, vec![over, under]);
        } else if self.layer.is_hidden(column) {
            let rest = self.figure((of - size, FREE));
            self.equations.push(vec![(column, 1.0), (figure, -1.0), (rest, -1.0)]);
        }
    }

    fn leaves(&self) -> Vec<usize> {
        let is_leaf = |at: &usize| !matches!(self.table.rows.get(*at).map(|row| &row.kind), Some(RowKind::Net { .. }));
        (0..self.table.rows.len()).filter(is_leaf).collect()
    }

    fn of_row(&self, at: usize) -> Option<&Row> {
        self.rows.iter().find(|row| row.at == Some(at))
    }

    /// Answers make their base, and the answers of a net their net.
    fn sums(&mut self) {
        let leaves = self.leaves();
        if !self.table.is_multiple && !leaves.is_empty() {
            self.union(0, &self.layer.sizes.clone(), &leaves, false);
        }
        let nets: Vec<(usize, Vec<usize>)> = leaves_of_nets(self.table);
        for (net, leaves) in nets {
            if let Some((start, counts)) = self.of_row(net).map(|row| (row.start, row.counts.clone())) {
                self.union(start, &counts, &leaves, self.table.is_multiple);
            }
        }
    }

    /// The figures from `start` on are those in any of some rows: their sum when nobody is in two. What the rows do not
    /// cover (numbers, when they are no rows) stays open.
    fn union(&mut self, start: usize, counts: &[u32], leaves: &[usize], is_shared: bool) {
        let rows: Vec<(usize, Vec<u32>)> =
            leaves.iter().filter_map(|at| self.of_row(*at)).map(|row| (row.start, row.counts.clone())).collect();
        let sum = |column: usize| rows.iter().filter_map(|(_, counts)| counts.get(column)).sum::<u32>();
        let is_whole = (0..self.width).all(|column| counts.get(column) == Some(&sum(column)));
        for (column, count) in counts.iter().enumerate() {
            let mut equation: Equation = vec![(start + column, 1.0)];
            equation.extend(rows.iter().map(|(row, _)| (row + column, -1.0)));
            if is_shared {
                let over = self.figure((f64::from(*count) - f64::from(sum(column)), FREE));
                equation.push((over, 1.0));
                for (row, counts) in &rows {
                    let part = counts.get(column).copied().unwrap_or(0);
                    let rest = self.figure((f64::from(part) - f64::from(*count), FREE));
                    self.equations.push(vec![(start + column, 1.0), (row + column, -1.0), (rest, -1.0)]);
                }
            } else if !is_whole {
                let rest = self.figure((f64::from(sum(column)) - f64::from(*count), FREE));
                equation.push((rest, -1.0));
            }
            self.equations.push(equation);
        }
    }

    /// Who is asked another question are those who gave some of these answers: a row more, exact where it is shown.
    fn asked(&mut self, child: usize, filter: &Filtered, layer: &Layer) {
        let is_of = |at: &usize| match self.table.rows.get(*at).map(|row| &row.kind) {
            Some(RowKind::Option { code, .. }) => filter.codes.contains(code),
            _ => false,
        };
        let leaves: Vec<usize> = self.leaves().into_iter().filter(is_of).collect();
        if layer.is_closed || layer.sizes.len() != self.width {
            return;
        }
        let start = self.bounds.len();
        for column in 0..self.width {
            let figure = self.figure(layer.base_bounds(column, layer.total()));
            if column > 0 && !layer.is_hidden(column) {
                self.shown.insert(figure, Shown::Asked { table: child, column });
            }
        }
        self.union(start, &layer.sizes, &leaves, self.table.is_multiple);
        self.rows.push(Row { start, at: None, counts: layer.sizes.clone() });
    }

    /// The mean of a score weighs the answers: it is one more sum, known to its last decimal.
    fn means(&mut self, q: &Questionnaire) {
        let Some(means) = self.means.clone() else { return };
        let values = values(q, &self.table.question);
        let Some(decimals) = self.table.measures.first().map(|row| row.decimals) else { return };
        let valued = self.table.rows.iter().enumerate().filter_map(|(at, row)| match &row.kind {
            RowKind::Option { code, missing: None, .. } => Some((at, *values.get(code)?)),
            _ => None,
        });
        let valued: Vec<(usize, f64)> = valued.collect();
        for column in 0..self.table.columns.len() {
            if self.layer.is_hidden(column) || means.is_hidden(column) {
                continue;
            }
            self.counted(column);
            let Some(bounds) = self.mean_bounds(column, &valued, decimals) else { continue };
            let weighed = self.figure(bounds.told);
            let mut equation: Equation = vec![(weighed, -1.0)];
            equation.extend(
                valued.iter().filter_map(|(at, value)| Some((self.of_row(*at)?.start + column, value - bounds.mean))),
            );
            self.equations.push(equation);
            self.shown.insert(weighed, Shown::Mean { column });
        }
    }

    /// What the last decimal of a mean leaves open of the sum of values, those who gave one being counted.
    fn mean_bounds(&self, column: usize, valued: &[(usize, f64)], decimals: u8) -> Option<MeanBounds> {
        let counts = valued.iter().filter_map(|(at, value)| {
            self.of_row(*at)?.counts.get(column).map(|count| (f64::from(*count), f64::from(*count) * value))
        });
        let (n, sum) = counts.fold((0.0, 0.0), |so_far, one| (so_far.0 + one.0, so_far.1 + one.1));
        if n == 0.0 {
            return None;
        }
        let power = 10f64.powi(i32::from(decimals));
        let read = (sum / n * power).round();
        let told = (n * (read - 0.5) / power - sum, n * (read + 0.5) / power - sum);
        Some(MeanBounds { mean: sum / n, told })
    }

    /// How many gave a number is told beside the mean: those who gave none are the rest.
    fn counted(&mut self, column: usize) {
        let none = |at: &usize| match self.table.rows.get(*at).map(|row| &row.kind) {
            Some(RowKind::Option { missing, .. }) => missing.is_some(),
            Some(RowKind::NoAnswer) => true,
            _ => false,
        };
        let without: Vec<usize> = self.leaves().into_iter().filter(none).collect();
        if without.is_empty() {
            return;
        }
        let figure = self.figure((0.0, 0.0));
        let mut equation: Equation = vec![(figure, 1.0), (column, -1.0)];
        equation.extend(without.iter().filter_map(|at| Some((self.of_row(*at)?.start + column, 1.0))));
        self.equations.push(equation);
        self.shown.insert(figure, Shown::Mean { column });
    }

    /// What must not be told: counts of one or two in a group, answers everybody of a column gave, and every answer of a
    /// column under the threshold, which stands hidden. One or two among all say nothing of anybody: no profile tells who.
    fn wanted(&self) -> Vec<(usize, f64)> {
        let mut wanted = Vec::new();
        let whole = whole_nets(self.table);
        let rows = self.rows.iter().filter(|row| row.at.is_some_and(|at| !whole.contains(&at)));
        for row in rows.filter(|_| !self.layer.is_closed) {
            for (column, count) in row.counts.iter().enumerate() {
                let size = self.layer.size(column);
                let is_few = column > 0 && (1..COUNT_WIDTH).contains(count);
                let is_same = *count > 0 && *count == size;
                let is_of_few = *count > 0 && size < self.threshold;
                if is_few || is_same || is_of_few {
                    let of_all = row.counts.first().copied().filter(|_| column > 0).unwrap_or(COUNT_WIDTH);
                    let most = if self.is_filtered { size.min(of_all) } else { of_all };
                    wanted.push((row.start + column, f64::from(COUNT_WIDTH.min(most))));
                }
            }
        }
        wanted
    }
}

/// The unweighted mean of a column, and the sum of values it stands for beyond the truth.
struct MeanBounds {
    mean: f64,
    told: (f64, f64),
}

/// Rows of the answers each net gathers.
fn leaves_of_nets(table: &Table) -> Vec<(usize, Vec<usize>)> {
    let leaves = |codes: &[OptionCode]| -> Vec<usize> {
        let is_in = |kind: &RowKind| matches!(kind, RowKind::Option { code, .. } if codes.contains(code));
        table.rows.iter().enumerate().filter(|(_, row)| is_in(&row.kind)).map(|(at, _)| at).collect()
    };
    let nets = table.rows.iter().enumerate().filter_map(|(at, row)| match &row.kind {
        RowKind::Net { codes, .. } => Some((at, leaves(codes))),
        _ => None,
    });
    nets.collect()
}

/// Nets of every answer there is: that all are in them says nothing.
fn whole_nets(table: &Table) -> BTreeSet<usize> {
    let leaves = table.rows.iter().filter(|row| !matches!(row.kind, RowKind::Net { .. })).count();
    leaves_of_nets(table).into_iter().filter(|(_, parts)| parts.len() == leaves).map(|(net, _)| net).collect()
}

/// What each option of a scored question is worth.
fn values(q: &Questionnaire, id: &QuestionId) -> BTreeMap<OptionCode, f64> {
    let Some((_, question)) = q.question(id.as_str()) else { return BTreeMap::new() };
    let worth = |value: i64| i32::try_from(value).ok().map(f64::from);
    let options = question.kind.options().iter();
    options.filter_map(|option| Some((option.code.clone(), worth(option.value?)?))).collect()
}
