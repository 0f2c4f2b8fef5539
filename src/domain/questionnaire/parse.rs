//! From a TOML file to a questionnaire, with what stands beside it. `section`, `question`, `kinds`, `computed` and
//! `hidden` read its parts, `lint` checks what one thing says of another.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::carry::Earlier;
use super::computed::decimals_given;
use super::fields::Fields;
use super::hidden::{ENDS_MAX, HIDDEN_MAX, ORDERS_MAX, read_end, read_hidden, read_order};
use super::library::Library;
use super::options::read_scales;
use super::reading::Reading;
use super::section::read_section;
use super::{Computed, Kind, Language, Lists, Questionnaire, computed, lint};
use crate::domain::fault::Faults;
use crate::domain::id::{Digest, NomenclatureId, StudySlug};

/// Largest questionnaire file.
pub const FILE_BYTES_MAX: usize = 512 * 1024;
pub const SECTIONS_MAX: usize = 100;
pub(super) const COMPUTED_MAX: usize = 100;

pub(super) fn parse(file: &str, text: &str, library: &Library) -> Result<Questionnaire, Faults> {
    let mut reading = Reading::new(file, text, library);
    let questionnaire = read(&mut reading);
    let faults = reading.into_faults();
    questionnaire.filter(|_| faults.is_empty()).ok_or(Faults(faults))
}

fn read(reading: &mut Reading) -> Option<Questionnaire> {
    let document = reading.document(FILE_BYTES_MAX)?;
    let questionnaire = read_document(reading, document)?;
    if reading.is_complete {
        lint::check(reading, &questionnaire);
    } else {
        lint::check_names(reading, &questionnaire);
    }
    Some(questionnaire)
}

fn read_document(reading: &mut Reading, document: Spanned<DeTable<'_>>) -> Option<Questionnaire> {
    let mut fields = Fields::new(document, "");
    let format = fields.required_integer(reading, "format", 1..1);
    reading.languages = read_languages(reading, &mut fields);
    let study = fields.name(reading, "study", StudySlug::parse);
    let version = fields.required_integer(reading, "version", 1..100_000).and_then(|version| version.try_into().ok());
    let title = fields.text(reading, "title");
    let minutes = fields.required_integer(reading, "minutes", 1..240).and_then(|minutes| minutes.try_into().ok());
    let notice = fields.text(reading, "notice");
    reading.scales = read_scales(reading, &mut fields);
    let hidden = fields.list(reading, "hidden", HIDDEN_MAX);
    let hidden = hidden.into_iter().filter_map(|variable| read_hidden(reading, variable)).collect();
    let sections = fields.list(reading, "sections", SECTIONS_MAX);
    let sections = sections.into_iter().filter_map(|section| read_section(reading, section)).collect();
    let computed = read_all_computed(reading, &mut fields);
    let orders = fields.list(reading, "orders", ORDERS_MAX);
    let orders = orders.into_iter().filter_map(|order| read_order(reading, order)).collect();
    let ends = fields.list(reading, "ends", ENDS_MAX);
    let ends = ends.into_iter().filter_map(|end| read_end(reading, end)).collect();
    fields.close(reading);
    format?;
    let mut questionnaire = Questionnaire {
        version: version?,
        languages: reading.languages.clone(),
        minutes: minutes?,
        notice,
        hidden,
        computed,
        orders,
        ends,
        ..Questionnaire::plain(study?, title, sections)
    };
    questionnaire.lists = lists_of(&questionnaire, reading.neighbours);
    questionnaire.nomenclatures = digests(&questionnaire.lists);
    Some(questionnaire)
}

fn read_all_computed(reading: &mut Reading, fields: &mut Fields) -> Vec<Computed> {
    let mut all = Vec::new();
    for variable in fields.list(reading, "computed", COMPUTED_MAX) {
        let Some(computed) = computed::read_any(reading, variable) else { continue };
        let earlier = Earlier {
            offered: None,
            order_key: computed.id.to_string(),
            decimals: decimals_given(&computed),
            nomenclature: None,
        };
        reading.earlier.entry(computed.id.clone()).or_insert(earlier);
        all.push(computed);
    }
    all
}

/// The nomenclatures its questions ask for.
fn lists_of(questionnaire: &Questionnaire, library: &Library) -> Lists {
    let mut lists = Lists::default();
    for (_, question) in questionnaire.questions() {
        if let Kind::Entry { nomenclature, .. } = &question.kind
            && let Some(list) = library.nomenclatures.get(nomenclature)
        {
            lists.insert(nomenclature.clone(), Arc::clone(list));
        }
    }
    lists
}

fn digests(lists: &Lists) -> BTreeMap<NomenclatureId, Digest> {
    lists.iter().map(|(id, list)| (id.clone(), list.digest())).collect()
}

pub(in crate::domain) fn read_languages(reading: &mut Reading, fields: &mut Fields) -> Vec<Language> {
    let accepted = || Some("languages = [\"fr\"] ou [\"fr\", \"en\"]".to_owned());
    let Some(value) = fields.take("languages") else {
        reading.fault(0..0, "languages", "le champ languages manque", accepted());
        return vec![Language::Fr];
    };
    let mut languages = Vec::new();
    let elements = match value.get_ref() {
        DeValue::Array(elements) => elements.iter().collect(),
        _ => Vec::new(),
    };
    for element in &elements {
        let known = Language::ALL.into_iter().find(|language| element.get_ref().as_str() == Some(language.code()));
        match known.filter(|language| !languages.contains(language)) {
            Some(language) => languages.push(language),
            None => reading.fault(element.span(), "languages", "langue inconnue ou répétée", accepted()),
        }
    }
    if languages.first() != Some(&Language::Fr) {
        reading.fault(value.span(), "languages", "le français vient d'abord", accepted());
        return vec![Language::Fr];
    }
    languages
}
