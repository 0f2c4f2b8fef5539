//! The `{name}` of a questionnaire's texts, which each wave fills with its own values.

use std::collections::BTreeMap;

use crate::domain::questionnaire::{Question, Questionnaire, Text};

/// Every name used, with the first place it is used at.
pub(super) fn of(q: &Questionnaire) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    note(&mut found, "title", &q.title);
    note(&mut found, "notice", &q.notice);
    for section in &q.sections {
        note(&mut found, section.id.as_str(), &section.title);
        section.intro.iter().for_each(|text| note(&mut found, section.id.as_str(), text));
        section.questions.iter().for_each(|question| note_question(&mut found, question));
    }
    found
}

fn note_question(found: &mut BTreeMap<String, String>, question: &Question) {
    let place = question.id.as_str();
    let options = question.kind.options().iter().map(|option| &option.label);
    let items = question.kind.items().iter().map(|item| &item.label);
    let texts = [&question.text].into_iter().chain(&question.help).chain(options).chain(items);
    texts.for_each(|text| note(found, place, text));
}

fn note(found: &mut BTreeMap<String, String>, place: &str, text: &Text) {
    for name in text.0.values().flat_map(|text| names(text)) {
        found.entry(name.to_owned()).or_insert_with(|| place.to_owned());
    }
}

/// What stands between braces, when it looks like a name.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let inside = text.split('{').skip(1).filter_map(|after| after.split_once('}').map(|(name, _)| name));
    inside.filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn only_names_between_braces_are_placeholders() {
        let text = "Par {institut}, pour {commanditaire} ; { duree } {} {A} } {contact_donnees";
        assert_eq!(names(text).collect::<Vec<_>>(), ["institut", "commanditaire"]);
    }
}
