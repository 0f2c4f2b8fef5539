//! What the collector is asked, and what it answers.

use std::sync::Arc;

use crate::app::holders::Source;
use crate::app::panel::Notices;
use crate::domain::answer::Answers;
use crate::domain::collect::Wish;
use crate::domain::hidden::{Arm, Arms};
use crate::domain::id::{Digest, EndId};
use crate::domain::quality::PageTime;
use crate::domain::quota::CellId;
use crate::domain::wave::Disposition;
use crate::store::columns::InterviewMode;
use crate::store::ids::{HashBytes, InterviewId, WaveId};

#[derive(Debug, Clone)]
pub enum Item {
    Start(Start),
    Save(Save),
    Whole(Whole),
    /// Gives back the places whose lease has lapsed.
    Sweep {
        wave_id: WaveId,
    },
}

/// A new interview. One that is already there stays as it is.
#[derive(Debug, Clone)]
pub struct Start {
    pub wave_id: WaveId,
    pub id: InterviewId,
    pub version: u32,
    pub mode: InterviewMode,
    pub language: &'static str,
    pub seed: u64,
    /// What is known before the first page: hidden variables given by the address.
    pub answers: Answers,
    /// The split-ballot variables to allot in the write that begins the interview.
    pub arms: Arc<[Arms]>,
    /// Keyed hash of the invitation.
    pub link: Option<HashBytes>,
}

/// One page.
#[derive(Debug, Clone)]
pub struct Save {
    pub wave_id: WaveId,
    pub id: InterviewId,
    /// The revision these answers were made from; another one is `Outcome::Stale`.
    pub revision: i32,
    pub section: usize,
    pub answers: Vec<u8>,
    pub wish: Wish,
    /// Whom a place is counted by, if this page asks for one by an address anybody can write.
    pub source: Option<Source>,
    /// The arms this interview was given; one that does not count gives them back.
    pub arms: Vec<Arm>,
    /// The page of the exit it leaves by.
    pub end_page: Option<EndId>,
    /// What the interview becomes when `wish` is `Leave`.
    pub leaves_as: Disposition,
    /// Given if this page completes the interview.
    pub receipt: String,
    pub lease_minutes: u32,
    /// The time spent on this page; absent when nothing tells it.
    pub time: Option<PageTime>,
    /// Digest of the text agreed to on this page.
    pub consent: Option<Digest>,
    /// What the server of the panel that sent them is told if this page ends the interview.
    pub notices: Option<Notices>,
}

/// A whole interview in one go.
#[derive(Debug, Clone)]
pub struct Whole {
    pub start: Start,
    /// What was sent, to tell a repeat from another content under the same key.
    pub body_digest: HashBytes,
    pub section: usize,
    pub answers: Vec<u8>,
    /// `None` when the interview ends outside the target or refuses.
    pub cells: Option<Vec<CellId>>,
    pub leaves_as: Disposition,
    pub end_page: Option<EndId>,
    /// The arms its device drew; they count once it is completed.
    pub arms: Vec<Arm>,
    pub receipt: String,
    /// Digest of the text agreed to.
    pub consent: Option<Digest>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Stored; the interview goes on.
    Kept,
    Completed {
        receipt: String,
    },
    /// Stored as ended: screened out, refused.
    Left,
    /// A cell was full; the interview is ended.
    Full,
    /// Its source holds as many places as it may; nothing was stored.
    Held,
    /// It had ended before.
    Ended {
        disposition: Disposition,
        end_page: Option<EndId>,
        receipt: Option<String>,
        body_digest: Option<HashBytes>,
    },
    /// Somebody saved this interview in between: read again and try again.
    Stale,
    Absent,
    WaveClosed,
    Swept {
        places: usize,
    },
}

impl Item {
    pub fn wave_id(&self) -> WaveId {
        match self {
            Self::Start(start) => start.wave_id,
            Self::Save(save) => save.wave_id,
            Self::Whole(whole) => whole.start.wave_id,
            Self::Sweep { wave_id } => *wave_id,
        }
    }
}
