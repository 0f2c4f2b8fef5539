//! The description of the API, OpenAPI 3.1, generated from the handlers themselves. A test holds it against the table
//! of routes, both ways.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::web::api::replies::Replies;
use crate::web::api::{accounts, auth, bounces, keys, letters, published, quality, releases, verbs, waves};
use crate::web::respond::whole;

#[derive(OpenApi)]
#[openapi(
    info(title = "Sonde", description = "Waves, field counts and releases of the IMPACT studies. Refusals are \
        RFC 9457 problem documents whose `code` is stable."),
    paths(
        auth::sign_in, auth::refresh, auth::sign_out, auth::me, auth::jwks, auth::signature_keys,
        keys::list, keys::make, keys::revoke, keys::show, accounts::list, accounts::add, bounces::take, letters::retry,
        waves::list, waves::load, waves::show, waves::invite, waves::allow_early,
        verbs::open, verbs::close, verbs::seal, verbs::weigh, verbs::approve, verbs::publish,
        quality::show, quality::exclude, quality::readmit,
        published::list, releases::list, releases::show, releases::csv, releases::tables,
        releases::list_files, releases::file, releases::publications, releases::publication, whole::take, show,
    ),
    modifiers(&Bearer, &Replies)
)]
struct Description;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let components = description.components.get_or_insert_with(Default::default);
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

static TEXT: LazyLock<String> = LazyLock::new(|| Description::openapi().to_json().unwrap_or_default());

/// The whole description as JSON.
pub fn openapi_json() -> &'static str {
    &TEXT
}

/// This description.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "description", responses((status = 200, body = Object)))]
pub async fn show() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(openapi_json())
}
