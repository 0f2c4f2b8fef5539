//! Rows a test starts from, with defaults that read well.

use chrono::{DateTime, TimeDelta, Utc};
use sonde::domain::id::{Digest, StudySlug, WaveSlug};
use sonde::domain::wave::Disposition;
use sonde::store::accounts::{self, NewAccount};
use sonde::store::columns::{InterviewMode, PackedCells, Role};
use sonde::store::ids::{AccountId, HashBytes, InterviewId, WaveId};
use sonde::store::interviews::InterviewRow;
use sonde::store::questionnaires::{self, NewQuestionnaire};
use sonde::store::waves::{self, NewWave};
use sonde::store::{Store, StoreError};

/// An instant of the field, and so many minutes after it.
pub fn minute(minutes: i64) -> DateTime<Utc> {
    "2020-05-05T08:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
}

pub fn study() -> StudySlug {
    StudySlug::parse("urgence-covid-citoyens").unwrap()
}

pub fn questionnaire(canonical: &str) -> NewQuestionnaire<'_> {
    let study = Box::leak(Box::new(study()));
    NewQuestionnaire {
        digest: Digest::of(canonical.as_bytes()),
        study,
        version: 1,
        canonical,
        source: "id = \"essai\"",
        loaded_at: minute(-10),
    }
}

/// A wave just loaded: closes an hour after `minute(0)`, under embargo two hours after it.
pub fn new_wave(key: &str) -> NewWave {
    NewWave {
        id: WaveId::random(),
        slug: WaveSlug::parse(&format!("urgence-covid-citoyens-{key}")).unwrap(),
        study: study(),
        wave_key: key.to_owned(),
        questionnaire_version: 1,
        questionnaire_digest: Digest::of(b"{}"),
        spec: "{}".to_owned(),
        spec_digest: Digest::of(b"spec"),
        is_simulated: false,
        closes_at: Some(minute(60)),
        embargo_at: minute(120),
        loaded_at: minute(-5),
        link_salt: HashBytes::random(),
    }
}

/// A wave ready in the database, its questionnaire with it.
pub fn ready_wave(store: &Store, key: &str) -> NewWave {
    let wave = new_wave(key);
    store
        .write(|tx| {
            questionnaires::insert_or_same(tx, &questionnaire("{}"))?;
            waves::insert(tx, &wave)
        })
        .unwrap();
    wave
}

/// A wave that takes answers, whatever the date.
pub fn open_wave(store: &Store, key: &str) -> WaveId {
    let id = ready_wave(store, key).id;
    let opened = store.write(|tx| {
        waves::mark_simulated(tx, id)?;
        waves::open(tx, id, minute(0))
    });
    assert!(opened.unwrap());
    id
}

pub fn account(store: &Store, email: &str, role: Role) -> AccountId {
    let id = AccountId::random();
    store.write(|tx| accounts::insert(tx, &new_account(id, email, role))).unwrap();
    id
}

pub fn new_account(id: AccountId, email: &str, role: Role) -> NewAccount<'_> {
    NewAccount {
        id,
        email,
        name: "Léa",
        role,
        password_hash: "$argon2id$…",
        is_simulated: false,
        created_at: minute(0),
    }
}

pub fn started(wave_id: WaveId) -> InterviewRow {
    InterviewRow {
        wave_id,
        id: InterviewId::random(),
        disposition: Disposition::Started,
        revision: 0,
        version: 1,
        mode: InterviewMode::Open,
        language: "fr".to_owned(),
        seed: -7,
        section: 0,
        answers: vec![1, 2, 3],
        cells: PackedCells::default(),
        holds_places: false,
        lease_until: None,
        link: None,
        receipt: None,
        body_digest: None,
        started_on: minute(0).into(),
        ended_on: None,
        end_page: None,
    }
}

/// What a conflict says, for tests that only want to know that there was one.
pub fn is_conflict<T>(outcome: &Result<T, StoreError>) -> bool {
    matches!(outcome, Err(StoreError::Conflict(_)))
}
