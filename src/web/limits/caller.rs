//! Whose call a request is, as far as addresses tell. Those are of connections: a forwarded header is anybody's to write, and
//! believed only from the proxies of the settings. Behind one that is not among them, all callers are one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::HttpRequest;

/// The proxies whose word is taken, in canonical form.
pub struct Proxies(Vec<IpAddr>);

impl Proxies {
    pub fn new(declared: &[IpAddr]) -> Self {
        Self(declared.iter().map(IpAddr::to_canonical).collect())
    }

    /// Who calls: an address of IPv4, or the /64 of IPv6 that one subscriber holds whole.
    pub fn address(&self, request: &HttpRequest) -> IpAddr {
        let peer = request.peer_addr().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
        let told = self.0.contains(&peer).then(|| forwarded(request)).flatten();
        shared_by(told.unwrap_or(peer))
    }
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
pub fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(v4) => IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & 0xffff_ff00)),
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !(u128::MAX >> 48))),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn through(peer: &str, lines: &[&str]) -> HttpRequest {
        let mut request = TestRequest::default().peer_addr((peer.parse::<IpAddr>().unwrap(), 4_000).into());
        for line in lines {
            request = request.append_header(("x-forwarded-for", *line));
        }
        request.to_http_request()
    }

    #[test]
    fn a_declared_proxy_is_believed_for_the_last_address_it_tells() {
        let proxies = Proxies::new(&["127.0.0.1".parse().unwrap(), "2001:db8::1".parse().unwrap()]);
        let told = |peer: &str, lines: &[&str]| proxies.address(&through(peer, lines)).to_string();
        assert_eq!(told("127.0.0.1", &["198.51.100.7, 192.0.2.9"]), "192.0.2.9");
        assert_eq!(told("127.0.0.1", &["198.51.100.7", "192.0.2.9"]), "192.0.2.9", "a line of its own");
        assert_eq!(told("2001:db8::1", &["2001:db8:1:2:3::4"]), "2001:db8:1:2::");
        assert_eq!(told("::ffff:127.0.0.1", &["192.0.2.9"]), "192.0.2.9", "a socket of both kinds");
        assert_eq!(told("192.0.2.1", &["192.0.2.9"]), "192.0.2.1", "not a proxy of ours");
        for unread in [&[][..], &[""], &["192.0.2.9, unknown"], &["192.0.2.9,"], &["192.0.2.9:80"]] {
            assert_eq!(told("127.0.0.1", unread), "127.0.0.1", "{unread:?}");
        }
    }

    #[test]
    fn a_subscriber_of_ipv6_is_one_and_an_ipv4_address_too() {
        let of = |text: &str| shared_by(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:aaaa::1"), of("2001:db8:1:2:bbbb:cccc:dddd:eeee"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1", "the same caller on a socket of both kinds");
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
