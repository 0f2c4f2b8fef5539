//! An interview that had ended, held to be decided on again: locked with its arms and the cells of its wave, in the order
//! of the collector, and before the wave is sealed.

use crate::app::loaded_wave::LoadedWave;
use crate::app::{AppError, closing};
use crate::domain::answer::Answers;
use crate::domain::hidden::{self, Arm};
use crate::domain::quota::{Cells, Decision, Request, admit};
use crate::domain::wave::WaveState;
use crate::store::arms::{self, Given};
use crate::store::collecting::{self, settled};
use crate::store::ids::InterviewId;
use crate::store::interviews::InterviewRow;
use crate::store::wave_clock::{self, WaveClock};
use crate::store::{StoreError, WriteTx};

/// One interview, everything that counts it, and the wave at this instant; nobody else moves them until the write ends.
pub(super) struct Held {
    pub row: InterviewRow,
    pub clock: WaveClock,
    arms: Given,
    cells: Cells,
}

/// `None` when there is no such interview.
pub(super) fn hold(tx: &mut WriteTx<'_>, wave: &LoadedWave, id: InterviewId) -> Result<Option<Held>, StoreError> {
    let Some(row) = settled::lock(tx, wave.id, id)? else { return Ok(None) };
    let arms = if wave.arms.is_empty() { Given::default() } else { arms::lock(tx, wave.id)? };
    let cells = collecting::lock_cells(tx, wave.id)?;
    let clock = wave_clock::read(tx, wave.id)?;
    Ok(Some(Held { row, clock, arms, cells }))
}

impl Held {
    /// Answers still lie with their interview.
    pub fn is_sealed(&self) -> bool {
        self.clock.state > WaveState::Closed
    }

    /// Gives back what a counted interview holds: its places, and its arms.
    pub fn give_back(&self, tx: &mut WriteTx<'_>, wave: &LoadedWave, request: Request) -> Result<(), AppError> {
        let mut cells = self.cells.clone();
        match admit(&mut cells, &[request]).first() {
            Some(Decision::Done) => {}
            _ => return Err(AppError::Internal("an interview's places are not in its cells".to_owned())),
        }
        settled::move_cells(tx, wave.id, &self.cells, &cells)?;
        self.move_arms(tx, wave, |count| count.saturating_sub(1))
    }

    /// Takes its places again, if each of its cells has one.
    pub fn take_again(&self, tx: &mut WriteTx<'_>, wave: &LoadedWave, public_url: &str) -> Result<(), AppError> {
        let mut cells = self.cells.clone();
        match admit(&mut cells, &[Request::Take(self.row.cells.unpack())]).first() {
            Some(Decision::Done) => {}
            Some(Decision::Full { cell, .. }) => {
                let planned = wave.spec.quotas.cells.get(usize::from(cell.0));
                return Err(AppError::NoPlaceLeft { cell: planned.map(|cell| cell.label.clone()).unwrap_or_default() });
            }
            _ => return Err(AppError::Internal("an interview's cells are not those of its wave".to_owned())),
        }
        settled::move_cells(tx, wave.id, &self.cells, &cells)?;
        self.move_arms(tx, wave, |count| count.saturating_add(1))?;
        if self.clock.is_open() {
            closing::close_if_filled(tx, wave.id, &cells, self.clock.now, public_url)?;
        }
        Ok(())
    }

    fn move_arms(&self, tx: &mut WriteTx<'_>, wave: &LoadedWave, step: fn(u32) -> u32) -> Result<(), AppError> {
        let mut after = self.arms.clone();
        for arm in self.arms_held(wave)? {
            if let Some(count) = after.get_mut(&arm) {
                *count = step(*count);
            }
        }
        Ok(arms::save(tx, wave.id, &self.arms, &after)?)
    }

    fn arms_held(&self, wave: &LoadedWave) -> Result<Vec<Arm>, AppError> {
        if self.arms.is_empty() || self.row.answers.is_empty() {
            return Ok(Vec::new());
        }
        let answers = Answers::unpack(&wave.questionnaire, &self.row.answers)
            .map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(hidden::held(&wave.questionnaire, &answers))
    }
}
