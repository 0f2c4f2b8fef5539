//! Computed variables: derived from what exists and can be derived from, each before whoever uses it, no value in two
//! categories.

use super::repeated;
use crate::domain::fault::{near_or, near_or_all};
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::reading::Reading;
use crate::domain::questionnaire::{Band, Computed, ComputedRule, Gives, Kind, Questionnaire};

pub(super) fn check(reading: &mut Reading, q: &Questionnaire) {
    for (position, computed) in q.computed.iter().enumerate() {
        let is_number = matches!(computed.rule, ComputedRule::Formula { gives: Gives::Number { .. }, .. });
        if computed.categories.is_empty() && !is_number {
            let expected = "categories = [ … ]".to_owned();
            reading.fault_at(computed.id.as_str(), "variable sans catégorie", Some(expected));
        }
        for code in repeated(computed.categories.iter().map(|category| category.code.as_str())) {
            reading.fault_at(&format!("{}.categories.{code}", computed.id), format!("code répété : {code}"), None);
        }
        match &computed.rule {
            ComputedRule::Bands { of, bands } => check_bands(reading, q, computed, of, bands),
            ComputedRule::Lookup { of, map } => {
                let Some(known) = codes_of(q, position, of) else {
                    unknown_source(
                        reading,
                        q,
                        computed,
                        of,
                        "une question à une réponse, ou une variable calculée plus haut",
                    );
                    continue;
                };
                check_lookup(reading, computed, map.keys(), &known);
            }
            ComputedRule::Formula { .. } | ComputedRule::Attribute { .. } => {}
        }
    }
}

fn unknown_source(reading: &mut Reading, q: &Questionnaire, computed: &Computed, of: &QuestionId, wanted: &str) {
    let expected = match q.question(of.as_str()) {
        Some(_) => Some(wanted.to_owned()),
        None => near_or(of.as_str(), q.questions().map(|(_, question)| question.id.as_str()), || wanted.to_owned()),
    };
    reading.fault_at(&format!("{}.of", computed.id), format!("{of} ne convient pas ici"), expected);
}

fn check_bands(reading: &mut Reading, q: &Questionnaire, computed: &Computed, of: &QuestionId, bands: &[Band]) {
    let source = q.question(of.as_str()).map(|(_, question)| &question.kind);
    let is_computed = q.computed.iter().take_while(|earlier| earlier.id != computed.id).any(|earlier| {
        let is_number = matches!(earlier.rule, ComputedRule::Formula { gives: Gives::Number { .. }, .. });
        is_number && &earlier.id == of
    });
    if !is_computed && !matches!(source, Some(Kind::Number { .. })) {
        return unknown_source(reading, q, computed, of, "une question de type number");
    }
    let place = |band: &Band| format!("{}.categories.{}", computed.id, band.code);
    for band in bands.iter().filter(|band| band.from > band.to) {
        let expected = Some("from ≤ to".to_owned());
        reading.fault_at(&place(band), format!("bornes renversées : {} à {}", band.from, band.to), expected);
    }
    for (position, band) in bands.iter().enumerate() {
        let clash = bands.iter().take(position).find(|other| band.from <= other.to && other.from <= band.to);
        if let Some(other) = clash {
            let what = format!("{} et {} se recouvrent", other.code, band.code);
            reading.fault_at(&place(band), what, Some("des tranches sans valeur commune".to_owned()));
        }
    }
}

/// The codes a lookup may start from: those of a single question, or of a variable computed before.
fn codes_of<'a>(q: &'a Questionnaire, position: usize, of: &QuestionId) -> Option<Vec<&'a OptionCode>> {
    if let Some(earlier) = q.computed.iter().take(position).find(|earlier| &earlier.id == of) {
        return Some(earlier.categories.iter().map(|category| &category.code).collect());
    }
    if let Some((_, hidden)) = q.hidden(of.as_str()) {
        return Some(hidden.categories.iter().map(|category| &category.code).collect());
    }
    match &q.question(of.as_str())?.1.kind {
        Kind::Single { options, .. } => Some(options.iter().map(|option| &option.code).collect()),
        _ => None,
    }
}

fn check_lookup<'a>(
    reading: &mut Reading,
    computed: &Computed,
    codes: impl Iterator<Item = &'a OptionCode>,
    known: &[&OptionCode],
) {
    let ComputedRule::Lookup { of, map } = &computed.rule else { return };
    for code in codes.filter(|code| !known.contains(code)) {
        let category = map.get(code).map_or("", OptionCode::as_str);
        let expected = near_or_all(code.as_str(), known.iter().map(|known| known.as_str()));
        let place = format!("{}.categories.{category}", computed.id);
        reading.fault_at(&place, format!("{of} n'a pas le code {code}"), expected);
    }
}
