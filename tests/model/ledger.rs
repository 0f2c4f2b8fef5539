//! Long random runs: many interviews reserve, renew, confirm, take, release, expire and send again; a ledger keeps what
//! each holds, as the database does.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sonde::domain::quota::{Cell, CellId, Cells, Decision, Request, admit};

const INTERVIEWS: usize = 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holding {
    Nothing,
    Reserved,
    Completed,
}

#[derive(Debug, Clone, Copy)]
enum Deed {
    Reserve,
    Complete,
    Release,
}

/// The cells each interview wants, and what it holds of them.
struct Ledger {
    cells: Cells,
    wants: Vec<Vec<CellId>>,
    holds: Vec<Holding>,
}

impl Ledger {
    fn new(maxima: &[u32], wants: &[Vec<u16>]) -> Self {
        Self {
            cells: Cells(maxima.iter().map(|max| Cell::new(*max, *max)).collect()),
            wants: wants.iter().map(|ids| ids.iter().copied().map(CellId).collect()).collect(),
            holds: vec![Holding::Nothing; wants.len()],
        }
    }

    /// The request of a deed, by what the interview holds; a replay asks nothing.
    fn request(&self, who: usize, deed: Deed) -> Option<(Request, Holding)> {
        let ids = self.wants[who].clone();
        match (deed, self.holds[who]) {
            (Deed::Reserve, Holding::Nothing) => Some((Request::Reserve(ids), Holding::Reserved)),
            (Deed::Complete, Holding::Nothing) => Some((Request::Take(ids), Holding::Completed)),
            (Deed::Complete, Holding::Reserved) => Some((Request::Confirm(ids), Holding::Completed)),
            (Deed::Release, Holding::Reserved) => Some((Request::Release(ids), Holding::Nothing)),
            _ => None,
        }
    }

    fn act(&mut self, who: usize, deed: Deed) -> Option<Decision> {
        let (request, then) = self.request(who, deed)?;
        let before = self.cells.clone();
        let decision = admit(&mut self.cells, &[request])[0];
        if decision == Decision::Done {
            self.holds[who] = then;
        } else {
            assert_eq!(self.cells, before, "a refused request has moved a count");
        }
        Some(decision)
    }

    fn recount(&self, wanted: Holding) -> BTreeMap<CellId, u32> {
        let mut counts = BTreeMap::new();
        for (ids, _) in self.wants.iter().zip(&self.holds).filter(|(_, holds)| **holds == wanted) {
            ids.iter().for_each(|id| *counts.entry(*id).or_default() += 1);
        }
        counts
    }

    fn check(&self) {
        let (reserved, completed) = (self.recount(Holding::Reserved), self.recount(Holding::Completed));
        for (position, cell) in self.cells.0.iter().enumerate() {
            let id = CellId(position as u16);
            assert!(cell.completed + cell.reserved <= cell.max, "cell {position} over its maximum");
            assert_eq!(cell.reserved, reserved.get(&id).copied().unwrap_or(0), "reserved of cell {position}");
            assert_eq!(cell.completed, completed.get(&id).copied().unwrap_or(0), "completed of cell {position}");
        }
    }
}

/// Maxima of a total, three cells of one margin and three of another.
fn maxima() -> impl Strategy<Value = Vec<u32>> {
    (1u32..8, prop::collection::vec(0u32..4, 6)).prop_map(|(total, cells)| [vec![total], cells].concat())
}

/// The total, one cell of the first margin, sometimes one of the second, in any order.
fn wants() -> impl Strategy<Value = Vec<Vec<u16>>> {
    let one = (1u16..4, prop::option::of(4u16..7))
        .prop_map(|(first, second)| [vec![0, first], second.into_iter().collect()].concat());
    prop::collection::vec(one.prop_flat_map(|ids| Just(ids).prop_shuffle()), INTERVIEWS)
}

fn deeds() -> impl Strategy<Value = Vec<(usize, Deed)>> {
    let deed = prop_oneof![3 => Just(Deed::Reserve), 2 => Just(Deed::Complete), 2 => Just(Deed::Release)];
    prop::collection::vec((0..INTERVIEWS, deed), 0..120)
}

proptest! {
    #[test]
    fn no_interleaving_overfills_a_cell_or_loses_a_place(maxima in maxima(), wants in wants(), deeds in deeds()) {
        let mut ledger = Ledger::new(&maxima, &wants);
        for (who, deed) in deeds {
            let held = ledger.holds[who] == Holding::Reserved;
            let decision = ledger.act(who, deed);
            prop_assert!(!held || decision.is_none_or(|decision| decision == Decision::Done), "a holder was refused");
            prop_assert_ne!(decision, Some(Decision::Unfit));
            ledger.check();
        }
        (0..INTERVIEWS).for_each(|who| { ledger.act(who, Deed::Release); });
        prop_assert!(ledger.cells.0.iter().all(|cell| cell.reserved == 0), "a place stayed held by nobody");
        ledger.check();
    }

    #[test]
    fn a_batch_decides_as_its_requests_one_by_one(maxima in maxima(), wants in wants(), kinds in prop::collection::vec(0..4, 40)) {
        let requests: Vec<Request> = kinds.iter().zip(wants.iter().cycle()).map(|(kind, ids)| {
            let ids = ids.iter().copied().map(CellId).collect();
            match kind { 0 => Request::Reserve(ids), 1 => Request::Confirm(ids), 2 => Request::Take(ids), _ => Request::Release(ids) }
        }).collect();
        let mut whole = Ledger::new(&maxima, &wants).cells;
        let mut singly = whole.clone();
        let decisions = admit(&mut whole, &requests);
        let one_by_one: Vec<_> = requests.iter().map(|request| admit(&mut singly, std::slice::from_ref(request))[0]).collect();
        prop_assert_eq!(decisions, one_by_one);
        prop_assert_eq!(whole, singly);
    }

    #[test]
    fn requests_that_share_no_cell_may_come_in_any_order(maxima in prop::collection::vec(0u32..3, 6), order in Just((0u16..6).collect::<Vec<_>>()).prop_shuffle()) {
        let ask = |cell: &u16| Request::Take(vec![CellId(*cell)]);
        let start = Ledger::new(&maxima, &[]).cells;
        let (mut sorted, mut shuffled) = (start.clone(), start);
        let by_cell: Vec<_> = admit(&mut sorted, &(0..6).map(|cell| ask(&cell)).collect::<Vec<_>>());
        let as_come = admit(&mut shuffled, &order.iter().map(ask).collect::<Vec<_>>());
        prop_assert_eq!(sorted, shuffled);
        for (decision, cell) in as_come.iter().zip(&order) {
            prop_assert_eq!(*decision, by_cell[usize::from(*cell)]);
        }
    }

    #[test]
    fn the_order_in_which_a_request_names_its_cells_changes_nothing(maxima in maxima(), ids in Just((0u16..7).collect::<Vec<_>>()).prop_shuffle()) {
        let sorted: Vec<CellId> = (0..7).map(CellId).collect();
        let shuffled = ids.into_iter().map(CellId).collect();
        let start = Ledger::new(&maxima, &[]).cells;
        let (mut left, mut right) = (start.clone(), start);
        prop_assert_eq!(admit(&mut left, &[Request::Reserve(sorted)]), admit(&mut right, &[Request::Reserve(shuffled)]));
        prop_assert_eq!(left, right);
    }
}
