//! Straight lines: one answer to every row of a grid. Held against what the wave answers in each row, because where nearly
//! everybody agrees to everything, a straight line is an opinion.

use super::Flag;
use super::chance::Shares;
use crate::domain::answer::{Answer, Answers};
use crate::domain::questionnaire::{Kind, Questionnaire};

/// Rows answered, for a grid to be looked at.
const ROWS_MIN: usize = 5;
/// A person is flagged when so many straight lines would come by chance less than once in a thousand, were the rows answered
/// as the wave answers them, each by itself.
const CHANCE_MAX: f64 = 0.001;

/// What the wave answers in each row of each grid.
pub(super) struct Lines {
    /// Slot, and the shares of its rows.
    grids: Vec<(usize, Vec<Shares>)>,
}

impl Lines {
    pub(super) fn of(questionnaire: &Questionnaire, cases: &[Answers]) -> Self {
        let is_grid = |kind: &Kind| matches!(kind, Kind::Grid { .. }) && kind.items().len() >= ROWS_MIN;
        let grids = questionnaire.questions().filter(|(_, question)| is_grid(&question.kind));
        let of_grid = |slot: usize, rows: usize| {
            let mut shares = vec![Shares::default(); rows];
            for answers in cases {
                let Some(Answer::Rows(rows)) = answers.get(slot) else { continue };
                for (row, chosen) in shares.iter_mut().zip(rows) {
                    if let Some(chosen) = chosen {
                        row.add((*chosen).into());
                    }
                }
            }
            (slot, shares)
        };
        Self { grids: grids.map(|(slot, question)| of_grid(slot, question.kind.items().len())).collect() }
    }

    pub(super) fn flag(&self, answers: &Answers) -> Option<Flag> {
        let (mut grids, mut straight, mut chance) = (0, 0, 1.0);
        for (slot, shares) in &self.grids {
            let Some(Answer::Rows(rows)) = answers.get(*slot) else { continue };
            let given: Vec<(usize, u16)> =
                rows.iter().enumerate().filter_map(|(row, chosen)| Some((row, (*chosen)?))).collect();
            if given.len() < ROWS_MIN {
                continue;
            }
            grids += 1;
            let Some((_, first)) = given.first() else { continue };
            if given.iter().all(|(_, chosen)| chosen == first) {
                straight += 1;
                chance *= by_chance(shares, &given);
            }
        }
        (straight > 0 && chance <= CHANCE_MAX).then_some(Flag::StraightLines { straight, grids })
    }
}

/// How often rows answered one by one as the wave does would be all alike, whatever the answer.
fn by_chance(shares: &[Shares], given: &[(usize, u16)]) -> f64 {
    let rows: Vec<&Shares> = given.iter().filter_map(|(row, _)| shares.get(*row)).collect();
    let options: std::collections::BTreeSet<u64> = rows.iter().flat_map(|row| row.marks()).collect();
    options.into_iter().map(|option| rows.iter().map(|row| row.share(option)).product::<f64>()).sum()
}
