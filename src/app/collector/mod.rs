//! The one hot path. Whatever arrived while the previous batch was committing is the next batch: one transaction, one
//! fsync, then everybody is answered. Nothing is acknowledged before it is on disk.

mod arms;
mod batch;
mod item;
mod rows;
mod writes;

pub(in crate::app) use rows::day;

pub use item::{Item, Outcome, Save, Start, Whole};

use std::thread;

use tokio::sync::{mpsc, oneshot};

use crate::app::AppError;
use crate::store::{Store, StoreError};

/// Items in one transaction at most. Never waited for: a timer was measured to lose a third to a half of the rate.
const BATCH_ITEMS_MAX: usize = 256;
/// Items waiting at most; past that the door says « réessayez ».
const QUEUE_ITEMS_MAX: usize = 4096;

/// A batch that finds a lock held is tried again so often.
const BUSY_RETRIES_MAX: usize = 2;

struct Waiting {
    item: Item,
    reply: oneshot::Sender<Result<Outcome, StoreError>>,
}

/// What the writer's thread works with.
struct Writer {
    store: Store,
    /// For the letters a closing sends.
    public_url: String,
}

/// The door to the writer's thread.
#[derive(Clone)]
pub struct Collector {
    queue: mpsc::Sender<Waiting>,
}

impl Collector {
    /// Starts the writer's thread; it ends when every clone of the door is gone and the queue is empty.
    pub fn start(store: Store, public_url: String) -> Result<Self, AppError> {
        let writer = Writer { store, public_url };
        let (queue, mut arrivals) = mpsc::channel(QUEUE_ITEMS_MAX);
        thread::Builder::new()
            .name("collector".to_owned())
            .spawn(move || while collect(&writer, &mut arrivals).is_some() {})
            .map_err(|error| AppError::Internal(format!("starting the collector: {error}")))?;
        Ok(Self { queue })
    }

    /// Durable when this returns.
    pub async fn submit(&self, item: Item) -> Result<Outcome, AppError> {
        let (reply, answer) = oneshot::channel();
        self.queue.try_send(Waiting { item, reply }).map_err(|_| AppError::Busy)?;
        Ok(answer.await.map_err(|_| AppError::Busy)??)
    }
}

/// One batch. `None` when there will be no more.
fn collect(writer: &Writer, arrivals: &mut mpsc::Receiver<Waiting>) -> Option<()> {
    let mut waiting = Vec::with_capacity(BATCH_ITEMS_MAX);
    waiting.push(arrivals.blocking_recv()?);
    while waiting.len() < BATCH_ITEMS_MAX {
        match arrivals.try_recv() {
            Ok(item) => waiting.push(item),
            Err(_) => break,
        }
    }
    let (items, replies): (Vec<Item>, Vec<_>) = waiting.into_iter().map(|one| (one.item, one.reply)).unzip();
    for (outcome, reply) in run(writer, &items).into_iter().zip(replies) {
        // Whoever went away finds the outcome by asking again.
        let _ = reply.send(outcome);
    }
    Some(())
}

/// The batch as one transaction. If it breaks, item by item: one that can't be stored must not take the others with it.
fn run(writer: &Writer, items: &[Item]) -> Vec<Result<Outcome, StoreError>> {
    let one_by_one = |items: &[Item]| {
        items
            .iter()
            .map(|item| {
                let outcomes = attempt(writer, std::slice::from_ref(item))?;
                outcomes.into_iter().next().ok_or_else(|| StoreError::Broken("a batch lost its item".to_owned()))
            })
            .collect()
    };
    let mut outcome = attempt(writer, items);
    for _ in 0..BUSY_RETRIES_MAX {
        // A lock held elsewhere: nothing was written, so nothing can be done twice.
        if !matches!(outcome, Err(StoreError::Busy(_))) {
            break;
        }
        outcome = attempt(writer, items);
    }
    match outcome {
        Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
        Err(error @ StoreError::Broken(_)) if items.len() > 1 => {
            tracing::error!(%error, items = items.len(), "a batch broke; trying its items one by one");
            one_by_one(items)
        }
        Err(error) => items.iter().map(|_| Err(error.clone())).collect(),
    }
}

/// A panic in a batch is a defect of ours; it must not end the thread that stores everybody's answers.
fn attempt(writer: &Writer, items: &[Item]) -> Result<Vec<Outcome>, StoreError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| batch::run(&writer.store, &writer.public_url, items)))
        .unwrap_or_else(|_| Err(StoreError::Broken("the collector panicked".to_owned())))
}
