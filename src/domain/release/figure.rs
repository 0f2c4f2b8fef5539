//! One published number by its name: a question, a row, and a category where it is not of everybody. The name is an address:
//! it is what a citation leads back to, and never changes.

use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::release::{
    ReleaseContent, ReleasedCell, ReleasedColumn, ReleasedMeasure, ReleasedMeasureRow, ReleasedRow, ReleasedTable,
    ShownColumn,
};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FigureName {
    pub question: QuestionId,
    /// The row of a grid, the reading of a ranking.
    pub item: Option<OptionCode>,
    /// The code of an answer, the id of a net, or a measure.
    pub row: String,
    /// Absent of everybody who was asked.
    pub category: Option<(QuestionId, OptionCode)>,
}

impl FigureName {
    /// As in `JC_UTILITE`, `PART_EFFET.emploi`; `st_utile`; `AGE.18-24`.
    pub fn parse(question: &str, row: &str, category: Option<&str>) -> Option<Self> {
        let (question, item) = match question.split_once('.') {
            Some((question, item)) => (question, Some(OptionCode::parse(item).ok()?)),
            None => (question, None),
        };
        let category = match category.map(|text| text.split_once('.')) {
            Some(Some((variable, code))) => Some((QuestionId::parse(variable).ok()?, OptionCode::parse(code).ok()?)),
            Some(None) => return None,
            None => None,
        };
        Some(Self { question: QuestionId::parse(question).ok()?, item, row: row.to_owned(), category })
    }

    /// What `parse` reads, as one address; `<` alone of the signs of a code does not stand in one.
    pub fn path(&self) -> String {
        let mut path = self.question.to_string();
        if let Some(item) = &self.item {
            path = [&path, ".", item.as_str()].concat();
        }
        path = [&path, "/", &self.row].concat();
        if let Some((variable, code)) = &self.category {
            path = [&path, "/", variable.as_str(), ".", code.as_str()].concat();
        }
        path.replace('<', "%3C")
    }
}

/// What a figure is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureRow<'a> {
    Answer(&'a ReleasedRow),
    Measure(&'a ReleasedMeasureRow),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FigureValue<'a> {
    Share(&'a ReleasedCell),
    Measure(&'a ReleasedMeasureRow, &'a ReleasedMeasure),
}

/// A figure where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReleasedFigure<'a> {
    pub content: &'a ReleaseContent,
    pub table: &'a ReleasedTable,
    pub column: &'a ReleasedColumn,
    pub row: FigureRow<'a>,
    /// Absent when it is hidden.
    pub value: Option<FigureValue<'a>>,
    /// Said by the release, or by its wave where the release is of a format that does not say it.
    pub is_consultation: bool,
}

impl ReleaseContent {
    /// `None` when nothing was published under this name, hidden or not.
    pub fn figure(&self, name: &FigureName) -> Option<ReleasedFigure<'_>> {
        let is_named = |table: &&ReleasedTable| table.question == name.question && table.item == name.item;
        let table = self.tables.iter().find(is_named)?;
        let (variable, category) = name.category.as_ref().map(|(variable, code)| (variable, code)).unzip();
        let column = table.column(variable, category)?;
        let shown = column.shown.as_ref();
        let is_consultation = self.is_consultation();
        if let Some(place) = table.rows.iter().position(|row| row.code == name.row) {
            let row = FigureRow::Answer(table.rows.get(place)?);
            let cell = shown.and_then(|shown| shown.cells.get(place)).and_then(Option::as_ref);
            let value = cell.map(FigureValue::Share);
            return Some(ReleasedFigure { content: self, table, column, row, value, is_consultation });
        }
        let place = table.measures.iter().position(|row| row.kind.address() == name.row)?;
        let row = table.measures.get(place)?;
        let measure = shown.and_then(|shown| shown.measures.get(place)).and_then(Option::as_ref);
        let value = measure.map(|measure| FigureValue::Measure(row, measure));
        Some(ReleasedFigure { content: self, table, column, row: FigureRow::Measure(row), value, is_consultation })
    }

    /// The names of every figure, hidden ones too, in the order of the tables.
    pub fn figure_names(&self) -> impl Iterator<Item = FigureName> {
        let columns = self.tables.iter().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
        columns.flat_map(move |(table, column)| {
            let answers = table.rows.iter().map(|row| row.code.as_str());
            let measures = table.measures.iter().map(|row| row.kind.address());
            answers.chain(measures).map(|row| table.figure_name(row, column)).collect::<Vec<_>>()
        })
    }
}

impl ReleasedTable {
    pub fn figure_name(&self, row: &str, column: &ReleasedColumn) -> FigureName {
        FigureName {
            question: self.question.clone(),
            item: self.item.clone(),
            row: row.to_owned(),
            category: column.variable.clone().zip(column.category.clone()),
        }
    }
}

impl<'a> ReleasedFigure<'a> {
    pub fn name(&self) -> FigureName {
        let row = match self.row {
            FigureRow::Answer(row) => row.code.as_str(),
            FigureRow::Measure(row) => row.kind.address(),
        };
        self.table.figure_name(row, self.column)
    }

    pub fn label(&self) -> &'a str {
        match self.row {
            FigureRow::Answer(row) => &row.label,
            FigureRow::Measure(row) => &row.label,
        }
    }

    pub fn shown(&self) -> Option<&'a ShownColumn> {
        self.column.shown.as_ref()
    }

    /// Where it is a percentage that may be read.
    pub fn cell(&self) -> Option<&'a ReleasedCell> {
        match self.value? {
            FigureValue::Share(cell) => Some(cell),
            FigureValue::Measure(..) => None,
        }
    }

    /// Those it is a share or a mean of, unweighted.
    pub fn base_n(&self) -> Option<u32> {
        match self.value? {
            FigureValue::Share(_) => self.shown().map(|shown| shown.base_n),
            FigureValue::Measure(_, measure) => Some(measure.base_n),
        }
    }

    /// As in « 81 % », « 6,4 ».
    pub fn written(&self) -> Option<String> {
        Some(match self.value? {
            FigureValue::Share(cell) => format!("{}\u{a0}%", cell.percent),
            FigureValue::Measure(row, measure) => row.written(measure.value),
        })
    }

    /// As in « 78 % à 84 % ».
    pub fn interval(&self) -> Option<[String; 2]> {
        Some(match self.value? {
            FigureValue::Share(cell) => [cell.low, cell.high].map(|bound| format!("{bound}\u{a0}%")),
            FigureValue::Measure(row, measure) => [measure.low, measure.high].map(|bound| row.written(bound)),
        })
    }

    /// The figure of another row of the same column.
    pub fn beside(&self, row: &str) -> Option<ReleasedFigure<'a>> {
        self.content.figure(&self.table.figure_name(row, self.column))
    }

    /// The net whose « dont » it is.
    pub fn whole(&self) -> Option<ReleasedFigure<'a>> {
        match self.row {
            FigureRow::Answer(row) if row.is_of_which => self.beside(row.net.as_ref()?.as_str()),
            _ => None,
        }
    }

    /// The parts named in its « dont », where it is a net.
    pub fn parts(&self) -> Vec<ReleasedFigure<'a>> {
        let FigureRow::Answer(net) = self.row else { return Vec::new() };
        let parts = self.table.rows.iter().filter(|row| row.is_of_which && row.is_part_of(net));
        parts.filter_map(|row| self.beside(&row.code)).filter(|part| part.value.is_some()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::release::fixture::content;

    #[test]
    fn every_figure_is_found_by_its_address() {
        let content = content();
        let names: Vec<FigureName> = content.figure_names().collect();
        assert!(names.len() > 20, "{names:?}");
        for name in &names {
            let path = name.path();
            let pieces: Vec<&str> = path.split('/').collect();
            let read = FigureName::parse(pieces[0], pieces[1], pieces.get(2).copied()).unwrap();
            assert_eq!(&read, name, "{path}");
            assert_eq!(&content.figure(&read).unwrap().name(), name);
        }
        let distinct: std::collections::BTreeSet<&FigureName> = names.iter().collect();
        assert_eq!(distinct.len(), names.len(), "two figures share an address");
    }

    #[test]
    fn an_address_nothing_was_published_under_finds_nothing() {
        let content = content();
        let find = |question, row, category| content.figure(&FigureName::parse(question, row, category)?).map(|_| ());
        assert_eq!(find("JC_UTILITE", "st_utile", None), Some(()));
        for (question, row, category) in [
            ("JC_UTILITE", "st_inutile", None),
            ("JC_UTILITE.ligne", "st_utile", None),
            ("AUTRE", "st_utile", None),
            ("JC_UTILITE", "st_utile", Some("AGE")),
            ("JC_UTILITE", "st_utile", Some("AGE.18-200")),
            ("JC_UTILITE", "st_utile", Some("REGION.18-24")),
            ("../etc", "st_utile", None),
        ] {
            assert_eq!(find(question, row, category), None, "{question}/{row}/{category:?}");
        }
    }

    #[test]
    fn a_sign_that_no_address_bears_is_written_otherwise() {
        let name = FigureName::parse("Q", "65+", Some("TAILLE.<10")).unwrap();
        assert_eq!(name.path(), "Q/65+/TAILLE.%3C10");
    }
}
