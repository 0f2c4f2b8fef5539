use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast;
use fluent_syntax::parser;

use super::keys::KEYS;
use super::*;
use crate::web::html::typeset;

type Arguments = BTreeMap<String, BTreeSet<String>>;

/// The messages of a file with the arguments each one names; a file that cannot be read whole fails.
fn messages(language: Language) -> Arguments {
    let source = speech::source(language);
    let resource = parser::parse(source.as_ref()).unwrap_or_else(|(_, errors)| panic!("{language:?}: {errors:?}"));
    let mut messages = Arguments::new();
    for entry in &resource.body {
        let ast::Entry::Message(message) = entry else { continue };
        let mut arguments = BTreeSet::new();
        let value = message.value.as_ref().unwrap_or_else(|| panic!("{} says nothing", message.id.name));
        named(value, &mut arguments);
        let before = messages.insert(message.id.name.to_owned(), arguments);
        assert!(before.is_none(), "{language:?}: {} is there twice", message.id.name);
    }
    messages
}

fn named(pattern: &ast::Pattern<&str>, arguments: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let ast::PatternElement::Placeable { expression } = element else { continue };
        match expression {
            ast::Expression::Inline(inline) => named_inline(inline, arguments),
            ast::Expression::Select { selector, variants } => {
                named_inline(selector, arguments);
                for variant in variants {
                    named(&variant.value, arguments);
                }
            }
        }
    }
}

fn named_inline(inline: &ast::InlineExpression<&str>, arguments: &mut BTreeSet<String>) {
    if let ast::InlineExpression::VariableReference { id } = inline {
        arguments.insert(id.name.to_owned());
    }
}

#[test]
fn both_languages_say_every_key_with_its_arguments_and_nothing_else() {
    let owned = |name: &&str| (*name).to_owned();
    let known: Arguments =
        KEYS.iter().map(|(key, arguments)| (owned(key), arguments.iter().map(owned).collect())).collect();
    assert_eq!(known.len(), KEYS.len(), "a key is there twice");
    for language in Language::ALL {
        assert_eq!(messages(language), known, "{language:?}");
    }
}

#[test]
fn every_sentence_is_said_in_both_languages() {
    for language in Language::ALL {
        for (key, arguments) in KEYS {
            for number in [0, 1, 2, 11, 1000] {
                let given: Vec<_> = arguments.iter().map(|name| (*name, FluentValue::from(number))).collect();
                let said = if given.is_empty() {
                    Words(language).plain(key).to_owned()
                } else {
                    Words(language).filled(key, &given)
                };
                assert!(!said.is_empty() && !said.contains(['{', '$']), "{language:?} {key}: {said}");
            }
        }
    }
}

#[test]
fn french_keeps_its_punctuation_with_its_word_and_english_has_none_of_it() {
    for (key, arguments) in KEYS.iter().filter(|(_, arguments)| arguments.is_empty()) {
        assert!(arguments.is_empty());
        let french = Words(Language::Fr).plain(key);
        assert_eq!(typeset(french.into()), french, "{key}");
        assert!(!french.contains('\''), "{key}: a typewriter’s apostrophe");
        let english = Words(Language::En).plain(key);
        assert!(!english.contains(['«', '»', '’']) && !english.contains("\u{a0}:"), "{key}: {english}");
    }
    assert_eq!(Words(Language::Fr).next_title(), "Et maintenant\u{a0}?");
    assert_eq!(Words(Language::Fr).beside_named("Autre", "dites"), "«\u{a0}Autre\u{a0}»\u{a0}: dites");
}

#[test]
fn numbers_are_written_as_each_language_writes_them() {
    assert_eq!(Words(Language::Fr).chars_at_most(1500), "1\u{202f}500 caractères au plus.");
    assert_eq!(Words(Language::En).chars_at_most(1500), "1,500 characters at most.");
    assert_eq!(Words(Language::Fr).minutes(1), "environ 1 minute");
    assert_eq!(Words(Language::Fr).found(0), "Rien ne correspond\u{a0}: écrivez le début du nom, ou le code.");
    assert_eq!(Words(Language::En).found(12), "12 entries match.");
    assert_eq!(Words(Language::En).place(3), "Third");
    assert_eq!(Words(Language::Fr).place(12), "En 12e");
}
