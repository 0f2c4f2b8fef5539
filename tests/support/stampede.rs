//! People who wait for an embargo: each has a connection open and asks again and again, faster as the instant comes. What
//! they were told, and when, against the clock the database reads too.

use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use crate::http::{Connection, Reply};

/// Errors told in full; the others are counted.
const ERRORS_KEPT: usize = 5;
/// Between two requests of one person: before the instant, then from it on.
const PAUSE_BEFORE: Duration = Duration::from_millis(1_000);
const PAUSE_AFTER: Duration = Duration::from_millis(200);

pub struct Stampede<'a> {
    pub address: SocketAddr,
    pub path: &'a str,
    pub connections: usize,
    /// When the embargo ends.
    pub instant: SystemTime,
    /// Whoever has read nothing by then counts as an error.
    pub patience: Duration,
}

#[derive(Default, Debug)]
pub struct Outcome {
    /// Milliseconds after the instant at which each person first had the results.
    pub waited_ms: Vec<u32>,
    /// Told before the instant that there is nothing: they were really waiting.
    pub refused_before: usize,
    /// Results before the instant.
    pub early: usize,
    /// Results that are not those of the first reader.
    pub different: usize,
    pub error_count: usize,
    pub errors: Vec<String>,
    body: Option<Vec<u8>>,
}

impl Outcome {
    pub fn percentile_ms(&self, percent: usize) -> u32 {
        let mut sorted = self.waited_ms.clone();
        sorted.sort_unstable();
        let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(at).copied().unwrap_or(u32::MAX)
    }

    fn fail(&mut self, error: String) {
        self.error_count += 1;
        if self.errors.len() < ERRORS_KEPT {
            self.errors.push(error);
        }
    }
}

/// All of them, on one thread.
pub fn run(stampede: &Stampede<'_>) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let outcome: Rc<RefCell<Outcome>> = Rc::default();
    let tasks = tokio::task::LocalSet::new();
    for index in 0..stampede.connections {
        let person = Person {
            address: stampede.address,
            path: stampede.path.to_owned(),
            instant: stampede.instant,
            until: stampede.instant + stampede.patience,
            // Spread over the pause, so that they do not all begin together.
            offset: PAUSE_BEFORE.mul_f64(f64::from(u32::try_from(index % 997).unwrap_or(0)) / 997.0),
            outcome: Rc::clone(&outcome),
        };
        tasks.spawn_local(person.wait());
    }
    runtime.block_on(tasks);
    outcome.take()
}

struct Person {
    address: SocketAddr,
    path: String,
    instant: SystemTime,
    until: SystemTime,
    offset: Duration,
    outcome: Rc<RefCell<Outcome>>,
}

impl Person {
    async fn wait(self) {
        let mut connection = Connection::new(self.address);
        tokio::time::sleep(self.offset).await;
        loop {
            let asked = connection.get(&self.path, None).await;
            let now = SystemTime::now();
            let after = now.duration_since(self.instant).ok();
            if self.is_over(asked, now, after) {
                return;
            }
            tokio::time::sleep(self.pause(after)).await;
        }
    }

    /// Takes note of a reply; whether this person waits no more.
    fn is_over(&self, asked: io::Result<Reply<'_>>, now: SystemTime, after: Option<Duration>) -> bool {
        let mut outcome = self.outcome.borrow_mut();
        match asked {
            Err(error) => outcome.fail(format!("connection: {error}")),
            Ok(reply) if reply.status == 200 => {
                match after {
                    None => outcome.early += 1,
                    Some(after) => outcome.waited_ms.push(u32::try_from(after.as_millis()).unwrap_or(u32::MAX)),
                }
                let is_other = outcome.body.as_ref().is_some_and(|body| body != reply.body);
                outcome.different += usize::from(is_other);
                outcome.body.get_or_insert_with(|| reply.body.to_vec());
            }
            Ok(reply) if reply.status == 404 => {
                outcome.refused_before += usize::from(after.is_none());
                if now <= self.until {
                    return false;
                }
                outcome.fail("nothing to read long after the instant".to_owned());
            }
            Ok(reply) => outcome.fail(format!("{}: {}", reply.status, reply.text())),
        }
        true
    }

    /// Nobody sleeps over the instant.
    fn pause(&self, after: Option<Duration>) -> Duration {
        match after {
            Some(_) => PAUSE_AFTER,
            None => {
                self.instant.duration_since(SystemTime::now()).map_or(Duration::ZERO, |left| left.min(PAUSE_BEFORE))
            }
        }
    }
}
