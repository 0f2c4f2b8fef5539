//! What a release costs before anybody reads it: the approval of the wave of 2019 (2 400 people, a cut by region), which makes
//! its tables, hides what must be and freezes its files, then the first reading of every page, table and file that a page links to.
//! Figures have an address each, tens of thousands in four shapes: those are made for whoever asks, and are not counted here.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::time::Instant;

use crate::http::Connection;
use crate::report::Report;
use crate::service::{Installation, Service};

const WAVE: &str = "impact-citoyens-2019-10";
const FILE: &str = "questionnaires/impact-citoyens/waves/2019-10.toml";
const PLANS: &str = "camille@exemple.fr";
const APPROVES: &str = "dominique@exemple.fr";

/// One wave from its opening to its last page.
pub fn measure(report: &mut Report) {
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::sqlite(folder.path());
    weighed(&installation, folder.path());
    let from = Instant::now();
    installation.done(&["wave", "approve", WAVE, "--as", APPROVES]);
    let approved = from.elapsed().as_secs_f64();
    let service = installation.serve();
    let from = Instant::now();
    let read = read_all(&service);
    let pages = from.elapsed().as_secs_f64();
    report.add("approval of 2 400 responses, 12 regions, s", approved);
    report.add("every page, table and file of it, first reading, s", pages);
    report.add("both, s (at most 5)", approved + pages);
    match read {
        Ok((count, bytes)) => {
            report.add("pages, tables and files", count);
            report.add("MB of them", bytes / 1e6);
        }
        Err(fault) => report.fault(fault),
    }
}

/// The wave, filled by simulated people, sealed and weighed.
fn weighed(installation: &Installation, folder: &Path) {
    let typed = folder.join("mot-de-passe");
    std::fs::write(&typed, "une phrase de passe").expect("a file");
    for email in [PLANS, APPROVES] {
        let mut add =
            installation.command(&["account", "add", email, "--name", "C", "--role", "pollster", "--password-stdin"]);
        let added = add.stdin(File::open(&typed).expect("a file")).status().expect("the program starts");
        assert!(added.success(), "account add {email}: {added}");
    }
    installation.done(&["wave", "load", FILE, "--as", PLANS]);
    installation.done(&["wave", "open", WAVE, "--simulated", "--as", PLANS]);
    installation.done(&["simulate", WAVE, "--seed", "7"]);
    for verb in ["seal", "weigh"] {
        installation.done(&["wave", verb, WAVE, "--as", PLANS]);
    }
}

/// Follows every link of the wave's pages but those of figures: how many replies, how many bytes.
fn read_all(service: &Service) -> Result<(f64, f64), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let page = format!("/resultats/{WAVE}");
    let mut known = BTreeSet::from([page.clone()]);
    let mut waiting = vec![page, format!("/api/v1/releases/{WAVE}")];
    let (mut count, mut size) = (0, 0);
    runtime.block_on(async {
        let mut connection = Connection::new(service.address);
        while let Some(path) = waiting.pop() {
            let reply = connection.get(&path, None).await.map_err(|error| format!("{path}: {error}"))?;
            if reply.status != 200 {
                return Err(format!("{} to GET {path}", reply.status));
            }
            count += 1;
            size += reply.body.len();
            if reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
                let text = reply.text();
                let linked = text.split(" href=\"").skip(1).filter_map(|rest| rest.split(['"', '?', '#']).next());
                let new: Vec<_> =
                    linked.filter(|link| is_of_the_wave(link) && known.insert((*link).to_owned())).collect();
                waiting.extend(new.into_iter().map(ToOwned::to_owned));
            }
        }
        Ok(())
    })?;
    let number = |count: usize| u32::try_from(count).map_or(f64::NAN, f64::from);
    Ok((number(count), number(size)))
}

/// Of the wave, and not the address of a figure: `/resultats/WAVE/1/QUESTION/code`.
fn is_of_the_wave(link: &str) -> bool {
    let steps: Vec<&str> = link.trim_start_matches('/').split('/').collect();
    let is_figure = matches!(steps.as_slice(), ["resultats", _, number, what, _, ..]
        if number.bytes().all(|byte| byte.is_ascii_digit()) && *what != "fichiers");
    steps.contains(&WAVE) && !is_figure && (link.starts_with("/resultats/") || link.starts_with("/api/"))
}
