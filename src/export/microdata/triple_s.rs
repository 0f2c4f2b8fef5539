//! Triple-S 2.0: the definition as XML, and its data as CSV. Codes of a single are never negative there, so the kinds of
//! missing move above the others (95 to 99, 995 to 999…); a question with several answers is one variable, whose ticks are
//! 0 and 1, blank where it was not asked.

use std::io::{self, Write as _};

use super::codebook::{extent, longest};
use super::csv::{self, Cells};
use super::dictionary::{Code, Field, MissingKind, MultipleSet, Source};
use super::sink::Sink;
use super::{Microdata, MicrodataFile, Progress, scripts};
use crate::domain::arithmetic::decimal::fixed;
use crate::domain::data_set::Values;
use crate::export::xml::Xml;

const NEW_LINE: &str = "\r\n";

/// A variable of the file.
enum Variable<'a> {
    Field(&'a Field),
    Set(&'a MultipleSet, &'a [Field]),
}

fn variables<'a>(of: &'a Microdata<'_>) -> Vec<Variable<'a>> {
    let mut variables = Vec::new();
    for (at, field) in of.dictionary.fields.iter().enumerate() {
        match of.dictionary.set_of(at) {
            Some(set) if set.first == at => variables.push(Variable::Set(set, of.dictionary.of_set(set))),
            Some(_) => {}
            None => variables.push(Variable::Field(field)),
        }
    }
    variables
}

pub(super) fn definition(of: &Microdata<'_>, sink: &mut Sink<'_>) -> io::Result<u64> {
    let variables = variables(of);
    let mut xml = Xml::new();
    let end = of.spec.fieldwork.end.to_string();
    xml.open("sss", &[("version", "2.0"), ("languages", "fr")]);
    xml.leaf("date", &[], &end);
    xml.leaf("origin", &[], "Sonde");
    xml.open("survey", &[]);
    xml.leaf("name", &[], of.spec.slug.as_str());
    xml.leaf("version", &[], &of.spec.questionnaire_version.to_string());
    xml.leaf("title", &[], &scripts::facts(of).join(" "));
    let data = of.file_name(MicrodataFile::TripleSData);
    xml.open("record", &[("ident", "A"), ("href", &data), ("format", "csv"), ("skip", "1")]);
    for (variable, ident) in variables.iter().zip(1u32..) {
        described(of, variable, &ident.to_string(), &mut xml);
    }
    sink.write_all(xml.into_text().as_bytes())?;
    Ok(u64::try_from(variables.len()).unwrap_or(u64::MAX))
}

fn described(of: &Microdata<'_>, variable: &Variable<'_>, ident: &str, xml: &mut Xml) {
    let (name, label) = match variable {
        Variable::Field(field) => (&field.name, &field.label),
        Variable::Set(set, _) => (&set.name, &set.label),
    };
    let mut attributes = vec![("ident", ident), ("type", kind(variable))];
    match variable {
        Variable::Field(Field { source: Source::Serial, .. }) => attributes.push(("use", "serial")),
        Variable::Field(Field { source: Source::Weight, .. }) => attributes.push(("use", "weight")),
        _ => {}
    }
    xml.within("variable", &attributes, |xml| {
        xml.leaf("name", &[], name);
        xml.leaf("label", &[], label);
        // The place of its field on a line, in a file of CSV.
        xml.empty("position", &[("start", ident)]);
        match variable {
            Variable::Set(set, fields) => ticks(set, fields, xml),
            Variable::Field(field) => values(of, field, xml),
        }
    });
}

fn kind(variable: &Variable<'_>) -> &'static str {
    match variable {
        Variable::Set(..) => "multiple",
        Variable::Field(field) => match field.source {
            Source::Coded { .. } | Source::Ticked { .. } | Source::Why { .. } => "single",
            Source::Serial | Source::Weight | Source::Number { .. } => "quantity",
            Source::Date { .. } => "date",
            Source::Text { .. } | Source::Order { .. } => "character",
        },
    }
}

fn ticks(set: &MultipleSet, fields: &[Field], xml: &mut Xml) {
    // An option may hold a dash of its own.
    let head = format!("{} — ", set.label);
    xml.within("values", &[], |xml| {
        for (field, place) in fields.iter().zip(1u32..) {
            let option = field.label.strip_prefix(&head).unwrap_or(&field.label);
            xml.leaf("value", &[("code", &place.to_string())], option);
        }
    });
}

fn values(of: &Microdata<'_>, field: &Field, xml: &mut Xml) {
    match field.source {
        Source::Text { .. } | Source::Order { .. } => xml.leaf("size", &[], &longest(of, field).1.max(1).to_string()),
        Source::Date { .. } => {}
        Source::Serial => xml.within("values", &[], |xml| {
            xml.empty("range", &[("from", "1"), ("to", &of.data.rows.max(1).to_string())]);
        }),
        Source::Weight => xml.within("values", &[], |xml| {
            let weights = || of.weights.unwrap_or_default().iter().copied();
            let (low, high) = (weights().fold(f64::INFINITY, f64::min), weights().fold(0.0, f64::max));
            xml.empty("range", &[("from", &low.min(high).to_string()), ("to", &high.to_string())]);
        }),
        Source::Number { decimals, .. } => xml.within("values", &[], |xml| {
            let (low, high) = extent(of, field).unwrap_or((0, 0));
            xml.empty("range", &[("from", &fixed(low, decimals, '.')), ("to", &fixed(high, decimals, '.'))]);
            let coded = |code: &Code| xml_value(code.value, decimals);
            field.codes.iter().for_each(|code| xml.leaf("value", &[("code", &coded(code))], &code.label));
        }),
        Source::Coded { .. } | Source::Ticked { .. } | Source::Why { .. } => xml.within("values", &[], |xml| {
            let moved = Moved::of(field);
            for code in &field.codes {
                xml.leaf("value", &[("code", &moved.number(code.value).to_string())], &code.label);
            }
        }),
    }
}

/// A code among numbers has their decimals.
fn xml_value(value: i64, decimals: u8) -> String {
    fixed(value.saturating_mul(10_i64.saturating_pow(decimals.into())), decimals, '.')
}

/// The numbers of a single, none below zero.
struct Moved(Vec<(i64, i64)>);

impl Moved {
    fn of(field: &Field) -> Self {
        let plain: Vec<&Code> = field.codes.iter().filter(|code| code.missing.is_none()).collect();
        let is_negative = plain.iter().any(|code| code.value < 0);
        let own: Vec<(i64, i64)> = plain
            .iter()
            .zip(1..)
            .map(|(code, place)| (code.value, if is_negative { place } else { code.value }))
            .collect();
        let highest = own.iter().map(|(_, number)| *number).max().unwrap_or(0);
        let mut top = 99;
        while top - 9 <= highest {
            top = top * 10 + 9;
        }
        let mut extra = top - 5;
        let mut taken = Vec::new();
        let missing = field.codes.iter().filter_map(|code| Some((code.value, code.missing?))).map(|(value, kind)| {
            let place = MissingKind::ALL.iter().zip(0..).find(|(one, _)| **one == kind).map_or(0, |(_, place)| place);
            if taken.contains(&kind) {
                extra -= 1;
                return (value, extra + 1);
            }
            taken.push(kind);
            (value, top - place)
        });
        let missing: Vec<(i64, i64)> = missing.collect();
        Self(own.into_iter().chain(missing).collect())
    }

    fn number(&self, value: i64) -> i64 {
        self.0.iter().find(|(from, _)| *from == value).map_or(value, |(_, to)| *to)
    }
}

pub(super) fn data(of: &Microdata<'_>, sink: &mut Sink<'_>, progress: Progress<'_>) -> io::Result<u64> {
    let variables = variables(of);
    let name = |variable: &Variable<'_>| match variable {
        Variable::Field(field) => field.name.clone(),
        Variable::Set(set, _) => set.name.clone(),
    };
    sink.write_all(variables.iter().map(name).collect::<Vec<_>>().join(",").as_bytes())?;
    sink.write_all(NEW_LINE.as_bytes())?;
    let last = variables.len().saturating_sub(1);
    let end = |at: usize| if at == last { NEW_LINE } else { "," };
    let cells: Vec<Cells<'_>> =
        variables.iter().enumerate().map(|(at, variable)| cells(of, variable, end(at))).collect();
    csv::rows(of.data.rows, &cells, sink, progress)?;
    Ok(of.rows())
}

fn cells<'a>(of: &'a Microdata<'_>, variable: &Variable<'a>, end: &'static str) -> Cells<'a> {
    match variable {
        Variable::Field(field) if field.is_date() => {
            let column = field.column_at().and_then(|column| of.data.columns.get(column));
            match column.map(|column| &column.values) {
                Some(Values::Text { values, .. }) => Cells::Day { values, end },
                _ => Cells::Blank { end },
            }
        }
        Variable::Field(field) => {
            let moved = Moved::of(field);
            Cells::renumbered(of.data, of.weights, field, end, &|value| moved.number(value))
        }
        Variable::Set(_, fields) => {
            let column = fields.first().and_then(Field::column_at).and_then(|column| of.data.columns.get(column));
            match column.map(|column| &column.values) {
                Some(Values::Ticks { values, .. }) => Cells::Bits { values, len: fields.len(), end },
                _ => Cells::Blank { end },
            }
        }
    }
}
