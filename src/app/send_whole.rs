//! A whole interview sent at once, by a device that collected off-line. The key makes a repeat harmless.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::app::collector::{Item, Outcome, Start, Whole};
use crate::app::interview::end_page;
use crate::app::keys::{self, interview_id};
use crate::app::loaded_wave::LoadedWave;
use crate::app::respondent::Ending;
use crate::app::{App, AppError, language};
use crate::domain::answer::Answers;
use crate::domain::check::{self, AnswerFault, Form};
use crate::domain::consent;
use crate::domain::hidden;
use crate::domain::id::{EndId, WaveSlug};
use crate::domain::questionnaire::Language;
use crate::domain::route::{Next, Walk};
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
        let id = interview_id("whole", wave.id.number(), key);
        // Of the key, which the device knows: the same orders and arms at each repeat, and nothing to draw here.
        let seed = seed(&interview_id("whole order", wave.id.number(), key));
        let (wave, Said { answers, next, language }) = self.read_whole(wave, form, language, seed).await?;
        let questionnaire = &wave.questionnaire;
        let section = questionnaire.sections.len().saturating_sub(1);
        let body_digest = digest(form);
        let cells =
            match next {
                Next::Completed => Some(wave.spec.quotas.cells_of(questionnaire, &answers).ok_or_else(|| {
                    AppError::Internal("a whole interview came without its quota answers".to_owned())
                })?),
                _ => None,
            };
        let page = end_page(questionnaire, &Walk::of(questionnaire, &answers), next);
        let item = Item::Whole(Whole {
            start: Start {
                wave_id: wave.id,
                id: InterviewId::new(id),
                version: questionnaire.version,
                mode: InterviewMode::Whole,
                language: language.code(),
                seed,
                answers: Answers::none(questionnaire),
                arms: Arc::from([]),
                link: None,
            },
            body_digest,
            section,
            end_page: page.clone(),
            arms: hidden::held(questionnaire, &answers),
            answers: answers.pack(),
            cells,
            leaves_as: if next == Next::Refused { Disposition::Refused } else { Disposition::ScreenedOut },
            receipt: keys::receipt(),
            consent: consent::of_whole(questionnaire, wave.spec.texts_in(language), language),
        });
        for _ in 0..TRIES_MAX {
            match self.inner.collector.submit(item.clone()).await? {
                // The same key twice in one batch: the other one is stored by now.
                Outcome::Stale => {}
                outcome => return ending(outcome, next, page, body_digest),
            }
        }
        Err(AppError::Busy)
    }
}

impl App {
    /// Against the newest version met, then the one of the database and the older ones: a device may have left for the field
    /// with one of them. What is wrong is told by the first.
    async fn read_whole(
        &self,
        newest: Arc<LoadedWave>,
        form: &Form,
        language: Language,
        seed: u64,
    ) -> Result<(Arc<LoadedWave>, Said), AppError> {
        let faults = match read(&newest, form, language, seed) {
            Ok(said) => return Ok((newest, said)),
            Err(faults) => faults,
        };
        let current = self.current_wave(&newest.spec.slug).await?;
        let mut others = self.older_versions(&current).await?;
        others.insert(0, current);
        for other in others {
            if let Ok(said) = read(&other, form, language, seed) {
                return Ok((other, said));
            }
        }
        Err(AppError::BadAnswers(faults))
    }
}

/// A whole interview as a version reads it.
struct Said {
    answers: Answers,
    next: Next,
    /// The one asked for, where that version has it.
    language: Language,
}

fn read(wave: &LoadedWave, form: &Form, language: Language, seed: u64) -> Result<Said, Vec<AnswerFault>> {
    let q = &wave.questionnaire;
    let language = language::spoken(q, Some(language));
    // Drawn before, so that what an arm opens is read; a device that drew its own says which.
    let start = hidden::with_arms_drawn(q, hidden::given(q, &[]), seed).with_seed(seed);
    let (answers, next) = check::read_whole_from(q, &start, form, language)?;
    Ok(Said { answers, next, language })
}

fn ending(outcome: Outcome, next: Next, page: Option<EndId>, body_digest: HashBytes) -> Result<Ending, AppError> {
    Ok(match outcome {
        Outcome::Completed { receipt } => Ending::Completed { receipt },
        Outcome::Full => Ending::QuotaFull,
        Outcome::Left if next == Next::Refused => Ending::Refused { page },
        Outcome::Left => Ending::ScreenedOut { page },
        // Said as a refusal, or a device that trusts a success would forget the interview.
        Outcome::WaveClosed => return Err(AppError::WaveNotOpen),
        Outcome::Ended { body_digest: Some(stored), .. } if stored != body_digest => return Err(AppError::KeyReused),
        Outcome::Ended { disposition, receipt, end_page, .. } => Ending::of(disposition, receipt, end_page),
        Outcome::Stale | Outcome::Kept | Outcome::Held | Outcome::Absent | Outcome::Swept { .. } => {
            return Err(AppError::Internal("a whole interview was left open".to_owned()));
        }
    })
}

fn seed(bytes: &[u8; 16]) -> u64 {
    bytes.first_chunk::<8>().map_or(0, |first| u64::from_be_bytes(*first))
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
