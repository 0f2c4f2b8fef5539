//! Releases as feeds, Atom (RFC 4287) and JSON Feed 1.1: what is public and nothing else, from the instant itself. A correction is an
//! entry of its own. Caches ask again each time, so that no copy is late at an embargo.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use crate::app::calendar::Publication;
use crate::app::read_release::{CSV, StoredRelease};
use crate::app::{App, AppError};
use crate::domain::id::Digest;
use crate::domain::wave::paris;
use crate::web::reply::Reply;
use crate::web::results::kept::is_one_of;
use crate::web::results::public;

const ENTRIES_MAX: usize = 50;
const TITLE: &str = "Publications de résultats";
/// Of a feed without an entry: a date that tells nothing.
const NEVER: &str = "1970-01-01T00:00:00Z";

/// One entry, in the words both formats share.
struct Entry {
    /// Its address and its id: it never changes.
    permanent: String,
    csv: String,
    title: String,
    summary: String,
    at: String,
    /// When it last said something else: as it was published, or as it was corrected.
    changed: String,
    author: String,
    study: String,
    number: u32,
}

pub async fn atom(app: web::Data<App>, request: HttpRequest) -> Reply {
    let entries = entries(&app).await?;
    let text = atom_text(&app.settings().public_url, &entries).into_string();
    Ok(fresh(&request, text, "application/atom+xml; charset=utf-8"))
}

pub async fn json(app: web::Data<App>, request: HttpRequest) -> Reply {
    let entries = entries(&app).await?;
    let text = json_feed(&app.settings().public_url, &entries).to_string();
    Ok(fresh(&request, text, "application/feed+json; charset=utf-8"))
}

/// A text made anew each time, that costs its reader nothing while it is the same.
pub fn fresh(request: &HttpRequest, text: String, media_type: &str) -> HttpResponse {
    let digest = Digest::of(text.as_bytes()).hex();
    let is_kept = request.headers().get_all(IF_NONE_MATCH).any(|given| is_one_of(given, &digest));
    let mut reply = if is_kept { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    reply.insert_header((ETAG, ["\"", &digest, "\""].concat())).insert_header((CACHE_CONTROL, "public, no-cache"));
    if is_kept { reply.finish() } else { reply.insert_header((CONTENT_TYPE, media_type)).body(text) }
}

async fn entries(app: &App) -> Result<Vec<Entry>, AppError> {
    let base = &app.settings().public_url;
    let mut entries = Vec::new();
    for one in app.publications(None).await?.iter().take(ENTRIES_MAX) {
        if let Some(stored) = public(app, &one.wave.slug).await? {
            entries.push(entry(base, one, &stored));
        }
    }
    Ok(entries)
}

fn entry(base: &str, one: &Publication, stored: &StoredRelease) -> Entry {
    let (wave, content) = (&one.wave, stored.released.content());
    // Where this very publication stays, whatever is corrected later.
    let permanent = [base, "/resultats/", wave.slug.as_str(), "/", &one.number.to_string()].concat();
    let what = if one.number > 1 { "Correction : " } else { "" };
    let simulated = if wave.is_simulated { " (données simulées)" } else { "" };
    let headline = stored.released.headline_sentence().filter(|_| one.is_latest && one.number == stored.number);
    let summary = match (headline, one.is_latest) {
        (Some(sentence), true) => [&sentence, simulated].concat(),
        (None, true) => "Tableaux, notice de méthode et fichiers.".to_owned(),
        (_, false) => format!("Publication nº {}, corrigée depuis.", one.number),
    };
    let told = stored.history.iter().find(|told| told.number == one.number);
    let next = stored.history.iter().find(|told| told.number == one.number + 1);
    let reason =
        told.and_then(|told| told.reason.as_ref()).map_or_else(String::new, |why| ["Motif : ", why, " – "].concat());
    Entry {
        csv: [&permanent, "/fichiers/", CSV].concat(),
        permanent,
        title: clean(&[what, &wave.title, ", vague ", &wave.key, simulated].concat()),
        summary: clean(&[reason.as_str(), &summary].concat()),
        at: paris::utc(one.released_at),
        changed: paris::utc(next.map_or(one.released_at, |next| next.public_at)),
        author: clean(&[content.parties.fieldwork_institute.as_str(), " pour ", &content.parties.sponsor].concat()),
        study: wave.study.clone(),
        number: one.number,
    }
}

/// Without controls, which neither XML nor iCalendar takes and no title needs.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn atom_text(base: &str, entries: &[Entry]) -> Markup {
    let own = [base, "/resultats/flux.atom"].concat();
    html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"))
        feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" {
            id { (own) }
            title { (TITLE) }
            updated { (entries.first().map_or(NEVER, |entry| entry.at.as_str())) }
            author { name { "Sonde" } }
            (link("self", "application/atom+xml", &own))
            (link("alternate", "text/html", &[base, "/resultats"].concat()))
            @for entry in entries {
                entry {
                    id { (entry.permanent) }
                    title { (entry.title) }
                    updated { (entry.changed) }
                    published { (entry.at) }
                    author { name { (entry.author) } }
                    (PreEscaped(category(&entry.study)))
                    (link("alternate", "text/html", &entry.permanent))
                    (link("related", "text/csv", &entry.csv))
                    summary type="text" { (entry.summary) }
                }
            }
        }
    }
}

/// Written whole, since a page's `link` has no end and XML wants one.
fn link(rel: &str, media_type: &str, address: &str) -> Markup {
    html! { (PreEscaped("<link rel=\"")) (rel) (PreEscaped("\" type=\"")) (media_type) (PreEscaped("\" href=\"")) (address) (PreEscaped("\"/>")) }
}

/// A study is named by a slug, which needs no escape.
fn category(study: &str) -> String {
    ["<category term=\"", study, "\"/>"].concat()
}

fn json_feed(base: &str, entries: &[Entry]) -> Value {
    let item = |entry: &Entry| {
        json!({
            "id": entry.permanent,
            "url": entry.permanent,
            "title": entry.title,
            "content_text": entry.summary,
            "date_published": entry.at,
            "date_modified": entry.changed,
            "authors": [{ "name": entry.author }],
            "tags": [entry.study],
            "attachments": [{ "url": entry.csv, "mime_type": "text/csv", "title": "Tableaux (CSV)" }],
            "_sonde": { "number": entry.number },
        })
    };
    let at = |path: &str| [base, path].concat();
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        "home_page_url": at("/resultats"),
        "feed_url": at("/resultats/flux.json"),
        "language": "fr",
        "items": entries.iter().map(item).collect::<Vec<_>>(),
    })
}
