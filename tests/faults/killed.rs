//! Nodes killed by SIGKILL and started again while respondents hammer a few places.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant};

use crate::hammer::{Hammer, Ledger, Stop};
use crate::places;
use crate::service::{Installation, Service, free_address};
use crate::stored::Stored;
use crate::wave_folder::SLUG;

const HAMMER_SECONDS: u64 = 16;
const FILL_SECONDS: u64 = 6;
const KILLS_MAX: usize = 8;
const SWEEP_WAIT: Duration = Duration::from_secs(30);

#[test]
fn two_nodes_on_one_postgresql_lose_nothing_when_one_is_killed_again_and_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::new(folder.path(), &places::postgres("killed"));
    hammered(&installation, 2);
}

#[test]
fn one_node_on_sqlite_loses_nothing_when_it_is_killed_again_and_again() {
    let folder = tempfile::tempdir().expect("a folder");
    hammered(&Installation::sqlite(folder.path()), 1);
}

fn hammered(installation: &Installation, nodes: usize) {
    let people = places::open_wave(installation, places::few_places);
    let addresses: Vec<_> = (0..nodes).map(|_| free_address()).collect();
    let mut services: Vec<Service> = addresses.iter().map(|address| installation.serve_at(*address, &[])).collect();
    let stop: Stop = Arc::new(AtomicBool::new(false));
    let hammer = |seconds, finishing, first| Hammer {
        addresses: addresses.clone(),
        people: people.clone(),
        seconds,
        finishing,
        first,
    };
    // First most people walk away from the places they hold, while nodes die.
    let running = {
        let (hammer, stop) = (hammer(HAMMER_SECONDS, 6, 0), stop.clone());
        thread::spawn(move || hammer.run(&stop))
    };
    let (kills, faults) = kill_in_turn(installation, &mut services, || running.is_finished());
    let mut ledger = running.join().expect("the clients end");
    assert_eq!(faults, Vec::<String>::new(), "while the wave ran");
    assert!(kills >= 3, "only {kills} kills");
    check(installation, &ledger);
    wait_for_no_place_held(&installation.database);
    // Then everybody who gets a place stays: each cell ends exactly full, and the wave closes.
    let last = hammer(FILL_SECONDS, 100, 1_000_000).run(&stop);
    assert_eq!(last.faults, Vec::<String>::new());
    ledger.receipts.extend(last.receipts);
    ledger.refused += last.refused;
    check(installation, &ledger);
    let cells = Stored::cells_of(&installation.database);
    assert!(cells.iter().all(|cell| cell.completed == cell.maximum && cell.reserved == 0), "not filled: {cells:?}");
    assert!(installation.done(&["wave", "status", SLUG]).contains("close"), "a full wave closes");
}

/// Kills a node every two seconds and starts it again at once; meanwhile leases lapse and the cells are watched.
fn kill_in_turn(
    installation: &Installation,
    services: &mut [Service],
    is_over: impl Fn() -> bool,
) -> (usize, Vec<String>) {
    let (mut kills, mut faults) = (0, Vec::new());
    while !is_over() {
        let until = Instant::now() + Duration::from_secs(2);
        while Instant::now() < until {
            thread::sleep(Duration::from_millis(200));
            places::lapse_leases(&installation.database, 3);
            let cells = Stored::cells_of(&installation.database);
            let over = cells.into_iter().filter(|cell| cell.completed + cell.reserved > cell.maximum);
            faults.extend(over.map(|cell| format!("over its maximum: {cell:?}")));
        }
        if kills < KILLS_MAX && !is_over() {
            let victim = kills % services.len();
            let address = services[victim].address;
            services[victim].kill();
            services[victim] = installation.serve_at(address, &[]);
            kills += 1;
        }
    }
    (kills, faults)
}

/// Once every lease has lapsed, the sweep gives every place back.
fn wait_for_no_place_held(database: &str) {
    let from = Instant::now();
    loop {
        places::lapse_leases(database, 1);
        let held: Vec<_> = Stored::cells_of(database).into_iter().filter(|cell| cell.reserved > 0).collect();
        if held.is_empty() {
            return;
        }
        assert!(from.elapsed() < SWEEP_WAIT, "places held by nobody: {held:?}");
        thread::sleep(Duration::from_millis(500));
    }
}

fn check(installation: &Installation, ledger: &Ledger) {
    let stored = Stored::read(&installation.database);
    println!(
        "{} receipts, {} refused, {} abandoned, {} replays, {} retries; cells {:?}",
        ledger.receipts.len(),
        ledger.refused,
        ledger.abandoned,
        ledger.replays,
        ledger.retries,
        stored.cells
    );
    assert_eq!(ledger.faults, Vec::<String>::new(), "what respondents were told");
    assert_eq!(stored.faults(&ledger.receipts), Vec::<String>::new());
    assert_eq!(stored.unacknowledged(&ledger.receipts), 0, "everybody asked until they knew");
    assert!(ledger.retries > 0, "no request met a dead node: the test did not test");
    assert!(ledger.abandoned > 0 && ledger.refused > 0 && ledger.replays > 0, "the hammer did not hit");
}
