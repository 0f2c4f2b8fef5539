//! Typed settings of the running service. `cli` reads them from file, environment and flags; a wrong one stops the
//! start and is named.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

#[derive(Debug, Clone)]
pub struct Settings {
    /// Where SQLite's file and the secret live, unless they are said to be elsewhere.
    pub data_folder: PathBuf,
    /// `sqlite:PATH` or `postgres://…`.
    pub database_url: String,
    pub bind: SocketAddr,
    /// As respondents type it, without a final slash; builds absolute links.
    pub public_url: String,
    pub workers: usize,
    pub database_readers: u32,
    pub body_bytes_max: usize,
    /// Whole wave bundles sent to the API.
    pub bundle_bytes_max: usize,
    /// The proxies in front: what they say of the address they were called from is believed, and nobody else's word is.
    pub proxies: Vec<IpAddr>,
    /// Interviews begun a minute from one address; 0 when there is no limit.
    pub starts_per_minute: u32,
    pub mail: MailSettings,
}

#[derive(Debug, Clone)]
pub enum MailSettings {
    /// Letters stay in the outbox.
    Off,
    Smtp {
        url: String,
        from: String,
    },
}
