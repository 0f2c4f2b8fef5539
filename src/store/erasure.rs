//! What was erased, gone from the files of SQLite too. `secure_delete` zeroes the bytes a row leaves in its page; two things
//! stay: older images of that page in the log, which a truncating checkpoint removes, and now and then a copy made when pages
//! were split, which only writing the file anew removes. PostgreSQL clears its pages by its own vacuum: nothing is done here.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::store::connection::AnyConnection;
use crate::store::{Backend, Store, StoreError};

/// Longer than this a checkpoint does not wait for readers: writers would wait behind it. The next turn tries again.
const READERS_WAIT: Duration = Duration::from_millis(250);
/// A larger file is not written anew by the service: writers wait meanwhile, and the new file is made in memory.
const REBUILD_BYTES_MAX: i64 = 256 * 1024 * 1024;

/// What erased rows may still stand in, as this process knows it.
pub(in crate::store) struct Traces {
    log: AtomicBool,
    pages: AtomicBool,
}

impl Default for Traces {
    /// Of the log nothing is known before the first checkpoint: a process that erased may have been killed.
    fn default() -> Self {
        Self { log: AtomicBool::new(true), pages: AtomicBool::new(false) }
    }
}

/// What a checkpoint says of itself, in the words of SQLite.
#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = BigInt)]
    busy: i64,
}

#[derive(QueryableByName)]
struct Size {
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

impl Store {
    /// Something personal was erased: its traces are to go, by [`Store::clear_log`] and [`Store::rebuild`].
    pub fn note_erasure(&self) {
        self.inner.traces.log.store(true, Ordering::SeqCst);
        self.inner.traces.pages.store(true, Ordering::SeqCst);
    }

    /// Empties the log if something erased may stand in it; whether it did. Somebody reading now may keep it from that: it is
    /// left for the next call.
    pub async fn clear_log(&self) -> Result<bool, StoreError> {
        self.without(|traces| &traces.log, truncate_log).await
    }

    /// Writes the file anew if something erased may stand in it, then empties the log; whether it did. Writers wait
    /// meanwhile, and a file too large for that is left to whoever runs the service.
    pub async fn rebuild(&self) -> Result<bool, StoreError> {
        let rebuilt = self.without(|traces| &traces.pages, rebuild).await?;
        if rebuilt {
            self.inner.traces.log.store(true, Ordering::SeqCst);
            self.clear_log().await?;
        }
        Ok(rebuilt)
    }

    async fn without(
        &self,
        trace: fn(&Traces) -> &AtomicBool,
        work: fn(&mut AnyConnection) -> Result<bool, StoreError>,
    ) -> Result<bool, StoreError> {
        // Put down before the work: what is erased during it asks for another turn.
        if self.backend() != Backend::Sqlite || !trace(&self.inner.traces).swap(false, Ordering::SeqCst) {
            return Ok(false);
        }
        let store = self.clone();
        let done = self.on_blocking_thread(&self.inner.writing, move || store.inner.writers.outside(work)).await;
        if !matches!(done, Ok(true)) {
            trace(&self.inner.traces).store(true, Ordering::SeqCst);
        }
        done
    }
}

fn truncate_log(connection: &mut AnyConnection) -> Result<bool, StoreError> {
    let wait: Vec<Size> = diesel::sql_query("SELECT timeout AS bytes FROM pragma_busy_timeout").load(connection)?;
    connection.batch_execute(&format!("PRAGMA busy_timeout = {}", READERS_WAIT.as_millis()))?;
    let outcome: Result<Vec<Checkpoint>, _> = diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").load(connection);
    for usual in wait {
        connection.batch_execute(&format!("PRAGMA busy_timeout = {}", usual.bytes))?;
    }
    Ok(outcome?.iter().all(|told| told.busy == 0))
}

fn rebuild(connection: &mut AnyConnection) -> Result<bool, StoreError> {
    let size = "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size";
    let size: Size = diesel::sql_query(size).get_result(connection)?;
    if size.bytes > REBUILD_BYTES_MAX {
        tracing::warn!(bytes = size.bytes, "too large to be written anew by the service: VACUUM it by hand");
        return Ok(false);
    }
    connection.batch_execute("VACUUM")?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreOptions;

    const ROWS: usize = 600;

    fn mark(row: usize) -> String {
        format!("CANARI{row:06}")
    }

    /// Rows that grow page after page as interviews do, so that pages are split; every second one is then erased.
    fn half_erased(store: &Store) {
        let write = |statements: String| {
            store.write(|tx| Ok(tx.connection().batch_execute(&statements)?)).unwrap();
        };
        write("CREATE TABLE t (id BLOB PRIMARY KEY, answers TEXT)".to_owned());
        // Names in no order, as those of interviews are.
        let name = |row: usize| format!("{:08x}", row.wrapping_mul(2_654_435_761) % (1 << 32));
        for length in [0, 20, 40, 60] {
            for from in (0..ROWS).step_by(50) {
                let statement = |row: usize| {
                    let answers = mark(row).repeat(length);
                    match length {
                        0 => format!("INSERT INTO t VALUES ('{}', '')", name(row)),
                        _ => format!("UPDATE t SET answers = '{answers}' WHERE id = '{}'", name(row)),
                    }
                };
                write((from..from + 50).map(statement).collect::<Vec<_>>().join(";"));
            }
        }
        let erase = |row| format!("UPDATE t SET answers = '' WHERE id = '{}'", name(row));
        write((0..ROWS).step_by(2).map(erase).collect::<Vec<_>>().join(";"));
    }

    fn left(folder: &tempfile::TempDir) -> usize {
        let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap_or_default();
        let text = String::from_utf8_lossy(&[read("sonde.db"), read("sonde.db-wal")].concat()).into_owned();
        (0..ROWS).step_by(2).filter(|row| text.contains(&mark(*row))).count()
    }

    #[test]
    fn what_was_erased_stands_in_no_file_once_its_traces_are_gone() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("sonde.db").display());
        let store = Store::open(&url, StoreOptions::default()).unwrap();
        half_erased(&store);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        assert!(left(&folder) > ROWS / 4, "the log still holds them: {}", left(&folder));
        assert!(runtime.block_on(store.clear_log()).unwrap());
        assert!(left(&folder) < ROWS / 20, "secure_delete zeroes all but copies of split pages: {}", left(&folder));
        assert!(!runtime.block_on(store.rebuild()).unwrap(), "nothing was noted as erased");
        store.note_erasure();
        assert!(runtime.block_on(store.rebuild()).unwrap());
        assert_eq!(left(&folder), 0);
        assert!(!runtime.block_on(store.clear_log()).unwrap(), "nothing is left to do");
        let kept = store.read(|tx| {
            let text = "SELECT count(*) AS bytes FROM t WHERE answers LIKE 'CANARI%'";
            Ok(diesel::sql_query(text).get_result::<Size>(tx.connection())?.bytes)
        });
        assert_eq!(kept.unwrap(), 300, "and whoever was not erased is all there");
    }

    #[test]
    fn somebody_who_reads_puts_it_off_and_holds_up_no_writer_for_long() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("sonde.db").display());
        let store = Store::open(&url, StoreOptions::default()).unwrap();
        let write = |statement: &str| store.write(|tx| Ok(tx.connection().batch_execute(statement)?)).unwrap();
        write("CREATE TABLE t (a)");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        store
            .read(|tx| {
                let count = |tx: &mut crate::store::ReadTx<'_>| {
                    diesel::sql_query("SELECT count(*) AS bytes FROM t").get_result::<Size>(tx.connection())
                };
                count(tx)?;
                write("INSERT INTO t VALUES ('x')");
                let from = std::time::Instant::now();
                assert!(!runtime.block_on(store.clear_log()).unwrap());
                assert!(from.elapsed() < READERS_WAIT * 4, "{:?}", from.elapsed());
                Ok(())
            })
            .unwrap();
        assert!(runtime.block_on(store.clear_log()).unwrap(), "it was left for this call");
    }
}
