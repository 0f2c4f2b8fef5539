//! The figures already published before this service, which it carries with it: no wave, no response and no embargo stand
//! behind them, so everybody may read them at any time.

use std::sync::LazyLock;

use crate::app::{App, AppError};
use crate::domain::published::Published;

macro_rules! published {
    ($name:literal) => {
        (concat!("published/", $name), include_str!(concat!("../../questionnaires/published/", $name)))
    };
}

static PUBLISHED: LazyLock<Result<Published, String>> = LazyLock::new(|| {
    Published::read(published!("results.csv"), published!("scores.csv"), published!("labels.csv"))
        .map_err(|faults| faults.to_string())
});

impl App {
    /// Percentages and means printed about the studies, with where each was read.
    pub fn read_published(&self) -> Result<&'static Published, AppError> {
        PUBLISHED.as_ref().map_err(|faults| AppError::Internal(format!("published figures: {faults}")))
    }
}
