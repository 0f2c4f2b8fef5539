//! Who holds places without having finished, by the address they came from: one source may hold a small share of a wave,
//! so that nobody fills it by beginning and walking away. In memory of this process, never written: an address is only
//! kept as a hash whose key dies with the process, until its places are given back or lapse. So each node counts by itself: the
//! proxy sends an address to one of them, and one spread over N nodes gets N shares, never more.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::store::ids::{InterviewId, WaveId};

/// Places any source may hold, however small the wave: a family, an office.
pub(super) const ALWAYS_GRANTED: usize = 10;

#[derive(Default)]
pub(super) struct Holders {
    seed: RandomState,
    waves: Mutex<HashMap<WaveId, BTreeMap<InterviewId, Held>>>,
}

#[derive(Clone, Copy)]
struct Held {
    source: u64,
    until: Instant,
}

/// The source holds as many places as it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooMany;

impl Holders {
    /// Notes that this interview asks for a place, unless its source holds `most` already. One that is noted is renewed.
    pub fn hold(
        &self,
        (wave_id, id): (WaveId, InterviewId),
        source: IpAddr,
        most: usize,
        lease: Duration,
    ) -> Result<(), TooMany> {
        let (source, now) = (self.seed.hash_one(source), Instant::now());
        let mut waves = self.waves.lock().unwrap_or_else(PoisonError::into_inner);
        let held = waves.entry(wave_id).or_default();
        held.retain(|_, one| one.until > now);
        let others = held.iter().filter(|(other, one)| **other != id && one.source == source).count();
        if others >= most {
            return Err(TooMany);
        }
        held.insert(id, Held { source, until: now + lease });
        Ok(())
    }

    /// A page was saved: the lease runs anew.
    pub fn renew(&self, (wave_id, id): (WaveId, InterviewId), lease: Duration) {
        let mut waves = self.waves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = waves.get_mut(&wave_id).and_then(|held| held.get_mut(&id)) {
            held.until = Instant::now() + lease;
        }
    }

    /// The interview ended, or holds nothing.
    pub fn let_go(&self, (wave_id, id): (WaveId, InterviewId)) {
        let mut waves = self.waves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = waves.get_mut(&wave_id) {
            held.remove(&id);
            if held.is_empty() {
                waves.remove(&wave_id);
            }
        }
    }
}

/// The most places one source may hold in a wave of that many.
pub(super) fn most_held(places: u32, share_percent: u32) -> usize {
    let share = u64::from(places) * u64::from(share_percent) / 100;
    usize::try_from(share).unwrap_or(usize::MAX).max(ALWAYS_GRANTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(600);

    fn key(wave: i64, number: u8) -> (WaveId, InterviewId) {
        (WaveId::new(wave).unwrap(), InterviewId::new([number; 16]))
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn a_source_holds_its_share_and_gets_more_once_some_ended() {
        let holders = Holders::default();
        let held = (0..20).filter(|number| holders.hold(key(1, *number), address(1), 10, LONG).is_ok()).count();
        assert_eq!(held, 10);
        assert_eq!(holders.hold(key(1, 0), address(1), 10, LONG), Ok(()), "one that holds a place keeps it");
        assert_eq!(holders.hold(key(1, 50), address(2), 10, LONG), Ok(()), "somebody else");
        assert_eq!(holders.hold(key(2, 50), address(1), 10, LONG), Ok(()), "another wave");
        holders.let_go(key(1, 3));
        assert_eq!(holders.hold(key(1, 60), address(1), 10, LONG), Ok(()));
        assert_eq!(holders.hold(key(1, 61), address(1), 10, LONG), Err(TooMany));
    }

    #[test]
    fn a_lease_that_lapsed_holds_nothing_unless_it_was_renewed() {
        let holders = Holders::default();
        for number in 0..2 {
            holders.hold(key(1, number), address(1), 2, Duration::from_millis(20)).unwrap();
        }
        holders.renew(key(1, 1), LONG);
        std::thread::sleep(Duration::from_millis(30));
        assert_eq!(holders.hold(key(1, 2), address(1), 2, LONG), Ok(()));
        assert_eq!(holders.hold(key(1, 3), address(1), 2, LONG), Err(TooMany));
    }

    #[test]
    fn a_share_of_a_small_wave_is_a_family_and_of_a_large_one_a_few() {
        assert_eq!(
            [most_held(12, 5), most_held(1_000, 5), most_held(1_000, 100), most_held(u32::MAX, 100)]
                .map(|most| most > 9),
            [true; 4]
        );
        assert_eq!((most_held(12, 5), most_held(1_000, 5), most_held(1_000, 100)), (10, 50, 1_000));
    }
}
