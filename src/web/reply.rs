//! Replies in the few shapes the service uses.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, LOCATION};
use maud::Markup;
use serde::Serialize;

use crate::web::error::Refusal;

/// What every handler gives.
pub type Reply = Result<HttpResponse, Refusal>;

pub fn page(status: StatusCode, markup: Markup) -> HttpResponse {
    HttpResponse::build(status).content_type(ContentType::html()).body(markup.into_string())
}

/// After a POST that worked, or instead of a page that has moved on.
pub fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()
}

pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Reply {
    let text = serde_json::to_string(value).map_err(|error| Refusal::Broken(error.to_string()))?;
    Ok(HttpResponse::build(status).content_type(ContentType::json()).body(text))
}

pub fn nothing() -> HttpResponse {
    HttpResponse::NoContent().finish()
}
