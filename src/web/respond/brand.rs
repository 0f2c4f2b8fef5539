//! The files of a wave's own look. They never change: a wave that is loaded keeps what its file said.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use data_encoding::BASE64_MIME_PERMISSIVE;

use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::wave::pages::{Logo, LogoKind};
use crate::web::error::Refusal;
use crate::web::html::brand;
use crate::web::reply::Reply;

pub async fn show(app: web::Data<App>, path: web::Path<(WaveSlug, String)>) -> Reply {
    let (slug, name) = path.into_inner();
    let landing = app.landing(&slug).await?;
    let pages = &landing.wave.spec.pages;
    match (&pages.logo, pages.accent) {
        (_, Some(accent)) if name == brand::COLOURS => {
            Ok(file("text/css; charset=utf-8", brand::colours(accent).into_bytes()))
        }
        (Some(logo), _) if name == brand::logo_name(logo.kind) => image(logo),
        _ => Err(AppError::AddressAbsent.into()),
    }
}

fn image(logo: &Logo) -> Reply {
    match logo.kind {
        LogoKind::Svg => Ok(file("image/svg+xml", logo.content.clone().into_bytes())),
        LogoKind::Png => {
            let bytes = BASE64_MIME_PERMISSIVE.decode(logo.content.as_bytes());
            bytes.map(|bytes| file("image/png", bytes)).map_err(|error| Refusal::Broken(error.to_string()))
        }
    }
}

fn file(content_type: &'static str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, content_type))
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(bytes)
}
