//! Reading interviews in progress. Every page begins with one such read, always from the database, so that any node may
//! serve any page; reads that arrive together go together, as the collector's writes do.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use tokio::sync::{mpsc, oneshot};

use crate::app::AppError;
use crate::store::ids::{InterviewId, WaveId};
use crate::store::interviews::{self, InterviewRow};
use crate::store::wave_clock::{self, WaveClock};
use crate::store::{Store, StoreError};

/// Reads in one go at most.
const READS_MAX: usize = 256;
/// Reads waiting at most.
const QUEUE_READS_MAX: usize = 4096;

/// An interview and its wave at one instant.
#[derive(Debug, Clone)]
pub struct Seen {
    pub wave: WaveClock,
    pub row: Option<InterviewRow>,
}

struct Waiting {
    key: (WaveId, InterviewId),
    reply: oneshot::Sender<Result<Seen, StoreError>>,
}

/// The door to the reader's thread.
#[derive(Clone)]
pub struct Lookup {
    queue: mpsc::Sender<Waiting>,
}

impl Lookup {
    pub fn start(store: Store) -> Result<Self, AppError> {
        let (queue, mut arrivals) = mpsc::channel(QUEUE_READS_MAX);
        thread::Builder::new()
            .name("lookup".to_owned())
            .spawn(move || while answer(&store, &mut arrivals).is_some() {})
            .map_err(|error| AppError::Internal(format!("starting the reader: {error}")))?;
        Ok(Self { queue })
    }

    pub async fn interview(&self, wave_id: WaveId, id: InterviewId) -> Result<Seen, AppError> {
        let (reply, answer) = oneshot::channel();
        self.queue.try_send(Waiting { key: (wave_id, id), reply }).map_err(|_| AppError::Busy)?;
        Ok(answer.await.map_err(|_| AppError::Busy)??)
    }
}

/// One round of reads. `None` when there will be no more.
fn answer(store: &Store, arrivals: &mut mpsc::Receiver<Waiting>) -> Option<()> {
    let mut waiting = vec![arrivals.blocking_recv()?];
    while waiting.len() < READS_MAX {
        match arrivals.try_recv() {
            Ok(one) => waiting.push(one),
            Err(_) => break,
        }
    }
    let keys: Vec<(WaveId, InterviewId)> = waiting.iter().map(|one| one.key).collect();
    // As in the collector: a defect in one round must not end the thread everybody reads by.
    let seen = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(store, &keys)))
        .unwrap_or_else(|_| Err(StoreError::Broken("the reader panicked".to_owned())));
    for one in waiting {
        let reply = match &seen {
            Err(error) => Err(error.clone()),
            Ok((waves, rows)) => match waves.get(&one.key.0) {
                Some(wave) => Ok(Seen { wave: *wave, row: rows.get(&one.key).cloned() }),
                None => Err(StoreError::Absent("vague")),
            },
        };
        let _ = one.reply.send(reply);
    }
    Some(())
}

type Rows = BTreeMap<(WaveId, InterviewId), InterviewRow>;

fn read(store: &Store, keys: &[(WaveId, InterviewId)]) -> Result<(BTreeMap<WaveId, WaveClock>, Rows), StoreError> {
    store.read(|tx| {
        let mut waves = BTreeMap::new();
        for wave_id in keys.iter().map(|(wave_id, _)| *wave_id).collect::<BTreeSet<_>>() {
            waves.insert(wave_id, wave_clock::read(tx, wave_id)?);
        }
        let rows = interviews::many_by_id(tx, keys)?;
        Ok((waves, rows.into_iter().map(|row| ((row.wave_id, row.id), row)).collect()))
    })
}
