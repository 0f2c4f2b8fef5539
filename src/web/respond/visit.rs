//! Who is at the browser: the code that takes the interview up elsewhere, and whether the device is a kiosk, which forgets
//! everybody once they have finished or walked away.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::{App, AppError};
use crate::domain::hand_code::HandCode;
use crate::domain::id::WaveSlug;
use crate::web::reply::Reply;
use crate::web::respond::{cookie, landing_address};

/// A kiosk nobody has touched for so long goes back to its first page.
const IDLE_SECONDS: u32 = 180;
/// The last page of somebody who has left says so long what it has to say.
const END_SECONDS: u32 = 30;

#[derive(Debug, Clone, Default)]
pub struct Visit {
    pub code: Option<HandCode>,
    pub is_kiosk: bool,
    /// The page comes back because this address holds its share of the places.
    pub is_held_back: bool,
}

impl Visit {
    pub async fn of(app: &App, request: &HttpRequest, slug: &WaveSlug) -> Result<Self, AppError> {
        let is_kiosk = is_kiosk(app, request, slug).await?;
        let code = cookie::code(request, slug).filter(|_| !is_kiosk);
        Ok(Self { code, is_kiosk, is_held_back: false })
    }

    /// At a kiosk the browser goes back to the first page by itself, which forgets the interview. Without script.
    pub fn watched(&self, slug: &WaveSlug, is_end: bool, mut reply: HttpResponse) -> HttpResponse {
        let seconds = if is_end { END_SECONDS } else { IDLE_SECONDS };
        let back = [&seconds.to_string(), "; url=", &landing_address(slug)].concat();
        if let (true, Ok(back)) = (self.is_kiosk, HeaderValue::from_str(&back)) {
            reply.headers_mut().insert(HeaderName::from_static("refresh"), back);
        }
        reply
    }
}

/// At a kiosk, this page goes back to the first by itself too, whatever it shows.
pub async fn watched(app: &App, request: &HttpRequest, slug: &WaveSlug, page: HttpResponse) -> Reply {
    Ok(Visit::of(app, request, slug).await?.watched(slug, false, page))
}

pub async fn is_kiosk(app: &App, request: &HttpRequest, slug: &WaveSlug) -> Result<bool, AppError> {
    match cookie::kiosk_key(request, slug) {
        Some(key) => app.is_kiosk(slug, &key).await,
        None => Ok(false),
    }
}
