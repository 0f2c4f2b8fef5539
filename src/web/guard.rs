//! Around every handler: security headers, refusal of compressed and cross-site sends, one log line a request, bodies
//! of refusals, and a reply even when a handler panics.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue,
    ORIGIN, REFERRER_POLICY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, ResponseError, web};

use crate::app::App;
use crate::domain::id::WaveSlug;
use crate::web::error::Refusal;
use crate::web::html;
use crate::web::respond::{language, refused};
use crate::web::words::Words;

static PANICS: AtomicU64 = AtomicU64::new(0);

/// Handlers that panicked since the start: an alarm when not 0.
pub fn panics_caught() -> u64 {
    PANICS.load(Ordering::Relaxed)
}

/// Scripts, styles and images only from here, none written in a page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors ";
/// No page of ours in a frame.
const NOBODY: &str = "'none'";

pub async fn guard(request: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse, Error> {
    let began = Instant::now();
    let id = request_id();
    let reader = Reader::of(request.request());
    if let Err(refusal) = check(&request) {
        let reply = request.error_response(refusal);
        return Ok(finish(reply, &id, began, None));
    }
    match unwound(next.call(request)).await {
        Some(reply) => {
            let reply = reply?.map_into_boxed_body();
            let framers = framers(&reply).await;
            Ok(finish(reply, &id, began, framers.as_deref()))
        }
        None => {
            PANICS.fetch_add(1, Ordering::Relaxed);
            tracing::error!(request = %id, "a handler panicked");
            Err(Panicked { reader, id }.into())
        }
    }
}

/// Refusals that need no handler.
fn check(request: &ServiceRequest) -> Result<(), Refusal> {
    let headers = request.headers();
    let is_plain = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    if !headers.get_all(CONTENT_ENCODING).all(is_plain) {
        return Err(Refusal::CompressedBody);
    }
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let is_console = ["/console", "/espace"].iter().any(|start| request.path().starts_with(start));
    // Mail providers ask for no more letters from where they are (RFC 8058); the address itself is the proof.
    let is_one_click = request.path().starts_with("/desinscription/");
    if !is_safe && !is_one_click && !is_same_site(headers, is_console) {
        return Err(Refusal::CrossSite);
    }
    Ok(())
}

/// Browsers say where a form stands by `Sec-Fetch-Site`; older ones by `Origin`. Our own `Referrer-Policy: no-referrer`
/// makes older ones say `Origin: null` even for our own forms: respondents with an old phone must still be able to
/// answer (their cookie is `SameSite=Lax`, so another site's form carries no interview), the console is stricter.
fn is_same_site(headers: &HeaderMap, is_console: bool) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    match (headers.get(ORIGIN).map(HeaderValue::as_bytes), headers.get(HOST).map(HeaderValue::as_bytes)) {
        (None, _) => true,
        (Some(b"null"), _) => !is_console,
        (Some(origin), Some(host)) => {
            let bare = origin.strip_prefix(b"https://").or_else(|| origin.strip_prefix(b"http://"));
            bare == Some(host)
        }
        (Some(_), None) => false,
    }
}

/// Who asks, by the address: machines get problem documents, people get pages, respondents theirs.
#[derive(Debug)]
enum Reader {
    Machine,
    Respondent {
        words: Words,
        /// Where they may try again.
        back: Option<String>,
    },
    Visitor,
}

impl Reader {
    fn of(request: &HttpRequest) -> Self {
        match request.path() {
            path if speaks_json(path) => Self::Machine,
            path if refused::is_theirs(path) => {
                Self::Respondent { words: Words::of(language::of_anybody(request)), back: refused::way_back(path) }
            }
            _ => Self::Visitor,
        }
    }
}

fn speaks_json(path: &str) -> bool {
    ["/api/", "/.well-known/", "/healthz", "/readyz"].iter().any(|start| path.starts_with(start))
        || path.ends_with("/reponse")
}

/// Runs a future; `None` when it panicked.
async fn unwound<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(output)) => Poll::Ready(Some(output)),
        Err(_) => Poll::Ready(None),
    })
    .await
}

/// The sites that may show this page inside theirs: what its wave allows. A wave that cannot be read allows nobody.
async fn framers(reply: &ServiceResponse) -> Option<String> {
    let request = reply.request();
    let slug = request.path().strip_prefix("/e/")?.split('/').next()?;
    let slug = WaveSlug::parse(slug).ok().filter(|_| reply.status() != StatusCode::NOT_FOUND)?;
    let app = request.app_data::<web::Data<App>>()?;
    let sites = app.frames(&slug).await.ok().filter(|sites| !sites.is_empty())?;
    Some(sites.join(" "))
}

fn finish(reply: ServiceResponse, id: &str, began: Instant, framers: Option<&str>) -> ServiceResponse {
    let mut reply = with_body(reply, id);
    harden(reply.headers_mut(), id, framers);
    tracing::debug!(
        request = %id,
        method = %reply.request().method(),
        route = reply.request().match_pattern().as_deref().unwrap_or("-"),
        status = reply.status().as_u16(),
        micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
        "request"
    );
    reply
}

/// Writes the body of a refusal, and logs once what is a fault of ours.
fn with_body(reply: ServiceResponse, id: &str) -> ServiceResponse {
    let Some(error) = reply.response().error() else { return reply };
    let unknown;
    let refusal = match error.as_error::<Refusal>() {
        Some(refusal) => refusal,
        None => {
            unknown = Refusal::Broken(error.to_string());
            &unknown
        }
    };
    if let Some(why) = refusal.private() {
        tracing::error!(request = %id, code = refusal.code(), why, "refused by a fault of ours");
    }
    if matches!(refusal, Refusal::GoTo(_)) {
        return reply;
    }
    let (body, content_type) = rendered(refusal, &Reader::of(reply.request()));
    let status = refusal.status();
    let is_page = content_type != PROBLEM;
    let mut reply = reply.map_body(|_, _| BoxBody::new(body));
    *reply.response_mut().status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if is_page {
        // A browser would open a password box of its own.
        reply.headers_mut().remove(WWW_AUTHENTICATE);
    }
    reply
}

const PROBLEM: &str = "application/problem+json";
const PAGE: &str = "text/html; charset=utf-8";

fn rendered(refusal: &Refusal, reader: &Reader) -> (String, &'static str) {
    match reader {
        Reader::Machine => (problem_text(refusal), PROBLEM),
        Reader::Respondent { words, back } => (refused::page(refusal, back.as_deref(), *words).into_string(), PAGE),
        Reader::Visitor => (html::error_page(refusal).into_string(), PAGE),
    }
}

fn problem_text(refusal: &Refusal) -> String {
    serde_json::to_string(&refusal.problem()).unwrap_or_else(|_| "{}".to_owned())
}

/// Headers of every reply. A handler that says how long its reply may be kept is left alone.
fn harden(headers: &mut HeaderMap, id: &str, framers: Option<&str>) {
    if let Ok(policy) = HeaderValue::from_str(&[POLICY, framers.unwrap_or(NOBODY)].concat()) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    // It knows no list of sites; the policy above does.
    if framers.is_none() {
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    let fixed = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Pictures of published figures may be shown by other sites: their handler says so.
    let unless_said =
        [(CACHE_CONTROL, "no-store"), (HeaderName::from_static("cross-origin-resource-policy"), "same-origin")];
    for (name, value) in unless_said {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
}

fn request_id() -> String {
    data_encoding::HEXLOWER.encode(&rand::random::<[u8; 8]>())
}

/// The reply of last resort: made without the request, which went down with the handler.
#[derive(Debug)]
struct Panicked {
    reader: Reader,
    id: String,
}

impl std::fmt::Display for Panicked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a handler panicked")
    }
}

impl ResponseError for Panicked {
    fn status_code(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    fn error_response(&self) -> HttpResponse {
        let refusal = Refusal::Broken(self.to_string());
        let (body, content_type) = rendered(&refusal, &self.reader);
        let mut reply = HttpResponse::build(self.status_code()).content_type(content_type).body(body);
        harden(reply.headers_mut(), &self.id, None);
        reply
    }
}

#[cfg(test)]
mod tests {
    use actix_web::middleware::from_fn;
    use actix_web::{App, rt, test as called};

    use super::*;

    async fn broken() -> HttpResponse {
        panic!("a defect of ours")
    }

    #[test]
    fn a_handler_that_panics_gives_a_page_and_is_counted() {
        rt::System::new().block_on(async {
            let routes = |config: &mut web::ServiceConfig| {
                config.route("/casse", web::get().to(broken)).route("/api/casse", web::get().to(broken));
            };
            let service = called::init_service(App::new().wrap(from_fn(guard)).configure(routes)).await;
            let before = panics_caught();
            for (address, content_type) in [("/casse", PAGE), ("/api/casse", PROBLEM)] {
                let asked = called::TestRequest::get().uri(address).to_request();
                let error = called::try_call_service(&service, asked).await.expect_err("an error with its own reply");
                let reply = error.error_response();
                assert_eq!(reply.status(), 500);
                let text = |name: &HeaderName| reply.headers().get(name).and_then(|value| value.to_str().ok());
                assert_eq!(text(&CONTENT_TYPE), Some(content_type));
                let policy = text(&CONTENT_SECURITY_POLICY).expect("a policy");
                assert!(policy.starts_with(POLICY) && policy.ends_with(NOBODY), "even then: {policy}");
            }
            assert_eq!(panics_caught(), before + 2);
        });
    }

    type Pairs = &'static [(&'static str, &'static str)];

    #[test]
    fn old_phones_may_answer_and_other_sites_may_not() {
        let headers = |pairs: Pairs| {
            let mut map = HeaderMap::new();
            for (name, value) in pairs {
                map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            map
        };
        const HOST: (&str, &str) = ("host", "sonde.example");
        let cases: [(Pairs, bool, bool); 8] = [
            (&[HOST], true, true),
            (&[HOST, ("sec-fetch-site", "same-origin"), ("origin", "null")], true, true),
            (&[HOST, ("sec-fetch-site", "cross-site"), ("origin", "https://sonde.example")], false, false),
            (&[HOST, ("sec-fetch-site", "same-site")], false, false),
            (&[HOST, ("origin", "https://sonde.example")], true, true),
            (&[HOST, ("origin", "https://sonde.example.ailleurs.example")], false, false),
            (&[HOST, ("origin", "null")], true, false),
            (&[("origin", "https://sonde.example")], false, false),
        ];
        for (pairs, respondents, console) in cases {
            let map = headers(pairs);
            assert_eq!((is_same_site(&map, false), is_same_site(&map, true)), (respondents, console), "{pairs:?}");
        }
    }
}
