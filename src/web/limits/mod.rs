//! How often one may try, and what those who try too often are told. Wrong passwords, receipts and codes are counted until
//! they prove right; beginnings and reports are counted all.

mod caller;

use std::net::IpAddr;
use std::time::Duration;

use actix_web::HttpRequest;

use self::caller::{Proxies, network_of};
use crate::app::AppError;
use crate::app::own_answers::receipt_of;
use crate::domain::id::WaveSlug;
use crate::web::error::{Often, Refusal};
use crate::web::pace::{Full, Pace};

/// Wrong sign-in attempts, by address and by account.
const WRONG_SIGN_INS_A_MINUTE: u32 = 10;
/// Wrong proofs of a receipt, by address and by receipt.
const WRONG_RECEIPTS_A_MINUTE: u32 = 10;
/// Wrong resume codes, by address. A code has 54 bits: at that pace the oldest wave is over before one is found.
const WRONG_CODES_A_MINUTE: u32 = 10;
/// Reports of letters that came back: the mail server of a large wave has hundreds of them at once, and tries again later
/// when it is told to.
const REPORTS_A_MINUTE: u32 = 300;
/// Wrong API keys, by address. A right one is not counted here.
const WRONG_KEYS_A_MINUTE: u32 = 10;
/// Requests one API key may carry: every file of every release in one go, and not a crawl.
const KEY_USES_A_MINUTE: u32 = 240;
/// Addresses given to be written to at each release, from one place.
const SUBSCRIPTIONS_A_MINUTE: u32 = 6;
/// A network of addresses may do so many times what one of them may.
const NETWORK_FACTOR: u32 = 4;

/// The paces of the service, shared by its workers.
pub struct Limits {
    proxies: Proxies,
    sign_ins: Tries,
    receipts: Tries,
    codes: Tries,
    reports: Sources,
    wrong_keys: Tries,
    key_uses: Pace,
    subscriptions: Sources,
    /// Absent when starts have no limit.
    starts: Option<Sources>,
}

/// Something that may be tried wrongly so often.
struct Tries {
    often: Often,
    addresses: Pace,
    /// By what is tried, from wherever.
    named: Pace,
}

/// Something that may be done so often from one place.
struct Sources {
    often: Often,
    addresses: Pace,
    networks: Pace,
}

/// A try, counted as wrong until it is known.
pub struct Attempt<'a> {
    tries: &'a Tries,
    address: IpAddr,
    name: Option<String>,
}

impl Limits {
    /// `starts_per_minute`: from one address, 0 when there is no limit. `proxies`: whose forwarded addresses are believed.
    pub fn new(starts_per_minute: u32, proxies: &[IpAddr]) -> Self {
        Self {
            proxies: Proxies::new(proxies),
            sign_ins: Tries::a_minute(Often::SignIns, WRONG_SIGN_INS_A_MINUTE),
            receipts: Tries::a_minute(Often::Receipts, WRONG_RECEIPTS_A_MINUTE),
            codes: Tries::a_minute(Often::Codes, WRONG_CODES_A_MINUTE),
            reports: Sources::a_minute(Often::Reports, REPORTS_A_MINUTE),
            wrong_keys: Tries::a_minute(Often::Keys, WRONG_KEYS_A_MINUTE),
            key_uses: Pace::a_minute(KEY_USES_A_MINUTE),
            subscriptions: Sources::a_minute(Often::Subscriptions, SUBSCRIPTIONS_A_MINUTE),
            starts: (starts_per_minute > 0).then(|| Sources::a_minute(Often::Starts, starts_per_minute)),
        }
    }

    /// Looked at before the password is: a refused attempt costs no hashing. An account nobody has is counted like the
    /// others, and so tells nothing.
    pub fn sign_in(&self, request: &HttpRequest, email: &str) -> Result<Attempt<'_>, Refusal> {
        self.sign_ins.begin(self.address(request), Some(email.trim().to_lowercase()))
    }

    /// Somebody shows a receipt of this wave. However it is typed, it is the same one; what is none is counted by address
    /// alone.
    pub fn receipt(&self, request: &HttpRequest, slug: &WaveSlug, typed: &str) -> Result<Attempt<'_>, Refusal> {
        let name = receipt_of(typed).map(|receipt| [slug.as_str(), " ", &receipt].concat());
        self.receipts.begin(self.address(request), name)
    }

    /// A resume code is about to be looked for.
    pub fn code(&self, request: &HttpRequest) -> Result<Attempt<'_>, Refusal> {
        self.codes.begin(self.address(request), None)
    }

    /// An interview is about to begin by an address anybody can write.
    pub fn start(&self, request: &HttpRequest) -> Result<(), Refusal> {
        self.starts.as_ref().map_or(Ok(()), |starts| starts.take(self.address(request)))
    }

    /// A report of a letter that came back is about to be read.
    pub fn report(&self, request: &HttpRequest) -> Result<(), Refusal> {
        self.reports.take(self.address(request))
    }

    /// An API key is about to be looked for.
    pub fn wrong_key(&self, request: &HttpRequest) -> Result<Attempt<'_>, Refusal> {
        self.wrong_keys.begin(self.address(request), None)
    }

    /// A key that is known carries one more request, from wherever.
    pub fn key_use(&self, id: &str) -> Result<(), Refusal> {
        self.key_uses.take(id).map_err(|full| too_many(Often::KeyUses, full))
    }

    /// Somebody asks to be written to.
    pub fn subscription(&self, request: &HttpRequest) -> Result<(), Refusal> {
        self.subscriptions.take(self.address(request))
    }

    /// Whom the places held without finishing are counted by.
    pub fn address(&self, request: &HttpRequest) -> IpAddr {
        self.proxies.address(request)
    }
}

impl Tries {
    fn a_minute(often: Often, times: u32) -> Self {
        Self { often, addresses: Pace::a_minute(times), named: Pace::a_minute(times) }
    }

    fn begin(&self, address: IpAddr, name: Option<String>) -> Result<Attempt<'_>, Refusal> {
        self.addresses.take(address).map_err(|full| too_many(self.often, full))?;
        if let Some(Err(full)) = name.as_ref().map(|name| self.named.take(name)) {
            self.addresses.give_back(address);
            return Err(too_many(self.often, full));
        }
        Ok(Attempt { tries: self, address, name })
    }
}

impl Sources {
    fn a_minute(often: Often, times: u32) -> Self {
        let networks = Pace::a_minute(times.saturating_mul(NETWORK_FACTOR));
        Self { often, addresses: Pace::a_minute(times), networks }
    }

    fn take(&self, address: IpAddr) -> Result<(), Refusal> {
        self.addresses.take(address).map_err(|full| too_many(self.often, full))?;
        self.networks.take(network_of(address)).map_err(|full| {
            self.addresses.give_back(address);
            too_many(self.often, full)
        })
    }
}

impl Attempt<'_> {
    /// Passes the outcome on; anything but a wrong try is forgotten. Dropped without an outcome, it stays counted.
    pub fn judge<T>(self, outcome: Result<T, AppError>) -> Result<T, AppError> {
        if !matches!(
            outcome,
            Err(AppError::BadCredentials | AppError::ReceiptUnknown | AppError::CodeUnknown | AppError::BadKey(_))
        ) {
            self.tries.addresses.give_back(self.address);
            if let Some(name) = &self.name {
                self.tries.named.give_back(name);
            }
        }
        outcome
    }
}

fn too_many(often: Often, full: Full) -> Refusal {
    Refusal::TooMany { often, seconds: seconds(full.wait) }
}

/// Rounded up: a caller who waits that long is let in.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests;
