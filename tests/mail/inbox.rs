//! What the mail server of `tests/run` received.

use std::path::PathBuf;

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

/// A body with its soft line breaks and codes undone.
pub fn decoded(letter: &str) -> String {
    let joined = letter.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'=').then(|| after.get(..2)).flatten();
        let byte = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
