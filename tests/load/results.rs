//! The read path of results: a page and a table as JSON beside the same bytes served statically by actix, round by round,
//! then the second of the embargo, then a release made from nothing. The wave is the demonstration's, on SQLite.

use std::rc::Rc;
use std::time::{Duration, SystemTime};

use diesel::{Connection as _, RunQueryDsl as _, SqliteConnection};

use crate::arguments::Arguments;
use crate::built;
use crate::drive::{Load, Work, drive};
use crate::http::Connection;
use crate::report::{Goal, Report, percentile_ms};
use crate::service::{Installation, Service};
use crate::stampede::{Stampede, run};
use crate::static_server::{StaticServer, keep};
use crate::wave_folder::SLUG;

const CONNECTIONS: usize = 64;
const VIEWS_MAX: u32 = 2_000_000;
/// Time for everybody to have come and been told to wait.
const BEFORE: Duration = Duration::from_secs(8);
const PATIENCE: Duration = Duration::from_secs(30);

const GOALS: [Goal; 3] = [
    goal("result page", "result page/s, 64 connections", "reference, the same page served statically"),
    goal("table as JSON", "table as JSON/s, 64 connections", "reference, the same table served statically"),
    goal("whole release as JSON", "release as JSON/s, 64 connections", "reference, the same release served statically"),
];

const fn goal(name: &'static str, figure: &'static str, reference: &'static str) -> Goal {
    Goal { name, figure, reference, at_least: 0.7 }
}

struct Target {
    path: &'static str,
    plain: StaticServer,
    goal: &'static Goal,
}

pub fn measure(arguments: &Arguments) -> Report {
    let mut report = Report::about("no reading failed, none was early, all were the same bytes");
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::sqlite(&folder.path().join("demo"));
    installation.done(&["demo", "--no-serve"]);
    let service = installation.serve();
    let question = "/api/v1/releases/SLUG/tables/JC_UTILITE";
    let paths = ["/resultats/SLUG", question, "/api/v1/releases/SLUG"];
    let targets: Vec<Target> = paths
        .iter()
        .zip(&GOALS)
        .map(|(path, goal)| {
            let path: &'static str = Box::leak(path.replace("SLUG", SLUG).into_boxed_str());
            Target { path, plain: statically(&service, path, folder.path()), goal }
        })
        .collect();
    for round in 1..=arguments.rounds {
        eprintln!("round {round} of {}", arguments.rounds);
        for target in &targets {
            target.round(&service, arguments.seconds, &mut report);
        }
        stampede(&installation, &service, arguments.results, &mut report);
        built::measure(&mut report);
    }
    report.add_ratios(&GOALS);
    report
}

impl Target {
    fn round(&self, service: &Service, seconds: u64, report: &mut Report) {
        let rate = |address, work, name: &str, report: &mut Report| {
            let people = Rc::default();
            let load = Load {
                addresses: &[address],
                connections: CONNECTIONS,
                seconds,
                count: VIEWS_MAX,
                work,
                people: &people,
                run: "",
            };
            let mut outcome = drive(&load);
            for error in &outcome.errors {
                report.fault(format!("{name}: {error}"));
            }
            report.add(name, outcome.rate(outcome.views.len()));
            report.add(format!("{name}, p99 ms"), percentile_ms(&mut outcome.views, 99));
        };
        rate(self.plain.address, Work::Read("/"), self.goal.reference, report);
        rate(service.address, Work::Read(self.path), self.goal.figure, report);
    }
}

/// A server of the very reply the service gives.
fn statically(service: &Service, path: &str, folder: &std::path::Path) -> StaticServer {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let kept = folder.join(format!("{}.http", path.replace('/', "-")));
    runtime.block_on(async {
        let mut connection = Connection::new(service.address);
        let reply = connection.get(path, None).await.expect("a reply");
        assert_eq!(reply.status, 200, "{path}");
        keep(&kept, reply.head(), reply.body);
    });
    StaticServer::start(&kept)
}

/// The embargo is put a few seconds ahead, and everybody waits for it.
fn stampede(installation: &Installation, service: &Service, people: u32, report: &mut Report) {
    let instant = SystemTime::now() + BEFORE;
    let embargo = chrono::DateTime::<chrono::Utc>::from(instant).format("%Y-%m-%d %H:%M:%S%.6f");
    let path = installation.database.strip_prefix("sqlite:").expect("a file");
    let mut connection = SqliteConnection::establish(path).expect("the file opens");
    let change = format!("UPDATE waves SET embargo_at = '{embargo}' WHERE slug = '{SLUG}'");
    diesel::sql_query(change).execute(&mut connection).expect("an embargo");
    drop(connection);
    // What the service knows to be public it looks at again within a second.
    std::thread::sleep(Duration::from_millis(1_200));
    let connections = usize::try_from(people).unwrap_or(1);
    let page = format!("/resultats/{SLUG}");
    let stampede = Stampede { address: service.address, path: &page, connections, instant, patience: PATIENCE };
    let outcome = run(&stampede);
    let name = format!("stampede of {people}");
    let count = |number: usize| u32::try_from(number).map_or(f64::NAN, f64::from);
    report.add(format!("{name}: first good reply, ms after the instant"), f64::from(outcome.percentile_ms(0)));
    report.add(format!("{name}: half of them served, ms"), f64::from(outcome.percentile_ms(50)));
    report.add(format!("{name}: all of them served, ms"), f64::from(outcome.percentile_ms(100)));
    report.add(format!("{name}: told to wait before"), count(outcome.refused_before));
    report.add(format!("{name}: served"), count(outcome.waited_ms.len()));
    if outcome.error_count + outcome.early + outcome.different > 0 {
        let (errors, early, different) = (outcome.error_count, outcome.early, outcome.different);
        report.fault(format!(
            "{name}: {errors} errors, {early} early, {different} different: {}",
            outcome.errors.join("; ")
        ));
    }
}
