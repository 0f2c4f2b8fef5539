//! What a request carries, read late (once the caller is known) and within bounds: size, time, type, characters.

mod fields;
mod json;
mod multipart;
pub mod told;

pub use fields::{first, typed};
pub use multipart::Part;

use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use validator::Validate;

use crate::app::App;
use crate::app::settings::Settings;
use crate::web::error::Refusal;
use crate::web::problem::ProblemItem;

/// A body sent slower than this is cut.
const BODY_SECONDS_MAX: u64 = 15;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// A JSON body of the API. Unknown fields are refused by `deny_unknown_fields` on each type.
pub trait Accepted: DeserializeOwned + Validate {
    fn bytes_max(settings: &Settings) -> usize {
        settings.body_bytes_max
    }
}

/// The body, not read yet: a handler reads it after its caller has been let in.
pub struct Sent {
    request: HttpRequest,
    payload: web::Payload,
}

impl FromRequest for Sent {
    type Error = actix_web::Error;
    type Future = std::future::Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = web::Payload::from_request(request, payload).into_inner();
        std::future::ready(payload.map(|payload| Self { request: request.clone(), payload }))
    }
}

impl Sent {
    /// A JSON object of that type, checked by its rules.
    pub async fn json<T: Accepted>(self, app: &App) -> Result<T, Refusal> {
        if !self.is(JSON) {
            return Err(Refusal::WrongContentType { accepted: JSON });
        }
        let text = self.text(T::bytes_max(app.settings())).await?;
        let value: T = json::parse(&text)?;
        value.validate().map_err(|errors| Refusal::BadFields(json::rules_broken(&errors)))?;
        Ok(value)
    }

    /// The same, where sending nothing means sending `{}`.
    pub async fn json_or_nothing<T: Accepted>(self, app: &App) -> Result<T, Refusal> {
        let is_json = self.is(JSON);
        let text = self.text(T::bytes_max(app.settings())).await?;
        if text.is_empty() {
            return json::parse("{}");
        }
        if !is_json {
            return Err(Refusal::WrongContentType { accepted: JSON });
        }
        let value: T = json::parse(&text)?;
        value.validate().map_err(|errors| Refusal::BadFields(json::rules_broken(&errors)))?;
        Ok(value)
    }

    /// JSON of a type without rules of its own; bounded like the others.
    pub async fn json_or_form<T>(
        self,
        app: &App,
        of_json: impl FnOnce(T) -> Vec<(String, String)>,
    ) -> Result<Vec<(String, String)>, Refusal>
    where
        T: DeserializeOwned,
    {
        if self.is(JSON) {
            let text = self.text(app.settings().body_bytes_max).await?;
            return fields::bounded(of_json(json::parse(&text)?));
        }
        if self.is(FORM) {
            return self.form(app).await;
        }
        Err(Refusal::WrongContentType { accepted: "application/json, application/x-www-form-urlencoded" })
    }

    /// The fields of a form, in the order sent; a field may come several times.
    pub async fn form(self, app: &App) -> Result<Vec<(String, String)>, Refusal> {
        if !self.is(FORM) {
            return Err(Refusal::WrongContentType { accepted: FORM });
        }
        let text = self.text(app.settings().body_bytes_max).await?;
        fields::parse(&text)
    }

    /// The same; a body of another type, or none, has no field: a button alone sends nothing to read.
    pub async fn form_or_nothing(self, app: &App) -> Result<Vec<(String, String)>, Refusal> {
        if self.is(FORM) { self.form(app).await } else { Ok(Vec::new()) }
    }

    /// A form that may carry a file: a page with one sends parts, a page without sends fields.
    pub async fn file_or_form(self, bytes_max: usize) -> Result<Upload, Refusal> {
        if self.is(FORM) {
            return Ok(Upload::Fields(fields::parse(&self.text(bytes_max).await?)?));
        }
        if !self.is(MULTIPART) {
            return Err(Refusal::WrongContentType {
                accepted: "multipart/form-data, application/x-www-form-urlencoded",
            });
        }
        let boundary = multipart::boundary(self.header(CONTENT_TYPE)).ok_or_else(|| Refusal::UnreadableBody {
            why: "l’envoi ne dit pas où ses parties s’arrêtent".to_owned(),
        })?;
        let bytes = self.bytes(bytes_max).await?;
        Ok(Upload::File(multipart::file(&bytes, &boundary).unwrap_or_default()))
    }

    /// The parts of a form that carries files beside its fields.
    pub async fn parts(self, bytes_max: usize) -> Result<Vec<Part>, Refusal> {
        if !self.is(MULTIPART) {
            return Err(Refusal::WrongContentType { accepted: MULTIPART });
        }
        let boundary = multipart::boundary(self.header(CONTENT_TYPE)).unwrap_or_default();
        let bytes = self.bytes(bytes_max).await?;
        multipart::parts(&bytes, &boundary).ok_or_else(|| Refusal::UnreadableBody {
            why: "l’envoi ne dit pas où ses parties s’arrêtent".to_owned(),
        })
    }

    /// Bytes that are of no form, as they came.
    pub async fn bytes(self, bytes_max: usize) -> Result<web::Bytes, Refusal> {
        let announced = self.header(CONTENT_LENGTH);
        let is_long = announced.parse::<usize>().is_ok_and(|bytes| bytes > bytes_max);
        if is_long {
            return Err(Refusal::BodyTooLarge { bytes_max });
        }
        let reading = self.payload.to_bytes_limited(bytes_max);
        let read = tokio::time::timeout(Duration::from_secs(BODY_SECONDS_MAX), reading).await;
        read.map_err(|_| Refusal::BodyTooSlow)?
            .map_err(|_| Refusal::BodyTooLarge { bytes_max })?
            .map_err(|_| Refusal::UnreadableBody { why: "la transmission s'est interrompue".to_owned() })
    }

    /// Verbs take nothing: no body at all, or `{}`.
    pub async fn nothing(self) -> Result<(), Refusal> {
        let text = self.text(64).await?;
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if compact.is_empty() || compact == "{}" {
            Ok(())
        } else {
            Err(Refusal::BadFields(vec![ProblemItem {
                accepted: Some("un corps vide, ou {}".to_owned()),
                ..ProblemItem::at("body", "cette action ne prend pas de corps")
            }]))
        }
    }

    fn is(&self, wanted: &str) -> bool {
        let essence = self.header(CONTENT_TYPE).split(';').next().unwrap_or("").trim();
        essence.eq_ignore_ascii_case(wanted)
    }

    fn header(&self, name: HeaderName) -> &str {
        self.request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The whole body as text. The announced length is looked at first, so that nothing large is waited for.
    async fn text(self, bytes_max: usize) -> Result<String, Refusal> {
        let text = String::from_utf8(self.bytes(bytes_max).await?.into());
        text.map_err(|_| Refusal::UnreadableBody { why: "le texte n'est pas en UTF-8".to_owned() })
    }
}

/// What [`Sent::file_or_form`] gives.
pub enum Upload {
    /// Empty when no file was chosen.
    File(Vec<u8>),
    Fields(Vec<(String, String)>),
}

/// PostgreSQL refuses NUL in texts and SQLite does not: refused here, for both.
fn refuse_nul(text: &str) -> Result<(), Refusal> {
    if text.contains('\0') || text.contains("\\u0000") {
        Err(Refusal::UnreadableBody { why: "il contient un caractère nul".to_owned() })
    } else {
        Ok(())
    }
}
