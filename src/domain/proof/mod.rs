//! Proof of a questionnaire, before anybody answers it: people who answer anything walk it by thousands, and what none
//! of them ever sees is named with the reason. The quota plan has a proof of its own, from the margins.

mod aim;
mod allocation;
mod answering;
mod field;
mod minutes;
mod population;
mod reach;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::id::EndId;
use crate::domain::questionnaire::{EndKind, ExitKind, Questionnaire};
use crate::domain::route::{Next, Walk};

pub use field::{FieldProof, Place, prove_field};
pub use reach::{QuestionReach, Unreached};

use aim::Goal;
use answering::Answering;
use reach::Reach;

/// Most walks of one proof.
pub const WALKS_MAX: u32 = 1_000_000;

/// What the walks saw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proof {
    pub walks: u32,
    pub questions: Vec<QuestionReach>,
    /// What no walk has reached, in the order of the questionnaire.
    pub unreached: Vec<Unreached>,
    /// How walks ended, and how many; an end nobody reached stands there with 0.
    pub ends: Vec<(End, u32)>,
    /// Questions asked, over completed walks.
    pub questions_asked: Spread,
    /// Estimated length, over completed walks.
    pub minutes: Spread,
    /// What the file announces.
    pub minutes_announced: u16,
}

/// One way an interview ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum End {
    Completed {
        #[serde(skip_serializing_if = "Option::is_none")]
        page: Option<EndId>,
    },
    ScreenedOut {
        page: Option<EndId>,
    },
    Refused {
        page: Option<EndId>,
    },
}

/// Five numbers of a distribution: nearest ranks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Spread {
    pub min: f64,
    pub quarter: f64,
    pub median: f64,
    pub three_quarters: f64,
    pub max: f64,
}

impl Spread {
    pub(crate) fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |quarters: usize| {
            let last = values.len().saturating_sub(1);
            values.get(last * quarters / 4).copied().unwrap_or(0.0)
        };
        Self { min: at(0), quarter: at(1), median: at(2), three_quarters: at(3), max: at(4) }
    }
}

/// Walks a questionnaire as many times. `draw` gives a number under the one it is given, which
/// is never 0, all as likely; the same draws give the same proof.
pub fn prove(q: &Questionnaire, walks: u32, draw: &mut impl FnMut(usize) -> usize) -> Proof {
    let answering = Answering::of(q);
    let seconds = minutes::seconds(q);
    let mut reach = Reach::of(q);
    let mut ends: BTreeMap<End, u32> = ends_of(q).into_iter().map(|end| (end, 0)).collect();
    let (mut goals, exits) = Goal::all(q);
    let (mut asked, mut lengths) = (Vec::new(), Vec::new());
    for _ in 0..walks.min(WALKS_MAX) {
        let (mut questions, mut duration) = (0.0, 0.0);
        let goal = Goal::choose(&mut goals, &exits, &reach, draw);
        let walked = Walk::reading(q, &answering.start(draw), |counted, page| {
            duration += minutes::PAGE_SECONDS;
            for _ in 0..aim::TRIES_MAX {
                for &slot in page.slots {
                    let hint = goal.and_then(|goal| goal.hint(slot));
                    answering.answer(counted, slot, page.open(slot), hint, draw);
                }
                if !aim::strays(q, &page, counted, goal) {
                    break;
                }
            }
            for &slot in page.slots {
                reach.shown(slot, page.open(slot));
                reach.answered(slot, counted.get(slot));
                questions += 1.0;
                duration += seconds.get(slot).copied().unwrap_or(0.0);
            }
            Ok::<(), std::convert::Infallible>(())
        });
        let Ok(walk) = walked;
        let end = end_of(q, &walk);
        if matches!(end, End::Completed { .. }) {
            asked.push(questions);
            lengths.push(duration / 60.0);
        }
        *ends.entry(end).or_default() += 1;
    }
    Proof {
        walks: walks.min(WALKS_MAX),
        unreached: reach
            .unreached(q, walks.min(WALKS_MAX))
            .into_iter()
            .chain(ends_unreached(q, &ends, walks))
            .collect(),
        questions: reach.into_questions(),
        ends: ends.into_iter().collect(),
        questions_asked: Spread::of(asked),
        minutes: Spread::of(lengths),
        minutes_announced: q.minutes,
    }
}

fn end_of(q: &Questionnaire, walk: &Walk) -> End {
    let page = walk.exit(q).and_then(|exit| exit.page.clone());
    match walk.end() {
        Next::ScreenedOut => End::ScreenedOut { page },
        Next::Refused => End::Refused { page },
        Next::Completed | Next::Section(_) => completed(q),
    }
}

/// Completed interviews have one page at most, that of their kind.
fn completed(q: &Questionnaire) -> End {
    End::Completed { page: q.ends.iter().find(|page| page.on == EndKind::Completed).map(|page| page.id.clone()) }
}

/// Every end the file names.
fn ends_of(q: &Questionnaire) -> Vec<End> {
    let exits = q.questions().flat_map(|(_, question)| &question.exits).map(|exit| by(exit.end, exit.page.as_ref()));
    [completed(q)].into_iter().chain(exits).collect()
}

fn by(end: ExitKind, page: Option<&EndId>) -> End {
    match end {
        ExitKind::ScreenedOut => End::ScreenedOut { page: page.cloned() },
        ExitKind::Refused => End::Refused { page: page.cloned() },
    }
}

/// The exits of each end no walk has come to; for completed interviews, the end of the file.
fn ends_unreached(q: &Questionnaire, ends: &BTreeMap<End, u32>, walks: u32) -> Vec<Unreached> {
    let within = reach::within(walks.min(WALKS_MAX));
    let is_unreached = |end: &End| ends.get(end) == Some(&0);
    let complete = is_unreached(&completed(q)).then(|| Unreached {
        place: "fin".to_owned(),
        reason: format!("pas d’entretien complet {within} : une sortie les a tous arrêtés"),
    });
    let exits = q.questions().flat_map(|(_, question)| {
        let dead = question.exits.iter().enumerate();
        let dead = dead.filter(|(_, exit)| is_unreached(&by(exit.end, exit.page.as_ref())));
        dead.map(|(at, exit)| Unreached {
            place: format!("{}.exits.{}", question.id, at + 1),
            reason: format!(
                "aucun départ par là {within} : « {} » n’a pas tenu, ou une autre sortie passait avant",
                exit.when
            ),
        })
    });
    complete.into_iter().chain(exits).collect()
}

#[cfg(test)]
mod tests;
