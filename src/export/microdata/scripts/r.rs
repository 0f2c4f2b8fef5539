//! R: base functions read the file, package haven labels it.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use super::super::dictionary::Field;
use super::super::sink::Sink;
use super::super::{Microdata, MicrodataFile};
use super::facts;

const READ: &str = r#"
library(haven)

lire <- function(fichier) {
  donnees <- read.csv(fichier, fileEncoding = "UTF-8", na.strings = "", check.names = FALSE,
                      colClasses = types, stringsAsFactors = FALSE)
  for (nom in names(manquants)) {
    donnees[[nom]] <- labelled_spss(as.numeric(donnees[[nom]]), labels = etiquettes[[nom]],
                                    na_range = manquants[[nom]], label = libelles[[nom]])
  }
  for (nom in setdiff(names(libelles), names(manquants))) attr(donnees[[nom]], "label") <- libelles[[nom]]
  donnees
}
"#;

pub(in super::super) fn write(of: &Microdata<'_>, sink: &mut Sink<'_>) -> io::Result<u64> {
    let mut text = String::new();
    facts(of).iter().for_each(|line| line_of(&mut text, &format!("# {line}")));
    let fields = &of.dictionary.fields;
    let named = |text: &mut String, name: &str, fields: &mut dyn Iterator<Item = (&str, String)>| {
        let items: Vec<String> = fields.map(|(field, value)| format!("  {field} = {value}")).collect();
        line_of(text, &format!("\n{name} <- list(\n{}\n)", items.join(",\n")));
    };
    let types: Vec<String> = fields.iter().map(|field| format!("  {} = \"{}\"", field.name, class(field))).collect();
    line_of(&mut text, &format!("\ntypes <- c(\n{}\n)", types.join(",\n")));
    named(&mut text, "libelles", &mut fields.iter().map(|field| (field.name.as_str(), quoted(&field.label))));
    let labelled = || fields.iter().filter(|field| field.missing_range().is_some() && !field.is_date());
    named(&mut text, "etiquettes", &mut labelled().map(|field| (field.name.as_str(), labels(field))));
    let range =
        |field: &Field| field.missing_range().map_or_else(String::new, |(low, high)| format!("c({low}, {high})"));
    named(&mut text, "manquants", &mut labelled().map(|field| (field.name.as_str(), range(field))));
    let mut sets = of.dictionary.sets.iter().map(|set| {
        let names: Vec<String> = of.dictionary.of_set(set).iter().map(|field| quoted(&field.name)).collect();
        (set.name.as_str(), format!("c({})", names.join(", ")))
    });
    named(&mut text, "multiples", &mut sets);
    text.push_str(READ);
    line_of(&mut text, &format!("\ndonnees <- lire({})", quoted(&of.file_name(MicrodataFile::Csv))));
    if let Some(weight) = of.dictionary.weight() {
        line_of(
            &mut text,
            &format!("# plan <- survey::svydesign(ids = ~1, weights = ~{}, data = donnees)", weight.name),
        );
    }
    sink.write_all(text.as_bytes())?;
    Ok(u64::try_from(fields.len()).unwrap_or(u64::MAX))
}

fn line_of(text: &mut String, line: &str) {
    // A text takes whatever is written to it.
    let _ = writeln!(text, "{line}");
}

fn class(field: &Field) -> &'static str {
    if field.is_date() {
        "Date"
    } else if field.is_text() {
        "character"
    } else {
        "numeric"
    }
}

/// `c("Ne se prononce pas" = -1, …)`; the same label twice is told apart by its number.
fn labels(field: &Field) -> String {
    let pairs: Vec<String> =
        field.codes.iter().map(|code| format!("{} = {}", quoted(&code.label), code.value)).collect();
    format!("c({})", pairs.join(", "))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
