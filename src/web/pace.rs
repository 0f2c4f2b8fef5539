//! How often the same somebody may do a thing: so many at once, then one by one as time passes. The reckoning is that of
//! `governor` (the generic cell rate algorithm); its buckets are ours, a fixed number of them, so that a flood of addresses
//! costs no memory; who shares a bucket (by a hash nobody outside can foresee) shares its pace.

use std::hash::BuildHasher as _;
use std::hash::{Hash, RandomState};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::{Quota, RateLimiter};

const BUCKETS: usize = 16_384;

/// A bucket a somebody. What was taken can be given back, which is how only wrong attempts come to count, even when many
/// run at once.
#[derive(Debug)]
pub struct Pace<C: Clock = MonotonicClock> {
    seed: RandomState,
    buckets: Buckets,
    limiter: RateLimiter<usize, Buckets, C, NoOpMiddleware<C::Instant>>,
    one: Duration,
}

/// The bucket is full; how long until there is room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full {
    pub wait: Duration,
}

/// The moments at which each bucket will be empty again, in nanoseconds since the start.
#[derive(Debug, Clone)]
struct Buckets(Arc<[AtomicU64]>);

impl Pace {
    pub fn a_minute(times: u32) -> Self {
        Self::by_clock(times, MonotonicClock)
    }
}

impl<C: Clock> Pace<C> {
    fn by_clock(times: u32, clock: C) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN));
        let buckets = Buckets((0..BUCKETS).map(|_| AtomicU64::new(0)).collect());
        let limiter = RateLimiter::new(quota, buckets.clone(), clock);
        Self { seed: RandomState::new(), buckets, limiter, one: quota.replenish_interval() }
    }

    pub fn take(&self, who: impl Hash) -> Result<(), Full> {
        let refused = self.limiter.check_key(&self.bucket(who)).err();
        refused.map_or(Ok(()), |until| Err(Full { wait: until.wait_time_from(self.limiter.clock().now()) }))
    }

    pub fn give_back(&self, who: impl Hash) {
        let Some(bucket) = self.buckets.0.get(self.bucket(who)) else { return };
        let one = Nanos::from(self.one).as_u64();
        // The closure always gives a value.
        let _ = bucket.fetch_update(Ordering::AcqRel, Ordering::Acquire, |empty_at| Some(empty_at.saturating_sub(one)));
    }

    fn bucket(&self, who: impl Hash) -> usize {
        let hash = usize::try_from(self.seed.hash_one(who) >> 32).unwrap_or_default();
        hash % BUCKETS
    }
}

impl StateStore for Buckets {
    type Key = usize;

    fn measure_and_replace<T, F, E>(&self, key: &usize, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let Some(bucket) = self.0.get(*key) else { return decide(None).map(|(taken, _)| taken) };
        let mut before = bucket.load(Ordering::Acquire);
        loop {
            let (taken, after) = decide((before > 0).then(|| Nanos::from(before)))?;
            match bucket.compare_exchange_weak(before, after.as_u64(), Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Ok(taken),
                Err(moved) => before = moved,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn paced(times: u32) -> (Pace<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Pace::by_clock(times, clock.clone()), clock)
    }

    fn taken(pace: &Pace<FakeRelativeClock>, who: &str, times: usize) -> usize {
        (0..times).filter(|_| pace.take(who).is_ok()).count()
    }

    #[test]
    fn a_burst_is_let_through_and_the_rest_comes_one_by_one() {
        let (pace, clock) = paced(10);
        assert_eq!(taken(&pace, "a", 15), 10);
        assert_eq!(pace.take("a"), Err(Full { wait: Duration::from_secs(6) }));
        clock.advance(Duration::from_secs(5));
        assert_eq!(pace.take("a"), Err(Full { wait: Duration::from_secs(1) }));
        clock.advance(Duration::from_secs(1));
        assert_eq!(taken(&pace, "a", 15), 1);
        clock.advance(Duration::from_secs(594));
        assert_eq!(taken(&pace, "a", 15), 10, "never more than a burst");
    }

    #[test]
    fn what_is_given_back_does_not_count() {
        let (pace, _) = paced(10);
        for _ in 0..50 {
            assert_eq!(pace.take("a"), Ok(()));
            pace.give_back("a");
        }
        assert_eq!(taken(&pace, "a", 15), 10);
    }

    #[test]
    fn somebody_else_has_a_pace_of_their_own() {
        let (pace, _) = paced(1);
        assert_eq!(taken(&pace, "a", 2), 1);
        let others = (0..100).filter(|number| pace.take(number).is_ok()).count();
        assert!(others > 90, "{others} of 100");
    }

    #[test]
    fn many_at_once_never_take_more_than_there_is() {
        let pace = Pace::a_minute(10);
        let taken = std::thread::scope(|scope| {
            let tries = || (0..50).filter(|_| pace.take("a").is_ok()).count();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(tries)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
        });
        assert_eq!(taken, 10);
    }
}
