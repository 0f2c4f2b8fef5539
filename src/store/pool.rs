//! A few connections of one kind, opened when first needed, lent in order of arrival. A connection that was in a
//! panic, or whose transaction could not be ended, is closed and not lent again.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::store::address::Address;
use crate::store::connection::{Access, AnyConnection};
use crate::store::error::StoreError;

pub(in crate::store) struct Pool {
    address: Address,
    access: Access,
    size: usize,
    wait_max: Duration,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<AnyConnection>,
    /// Lent and idle ones together.
    open: usize,
    /// First come, first served: a thread that gives the writer back and asks again at once, as the collector does,
    /// would otherwise starve all others.
    queue: VecDeque<u64>,
    next_ticket: u64,
}

/// A connection on loan. It goes back to the pool only if its transaction was ended.
pub(in crate::store) struct Lent<'a> {
    pool: &'a Pool,
    connection: Option<AnyConnection>,
    is_given_back: bool,
}

impl Pool {
    pub(in crate::store) fn new(address: Address, access: Access, size: usize, wait_max: Duration) -> Self {
        Self { address, access, size: size.max(1), wait_max, state: Mutex::default(), changed: Condvar::new() }
    }

    pub(in crate::store) fn size(&self) -> usize {
        self.size
    }

    /// A connection inside a transaction of its kind. One found dead (server restarted, network cut) is replaced:
    /// nothing was asked of it yet, so nothing can be done twice.
    pub(in crate::store) fn begin(&self) -> Result<Lent<'_>, StoreError> {
        let mut lent = self.take()?;
        match lent.begin() {
            Err(StoreError::Unreachable { .. } | StoreError::Broken(_)) => {
                self.close_idle();
                lent.connection = None;
                lent.connection = Some(AnyConnection::open(&self.address, self.access, self.wait_max)?);
                lent.begin()?;
            }
            other => other?,
        }
        Ok(lent)
    }

    /// A connection for what no transaction can hold. One that fails is closed: its settings may have changed.
    pub(in crate::store) fn outside<T>(
        &self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut lent = self.take()?;
        let done = work(lent.connection()?)?;
        lent.give_back();
        Ok(done)
    }

    fn take(&self) -> Result<Lent<'_>, StoreError> {
        match self.wait_for_turn()? {
            Some(connection) => Ok(Lent { pool: self, connection: Some(connection), is_given_back: false }),
            None => {
                // Made first, so that its drop gives the slot back if opening fails.
                let mut lent = Lent { pool: self, connection: None, is_given_back: false };
                lent.connection = Some(AnyConnection::open(&self.address, self.access, self.wait_max)?);
                Ok(lent)
            }
        }
    }

    /// An idle connection, or the right to open one.
    fn wait_for_turn(&self) -> Result<Option<AnyConnection>, StoreError> {
        let until = Instant::now() + self.wait_max;
        let mut state = self.state();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.queue.push_back(ticket);
        loop {
            let has_room = !state.idle.is_empty() || state.open < self.size;
            if has_room && state.queue.front() == Some(&ticket) {
                state.queue.pop_front();
                let idle = state.idle.pop();
                if idle.is_none() {
                    state.open += 1;
                }
                drop(state);
                // The next in the queue may have room too.
                self.changed.notify_all();
                return Ok(idle);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                state.queue.retain(|other| *other != ticket);
                drop(state);
                self.changed.notify_all();
                return Err(StoreError::Busy("toutes les connexions sont prises".to_owned()));
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn close_idle(&self) {
        let mut state = self.state();
        state.open = state.open.saturating_sub(state.idle.len());
        let dead = std::mem::take(&mut state.idle);
        drop(state);
        drop(dead);
    }

    /// The state is whole at every point where a panic could come: a poisoned lock is as good as another.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lent<'_> {
    pub(in crate::store) fn connection(&mut self) -> Result<&mut AnyConnection, StoreError> {
        self.connection.as_mut().ok_or_else(|| StoreError::Broken("connexion déjà rendue".to_owned()))
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        let access = self.pool.access;
        self.connection()?.begin(access)
    }

    /// Keeps what was written, then gives the connection back.
    pub(in crate::store) fn commit(mut self) -> Result<(), StoreError> {
        self.connection()?.commit()?;
        self.give_back();
        Ok(())
    }

    /// Forgets what was written. A connection that cannot even do that is closed, which forgets it too.
    pub(in crate::store) fn rollback(mut self) {
        if self.connection().is_ok_and(|connection| connection.rollback().is_ok()) {
            self.give_back();
        }
    }

    fn give_back(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.pool.state().idle.push(connection);
            self.is_given_back = true;
        }
    }
}

impl Drop for Lent<'_> {
    /// Without `give_back` the connection is closed here, its transaction with it: after a panic or a lost server.
    fn drop(&mut self) {
        if !self.is_given_back {
            drop(self.connection.take());
            let mut state = self.pool.state();
            state.open = state.open.saturating_sub(1);
        }
        self.pool.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    fn one_writer(folder: &tempfile::TempDir) -> Pool {
        let address = Address::Sqlite(folder.path().join("sonde.db").display().to_string());
        Pool::new(address, Access::Write, 1, Duration::from_secs(10))
    }

    #[test]
    fn who_gives_back_and_asks_again_comes_after_those_who_wait() {
        let folder = tempfile::tempdir().unwrap();
        let pool = one_writer(&folder);
        let order = Mutex::new(Vec::new());
        thread::scope(|scope| {
            let first = pool.begin().unwrap();
            scope.spawn(|| {
                let waiting = pool.begin().unwrap();
                order.lock().unwrap().push("who waited");
                waiting.rollback();
            });
            while pool.state().queue.is_empty() {
                thread::yield_now();
            }
            first.rollback();
            let again = pool.begin().unwrap();
            order.lock().unwrap().push("who asked again");
            again.rollback();
        });
        assert_eq!(order.into_inner().unwrap(), ["who waited", "who asked again"]);
    }

    #[test]
    fn a_connection_that_cannot_be_opened_leaves_its_place_to_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("later").join("sonde.db");
        let address = Address::Sqlite(file.display().to_string());
        let pool = Pool::new(address, Access::Write, 1, Duration::from_millis(50));
        for _ in 0..3 {
            assert!(matches!(pool.begin().map(Lent::rollback), Err(StoreError::Unreachable { .. })));
        }
        std::fs::create_dir(file.parent().unwrap()).unwrap();
        pool.begin().unwrap().rollback();
    }
}
