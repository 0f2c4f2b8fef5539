//! Copies kept in memory of what is made of public releases, within a number of bytes. Two generations: what was asked for
//! since the younger one began stays, the rest goes when the younger one is full.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use actix_web::http::header::HeaderValue;
use actix_web::web::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::domain::id::Digest;

/// Of the two generations together.
const BYTES_MAX: usize = 96 * 1024 * 1024;
/// What a copy takes beside its bytes: its key, its headers, its compressed form.
const BYTES_BESIDE: usize = 512;
/// Shorter texts gain nothing.
const COMPRESSED_BYTES_MIN: usize = 512;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub digest: Digest,
    pub latest: u32,
    pub part: String,
}

/// Bytes with what is said of them.
pub struct Copy {
    pub plain: Bytes,
    /// Of those very bytes: whatever made them, other bytes have another tag.
    pub tag: HeaderValue,
    pub media_type: HeaderValue,
    gzip: OnceLock<Option<(Bytes, HeaderValue)>>,
}

impl Copy {
    pub fn new(plain: Bytes, media_type: &str) -> Self {
        let digest = Digest::of(&plain).hex();
        let octets = HeaderValue::from_static("application/octet-stream");
        Self {
            tag: tag(&digest, ""),
            media_type: HeaderValue::from_str(media_type).unwrap_or(octets),
            gzip: OnceLock::new(),
            plain,
        }
    }

    /// Compressed the first time somebody takes it so; `None` where that gains nothing.
    pub fn gzip(&self) -> Option<(&Bytes, &HeaderValue)> {
        let made = self.gzip.get_or_init(|| {
            let is_text = is_text(self.media_type.to_str().unwrap_or_default());
            if !is_text || self.plain.len() < COMPRESSED_BYTES_MIN {
                return None;
            }
            let bytes = compressed(&self.plain).filter(|bytes| bytes.len() < self.plain.len())?;
            Some((Bytes::from(bytes), tag(&Digest::of(&self.plain).hex(), "-gzip")))
        });
        made.as_ref().map(|(bytes, tag)| (bytes, tag))
    }

    /// Whether a list of tags names these bytes, compressed or not.
    pub fn is_one_of(&self, tags: &HeaderValue) -> bool {
        self.tag.to_str().is_ok_and(|tag| is_one_of(tags, tag.trim_matches('"')))
    }
}

/// Whether a list of tags has this one, given without quotes.
pub fn is_one_of(tags: &HeaderValue, name: &str) -> bool {
    let Ok(tags) = tags.to_str() else { return false };
    tags.split(',').map(str::trim).any(|given| {
        let given = given.strip_prefix("W/").unwrap_or(given);
        let bare = given.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        given == "*" || bare.is_some_and(|bare| bare.strip_suffix("-gzip").unwrap_or(bare) == name)
    })
}

fn tag(digest: &str, how: &str) -> HeaderValue {
    let text = ["\"", digest, how, "\""].concat();
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("\"\""))
}

fn is_text(media_type: &str) -> bool {
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    kind.starts_with("text/") || ["json", "xml", "csv"].iter().any(|end| kind.ends_with(end))
}

/// `None` never happens: memory takes whatever is written to it.
fn compressed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

type Slot = Arc<OnceLock<Copy>>;

#[derive(Default)]
struct Generations {
    younger: HashMap<Key, Slot>,
    older: HashMap<Key, Slot>,
    younger_bytes: usize,
}

/// The copies of this process.
#[derive(Default)]
pub struct Kept(Mutex<Generations>);

impl Kept {
    /// What was made already; asked for so, it stays as what is made does.
    pub fn get<T>(&self, key: &Key, give: impl FnOnce(&Copy) -> T) -> Option<T> {
        let is_known = {
            let generations = self.lock();
            generations.younger.contains_key(key) || generations.older.contains_key(key)
        };
        if is_known { self.slot(key).get().map(give) } else { None }
    }

    /// Whoever comes first makes it; those who come meanwhile wait for that one.
    pub fn get_or_make<T>(&self, key: &Key, make: impl FnOnce() -> Copy, give: impl FnOnce(&Copy) -> T) -> T {
        let slot = self.slot(key);
        let mut is_new = false;
        let copy = slot.get_or_init(|| {
            is_new = true;
            make()
        });
        if is_new {
            self.lock().grow(copy);
        }
        give(copy)
    }

    fn slot(&self, key: &Key) -> Slot {
        let mut generations = self.lock();
        if let Some(slot) = generations.younger.get(key) {
            return Arc::clone(slot);
        }
        let slot = generations.older.remove(key).unwrap_or_default();
        generations.younger.insert(key.clone(), Arc::clone(&slot));
        if let Some(copy) = slot.get() {
            generations.grow(copy);
        }
        slot
    }

    fn lock(&self) -> MutexGuard<'_, Generations> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    fn grow(&mut self, copy: &Copy) {
        // Its compressed form, made or to come, is counted for half.
        self.younger_bytes += copy.plain.len() + copy.plain.len() / 2 + BYTES_BESIDE;
        if self.younger_bytes > BYTES_MAX / 2 {
            self.older = std::mem::take(&mut self.younger);
            self.younger_bytes = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(part: &str) -> Key {
        Key { digest: Digest::of(b"release"), latest: 1, part: part.to_owned() }
    }

    fn given(kept: &Kept, part: &str, made: &std::cell::Cell<u32>, bytes: usize) -> usize {
        let make = || {
            made.set(made.get() + 1);
            Copy::new(Bytes::from(vec![b'a'; bytes]), "text/plain")
        };
        kept.get_or_make(&key(part), make, |copy| copy.plain.len())
    }

    #[test]
    fn what_was_made_is_not_made_again() {
        let (kept, made) = (Kept::default(), std::cell::Cell::new(0));
        let has = |key: &Key| kept.get(key, |_| ()).is_some();
        assert!(!has(&key("page")));
        assert_eq!([given(&kept, "page", &made, 9), given(&kept, "page", &made, 8)], [9, 9]);
        assert_eq!(made.get(), 1);
        assert!(has(&key("page")) && !has(&Key { latest: 2, ..key("page") }), "a correction is another page");
    }

    #[test]
    fn what_nobody_asks_for_goes_and_what_is_asked_for_stays() {
        let (kept, made) = (Kept::default(), std::cell::Cell::new(0));
        let large = BYTES_MAX / 8;
        given(&kept, "asked for", &made, 1);
        given(&kept, "left alone", &made, 1);
        for number in 0..8 {
            given(&kept, &number.to_string(), &made, large);
            given(&kept, "asked for", &made, 1);
        }
        assert_eq!(made.get(), 10);
        let has = |part| kept.get(&key(part), |_| ()).is_some();
        assert!(has("asked for") && !has("left alone"));
        let generations = kept.lock();
        let bytes: usize = generations
            .younger
            .values()
            .chain(generations.older.values())
            .filter_map(|slot| slot.get())
            .map(|copy| copy.plain.len())
            .sum();
        assert!(bytes <= BYTES_MAX, "{bytes}");
    }

    #[test]
    fn what_is_only_looked_for_stays_too() {
        let (kept, made) = (Kept::default(), std::cell::Cell::new(0));
        given(&kept, "a file", &made, 1);
        for number in 0..8 {
            given(&kept, &number.to_string(), &made, BYTES_MAX / 8);
            assert_eq!(kept.get(&key("a file"), |copy| copy.plain.len()), Some(1), "{number}");
        }
    }

    #[test]
    fn a_tag_is_known_among_others_and_whatever_the_encoding() {
        let copy = Copy::new(Bytes::from_static(b"{}"), "application/json");
        let tag = copy.tag.to_str().unwrap();
        let gzip = tag.replace("\"", "").to_owned() + "-gzip";
        for known in [tag.to_owned(), format!("\"autre\", W/{tag}"), format!("\"{gzip}\""), "*".to_owned()] {
            assert!(copy.is_one_of(&HeaderValue::from_str(&known).unwrap()), "{known}");
        }
        for other in ["", "\"\"", "\"autre\"", tag.trim_matches('"'), &tag[..tag.len() - 1]] {
            assert!(!copy.is_one_of(&HeaderValue::from_str(other).unwrap()), "{other}");
        }
    }
}
