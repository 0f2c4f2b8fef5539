//! Which tables share a sheet, and its name: those of one question, as long as they have the same columns.

use std::collections::BTreeSet;

use super::super::keys::of_column;
use super::{CONTENTS, NOTES, REGISTER};
use crate::domain::release::{ReleaseContent, ReleasedTable};

/// Excel's bound, and the name it keeps for itself.
const SHEET_CHARS_MAX: usize = 31;
const RESERVED: &str = "History";

pub(super) struct Group<'a> {
    pub sheet: String,
    /// At least one.
    pub tables: Vec<&'a ReleasedTable>,
}

pub(super) fn groups(content: &ReleaseContent) -> Vec<Group<'_>> {
    let same = |left: &ReleasedTable, right: &ReleasedTable| {
        left.question == right.question && left.columns.iter().map(of_column).eq(right.columns.iter().map(of_column))
    };
    let mut taken: BTreeSet<String> = [CONTENTS, NOTES, REGISTER, RESERVED].map(str::to_lowercase).into();
    let grouped = content.tables.chunk_by(same);
    grouped
        .filter_map(|tables| {
            let sheet = name(tables.first()?.question.as_str(), &mut taken);
            Some(Group { sheet, tables: tables.iter().collect() })
        })
        .collect()
}

/// Excel takes two names for one whose letters only differ by their case.
fn name(question: &str, taken: &mut BTreeSet<String>) -> String {
    let cut = |chars: usize| question.chars().take(chars).collect::<String>();
    let mut name = cut(SHEET_CHARS_MAX);
    let mut next = 2;
    while !taken.insert(name.to_lowercase()) {
        let end = format!("_{next}");
        name = cut(SHEET_CHARS_MAX - end.len()) + &end;
        next += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::name;

    #[test]
    fn names_are_short_and_each_its_own_whatever_their_case() {
        let mut taken = BTreeSet::from(["notes".to_owned()]);
        let long = "Q".repeat(40);
        let names = ["Notes", "AGE", "age", &long, &long].map(|question| name(question, &mut taken));
        assert_eq!(names[..3], ["Notes_2", "AGE", "age_2"].map(str::to_owned));
        assert_eq!(names[3], "Q".repeat(31));
        assert_eq!(names[4], "Q".repeat(29) + "_2");
    }
}
