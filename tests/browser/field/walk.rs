//! How somebody goes from the link of their letter to the end, over HTTP, and what they are told there.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::http::{Connection, FORM};
use crate::people::Person;

const PAGES_MAX: usize = 20;
const SENT_MAX: usize = 5;
const SENT_PAUSE: Duration = Duration::from_millis(50);
/// Pages somebody was asked to send again.
pub static SENT_AGAIN: AtomicU32 = AtomicU32::new(0);
/// What is said when no place is left for somebody's profile, and when no more answers are taken.
const FULL: &str = "Merci de votre intérêt";
const CLOSED: &str = "Cette enquête est close";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    Receipt(String),
    TurnedAway,
    Closed,
    /// Left in the middle, with the places they hold.
    Paused,
}

pub struct Walk<'a> {
    pub address: SocketAddr,
    pub link: &'a str,
    pub person: &'a Person,
    /// Whether each page is read before it is sent, as a person does; the others save the machine's time.
    pub reads_pages: bool,
    /// Where they leave.
    pub pages: Option<usize>,
}

impl Walk<'_> {
    /// On a device of their own: no cookie, only the link.
    pub async fn go(&self) -> Ending {
        let mut connection = Connection::new(self.address);
        let landing = connection.get(self.link, None).await.expect("a reply");
        assert_eq!(landing.status, 200, "{}", landing.text());
        if landing.text().contains(CLOSED) {
            return Ending::Closed;
        }
        let begun = connection.post(self.link, None, FORM, "", b"").await.expect("a reply");
        assert_eq!(begun.status, 303, "{}", begun.text());
        let cookie = begun.cookie().expect("the cookie of an interview").to_owned();
        let mut at = begun.header("location").expect("a place").to_owned();
        for page in 0..PAGES_MAX {
            let Some((_, section)) = at.split_once("/page/") else { return told(&mut connection, &at, &cookie).await };
            if self.pages == Some(page) {
                return Ending::Paused;
            }
            if self.reads_pages {
                let read = connection.get(&at, Some(&cookie)).await.expect("a reply");
                // Their other device may have ended it meanwhile.
                assert!(matches!(read.status, 200 | 303), "{at}: {}", read.text());
            }
            let body = self.person.section(section).unwrap_or_else(|| panic!("no answers for {at}"));
            at = self.sent(&mut connection, &at, &cookie, body).await;
        }
        panic!("an interview without an end")
    }

    /// Where the page leads. Somebody asked to come back in a moment, as when another device of theirs is always faster,
    /// sends it again.
    async fn sent(&self, connection: &mut Connection, at: &str, cookie: &str, body: &str) -> String {
        for _ in 0..SENT_MAX {
            let sent = connection.post(at, Some(cookie), FORM, "", body.as_bytes()).await.expect("a reply");
            if sent.status != 503 {
                assert_eq!(sent.status, 303, "{at}: {}", sent.text());
                return sent.header("location").expect("a place").to_owned();
            }
            SENT_AGAIN.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(SENT_PAUSE).await;
        }
        panic!("{at} was refused {SENT_MAX} times")
    }
}

/// What the last page says.
async fn told(connection: &mut Connection, at: &str, cookie: &str) -> Ending {
    let mut reply = connection.get(at, Some(cookie)).await.expect("a reply");
    if let Some(elsewhere) = reply.header("location").map(ToOwned::to_owned) {
        reply = connection.get(&elsewhere, Some(cookie)).await.expect("a reply");
    }
    let page = reply.text();
    match receipt(&page) {
        Some(receipt) => Ending::Receipt(receipt),
        None if page.contains(FULL) => Ending::TurnedAway,
        None if page.contains(CLOSED) => Ending::Closed,
        None => panic!("{at} says neither thanks nor no: {page}"),
    }
}

fn receipt(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("class=\"receipt\"")?;
    let (_, rest) = rest.split_once('>')?;
    rest.split_once('<').map(|(receipt, _)| receipt.trim().to_owned())
}

/// What a mail scanner does with every address of a letter.
pub async fn scan(address: SocketAddr, paths: &[&str]) {
    let mut connection = Connection::new(address);
    for path in paths {
        let reply = connection.get(path, None).await.expect("a reply");
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    }
}
