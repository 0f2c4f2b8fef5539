//! Refusals as HTTP says them. This file alone chooses status codes; what is unknown is 500, never 400. The guard
//! turns a `Refusal` into a problem document (RFC 9457) or a page, by the address asked for.

use std::borrow::Cow;
use std::fmt;

use crate::app::{AppError, ErrorKind};
use crate::web::problem::{Problem, ProblemItem};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};

/// Why a request was not served: a refusal of the service, or one that only HTTP knows.
#[derive(Debug)]
pub enum Refusal {
    App(AppError),
    MethodNotAllowed {
        allowed: String,
    },
    BodyTooLarge {
        bytes_max: usize,
    },
    /// The body took longer than we wait.
    BodyTooSlow,
    CompressedBody,
    WrongContentType {
        accepted: &'static str,
    },
    UnreadableBody {
        why: String,
    },
    /// Fields that break a rule, each with what would be accepted.
    BadFields(Vec<ProblemItem>),
    CrossSite,
    /// The caller does this too often.
    TooMany {
        often: Often,
        seconds: u64,
    },
    /// Something named in the address is not there; says what is.
    AbsentItem(Box<ProblemItem>),
    /// Not an error for a person: the page to go to instead.
    GoTo(Cow<'static, str>),
    /// A handler panicked, or actix gave an error we do not know.
    Broken(String),
}

/// What is done too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Often {
    SignIns,
    Receipts,
    Codes,
    Reports,
    Starts,
    Keys,
    KeyUses,
    Subscriptions,
}

impl Often {
    fn said(self) -> &'static str {
        match self {
            Self::SignIns => "Trop d'essais manqués",
            Self::Receipts => "Trop de reçus ou de codes erronés",
            Self::Codes => "Trop de codes de reprise erronés",
            Self::Reports => "Trop de rapports envoyés",
            Self::Keys => "Trop de clés refusées",
            Self::KeyUses => "Trop de demandes avec cette clé",
            Self::Subscriptions => "Trop d’abonnements demandés depuis votre réseau",
            Self::Starts => "Beaucoup de personnes commencent l'enquête depuis votre réseau en ce moment",
        }
    }
}

impl Refusal {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::App(error) => status_of(error.kind()),
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::CompressedBody | Self::WrongContentType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::UnreadableBody { .. } => StatusCode::BAD_REQUEST,
            Self::BadFields(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::AbsentItem(_) => StatusCode::NOT_FOUND,
            Self::GoTo(_) => StatusCode::SEE_OTHER,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub fn code(&self) -> &'static str {
        match self {
            Self::App(error) => error.code(),
            Self::MethodNotAllowed { .. } => "method_not_allowed",
            Self::BodyTooLarge { .. } => "body_too_large",
            Self::BodyTooSlow => "body_too_slow",
            Self::CompressedBody => "compressed_body",
            Self::WrongContentType { .. } => "wrong_content_type",
            Self::UnreadableBody { .. } => "unreadable_body",
            Self::BadFields(_) => "bad_fields",
            Self::CrossSite => "cross_site",
            Self::TooMany { .. } => "too_many",
            Self::AbsentItem(_) => "item_absent",
            Self::GoTo(_) => "go_to",
            Self::Broken(_) => "internal",
        }
    }

    /// What the log keeps; refusals of a client's request need no log.
    pub fn private(&self) -> Option<&str> {
        match self {
            Self::App(error) => error.private(),
            Self::Broken(why) => Some(why),
            _ => None,
        }
    }

    /// Each thing wrong, when the refusal is a list.
    pub fn items(&self) -> Vec<ProblemItem> {
        match self {
            Self::BadFields(items) => items.clone(),
            Self::AbsentItem(item) => vec![item.as_ref().clone()],
            Self::App(AppError::BadFiles(faults)) => faults.0.iter().map(ProblemItem::of_fault).collect(),
            Self::App(AppError::BadAnswers(faults)) => {
                faults.iter().map(|fault| ProblemItem::at(&fault.field, &fault.message)).collect()
            }
            Self::App(AppError::WeightsInfeasible(reasons)) => {
                reasons.iter().map(|reason| ProblemItem::at("weighting", &reason.to_string())).collect()
            }
            Self::App(AppError::BadField { field, why }) => vec![ProblemItem::at(field, why)],
            _ => Vec::new(),
        }
    }

    pub fn problem(&self) -> Problem {
        let status = self.status();
        Problem {
            kind: ["urn:sonde:problem:", self.code()].concat(),
            title: title_of(status).to_owned(),
            status: status.as_u16(),
            detail: self.detail(),
            code: self.code().to_owned(),
            items: self.items(),
        }
    }

    /// The sentence a person reads. A list of faulty files is told item by item, not twice.
    pub fn detail(&self) -> String {
        match self {
            Self::App(AppError::BadFiles(_)) => "Les fichiers envoyés sont refusés.".to_owned(),
            other => other.to_string(),
        }
    }
}

/// A status in two or three words, the same for every refusal of that status.
pub fn title_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "Demande illisible",
        401 => "Connexion nécessaire",
        403 => "Action non permise",
        404 => "Page introuvable",
        405 => "Méthode non prévue",
        408 => "Envoi trop lent",
        409 => "Action impossible pour le moment",
        410 => "Page retirée",
        413 => "Envoi trop volumineux",
        415 => "Format non accepté",
        422 => "Demande refusée",
        429 => "Patientez un instant",
        503 => "Service momentanément indisponible",
        507 => "Espace de stockage épuisé",
        _ => "Une erreur est survenue",
    }
}

fn status_of(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Malformed => StatusCode::BAD_REQUEST,
        ErrorKind::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::Absent => StatusCode::NOT_FOUND,
        ErrorKind::Gone => StatusCode::GONE,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::App(error) => error.fmt(f),
            Self::MethodNotAllowed { allowed } => {
                write!(f, "Cette adresse n'accepte pas cette méthode. Méthodes acceptées : {allowed}.")
            }
            Self::BodyTooLarge { bytes_max } => {
                write!(f, "L'envoi dépasse la taille acceptée ({bytes_max} octets).")
            }
            Self::BodyTooSlow => f.write_str("L'envoi n'est pas arrivé en entier à temps. Réessayez."),
            Self::CompressedBody => {
                f.write_str("Les envois compressés ne sont pas acceptés : retirez l'en-tête Content-Encoding.")
            }
            Self::WrongContentType { accepted } => write!(f, "Format d'envoi non accepté ; accepté : {accepted}."),
            Self::UnreadableBody { why } => write!(f, "L'envoi ne peut pas être lu : {why}."),
            Self::BadFields(_) => f.write_str("Certains champs sont refusés."),
            Self::CrossSite => f.write_str("Cet envoi vient d'un autre site : il est refusé."),
            Self::TooMany { often, seconds: 1 } => write!(f, "{}. Réessayez dans une seconde.", often.said()),
            Self::TooMany { often, seconds } => write!(f, "{}. Réessayez dans {seconds} secondes.", often.said()),
            Self::AbsentItem(item) => write!(f, "Rien à cette adresse : {}.", item.what),
            Self::GoTo(address) => f.write_str(address),
            Self::Broken(_) => AppError::Internal(String::new()).fmt(f),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    /// Status and headers only: the guard writes the body, because only it knows the address asked for.
    fn error_response(&self) -> HttpResponse {
        let mut reply = HttpResponse::build(self.status());
        match self {
            Self::GoTo(address) => {
                reply.insert_header((LOCATION, address.as_ref()));
            }
            Self::MethodNotAllowed { allowed } => {
                reply.insert_header((ALLOW, allowed.as_str()));
            }
            Self::TooMany { seconds, .. } => {
                reply.insert_header((RETRY_AFTER, seconds.to_string()));
            }
            Self::App(AppError::Busy) => {
                reply.insert_header((RETRY_AFTER, "2"));
            }
            Self::App(AppError::StorageFull) => {
                reply.insert_header((RETRY_AFTER, "60"));
            }
            Self::App(error) if error.kind() == ErrorKind::Unauthenticated => {
                reply.insert_header((WWW_AUTHENTICATE, "Bearer realm=\"sonde\""));
            }
            _ => {}
        }
        reply.finish()
    }
}

#[cfg(test)]
mod tests;
