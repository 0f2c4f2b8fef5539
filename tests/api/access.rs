//! Who may call what, asserted whole: every route of the table against every kind of caller. A route without a row here
//! fails, and so does a row without a route.

use std::collections::BTreeSet;

use sonde::app::account::Role;

use crate::client::Request;
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, HELD, OPEN, PUBLIC, READY, Service, by};
use crate::small_wave;

const CALLERS: [&str; 8] =
    ["nobody", "respondent", "researcher", "early_reader", "pollster", "admin", "forged_token", "signed_out"];

/// Method, pattern, address asked, body (of a form or JSON), and the status for each caller in that order. Bodies are
/// such that nothing changes: what is asserted is who gets past the door.
type Row = (&'static str, &'static str, &'static str, &'static str, [u16; 8]);

/// The verbs meet a wave they do not fit (409), or a body that is refused (422).
#[rustfmt::skip]
const ROWS: &[Row] = &[
    //                                                                                            nobody resp resea early poll admin forged out
    ("GET", "/", "/", "",                                                                         [303, 303, 303, 303, 303, 303, 303, 303]),
    ("GET", "/healthz", "/healthz", "",                                                           [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/readyz", "/readyz", "",                                                             [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/robots.txt", "/robots.txt", "",                                                     [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/favicon.svg", "/favicon.svg", "",                                                   [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/favicon.ico", "/favicon.ico", "",                                                   [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/assets/{name}", "/assets/autre.css", "",                                            [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/e/{wave}", "/e/petite-etude-2020-02", "",                                           [200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/e/{wave}", "/e/petite-etude-2020-02", "",                                          [303, 303, 303, 303, 303, 303, 303, 303]),
    ("GET", "/i/{token}", "/i/aaaaaaaaaaaaaaaaaaaaaaaaaa", "",                                    [404, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/i/{token}", "/i/aaaaaaaaaaaaaaaaaaaaaaaaaa", "",                                   [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/e/{wave}/page/{section}", "/e/petite-etude-2020-02/page/consentement", "",          [303, 200, 303, 303, 303, 303, 303, 303]),
    ("POST", "/e/{wave}/page/{section}", "/e/petite-etude-2020-02/page/consentement", "_x=1",     [303, 422, 303, 303, 303, 303, 303, 303]),
    ("GET", "/e/{wave}/fin", "/e/petite-etude-2020-02/fin", "",                                   [303, 303, 303, 303, 303, 303, 303, 303]),
    ("GET", "/e/{wave}/relecture", "/e/petite-etude-2020-02/relecture", "",                       [303, 303, 303, 303, 303, 303, 303, 303]),
    ("POST", "/e/{wave}/relecture", "/e/petite-etude-2020-02/relecture", "_x=1",                  [303, 303, 303, 303, 303, 303, 303, 303]),
    ("GET", "/e/{wave}/marque/{name}", "/e/petite-etude-2020-02/marque/logo.svg", "",             [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/accessibilite", "/accessibilite", "",                                               [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/e/{wave}/vie-privee", "/e/petite-etude-2020-02/vie-privee", "",                     [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/e/{wave}/mes-reponses", "/e/petite-etude-2020-02/mes-reponses", "",                 [200, 200, 200, 200, 200, 200, 200, 200]),
    // Anybody may try a receipt; a form is all they take.
    ("POST", "/e/{wave}/mes-reponses", "/e/petite-etude-2020-02/mes-reponses", "",                [415, 415, 415, 415, 415, 415, 415, 415]),
    ("POST", "/e/{wave}/mes-reponses/correction", "/e/petite-etude-2020-02/mes-reponses/correction", "", [415, 415, 415, 415, 415, 415, 415, 415]),
    ("POST", "/e/{wave}/mes-reponses/retrait", "/e/petite-etude-2020-02/mes-reponses/retrait", "", [415, 415, 415, 415, 415, 415, 415, 415]),
    ("GET", "/e/{wave}/reprendre", "/e/petite-etude-2020-02/reprendre", "",                       [200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/e/{wave}/reprendre", "/e/petite-etude-2020-02/reprendre", "code=2345",             [422, 422, 422, 422, 422, 422, 422, 422]),
    // A wave without a panel, and a key nobody was given.
    ("GET", "/e/{wave}/panel", "/e/petite-etude-2020-02/panel?pid=1", "",                         [403, 403, 403, 403, 403, 403, 403, 403]),
    ("POST", "/e/{wave}/panel", "/e/petite-etude-2020-02/panel?pid=1", "",                        [403, 403, 403, 403, 403, 403, 403, 403]),
    ("GET", "/e/{wave}/borne/{key}", "/e/petite-etude-2020-02/borne/aaaaaaaaaaaaaaaaaaaaaaaaaa", "", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/e/{wave}/reponse", "/e/petite-etude-2020-02/reponse", "{}",                        [422, 422, 422, 422, 422, 422, 422, 422]),
    ("GET", "/desinscription/{tag}", "/desinscription/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/desinscription/{tag}", "/desinscription/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/api/v1/bounces", "/api/v1/bounces", "", [204, 204, 204, 204, 204, 204, 204, 204]),
    ("GET", "/resultats", "/resultats", "",                                                       [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/resultats/calendrier", "/resultats/calendrier", "",                                 [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/resultats/calendrier.ics", "/resultats/calendrier.ics", "",                         [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/resultats/flux.atom", "/resultats/flux.atom", "",                                   [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/resultats/flux.json", "/resultats/flux.json", "",                                   [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/resultats/abonnement", "/resultats/abonnement", "",                                 [200, 200, 200, 200, 200, 200, 200, 200]),
    // This service sends no mail.
    ("POST", "/resultats/abonnement", "/resultats/abonnement", "email=a@exemple.fr",              [409, 409, 409, 409, 409, 409, 409, 409]),
    ("GET", "/abonnement/{tag}", "/abonnement/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "",      [404, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/abonnement/{tag}", "/abonnement/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "",     [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/desinscription/publications/{tag}", "/desinscription/publications/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/desinscription/publications/{tag}", "/desinscription/publications/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/espace", "/espace", "",                                                             [303, 303, 200, 200, 200, 200, 303, 303]),
    ("GET", "/espace/recherche", "/espace/recherche?q=agir", "",                                  [303, 303, 200, 200, 200, 200, 303, 303]),
    ("GET", "/espace/vagues/{wave}", "/espace/vagues/petite-etude-2020-03", "",                   [303, 303, 404, 200, 404, 404, 303, 303]),
    ("GET", "/espace/vagues/{wave}/tableaux.csv", "/espace/vagues/petite-etude-2020-03/tableaux.csv?t=AVIS", "", [303, 303, 404, 200, 404, 404, 303, 303]),
    ("GET", "/espace/cles", "/espace/cles", "",                                                   [303, 303, 200, 200, 200, 200, 303, 303]),
    ("POST", "/espace/cles", "/espace/cles", "id=x",                                              [303, 303, 422, 422, 422, 422, 303, 303]),
    ("POST", "/espace/cles/{key}/revocation", "/espace/cles/00000000000000000000000000000000/revocation", "", [303, 303, 404, 404, 404, 404, 303, 303]),
    ("GET", "/espace/telechargements", "/espace/telechargements", "",                             [303, 303, 200, 200, 200, 200, 303, 303]),
    ("POST", "/espace/telechargements", "/espace/telechargements", "",                            [303, 303, 303, 303, 303, 303, 303, 303]),
    // An access token is no key.
    ("GET", "/api/v1/key", "/api/v1/key", "",                                                     [401, 401, 401, 401, 401, 401, 401, 401]),
    ("GET", "/api/v1/keys", "/api/v1/keys", "",                                                   [401, 401, 200, 200, 200, 200, 401, 401]),
    ("POST", "/api/v1/keys", "/api/v1/keys", "{}",                                                [401, 401, 422, 422, 422, 422, 401, 401]),
    ("DELETE", "/api/v1/keys/{key}", "/api/v1/keys/00000000000000000000000000000000", "",         [401, 401, 404, 404, 404, 404, 401, 401]),
    ("GET", "/resultats/historique", "/resultats/historique", "",                                 [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/resultats/comparaisons", "/resultats/comparaisons", "",                             [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/resultats/audiences/{audience}", "/resultats/audiences/citoyens", "",               [200, 200, 200, 200, 200, 200, 200, 200]),
    // A wave without regions: absent to whoever is let in.
    ("GET", "/resultats/{wave}/regions", "/resultats/petite-etude-2020-03/regions", "",           [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/resultats/{wave}/region/{code}", "/resultats/petite-etude-2020-03/region/76", "",   [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/resultats/{wave}/fiches.zip", "/resultats/petite-etude-2020-03/fiches.zip", "",     [404, 404, 404, 200, 404, 404, 404, 404]),
    ("GET", "/resultats/{wave}", "/resultats/petite-etude-2020-03", "",                           [404, 404, 404, 200, 404, 404, 404, 404]),
    ("GET", "/resultats/{wave}/{number}", "/resultats/petite-etude-2020-03/1", "",                [404, 404, 404, 200, 404, 404, 404, 404]),
    ("GET", "/resultats/{wave}/notice", "/resultats/petite-etude-2020-03/notice", "",             [404, 404, 404, 200, 404, 404, 404, 404]),
    ("GET", "/resultats/{wave}/{number}/notice", "/resultats/petite-etude-2020-03/1/notice", "", [404, 404, 404, 200, 404, 404, 404, 404]),
    ("GET", "/resultats/{wave}/{number}/apercu.png", "/resultats/petite-etude-2020-03/1/apercu.png", "", [404, 404, 404, 200, 404, 404, 404, 404]),
    ("GET", "/resultats/{wave}/{number}/{question}", "/resultats/petite-etude-2020-03/1/AVIS", "", [404, 404, 404, 200, 404, 404, 404, 404]),
    ("GET", "/resultats/{wave}/{number}/{question}/{row}", "/resultats/petite-etude-2020-03/1/AVIS/st_utile", "", [404, 404, 404, 200, 404, 404, 404, 404]),
    ("GET", "/resultats/{wave}/{number}/{question}/{row}/{category}", "/resultats/petite-etude-2020-03/1/AVIS/st_utile/S_SEXE.homme.json", "", [404, 404, 404, 200, 404, 404, 404, 404]),
    ("GET", "/resultats/{wave}/{number}/fichiers/{name}", "/resultats/petite-etude-2020-03/1/fichiers/publication.zip", "", [404, 404, 404, 200, 404, 404, 404, 404]),
    // A poll has no entries: for everybody who is let in, these addresses are absent.
    ("GET", "/formulaires/{wave}", "/formulaires/petite-etude-2020-02", "",                       [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/formulaires/{wave}/{entry}", "/formulaires/petite-etude-2020-02/00000000000000000000000000000000", "", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/console/vagues/{wave}/fiches", "/console/vagues/petite-etude-2020-02/fiches", "",   [303, 303, 403, 403, 404, 404, 303, 303]),
    ("GET", "/console/vagues/{wave}/fiches/{entry}", "/console/vagues/petite-etude-2020-02/fiches/00000000000000000000000000000000", "", [303, 303, 403, 403, 404, 404, 303, 303]),
    ("POST", "/console/vagues/{wave}/fiches/{entry}", "/console/vagues/petite-etude-2020-02/fiches/00000000000000000000000000000000", "statut=relu", [303, 303, 403, 403, 404, 404, 303, 303]),
    ("GET", "/console", "/console", "",                                                           [200, 200, 303, 303, 303, 303, 200, 200]),
    ("POST", "/console/connexion", "/console/connexion", "email=a&password=b",                    [422, 422, 422, 422, 422, 422, 422, 422]),
    // Researchers are sent to their space: a list of states would tell what is approved.
    ("GET", "/console/vagues", "/console/vagues", "",                                             [303, 303, 303, 303, 200, 200, 303, 303]),
    ("GET", "/console/vagues/{wave}", "/console/vagues/petite-etude-2020-02", "",                 [303, 303, 403, 403, 200, 200, 303, 303]),
    ("GET", "/console/vagues/{wave}/apercu", "/console/vagues/petite-etude-2020-02/apercu", "",   [303, 303, 403, 403, 200, 200, 303, 303]),
    ("GET", "/console/vagues/{wave}/apercu/entier", "/console/vagues/petite-etude-2020-02/apercu/entier", "", [303, 303, 403, 403, 200, 200, 303, 303]),
    ("POST", "/console/vagues/{wave}/apercu", "/console/vagues/petite-etude-2020-02/apercu", "_x=1", [303, 303, 403, 403, 422, 422, 303, 303]),
    ("GET", "/console/vagues/{wave}/entretien", "/console/vagues/petite-etude-2020-02/entretien", "", [303, 303, 403, 403, 200, 200, 303, 303]),
    ("GET", "/console/vagues/{wave}/entrees", "/console/vagues/petite-etude-2020-02/entrees", "", [303, 303, 403, 403, 200, 200, 303, 303]),
    // A wave in the field: a page that says why not, and no file.
    ("GET", "/console/vagues/{wave}/donnees", "/console/vagues/petite-etude-2020-02/donnees", "", [303, 303, 403, 403, 200, 200, 303, 303]),
    ("GET", "/console/vagues/{wave}/donnees/{name}", "/console/vagues/petite-etude-2020-02/donnees/petite-etude-2020-02.sav", "", [303, 303, 403, 403, 409, 409, 303, 303]),
    ("POST", "/console/vagues/{wave}/appels", "/console/vagues/petite-etude-2020-02/appels", "contact=", [303, 303, 403, 403, 422, 422, 303, 303]),
    // A wave without telephone entry: 403 for everybody who is let in.
    ("POST", "/console/vagues/{wave}/entretien", "/console/vagues/petite-etude-2020-02/entretien", "", [303, 303, 403, 403, 403, 403, 303, 303]),
    ("GET", "/console/vagues/{wave}/qualite", "/console/vagues/petite-etude-2020-02/qualite", "", [303, 303, 403, 403, 200, 200, 303, 303]),
    ("GET", "/console/vagues/{wave}/qualite/{interview}", "/console/vagues/petite-etude-2020-02/qualite/00000000000000000000000000000000", "", [303, 303, 403, 403, 404, 404, 303, 303]),
    ("POST", "/console/vagues/{wave}/qualite/{interview}", "/console/vagues/petite-etude-2020-02/qualite/00000000000000000000000000000000", "acte=reprendre", [303, 303, 403, 403, 404, 404, 303, 303]),
    ("GET", "/console/vagues/{wave}/contacts", "/console/vagues/petite-etude-2020-02/contacts", "", [303, 303, 403, 403, 200, 200, 303, 303]),
    ("POST", "/console/vagues/{wave}/contacts", "/console/vagues/petite-etude-2020-02/contacts", "contenu=", [303, 303, 403, 403, 422, 422, 303, 303]),
    ("GET", "/console/vagues/{wave}/courriers", "/console/vagues/petite-etude-2020-02/courriers", "", [303, 303, 403, 403, 200, 200, 303, 303]),
    // No letter is loaded: nothing can be sent.
    ("GET", "/console/vagues/{wave}/courriers/{sending}", "/console/vagues/petite-etude-2020-02/courriers/invitations", "", [303, 303, 403, 403, 409, 409, 303, 303]),
    ("POST", "/console/vagues/{wave}/courriers/{sending}", "/console/vagues/petite-etude-2020-02/courriers/invitations", "", [303, 303, 403, 403, 409, 409, 303, 303]),
    // A verb the wave does not fit has nothing to confirm: back to its board.
    ("GET", "/console/vagues/{wave}/{verb}", "/console/vagues/petite-etude-2020-01/sceller", "",  [303, 303, 403, 403, 303, 303, 303, 303]),
    ("POST", "/console/vagues/{wave}/{verb}", "/console/vagues/petite-etude-2020-01/sceller", "", [303, 303, 403, 403, 409, 409, 303, 303]),
    ("GET", "/.well-known/jwks.json", "/.well-known/jwks.json", "",                               [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/.well-known/sonde-signature.json", "/.well-known/sonde-signature.json", "",         [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/openapi.json", "/api/v1/openapi.json", "",                                   [200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/api/v1/auth/sign-in", "/api/v1/auth/sign-in", "{}",                                [422, 422, 422, 422, 422, 422, 422, 422]),
    ("POST", "/api/v1/auth/refresh", "/api/v1/auth/refresh", r#"{"refresh":"x"}"#,                [401, 401, 401, 401, 401, 401, 401, 401]),
    ("POST", "/api/v1/auth/sign-out", "/api/v1/auth/sign-out", r#"{"refresh":"x"}"#,              [204, 204, 204, 204, 204, 204, 204, 204]),
    ("GET", "/api/v1/me", "/api/v1/me", "",                                                       [401, 401, 200, 200, 200, 200, 401, 401]),
    ("GET", "/api/v1/accounts", "/api/v1/accounts", "",                                           [401, 401, 403, 403, 403, 200, 401, 401]),
    ("POST", "/api/v1/accounts", "/api/v1/accounts", "{}",                                        [401, 401, 403, 403, 403, 422, 401, 401]),
    ("GET", "/api/v1/waves", "/api/v1/waves", "",                                                 [401, 401, 200, 200, 200, 200, 401, 401]),
    ("POST", "/api/v1/waves", "/api/v1/waves", "{}",                                              [401, 401, 403, 403, 422, 422, 401, 401]),
    ("GET", "/api/v1/waves/{wave}", "/api/v1/waves/petite-etude-2020-02", "",                     [401, 401, 403, 403, 200, 200, 401, 401]),
    ("POST", "/api/v1/waves/{wave}/open", "/api/v1/waves/petite-etude-2020-02/open", "{}",        [401, 401, 403, 403, 409, 409, 401, 401]),
    ("POST", "/api/v1/waves/{wave}/close", "/api/v1/waves/petite-etude-2020-01/close", "",        [401, 401, 403, 403, 409, 409, 401, 401]),
    ("POST", "/api/v1/waves/{wave}/seal", "/api/v1/waves/petite-etude-2020-01/seal", "",          [401, 401, 403, 403, 409, 409, 401, 401]),
    ("POST", "/api/v1/waves/{wave}/weigh", "/api/v1/waves/petite-etude-2020-01/weigh", "",        [401, 401, 403, 403, 409, 409, 401, 401]),
    ("POST", "/api/v1/waves/{wave}/approve", "/api/v1/waves/petite-etude-2020-01/approve", "",    [401, 401, 403, 403, 409, 409, 401, 401]),
    ("POST", "/api/v1/waves/{wave}/publish", "/api/v1/waves/petite-etude-2020-01/publish", "",    [401, 401, 403, 403, 409, 409, 401, 401]),
    ("POST", "/api/v1/waves/{wave}/invitations", "/api/v1/waves/petite-etude-2020-02/invitations", "{}", [401, 401, 403, 403, 422, 422, 401, 401]),
    // No letters are written for this wave.
    ("POST", "/api/v1/waves/{wave}/letters/retry", "/api/v1/waves/petite-etude-2020-02/letters/retry", "", [401, 401, 403, 403, 409, 409, 401, 401]),
    ("PUT", "/api/v1/waves/{wave}/early-readers", "/api/v1/waves/petite-etude-2020-03/early-readers", "{}", [401, 401, 403, 403, 422, 422, 401, 401]),
    ("GET", "/api/v1/waves/{wave}/quality", "/api/v1/waves/petite-etude-2020-02/quality", "",     [401, 401, 403, 403, 200, 200, 401, 401]),
    ("PUT", "/api/v1/waves/{wave}/exclusions/{interview}", "/api/v1/waves/petite-etude-2020-02/exclusions/00", "{}", [401, 401, 403, 403, 422, 422, 401, 401]),
    ("DELETE", "/api/v1/waves/{wave}/exclusions/{interview}", "/api/v1/waves/petite-etude-2020-02/exclusions/00", "", [401, 401, 403, 403, 404, 404, 401, 401]),
    ("GET", "/api/v1/published", "/api/v1/published", "",                                         [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/releases", "/api/v1/releases", "",                                           [200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/releases/{wave}.csv", "/api/v1/releases/petite-etude-2020-03.csv", "",       [404, 404, 404, 200, 404, 404, 401, 401]),
    ("GET", "/api/v1/releases/{wave}", "/api/v1/releases/petite-etude-2020-03", "",               [404, 404, 404, 200, 404, 404, 401, 401]),
    ("GET", "/api/v1/releases/{wave}/tables/{question}", "/api/v1/releases/petite-etude-2020-03/tables/AVIS", "", [404, 404, 404, 200, 404, 404, 401, 401]),
    ("GET", "/api/v1/releases/{wave}/files", "/api/v1/releases/petite-etude-2020-03/files", "",   [404, 404, 404, 200, 404, 404, 401, 401]),
    ("GET", "/api/v1/releases/{wave}/files/{name}", "/api/v1/releases/petite-etude-2020-03/files/publication.zip", "", [404, 404, 404, 200, 404, 404, 401, 401]),
    ("GET", "/api/v1/releases/{wave}/publications", "/api/v1/releases/petite-etude-2020-03/publications", "", [404, 404, 404, 200, 404, 404, 401, 401]),
    ("GET", "/api/v1/releases/{wave}/publications/{number}", "/api/v1/releases/petite-etude-2020-03/publications/1", "", [404, 404, 404, 200, 404, 404, 401, 401]),
    // Last of the console: it ends the sessions.
    ("POST", "/console/deconnexion", "/console/deconnexion", "",                                  [303, 303, 303, 303, 303, 303, 303, 303]),
];

fn callers(service: &Service) -> Vec<Caller> {
    let early_reader = service.signed_in("early@example.org", Role::Researcher);
    service.run(service.app.allow_early_reading(&by("lead"), &small_wave::slug(HELD), "early@example.org")).unwrap();
    let mut forged = service.signed_in("victim@example.org", Role::Admin);
    forged.token = forged.token.map(|token| [&token[..token.len() - 8], "AAAAAAAA"].concat());
    forged.cookies = vec!["sonde_session=aaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned()];
    vec![
        Caller::default(),
        service.respondent(OPEN),
        service.signed_in("researcher@example.org", Role::Researcher),
        early_reader,
        service.signed_in("pollster@example.org", Role::Pollster),
        service.signed_in("admin@example.org", Role::Admin),
        forged,
        signed_out(),
    ]
}

/// Shows things of the wrong kind: a link's token to the API, nothing to the console.
fn signed_out() -> Caller {
    Caller { token: Some("aaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned()), cookies: vec!["sonde_session=".to_owned()] }
}

fn request(row: &Row) -> Request {
    let (method, _, address, body, _) = row;
    let request = Request::new(method, address);
    match *body {
        "" => request,
        json if json.starts_with('{') => request.json(json),
        form => request.form(form),
    }
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let routed: BTreeSet<_> =
        sonde::web::routes::table().iter().map(|route| (route.method.to_string(), route.pattern)).collect();
    let asserted: BTreeSet<_> = ROWS.iter().map(|row| (row.0.to_owned(), row.1)).collect();
    assert_eq!(routed, asserted);
}

on_both_databases! {
    fn each_caller_gets_what_the_table_says(db: &TestDatabase) {
        let service = Service::start(db);
        service.load(READY, small_wave::PAST);
        service.open(OPEN, small_wave::PAST);
        service.approved(HELD, small_wave::FAR, &["utile", "inutile", "incontournable"]);
        let callers = callers(&service);
        let mut surprises = Vec::new();
        for row in ROWS {
            for (position, (name, caller)) in CALLERS.iter().zip(&callers).enumerate() {
                let reply = service.send(request(row), caller);
                if reply.status != row.4[position] {
                    surprises.push(format!("{} {} as {name}: {}, expected {}", row.0, row.2, reply.status, row.4[position]));
                }
            }
        }
        assert!(surprises.is_empty(), "{}", surprises.join("\n"));
    }

    fn what_is_public_is_for_everybody(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile", "incontournable"]);
        let stranger = Caller::default();
        for address in ["/resultats/W", "/api/v1/releases/W", "/api/v1/releases/W.csv", "/api/v1/releases/W/tables/AVIS"] {
            let address = address.replace('W', "petite-etude-2020-04");
            assert_eq!(service.get(&address, &stranger).status, 200, "{address}");
        }
        let page = service.get("/resultats/petite-etude-2020-04", &stranger).text();
        assert!(page.contains("Données simulées"), "a simulated wave says so");
        let tag = service.get("/api/v1/releases/petite-etude-2020-04", &stranger).header("etag").unwrap().to_owned();
        let again = Request::new("GET", "/api/v1/releases/petite-etude-2020-04").header("if-none-match", &tag);
        assert_eq!(service.send(again, &stranger).status, 304);
    }
}
