//! Setting an interview aside: on which ground, and the reason a person gives.

use thiserror::Error;

/// Longest reason, in characters.
pub const REASON_CHARS_MAX: usize = 500;

/// What an exclusion stands on. `Other` for what no flag tells: a call from the person, a double told by the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    Speed,
    StraightLines,
    Duplicate,
    Attention,
    OpenText,
    Other,
}

/// Why an interview is set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub ground: Ground,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadDecision {
    #[error("« {given} » n’est pas un motif connu : {}.", known())]
    UnknownGround { given: String },
    #[error("Dites pourquoi cet entretien est écarté.")]
    ReasonMissing,
    #[error("L’explication dépasse {REASON_CHARS_MAX} signes.")]
    ReasonTooLong,
}

impl Ground {
    pub const ALL: [Self; 6] =
        [Self::Speed, Self::StraightLines, Self::Duplicate, Self::Attention, Self::OpenText, Self::Other];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Speed => "speed",
            Self::StraightLines => "straight_lines",
            Self::Duplicate => "duplicate",
            Self::Attention => "attention",
            Self::OpenText => "open_text",
            Self::Other => "other",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == text)
    }

    /// As pollsters read it.
    pub fn french(self) -> &'static str {
        match self {
            Self::Speed => "réponse très rapide",
            Self::StraightLines => "grilles en ligne droite",
            Self::Duplicate => "doublon de contenu",
            Self::Attention => "contrôle d’attention manqué",
            Self::OpenText => "texte recopié",
            Self::Other => "autre motif",
        }
    }
}

impl Decision {
    /// From what was filled in.
    pub fn read(ground: &str, reason: &str) -> Result<Self, BadDecision> {
        let known = Ground::parse(ground).ok_or_else(|| BadDecision::UnknownGround { given: ground.to_owned() })?;
        let reason = reason.trim();
        match reason.chars().count() {
            0 => Err(BadDecision::ReasonMissing),
            1..=REASON_CHARS_MAX => Ok(Self { ground: known, reason: reason.to_owned() }),
            _ => Err(BadDecision::ReasonTooLong),
        }
    }
}

fn known() -> String {
    Ground::ALL.map(Ground::as_str).join(", ")
}
