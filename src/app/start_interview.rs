//! Landing and start: reading an address has no effect, a POST begins the interview or takes it up again.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rand::random;

use crate::app::account::Actor;
use crate::app::collector::{Item, Outcome, Start};
use crate::app::interview::session_interview;
use crate::app::keys::same;
use crate::app::loaded_wave::LoadedWave;
use crate::app::respondent::{Ending, InvitationToken, Landing, Place, SessionToken, Started};
use crate::app::ticket::Ticket;
use crate::app::{App, AppError, language};
use crate::domain::hand_code::HandCode;
use crate::domain::hidden;
use crate::domain::id::WaveSlug;
use crate::store::columns::InterviewMode;
use crate::store::ids::{HashBytes, WaveId};
use crate::store::invitations::{self, InvitationRow};
use crate::store::wave_clock::{self, WaveClock};
use crate::store::{audit, waves};

/// By which door somebody comes, and the secret that is theirs there.
pub(super) struct Door<'a> {
    pub mode: InterviewMode,
    /// The same secret takes up the same interview, drawn when there is none: a personal link, a panel's name for its member,
    /// the ticket of a first page.
    pub secret: Option<&'a str>,
    /// What the keyed hash that ties the interview to somebody is made of.
    pub link: Option<&'a [u8]>,
    /// Draws the orders.
    pub seed: u64,
}

impl Door<'_> {
    /// Nobody is known by it.
    pub(super) fn anonymous(mode: InterviewMode) -> Self {
        Self { mode, secret: None, link: None, seed: random() }
    }
}

/// Tells the secrets of one door from those of another. Codes are derived from it: it never changes.
fn secrets_of(mode: InterviewMode) -> &'static str {
    match mode {
        InterviewMode::Invitation => "invitation",
        InterviewMode::Panel => "panel",
        InterviewMode::Open => "ticket",
        other => other.as_str(),
    }
}

/// A wave as a door finds it.
pub(super) struct Doorway {
    pub clock: WaveClock,
    /// Gone once the wave is sealed.
    pub salt: Option<HashBytes>,
}

impl App {
    /// The first page of an open link. No effect.
    pub async fn landing(&self, slug: &WaveSlug) -> Result<Landing, AppError> {
        let wave = self.loaded_wave(slug).await?;
        self.landing_of(wave).await
    }

    /// The first page of a personal link. No effect, whoever opens it.
    pub async fn invitation_landing(&self, token: &InvitationToken) -> Result<Landing, AppError> {
        let (wave, _) = self.invited_wave(token).await?;
        self.landing_of(wave).await
    }

    /// Where the interview of a personal link stands; `None` while it has not begun.
    pub async fn invitation_whereabouts(&self, token: &InvitationToken) -> Result<Option<Place>, AppError> {
        let (wave, _) = self.invited_wave(token).await?;
        let Some(salt) = self.doorway(wave.id).await?.salt else { return Ok(None) };
        self.place_of(&wave.spec.slug, &salt, InterviewMode::Invitation, token.reveal()).await
    }

    /// Where the interview of this secret of that door stands; `None` while it has not begun.
    pub(super) async fn place_of(
        &self,
        slug: &WaveSlug,
        salt: &HashBytes,
        door: InterviewMode,
        secret: &str,
    ) -> Result<Option<Place>, AppError> {
        let keys = &self.inner.keys;
        let code = keys.resume_code(salt.bytes(), secrets_of(door), secret);
        match self.whereabouts(slug, &keys.session_of_code(salt.bytes(), &code)).await {
            Ok(at) => Ok(Some(at)),
            Err(AppError::NoInterview) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn landing_of(&self, wave: Arc<LoadedWave>) -> Result<Landing, AppError> {
        let clock = self.wave_clock(wave.id).await?;
        let wave = self.at_version(wave, clock.version).await?;
        let ticket = Ticket::draw(&self.inner.keys, &wave.spec.slug, clock.now);
        Ok(Landing {
            wave,
            is_open: clock.is_open(),
            state: clock.state,
            closed_at: clock.closed_at,
            is_simulated: clock.is_simulated,
            ticket,
        })
    }

    /// The ticket a first page sent back, if it is one of ours and still good.
    pub async fn read_ticket(&self, slug: &WaveSlug, text: &str) -> Result<Option<Ticket>, AppError> {
        let now: DateTime<Utc> = self.inner.store.read_async(|tx| tx.now()).await?;
        Ok(Ticket::read(&self.inner.keys, slug, text, now))
    }

    /// Begins an interview by the open link, or takes up the one of this browser.
    /// `parameters` are those of its address: hidden variables take theirs, the others are nothing.
    pub async fn start_open(
        &self,
        slug: &WaveSlug,
        session: Option<&SessionToken>,
        parameters: &[(String, String)],
    ) -> Result<Started, AppError> {
        self.start_by_ticket(slug, session, None, parameters).await
    }

    /// The same, where one ticket begins one interview, however often it comes.
    pub async fn start_by_ticket(
        &self,
        slug: &WaveSlug,
        session: Option<&SessionToken>,
        ticket: Option<&Ticket>,
        parameters: &[(String, String)],
    ) -> Result<Started, AppError> {
        let wave = self.loaded_wave(slug).await?;
        if let Some(session) = session {
            match self.taken_up(slug, session, parameters).await {
                Ok(at) => return Ok(Started { wave, session: session.clone(), code: None, at }),
                Err(AppError::NoInterview) => {}
                Err(error) => return Err(error),
            }
        }
        if !wave.spec.access.open_link {
            return Err(AppError::AccessModeOff);
        }
        let secret = ticket.map(|ticket| ticket.nonce.as_str());
        let door = Door { secret, ..Door::anonymous(InterviewMode::Open) };
        self.start(wave, door, parameters).await
    }

    /// Whether this key makes a device a kiosk of this wave.
    pub async fn is_kiosk(&self, slug: &WaveSlug, key: &str) -> Result<bool, AppError> {
        let wave = self.loaded_wave(slug).await?;
        let expected = self.inner.keys.kiosk_key(slug.as_str());
        Ok(wave.spec.access.kiosk && same(expected.as_bytes(), key.as_bytes()))
    }

    /// The address that makes a device a kiosk of this wave.
    pub async fn kiosk_address(&self, slug: &WaveSlug) -> Result<String, AppError> {
        let wave = self.loaded_wave(slug).await?;
        if !wave.spec.access.kiosk {
            return Err(AppError::AccessModeOff);
        }
        let (base, key) = (&self.inner.settings.public_url, self.inner.keys.kiosk_key(slug.as_str()));
        Ok([base.as_str(), "/e/", slug.as_str(), "/borne/", &key].concat())
    }

    /// Begins the interview of the next person at a kiosk.
    pub async fn start_kiosk(&self, slug: &WaveSlug, parameters: &[(String, String)]) -> Result<Started, AppError> {
        let wave = self.loaded_wave(slug).await?;
        if !wave.spec.access.kiosk {
            return Err(AppError::AccessModeOff);
        }
        self.start(wave, Door::anonymous(InterviewMode::Kiosk), parameters).await
    }

    /// Begins an interview an interviewer will fill in by telephone: a new one each time, noted in the audit.
    pub async fn start_cati(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        parameters: &[(String, String)],
    ) -> Result<Started, AppError> {
        actor.runs_waves()?;
        let wave = self.loaded_wave(slug).await?;
        if !wave.spec.access.cati {
            return Err(AppError::AccessModeOff);
        }
        let (id, label) = (wave.id, actor.label().to_owned());
        let started = self.start(wave, Door::anonymous(InterviewMode::Cati), parameters).await?;
        if let Place::Section(_) = started.at {
            // The interviewer and the moment, never the interview: who answered what to whom is nobody's to know.
            let noted = self.inner.store.write_async(move |tx| {
                let now = tx.now()?;
                audit::record(tx, now, &label, "cati_started", Some(id), "")
            });
            noted.await?;
        }
        Ok(started)
    }

    /// Begins the interview of a personal link, or takes it up where it stands, on any device.
    pub async fn start_invited(
        &self,
        token: &InvitationToken,
        parameters: &[(String, String)],
    ) -> Result<Started, AppError> {
        let (wave, invitation) = self.invited_wave(token).await?;
        let door = Door {
            secret: Some(token.reveal()),
            link: Some(invitation.id.bytes()),
            ..Door::anonymous(InterviewMode::Invitation)
        };
        self.start(wave, door, parameters).await
    }

    /// Begins an interview drawn by a simulation, which also draws its orders.
    pub(super) async fn start_simulated(&self, slug: &WaveSlug, seed: u64) -> Result<Started, AppError> {
        let wave = self.loaded_wave(slug).await?;
        self.start(wave, Door { seed, ..Door::anonymous(InterviewMode::Simulation) }, &[]).await
    }

    /// Stores the interview unless it is there already, and says where it stands.
    pub(super) async fn start(
        &self,
        wave: Arc<LoadedWave>,
        door: Door<'_>,
        parameters: &[(String, String)],
    ) -> Result<Started, AppError> {
        let slug = wave.spec.slug.clone();
        let Doorway { clock, salt } = self.doorway(wave.id).await?;
        let wave = self.at_version(wave, clock.version).await?;
        let ended = |wave, at| Ok(Started { wave, session: SessionToken::random(), code: None, at });
        let Some(salt) = salt else { return ended(wave, Place::Ended(Ending::Closed)) };
        let keys = &self.inner.keys;
        let code = match door.secret {
            Some(secret) => keys.resume_code(salt.bytes(), secrets_of(door.mode), secret),
            None => HandCode::from_bytes(random()),
        };
        let session = keys.session_of_code(salt.bytes(), &code);
        if !clock.is_open() {
            return match self.whereabouts(&slug, &session).await {
                Ok(at) => Ok(Started { wave, session, code: Some(code), at }),
                Err(AppError::NoInterview) => ended(wave, Place::Ended(Ending::Closed)),
                Err(error) => Err(error),
            };
        }
        let link = door.link.map(|link| HashBytes::new(keys.link(salt.bytes(), link)));
        if let (InterviewMode::Panel, Some(link), Some(panellist)) = (door.mode, link, door.secret) {
            self.note_panellist(wave.id, link, panellist).await?;
        }
        let start = Start {
            wave_id: wave.id,
            id: session_interview(wave.id, &session),
            version: wave.questionnaire.version,
            mode: door.mode,
            language: language::spoken(&wave.questionnaire, language::asked(&wave.questionnaire, parameters)).code(),
            seed: door.seed,
            answers: hidden::given(&wave.questionnaire, parameters),
            arms: Arc::clone(&wave.arms),
            link,
        };
        let at = match self.inner.collector.submit(Item::Start(start)).await? {
            // Closed in the meantime.
            Outcome::WaveClosed => Place::Ended(Ending::Closed),
            _ => self.taken_up(&slug, &session, parameters).await?,
        };
        Ok(Started { wave, session, code: Some(code), at })
    }

    /// Where the interview stands, in the language this address asks for.
    async fn taken_up(
        &self,
        slug: &WaveSlug,
        session: &SessionToken,
        parameters: &[(String, String)],
    ) -> Result<Place, AppError> {
        let interview = self.interview(slug, session).await?;
        if let Some(asked) = language::asked(&interview.wave.questionnaire, parameters) {
            self.keep_language(&interview, asked).await?;
        }
        interview.place()
    }

    async fn wave_clock(&self, wave_id: WaveId) -> Result<WaveClock, AppError> {
        Ok(self.inner.store.read_async(move |tx| wave_clock::read(tx, wave_id)).await?)
    }

    pub(super) async fn doorway(&self, wave_id: WaveId) -> Result<Doorway, AppError> {
        let read = self.inner.store.read_async(move |tx| {
            let clock = wave_clock::read(tx, wave_id)?;
            Ok(Doorway { clock, salt: waves::link_salt(tx, wave_id)? })
        });
        Ok(read.await?)
    }

    async fn invited_wave(&self, token: &InvitationToken) -> Result<(Arc<LoadedWave>, InvitationRow), AppError> {
        let hash = HashBytes::new(self.inner.keys.invitation_hash(token));
        let found = self
            .inner
            .store
            .read_async(move |tx| {
                let Some(invitation) = invitations::by_token_hash_anywhere(tx, hash)? else { return Ok(None) };
                let wave = waves::by_id(tx, invitation.wave_id)?;
                Ok(wave.map(|wave| (wave.slug, invitation)))
            })
            .await?;
        let (slug, invitation) = found.ok_or(AppError::LinkUnknown)?;
        let wave = self.loaded_wave(&slug).await?;
        if !wave.spec.access.invitation {
            return Err(AppError::AccessModeOff);
        }
        Ok((wave, invitation))
    }
}
