//! Reports of letters that came back, sent by a mail server as it wrote them. Nobody signs in: a report is believed only
//! for the letter it proves to have received.

use actix_web::{HttpRequest, web};

use crate::app::App;
use crate::web::body::Sent;
use crate::web::limits::Limits;
use crate::web::problem::Problem;
use crate::web::reply::{self, Reply};

/// A report with the letter it returns.
const REPORT_BYTES_MAX: usize = 512 * 1024;

/// A report of a mail server: a letter came back (RFC 3464). The same reply whatever it was: it tells nobody whether a letter of ours exists.
/// One that names more than 32 letters is no report, and is refused.
#[utoipa::path(post, path = "/api/v1/bounces", tag = "mail", operation_id = "take_bounce",
    request_body(content = String, content_type = "message/rfc822"),
    responses((status = 204), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn take(app: web::Data<App>, limits: web::Data<Limits>, request: HttpRequest, sent: Sent) -> Reply {
    limits.report(&request)?;
    let bytes = sent.bytes(REPORT_BYTES_MAX).await?;
    app.take_bounce(&bytes).await?;
    Ok(reply::nothing())
}
