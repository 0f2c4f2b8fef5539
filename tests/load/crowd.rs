//! A crowd: so many people fill the wave at once through its pages, each reading every page before sending it, each going on
//! to another interview when one is over. A node may be killed and started again in the middle: a person whose reply is
//! lost sends again, like a phone that finds its network back, until somebody answers.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::drive::{Outcome, micros_since, receipt_of_page};
use crate::http::{Connection, FORM};
use crate::people::Person;
use crate::wave_folder::SLUG;

/// A node that was killed is back within seconds; past this the service is broken.
const ANSWER_WAIT: Duration = Duration::from_secs(20);
const RETRY_PAUSE: Duration = Duration::from_millis(50);
const PAGES_MAX: usize = 40;

#[derive(Clone)]
pub struct Crowd {
    pub addresses: Vec<SocketAddr>,
    pub people: usize,
    pub seconds: u64,
    /// What a person takes to read a page and answer it.
    pub think: Duration,
    pub answers: Rc<Vec<Person>>,
    /// Whether nodes die: then a request without a reply is sent again, and is no error.
    pub is_patient: bool,
}

struct Respondent {
    crowd: Rc<Crowd>,
    connection: Connection,
    at: usize,
    outcome: Rc<RefCell<Outcome>>,
}

/// What a reply says, freed from the connection.
struct Told {
    status: u16,
    location: Option<String>,
    cookie: Option<String>,
    text: String,
    micros: u32,
}

/// Runs the crowd to its end: interviews under way when the time is over are finished.
pub fn fill(crowd: Crowd) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (from, outcome, tasks) = (Instant::now(), Rc::<RefCell<Outcome>>::default(), tokio::task::LocalSet::new());
    let until = from + Duration::from_secs(crowd.seconds);
    let crowd = Rc::new(crowd);
    for number in 0..crowd.people {
        let at = number % crowd.addresses.len();
        let connection = Connection::new(crowd.addresses[at]);
        let respondent = Respondent { crowd: Rc::clone(&crowd), connection, at, outcome: Rc::clone(&outcome) };
        tasks.spawn_local(respondent.go_on(number, until));
    }
    runtime.block_on(tasks);
    let mut outcome = outcome.take();
    outcome.seconds = from.elapsed().as_secs_f64();
    outcome
}

impl Respondent {
    async fn go_on(mut self, number: usize, until: Instant) {
        // People do not all come at the same instant: spread over one reading.
        tokio::time::sleep(self.crowd.think.mul_f64((number % 97) as f64 / 97.0)).await;
        let people = self.crowd.people;
        for turn in 0.. {
            if Instant::now() >= until {
                return;
            }
            let person = self.crowd.answers[(number + turn * people) % self.crowd.answers.len()].clone();
            if let Err(error) = self.interview(&person).await {
                self.outcome.borrow_mut().fail(error);
                return;
            }
        }
    }

    /// From the first page to the receipt.
    async fn interview(&mut self, person: &Person) -> Result<(), String> {
        let landing = format!("/e/{SLUG}");
        let first = self.page(&landing, None).await?;
        // The ticket makes a start that is sent again begin once.
        let ticket = first.split("name=\"_ticket\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let form = ticket.map(|ticket| format!("_ticket={ticket}")).unwrap_or_default();
        self.think().await;
        let begun = self.ask(&landing, None, Some(&form)).await?;
        self.outcome.borrow_mut().saves.push(begun.micros);
        let (Some(cookie), Some(mut at)) = (begun.cookie, begun.location) else {
            return Err(format!("{} to the start of an interview: {}", begun.status, begun.text));
        };
        for _ in 0..PAGES_MAX {
            let page = self.page(&at, Some(&cookie)).await?;
            if at.ends_with("/fin") {
                let mut outcome = self.outcome.borrow_mut();
                match receipt_of_page(&page) {
                    Some(receipt) => {
                        outcome.completed += 1;
                        outcome.receipts.push(receipt);
                    }
                    None => outcome.refused += 1,
                }
                return Ok(());
            }
            self.think().await;
            let section = at.rsplit('/').next().unwrap_or_default();
            let body = person.section(section).ok_or_else(|| format!("no answers for {at}"))?.to_owned();
            let sent = self.ask(&at, Some(&cookie), Some(&body)).await?;
            self.outcome.borrow_mut().saves.push(sent.micros);
            let next = sent.location.filter(|_| sent.status == 303);
            at = next.ok_or_else(|| format!("{} to POST {at}: {}", sent.status, sent.text))?;
        }
        Err("an interview without an end".to_owned())
    }

    async fn think(&self) {
        if !self.crowd.think.is_zero() {
            tokio::time::sleep(self.crowd.think).await;
        }
    }

    async fn page(&mut self, at: &str, cookie: Option<&str>) -> Result<String, String> {
        let page = self.ask(at, cookie, None).await?;
        if page.status != 200 {
            return Err(format!("{} to GET {at}", page.status));
        }
        self.outcome.borrow_mut().views.push(page.micros);
        Ok(page.text)
    }

    /// Asks once; where nodes die, until somebody answers. 503 is an answer that asks to come back.
    async fn ask(&mut self, path: &str, cookie: Option<&str>, body: Option<&str>) -> Result<Told, String> {
        let began = Instant::now();
        loop {
            let from = Instant::now();
            let reply = match body {
                Some(body) => self.connection.post(path, cookie, FORM, "", body.as_bytes()).await,
                None => self.connection.get(path, cookie).await,
            };
            let why = match reply {
                Ok(reply) if reply.status != 503 => {
                    self.outcome.borrow_mut().waits.push(micros_since(began));
                    return Ok(Told {
                        status: reply.status,
                        location: reply.header("location").map(ToOwned::to_owned),
                        cookie: reply.cookie().map(ToOwned::to_owned),
                        text: reply.text().into_owned(),
                        micros: micros_since(from),
                    });
                }
                Ok(reply) => format!("503 to {path}: {}", reply.text()),
                Err(error) => format!("{path}: {error}"),
            };
            if !self.crowd.is_patient || began.elapsed() > ANSWER_WAIT {
                return Err(why);
            }
            self.outcome.borrow_mut().retries += 1;
            self.at = (self.at + 1) % self.crowd.addresses.len();
            self.connection = Connection::new(self.crowd.addresses[self.at]);
            tokio::time::sleep(RETRY_PAUSE).await;
        }
    }
}
