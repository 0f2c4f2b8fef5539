use actix_web::test::TestRequest;

use super::*;

fn from(address: &str) -> HttpRequest {
    TestRequest::default().peer_addr((address.parse::<IpAddr>().unwrap(), 4_000).into()).to_http_request()
}

/// Tries until refused, at most 30 times; `number` tells the tries apart.
fn wrong_tries(limits: &Limits, address: impl Fn(u8) -> String, email: impl Fn(u8) -> String) -> u8 {
    let refused = (0..30).find(|number| match limits.sign_in(&from(&address(*number)), &email(*number)) {
        Ok(attempt) => attempt.judge(Err::<(), _>(AppError::BadCredentials)).is_ok(),
        Err(_) => true,
    });
    refused.unwrap_or(30)
}

#[test]
fn an_account_is_limited_from_many_addresses_and_an_address_over_many_accounts() {
    let one_account = |_| "Victim@example.org ".to_owned();
    assert_eq!(wrong_tries(&Limits::new(0, &[]), |number| format!("192.0.2.{number}"), one_account), 10);
    assert_eq!(wrong_tries(&Limits::new(0, &[]), |_| "192.0.2.1".to_owned(), |number| format!("{number}@a.fr")), 10);
    let own_network = |number| format!("2001:db8::{number:x}");
    assert_eq!(wrong_tries(&Limits::new(0, &[]), own_network, |number| format!("{number}@a.fr")), 10);
}

#[test]
fn a_failure_of_ours_is_no_wrong_attempt_and_an_attempt_given_up_is_one() {
    let (limits, request) = (Limits::new(0, &[]), from("192.0.2.1"));
    for _ in 0..20 {
        let attempt = limits.sign_in(&request, "a@a.fr").unwrap();
        assert!(attempt.judge(Err::<(), _>(AppError::Busy)).is_err());
    }
    for _ in 0..10 {
        drop(limits.sign_in(&request, "a@a.fr").unwrap());
    }
    assert!(matches!(limits.sign_in(&request, "a@a.fr"), Err(Refusal::TooMany { .. })));
}

#[test]
fn a_network_of_addresses_has_a_pace_too_and_its_neighbour_another() {
    let limits = Limits::new(5, &[]);
    let begun = |address: String| (0..6).filter(|_| limits.start(&from(&address)).is_ok()).count();
    assert_eq!(begun("192.0.2.1".to_owned()), 5, "an address");
    let network: usize = (2..30).map(|host| begun(format!("192.0.2.{host}"))).sum();
    assert_eq!(network, 15, "four addresses' worth in all");
    assert_eq!(begun("198.51.100.1".to_owned()), 5);
    let prefix: usize = (0..30).map(|subnet| begun(format!("2001:db8:1:{subnet:x}::1"))).sum();
    assert_eq!(prefix, 20);
    assert_eq!(begun("2001:db8:2::1".to_owned()), 5);
}

#[test]
fn only_wrong_codes_count() {
    let (limits, request) = (Limits::new(0, &[]), from("192.0.2.1"));
    for _ in 0..30 {
        limits.code(&request).unwrap().judge(Ok::<_, AppError>(())).unwrap();
    }
    let tried = (0..30).filter(|_| limits.code(&request).is_ok()).count();
    assert_eq!(tried, 10);
}

fn wrong_receipts(limits: &Limits, tried: impl Fn(u8) -> (String, String)) -> u8 {
    let slug = WaveSlug::parse("petite-etude-2020-02").unwrap();
    let is_refused = |number: &u8| {
        let (address, typed) = tried(*number);
        limits.receipt(&from(&address), &slug, &typed).is_err()
    };
    (0..30).find(is_refused).unwrap_or(30)
}

#[test]
fn a_receipt_is_one_however_it_is_typed() {
    let spelt = |number: u8| {
        let receipt = ["ABCD-EFGH-2345", "abcdefgh2345", " abcd efgh 2345 ", "ABCD.EFGH.2345"][usize::from(number) % 4];
        (format!("192.0.2.{number}"), receipt.to_owned())
    };
    assert_eq!(wrong_receipts(&Limits::new(0, &[]), spelt), 10);
    let no_receipt = |number: u8| (format!("192.0.2.{number}"), "ABCD".to_owned());
    assert_eq!(wrong_receipts(&Limits::new(0, &[]), no_receipt), 30, "a slip of one is not another's try");
}

#[test]
fn receipts_passwords_and_codes_each_have_their_pace() {
    let (limits, here) = (Limits::new(0, &[]), "192.0.2.1");
    assert_eq!(wrong_receipts(&limits, |_| (here.to_owned(), "ABCD-EFGH-2345".to_owned())), 10);
    assert_eq!(wrong_tries(&limits, |_| here.to_owned(), |_| "receipt abcd-efgh-2345".to_owned()), 10);
    assert!(limits.code(&from(here)).is_ok());
}

#[test]
fn reports_have_a_pace_of_their_own() {
    let limits = Limits::new(0, &[]);
    let taken = (0..400).filter(|_| limits.report(&from("192.0.2.1")).is_ok()).count();
    assert!((300..310).contains(&taken), "{taken}");
    assert!(limits.report(&from("198.51.100.1")).is_ok(), "another mail server");
}

#[test]
fn a_wait_is_told_in_whole_seconds_that_suffice() {
    assert_eq!((seconds(Duration::from_millis(5_001)), seconds(Duration::from_secs(6))), (6, 6));
}
