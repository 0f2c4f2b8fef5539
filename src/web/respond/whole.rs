//! A whole interview sent at once, by a device that collected off-line. The sender's key makes a repeat harmless: it
//! gets the same reply.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use utoipa::ToSchema;

use crate::app::respondent::Ending;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::web::body::Sent;
use crate::web::error::Refusal;
use crate::web::problem::Problem;
use crate::web::reply::{self, Reply};
use crate::web::respond::language;

const KEY_HEADER: &str = "idempotency-key";

/// A whole interview, collected off-line. Sent again with its key, it counts once and gets the same reply. Each field is
/// a question's name, as on the pages; 201 when the interview is completed, 200 when it ended otherwise.
#[utoipa::path(post, path = "/e/{wave}/reponse", tag = "interviews",
    params(("wave" = String, Path),
        ("Idempotency-Key" = String, Header, description = "Chosen by the sender, the same for each repeat.",
            min_length = 16, max_length = 64, pattern = "^[!-~]+$")),
    request_body(content((BTreeMap<String, Values> = "application/json"),
        (BTreeMap<String, Values> = "application/x-www-form-urlencoded"))),
    responses((status = 201, body = OneInterview), (status = 200, body = OneInterview), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub async fn take(app: web::Data<App>, slug: web::Path<WaveSlug>, request: HttpRequest, sent: Sent) -> Reply {
    let key = key(&request)?;
    let form = sent.json_or_form(&app, |fields: Fields| fields.0).await?;
    let ending = app.send_whole(&slug, &key, &form, language::of_anybody(&request)).await?;
    let code = match ending {
        Ending::Completed { .. } => Some(app.personal_code_of_whole(&slug, &key).await?),
        _ => None,
    };
    let status = if matches!(ending, Ending::Completed { .. }) { StatusCode::CREATED } else { StatusCode::OK };
    reply::json(status, &OneInterview { interview: Taken { personal_code: code, ..Taken::of(ending) } })
}

/// The one key; its length and characters are the service's to judge.
fn key(request: &HttpRequest) -> Result<String, Refusal> {
    let mut values = request.headers().get_all(KEY_HEADER);
    let text = values.next().and_then(|value| value.to_str().ok()).unwrap_or("");
    if values.next().is_none() {
        Ok(text.to_owned())
    } else {
        let why = "un seul en-tête, le même à chaque renvoi".to_owned();
        Err(AppError::BadField { field: "Idempotency-Key", why }.into())
    }
}

#[derive(Serialize, ToSchema)]
struct OneInterview {
    interview: Taken,
}

#[derive(Serialize, ToSchema)]
struct Taken {
    disposition: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<String>,
    /// To be given to the respondent with the receipt: the two together show, correct or withdraw the answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    personal_code: Option<String>,
}

impl Taken {
    fn of(ending: Ending) -> Self {
        let bare = |disposition| Self { disposition, receipt: None, personal_code: None };
        match ending {
            Ending::Completed { receipt } => {
                Self { disposition: "completed", receipt: Some(receipt), personal_code: None }
            }
            Ending::ScreenedOut { .. } => bare("screened_out"),
            Ending::QuotaFull => bare("quota_full"),
            Ending::Refused { .. } => bare("refused"),
            Ending::Closed => bare("closed"),
        }
    }
}

/// `{field: value | [values]}` as a form would send it. A field told twice is refused: which one would count?
struct Fields(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor).map(Fields)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Vec<(String, String)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut seen = std::collections::BTreeSet::new();
        let mut fields = Vec::new();
        while let Some((name, values)) = map.next_entry::<String, Values>()? {
            if !seen.insert(name.clone()) {
                return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
            }
            fields.extend(values.into_texts().into_iter().map(|value| (name.clone(), value)));
        }
        Ok(fields)
    }
}

#[derive(serde::Deserialize, ToSchema)]
#[serde(untagged, expecting = "a text, a whole number or a list of texts")]
enum Values {
    Text(String),
    Number(i64),
    Texts(Vec<String>),
}

impl Values {
    fn into_texts(self) -> Vec<String> {
        match self {
            Self::Text(text) => vec![text],
            Self::Number(number) => vec![number.to_string()],
            Self::Texts(texts) => texts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Result<Vec<(String, String)>, serde_json::Error> {
        serde_json::from_str::<Fields>(json).map(|fields| fields.0)
    }

    #[test]
    fn texts_numbers_and_lists_become_form_fields() {
        let read = fields(r#"{"S_AGE": 42, "S_SEXE": "femme", "ENG": ["don", "voisins"]}"#).unwrap();
        let expected = [("S_AGE", "42"), ("S_SEXE", "femme"), ("ENG", "don"), ("ENG", "voisins")];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn repeated_fields_and_nested_values_are_refused() {
        assert!(fields(r#"{"A": "1", "A": "2"}"#).is_err());
        assert!(fields(r#"{"A": {"b": "1"}}"#).is_err());
        assert!(fields(r#"{"A": [["1"]]}"#).is_err());
        assert!(fields(r#"["A"]"#).is_err());
    }
}
