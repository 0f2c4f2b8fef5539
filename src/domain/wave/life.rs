//! The life of a wave: which state follows which, and who may bring it about.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaveState {
    Ready,
    Open,
    Closed,
    Sealed,
    Weighted,
    Approved,
    Public,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaveVerb {
    Open,
    Close,
    Seal,
    Weigh,
    Approve,
    Publish,
}

/// Why a wave was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    TotalReached,
    EveryCellFull,
    Deadline,
    ByHand,
}

/// What one interview has become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    Started,
    Completed,
    ScreenedOut,
    QuotaFull,
    Abandoned,
    Rejected,
    /// Consent not given: counted, nothing else kept.
    Refused,
}

impl WaveState {
    /// Two people have answered for its figures; whether their time has come is another question.
    pub fn is_approved(self) -> bool {
        matches!(self, Self::Approved | Self::Public)
    }
}

impl CloseReason {
    pub const ALL: [Self; 4] = [Self::TotalReached, Self::EveryCellFull, Self::Deadline, Self::ByHand];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::TotalReached => "total_reached",
            Self::EveryCellFull => "every_cell_full",
            Self::Deadline => "deadline",
            Self::ByHand => "by_hand",
        }
    }

    /// As pollsters read it.
    pub fn french(self) -> &'static str {
        match self {
            Self::TotalReached => "effectif total atteint",
            Self::EveryCellFull => "toutes les cellules pleines",
            Self::Deadline => "échéance passée",
            Self::ByHand => "close à la main",
        }
    }
}

impl WaveVerb {
    /// The state this verb starts from, and the one it leads to.
    pub fn arrow(self) -> (WaveState, WaveState) {
        match self {
            Self::Open => (WaveState::Ready, WaveState::Open),
            Self::Close => (WaveState::Open, WaveState::Closed),
            Self::Seal => (WaveState::Closed, WaveState::Sealed),
            Self::Weigh => (WaveState::Sealed, WaveState::Weighted),
            Self::Approve => (WaveState::Weighted, WaveState::Approved),
            Self::Publish => (WaveState::Approved, WaveState::Public),
        }
    }
}

impl WaveVerb {
    /// As the audit keeps it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "wave_open",
            Self::Close => "wave_close",
            Self::Seal => "wave_seal",
            Self::Weigh => "wave_weigh",
            Self::Approve => "wave_approve",
            Self::Publish => "wave_publish",
        }
    }

    /// As pollsters read it.
    pub fn french(self) -> &'static str {
        match self {
            Self::Open => "l'ouvrir",
            Self::Close => "la clore",
            Self::Seal => "la sceller",
            Self::Weigh => "la redresser",
            Self::Approve => "l'approuver",
            Self::Publish => "la publier",
        }
    }
}

impl WaveState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Sealed => "sealed",
            Self::Weighted => "weighted",
            Self::Approved => "approved",
            Self::Public => "public",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Ready, Self::Open, Self::Closed, Self::Sealed, Self::Weighted, Self::Approved, Self::Public]
            .into_iter()
            .find(|state| state.as_str() == text)
    }

    /// As pollsters read it.
    pub fn french(self) -> &'static str {
        match self {
            Self::Ready => "prête",
            Self::Open => "ouverte",
            Self::Closed => "close",
            Self::Sealed => "scellée",
            Self::Weighted => "redressée",
            Self::Approved => "approuvée",
            Self::Public => "publique",
        }
    }
}

impl Disposition {
    pub const ALL: [Self; 7] = [
        Self::Started,
        Self::Completed,
        Self::ScreenedOut,
        Self::QuotaFull,
        Self::Abandoned,
        Self::Rejected,
        Self::Refused,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Completed => "completed",
            Self::ScreenedOut => "screened_out",
            Self::QuotaFull => "quota_full",
            Self::Abandoned => "abandoned",
            Self::Rejected => "rejected",
            Self::Refused => "refused",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|disposition| disposition.as_str() == text)
    }

    pub fn french(self) -> &'static str {
        match self {
            Self::Started => "en cours",
            Self::Completed => "complète",
            Self::ScreenedOut => "hors cible",
            Self::QuotaFull => "hors quota",
            Self::Abandoned => "abandonnée",
            Self::Rejected => "écartée",
            Self::Refused => "refus de participer",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_verb_takes_up_where_the_one_before_left() {
        let verbs =
            [WaveVerb::Open, WaveVerb::Close, WaveVerb::Seal, WaveVerb::Weigh, WaveVerb::Approve, WaveVerb::Publish];
        let mut state = WaveState::Ready;
        for verb in verbs {
            let (from, to) = verb.arrow();
            assert_eq!(from, state, "{verb:?}");
            assert!(to > from, "{verb:?} goes forward");
            state = to;
        }
        assert_eq!(state, WaveState::Public);
    }

    #[test]
    fn stored_names_read_back_and_no_other_does() {
        for verb in
            [WaveVerb::Open, WaveVerb::Close, WaveVerb::Seal, WaveVerb::Weigh, WaveVerb::Approve, WaveVerb::Publish]
        {
            let (from, to) = verb.arrow();
            assert_eq!(WaveState::parse(from.as_str()), Some(from));
            assert_eq!(WaveState::parse(to.as_str()), Some(to));
        }
        for disposition in Disposition::ALL {
            assert_eq!(Disposition::parse(disposition.as_str()), Some(disposition));
        }
        assert_eq!(WaveState::parse("Open"), None);
        assert_eq!(Disposition::parse("draft"), None);
    }
}
