//! DDI-Codebook 2.5: what was asked, of whom, how, and what each variable means. Of answers it has how many were asked, and
//! the lowest and the highest number given.

use std::io::{self, Write as _};

use super::codebook::{base, extent};
use super::dictionary::{Field, Measure, Source};
use super::labels::plain;
use super::sink::Sink;
use super::{Microdata, MicrodataFile, scripts};
use crate::domain::arithmetic::decimal::fixed;
use crate::domain::questionnaire::{Language, Question};
use crate::export::xml::Xml;

const DATA_FILE: &str = "F1";

/// Gives the number of variables.
pub(super) fn write(of: &Microdata<'_>, sink: &mut Sink<'_>) -> io::Result<u64> {
    let mut xml = Xml::new();
    let root = [
        ("version", "2.5"),
        ("xml:lang", "fr"),
        ("xmlns", "ddi:codebook:2_5"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        (
            "xsi:schemaLocation",
            "ddi:codebook:2_5 https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd",
        ),
    ];
    xml.open("codeBook", &root);
    xml.within("docDscr", &[], |xml| document(of, xml));
    xml.within("stdyDscr", &[], |xml| study(of, xml));
    xml.within("fileDscr", &[("ID", DATA_FILE)], |xml| file(of, xml));
    xml.within("dataDscr", &[], |xml| variables(of, xml));
    sink.write_all(xml.into_text().as_bytes())?;
    Ok(u64::try_from(of.dictionary.fields.len()).unwrap_or(u64::MAX))
}

fn document(of: &Microdata<'_>, xml: &mut Xml) {
    xml.within("citation", &[], |xml| {
        xml.within("titlStmt", &[], |xml| {
            xml.leaf("titl", &[], &format!("Description des données — {}", of.spec.title));
            xml.leaf("IDNo", &[("agency", "Sonde")], &format!("{}-ddi", of.spec.slug));
        });
        xml.within("prodStmt", &[], |xml| xml.leaf("software", &[], "Sonde"));
    });
}

fn study(of: &Microdata<'_>, xml: &mut Xml) {
    let (spec, parties) = (of.spec, &of.spec.parties);
    xml.within("citation", &[], |xml| {
        xml.within("titlStmt", &[], |xml| {
            xml.leaf("titl", &[], &spec.title);
            xml.leaf("subTitl", &[], of.origin());
            xml.leaf("IDNo", &[("agency", "Sonde")], spec.slug.as_str());
        });
        xml.within("rspStmt", &[], |xml| xml.leaf("AuthEnty", &[], &parties.scientific_lead));
        xml.within("prodStmt", &[], |xml| {
            xml.leaf("producer", &[], &parties.sponsor);
            xml.leaf("fundAg", &[], &parties.sponsor);
        });
        xml.within("serStmt", &[], |xml| xml.leaf("serName", &[], spec.study.as_str()));
        xml.within("verStmt", &[], |xml| {
            xml.leaf("version", &[], &format!("questionnaire {}", spec.questionnaire_version));
        });
    });
    xml.within("stdyInfo", &[], |xml| {
        xml.leaf("abstract", &[], &scripts::facts(of).join(" "));
        xml.within("sumDscr", &[], |xml| {
            let days = [("start", spec.fieldwork.start), ("end", spec.fieldwork.end)];
            for (event, day) in days {
                let day = day.to_string();
                xml.leaf("collDate", &[("date", &day), ("event", event)], &day);
            }
            xml.leaf("nation", &[("abbr", "FR")], "France");
            xml.leaf("anlyUnit", &[], &spec.audience);
            xml.leaf("universe", &[], &spec.universe);
            xml.leaf("dataKind", &[], of.origin());
        });
    });
    xml.within("method", &[], |xml| {
        xml.within("dataColl", &[], |xml| {
            xml.leaf("dataCollector", &[], &parties.fieldwork_institute);
            xml.leaf("collMode", &[], &spec.mode);
            xml.leaf("weight", &[], &weighting(of));
        });
    });
    xml.within("dataAccs", &[], |xml| {
        xml.within("useStmt", &[], |xml| {
            xml.leaf("restrctn", &[], "Réponses individuelles : réservées aux chargés d’études de l’enquête.");
        });
    });
}

fn weighting(of: &Microdata<'_>) -> String {
    match of.dictionary.weight() {
        Some(weight) => {
            let margins: Vec<&str> = of.spec.weighting.margins.iter().map(|margin| margin.label.as_str()).collect();
            format!(
                "Variable {} : calage sur {}, version {}.",
                weight.name,
                margins.join(", "),
                of.spec.weighting.version
            )
        }
        None => "Données scellées et pas encore redressées : aucune pondération.".to_owned(),
    }
}

fn file(of: &Microdata<'_>, xml: &mut Xml) {
    xml.within("fileTxt", &[], |xml| {
        xml.leaf("fileName", &[], &of.file_name(MicrodataFile::Csv));
        xml.within("dimensns", &[], |xml| {
            xml.leaf("caseQnty", &[], &of.data.rows.to_string());
            xml.leaf("varQnty", &[], &of.dictionary.fields.len().to_string());
        });
        xml.leaf("fileType", &[("charset", "UTF-8")], "text/csv");
        xml.leaf("format", &[], "CSV, virgule, point décimal, noms sur la première ligne");
    });
}

fn variables(of: &Microdata<'_>, xml: &mut Xml) {
    for (set, number) in of.dictionary.sets.iter().zip(1u32..) {
        let ids: Vec<String> = (set.first..set.first + set.len).map(id).collect();
        let group = format!("G{number}");
        let attributes =
            [("ID", group.as_str()), ("type", "multipleResp"), ("var", &ids.join(" ")), ("name", &set.name)];
        xml.within("varGrp", &attributes, |xml| xml.leaf("labl", &[], &set.label));
    }
    let weight = of.dictionary.fields.iter().position(Field::is_weight).map(id);
    for (at, field) in of.dictionary.fields.iter().enumerate() {
        variable(of, at, field, weight.as_deref(), xml);
    }
}

/// As XML has it: a letter first.
fn id(at: usize) -> String {
    format!("V{}", at + 1)
}

fn variable(of: &Microdata<'_>, at: usize, field: &Field, weight: Option<&str>, xml: &mut Xml) {
    let (id, decimals) = (id(at), field.decimals().to_string());
    let interval = if field.measure == Measure::Scale { "contin" } else { "discrete" };
    let mut attributes = vec![
        ("ID", id.as_str()),
        ("name", &field.name),
        ("files", DATA_FILE),
        ("dcml", &decimals),
        ("intrvl", interval),
    ];
    match weight {
        Some(_) if field.is_weight() => attributes.push(("wgt", "wgt")),
        Some(weight) => attributes.push(("wgt-var", weight)),
        None => {}
    }
    xml.within("var", &attributes, |xml| {
        xml.leaf("labl", &[], &field.label);
        if let Some((_, question)) = of.questionnaire.question(&field.question) {
            asked(of, question, xml);
        }
        ranges(of, field, xml);
        let universe = if field.filter.is_empty() { &of.spec.universe } else { &field.filter };
        xml.leaf("universe", &[], universe);
        xml.leaf("TotlResp", &[], &base(of, field).to_string());
        for code in &field.codes {
            let missing = if code.missing.is_some() { "Y" } else { "N" };
            let mut attributes = vec![("missing", missing)];
            attributes.extend(code.missing.map(|kind| ("missType", kind.as_str())));
            xml.within("catgry", &attributes, |xml| {
                xml.leaf("catValu", &[], &code.value.to_string());
                xml.leaf("labl", &[], &code.label);
            });
        }
        let kind = if field.is_text() || field.is_date() { "character" } else { "numeric" };
        let mut attributes = vec![("type", kind), ("schema", "other")];
        if field.is_date() {
            attributes.push(("category", "date"));
        }
        xml.empty("varFormat", &attributes);
    });
}

fn asked(of: &Microdata<'_>, question: &Question, xml: &mut Xml) {
    xml.within("qstn", &[("seqNo", question.id.as_str())], |xml| {
        xml.leaf("qstnLit", &[], &plain(question.text.get(Language::Fr), of.spec));
        if let Some(help) = &question.help {
            xml.leaf("ivuInstr", &[], &plain(help.get(Language::Fr), of.spec));
        }
    });
}

fn ranges(of: &Microdata<'_>, field: &Field, xml: &mut Xml) {
    if let (Source::Number { decimals, .. }, Some((low, high))) = (&field.source, extent(of, field)) {
        let (low, high) = (fixed(low, *decimals, '.'), fixed(high, *decimals, '.'));
        xml.within("valrng", &[], |xml| xml.empty("range", &[("min", &low), ("max", &high)]));
    }
    if let Some((low, high)) = field.missing_range() {
        let (low, high) = (low.to_string(), high.to_string());
        xml.within("invalrng", &[], |xml| xml.empty("range", &[("min", &low), ("max", &high)]));
    }
}
