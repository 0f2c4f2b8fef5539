//! Faults of files, as a person reads them at a terminal: where, the line itself with a mark under what is wrong, why, and
//! what would be right.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::domain::fault::Fault;

/// Most characters of a line that are shown; of a longer one, the part around the fault.
const LINE_CHARS_MAX: usize = 110;
/// Characters kept before the fault in a line too long.
const BEFORE_CHARS: usize = 40;

/// « 1 faute à corriger », « 2 fautes à corriger ».
pub(super) fn count(faults: usize) -> String {
    format!("{faults} faute{} à corriger", plural(faults))
}

/// The letter French adds from two on.
pub(super) fn plural(count: usize) -> &'static str {
    if count > 1 { "s" } else { "" }
}

/// One block a fault, in order, each file being read once.
pub(super) fn told(faults: &[Fault]) -> String {
    let mut files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut told = String::new();
    for (rank, fault) in faults.iter().enumerate() {
        if rank > 0 {
            told.push('\n');
        }
        let lines = files.entry(&fault.file).or_insert_with(|| lines_of(&fault.file));
        let line = fault.line.checked_sub(1).and_then(|at| lines.get(at)).map(String::as_str);
        write_fault(&mut told, fault, line);
    }
    told
}

/// A file that cannot be read again is told without its lines.
fn lines_of(file: &str) -> Vec<String> {
    let text = std::fs::read_to_string(Path::new(file)).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn write_fault(told: &mut String, fault: &Fault, line: Option<&str>) {
    // Writing in memory does not fail.
    let _ = match fault.line {
        0 => writeln!(told, "{}", fault.file),
        _ => writeln!(told, "{}:{}:{}", fault.file, fault.line, fault.column),
    };
    if let Some(line) = line {
        let number = fault.line.to_string();
        let (shown, column) = excerpt(line, fault.column);
        let gutter = " ".repeat(number.len());
        let room = shown.chars().count().saturating_sub(column - 1);
        let marks = "^".repeat(fault.length.clamp(1, room.max(1)));
        let _ = writeln!(told, "  {number} │ {shown}\n  {gutter} │ {}{marks}", " ".repeat(column - 1));
    }
    let place = if fault.place.is_empty() { String::new() } else { format!("{} : ", fault.place) };
    let _ = writeln!(told, "  {place}{}", fault.what);
    if let Some(expected) = fault.expected.as_ref().filter(|expected| !expected.is_empty()) {
        let _ = writeln!(told, "  attendu : {expected}");
    }
}

/// What is shown of a line, and the column of the fault in it, from 1. Tabs would put the mark elsewhere.
fn excerpt(line: &str, column: usize) -> (String, usize) {
    let column = column.max(1);
    let line: String = line.chars().map(|c| if c == '\t' { ' ' } else { c }).collect();
    if line.chars().count() <= LINE_CHARS_MAX {
        return (line, column);
    }
    let skipped = column.saturating_sub(BEFORE_CHARS + 1);
    let part: String = line.chars().skip(skipped).take(LINE_CHARS_MAX).collect();
    if skipped == 0 { (format!("{part}…"), column) } else { (format!("…{part}…"), column - skipped + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(file: &str, line: usize, column: usize, length: usize) -> Fault {
        let (place, what) = ("AVIS.type".to_owned(), "mot inconnu : singel".to_owned());
        Fault { file: file.to_owned(), line, column, length, place, what, expected: Some("single".to_owned()) }
    }

    #[test]
    fn the_line_is_shown_with_a_mark_under_what_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("v1.toml").display().to_string();
        std::fs::write(&path, "id = \"AVIS\"\ntype = \"singel\"\n").unwrap();
        let expected = format!(
            "{path}:2:8\n  2 │ type = \"singel\"\n    │        ^^^^^^^^\n  AVIS.type : mot inconnu : singel\n  attendu : single\n"
        );
        assert_eq!(told(&[fault(&path, 2, 8, 8)]), expected);
        let twice = told(&[fault(&path, 2, 8, 8), fault(&path, 0, 0, 0)]);
        assert!(
            twice.ends_with(&format!("\n\n{path}\n  AVIS.type : mot inconnu : singel\n  attendu : single\n")),
            "{twice}"
        );
    }

    #[test]
    fn nothing_is_said_to_be_expected_where_nothing_is_and_faults_are_counted_in_french() {
        let empty = Fault { expected: Some(String::new()), ..fault("nowhere/v1.toml", 0, 0, 0) };
        assert_eq!(told(&[empty]), "nowhere/v1.toml\n  AVIS.type : mot inconnu : singel\n");
        assert_eq!([count(1), count(2)], ["1 faute à corriger", "2 fautes à corriger"]);
    }

    #[test]
    fn the_mistake_made_on_purpose_is_told_as_the_page_of_the_format_says() {
        const README: &str = include_str!("../../questionnaires/README.md");
        let shown = README.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
        let wrong = shown.replace("ranks_max = 2", "ranks_mx = 2").replace("S_AGE < 18", "S_AG < 18");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("v1.toml").display().to_string();
        std::fs::write(&path, &wrong).unwrap();
        let found = crate::domain::questionnaire::Questionnaire::parse(&path, &wrong).unwrap_err().0;
        let told = told(&found).replace(&path, "questionnaires/essai-citoyens/v1.toml");
        let printed = format!("{told}\nRefusé : {}\n```", count(found.len()));
        assert!(README.contains(&printed), "{printed}");
    }

    #[test]
    fn a_long_line_is_shown_around_its_fault_and_the_mark_stays_under_it() {
        let line = format!("{}FAUTE{}", "a".repeat(200), "b".repeat(200));
        let (shown, column) = excerpt(&line, 201);
        assert_eq!(shown.chars().skip(column - 1).take(5).collect::<String>(), "FAUTE");
        assert!(shown.chars().count() <= LINE_CHARS_MAX + 2);
        assert_eq!(excerpt("\tx", 2), (" x".to_owned(), 2));
    }

    #[test]
    fn a_file_that_is_gone_is_told_without_its_line() {
        let told = told(&[fault("nowhere/v1.toml", 3, 1, 2)]);
        assert_eq!(told, "nowhere/v1.toml:3:1\n  AVIS.type : mot inconnu : singel\n  attendu : single\n");
    }
}
