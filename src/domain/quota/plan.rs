//! The quota plan of a wave: marginal or crossed cells with a target and a maximum, and the total.

use serde::{Deserialize, Serialize};

use crate::domain::answer::Answers;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::Questionnaire;
use crate::domain::quota::{Cell, Cells};

/// Position of a cell in the plan. Cell 0 is the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CellId(pub u16);

impl CellId {
    pub const TOTAL: Self = Self(0);
}

/// Most cells a plan may have, the total included.
pub const CELLS_MAX: usize = 1000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaPlan {
    pub margins: Vec<QuotaMargin>,
    /// The total first, then the cells margin by margin; a cell's position is its id.
    pub cells: Vec<PlannedCell>,
}

/// One variable, or several crossed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaMargin {
    pub id: String,
    pub label: String,
    pub variables: Vec<QuestionId>,
    /// Combinations declared to have no cell: admitted, counted in the other margins only.
    pub uncovered: Vec<Vec<OptionCode>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCell {
    /// `None` for the total.
    pub margin: Option<usize>,
    /// One code a variable of the margin.
    pub codes: Vec<OptionCode>,
    pub label: String,
    pub target: u32,
    pub max: u32,
}

impl QuotaPlan {
    /// The cells of these answers, ascending, the total included; `None` while a variable of a margin is unknown.
    pub fn cells_of(&self, q: &Questionnaire, answers: &Answers) -> Option<Vec<CellId>> {
        self.cells_where(|variable| answers.category(q, variable))
    }

    /// The same, from whatever knows the category of a variable.
    ///
    /// A combination neither in a cell nor declared `uncovered` cannot come out of a wave file that was read; it is
    /// answered as unknown, so that nobody is counted in half a plan.
    pub fn cells_where<'c>(&self, category: impl Fn(&QuestionId) -> Option<&'c OptionCode>) -> Option<Vec<CellId>> {
        let mut cells = Vec::with_capacity(self.margins.len() + 1);
        cells.push(CellId::TOTAL);
        for (position, margin) in self.margins.iter().enumerate() {
            let codes: Vec<&OptionCode> = margin.variables.iter().map(&category).collect::<Option<_>>()?;
            match self.cell(position, &codes) {
                Some(cell) => cells.push(cell),
                None if margin.leaves_out(&codes) => {}
                None => return None,
            }
        }
        Some(cells)
    }

    /// The cell of a margin for one code a variable.
    pub fn cell(&self, margin: usize, codes: &[&OptionCode]) -> Option<CellId> {
        let found = self
            .cells
            .iter()
            .position(|cell| cell.margin == Some(margin) && cell.codes.iter().eq(codes.iter().copied()));
        found.and_then(|position| u16::try_from(position).ok()).map(CellId)
    }

    /// Places left for whoever has these codes on these variables: in the tightest of the margins they decide, the total
    /// included.
    pub fn room(&self, cells: &Cells, variables: &[QuestionId], codes: &[OptionCode]) -> u32 {
        let code_of = |variable| variables.iter().position(|known| known == variable).and_then(|at| codes.get(at));
        let decided = self.margins.iter().enumerate().filter_map(|(margin, of)| {
            let known: Option<Vec<&OptionCode>> = of.variables.iter().map(code_of).collect();
            self.cell(margin, &known?)
        });
        let left = |cell: &Cell| cell.max.saturating_sub(cell.completed).saturating_sub(cell.reserved);
        decided.chain([CellId::TOTAL]).map(|id| cells.get(id).map_or(0, left)).min().unwrap_or(0)
    }

    /// The counts a wave opens with.
    pub fn empty_cells(&self) -> Cells {
        Cells(self.cells.iter().map(|cell| Cell::new(cell.target, cell.max)).collect())
    }
}

impl QuotaMargin {
    /// Whether this combination is declared to have no cell.
    pub fn leaves_out(&self, codes: &[&OptionCode]) -> bool {
        self.uncovered.iter().any(|out| out.iter().eq(codes.iter().copied()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn code(text: &str) -> OptionCode {
        OptionCode::parse(text).unwrap()
    }

    fn id(text: &str) -> QuestionId {
        QuestionId::parse(text).unwrap()
    }

    fn planned(margin: Option<usize>, codes: &[&str]) -> PlannedCell {
        PlannedCell {
            margin,
            codes: codes.iter().map(|text| code(text)).collect(),
            label: String::new(),
            target: 1,
            max: 2,
        }
    }

    /// Sex crossed with two ages, `autre` uncovered, then two regions.
    fn plan() -> QuotaPlan {
        let margin = |id_: &str, variables: &[&str], uncovered: &[[&str; 2]]| QuotaMargin {
            id: id_.to_owned(),
            label: id_.to_owned(),
            variables: variables.iter().map(|text| id(text)).collect(),
            uncovered: uncovered.iter().map(|out| out.iter().map(|text| code(text)).collect()).collect(),
        };
        QuotaPlan {
            margins: vec![
                margin("sexe_age", &["SEXE", "AGE"], &[["autre", "jeune"], ["autre", "vieux"]]),
                margin("region", &["REGION"], &[]),
            ],
            cells: vec![
                planned(None, &[]),
                planned(Some(0), &["homme", "jeune"]),
                planned(Some(0), &["homme", "vieux"]),
                planned(Some(0), &["femme", "jeune"]),
                planned(Some(0), &["femme", "vieux"]),
                planned(Some(1), &["nord"]),
                planned(Some(1), &["sud"]),
            ],
        }
    }

    fn cells(profile: &[(&str, &str)]) -> Option<Vec<u16>> {
        let known: BTreeMap<QuestionId, OptionCode> =
            profile.iter().map(|(name, value)| (id(name), code(value))).collect();
        plan().cells_where(|variable| known.get(variable)).map(|cells| cells.into_iter().map(|cell| cell.0).collect())
    }

    #[test]
    fn a_known_profile_has_the_total_and_one_cell_a_margin() {
        assert_eq!(cells(&[("SEXE", "femme"), ("AGE", "jeune"), ("REGION", "sud")]), Some(vec![0, 3, 6]));
    }

    #[test]
    fn nobody_has_cells_while_a_variable_is_unknown() {
        assert_eq!(cells(&[("SEXE", "femme"), ("AGE", "jeune")]), None);
        assert_eq!(cells(&[("SEXE", "autre"), ("REGION", "sud")]), None);
    }

    #[test]
    fn an_uncovered_combination_is_counted_in_the_other_margins_only() {
        assert_eq!(cells(&[("SEXE", "autre"), ("AGE", "vieux"), ("REGION", "nord")]), Some(vec![0, 5]));
    }

    #[test]
    fn a_combination_nobody_declared_is_not_counted_in_half_a_plan() {
        assert_eq!(cells(&[("SEXE", "femme"), ("AGE", "jeune"), ("REGION", "ouest")]), None);
    }

    #[test]
    fn a_wave_opens_with_every_cell_empty_at_its_target_and_maximum() {
        let cells = plan().empty_cells();
        assert_eq!(cells.0.len(), 7);
        assert!(cells.0.iter().all(|cell| *cell == Cell::new(1, 2)));
    }
}
