//! The one door to results: nothing before the embargo instant of the database's clock, but for the early-access list.

use std::sync::Arc;

use crate::app::account::Account;
use crate::app::{App, AppError};
use crate::domain::id::{Digest, WaveSlug};
use crate::domain::release::Released;

/// Who reads.
#[derive(Debug, Clone, Copy)]
pub enum Reader<'a> {
    Public,
    Account(&'a Account),
}

#[derive(Debug)]
pub struct StoredRelease {
    pub number: u32,
    pub digest: Digest,
    /// Frozen canonical JSON, served as it is.
    pub json: String,
    pub released: Released,
    /// Read before its time by somebody on the list: never to be cached.
    pub is_early: bool,
}

impl App {
    pub async fn read_release(&self, reader: Reader<'_>, slug: &WaveSlug) -> Result<Arc<StoredRelease>, AppError> {
        let _ = (reader, slug);
        todo!()
    }
    /// Waves whose results anybody may read now.
    pub async fn public_releases(&self) -> Result<Vec<crate::app::wave_status::WaveSummary>, AppError> {
        todo!()
    }
}
