//! Closed-loop clients: each connection sends its next request when the reply to the last one is there. Bounded in count and
//! in seconds; one thread, so that the service keeps as much of the machine as it can.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::http::{Connection, FORM};
use crate::people::Person;
use crate::wave_folder::SLUG;

/// Reasons told in full; the others are counted.
const ERRORS_KEPT: usize = 5;
const PAGES_MAX: usize = 40;

/// What one connection does over and over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// One whole interview a request.
    Whole,
    /// An interview page by page: start, each page read and sent, the receipt.
    Pages,
    /// The page of one interview in progress, read again and again.
    View,
    /// This address, again and again.
    Read(&'static str),
}

pub struct Load<'a> {
    pub addresses: &'a [SocketAddr],
    pub connections: usize,
    pub seconds: u64,
    /// Interviews at most.
    pub count: u32,
    pub work: Work,
    pub people: &'a Rc<Vec<Person>>,
    /// Makes the keys of this run unlike those of every other.
    pub run: &'a str,
}

#[derive(Default)]
pub struct Outcome {
    pub seconds: f64,
    pub completed: u32,
    pub refused: u32,
    pub receipts: Vec<String>,
    /// Microseconds of each request that completed an interview or saved a page, and of each page read.
    pub saves: Vec<u32>,
    pub views: Vec<u32>,
    /// The same, from the first time it was asked to its reply, whatever died in between.
    pub waits: Vec<u32>,
    pub errors: Vec<String>,
    pub error_count: u32,
    /// Requests sent again because their reply was lost with a node.
    pub retries: u32,
}

impl Outcome {
    pub fn fail(&mut self, error: String) {
        self.error_count += 1;
        if self.errors.len() < ERRORS_KEPT {
            self.errors.push(error);
        }
    }

    pub fn rate(&self, count: usize) -> f64 {
        u32::try_from(count).map_or(f64::NAN, f64::from) / self.seconds
    }
}

#[derive(Clone)]
struct Client {
    people: Rc<Vec<Person>>,
    outcome: Rc<RefCell<Outcome>>,
    next: Rc<Cell<u32>>,
    count: u32,
    until: Instant,
    run: Rc<str>,
}

/// Runs one load to its end.
pub fn drive(load: &Load) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let from = Instant::now();
    let client = Client {
        people: Rc::clone(load.people),
        outcome: Rc::default(),
        next: Rc::new(Cell::new(0)),
        count: load.count,
        until: from + Duration::from_secs(load.seconds),
        run: load.run.into(),
    };
    let tasks = tokio::task::LocalSet::new();
    let at_work: Vec<_> = (0..load.connections)
        .map(|index| {
            let address = load.addresses[index % load.addresses.len()];
            tasks.spawn_local(client.clone().work(address, load.work))
        })
        .collect();
    runtime.block_on(tasks.run_until(async {
        for one in at_work {
            one.await.expect("a client that panicked has measured nothing");
        }
    }));
    let mut outcome = client.outcome.take();
    outcome.seconds = from.elapsed().as_secs_f64();
    outcome
}

impl Client {
    async fn work(self, address: SocketAddr, work: Work) {
        let mut connection = Connection::new(address);
        let done = match work {
            Work::Whole => self.send_wholes(&mut connection).await,
            Work::Pages => self.answer_pages(&mut connection).await,
            Work::View => self.view_page(&mut connection).await,
            Work::Read(path) => self.read_again(&mut connection, path, None).await,
        };
        if let Err(error) = done {
            self.outcome.borrow_mut().fail(error);
        }
    }

    /// The number of what is done next, until the time or the count is over.
    fn turn(&self) -> Option<u32> {
        let number = self.next.get();
        if number >= self.count || Instant::now() >= self.until {
            return None;
        }
        self.next.set(number + 1);
        Some(number)
    }

    /// The next interview, and whose it is.
    fn take(&self) -> Option<(u32, &Person)> {
        let number = self.turn()?;
        let index = usize::try_from(number).ok()? % self.people.len();
        Some((number, self.people.get(index)?))
    }

    async fn send_wholes(&self, connection: &mut Connection) -> Result<(), String> {
        let path = format!("/e/{SLUG}/reponse");
        while let Some((number, person)) = self.take() {
            let key = format!("idempotency-key: load-{}-{number:08}\r\n", self.run);
            let from = Instant::now();
            let reply = connection.post(&path, None, FORM, &key, person.whole.as_bytes()).await.map_err(told)?;
            let micros = micros_since(from);
            let receipt = (reply.status == 201).then(|| receipt_of_json(reply.body)).flatten();
            let mut outcome = self.outcome.borrow_mut();
            match receipt {
                Some(receipt) => {
                    outcome.completed += 1;
                    outcome.saves.push(micros);
                    outcome.receipts.push(receipt);
                }
                None if reply.status == 201 => outcome.refused += 1,
                None => return Err(format!("{} to a whole interview: {}", reply.status, reply.text())),
            }
        }
        Ok(())
    }

    async fn answer_pages(&self, connection: &mut Connection) -> Result<(), String> {
        while let Some((_, person)) = self.take() {
            let (cookie, mut at) = start(connection).await?;
            for _ in 0..PAGES_MAX {
                let from = Instant::now();
                let reply = connection.get(&at, Some(&cookie)).await.map_err(told)?;
                if reply.status != 200 {
                    return Err(format!("{} to GET {at}", reply.status));
                }
                if at.ends_with("/fin") {
                    let receipt = receipt_of_page(&reply.text());
                    let mut outcome = self.outcome.borrow_mut();
                    match receipt {
                        Some(receipt) => {
                            outcome.completed += 1;
                            outcome.receipts.push(receipt);
                        }
                        None => outcome.refused += 1,
                    }
                    break;
                }
                self.outcome.borrow_mut().views.push(micros_since(from));
                let section = at.rsplit('/').next().unwrap_or_default();
                let body = person.section(section).ok_or_else(|| format!("no answers for {at}"))?;
                let from = Instant::now();
                let reply = connection.post(&at, Some(&cookie), FORM, "", body.as_bytes()).await.map_err(told)?;
                let next = reply.header("location").filter(|_| reply.status == 303).map(ToOwned::to_owned);
                at = next.ok_or_else(|| format!("{} to POST {at}: {}", reply.status, reply.text()))?;
                self.outcome.borrow_mut().saves.push(micros_since(from));
            }
        }
        Ok(())
    }

    /// The second page of an interview of its own.
    async fn view_page(&self, connection: &mut Connection) -> Result<(), String> {
        let Some((_, person)) = self.take() else { return Ok(()) };
        let (cookie, at) = start(connection).await?;
        let at = first_answered(connection, person, &cookie, &at).await?;
        self.read_again(connection, &at, Some(&cookie)).await
    }

    async fn read_again(&self, connection: &mut Connection, at: &str, cookie: Option<&str>) -> Result<(), String> {
        while self.turn().is_some() {
            let from = Instant::now();
            let reply = connection.get(at, cookie).await.map_err(told)?;
            if reply.status != 200 {
                return Err(format!("{} to GET {at}", reply.status));
            }
            self.outcome.borrow_mut().views.push(micros_since(from));
        }
        Ok(())
    }
}

/// Begins an interview by the open link: its cookie, and the address of its first page.
pub async fn start(connection: &mut Connection) -> Result<(String, String), String> {
    let reply = connection.post(&format!("/e/{SLUG}"), None, FORM, "", b"").await.map_err(told)?;
    match (reply.cookie(), reply.header("location")) {
        (Some(cookie), Some(location)) if reply.status == 303 => Ok((cookie.to_owned(), location.to_owned())),
        _ => Err(format!("{} to the start of an interview: {}", reply.status, reply.text())),
    }
}

/// Answers the first page, and gives the address of the second.
pub async fn first_answered(
    connection: &mut Connection,
    person: &Person,
    cookie: &str,
    at: &str,
) -> Result<String, String> {
    let section = at.rsplit('/').next().unwrap_or_default();
    let body = person.section(section).ok_or_else(|| format!("no answers for {at}"))?;
    let reply = connection.post(at, Some(cookie), FORM, "", body.as_bytes()).await.map_err(told)?;
    let next = reply.header("location").filter(|_| reply.status == 303).map(ToOwned::to_owned);
    next.ok_or_else(|| format!("{} to POST {at}: {}", reply.status, reply.text()))
}

fn told(error: std::io::Error) -> String {
    format!("connection: {error}")
}

pub fn micros_since(from: Instant) -> u32 {
    u32::try_from(from.elapsed().as_micros()).unwrap_or(u32::MAX)
}

/// `"receipt":"…"`, found without parsing the rest.
fn receipt_of_json(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let (_, rest) = text.split_once("\"receipt\":")?;
    rest.trim_start().strip_prefix('"')?.split_once('"').map(|(receipt, _)| receipt.to_owned())
}

/// The text of the element of class `receipt` on the thank-you page.
pub fn receipt_of_page(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("class=\"receipt\"")?;
    let (_, rest) = rest.split_once('>')?;
    rest.split_once('<').map(|(receipt, _)| receipt.trim().to_owned())
}
