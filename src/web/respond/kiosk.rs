//! Making a device a kiosk of a wave: its address, known to pollsters, marks the browser, which then begins a new interview
//! for each person and forgets the last one.

use actix_web::web;

use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::web::reply::{self, Reply};
use crate::web::respond::{cookie, landing_address};

pub async fn enter(app: web::Data<App>, path: web::Path<(WaveSlug, String)>) -> Reply {
    let (slug, key) = path.into_inner();
    if !app.is_kiosk(&slug, &key).await? {
        return Err(AppError::LinkUnknown.into());
    }
    let landing = app.landing(&slug).await?;
    let (settings, spec) = (app.settings(), &landing.wave.spec);
    let cookies = [cookie::kiosk(settings, spec, &key), cookie::forget(settings, spec)];
    Ok(cookies.iter().fold(reply::see_other(&landing_address(&slug)), cookie::set))
}
