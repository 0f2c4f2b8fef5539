//! Reading a computed variable: bands of a number, codes gathered, a formula, an attribute of a nomenclature's entry.

use super::fields::Fields;
use super::options::{keep_languages, read_labelled};
use super::reading::Reading;
use super::{Band, Category, Computed, ComputedRule, Gives, numbers};
use crate::domain::fault::near_or;
use crate::domain::id::{AttributeId, NomenclatureId, OptionCode, QuestionId};

pub(super) const CATEGORIES_MAX: usize = 200;

#[derive(Clone, Copy)]
enum Word {
    Bands,
    Lookup,
    Formula,
    Attribute,
}

const WORDS: [(&str, Word); 4] =
    [("bands", Word::Bands), ("lookup", Word::Lookup), ("formula", Word::Formula), ("attribute", Word::Attribute)];

/// A variable of a questionnaire, written there or taken from the bank.
pub(super) fn read_any(reading: &mut Reading, mut fields: Fields) -> Option<Computed> {
    let computed =
        if fields.has("bank") { read_use(reading, &mut fields) } else { read_computed(reading, &mut fields) };
    fields.close(reading);
    reading.is_complete &= computed.is_some();
    computed
}

fn read_use(reading: &mut Reading, fields: &mut Fields) -> Option<Computed> {
    let id = fields.name(reading, "bank", QuestionId::parse)?;
    fields.place = id.to_string();
    reading.note_place(fields);
    let library = reading.neighbours;
    let Some(found) = library.computed.get(&id) else {
        let known = library.computed.keys().map(QuestionId::as_str);
        let expected = near_or(id.as_str(), known, || "une variable [[computed]] d'un fichier de bank/".to_owned());
        reading.fault_at(id.as_str(), format!("la banque n'a pas de variable {id}"), expected);
        return None;
    };
    let mut computed = found.clone();
    let texts = std::iter::once(&mut computed.label).chain(computed.categories.iter_mut().map(|one| &mut one.label));
    if let Some(absent) = keep_languages(texts, &reading.languages) {
        let what = format!("{id} n'est pas traduite dans la banque : {}", absent.code());
        reading.fault_at(id.as_str(), what, None);
    }
    Some(computed)
}

/// The fields of a variable; the table is left open.
pub(super) fn read_computed(reading: &mut Reading, fields: &mut Fields) -> Option<Computed> {
    let id = fields.name(reading, "id", QuestionId::parse);
    if let Some(id) = &id {
        fields.place = id.to_string();
    }
    reading.note_place(fields);
    let label = fields.text(reading, "label");
    let read = match fields.choice(reading, "type", &WORDS, None)? {
        Word::Bands => read_bands(reading, fields),
        Word::Lookup => read_lookup(reading, fields),
        Word::Formula => read_formula(reading, fields),
        Word::Attribute => read_attribute(reading, fields),
    };
    let (rule, categories) = read?;
    Some(Computed { id: id?, label, categories, rule })
}

type Read = Option<(ComputedRule, Vec<Category>)>;

/// The categories, and what each row says besides.
fn read_rows<T>(
    reading: &mut Reading,
    fields: &mut Fields,
    mut rest: impl FnMut(&mut Reading, &mut Fields, Option<&OptionCode>) -> T,
) -> (Vec<Category>, Vec<T>) {
    let place = fields.at("categories");
    let (mut categories, mut others) = (Vec::new(), Vec::new());
    for mut row in fields.list(reading, "categories", CATEGORIES_MAX) {
        let category = read_labelled(reading, &mut row, &place);
        others.push(rest(reading, &mut row, category.as_ref().map(|item| &item.code)));
        row.close(reading);
        categories.extend(category.map(|item| Category { code: item.code, label: item.label }));
    }
    (categories, others)
}

/// Categories that say nothing but their code and their label.
pub(in crate::domain) fn read_categories(reading: &mut Reading, fields: &mut Fields) -> Vec<Category> {
    read_rows(reading, fields, |_, _, _| ()).0
}

/// Bounds included; the last band may be open.
fn read_bands(reading: &mut Reading, fields: &mut Fields) -> Read {
    let of = fields.name(reading, "of", QuestionId::parse);
    let decimals = of.as_ref().map_or(0, |of| decimals_of(reading, of));
    let (categories, bands) = read_rows(reading, fields, |reading, row, code| {
        let from = row.required_scaled(reading, "from", decimals);
        let to = row.scaled(reading, "to", decimals).unwrap_or(numbers::bounds(decimals).end);
        Some(Band { code: code?.clone(), from: from?, to })
    });
    Some((ComputedRule::Bands { of: of?, bands: bands.into_iter().flatten().collect() }, categories))
}

/// Decimals of a number asked or computed before, here or in the bank.
fn decimals_of(reading: &Reading, of: &QuestionId) -> u8 {
    let in_bank = || match reading.neighbours.computed.get(of).map(|computed| &computed.rule) {
        Some(ComputedRule::Formula { gives: Gives::Number { decimals }, .. }) => Some(*decimals),
        _ => reading.neighbours.questions.get(of).map(|question| question.earlier().decimals),
    };
    reading.earlier.get(of).map(|earlier| earlier.decimals).or_else(in_bank).unwrap_or(0)
}

fn read_lookup(reading: &mut Reading, fields: &mut Fields) -> Read {
    let of = fields.name(reading, "of", QuestionId::parse);
    let place = fields.at("categories");
    let (categories, map) = read_rows(reading, fields, |reading, row, category| {
        let codes = row.names(reading, "codes", OptionCode::parse);
        codes.into_iter().filter_map(|code| Some((code, category?.clone()))).collect::<Vec<_>>()
    });
    let map: Vec<(OptionCode, OptionCode)> = map.into_iter().flatten().collect();
    for (position, (code, _)) in map.iter().enumerate() {
        if map.iter().skip(position + 1).any(|(other, _)| other == code) {
            reading.fault_at(&place, format!("le code {code} est dans deux catégories"), None);
        }
    }
    Some((ComputedRule::Lookup { of: of?, map: map.into_iter().collect() }, categories))
}

fn read_formula(reading: &mut Reading, fields: &mut Fields) -> Read {
    let value = fields.required_condition(reading, "value");
    let gives = fields.choice(reading, "gives", &[("number", true), ("category", false)], None);
    let is_number = gives?;
    let decimals = if is_number { fields.decimals(reading) } else { 0 };
    let gives = if is_number { Gives::Number { decimals } } else { Gives::Category };
    let categories = if is_number { Vec::new() } else { read_categories(reading, fields) };
    Some((ComputedRule::Formula { value: value?, gives }, categories))
}

/// The categories are those of the nomenclature.
fn read_attribute(reading: &mut Reading, fields: &mut Fields) -> Read {
    let of = fields.name(reading, "of", QuestionId::parse);
    let attribute = fields.name(reading, "attribute", AttributeId::parse);
    let (of, attribute) = (of?, attribute?);
    let library = reading.neighbours;
    let in_bank = || library.questions.get(&of).and_then(|question| question.earlier().nomenclature);
    let nomenclature: Option<NomenclatureId> = match reading.earlier.get(&of) {
        Some(earlier) => earlier.nomenclature.clone(),
        None => in_bank(),
    };
    let Some(list) = nomenclature.as_ref().and_then(|id| library.nomenclatures.get(id)) else {
        let expected = Some("une question de type entry".to_owned());
        reading.fault_at(&fields.at("of"), format!("{of} ne convient pas ici"), expected);
        return None;
    };
    let Some(described) = list.attribute_of(&attribute) else {
        let known: Vec<&str> = list.attributes().iter().map(|known| known.id.as_str()).collect();
        let what = format!("{} n'a pas d'attribut {attribute}", list.id());
        reading.fault_at(&fields.at("attribute"), what, Some(known.join(", ")));
        return None;
    };
    let mut categories = described.categories.clone();
    if let Some(absent) = keep_languages(categories.iter_mut().map(|one| &mut one.label), &reading.languages) {
        let what = format!("l'attribut {attribute} n'est pas traduit : {}", absent.code());
        reading.fault_at(&fields.at("attribute"), what, None);
    }
    Some((ComputedRule::Attribute { of, attribute }, categories))
}

/// After a variable was read: what later ones may need of it.
pub(super) fn decimals_given(computed: &Computed) -> u8 {
    match &computed.rule {
        ComputedRule::Formula { gives: Gives::Number { decimals }, .. } => *decimals,
        _ => 0,
    }
}
