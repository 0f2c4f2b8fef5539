//! From responses to columns: everybody is counted in the groups of a head, one by one or by cell of the calibration, and
//! every share of the column is had from these groups; means and medians take the values in a second pass.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::domain::data_set::{DataSet, Values};
use crate::domain::estimate::{Critical, Group, Groups, Influences, Score, share_of};
use crate::domain::questionnaire::AnswerOption;
use crate::domain::table::columns::Head;
use crate::domain::table::rows::Memberships;
use crate::domain::table::tally::{self, Cells, Tally};
use crate::domain::table::{Category, MeasureRow, TableColumn, TableRow, measure, rows};

/// Of every interval.
pub(super) const LEVEL: f64 = 0.95;

/// What all tables of a wave are counted on.
pub(super) struct Counting<'a> {
    pub data: &'a DataSet,
    heads: &'a [Head<'a>],
    pub influences: &'a Influences<'a>,
    cells: Option<&'a Cells<'a>>,
    /// By number of respondents: columns of one size share them.
    criticals: RefCell<BTreeMap<u32, Critical>>,
}

/// What comparisons of a column with others need; nothing of it leaves.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    pub base: Group,
    /// One a row.
    pub members: Vec<Group>,
    /// One a row of measures; none for a median.
    pub means: Vec<Option<Score>>,
}

/// A category of a head, and what it is called.
type Heading = (Option<Category>, String);

/// Row and value of those who gave one.
type Worths = Vec<(usize, f64)>;

/// What a table is made from: its rows, and the column they count.
pub(super) struct Cast<'a> {
    pub rows: &'a [TableRow],
    pub measures: &'a [MeasureRow],
    pub values: &'a Values,
    pub options: &'a [AnswerOption],
}

impl<'a> Counting<'a> {
    pub fn new(
        data: &'a DataSet,
        heads: &'a [Head<'a>],
        influences: &'a Influences<'a>,
        cells: Option<&'a Cells<'a>>,
    ) -> Self {
        Self { data, heads, influences, cells, criticals: RefCell::default() }
    }

    /// Degrees of freedom are respondents of the base less 1, as R's `svyciprop` has them in a domain.
    pub fn critical(&self, n: u32) -> Critical {
        let n = n.max(2);
        let make = || Critical::new(LEVEL, f64::from(n) - 1.0, f64::from(n));
        *self.criticals.borrow_mut().entry(n).or_insert_with(make)
    }

    pub fn columns(&self, cast: &Cast<'_>) -> Vec<TableColumn> {
        let memberships = rows::memberships(cast.rows, cast.values);
        let tally = self.cells.and_then(|cells| cells.tally(cast.values));
        let by_cell = self.groups_of_cells(cast, &memberships, tally.as_ref());
        let groups = |(head, by_cell): (&Head<'_>, Option<Groups>)| match by_cell {
            Some(groups) => self.influences.finished(&groups),
            None => self.groups(head, cast, &memberships),
        };
        let heads = self.heads.iter().zip(by_cell);
        heads.flat_map(|(head, by_cell)| self.columns_of(head, cast, groups((head, by_cell)))).collect()
    }

    /// `groups` are of each category the base, then the rows.
    fn columns_of(&self, head: &Head<'_>, cast: &Cast<'_>, groups: Vec<Group>) -> Vec<TableColumn> {
        let mut groups = groups.into_iter();
        let worths = worths(head, cast, self.influences.sample_n());
        let column = |(heading, worths): (&Heading, Worths)| {
            let (category, label) = heading;
            let base = groups.next().unwrap_or_default();
            let members: Vec<Group> = groups.by_ref().take(cast.rows.len()).collect();
            let critical = self.critical(base.moments.n);
            let share = |members: &Group| share_of(members, &base, &critical).map(|(share, _)| share);
            let cells = members.iter().map(share).collect();
            let (measures, means) = measure::measures(self, cast.measures, worths).into_iter().unzip();
            TableColumn {
                category: category.clone(),
                label: label.clone(),
                base: base.moments,
                cells,
                counts: members.iter().map(|members| members.moments.n).collect(),
                measures,
                evidence: Evidence { base, members, means },
            }
        };
        head.categories.iter().zip(worths).map(column).collect()
    }

    fn groups(&self, head: &Head<'_>, cast: &Cast<'_>, memberships: &Memberships) -> Vec<Group> {
        let width = cast.rows.len() + 1;
        let mut groups = self.influences.groups(head.categories.len() * width);
        for (response, category) in asked(head, cast, self.influences.sample_n()) {
            self.influences.add(&mut groups, category * width, response);
            for row in memberships.rows_of(cast.values, response) {
                self.influences.add(&mut groups, category * width + 1 + row, response);
            }
        }
        self.influences.finished(&groups)
    }

    /// The same of every head, from respondents counted by cell; `None` where cells do not say who is in which category.
    fn groups_of_cells(
        &self,
        cast: &Cast<'_>,
        memberships: &Memberships,
        tally: Option<&Tally>,
    ) -> Vec<Option<Groups>> {
        let width = cast.rows.len() + 1;
        let into = tally.map(|tally| tally::groups_of(memberships, &tally.entries));
        let of = |head: &Head<'_>| {
            let of_codes = self.influences.counted(&tally?.counts, head.of_cell.as_ref()?, head.categories.len())?;
            Some(of_codes.joined(into.as_ref()?, width))
        };
        let Some((total, breaks)) = self.heads.split_first() else { return Vec::new() };
        let mut of_heads: Vec<Option<Groups>> = breaks.iter().map(of).collect();
        // The total is that of any break where everybody is.
        let whole = breaks.iter().zip(&of_heads).find(|(head, _)| head.has_everybody());
        let of_total = match whole {
            Some((_, groups)) => groups.as_ref().map(|groups| groups.whole(width)),
            None => of(total),
        };
        of_heads.insert(0, of_total);
        of_heads
    }
}

/// Those asked who are in a category of the head, and which.
fn asked<'a>(head: &'a Head<'_>, cast: &'a Cast<'_>, rows: usize) -> impl Iterator<Item = (usize, usize)> + 'a {
    let asked = (0..rows).filter(|response| cast.values.is_asked(*response));
    let placed = asked.filter_map(|response| Some((response, head.category_of(response)?)));
    placed.filter(|(_, category)| *category < head.categories.len())
}

/// Row and value of those who gave one, by category.
fn worths(head: &Head<'_>, cast: &Cast<'_>, rows: usize) -> Vec<Worths> {
    let mut worths: Vec<Worths> = vec![Vec::new(); head.categories.len()];
    if cast.measures.is_empty() {
        return worths;
    }
    for (response, category) in asked(head, cast, rows) {
        if let Some(worths) = worths.get_mut(category) {
            let worth = measure::worth(cast.values, cast.options, response);
            worths.extend(worth.map(|worth| (response, worth)));
        }
    }
    worths
}
