//! The people's mailboxes: what the mail server delivered is read as a mail program does, from `new` to `cur`, and only what
//! is for this test's people. Reports of letters that came back are handed to the folder the service watches.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::inbox::{decoded, header};
use crate::invited::WAIT;

const LOOK_PAUSE: Duration = Duration::from_millis(100);
/// What only the shipped reminder says.
const REMINDER: &str = "Nous n’avons pas encore votre réponse";

/// A letter as its reader sees it.
#[derive(Clone, Debug)]
pub struct Letter {
    pub message_id: String,
    pub is_reminder: bool,
    /// Path of the personal link.
    pub link: String,
    /// Path of the one click that ends letters.
    pub unsubscribe: String,
    pub text: String,
}

/// Reads until it is dropped.
pub struct Post {
    received: Arc<Received>,
}

struct Received {
    /// In every address of this test, and in no other's.
    own: String,
    site: String,
    bounces: PathBuf,
    letters: Mutex<BTreeMap<String, Vec<Letter>>>,
    is_over: AtomicBool,
}

impl Post {
    /// Reports that come back go to the maildir `bounces`; `site` is how links must begin.
    pub fn read(own: &str, site: &str, bounces: &Path) -> Self {
        for part in ["new", "tmp"] {
            fs::create_dir_all(bounces.join(part)).expect("a maildir");
        }
        let received = Received {
            own: own.to_owned(),
            site: site.to_owned(),
            bounces: bounces.to_owned(),
            letters: Mutex::default(),
            is_over: AtomicBool::new(false),
        };
        let received = Arc::new(received);
        let reader = Arc::clone(&received);
        thread::spawn(move || reader.go_on());
        Self { received }
    }

    /// Where reports are asked to come.
    pub fn bounces_to(own: &str) -> String {
        format!("r-{own}@example.org")
    }

    pub fn letters(&self) -> BTreeMap<String, Vec<Letter>> {
        self.received.letters.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many there are, reminders or not.
    pub fn count(&self, is_reminder: bool) -> usize {
        let letters = self.received.letters.lock().unwrap_or_else(PoisonError::into_inner);
        letters.values().flatten().filter(|letter| letter.is_reminder == is_reminder).count()
    }

    /// The first letter to this address, once it has come.
    pub async fn first(&self, address: &str) -> Letter {
        let from = Instant::now();
        loop {
            let letters = self.received.letters.lock().unwrap_or_else(PoisonError::into_inner).get(address).cloned();
            if let Some(letter) = letters.and_then(|letters| letters.into_iter().next()) {
                return letter;
            }
            assert!(from.elapsed() < WAIT, "no letter came to {address}");
            tokio::time::sleep(LOOK_PAUSE).await;
        }
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.received.is_over.store(true, Ordering::Relaxed);
    }
}

impl Received {
    fn go_on(&self) {
        let folder = std::env::var("SONDE_TEST_MAILDIR").expect("`tests/run` starts a mail server and sets it");
        let (folder, mut of_others) = (PathBuf::from(folder), BTreeSet::new());
        while !self.is_over.load(Ordering::Relaxed) {
            // Made by the first delivery.
            for entry in fs::read_dir(folder.join("new")).into_iter().flatten() {
                let path = entry.expect("a letter").path();
                if !of_others.contains(&path) && !self.take(&folder, &path) {
                    of_others.insert(path);
                }
            }
            thread::sleep(LOOK_PAUSE);
        }
    }

    /// Whether it is one of ours.
    fn take(&self, folder: &Path, path: &Path) -> bool {
        let Ok(text) = fs::read_to_string(path) else { return false };
        let (reports, of_person) = (format!("r-{}+", self.own), format!("-{}@", self.own));
        let address = header(&text, "Delivered-To").unwrap_or_default();
        if !address.starts_with(&reports) && !address.contains(&of_person) {
            return false;
        }
        let name = path.file_name().expect("a name");
        if address.starts_with(&reports) {
            let part = self.bounces.join("tmp").join(name);
            fs::write(&part, &text).expect("a report");
            fs::rename(part, self.bounces.join("new").join(name)).expect("a report that is whole");
        } else {
            let letter = self.letter(&text);
            self.letters.lock().unwrap_or_else(PoisonError::into_inner).entry(address).or_default().push(letter);
        }
        fs::rename(path, folder.join("cur").join(name)).expect("a letter that was read");
        true
    }

    fn letter(&self, whole: &str) -> Letter {
        let text = decoded(whole);
        let of_site = |address: &str| address.strip_prefix(&self.site).expect("an address of the service").to_owned();
        let link = text.split_whitespace().find(|word| word.contains("/i/")).expect("a personal link");
        let unsubscribe = header(whole, "List-Unsubscribe").expect("one click");
        Letter {
            message_id: header(whole, "Message-ID").expect("an id"),
            is_reminder: text.contains(REMINDER),
            link: of_site(link),
            unsubscribe: of_site(unsubscribe.trim_matches(['<', '>'])),
            text,
        }
    }
}
