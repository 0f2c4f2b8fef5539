//! What the benchmark measures and for how long.

use clap::Parser;

/// Drives whole interviews against the release build and measures references in the same rounds, on loopback only.
/// PostgreSQL is measured when SONDE_TEST_POSTGRES names a server (`tests/run with cargo bench --bench load`).
#[derive(Parser, Clone)]
#[command(name = "load", after_help = "Example: tests/run with cargo bench --bench load -- --rounds 3 --soak 200000")]
pub struct Arguments {
    /// Rounds; each figure is given as median [min..max] over them.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=20))]
    pub rounds: u32,
    /// Seconds of each measure in each round.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=60))]
    pub seconds: u64,
    /// Interviews sent at once through 256 connections to watch the service's memory; 0 for none.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=400_000))]
    pub soak: u32,
    /// Instead of the rounds: so many people fill the wave at once through its pages, then again while a node is killed and
    /// started again in the middle.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=4096))]
    pub people: u32,
    /// With --people: milliseconds a person takes to read and answer a page; 0 sends as fast as the replies come.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=60_000))]
    pub think: u64,
    /// With --people: a fault where one page in a hundred takes more milliseconds than this, read or sent, node killed or not.
    #[arg(long, requires = "people", value_parser = clap::value_parser!(u32).range(1..=60_000))]
    pub limit: Option<u32>,
    /// Instead of the rounds: the public results of a wave (sqlite), read by 64 connections beside the same bytes served
    /// statically, then by so many people who wait for the second of its embargo; and what making a release takes.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=5_000))]
    pub results: u32,
    /// Only what runs on this database: sqlite or postgres.
    #[arg(long)]
    pub only: Option<String>,
    /// Prints the figures as one JSON document.
    #[arg(long)]
    pub json: bool,
    /// Serves the reply kept in this file on a free port, told on the first line; used by the benchmark itself.
    #[arg(long, hide = true)]
    pub static_server: Option<std::path::PathBuf>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    pub bench: bool,
}
