//! What the service does: one file a deed. Rules come from `domain`, rows from `store`; nothing here knows HTTP.

pub mod account;
pub mod answer_page;
mod closing;
pub mod collector;
pub mod error;
pub mod keys;
pub mod loaded_wave;
pub mod read_release;
pub mod respondent;
pub mod run_wave;
pub mod send_whole;
pub mod settings;
pub mod sign_in;
pub mod start_interview;
pub mod view_page;
pub mod wave_status;

use std::sync::Arc;

pub use error::{AppError, ErrorKind};

/// The running service. Cheap to clone; every door holds one.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    settings: settings::Settings,
}

impl App {
    pub fn settings(&self) -> &settings::Settings {
        &self.inner.settings
    }
}
