use super::Questionnaire;
use super::reading::Reading;
pub(super) fn check(_: &mut Reading, _: &Questionnaire) {}
