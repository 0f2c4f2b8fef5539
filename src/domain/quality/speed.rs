//! How fast a wave is answered, page by page, and who is much faster. Each page is held against the median of those who
//! filled it in, so that whoever was asked less is not taken for a speeder.

use std::collections::BTreeMap;

use super::{Flag, PageTime};

/// Interviews with times under which nobody is fast: there is nothing to be faster than.
pub const PACE_CASES_MIN: usize = 30;
/// Pages with a usual time, for somebody to be held against them.
const PAGES_MIN: usize = 3;
/// Two fifths of the usual time: the share under which answers were found to lose their sense (Greszki, Meyer and Schoen,
/// « Exploring the effects of removing “too fast” responses », Public Opinion Quarterly 79, 2015).
const PERCENT_MAX: u32 = 40;

/// The usual seconds of each page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pace {
    medians: BTreeMap<usize, u32>,
}

impl Pace {
    /// Of interviews, each by its pages; those without times say nothing.
    pub fn of<'a>(cases: impl Iterator<Item = &'a [PageTime]>) -> Self {
        let (mut by_page, mut timed): (BTreeMap<usize, Vec<u32>>, usize) = (BTreeMap::new(), 0);
        for times in cases.filter(|times| !times.is_empty()) {
            timed += 1;
            for page in times {
                by_page.entry(page.section).or_default().push(page.seconds);
            }
        }
        if timed < PACE_CASES_MIN {
            return Self::default();
        }
        by_page.retain(|_, seconds| seconds.len() >= PACE_CASES_MIN);
        Self { medians: by_page.into_iter().map(|(page, seconds)| (page, quantile(seconds, 1, 2))).collect() }
    }

    /// The usual time of a page, where enough people have filled it in.
    pub fn usual(&self, section: usize) -> Option<u32> {
        self.medians.get(&section).copied()
    }

    /// What share of the usual time these pages took, in percent.
    pub fn percent(&self, times: &[PageTime]) -> Option<u32> {
        let known = times.iter().filter_map(|page| Some((page.seconds, self.usual(page.section)?)));
        let known: Vec<(u32, u32)> = known.filter(|(_, usual)| *usual > 0).collect();
        if known.len() < PAGES_MIN {
            return None;
        }
        let (own, usual) = known.iter().fold((0_u64, 0_u64), |sum, (own, usual)| {
            (sum.0.saturating_add(u64::from(*own)), sum.1.saturating_add(u64::from(*usual)))
        });
        Some(u32::try_from(own.saturating_mul(100) / usual.max(1)).unwrap_or(u32::MAX))
    }

    pub(super) fn flag(&self, times: &[PageTime]) -> Option<Flag> {
        self.percent(times).filter(|percent| *percent < PERCENT_MAX).map(|percent| Flag::Speed { percent })
    }
}

/// The value a share of the others does not pass; nothing is 0.
pub(super) fn quantile(mut values: Vec<u32>, numerator: usize, denominator: usize) -> u32 {
    values.sort_unstable();
    let at = values.len().saturating_sub(1).saturating_mul(numerator) / denominator.max(1);
    values.get(at).copied().unwrap_or(0)
}
