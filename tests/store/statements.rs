//! How SQLite means to run what the store sends: the very statements, caught on the way, then explained. PostgreSQL plans
//! by the size of its tables, which says nothing on those of a test.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use sonde::store::collecting;
use sonde::store::ids::WaveId;

use crate::database::TestDatabase;

/// Statements as sent, without their values, of every connection opened since `listen`.
static SENT: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn listen() {
    let listener: fn() -> Option<Box<dyn Instrumentation>> = || {
        Some(Box::new(|event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                let text = query.to_string();
                let statement = text.split(" -- binds").next().unwrap_or_default().to_owned();
                SENT.lock().unwrap_or_else(PoisonError::into_inner).push(statement);
            }
        }))
    };
    set_default_instrumentation(listener).unwrap();
}

/// The only statement sent that says all of this.
fn sent(words: &[&str]) -> String {
    let sent = SENT.lock().unwrap_or_else(PoisonError::into_inner);
    let found: BTreeSet<_> = sent.iter().filter(|text| words.iter().all(|word| text.contains(word))).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().cloned().unwrap()
}

#[test]
fn the_sweep_reads_those_who_hold_places_and_not_the_whole_wave() {
    listen();
    let db = TestDatabase::sqlite();
    let store = db.store();
    store.write(|tx| collecting::lock_lapsed(tx, WaveId::random(), 512)).unwrap();
    let statement = sent(&["SELECT", "`holds_places`", "`lease_until` <=", "LIMIT"]);
    assert_eq!(
        db.sqlite_plan(&statement),
        ["SEARCH interviews USING INDEX interviews_places (wave_id=?)"],
        "{statement}"
    );
}
