//! Every refusal the service can make, in one list: a stable code, a text for the person, and for our faults a
//! separate text for the log. `web/error` alone chooses status codes from `kind`.

use thiserror::Error;

use crate::domain::calibration::Infeasible;
use crate::domain::fault::Faults;
use crate::domain::moderation::MoveRefused;
use crate::domain::wave::WaveState;
use crate::store::StoreError;

/// What sort of refusal it is, in words that are not HTTP's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request can't be read.
    Malformed,
    /// It can be read and breaks a rule.
    Unprocessable,
    Unauthenticated,
    Forbidden,
    Absent,
    /// It was there, and was withdrawn.
    Gone,
    /// The thing is not in the state the request needs.
    Conflict,
    TooMany,
    /// Come back later: busy, draining, database away.
    Unavailable,
    StorageFull,
    Internal,
}

#[derive(Debug, Error)]
pub enum AppError {
    #[error("Cette vague n'existe pas.")]
    WaveAbsent,
    #[error("Cette adresse n'existe pas.")]
    AddressAbsent,
    #[error("Ce lien n'est pas valable. Vérifiez l'adresse reçue, ou demandez un nouveau lien.")]
    LinkUnknown,
    #[error("Ce code n'ouvre aucun questionnaire de cette enquête. Vérifiez-le sur la page où vous l'avez lu.")]
    CodeUnknown,
    #[error(
        "Beaucoup de questionnaires sont commencés et pas terminés depuis votre réseau. Vos réponses sont gardées."
    )]
    PlacesHeld,
    #[error("Cette vague ne s'ouvre pas par ce chemin.")]
    AccessModeOff,
    #[error("Cette enquête ne reçoit pas de réponses en ce moment.")]
    WaveNotOpen,
    #[error("Aucun entretien en cours dans ce navigateur pour cette enquête.")]
    NoInterview,
    #[error("La vague est {}, il faudrait qu'elle soit {} pour {verb}.", .state.french(), .wanted.french())]
    WrongState { state: WaveState, wanted: WaveState, verb: &'static str },
    #[error("Les réponses de cette vague sont effacées : leur durée de conservation est passée.")]
    ResponsesErased,
    #[error("{0}")]
    BadFiles(Faults),
    #[error(
        "La vague {slug} est déjà chargée avec un autre contenu : une vague chargée ne se modifie pas.{}",
        changed(changes)
    )]
    WaveChanged { slug: String, changes: String },
    #[error(
        "La version {version} de {study} est déjà chargée avec un autre contenu : un changement est une nouvelle version.{}",
        changed(changes)
    )]
    VersionChanged { study: String, version: u32, changes: String },
    #[error("Cette correction est refusée. Motif : {}.", .0.join(" ; "))]
    CorrectionRefused(Vec<String>),
    #[error("Il faut deux personnes : qui a proposé la correction ne peut pas l'approuver seul.")]
    SameCorrector,
    #[error("Cette version ne peut pas être ouverte en cours de terrain. Motif : {}.", .0.join(" ; "))]
    RevisionRefused(Vec<String>),
    #[error(
        "Le terrain de cette vague finissait le {end} : corrigez les dates, ou ouvrez-la en simulation (--simulated)."
    )]
    FieldworkOver { end: String },
    #[error(
        "Cette vague recueille de vraies réponses : la simulation n'y entre pas. Ouvrez une vague avec --simulated."
    )]
    NotSimulated,
    #[error(
        "Le terrain de cette vague commence le {start} : attendez ce jour, ou ouvrez-la en simulation (--simulated)."
    )]
    FieldworkAhead { start: String },
    #[error("Il faut deux personnes : qui a redressé la vague ne peut pas l'approuver seul.")]
    SamePerson,
    #[error("Dites au nom de qui : redresser et approuver engagent une personne (--as adresse@exemple.fr).")]
    PersonNeeded,
    #[error("Aucune réponse complète : il n'y a rien à sceller.")]
    NothingCollected,
    #[error("Le redressement est impossible.")]
    WeightsInfeasible(Vec<Infeasible>),
    #[error("L'embargo court jusqu'au {until}.")]
    UnderEmbargo { until: String },
    #[error("Aucun résultat public pour cette vague.")]
    ReleaseNotPublic,
    #[error("Cette fiche n'existe pas.")]
    EntryAbsent,
    #[error("Cette fiche a été publiée, puis retirée.")]
    EntryGone,
    #[error("Quelqu'un vient de décider de cette fiche : relisez-la avant de décider à votre tour.")]
    EntryMoved,
    #[error("{0}")]
    EntryStays(MoveRefused),
    #[error(
        "Un formulaire modéré ne se scelle pas : sceller détruirait les fiches publiées. Close, la vague n'en reçoit plus, \
         et celles qui restent se relisent, se publient et se retirent toujours."
    )]
    FormNeverSealed,
    #[error("Cet entretien n'existe pas, ou n'est pas allé au bout : il n'y a rien à écarter.")]
    InterviewAbsent,
    #[error("{0}")]
    BadDecision(crate::domain::quality::BadDecision),
    #[error("Cet entretien n'est pas écarté : il compte.")]
    NotExcluded,
    #[error("Il n'y a plus de place dans « {cell} » : l'entretien reste écarté, ou relevez d'abord le maximum.")]
    NoPlaceLeft { cell: String },
    #[error(
        "La vague est scellée : les réponses n'ont plus de lien avec un entretien, aucune ne peut plus être écartée."
    )]
    SealedAlready,
    #[error(
        "Aucune réponse ne correspond à ce reçu et à ce code dans cette enquête. Vérifiez-les. Des réponses retirées ne se \
         retrouvent plus."
    )]
    ReceiptUnknown,
    #[error(
        "L'enquête est close : vos réponses ne se corrigent plus. Vous pouvez encore les retirer tant qu'elles ne sont pas scellées."
    )]
    TooLateToCorrect,
    #[error(
        "Vos réponses ont été scellées entre-temps : elles n'ont plus aucun lien avec vous, et ne peuvent plus être retrouvées."
    )]
    SealedMeanwhile,
    #[error("Vos réponses ont changé entre-temps, dans une autre fenêtre : rouvrez la page avant de corriger.")]
    AnswersMoved,
    #[error("Adresse ou mot de passe incorrect.")]
    BadCredentials,
    #[error("Connectez-vous d'abord.")]
    SignInFirst,
    #[error("Jeton refusé : {0}.")]
    BadToken(&'static str),
    #[error("Clé refusée : {0}. Faites-en une autre dans l’espace des chercheurs.")]
    BadKey(&'static str),
    #[error("Cette clé ne permet pas cela : une clé sert à lire les publications, rien d’autre.")]
    KeyScope,
    #[error("Cette clé n’existe pas.")]
    KeyAbsent,
    #[error(
        "Cette clé est déjà faite, et n’est montrée qu’une fois. Si vous ne l’avez plus, révoquez-la et faites-en une autre."
    )]
    KeyMadeAlready,
    #[error("Vous avez déjà {max} clés qui valent : révoquez-en une d’abord.", max = crate::app::api_keys::KEYS_MAX)]
    TooManyKeys,
    #[error("Ce service n’envoie pas de courrier : suivez plutôt le flux des publications.")]
    NoMail,
    #[error("Votre rôle ne permet pas cette action.")]
    NotAllowed,
    #[error("Un compte existe déjà à cette adresse.")]
    AccountExists,
    #[error("{0}")]
    BadContacts(String),
    #[error("Cette vague n’a pas de contacts : importez d’abord un fichier.")]
    NoContact,
    #[error("Les courriers de cette vague ne sont pas chargés : faites sonde wave letters VAGUE FICHIER.")]
    LettersAbsent,
    #[error("{field} : {why}")]
    BadField { field: &'static str, why: String },
    #[error("Cette clé a déjà servi pour un autre contenu.")]
    KeyReused,
    #[error("Certaines réponses sont refusées.")]
    BadAnswers(Vec<crate::domain::check::AnswerFault>),
    #[error("Le service est très sollicité. Vos réponses précédentes sont gardées ; réessayez dans un instant.")]
    Busy,
    #[error("Le disque du service est plein : rien n'a été enregistré. Réessayez plus tard.")]
    StorageFull,
    /// The person gets a general text; the log gets this one.
    #[error("Une erreur est survenue de notre côté ; elle est enregistrée. Réessayez dans un instant.")]
    Internal(String),
}

/// What changed, where it is known.
fn changed(changes: &str) -> String {
    if changes.is_empty() { String::new() } else { [" Changé : ", changes, "."].concat() }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy(_) => Self::Busy,
            StoreError::Full => Self::StorageFull,
            unreachable @ StoreError::Unreachable { .. } => {
                tracing::error!(error = %unreachable, "database unreachable");
                Self::Busy
            }
            other => Self::Internal(other.to_string()),
        }
    }
}

impl AppError {
    /// Stable across versions; documented in the OpenAPI description.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WaveAbsent => "wave_absent",
            Self::AddressAbsent => "address_absent",
            Self::LinkUnknown => "link_unknown",
            Self::CodeUnknown => "code_unknown",
            Self::PlacesHeld => "places_held",
            Self::AccessModeOff => "access_mode_off",
            Self::WaveNotOpen => "wave_not_open",
            Self::NoInterview => "no_interview",
            Self::WrongState { .. } => "wrong_state",
            Self::ResponsesErased => "responses_erased",
            Self::BadFiles(_) => "bad_files",
            Self::WaveChanged { .. } => "wave_changed",
            Self::VersionChanged { .. } => "version_changed",
            Self::CorrectionRefused(_) => "correction_refused",
            Self::SameCorrector => "same_corrector",
            Self::RevisionRefused(_) => "revision_refused",
            Self::FieldworkOver { .. } => "fieldwork_over",
            Self::FieldworkAhead { .. } => "fieldwork_ahead",
            Self::NotSimulated => "not_simulated",
            Self::PersonNeeded => "person_needed",
            Self::SamePerson => "same_person",
            Self::NothingCollected => "nothing_collected",
            Self::WeightsInfeasible(_) => "weights_infeasible",
            Self::UnderEmbargo { .. } => "under_embargo",
            Self::ReleaseNotPublic => "release_not_public",
            Self::EntryAbsent => "entry_absent",
            Self::EntryGone => "entry_gone",
            Self::EntryMoved => "entry_moved",
            Self::EntryStays(_) => "entry_stays",
            Self::FormNeverSealed => "form_never_sealed",
            Self::InterviewAbsent => "interview_absent",
            Self::BadDecision(_) => "bad_decision",
            Self::NotExcluded => "not_excluded",
            Self::NoPlaceLeft { .. } => "no_place_left",
            Self::SealedAlready => "sealed_already",
            Self::ReceiptUnknown => "receipt_unknown",
            Self::TooLateToCorrect => "too_late_to_correct",
            Self::SealedMeanwhile => "sealed_meanwhile",
            Self::AnswersMoved => "answers_moved",
            Self::BadCredentials => "bad_credentials",
            Self::SignInFirst => "sign_in_first",
            Self::BadToken(_) => "bad_token",
            Self::NotAllowed => "not_allowed",
            Self::BadKey(_) => "bad_key",
            Self::KeyScope => "key_scope",
            Self::KeyAbsent => "key_absent",
            Self::KeyMadeAlready => "key_made_already",
            Self::TooManyKeys => "too_many_keys",
            Self::NoMail => "no_mail",
            Self::AccountExists => "account_exists",
            Self::BadContacts(_) => "bad_contacts",
            Self::NoContact => "no_contact",
            Self::LettersAbsent => "letters_absent",
            Self::BadField { .. } => "bad_field",
            Self::KeyReused => "key_reused",
            Self::BadAnswers(_) => "bad_answers",
            Self::Busy => "busy",
            Self::StorageFull => "storage_full",
            Self::Internal(_) => "internal",
        }
    }

    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::WaveAbsent
            | Self::AddressAbsent
            | Self::LinkUnknown
            | Self::CodeUnknown
            | Self::NoInterview
            | Self::ReleaseNotPublic
            | Self::EntryAbsent
            | Self::InterviewAbsent
            | Self::KeyAbsent
            | Self::ReceiptUnknown => ErrorKind::Absent,
            Self::EntryGone | Self::SealedMeanwhile => ErrorKind::Gone,
            Self::AccessModeOff
            | Self::NotAllowed
            | Self::KeyScope
            | Self::SamePerson
            | Self::SameCorrector
            | Self::PersonNeeded
            | Self::EntryStays(MoveRefused::AdminOnly) => ErrorKind::Forbidden,
            Self::WaveNotOpen
            | Self::WrongState { .. }
            | Self::ResponsesErased
            | Self::WaveChanged { .. }
            | Self::VersionChanged { .. }
            | Self::RevisionRefused(_)
            | Self::CorrectionRefused(_)
            | Self::FieldworkOver { .. }
            | Self::FieldworkAhead { .. }
            | Self::NothingCollected
            | Self::NotSimulated
            | Self::UnderEmbargo { .. }
            | Self::NoContact
            | Self::LettersAbsent
            | Self::EntryMoved
            | Self::NotExcluded
            | Self::NoPlaceLeft { .. }
            | Self::SealedAlready
            | Self::TooLateToCorrect
            | Self::AnswersMoved
            | Self::EntryStays(MoveRefused::NotNext { .. })
            | Self::FormNeverSealed
            | Self::KeyMadeAlready
            | Self::TooManyKeys
            | Self::NoMail
            | Self::AccountExists => ErrorKind::Conflict,
            Self::BadFiles(_)
            | Self::WeightsInfeasible(_)
            | Self::BadContacts(_)
            | Self::BadField { .. }
            | Self::BadDecision(_)
            | Self::KeyReused
            | Self::EntryStays(MoveRefused::ReasonMissing | MoveRefused::ReasonTooLong)
            | Self::BadAnswers(_) => ErrorKind::Unprocessable,
            Self::BadCredentials | Self::SignInFirst | Self::BadToken(_) | Self::BadKey(_) => {
                ErrorKind::Unauthenticated
            }
            Self::PlacesHeld => ErrorKind::TooMany,
            Self::Busy => ErrorKind::Unavailable,
            Self::StorageFull => ErrorKind::StorageFull,
            Self::Internal(_) => ErrorKind::Internal,
        }
    }

    /// What the log keeps of our own faults; refusals need no log.
    pub fn private(&self) -> Option<&str> {
        match self {
            Self::Internal(why) => Some(why),
            _ => None,
        }
    }
}
