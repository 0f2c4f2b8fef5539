//! Letters to those invited: sending the invitations, bringing reminders forward, rehearsing either, and how far they
//! are. Planning writes a row a letter in the write of the deed; the letter itself is written when it leaves.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::app::account::Actor;
use crate::app::language::LANGUAGE_PARAMETER;
use crate::app::loaded_wave::LoadedWave;
use crate::app::settings::MailSettings;
use crate::app::{App, AppError};
use crate::domain::contact::{Contact, Email, Profile};
use crate::domain::id::WaveSlug;
use crate::domain::letter::{Fate, Filling, LetterPlan, Situation, Step, Written, is_full_for};
use crate::domain::questionnaire::Language;
use crate::domain::quota::Cells;
use crate::domain::wave::{WaveState, paris};
use crate::store::contacts::ContactRow;
use crate::store::ids::{HashBytes, InvitationId, RowId};
use crate::store::mailings::MailingRow;
use crate::store::waves::WaveRow;
use crate::store::{
    ReadTx, StoreError, audit, contacts, interviews, invitations, mailings, quotas, suppressions, waves,
};

/// Which letters a deed is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// The first letter, to whoever has not had it.
    Invitations,
    /// Reminders that wait for their day.
    Reminders,
    /// Letters that could not leave, once what kept them back is mended.
    Failed,
}

/// One letter that would leave.
#[derive(Debug, Clone)]
pub struct Planned {
    pub email: String,
    pub language: Language,
    pub step: String,
    /// Not before: the pace of a domain may hold it back a little longer.
    pub leaves_at: DateTime<Utc>,
}

/// What a sending would do.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    pub planned: Vec<Planned>,
    /// How many get nothing, by reason and never by name: that somebody answered is nobody's to read.
    pub kept_back: BTreeMap<Fate, usize>,
}

/// How far the letters of a wave are.
#[derive(Debug, Clone)]
pub struct LetterStatus {
    pub contacts: u64,
    pub answered: u64,
    pub has_plan: bool,
    pub sends_mail: bool,
    pub steps: Vec<StepStatus>,
    /// When letters may leave: now, or the next opening.
    pub next_opening: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone)]
pub struct StepStatus {
    pub id: String,
    pub after_days: u32,
    pub waiting: u64,
    pub sent: u64,
    pub failed: u64,
    pub returned: u64,
    /// Not sent, by reason.
    pub kept_back: BTreeMap<Fate, u64>,
}

/// One letter as somebody would get it.
#[derive(Debug, Clone)]
pub struct Sample {
    pub step: String,
    pub after_days: u32,
    pub language: Language,
    pub written: Written,
}

impl App {
    /// Plans the first letter of everybody who has not had it; says how many. Done twice, it plans nobody twice.
    pub async fn send_invitations(&self, actor: &Actor, slug: &WaveSlug) -> Result<usize, AppError> {
        let (wave, plan) = self.with_letters(slug).await?;
        let step = plan.steps.first().ok_or(AppError::LettersAbsent)?.id.clone();
        let (id, actor) = (wave.id, actor.label().to_owned());
        self.inner
            .store
            .write_or_async(move |tx| {
                let now = tx.now()?;
                is_open(waves::by_id(tx, id)?)?;
                let people = contacts::of_wave(tx, id)?;
                if people.is_empty() {
                    return Err(AppError::NoContact);
                }
                let having = mailings::having(tx, id, &step)?;
                let rows: Vec<MailingRow> = people
                    .iter()
                    .filter(|person| !having.contains(&person.id))
                    .map(|person| MailingRow::new(id, person.id, &step, message_id(), now))
                    .collect();
                mailings::insert_many(tx, &rows)?;
                audit::record(tx, now, &actor, "invitations_sent", Some(id), &rows.len().to_string())?;
                Ok(rows.len())
            })
            .await
    }

    /// Brings forward the reminders that wait for their day; says how many. Each is still decided when it leaves.
    pub async fn send_reminders(&self, actor: &Actor, slug: &WaveSlug) -> Result<usize, AppError> {
        let (wave, plan) = self.with_letters(slug).await?;
        let steps: Vec<String> = plan.steps.iter().skip(1).map(|step| step.id.clone()).collect();
        let (id, actor) = (wave.id, actor.label().to_owned());
        self.inner
            .store
            .write_or_async(move |tx| {
                let now = tx.now()?;
                is_open(waves::by_id(tx, id)?)?;
                let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
                let moved = mailings::bring_forward(tx, id, &steps, now)?;
                audit::record(tx, now, &actor, "reminders_sent", Some(id), &moved.to_string())?;
                Ok(moved)
            })
            .await
    }

    /// Has the letters that could not leave tried again, each as itself; says how many. Each is still decided when it
    /// leaves: a mailbox that does not exist is not written to again.
    pub async fn retry_letters(&self, actor: &Actor, slug: &WaveSlug) -> Result<usize, AppError> {
        let (wave, _) = self.with_letters(slug).await?;
        let (id, actor) = (wave.id, actor.label().to_owned());
        self.inner
            .store
            .write_or_async(move |tx| {
                let now = tx.now()?;
                is_open(waves::by_id(tx, id)?)?;
                let again = mailings::retry_failed(tx, id, now)?;
                audit::record(tx, now, &actor, "letters_retried", Some(id), &again.to_string())?;
                Ok(again)
            })
            .await
    }

    /// Who would get what, as things stand. No effect.
    pub async fn rehearse(&self, slug: &WaveSlug, which: Sending) -> Result<Rehearsal, AppError> {
        let (wave, plan) = self.with_letters(slug).await?;
        let app = self.clone();
        self.inner.store.read_async(move |tx| app.rehearsed(tx, &wave, &plan, which)).await.map_err(AppError::from)
    }

    fn rehearsed(
        &self,
        tx: &mut ReadTx<'_>,
        wave: &LoadedWave,
        plan: &LetterPlan,
        which: Sending,
    ) -> Result<Rehearsal, StoreError> {
        let now = tx.now()?;
        let row = waves::by_id(tx, wave.id)?.ok_or(StoreError::Absent("vague"))?;
        let (cells, opening) = (quotas::cells(tx, wave.id)?, plan.hours.next(now));
        let mut rehearsal = Rehearsal { planned: Vec::new(), kept_back: BTreeMap::new() };
        for (person, step) in candidates(tx, wave, plan, which)? {
            match self.fate(tx, &row, wave, &cells, &person)? {
                Fate::Send => rehearsal.planned.push(Planned {
                    email: person.email.clone(),
                    language: language(&person.language),
                    step,
                    leaves_at: opening,
                }),
                fate => *rehearsal.kept_back.entry(fate).or_insert(0) += 1,
            }
        }
        rehearsal.planned.sort_by(|a, b| a.email.cmp(&b.email));
        Ok(rehearsal)
    }

    /// Whether somebody is still written to, as the database says now.
    pub(super) fn fate(
        &self,
        tx: &mut ReadTx<'_>,
        row: &WaveRow,
        wave: &LoadedWave,
        cells: &Cells,
        person: &ContactRow,
    ) -> Result<Fate, StoreError> {
        let disposition = match row.link_salt {
            Some(salt) => {
                let link = HashBytes::new(self.inner.keys.link(salt.bytes(), person.id.bytes()));
                interviews::by_link(tx, wave.id, link)?.map(|interview| interview.disposition)
            }
            None => None,
        };
        let profile: Profile =
            serde_json::from_str(&person.profile).map_err(|error| StoreError::Broken(format!("contact: {error}")))?;
        Ok(Fate::of(&Situation {
            wave_is_open: row.state == WaveState::Open,
            suppression: suppressions::of(tx, person.address_hash)?,
            disposition,
            cell_is_full: is_full_for(&wave.spec.quotas, cells, &profile),
        }))
    }

    pub async fn letter_status(&self, slug: &WaveSlug) -> Result<LetterStatus, AppError> {
        let wave = self.current_wave(slug).await?;
        let (id, plan) = (wave.id, self.letter_plan(wave.id).await?);
        let read = self.inner.store.read_async(move |tx| {
            Ok((tx.now()?, contacts::count(tx, id)?, invitations::counts(tx, id)?.1, mailings::counts(tx, id)?))
        });
        let (now, people, answered, counts) = read.await?;
        let number = |count: i64| u64::try_from(count).unwrap_or(0);
        let steps = plan.iter().flat_map(|plan| &plan.steps).map(|step| step_status(step, &counts));
        Ok(LetterStatus {
            contacts: number(people),
            answered: number(answered),
            has_plan: plan.is_some(),
            sends_mail: matches!(self.inner.settings.mail, MailSettings::Smtp(_)),
            steps: steps.collect(),
            next_opening: plan.as_ref().map(|plan| plan.hours.next(now)),
        })
    }

    /// Letters whose moment has come, settled and in all, a wave: those of a later day are not counted.
    pub async fn letters_under_way(&self, slug: &WaveSlug) -> Result<(u64, u64), AppError> {
        let id = self.current_wave(slug).await?.id;
        let counts = self.inner.store.read_async(move |tx| {
            let now = tx.now()?;
            mailings::under_way(tx, id, now)
        });
        let (settled, all) = counts.await?;
        Ok((u64::try_from(settled).unwrap_or(0), u64::try_from(all).unwrap_or(0)))
    }

    /// Every letter in every language, to somebody who does not exist.
    pub async fn letter_samples(&self, slug: &WaveSlug) -> Result<Vec<Sample>, AppError> {
        let (wave, plan) = self.with_letters(slug).await?;
        let somebody = Contact {
            email: Email::parse("camille.exemple@example.org")
                .map_err(|error| AppError::Internal(error.to_string()))?,
            title: Some("Madame".to_owned()),
            first_name: Some("Camille".to_owned()),
            last_name: Some("Exemple".to_owned()),
            organisation: Some("Association Exemple".to_owned()),
            language: Language::Fr,
            profile: Profile::new(),
        };
        let mut samples = Vec::new();
        for step in &plan.steps {
            for language in step.texts.keys() {
                let contact = Contact { language: *language, ..somebody.clone() };
                let written = self.written(&wave, step, &contact, InvitationId::new([0; 16]))?;
                samples.push(Sample {
                    step: step.id.clone(),
                    after_days: step.after_days,
                    language: *language,
                    written,
                });
            }
        }
        Ok(samples)
    }

    /// The letter of a step to somebody, with their own link.
    pub(super) fn written(
        &self,
        wave: &LoadedWave,
        step: &Step,
        contact: &Contact,
        id: InvitationId,
    ) -> Result<Written, AppError> {
        let (base, keys) = (&self.inner.settings.public_url, &self.inner.keys);
        let mut link = [base, "/i/", keys.personal_link(id.bytes()).reveal()].concat();
        if wave.questionnaire.languages.len() > 1 {
            link.extend(["?", LANGUAGE_PARAMETER, "=", contact.language.code()]);
        }
        let filling = Filling {
            contact,
            link: &link,
            unsubscribe: &self.unsubscribe_address(id),
            wave_title: &wave.spec.title,
            sponsor: &wave.spec.parties.sponsor,
            institute: &wave.spec.parties.fieldwork_institute,
            closes_on: &paris::day_words_in(contact.language, wave.spec.fieldwork.end),
            minutes: wave.questionnaire.minutes,
        };
        step.write(&filling).ok_or_else(|| AppError::Internal(format!("{}: a letter without a text", step.id)))
    }

    /// Where somebody asks for no more letters.
    pub(super) fn unsubscribe_address(&self, id: InvitationId) -> String {
        [self.inner.settings.public_url.as_str(), "/desinscription/", &self.inner.keys.letter_tag(id.bytes())].concat()
    }

    async fn with_letters(&self, slug: &WaveSlug) -> Result<(std::sync::Arc<LoadedWave>, LetterPlan), AppError> {
        let wave = self.current_wave(slug).await?;
        let plan = self.letter_plan(wave.id).await?.ok_or(AppError::LettersAbsent)?;
        Ok((wave, plan))
    }
}

/// The part of a Message-ID that is its letter's own; the sender's domain comes after it as the letter leaves.
pub(super) fn message_id() -> String {
    RowId::random().hex()
}

/// A row as the person it is.
pub(super) fn contact(row: &ContactRow) -> Result<Contact, AppError> {
    let broken = |why: String| AppError::Internal(format!("contact {}: {why}", row.id.hex()));
    Ok(Contact {
        email: Email::parse(&row.email).map_err(|error| broken(error.to_string()))?,
        title: row.title.clone(),
        first_name: row.first_name.clone(),
        last_name: row.last_name.clone(),
        organisation: row.organisation.clone(),
        language: language(&row.language),
        profile: serde_json::from_str(&row.profile).map_err(|error| broken(error.to_string()))?,
    })
}

fn language(code: &str) -> Language {
    Language::ALL.into_iter().find(|language| language.code() == code).unwrap_or_default()
}

/// A letter that found its wave closed would be settled for good: nothing is planned outside the field.
fn is_open(row: Option<WaveRow>) -> Result<(), AppError> {
    match row {
        Some(row) if row.state == WaveState::Open => Ok(()),
        Some(row) => Err(AppError::WrongState {
            state: row.state,
            wanted: WaveState::Open,
            verb: "écrire aux personnes invitées",
        }),
        None => Err(AppError::WaveAbsent),
    }
}

/// Who a sending is about, and the step each would get.
fn candidates(
    tx: &mut ReadTx<'_>,
    wave: &LoadedWave,
    plan: &LetterPlan,
    which: Sending,
) -> Result<Vec<(ContactRow, String)>, StoreError> {
    let Some(first) = plan.steps.first() else { return Ok(Vec::new()) };
    match which {
        Sending::Invitations => {
            let having = mailings::having(tx, wave.id, &first.id)?;
            let people = contacts::of_wave(tx, wave.id)?;
            let new = people.into_iter().filter(|person| !having.contains(&person.id));
            Ok(new.map(|person| (person, first.id.clone())).collect())
        }
        Sending::Reminders => {
            let waiting = mailings::waiting(tx, wave.id)?;
            let reminders = waiting.into_iter().filter(|(letter, _)| letter.step != first.id);
            Ok(reminders.map(|(letter, person)| (person, letter.step)).collect())
        }
        Sending::Failed => {
            let failed = mailings::failed(tx, wave.id)?;
            Ok(failed.into_iter().map(|(letter, person)| (person, letter.step)).collect())
        }
    }
}

fn step_status(step: &Step, counts: &BTreeMap<(String, Option<String>), i64>) -> StepStatus {
    let count = |outcome: Option<&str>| {
        let key = (step.id.clone(), outcome.map(str::to_owned));
        counts.get(&key).map_or(0, |count| u64::try_from(*count).unwrap_or(0))
    };
    let kept_back =
        Fate::ALL.into_iter().map(|fate| (fate, count(Some(fate.as_str())))).filter(|(_, count)| *count > 0);
    StepStatus {
        id: step.id.clone(),
        after_days: step.after_days,
        waiting: count(None),
        sent: count(Some(mailings::SENT)),
        failed: count(Some(mailings::FAILED)),
        returned: count(Some(mailings::RETURNED)),
        kept_back: kept_back.collect(),
    }
}
