//! Stata: a do-file. The five kinds of missing become extended missing values, from `.a` to `.e`, with their labels.

use std::io::{self, Write as _};

use super::super::dictionary::{Field, MissingKind};
use super::super::sink::Sink;
use super::super::{Microdata, MicrodataFile};
use super::facts;

/// In characters, Stata's own limits.
const LABEL_CHARS_MAX: usize = 80;
const VALUE_LABEL_CHARS_MAX: usize = 3_000;

pub(in super::super) fn write(of: &Microdata<'_>, sink: &mut Sink<'_>) -> io::Result<u64> {
    let fields = &of.dictionary.fields;
    let mut lines: Vec<String> = facts(of).iter().map(|line| format!("* {line}")).collect();
    lines.push("version 14".to_owned());
    lines.push("clear all".to_owned());
    lines.push(format!(
        "import delimited using {}, delimiters(\",\") varnames(1) case(preserve) encoding(\"utf-8\") bindquotes(strict) asdouble{}",
        quoted(&of.file_name(MicrodataFile::Csv), usize::MAX),
        texts(fields)
    ));
    for field in fields {
        if field.is_date() {
            lines.push(format!("gen double {0}_d = daily({0}, \"YMD\")", field.name));
            lines.push(format!("drop {}", field.name));
            lines.push(format!("rename {0}_d {0}", field.name));
            lines.push(format!("format {} %td", field.name));
        }
        lines.push(format!("label variable {} {}", field.name, quoted(&field.label, LABEL_CHARS_MAX)));
        if let Some((lowest, _)) = field.missing_range().filter(|_| !field.is_date()) {
            coded(field, lowest, &mut lines);
        }
        if field.filter.is_empty() {
            continue;
        }
        lines.push(format!("notes {}: Posée : {}", field.name, literal(&field.filter)));
    }
    if let Some(weight) = of.dictionary.weight() {
        lines.push(format!("svyset [pweight = {}]", weight.name));
    }
    lines.push(String::new());
    sink.write_all(lines.join("\n").as_bytes())?;
    Ok(u64::try_from(fields.len()).unwrap_or(u64::MAX))
}

/// Verbatims stay texts, even all of digits.
fn texts(fields: &[Field]) -> String {
    let places = fields.iter().zip(1u32..).filter(|(field, _)| field.is_text() || field.is_date());
    let places: Vec<String> = places.map(|(_, place)| place.to_string()).collect();
    if places.is_empty() { String::new() } else { format!(" stringcols({})", places.join(" ")) }
}

/// Each number of a kind of missing, with its letter. A number that is no code of the field has none: it stays.
fn coded(field: &Field, lowest: i64, lines: &mut Vec<String>) {
    let mut letters = ('f'..='z').collect::<Vec<char>>().into_iter();
    let mut defined = Vec::new();
    let mut decoded = Vec::new();
    let mut seen = Vec::new();
    for code in &field.codes {
        let Some(kind) = code.missing else {
            defined.push(format!("{} {}", code.value, quoted(&code.label, VALUE_LABEL_CHARS_MAX)));
            continue;
        };
        let letter = if seen.contains(&kind) { letters.next().unwrap_or('z') } else { letter(kind) };
        seen.push(kind);
        decoded.push(format!("{} = .{letter}", code.value));
        defined.push(format!(".{letter} {}", quoted(&code.label, VALUE_LABEL_CHARS_MAX)));
    }
    debug_assert!(lowest < 0, "kinds of missing are below every value");
    lines.push(format!("mvdecode {}, mv({})", field.name, decoded.join(" \\ ")));
    // Names of labels are apart from those of variables: a variable's own name is no other's.
    lines.push(format!("label define {} {}, replace", field.name, defined.join(" ")));
    lines.push(format!("label values {0} {0}", field.name));
}

fn letter(kind: MissingKind) -> char {
    match kind {
        MissingKind::Nsp => 'a',
        MissingKind::Refusal => 'b',
        MissingKind::NoAnswer => 'c',
        MissingKind::NotAsked => 'd',
        MissingKind::NotReached => 'e',
    }
}

/// Between compound quotes, which hold any quote.
fn quoted(text: &str, chars: usize) -> String {
    let cut: String = text.chars().take(chars).collect();
    format!("`\"{}\"'", literal(&cut))
}

/// A backquote or a dollar would begin a macro.
fn literal(text: &str) -> String {
    text.replace('`', "'").replace('$', "\\$")
}
