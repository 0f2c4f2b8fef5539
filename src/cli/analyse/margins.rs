//! The margins of a telephone file, as a person types them in a spreadsheet: one row a category.

use std::path::Path;

use crate::cli::CliError;
use crate::domain::calibration::{Group, MarginTargets};
use crate::domain::fault::{Fault, Faults, Source, did_you_mean};

/// Columns of the file; `group` may be left out.
const COLUMNS: &str = "variable,category,target ou group,variable,category,target";
const GROUP: &str = "group";
/// Between crossed variables, and between their categories.
const CROSS: char = '|';

/// Margins of everybody, or of each group.
pub(super) struct Margins {
    pub everywhere: Vec<MarginTargets>,
    pub groups: Vec<Group>,
}

/// Reads a margin file; every row that cannot be read is told.
pub(super) fn read(path: &Path, text: &str, separator: u8) -> Result<Margins, CliError> {
    let text = text.trim_start_matches('\u{feff}');
    let source = Source::new("", text);
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| CliError::file(path, error))?.clone();
    let at = |name: &str| header.iter().position(|column| column == name);
    let named = |name: &str| header.iter().filter(|column| *column == name).count();
    if let Some(name) = ["variable", "category", "target", GROUP].into_iter().find(|name| named(name) > 1) {
        return Err(CliError::file(path, format!("la colonne « {name} » est là deux fois : laquelle compte ?")));
    }
    let (Some(variable), Some(category), Some(target)) = (at("variable"), at("category"), at("target")) else {
        let found = header.iter().collect::<Vec<_>>().join(", ");
        return Err(CliError::file(path, format!("colonnes « {found} » — attendu : {COLUMNS}")));
    };
    let group = at(GROUP);
    // Not seen, its groups would pass for one.
    let near = header.iter().find(|name| group.is_none() && did_you_mean(name, [GROUP]).is_some());
    if let Some(near) = near {
        return Err(CliError::file(path, format!("colonne « {near} » — vouliez-vous dire {GROUP} ?")));
    }
    let (mut margins, mut faults) = (Margins { everywhere: Vec::new(), groups: Vec::new() }, Vec::new());
    for record in reader.records() {
        let record = record.map_err(|error| CliError::file(path, error))?;
        let field = |at: usize| record.get(at).unwrap_or_default();
        let (line, _) = source.line_column(source.record(record.position()).start);
        match number(field(target)) {
            Some(value) => {
                let list = match group {
                    Some(group) => &mut margins.group(field(group)).margins,
                    None => &mut margins.everywhere,
                };
                add(list, field(variable), field(category), value);
            }
            None => faults.push(Fault {
                file: path.display().to_string(),
                line,
                column: target + 1,
                length: 0,
                place: format!("{} {}", field(variable), field(category)),
                what: format!("cible illisible : « {} »", field(target)),
                expected: Some("un nombre, comme 0.25".to_owned()),
            }),
        }
    }
    if !faults.is_empty() {
        return Err(Faults(faults).into());
    }
    if margins.everywhere.is_empty() && margins.groups.is_empty() {
        return Err(CliError::file(path, "aucune marge"));
    }
    Ok(margins)
}

impl Margins {
    fn group(&mut self, code: &str) -> &mut Group {
        let at = self.groups.iter().position(|group| group.code == code).unwrap_or_else(|| {
            self.groups.push(Group { code: code.to_owned(), margins: Vec::new(), totals: Vec::new(), total: None });
            self.groups.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the position was found or made just above")]
        &mut self.groups[at]
    }

    /// Every variable of every margin.
    pub fn variables(&self) -> impl Iterator<Item = &String> {
        let grouped = self.groups.iter().flat_map(|group| &group.margins);
        self.everywhere.iter().chain(grouped).flat_map(|margin| &margin.variables)
    }
}

fn number(text: &str) -> Option<f64> {
    text.replacen(',', ".", 1).parse::<f64>().ok().filter(|value| value.is_finite())
}

fn add(margins: &mut Vec<MarginTargets>, variable: &str, category: &str, target: f64) {
    let codes: Vec<String> = category.split(CROSS).map(str::to_owned).collect();
    match margins.iter_mut().find(|margin| margin.label == variable) {
        Some(margin) => margin.targets.push((codes, target)),
        None => margins.push(MarginTargets {
            label: variable.to_owned(),
            variables: variable.split(CROSS).map(str::to_owned).collect(),
            targets: vec![(codes, target)],
            uncovered: Vec::new(),
        }),
    }
}
