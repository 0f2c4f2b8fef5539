use super::*;

/// The questionnaire of the demonstration, which every room may test with.
pub(crate) fn covid() -> Questionnaire {
    let text = include_str!("../../../questionnaires/urgence-covid-citoyens/v1.toml");
    Questionnaire::parse("v1.toml", text).unwrap_or_else(|faults| panic!("{faults}"))
}

#[test]
fn the_covid_questionnaire_reads_whole_and_survives_its_canonical_json() {
    let q = covid();
    assert_eq!((q.sections.len(), q.questions().count(), q.computed.len()), (8, 16, 2));
    let again = Questionnaire::from_canonical_json(&q.canonical_json()).unwrap();
    assert_eq!(again, q);
    assert_eq!(again.digest(), q.digest());
}
