//! Pictures of figures, drawn away from the threads that answer respondents, and kept: a link that is shared is previewed by
//! thousands at once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::app::{App, AppError};
use crate::domain::id::Digest;
use crate::export::picture;

/// Pictures kept; one more and all are let go.
const KEPT_MAX: usize = 256;

#[derive(Default)]
pub(super) struct Pictures(Mutex<BTreeMap<String, Arc<Vec<u8>>>>);

impl Pictures {
    fn kept(&self, key: &str) -> Option<Arc<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn keep(&self, key: String, picture: &Arc<Vec<u8>>) {
        let mut pictures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pictures.len() >= KEPT_MAX {
            pictures.clear();
        }
        pictures.insert(key, Arc::clone(picture));
    }
}

impl App {
    /// The drawing as a PNG, by its content: the same one is drawn once.
    pub async fn picture(&self, drawing: String) -> Result<Vec<u8>, AppError> {
        let key = Digest::of(drawing.as_bytes()).hex();
        if let Some(kept) = self.inner.pictures.kept(&key) {
            return Ok(kept.to_vec());
        }
        let drawn = tokio::task::spawn_blocking(move || picture::png(&drawing)).await;
        let drawn = drawn.map_err(|error| AppError::Internal(format!("drawing: {error}")))?;
        let picture = Arc::new(drawn.map_err(|error| AppError::Internal(error.to_string()))?);
        self.inner.pictures.keep(key, &picture);
        Ok(picture.to_vec())
    }
}
