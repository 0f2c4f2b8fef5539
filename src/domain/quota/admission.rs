//! Admission: what a batch of requests does to the cells. Pure, in arrival order, all or nothing for each request.
//!
//! In every cell, always: `completed + reserved <= max`.

use crate::domain::quota::CellId;

/// The counts of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub target: u32,
    pub max: u32,
    pub completed: u32,
    pub reserved: u32,
}

/// The cells of one wave, by id.
#[derive(Debug, Clone, PartialEq, Eq)]
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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Done,
    /// The first full cell met, and its counts at that instant.
    Full {
        cell: CellId,
        counts: Cell,
    },
    /// The request does not fit the cells (unknown cell, place not held): a defect of ours, refused and told.
    Unfit,
}

/// Why a wave is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    TotalReached,
    EveryCellFull,
}

/// Decides in order and moves the counts.
pub fn admit(cells: &mut Cells, requests: &[Request]) -> Vec<Decision> {
    let _ = (cells, requests);
    todo!()
}

impl Cells {
    /// Whether nobody more can complete: the total's target is reached, or every other cell's is.
    pub fn filled(&self) -> Option<Filled> {
        todo!()
    }
}
