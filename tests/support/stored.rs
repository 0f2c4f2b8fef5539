//! What the database holds, read behind the program's back, and the checks that must always be true of it: no cell over its
//! maximum, counts equal to a recount of the interviews, each receipt once, every acknowledged receipt there.

use std::collections::{BTreeMap, HashSet};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Binary, Bool, Integer, Nullable, Text};

#[derive(QueryableByName, Clone)]
pub struct InterviewRow {
    #[diesel(sql_type = Text)]
    pub disposition: String,
    #[diesel(sql_type = Bool)]
    pub holds_places: bool,
    /// Cell ids, two bytes each.
    #[diesel(sql_type = Binary)]
    pub cells: Vec<u8>,
    #[diesel(sql_type = Nullable<Text>)]
    pub receipt: Option<String>,
}

#[derive(QueryableByName, Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    #[diesel(sql_type = Integer)]
    pub cell_id: i32,
    #[diesel(sql_type = Integer)]
    pub maximum: i32,
    #[diesel(sql_type = Integer)]
    pub completed: i32,
    #[diesel(sql_type = Integer)]
    pub reserved: i32,
}

pub struct Stored {
    pub cells: Vec<Cell>,
    /// Receipts of completed interviews.
    pub receipts: Vec<String>,
    /// Completed and reserved places of each cell, as the interviews themselves say.
    recounted: BTreeMap<i32, (i32, i32)>,
}

const CELLS: &str = "SELECT cell_id, maximum, completed, reserved FROM quota_cells ORDER BY cell_id";
const INTERVIEWS: &str = "SELECT disposition, holds_places, cells, receipt FROM interviews";

impl Stored {
    /// A database with one wave.
    pub fn read(url: &str) -> Self {
        let (cells, interviews): (Vec<Cell>, Vec<InterviewRow>) = if let Some(path) = url.strip_prefix("sqlite:") {
            let mut connection = SqliteConnection::establish(path).expect("the file opens");
            connection.batch_execute("PRAGMA busy_timeout = 10000; BEGIN").expect("one moment for both queries");
            let cells = sql_query(CELLS).load(&mut connection).expect("cells");
            (cells, sql_query(INTERVIEWS).load(&mut connection).expect("interviews"))
        } else {
            let mut connection = PgConnection::establish(url).expect("the server answers");
            let begin = connection.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
            begin.expect("one moment for both queries");
            let cells = sql_query(CELLS).load(&mut connection).expect("cells");
            (cells, sql_query(INTERVIEWS).load(&mut connection).expect("interviews"))
        };
        Self::of(cells, interviews)
    }

    /// The counts alone, while the service works.
    pub fn cells_of(url: &str) -> Vec<Cell> {
        let query = sql_query(CELLS);
        match url.strip_prefix("sqlite:") {
            Some(path) => {
                let mut connection = SqliteConnection::establish(path).expect("the file opens");
                connection.batch_execute("PRAGMA busy_timeout = 10000").expect("a pragma");
                query.load(&mut connection)
            }
            None => query.load(&mut PgConnection::establish(url).expect("the server answers")),
        }
        .expect("cells")
    }

    pub fn of(cells: Vec<Cell>, interviews: Vec<InterviewRow>) -> Self {
        let mut recounted: BTreeMap<i32, (i32, i32)> = cells.iter().map(|cell| (cell.cell_id, (0, 0))).collect();
        let mut receipts = Vec::new();
        for row in interviews {
            let is_completed = row.disposition == "completed";
            for pair in row.cells.chunks_exact(2) {
                let places = recounted.entry(i32::from(u16::from_be_bytes([pair[0], pair[1]]))).or_default();
                places.0 += i32::from(is_completed);
                places.1 += i32::from(!is_completed && row.holds_places);
            }
            if is_completed {
                receipts.push(row.receipt.expect("a completed interview has a receipt"));
            }
        }
        Self { cells, receipts, recounted }
    }

    /// Everything that must be true and is not, against the receipts that were acknowledged. An interview stored but
    /// never acknowledged (its reply was lost with the process) is right; the reverse never is.
    pub fn faults(&self, acknowledged: &[String]) -> Vec<String> {
        let mut faults = Vec::new();
        for cell in &self.cells {
            let id = cell.cell_id;
            if cell.completed + cell.reserved > cell.maximum {
                faults.push(format!("cell {id} is over its maximum: {cell:?}"));
            }
            let counted = (cell.completed, cell.reserved);
            if self.recounted.get(&id) != Some(&counted) {
                faults.push(format!("cell {id} says {counted:?}, its interviews {:?}", self.recounted.get(&id)));
            }
        }
        let stored: HashSet<&str> = self.receipts.iter().map(String::as_str).collect();
        if stored.len() != self.receipts.len() {
            faults.push(format!("{} receipts are stored twice", self.receipts.len() - stored.len()));
        }
        let known: HashSet<&str> = acknowledged.iter().map(String::as_str).collect();
        if known.len() != acknowledged.len() {
            faults.push(format!("{} receipts were acknowledged to two people", acknowledged.len() - known.len()));
        }
        let lost = known.iter().filter(|receipt| !stored.contains(*receipt)).count();
        if lost > 0 {
            faults.push(format!("{lost} acknowledged responses are not stored"));
        }
        faults
    }

    /// Completed interviews nobody was told about.
    pub fn unacknowledged(&self, acknowledged: &[String]) -> usize {
        let known: HashSet<&str> = acknowledged.iter().map(String::as_str).collect();
        self.receipts.iter().filter(|receipt| !known.contains(receipt.as_str())).count()
    }
}
