//! The language of an interview: one of its questionnaire's, chosen at the beginning, changed at will. Answers are kept by
//! codes, so that changing it changes none.

use crate::app::interview::Interview;
use crate::app::respondent::SessionToken;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::{Language, Questionnaire};
use crate::store::interviews;

/// The parameter of an address that asks for a language.
pub const LANGUAGE_PARAMETER: &str = "lang";

/// The language an address asks for; one the questionnaire does not have is not asked for.
pub fn asked(questionnaire: &Questionnaire, parameters: &[(String, String)]) -> Option<Language> {
    let (_, code) = parameters.iter().find(|(name, _)| name == LANGUAGE_PARAMETER)?;
    known(questionnaire, code)
}

/// The questionnaire's language of that code.
pub fn known(questionnaire: &Questionnaire, code: &str) -> Option<Language> {
    questionnaire.languages.iter().copied().find(|language| language.code() == code)
}

/// The one asked for, where the questionnaire has it; else its first.
pub fn spoken(questionnaire: &Questionnaire, asked: Option<Language>) -> Language {
    let languages = &questionnaire.languages;
    let has = asked.filter(|language| languages.contains(language));
    has.or_else(|| languages.first().copied()).unwrap_or_default()
}

impl Interview {
    /// Every text it is shown is in this language.
    pub fn language(&self) -> Language {
        let questionnaire = &self.wave.questionnaire;
        spoken(questionnaire, known(questionnaire, &self.row.language))
    }
}

impl App {
    /// The language of this browser's interview; `None` where there is no such interview.
    pub async fn language_of(&self, slug: &WaveSlug, session: &SessionToken) -> Result<Option<Language>, AppError> {
        match self.interview(slug, session).await {
            Ok(interview) => Ok(Some(interview.language())),
            Err(AppError::NoInterview | AppError::WaveNotOpen) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// From now on the interview is in this language; one its questionnaire does not have changes nothing.
    pub async fn speak(&self, slug: &WaveSlug, session: &SessionToken, language: Language) -> Result<(), AppError> {
        let interview = self.interview(slug, session).await?;
        self.keep_language(&interview, language).await
    }

    /// Nothing is written while it stays the same.
    pub(super) async fn keep_language(&self, interview: &Interview, language: Language) -> Result<(), AppError> {
        let is_known = interview.wave.questionnaire.languages.contains(&language);
        if !is_known || interview.language() == language {
            return Ok(());
        }
        let (wave_id, id, code) = (interview.wave.id, interview.row.id, language.code());
        Ok(self.inner.store.write_async(move |tx| interviews::speak(tx, wave_id, id, code)).await?)
    }
}
