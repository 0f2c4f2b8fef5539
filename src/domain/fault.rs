//! What is wrong in a file somebody wrote, said so that they can mend it: file, line, column, the thing,
//! why, and what would be accepted. Reading collects faults; it does not stop at the first.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

/// One thing wrong, at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub file: String,
    /// From 1; 0 when the fault is about the file as a whole.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// How many characters of the line are at fault; 0 when that is not known.
    pub length: usize,
    /// The thing, as in `quotas.region` or `JC_FREINS.show_if`.
    pub place: String,
    pub what: String,
    /// What would be accepted.
    pub expected: Option<String>,
}

/// Everything wrong in one reading; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        if !self.place.is_empty() {
            write!(f, " · {}", self.place)?;
        }
        write!(f, " : {}", self.what)?;
        if let Some(expected) = &self.expected {
            write!(f, " — attendu : {expected}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, fault) in self.0.iter().enumerate() {
            if position > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// Where a record of CSV begins. The reader gives the byte after the `\r` that ended the record before: the breaks it passes
/// over from there, `\n` and empty lines, are not the record's own.
pub fn record_start(text: &[u8], position: Option<&csv::Position>) -> usize {
    let told = position.and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(0);
    let rest = text.get(told..).unwrap_or_default();
    told + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

/// A text being read, which knows its lines, and the faults found in it so far.
pub struct Source<'a> {
    file: &'a str,
    text: &'a str,
    faults: Vec<Fault>,
}

impl<'a> Source<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, faults: Vec::new() }
    }

    pub fn file(&self) -> &'a str {
        self.file
    }

    /// The place of a record of CSV in this text.
    pub fn record(&self, position: Option<&csv::Position>) -> Range<usize> {
        let start = record_start(self.text.as_bytes(), position);
        start..start
    }

    /// Line and column, from 1, of a byte offset. An offset outside the text is its end.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before.get(start..).map_or(0, |tail| tail.chars().count()) + 1;
        (line, column)
    }

    /// Characters of a span that stand on its first line.
    fn length_on_line(&self, span: Range<usize>) -> usize {
        let text = self.text.get(span).unwrap_or_default();
        text.lines().next().map_or(0, |line| line.chars().count())
    }

    /// Notes a fault at a span of the text.
    pub fn fault(
        &mut self,
        span: Range<usize>,
        place: impl Into<String>,
        what: impl Into<String>,
        expected: Option<String>,
    ) {
        let (line, column) = self.line_column(span.start);
        let length = self.length_on_line(span);
        self.faults.push(Fault {
            file: self.file.to_owned(),
            line,
            column,
            length,
            place: place.into(),
            what: what.into(),
            expected,
        });
    }

    /// Notes a fault about the file as a whole.
    pub fn fault_whole(&mut self, place: impl Into<String>, what: impl Into<String>, expected: Option<String>) {
        self.faults.push(Fault {
            file: self.file.to_owned(),
            line: 0,
            column: 0,
            length: 0,
            place: place.into(),
            what: what.into(),
            expected,
        });
    }

    pub fn faults_count(&self) -> usize {
        self.faults.len()
    }

    pub fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// The value if nothing was wrong, everything wrong otherwise.
    pub fn finish<T>(self, value: impl FnOnce() -> T) -> Result<T, Faults> {
        if self.faults.is_empty() { Ok(value()) } else { Err(Faults(self.faults)) }
    }

    pub fn into_faults(self) -> Vec<Fault> {
        self.faults
    }
}

/// The nearest known name, when it is near: one letter is another one, or a third of them, and never more than half.
pub fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = |name: &str| name.chars().count();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(given, name), name))
        .filter(|(distance, name)| {
            let longest = length(given).max(length(name));
            *distance <= (longest / 3).max(1) && distance * 2 <= longest
        })
        .min()
        .map(|(_, name)| name)
}

/// What to expect in place of a name nobody knows: « vouliez-vous dire … ? », else all there are, each once; nothing
/// where there is none.
pub fn near_or_all<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut all: Vec<&str> = Vec::new();
    for name in known {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    near_or(given, all.iter().copied(), || all.join(", ")).filter(|expected| !expected.is_empty())
}

/// The same with other words where no name is near.
pub fn near_or<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: impl FnOnce() -> String,
) -> Option<String> {
    let near = did_you_mean(given, known).map(|near| format!("vouliez-vous dire {near} ?"));
    near.or_else(|| Some(otherwise()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_only_suggested_when_it_is_near() {
        assert_eq!(did_you_mean("zut", ["oui", "non"]), None);
        assert_eq!(did_you_mean("x", ["a", "b"]), None);
        assert_eq!(did_you_mean("aa", ["a", "b"]), Some("a"));
        assert_eq!(did_you_mean("hommme", ["homme", "femme"]), Some("homme"));
        assert_eq!(did_you_mean("S_AG", ["S_AGE", "S_SEXE"]), Some("S_AGE"));
    }

    #[test]
    fn what_is_expected_is_the_nearest_name_else_all_of_them_once() {
        assert_eq!(near_or_all("ouii", ["oui", "non"]).as_deref(), Some("vouliez-vous dire oui ?"));
        assert_eq!(near_or_all("zut", ["oui", "non", "oui"]).as_deref(), Some("oui, non"));
        assert_eq!(near_or_all("zut", []), None);
    }
}
