//! What a request carries, read late (once the caller is known) and within bounds: size, time, type, characters.

use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use validator::{Validate, ValidationErrorsKind};

use crate::app::App;
use crate::app::settings::Settings;
use crate::web::error::{ProblemItem, Refusal};

/// A body sent slower than this is cut.
const BODY_SECONDS_MAX: u64 = 15;
/// More fields than any questionnaire has.
const FIELDS_MAX: usize = 2_000;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

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
        let value: T = parse_json(&text)?;
        value.validate().map_err(|errors| Refusal::BadFields(items_of(&errors)))?;
        Ok(value)
    }

    /// The same, where sending nothing means sending `{}`.
    pub async fn json_or_nothing<T: Accepted>(self, app: &App) -> Result<T, Refusal> {
        let is_json = self.is(JSON);
        let text = self.text(T::bytes_max(app.settings())).await?;
        if text.is_empty() {
            return parse_json("{}");
        }
        if !is_json {
            return Err(Refusal::WrongContentType { accepted: JSON });
        }
        let value: T = parse_json(&text)?;
        value.validate().map_err(|errors| Refusal::BadFields(items_of(&errors)))?;
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
            let fields = of_json(parse_json(&text)?);
            return bounded(fields);
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
        bounded(parse_form(&text)?)
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
        let given = self.request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let essence = given.split(';').next().unwrap_or("").trim();
        essence.eq_ignore_ascii_case(wanted)
    }

    /// The whole body as text. The announced length is looked at first, so that nothing large is waited for.
    async fn text(self, bytes_max: usize) -> Result<String, Refusal> {
        let announced = self.request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        let is_long = announced.and_then(|text| text.parse::<usize>().ok()).is_some_and(|bytes| bytes > bytes_max);
        if is_long {
            return Err(Refusal::BodyTooLarge { bytes_max });
        }
        let reading = self.payload.to_bytes_limited(bytes_max);
        let read = tokio::time::timeout(Duration::from_secs(BODY_SECONDS_MAX), reading).await;
        let bytes = read
            .map_err(|_| Refusal::BodyTooSlow)?
            .map_err(|_| Refusal::BodyTooLarge { bytes_max })?
            .map_err(|error| Refusal::UnreadableBody { why: error.to_string() })?;
        let text = String::from_utf8(bytes.into());
        text.map_err(|_| Refusal::UnreadableBody { why: "le texte n'est pas en UTF-8".to_owned() })
    }
}

/// PostgreSQL refuses NUL in texts and SQLite does not: refused here, for both.
fn refuse_nul(text: &str) -> Result<(), Refusal> {
    if text.contains('\0') || text.contains("\\u0000") {
        Err(Refusal::UnreadableBody { why: "il contient un caractère nul".to_owned() })
    } else {
        Ok(())
    }
}

fn parse_json<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    refuse_nul(text)?;
    serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => Refusal::BadFields(vec![data_item(&error)]),
        _ => Refusal::UnreadableBody { why: error.to_string() },
    })
}

/// Says which field, when serde's message names one.
fn data_item(error: &serde_json::Error) -> ProblemItem {
    let message = error.to_string();
    let mut quoted = message.split('`');
    let name = quoted.nth(1).unwrap_or("body").to_owned();
    let what = if message.starts_with("unknown field") {
        "champ inconnu"
    } else if message.starts_with("missing field") {
        "champ manquant"
    } else if message.starts_with("duplicate field") {
        "champ répété"
    } else {
        "valeur d'un type inattendu"
    };
    ProblemItem {
        line: Some(error.line()),
        column: Some(error.column()),
        accepted: Some(message),
        ..ProblemItem::at(&name, what)
    }
}

/// The rules of `validator` as items: field, why, what is accepted.
fn items_of(errors: &validator::ValidationErrors) -> Vec<ProblemItem> {
    let mut items = Vec::new();
    for (field, kind) in errors.errors() {
        match kind {
            ValidationErrorsKind::Field(list) => {
                for error in list {
                    let accepted = error.message.as_ref().map(ToString::to_string);
                    let what = why_of(error.code.as_ref());
                    items.push(ProblemItem { accepted, ..ProblemItem::at(field, what) });
                }
            }
            ValidationErrorsKind::Struct(inner) => items.extend(nested(field, inner)),
            ValidationErrorsKind::List(entries) => {
                items.extend(entries.values().flat_map(|inner| nested(field, inner)));
            }
        }
    }
    items.sort_by(|a, b| a.place.cmp(&b.place));
    items
}

fn nested(field: &str, inner: &validator::ValidationErrors) -> Vec<ProblemItem> {
    let prefixed = |item: ProblemItem| ProblemItem { place: [field, ".", &item.place].concat(), ..item };
    items_of(inner).into_iter().map(prefixed).collect()
}

fn why_of(code: &str) -> &'static str {
    match code {
        "email" => "ce n'est pas une adresse électronique",
        "length" => "longueur refusée",
        "range" => "valeur hors des bornes",
        _ => "valeur refusée",
    }
}

fn parse_form(text: &str) -> Result<Vec<(String, String)>, Refusal> {
    let mut fields = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        fields.push((decode(name)?, decode(value)?));
        if fields.len() > FIELDS_MAX {
            break;
        }
    }
    Ok(fields)
}

/// One percent-encoded piece; `+` is a space.
fn decode(piece: &str) -> Result<String, Refusal> {
    let mut bytes = Vec::with_capacity(piece.len());
    let mut rest = piece.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digit =
                    |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
                match (digit(rest.next()), digit(rest.next())) {
                    (Some(high), Some(low)) => bytes.push(high * 16 + low),
                    _ => {
                        return Err(Refusal::UnreadableBody {
                            why: "un « % » n'est pas suivi de deux chiffres".to_owned(),
                        });
                    }
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).map_err(|_| Refusal::UnreadableBody { why: "un champ n'est pas en UTF-8".to_owned() })
}

fn bounded(fields: Vec<(String, String)>) -> Result<Vec<(String, String)>, Refusal> {
    if fields.len() > FIELDS_MAX {
        return Err(Refusal::UnreadableBody { why: "il contient trop de champs".to_owned() });
    }
    for (name, value) in &fields {
        refuse_nul(name)?;
        refuse_nul(value)?;
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_order_repetition_and_accents() {
        let fields = parse_form("B=1&A=%C3%A9t%C3%A9+2020&B=2&vide").unwrap();
        let expected = [("B", "1"), ("A", "été 2020"), ("B", "2"), ("vide", "")];
        assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn broken_encodings_are_refused_with_a_reason() {
        for bad in ["A=%", "A=%4", "A=%zz", "A=%ff"] {
            assert!(matches!(parse_form(bad), Err(Refusal::UnreadableBody { .. })), "{bad}");
        }
    }

    #[test]
    fn a_nul_is_refused_raw_or_escaped() {
        assert!(bounded(parse_form("A=a%00b").unwrap()).is_err());
        assert!(parse_json::<serde_json::Value>(r#"{"a":"\u0000"}"#).is_err());
    }

    #[test]
    fn deep_json_is_a_refusal_and_not_a_crash() {
        let deep = "[".repeat(100_000);
        assert!(matches!(parse_json::<serde_json::Value>(&deep), Err(Refusal::UnreadableBody { .. })));
    }
}
