//! Bad input: each a refusal that names its reason, in a problem document or on a page, and never a fault of ours.

use sonde::app::account::Role;

use crate::client::{Reply, Request, send_raw};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{BODY_BYTES_MAX, Caller, OPEN, Service};
use crate::small_wave;

/// Status and stable code of a problem document, which must be one.
fn problem(reply: &Reply) -> (u16, String) {
    assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{}", reply.text());
    let document = reply.json();
    assert_eq!(document["status"], reply.status, "the document agrees with the status");
    for field in ["type", "title", "detail", "code"] {
        assert!(document[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {document}");
    }
    (reply.status, reply.code())
}

fn is(reply: &Reply, status: u16, code: &str) {
    assert_eq!(problem(reply), (status, code.to_owned()), "{}", reply.text());
}

fn sign_in(body: &str) -> Request {
    Request::new("POST", "/api/v1/auth/sign-in").json(body)
}

/// A report of a letter that came back, with so many letters in it.
fn bounce(letters: usize) -> String {
    let inner: String = (0..letters)
        .map(|number| {
            format!("--B\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{number}@example.org>\r\n\r\nBonjour\r\n")
        })
        .collect();
    format!(
        "To: rebonds@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; \
         report-type=delivery-status; boundary=\"B\"\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n\
         Action: failed\r\nStatus: 5.1.1\r\n{inner}--B--\r\n"
    )
}

on_both_databases! {
    fn a_report_that_names_more_letters_than_a_server_would_is_refused_with_the_limit(db: &TestDatabase) {
        let service = Service::start(db);
        let send = |letters| {
            let request = Request::new("POST", "/api/v1/bounces").header("content-type", "message/rfc822");
            request.body(bounce(letters).as_bytes()).send(service.address)
        };
        assert_eq!(send(2).status, 204);
        let refused = send(400);
        is(&refused, 422, "bad_field");
        let detail = refused.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("400 lettres") && detail.contains("au plus 32"), "{detail}");
    }

    fn bad_bodies_are_refused_with_their_reason(db: &TestDatabase) {
        let service = Service::start(db);
        let to = service.address;
        is(&sign_in("{").send(to), 400, "unreadable_body");
        is(&sign_in("").header("content-length", "0").send(to), 400, "unreadable_body");
        is(&sign_in(&"[".repeat(50_000)).send(to), 422, "bad_fields");
        is(&sign_in(&format!(r#"{{"email":{}"#, "[".repeat(50_000))).send(to), 422, "bad_fields");
        is(&sign_in(r#"{"email":"a@b.fr","password":"x","role":"admin"}"#).send(to), 422, "bad_fields");
        is(&sign_in(r#"{"email":"a@b.fr"}"#).send(to), 422, "bad_fields");
        is(&sign_in(r#"{"email":"a@b.fr","email":"c@d.fr","password":"x"}"#).send(to), 422, "bad_fields");
        is(&sign_in(r#"{"email":12,"password":"x"}"#).send(to), 422, "bad_fields");
        is(&sign_in(r#"{"email":"a\u0000b@c.fr","password":"x"}"#).send(to), 400, "unreadable_body");
        is(&sign_in(r#"{"email":"\ud800@c.fr","password":"x"}"#).send(to), 400, "unreadable_body");
        is(&sign_in("{\"email\":\"a@b.fr\",\"password\":\"").body(b"{\"email\":\"\xff\"}").send(to), 400, "unreadable_body");
        is(&sign_in(r#"{"email":"nobody@example.org","password":"x"}"#).send(to), 401, "bad_credentials");
    }

    fn an_unknown_field_is_named_with_what_is_accepted(db: &TestDatabase) {
        let service = Service::start(db);
        let reply = sign_in(r#"{"email":"a@b.fr","password":"x","role":"admin"}"#).send(service.address).json();
        assert_eq!((&reply["items"][0]["place"], &reply["items"][0]["what"]), (&"role".into(), &"champ inconnu".into()));
        assert_eq!(reply["items"][0]["accepted"], "champs acceptés : email, password");
    }

    fn a_value_that_is_refused_is_placed_and_never_repeated(db: &TestDatabase) {
        let service = Service::start(db);
        for (body, place) in [
            (r#"{"email":"a@b.fr","password":123456789012}"#, "password"),
            (r#"{"email":"a@b.fr","password":["123456789012"]}"#, "password"),
            (r#"{"email":"a@b.fr","password":{"123456789012":1}}"#, "password"),
            (r#"{"email":3123456789012,"password":"x"}"#, "email"),
            (r#""123456789012""#, "body"),
        ] {
            let reply = sign_in(body).send(service.address);
            is(&reply, 422, "bad_fields");
            assert_eq!(reply.json()["items"][0]["place"], place, "{body}");
            assert!(!reply.text().contains("123456789012"), "{body}: {}", reply.text());
        }
    }

    fn what_is_wrong_is_told_in_french_at_its_place(db: &TestDatabase) {
        let service = Service::start(db);
        let stranger = Caller::default();
        let item = |reply: Reply| reply.json()["items"][0].clone();
        for (query, place, accepted) in [
            ("limit=dix", "limit", "un nombre entier de 1 à 200"),
            ("limit=201", "limit", "un nombre entier de 1 à 200"),
            ("offset=-1", "offset", "un nombre entier positif"),
            ("filtre=1", "filtre", "champs acceptés : offset, limit"),
        ] {
            let told = item(service.get(&format!("/api/v1/releases?{query}"), &stranger));
            assert_eq!((&told["place"], &told["accepted"]), (&place.into(), &accepted.into()), "{query}");
        }
        let cut = sign_in("{").send(service.address).json();
        assert_eq!(cut["detail"], "L'envoi ne peut pas être lu : le JSON s'arrête avant sa fin (ligne 1, colonne 1).");
    }

    fn each_broken_rule_of_a_body_is_told(db: &TestDatabase) {
        let service = Service::start(db);
        let admin = service.signed_in("admin@example.org", Role::Admin);
        let body = r#"{"email":"pas une adresse","name":"","role":"roi","password":"court"}"#;
        let reply = service.send(Request::new("POST", "/api/v1/accounts").json(body), &admin);
        is(&reply, 422, "bad_fields");
        let document = reply.json();
        let items = document["items"].as_array().unwrap();
        let places: Vec<_> = items.iter().map(|item| item["place"].as_str().unwrap()).collect();
        assert_eq!(places, ["email", "name", "password", "role"]);
        assert!(items.iter().all(|item| item["accepted"].is_string()), "each says what is accepted: {document}");
    }

    fn a_wave_file_with_faults_is_refused_with_file_line_and_column(db: &TestDatabase) {
        let service = Service::start(db);
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let bundle = small_wave::bundle(OPEN, small_wave::PAST);
        let text = bundle.wave.1.replace("homme = 20", "homme = 0").replace("lease_minutes = 30", "lease_minutes = 999");
        let body = serde_json::json!({
            "wave_file": { "name": "2020-02.toml", "text": text },
            "questionnaire": { "name": "v1.toml", "text": bundle.questionnaire.1 },
            "margins": bundle.margins,
        });
        let reply = service.send(Request::new("POST", "/api/v1/waves").json(&body.to_string()), &pollster);
        is(&reply, 422, "bad_files");
        let document = reply.json();
        let items = document["items"].as_array().unwrap();
        assert!(items.len() >= 2, "every fault at once: {document}");
        assert!(items.iter().all(|item| item["file"] == "2020-02.toml" && item["line"].as_u64() > Some(0)), "{document}");
        assert_eq!(service.get("/api/v1/waves/petite-etude-2020-02", &pollster).status, 404, "nothing half-done");
    }

    fn compressed_large_and_foreign_sends_are_refused_before_they_are_read(db: &TestDatabase) {
        let service = Service::start(db);
        let to = service.address;
        let form = |body: &str| Request::new("POST", "/api/v1/auth/sign-in").form(body);
        is(&form("email=a").send(to), 415, "wrong_content_type");
        for encoding in ["gzip", "br", "identity, gzip", "x"] {
            is(&sign_in("{}").header("content-encoding", encoding).send(to), 415, "compressed_body");
        }
        is(&sign_in("{}").header("content-length", "999999999").send(to), 413, "body_too_large");
        is(&sign_in(&" ".repeat(BODY_BYTES_MAX + 1)).send(to), 413, "body_too_large");
        is(&sign_in("{}").header("sec-fetch-site", "cross-site").send(to), 403, "cross_site");
        is(&sign_in("{}").header("sec-fetch-site", "same-site").send(to), 403, "cross_site");
        is(&sign_in("{}").header("origin", "https://ailleurs.example").send(to), 403, "cross_site");
        is(&sign_in("{}").header("origin", &format!("http://{to}")).send(to), 422, "bad_fields");
        is(&sign_in("{}").header("sec-fetch-site", "same-origin").header("origin", "null").send(to), 422, "bad_fields");
    }

    fn a_port_already_taken_is_said_with_what_to_do(db: &TestDatabase) {
        let service = Service::start(db);
        let refused = Service::start_on(db, service.address).err().expect("the port is taken").to_string();
        assert!(refused.contains(&service.address.to_string()) && refused.contains("--bind"), "{refused}");
    }

    fn an_endless_body_is_cut_at_the_limit(db: &TestDatabase) {
        let service = Service::start(db);
        let mut bytes = b"POST /api/v1/auth/sign-in HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
            content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
        for _ in 0..100 {
            bytes.extend_from_slice(b"1000\r\n");
            bytes.extend_from_slice(&[b' '; 0x1000]);
            bytes.extend_from_slice(b"\r\n");
        }
        let reply = send_raw(service.address, &bytes).expect("a reply");
        is(&reply, 413, "body_too_large");
    }

    fn a_slow_body_is_cut_and_said_to_be(db: &TestDatabase) {
        let service = Service::start(db);
        let head = "POST /api/v1/auth/sign-in HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
            content-type: application/json\r\ncontent-length: 20\r\n\r\n{";
        let began = std::time::Instant::now();
        let reply = send_raw(service.address, head.as_bytes()).expect("a reply");
        is(&reply, 408, "body_too_slow");
        assert!(began.elapsed().as_secs() < 20, "cut in {:?}", began.elapsed());
    }

    fn unknown_addresses_and_methods_are_told_in_the_callers_format(db: &TestDatabase) {
        let service = Service::start(db);
        let stranger = Caller::default();
        is(&service.get("/api/v1/nulle-part", &stranger), 404, "address_absent");
        // A slash too many leads to the address without it, and to no other site.
        let slash = service.get("/resultats/", &stranger);
        assert_eq!((slash.status, slash.header("location")), (303, Some("/resultats")));
        for away in ["//exemple.fr/", "/\\exemple.fr/", "/%5Cexemple.fr/", "/a//b/", "/"] {
            assert_eq!(service.get(away, &stranger).header("location").filter(|to| *to != "/resultats"), None, "{away}");
        }
        assert_eq!(service.post("/resultats/", "a=1", &stranger).header("location"), None, "nothing that is sent moves on");
        is(&service.get("/api/v1/releases/%00", &stranger), 404, "address_absent");
        is(&service.get("/api/v1/releases/MAJUSCULES", &stranger), 404, "address_absent");
        is(&service.get("/api/v1/releases?limit=0", &stranger), 422, "bad_fields");
        is(&service.get("/api/v1/releases?filtre=1", &stranger), 422, "bad_fields");
        let reply = Request::new("DELETE", "/api/v1/waves").send(service.address);
        is(&reply, 405, "method_not_allowed");
        assert_eq!(reply.header("allow"), Some("GET, POST, HEAD"));
        for address in ["/nulle-part", "/e/..%2f..%2fetc", "/e/%ff", "/resultats/%00", "/assets/..%2fsonde.css"] {
            let page = service.get(address, &stranger);
            assert_eq!((page.status, page.header("content-type")), (404, Some("text/html; charset=utf-8")), "{address}");
            assert!(page.text().contains("<html lang=\"fr\">"), "{address}");
        }
        let page = Request::new("PATCH", "/e/petite-etude-2020-02").send(service.address);
        assert_eq!((page.status, page.header("allow")), (405, Some("GET, POST, HEAD")));
    }

    fn verbs_take_nothing_and_wrong_states_are_told(db: &TestDatabase) {
        let service = Service::start(db);
        service.load(OPEN, small_wave::PAST);
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let act = |verb: &str, body: &str| {
            let request = Request::new("POST", &format!("/api/v1/waves/petite-etude-2020-02/{verb}"));
            service.send(if body.is_empty() { request } else { request.json(body) }, &pollster)
        };
        is(&act("close", r#"{"force":true}"#), 422, "bad_fields");
        is(&act("close", "{}"), 409, "wrong_state");
        is(&act("open", r#"{"simulated":"oui"}"#), 422, "bad_fields");
        is(&act("open", ""), 409, "fieldwork_over");
        assert_eq!(act("open", r#"{"simulated":true}"#).status, 200);
        assert_eq!(act("close", "").status, 200);
        is(&act("seal", ""), 409, "nothing_collected");
    }

    fn every_reply_carries_the_headers_that_protect_it(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let stranger = Caller::default();
        for address in ["/e/petite-etude-2020-02", "/api/v1/me", "/nulle-part", "/console", "/healthz", "/robots.txt"] {
            let reply = service.get(address, &stranger);
            let policy = reply.header("content-security-policy").unwrap_or("");
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{address}");
            assert!(!policy.contains("unsafe"), "{address}");
            assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{address}");
            assert_eq!(reply.header("referrer-policy"), Some("no-referrer"), "{address}");
            assert!(reply.header("cache-control").is_some() && reply.header("x-request-id").is_some(), "{address}");
            let html = reply.text();
            let is_inline = |script: &str| !script.starts_with(" src=\"/assets/") || !script.contains("></script>");
            assert!(!html.contains("style=\""), "{address}: no style inline");
            assert!(!html.split("<script").skip(1).any(is_inline), "{address}: no script inline");
        }
    }

    fn the_cookie_of_an_interview_is_kept_from_scripts_and_other_sites(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let reply = service.post("/e/petite-etude-2020-02", "", &Caller::default());
        let cookie = reply.header("set-cookie").unwrap();
        for part in ["HttpOnly", "SameSite=Lax", "Path=/e/petite-etude-2020-02"] {
            assert!(cookie.contains(part), "{part}: {cookie}");
        }
    }

    fn a_head_request_answers_like_a_get_without_its_body(db: &TestDatabase) {
        let service = Service::start(db);
        let reply = Request::new("HEAD", "/resultats").send(service.address);
        assert_eq!((reply.status, reply.body.len()), (200, 0));
    }

    fn the_stylesheet_can_be_kept_for_ever_and_changes_its_address_with_its_content(db: &TestDatabase) {
        let service = Service::start(db);
        let stranger = Caller::default();
        let page = service.get("/resultats", &stranger).text();
        let address = page.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let sheet = service.get(&address, &stranger);
        assert_eq!((sheet.status, sheet.header("content-type")), (200, Some("text/css; charset=utf-8")));
        assert!(sheet.header("cache-control").unwrap().contains("immutable"));
        let tag = sheet.header("etag").unwrap();
        let again = Request::new("GET", &address).header("if-none-match", tag).send(service.address);
        assert_eq!((again.status, again.body.len()), (304, 0));
    }
}
