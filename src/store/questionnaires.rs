//! Questionnaire versions, by the digest of their canonical text. Frozen ones never change; none is ever replaced by
//! another of the same number.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::id::{Digest, StudySlug};
use crate::store::columns::Moment;
use crate::store::schema::questionnaire_versions;
use crate::store::{ReadTx, StoreError, WriteTx};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = questionnaire_versions)]
pub struct QuestionnaireRow {
    pub digest: Digest,
    pub study: StudySlug,
    pub version: i32,
    /// Canonical JSON: what the digest is of.
    pub canonical: String,
    /// The file as its author wrote it.
    pub source: String,
    pub frozen_at: Option<Moment>,
    pub loaded_at: Moment,
}

/// A version as it was read from its file.
#[derive(Debug, Clone, Copy)]
pub struct NewQuestionnaire<'a> {
    pub digest: Digest,
    pub study: &'a StudySlug,
    pub version: i32,
    pub canonical: &'a str,
    pub source: &'a str,
    pub loaded_at: DateTime<Utc>,
}

/// Nothing happens if the very same version is there already; conflict if its number is taken by another text.
pub fn insert_or_same(tx: &mut WriteTx<'_>, new: &NewQuestionnaire<'_>) -> Result<(), StoreError> {
    let values = (
        questionnaire_versions::digest.eq(new.digest.hex()),
        questionnaire_versions::study.eq(new.study),
        questionnaire_versions::version.eq(new.version),
        questionnaire_versions::canonical.eq(new.canonical),
        questionnaire_versions::source.eq(new.source),
        questionnaire_versions::loaded_at.eq(Moment::from(new.loaded_at)),
    );
    let inserted = tx
        .nested(|connection| diesel::insert_into(questionnaire_versions::table).values(values).execute(connection))
        .map_err(StoreError::conflict(format!("la version {} de {} a un autre contenu", new.version, new.study)));
    match inserted {
        Err(conflict @ StoreError::Conflict(_)) => match by_digest(tx, new.digest)? {
            Some(same) if same.study == *new.study && same.version == new.version => Ok(()),
            _ => Err(conflict),
        },
        other => other.map(|_| ()),
    }
}

pub fn by_digest(tx: &mut ReadTx<'_>, digest: Digest) -> Result<Option<QuestionnaireRow>, StoreError> {
    Ok(questionnaire_versions::table
        .find(digest.hex())
        .select(QuestionnaireRow::as_select())
        .first(tx.connection())
        .optional()?)
}

/// The version of that number.
pub fn by_version(
    tx: &mut ReadTx<'_>,
    study: &StudySlug,
    version: i32,
) -> Result<Option<QuestionnaireRow>, StoreError> {
    Ok(questionnaire_versions::table
        .filter(questionnaire_versions::study.eq(study))
        .filter(questionnaire_versions::version.eq(version))
        .select(QuestionnaireRow::as_select())
        .first(tx.connection())
        .optional()?)
}

/// At the opening of its first wave. Once frozen, the instant does not change.
pub fn freeze(tx: &mut WriteTx<'_>, digest: Digest, at: DateTime<Utc>) -> Result<(), StoreError> {
    let not_frozen =
        questionnaire_versions::table.find(digest.hex()).filter(questionnaire_versions::frozen_at.is_null());
    let frozen = diesel::update(not_frozen)
        .set(questionnaire_versions::frozen_at.eq(Moment::from(at)))
        .execute(tx.connection())?;
    if frozen == 0 && by_digest(tx, digest)?.is_none() {
        return Err(StoreError::Absent("version de questionnaire"));
    }
    Ok(())
}
