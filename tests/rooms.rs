//! The rooms of `src/` and the arrows between them (DESIGN: `cli` → `web`, `jobs` → `app` → `store`, `mail`, `export` →
//! `domain`). Reads every source file as tokens, so that a grouped `use`, a path in the middle of an expression or a
//! climb by `super::` is seen, and a word in a comment or a text is not.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each room and the rooms it may name. `cli` is the composition root.
const ARROWS: [(&str, &[&str]); 8] = [
    ("cli", &["web", "jobs", "app", "store", "mail", "export", "domain"]),
    ("web", &["app", "domain"]),
    ("jobs", &["app", "domain"]),
    ("app", &["store", "mail", "export", "domain"]),
    ("store", &["domain"]),
    ("mail", &["domain"]),
    ("export", &["domain"]),
    ("domain", &[]),
];

/// Packages that live in some rooms only.
const PACKAGES: &[(&str, &[&str])] = &[
    ("diesel", &["store"]),
    ("diesel_migrations", &["store"]),
    ("libsqlite3_sys", &["store"]),
    ("pq_sys", &["store"]),
    ("actix_web", &["web"]),
    ("actix_http", &["web"]),
    ("maud", &["web"]),
    ("fluent_bundle", &["web"]),
    ("utoipa", &["web"]),
    ("governor", &["web"]),
    ("lettre", &["mail"]),
    ("ureq", &["app"]),
    ("mail_parser", &["mail"]),
    ("calamine", &["app"]),
    ("zip", &["app", "export"]),
    ("socket2", &["web"]),
    ("parquet", &["export"]),
    ("ed25519_dalek", &["app"]),
    ("flate2", &["web"]),
    ("resvg", &["export"]),
    ("rust_xlsxwriter", &["export"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
];

/// What would make `domain` depend on the machine or the moment. Matched anywhere in a path.
const IMPURE: [&str; 14] = [
    "std::fs",
    "std::io",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::time::SystemTime",
    "std::time::Instant",
    "SystemTime::now",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "rand",
    "tokio",
];

/// Words after which `::` begins a path, instead of going on with one.
const KEYWORDS: [&str; 8] = ["use", "as", "dyn", "for", "impl", "in", "mut", "return"];

/// What is wrong in one file. Pure, so that the tests below can show it a wrong arrow.
fn faults_in(path: &str, text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let depth = path.matches('/').count() + usize::from(!path.ends_with("/mod.rs"));
    let Some((room, allowed)) = ARROWS.iter().find(|(room, _)| path.starts_with(&format!("{room}/"))) else {
        return if ["lib.rs", "main.rs"].contains(&path) {
            root_faults(path, &tokens)
        } else {
            vec![format!("{path}: no room")]
        };
    };
    let mut faults = Vec::new();
    let paths = paths(&tokens);
    // A module of ours may bear a package's name (`export::parquet`): imported, the name means the module.
    let is_ours =
        |name: &str| paths.iter().any(|steps| steps.len() > 1 && steps[0] == "crate" && steps.ends_with(&[name]));
    for steps in &paths {
        if let Some(other) = room_named(steps, depth)
            && other != *room
            && !allowed.contains(&other)
        {
            faults.push(format!("{path}: {room} must not name {other} ({})", steps.join("::")));
        }
        if ["as", "*", "self"].iter().any(|end| steps == &["crate", end]) {
            faults.push(format!("{path}: the whole crate under another name hides arrows"));
        }
        let package =
            PACKAGES.iter().find(|(package, rooms)| steps[0] == *package && !rooms.contains(room) && !is_ours(package));
        if let Some((package, rooms)) = package {
            faults.push(format!("{path}: only {} may name {package}", rooms.join(", ")));
        }
        let joined = format!("::{}::", steps.join("::"));
        let impure = IMPURE.iter().find(|impure| joined.contains(&format!("::{impure}::")));
        // Threads that end where they began leave no trace of themselves.
        let is_scope = steps == &["std", "thread", "scope"];
        if let (&"domain", Some(impure), false) = (room, impure, is_scope) {
            faults.push(format!("{path}: domain is pure and must not name {impure}"));
        }
    }
    faults
}

/// The room a path leads to: `crate::ROOM`, `sonde::ROOM`, or enough `super` to climb out of the file's own room.
fn room_named<'a>(steps: &[&'a str], depth: usize) -> Option<&'a str> {
    let supers = steps.iter().take_while(|step| **step == "super").count();
    let at = match *steps.first()? {
        "crate" | "sonde" => 1,
        "super" if supers >= depth => supers,
        _ => return None,
    };
    steps.get(at).copied().filter(|step| ARROWS.iter().any(|(room, _)| room == step))
}

/// The crate's root only declares rooms: a re-export there would be a way round the arrows.
fn root_faults(path: &str, tokens: &[&str]) -> Vec<String> {
    let reexports = tokens.windows(2).any(|pair| pair == ["pub", "use"]);
    if reexports { vec![format!("{path}: the root re-exports nothing")] } else { Vec::new() }
}

/// Every path of a file, groups unfolded: `crate::{app::App, domain}` gives `crate::app::App` and `crate::domain`. A word
/// alone is a path only where it can be nothing else: after `use`, after `extern crate`, at the head of an attribute.
fn paths<'a>(tokens: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let before = at.checked_sub(1).map_or("", |before| tokens[before]);
        if !is_word(tokens[at])
            || KEYWORDS.contains(&tokens[at])
            || [":", "."].contains(&before) && follows_word(tokens, at)
        {
            at += 1;
            continue;
        }
        let known = found.len();
        at = unfold(tokens, at, &[], &mut found);
        let is_named = ["use", "crate", "["].contains(&before);
        if !is_named && found[known..].iter().all(|steps| steps.len() == 1) {
            found.truncate(known);
        }
    }
    found
}

/// Whether the separator before `at` continues a path or a method call, and is not the leading `::` of an absolute one.
fn follows_word(tokens: &[&str], at: usize) -> bool {
    let separator = if tokens[at - 1] == "." { 1 } else { 2 };
    let Some(before) = at.checked_sub(separator + 1).map(|before| tokens[before]) else { return false };
    (is_word(before) && !KEYWORDS.contains(&before) || before == ">") && (separator == 1 || tokens[at - 2] == ":")
}

/// Reads one tree of a path from `at`, and gives where it ended.
fn unfold<'a>(tokens: &[&'a str], mut at: usize, prefix: &[&'a str], found: &mut Vec<Vec<&'a str>>) -> usize {
    let mut steps = prefix.to_vec();
    while let Some(token) = tokens.get(at) {
        if *token == "{" && !steps.is_empty() {
            at += 1;
            while let Some(inner) = tokens.get(at).filter(|token| **token != "}") {
                at = if is_word(inner) || *inner == "*" { unfold(tokens, at, &steps, found) } else { at + 1 };
            }
            return at + 1;
        }
        steps.push(token);
        at += 1;
        if steps.len() == 1 && tokens.get(at) == Some(&"as") {
            found.push([steps.as_slice(), &["as"]].concat());
        }
        let continues = tokens.get(at) == Some(&":") && tokens.get(at + 1) == Some(&":");
        let next = tokens.get(at + 2).copied().unwrap_or_default();
        if !continues || !(is_word(next) || next == "{" || next == "*") {
            break;
        }
        at += 2;
    }
    found.push(steps);
    at
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words and single signs; comments, texts and characters are left out.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = literal(rest) {
            length
        } else if is_word(rest) {
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let token = &rest[..length];
        if is_word(token) && literal(rest).is_none() || length == 1 && !first.is_whitespace() {
            tokens.push(token);
        }
        rest = &rest[length..];
    }
    tokens
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    for (at, _) in text.char_indices() {
        if text[at..].starts_with("/*") {
            depth += 1;
        } else if at > 1 && text[..at].ends_with("*/") {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    text.len()
}

/// The length of a text or character literal at the start, if there is one.
fn literal(text: &str) -> Option<usize> {
    let bare = text.trim_start_matches(['b', 'c']);
    let skipped = text.len() - bare.len();
    if skipped > 1 {
        return None;
    }
    if let Some(raw) = bare.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let body = raw[hashes..].strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(hashes));
        return Some(skipped + 2 + hashes + body.find(&close).map_or(body.len(), |at| at + close.len()));
    }
    if let Some(body) = bare.strip_prefix('"') {
        return Some(skipped + 1 + after_closing(body, '"').unwrap_or(body.len()));
    }
    // A quote that closes after one character or one escape; otherwise it is a lifetime.
    let body = bare.strip_prefix('\'')?;
    let is_character = body.starts_with('\\') || body.chars().nth(1) == Some('\'');
    is_character.then(|| after_closing(body, '\'')).flatten().map(|length| skipped + 1 + length)
}

fn after_closing(body: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn source_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src can be listed") {
        let path = entry.expect("an entry of src").path();
        if path.is_dir() {
            source_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_arrow_of_src_points_the_right_way() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&src, &mut files);
    assert!(files.len() > 20, "src was not found");
    let mut faults = Vec::new();
    for file in files {
        let path = file.strip_prefix(&src).expect("under src").to_string_lossy().into_owned();
        faults.extend(faults_in(&path, &fs::read_to_string(&file).expect("a readable file")));
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn a_wrong_arrow_is_seen_in_every_shape() {
    let wrong = [
        ("web/page.rs", "use crate::store::Store;"),
        ("web/page.rs", "use crate::{app::App, store::Store};"),
        ("web/page.rs", "use crate::{\n    app::{App, AppError},\n    // why\n    store,\n};"),
        ("web/page.rs", "fn f() { let n = 1; crate::store::waves::by_slug(n) }"),
        ("web/respond/page.rs", "use super::super::super::store::Store;"),
        ("web/mod.rs", "use super::store::Store;"),
        ("web/page.rs", "use ::sonde::store::Store;"),
        ("web/page.rs", "pub(crate) use crate::mail as letters;"),
        ("web/page.rs", "use crate as root; use root::store::Store;"),
        ("web/page.rs", "macro_rules! m { () => { $crate::store::Store } }"),
        ("domain/quota/plan.rs", "fn f(app: &crate::app::App) {}"),
        ("store/waves.rs", "use crate::app::AppError;"),
        ("app/x.rs", "use crate::web::error::status;"),
        ("jobs/x.rs", "use crate::store::Store;"),
        ("export/csv.rs", "use crate::store::Store;"),
        ("attic/x.rs", "fn f() {}"),
        ("lib.rs", "pub mod app; pub use store::Store;"),
    ];
    for (path, text) in wrong {
        assert_eq!(faults_in(path, text).len(), 1, "{path}: {text}: {:?}", faults_in(path, text));
    }
}

#[test]
fn a_package_outside_its_room_is_seen() {
    let wrong = [
        ("app/x.rs", "use diesel::prelude::*;"),
        ("app/x.rs", "fn f(c: &mut diesel::SqliteConnection) {}"),
        ("app/x.rs", "use {serde::Serialize, diesel::Queryable};"),
        ("app/x.rs", "use ::diesel::Queryable;"),
        ("app/x.rs", "#[diesel(table_name = waves)] struct Row;"),
        ("store/x.rs", "use actix_web::web;"),
        ("web/x.rs", "fn f() { lettre::Message::builder() }"),
        ("app/x.rs", "use parquet::file::writer;"),
        ("domain/x.rs", "use std::{collections::BTreeMap, fs};"),
        ("domain/x.rs", "fn f() { chrono::Utc::now() }"),
        ("domain/x.rs", "fn f() { Utc::now() }"),
        ("domain/x.rs", "use std::time::{Duration, SystemTime};"),
        ("domain/x.rs", "use rand::Rng;"),
        ("domain/x.rs", "async fn f() { tokio::task::yield_now().await }"),
    ];
    for (path, text) in wrong {
        assert_eq!(faults_in(path, text).len(), 1, "{path}: {text}: {:?}", faults_in(path, text));
    }
}

#[test]
fn right_arrows_comments_and_texts_are_left_alone() {
    let right = [
        ("web/page.rs", "use crate::{app::App, domain::id::WaveSlug};"),
        ("web/page.rs", "//! Never crate::store.\n/* crate::store /* crate::mail */ crate::store */ fn f() {}"),
        ("web/page.rs", r##"const A: &str = "crate::store \" crate::mail"; const B: &str = r#"crate::store"#;"##),
        ("web/page.rs", "fn f<'a>(x: &'a str) -> char { let quote = '\"'; '\\'' } // crate::store"),
        ("web/page.rs", "fn f(app: App) { app.store.diesel(); my::diesel::x(); }"),
        ("web/respond/page.rs", "use super::super::error::status; use super::store_page;"),
        ("domain/x.rs", "use std::time::Duration; use chrono::{DateTime, Utc}; fn now(rand: f64) {}"),
        ("cli/mod.rs", "use crate::{app, jobs, store, web};"),
        ("store/waves.rs", "use diesel::prelude::*; pub(in crate::store) fn f() {}"),
        ("main.rs", "fn main() { sonde::cli::run() }"),
        ("app/x.rs", "use crate::export::parquet; fn f() { parquet::write() }"),
    ];
    for (path, text) in right {
        assert_eq!(faults_in(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}
