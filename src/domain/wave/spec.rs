//! What a wave file declares, checked against its questionnaire and its margins.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::calibration::Scheme;
use crate::domain::disclosure::DisclosureRule;
use crate::domain::id::{Digest, QuestionId, StudySlug, WaveSlug};
use crate::domain::questionnaire::{Language, canonical_json};
use crate::domain::quota::QuotaPlan;
use crate::domain::wave::PagePlan;
use crate::domain::wave::PanelPlan;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WaveSpec {
    pub slug: WaveSlug,
    pub study: StudySlug,
    /// As in `2020-05`.
    pub key: String,
    pub title: String,
    pub questionnaire_version: u32,
    pub questionnaire_digest: Digest,
    pub audience: String,
    pub universe: String,
    pub mode: String,
    pub fieldwork: Fieldwork,
    pub access: Access,
    pub quotas: QuotaPlan,
    pub weighting: Scheme,
    pub tables: TablePlan,
    pub disclosure: DisclosureRule,
    pub embargo: DateTime<Utc>,
    /// Who asks, who pays, who collects: printed with every figure.
    pub parties: Parties,
    /// Values of `{…}` in the questionnaire's texts, as in `institut` or `contact_donnees`.
    pub texts: BTreeMap<String, String>,
    /// The same, whole, in each other language of the questionnaire.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub other_texts: BTreeMap<Language, BTreeMap<String, String>>,
    pub retention: Retention,
    /// Minutes an unfinished interview keeps its place after its last page.
    pub lease_minutes: u32,
    /// What the privacy notice says that nothing else in the file does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<Privacy>,
    /// A moderated form: entries are read over and published one by one, nothing is weighted or tabulated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryPlan>,
    #[serde(default, skip_serializing_if = "PagePlan::is_usual")]
    pub pages: PagePlan,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panel: Option<PanelPlan>,
    #[serde(default, skip_serializing_if = "NoticePlan::is_silent")]
    pub notice: NoticePlan,
}

/// What only the file knows of the method notice of the results.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NoticePlan {
    /// Nature and value of what respondents were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incentive: Option<String>,
    /// A standard that was followed: only who holds the commitment may say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<String>,
    /// How the people asked were chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling: Option<String>,
}

impl NoticePlan {
    fn is_silent(&self) -> bool {
        *self == Self::default()
    }
}

/// How the entries of a moderated form are listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPlan {
    /// The question whose answer an entry is called by.
    pub title: QuestionId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fieldwork {
    pub start: NaiveDate,
    /// Last day included; the wave closes at its end, Paris time.
    pub end: NaiveDate,
    /// The deadline in UTC.
    pub closes_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Anybody with the address.
    pub open_link: bool,
    /// Single-use personal links.
    pub invitation: bool,
    /// Whole interviews sent at once by a device that collected off-line.
    pub whole: bool,
    /// By telephone: an interviewer with an account enters the answers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cati: bool,
    /// Members of a panel, by the address it sends them to.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub panel: bool,
    /// A device many people answer on, one after the other.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kiosk: bool,
    /// The open address is given to the members of a sample somebody drew, and to nobody else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub controlled: bool,
}

impl Access {
    /// Nobody can answer.
    pub const NONE: Self = Self {
        open_link: false,
        invitation: false,
        whole: false,
        cati: false,
        panel: false,
        kiosk: false,
        controlled: false,
    };

    /// Whether whoever comes answers: the sample is then not controlled, and the wave is a consultation, never a poll.
    pub fn is_self_selected(self) -> bool {
        (self.open_link || self.kiosk) && !self.controlled
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parties {
    pub sponsor: String,
    pub sponsor_quality: String,
    pub fieldwork_institute: String,
    pub scientific_lead: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TablePlan {
    /// Questions tabulated, in order.
    pub questions: Vec<QuestionId>,
    /// Profile variables they are crossed with; the total always comes first.
    pub breaks: Vec<QuestionId>,
    /// The question of the headline.
    pub headline: QuestionId,
    /// The published line, its figures in braces: `{st_utile} % des Français…`.
    pub sentence: Option<String>,
    /// The same for what else is to be kept in mind: `{QUESTION.code}`, or `{QUESTION.row.code}` of a grid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    pub identities_days: u32,
    pub responses_days: u32,
}

/// Who answers for the data, why they are asked for, and whom to write to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Privacy {
    pub controller: String,
    /// An address of the post or of the web, as people write it.
    pub contact: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_protection_officer: Option<String>,
    pub purpose: String,
    pub legal_basis: LegalBasis,
    /// Who else receives single responses; nobody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipients: Option<String>,
}

/// Of article 6 of the GDPR, those a survey can stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalBasis {
    Consent,
    PublicInterest,
    LegitimateInterest,
}

impl LegalBasis {
    pub const ALL: [Self; 3] = [Self::Consent, Self::PublicInterest, Self::LegitimateInterest];

    /// As wave files write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::PublicInterest => "public_interest",
            Self::LegitimateInterest => "legitimate_interest",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.as_str() == text)
    }
}

/// When what a wave holds of people is to be gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub identities: DateTime<Utc>,
    pub responses: DateTime<Utc>,
}

impl Retention {
    /// Counted from the instant the field closed.
    pub fn due(&self, closed: DateTime<Utc>) -> Due {
        let after = |days: u32| closed + TimeDelta::days(days.into());
        Due { identities: after(self.identities_days), responses: after(self.responses_days) }
    }
}

/// The files a wave stands on, as texts: read from a folder by the command line, or sent to the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaveBundle {
    /// Name and text of the wave file.
    pub wave: (String, String),
    pub questionnaire: (String, String),
    /// Margin files by the name the wave file gives them.
    pub margins: BTreeMap<String, String>,
    /// The bank and the nomenclatures, by their names: `bank/citoyens.toml`, `nomenclatures/communes.csv`.
    pub neighbours: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleNames {
    pub study: StudySlug,
    pub key: String,
    pub questionnaire_version: u32,
    pub margins: Vec<String>,
}

impl WaveSpec {
    /// What stands in the places of texts in this language; in French where the wave was loaded without it.
    pub fn texts_in(&self, language: Language) -> &BTreeMap<String, String> {
        self.other_texts.get(&language).unwrap_or(&self.texts)
    }

    /// A form whose entries are read over, and not a poll.
    pub fn is_moderated(&self) -> bool {
        self.entry.is_some()
    }

    /// Whoever wants to answers: told to respondents and readers, who never read « sondage » of it.
    pub fn is_consultation(&self) -> bool {
        self.access.is_self_selected() && !self.is_moderated()
    }

    /// What the database keeps and the digest of a wave is over. Shares keep fifteen decimals, so that reading this text
    /// back gives the same wave bit for bit.
    pub fn canonical_json(&self) -> String {
        canonical_json(self)
    }

    pub fn from_canonical_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    pub fn digest(&self) -> Digest {
        Digest::of(self.canonical_json().as_bytes())
    }
}

/// What stands in braces in a published line.
pub fn figures_named(sentence: &str) -> Vec<&str> {
    sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}
