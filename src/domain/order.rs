//! Order of options and rows: a pure function of (interview seed, question), so that Back, reload and resume show the
//! same order.

use crate::domain::id::QuestionId;
use crate::domain::questionnaire::{AnswerOption, Rotation};

/// Positions of the options in the order shown; retired ones are left out, anchored ones stay last.
pub fn options(seed: u64, question: &QuestionId, options: &[AnswerOption], rotation: Rotation) -> Vec<usize> {
    let _ = (seed, question, options, rotation);
    todo!()
}
/// Positions of the rows of a grid in the order shown.
pub fn items(seed: u64, question: &QuestionId, count: usize, rotation: Rotation) -> Vec<usize> {
    let _ = (seed, question, count, rotation);
    todo!()
}
