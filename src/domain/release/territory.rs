//! The regions of a release: which of its crosstabs is by region, and what may be read of each: alone, gathered with others
//! where the plan declares it, or not at all, and why. From the release only: what it hides stays hidden.

#[cfg(test)]
mod tests;

use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::release::{ReleaseContent, ReleasedColumn};

/// Official codes of the regions, overseas included.
const REGIONS: [&str; 18] =
    ["01", "02", "03", "04", "06", "11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"];
/// A category that gathers regions is named by theirs, joined by this sign: the plan of the wave declares it so.
const AND: char = '+';
/// A profile variable with fewer regions than this is of something else.
const REGIONS_MIN: usize = 2;

/// The crosstab by region.
#[derive(Debug, Clone, PartialEq)]
pub struct Territory<'r> {
    pub variable: &'r QuestionId,
    /// In the order of the plan.
    pub regions: Vec<Region<'r>>,
}

/// One region, or several gathered.
#[derive(Debug, Clone, PartialEq)]
pub struct Region<'r> {
    pub code: &'r OptionCode,
    pub label: &'r str,
    /// Of the questions put to everybody, where there are some; absent of a region that is hidden.
    pub base: Option<RegionBase>,
    /// Why it has no profile of its own.
    pub withheld: Option<RegionWithheld>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegionBase {
    pub base_n: u32,
    pub is_rough: bool,
    pub effective_n: u32,
}

/// Why a region has no profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegionWithheld {
    #[error("{base_n} personnes interrogées\u{a0}: sous {least}, un pourcentage ne se lit pas seul")]
    Small { base_n: u32, least: u32 },
    #[error(
        "masquée par le secret\u{a0}: trop peu de personnes interrogées, ou assez peu pour qu’elle dise une autre région par différence"
    )]
    Hidden,
}

impl Region<'_> {
    /// Whether it gathers several regions.
    pub fn is_gathered(&self) -> bool {
        self.code.as_str().contains(AND)
    }

    /// Whether it is this region, or gathers it with others.
    pub fn holds(&self, code: &str) -> bool {
        self.code.as_str() == code || self.parts().any(|part| part == code)
    }

    fn parts(&self) -> impl Iterator<Item = &str> {
        self.code.as_str().split(AND)
    }
}

impl<'r> Territory<'r> {
    /// The crosstab by region with the fewest withheld, where there is one: a plan may have thirteen regions and twelve.
    pub fn of(content: &'r ReleaseContent) -> Option<Self> {
        let mut variables: Vec<&QuestionId> = Vec::new();
        let columns = || content.tables.iter().flat_map(|table| &table.columns);
        for variable in columns().filter_map(|column| column.variable.as_ref()) {
            if !variables.contains(&variable) {
                variables.push(variable);
            }
        }
        let territories = variables.into_iter().filter_map(|variable| Self::by(content, variable));
        territories.min_by_key(|territory| territory.regions.iter().filter(|region| region.withheld.is_some()).count())
    }

    fn by(content: &'r ReleaseContent, variable: &'r QuestionId) -> Option<Self> {
        let columns = || content.tables.iter().flat_map(|table| &table.columns);
        let mut found: Vec<&ReleasedColumn> = Vec::new();
        for column in columns().filter(|column| column.variable.as_ref() == Some(variable)) {
            if !found.iter().any(|known| known.category == column.category) {
                found.push(column);
            }
        }
        let is_region = |column: &&ReleasedColumn| {
            column.category.as_ref().is_some_and(|code| code.as_str().split(AND).all(|part| REGIONS.contains(&part)))
        };
        if found.len() < REGIONS_MIN || !found.iter().all(is_region) {
            return None;
        }
        let regions = found.into_iter().filter_map(|column| {
            let code = column.category.as_ref()?;
            let base = base(content, variable, code);
            Some(Region { code, label: &column.label, base, withheld: withheld(content, base) })
        });
        Some(Self { variable, regions: regions.collect() })
    }

    /// The region of this code, or the gathering it is in.
    pub fn region(&self, code: &str) -> Option<&Region<'r>> {
        let exact = self.regions.iter().find(|region| region.code.as_str() == code);
        exact.or_else(|| self.regions.iter().find(|region| region.holds(code)))
    }
}

/// Of a question put to everybody, where there is one: others have fewer, which told roughly may seem to be more.
fn base(content: &ReleaseContent, variable: &QuestionId, code: &OptionCode) -> Option<RegionBase> {
    let shown = content.tables.iter().filter_map(|table| {
        let column = table.column(Some(variable), Some(code))?;
        Some((table.is_asked_to_all(), column.shown.as_ref()?))
    });
    let (_, largest) = shown.max_by_key(|(is_of_all, column)| (*is_of_all, column.base_n))?;
    Some(RegionBase { base_n: largest.base_n, is_rough: largest.base_is_rough, effective_n: largest.effective_n })
}

fn withheld(content: &ReleaseContent, base: Option<RegionBase>) -> Option<RegionWithheld> {
    let least = content.disclosure.share_base_min;
    match base {
        None => Some(RegionWithheld::Hidden),
        Some(base) if base.base_n < least => Some(RegionWithheld::Small { base_n: base.base_n, least }),
        Some(_) => None,
    }
}
