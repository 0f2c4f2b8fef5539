//! Questions of every public release, found by their words. What is under embargo is not searched: finding a word there would be a
//! reading.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};
use serde::Deserialize;

use crate::app::App;
use crate::app::read_release::StoredRelease;
use crate::domain::accents::unaccented;
use crate::domain::id::QuestionId;
use crate::domain::release::{ReleaseContent, ReleasedTable};
use crate::web::html::{Nav, Shell, shell, shown, typeset};
use crate::web::identity::Browsing;
use crate::web::reply::{self, Reply};
use crate::web::results::{Links, all_public};
use crate::web::space::home::search_form;

const ASKED_CHARS_MAX: usize = 200;
const FOUND_MAX: usize = 60;

#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// A question of a release that has every word.
struct Found {
    stored: Arc<StoredRelease>,
    question: QuestionId,
    /// Rows of the grid that have them too, where it is one.
    items: Vec<String>,
    /// By its own words, without those of its wave's title.
    is_own: bool,
}

pub async fn show(app: web::Data<App>, _browsing: Browsing, asked: web::Query<Asked>) -> Reply {
    let asked: String = asked.q.trim().chars().take(ASKED_CHARS_MAX).collect();
    let words: Vec<String> = plain(&asked).split_whitespace().map(str::to_owned).collect();
    let mut found = Vec::new();
    if !words.is_empty() {
        for stored in all_public(&app).await? {
            found.extend(matching(&stored, &words));
        }
    }
    // A title is that of all the questions of its wave: those that say the words themselves come first.
    found.sort_by_key(|one| !one.is_own);
    Ok(reply::page(StatusCode::OK, view(&asked, &found)))
}

/// As a search compares: no accent, no capital, one kind of apostrophe and of space.
fn plain(text: &str) -> String {
    unaccented(text).replace('’', "'").replace(['\u{a0}', '\u{202f}'], " ")
}

fn matching(stored: &Arc<StoredRelease>, words: &[String]) -> Vec<Found> {
    let content = stored.released.content();
    let around = plain(&[content.wave.title.as_str(), &content.wave.audience, &content.wave.key].join(" "));
    let of_question = |tables: &[ReleasedTable]| {
        let has_all = |said: &str| words.iter().all(|word| said.contains(word.as_str()));
        let said = tables.iter().map(|table| (table, said(table)));
        let hits: Vec<(&ReleasedTable, String)> =
            said.filter(|(_, own)| has_all(&[own, " ", around.as_str()].concat())).collect();
        Some(Found {
            stored: Arc::clone(stored),
            question: hits.first()?.0.question.clone(),
            items: hits.iter().filter_map(|(table, _)| table.item_label.clone()).collect(),
            is_own: hits.iter().any(|(_, own)| has_all(own)),
        })
    };
    content.questions().filter_map(of_question).collect()
}

/// Everything one may remember of a question.
fn said(table: &ReleasedTable) -> String {
    let mut parts = vec![table.question.as_str(), table.text.as_str()];
    parts.extend(table.item_label.as_deref());
    parts.extend(table.rows.iter().map(|row| row.label.as_str()));
    plain(&parts.join(" "))
}

fn view(asked: &str, found: &[Found]) -> Markup {
    let heading = if asked.is_empty() { "Recherche".to_owned() } else { ["Recherche : ", asked].concat() };
    let heading = typeset(heading.as_str().into());
    let content = html! {
        h1 { (heading) }
        (search_form(asked, true))
        @if asked.is_empty() {
            p.lead { "Écrivez un ou plusieurs mots, par exemple " em { "jouer collectif" } "." }
        } @else if found.is_empty() {
            div.card {
                p.lead { "Aucune question ne contient tous ces mots." }
                p { "Essayez un seul mot, ou son début\u{a0}: «\u{a0}entrepr\u{a0}» trouve entreprise et entreprendre. La recherche porte sur les publications publiques seulement." }
            }
        } @else {
            p.found { (number(found.len())) }
            ul.list { @for one in found.iter().take(FOUND_MAX) { li { (card(one)) } } }
        }
    };
    shell(&Shell::new(&heading, Nav::Space), &content)
}

fn number(count: usize) -> String {
    match count {
        1 => "1 question trouvée".to_owned(),
        many if many > FOUND_MAX => {
            format!("{many} questions trouvées, les {FOUND_MAX} premières ci-dessous\u{a0}: ajoutez un mot")
        }
        many => format!("{many} questions trouvées"),
    }
}

fn card(one: &Found) -> Markup {
    let content: &ReleaseContent = one.stored.released.content();
    let Some(table) = content.table(&one.question) else { return html! {} };
    html! {
        article.card {
            h2 { a href={ "/espace/vagues/" (content.wave.slug) "?t=" (one.question) "#apercu" } { (shown(&table.text, &BTreeMap::new())) } }
            @if !one.items.is_empty() { p { (typeset(one.items.join(" · ").as_str().into())) } }
            p.muted {
                (typeset(content.wave.title.as_str().into())) " · vague " (content.wave.key) " · " code { (one.question) }
                @if content.is_simulated { " · " span.tag.sim { "données simulées" } }
                " · " a href=(Links::of(&one.stored).question(one.question.as_str())) { "page publique de la question" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_capitals_and_apostrophes_make_no_difference() {
        assert_eq!(plain("L’Économie\u{a0}sociale"), plain("l'economie SOCIALE"));
    }
}
