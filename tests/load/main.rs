//! The load client and its benchmark: whole interviews over HTTP against the release build, references in the same rounds,
//! and at the end the proof that what was acknowledged is what is stored. `cargo bench --bench load -- --help`.

#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark that cannot go on stops there, like a test"
)]

mod arguments;
mod built;
mod crowd;
mod drive;
#[path = "../support/http.rs"]
#[allow(dead_code, reason = "shared with the tests, which use other parts of it")]
mod http;
#[path = "../support/people.rs"]
#[allow(dead_code, reason = "same")]
mod people;
mod reference;
mod report;
mod results;
mod rounds;
#[path = "../support/service.rs"]
#[allow(dead_code, reason = "same")]
mod service;
#[path = "../support/stampede.rs"]
mod stampede;
mod static_server;
#[path = "../support/stored.rs"]
#[allow(dead_code, reason = "same")]
mod stored;
mod target;
#[path = "../support/wave_folder.rs"]
mod wave_folder;

use clap::Parser;

/// As many as the service itself starts on the machine the goals are for.
const STATIC_WORKERS: usize = 2;

fn main() -> std::process::ExitCode {
    let arguments = arguments::Arguments::parse();
    if let Some(kept) = &arguments.static_server {
        return match static_server::run(kept, STATIC_WORKERS) {
            Ok(()) => std::process::ExitCode::SUCCESS,
            Err(error) => panic!("{error}"),
        };
    }
    let report = match (arguments.people, arguments.results) {
        (0, 0) => rounds::measure(&arguments),
        (0, _) => results::measure(&arguments),
        _ => rounds::crowds(&arguments),
    };
    if arguments.json {
        report.print_json()
    } else {
        report.print()
    }
    if report.is_sound() { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
