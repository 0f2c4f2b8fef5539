//! Times of the statistics engine: `cargo bench --bench statistics`. `-- --write FOLDER` leaves the samples as CSV files,
//! which `peers.sh` gives to R and Python on the same machine, so that both columns are of the same run.
//!
//! Samples are made by a generator written out here: the same everywhere, five margins of 2, 5, 8, 5 and 5 categories that
//! depend on one another, as those of a poll do. `-- crosstabs` times crosstabs alone.
//!
//! Why not criterion or divan: a line here is one that R and Python print too, of five passes told by their median, so that
//! `peers.sh` runs all of them by turns and sets one beside the other; beside the clock's time it has the processor's, on
//! a machine others use, and beside a calibration the memory it took above its sample. Neither of them tells either, and
//! both would repeat passes of a second or more until they had samples enough.

#![allow(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot go on stops there, like a test"
)]

mod crosstabs;
mod sample;
mod tables;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use sonde::domain::calibration::{Calibration, Diagnostics, calibrate};
use sonde::domain::estimate::{Design, Linearised, jackknife};

use crate::crosstabs::Crosstabs;
use crate::sample::Poll;

/// Passes of each computation; the median is told.
const PASSES: usize = 5;
const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--write") {
        let folder = &arguments[at + 1];
        Crosstabs::new().write(Path::new(folder));
        return SIZES.iter().for_each(|size| Poll::new(*size).write(folder, *size));
    }
    if arguments.iter().any(|argument| argument == "crosstabs") {
        return crosstabs();
    }
    println!("{:<66} {:>12} {:>12}", "what", "median", "processor");
    for size in SIZES {
        let poll = Poll::new(size);
        let before = resident_kib();
        told(&format!("raking, 5 margins, {size} rows"), || calibrated(&poll));
        if let (Some(before), Some(after)) = (before, peak_kib()) {
            println!(
                "{:<66} {:>8} MiB",
                format!("  memory above the sample, {size} rows"),
                (after.max(before) - before) / 1024
            );
        }
        told(&format!("  and one calibrated standard error, {size} rows"), || {
            let calibration = calibrated(&poll);
            share(&poll, &calibration)
        });
    }
    let poll = Poll::new(1_000);
    let calibration = calibrated(&poll);
    told("jackknife, 1 000 replicates calibrated again, n = 1 000", || {
        let mut estimate = |weights: &[f64]| {
            let total: f64 = weights.iter().sum();
            vec![weights.iter().zip(&poll.answer).map(|(weight, y)| weight * y).sum::<f64>() / total]
        };
        jackknife(&calibration, None, &mut estimate).unwrap()
    });
    let wave = tables::Wave::polled(&poll);
    let diagnostics = diagnostics(&calibration);
    told("30 questions x 8 breaks counted, calibrated intervals, n = 1 000", || wave.tables(&calibration));
    let tables = wave.tables(&calibration);
    told("  and hidden, rounded, letters, signs, Rao-Scott, frozen", || wave.release(&tables, &diagnostics));
    for rows in [500, 1_000, 2_400] {
        let wave = tables::Wave::regional(rows);
        let tables = wave.tables_of(&vec![1.0; rows]);
        told(&format!("disclosure of 40 tables by 13 regions, n = {rows}"), || wave.release(&tables, &diagnostics));
    }
    crosstabs();
}

fn crosstabs() {
    let crosstabs = Crosstabs::new();
    let calibration = crosstabs.calibration();
    told("30 crosstabs 6 x 13 of 1 000 000 rows, sealed data in memory", || crosstabs.tables(&calibration));
    let strewn = Crosstabs::strewn();
    let calibration = strewn.calibration();
    told("  those of a cell not together, as waves sealed before they were", || strewn.tables(&calibration));
    let folder = std::env::temp_dir().join(format!("sonde-crosstabs-{}", std::process::id()));
    let file = crosstabs.write(&folder);
    told("  the same from the sealed Parquet file, weighed again", || crosstabs.tables_of_file(&file));
    std::fs::remove_dir_all(folder).unwrap();
}

fn calibrated(poll: &Poll) -> Calibration {
    let calibration = calibrate(&poll.sample, &poll.recipe).unwrap();
    // The precision the peers are asked.
    assert!(calibration.largest_deviation <= 1e-10, "{}", calibration.largest_deviation);
    calibration
}

fn diagnostics(calibration: &Calibration) -> Diagnostics {
    let spread = calibration.spread();
    Diagnostics {
        method: calibration.method.name().to_owned(),
        scheme_version: 1,
        rounds: calibration.rounds,
        largest_deviation: calibration.largest_deviation,
        base_n: calibration.weights.len() as u64,
        effective_n: spread.effective_n,
        design_effect: spread.design_effect,
        weight_min: spread.weight_min,
        weight_max: spread.weight_max,
        margins: Vec::new(),
    }
}

fn share(poll: &Poll, calibration: &Calibration) -> f64 {
    let design = Design { calibration: Some((calibration, None)), ..Design::simple(&calibration.weights) };
    let everybody = vec![true; poll.answer.len()];
    Linearised::mean(&calibration.weights, &poll.answer, &everybody).unwrap().estimate(&design).unwrap().se
}

fn told<T>(what: &str, mut work: impl FnMut() -> T) {
    let mut times: Vec<(Duration, Option<Duration>)> = (0..PASSES)
        .map(|_| {
            let (start, used) = (Instant::now(), processor());
            black_box(work());
            (start.elapsed(), processor().zip(used).map(|(after, before)| after.saturating_sub(before)))
        })
        .collect();
    times.sort();
    let millis = |time: Duration| format!("{:.3} ms", time.as_secs_f64() * 1e3);
    let (median, used) = times[PASSES / 2];
    println!("{what:<66} {:>12} {:>12}", millis(median), used.map_or_else(String::new, millis));
}

/// Processor time of this thread so far, where the system tells it: on a shared machine the clock also counts others.
fn processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(text.split_whitespace().next()?.parse().ok()?))
}

/// A line of `/proc/self/status`, where there is one.
fn kib(key: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(key))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn resident_kib() -> Option<u64> {
    // What was needed to make the sample is not part of what is measured.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    kib("VmRSS:")
}

fn peak_kib() -> Option<u64> {
    kib("VmHWM:")
}
