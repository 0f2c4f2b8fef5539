//! What the service does: one file a deed. Rules come from `domain`, rows from `store`; nothing here knows HTTP.

pub mod account;
pub mod answer_page;
pub mod api_keys;
pub mod calendar;
mod changed;
mod closing;
pub mod collector;
pub mod contact_file;
pub mod correct_release;
mod deliver_letters;
pub mod deliver_mail;
pub mod doors;
pub mod downloads;
pub mod early_reading;
pub mod entries;
pub mod error;
pub mod examine;
pub mod exclude_interview;
pub mod export_data;
pub mod flag_interviews;
mod forget;
mod freeze_release;
mod holders;
pub mod import_contacts;
mod interview;
pub mod invite;
pub mod keys;
pub mod language;
pub mod letters;
mod lists;
pub mod load_letters;
pub mod load_wave;
pub mod loaded_wave;
pub mod lookup;
pub mod moderate_entry;
mod note_completions;
pub mod own_answers;
pub mod pack_kit;
pub mod page_time;
pub mod panel;
mod passwords;
pub mod pick_tables;
mod pictures;
mod public_releases;
pub mod purge_expired;
pub mod read_entries;
pub mod read_published;
pub mod read_release;
mod readiness;
pub mod receive_bounces;
pub mod respondent;
pub mod resume;
pub mod review_interview;
pub mod revise_wave;
pub mod run_wave;
pub mod seal_wave;
pub mod send_whole;
pub mod settings;
mod settled;
mod sever;
pub mod sign_in;
pub mod signature;
pub mod simulate_wave;
pub mod start_interview;
mod stored_release;
pub mod subscriptions;
pub mod take_bounces;
pub mod telephone;
mod tell_panels;
mod tend;
pub mod ticket;
pub mod unsubscribe;
pub mod verify_release;
pub mod view_page;
pub mod wave_audit;
pub mod wave_status;
pub mod weigh_wave;
mod workbook;

use std::sync::Arc;

pub use error::{AppError, ErrorKind};

use collector::Collector;
use keys::Keys;
use lists::KnownLists;
use loaded_wave::LoadedWaves;
use lookup::Lookup;
use public_releases::PublicReleases;
use settings::Settings;

use crate::store::Store;

/// The running service. Cheap to clone; every door holds one.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    store: Store,
    keys: Keys,
    collector: Collector,
    lookup: Lookup,
    public_releases: PublicReleases,
    waves: LoadedWaves,
    lists: KnownLists,
}

impl App {
    /// Wires the service on a database already migrated.
    pub fn new(settings: Settings, store: Store, keys: Keys) -> Result<Self, AppError> {
        let collector = Collector::start(store.clone(), settings.public_url.clone())?;
        let lookup = Lookup::start(store.clone())?;
        let public_releases = PublicReleases::start(store.clone())?;
        let inner = Inner {
            settings,
            store,
            keys,
            collector,
            lookup,
            public_releases,
            waves: LoadedWaves::default(),
            lists: KnownLists::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }
}
