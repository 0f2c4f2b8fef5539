//! Releases anybody may read, parsed once and kept. A wave that is not public, or not known to be, is looked at in the
//! database each time, against its clock; looks that arrive together are one round trip, so that a crowd waiting for an
//! embargo costs no more than one person. Once public, a release changes by a correction only: it is looked at again at
//! most once a second.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use crate::app::AppError;
use crate::app::stored_release::{self, Readable, Rows, StoredRelease};
use crate::domain::id::WaveSlug;
use crate::store::{Store, StoreError, releases};

/// A correction is seen everywhere this long after its approval at most.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Looks waiting at most: more than the server takes connections.
const QUEUE_LOOKS_MAX: usize = 32_768;
/// Looks answered by one round trip at most.
const LOOKS_MAX: usize = 4_096;
/// Former publications of one wave kept parsed at most.
const FORMER_MAX: usize = 16;

/// What is public of one wave: the publication that counts, and those before it once somebody asked for them.
pub(super) struct Public {
    latest: Arc<StoredRelease>,
    former: Mutex<BTreeMap<u32, Arc<StoredRelease>>>,
}

impl Public {
    pub(super) fn latest(&self) -> Arc<StoredRelease> {
        Arc::clone(&self.latest)
    }

    /// The publication of this number; `None` if there is none.
    pub(super) async fn numbered(
        &self,
        store: &Store,
        slug: &WaveSlug,
        number: u32,
    ) -> Result<Option<Arc<StoredRelease>>, AppError> {
        if number >= self.latest.number {
            return Ok((number == self.latest.number).then(|| self.latest()));
        }
        if let Some(known) = self.former().get(&number) {
            return Ok(Some(Arc::clone(known)));
        }
        let name = slug.clone();
        let rows =
            store.read_async(move |tx| match releases::gate(tx, &name)?.filter(releases::ReleaseGate::is_open) {
                Some(gate) => stored_release::rows(tx, gate.wave_id, Some(number)),
                None => Ok(None),
            });
        let Some(rows) = rows.await? else { return Ok(None) };
        let release = Arc::new(stored_release::read(rows, Readable::ByAll)?);
        let mut former = self.former();
        if former.len() < FORMER_MAX {
            former.insert(number, Arc::clone(&release));
        }
        Ok(Some(release))
    }

    fn former(&self) -> std::sync::MutexGuard<'_, BTreeMap<u32, Arc<StoredRelease>>> {
        self.former.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Known {
    looked_at: Instant,
    public: Arc<Public>,
}

type Waves = Arc<RwLock<HashMap<WaveSlug, Known>>>;

struct Waiting {
    slug: WaveSlug,
    reply: oneshot::Sender<Result<Option<Arc<Public>>, StoreError>>,
}

/// What this node knows, and the door to the thread that looks.
pub(super) struct PublicReleases {
    waves: Waves,
    queue: mpsc::Sender<Waiting>,
}

impl PublicReleases {
    pub(super) fn start(store: Store) -> Result<Self, AppError> {
        let (queue, mut arrivals) = mpsc::channel(QUEUE_LOOKS_MAX);
        let waves = Waves::default();
        let known = Arc::clone(&waves);
        thread::Builder::new()
            .name("releases".to_owned())
            .spawn(move || while answer(&store, &known, &mut arrivals).is_some() {})
            .map_err(|error| AppError::Internal(format!("starting the reader of releases: {error}")))?;
        Ok(Self { waves, queue })
    }

    /// What is public of this wave now; `None` for one that is not there and for one whose time has not come.
    pub(super) async fn find(&self, slug: &WaveSlug) -> Result<Option<Arc<Public>>, AppError> {
        let known = self.known(slug);
        if let Some((public, true)) = &known {
            return Ok(Some(Arc::clone(public)));
        }
        match (self.look(slug).await, known) {
            (Ok(found), _) => Ok(found),
            // What was public stays so: a database that is away for a while hides no results.
            (Err(error), Some((public, _))) => {
                tracing::warn!(%error, "a release served as it was last seen");
                Ok(Some(public))
            }
            (Err(error), _) => Err(error.into()),
        }
    }

    /// With whether it was looked at a moment ago.
    fn known(&self, slug: &WaveSlug) -> Option<(Arc<Public>, bool)> {
        let waves = self.waves.read().unwrap_or_else(PoisonError::into_inner);
        waves.get(slug).map(|known| (Arc::clone(&known.public), known.looked_at.elapsed() < LOOK_AGAIN))
    }

    async fn look(&self, slug: &WaveSlug) -> Result<Option<Arc<Public>>, StoreError> {
        let busy = || StoreError::Busy("trop de lectures attendent déjà".to_owned());
        let (reply, answer) = oneshot::channel();
        self.queue.try_send(Waiting { slug: slug.clone(), reply }).map_err(|_| busy())?;
        answer.await.map_err(|_| busy())?
    }
}

/// One round of looks. `None` when there will be no more.
fn answer(store: &Store, waves: &Waves, arrivals: &mut mpsc::Receiver<Waiting>) -> Option<()> {
    let mut waiting: BTreeMap<WaveSlug, Vec<_>> = BTreeMap::new();
    let mut arrived = Some(arrivals.blocking_recv()?);
    let mut count = 0;
    while let Some(one) = arrived {
        waiting.entry(one.slug).or_default().push(one.reply);
        count += 1;
        arrived = if count < LOOKS_MAX { arrivals.try_recv().ok() } else { None };
    }
    let slugs: Vec<&WaveSlug> = waiting.keys().collect();
    // As in the collector: a defect in one round must not end the thread everybody reads by.
    let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| look(store, waves, &slugs)))
        .unwrap_or_else(|_| Err(StoreError::Broken("the reader of releases panicked".to_owned())));
    for (at, replies) in waiting.into_values().enumerate() {
        let one = match &found {
            Ok(all) => all.get(at).cloned().unwrap_or(Ok(None)),
            Err(error) => Err(error.clone()),
        };
        for reply in replies {
            // Somebody who went away no longer waits.
            let _ = reply.send(one.clone());
        }
    }
    Some(())
}

/// What one look found.
enum Seen {
    Shut,
    /// The number already known, as it is known.
    Same(Arc<Public>),
    Other(Box<Rows>),
}

type Found = Result<Option<Arc<Public>>, StoreError>;

/// One round trip for all of them; what is new is then parsed, each on its own.
fn look(store: &Store, waves: &Waves, slugs: &[&WaveSlug]) -> Result<Vec<Found>, StoreError> {
    let looked_at = Instant::now();
    let known: Vec<Option<Arc<Public>>> = {
        let waves = waves.read().unwrap_or_else(PoisonError::into_inner);
        slugs.iter().map(|slug| waves.get(*slug).map(|known| Arc::clone(&known.public))).collect()
    };
    let seen: Vec<Seen> = store.read(|tx| {
        slugs.iter().zip(known).map(|(slug, known)| see(tx, slug, known)).collect::<Result<_, StoreError>>()
    })?;
    let found: Vec<Found> = seen.into_iter().map(public).collect();
    let mut waves = waves.write().unwrap_or_else(PoisonError::into_inner);
    for (slug, found) in slugs.iter().zip(&found) {
        match found {
            Ok(Some(public)) => {
                waves.insert((*slug).clone(), Known { looked_at, public: Arc::clone(public) });
            }
            Ok(None) => drop(waves.remove(*slug)),
            Err(_) => {}
        }
    }
    Ok(found)
}

fn see(tx: &mut crate::store::ReadTx<'_>, slug: &WaveSlug, known: Option<Arc<Public>>) -> Result<Seen, StoreError> {
    let Some(gate) = releases::gate(tx, slug)?.filter(releases::ReleaseGate::is_open) else { return Ok(Seen::Shut) };
    let number = releases::latest_number(tx, gate.wave_id)?;
    if let Some(public) = known.filter(|known| i32::try_from(known.latest.number).ok() == number) {
        return Ok(Seen::Same(public));
    }
    Ok(stored_release::rows(tx, gate.wave_id, None)?.map_or(Seen::Shut, |rows| Seen::Other(Box::new(rows))))
}

fn public(seen: Seen) -> Found {
    match seen {
        Seen::Shut => Ok(None),
        Seen::Same(public) => Ok(Some(public)),
        Seen::Other(rows) => {
            let latest = Arc::new(stored_release::read(*rows, Readable::ByAll)?);
            Ok(Some(Arc::new(Public { latest, former: Mutex::default() })))
        }
    }
}
