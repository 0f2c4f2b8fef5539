//! Variables nobody is asked, and those quotas may use.

use super::VariableSheet;
use super::text::{plain, sentence};
use crate::domain::check::form::written;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::{
    Band, Category, Computed, ComputedRule, Gives, Hidden, HiddenSource, Kind, Language, Mandatory, Questionnaire, Role,
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
    let words = |share: &u16| {
        if *share > 1 { format!("{share} parts sur {total}") } else { format!("{share} part sur {total}") }
    };
    let part = |at: usize| shares.get(at).map_or_else(String::new, words);
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
        (category.code.to_string(), plain(category.label.get(language)), given_by(q, &computed.rule, &category.code))
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
                Gives::Number { decimals: 1 } => "donne un nombre à une décimale".to_owned(),
                Gives::Number { decimals } => format!("donne un nombre à {decimals} décimales"),
            };
            format!("{gives} : {} — {value}", value.prose(q))
        }
    }
}

/// What gives a category: its bounds, or the codes it gathers.
fn given_by(q: &Questionnaire, rule: &ComputedRule, code: &OptionCode) -> String {
    match rule {
        ComputedRule::Bands { of, bands } => {
            let decimals = decimals_of(q, of);
            let told = bands.iter().filter(|band| &band.code == code).map(|band| band_words(band, decimals));
            told.collect::<Vec<_>>().join(", ")
        }
        ComputedRule::Lookup { map, .. } => {
            let of = map.iter().filter(|(_, to)| *to == code).map(|(from, _)| from.as_str());
            of.collect::<Vec<_>>().join(", ")
        }
        ComputedRule::Formula { .. } | ComputedRule::Attribute { .. } => String::new(),
    }
}

/// Bounds past 32 bits are none.
fn band_words(band: &Band, decimals: u8) -> String {
    let (from, to) = (written(band.from, decimals), written(band.to, decimals));
    match (band.from <= i64::from(i32::MIN), band.to >= i64::from(i32::MAX)) {
        (_, true) => format!("{from} et plus"),
        (true, _) => format!("{to} et moins"),
        _ if from == to => from,
        _ => format!("de {from} à {to}"),
    }
}

fn decimals_of(q: &Questionnaire, of: &QuestionId) -> u8 {
    match (q.question(of.as_str()), q.computed(of).map(|computed| &computed.rule)) {
        (Some((_, question)), _) => question.kind.decimals(),
        (None, Some(ComputedRule::Formula { gives: Gives::Number { decimals }, .. })) => *decimals,
        _ => 0,
    }
}

/// Variables with categories that rest on profile questions only. A quota asks for more: that everybody has one.
pub(super) fn profile(q: &Questionnaire) -> Vec<(String, String)> {
    let asked = q.questions().filter_map(|(_, question)| {
        let serves = question.role == Role::Profile && matches!(question.kind, Kind::Single { .. });
        serves.then(|| (question.id.to_string(), format!("posée{}", reservation(is_had_by_all(q, &question.id)))))
    });
    let derived = q.computed.iter().filter_map(|computed| {
        let sources = computed.rule.sources();
        let serves = !computed.categories.is_empty() && rests_on_profile(q, computed);
        let names: Vec<&str> = sources.iter().map(|of| of.as_str()).collect();
        let words = || format!("calculée de {}{}", names.join(", "), reservation(is_had_by_all(q, &computed.id)));
        serves.then(|| (computed.id.to_string(), words()))
    });
    asked.chain(derived).collect()
}

fn reservation(is_had_by_all: bool) -> &'static str {
    if is_had_by_all { "" } else { " — pour les croisements seulement : tous n’y répondent pas" }
}

/// Whether what it comes from is asked of everybody, and cannot be left out.
fn is_had_by_all(q: &Questionnaire, id: &QuestionId) -> bool {
    let mut sections = q.sections.iter();
    let asked = sections.find_map(|section| Some(section).zip(section.questions.iter().find(|one| &one.id == id)));
    if let Some((section, question)) = asked {
        return section.show_if.is_none() && question.show_if.is_none() && question.mandatory == Mandatory::Hard;
    }
    let before = q.computed.iter().take_while(|other| &other.id != id);
    let own = q.computed(id).map(|computed| computed.rule.sources());
    let is_known = |of: &QuestionId| q.question(of.as_str()).is_some() || before.clone().any(|other| &other.id == of);
    own.is_some_and(|sources| sources.into_iter().all(|of| is_known(of) && is_had_by_all(q, of)))
}

/// Whether every question a variable is derived from, near or far, is one of profile. A variable only reads those before it.
fn rests_on_profile(q: &Questionnaire, computed: &Computed) -> bool {
    let before = || q.computed.iter().take_while(|other| other.id != computed.id);
    computed.rule.sources().into_iter().all(|of| match q.question(of.as_str()) {
        Some((_, question)) => question.role == Role::Profile,
        None => before().find(|other| &other.id == of).is_some_and(|source| rests_on_profile(q, source)),
    })
}
