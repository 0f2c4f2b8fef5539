//! Reading a nomenclature: a descriptor (TOML) that names the columns of a CSV file, and that file.

use toml::Spanned;

use super::rows::{Columns, read_rows};
use super::{Attribute, Content, Nomenclature, Provenance};
use crate::domain::fault::{Faults, Source};
use crate::domain::id::{AttributeId, NomenclatureId};
use crate::domain::questionnaire::fields::Fields;
use crate::domain::questionnaire::parse::read_languages;
use crate::domain::questionnaire::reading::Reading;
use crate::domain::questionnaire::{Library, Text, read_categories};

/// Largest descriptor and largest data file.
const DESCRIPTOR_BYTES_MAX: usize = 256 * 1024;
pub const DATA_BYTES_MAX: usize = 16 * 1024 * 1024;
pub const ENTRIES_MAX: usize = 100_000;
pub const ATTRIBUTES_MAX: usize = 20;
const SEARCHED_MAX: usize = 5;

impl Nomenclature {
    /// Reads a list from its descriptor and from the data file it names, which the caller finds.
    pub fn read<'a>(
        id: NomenclatureId,
        (file, text): (&'a str, &'a str),
        data: impl Fn(&str) -> Option<(&'a str, &'a str)>,
    ) -> Result<Self, Faults> {
        let alone = Library::default();
        let mut reading = Reading::new(file, text, &alone);
        let mut faults = Vec::new();
        let content = descriptor(&mut reading).and_then(|described| {
            if described.id.as_ref().is_some_and(|said| *said != id) {
                reading.fault_at("id", "le fichier ne porte pas ce nom", Some(format!("id = \"{id}\"")));
            }
            let Some((name, rows)) = data(&described.file) else {
                let what = format!("fichier de données absent : {}", described.file);
                let expected = Some("un fichier CSV à côté de celui-ci".to_owned());
                reading.fault_at("file", what, expected);
                return None;
            };
            let mut source = Source::new(name, rows);
            let entries = read_rows(&mut source, rows, &described.columns, &described.attributes);
            faults.extend(source.into_faults());
            let Described { label, provenance, attributes, .. } = described;
            Some(Content { id: id.clone(), label, provenance, attributes, entries })
        });
        faults.splice(0..0, reading.into_faults());
        let sound = content.filter(|_| faults.is_empty());
        sound
            .map(|content| (content.to_bytes(), content))
            .map(|(bytes, content)| Self::of(content, &bytes))
            .ok_or(Faults(faults))
    }
}

struct Described {
    /// What the file calls itself, if it does.
    id: Option<NomenclatureId>,
    label: Text,
    provenance: Provenance,
    file: String,
    columns: Columns,
    attributes: Vec<Attribute>,
}

fn descriptor(reading: &mut Reading) -> Option<Described> {
    let document = reading.document(DESCRIPTOR_BYTES_MAX)?;
    let mut fields = Fields::new(document, "");
    let format = fields.required_integer(reading, "format", 1..1);
    reading.languages = read_languages(reading, &mut fields);
    let label = fields.text(reading, "label");
    let id = fields.has("id").then(|| fields.name(reading, "id", NomenclatureId::parse)).flatten();
    let mut said = |key| fields.optional_string(reading, key).map(Spanned::into_inner);
    let provenance = Provenance { vintage: said("vintage"), source: said("source"), licence: said("licence") };
    let file = fields.string(reading, "file");
    if let Some(file) = &file {
        reading.places.insert("file".to_owned(), file.span());
    }
    let key = fields.string(reading, "key");
    let name = fields.string(reading, "name");
    let search = fields.texts(reading, "search", SEARCHED_MAX);
    let tables = fields.named(reading, "attributes");
    if tables.len() > ATTRIBUTES_MAX {
        let expected = Some(format!("{ATTRIBUTES_MAX} au plus"));
        reading.source.fault_whole("attributes", format!("{} attributs", tables.len()), expected);
    }
    let read = tables.into_iter().filter_map(|(name, table)| read_attribute(reading, &name, table));
    let (attributes, columns): (Vec<Attribute>, Vec<String>) = read.unzip();
    fields.close(reading);
    format?;
    // The name is searched without being asked.
    let (key, name) = (key?.into_inner(), name?.into_inner());
    let search = search.into_iter().filter(|column| *column != name).collect();
    let columns = Columns { key, name, search, attributes: columns };
    let file = file?.into_inner();
    (!reading.source.has_faults()).then_some(Described { id, label, provenance, file, columns, attributes })
}

/// An attribute and its column: the one of its own name, unless another is said.
fn read_attribute(reading: &mut Reading, name: &Spanned<String>, mut fields: Fields) -> Option<(Attribute, String)> {
    let id = AttributeId::parse(name.get_ref());
    if let Err(bad) = &id {
        let what = format!("« {} » n'est pas {}", bad.given, bad.what);
        reading.fault(name.span(), "attributes", what, Some(bad.rule.to_owned()));
    }
    reading.note_place(&fields);
    let label = fields.text(reading, "label");
    let column = fields.optional_string(reading, "column").map(Spanned::into_inner);
    let categories = read_categories(reading, &mut fields);
    if categories.is_empty() {
        let expected = "categories = [{ code = \"…\", label.fr = \"…\" }]".to_owned();
        reading.fault(fields.span(), &fields.place, "attribut sans catégorie", Some(expected));
    }
    fields.close(reading);
    let id = id.ok()?;
    let column = column.unwrap_or_else(|| id.to_string());
    Some((Attribute { id, label, categories }, column))
}
