//! Whose attempts are counted, and what they are told when there are too many. Addresses are those of connections: a
//! forwarded header is anybody's to write, and believed only from the proxies of the settings. Behind one that is not
//! among them, all callers share one pace.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use actix_web::HttpRequest;

use crate::app::AppError;
use crate::web::error::Refusal;
use crate::web::pace::{Full, Pace};

/// Wrong sign-in attempts, by address and by account.
const WRONG_SIGN_INS_A_MINUTE: u32 = 10;

/// The paces of the service, shared by its workers.
pub struct Limits {
    addresses: Pace,
    accounts: Pace,
    /// Absent when starts have no limit.
    starts: Option<Pace>,
    /// In canonical form.
    proxies: Vec<IpAddr>,
}

/// An attempt to sign in, counted as wrong until it is known.
pub struct Attempt<'a> {
    limits: &'a Limits,
    network: IpAddr,
    account: String,
}

impl Limits {
    /// `starts_per_minute`: from one address, 0 when there is no limit. `proxies`: whose forwarded addresses are believed.
    pub fn new(starts_per_minute: u32, proxies: &[IpAddr]) -> Self {
        Self {
            addresses: Pace::a_minute(WRONG_SIGN_INS_A_MINUTE),
            accounts: Pace::a_minute(WRONG_SIGN_INS_A_MINUTE),
            starts: (starts_per_minute > 0).then(|| Pace::a_minute(starts_per_minute)),
            proxies: proxies.iter().map(IpAddr::to_canonical).collect(),
        }
    }

    /// Looked at before the password is: a refused attempt costs no hashing. An account nobody has is counted like the
    /// others, and so tells nothing.
    pub fn sign_in(&self, request: &HttpRequest, email: &str) -> Result<Attempt<'_>, Refusal> {
        let (network, account) = (self.network(request), email.trim().to_lowercase());
        self.addresses.take(network).map_err(|full| too_many(full, TOO_MANY_SIGN_INS))?;
        if let Err(full) = self.accounts.take(&account) {
            self.addresses.give_back(network);
            return Err(too_many(full, TOO_MANY_SIGN_INS));
        }
        Ok(Attempt { limits: self, network, account })
    }

    /// Somebody shows a receipt. Counted as a sign-in is: wrong ones by network, and by receipt whatever the network.
    pub fn receipt(&self, request: &HttpRequest, receipt: &str) -> Result<Attempt<'_>, Refusal> {
        self.sign_in(request, &["receipt ", receipt].concat())
    }

    /// An interview is about to begin, or to be taken up again from its first page.
    pub fn start(&self, request: &HttpRequest) -> Result<(), Refusal> {
        let Some(starts) = &self.starts else { return Ok(()) };
        starts.take(self.network(request)).map_err(|full| too_many(full, TOO_MANY_STARTS))
    }

    fn network(&self, request: &HttpRequest) -> IpAddr {
        let peer = request.peer_addr().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
        let told = self.proxies.contains(&peer).then(|| forwarded(request)).flatten();
        shared_by(told.unwrap_or(peer))
    }
}

impl Attempt<'_> {
    /// Passes the outcome on; anything but a wrong password is forgotten. Dropped without an outcome, it stays counted.
    pub fn judge<T>(self, outcome: Result<T, AppError>) -> Result<T, AppError> {
        if !matches!(outcome, Err(AppError::BadCredentials | AppError::ReceiptUnknown)) {
            self.limits.addresses.give_back(self.network);
            self.limits.accounts.give_back(&self.account);
        }
        outcome
    }
}

const TOO_MANY_SIGN_INS: &str = "Trop d'essais manqués";
const TOO_MANY_STARTS: &str = "Beaucoup de personnes commencent l'enquête depuis votre réseau en ce moment";

fn too_many(full: Full, why: &'static str) -> Refusal {
    Refusal::TooMany { why, seconds: seconds(full.wait) }
}

/// Rounded up: a caller who waits that long is let in.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// The last one: a proxy that appends writes there whom it saw, after whatever the caller wrote.
fn forwarded(request: &HttpRequest) -> Option<IpAddr> {
    let line = request.headers().get_all("x-forwarded-for").last()?.to_str().ok()?;
    line.rsplit(',').next()?.trim().parse().ok()
}

/// One subscriber of IPv6 holds a whole /64.
fn shared_by(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn from(address: &str) -> HttpRequest {
        TestRequest::default().peer_addr((address.parse::<IpAddr>().unwrap(), 4_000).into()).to_http_request()
    }

    fn through(peer: &str, lines: &[&str]) -> HttpRequest {
        let mut request = TestRequest::default().peer_addr((peer.parse::<IpAddr>().unwrap(), 4_000).into());
        for line in lines {
            request = request.append_header(("x-forwarded-for", *line));
        }
        request.to_http_request()
    }

    #[test]
    fn a_declared_proxy_is_believed_for_the_last_address_it_tells() {
        let limits = Limits::new(0, &["127.0.0.1".parse().unwrap(), "2001:db8::1".parse().unwrap()]);
        let told = |peer: &str, lines: &[&str]| limits.network(&through(peer, lines)).to_string();
        assert_eq!(told("127.0.0.1", &["198.51.100.7, 192.0.2.9"]), "192.0.2.9");
        assert_eq!(told("127.0.0.1", &["198.51.100.7", "192.0.2.9"]), "192.0.2.9", "a line of its own");
        assert_eq!(told("2001:db8::1", &["2001:db8:1:2:3::4"]), "2001:db8:1:2::");
        assert_eq!(told("::ffff:127.0.0.1", &["192.0.2.9"]), "192.0.2.9", "a socket of both kinds");
        assert_eq!(told("192.0.2.1", &["192.0.2.9"]), "192.0.2.1", "not a proxy of ours");
        for unread in [&[][..], &[""], &["192.0.2.9, unknown"], &["192.0.2.9,"], &["192.0.2.9:80"]] {
            assert_eq!(told("127.0.0.1", unread), "127.0.0.1", "{unread:?}");
        }
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
        assert_eq!(
            wrong_tries(&Limits::new(0, &[]), |_| "192.0.2.1".to_owned(), |number| format!("{number}@a.fr")),
            10
        );
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
    fn a_subscriber_of_ipv6_is_one_and_an_ipv4_address_too() {
        let of = |text: &str| shared_by(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:aaaa::1"), of("2001:db8:1:2:bbbb:cccc:dddd:eeee"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1", "the same caller on a socket of both kinds");
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_that_suffice() {
        assert_eq!((seconds(Duration::from_millis(5_001)), seconds(Duration::from_secs(6))), (6, 6));
    }
}
