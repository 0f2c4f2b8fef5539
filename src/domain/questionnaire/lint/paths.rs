//! Jumps, orders and ends name sections and pages that exist, and send nobody backwards.

use std::collections::BTreeSet;

use super::repeated;
use crate::domain::fault::near_or_all;
use crate::domain::id::SectionId;
use crate::domain::questionnaire::reading::Reading;
use crate::domain::questionnaire::{EndKind, ExitKind, Question, Questionnaire, Section, SectionOrder};

pub(super) fn check(reading: &mut Reading, q: &Questionnaire) {
    check_ends(reading, q);
    for (position, section) in q.sections.iter().enumerate() {
        for question in &section.questions {
            check_skips(reading, q, position, question);
            check_pages(reading, q, question);
        }
    }
    let mut ordered = BTreeSet::new();
    for (rank, order) in q.orders.iter().enumerate() {
        check_order(reading, q, &format!("orders[{rank}]"), order, &mut ordered);
    }
}

fn check_ends(reading: &mut Reading, q: &Questionnaire) {
    for id in repeated(q.ends.iter().map(|page| page.id.as_str())) {
        reading.fault_at(&format!("ends.{id}"), "page déjà nommée plus haut", Some("un autre id".to_owned()));
    }
    let named: BTreeSet<_> =
        q.questions().flat_map(|(_, question)| &question.exits).filter_map(|exit| exit.page.as_ref()).collect();
    for (rank, page) in q.ends.iter().enumerate() {
        let is_first = q.ends.iter().take(rank).all(|other| other.on != page.on);
        if !is_first && !named.contains(&page.id) {
            let expected = format!("exits = [{{ …, page = \"{}\" }}], ou une seule page par fin", page.id);
            reading.fault_at(&format!("ends.{}", page.id), "page que personne ne voit", Some(expected));
        }
    }
}

fn check_pages(reading: &mut Reading, q: &Questionnaire, question: &Question) {
    for (rank, exit) in question.exits.iter().enumerate() {
        let Some(id) = &exit.page else { continue };
        let place = format!("{}.exits[{rank}].page", question.id);
        let wanted = match exit.end {
            ExitKind::ScreenedOut => EndKind::ScreenedOut,
            ExitKind::Refused => EndKind::Refused,
        };
        let of_kind = || q.ends.iter().filter(|page| page.on == wanted).map(|page| page.id.as_str());
        match q.ends.iter().find(|page| &page.id == id) {
            Some(page) if page.on == wanted => {}
            Some(_) => {
                let what = format!("{id} est la page d'une autre fin");
                reading.fault_at(&place, what, Some(of_kind().collect::<Vec<_>>().join(", ")));
            }
            None => {
                reading.fault_at(&place, format!("page de fin inconnue : {id}"), near_or_all(id.as_str(), of_kind()))
            }
        }
    }
}

fn check_skips(reading: &mut Reading, q: &Questionnaire, from: usize, question: &Question) {
    for (rank, skip) in question.skips.iter().enumerate() {
        let place = format!("{}.skips[{rank}].to", question.id);
        let later = || q.sections.iter().skip(from + 1).map(|section| section.id.as_str());
        match q.section(&skip.to) {
            None => reading.fault_at(
                &place,
                format!("section inconnue : {}", skip.to),
                near_or_all(skip.to.as_str(), later()),
            ),
            Some((to, _)) if to <= from => {
                let what = format!("saut en arrière vers {}", skip.to);
                reading.fault_at(&place, what, Some(later().collect::<Vec<_>>().join(", ")));
            }
            Some(_) if is_inside_order(q, &skip.to) => {
                let what = format!("{} change de place d'une personne à l'autre : on ne peut y sauter", skip.to);
                reading.fault_at(&place, what, Some("une section hors des orders".to_owned()));
            }
            Some(_) => {}
        }
    }
}

/// A jump to the first of them would be a jump past the others for most people.
fn is_inside_order(q: &Questionnaire, section: &SectionId) -> bool {
    q.orders.iter().any(|order| order.sections.contains(section))
}

fn check_order<'q>(
    reading: &mut Reading,
    q: &'q Questionnaire,
    place: &str,
    order: &'q SectionOrder,
    ordered: &mut BTreeSet<&'q SectionId>,
) {
    let mut positions = Vec::new();
    for id in &order.sections {
        match q.section(id) {
            None => {
                let known = q.sections.iter().map(|section| section.id.as_str());
                reading.fault_at(place, format!("section inconnue : {id}"), near_or_all(id.as_str(), known));
            }
            Some(_) if !ordered.insert(id) => {
                reading.fault_at(
                    place,
                    format!("{id} est déjà dans un ordre"),
                    Some("un ordre par section".to_owned()),
                );
            }
            Some((position, _)) => positions.push(position),
        }
    }
    positions.sort_unstable();
    if positions.windows(2).any(|pair| matches!(pair, [a, b] if a + 1 != *b)) {
        reading.fault_at(
            place,
            "ces sections ne se suivent pas",
            Some("des sections voisines dans le fichier".to_owned()),
        );
    }
    if positions.first() == Some(&0) {
        reading.fault_at(place, "la section du consentement reste la première", None);
    }
    let sections: Vec<&Section> = positions.iter().filter_map(|position| q.sections.get(*position)).collect();
    check_independence(reading, q, place, &sections);
}

/// Whoever comes first cannot depend on whoever comes next.
fn check_independence(reading: &mut Reading, q: &Questionnaire, place: &str, sections: &[&Section]) {
    for section in sections {
        let others: Vec<&str> = sections
            .iter()
            .filter(|other| other.id != section.id)
            .flat_map(|other| other.questions.iter().map(|question| question.id.as_str()))
            .collect();
        let reads = conditions(section).flat_map(|condition| condition.names());
        let carried = section.questions.iter().filter_map(|question| question.carry.as_ref()).map(|carry| &carry.from);
        let mut named = reads.map(|name| &name.question).chain(carried);
        let wrong = named.find(|id| {
            let sources = q.computed(id).map(|computed| computed.rule.sources()).unwrap_or_default();
            others.contains(&id.as_str()) || sources.iter().any(|source| others.contains(&source.as_str()))
        });
        if let Some(id) = wrong {
            let what = format!("{} lit {id}, qui peut être demandée après elle dans cet ordre", section.id);
            reading.fault_at(place, what, Some("des sections indépendantes les unes des autres".to_owned()));
        }
    }
}

fn conditions(section: &Section) -> impl Iterator<Item = &crate::domain::expression::Expr> {
    let inside = section.questions.iter().flat_map(|question| {
        let options = question.kind.options().iter().filter_map(|option| option.show_if.as_ref());
        let items = question.kind.items().iter().filter_map(|item| item.show_if.as_ref());
        let leaving = question.exits.iter().map(|exit| &exit.when).chain(question.skips.iter().map(|skip| &skip.when));
        question.show_if.iter().chain(options).chain(items).chain(leaving)
    });
    section.show_if.iter().chain(section.checks.iter().map(|rule| &rule.must)).chain(inside)
}
