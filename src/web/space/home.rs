//! The first page of the space: every release its reader may read, study by study, and a search over all their questions.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::App;
use crate::app::account::Account;
use crate::app::calendar::{Announced, Publication};
use crate::domain::published::Labels;
use crate::domain::wave::paris;
use crate::web::html::{Nav, Shell, shell, typeset};
use crate::web::identity::Browsing;
use crate::web::reply::{self, Reply};

pub async fn show(app: web::Data<App>, browsing: Browsing) -> Reply {
    let Browsing(account) = browsing;
    let (publications, announced) = (app.publications(Some(&account)).await?, app.announced().await?);
    let labels = &app.read_published()?.labels;
    Ok(reply::page(StatusCode::OK, view(&account, &publications, announced.first(), labels)))
}

fn view(account: &Account, publications: &[Publication], next: Option<&Announced>, labels: &Labels) -> Markup {
    let latest: Vec<&Publication> = publications.iter().filter(|one| one.is_latest).collect();
    let content = html! {
        h1 { "Espace des chercheurs" }
        p.muted { "Session ouverte\u{a0}: " (account.name) " (" (account.email) ")" }
        (search_form("", false))
        @if latest.is_empty() { (nothing_yet(next)) } @else { (studies(&latest, labels)) }
        (elsewhere())
    };
    shell(&Shell::new("Espace des chercheurs", Nav::Space), &content)
}

/// The search, on the first page and above its results.
pub(super) fn search_form(asked: &str, is_alone: bool) -> Markup {
    html! {
        form.card.find role="search" method="get" action="/espace/recherche" {
            label.field for="f-q" { "Chercher une question dans toutes les publications" }
            div.search {
                input #f-q type="text" name="q" value=(asked) maxlength="200" autocomplete="off" aria-describedby="h-q";
                button type="submit" { "Chercher" }
            }
            p.help.small #h-q {
                "Dans les questions, les réponses et les titres de vagues\u{a0}; accents et majuscules sont indifférents."
                @if is_alone { " " a href="/espace" { "Toutes les publications" } }
            }
        }
    }
}

fn nothing_yet(next: Option<&Announced>) -> Markup {
    html! {
        div.card {
            p.lead { "Aucun résultat n’est encore public." }
            @match next {
                Some(next) => p { "Le prochain est annoncé pour le " (paris::moment_words(next.wave.embargo_at)) "\u{a0}: " (next.wave.title) "." },
                None => p { "Aucune date n’est annoncée non plus\u{a0}: une date l’est le jour où le terrain de sa vague commence." },
            }
            p { "Pour en être averti\u{a0}: " a href="/resultats/abonnement" { "un courrier à chaque publication" } ", ou " a href="/resultats/calendrier" { "le calendrier" } "." }
        }
    }
}

/// Studies in the order of their last release.
fn studies(latest: &[&Publication], labels: &Labels) -> Markup {
    let mut order: Vec<&str> = Vec::new();
    for one in latest {
        if !order.contains(&one.wave.study.as_str()) {
            order.push(&one.wave.study);
        }
    }
    html! {
        @for study in order {
            section aria-labelledby={ "etude-" (study) } {
                h2 id={ "etude-" (study) } { (typeset(labels.study(study).into())) }
                ul.list { @for one in latest.iter().filter(|one| one.wave.study == study) { li { (card(one)) } } }
            }
        }
    }
}

fn card(one: &Publication) -> Markup {
    html! {
        article.card {
            h3 { a href={ "/espace/vagues/" (one.wave.slug) } { (typeset(one.wave.title.as_str().into())) } }
            p.muted {
                "Vague " (one.wave.key) " · "
                @if one.is_early { "sous embargo jusqu’au " (paris::moment_words(one.wave.embargo_at)) }
                @else { "parue le " (paris::date_words(one.released_at)) }
                @if one.number > 1 { " · corrigée, publication nº\u{a0}" (one.number) }
            }
            @if one.is_early || one.wave.is_simulated {
                p {
                    @if one.is_early { span.tag.private { "accès anticipé" } " " }
                    @if one.wave.is_simulated { span.tag.sim { "données simulées" } }
                }
            }
        }
    }
}

fn elsewhere() -> Markup {
    html! {
        section aria-labelledby="outils" {
            h2 #outils { "Lire autrement" }
            ul {
                li { a href="/espace/cles" { "Clés d’accès" } ", pour lire les publications depuis R, Python ou tout programme" }
                li { a href="/espace/telechargements" { "Vos téléchargements" } ", pour retrouver ce que vous avez pris" }
                li { a href="/resultats/calendrier" { "Calendrier" } ", à ajouter à votre agenda" }
                li { a href="/resultats/abonnement" { "Courrier à chaque publication" } ", ou flux " a href="/resultats/flux.atom" { "Atom" } " et " a href="/resultats/flux.json" { "JSON" } }
                li { a href="/resultats/historique" { "Chiffres déjà publiés" } " par les études de la série, depuis 2008" }
                li { a href="/api/v1/openapi.json" { "Description de l’API" } " (OpenAPI)" }
            }
        }
    }
}
