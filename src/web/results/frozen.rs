//! What is made of a release and no longer changes: made once, compressed once, kept in memory with a strong tag, given
//! whole or in part. Caches may keep it once it is public, never before.

use actix_web::http::Method;
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    HeaderValue, IF_NONE_MATCH, IF_RANGE, RANGE, VARY,
};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

use crate::app::read_release::StoredRelease;
use crate::web::results::kept::{Copy, Kept, Key};
use crate::web::results::wanted::{self, Part};

/// Addresses that say the number of a publication: what they give never changes.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The others: a correction is to be seen soon.
const FOR_NOW: HeaderValue = HeaderValue::from_static("public, max-age=60, must-revalidate");
const NEVER: HeaderValue = HeaderValue::from_static("no-store");

/// One thing made of a release.
pub struct Frozen<'a> {
    /// Told apart from everything else made of this release; empty for the release itself.
    pub part: &'a str,
    pub media_type: &'a str,
    /// Given to a browser that saves it; shown in the browser without one.
    pub file_name: Option<&'a str>,
}

/// How long others may keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// A page of an older publication says that it was corrected: it changes with the next one.
    UntilCorrected,
    ForGood,
}

/// The reply that carries it, made only where it is not kept yet. Pages and JSON are asked for again after a minute; of
/// anything else, an address that says the publication's number (`{number}` in its route) may be kept for good.
pub fn frozen<B: Into<Bytes>>(
    request: &HttpRequest,
    stored: &StoredRelease,
    kind: &Frozen<'_>,
    made: impl FnOnce() -> B,
) -> HttpResponse {
    let may_say_more = ["text/html", "application/json"].iter().any(|known| kind.media_type.starts_with(known));
    let is_numbered = request.match_info().get("number").is_some();
    let keeping = if is_numbered && !may_say_more { Keeping::ForGood } else { Keeping::UntilCorrected };
    frozen_for(keeping, request, stored, kind, made)
}

/// The same, where the caller knows how long it stays as it is.
pub fn frozen_for<B: Into<Bytes>>(
    keeping: Keeping,
    request: &HttpRequest,
    stored: &StoredRelease,
    kind: &Frozen<'_>,
    made: impl FnOnce() -> B,
) -> HttpResponse {
    let make = || Copy::new(made().into(), kind.media_type);
    match request.app_data::<Data<Kept>>() {
        Some(kept) if !stored.is_early => {
            let key = key(stored, kind.part);
            kept.get_or_make(&key, make, |copy| reply(request, copy, kind, keeping))
        }
        // Of an early reading nothing stays: neither here nor on the way.
        _ => early(&make(), kind),
    }
}

/// The same, only if it is in memory already: what is costly to fetch need not be fetched.
pub fn if_kept(
    keeping: Keeping,
    request: &HttpRequest,
    stored: &StoredRelease,
    kind: &Frozen<'_>,
) -> Option<HttpResponse> {
    let kept = request.app_data::<Data<Kept>>().filter(|_| !stored.is_early)?;
    kept.get(&key(stored, kind.part), |copy| reply(request, copy, kind, keeping))
}

fn key(stored: &StoredRelease, part: &str) -> Key {
    // A page of a corrected publication says so: it is another page then.
    Key { digest: stored.digest, latest: stored.latest, part: part.to_owned() }
}

fn early(copy: &Copy, kind: &Frozen<'_>) -> HttpResponse {
    let mut reply = HttpResponse::Ok();
    reply.insert_header((CACHE_CONTROL, NEVER)).insert_header((CONTENT_TYPE, copy.media_type.clone()));
    named(&mut reply, kind);
    reply.body(copy.plain.clone())
}

fn reply(request: &HttpRequest, copy: &Copy, kind: &Frozen<'_>, keeping: Keeping) -> HttpResponse {
    let headers = request.headers();
    let is_part = *request.method() == Method::GET && headers.contains_key(RANGE);
    // A part is one of the bytes as they are.
    let gzip = if is_part || !wanted::takes_gzip(headers) { None } else { copy.gzip() };
    let (body, tag) = gzip.unwrap_or((&copy.plain, &copy.tag));
    if headers.get_all(IF_NONE_MATCH).any(|given| copy.is_one_of(given)) {
        let mut same = HttpResponse::NotModified();
        about(&mut same, tag, keeping);
        return same.finish();
    }
    let range = if is_part { part_of(request, copy) } else { Part::Whole };
    let mut reply = match range {
        Part::Beyond => return beyond(copy, keeping),
        Part::Whole => HttpResponse::Ok(),
        Part::From { .. } => HttpResponse::PartialContent(),
    };
    about(&mut reply, tag, keeping);
    reply.insert_header((CONTENT_TYPE, copy.media_type.clone()));
    named(&mut reply, kind);
    if gzip.is_some() {
        reply.insert_header((CONTENT_ENCODING, HeaderValue::from_static("gzip")));
    }
    match range {
        Part::From { first, end } => {
            let last = end.saturating_sub(1);
            reply.insert_header((CONTENT_RANGE, format!("bytes {first}-{last}/{}", body.len())));
            reply.body(body.slice(first..end))
        }
        Part::Whole | Part::Beyond => reply.body(body.clone()),
    }
}

/// What every reply about it says, 304 too.
fn about(reply: &mut HttpResponseBuilder, tag: &HeaderValue, keeping: Keeping) {
    let caching = if keeping == Keeping::ForGood { FOR_GOOD } else { FOR_NOW };
    reply
        .insert_header((ETAG, tag.clone()))
        .insert_header((CACHE_CONTROL, caching))
        .insert_header((VARY, HeaderValue::from_static("accept-encoding")))
        .insert_header((ACCEPT_RANGES, HeaderValue::from_static("bytes")));
}

fn named(reply: &mut HttpResponseBuilder, kind: &Frozen<'_>) {
    if let Some(name) = kind.file_name {
        reply.insert_header((CONTENT_DISPOSITION, ["attachment; filename=\"", name, "\""].concat()));
    }
}

/// A part of something else than what the reader has the beginning of would spoil it: then the whole is sent.
fn part_of(request: &HttpRequest, copy: &Copy) -> Part {
    let headers = request.headers();
    let is_same = headers.get(IF_RANGE).is_none_or(|tag| *tag == copy.tag);
    match headers.get(RANGE) {
        Some(range) if is_same => wanted::part(range, copy.plain.len()),
        _ => Part::Whole,
    }
}

fn beyond(copy: &Copy, keeping: Keeping) -> HttpResponse {
    let mut reply = HttpResponse::RangeNotSatisfiable();
    about(&mut reply, &copy.tag, keeping);
    reply.insert_header((CONTENT_RANGE, format!("bytes */{}", copy.plain.len()))).finish()
}
