//! Names every program takes: a letter, then letters, digits and underscores, 32 at most (Stata, and DDI's readers), told
//! apart whatever their case (SPSS), and no word a program keeps for itself.

use std::collections::BTreeSet;

const NAME_CHARS_MAX: usize = 32;

/// Words SPSS, Stata or R keep, in lower case.
const RESERVED: [&str; 38] = [
    "all", "and", "break", "by", "byte", "double", "else", "eq", "false", "float", "for", "function", "ge", "gt", "if",
    "in", "inf", "int", "le", "long", "lt", "na", "nan", "ne", "next", "not", "null", "or", "repeat", "strl", "to",
    "true", "using", "while", "with", "_n", "_all", "_cons",
];

/// Names given so far.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// The nearest name that is allowed and free.
    pub fn take(&mut self, wanted: &str) -> String {
        let plain = plain(wanted);
        let name = if self.is_free(&plain) { plain } else { self.numbered(&plain) };
        self.0.insert(name.to_ascii_lowercase());
        name
    }

    fn is_free(&self, name: &str) -> bool {
        let lower = name.to_ascii_lowercase();
        !self.0.contains(&lower) && !RESERVED.contains(&lower.as_str())
    }

    fn numbered(&self, plain: &str) -> String {
        let numbered = |number: u32| {
            let tail = format!("_{number}");
            let head: String = plain.chars().take(NAME_CHARS_MAX - tail.len()).collect();
            head + &tail
        };
        (2..).map(numbered).find(|name| self.is_free(name)).unwrap_or_default()
    }
}

fn plain(wanted: &str) -> String {
    let mut name = String::new();
    for letter in wanted.chars() {
        let letter = match letter {
            '+' => 'p',
            '<' => 'l',
            letter if letter.is_ascii_alphanumeric() => letter,
            _ => '_',
        };
        if letter != '_' || !name.ends_with('_') {
            name.push(letter);
        }
    }
    // SPSS keeps a last underscore for itself, and a first one is no letter.
    let name = name.trim_matches('_');
    let name = if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name.to_owned()
    } else {
        ["V", name].concat()
    };
    let cut: String = name.chars().take(NAME_CHARS_MAX).collect();
    cut.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_free_and_short_enough() {
        let mut names = Names::default();
        let wanted = [
            "JC_EFFETS:rapide",
            "FRAG--autre",
            "::sections",
            "FRAG::order",
            "65+",
            "18-24",
            "by",
            "By",
            "jc_effets_rapide",
        ];
        let given = wanted.map(|wanted| names.take(wanted));
        let expected = [
            "JC_EFFETS_rapide",
            "FRAG_autre",
            "sections",
            "FRAG_order",
            "V65p",
            "V18_24",
            "by_2",
            "By_3",
            "jc_effets_rapide_2",
        ];
        assert_eq!(given, expected);
        let long = "A".repeat(64);
        let (first, second) = (names.take(&long), names.take(&long));
        assert_eq!((first.len(), second.len()), (32, 32));
        assert_ne!(first, second);
    }
}
