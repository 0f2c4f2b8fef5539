//! Admission: what a batch of requests does to the cells. Pure, in arrival order, all or nothing for each request.
//!
//! In every cell, always: `completed + reserved <= max`. Nothing here knows whose place a place is: that stands with the
//! interview, written in the same transaction.

use crate::domain::quota::CellId;

/// The counts of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cell {
    pub target: u32,
    pub max: u32,
    pub completed: u32,
    pub reserved: u32,
}

/// The cells of one wave, by id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cells(pub Vec<Cell>);

/// What an interview asks of the cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// A place in each of these cells, until confirmed or released.
    Reserve(Vec<CellId>),
    /// A reserved place becomes a completed one.
    Confirm(Vec<CellId>),
    /// Reserved and confirmed at once: a whole interview in one go, or one whose lease had lapsed.
    Take(Vec<CellId>),
    /// A reserved place is given back.
    Release(Vec<CellId>),
    /// A completed place is given back: the interview is set aside, or taken back by its respondent.
    Return(Vec<CellId>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Done,
    /// The first full cell by id, and its counts at that instant.
    Full {
        cell: CellId,
        counts: Cell,
    },
    /// The request does not fit the cells (no cell, unknown cell, a cell twice, place not held): a defect of ours,
    /// refused and told.
    Unfit,
}

/// Why a wave is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    TotalReached,
    EveryCellFull,
}

/// Decides in order and moves the counts. A request that is not `Done` has moved nothing.
pub fn admit(cells: &mut Cells, requests: &[Request]) -> Vec<Decision> {
    requests.iter().map(|request| cells.decide(request)).collect()
}

impl Cells {
    /// Whether nobody more can complete: the total's target is reached, or every other cell's is.
    pub fn filled(&self) -> Option<Filled> {
        let (total, others) = self.0.split_first()?;
        let reached = |cell: &Cell| cell.completed >= cell.target;
        if reached(total) {
            Some(Filled::TotalReached)
        } else if !others.is_empty() && others.iter().all(reached) {
            Some(Filled::EveryCellFull)
        } else {
            None
        }
    }

    /// Whether one more place can be held in this cell; an unknown cell has none.
    pub fn has_room(&self, id: CellId) -> bool {
        self.get(id).is_some_and(|cell| cell.has_room())
    }

    pub fn get(&self, id: CellId) -> Option<&Cell> {
        self.0.get(usize::from(id.0))
    }

    fn decide(&mut self, request: &Request) -> Decision {
        if !self.fits(request.cells()) {
            return Decision::Unfit;
        }
        match request {
            Request::Reserve(ids) => self.if_room(ids, |cell| cell.reserved += 1),
            Request::Take(ids) => self.if_room(ids, |cell| cell.completed += 1),
            Request::Confirm(ids) => self.if_held(ids, |cell| {
                cell.reserved -= 1;
                cell.completed += 1;
            }),
            Request::Release(ids) => self.if_held(ids, |cell| cell.reserved -= 1),
            Request::Return(ids) => self.if_completed(ids, |cell| cell.completed -= 1),
        }
    }

    /// At least one cell, each known, none twice. Lists are a handful long: comparing pairs beats a set.
    fn fits(&self, ids: &[CellId]) -> bool {
        let unique =
            || ids.iter().enumerate().all(|(position, id)| !ids.iter().take(position).any(|other| other == id));
        !ids.is_empty() && ids.len() <= self.0.len() && ids.iter().all(|id| self.get(*id).is_some()) && unique()
    }

    fn if_room(&mut self, ids: &[CellId], step: impl Fn(&mut Cell)) -> Decision {
        let full = ids.iter().filter(|id| !self.has_room(**id)).min().copied();
        match full.and_then(|id| self.get(id).map(|counts| (id, *counts))) {
            Some((cell, counts)) => Decision::Full { cell, counts },
            None => self.step(ids, step),
        }
    }

    fn if_held(&mut self, ids: &[CellId], step: impl Fn(&mut Cell)) -> Decision {
        let held = |id: &CellId| self.get(*id).is_some_and(|cell| cell.reserved > 0 && cell.completed < u32::MAX);
        if ids.iter().all(held) { self.step(ids, step) } else { Decision::Unfit }
    }

    fn if_completed(&mut self, ids: &[CellId], step: impl Fn(&mut Cell)) -> Decision {
        let counted = |id: &CellId| self.get(*id).is_some_and(|cell| cell.completed > 0);
        if ids.iter().all(counted) { self.step(ids, step) } else { Decision::Unfit }
    }

    fn step(&mut self, ids: &[CellId], step: impl Fn(&mut Cell)) -> Decision {
        for id in ids {
            if let Some(cell) = self.0.get_mut(usize::from(id.0)) {
                step(cell);
            }
        }
        Decision::Done
    }
}

impl Cell {
    pub fn new(target: u32, max: u32) -> Self {
        Self { target, max, completed: 0, reserved: 0 }
    }

    /// Room is asked of the maximum; the sum is taken wide so that no count can wrap it.
    pub fn has_room(&self) -> bool {
        u64::from(self.completed) + u64::from(self.reserved) < u64::from(self.max)
    }
}

impl Request {
    /// The cells the request is about.
    pub fn cells(&self) -> &[CellId] {
        match self {
            Self::Reserve(ids) | Self::Confirm(ids) | Self::Take(ids) | Self::Release(ids) | Self::Return(ids) => ids,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(maxima: &[u32]) -> Cells {
        Cells(maxima.iter().map(|max| Cell::new(*max, *max)).collect())
    }

    fn ids(ids: &[u16]) -> Vec<CellId> {
        ids.iter().copied().map(CellId).collect()
    }

    #[test]
    fn a_full_cell_turns_the_next_respondent_away_and_tells_its_counts() {
        let mut cells = cells(&[9, 1, 9]);
        let requests = [Request::Reserve(ids(&[0, 1])), Request::Reserve(ids(&[0, 1, 2]))];
        let decisions = admit(&mut cells, &requests);
        let counts = Cell { target: 1, max: 1, completed: 0, reserved: 1 };
        assert_eq!(decisions, [Decision::Done, Decision::Full { cell: CellId(1), counts }]);
        assert_eq!(cells.0[2].reserved, 0, "a refused request holds no place anywhere");
    }

    #[test]
    fn a_completed_place_given_back_is_the_next_ones() {
        let mut cells = Cells(vec![Cell { completed: 1, ..Cell::new(1, 1) }]);
        let own = vec![CellId(0)];
        let asked = [Request::Return(own.clone()), Request::Return(own.clone()), Request::Take(own.clone())];
        assert_eq!(admit(&mut cells, &asked), [Decision::Done, Decision::Unfit, Decision::Done]);
        assert!(matches!(admit(&mut cells, &[Request::Take(own)]).first(), Some(Decision::Full { .. })));
    }

    #[test]
    fn the_first_full_cell_is_named_by_id_whatever_the_order_asked() {
        let mut cells = cells(&[9, 0, 9, 0]);
        let decisions = admit(&mut cells, &[Request::Take(ids(&[3, 2, 1, 0]))]);
        assert!(matches!(decisions[0], Decision::Full { cell: CellId(1), .. }));
    }

    #[test]
    fn a_holder_is_confirmed_even_when_the_cell_has_no_room_left() {
        let mut cells = cells(&[1]);
        let steps = [Request::Reserve(ids(&[0])), Request::Confirm(ids(&[0]))];
        assert_eq!(admit(&mut cells, &steps), [Decision::Done, Decision::Done]);
        assert_eq!((cells.0[0].completed, cells.0[0].reserved), (1, 0));
    }

    #[test]
    fn a_place_given_back_goes_to_the_next_in_the_same_batch() {
        let mut cells = cells(&[1]);
        let place = || ids(&[0]);
        let steps =
            [Request::Reserve(place()), Request::Take(place()), Request::Release(place()), Request::Take(place())];
        let decisions = admit(&mut cells, &steps);
        assert!(matches!(decisions[1], Decision::Full { .. }));
        assert_eq!(decisions[3], Decision::Done);
    }

    #[test]
    fn what_does_not_fit_the_cells_is_refused_and_moves_nothing() {
        let mut after = cells(&[2, 2]);
        let before = after.clone();
        let unfit = [
            Request::Reserve(vec![]),
            Request::Reserve(ids(&[0, 2])),
            Request::Reserve(ids(&[1, 1])),
            Request::Take(ids(&[0, 1, 0])),
            Request::Confirm(ids(&[0])),
            Request::Release(ids(&[0, 1])),
        ];
        assert!(admit(&mut after, &unfit).iter().all(|decision| *decision == Decision::Unfit));
        assert_eq!(after, before);
    }

    #[test]
    fn confirming_a_place_held_in_only_some_cells_moves_none() {
        let mut cells = cells(&[5, 5]);
        let decisions = admit(&mut cells, &[Request::Reserve(ids(&[0])), Request::Confirm(ids(&[0, 1]))]);
        assert_eq!(decisions[1], Decision::Unfit);
        assert_eq!((cells.0[0].reserved, cells.0[0].completed), (1, 0));
    }

    #[test]
    fn a_wave_is_filled_by_its_total_or_by_every_other_cell() {
        let mut cells = cells(&[3, 1, 1]);
        assert_eq!(cells.filled(), None);
        admit(&mut cells, &[Request::Take(ids(&[0, 1])), Request::Reserve(ids(&[0, 2]))]);
        assert_eq!(cells.filled(), None, "a reserved place is not a completed one");
        admit(&mut cells, &[Request::Confirm(ids(&[0, 2]))]);
        assert_eq!(cells.filled(), Some(Filled::EveryCellFull));
        admit(&mut cells, &[Request::Take(ids(&[0]))]);
        assert_eq!(cells.filled(), Some(Filled::TotalReached));
    }

    #[test]
    fn a_plan_with_only_a_total_is_not_filled_before_its_total() {
        assert_eq!(cells(&[1]).filled(), None);
    }

    #[test]
    fn a_cell_at_the_edge_of_the_counter_neither_wraps_nor_panics() {
        let edge = Cell { target: 1, max: u32::MAX, completed: u32::MAX, reserved: 1 };
        let mut cells = Cells(vec![edge]);
        let steps = [Request::Reserve(ids(&[0])), Request::Confirm(ids(&[0])), Request::Take(ids(&[0]))];
        let decisions = admit(&mut cells, &steps);
        assert!(matches!(decisions[0], Decision::Full { .. }));
        assert_eq!(decisions[1], Decision::Unfit);
        assert_eq!(cells.0[0], edge);
    }
}
