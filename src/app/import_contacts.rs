//! Importing people to invite: first shown, with everything wrong line by line, then kept. The same file twice adds
//! nobody twice. A personal link is made for each, and kept as a hash only.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::app::account::Actor;
use crate::app::loaded_wave::LoadedWave;
use crate::app::{App, AppError, contact_file};
use crate::domain::contact::{self, Column, Contact, LineFault, Mapping, Reading, Sheet};
use crate::domain::id::WaveSlug;
use crate::domain::letter::Suppression;
use crate::store::columns::Moment;
use crate::store::contacts::ContactRow;
use crate::store::ids::{HashBytes, InvitationId};
use crate::store::invitations::InvitationRow;
use crate::store::{ReadTx, StoreError, audit, contacts, invitations, suppressions};

/// Lines shown before somebody decides.
const SAMPLE_LINES: usize = 5;

/// What a column holds, for whoever says what it is.
#[derive(Debug, Clone)]
pub struct SeenColumn {
    pub title: String,
    pub column: Column,
    /// Its first cells.
    pub sample: Vec<String>,
}

/// What importing a file would do, or did.
#[derive(Debug, Clone)]
pub struct Import {
    pub columns: Vec<SeenColumn>,
    /// Uses a column may have in this wave.
    pub choices: Vec<Column>,
    /// People who are new to the wave.
    pub new: usize,
    /// Already there: left as they are.
    pub known: usize,
    /// New, and not to be written to: kept, told, never written to.
    pub suppressed: usize,
    pub faults: Vec<LineFault>,
    /// Why no line can be read.
    pub refused: Option<String>,
}

struct Sorted {
    new: Vec<(Contact, HashBytes)>,
    known: usize,
    suppressed: usize,
}

impl App {
    /// What importing would do. No effect.
    pub async fn preview_contacts(
        &self,
        slug: &WaveSlug,
        file: &[u8],
        said: &[(String, Column)],
    ) -> Result<Import, AppError> {
        let wave = self.invited(slug).await?;
        let Opened { sheet, mapping, reading } = open(&wave, file, said).await?;
        let reading = match reading {
            Ok(reading) => reading,
            Err(why) => return Ok(Import { refused: Some(why), ..seen(&wave, &sheet, &mapping) }),
        };
        let (id, hashed) = (wave.id, self.hashed(reading.contacts));
        let sorted = self.inner.store.read_async(move |tx| sort(tx, id, hashed)).await?;
        Ok(Import {
            new: sorted.new.len(),
            known: sorted.known,
            suppressed: sorted.suppressed,
            faults: reading.faults,
            ..seen(&wave, &sheet, &mapping)
        })
    }

    /// Keeps the lines without a fault, in one write with their invitations.
    pub async fn import_contacts(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        file: &[u8],
        said: &[(String, Column)],
    ) -> Result<Import, AppError> {
        let wave = self.invited(slug).await?;
        let Opened { sheet, mapping, reading } = open(&wave, file, said).await?;
        let reading = reading.map_err(AppError::BadContacts)?;
        let (id, actor, hashed) = (wave.id, actor.label().to_owned(), self.hashed(reading.contacts));
        let app = self.clone();
        let sorted = self
            .inner
            .store
            .write_async(move |tx| {
                let now = tx.now()?;
                let sorted = sort(tx, id, hashed)?;
                let (mut people, mut invited) = (Vec::new(), Vec::new());
                for (contact, address_hash) in &sorted.new {
                    let invitation = InvitationId::random();
                    let token = app.inner.keys.personal_link(invitation.bytes());
                    invited.push(InvitationRow {
                        wave_id: id,
                        id: invitation,
                        token_hash: HashBytes::new(app.inner.keys.invitation_hash(&token)),
                        email: None,
                        created_at: Moment::from(now),
                        completed_on: None,
                    });
                    people.push(row(id, invitation, contact, *address_hash, Moment::from(now))?);
                }
                invitations::insert_many(tx, &invited)?;
                contacts::insert_many(tx, &people)?;
                audit::record(tx, now, &actor, "contacts_imported", Some(id), &people.len().to_string())?;
                Ok(sorted)
            })
            .await?;
        Ok(Import {
            new: sorted.new.len(),
            known: sorted.known,
            suppressed: sorted.suppressed,
            faults: reading.faults,
            ..seen(&wave, &sheet, &mapping)
        })
    }

    /// A wave that opens by personal links, with the questionnaire whose variables a file may know.
    async fn invited(&self, slug: &WaveSlug) -> Result<Arc<LoadedWave>, AppError> {
        let wave = self.current_wave(slug).await?;
        if wave.spec.access.invitation { Ok(wave) } else { Err(AppError::AccessModeOff) }
    }

    fn hashed(&self, people: Vec<(usize, Contact)>) -> Vec<(Contact, HashBytes)> {
        let hash = |contact: &Contact| HashBytes::new(self.inner.keys.address_hash(&contact.email));
        people
            .into_iter()
            .map(|(_, contact)| (hash(&contact), contact))
            .map(|(hash, contact)| (contact, hash))
            .collect()
    }
}

/// A file with what its columns are, and what its lines give or why none can be read.
struct Opened {
    sheet: Sheet,
    mapping: Mapping,
    reading: Result<Reading, String>,
}

async fn open(wave: &Arc<LoadedWave>, file: &[u8], said: &[(String, Column)]) -> Result<Opened, AppError> {
    let (wave, said) = (Arc::clone(wave), said.to_vec());
    let read = contact_file::read(file, move |sheet| {
        let mapping = contact::mapping(&sheet.header, &said, &wave.questionnaire).map_err(AppError::BadContacts)?;
        let reading = contact::read(&sheet, &mapping, &wave.questionnaire);
        Ok(Opened { sheet, mapping, reading })
    });
    read.await
}

fn sort(
    tx: &mut ReadTx<'_>,
    wave_id: crate::store::ids::WaveId,
    people: Vec<(Contact, HashBytes)>,
) -> Result<Sorted, StoreError> {
    let there: BTreeSet<HashBytes> = contacts::address_hashes(tx, wave_id)?;
    let mut sorted = Sorted { new: Vec::new(), known: 0, suppressed: 0 };
    for (contact, hash) in people {
        if there.contains(&hash) {
            sorted.known += 1;
            continue;
        }
        let suppression: Option<Suppression> = suppressions::of(tx, hash)?;
        sorted.suppressed += usize::from(suppression.is_some());
        sorted.new.push((contact, hash));
    }
    Ok(sorted)
}

fn row(
    wave_id: crate::store::ids::WaveId,
    id: InvitationId,
    contact: &Contact,
    address_hash: HashBytes,
    created_at: Moment,
) -> Result<ContactRow, StoreError> {
    let profile = serde_json::to_string(&contact.profile).map_err(|error| StoreError::Broken(error.to_string()))?;
    Ok(ContactRow {
        wave_id,
        id,
        email: contact.email.as_str().to_owned(),
        address_hash,
        domain: contact.email.domain(),
        title: contact.title.clone(),
        first_name: contact.first_name.clone(),
        last_name: contact.last_name.clone(),
        organisation: contact.organisation.clone(),
        language: contact.language.code().to_owned(),
        profile,
        created_at,
    })
}

fn seen(wave: &LoadedWave, sheet: &Sheet, mapping: &Mapping) -> Import {
    let sample = |at: usize| {
        let cells = sheet.lines.iter().take(SAMPLE_LINES).map(|line| line.cells.get(at).cloned().unwrap_or_default());
        cells.collect()
    };
    let columns = sheet.header.iter().zip(mapping).enumerate().map(|(at, (title, column))| SeenColumn {
        title: title.clone(),
        column: column.clone(),
        sample: sample(at),
    });
    Import {
        columns: columns.collect(),
        choices: Column::choices(&wave.questionnaire),
        new: 0,
        known: 0,
        suppressed: 0,
        faults: Vec::new(),
        refused: None,
    }
}
