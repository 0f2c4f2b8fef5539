//! SPSS: a syntax file, which PSPP runs too. The `.sav` says the same, and holds verbatims of several lines, which SPSS does
//! not read from a CSV: where there are any, it is read in its place.

use std::io::{self, Write as _};

use super::super::codebook::longest;
use super::super::dictionary::{Field, Measure};
use super::super::sink::Sink;
use super::super::{Microdata, MicrodataFile, Value};
use super::facts;

/// SPSS's own limit for the label of a value, kept for all: a line of syntax is short.
const LABEL_BYTES_MAX: usize = 120;

pub(in super::super) fn write(of: &Microdata<'_>, sink: &mut Sink<'_>) -> io::Result<u64> {
    let fields = &of.dictionary.fields;
    // A full stop would end the comment.
    let mut lines: Vec<String> =
        facts(of).iter().map(|line| format!("* {}.", line.trim_end_matches('.').replace('.', " ;"))).collect();
    lines.push("SET DECIMAL=DOT.".to_owned());
    let folded: Vec<&str> =
        fields.iter().filter(|field| has_lines(of, field)).map(|field| field.name.as_str()).collect();
    if folded.is_empty() {
        read_csv(of, &mut lines);
    } else {
        lines.push(format!(
            "* Des textes ont plusieurs lignes, que SPSS ne lit pas dans un CSV : {} ; le fichier .sav est lu à sa place.",
            folded.join(", ")
        ));
        lines.push(format!("GET FILE={}.", quoted(&of.file_name(MicrodataFile::Sav))));
    }
    lines.push("VARIABLE LABELS".to_owned());
    lines.extend(fields.iter().map(|field| format!("  {} {}", field.name, label(&field.label))));
    lines.push("  .".to_owned());
    let coded = || fields.iter().filter(|field| field.missing_range().is_some() && !field.is_date());
    for field in coded() {
        lines.push(format!("VALUE LABELS {}", field.name));
        lines.extend(field.codes.iter().map(|code| format!("  {} {}", code.value, label(&code.label))));
        lines.push("  .".to_owned());
        if let Some((low, high)) = field.missing_range() {
            lines.push(format!("MISSING VALUES {} ({low} THRU {high}).", field.name));
        }
    }
    for (measure, word) in [(Measure::Nominal, "NOMINAL"), (Measure::Ordinal, "ORDINAL"), (Measure::Scale, "SCALE")] {
        let names: Vec<&str> =
            fields.iter().filter(|field| field.measure == measure).map(|field| field.name.as_str()).collect();
        if !names.is_empty() {
            lines.push(format!("VARIABLE LEVEL {} ({word}).", names.join("\n  ")));
        }
    }
    for set in &of.dictionary.sets {
        let names: Vec<&str> = of.dictionary.of_set(set).iter().map(|field| field.name.as_str()).collect();
        lines.push(format!(
            "MRSETS /MDGROUP NAME=${} LABEL={} VARIABLES={} VALUE=1.",
            set.name,
            label(&set.label),
            names.join("\n  ")
        ));
    }
    if let Some(weight) = of.dictionary.weight() {
        lines.push(format!("WEIGHT BY {}.", weight.name));
    }
    lines.push(String::new());
    sink.write_all(lines.join("\n").as_bytes())?;
    Ok(u64::try_from(fields.len()).unwrap_or(u64::MAX))
}

fn read_csv(of: &Microdata<'_>, lines: &mut Vec<String>) {
    lines.push(format!("GET DATA /TYPE=TXT /FILE={} /ENCODING='UTF8'", quoted(&of.file_name(MicrodataFile::Csv))));
    lines.push("  /ARRANGEMENT=DELIMITED /DELIMITERS=\",\" /QUALIFIER='\"' /FIRSTCASE=2 /VARIABLES=".to_owned());
    lines.extend(of.dictionary.fields.iter().map(|field| format!("  {} {}", field.name, format(of, field))));
    lines.push("  .".to_owned());
}

/// Whether a text of the field goes to another line.
fn has_lines(of: &Microdata<'_>, field: &Field) -> bool {
    let is_folded = |row| matches!(of.value(field, row), Value::Text(text) if text.contains(['\n', '\r']));
    field.is_text() && (0..of.data.rows).any(is_folded)
}

fn format(of: &Microdata<'_>, field: &Field) -> String {
    if field.is_date() {
        "SDATE10".to_owned()
    } else if field.is_text() {
        format!("A{}", (longest(of, field).0 + 1).clamp(1, 32_767))
    } else if field.is_weight() {
        "F20.12".to_owned()
    } else {
        format!("F12.{}", field.decimals())
    }
}

fn label(text: &str) -> String {
    quoted(text.split_at(text.floor_char_boundary(LABEL_BYTES_MAX)).0)
}

/// A quote inside is doubled.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
