//! A question, kind by kind: what every question may hold, then what its kind adds.

use super::shape::{Field, Name, Shape, Table, may, must, words};
use super::tables::{exits, items, nets, options, rotation, show_if, skips};
use crate::domain::questionnaire::kinds::choice::DISPLAYS;
use crate::domain::questionnaire::kinds::open::{FORMATS, PRECISIONS};
use crate::domain::questionnaire::question::{MANDATORY, ORIGINS, ROLES};
use crate::domain::questionnaire::{Carried, DECIMALS_MAX, ITEMS_MAX, OPTIONS_MAX, TEXT_ANSWER_CHARS_MAX};

pub(super) const CARRIED: [(&str, Carried); 2] = [("chosen", Carried::Chosen), ("not_chosen", Carried::NotChosen)];

/// One table a kind, then a question of the bank.
pub(super) fn questions() -> Vec<Table> {
    let mut tables: Vec<Table> = KINDS.iter().map(|(word, own)| question(word, own())).collect();
    tables.push(note());
    tables.push(of_bank());
    tables
}

pub(super) type OwnFields = fn() -> Vec<Field>;

pub(super) const KINDS: [(&str, OwnFields); 10] = [
    ("single", single),
    ("multiple", || choice(["ticks_min", "ticks_max"])),
    ("ranking", || choice(["ranks_min", "ranks_max"])),
    ("scale", scale),
    ("grid", grid),
    ("number", number),
    ("numbers", numbers),
    ("text", text),
    ("date", date),
    ("entry", entry),
];

pub(super) fn question(word: &'static str, own: Vec<Field>) -> Table {
    let mut fields = vec![
        must("id", Shape::Name(Name::Identifier), "Définitif : une question garde le sien de version en version."),
        must("role", words(ROLES), "Seul un profile porte un quota ; un contact n’entre jamais dans les données."),
        must("origin", words(ORIGINS), "Libellé publié, ou reconstitué."),
        must("type", Shape::Words(vec![word]), "Ce qu’on demande."),
        must("text", Shape::Text, "La question."),
        may("help", Shape::Text, "Une aide dessous."),
        may("mandatory", words(MANDATORY), "hard refuse la page, soft redemande une fois, off laisse passer."),
        show_if("La question n’est posée que si la condition est vraie."),
        may("variant", Shape::String, "Variante d’une question harmonisée, comme crise."),
        exits(),
        skips(),
        carry(),
        draw(),
        may("order_as", Shape::String, "Ce qui tire l’ordre de ses options, s’il n’est pas le sien."),
    ];
    fields.extend(own);
    Table { fields }
}

pub(super) fn note() -> Table {
    let mut table = question("note", Vec::new());
    table.fields.retain(|field| field.name != "mandatory");
    for field in &mut table.fields {
        field.is_required &= !["role", "origin"].contains(&field.name);
    }
    table
}

/// A harmonised question keeps its words: only these may be said again.
pub(super) fn of_bank() -> Table {
    let mut table = question("", Vec::new());
    let kept = ["role", "origin", "mandatory", "show_if", "variant", "exits", "skips", "carry", "draw"];
    table.fields.retain(|field| kept.contains(&field.name));
    table.fields.iter_mut().for_each(|field| field.is_required = false);
    table.fields.insert(0, must("bank", Shape::Name(Name::Identifier), "La question de la banque."));
    table
}

pub(super) fn carry() -> Field {
    let fields = vec![
        must("from", Shape::Name(Name::Identifier), "Une question précédente."),
        must("which", words(CARRIED), "Ce qui y a été choisi, ou le reste."),
    ];
    may("carry", Shape::Table(Table { fields }), "Options, ou lignes, reprises d’une question précédente.")
}

fn draw() -> Field {
    let most = i64::try_from(ITEMS_MAX).unwrap_or(i64::MAX);
    may("draw", Shape::Integer(1, most), "Combien de lignes chaque personne voit, tirées au sort.")
}

fn list() -> [Field; 4] {
    let named = "Une liste nommée, du fichier ou de la banque.";
    [options("Ce qu’on peut choisir."), may("list", Shape::String, named), may("scale", Shape::String, named), nets()]
}

fn poles() -> [Field; 2] {
    [may("low", Shape::Text, "Ce que vaut le premier bout."), may("high", Shape::Text, "Ce que vaut le dernier bout.")]
}

fn scores() -> [Field; 2] {
    let note = |name, help| may(name, Shape::Integer(-100, 100), help);
    [note("from", "La première note."), note("to", "La dernière note.")]
}

fn single() -> Vec<Field> {
    let display = may("display", words(DISPLAYS), "Boutons, liste, liste où chercher, ou échelle en une ligne.");
    [display, rotation("L’ordre des options."), attention()].into_iter().chain(poles()).chain(list()).collect()
}

fn attention() -> Field {
    let help = "Contrôle d’attention : l’option que l’énoncé demande de choisir.";
    may("attention", Shape::Name(Name::Code), help)
}

fn choice([least, most]: [&'static str; 2]) -> Vec<Field> {
    let count = |name, help| may(name, Shape::Integer(0, i64::try_from(OPTIONS_MAX).unwrap_or(i64::MAX)), help);
    let limits = [count(least, "Au moins."), count(most, "Au plus.")];
    limits.into_iter().chain([rotation("L’ordre des options.")]).chain(list()).collect()
}

fn scale() -> Vec<Field> {
    scores().into_iter().chain(poles()).chain([options("Non-réponses."), nets(), attention()]).collect()
}

fn grid() -> Vec<Field> {
    let rows = [items(), rotation("L’ordre des lignes.")];
    rows.into_iter().chain(scores()).chain(poles()).chain(list()).collect()
}

fn quantity() -> [Field; 5] {
    [
        must("min", Shape::Number, "Le plus petit nombre."),
        must("max", Shape::Number, "Le plus grand nombre."),
        may("decimals", Shape::Integer(0, i64::from(DECIMALS_MAX)), "Décimales admises."),
        may("unit", Shape::Text, "L’unité, après le champ."),
        options("Non-réponses."),
    ]
}

fn number() -> Vec<Field> {
    quantity().into()
}

fn numbers() -> Vec<Field> {
    let own = [items(), may("total", Shape::Number, "Ce que la somme doit faire.")];
    quantity().into_iter().chain(own).collect()
}

fn text() -> Vec<Field> {
    vec![
        may("format", words(FORMATS), "Une ligne, un paragraphe, une adresse ou un téléphone."),
        may("chars_max", Shape::Integer(1, i64::from(TEXT_ANSWER_CHARS_MAX)), "Longueur, en caractères."),
        options("Non-réponses."),
    ]
}

fn date() -> Vec<Field> {
    vec![
        may("precision", words(PRECISIONS), "Ce qu’on demande au plus."),
        may("partial", Shape::Boolean, "Le jour, ou le mois, peut manquer."),
        may("min", Shape::Bound, "La première date admise, comme \"2020-01-01\"."),
        may("max", Shape::Bound, "La dernière date admise."),
        options("Non-réponses."),
    ]
}

fn entry() -> Vec<Field> {
    vec![
        must("nomenclature", Shape::Name(Name::Slug), "La nomenclature, comme communes."),
        may("keep", Shape::Names(Name::Identifier), "Les attributs gardés dans les données."),
        options("Ce qu’on choisit faute d’entrée, et non-réponses."),
    ]
}
