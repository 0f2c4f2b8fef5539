//! A release as CSV for machines: UTF-8, commas, one line a figure. A hidden column keeps its lines, without figures, so
//! that nobody takes it for an oversight.

use crate::domain::arithmetic::decimal::fixed;
use crate::domain::release::{
    AgainstRest, Released, ReleasedColumn, ReleasedMeasure, ReleasedMeasureRow, ReleasedRow, ReleasedRowKind,
    ReleasedTable,
};
use crate::domain::table::MeasureKind;

/// Columns of the file; new ones come last, so that a reader by place goes on.
const FIELDS: usize = 33;
const HEADER: [&str; FIELDS] = [
    "origin",
    "wave",
    "study",
    "audience",
    "fieldwork_start",
    "fieldwork_end",
    "release",
    "scheme_version",
    "question",
    "text",
    "item",
    "item_label",
    "base_label",
    "break",
    "category",
    "category_label",
    "row",
    "row_kind",
    "row_label",
    "percent",
    "low",
    "high",
    "value",
    "base_n",
    "effective_n",
    "status",
    "se",
    "se_weights_only",
    "letter",
    "letters",
    "against_rest",
    "test_f",
    "test_p_value",
];

/// The whole release. Every line can stand alone: it says the wave, its dates, the wording, the bases, the version of
/// weights, and whether the data are simulated.
pub fn write(released: &Released) -> Result<Vec<u8>, csv::Error> {
    write_some(released, |_, _| true)
}

/// The same, of the columns somebody picked.
pub fn write_some(
    released: &Released,
    is_picked: impl Fn(&ReleasedTable, &ReleasedColumn) -> bool,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(HEADER)?;
    for table in &released.content().tables {
        for column in table.columns.iter().filter(|column| is_picked(table, column)) {
            for (position, row) in table.rows.iter().enumerate() {
                let line = record(released, table, column, share(column, position, row));
                writer.write_record(line.iter().map(|text| harmless(text)))?;
            }
            for (position, row) in table.measures.iter().enumerate() {
                let line = record(released, table, column, measured(column, position, row));
                writer.write_record(line.iter().map(|text| harmless(text)))?;
            }
        }
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// What a line says beside its table and its column.
struct Figure<'a> {
    code: &'a str,
    kind: &'static str,
    label: &'a str,
    percent: String,
    low: String,
    high: String,
    value: String,
    base_n: Option<u32>,
    se: Option<f64>,
    se_weights_only: Option<f64>,
    letters: &'a [String],
    rest: &'static str,
}

/// A figure as it is; nothing where there is none.
fn figure(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn against(rest: Option<AgainstRest>) -> &'static str {
    match rest {
        Some(AgainstRest::Above) => "above",
        Some(AgainstRest::Below) => "below",
        None => "",
    }
}

fn share<'a>(column: &'a ReleasedColumn, position: usize, row: &'a ReleasedRow) -> Figure<'a> {
    let cell = column.shown.as_ref().and_then(|shown| shown.cells.get(position)?.as_ref());
    Figure {
        code: &row.code,
        kind: kind(row),
        label: &row.label,
        percent: figure(cell.map(|cell| cell.percent)),
        low: figure(cell.map(|cell| cell.low)),
        high: figure(cell.map(|cell| cell.high)),
        value: String::new(),
        base_n: column.shown.as_ref().map(|shown| shown.base_n),
        se: cell.and_then(|cell| cell.se),
        se_weights_only: cell.and_then(|cell| cell.se_weights_only),
        letters: cell.map_or(&[], |cell| &cell.letters),
        rest: against(cell.and_then(|cell| cell.rest)),
    }
}

/// A mean or a median, on the base of those who gave a number; its interval is in its own unit.
fn measured<'a>(column: &'a ReleasedColumn, position: usize, row: &'a ReleasedMeasureRow) -> Figure<'a> {
    let measure = column.shown.as_ref().and_then(|shown| shown.measures.get(position)?.as_ref());
    let told =
        |of: fn(&ReleasedMeasure) -> i64| measure.map_or_else(String::new, |found| fixed(of(found), row.decimals, '.'));
    let name = match row.kind {
        MeasureKind::Mean => "mean",
        MeasureKind::Median => "median",
    };
    Figure {
        code: name,
        kind: name,
        label: &row.label,
        percent: String::new(),
        low: told(|measure| measure.low),
        high: told(|measure| measure.high),
        value: told(|measure| measure.value),
        base_n: measure.map(|measure| measure.base_n),
        se: measure.and_then(|measure| measure.se),
        se_weights_only: measure.and_then(|measure| measure.se_weights_only),
        letters: measure.map_or(&[], |measure| &measure.letters),
        rest: "",
    }
}

fn record(released: &Released, table: &ReleasedTable, column: &ReleasedColumn, said: Figure<'_>) -> [String; FIELDS] {
    let content = released.content();
    let text = |value: Option<&str>| value.unwrap_or("").to_owned();
    // Of a crosstab, not of its rows: beside figures of columns that were compared.
    let is_compared = column.shown.as_ref().is_some_and(|shown| shown.letter.is_some());
    let test = table.tests.iter().find(|test| is_compared && Some(&test.variable) == column.variable.as_ref());
    [
        if content.is_simulated { "données simulées" } else { "données recueillies" }.to_owned(),
        content.wave.slug.to_string(),
        content.wave.study.to_string(),
        content.wave.audience.clone(),
        content.wave.fieldwork_start.to_string(),
        content.wave.fieldwork_end.to_string(),
        released.digest().hex(),
        content.weighting.scheme_version.to_string(),
        table.question.to_string(),
        table.text.clone(),
        text(table.item.as_ref().map(|item| item.as_str())),
        text(table.item_label.as_deref()),
        table.base_label.clone(),
        text(column.variable.as_ref().map(|variable| variable.as_str())),
        text(column.category.as_ref().map(|category| category.as_str())),
        column.label.clone(),
        said.code.to_owned(),
        said.kind.to_owned(),
        said.label.to_owned(),
        said.percent,
        said.low,
        said.high,
        said.value,
        figure(said.base_n),
        figure(column.shown.as_ref().map(|shown| shown.effective_n)),
        status(column).to_owned(),
        figure(said.se),
        figure(said.se_weights_only),
        text(column.shown.as_ref().and_then(|shown| shown.letter.as_deref())),
        said.letters.join(" "),
        said.rest.to_owned(),
        figure(test.map(|test| test.f)),
        figure(test.map(|test| test.p_value)),
    ]
}

fn kind(row: &ReleasedRow) -> &'static str {
    match row.kind {
        ReleasedRowKind::Option if row.is_of_which => "of_which",
        ReleasedRowKind::Option => "option",
        ReleasedRowKind::Net => "net",
        ReleasedRowKind::NoAnswer => "no_answer",
    }
}

fn status(column: &ReleasedColumn) -> &'static str {
    match &column.shown {
        None => "hidden",
        Some(shown) if shown.is_small_base => "small_base",
        Some(_) => "shown",
    }
}

/// A figure below zero is a number, not a formula.
fn is_number(text: &str) -> bool {
    text.strip_prefix('-')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) && rest.parse::<f64>().is_ok())
}

/// A text a spreadsheet would take for a formula is led by an apostrophe (OWASP, « CSV injection »). Codes such as `-`
/// are texts too.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{harmless, write};
    use crate::domain::data_set::DataSet;
    use crate::domain::disclosure::release;
    use crate::domain::table::fixture::{data, diagnostics, published, questionnaire, response, spec};
    use crate::domain::table::tabulate;

    /// Each line as its named fields.
    fn lines(data: &DataSet) -> Vec<BTreeMap<String, String>> {
        let tables = tabulate(&questionnaire(), &spec(), data, &vec![1.0; data.rows]).unwrap();
        let bytes = write(&release(&questionnaire(), &spec(), &tables, &diagnostics(1000), true)).unwrap();
        csv::Reader::from_reader(bytes.as_slice()).deserialize().map(Result::unwrap).collect()
    }

    #[test]
    fn every_figure_has_a_line_that_says_it_is_simulated() {
        let lines = lines(&published());
        assert_eq!(lines.len(), 4 * 7 + 4 * 4, "columns × rows of the two tables");
        assert!(lines.iter().all(|line| line["origin"] == "données simulées"));
        let net = ["question", "row", "row_kind", "percent", "base_n", "effective_n", "status", "fieldwork_end"]
            .map(|field| lines[0][field].as_str());
        assert_eq!(net, ["JC_UTILITE", "st_utile", "net", "81", "1000", "1000", "shown", "2020-04-28"]);
    }

    #[test]
    fn a_hidden_column_has_lines_without_figures() {
        let responses: Vec<_> = (0..40).map(|row| response(u16::from(row < 9), 0, &[0])).collect();
        let hidden: Vec<_> =
            lines(&data(&responses)).into_iter().filter(|line| line["category"] == "adultes").collect();
        assert_eq!(hidden.len(), 7 + 4);
        for line in hidden {
            assert_eq!(line["status"], "hidden");
            let figures = ["percent", "low", "high", "base_n", "effective_n", "se", "letter", "letters", "test_f"];
            assert!(figures.iter().all(|field| line[*field].is_empty()));
        }
    }

    #[test]
    fn letters_errors_and_the_test_stand_beside_the_figures_of_compared_columns() {
        let is_secondary = |row: u16| row < 80 || (100..120).contains(&row);
        let responses: Vec<_> =
            (0..200).map(|row| response(row / 100, u16::from(is_secondary(row)) * 2, &[0])).collect();
        let lines = lines(&data(&responses));
        let line = |category: &str| {
            let is_it = |line: &&BTreeMap<String, String>| line["category"] == category && line["row"] == "secondaire";
            let line = lines.iter().find(is_it).unwrap();
            ["percent", "letter", "letters", "against_rest", "test_p_value", "se"].map(|field| line[field].clone())
        };
        assert_eq!(line("jeunes"), ["80", "A", "B", "above", "0", "4.5"]);
        assert_eq!(line("adultes"), ["20", "B", "", "below", "0", "4.5"]);
    }

    #[test]
    fn a_label_that_looks_like_a_formula_is_led_by_an_apostrophe() {
        for label in ["=1+1", "+33", "-1+1", "-", "@cmd", "\tx", "\rx"] {
            assert_eq!(harmless(label), format!("'{label}"));
        }
        assert_eq!(harmless("Très fort = oui"), "Très fort = oui");
        assert_eq!(harmless("-0.3"), "-0.3");
    }
}
