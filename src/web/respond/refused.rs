//! A refusal as respondents read it, in their language: what happened and what to do, in words of theirs rather than of the
//! service. Other readers get the text of the refusal itself.

use actix_web::http::StatusCode;
use maud::{Markup, html};

use crate::app::{AppError, ErrorKind};
use crate::web::error::{Often, Refusal};
use crate::web::html::{Nav, Shell, shell};
use crate::web::words::Words;

/// Whether this address is one that respondents open.
pub fn is_theirs(path: &str) -> bool {
    ["/e/", "/i/", "/desinscription/", "/accessibilite"].iter().any(|start| path.starts_with(start))
}

/// Where somebody refused there may try again: the first page of the wave, of the link or of the letters.
pub fn way_back(path: &str) -> Option<String> {
    let mut parts = path.split('/').skip(1);
    let (room, name) = (parts.next()?, parts.next().filter(|name| !name.is_empty())?);
    ["e", "i", "desinscription"].contains(&room).then(|| ["/", room, "/", name].concat())
}

/// `back`: where to try again, unless there is nothing there.
pub fn page(refusal: &Refusal, back: Option<&str>, words: Words) -> Markup {
    let title = title(refusal, words);
    let is_nowhere = matches!(refusal.status(), StatusCode::NOT_FOUND | StatusCode::GONE);
    let content = html! {
        h1 { (title) }
        p.lead { (said(refusal, words)) }
        @match back.filter(|_| !is_nowhere) {
            Some(back) => p { a.button href=(back) { (words.error_back()) } },
            None => p { a href="/resultats" { (words.public_results()) } },
        }
    };
    shell(&Shell { language: words.language(), ..Shell::new(title, Nav::None) }, &content)
}

/// In two or three words, the same for every refusal of that status.
fn title(refusal: &Refusal, words: Words) -> &'static str {
    match refusal.status() {
        StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::METHOD_NOT_ALLOWED => words.error_absent_title(),
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => words.error_forbidden_title(),
        StatusCode::CONFLICT => words.error_closed_title(),
        StatusCode::TOO_MANY_REQUESTS => words.error_wait_title(),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::INSUFFICIENT_STORAGE => words.error_busy_title(),
        status if status.is_client_error() => words.error_sent_title(),
        _ => words.error_other_title(),
    }
}

fn said(refusal: &Refusal, words: Words) -> String {
    let plain = match refusal {
        Refusal::TooMany { often: Often::Starts, seconds } => return words.error_too_many(*seconds),
        Refusal::TooMany { seconds, .. } => return words.error_too_many_tries(*seconds),
        Refusal::BodyTooLarge { bytes_max } => return words.error_too_large(*bytes_max),
        Refusal::App(error) => of_service(error, words),
        Refusal::MethodNotAllowed { .. } => words.error_method(),
        Refusal::BodyTooSlow => words.error_too_slow(),
        Refusal::CrossSite => words.error_cross_site(),
        Refusal::CompressedBody
        | Refusal::WrongContentType { .. }
        | Refusal::UnreadableBody { .. }
        | Refusal::BadFields(_) => words.error_unreadable(),
        Refusal::AbsentItem(_) => words.error_absent(),
        Refusal::GoTo(_) | Refusal::Broken(_) => words.error_other(),
    };
    plain.to_owned()
}

fn of_service(error: &AppError, words: Words) -> &'static str {
    match error {
        AppError::WaveAbsent => words.error_wave_absent(),
        AppError::LinkUnknown => words.error_link_unknown(),
        AppError::ReceiptUnknown => words.rights_unknown(),
        AppError::TooLateToCorrect => words.rights_closed(),
        AppError::SealedMeanwhile => words.rights_sealed(),
        AppError::AnswersMoved => words.rights_moved(),
        AppError::PlacesHeld => words.error_places_held(),
        AppError::CodeUnknown => words.code_unknown(),
        AppError::Busy => words.error_busy(),
        AppError::StorageFull => words.error_storage_full(),
        other => match other.kind() {
            ErrorKind::Absent | ErrorKind::Gone => words.error_absent(),
            ErrorKind::Forbidden | ErrorKind::Unauthenticated => words.error_access(),
            ErrorKind::Conflict => words.error_not_open(),
            ErrorKind::Malformed | ErrorKind::Unprocessable => words.error_unreadable(),
            ErrorKind::TooMany | ErrorKind::Unavailable => words.error_busy(),
            ErrorKind::StorageFull => words.error_storage_full(),
            ErrorKind::Internal => words.error_other(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_the_first_page_of_where_one_was() {
        let back = |path| way_back(path).unwrap_or_default();
        assert_eq!(back("/e/a-2020-05"), "/e/a-2020-05");
        assert_eq!(back("/e/a-2020-05/mes-reponses/retrait"), "/e/a-2020-05");
        assert_eq!(back("/i/abc"), "/i/abc");
        assert_eq!(back("/desinscription/abc"), "/desinscription/abc");
        for nowhere in ["/", "/e/", "/e", "/accessibilite", "//e/x", ""] {
            assert_eq!(way_back(nowhere), None, "{nowhere}");
        }
    }
}
