//! Checks of attention the questionnaire declares: a question that says itself which answer to tick.

use super::Flag;
use crate::domain::answer::{Answer, Answers};
use crate::domain::questionnaire::Questionnaire;

/// Those asked and not followed; one left without answer is not a failure.
pub(super) fn flag(questionnaire: &Questionnaire, answers: &Answers) -> Option<Flag> {
    let (mut asked, mut failed) = (0, 0);
    for (slot, question) in questionnaire.questions() {
        let Some(wanted) = &question.attention else { continue };
        let Some(Answer::One(chosen)) = answers.get(slot) else { continue };
        asked += 1;
        let is_followed =
            question.kind.options().get(usize::from(*chosen)).is_some_and(|option| &option.code == wanted);
        failed += usize::from(!is_followed);
    }
    (failed > 0).then_some(Flag::Attention { failed, asked })
}
