//! From a TOML file to a questionnaire. `question` reads questions, `lint` checks what one thing says of another.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fields::Fields;
use super::question::{Scales, read_labelled, read_question, read_scales};
use super::reading::{Places, Reading};
use super::syntax::syntax_fault;
use super::{Band, Category, Computed, ComputedRule, Item, Language, Questionnaire, Section, lint};
use crate::domain::fault::{Faults, Source};
use crate::domain::id::{OptionCode, QuestionId, SectionId, StudySlug};

/// Largest questionnaire file.
pub const FILE_BYTES_MAX: usize = 512 * 1024;
pub const SECTIONS_MAX: usize = 100;
/// Most questions in a section.
pub const QUESTIONS_MAX: usize = 100;
const COMPUTED_MAX: usize = 100;
const CATEGORIES_MAX: usize = 200;

pub(super) fn parse(file: &str, text: &str) -> Result<Questionnaire, Faults> {
    let mut reading = Reading {
        text,
        source: Source::new(file, text),
        places: Places::new(),
        languages: Vec::new(),
        is_complete: true,
    };
    let questionnaire = read(&mut reading);
    let mut faults = reading.source.into_faults();
    // In the order of the file; what is wrong in a scale is told once, not once a question.
    faults.sort_by(|a, b| (a.line, a.column, &a.what).cmp(&(b.line, b.column, &b.what)));
    faults.dedup_by(|a, b| (a.line, a.column, &a.what) == (b.line, b.column, &b.what));
    questionnaire.filter(|_| faults.is_empty()).ok_or(Faults(faults))
}

fn read(reading: &mut Reading) -> Option<Questionnaire> {
    if reading.text.len() > FILE_BYTES_MAX {
        let expected = format!("{FILE_BYTES_MAX} octets au plus");
        reading.source.fault_whole("", format!("fichier de {} octets", reading.text.len()), Some(expected));
        return None;
    }
    let (document, errors) = DeTable::parse_recoverable(reading.text);
    for error in &errors {
        let (span, what, expected) = syntax_fault(error);
        reading.source.fault(span, "", what, expected);
    }
    if !errors.is_empty() {
        return None;
    }
    let questionnaire = read_document(reading, document)?;
    if reading.is_complete {
        lint::check(reading, &questionnaire);
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
    let scales = read_scales(reading, &mut fields);
    let sections = fields.list(reading, "sections", SECTIONS_MAX);
    let sections = sections.into_iter().filter_map(|section| read_section(reading, section, &scales)).collect();
    let computed = fields.list(reading, "computed", COMPUTED_MAX);
    let computed = computed.into_iter().filter_map(|variable| read_computed(reading, variable)).collect();
    fields.close(reading);
    format?;
    let languages = reading.languages.clone();
    Some(Questionnaire {
        version: version?,
        languages,
        minutes: minutes?,
        notice,
        computed,
        ..Questionnaire::plain(study?, title, sections)
    })
}

fn read_languages(reading: &mut Reading, fields: &mut Fields) -> Vec<Language> {
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

fn read_section(reading: &mut Reading, mut fields: Fields, scales: &Scales) -> Option<Section> {
    let id = fields.name(reading, "id", SectionId::parse);
    if let Some(id) = &id {
        fields.place = format!("sections.{id}");
    }
    reading.note_place(&fields);
    let title = fields.text(reading, "title");
    let intro = fields.optional_text(reading, "intro");
    let show_if = fields.condition(reading, "show_if");
    let questions = fields.list(reading, "questions", QUESTIONS_MAX);
    let questions = questions.into_iter().filter_map(|question| read_question(reading, question, scales)).collect();
    fields.close(reading);
    reading.is_complete &= id.is_some();
    Some(Section { intro, show_if, ..Section::plain(id?, title, questions) })
}

fn read_computed(reading: &mut Reading, mut fields: Fields) -> Option<Computed> {
    let id = fields.name(reading, "id", QuestionId::parse);
    if let Some(id) = &id {
        fields.place = id.to_string();
    }
    reading.note_place(&fields);
    let label = fields.text(reading, "label");
    let of = fields.name(reading, "of", QuestionId::parse);
    let is_bands = fields.choice(reading, "type", &[("bands", true), ("lookup", false)], None);
    let place = fields.at("categories");
    let rows = fields.list(reading, "categories", CATEGORIES_MAX);
    fields.close(reading);
    let (mut categories, mut bands, mut map) = (Vec::new(), Vec::new(), Vec::new());
    for mut row in rows {
        let category = read_labelled(reading, &mut row, &place);
        if is_bands == Some(true) {
            bands.extend(read_band(reading, &mut row, category.as_ref()));
        } else if is_bands == Some(false) {
            let codes = row.names(reading, "codes", OptionCode::parse);
            map.extend(category.iter().flat_map(|item| codes.iter().map(|code| (code.clone(), item.code.clone()))));
        }
        row.close(reading);
        categories.extend(category.map(|item| Category { code: item.code, label: item.label }));
    }
    reading.is_complete &= id.is_some() && of.is_some() && is_bands.is_some();
    let (id, of) = (id?, of?);
    let rule = if is_bands? {
        ComputedRule::Bands { of, bands }
    } else {
        for (position, (code, _)) in map.iter().enumerate() {
            if map.iter().skip(position + 1).any(|(other, _)| other == code) {
                reading.fault_at(&place, format!("le code {code} est dans deux catégories"), None);
            }
        }
        ComputedRule::Lookup { of, map: map.into_iter().collect() }
    };
    Some(Computed { id, label, categories, rule })
}

/// Bounds included; the last band may be open.
fn read_band(reading: &mut Reading, row: &mut Fields, category: Option<&Item>) -> Option<Band> {
    let bounds = i64::from(i32::MIN)..i64::from(i32::MAX);
    let from = row.required_integer(reading, "from", bounds.clone());
    let to = row.integer(reading, "to", bounds.clone()).unwrap_or(bounds.end);
    Some(Band { code: category?.code.clone(), from: from?, to })
}
