//! Table plans whose secrets nobody could keep: what is hidden of one variable would be read from another that says the same
//! in other words, in a way that `disclosure` does not follow.

use std::collections::BTreeMap;

use toml::Spanned;

use crate::domain::fault::Source;
use crate::domain::id::{AttributeId, OptionCode, QuestionId};
use crate::domain::nomenclature::Nomenclature;
use crate::domain::questionnaire::{ComputedRule, Kind, Questionnaire};
use crate::domain::wave::certain::behind;
use crate::domain::wave::draft::DraftTables;

/// How a break comes from what it stands on.
enum Making<'q> {
    /// Answers of this question, or codes of them put together.
    Codes(&'q QuestionId),
    Bands(&'q QuestionId),
    Attribute(&'q QuestionId, &'q AttributeId),
    Formula,
}

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
        for other in earlier.filter(|other| !is_followed(q, other.get_ref(), name)) {
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

/// Whether `disclosure` knows what two breaks from one answer say of one another, or they say nothing.
fn is_followed(q: &Questionnaire, one: &QuestionId, other: &QuestionId) -> bool {
    match (making(q, one), making(q, other)) {
        (Some(Making::Codes(of)), Some(Making::Codes(from))) | (Some(Making::Bands(of)), Some(Making::Bands(from))) => {
            of == from
        }
        (Some(Making::Attribute(of, one)), Some(Making::Attribute(from, other))) if of == from => {
            list(q, of).is_some_and(|list| !determines(list, one, other) && !determines(list, other, one))
        }
        _ => false,
    }
}

fn making<'q>(q: &'q Questionnaire, id: &'q QuestionId) -> Option<Making<'q>> {
    if let Some(computed) = q.computed(id) {
        return Some(match &computed.rule {
            ComputedRule::Lookup { of, .. } => Making::Codes(of),
            ComputedRule::Bands { of, .. } => Making::Bands(of),
            ComputedRule::Attribute { of, attribute } => Making::Attribute(of, attribute),
            ComputedRule::Formula { .. } => Making::Formula,
        });
    }
    q.question(id.as_str()).map(|(_, question)| Making::Codes(&question.id))
}

fn list<'q>(q: &'q Questionnaire, of: &QuestionId) -> Option<&'q Nomenclature> {
    match &q.question(of.as_str())?.1.kind {
        Kind::Entry { nomenclature, .. } => q.lists.get(nomenclature).map(AsRef::as_ref),
        _ => None,
    }
}

/// Whether all entries of each category of one attribute are in one category of the other, as departments are of a region.
fn determines(list: &Nomenclature, one: &AttributeId, other: &AttributeId) -> bool {
    let mut of: BTreeMap<Option<&OptionCode>, Option<&OptionCode>> = BTreeMap::new();
    (0..list.entries().len()).all(|entry| {
        let told = list.attribute(entry, other);
        *of.entry(list.attribute(entry, one)).or_insert(told) == told
    })
}
