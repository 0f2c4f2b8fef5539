//! The ticket of a first page: drawn when the page is shown, sent back by its button. It says when the page was shown,
//! so that whoever starts at once waits a moment, and one ticket begins one interview, however often it is sent. Nothing is
//! kept of it: it carries its own proof.

use std::time::Duration;

use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;

use crate::app::keys::{Keys, same};
use crate::domain::id::WaveSlug;

/// A page left open longer than this is asked to show itself again.
const HOURS_MAX: i64 = 24;
const NONCE_BYTES: usize = 16;
const SEAL_BYTES: usize = 16;
const CONTENT_BYTES: usize = NONCE_BYTES + 8;

/// A ticket that is ours, and not too old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Names the interview it begins.
    pub nonce: String,
    age: Duration,
}

impl Ticket {
    /// A new one, as the page carries it.
    pub(super) fn draw(keys: &Keys, wave: &WaveSlug, now: DateTime<Utc>) -> String {
        let mut content = Vec::with_capacity(CONTENT_BYTES + SEAL_BYTES);
        content.extend(rand::random::<[u8; NONCE_BYTES]>());
        content.extend(now.timestamp().to_be_bytes());
        let seal = keys.ticket_seal(wave.as_str(), &content);
        content.extend(seal.iter().take(SEAL_BYTES));
        BASE64URL_NOPAD.encode(&content)
    }

    pub(super) fn read(keys: &Keys, wave: &WaveSlug, text: &str, now: DateTime<Utc>) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (content, seal) = bytes.split_at_checked(CONTENT_BYTES)?;
        let expected = keys.ticket_seal(wave.as_str(), content);
        let is_ours = seal.len() == SEAL_BYTES && same(seal, expected.split_at(SEAL_BYTES).0);
        let (nonce, drawn) = content.split_at_checked(NONCE_BYTES)?;
        let drawn = i64::from_be_bytes(*drawn.first_chunk::<8>()?);
        // Clocks of two nodes may differ by little: a ticket of the future is new.
        let seconds = now.timestamp().saturating_sub(drawn).max(0);
        let age = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
        (is_ours && seconds < HOURS_MAX * 3600).then(|| Self { nonce: BASE64URL_NOPAD.encode(nonce), age })
    }

    /// How long its bearer still waits for the start.
    pub fn wait(&self, delay_seconds: u32) -> Duration {
        Duration::from_secs(u64::from(delay_seconds)).saturating_sub(self.age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_588_802_400 + seconds, 0).unwrap()
    }

    #[test]
    fn a_ticket_is_believed_for_its_wave_and_its_day_only() {
        let keys = Keys::from_secret(SECRET).unwrap();
        let (wave, other) = (WaveSlug::parse("a-2020-05").unwrap(), WaveSlug::parse("a-2020-06").unwrap());
        let text = Ticket::draw(&keys, &wave, at(0));
        let read = Ticket::read(&keys, &wave, &text, at(1)).unwrap();
        assert_eq!(
            (read.wait(3), read.wait(1), read.wait(0)),
            (Duration::from_secs(2), Duration::ZERO, Duration::ZERO)
        );
        assert_eq!(Ticket::read(&keys, &wave, &text, at(-5)).unwrap().wait(3), Duration::from_secs(3), "another clock");
        assert_eq!(Ticket::read(&keys, &other, &text, at(1)), None);
        assert_eq!(Ticket::read(&keys, &wave, &text, at(HOURS_MAX * 3600)), None);
        assert_ne!(Ticket::draw(&keys, &wave, at(0)), text, "one a page");
    }

    #[test]
    fn a_changed_ticket_is_none() {
        let keys = Keys::from_secret(SECRET).unwrap();
        let wave = WaveSlug::parse("a-2020-05").unwrap();
        let bytes = BASE64URL_NOPAD.decode(Ticket::draw(&keys, &wave, at(0)).as_bytes()).unwrap();
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert_eq!(Ticket::read(&keys, &wave, &BASE64URL_NOPAD.encode(&changed), at(1)), None, "{place}");
        }
        for text in [
            "",
            "a",
            "é",
            &BASE64URL_NOPAD.encode(&bytes[..24]),
            &BASE64URL_NOPAD.encode(&[bytes.clone(), bytes.clone()].concat()),
        ] {
            assert_eq!(Ticket::read(&keys, &wave, text, at(1)), None, "{text}");
        }
    }
}
