//! How an interview ended, each in its own polite words. A full quota is told in one neutral text, whatever the cell.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::App;
use crate::app::AppError;
use crate::app::respondent::{Ending, Landing, Place};
use crate::domain::id::WaveSlug;
use crate::domain::wave::paris;
use crate::web::html::notice;
use crate::web::reply::{self, Reply};
use crate::web::respond::{address, cookie, landing_address, words};

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, request: HttpRequest) -> Reply {
    let Some(session) = cookie::read(&request, &slug) else {
        return Ok(reply::see_other(&landing_address(&slug)));
    };
    match app.whereabouts(&slug, &session).await {
        Ok(Place::Ended(ending)) => {
            let landing = app.landing(&slug).await?;
            Ok(reply::page(StatusCode::OK, view(&landing, &ending)))
        }
        Ok(place @ Place::Section(_)) => Ok(reply::see_other(&address(&slug, &place))),
        Err(AppError::NoInterview) => Ok(reply::see_other(&landing_address(&slug))),
        Err(error) => Err(error.into()),
    }
}

fn view(landing: &Landing, ending: &Ending) -> Markup {
    let simulated = landing.is_simulated;
    let said = |text: &str| html! { p.lead { (text) } };
    match ending {
        Ending::Completed { receipt } => {
            let embargo = paris::words(landing.wave.spec.embargo);
            notice(words::THANKS_TITLE, simulated, &thanks(receipt, &embargo))
        }
        Ending::ScreenedOut { .. } => notice(words::SCREENED_TITLE, simulated, &said(words::SCREENED)),
        Ending::QuotaFull => notice(words::FULL_TITLE, simulated, &said(words::FULL)),
        Ending::Refused { .. } => notice(words::REFUSED_TITLE, simulated, &said(words::REFUSED)),
        Ending::Closed => notice(words::CLOSED_TITLE, simulated, &said(words::CLOSED_MIDWAY)),
    }
}

fn thanks(receipt: &str, embargo: &str) -> Markup {
    html! {
        div.card {
            h2 { (words::RECEIPT) }
            p.receipt { (receipt) }
            p.muted { (words::RECEIPT_WHY) }
        }
        h2 { (words::NEXT_TITLE) }
        p { (words::NEXT) }
        p { "Les résultats seront publics à partir du " (embargo) ", sur la " a href="/resultats" { "page des résultats" } "." }
    }
}
