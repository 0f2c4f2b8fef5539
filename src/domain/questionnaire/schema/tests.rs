//! The schema knows exactly the fields the reader knows, and the shipped file is the schema.

use std::collections::BTreeSet;

use super::shape::{Field, Shape, Table};
use super::*;
use crate::domain::questionnaire::Questionnaire;

const HEAD: &str = r#"format = 1
study = "essai"
version = 1
languages = ["fr"]
title.fr = "Essai"
minutes = 1
notice.fr = "Essai."
"#;

/// What the reader says it knows where it meets a field nobody has.
fn known(text: &str) -> BTreeSet<String> {
    let faults = Questionnaire::parse("v1.toml", text).unwrap_err().0;
    let unknown = faults.iter().find(|fault| fault.what == "champ inconnu : zzzzzzzzzzzzzzzzzzz");
    let unknown = unknown.unwrap_or_else(|| panic!("{text}: {faults:#?}"));
    let expected = unknown.expected.clone().expect("the fields it knows");
    expected.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[track_caller]
fn agrees(table: &Table, text: &str) {
    let ours: BTreeSet<String> = table.fields.iter().map(|field| field.name.to_owned()).collect();
    assert_eq!(ours, known(text), "{text}");
}

const UNKNOWN: &str = "zzzzzzzzzzzzzzzzzzz = 1";

#[test]
fn every_table_of_a_file_has_the_fields_the_reader_knows() {
    let in_section = |lines: &str| format!("{HEAD}[[sections]]\nid = \"a\"\n{lines}\n");
    agrees(&tables::root(), &format!("{UNKNOWN}\n{HEAD}"));
    agrees(&tables::section(), &in_section(UNKNOWN));
    agrees(&tables::check(), &in_section(&format!("checks = [{{ {UNKNOWN} }}]")));
    for (table, name) in [(tables::order(), "orders"), (tables::hidden(), "hidden"), (tables::end(), "ends")] {
        let more = if name == "hidden" { "id = \"A\"\nparameter = \"a\"\nshares = [1]\n" } else { "" };
        agrees(&table, &format!("{HEAD}[[{name}]]\n{more}{UNKNOWN}\n"));
    }
    agrees(&tables::list(), &format!("{HEAD}[lists.a]\n{UNKNOWN}\n"));
    let in_list = |lines: &str| format!("{HEAD}[lists.a]\n{lines}\n");
    agrees(&tables::option(), &in_list(&format!("options = [{{ {UNKNOWN} }}]")));
    agrees(&tables::net(), &in_list(&format!("nets = [{{ {UNKNOWN} }}]")));
    let in_question =
        |lines: &str| in_section(&format!("[[sections.questions]]\nid = \"A\"\ntype = \"grid\"\n{lines}"));
    agrees(&tables::item(), &in_question(&format!("items = [{{ {UNKNOWN} }}]")));
    agrees(&tables::exit(), &in_question(&format!("exits = [{{ page = \"a\", {UNKNOWN} }}]")));
    agrees(&tables::skip(), &in_question(&format!("skips = [{{ {UNKNOWN} }}]")));
    let Field { shape: Shape::Table(carry), .. } = kinds::carry() else { panic!("carry is a table") };
    agrees(&carry, &in_question(&format!("carry = {{ {UNKNOWN} }}")));
}

#[test]
fn every_kind_of_question_has_the_fields_the_reader_knows() {
    let in_section =
        |lines: &str| format!("{HEAD}[[sections]]\nid = \"a\"\n[[sections.questions]]\n{lines}\n{UNKNOWN}\n");
    for (word, own) in kinds::KINDS {
        // A grid asks for scores once it has a bound.
        let more = match word {
            "grid" => "from = 0\nto = 3\n",
            "entry" => "nomenclature = \"absente\"\n",
            "scale" => "from = 0\nto = 3\nlow.fr = \"a\"\nhigh.fr = \"b\"\n",
            _ => "",
        };
        let mut table = kinds::question(word, own());
        if word == "grid" {
            table.fields.retain(|field| !["list", "scale"].contains(&field.name));
        }
        agrees(&table, &in_section(&format!("id = \"A\"\ntype = \"{word}\"\n{more}")));
    }
    agrees(&kinds::note(), &in_section("id = \"A\"\ntype = \"note\""));
}

#[test]
fn every_type_of_variable_has_the_fields_the_reader_knows() {
    let words = ["bands", "lookup", "formula", "attribute"];
    for (table, word) in tables::computed().iter().zip(words) {
        let more = if word == "formula" { "gives = \"category\"\n" } else { "" };
        let text = format!("{HEAD}[[computed]]\nid = \"A\"\ntype = \"{word}\"\n{more}{UNKNOWN}\n");
        let mut ours: BTreeSet<String> = table.fields.iter().map(|field| field.name.to_owned()).collect();
        if word == "formula" {
            ours.remove("decimals");
        }
        assert_eq!(ours, known(&text), "{text}");
    }
}

#[test]
fn the_shipped_schema_is_the_one_the_program_writes() {
    // Compared as values: the order of keys depends on how serde_json is built.
    let shipped: Value =
        serde_json::from_str(include_str!("../../../../questionnaires/questionnaire.schema.json")).unwrap();
    let is_same = shipped == json_schema();
    assert!(is_same, "sonde questionnaire schema > questionnaires/questionnaire.schema.json");
}
