//! How often one may try: wrong passwords by address and by account, interviews begun by address.

use std::net::{IpAddr, Ipv4Addr};

use sonde::app::account::Role;

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, PASSWORD, Service};
use crate::small_wave;

const WRONG_A_MINUTE: usize = 10;
const REPORTS_A_MINUTE: usize = 300;
/// Where the calls of the tests come from.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 1));

fn api(service: &Service, email: &str, password: &str) -> Reply {
    let body = serde_json::json!({ "email": email, "password": password }).to_string();
    Request::new("POST", "/api/v1/auth/sign-in").json(&body).send(service.address)
}

/// A wrong password for an account of its own, said to have been forwarded for `told`.
fn wrong_forwarded(service: &Service, number: usize, told: &str) -> u16 {
    let body = format!(r#"{{"email":"{number}@example.org","password":"faux"}}"#);
    let request = Request::new("POST", "/api/v1/auth/sign-in").json(&body).header("x-forwarded-for", told);
    request.header("forwarded", &format!("for={told}")).send(service.address).status
}

fn wait_seconds(reply: &Reply) -> u64 {
    reply.header("retry-after").expect("how long to wait").parse().expect("in seconds")
}

on_both_databases! {
    fn wrong_passwords_are_limited_whatever_the_account(db: &TestDatabase) {
        let service = Service::start(db);
        service.account("pollster@example.org", Role::Pollster);
        for number in 0..WRONG_A_MINUTE {
            assert_eq!(api(&service, &format!("{number}@example.org"), "faux").status, 401);
        }
        let refused = api(&service, "pollster@example.org", PASSWORD);
        assert_eq!((refused.status, refused.code().as_str()), (429, "too_many"), "the right one waits too");
        assert!((1..=6).contains(&wait_seconds(&refused)), "{}", wait_seconds(&refused));
        assert!(refused.json()["detail"].as_str().unwrap().starts_with("Trop d'essais manqués. Réessayez"));
        let form = format!("email=pollster%40example.org&password={}", PASSWORD.replace(' ', "+"));
        let page = service.post("/console/connexion", &form, &Caller::default());
        assert_eq!((page.status, page.header("content-type")), (429, Some("text/html; charset=utf-8")));
        assert!(page.text().contains("Trop d'essais manqués") && wait_seconds(&page) > 0);
        assert!(page.text().contains("action=\"/console/connexion\""), "the form is there to try again");
    }

    fn a_forwarded_address_is_believed_from_nobody_but_a_declared_proxy(db: &TestDatabase) {
        for proxies in [&[][..], &[ELSEWHERE]] {
            let service = Service::start_behind(db, 0, proxies);
            let statuses: Vec<_> = (0..=WRONG_A_MINUTE)
                .map(|number| wrong_forwarded(&service, number, &format!("192.0.2.{number}")))
                .collect();
            assert_eq!((statuses.first(), statuses.last()), (Some(&401), Some(&429)), "{proxies:?} {statuses:?}");
        }
    }

    fn behind_a_declared_proxy_wrong_passwords_lock_out_only_who_sent_them(db: &TestDatabase) {
        let service = Service::start_behind(db, 0, &[ELSEWHERE, HERE]);
        for number in 0..WRONG_A_MINUTE {
            let told = format!("203.0.113.{number}, 192.0.2.66");
            assert_eq!(wrong_forwarded(&service, number, &told), 401);
        }
        assert_eq!(wrong_forwarded(&service, 90, "203.0.113.90, 192.0.2.66"), 429, "the caller's own words change nothing");
        assert_eq!(wrong_forwarded(&service, 91, "192.0.2.66, 192.0.2.7"), 401, "another address has its own pace");
        assert_eq!(wrong_forwarded(&service, 92, "192.0.2.66, inconnue"), 401, "no address: the proxy's own pace");
    }

    fn behind_a_declared_proxy_interviews_are_counted_by_whom_it_saw(db: &TestDatabase) {
        let service = Service::start_behind(db, 1, &[HERE]);
        service.open(OPEN, small_wave::PAST);
        let begin = |told| {
            let request = Request::new("POST", "/e/petite-etude-2020-02").header("x-forwarded-for", told);
            request.send(service.address).status
        };
        assert_eq!((begin("192.0.2.1"), begin("192.0.2.1"), begin("192.0.2.2")), (303, 429, 303));
    }

    fn right_passwords_are_not_counted(db: &TestDatabase) {
        let service = Service::start(db);
        service.account("pollster@example.org", Role::Pollster);
        for _ in 0..WRONG_A_MINUTE + 3 {
            assert_eq!(api(&service, "pollster@example.org", PASSWORD).status, 200);
        }
        assert_eq!(api(&service, "pollster@example.org", "faux").status, 401);
    }

    fn interviews_begun_from_one_address_are_limited_when_asked_for(db: &TestDatabase) {
        let service = Service::start_paced(db, 3);
        service.open(OPEN, small_wave::PAST);
        let begin = || Request::new("POST", "/e/petite-etude-2020-02").send(service.address);
        for _ in 0..3 {
            assert_eq!(begin().status, 303);
        }
        let page = begin();
        assert_eq!((page.status, page.header("content-type")), (429, Some("text/html; charset=utf-8")));
        assert!(page.text().contains("Beaucoup de personnes commencent") && wait_seconds(&page) <= 20, "{}", page.text());
        assert!(page.header("set-cookie").is_none(), "nothing has begun");
        assert_eq!(service.get("/e/petite-etude-2020-02", &Caller::default()).status, 200, "reading is free");
    }

    fn reports_of_returned_letters_are_paced_and_told_to_come_later(db: &TestDatabase) {
        let service = Service::start(db);
        let report = || Request::new("POST", "/api/v1/bounces").body(b"no report").send(service.address);
        let taken = (0..10 * REPORTS_A_MINUTE).take_while(|_| report().status == 204).count();
        assert!((REPORTS_A_MINUTE..10 * REPORTS_A_MINUTE).contains(&taken), "{taken}");
        let refused = (0..20).map(|_| report()).find(|reply| reply.status == 429).expect("still too many");
        assert!(refused.code() == "too_many" && wait_seconds(&refused) > 0, "{}", refused.text());
    }

    fn interviews_begin_without_a_limit_unless_it_is_asked_for(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let begun = (0..30).filter(|_| Request::new("POST", "/e/petite-etude-2020-02").send(service.address).status == 303);
        assert_eq!(begun.count(), 30);
    }
}
