//! Forged, stale and borrowed tokens: none is accepted, and none makes the service fail.
//!
//! Some forgeries are signed with the service's own key, taken out of its secret: they show that claims are checked too,
//! not only the signature. A token made here with nothing wrong is accepted, so that the refusals mean something.

use std::sync::Barrier;
use std::thread;

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use sha2::Sha256;
use sonde::app::account::Role;

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{PASSWORD, SECRET, Service};

/// RFC 8410 wrapping of an Ed25519 seed.
const PKCS8: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// The service's signing key, derived the way it derives it.
fn signing_key() -> EncodingKey {
    let secret = data_encoding::HEXLOWER.decode(SECRET.as_bytes()).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
    for part in [b"sonde/1/".as_slice(), b"access tokens"] {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    let mut der = PKCS8.to_vec();
    der.extend_from_slice(&mac.finalize().into_bytes());
    EncodingKey::from_ed_der(&der)
}

fn encoded(value: &Value) -> String {
    BASE64URL_NOPAD.encode(value.to_string().as_bytes())
}

fn signed_text(header: &str, claims: &str) -> String {
    let message = [BASE64URL_NOPAD.encode(header.as_bytes()), BASE64URL_NOPAD.encode(claims.as_bytes())].join(".");
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &signing_key(), Algorithm::EdDSA).unwrap();
    [message, signature].join(".")
}

fn signed(header: &Value, claims: &Value) -> String {
    signed_text(&header.to_string(), &claims.to_string())
}

/// Header and claims of a token.
fn parts(token: &str) -> (Value, Value) {
    let mut pieces = token.split('.');
    let mut read = || {
        let bytes = BASE64URL_NOPAD.decode(pieces.next().unwrap().as_bytes()).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    (read(), read())
}

fn with(value: &Value, field: &str, to: Value) -> Value {
    let mut changed = value.clone();
    changed[field] = to;
    changed
}

fn without(value: &Value, field: &str) -> Value {
    let mut changed = value.clone();
    changed.as_object_mut().unwrap().remove(field);
    changed
}

/// Same header and claims, with something wrong in how they are signed or written.
fn wrongly_signed(token: &str, other: &str) -> Vec<(&'static str, String)> {
    let pieces: Vec<&str> = token.split('.').collect();
    let (header, claims) = parts(token);
    let message = |header: &Value| [encoded(header), pieces[1].to_owned()].join(".");
    let unsigned = |algorithm: &str| [message(&with(&header, "alg", json!(algorithm))), String::new()].join(".");
    let hmac = |algorithm: &str, key: &[u8]| {
        let message = message(&with(&header, "alg", json!(algorithm)));
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(message.as_bytes());
        [message, BASE64URL_NOPAD.encode(&mac.finalize().into_bytes())].join(".")
    };
    let public = data_encoding::HEXLOWER.decode(SECRET.as_bytes()).unwrap();
    let raised = encoded(&with(&claims, "sub", json!("00000000000000000000000000000000")));
    vec![
        ("alg none", unsigned("none")),
        ("alg None", unsigned("None")),
        ("alg nOnE", unsigned("nOnE")),
        ("alg empty", unsigned("")),
        ("empty HMAC key", hmac("HS256", b"")),
        ("key id as HMAC key", hmac("HS256", header["kid"].as_str().unwrap().as_bytes())),
        ("secret as HMAC key", hmac("HS256", &public)),
        ("HS512 in name", hmac("HS512", b"x")),
        ("no signature", [pieces[0], pieces[1], ""].join(".")),
        ("two parts", [pieces[0], pieces[1]].join(".")),
        ("four parts", [token, "x"].join(".")),
        ("one part", pieces[0].to_owned()),
        ("cut signature", token[..token.len() - 4].to_owned()),
        ("longer signature", [token, "AAAA"].concat()),
        ("signature of another token", [pieces[0], pieces[1], other.rsplit('.').next().unwrap()].join(".")),
        ("other subject, same signature", [pieces[0], &raised, pieces[2]].join(".")),
        ("nested token", signed(&with(&header, "cty", json!("JWT")), &json!({ "token": token }))),
    ]
}

/// Signed with the right key, and wrong in what is claimed.
fn wrongly_claimed(token: &str) -> Vec<(&'static str, String)> {
    let (header, claims) = parts(token);
    let (of_header, of_claims) = (
        |field: &str, to: Value| signed(&with(&header, field, to), &claims),
        |field: &str, to: Value| signed(&header, &with(&claims, field, to)),
    );
    let now = claims["iat"].as_i64().unwrap();
    let repeated = claims.to_string().replacen('{', "{\"ver\":0,", 1);
    vec![
        ("other typ", of_header("typ", json!("JWT"))),
        ("no typ", signed(&without(&header, "typ"), &claims)),
        ("unknown kid", of_header("kid", json!("autre"))),
        ("kid with a path", of_header("kid", json!("../../etc/passwd"))),
        ("kid with SQL", of_header("kid", json!("' OR 1=1 --"))),
        ("no kid", signed(&without(&header, "kid"), &claims)),
        ("alg of another family", of_header("alg", json!("RS256"))),
        ("no exp", signed(&header, &without(&claims, "exp"))),
        ("exp past", of_claims("exp", json!(now - 60))),
        ("exp as text", of_claims("exp", json!("demain"))),
        ("exp negative", of_claims("exp", json!(-1))),
        ("exp as float", of_claims("exp", json!(1e300))),
        ("no nbf", signed(&header, &without(&claims, "nbf"))),
        ("nbf to come", of_claims("nbf", json!(now + 3600))),
        ("nbf as text", of_claims("nbf", json!("hier"))),
        ("no aud", signed(&header, &without(&claims, "aud"))),
        ("other aud", of_claims("aud", json!("ailleurs"))),
        ("aud as a list with ours inside", of_claims("aud", json!(["ailleurs", claims["aud"]]))),
        ("no iss", signed(&header, &without(&claims, "iss"))),
        ("other iss", of_claims("iss", json!("ailleurs"))),
        ("no sub", signed(&header, &without(&claims, "sub"))),
        ("sub of nobody", of_claims("sub", json!("00000000000000000000000000000000"))),
        ("sub as a number", of_claims("sub", json!(1))),
        ("sub with a NUL", of_claims("sub", json!(format!("{}\0", claims["sub"].as_str().unwrap())))),
        ("sub in capitals", of_claims("sub", json!(claims["sub"].as_str().unwrap().to_uppercase() + "X"))),
        ("older version", of_claims("ver", json!(claims["ver"].as_i64().unwrap() - 1))),
        ("no version", signed(&header, &without(&claims, "ver"))),
        ("a raised role", of_claims("role", json!("admin"))),
        ("repeated claim", signed_text(&header.to_string(), &repeated)),
        ("claims that are no object", signed_text(&header.to_string(), "[]")),
        ("claims that are not JSON", signed_text(&header.to_string(), "{")),
        ("deep claim", signed_text(&header.to_string(), &"[".repeat(1000))),
    ]
}

fn me(service: &Service, authorization: &str) -> Reply {
    Request::new("GET", "/api/v1/me").header("authorization", authorization).send(service.address)
}

fn tokens(service: &Service) -> sonde::app::sign_in::Tokens {
    service.run(service.app.sign_in("pollster@example.org", PASSWORD)).unwrap()
}

on_both_databases! {
    fn no_forged_token_is_accepted(db: &TestDatabase) {
        let service = Service::start(db);
        service.account("pollster@example.org", Role::Pollster);
        service.account("other@example.org", Role::Admin);
        let token = tokens(&service);
        let other = service.run(service.app.sign_in("other@example.org", PASSWORD)).unwrap();
        let (header, claims) = parts(&token.access);
        let well_made = me(&service, &format!("Bearer {}", signed(&header, &claims)));
        assert_eq!(well_made.status, 200, "a token with nothing wrong is accepted: {}", well_made.text());
        let mut forgeries = wrongly_signed(&token.access, &other.access);
        forgeries.extend(wrongly_claimed(&token.access));
        forgeries.push(("refresh token as access", token.refresh.clone()));
        forgeries.push(("an interview's secret", "aaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned()));
        forgeries.push(("very long", "a".repeat(20_000)));
        forgeries.push(("padding", format!("{}==", token.access)));
        forgeries.push(("blank inside", token.access.replacen('.', ". ", 1)));
        let mut surprises = Vec::new();
        for (name, forged) in &forgeries {
            let reply = me(&service, &format!("Bearer {forged}"));
            if reply.status != 401 || reply.code() != "bad_token" {
                surprises.push(format!("{name}: {} {}", reply.status, reply.text()));
            }
        }
        assert!(surprises.is_empty(), "{}", surprises.join("\n"));
        assert!(forgeries.len() >= 50, "{} forgeries", forgeries.len());
    }

    fn a_good_token_in_a_wrong_place_is_refused(db: &TestDatabase) {
        let service = Service::start(db);
        service.account("pollster@example.org", Role::Pollster);
        let token = tokens(&service).access;
        let ask = |target: &str| Request::new("GET", target);
        let good = format!("Bearer {token}");
        assert_eq!(ask("/api/v1/me").header("authorization", &good).send(service.address).status, 200);
        for request in [
            ask("/api/v1/me").header("authorization", &good).header("authorization", &good),
            ask("/api/v1/me").header("authorization", &format!("Basic {token}")),
            ask("/api/v1/me").header("authorization", &token),
            ask("/api/v1/me").header("authorization", "Bearer "),
            ask(&format!("/api/v1/me?access_token={token}")),
            ask("/api/v1/me").header("cookie", &format!("sonde_session={token}")),
        ] {
            let reply = request.send(service.address);
            assert_eq!(reply.status, 401, "{}", reply.text());
            assert!(reply.header("www-authenticate").is_some_and(|value| value.starts_with("Bearer")));
        }
    }

    fn a_refresh_token_used_twice_revokes_its_whole_family(db: &TestDatabase) {
        let service = Service::start(db);
        service.account("pollster@example.org", Role::Pollster);
        let refresh = |token: &str| {
            let body = json!({ "refresh": token }).to_string();
            Request::new("POST", "/api/v1/auth/refresh").json(&body).send(service.address)
        };
        let first = tokens(&service).refresh;
        let second = refresh(&first).json()["tokens"]["refresh"].as_str().unwrap().to_owned();
        assert_eq!(refresh(&first).status, 401, "spent");
        assert_eq!(refresh(&second).status, 401, "a copy is about: the whole family is revoked");
    }

    fn a_successor_handed_out_while_its_family_is_revoked_dies_with_it(db: &TestDatabase) {
        let service = Service::start(db);
        service.account("pollster@example.org", Role::Pollster);
        for _ in 0..6 {
            let body = json!({ "refresh": tokens(&service).refresh }).to_string();
            let refresh = |body: &str| Request::new("POST", "/api/v1/auth/refresh").json(body).send(service.address);
            let copies = Barrier::new(8);
            let replies: Vec<Reply> = thread::scope(|scope| {
                let sent: Vec<_> = (0..8).map(|_| scope.spawn(|| { copies.wait(); refresh(&body) })).collect();
                sent.into_iter().map(|reply| reply.join().unwrap()).collect()
            });
            let (served, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
            assert_eq!(served.len(), 1, "a token serves once");
            assert!(refused.iter().all(|reply| reply.status == 401), "{:?}", refused.iter().map(|r| r.status).collect::<Vec<_>>());
            let successor = served[0].json()["tokens"]["refresh"].clone();
            assert_eq!(refresh(&json!({ "refresh": successor }).to_string()).status, 401, "the successor outlived its family");
        }
    }

    fn signing_out_ends_the_refresh_token(db: &TestDatabase) {
        let service = Service::start(db);
        service.account("pollster@example.org", Role::Pollster);
        let body = json!({ "refresh": tokens(&service).refresh }).to_string();
        let post = |target: &str| Request::new("POST", target).json(&body).send(service.address);
        assert_eq!(post("/api/v1/auth/sign-out").status, 204);
        assert_eq!(post("/api/v1/auth/refresh").status, 401);
    }
}
