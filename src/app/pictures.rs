//! Pictures of figures, drawn away from the threads that answer respondents. Whoever shows one keeps it.

use crate::app::{App, AppError};
use crate::export::picture;

impl App {
    /// The drawing as a PNG.
    pub async fn picture(&self, drawing: String) -> Result<Vec<u8>, AppError> {
        let drawn = self.compute(move || picture::png(&drawing)).await?;
        drawn.map_err(|error| AppError::Internal(error.to_string()))
    }
}
