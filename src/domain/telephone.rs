//! What becomes of a call, in the final and temporary dispositions of AAPOR's *Standard Definitions* (telephone surveys of
//! named persons), and where a contact stands after several.

/// How one call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallOutcome {
    /// 1.1: the interview was carried to its end.
    Completed,
    /// 1.2: begun and cut short.
    Partial,
    /// 2.11: the person, or the household, refused.
    Refused,
    /// 2.2: not reached yet, to be called again, at a time if one was agreed on.
    CallBack,
    /// 2.21: somebody else answered; the person asked for was not available.
    NotThere,
    /// 2.332: no interview is possible in a language of the questionnaire.
    Language,
    /// 3.12: engaged.
    Busy,
    /// 3.13: rings, nobody answers.
    NoAnswer,
    /// 3.14: a machine answers.
    Machine,
    /// 4.3: not in service, or somebody else's.
    WrongNumber,
    /// 4.7: outside the target.
    Ineligible,
}

/// In the order an interviewer looks for them.
pub const OUTCOMES: [CallOutcome; 11] = [
    CallOutcome::Completed,
    CallOutcome::Partial,
    CallOutcome::CallBack,
    CallOutcome::NotThere,
    CallOutcome::Refused,
    CallOutcome::NoAnswer,
    CallOutcome::Busy,
    CallOutcome::Machine,
    CallOutcome::Language,
    CallOutcome::WrongNumber,
    CallOutcome::Ineligible,
];

/// AAPOR's four families, which response rates are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    Interview,
    NotInterviewed,
    UnknownEligibility,
    NotEligible,
}

impl CallOutcome {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Partial => "partial",
            Self::Refused => "refused",
            Self::CallBack => "call_back",
            Self::NotThere => "not_there",
            Self::Language => "language",
            Self::Busy => "busy",
            Self::NoAnswer => "no_answer",
            Self::Machine => "machine",
            Self::WrongNumber => "wrong_number",
            Self::Ineligible => "ineligible",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        OUTCOMES.into_iter().find(|outcome| outcome.as_str() == text)
    }

    pub fn french(self) -> &'static str {
        match self {
            Self::Completed => "Entretien terminé",
            Self::Partial => "Entretien interrompu",
            Self::Refused => "Refus",
            Self::CallBack => "À rappeler, rendez-vous",
            Self::NotThere => "Personne demandée absente",
            Self::Language => "Langue non prévue",
            Self::Busy => "Occupé",
            Self::NoAnswer => "Pas de réponse",
            Self::Machine => "Répondeur",
            Self::WrongNumber => "Faux numéro",
            Self::Ineligible => "Hors cible",
        }
    }

    /// The code of the *Standard Definitions* for telephone surveys.
    pub fn standard_code(self) -> &'static str {
        match self {
            Self::Completed => "1.1",
            Self::Partial => "1.2",
            Self::Refused => "2.11",
            Self::CallBack => "2.2",
            Self::NotThere => "2.21",
            Self::Language => "2.332",
            Self::Busy => "3.12",
            Self::NoAnswer => "3.13",
            Self::Machine => "3.14",
            Self::WrongNumber => "4.3",
            Self::Ineligible => "4.7",
        }
    }

    pub fn family(self) -> Family {
        match self {
            Self::Completed | Self::Partial => Family::Interview,
            Self::Refused | Self::CallBack | Self::NotThere | Self::Language => Family::NotInterviewed,
            Self::Busy | Self::NoAnswer | Self::Machine => Family::UnknownEligibility,
            Self::WrongNumber | Self::Ineligible => Family::NotEligible,
        }
    }

    /// Whether the contact is called no more after it.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Refused | Self::Language | Self::WrongNumber | Self::Ineligible)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_is_read_back_and_has_a_code_of_its_own() {
        let codes: std::collections::BTreeSet<_> = OUTCOMES.iter().map(|outcome| outcome.standard_code()).collect();
        assert_eq!(codes.len(), OUTCOMES.len());
        for outcome in OUTCOMES {
            assert_eq!(CallOutcome::parse(outcome.as_str()), Some(outcome));
            let family = outcome.standard_code().chars().next();
            let expected = match outcome.family() {
                Family::Interview => '1',
                Family::NotInterviewed => '2',
                Family::UnknownEligibility => '3',
                Family::NotEligible => '4',
            };
            assert_eq!(family, Some(expected), "{outcome:?}");
        }
        assert_eq!(CallOutcome::parse("autre"), None);
    }
}
