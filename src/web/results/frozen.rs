//! What is made of a release and no longer changes: a strong tag, kept by caches once it is public, never before.

use actix_web::body::MessageBody;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::read_release::StoredRelease;

/// One thing made of a release.
pub struct Frozen<'a> {
    /// Told apart from the others of the release in its tag; empty for the release itself.
    pub part: &'a str,
    pub media_type: &'a str,
    /// Given to a browser that saves it; shown in the browser without one.
    pub file_name: Option<&'a str>,
}

/// The reply that carries it, made only where the reader does not have it yet. Early readings are never kept by a cache.
pub fn frozen<B: MessageBody + 'static>(
    request: &HttpRequest,
    stored: &StoredRelease,
    kind: &Frozen<'_>,
    made: impl FnOnce() -> B,
) -> HttpResponse {
    let separator = if kind.part.is_empty() { "" } else { "-" };
    let tag = ["\"", &stored.digest.hex(), separator, kind.part, "\""].concat();
    let caching = if stored.is_early { "no-store" } else { "public, max-age=60" };
    let is_kept = request.headers().get(IF_NONE_MATCH).is_some_and(|given| given.as_bytes() == tag.as_bytes());
    let mut reply = if is_kept { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    reply.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, caching));
    if is_kept {
        return reply.finish();
    }
    if let Some(name) = kind.file_name {
        reply.insert_header((CONTENT_DISPOSITION, ["attachment; filename=\"", name, "\""].concat()));
    }
    reply.insert_header((CONTENT_TYPE, kind.media_type)).body(made())
}
