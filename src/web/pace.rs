//! How often the same somebody may do a thing: so many at once, then one by one as time passes. A fixed number of
//! buckets, so that a flood of addresses costs no memory; who shares a bucket (by a hash nobody outside can foresee)
//! shares its pace.

use std::hash::BuildHasher as _;
use std::hash::{Hash, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const BUCKETS: usize = 16_384;
const MICROS_A_MINUTE: u64 = 60_000_000;

/// The generic cell rate algorithm: a bucket holds the moment at which it will be empty again. What was taken can be
/// given back, which is how only wrong attempts come to count, even when many run at once.
#[derive(Debug)]
pub struct Pace {
    began: Instant,
    seed: RandomState,
    cost_micros: u64,
    buckets: Box<[AtomicU64]>,
}

/// The bucket is full; how long until there is room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full {
    pub wait: Duration,
}

impl Pace {
    pub fn a_minute(times: u32) -> Self {
        Self {
            began: Instant::now(),
            seed: RandomState::new(),
            cost_micros: MICROS_A_MINUTE / u64::from(times.max(1)),
            buckets: (0..BUCKETS).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    pub fn take(&self, who: impl Hash) -> Result<(), Full> {
        self.take_at(who, self.began.elapsed())
    }

    pub fn give_back(&self, who: impl Hash) {
        let Some(bucket) = self.bucket(who) else { return };
        // The closure always gives a value.
        let _ = bucket.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |empty_at| {
            Some(empty_at.saturating_sub(self.cost_micros))
        });
    }

    fn take_at(&self, who: impl Hash, since_began: Duration) -> Result<(), Full> {
        let Some(bucket) = self.bucket(who) else { return Ok(()) };
        let now = u64::try_from(since_began.as_micros()).unwrap_or(u64::MAX);
        let after = |empty_at: u64| empty_at.max(now).saturating_add(self.cost_micros);
        let latest = now.saturating_add(MICROS_A_MINUTE);
        let taken = bucket.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |empty_at| {
            Some(after(empty_at)).filter(|then| *then <= latest)
        });
        taken.map(drop).map_err(|empty_at| Full { wait: Duration::from_micros(after(empty_at) - latest) })
    }

    fn bucket(&self, who: impl Hash) -> Option<&AtomicU64> {
        let buckets = u64::try_from(self.buckets.len()).ok()?;
        let place = self.seed.hash_one(who).checked_rem(buckets)?;
        self.buckets.get(usize::try_from(place).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::ZERO;

    fn taken(pace: &Pace, who: &str, times: usize, at: Duration) -> usize {
        (0..times).filter(|_| pace.take_at(who, at).is_ok()).count()
    }

    #[test]
    fn a_burst_is_let_through_and_the_rest_comes_one_by_one() {
        let pace = Pace::a_minute(10);
        assert_eq!(taken(&pace, "a", 15, START), 10);
        assert_eq!(pace.take_at("a", START), Err(Full { wait: Duration::from_secs(6) }));
        assert_eq!(pace.take_at("a", Duration::from_secs(5)), Err(Full { wait: Duration::from_secs(1) }));
        assert_eq!(taken(&pace, "a", 15, Duration::from_secs(6)), 1);
        assert_eq!(taken(&pace, "a", 15, Duration::from_secs(600)), 10, "never more than a burst");
    }

    #[test]
    fn what_is_given_back_does_not_count() {
        let pace = Pace::a_minute(10);
        for _ in 0..50 {
            assert_eq!(pace.take_at("a", START), Ok(()));
            pace.give_back("a");
        }
        assert_eq!(taken(&pace, "a", 15, START), 10);
    }

    #[test]
    fn somebody_else_has_a_pace_of_their_own() {
        let pace = Pace::a_minute(1);
        assert_eq!(taken(&pace, "a", 2, START), 1);
        let others = (0..100).filter(|number| pace.take_at(number, START).is_ok()).count();
        assert!(others > 90, "{others} of 100");
    }
}
