//! What the figures are made of (SDMX-ML 3.0, structure message): the data flow, its code lists, its concepts, its data
//! structure. Its order is that of the schema.

use std::collections::BTreeMap;

use super::super::xml::Xml;
use super::super::{ReleaseFile, keys};
use super::component::{ATTRIBUTES, Component, DIMENSIONS, MEASURE, Values, components};
use super::{AGENCY, NOT_APPLICABLE, TOTAL, VERSION, breakdown, flow_id, id, item, own};
use crate::domain::release::Released;

const MESSAGE: [(&str, &str); 3] = [
    ("xmlns:mes", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message"),
    ("xmlns:str", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/structure"),
    ("xmlns:com", "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common"),
];
const LANGUAGE: [(&str, &str); 1] = [("xml:lang", "fr")];
const CONCEPTS: &str = "CONCEPTS";

type Codes = Vec<(String, String)>;

pub(in crate::export) fn file(released: &Released) -> ReleaseFile {
    let lists = lists(released);
    let rows = lists.iter().map(|(_, _, codes)| codes.len()).sum::<usize>();
    let mut xml = Xml::new();
    xml.within("mes:Structure", &MESSAGE, |xml| {
        header(xml, released);
        xml.within("mes:Structures", &[], |xml| {
            flow(xml, released);
            xml.within("str:Codelists", &[], |xml| lists.iter().for_each(|list| code_list(xml, list)));
            concepts(xml);
            data_structure(xml, released);
        });
    });
    ReleaseFile {
        name: "tableaux-sdmx-structure.xml",
        media_type: "application/vnd.sdmx.structure+xml; version=3.0.0",
        bytes: xml.into_text().into_bytes(),
        rows: u64::try_from(rows).unwrap_or(u64::MAX),
    }
}

/// Dated by the last day of the fieldwork: the same release always gives the same bytes.
fn header(xml: &mut Xml, released: &Released) {
    let prepared = format!("{}T00:00:00Z", released.content().wave.fieldwork_end);
    let test = if released.content().is_simulated { "true" } else { "false" };
    xml.within("mes:Header", &[], |xml| {
        xml.leaf("mes:ID", &[], &flow_id(released));
        xml.leaf("mes:Test", &[], test);
        xml.leaf("mes:Prepared", &[], &prepared);
        xml.empty("mes:Sender", &[("id", AGENCY)]);
    });
}

fn maintained(id: &str) -> [(&str, &str); 4] {
    [("id", id), ("version", VERSION), ("isExternalReference", "false"), ("agencyID", AGENCY)]
}

fn name(xml: &mut Xml, text: &str) {
    xml.leaf("com:Name", &LANGUAGE, text);
}

fn flow(xml: &mut Xml, released: &Released) {
    let id = flow_id(released);
    let wave = &released.content().wave;
    let simulated = if released.content().is_simulated { " Données simulées." } else { "" };
    let structure = format!("urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={AGENCY}:{id}({VERSION})");
    xml.within("str:Dataflows", &[], |xml| {
        xml.within("str:Dataflow", &maintained(&id), |xml| {
            name(xml, &wave.title);
            let described = format!("{}, {}.{simulated}", wave.audience, wave.universe);
            xml.leaf("com:Description", &LANGUAGE, &described);
            xml.leaf("str:Structure", &[], &structure);
        });
    });
}

/// Identifier, name and codes of each list, no code twice.
fn lists(released: &Released) -> Vec<(&'static str, &'static str, Codes)> {
    let tables = &released.content().tables;
    let wave = &released.content().wave;
    let questions = tables.iter().map(|table| (table.question.to_string(), table.text.clone()));
    let items = tables.iter().map(|table| {
        let none = || "Sans objet".to_owned();
        (item(table), table.item_label.clone().unwrap_or_else(none))
    });
    let columns = tables.iter().flat_map(|table| &table.columns).map(|column| (breakdown(column), keys::label(column)));
    let answers = tables.iter().flat_map(|table| {
        keys::named_rows(table).map(|(key, row)| (own(&table.question, &key), row.label().to_owned()))
    });
    vec![
        ("CL_WAVE", "Vagues", once([(id(wave.slug.as_str()), wave.title.clone())].into_iter())),
        ("CL_QUESTION", "Questions", once(questions)),
        ("CL_ITEM", "Éléments des questions", once(fixed(&[(NOT_APPLICABLE, "Sans objet")]).into_iter().chain(items))),
        ("CL_BREAKDOWN", "Populations", once(fixed(&[(TOTAL, "Ensemble")]).into_iter().chain(columns))),
        ("CL_ANSWER", "Réponses et mesures", once(answers)),
        // As SDMX's own lists have them, those that are met here.
        ("CL_OBS_STATUS", "Lecture", fixed(&[("A", "Lisible"), ("U", "Base faible"), ("Q", "Masqué")])),
        ("CL_CONF_STATUS", "Secret", fixed(&[("F", "Libre"), ("C", "Secret statistique")])),
        ("CL_BOOLEAN", "Oui ou non", fixed(&[("Y", "Oui"), ("N", "Non")])),
        ("CL_ANSWER_KIND", "Nature de la ligne", fixed(&KINDS)),
        ("CL_AGAINST_REST", "Par rapport aux autres", fixed(&[("above", "Supérieur"), ("below", "Inférieur")])),
    ]
}

const KINDS: [(&str, &str); 6] = [
    ("option", "Réponse"),
    ("of_which", "Réponse citée par « dont »"),
    ("net", "Sous-total"),
    ("no_answer", "Sans réponse"),
    ("mean", "Moyenne"),
    ("median", "Médiane"),
];

fn fixed(codes: &[(&str, &str)]) -> Codes {
    codes.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned())).collect()
}

/// In the order they come, the first label of each code.
fn once(codes: impl Iterator<Item = (String, String)>) -> Codes {
    let mut seen = BTreeMap::new();
    codes.filter(|(code, _)| seen.insert(code.clone(), ()).is_none()).collect()
}

fn code_list(xml: &mut Xml, (id, title, codes): &(&'static str, &'static str, Codes)) {
    let attributes: Vec<_> = maintained(id).into_iter().chain([("isPartial", "false")]).collect();
    xml.within("str:Codelist", &attributes, |xml| {
        name(xml, title);
        for (code, label) in codes {
            xml.within("str:Code", &[("id", code)], |xml| name(xml, label));
        }
    });
}

fn concepts(xml: &mut Xml) {
    let attributes: Vec<_> = maintained(CONCEPTS).into_iter().chain([("isPartial", "false")]).collect();
    xml.within("str:ConceptSchemes", &[], |xml| {
        xml.within("str:ConceptScheme", &attributes, |xml| {
            name(xml, "Concepts des tableaux");
            for component in components() {
                xml.within("str:Concept", &[("id", component.id)], |xml| name(xml, component.name));
            }
        });
    });
}

fn data_structure(xml: &mut Xml, released: &Released) {
    let id = flow_id(released);
    xml.within("str:DataStructures", &[], |xml| {
        xml.within("str:DataStructure", &maintained(&id), |xml| {
            name(xml, &released.content().wave.title);
            xml.within("str:DataStructureComponents", &[], |xml| {
                xml.within("str:DimensionList", &[], dimensions);
                xml.within("str:AttributeList", &[], |xml| ATTRIBUTES.iter().for_each(|of| attribute(xml, of)));
                xml.within("str:MeasureList", &[], |xml| {
                    let attributes = [("id", MEASURE.id), ("usage", "optional")];
                    xml.within("str:Measure", &attributes, |xml| represented(xml, &MEASURE));
                });
            });
        });
    });
}

fn dimensions(xml: &mut Xml) {
    for (place, dimension) in DIMENSIONS.iter().enumerate() {
        let position = (place + 1).to_string();
        if dimension.values == Values::Period {
            xml.within("str:TimeDimension", &[("id", dimension.id)], |xml| represented(xml, dimension));
        } else {
            let attributes = [("id", dimension.id), ("position", &position)];
            xml.within("str:Dimension", &attributes, |xml| represented(xml, dimension));
        }
    }
}

fn attribute(xml: &mut Xml, attribute: &Component) {
    xml.within("str:Attribute", &[("id", attribute.id), ("usage", "optional")], |xml| {
        represented(xml, attribute);
        xml.within("str:AttributeRelationship", &[], |xml| xml.empty("str:Observation", &[]));
        xml.within("str:MeasureRelationship", &[], |xml| xml.leaf("str:Measure", &[], MEASURE.id));
    });
}

fn represented(xml: &mut Xml, component: &Component) {
    let concept = component.id;
    let identity =
        format!("urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={AGENCY}:{CONCEPTS}({VERSION}).{concept}");
    xml.leaf("str:ConceptIdentity", &[], &identity);
    xml.within("str:LocalRepresentation", &[], |xml| match component.values {
        Values::Codes(list) => {
            let list = format!("urn:sdmx:org.sdmx.infomodel.codelist.Codelist={AGENCY}:{list}({VERSION})");
            xml.leaf("str:Enumeration", &[], &list);
        }
        Values::Whole => xml.empty("str:TextFormat", &[("textType", "Integer")]),
        Values::Real => xml.empty("str:TextFormat", &[("textType", "Double")]),
        Values::Text => xml.empty("str:TextFormat", &[("textType", "String")]),
        Values::Period => xml.empty("str:TextFormat", &[("textType", "ObservationalTimePeriod")]),
    });
}
