//! The rounds: every measure and every reference in turn, so that they share the machine's good and bad moments.

use std::os::unix::fs::FileExt as _;
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::drive::{Load, Outcome, Work, drive};
use crate::reference::{self, Postgres, Row};
use crate::report::{Goal, Report, percentile_ms};
use crate::static_server::StaticServer;
use crate::target::{Target, scratch};

/// So that twelve measures, the pages and the soak fit in a plan of a million.
const PER_MEASURE_MAX: u32 = 50_000;
const VIEWS_MAX: u32 = 2_000_000;
/// Times a node dies while a crowd fills the wave.
const KILLS: u32 = 2;

/// Figures asked of the service, each a ratio to a reference of the same round.
const GOALS: [Goal; 6] = [
    Goal {
        name: "accepted, PostgreSQL, 64 connections / one transaction a response",
        figure: "postgres: accepted responses/s, 64 connections",
        reference: "postgres: reference, one transaction a response, 64 connections",
        at_least: 8.0,
    },
    Goal {
        name: "accepted, PostgreSQL, 256 connections / durable inserts",
        figure: "postgres: accepted responses/s, 256 connections",
        reference: "postgres: reference, single-row durable inserts, 64 connections",
        at_least: 0.7,
    },
    Goal {
        name: "two nodes / one node, 128 connections",
        figure: "postgres: accepted responses/s, 128 connections, two nodes",
        reference: "postgres: accepted responses/s, 128 connections, one node",
        at_least: 0.9,
    },
    Goal {
        name: "accepted, SQLite, 64 connections / one row a commit",
        figure: "sqlite: accepted responses/s, 64 connections",
        reference: "sqlite: reference, one row a commit, FULL, one writer",
        at_least: 3.0,
    },
    Goal {
        name: "page views, SQLite / same bytes by actix",
        figure: "sqlite: page views/s, interviews in progress, 64 connections",
        reference: "sqlite: reference, same bytes served statically, 64 connections",
        at_least: 0.25,
    },
    Goal {
        name: "page views, PostgreSQL / same bytes by actix",
        figure: "postgres: page views/s, interviews in progress, 64 connections",
        reference: "postgres: reference, same bytes served statically, 64 connections",
        at_least: 0.10,
    },
];

/// One database with what it is compared with.
struct Bench {
    target: Target,
    page: StaticServer,
    row: Row,
    postgres: Option<Postgres>,
}

impl Bench {
    fn new(mut target: Target, report: &mut Report) -> Self {
        // Warms the caches, and leaves a stored interview to weigh the reference rows.
        let warm = target.load(1, 16, 2, 2_000, Work::Whole);
        check(report, &target, &warm);
        let page = target.static_server();
        let row = target.row();
        let postgres = (target.name == "postgres").then(|| Postgres::prepare(&target.installation.database, &row));
        if matches!(postgres, Some(None)) {
            eprintln!("pgbench was not found: no reference for PostgreSQL");
        }
        Self { target, page, row, postgres: postgres.flatten() }
    }

    fn round(&mut self, seconds: u64, report: &mut Report) {
        self.references(seconds, report);
        for connections in [64, 256] {
            self.wholes(connections, 1, "", seconds, report);
        }
        if self.target.nodes.len() > 1 {
            self.wholes(128, 1, ", one node", seconds, report);
            self.wholes(128, 2, ", two nodes", seconds, report);
        }
        self.pages(seconds, report);
        self.views(seconds, report);
    }

    fn references(&self, seconds: u64, report: &mut Report) {
        let name = self.target.name;
        match &self.postgres {
            Some(postgres) => {
                let rate = postgres.rate("transaction", seconds);
                report.add("postgres: reference, one transaction a response, 64 connections", rate);
                let rate = postgres.rate("insert", seconds);
                report.add("postgres: reference, single-row durable inserts, 64 connections", rate);
            }
            None if name == "sqlite" => {
                let rate = reference::sqlite_rate(scratch(&self.target), &self.row, seconds);
                report.add("sqlite: reference, one row a commit, FULL, one writer", rate);
            }
            None => {}
        }
    }

    fn wholes(&mut self, connections: usize, nodes: usize, how: &str, seconds: u64, report: &mut Report) {
        let mut outcome = self.target.load(nodes, connections, seconds, PER_MEASURE_MAX, Work::Whole);
        check(report, &self.target, &outcome);
        let name = self.target.name;
        let rate = outcome.rate(outcome.saves.len());
        report.add(format!("{name}: accepted responses/s, {connections} connections{how}"), rate);
        latencies(report, &format!("{name}: accepted response, {connections} connections{how}"), &mut outcome.saves);
    }

    fn pages(&mut self, seconds: u64, report: &mut Report) {
        let mut outcome = self.target.load(1, 64, seconds, PER_MEASURE_MAX, Work::Pages);
        check(report, &self.target, &outcome);
        let name = self.target.name;
        let completed = usize::try_from(outcome.completed).unwrap_or(0);
        report.add(format!("{name}: completions/s, page by page, 64 connections"), outcome.rate(completed));
        report.add(format!("{name}: page saves/s, page by page"), outcome.rate(outcome.saves.len()));
        report.add(format!("{name}: page views/s, page by page"), outcome.rate(outcome.views.len()));
        latencies(report, &format!("{name}: page save, 64 connections"), &mut outcome.saves);
        latencies(report, &format!("{name}: page view, page by page"), &mut outcome.views);
    }

    fn views(&mut self, seconds: u64, report: &mut Report) {
        let name = self.target.name;
        let ours = self.target.load(1, 64, seconds, VIEWS_MAX, Work::View);
        check(report, &self.target, &ours);
        let rate = ours.rate(ours.views.len());
        report.add(format!("{name}: page views/s, interviews in progress, 64 connections"), rate);
        let plain = drive(&Load {
            addresses: &[self.page.address],
            connections: 64,
            seconds,
            count: VIEWS_MAX,
            work: Work::Read("/"),
            people: &self.target.people,
            run: "",
        });
        check(report, &self.target, &plain);
        let rate = plain.rate(plain.views.len());
        report.add(format!("{name}: reference, same bytes served statically, 64 connections"), rate);
    }

    fn memory(&mut self, soak: u32, report: &mut Report) {
        if soak > 0 {
            let outcome = self.target.load(1, 256, 600, soak, Work::Whole);
            check(report, &self.target, &outcome);
            report
                .add(format!("{}: soak, interviews, 256 connections", self.target.name), f64::from(outcome.completed));
        }
        let (now, most) = self.target.nodes[0].resident_kib();
        let mebibytes = |kib: u64| u32::try_from(kib / 1024).map_or(f64::NAN, f64::from);
        report.add(format!("{}: resident memory of the service, MiB", self.target.name), mebibytes(now));
        report.add(format!("{}: resident memory of the service at its most, MiB", self.target.name), mebibytes(most));
    }
}

/// The databases to measure.
fn targets(arguments: &Arguments) -> Vec<Target> {
    let wanted = |name: &str| arguments.only.as_deref().is_none_or(|only| only == name);
    let mut targets = Vec::new();
    if wanted("sqlite") {
        targets.push(Target::sqlite());
    }
    match std::env::var("SONDE_TEST_POSTGRES") {
        Ok(server) if wanted("postgres") => targets.push(Target::postgres(&server)),
        Ok(_) => {}
        Err(_) => eprintln!("SONDE_TEST_POSTGRES is not set: SQLite only (tests/run with cargo bench --bench load)"),
    }
    targets
}

/// People by the hundred, undisturbed and then while a node dies.
pub fn crowds(arguments: &Arguments) -> Report {
    let mut report = Report::default();
    let mut targets = targets(arguments);
    for round in 1..=arguments.rounds {
        eprintln!("round {round} of {}", arguments.rounds);
        machine(&mut report);
        for target in &mut targets {
            for kills in [0, KILLS] {
                let mut outcome = target.crowd(arguments, kills);
                check(&mut report, target, &outcome);
                let killed = if kills > 0 { ", a node killed and started again" } else { "" };
                let how = format!("{}: {} people at once{killed}", target.name, arguments.people);
                report.add(format!("{how}: interviews completed"), f64::from(outcome.completed));
                report.add(format!("{how}: pages/s"), outcome.rate(outcome.saves.len() + outcome.views.len()));
                report.add(format!("{how}: requests sent again"), f64::from(outcome.retries));
                latencies(&mut report, &format!("{how}: page read"), &mut outcome.views);
                latencies(&mut report, &format!("{how}: page sent"), &mut outcome.saves);
                latencies(&mut report, &format!("{how}: page waited for, sent again or not"), &mut outcome.waits);
                slow_pages(&mut report, &how, arguments.limit, &mut outcome);
            }
        }
    }
    for target in targets {
        target.faults().into_iter().for_each(|fault| report.fault(fault));
    }
    report
}

pub fn measure(arguments: &Arguments) -> Report {
    let mut report = Report::default();
    let mut benches: Vec<Bench> =
        targets(arguments).into_iter().map(|target| Bench::new(target, &mut report)).collect();
    for round in 1..=arguments.rounds {
        eprintln!("round {round} of {}", arguments.rounds);
        machine(&mut report);
        for bench in &mut benches {
            bench.round(arguments.seconds, &mut report);
        }
    }
    for mut bench in benches {
        bench.memory(arguments.soak, &mut report);
        bench.target.faults().into_iter().for_each(|fault| report.fault(fault));
    }
    report.add_ratios(&GOALS);
    report
}

/// What the machine itself could do at that moment: rates are to be read beside it, and a busy neighbour is seen in it.
fn machine(report: &mut Report) {
    if let Some(rate) = syncs_per_second() {
        report.add("machine: fdatasync of 4 KiB, one after the other, /s", rate);
    }
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    if let Some(load) = load.split(' ').next().and_then(|load| load.parse().ok()) {
        report.add("machine: load average of the last minute, at the start of the round", load);
    }
}

fn syncs_per_second() -> Option<f64> {
    let file = tempfile::tempfile().ok()?;
    file.write_all_at(&vec![0; 1 << 20], 0).ok()?;
    file.sync_all().ok()?;
    let from = Instant::now();
    let mut syncs = 0_u32;
    while from.elapsed() < Duration::from_millis(500) {
        file.write_all_at(&[1; 4096], u64::from(syncs % 256) * 4096).ok()?;
        file.sync_data().ok()?;
        syncs += 1;
    }
    Some(f64::from(syncs) / from.elapsed().as_secs_f64())
}

/// No request may fail, and the plan has room for everybody.
fn check(report: &mut Report, target: &Target, outcome: &Outcome) {
    if outcome.error_count > 0 {
        let errors = outcome.errors.join("\n  ");
        report.fault(format!("{}: {} clients stopped on an error:\n  {errors}", target.name, outcome.error_count));
    }
    if outcome.refused > 0 {
        report.fault(format!("{}: {} interviews did not end with a receipt", target.name, outcome.refused));
    }
}

/// One page in a hundred may be slower than the limit, among those read as among those sent.
fn slow_pages(report: &mut Report, how: &str, limit_ms: Option<u32>, outcome: &mut Outcome) {
    let Some(limit_ms) = limit_ms else { return };
    for (pages, micros) in [("read", &mut outcome.views), ("sent", &mut outcome.saves)] {
        let p99 = percentile_ms(micros, 99);
        // Not a number where there was no page at all: a fault too.
        if p99.is_nan() || p99 > f64::from(limit_ms) {
            report.fault(format!("{how}: a page {pages} takes {p99} ms at the 99th percentile, more than {limit_ms}"));
        }
    }
}

fn latencies(report: &mut Report, name: &str, micros: &mut [u32]) {
    for percent in [50, 95, 99] {
        report.add(format!("{name}, p{percent} ms"), percentile_ms(micros, percent));
    }
}
