//! Variables nobody is asked, and those quotas may use.

use super::VariableSheet;
use super::text::{plain, sentence};
use crate::domain::id::OptionCode;
use crate::domain::questionnaire::{
    Category, Computed, ComputedRule, Gives, Hidden, HiddenSource, Kind, Language, Questionnaire, Role,
};

pub(super) fn hidden(q: &Questionnaire, language: Language) -> Vec<VariableSheet> {
    q.hidden.iter().map(|hidden| hidden_sheet(hidden, language)).collect()
}

fn hidden_sheet(hidden: &Hidden, language: Language) -> VariableSheet {
    let (rule, shares): (String, &[u16]) = match &hidden.source {
        HiddenSource::Given { parameter, default } => {
            let without = match default {
                Some(code) => format!("« {code} » à défaut"),
                None => "manquante à défaut".to_owned(),
            };
            (format!("donnée par l’adresse qui ouvre l’entretien, sous le nom « {parameter} », {without}"), &[])
        }
        HiddenSource::Arm { shares } => {
            ("tirée à l’ouverture de l’entretien : le bras le moins rempli".to_owned(), shares)
        }
    };
    let total: u32 = shares.iter().copied().map(u32::from).sum();
    let part = |at: usize| shares.get(at).map_or_else(String::new, |share| format!("{share} part(s) sur {total}"));
    let category =
        |(at, category): (usize, &Category)| (category.code.to_string(), plain(category.label.get(language)), part(at));
    VariableSheet {
        id: hidden.id.to_string(),
        label: plain(hidden.label.get(language)),
        rule: sentence(&rule),
        categories: hidden.categories.iter().enumerate().map(category).collect(),
    }
}

pub(super) fn computed(q: &Questionnaire, language: Language) -> Vec<VariableSheet> {
    q.computed.iter().map(|computed| computed_sheet(q, computed, language)).collect()
}

fn computed_sheet(q: &Questionnaire, computed: &Computed, language: Language) -> VariableSheet {
    let category = |category: &Category| {
        (category.code.to_string(), plain(category.label.get(language)), given_by(&computed.rule, &category.code))
    };
    VariableSheet {
        id: computed.id.to_string(),
        label: plain(computed.label.get(language)),
        rule: sentence(&rule_words(q, &computed.rule)),
        categories: computed.categories.iter().map(category).collect(),
    }
}

fn rule_words(q: &Questionnaire, rule: &ComputedRule) -> String {
    match rule {
        ComputedRule::Bands { of, .. } => format!("tranches de {of}, bornes comprises"),
        ComputedRule::Lookup { of, .. } => format!("regroupement des modalités de {of}"),
        ComputedRule::Attribute { of, attribute } => format!("« {attribute} » de l’entrée choisie à {of}"),
        ComputedRule::Formula { value, gives } => {
            let gives = match gives {
                Gives::Category => "donne un code".to_owned(),
                Gives::Number { decimals: 0 } => "donne un nombre entier".to_owned(),
                Gives::Number { decimals } => format!("donne un nombre à {decimals} décimale(s)"),
            };
            format!("{gives} : {} — {value}", value.prose(q))
        }
    }
}

/// What gives a category: its bounds, or the codes it gathers.
fn given_by(rule: &ComputedRule, code: &OptionCode) -> String {
    match rule {
        ComputedRule::Bands { bands, .. } => {
            let of = bands.iter().filter(|band| &band.code == code);
            of.map(|band| format!("de {} à {}", band.from, band.to)).collect::<Vec<_>>().join(", ")
        }
        ComputedRule::Lookup { map, .. } => {
            let of = map.iter().filter(|(_, to)| *to == code).map(|(from, _)| from.as_str());
            of.collect::<Vec<_>>().join(", ")
        }
        ComputedRule::Formula { .. } | ComputedRule::Attribute { .. } => String::new(),
    }
}

/// Variables with categories that rest on profile questions only.
pub(super) fn profile(q: &Questionnaire) -> Vec<(String, String)> {
    let is_profile = |id: &str| q.question(id).is_some_and(|(_, question)| question.role == Role::Profile);
    let asked = q.questions().filter_map(|(_, question)| {
        let serves = question.role == Role::Profile && matches!(question.kind, Kind::Single { .. });
        serves.then(|| (question.id.to_string(), "posée".to_owned()))
    });
    let derived = q.computed.iter().filter_map(|computed| {
        let sources = computed.rule.sources();
        let direct = |id: &str| is_profile(id) || q.computed.iter().any(|other| other.id.as_str() == id);
        let serves = !computed.categories.is_empty() && sources.iter().all(|of| direct(of.as_str()));
        let names: Vec<&str> = sources.iter().map(|of| of.as_str()).collect();
        serves.then(|| (computed.id.to_string(), format!("calculée de {}", names.join(", "))))
    });
    asked.chain(derived).collect()
}
