//! Who holds places without having finished, by the address they came from: one source may hold a small share of a wave,
//! so that nobody fills it by beginning and walking away. Counted by the collector in the write that gives the places, so
//! whatever node is asked. No address is written: beside the places stands a mark of 24 bits, which goes with them.

use std::net::IpAddr;

use crate::app::App;
use crate::app::interview::Interview;
use crate::app::panel::is_signed_wave;
use crate::store::columns::InterviewMode;

/// Places any source may hold, however small the wave: a family, an office.
const ALWAYS_GRANTED: u32 = 10;

/// Whom a place is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    pub mark: i32,
    /// The places it may hold.
    pub most: u32,
}

impl App {
    /// Whom a place of this interview is counted by; nobody where its door is not open to anybody.
    pub(super) fn source(&self, interview: &Interview, address: Option<IpAddr>) -> Option<Source> {
        let percent = self.inner.settings.open_door.held_share_percent;
        if percent >= 100 || !came_freely(interview) {
            return None;
        }
        let places = interview.wave.spec.quotas.cells.first().map_or(0, |whole| whole.max);
        let mark = self.inner.keys.source_mark(interview.wave.id.number(), address?);
        Some(Source { mark, most: most_held(places, percent) })
    }
}

/// By the open link, or as a panel's member on nobody's word but theirs.
fn came_freely(interview: &Interview) -> bool {
    match interview.row.mode {
        InterviewMode::Open => true,
        InterviewMode::Panel => !is_signed_wave(&interview.wave),
        _ => false,
    }
}

/// The most places one source may hold in a wave of that many.
fn most_held(places: u32, share_percent: u32) -> u32 {
    let share = u64::from(places) * u64::from(share_percent) / 100;
    u32::try_from(share).unwrap_or(u32::MAX).max(ALWAYS_GRANTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_a_small_wave_is_a_family_and_of_a_large_one_a_few() {
        assert_eq!((most_held(12, 5), most_held(1_000, 5), most_held(1_000, 100)), (10, 50, 1_000));
        assert_eq!(most_held(u32::MAX, 100), u32::MAX);
    }
}
