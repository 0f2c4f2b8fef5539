//! What the service remembers, on SQLite or PostgreSQL. The only room that names diesel.
//!
//! Two doors: [`Store::read`] and [`Store::write`], each one transaction. Query functions take the transaction; there
//! is one file a subject.

pub mod accounts;
mod address;
pub mod api_keys;
pub mod arms;
pub mod audit;
pub mod calls;
mod clock;
pub mod collecting;
pub mod columns;
mod connection;
pub mod consents;
pub mod console_sessions;
pub mod contacts;
pub mod downloads;
pub mod early_readers;
mod erasure;
mod error;
pub mod exclusions;
pub mod field_notes;
pub mod ids;
pub mod interviews;
pub mod invitations;
pub mod letter_plans;
pub mod mailings;
pub mod migrate;
pub mod moderations;
pub mod nomenclatures;
pub mod notices;
pub mod outbox;
pub mod panel_entries;
pub mod paradata;
mod pool;
pub mod purges;
pub mod questionnaires;
pub mod quotas;
pub mod refresh_tokens;
pub mod release_corrections;
pub mod release_files;
pub mod releases;
mod schema;
pub mod sealed_sets;
pub mod service_facts;
pub mod subscriptions;
pub mod suppressions;
mod tx;
pub mod wave_clock;
pub mod wave_versions;
pub mod waves;
pub mod weightings;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;

use address::Address;
use connection::Access;
use pool::Pool;

pub use error::StoreError;
pub use tx::{ReadTx, WriteTx};

/// How many connections, and how long one waits for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreOptions {
    pub readers: usize,
    /// On PostgreSQL; SQLite has one writer, whatever is said here.
    pub writers: usize,
    /// For a connection, then for a lock another process holds. After this, [`StoreError::Busy`].
    pub wait_max: Duration,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self { readers: 6, writers: 4, wait_max: Duration::from_secs(5) }
    }
}

/// Which database this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// The database. Cheap to clone; every clone is the same.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    address: Address,
    wait_max: Duration,
    readers: Pool,
    writers: Pool,
    /// As wide as the pools: no thread is taken before its connection is near.
    reading: Arc<Semaphore>,
    writing: Arc<Semaphore>,
    traces: erasure::Traces,
}

impl Store {
    /// Opens `sqlite:PATH` or `postgres://…` and checks that it answers. Does not migrate: see [`migrate::run`].
    pub fn open(url: &str, options: StoreOptions) -> Result<Self, StoreError> {
        let address = Address::parse(url)?;
        let writers = match address {
            Address::Sqlite(_) => 1,
            Address::Postgres(_) => options.writers,
        };
        let pool = |access, size| Pool::new(address.clone(), access, size, options.wait_max);
        let (readers, writers) = (pool(Access::Read, options.readers), pool(Access::Write, writers));
        let (reading, writing) = (Arc::new(Semaphore::new(readers.size())), Arc::new(Semaphore::new(writers.size())));
        // The writer first: on SQLite it makes the file that readers only open.
        writers.begin()?.rollback();
        let traces = erasure::Traces::default();
        let inner = Inner { address, wait_max: options.wait_max, readers, writers, reading, writing, traces };
        Ok(Self { inner: Arc::new(inner) })
    }

    pub fn backend(&self) -> Backend {
        match self.inner.address {
            Address::Sqlite(_) => Backend::Sqlite,
            Address::Postgres(_) => Backend::Postgres,
        }
    }

    /// The address, without its password.
    pub fn shown_address(&self) -> String {
        self.inner.address.to_string()
    }

    /// One read transaction. Blocks: from asynchronous code use [`Store::read_async`].
    pub fn read<T>(&self, body: impl FnOnce(&mut ReadTx<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut lent = self.inner.readers.begin()?;
        let outcome = body(&mut ReadTx::new(lent.connection()?));
        // Nothing to keep; a rollback ends a read as well as a commit does.
        lent.rollback();
        outcome
    }

    /// One write transaction: kept if `body` gives `Ok`, forgotten if it gives `Err` or panics. Blocks: from
    /// asynchronous code use [`Store::write_async`].
    pub fn write<T>(&self, body: impl FnOnce(&mut WriteTx<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.write_or(body)
    }

    /// [`Store::write`] for a body with refusals of its own: a refusal forgets the write as a failure does.
    pub fn write_or<T, E: From<StoreError>>(
        &self,
        body: impl FnOnce(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut lent = self.inner.writers.begin()?;
        match body(&mut WriteTx::new(lent.connection()?)) {
            Ok(value) => Ok(lent.commit().map(|()| value)?),
            Err(refused) => {
                lent.rollback();
                Err(refused)
            }
        }
    }

    /// [`Store::read`] on a blocking thread.
    pub async fn read_async<T, F>(&self, body: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut ReadTx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let store = self.clone();
        self.on_blocking_thread(&self.inner.reading, move || store.read(body)).await
    }

    /// [`Store::write`] on a blocking thread. Once begun it ends, even if the caller goes away.
    pub async fn write_async<T, F>(&self, body: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut WriteTx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let store = self.clone();
        self.on_blocking_thread(&self.inner.writing, move || store.write(body)).await
    }

    /// [`Store::write_or`] on a blocking thread.
    pub async fn write_or_async<T, E, F>(&self, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    {
        let store = self.clone();
        self.on_blocking_thread(&self.inner.writing, move || store.write_or(body)).await
    }

    async fn on_blocking_thread<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        places: &Arc<Semaphore>,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let busy = || StoreError::Busy("trop de demandes attendent déjà".to_owned());
        let place = tokio::time::timeout(self.inner.wait_max, Arc::clone(places).acquire_owned())
            .await
            .map_err(|_| busy())?
            .map_err(|_| busy())?;
        let span = tracing::Span::current();
        // The place goes with the work: a caller that goes away does not give back a connection still in use.
        let work = move || {
            let _place = place;
            span.in_scope(work)
        };
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|error| Err(StoreError::Broken(format!("l'opération s'est interrompue : {error}")).into()))
    }

    /// Whether the database answers, and what time it has.
    pub fn health(&self) -> Result<DateTime<Utc>, StoreError> {
        self.read(|tx| tx.now())
    }
}
