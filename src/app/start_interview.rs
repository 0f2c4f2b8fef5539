//! Landing and start: reading an address has no effect, a POST begins the interview or takes it up again.

use std::sync::Arc;

use rand::random;

use crate::app::account::Actor;
use crate::app::collector::{Item, Outcome, Start};
use crate::app::interview::session_interview;
use crate::app::loaded_wave::LoadedWave;
use crate::app::respondent::{Ending, InvitationToken, Landing, Place, SessionToken, Started};
use crate::app::{App, AppError, language};
use crate::domain::hidden;
use crate::domain::id::WaveSlug;
use crate::store::columns::InterviewMode;
use crate::store::ids::{HashBytes, WaveId};
use crate::store::invitations::{self, InvitationRow};
use crate::store::wave_clock::{self, WaveClock};
use crate::store::{audit, waves};

/// How an interview begins.
struct Begin {
    session: SessionToken,
    mode: InterviewMode,
    /// Keyed hash of the invitation.
    link: Option<HashBytes>,
    /// Draws the orders.
    seed: u64,
}

impl App {
    /// The first page of an open link. No effect.
    pub async fn landing(&self, slug: &WaveSlug) -> Result<Landing, AppError> {
        let wave = self.loaded_wave(slug).await?;
        let clock = self.wave_clock(wave.id).await?;
        let wave = self.at_version(wave, clock.version).await?;
        Ok(Landing {
            wave,
            is_open: clock.is_open(),
            state: clock.state,
            closed_at: clock.closed_at,
            is_simulated: clock.is_simulated,
        })
    }

    /// The first page of a personal link. No effect, whoever opens it.
    pub async fn invitation_landing(&self, token: &InvitationToken) -> Result<Landing, AppError> {
        let (wave, _) = self.invited_wave(token).await?;
        let clock = self.wave_clock(wave.id).await?;
        let wave = self.at_version(wave, clock.version).await?;
        Ok(Landing {
            wave,
            is_open: clock.is_open(),
            state: clock.state,
            closed_at: clock.closed_at,
            is_simulated: clock.is_simulated,
        })
    }

    /// Begins an interview by the open link, or takes up the one of this browser.
    /// `parameters` are those of its address: hidden variables take theirs, the others are nothing.
    pub async fn start_open(
        &self,
        slug: &WaveSlug,
        session: Option<&SessionToken>,
        parameters: &[(String, String)],
    ) -> Result<Started, AppError> {
        let wave = self.loaded_wave(slug).await?;
        if let Some(session) = session {
            match self.taken_up(slug, session, parameters).await {
                Ok(at) => return Ok(Started { wave, session: session.clone(), at }),
                Err(AppError::NoInterview) => {}
                Err(error) => return Err(error),
            }
        }
        if !wave.spec.access.open_link {
            return Err(AppError::AccessModeOff);
        }
        let begin = Begin { session: SessionToken::random(), mode: InterviewMode::Open, link: None, seed: random() };
        self.start(wave, begin, parameters).await
    }

    /// Begins an interview an interviewer will fill in by telephone: a new one each time, noted in the audit.
    pub async fn start_cati(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        parameters: &[(String, String)],
    ) -> Result<Started, AppError> {
        match actor {
            Actor::Account(account) if account.role.may_run_waves() => {}
            Actor::Account(_) => return Err(AppError::NotAllowed),
            Actor::Service(_) => return Err(AppError::PersonNeeded),
        }
        let wave = self.loaded_wave(slug).await?;
        if !wave.spec.access.cati {
            return Err(AppError::AccessModeOff);
        }
        let (id, label) = (wave.id, actor.label().to_owned());
        let begin = Begin { session: SessionToken::random(), mode: InterviewMode::Cati, link: None, seed: random() };
        let started = self.start(wave, begin, parameters).await?;
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
        let id = wave.id;
        let row = self.inner.store.read_async(move |tx| waves::by_id(tx, id)).await?;
        let Some(salt) = row.and_then(|row| row.link_salt) else {
            return Ok(Started { wave, session: SessionToken::random(), at: Place::Ended(Ending::Closed) });
        };
        let keys = &self.inner.keys;
        let session = keys.session_of_invitation(salt.bytes(), token);
        let link = Some(HashBytes::new(keys.link(salt.bytes(), invitation.id.bytes())));
        let begin = Begin { session, mode: InterviewMode::Invitation, link, seed: random() };
        self.start(wave, begin, parameters).await
    }

    /// Begins an interview drawn by a simulation, which also draws its orders.
    pub(super) async fn start_simulated(&self, slug: &WaveSlug, seed: u64) -> Result<Started, AppError> {
        let wave = self.loaded_wave(slug).await?;
        let begin = Begin { session: SessionToken::random(), mode: InterviewMode::Simulation, link: None, seed };
        self.start(wave, begin, &[]).await
    }

    /// Stores the interview unless it is there already, and says where it stands.
    async fn start(
        &self,
        wave: Arc<LoadedWave>,
        begin: Begin,
        parameters: &[(String, String)],
    ) -> Result<Started, AppError> {
        let (slug, session) = (wave.spec.slug.clone(), begin.session);
        let clock = self.wave_clock(wave.id).await?;
        let wave = self.at_version(wave, clock.version).await?;
        if !clock.is_open() {
            return match self.whereabouts(&slug, &session).await {
                Ok(at) => Ok(Started { wave, session, at }),
                Err(AppError::NoInterview) => Ok(Started { wave, session, at: Place::Ended(Ending::Closed) }),
                Err(error) => Err(error),
            };
        }
        let start = Start {
            wave_id: wave.id,
            id: session_interview(wave.id, &session),
            version: wave.questionnaire.version,
            mode: begin.mode,
            language: language::spoken(&wave.questionnaire, language::asked(&wave.questionnaire, parameters)).code(),
            seed: begin.seed,
            answers: hidden::given(&wave.questionnaire, parameters),
            arms: Arc::clone(&wave.arms),
            link: begin.link,
        };
        let at = match self.inner.collector.submit(Item::Start(start)).await? {
            // Closed in the meantime.
            Outcome::WaveClosed => Place::Ended(Ending::Closed),
            _ => self.taken_up(&slug, &session, parameters).await?,
        };
        Ok(Started { wave, session, at })
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
