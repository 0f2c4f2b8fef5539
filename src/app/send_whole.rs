//! A whole interview sent at once, by a device that collected off-line. The key makes a repeat harmless.

use sha2::{Digest as _, Sha256};

use crate::app::collector::{Item, Outcome, Start, Whole};
use crate::app::keys::{self, interview_id};
use crate::app::respondent::Ending;
use crate::app::{App, AppError};
use crate::domain::check::{self, Form};
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::Language;
use crate::domain::route::Next;
use crate::domain::wave::Disposition;
use crate::store::columns::InterviewMode;
use crate::store::ids::{HashBytes, InterviewId};

/// Length of a key, in characters.
pub const KEY_CHARS: std::ops::RangeInclusive<usize> = 16..=64;

/// A repeat that stands beside its first sending is asked again, at most so often.
const TRIES_MAX: usize = 5;

impl App {
    /// `key`: 16 to 64 visible ASCII characters chosen by the sender, the same for each repeat of one interview.
    pub async fn send_whole(
        &self,
        slug: &WaveSlug,
        key: &str,
        form: &Form,
        language: Language,
    ) -> Result<Ending, AppError> {
        if !KEY_CHARS.contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            let why = "16 à 64 caractères ASCII visibles, les mêmes à chaque répétition".to_owned();
            return Err(AppError::BadField { field: "Idempotency-Key", why });
        }
        let wave = self.loaded_wave(slug).await?;
        if !wave.spec.access.whole {
            return Err(AppError::AccessModeOff);
        }
        let questionnaire = &wave.questionnaire;
        let (answers, next) = check::read_whole(questionnaire, form, language).map_err(AppError::BadAnswers)?;
        let body_digest = digest(form);
        let cells =
            match next {
                Next::Completed => Some(wave.spec.quotas.cells_of(questionnaire, &answers).ok_or_else(|| {
                    AppError::Internal("a whole interview came without its quota answers".to_owned())
                })?),
                _ => None,
            };
        let item = Item::Whole(Whole {
            start: Start {
                wave_id: wave.id,
                id: InterviewId::new(interview_id("whole", wave.id.number(), key)),
                version: questionnaire.version,
                mode: InterviewMode::Whole,
                language: language.code(),
                seed: 0,
                link: None,
            },
            body_digest,
            section: questionnaire.sections.len().saturating_sub(1),
            answers: answers.pack(),
            cells,
            leaves_as: if next == Next::Refused { Disposition::Refused } else { Disposition::ScreenedOut },
            receipt: keys::receipt(),
        });
        for _ in 0..TRIES_MAX {
            match self.inner.collector.submit(item.clone()).await? {
                // The same key twice in one batch: the other one is stored by now.
                Outcome::Stale => {}
                outcome => return ending(outcome, next, body_digest),
            }
        }
        Err(AppError::Busy)
    }
}

fn ending(outcome: Outcome, next: Next, body_digest: HashBytes) -> Result<Ending, AppError> {
    Ok(match outcome {
        Outcome::Completed { receipt } => Ending::Completed { receipt },
        Outcome::Full => Ending::QuotaFull,
        Outcome::Left if next == Next::Refused => Ending::Refused,
        Outcome::Left => Ending::ScreenedOut,
        // Said as a refusal, or a device that trusts a success would forget the interview.
        Outcome::WaveClosed => return Err(AppError::WaveNotOpen),
        Outcome::Ended { body_digest: Some(stored), .. } if stored != body_digest => return Err(AppError::KeyReused),
        Outcome::Ended { disposition, receipt, .. } => match disposition {
            Disposition::Completed => Ending::Completed { receipt: receipt.unwrap_or_default() },
            Disposition::QuotaFull => Ending::QuotaFull,
            Disposition::Refused => Ending::Refused,
            Disposition::ScreenedOut => Ending::ScreenedOut,
            Disposition::Started | Disposition::Abandoned | Disposition::Rejected => Ending::Closed,
        },
        Outcome::Stale | Outcome::Kept | Outcome::Absent | Outcome::Swept { .. } => {
            return Err(AppError::Internal("a whole interview was left open".to_owned()));
        }
    })
}

/// Of the fields in a fixed order, so that a sender may list them as it likes.
fn digest(form: &Form) -> HashBytes {
    let mut fields: Vec<&(String, String)> = form.iter().collect();
    fields.sort();
    let mut hash = Sha256::new();
    for (name, value) in fields {
        for part in [name, value] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
    }
    HashBytes::new(hash.finalize().into())
}
