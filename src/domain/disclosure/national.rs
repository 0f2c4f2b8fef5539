//! Small populations of whom a large part answered stay national: where one in ten of the elected, firms or foundations of
//! a kind is in the sample, a region is a few names anybody can list. Breaks by territory are left out of their tables.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::domain::disclosure::DisclosureRule;
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::{ComputedRule, Questionnaire};
use crate::domain::table::Table;

/// One respondent in so many of the population: the share from which being in the sample is no longer a secret, and from
/// which the trade corrects variances for a finite population.
const ONE_IN: u64 = 10;
/// Fewer codes may look like regions by chance.
const CODES_MIN: usize = 8;
/// Departments of the mainland go from 01 to 95; the official codes of regions are among these numbers.
const DEPARTMENTS: std::ops::RangeInclusive<u8> = 1..=95;

/// Variables by territory, when the sample is too large a part of its population.
pub(super) fn left_out(q: &Questionnaire, tables: &[Table], rule: DisclosureRule, base_n: u32) -> BTreeSet<QuestionId> {
    let is_large = rule.population.is_some_and(|population| u64::from(base_n) * ONE_IN >= u64::from(population));
    let columns = tables.iter().filter(|_| is_large).flat_map(|table| &table.columns);
    let variables: BTreeSet<&QuestionId> =
        columns.filter_map(|column| column.category.as_ref()).map(|category| &category.variable).collect();
    variables.into_iter().filter(|variable| is_territory(q, variable)).cloned().collect()
}

/// The same tables without some variables.
pub(super) fn without<'a>(tables: &'a [Table], left_out: &BTreeSet<QuestionId>) -> Cow<'a, [Table]> {
    if left_out.is_empty() {
        return Cow::Borrowed(tables);
    }
    let kept = |table: &Table| {
        let columns = table
            .columns
            .iter()
            .filter(|column| column.category.as_ref().is_none_or(|category| !left_out.contains(&category.variable)));
        Table { columns: columns.cloned().collect(), ..table.clone() }
    };
    tables.iter().map(kept).collect()
}

/// Regions, departments, or what is made from them: an area is one too.
fn is_territory(q: &Questionnaire, variable: &QuestionId) -> bool {
    let codes = q.categories(variable).unwrap_or_default();
    let places = codes.iter().filter(|(code, _)| is_place(code.as_str())).count();
    if places >= CODES_MIN && places * 2 > codes.len() {
        return true;
    }
    match q.computed(variable).map(|computed| &computed.rule) {
        Some(ComputedRule::Lookup { of, map }) => {
            let places = map.keys().filter(|code| is_place(code.as_str())).count();
            (places >= CODES_MIN && places * 2 > map.len()) || (of != variable && is_territory(q, of))
        }
        Some(ComputedRule::Attribute { .. }) => true,
        _ => false,
    }
}

/// The code of a region or of a department, Corsica's with their letter.
fn is_place(code: &str) -> bool {
    let is_numbered = code.len() == 2 && code.parse::<u8>().is_ok_and(|number| DEPARTMENTS.contains(&number));
    is_numbered || matches!(code.to_ascii_lowercase().as_str(), "2a" | "2b")
}
