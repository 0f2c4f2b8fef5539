//! What to keep in mind of a release, beside its headline: the lines the wave file declares, with their figures; or, where it
//! declares none, the highest figure of each of the first questions, taken by one rule so that nobody chose them.

use crate::domain::release::{
    FigureName, FigureValue, ReleaseContent, ReleasedFigure, ReleasedRow, ReleasedRowKind, ReleasedTable,
};
use crate::domain::wave::figures_named;

/// Findings taken from the tables.
const TAKEN_MAX: usize = 4;

#[derive(Debug, Clone, PartialEq)]
pub enum Finding<'a> {
    /// A declared line, and the figures in it.
    Declared(String, Vec<FigureName>),
    Taken(ReleasedFigure<'a>),
}

impl ReleaseContent {
    /// A declared line one figure of which is hidden is left out.
    pub fn findings(&self) -> Vec<Finding<'_>> {
        if self.findings.is_empty() {
            return self.taken();
        }
        let declared = |line: &String| {
            let mut text = line.clone();
            let mut names = Vec::new();
            for place in figures_named(line) {
                let name = self.named(place)?;
                let figure = self.figure(&name)?;
                let written = match figure.value? {
                    FigureValue::Share(cell) => cell.percent.to_string(),
                    FigureValue::Measure(row, measure) => row.written(measure.value),
                };
                text = text.replace(&["{", place, "}"].concat(), &written);
                names.push(name);
            }
            Some(Finding::Declared(text, names))
        };
        self.findings.iter().filter_map(declared).collect()
    }

    /// `QUESTION.code`, or `QUESTION.row.code`: codes may hold dots, so each way of reading is tried.
    fn named(&self, place: &str) -> Option<FigureName> {
        let (question, rest) = place.split_once('.')?;
        let whole = FigureName::parse(question, rest, None)?;
        if self.figure(&whole).is_some() {
            return Some(whole);
        }
        let dots = rest.match_indices('.').filter_map(|(at, _)| Some((rest.get(..at)?, rest.get(at + 1..)?)));
        let mut names = dots.filter_map(|(item, row)| FigureName::parse(&[question, ".", item].concat(), row, None));
        names.find(|name| self.figure(name).is_some())
    }

    /// One a question, in the order of the plan.
    fn taken(&self) -> Vec<Finding<'_>> {
        let others: Vec<&ReleasedTable> = self.tables.iter().filter(|table| self.is_of_all(table)).collect();
        let questions = others.chunk_by(|a, b| a.question == b.question);
        let highest = questions.filter_map(|tables| {
            let figures = tables.iter().flat_map(|table| self.eligible(table));
            figures.max_by(|a, b| size(a).total_cmp(&size(b)).then_with(|| b.name().cmp(&a.name())))
        });
        highest.take(TAKEN_MAX).map(Finding::Taken).collect()
    }

    /// Asked to everybody, whose wording is then enough; and not the headline, which is told already.
    fn is_of_all(&self, table: &ReleasedTable) -> bool {
        table.question != self.headline && table.is_asked_to_all()
    }

    /// The mean where there is one; else nets where there are some; else what people answered.
    fn eligible<'a>(&'a self, table: &ReleasedTable) -> Vec<ReleasedFigure<'a>> {
        let Some(total) = table.columns.first() else { return Vec::new() };
        let of = |row: &str| self.figure(&table.figure_name(row, total)).filter(|figure| figure.value.is_some());
        let has_net = table.rows.iter().any(|row| row.kind == ReleasedRowKind::Net);
        let kind = if has_net { ReleasedRowKind::Net } else { ReleasedRowKind::Option };
        let is_answer = |row: &&ReleasedRow| row.kind == kind && row.missing.is_none();
        match table.measures.first() {
            Some(measure) => of(measure.kind.address()).into_iter().collect(),
            None => table.rows.iter().filter(is_answer).filter_map(|row| of(&row.code)).collect(),
        }
    }
}

fn size(figure: &ReleasedFigure<'_>) -> f64 {
    match figure.value {
        Some(FigureValue::Share(cell)) => f64::from(cell.percent),
        Some(FigureValue::Measure(row, measure)) => row.number(measure.value),
        None => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::release::fixture::content;

    #[test]
    fn without_any_declared_the_highest_figure_of_other_questions_is_taken() {
        let mut content = content();
        content.headline = crate::domain::id::QuestionId::parse("FRAG_PRIO").unwrap();
        let taken: Vec<String> = content
            .findings()
            .iter()
            .map(|finding| match finding {
                Finding::Taken(figure) => figure.name().path(),
                Finding::Declared(line, _) => line.clone(),
            })
            .collect();
        assert_eq!(taken, ["JC_UTILITE/st_utile"]);
    }

    #[test]
    fn declared_lines_get_their_figures_and_one_that_names_a_hidden_one_is_left_out() {
        let mut content = content();
        let utile = content.figure(&FigureName::parse("JC_UTILITE", "st_utile", None).unwrap()).unwrap();
        let FigureValue::Share(cell) = utile.value.unwrap() else { panic!("a share") };
        let line = format!("{} % jugent utile", cell.percent);
        content.findings =
            vec!["{JC_UTILITE.st_utile} % jugent utile".to_owned(), "{JC_UTILITE.nulle_part} %".to_owned()];
        let name = FigureName::parse("JC_UTILITE", "st_utile", None).unwrap();
        assert_eq!(content.findings(), [Finding::Declared(line, vec![name])]);
    }
}
