//! What one batch of the collector decides: what each interview asks of the quota cells, given how it stands, and what
//! it gets. Pure, in arrival order; the store locks before and writes after.

use crate::domain::quota::{Cell, CellId, Cells, Decision, Request, admit};

/// How an interview stands towards the cells, as read under lock.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Its cells once decided, whether or not it still holds its places.
    pub cells: Vec<CellId>,
    pub holds_places: bool,
}

/// What the interview does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// A page in the middle. A place whose lease lapsed is asked for again.
    Continue,
    /// The answers that decide the cells are known.
    Place(Vec<CellId>),
    /// The last page. Somebody who holds a place is never told at the end that it is full.
    Complete(Vec<CellId>),
    /// Screened out, or consent refused.
    Leave,
    /// The lease lapsed.
    Lapse,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The interview goes on.
    Continues,
    Completed,
    /// Its places, if it held any, are given back.
    Gone,
    Full {
        cell: CellId,
        counts: Cell,
    },
    /// The cells and the interviews disagree: a defect of ours, refused rather than counted.
    Unfit,
}

/// Decides for one wave, in order, and moves the counts.
pub fn decide(cells: &mut Cells, asks: &[(Standing, Wish)]) -> Vec<Verdict> {
    let wanted: Vec<Option<Request>> = asks.iter().map(|(standing, wish)| request(standing, wish)).collect();
    let requests: Vec<Request> = wanted.iter().flatten().cloned().collect();
    let mut decisions = admit(cells, &requests).into_iter();
    asks.iter()
        .zip(&wanted)
        .map(|((_, wish), request)| match request {
            None => granted(wish),
            Some(_) => match decisions.next() {
                Some(Decision::Done) => granted(wish),
                Some(Decision::Full { cell, counts }) => Verdict::Full { cell, counts },
                Some(Decision::Unfit) | None => Verdict::Unfit,
            },
        })
        .collect()
}

fn request(standing: &Standing, wish: &Wish) -> Option<Request> {
    match wish {
        Wish::Continue if standing.holds_places || standing.cells.is_empty() => None,
        Wish::Continue => Some(Request::Reserve(standing.cells.clone())),
        Wish::Place(_) if standing.holds_places => None,
        Wish::Place(cells) => Some(Request::Reserve(cells.clone())),
        Wish::Complete(_) if standing.holds_places => Some(Request::Confirm(standing.cells.clone())),
        Wish::Complete(cells) => Some(Request::Take(cells.clone())),
        Wish::Leave | Wish::Lapse => standing.holds_places.then(|| Request::Release(standing.cells.clone())),
    }
}

fn granted(wish: &Wish) -> Verdict {
    match wish {
        Wish::Continue | Wish::Place(_) => Verdict::Continues,
        Wish::Complete(_) => Verdict::Completed,
        Wish::Leave | Wish::Lapse => Verdict::Gone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(counts: &[(u32, u32, u32)]) -> Cells {
        Cells(
            counts
                .iter()
                .map(|(max, completed, reserved)| Cell {
                    target: *max,
                    max: *max,
                    completed: *completed,
                    reserved: *reserved,
                })
                .collect(),
        )
    }

    fn both() -> Vec<CellId> {
        vec![CellId(0), CellId(1)]
    }

    #[test]
    fn whoever_holds_a_place_completes_even_when_the_cell_is_full() {
        let mut counts = cells(&[(2, 1, 1), (2, 1, 1)]);
        let holder = Standing { cells: both(), holds_places: true };
        let verdicts =
            decide(&mut counts, &[(Standing::default(), Wish::Place(both())), (holder, Wish::Complete(both()))]);
        assert!(matches!(verdicts.first(), Some(Verdict::Full { cell: CellId(0), .. })));
        assert_eq!(verdicts.get(1), Some(&Verdict::Completed));
        assert_eq!(counts, cells(&[(2, 2, 0), (2, 2, 0)]));
    }

    #[test]
    fn a_lapsed_place_is_asked_for_again_and_may_be_gone() {
        let mut counts = cells(&[(1, 1, 0), (1, 1, 0)]);
        let late = Standing { cells: both(), holds_places: false };
        let verdicts = decide(&mut counts, &[(late, Wish::Continue)]);
        assert!(matches!(verdicts.first(), Some(Verdict::Full { .. })));
    }

    #[test]
    fn leaving_gives_the_place_back_to_the_next_in_line() {
        let mut counts = cells(&[(1, 0, 1), (1, 0, 1)]);
        let holder = Standing { cells: both(), holds_places: true };
        let verdicts = decide(&mut counts, &[(holder, Wish::Leave), (Standing::default(), Wish::Place(both()))]);
        assert_eq!(verdicts, vec![Verdict::Gone, Verdict::Continues]);
        assert_eq!(counts, cells(&[(1, 0, 1), (1, 0, 1)]));
    }
}
