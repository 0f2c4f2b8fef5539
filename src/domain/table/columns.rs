//! The columns of every table of a wave: the total, then the categories of each break.

use crate::domain::data_set::{Choices, DataSet, Entry};
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::{Language, Questionnaire, Text};
use crate::domain::table::tally::Cells;
use crate::domain::table::{Category, PlanError};

/// The total (one category, everybody) or one break.
pub(super) struct Head<'a> {
    pub categories: Vec<(Option<Category>, String)>,
    /// Category of each response; `None` for the total.
    values: Option<&'a Choices>,
    /// Category of each cell of the calibration, where respondents of a cell are all of one.
    pub of_cell: Option<Vec<Option<usize>>>,
}

impl Head<'_> {
    /// Whether every cell is in one of its categories, so that these make everybody.
    pub fn has_everybody(&self) -> bool {
        let is_in = |place: &Option<usize>| place.is_some_and(|place| place < self.categories.len());
        self.of_cell.as_ref().is_some_and(|places| places.iter().all(is_in))
    }

    pub fn category_of(&self, response: usize) -> Option<usize> {
        match self.values {
            None => Some(0),
            Some(values) => values.get(response).and_then(Entry::given).map(|position| usize::from(*position)),
        }
    }
}

pub(super) fn heads<'a>(
    q: &Questionnaire,
    breaks: &[QuestionId],
    data: &'a DataSet,
    cells: Option<&Cells<'_>>,
) -> Result<Vec<Head<'a>>, PlanError> {
    let everybody = cells.map(|cells| vec![Some(0); cells.count()]);
    let mut heads = vec![Head { categories: vec![(None, "Ensemble".to_owned())], values: None, of_cell: everybody }];
    for variable in breaks {
        let (label, categories) = described(q, variable).ok_or_else(|| PlanError::UnknownBreak(variable.clone()))?;
        let (_, values) =
            data.category(variable.as_str()).ok_or_else(|| PlanError::AbsentColumn(variable.to_string()))?;
        let category = |(code, text): (OptionCode, String)| {
            (Some(Category { variable: variable.clone(), variable_label: label.clone(), code }), text)
        };
        heads.push(Head {
            categories: categories.into_iter().map(category).collect(),
            values: Some(values),
            of_cell: cells.and_then(|cells| cells.places(values)),
        });
    }
    Ok(heads)
}

/// Label and categories of a single question, a hidden variable or a computed one.
fn described(q: &Questionnaire, variable: &QuestionId) -> Option<(String, Vec<(OptionCode, String)>)> {
    let french = |text: &Text| text.get(Language::Fr).to_owned();
    let label = match (q.computed(variable), q.hidden(variable.as_str()), q.question(variable.as_str())) {
        (Some(computed), ..) => &computed.label,
        (None, Some((_, hidden)), _) => &hidden.label,
        (None, None, Some((_, question))) => &question.text,
        (None, None, None) => return None,
    };
    let categories = q.categories(variable)?;
    Some((french(label), categories.into_iter().map(|(code, text)| (code.clone(), french(text))).collect()))
}
