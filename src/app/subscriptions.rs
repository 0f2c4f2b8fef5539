//! Letters at a release, to whoever asked. Asking takes an address and a link followed from it, so that nobody subscribes somebody
//! else; one button of any letter ends it and forgets the address. A release is told once to each, in the write that makes it
//! public or finds it so, and never before its instant. Letters carry no figure: they say where to read.

use chrono::{DateTime, Duration, Utc};

use crate::app::deliver_mail::message_id;
use crate::app::passwords::email_address;
use crate::app::settings::MailSettings;
use crate::app::{App, AppError};
use crate::domain::letter::Suppression;
use crate::domain::wave::WaveSpec;
use crate::store::ids::{HashBytes, RowId, WaveId};
use crate::store::outbox::{self, NewLetter};
use crate::store::subscriptions::{self, SubscriptionRow};
use crate::store::waves::WaveRow;
use crate::store::{ReadTx, StoreError, WriteTx, releases, suppressions, waves};

/// An address nobody confirmed is forgotten after so long.
const UNCONFIRMED_DAYS: i64 = 7;
/// How the keys of these letters begin.
const KIND: &str = "subscription/";

/// What is known of the holder of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subscribing {
    /// The link was not followed yet.
    Asked,
    Confirmed,
    /// They left, or never confirmed in time: nothing is kept.
    Gone,
}

impl App {
    pub fn sends_mail(&self) -> bool {
        matches!(self.inner.settings.mail, MailSettings::Smtp(_))
    }

    /// Somebody asks to be written to: a letter goes to the address, once a day at most. What is answered is the same whether the
    /// address was known or not.
    pub async fn ask_subscription(&self, email: &str) -> Result<(), AppError> {
        if !self.sends_mail() {
            return Err(AppError::NoMail);
        }
        let email = email_address(email)?;
        let hash = HashBytes::new(self.inner.keys.address_hash(&email));
        let app = self.clone();
        let asked = self.inner.store.write_async(move |tx| {
            // A mailbox that does not exist is not written to again.
            if suppressions::of(tx, hash)? == Some(Suppression::Bounced) {
                return Ok(());
            }
            let now = tx.now()?;
            let row = subscriptions::of_email(tx, &email.key(), now)?;
            app.write_back(tx, &row, now)
        });
        Ok(asked.await?)
    }

    /// The first letter: what to follow to confirm, or that it is done already.
    fn write_back(&self, tx: &mut WriteTx<'_>, row: &SubscriptionRow, now: DateTime<Utc>) -> Result<(), StoreError> {
        let base = &self.inner.settings.public_url;
        let tag = self.inner.keys.subscription_tag(row.id.bytes());
        let leave = self.leave_address(row.id);
        let (subject, body) = match row.confirmed_at {
            None => (
                "Confirmez votre abonnement aux publications",
                [
                    "Bonjour,\n\nQuelqu’un, vous sans doute, a demandé que cette adresse reçoive un courrier à chaque publication de \
                     résultats. Pour le confirmer, ouvrez cette page et pressez son bouton :\n\n",
                    base,
                    "/abonnement/",
                    &tag,
                    "\n\nSi ce n’est pas vous, ne faites rien : sans confirmation, l’adresse est oubliée dans sept jours.\n\nSonde\n",
                ]
                .concat(),
            ),
            Some(_) => (
                "Vous êtes déjà abonné aux publications",
                [
                    "Bonjour,\n\nCette adresse reçoit déjà un courrier à chaque publication de résultats : il n’y a rien à faire.\n\n\
                     Pour ne plus en recevoir : ",
                    &leave,
                    "\n\nSonde\n",
                ]
                .concat(),
            ),
        };
        let day = now.format("%Y-%m-%d").to_string();
        let dedup_key =
            [KIND, &row.id.hex(), "/", &day, if row.confirmed_at.is_some() { "/known" } else { "/asked" }].concat();
        let message_id = message_id(&self.inner.settings.public_url);
        let letter = NewLetter {
            dedup_key: &dedup_key,
            recipient: &row.email,
            subject,
            body_text: &body,
            message_id: &message_id,
            due_at: now,
            unsubscribe: Some(&leave),
        };
        outbox::push(tx, &letter).map(drop)
    }

    /// Whose link this is. No effect: scanners open every link.
    pub async fn subscribing(&self, tag: &str) -> Result<Subscribing, AppError> {
        let id = self.subscription(tag)?;
        let row = self.inner.store.read_async(move |tx| subscriptions::by_id(tx, id)).await?;
        Ok(match row {
            None => Subscribing::Gone,
            Some(row) if row.confirmed_at.is_some() => Subscribing::Confirmed,
            Some(_) => Subscribing::Asked,
        })
    }

    pub async fn confirm_subscription(&self, tag: &str) -> Result<Subscribing, AppError> {
        let id = self.subscription(tag)?;
        let confirmed = self.inner.store.write_async(move |tx| {
            let now = tx.now()?;
            subscriptions::confirm(tx, id, now)
        });
        confirmed.await?;
        self.subscribing(tag).await
    }

    /// Nothing more is written, and nothing is kept: neither the address nor the letters that waited for it.
    pub async fn end_subscription(&self, tag: &str) -> Result<(), AppError> {
        let id = self.subscription(tag)?;
        let ended = self.inner.store.write_async(move |tx| match subscriptions::by_id(tx, id)? {
            Some(row) => forget(tx, &row).map(|()| true),
            None => Ok(false),
        });
        if ended.await? {
            self.inner.store.note_erasure();
        }
        Ok(())
    }

    /// Tells whoever asked of every release that is public and was not told; says how many letters were planned. The job of those
    /// that become public otherwise than by [`App::publish_wave`]: corrections.
    pub async fn announce_releases(&self) -> Result<usize, AppError> {
        let is_quiet = self.inner.store.read_async(|tx| {
            let now = tx.now()?;
            Ok(subscriptions::unannounced(tx, now)?.is_empty())
        });
        if is_quiet.await? {
            return Ok(0);
        }
        let app = self.clone();
        let planned = self.inner.store.write_async(move |tx| {
            let now = tx.now()?;
            app.announce_due(tx, now)
        });
        Ok(planned.await?)
    }

    /// The same, in the write of the deed that makes a release public.
    pub(super) fn announce_due(&self, tx: &mut WriteTx<'_>, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut planned = 0;
        for release in subscriptions::unannounced(tx, now)? {
            if subscriptions::note_announced(tx, release, now)? {
                planned += self.announce(tx, release, now)?;
            }
        }
        Ok(planned)
    }

    fn announce(
        &self,
        tx: &mut WriteTx<'_>,
        (id, number): (WaveId, i32),
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        let Some(wave) = waves::by_id(tx, id)? else { return Ok(0) };
        if !self.sends_mail() {
            return Ok(0);
        }
        let released_at = released_at(tx, &wave, number)?;
        // It came out with the first one: one piece of news.
        if number > 1 && released_at == wave.embargo_at.utc() {
            return Ok(0);
        }
        let (subject, text) = self.told(&wave, number);
        let mut planned = 0;
        for person in subscriptions::confirmed(tx)? {
            // Whoever came since has seen it.
            if person.confirmed_at.is_none_or(|at| at.utc() > released_at) {
                continue;
            }
            let leave = self.leave_address(person.id);
            let body = [&text, "Ne plus recevoir ces courriers : ", &leave, "\n\nSonde\n"].concat();
            let dedup_key = [KIND, &person.id.hex(), "/", wave.slug.as_str(), "/", &number.to_string()].concat();
            let letter = NewLetter {
                dedup_key: &dedup_key,
                recipient: &person.email,
                subject: &subject,
                body_text: &body,
                message_id: &message_id(&self.inner.settings.public_url),
                due_at: now,
                unsubscribe: Some(&leave),
            };
            planned += usize::from(outbox::push(tx, &letter)?);
        }
        Ok(planned)
    }

    /// Subject and text, but for how to leave.
    fn told(&self, wave: &WaveRow, number: i32) -> (String, String) {
        let spec = WaveSpec::from_canonical_json(&wave.spec);
        let title = spec.as_ref().map_or_else(|_| wave.slug.to_string(), |spec| spec.title.clone());
        let is_correction = number > 1;
        let simulated = if wave.is_simulated { " (données simulées)" } else { "" };
        let what = if is_correction { "Résultats corrigés" } else { "Résultats publiés" };
        let subject = [what, " : ", &title, simulated].concat();
        let sentence = if is_correction {
            "Une correction des résultats vient de paraître ; la page dit ce qui change et pourquoi."
        } else {
            "Les résultats viennent de paraître : tableaux, notice de méthode et fichiers."
        };
        let base = self.inner.settings.public_url.as_str();
        let address = [base, "/resultats/", wave.slug.as_str()].concat();
        let text =
            ["Bonjour,\n\n", &title, ", vague ", &wave.wave_key, simulated, ".\n", sentence, "\n\n", &address, "\n\n"];
        (subject, text.concat())
    }

    /// Where a POST ends it.
    fn leave_address(&self, id: RowId) -> String {
        let tag = self.inner.keys.subscription_tag(id.bytes());
        [self.inner.settings.public_url.as_str(), "/desinscription/publications/", &tag].concat()
    }

    fn subscription(&self, tag: &str) -> Result<RowId, AppError> {
        self.inner.keys.subscription_of_tag(tag).map(RowId::new).ok_or(AppError::LinkUnknown)
    }
}

/// The address, and the letters that bear it.
fn forget(tx: &mut WriteTx<'_>, row: &SubscriptionRow) -> Result<(), StoreError> {
    outbox::forget(tx, &row.email, KIND)?;
    subscriptions::delete(tx, row.id)
}

/// Forgets the addresses nobody confirmed in time; says how many.
pub(super) fn forget_unconfirmed(tx: &mut WriteTx<'_>, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let stale = subscriptions::unconfirmed(tx, now - Duration::days(UNCONFIRMED_DAYS))?;
    stale.iter().try_for_each(|row| forget(tx, row))?;
    Ok(stale.len())
}

fn released_at(tx: &mut ReadTx<'_>, wave: &WaveRow, number: i32) -> Result<DateTime<Utc>, StoreError> {
    let approvals = releases::approvals(tx, wave.id)?;
    let approved = approvals.iter().find(|(one, _)| *one == number).map(|(_, at)| at.utc());
    Ok(approved.map_or(wave.embargo_at.utc(), |at| at.max(wave.embargo_at.utc())))
}
