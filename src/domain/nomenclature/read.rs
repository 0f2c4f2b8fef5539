//! Reading a nomenclature: a descriptor (TOML) that names the columns of a CSV file, and that file.

use super::data::{Columns, read_rows};
use super::{Attribute, Content, Nomenclature};
use crate::domain::fault::{Faults, Source};
use crate::domain::id::{AttributeId, NomenclatureId};
use crate::domain::questionnaire::Library;
use crate::domain::questionnaire::fields::Fields;
use crate::domain::questionnaire::parse::read_languages;
use crate::domain::questionnaire::reading::Reading;

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
            let Some((name, rows)) = data(&described.file) else {
                let what = format!("fichier de données absent : {}", described.file);
                let expected = Some("un fichier CSV à côté de celui-ci".to_owned());
                reading.fault_at("file", what, expected);
                return None;
            };
            let mut source = Source::new(name, rows);
            let entries = read_rows(&mut source, rows, &described.columns, &described.attributes);
            faults.extend(source.into_faults());
            let Described { label, attributes, .. } = described;
            Some(Content { id, label, attributes, entries })
        });
        faults.splice(0..0, reading.into_faults());
        content.filter(|_| faults.is_empty()).map(Self::of).ok_or(Faults(faults))
    }
}

struct Described {
    label: crate::domain::questionnaire::Text,
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
    fields.optional_text(reading, "notice");
    let file = fields.string(reading, "file");
    if let Some(file) = &file {
        reading.places.insert("file".to_owned(), file.span());
    }
    let key = fields.string(reading, "key");
    let name = fields.string(reading, "name");
    let search = fields.texts(reading, "search", SEARCHED_MAX);
    let mut columns = Vec::new();
    let mut attributes: Vec<Attribute> = Vec::new();
    for row in fields.list(reading, "attributes", ATTRIBUTES_MAX) {
        let Some((attribute, column)) = read_attribute(reading, row) else { continue };
        if attributes.iter().any(|known| known.id == attribute.id) {
            let place = format!("attributes.{}", attribute.id);
            reading.fault_at(&place, "attribut répété", Some("un autre id".to_owned()));
        }
        attributes.push(attribute);
        columns.push(column);
    }
    fields.close(reading);
    format?;
    let columns = Columns { key: key?.into_inner(), name: name?.into_inner(), search, attributes: columns };
    (!reading.source.has_faults()).then_some(Described { label, file: file?.into_inner(), columns, attributes })
}

/// An attribute and its column: the one of its own name, unless another is said.
fn read_attribute(reading: &mut Reading, mut fields: Fields) -> Option<(Attribute, String)> {
    let id = fields.name(reading, "id", AttributeId::parse);
    if let Some(id) = &id {
        fields.place = format!("attributes.{id}");
    }
    reading.note_place(&fields);
    let label = fields.text(reading, "label");
    let column = fields.optional_string(reading, "column").map(toml::Spanned::into_inner);
    let categories = crate::domain::questionnaire::read_categories(reading, &mut fields);
    if categories.is_empty() {
        let expected = "categories = [{ code = \"…\", label.fr = \"…\" }]".to_owned();
        reading.fault(fields.span(), &fields.place, "attribut sans catégorie", Some(expected));
    }
    fields.close(reading);
    let id = id?;
    let column = column.unwrap_or_else(|| id.to_string());
    Some((Attribute { id, label, categories }, column))
}
