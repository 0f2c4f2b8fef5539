//! Taking up the letters of a wave from their file. They may be mended while the field runs; a letter somebody got keeps
//! its name, so that nobody gets it again under another.

use std::collections::BTreeSet;

use crate::app::account::Actor;
use crate::app::{App, AppError};
use crate::domain::fault::{Faults, Source};
use crate::domain::id::{Digest, WaveSlug};
use crate::domain::letter::LetterPlan;
use crate::store::ids::WaveId;
use crate::store::{audit, letter_plans, mailings};

impl App {
    /// Whether this changes what was there. `file` is how the text is called in what is told of it.
    pub async fn load_letters(&self, actor: &Actor, slug: &WaveSlug, file: &str, text: &str) -> Result<bool, AppError> {
        let wave = self.current_wave(slug).await?;
        let plan = LetterPlan::parse(file, text).map_err(AppError::BadFiles)?;
        let spoken = &wave.questionnaire.languages;
        let mut source = Source::new(file, text);
        for language in plan.languages().iter().filter(|language| !spoken.contains(language)) {
            let known: Vec<&str> = spoken.iter().map(|language| language.code()).collect();
            let what = format!("des courriers en « {} », langue que le questionnaire n’a pas", language.code());
            source.fault_whole("steps", what, Some(known.join(", ")));
        }
        let (id, actor, content) = (wave.id, actor.label().to_owned(), text.to_owned());
        let sent = self.inner.store.read_async(move |tx| mailings::counts(tx, id)).await?;
        let sent: BTreeSet<&str> = sent.keys().map(|(step, _)| step.as_str()).collect();
        for step in sent.into_iter().filter(|step| plan.step(step).is_none()) {
            let what = format!("le courrier « {step} » est déjà parti ou attend, et n’est plus là");
            source.fault_whole(
                "steps",
                what,
                Some("gardez son nom : un autre nom serait un autre courrier".to_owned()),
            );
        }
        source.finish(|| ()).map_err(AppError::BadFiles)?;
        let digest = Digest::of(content.as_bytes());
        let changed = self.inner.store.write_async(move |tx| {
            let now = tx.now()?;
            let changed = letter_plans::put(tx, id, &content, digest, now)?;
            if changed {
                audit::record(tx, now, &actor, "letters_loaded", Some(id), &digest.hex())?;
            }
            Ok(changed)
        });
        Ok(changed.await?)
    }

    /// The letters of a wave, if they were loaded.
    pub(super) async fn letter_plan(&self, wave_id: WaveId) -> Result<Option<LetterPlan>, AppError> {
        let content = self.inner.store.read_async(move |tx| letter_plans::content(tx, wave_id)).await?;
        let read = |text: String| {
            LetterPlan::parse("letters.toml", &text)
                .map_err(|faults: Faults| AppError::Internal(format!("stored letters: {faults}")))
        };
        content.map(read).transpose()
    }
}
