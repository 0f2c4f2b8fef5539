//! Arms in a batch: allotted to those who begin, given back by those who end uncounted, in the same transaction.
//!
//! An arm counts from the start of the interview: waiting for completions would give everybody who begins at once the same
//! arm. It is given back when the interview ends screened out, refused or over quota, which nobody counts. One that is
//! abandoned keeps it: it can be taken up again until the wave closes, and giving it back would let an arm that drives
//! people away be given more often than its share.

use crate::app::collector::batch::{Ask, Of, moves_places};
use crate::app::collector::item::{Item, Outcome, Start};
use crate::domain::answer::{Answer, Answers};
use crate::domain::collect::Wish;
use crate::domain::hidden::{self, Arm, Arms};
use crate::store::arms::{self, Given};
use crate::store::ids::WaveId;
use crate::store::{StoreError, WriteTx};

/// What each arm of the wave counts, locked until the end of the batch; nothing in a wave, or a batch, without arms.
#[derive(Default)]
pub(super) struct ArmCounts {
    before: Given,
    now: Given,
}

impl ArmCounts {
    /// Locks the arms if this batch may move them. Before the insertions and the cells: every node in that order.
    pub(super) fn lock(
        tx: &mut WriteTx<'_>,
        wave_id: WaveId,
        items: &[(usize, &Item)],
        asks: &[Ask<'_>],
    ) -> Result<Self, StoreError> {
        let begins = |item: &Item| match item {
            Item::Start(start) => !start.arms.is_empty(),
            Item::Whole(whole) => !whole.arms.is_empty(),
            Item::Save(_) | Item::Sweep { .. } => false,
        };
        let may_end = |ask: &Ask<'_>| match ask.of {
            Of::Save(save) => {
                let ends = matches!(ask.wish, Wish::Leave) || moves_places(&ask.standing, &ask.wish);
                ends && !save.arms.is_empty()
            }
            Of::Whole(_) | Of::Lapse => false,
        };
        if !items.iter().any(|(_, item)| begins(item)) && !asks.iter().any(may_end) {
            return Ok(Self::default());
        }
        let before = arms::lock(tx, wave_id)?;
        Ok(Self { now: before.clone(), before })
    }

    /// Allots each variable its least filled arm: the answers the interview begins with, and what it was given.
    pub(super) fn allot(&mut self, start: &Start) -> (Answers, Vec<Arm>) {
        let (mut answers, mut given) = (start.answers.clone(), Vec::new());
        for arms in start.arms.iter() {
            let Some((position, arm)) = self.least_filled(arms, start.seed) else { continue };
            answers.set(arms.slot, Some(Answer::One(position)));
            self.count(&arm);
            given.push(arm);
        }
        (answers, given)
    }

    fn least_filled(&self, arms: &Arms, seed: u64) -> Option<(u16, Arm)> {
        let named = |code: &crate::domain::id::OptionCode| (arms.variable.clone(), code.clone());
        let counts: Vec<u32> =
            arms.codes.iter().map(|code| self.now.get(&named(code)).copied().unwrap_or_default()).collect();
        let seed = hidden::of_variable(seed, arms.variable.as_str());
        let position = hidden::least_filled(&arms.shares, &counts, seed)?;
        Some((u16::try_from(position).ok()?, named(arms.codes.get(position)?)))
    }

    /// What the end of an interview does to its arms.
    pub(super) fn settle(&mut self, ask: &Ask<'_>, outcome: &Outcome) {
        match (&ask.of, outcome) {
            (Of::Save(save), Outcome::Left | Outcome::Full) => self.give_back(&save.arms),
            (Of::Whole(whole), Outcome::Completed { .. }) => whole.arms.iter().for_each(|arm| self.count(arm)),
            _ => {}
        }
    }

    pub(super) fn give_back(&mut self, given: &[Arm]) {
        for arm in given {
            if let Some(count) = self.now.get_mut(arm) {
                *count = count.saturating_sub(1);
            }
        }
    }

    fn count(&mut self, arm: &Arm) {
        if let Some(count) = self.now.get_mut(arm) {
            *count = count.saturating_add(1);
        }
    }

    pub(super) fn save(&self, tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<(), StoreError> {
        arms::save(tx, wave_id, &self.before, &self.now)
    }
}
