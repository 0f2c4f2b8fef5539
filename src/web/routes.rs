//! The one table of routes: every address the service answers, by which method, for whom. actix is configured from it
//! and tests walk through it; nothing else registers a route.

use actix_web::error::QueryPayloadError;
use actix_web::guard::{self as when, Guard};
use actix_web::http::Method;
use actix_web::web::{self, PathConfig, QueryConfig, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Route as Handler};

use crate::app::{App, AppError};
use crate::web::api::{self, accounts, auth, keys, published, quality, releases, verbs, waves};
use crate::web::body::told;
use crate::web::error::Refusal;
use crate::web::problem::ProblemItem;
use crate::web::reply::{self, Reply};
use crate::web::respond::{
    accessibility, brand, ending, kiosk, landing, panel, privacy, resume, review, rights, section, unsubscribe, whole,
};
use crate::web::{assets, console, feeds, forms, results, space};

/// Who may call a route. What they then get may depend on more: the state of the wave, the embargo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Callers {
    Anyone,
    /// Whoever holds the cookie of an interview of that wave; others are sent to its first page.
    Respondent,
    /// Any account, by access token.
    Account,
    /// Pollsters and administrators, by access token.
    Pollster,
    /// Administrators, by access token.
    Admin,
    /// Whoever shows an API key.
    Key,
    /// Any account, by console session; others are sent to sign in.
    ConsoleAccount,
    /// Pollsters and administrators, by console session.
    ConsolePollster,
}

/// One row of the table.
pub struct Route {
    pub method: Method,
    /// As actix reads it and as OpenAPI writes it.
    pub pattern: &'static str,
    pub callers: Callers,
    handler: fn() -> Handler,
}

macro_rules! table {
    ($($method:ident $pattern:literal $callers:ident $handler:path;)*) => {
        vec![$(Route {
            method: Method::$method,
            pattern: $pattern,
            callers: Callers::$callers,
            handler: || web::to($handler),
        }),*]
    };
}

/// Every route. Where two patterns match one address, the first one answers; they are tried in this order, so the
/// respondents' come first.
pub fn table() -> Vec<Route> {
    let mut table = pages();
    table.extend(console_pages());
    table.extend(space_pages());
    table.extend(machines());
    table
}

/// What respondents and readers open.
fn pages() -> Vec<Route> {
    table! {
        GET "/e/{wave}/page/{section}" Respondent section::show;
        POST "/e/{wave}/page/{section}" Respondent section::take;
        POST "/e/{wave}/reponse" Anyone whole::take;
        GET "/e/{wave}/relecture" Respondent review::show;
        POST "/e/{wave}/relecture" Respondent review::send;
        GET "/e/{wave}/fin" Respondent ending::show;
        GET "/e/{wave}/marque/{name}" Anyone brand::show;
        GET "/e/{wave}/vie-privee" Anyone privacy::show;
        GET "/e/{wave}/mes-reponses" Anyone rights::show;
        POST "/e/{wave}/mes-reponses" Anyone rights::open;
        POST "/e/{wave}/mes-reponses/correction" Anyone rights::correct;
        POST "/e/{wave}/mes-reponses/retrait" Anyone rights::withdraw;
        GET "/e/{wave}/reprendre" Anyone resume::show;
        POST "/e/{wave}/reprendre" Anyone resume::take;
        GET "/e/{wave}/panel" Anyone panel::show;
        POST "/e/{wave}/panel" Anyone panel::start;
        GET "/e/{wave}/borne/{key}" Anyone kiosk::enter;
        GET "/e/{wave}" Anyone landing::show;
        POST "/e/{wave}" Anyone landing::start;
        GET "/i/{token}" Anyone landing::show_invited;
        POST "/i/{token}" Anyone landing::start_invited;

        GET "/accessibilite" Anyone accessibility::show;
        GET "/desinscription/publications/{tag}" Anyone space::subscribe::show_leaving;
        POST "/desinscription/publications/{tag}" Anyone space::subscribe::leave;
        GET "/abonnement/{tag}" Anyone space::subscribe::show_link;
        POST "/abonnement/{tag}" Anyone space::subscribe::confirm;
        GET "/desinscription/{tag}" Anyone unsubscribe::show;
        POST "/desinscription/{tag}" Anyone unsubscribe::take;

        GET "/" Anyone results::list::home;
        GET "/healthz" Anyone alive;
        GET "/readyz" Anyone ready;
        GET "/robots.txt" Anyone assets::robots;
        GET "/favicon.svg" Anyone assets::icon;
        GET "/favicon.ico" Anyone assets::icon;
        GET "/assets/{name}" Anyone assets::named;

        GET "/resultats" Anyone results::list::show;
        GET "/resultats/calendrier" Anyone space::calendar::show;
        GET "/resultats/calendrier.ics" Anyone space::calendar::ics;
        GET "/resultats/flux.atom" Anyone feeds::atom;
        GET "/resultats/flux.json" Anyone feeds::json;
        GET "/resultats/abonnement" Anyone space::subscribe::show;
        POST "/resultats/abonnement" Anyone space::subscribe::take;
        GET "/resultats/historique" Anyone results::history::show;
        GET "/resultats/comparaisons" Anyone results::comparisons::show;
        GET "/resultats/audiences/{audience}" Anyone results::profiles::audience::show;
        GET "/resultats/{wave}/regions" Anyone results::profiles::regions::show;
        GET "/resultats/{wave}/region/{code}" Anyone results::profiles::region::show;
        GET "/resultats/{wave}/fiches.zip" Anyone results::profiles::kit::show;
        GET "/resultats/{wave}/{number}/fichiers/{name}" Anyone results::files::show;
        GET "/resultats/{wave}" Anyone results::release::show;
        GET "/resultats/{wave}/notice" Anyone results::notice::show;
        GET "/resultats/{wave}/{number}" Anyone results::publications::show;
        GET "/resultats/{wave}/{number}/notice" Anyone results::notice::show_numbered;
        GET "/resultats/{wave}/{number}/apercu.png" Anyone results::release::preview;
        GET "/resultats/{wave}/{number}/{question}" Anyone results::crosstabs::show;
        GET "/resultats/{wave}/{number}/{question}/{row}" Anyone results::figure::show;
        GET "/resultats/{wave}/{number}/{question}/{row}/{category}" Anyone results::figure::show_category;

        GET "/formulaires/{wave}" Anyone forms::list::show;
        GET "/formulaires/{wave}/{entry}" Anyone forms::entry::show;
    }
}

/// What pollsters open.
fn console_pages() -> Vec<Route> {
    table! {
        GET "/console" Anyone console::session::show;
        POST "/console/connexion" Anyone console::session::sign_in;
        POST "/console/deconnexion" Anyone console::session::sign_out;
        GET "/console/vagues" ConsoleAccount console::waves::show;
        GET "/console/vagues/{wave}" ConsolePollster console::board::show;
        GET "/console/vagues/{wave}/apercu/entier" ConsolePollster console::preview_whole::show;
        GET "/console/vagues/{wave}/apercu" ConsolePollster console::preview::show;
        POST "/console/vagues/{wave}/apercu" ConsolePollster console::preview::take;
        GET "/console/vagues/{wave}/entretien" ConsolePollster console::interviewer::show;
        POST "/console/vagues/{wave}/entretien" ConsolePollster console::interviewer::start;
        POST "/console/vagues/{wave}/appels" ConsolePollster console::interviewer::note;
        GET "/console/vagues/{wave}/entrees" ConsolePollster console::doors::show;
        GET "/console/vagues/{wave}/donnees/{name}" ConsolePollster console::data::take;
        GET "/console/vagues/{wave}/donnees" ConsolePollster console::data::show;
        GET "/console/vagues/{wave}/fiches" ConsolePollster console::entries::show;
        GET "/console/vagues/{wave}/fiches/{entry}" ConsolePollster console::entry::show;
        POST "/console/vagues/{wave}/fiches/{entry}" ConsolePollster console::entry::decide;
        GET "/console/vagues/{wave}/qualite" ConsolePollster console::quality::show;
        GET "/console/vagues/{wave}/qualite/{interview}" ConsolePollster console::quality_one::show;
        POST "/console/vagues/{wave}/qualite/{interview}" ConsolePollster console::quality_one::decide;
        GET "/console/vagues/{wave}/contacts" ConsolePollster console::contacts::show;
        POST "/console/vagues/{wave}/contacts" ConsolePollster console::contacts::take;
        GET "/console/vagues/{wave}/courriers" ConsolePollster console::letters::show;
        GET "/console/vagues/{wave}/courriers/{sending}" ConsolePollster console::sending::show;
        POST "/console/vagues/{wave}/courriers/{sending}" ConsolePollster console::sending::send;
        GET "/console/vagues/{wave}/publications" ConsolePollster console::publications::show;
        POST "/console/vagues/{wave}/publications" ConsolePollster console::propose::take;
        GET "/console/vagues/{wave}/publications/{number}" ConsolePollster console::correction::show;
        POST "/console/vagues/{wave}/publications/{number}" ConsolePollster console::correction::decide;
        POST "/console/vagues/{wave}/lecteurs" ConsolePollster console::publications::change_list;
        GET "/console/vagues/{wave}/{verb}" ConsolePollster console::verbs::confirm;
        POST "/console/vagues/{wave}/{verb}" ConsolePollster console::verbs::act;
    }
}

/// What researchers open.
fn space_pages() -> Vec<Route> {
    table! {
        GET "/espace" ConsoleAccount space::home::show;
        GET "/espace/recherche" ConsoleAccount space::search::show;
        GET "/espace/vagues/{wave}" ConsoleAccount space::wave::show;
        GET "/espace/vagues/{wave}/tableaux.csv" ConsoleAccount space::wave::csv;
        GET "/espace/cles" ConsoleAccount space::keys::show;
        POST "/espace/cles" ConsoleAccount space::keys::make;
        POST "/espace/cles/{key}/revocation" ConsoleAccount space::keys::revoke;
        GET "/espace/telechargements" ConsoleAccount space::downloads::show;
        POST "/espace/telechargements" ConsoleAccount space::downloads::forget;
    }
}

/// What programs call.
fn machines() -> Vec<Route> {
    table! {
        GET "/.well-known/jwks.json" Anyone auth::jwks;
        GET "/.well-known/sonde-signature.json" Anyone auth::signature_keys;
        GET "/api/v1/openapi.json" Anyone api::show_openapi;
        POST "/api/v1/auth/sign-in" Anyone auth::sign_in;
        POST "/api/v1/auth/refresh" Anyone auth::refresh;
        POST "/api/v1/auth/sign-out" Anyone auth::sign_out;
        GET "/api/v1/me" Account auth::me;
        GET "/api/v1/key" Key keys::show;
        GET "/api/v1/keys" Account keys::list;
        POST "/api/v1/keys" Account keys::make;
        DELETE "/api/v1/keys/{key}" Account keys::revoke;
        GET "/api/v1/accounts" Admin accounts::list;
        POST "/api/v1/accounts" Admin accounts::add;
        GET "/api/v1/waves" Account waves::list;
        POST "/api/v1/waves" Pollster waves::load;
        GET "/api/v1/waves/{wave}" Pollster waves::show;
        POST "/api/v1/waves/{wave}/open" Pollster verbs::open;
        POST "/api/v1/waves/{wave}/close" Pollster verbs::close;
        POST "/api/v1/waves/{wave}/seal" Pollster verbs::seal;
        POST "/api/v1/waves/{wave}/weigh" Pollster verbs::weigh;
        POST "/api/v1/waves/{wave}/approve" Pollster verbs::approve;
        POST "/api/v1/waves/{wave}/publish" Pollster verbs::publish;
        POST "/api/v1/waves/{wave}/invitations" Pollster waves::invite;
        POST "/api/v1/waves/{wave}/letters/retry" Pollster api::letters::retry;
        PUT "/api/v1/waves/{wave}/early-readers" Pollster waves::allow_early;
        GET "/api/v1/waves/{wave}/quality" Pollster quality::show;
        PUT "/api/v1/waves/{wave}/exclusions/{interview}" Pollster quality::exclude;
        DELETE "/api/v1/waves/{wave}/exclusions/{interview}" Pollster quality::readmit;
        POST "/api/v1/bounces" Anyone api::bounces::take;
        GET "/api/v1/published" Anyone published::list;
        GET "/api/v1/releases" Anyone releases::list;
        GET "/api/v1/releases/{wave}.csv" Anyone releases::csv;
        GET "/api/v1/releases/{wave}" Anyone releases::show;
        GET "/api/v1/releases/{wave}/tables/{question}" Anyone releases::tables;
        GET "/api/v1/releases/{wave}/files" Anyone releases::list_files;
        GET "/api/v1/releases/{wave}/files/{name}" Anyone releases::file;
        GET "/api/v1/releases/{wave}/publications" Anyone releases::publications;
        GET "/api/v1/releases/{wave}/publications/{number}" Anyone releases::publication;
    }
}

/// Gives actix the table, and replies of ours to what it does not hold.
pub fn configure(config: &mut ServiceConfig) {
    config.app_data(PathConfig::default().error_handler(|_, _| Refusal::from(AppError::AddressAbsent).into()));
    config.app_data(QueryConfig::default().error_handler(|error, _| bad_query(&error).into()));
    let table = table();
    for rows in table.chunk_by(|a, b| a.pattern == b.pattern) {
        let Some(first) = rows.first() else { continue };
        let mut resource = web::resource(first.pattern);
        for row in rows {
            resource = resource.route((row.handler)().guard(answers(row.method.clone())));
        }
        let allowed = allowed(rows);
        config.service(resource.default_service(web::to(move || wrong_method(allowed.clone()))));
    }
    config.default_service(web::to(absent));
}

fn bad_query(error: &QueryPayloadError) -> Refusal {
    let item = match error {
        QueryPayloadError::Deserialize(error) => told::item("query", "", &error.to_string()),
        _ => ProblemItem::at("query", "paramètres illisibles"),
    };
    Refusal::BadFields(vec![item])
}

/// A HEAD is a GET whose body is not sent.
fn answers(method: Method) -> impl Guard {
    when::fn_guard(move |context| {
        let asked = &context.head().method;
        *asked == method || (method == Method::GET && *asked == Method::HEAD)
    })
}

fn allowed(rows: &[Route]) -> String {
    let mut methods: Vec<&str> = rows.iter().map(|row| row.method.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.join(", ")
}

async fn wrong_method(allowed: String) -> Result<HttpResponse, Refusal> {
    Err(Refusal::MethodNotAllowed { allowed })
}

/// An address typed with a slash at its end is the one without it.
async fn absent(request: HttpRequest) -> Reply {
    let is_read = [Method::GET, Method::HEAD].contains(request.method());
    match without_slash(request.path()).filter(|_| is_read) {
        Some(address) => Ok(reply::see_other(address)),
        None => Err(AppError::AddressAbsent.into()),
    }
}

/// Of plain steps only: what a browser would read as the address of another site leads nowhere.
fn without_slash(path: &str) -> Option<&str> {
    let address = path.strip_suffix('/').filter(|address| address.starts_with('/') && !address.contains("//"))?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.');
    address.bytes().all(is_plain).then_some(address)
}

/// The process answers; touches nothing.
async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

/// Whether interviews can be stored now; tells outsiders no more than that.
async fn ready(app: web::Data<App>) -> Reply {
    match app.readiness().await {
        Ok(()) => Ok(HttpResponse::Ok().content_type("text/plain").body("ready\n")),
        Err(error) => {
            tracing::warn!(code = error.code(), why = error.private(), "not ready");
            Ok(HttpResponse::ServiceUnavailable().content_type("text/plain").body("not ready\n"))
        }
    }
}
