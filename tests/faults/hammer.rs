//! Sixty-four respondents who hold places, finish, walk away or send twice, on nodes that die under them. A request whose
//! reply was lost is sent again, to another node, until it is answered: so each of them knows how their interview ended.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::http::{Connection, FORM};
use crate::people::Person;
use crate::wave_folder::SLUG;

const CLIENTS: u32 = 64;
/// A node that is dead is back within seconds; past this the service is broken.
const ANSWER_WAIT: Duration = Duration::from_secs(20);

/// What respondents were told, all of them together.
#[derive(Default, Debug)]
pub struct Ledger {
    pub receipts: Vec<String>,
    pub refused: u32,
    pub abandoned: u32,
    pub replays: u32,
    /// Requests whose reply was lost with a node.
    pub retries: u32,
    pub faults: Vec<String>,
}

pub struct Hammer {
    pub addresses: Vec<SocketAddr>,
    pub people: Vec<Person>,
    pub seconds: u64,
    /// Of a hundred who were given places, those who finish; the others walk away.
    pub finishing: u32,
    /// Number of the first interview: numbers make keys, which no other run of the same wave may use.
    pub first: u32,
}

/// Set by the caller to stop early, as when the wave is closed.
pub type Stop = Arc<AtomicBool>;

impl Hammer {
    pub fn run(self, stop: &Stop) -> Ledger {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let tasks = tokio::task::LocalSet::new();
        let ledger: Rc<RefCell<Ledger>> = Rc::default();
        let until = Instant::now() + Duration::from_secs(self.seconds);
        let number = Rc::new(AtomicU32::new(self.first));
        let hammer = Rc::new(self);
        for client in 0..CLIENTS {
            let (hammer, ledger, number, stop) = (hammer.clone(), ledger.clone(), number.clone(), stop.clone());
            tasks.spawn_local(async move {
                let mut respondent = Respondent::new(&hammer, client, &ledger);
                while Instant::now() < until && !stop.load(Ordering::Relaxed) {
                    let number = number.fetch_add(1, Ordering::Relaxed);
                    let done = if number.is_multiple_of(4) {
                        respondent.whole(number).await
                    } else {
                        respondent.pages(number).await
                    };
                    if let Err(fault) = done {
                        ledger.borrow_mut().faults.push(fault);
                        return;
                    }
                }
            });
        }
        runtime.block_on(tasks);
        ledger.take()
    }
}

struct Respondent<'a> {
    hammer: &'a Hammer,
    connection: Connection,
    at: usize,
    ledger: &'a RefCell<Ledger>,
}

/// What a reply says, freed from the connection.
struct Told {
    status: u16,
    location: Option<String>,
    cookie: Option<String>,
    text: String,
}

impl<'a> Respondent<'a> {
    fn new(hammer: &'a Hammer, client: u32, ledger: &'a RefCell<Ledger>) -> Self {
        let at = client as usize % hammer.addresses.len();
        Self { hammer, connection: Connection::new(hammer.addresses[at]), at, ledger }
    }

    /// Sends until somebody answers. 503 is an answer that asks to come back.
    async fn ask(
        &mut self,
        path: &str,
        cookie: Option<&str>,
        headers: &str,
        body: Option<&str>,
    ) -> Result<Told, String> {
        let from = Instant::now();
        loop {
            let reply = match body {
                Some(body) => self.connection.post(path, cookie, FORM, headers, body.as_bytes()).await,
                None => self.connection.get(path, cookie).await,
            };
            match reply {
                Ok(reply) if reply.status < 500 => {
                    let location = reply.header("location").map(ToOwned::to_owned);
                    let cookie = reply.cookie().map(ToOwned::to_owned);
                    return Ok(Told { status: reply.status, location, cookie, text: reply.text().into_owned() });
                }
                Ok(reply) if reply.status != 503 => {
                    return Err(format!("{} to {path}: {}", reply.status, reply.text()));
                }
                _ if from.elapsed() > ANSWER_WAIT => return Err(format!("no answer to {path} in {ANSWER_WAIT:?}")),
                _ => {
                    self.ledger.borrow_mut().retries += 1;
                    self.at = (self.at + 1) % self.hammer.addresses.len();
                    self.connection = Connection::new(self.hammer.addresses[self.at]);
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    /// Drawn apart from the person, so that people of every kind finish.
    fn finishes(&self, number: u32) -> bool {
        (number.wrapping_mul(2_654_435_761) >> 16) % 100 < self.hammer.finishing
    }

    fn person(&self, number: u32) -> Person {
        self.hammer.people[number as usize % self.hammer.people.len()].clone()
    }

    /// A whole interview at once, one in three sent again afterwards by the same key.
    async fn whole(&mut self, number: u32) -> Result<(), String> {
        let person = self.person(number);
        let finishes = self.finishes(number);
        if !finishes {
            return Ok(());
        }
        let path = format!("/e/{SLUG}/reponse");
        let headers = format!("idempotency-key: hammer-key-{number:012}\r\n");
        let first = self.ask(&path, None, &headers, Some(&person.whole)).await?;
        if number.is_multiple_of(3) {
            let again = self.ask(&path, None, &headers, Some(&person.whole)).await?;
            self.ledger.borrow_mut().replays += 1;
            if (first.status, receipt_of_json(&first.text)) != (again.status, receipt_of_json(&again.text)) {
                return Err(format!("a repeat was told otherwise: {} then {}", first.text, again.text));
            }
        }
        let mut ledger = self.ledger.borrow_mut();
        match receipt_of_json(&first.text) {
            Some(receipt) => ledger.receipts.push(receipt),
            None => ledger.refused += 1,
        }
        Ok(())
    }

    /// An interview page by page; most walk away while they hold places.
    async fn pages(&mut self, number: u32) -> Result<(), String> {
        let person = self.person(number);
        let finishes = self.finishes(number);
        let started = self.ask(&format!("/e/{SLUG}"), None, "", Some("")).await?;
        let (Some(cookie), Some(mut at)) = (started.cookie, started.location) else {
            self.ledger.borrow_mut().refused += 1;
            return Ok(());
        };
        for page in 0.. {
            if at.ends_with("/fin") {
                return self.end(&at, &cookie).await;
            }
            if page == 4 && !finishes {
                self.ledger.borrow_mut().abandoned += 1;
                return Ok(());
            }
            let section = at.rsplit('/').next().unwrap_or_default();
            let body = person.section(section).ok_or_else(|| format!("no answers for {at}"))?;
            let reply = self.ask(&at, Some(&cookie), "", Some(body)).await?;
            at = reply.location.ok_or_else(|| format!("{} to POST {at}: {}", reply.status, reply.text))?;
        }
        Ok(())
    }

    async fn end(&mut self, at: &str, cookie: &str) -> Result<(), String> {
        let end = self.ask(at, Some(cookie), "", None).await?;
        let receipt = receipt_of_page(&end.text);
        let mut ledger = self.ledger.borrow_mut();
        match receipt {
            Some(receipt) => ledger.receipts.push(receipt),
            None => ledger.refused += 1,
        }
        Ok(())
    }
}

pub fn receipt_of_json(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value.pointer("/receipt").or_else(|| value.pointer("/interview/receipt"))?.as_str().map(ToOwned::to_owned)
}

/// The text of the element of class `receipt` on the thank-you page.
pub fn receipt_of_page(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("class=\"receipt\"")?;
    let (_, rest) = rest.split_once('>')?;
    rest.split_once('<').map(|(receipt, _)| receipt.trim().to_owned())
}
