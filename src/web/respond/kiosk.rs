//! Making a device a kiosk of a wave: its address, known to pollsters, marks the browser, which then begins a new interview
//! for each person and forgets the last one.

use actix_web::web;

use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::web::error::Refusal;
use crate::web::reply::{self, Reply};
use crate::web::respond::{cookie, landing_address};

pub async fn enter(app: web::Data<App>, path: web::Path<(WaveSlug, String)>) -> Reply {
    let (slug, key) = path.into_inner();
    if !app.is_kiosk(&slug, &key).await? {
        return Err(AppError::LinkUnknown.into());
    }
    let mut reply = reply::see_other(&landing_address(&slug));
    for cookie in [cookie::kiosk(app.settings(), &slug, &key), cookie::forget(app.settings(), &slug)] {
        reply.add_cookie(&cookie).map_err(|error| Refusal::Broken(error.to_string()))?;
    }
    Ok(reply)
}
