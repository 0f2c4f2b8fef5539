//! Whose attempts are counted, and what they are told when there are too many. Addresses are those of connections: a
//! forwarded header is anybody's to write, and believed only from the proxies of the settings. Behind one that is not
//! among them, all callers share one pace.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use actix_web::HttpRequest;

use crate::app::AppError;
use crate::web::error::Refusal;
use crate::web::pace::{Full, Pace};

/// Wrong sign-in attempts, by address and by account.
const WRONG_SIGN_INS_A_MINUTE: u32 = 10;
/// Wrong resume codes, by address. A code has 54 bits: at that pace the oldest wave is over before one is found.
const WRONG_CODES_A_MINUTE: u32 = 10;
/// A network of addresses may do so many times what one of them may.
const NETWORK_FACTOR: u32 = 4;

/// The paces of the service, shared by its workers.
pub struct Limits {
    addresses: Pace,
    accounts: Pace,
    codes: Pace,
    /// By address and by network; absent when starts have no limit.
    starts: Option<(Pace, Pace)>,
    /// In canonical form.
    proxies: Vec<IpAddr>,
}

/// An attempt to sign in, counted as wrong until it is known.
pub struct Attempt<'a> {
    limits: &'a Limits,
    address: IpAddr,
    account: String,
}

impl Limits {
    /// `starts_per_minute`: from one address, 0 when there is no limit. `proxies`: whose forwarded addresses are believed.
    pub fn new(starts_per_minute: u32, proxies: &[IpAddr]) -> Self {
        Self {
            addresses: Pace::a_minute(WRONG_SIGN_INS_A_MINUTE),
            accounts: Pace::a_minute(WRONG_SIGN_INS_A_MINUTE),
            codes: Pace::a_minute(WRONG_CODES_A_MINUTE),
            starts: (starts_per_minute > 0).then(|| {
                let network = starts_per_minute.saturating_mul(NETWORK_FACTOR);
                (Pace::a_minute(starts_per_minute), Pace::a_minute(network))
            }),
            proxies: proxies.iter().map(IpAddr::to_canonical).collect(),
        }
    }

    /// Looked at before the password is: a refused attempt costs no hashing. An account nobody has is counted like the
    /// others, and so tells nothing.
    pub fn sign_in(&self, request: &HttpRequest, email: &str) -> Result<Attempt<'_>, Refusal> {
        let (address, account) = (self.address(request), email.trim().to_lowercase());
        self.addresses.take(address).map_err(|full| too_many(full, TOO_MANY_SIGN_INS))?;
        if let Err(full) = self.accounts.take(&account) {
            self.addresses.give_back(address);
            return Err(too_many(full, TOO_MANY_SIGN_INS));
        }
        Ok(Attempt { limits: self, address, account })
    }

    /// Somebody shows a receipt. Counted as a sign-in is: wrong ones by network, and by receipt whatever the network.
    pub fn receipt(&self, request: &HttpRequest, receipt: &str) -> Result<Attempt<'_>, Refusal> {
        self.sign_in(request, &["receipt ", receipt].concat())
    }

    /// An interview is about to begin by the open link.
    pub fn start(&self, request: &HttpRequest) -> Result<(), Refusal> {
        let Some((addresses, networks)) = &self.starts else { return Ok(()) };
        let address = self.address(request);
        addresses.take(address).map_err(|full| too_many(full, TOO_MANY_STARTS))?;
        networks.take(network_of(address)).map_err(|full| {
            addresses.give_back(address);
            too_many(full, TOO_MANY_STARTS)
        })
    }

    /// A resume code is about to be looked for. What this gives is given to [`Limits::right_code`] when it is found.
    pub fn code(&self, request: &HttpRequest) -> Result<IpAddr, Refusal> {
        let address = self.address(request);
        self.codes.take(address).map_err(|full| too_many(full, TOO_MANY_CODES))?;
        Ok(address)
    }

    /// Only wrong codes count.
    pub fn right_code(&self, address: IpAddr) {
        self.codes.give_back(address);
    }

    /// Whom the places held without finishing are counted by.
    pub fn address(&self, request: &HttpRequest) -> IpAddr {
        let peer = request.peer_addr().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
        let told = self.proxies.contains(&peer).then(|| forwarded(request)).flatten();
        shared_by(told.unwrap_or(peer))
    }
}

impl Attempt<'_> {
    /// Passes the outcome on; anything but a wrong password is forgotten. Dropped without an outcome, it stays counted.
    pub fn judge<T>(self, outcome: Result<T, AppError>) -> Result<T, AppError> {
        if !matches!(outcome, Err(AppError::BadCredentials | AppError::ReceiptUnknown)) {
            self.limits.addresses.give_back(self.address);
            self.limits.accounts.give_back(&self.account);
        }
        outcome
    }
}

const TOO_MANY_SIGN_INS: &str = "Trop d'essais manqués";
const TOO_MANY_STARTS: &str = "Beaucoup de personnes commencent l'enquête depuis votre réseau en ce moment";

const TOO_MANY_CODES: &str = "Trop de codes de reprise erronés";

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

/// What is bought, or seized, in one piece: a /24 of IPv4, a /48 of IPv6.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(v4) => IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & 0xffff_ff00)),
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !(u128::MAX >> 48))),
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
        let told = |peer: &str, lines: &[&str]| limits.address(&through(peer, lines)).to_string();
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
            let address = limits.code(&request).unwrap();
            limits.right_code(address);
        }
        let tried = (0..30).filter(|_| limits.code(&request).is_ok()).count();
        assert_eq!(tried, 10);
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_that_suffice() {
        assert_eq!((seconds(Duration::from_millis(5_001)), seconds(Duration::from_secs(6))), (6, 6));
    }
}
