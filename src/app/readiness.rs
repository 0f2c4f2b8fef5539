//! Whether the service can do its work now: what a load balancer asks before sending people here.

use crate::app::{App, AppError};

impl App {
    /// A write transaction opens and reads the database's clock: reachable, writable, not stuck.
    pub async fn readiness(&self) -> Result<(), AppError> {
        self.inner.store.write_async(|tx| tx.now()).await?;
        Ok(())
    }
}
