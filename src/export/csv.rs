//! A release as CSV for machines: UTF-8, commas, one line a figure. A hidden column keeps its lines, without figures, so
//! that nobody takes it for an oversight.

use super::fields::{FIELDS, Field, Of};
use super::figures::{Figure, figures};
use super::formula::harmless;
use super::{ExportError, ReleaseFile};
use crate::domain::release::{Released, ReleasedColumn, ReleasedTable};

/// The whole release, one line a figure.
pub fn write(released: &Released) -> Result<Vec<u8>, csv::Error> {
    write_some(released, |_, _| true)
}

/// The same, of the columns somebody picked.
pub fn write_some(
    released: &Released,
    is_picked: impl Fn(&ReleasedTable, &ReleasedColumn) -> bool,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(FIELDS.iter().map(|field| field.name))?;
    for figure in figures(released).filter(|figure| is_picked(figure.table, figure.column)) {
        for field in &FIELDS {
            writer.write_field(harmless(&said(field, &figure)).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

pub(super) fn file(released: &Released) -> Result<ReleaseFile, ExportError> {
    Ok(ReleaseFile {
        name: "tableaux.csv",
        media_type: "text/csv; charset=utf-8",
        bytes: write(released)?,
        rows: super::count(figures(released)),
    })
}

/// Nothing where there is none.
fn said(field: &Field, figure: &Figure<'_>) -> String {
    let text = match field.of {
        Of::Text(of) => of(figure),
        Of::Whole(of) => of(figure).map(|value| value.to_string()),
        Of::Number(of) => of(figure).map(|value| value.written('.')),
        Of::Real(of) => of(figure).map(|value| value.to_string()),
        Of::Day(of) => of(figure).map(|value| value.to_string()),
        Of::Truth(of) => of(figure).map(|value| value.to_string()),
    };
    text.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::write;
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
}
