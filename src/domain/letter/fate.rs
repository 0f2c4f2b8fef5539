//! Whether somebody still gets a letter, decided when it is about to leave and not when it was planned.

use crate::domain::contact::Profile;
use crate::domain::id::OptionCode;
use crate::domain::quota::{CellId, Cells, QuotaPlan};
use crate::domain::wave::Disposition;

/// Why nothing more is written to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suppression {
    /// The person asked.
    Unsubscribed,
    /// The mailbox does not exist.
    Bounced,
}

/// What is known of somebody at the moment of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    pub wave_is_open: bool,
    pub suppression: Option<Suppression>,
    /// Of their interview, if they began one.
    pub disposition: Option<Disposition>,
    /// A cell their known profile counts in is full, or the total.
    pub cell_is_full: bool,
}

/// What becomes of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    Send,
    WaveNotOpen,
    Unsubscribed,
    Bounced,
    Completed,
    ScreenedOut,
    QuotaFull,
    /// Consent refused.
    Refused,
    /// Their interview was set aside.
    Rejected,
    CellFull,
    /// Their interview ended, one way or another: all that is kept of it beside a name.
    Over,
}

impl Suppression {
    pub const ALL: [Self; 2] = [Self::Unsubscribed, Self::Bounced];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unsubscribed => "unsubscribed",
            Self::Bounced => "bounced",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

impl Fate {
    pub const ALL: [Self; 11] = [
        Self::Send,
        Self::WaveNotOpen,
        Self::Unsubscribed,
        Self::Bounced,
        Self::Completed,
        Self::ScreenedOut,
        Self::QuotaFull,
        Self::Refused,
        Self::Rejected,
        Self::CellFull,
        Self::Over,
    ];

    /// A person's own word first, then what their interview became, then the places left.
    pub fn of(situation: &Situation) -> Self {
        let by_interview = situation.disposition.and_then(|disposition| match disposition {
            Disposition::Completed => Some(Self::Completed),
            Disposition::ScreenedOut => Some(Self::ScreenedOut),
            Disposition::QuotaFull => Some(Self::QuotaFull),
            Disposition::Refused => Some(Self::Refused),
            Disposition::Rejected => Some(Self::Rejected),
            Disposition::Started | Disposition::Abandoned => None,
        });
        match situation {
            Situation { suppression: Some(Suppression::Unsubscribed), .. } => Self::Unsubscribed,
            Situation { suppression: Some(Suppression::Bounced), .. } => Self::Bounced,
            Situation { wave_is_open: false, .. } => Self::WaveNotOpen,
            Situation { cell_is_full, .. } => {
                by_interview.unwrap_or(if *cell_is_full { Self::CellFull } else { Self::Send })
            }
        }
    }

    /// Decided by what became of their interview.
    pub fn is_of_interview(self) -> bool {
        match self {
            Self::Completed | Self::ScreenedOut | Self::QuotaFull | Self::Refused | Self::Rejected | Self::Over => true,
            Self::Send | Self::WaveNotOpen | Self::Unsubscribed | Self::Bounced | Self::CellFull => false,
        }
    }

    /// What is kept of it beside the person: not how their interview ended, which no reminder needs.
    pub fn kept(self) -> Self {
        if self.is_of_interview() { Self::Over } else { self }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::WaveNotOpen => "wave_not_open",
            Self::Unsubscribed => "unsubscribed",
            Self::Bounced => "bounced",
            Self::Completed => "completed",
            Self::ScreenedOut => "screened_out",
            Self::QuotaFull => "quota_full",
            Self::Refused => "refused",
            Self::Rejected => "rejected",
            Self::CellFull => "cell_full",
            Self::Over => "over",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// As pollsters read it.
    pub fn french(self) -> &'static str {
        match self {
            Self::Send => "à écrire",
            Self::WaveNotOpen => "terrain non ouvert",
            Self::Unsubscribed => "ne veut plus de courrier",
            Self::Bounced => "adresse qui n’existe pas",
            Self::Completed => "a répondu",
            Self::ScreenedOut => "hors du public visé",
            Self::QuotaFull => "arrivé après le quota",
            Self::Refused => "a refusé de répondre",
            Self::Rejected => "entretien écarté",
            Self::CellFull => "quota déjà atteint pour ce profil",
            Self::Over => "entretien terminé",
        }
    }
}

/// Whether a cell this profile is known to count in has all its responses, the total included. A place only reserved may
/// come back: it keeps nobody from being written to.
pub fn is_full_for(plan: &QuotaPlan, cells: &Cells, profile: &Profile) -> bool {
    let is_full = |id: CellId| cells.get(id).is_some_and(|cell| cell.completed >= cell.max);
    let known = plan.margins.iter().enumerate().filter_map(|(margin, of)| {
        let codes: Option<Vec<&OptionCode>> = of.variables.iter().map(|variable| profile.get(variable)).collect();
        plan.cell(margin, &codes?)
    });
    [CellId::TOTAL].into_iter().chain(known).any(is_full)
}
