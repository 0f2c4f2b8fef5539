//! The page of one release: what is essential, a list of what was asked, each question with the figures of everybody, and how they
//! were made. Crosstabs are on the page of each question: with them this one would weigh ten times as much.

use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::read_release::StoredRelease;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::Language;
use crate::domain::release::ReleaseContent;
use crate::domain::wave::paris;
use crate::web::error::Refusal;
use crate::web::html::{Nav, Shell, count, shell};
use crate::web::identity::Visitor;
use crate::web::reply::Reply;
use crate::web::results::essentials::{self, set};
use crate::web::results::frozen::{Frozen, Keeping, frozen, frozen_for, if_kept};
use crate::web::results::links::{Links, anchor};
use crate::web::results::{card, files, notice, profiles, publications, question, read, read_numbered, share};

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, visitor: Visitor, request: HttpRequest) -> Reply {
    let stored = read(&app, &visitor, &slug).await?;
    Ok(page(&app, &request, &stored))
}

/// What a link to the page is previewed with.
pub async fn preview(
    app: web::Data<App>,
    path: web::Path<(WaveSlug, u32)>,
    visitor: Visitor,
    request: HttpRequest,
) -> Reply {
    let (slug, number) = path.into_inner();
    let stored = read_numbered(&app, &visitor, &slug, number).await?;
    picture(&app, &request, &stored, "apercu", || {
        card::of_release(stored.released.content(), stored.number, stored.is_consultation)
    })
    .await
}

/// A drawing as a picture that other sites may show, drawn where it is not kept yet.
pub(super) async fn picture(
    app: &App,
    request: &HttpRequest,
    stored: &StoredRelease,
    part: &str,
    drawing: impl FnOnce() -> Markup,
) -> Reply {
    let kind = Frozen { part, media_type: "image/png", file_name: None };
    let reply = match if_kept(Keeping::ForGood, request, stored, &kind) {
        Some(reply) => reply,
        None => {
            let picture = app.picture(drawing().into_string()).await?;
            frozen_for(Keeping::ForGood, request, stored, &kind, || picture)
        }
    };
    Ok(share::embeddable(reply, stored))
}

/// One page for the address of the wave and for that of the publication.
pub(super) fn page(app: &App, request: &HttpRequest, stored: &StoredRelease) -> actix_web::HttpResponse {
    let kind = Frozen { part: "page", media_type: share::HTML, file_name: None };
    let origin = &app.settings().public_url;
    frozen(request, stored, &kind, || view(stored, origin).into_string())
}

/// One reply for a wave that does not exist and for one whose time has not come.
pub fn neutral(error: AppError) -> Refusal {
    match error {
        AppError::WaveAbsent | AppError::UnderEmbargo { .. } | AppError::WrongState { .. } | AppError::NotAllowed => {
            AppError::ReleaseNotPublic.into()
        }
        other => other.into(),
    }
}

fn view(stored: &StoredRelease, origin: &str) -> Markup {
    let content = stored.released.content();
    let links = Links::of(stored);
    let title = content.wave.title.as_str();
    let body = html! {
        header.masthead {
            p.crumbs { a href="/resultats" { "Résultats" } " · vague " (content.wave.key) }
            h1 { (title) }
            p.muted { (subtitle(stored)) }
            @if stored.is_early { (early()) }
            (publications::notice(stored))
            (consultation(stored))
        }
        (essentials::headline(content, links))
        (files::at_hand(stored))
        (essentials::findings(content, links))
        (profiles::onward(content))
        (contents(content))
        @for tables in content.questions() { (question::view(content, tables, links)) }
        (notice::in_short(stored, links))
        (downloads(stored))
    };
    let says = share::description(content);
    let meta = share::Meta {
        description: &says,
        address: &[origin, links.page().as_str()].concat(),
        picture: &[origin, links.preview().as_str()].concat(),
        data: None,
    };
    let full = format!("{title} – résultats, vague {}", content.wave.key);
    let page = Shell { is_simulated: content.is_simulated, meta: Some(&meta), ..Shell::new(&full, Nav::Public) };
    shell(&page, &body)
}

/// Who, how many, when, and since when it is known.
pub(super) fn subtitle(stored: &StoredRelease) -> Markup {
    let content = stored.released.content();
    html! {
        (count(content.base_n.into())) " personnes interrogées · " (set(&content.wave.universe)) " · terrain " (content.period(Language::Fr))
        " · publié le " (paris::day_words(share::published_on(stored)))
        @if content.is_simulated { " · " span.tag.sim { "données simulées" } }
    }
}

/// Said of a wave anybody could answer.
pub(super) fn consultation(stored: &StoredRelease) -> Markup {
    html! {
        @if stored.is_consultation { div.told role="note" { p { strong { "Consultation ouverte." } " " (CONSULTATION) } } }
    }
}

const CONSULTATION: &str = "Chacun pouvait y répondre\u{a0}: ces chiffres sont ceux des personnes qui ont répondu, redressées ou non. Ils ne \
                            mesurent pas l’avis d’une population, et les intervalles ne disent que l’effet du nombre de réponses.";

/// What somebody on the list is told before the instant.
pub fn early() -> Markup {
    html! {
        div.flash role="note" {
            p { strong { "Lecture avant l’embargo." } " Ces résultats ne sont pas publics\u{a0}; votre lecture est enregistrée." }
        }
    }
}

/// Every question, to go to.
fn contents(content: &ReleaseContent) -> Markup {
    let firsts = || content.questions().filter_map(|tables| tables.first());
    html! {
        nav.contents aria-labelledby="sommaire" {
            h2 #sommaire { "Toutes les questions" }
            ol { @for table in firsts() { li {
                a href={ "#" (anchor(table)) } { (set(&table.text)) }
                // Two questions may ask the same words of different people.
                @if !table.is_asked_to_all() { span.asked-to { (set(&table.base_label)) } }
            } } }
        }
    }
}

fn downloads(stored: &StoredRelease) -> Markup {
    html! {
        (files::list(stored))
        (publications::history(stored))
        p.small {
            "Chaque chiffre de cette page mène à sa propre adresse\u{a0}: son sens exact, une phrase à reprendre, une image à insérer."
        }
        p.small.muted { "Publication nº\u{a0}" (stored.number) ", empreinte " code { (stored.digest.hex().get(..16).unwrap_or_default()) } }
    }
}
