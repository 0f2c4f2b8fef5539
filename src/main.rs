//! Hands the command line to `cli`, nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    sonde::cli::run()
}
