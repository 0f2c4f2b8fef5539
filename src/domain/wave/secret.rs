//! Table plans whose secrets nobody could keep: what is hidden of one variable would be read from another that says the same
//! in other words, in a way that `disclosure` does not follow.

use toml::Spanned;

use crate::domain::disclosure::are_followed;
use crate::domain::fault::Source;
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::wave::certain::behind;
use crate::domain::wave::draft::DraftTables;

/// Tells each break that gives another variable of the plan away; whether there is none.
pub(super) fn is_kept(source: &mut Source, draft: &DraftTables, q: &Questionnaire) -> bool {
    let mut kept = true;
    for (place, id) in draft.breaks.iter().enumerate() {
        let (name, own) = (id.get_ref(), behind(q, id.get_ref()));
        let is_tied = |other: &&Spanned<QuestionId>| !behind(q, other.get_ref()).is_disjoint(&own);
        if let Some(table) = draft.questions.iter().find(is_tied) {
            let what = if table.get_ref() == name {
                format!("{name} est aussi en tableau : ce qui est masqué dans l'un se lirait dans l'autre")
            } else {
                format!(
                    "{name} et {}, en tableau, viennent d'une même réponse : l'un se lirait dans l'autre",
                    table.get_ref()
                )
            };
            let expected = "une variable en tableau ou en croisement, pas les deux".to_owned();
            source.fault(id.span(), "tables.breaks", what, Some(expected));
            kept = false;
        }
        let earlier = draft.breaks.iter().take(place).filter(|other| other.get_ref() != name).filter(is_tied);
        for other in earlier.filter(|other| !are_followed(q, other.get_ref(), name)) {
            let what = format!(
                "{name} et {} viennent d'une même réponse d'une façon que le secret ne suit pas : l'un se lirait dans l'autre",
                other.get_ref()
            );
            let expected = "l'un des deux, ou deux regroupements (lookup ou bands) de la même question".to_owned();
            source.fault(id.span(), "tables.breaks", what, Some(expected));
            kept = false;
        }
    }
    kept
}
