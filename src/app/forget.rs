//! What was erased goes from the files too: right after the deed that erased it, and again later where somebody reading
//! then kept it from that. A failure leaves the deed done: the next turn tries again.

use crate::app::{App, AppError, closing};
use crate::store::StoreError;
use crate::store::ids::WaveId;

impl App {
    /// The field is over: what the letters kept of how people ended goes, and its older images with the next clearing.
    pub(super) async fn forget_letters(&self, wave_id: WaveId) -> Result<(), AppError> {
        let gone = self.inner.store.write_async(move |tx| closing::forget_letters(tx, wave_id)).await?;
        if gone > 0 {
            self.inner.store.note_erasure();
        }
        Ok(())
    }

    /// After a few rows were erased.
    pub(super) async fn forget_now(&self) {
        self.inner.store.note_erasure();
        told(self.inner.store.clear_log().await);
    }

    /// After many were: the wave is sealed, or its time is over.
    pub(super) async fn forget_whole(&self) {
        self.inner.store.note_erasure();
        told(self.inner.store.rebuild().await);
        told(self.inner.store.clear_log().await);
    }

    /// The older images of rows erased since the last turn.
    pub async fn clear_log(&self) -> Result<usize, AppError> {
        Ok(usize::from(self.inner.store.clear_log().await?))
    }

    /// The copies that may be left of them in the file.
    pub async fn rebuild_database(&self) -> Result<usize, AppError> {
        Ok(usize::from(self.inner.store.rebuild().await?))
    }
}

fn told(done: Result<bool, StoreError>) {
    if let Err(error) = done {
        tracing::warn!(%error, "the traces of what was erased are still there; tried again later");
    }
}
