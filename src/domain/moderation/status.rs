//! The statuses of an entry, and which may follow which.

use thiserror::Error;

/// Longest reason of a withdrawal, in characters.
pub const REASON_CHARS_MAX: usize = 500;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryStatus {
    /// As sent; nobody has read it over.
    Proposed,
    /// Read over, and fit to be published.
    Reviewed,
    /// Anybody may read it.
    Published,
    /// Not, or no longer, to be read; why is kept.
    Withdrawn,
}

/// Who decides, by what they may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moderator {
    Pollster,
    Admin,
}

/// Why an entry stays what it is.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MoveRefused {
    #[error("Une fiche {} ne devient pas {} ; elle peut devenir : {}.", .from.french(), .to.french(), listed(.from.next()))]
    NotNext { from: EntryStatus, to: EntryStatus },
    #[error("Seul un administrateur reprend une fiche retirée.")]
    AdminOnly,
    #[error("Dites pourquoi la fiche est retirée.")]
    ReasonMissing,
    #[error("Le motif dépasse {REASON_CHARS_MAX} signes.")]
    ReasonTooLong,
}

impl EntryStatus {
    pub const ALL: [Self; 4] = [Self::Proposed, Self::Reviewed, Self::Published, Self::Withdrawn];

    /// The word of the studies' own glossary, in the database and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "propose",
            Self::Reviewed => "relu",
            Self::Published => "publie",
            Self::Withdrawn => "retire",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// As moderators read it, of an entry.
    pub fn french(self) -> &'static str {
        match self {
            Self::Proposed => "proposée",
            Self::Reviewed => "relue",
            Self::Published => "publiée",
            Self::Withdrawn => "retirée",
        }
    }

    /// Nothing is published that was not read over, and what was published can only be withdrawn: its readers are told so.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Proposed => &[Self::Reviewed, Self::Withdrawn],
            Self::Reviewed => &[Self::Published, Self::Proposed, Self::Withdrawn],
            Self::Published => &[Self::Withdrawn],
            Self::Withdrawn => &[Self::Proposed],
        }
    }
}

/// Whether this entry may become that, by that person; gives the reason to keep with it. Only a withdrawal has one.
pub fn step(from: EntryStatus, to: EntryStatus, by: Moderator, reason: &str) -> Result<Option<String>, MoveRefused> {
    if !from.next().contains(&to) {
        return Err(MoveRefused::NotNext { from, to });
    }
    if from == EntryStatus::Withdrawn && by != Moderator::Admin {
        return Err(MoveRefused::AdminOnly);
    }
    if to != EntryStatus::Withdrawn {
        return Ok(None);
    }
    let reason = reason.trim();
    match reason.chars().count() {
        0 => Err(MoveRefused::ReasonMissing),
        1..=REASON_CHARS_MAX => Ok(Some(reason.to_owned())),
        _ => Err(MoveRefused::ReasonTooLong),
    }
}

fn listed(statuses: &[EntryStatus]) -> String {
    statuses.iter().map(|status| status.french()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::EntryStatus::{Proposed, Published, Reviewed, Withdrawn};
    use super::*;

    #[test]
    fn every_pair_of_statuses_is_allowed_or_refused_as_written_here() {
        let allowed = [
            (Proposed, Reviewed),
            (Proposed, Withdrawn),
            (Reviewed, Proposed),
            (Reviewed, Published),
            (Reviewed, Withdrawn),
            (Published, Withdrawn),
            (Withdrawn, Proposed),
        ];
        for from in EntryStatus::ALL {
            for to in EntryStatus::ALL {
                let outcome = step(from, to, Moderator::Admin, "hors sujet");
                assert_eq!(outcome.is_ok(), allowed.contains(&(from, to)), "{from:?} to {to:?}: {outcome:?}");
            }
        }
    }

    #[test]
    fn an_entry_is_never_published_unread() {
        let refused = step(Proposed, Published, Moderator::Admin, "").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "Une fiche proposée ne devient pas publiée ; elle peut devenir : relue, retirée."
        );
    }

    #[test]
    fn a_withdrawal_has_a_reason_and_nothing_else_keeps_one() {
        let withdraw = |reason: &str| step(Published, Withdrawn, Moderator::Pollster, reason);
        assert_eq!(withdraw("  doublon "), Ok(Some("doublon".to_owned())));
        assert_eq!(withdraw(" \n "), Err(MoveRefused::ReasonMissing));
        assert!(withdraw(&"é".repeat(REASON_CHARS_MAX)).is_ok(), "characters, not bytes");
        assert_eq!(withdraw(&"é".repeat(REASON_CHARS_MAX + 1)), Err(MoveRefused::ReasonTooLong));
        assert_eq!(step(Proposed, Reviewed, Moderator::Pollster, "bien"), Ok(None));
    }

    #[test]
    fn only_an_administrator_takes_up_a_withdrawn_entry_again() {
        assert_eq!(step(Withdrawn, Proposed, Moderator::Pollster, ""), Err(MoveRefused::AdminOnly));
        assert_eq!(step(Withdrawn, Proposed, Moderator::Admin, ""), Ok(None));
    }

    #[test]
    fn stored_names_read_back_and_no_other_does() {
        for status in EntryStatus::ALL {
            assert_eq!(EntryStatus::parse(status.as_str()), Some(status));
        }
        assert_eq!(EntryStatus::parse("publiée"), None);
    }
}
