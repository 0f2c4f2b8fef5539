//! The ways into a wave, as pollsters hand them out: addresses, the key a panel signs with, what the panel was told.

use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::store::notices;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doors {
    pub open: Option<String>,
    /// Whether personal links are made for this wave.
    pub has_invitations: bool,
    /// Whether interviewers enter interviews by telephone.
    pub takes_calls: bool,
    pub kiosk: Option<String>,
    pub panel: Option<PanelDoor>,
}

#[derive(Clone, PartialEq, Eq)]
pub struct PanelDoor {
    pub name: String,
    /// Where the panel sends its members, `ID` standing for theirs.
    pub entry: String,
    /// Signs the entries; absent where they are believed as they come.
    pub key: Option<String>,
    /// Notices waiting, told, given up; absent where the panel is told nothing.
    pub notices: Option<(i64, i64, i64)>,
}

impl std::fmt::Debug for PanelDoor {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PanelDoor").field("entry", &self.entry).finish_non_exhaustive()
    }
}

impl App {
    pub async fn doors(&self, slug: &WaveSlug) -> Result<Doors, AppError> {
        let wave = self.loaded_wave(slug).await?;
        let (access, base) = (wave.spec.access, self.inner.settings.public_url.as_str());
        let kiosk = if access.kiosk { Some(self.kiosk_address(slug).await?) } else { None };
        let panel = match &wave.spec.panel {
            None => None,
            Some(plan) => {
                let id = wave.id;
                let counts = self.inner.store.read_async(move |tx| notices::counts(tx, id)).await?;
                let signed = plan.signature.as_ref().map(|name| ["&", name, "=SIGNATURE"].concat());
                let start = [base, "/e/", slug.as_str(), "/panel?", &plan.id, "=ID"].concat();
                Some(PanelDoor {
                    name: plan.name.clone(),
                    entry: [start, signed.unwrap_or_default()].concat(),
                    key: plan.signature.is_some().then(|| self.inner.keys.panel_key(slug.as_str())),
                    notices: plan.notices.is_some().then_some(counts),
                })
            }
        };
        Ok(Doors {
            open: access.open_link.then(|| [base, "/e/", slug.as_str()].concat()),
            has_invitations: access.invitation,
            takes_calls: access.cati,
            kiosk,
            panel,
        })
    }
}
