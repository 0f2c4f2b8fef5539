//! Which arm the next respondent gets. The counts stay within one of the shares at every instant (the quota method of
//! Balinski and Young, « The Quota Method of Apportionment », 1975): among the arms below their share of one respondent
//! more, the one whose next respondent is most due. Arms equally due are told apart by the respondent's seed, so that nobody can
//! foresee theirs.

use crate::domain::arithmetic::mixing::{mixed, seeded_hash};

/// Position of the arm least filled for its share; none without a share.
pub fn least_filled(shares: &[u16], given: &[u32], seed: u64) -> Option<usize> {
    let arms = || shares.iter().zip(given).enumerate().filter(|(_, (share, _))| **share > 0);
    let weights: u64 = arms().map(|(_, (share, _))| u64::from(*share)).sum();
    let next: u64 = arms().map(|(_, (_, given))| u64::from(*given)).sum::<u64>() + 1;
    // Below its share of one more: always true of one arm at least, for the counts sum to one less.
    let eligible = arms().filter(|(_, (share, given))| u64::from(**given) * weights < u64::from(**share) * next);
    let mut best: Vec<(usize, u64, u64)> = Vec::new();
    for (position, (share, given)) in eligible {
        // Due at (given + 1) / share, compared without dividing.
        let due = (u64::from(*given) + 1, u64::from(*share));
        let order = best.first().map(|(_, given, share)| (due.0 * share).cmp(&(given * due.1)));
        match order {
            Some(std::cmp::Ordering::Greater) => continue,
            Some(std::cmp::Ordering::Equal) => {}
            Some(std::cmp::Ordering::Less) | None => best.clear(),
        }
        best.push((position, due.0, due.1));
    }
    let count = u64::try_from(best.len()).ok().filter(|count| *count > 0)?;
    let chosen = usize::try_from(mixed(seed) % count).ok()?;
    best.get(chosen).map(|(position, ..)| *position)
}

/// Position of an arm by the seed alone, each as likely as its share: for an interview that comes whole, whose device had to
/// know the arm before the service did.
pub fn drawn(shares: &[u16], seed: u64) -> Option<usize> {
    let total: u64 = shares.iter().map(|share| u64::from(*share)).sum();
    let mut place = if total == 0 { return None } else { mixed(seed) % total };
    shares.iter().position(|share| {
        let share = u64::from(*share);
        let is_here = place < share;
        place = place.saturating_sub(share);
        is_here
    })
}

/// The same seed gives each variable a number of its own.
pub fn of_variable(seed: u64, variable: &str) -> u64 {
    seeded_hash(seed, variable.as_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether each count is within one of its share of all.
    fn is_within_one(shares: &[u16], given: &[u32]) -> bool {
        let (weights, all) =
            (shares.iter().map(|s| u64::from(*s)).sum::<u64>(), given.iter().map(|g| u64::from(*g)).sum::<u64>());
        shares.iter().zip(given).all(|(share, given)| {
            let (exact, counted) = (u64::from(*share) * all, u64::from(*given) * weights);
            exact.abs_diff(counted) < weights
        })
    }

    proptest! {
        #[test]
        fn counts_stay_within_one_of_their_share_at_every_instant(
            shares in prop::collection::vec(1_u16..20, 1..8),
            seed: u64,
        ) {
            let mut given = vec![0; shares.len()];
            for step in 0..200_u64 {
                let arm = least_filled(&shares, &given, seed.wrapping_add(step)).unwrap();
                given[arm] += 1;
                prop_assert!(is_within_one(&shares, &given), "{given:?}");
            }
        }

        #[test]
        fn an_arm_given_back_is_the_next_given(seed: u64, left in 0_usize..3) {
            let mut given = [10, 10, 10];
            given[left] -= 1;
            prop_assert_eq!(least_filled(&[1, 1, 1], &given, seed), Some(left));
        }
    }

    #[test]
    fn equal_arms_are_told_apart_by_the_seed() {
        let first = (0..1000).filter(|seed| least_filled(&[1, 1], &[5, 5], *seed) == Some(0)).count();
        assert!((430..570).contains(&first), "{first}");
        assert_eq!(least_filled(&[1, 1], &[5, 4], 1), Some(1));
    }

    #[test]
    fn an_arm_without_a_share_is_never_given() {
        assert_eq!(least_filled(&[0, 1], &[0, 7], 3), Some(1));
        assert_eq!(least_filled(&[0, 0], &[0, 0], 3), None);
        assert_eq!(least_filled(&[], &[], 3), None);
        assert_eq!(drawn(&[0, 0], 3), None);
        assert!((0..100).all(|seed| drawn(&[0, 1], seed) == Some(1)));
    }

    #[test]
    fn arms_drawn_by_the_seed_follow_their_shares() {
        let first = (0..4000).filter(|seed| drawn(&[3, 1], *seed) == Some(0)).count();
        assert!((2850..3150).contains(&first), "{first}");
        assert_ne!(of_variable(1, "A"), of_variable(1, "B"));
    }
}
