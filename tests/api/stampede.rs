//! The second an embargo ends: everybody who waits has the results at once, nobody has them before. `cargo bench --bench
//! load -- --results` does the same with 2 000 people on the release build.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};

use crate::crowd::{Stampede, run};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{HELD, Service};
use crate::small_wave;

const PEOPLE: usize = 200;
/// Time for everybody to have come and been told to wait.
const BEFORE: Duration = Duration::from_secs(3);

on_both_databases! {
    fn whoever_waits_for_the_embargo_reads_within_a_second_and_nobody_before(db: &TestDatabase) {
        let service = Service::start(db);
        service.approved(HELD, small_wave::FAR, &["utile", "inutile", "incontournable"]);
        let instant = SystemTime::now() + BEFORE;
        let embargo = DateTime::<Utc>::from(instant).format("%Y-%m-%d %H:%M:%S%.6f");
        db.execute(&format!("UPDATE waves SET embargo_at = '{embargo}'")).unwrap();
        for path in ["/resultats/petite-etude-2020-03", "/api/v1/releases/petite-etude-2020-03/tables/AVIS"] {
            let is_first = instant > SystemTime::now();
            let stampede = Stampede { address: service.address, path, connections: PEOPLE, instant, patience: Duration::from_secs(20) };
            let outcome = run(&stampede);
            assert_eq!((outcome.error_count, outcome.early, outcome.different), (0, 0, 0), "{path}: {:?}", outcome.errors);
            assert_eq!(outcome.waited_ms.len(), PEOPLE, "{path}");
            if is_first {
                assert!(outcome.refused_before >= PEOPLE, "they were there before: {}", outcome.refused_before);
                assert!(outcome.percentile_ms(0) <= 1_000, "the first reader waited {} ms", outcome.percentile_ms(0));
            }
        }
    }
}
