//! The two versions as wholes: languages, sections and what stands in them, variables nobody answers, end pages.

use std::collections::BTreeMap;

use super::{ChangeClass, Found, Of, Spot, common_orders, french, kind, question};
use crate::domain::questionnaire::{
    Category, Computed, ComputedRule, EndKind, Hidden, HiddenSource, Language, Questionnaire, Section, canonical_json,
};

pub(super) fn compare(found: &mut Found, before: &Questionnaire, after: &Questionnaire) {
    cover(found, before, after);
    questions(found, before, after);
    sections(found, before, after);
    computed(found, &before.computed, &after.computed);
    hidden(found, &before.hidden, &after.hidden);
    ends(found, before, after);
    nomenclatures(found, before, after);
}

fn cover(found: &mut Found, before: &Questionnaire, after: &Questionnaire) {
    let spot = Spot::of(Of::Questionnaire);
    found.value(&spot, ChangeClass::Study, "étude", (&before.study, &after.study), |study| Some(study.to_string()));
    let code = |language: &Language| Some(language.code().to_owned());
    for language in after.languages.iter().filter(|language| !before.languages.contains(language)) {
        found.push(&spot, ChangeClass::LanguageAdded, "langues", None, code(language));
    }
    for language in before.languages.iter().filter(|language| !after.languages.contains(language)) {
        found.push(&spot, ChangeClass::LanguageRemoved, "langues", code(language), None);
    }
    found.text(&spot, ChangeClass::Cover, "titre", (&before.title, &after.title));
    found.text(&spot, ChangeClass::Cover, "notice", (&before.notice, &after.notice));
    found.value(&spot, ChangeClass::Cover, "durée annoncée", (&before.minutes, &after.minutes), |minutes| {
        Some(format!("{minutes} min"))
    });
}

/// Those that came, went, or changed page; and the order of those that stayed.
fn questions(found: &mut Found, before: &Questionnaire, after: &Questionnaire) {
    for (_, question) in after.questions().filter(|(_, one)| before.question(one.id.as_str()).is_none()) {
        let spot = Spot::of(Of::Question(question.id.to_string()));
        found.push(&spot, ChangeClass::NewQuestion, "question", None, Some(french(&question.text)));
    }
    for (_, question) in before.questions().filter(|(_, one)| after.question(one.id.as_str()).is_none()) {
        let spot = Spot::of(Of::Question(question.id.to_string()));
        found.push(&spot, ChangeClass::RemovedQuestion, "question", Some(french(&question.text)), None);
    }
    let homes = homes(before);
    for section in &after.sections {
        for question in &section.questions {
            if let Some(home) = homes.get(question.id.as_str()).filter(|home| **home != section.id.as_str()) {
                let spot = Spot::of(Of::Question(question.id.to_string()));
                let pages = (Some((*home).to_owned()), Some(section.id.to_string()));
                found.push(&spot, ChangeClass::Moved, "section", pages.0, pages.1);
            }
        }
    }
}

fn homes(q: &Questionnaire) -> BTreeMap<&str, &str> {
    q.sections
        .iter()
        .flat_map(|section| section.questions.iter().map(|question| (question.id.as_str(), section.id.as_str())))
        .collect()
}

fn sections(found: &mut Found, before: &Questionnaire, after: &Questionnaire) {
    for section in &after.sections {
        if let Some((_, earlier)) = before.section(&section.id) {
            one_section(found, earlier, section);
        }
    }
    let spot = Spot::of(Of::Questionnaire);
    let ids = |q: &Questionnaire| q.sections.iter().map(|section| section.id.to_string()).collect();
    question::order(found, &spot, "ordre des sections", (ids(before), ids(after)));
    let drawn = |q: &Questionnaire| -> Vec<String> { q.orders.iter().map(canonical_json).collect() };
    found.value(&spot, ChangeClass::Order, "ordre tiré des sections", (&drawn(before), &drawn(after)), |drawn| {
        (!drawn.is_empty()).then(|| drawn.join(" ; "))
    });
}

fn one_section(found: &mut Found, before: &Section, after: &Section) {
    let spot = Spot::of(Of::Section(after.id.to_string()));
    found.text(&spot, ChangeClass::Surroundings, "titre", (&before.title, &after.title));
    let intros = (before.intro.as_ref(), after.intro.as_ref());
    found.optional_text(&spot, ChangeClass::Surroundings, "introduction", intros);
    question::condition(found, &spot, (before.show_if.as_ref(), after.show_if.as_ref()));
    found.value(&spot, ChangeClass::Order, "rotation", (&before.rotation, &after.rotation), kind::rotation);
    let ids = |section: &Section| section.questions.iter().map(|question| question.id.to_string()).collect();
    question::order(found, &spot, "ordre des questions", (ids(before), ids(after)));
    checks(found, &spot, before, after);
}

fn checks(found: &mut Found, spot: &Spot, before: &Section, after: &Section) {
    let rule = |check: &crate::domain::questionnaire::Check| {
        format!("{} ({}, {})", check.must, format!("{:?}", check.severity).to_lowercase(), check.question)
    };
    let rules = |section: &Section| -> Vec<String> { section.checks.iter().map(rule).collect() };
    let (old, new) = (rules(before), rules(after));
    if old == new {
        for (earlier, check) in before.checks.iter().zip(&after.checks) {
            found.text(&spot.code(&check.question), ChangeClass::Check, "message", (&earlier.text, &check.text));
        }
        return;
    }
    for added in new.iter().filter(|rule| !old.contains(rule)) {
        found.push(spot, ChangeClass::Check, "contrôle", None, Some(added.clone()));
    }
    for gone in old.iter().filter(|rule| !new.contains(rule)) {
        found.push(spot, ChangeClass::Check, "contrôle", Some(gone.clone()), None);
    }
    let orders = common_orders(&old, &new);
    found
        .value(spot, ChangeClass::Check, "ordre des contrôles", (&orders.0, &orders.1), |list| Some(list.join(" ; ")));
}

fn computed(found: &mut Found, before: &[Computed], after: &[Computed]) {
    for one in after {
        let spot = Spot::of(Of::Computed(one.id.to_string()));
        let Some(earlier) = before.iter().find(|earlier| earlier.id == one.id) else {
            found.push(&spot, ChangeClass::NewVariable, "variable", None, Some(french(&one.label)));
            continue;
        };
        found.text(&spot, ChangeClass::Computed, "libellé", (&earlier.label, &one.label));
        categories(found, &spot, ChangeClass::Computed, &earlier.categories, &one.categories);
        let rules = (rule(&earlier.rule), rule(&one.rule));
        found.value(&spot, ChangeClass::Computed, "règle", (&rules.0, &rules.1), |rule| Some(rule.clone()));
    }
    for gone in before.iter().filter(|one| after.iter().all(|other| other.id != one.id)) {
        let spot = Spot::of(Of::Computed(gone.id.to_string()));
        found.push(&spot, ChangeClass::Computed, "variable", kind::label(&gone.label), None);
    }
}

fn rule(rule: &ComputedRule) -> String {
    match rule {
        ComputedRule::Formula { value, .. } => value.to_string(),
        other => canonical_json(other),
    }
}

fn categories(found: &mut Found, spot: &Spot, class: ChangeClass, before: &[Category], after: &[Category]) {
    for category in after {
        let at = spot.code(&category.code);
        match before.iter().find(|earlier| earlier.code == category.code) {
            Some(earlier) => found.text(&at, class, "libellé", (&earlier.label, &category.label)),
            None => found.push(&at, class, "catégorie", None, Some(french(&category.label))),
        }
    }
    for gone in before.iter().filter(|one| after.iter().all(|other| other.code != one.code)) {
        found.push(&spot.code(&gone.code), class, "catégorie", Some(french(&gone.label)), None);
    }
    let codes = |list: &[Category]| list.iter().map(|one| one.code.to_string()).collect();
    question::order(found, spot, "ordre des catégories", (codes(before), codes(after)));
}

fn hidden(found: &mut Found, before: &[Hidden], after: &[Hidden]) {
    for one in after {
        let spot = Spot::of(Of::Hidden(one.id.to_string()));
        let Some(earlier) = before.iter().find(|earlier| earlier.id == one.id) else {
            found.push(&spot, ChangeClass::Hidden, "variable", None, Some(french(&one.label)));
            continue;
        };
        found.text(&spot, ChangeClass::Hidden, "libellé", (&earlier.label, &one.label));
        categories(found, &spot, ChangeClass::Hidden, &earlier.categories, &one.categories);
        found.value(&spot, ChangeClass::Hidden, "source", (&earlier.source, &one.source), source);
    }
    for gone in before.iter().filter(|one| after.iter().all(|other| other.id != one.id)) {
        let spot = Spot::of(Of::Hidden(gone.id.to_string()));
        found.push(&spot, ChangeClass::Hidden, "variable", kind::label(&gone.label), None);
    }
}

fn source(source: &HiddenSource) -> Option<String> {
    Some(match source {
        HiddenSource::Given { parameter, default: Some(default) } => format!("?{parameter}= (sinon {default})"),
        HiddenSource::Given { parameter, default: None } => format!("?{parameter}="),
        HiddenSource::Arm { shares } => {
            let shares: Vec<String> = shares.iter().map(u16::to_string).collect();
            format!("tirage {}", shares.join(" : "))
        }
    })
}

fn ends(found: &mut Found, before: &Questionnaire, after: &Questionnaire) {
    for end in &after.ends {
        let spot = Spot::of(Of::EndPage(end.id.to_string()));
        let Some(earlier) = before.ends.iter().find(|earlier| earlier.id == end.id) else {
            found.push(&spot, ChangeClass::EndPage, "page", None, Some(french(&end.title)));
            continue;
        };
        found.text(&spot, ChangeClass::EndPage, "titre", (&earlier.title, &end.title));
        found.text(&spot, ChangeClass::EndPage, "texte", (&earlier.text, &end.text));
        found.value(&spot, ChangeClass::EndPage, "issue", (&earlier.on, &end.on), |on| {
            let said = match on {
                EndKind::Completed => "completed",
                EndKind::ScreenedOut => "screened_out",
                EndKind::Refused => "refused",
            };
            Some(said.to_owned())
        });
    }
    for gone in before.ends.iter().filter(|one| after.ends.iter().all(|other| other.id != one.id)) {
        let spot = Spot::of(Of::EndPage(gone.id.to_string()));
        found.push(&spot, ChangeClass::EndPage, "page", Some(french(&gone.title)), None);
    }
}

/// Lists both have under one name. One that comes or goes does so with the questions that are asked from it.
fn nomenclatures(found: &mut Found, before: &Questionnaire, after: &Questionnaire) {
    for (id, digest) in &after.nomenclatures {
        let Some(earlier) = before.nomenclatures.get(id) else { continue };
        let spot = Spot::of(Of::Nomenclature(id.to_string()));
        found.value(&spot, ChangeClass::Nomenclature, "contenu", (earlier, digest), |digest| Some(digest.hex()));
    }
}
