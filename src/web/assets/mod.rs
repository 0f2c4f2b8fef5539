//! Stylesheets, scripts and the icon, inside the binary. The addresses of all but the icon carry their digest, so
//! that browsers may keep them for ever.

use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::AppError;
use crate::domain::id::Digest;
use crate::web::reply::Reply;

static ICON: &[u8] = include_bytes!("favicon.svg");

struct Asset {
    name: String,
    address: String,
    etag: String,
    content_type: &'static str,
    bytes: &'static [u8],
}

/// What pages of results alone need, for charts, print and fiches.
const RESULTS_TEXT: &str = concat!(include_str!("resultats.css"), include_str!("fiche.css"));

static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new(include_bytes!("sonde.css"), "css", "text/css; charset=utf-8"));
static RESULTS: LazyLock<Asset> =
    LazyLock::new(|| Asset::new(RESULTS_TEXT.as_bytes(), "css", "text/css; charset=utf-8"));
static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new(include_bytes!("sonde.js"), "js", "text/javascript; charset=utf-8"));

/// Of the researchers' space alone: respondents do not carry it.
static SPACE_STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new(include_bytes!("espace.css"), "css", "text/css; charset=utf-8"));
static SPACE_SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new(include_bytes!("espace.js"), "js", "text/javascript; charset=utf-8"));

impl Asset {
    fn new(bytes: &'static [u8], extension: &str, content_type: &'static str) -> Self {
        let digest = Digest::of(bytes).hex();
        let name = ["sonde-", digest.get(..16).unwrap_or(&digest), ".", extension].concat();
        let address = ["/assets/", &name].concat();
        Self { address, name, etag: ["\"", &digest, "\""].concat(), content_type, bytes }
    }
}

/// Where pages find their stylesheet.
pub fn style_address() -> &'static str {
    &STYLE.address
}

/// Where pages of results find what they alone need, for charts and print.
pub fn results_address() -> &'static str {
    &RESULTS.address
}

/// Both sheets themselves, for files that stand alone.
pub fn style_text() -> &'static str {
    concat!(include_str!("sonde.css"), include_str!("resultats.css"), include_str!("fiche.css"))
}

/// Where pages find their script.
pub fn script_address() -> &'static str {
    &SCRIPT.address
}

/// The same of the researchers' space.
pub fn space_style_address() -> &'static str {
    &SPACE_STYLE.address
}

pub fn space_script_address() -> &'static str {
    &SPACE_SCRIPT.address
}

pub async fn named(request: HttpRequest, name: web::Path<String>) -> Reply {
    let assets = [&*STYLE, &*RESULTS, &*SCRIPT, &*SPACE_STYLE, &*SPACE_SCRIPT];
    let known = assets.into_iter().find(|asset| *name == asset.name);
    let asset = known.ok_or(AppError::AddressAbsent)?;
    let kept = request.headers().get(IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == asset.etag.as_bytes());
    let mut reply = if kept { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    reply
        .insert_header((ETAG, asset.etag.as_str()))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((CONTENT_TYPE, asset.content_type));
    Ok(if kept { reply.finish() } else { reply.body(asset.bytes) })
}

pub async fn icon() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "image/svg+xml"))
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(ICON)
}

/// Interviews, the console and the API are nobody's to index.
pub async fn robots() -> HttpResponse {
    let rules = "User-agent: *\nDisallow: /e/\nDisallow: /i/\nDisallow: /console\nDisallow: /espace\nDisallow: /abonnement/\nDisallow: /api/\n";
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(rules)
}
