//! Members of a panel: let in by the name their panel's address gives them, signed where the wave asks for it; sent back, and
//! told of, by the addresses of the wave file.

use std::sync::Arc;

use data_encoding::HEXLOWER_PERMISSIVE;

use crate::app::interview::Interview;
use crate::app::keys::{self, same};
use crate::app::language::LANGUAGE_PARAMETER;
use crate::app::loaded_wave::LoadedWave;
use crate::app::respondent::{Landing, SessionToken, Started};
use crate::app::start_interview::Door;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::wave::panel::{PANELLIST_CHARS_MAX, filled};
use crate::domain::wave::{Disposition, PanelPlan};
use crate::store::columns::InterviewMode;
use crate::store::ids::{HashBytes, RowId, WaveId};
use crate::store::panel_entries;

/// What an entry address says: its parameters as read, and the whole as it was written, which is what is signed.
#[derive(Debug, Clone, Copy)]
pub struct EntryAddress<'a> {
    pub written: &'a str,
    pub parameters: &'a [(String, String)],
}

/// Where a member goes once the interview has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelReturn {
    pub panel: String,
    pub address: String,
}

/// What a panel's server will be told of this interview, by each way to end.
#[derive(Clone)]
pub struct Notices {
    id: RowId,
    plan: Arc<LoadedWave>,
    panellist: String,
}

impl std::fmt::Debug for Notices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Notices").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Notices {
    pub(super) fn id(&self) -> RowId {
        self.id
    }

    /// `None` while the interview runs.
    pub(super) fn address(&self, disposition: Disposition) -> Option<String> {
        let addresses = self.plan.spec.panel.as_ref()?.notices.as_ref()?;
        Some(filled(addresses.of(disposition)?, &self.panellist, &self.id.hex()))
    }
}

impl App {
    /// The first page of a member. No effect.
    pub async fn panel_landing(&self, slug: &WaveSlug, entry: EntryAddress<'_>) -> Result<Landing, AppError> {
        let wave = self.loaded_wave(slug).await?;
        self.panellist(&wave, entry)?;
        self.landing_of(wave).await
    }

    /// Begins the interview of a member, or takes it up where it stands: one a member, however often they come.
    pub async fn start_panel(&self, slug: &WaveSlug, entry: EntryAddress<'_>) -> Result<Started, AppError> {
        let wave = self.loaded_wave(slug).await?;
        let panellist = self.panellist(&wave, entry)?;
        let link = ["panel\0", panellist.as_str()].concat();
        let door =
            Door { secret: Some(&panellist), link: Some(link.as_bytes()), ..Door::anonymous(InterviewMode::Panel) };
        self.start(wave, door, entry.parameters).await
    }

    /// Whether an interview would begin by an address that anybody can write: the wave asks for no signature, and this member
    /// has none yet.
    pub async fn begins_unsigned(&self, slug: &WaveSlug, entry: EntryAddress<'_>) -> Result<bool, AppError> {
        let wave = self.loaded_wave(slug).await?;
        let panellist = self.panellist(&wave, entry)?;
        let doorway = self.doorway(wave.id).await?;
        let Some(salt) = doorway.salt.filter(|_| !is_signed_wave(&wave) && doorway.clock.is_open()) else {
            return Ok(false);
        };
        Ok(self.place_of(slug, &salt, InterviewMode::Panel, &panellist).await?.is_none())
    }

    /// Who came by this link, for where they go back to.
    pub(super) async fn note_panellist(&self, wave_id: WaveId, link: HashBytes, name: &str) -> Result<(), AppError> {
        let name = name.to_owned();
        let noted = self.inner.store.write_async(move |tx| {
            let now = tx.now()?;
            panel_entries::insert(tx, wave_id, link, &name, now)
        });
        Ok(noted.await?)
    }

    /// Where whoever ended this interview goes back to, if a panel sent them.
    pub async fn panel_return(&self, slug: &WaveSlug, session: &SessionToken) -> Result<Option<PanelReturn>, AppError> {
        let wave = self.loaded_wave(slug).await?;
        let Some(plan) = &wave.spec.panel else { return Ok(None) };
        let interview = self.interview(slug, session).await?;
        // What was running when the wave closed came too late, before the row says so.
        let disposition = match interview.row.disposition {
            Disposition::Started if interview.ending().is_some() => Disposition::Abandoned,
            other => other,
        };
        let (Some(address), Some(panellist)) = (plan.returns.of(disposition), self.panellist_of(&interview).await?)
        else {
            return Ok(None);
        };
        Ok(Some(PanelReturn { panel: plan.name.clone(), address: filled(address, &panellist, "") }))
    }

    /// What the panel will be told if this page ends the interview.
    pub(super) async fn notices(&self, interview: &Interview) -> Result<Option<Notices>, AppError> {
        let wave = &interview.wave;
        if wave.spec.panel.as_ref().is_none_or(|plan| plan.notices.is_none()) {
            return Ok(None);
        }
        let panellist = self.panellist_of(interview).await?;
        Ok(panellist.map(|panellist| Notices { id: RowId::random(), plan: Arc::clone(wave), panellist }))
    }

    async fn panellist_of(&self, interview: &Interview) -> Result<Option<String>, AppError> {
        let (wave_id, link) = (interview.wave.id, interview.row.link);
        let Some(link) = link.filter(|_| interview.row.mode == InterviewMode::Panel) else { return Ok(None) };
        Ok(self.inner.store.read_async(move |tx| panel_entries::panellist(tx, wave_id, link)).await?)
    }

    /// Who the address says it is; refused alike whatever is wrong with it.
    fn panellist(&self, wave: &LoadedWave, entry: EntryAddress<'_>) -> Result<String, AppError> {
        let plan = panel(wave)?;
        if let Some(name) = &plan.signature {
            let key = self.inner.keys.panel_key(wave.spec.slug.as_str());
            if !is_signed(without_language(entry.written), name, key.as_bytes()) {
                return Err(AppError::LinkUnknown);
            }
        }
        let mut named = entry.parameters.iter().filter(|(name, _)| *name == plan.id);
        // Named twice, a member is nobody: two readers of one address must not see two members.
        match (named.next(), named.next()) {
            (Some((_, id)), None) if fits(id) => Ok(id.clone()),
            _ => Err(AppError::LinkUnknown),
        }
    }
}

fn panel(wave: &LoadedWave) -> Result<&PanelPlan, AppError> {
    wave.spec.panel.as_ref().ok_or(AppError::AccessModeOff)
}

pub(super) fn is_signed_wave(wave: &LoadedWave) -> bool {
    wave.spec.panel.as_ref().is_some_and(|plan| plan.signature.is_some())
}

fn fits(id: &str) -> bool {
    !id.is_empty() && id.len() <= PANELLIST_CHARS_MAX && id.bytes().all(|byte| byte.is_ascii_graphic())
}

/// What was signed: a page in another language is at the same address with `&lang=…` behind it, which is ours.
pub fn without_language(written: &str) -> &str {
    let mark = ["&", LANGUAGE_PARAMETER, "="].concat();
    match written.rsplit_once(&mark) {
        Some((before, code)) if code.len() == 2 => before,
        _ => written,
    }
}

/// The signature is the last parameter: HMAC-SHA-256, in hexadecimal, of all that is written before its `&`.
fn is_signed(written: &str, name: &str, key: &[u8]) -> bool {
    let mark = ["&", name, "="].concat();
    let Some((signed, signature)) = written.rsplit_once(&mark) else { return false };
    let given = HEXLOWER_PERMISSIVE.decode(signature.as_bytes()).unwrap_or_default();
    same(&given, &keys::signature(key, signed.as_bytes()))
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    #[test]
    fn a_signature_covers_all_that_stands_before_it() {
        let key = b"cle";
        let sign = |text: &str| HEXLOWER.encode(&keys::signature(key, text.as_bytes()));
        let good = format!("pid=a1&src=mail&sig={}", sign("pid=a1&src=mail"));
        assert!(is_signed(&good, "sig", key));
        assert!(is_signed(&good.to_uppercase().replace("PID=A1&SRC=MAIL&SIG=", "pid=a1&src=mail&sig="), "sig", key));
        for bad in [
            good.replace("a1", "a2"),
            good.replace("mail", "sms"),
            format!("{good}&pid=a2"),
            format!("pid=a2&{good}"),
            good.replace("sig=", "sig2="),
            "pid=a1&src=mail&sig=".to_owned(),
            "pid=a1".to_owned(),
            String::new(),
        ] {
            assert!(!is_signed(&bad, "sig", key), "{bad}");
        }
        assert!(!is_signed(&good, "sig", b"autre"));
    }

    /// RFC 4231, case 2: any library a panel uses gives the same.
    #[test]
    fn a_signature_is_that_of_everybody() {
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(HEXLOWER.encode(&keys::signature(b"Jefe", b"what do ya want for nothing?")), expected);
    }
}
