//! What respondents' deeds take and give: tokens, pages, endings.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::loaded_wave::LoadedWave;
use crate::domain::answer::Answers;
use crate::domain::check::AnswerFault;
use crate::domain::hand_code::HandCode;
use crate::domain::id::{EndId, SectionId};
use crate::domain::questionnaire::Language;
use crate::domain::route::Walk;
use crate::domain::wave::{Disposition, WaveState};

/// The secret of one interview, kept in the respondent's cookie. The database only holds a hash of it.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

/// The secret of a personal link. The database only holds a keyed hash of it.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationToken(String);

macro_rules! token {
    ($type:ident) => {
        impl $type {
            /// 26 characters of base32 (130 bits), lower case as we print them; upper case is accepted.
            pub fn parse(text: &str) -> Option<Self> {
                let lower = text.to_ascii_lowercase();
                let fits =
                    lower.len() == 26 && lower.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b));
                fits.then_some(Self(lower))
            }

            /// From 32 random or derived bytes.
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(crate::app::keys::token_text(bytes))
            }

            /// A new secret.
            pub fn random() -> Self {
                Self::from_bytes(rand::random())
            }

            /// To put in a cookie or an address; never in a log.
            pub fn reveal(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($type), "(…)"))
            }
        }
    };
}

token!(SessionToken);
token!(InvitationToken);

/// What the first page needs.
#[derive(Debug, Clone)]
pub struct Landing {
    pub wave: Arc<LoadedWave>,
    pub is_open: bool,
    pub state: WaveState,
    pub closed_at: Option<DateTime<Utc>>,
    pub is_simulated: bool,
    /// What the button sends; not every door asks for it.
    pub ticket: String,
}

/// An interview begun or taken up again.
#[derive(Debug, Clone)]
pub struct Started {
    pub wave: Arc<LoadedWave>,
    pub session: SessionToken,
    /// To take it up again on another device; absent where it was begun before codes, or the salt is gone.
    pub code: Option<HandCode>,
    pub at: Place,
}

/// Where an interview stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Section(SectionId),
    /// Everything is answered: to be read again, then sent.
    Review,
    Ended(Ending),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    Completed {
        receipt: String,
    },
    /// The page of the questionnaire that says so, if it has one.
    ScreenedOut {
        page: Option<EndId>,
    },
    /// One neutral text, whatever the cell.
    QuotaFull,
    Refused {
        page: Option<EndId>,
    },
    /// The wave closed before the end.
    Closed,
}

impl Ending {
    /// What the respondent is told of an interview that stands so, and goes no further.
    pub(super) fn of(disposition: Disposition, receipt: Option<String>, page: Option<EndId>) -> Self {
        match disposition {
            // Whoever is set aside answered to the end, and their rights are the same.
            Disposition::Completed | Disposition::Rejected => Self::Completed { receipt: receipt.unwrap_or_default() },
            Disposition::ScreenedOut => Self::ScreenedOut { page },
            Disposition::QuotaFull => Self::QuotaFull,
            Disposition::Refused => Self::Refused { page },
            Disposition::Started | Disposition::Abandoned => Self::Closed,
        }
    }
}

/// One page of an interview in progress.
#[derive(Debug, Clone)]
pub struct PageView {
    pub wave: Arc<LoadedWave>,
    pub is_simulated: bool,
    pub language: Language,
    pub section: usize,
    pub answers: Answers,
    /// The walk of these answers, made once a view.
    pub walk: Walk,
    /// Slots of the answers that decided the place: they are shown and can no longer change.
    pub settled: Vec<usize>,
    pub back: Option<SectionId>,
    /// Sections done, and in all.
    pub progress: (usize, usize),
    /// The instant it is shown, sealed, for the page to bring back.
    pub stamp: Option<String>,
    /// By an interviewer, to somebody on the telephone.
    pub is_read_aloud: bool,
}

#[derive(Debug)]
pub enum Shown {
    Page(Box<PageView>),
    /// Not this page: go there.
    GoTo(Place),
}

#[derive(Debug)]
pub enum Answered {
    GoTo(Place),
    /// Kept what is right, tells what is not.
    Faulty {
        page: Box<PageView>,
        faults: Vec<AnswerFault>,
    },
}
