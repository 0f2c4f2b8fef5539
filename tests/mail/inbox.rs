//! What the mail server of `tests/run` received.

use std::path::PathBuf;

pub use crate::letter::decoded;

fn folder(variable: &str) -> PathBuf {
    PathBuf::from(std::env::var(variable).expect("`tests/run` starts a mail server and sets it"))
}

pub fn smtp() -> String {
    std::env::var("SONDE_TEST_SMTP").expect("`tests/run` starts a mail server and sets it")
}

pub fn bounces() -> PathBuf {
    folder("SONDE_TEST_BOUNCES")
}

/// Letters delivered to this address, whole, in no order.
pub fn letters_to(address: &str) -> Vec<String> {
    let is_to = |letter: &String| letter.lines().any(|line| line == format!("Delivered-To: {address}"));
    let Ok(entries) = std::fs::read_dir(folder("SONDE_TEST_MAILDIR").join("new")) else { return Vec::new() };
    let texts = entries.filter_map(|entry| std::fs::read_to_string(entry.expect("a letter").path()).ok());
    texts.filter(is_to).collect()
}

/// A header of a letter, unfolded.
pub fn header(letter: &str, name: &str) -> Option<String> {
    let head = letter.split("\n\n").next()?.replace("\n\t", " ").replace("\n ", " ");
    let start = format!("{}: ", name.to_ascii_lowercase());
    head.lines().find(|line| line.to_ascii_lowercase().starts_with(&start)).map(|line| line[start.len()..].to_owned())
}
