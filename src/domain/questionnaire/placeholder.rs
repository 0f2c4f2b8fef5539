//! `{institut}`, `{duree}`: what a wave writes into the texts of its questionnaire.

use std::collections::BTreeSet;

use super::{Questionnaire, Text};

/// The names between braces, in order; or the part that is not a well-formed placeholder.
pub fn names(text: &str) -> Result<Vec<&str>, &str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (_, tail) = rest.split_at(at);
        let inner = tail.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let Some((name, after)) = inner.filter(|(name, _)| is_name(name)) else {
            return Err(tail.char_indices().nth(20).map_or(tail, |(end, _)| tail.split_at(end).0));
        };
        names.push(name);
        rest = after;
    }
    Ok(names)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

impl Questionnaire {
    /// Every placeholder of every text: what a wave has to give a value for.
    pub fn placeholders(&self) -> BTreeSet<&str> {
        self.texts().flat_map(|text| text.0.values()).flat_map(|text| names(text).unwrap_or_default()).collect()
    }

    /// Every text a person may read.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        let sections = self.sections.iter().flat_map(|section| [Some(&section.title), section.intro.as_ref()]);
        let questions = self.questions().flat_map(|(_, question)| [Some(&question.text), question.help.as_ref()]);
        let labels = self.questions().flat_map(|(_, question)| {
            let options = question.kind.options().iter().map(|option| &option.label);
            let items = question.kind.items().iter().map(|item| &item.label);
            let nets = question.nets.iter().map(|net| &net.label);
            options.chain(items).chain(nets)
        });
        let categories = self.computed.iter().flat_map(|computed| computed.categories.iter().map(|item| &item.label));
        let computed = self.computed.iter().map(|computed| &computed.label).chain(categories);
        [&self.title, &self.notice].into_iter().chain(sections.chain(questions).flatten()).chain(labels).chain(computed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_between_braces() {
        assert_eq!(names("par {institut} pour {commanditaire}."), Ok(vec!["institut", "commanditaire"]));
        assert_eq!(names("rien"), Ok(vec![]));
    }

    #[test]
    fn a_brace_alone_is_refused() {
        assert_eq!(names("a {b"), Err("{b"));
        assert_eq!(names("a } b"), Err("} b"));
        assert_eq!(names("{Nom}"), Err("{Nom}"));
        assert_eq!(names("{}"), Err("{}"));
    }
}
