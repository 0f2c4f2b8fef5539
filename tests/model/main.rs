//! The model of collecting: a few interviews, two nodes, one database, explored whole; and longer random runs against a
//! ledger. Both drive the real `admit`.

#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by a panic"
)]

mod collector;
mod explore;
mod ledger;

use collector::{Protocol, Setting};
use explore::{Outcome, explore};

/// Three interviews for a total of two places: two of them want the same cell of one place.
fn contested() -> Setting {
    Setting {
        maxima: vec![2, 1, 1],
        cells: [vec![0, 1], vec![0, 1], vec![0, 2]],
        is_whole: [false, false, true],
        players: 3,
        batch_max: 1,
    }
}

/// Three interviews, one place in all.
fn last_place() -> Setting {
    Setting {
        maxima: vec![1, 1, 1],
        cells: [vec![0, 1], vec![0, 2], vec![0, 2]],
        is_whole: [false, false, true],
        players: 3,
        batch_max: 1,
    }
}

/// More places than interviews in the total, a cell of two and a cell of one.
fn roomy() -> Setting {
    Setting {
        maxima: vec![3, 2, 1],
        cells: [vec![0, 1], vec![0, 1], vec![0, 1]],
        is_whole: [false, true, false],
        players: 3,
        batch_max: 1,
    }
}

/// Two interviews for one place, two requests a batch: a retry may stand beside its first sending.
fn batched() -> Setting {
    Setting { cells: [vec![0, 1], vec![0, 1], vec![0, 2]], players: 2, batch_max: 2, ..last_place() }
}

#[test]
fn no_order_of_steps_breaks_a_promise() {
    for (name, setting) in
        [("contested", contested()), ("last place", last_place()), ("roomy", roomy()), ("batched", batched())]
    {
        match explore(&setting, Protocol::Sound) {
            Outcome::Sound { states, completed_most } => {
                println!("{name}: {states} states explored, at most {completed_most} completed");
                assert!(states > 10_000, "{name}: the model has shrunk to {states} states");
                assert_eq!(completed_most, setting.reachable(), "{name}: the places there are can be filled");
            }
            Outcome::Broken { promise, path } => panic!("{name}: {promise}, by {}", path.join(" → ")),
        }
    }
}

/// Each broken protocol breaks a promise, the one it should: the explorer can see.
#[test]
fn every_broken_protocol_is_caught() {
    let expected = [
        (Protocol::CountsAtCompletion, "more places than there are"),
        (Protocol::ForgetsToRelease, "a place stays held by nobody"),
        (Protocol::ForgetsTheKey, "an interview is counted twice"),
        (Protocol::AnswersBeforeCommit, "an acknowledged completion is lost"),
        (Protocol::RemembersOpen, "completed after the close"),
        (Protocol::ReadsOutsideTheTransaction, "counts differ from the interviews"),
        (Protocol::SweepsFreshLeases, "a place is lost before its lease"),
    ];
    for (protocol, promise_broken) in expected {
        match explore(&contested(), protocol) {
            Outcome::Broken { promise, path } => {
                println!("{protocol:?}: {promise}, by {}", path.join(" → "));
                assert_eq!(promise, promise_broken, "{protocol:?}");
            }
            Outcome::Sound { states, .. } => panic!("{protocol:?} passed for sound over {states} states"),
        }
    }
}
