//! Telephone work beside the interviews themselves: what became of each call to a contact of the sample, when to call
//! again, and how the sample stands. A contact is a number of the sample; no name and no telephone number is kept.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::app::account::Actor;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::telephone::CallOutcome;
use crate::store::StoreError;
use crate::store::calls::{self, CallRow};
use crate::store::columns::Moment;

/// Longest number of a contact.
pub const CONTACT_CHARS_MAX: usize = 40;
/// Calls to one contact at most: beyond is harassment, and the code of conduct of institutes is stricter.
pub const ATTEMPTS_MAX: usize = 20;

/// A contact after its calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub number: String,
    pub attempts: usize,
    pub last: CallOutcome,
    pub called_at: DateTime<Utc>,
    pub appointment_at: Option<DateTime<Utc>>,
}

/// How the sample stands: one line a contact, by its last call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallSheet {
    /// Those still to call, whoever has the earliest appointment first, then by number.
    pub open: Vec<Contact>,
    pub outcomes: BTreeMap<CallOutcome, usize>,
    pub calls: usize,
}

impl App {
    /// Notes how a call ended; says which attempt it was.
    pub async fn note_call(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        contact: &str,
        outcome: CallOutcome,
        appointment_at: Option<DateTime<Utc>>,
    ) -> Result<usize, AppError> {
        let by = actor.runs_waves()?;
        let contact = contact_number(contact)?;
        if appointment_at.is_some() && outcome.is_final() {
            let why = "cette issue clôt le contact : pas de rendez-vous".to_owned();
            return Err(AppError::BadField { field: "rendez_vous", why });
        }
        let wave = self.loaded_wave(slug).await?;
        if !wave.spec.access.cati {
            return Err(AppError::AccessModeOff);
        }
        let id = wave.id;
        let noted = self.inner.store.write_async(move |tx| {
            let now = tx.now()?;
            let before = calls::of_contact(tx, id, &contact)?;
            let attempt = before.len() + 1;
            if before.last().is_some_and(|last| last.outcome.is_final()) || attempt > ATTEMPTS_MAX {
                return Ok(None);
            }
            calls::insert(
                tx,
                &CallRow {
                    wave_id: id,
                    contact,
                    attempt: i32::try_from(attempt).map_err(|_| StoreError::Broken("too many attempts".to_owned()))?,
                    outcome,
                    called_at: Moment::from(now),
                    appointment_at: appointment_at.map(Moment::from),
                    called_by: by,
                },
            )?;
            Ok(Some(attempt))
        });
        let refused = || {
            let why = format!("ce contact est clos, ou a déjà été appelé {ATTEMPTS_MAX} fois");
            AppError::BadField { field: "contact", why }
        };
        noted.await?.ok_or_else(refused)
    }

    pub async fn call_sheet(&self, slug: &WaveSlug) -> Result<CallSheet, AppError> {
        let id = self.loaded_wave(slug).await?.id;
        let rows = self.inner.store.read_async(move |tx| calls::of_wave(tx, id)).await?;
        Ok(sheet(rows))
    }
}

/// A number of the sample, and never a telephone number: ten digits in a row are refused.
fn contact_number(text: &str) -> Result<String, AppError> {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let why = if text.is_empty() || text.chars().count() > CONTACT_CHARS_MAX || !text.chars().all(is_plain) {
        format!("de 1 à {CONTACT_CHARS_MAX} lettres, chiffres, -, _, . ou / : le numéro du contact dans l'échantillon")
    } else if digits >= 10 {
        "on dirait un numéro de téléphone : écrivez celui du contact dans l'échantillon".to_owned()
    } else {
        return Ok(text.to_owned());
    };
    Err(AppError::BadField { field: "contact", why })
}

fn sheet(rows: Vec<CallRow>) -> CallSheet {
    let mut sheet = CallSheet { calls: rows.len(), ..CallSheet::default() };
    let mut contacts: BTreeMap<String, Contact> = BTreeMap::new();
    let mut rows = rows;
    rows.sort_by_key(|row| row.attempt);
    for row in rows {
        let attempts = usize::try_from(row.attempt).unwrap_or_default();
        let contact = Contact {
            number: row.contact.clone(),
            attempts,
            last: row.outcome,
            called_at: row.called_at.utc(),
            appointment_at: row.appointment_at.map(Moment::utc),
        };
        contacts.insert(row.contact, contact);
    }
    for contact in contacts.into_values() {
        *sheet.outcomes.entry(contact.last).or_default() += 1;
        if !contact.last.is_final() {
            sheet.open.push(contact);
        }
    }
    // Stable, so that those without an appointment stay by number, after the others.
    sheet.open.sort_by_key(|contact| (contact.appointment_at.is_none(), contact.appointment_at));
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_is_not_taken_for_a_contact() {
        for good in ["17", "A-0042", "35/1208", "maire_12.b"] {
            assert_eq!(contact_number(good).unwrap(), good);
        }
        for bad in ["", "0612345678", "06.12.34.56.78", "+33 6", "Mme Martin", &"1".repeat(41)] {
            assert!(contact_number(bad).is_err(), "{bad}");
        }
    }
}
