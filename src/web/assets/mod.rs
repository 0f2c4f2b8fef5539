//! The stylesheet and the icon, inside the binary. The address of the stylesheet carries its digest, so that browsers
//! may keep it for ever.

use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::AppError;
use crate::domain::id::Digest;
use crate::web::reply::Reply;

static STYLE: &[u8] = include_bytes!("sonde.css");
static ICON: &[u8] = include_bytes!("favicon.svg");

struct Style {
    name: String,
    address: String,
    etag: String,
}

static ADDRESSED: LazyLock<Style> = LazyLock::new(|| {
    let digest = Digest::of(STYLE).hex();
    let name = ["sonde-", digest.get(..16).unwrap_or(&digest), ".css"].concat();
    Style { address: ["/assets/", &name].concat(), name, etag: ["\"", &digest, "\""].concat() }
});

/// Where pages find their stylesheet.
pub fn style_address() -> &'static str {
    &ADDRESSED.address
}

pub async fn style(request: HttpRequest, name: web::Path<String>) -> Reply {
    if *name != ADDRESSED.name {
        return Err(AppError::AddressAbsent.into());
    }
    let kept = request.headers().get(IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == ADDRESSED.etag.as_bytes());
    let mut reply = if kept { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    reply
        .insert_header((ETAG, ADDRESSED.etag.as_str()))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((CONTENT_TYPE, "text/css; charset=utf-8"));
    Ok(if kept { reply.finish() } else { reply.body(STYLE) })
}

pub async fn icon() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "image/svg+xml"))
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(ICON)
}

/// Interviews, the console and the API are nobody's to index.
pub async fn robots() -> HttpResponse {
    let rules = "User-agent: *\nDisallow: /e/\nDisallow: /i/\nDisallow: /console\nDisallow: /api/\n";
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(rules)
}
