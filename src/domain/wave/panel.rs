//! A panel that sends its members: how their address names them, where they are sent back, what the panel's server is told.
//! The addresses are those of the wave file and no other: nothing a caller writes chooses a host.

use serde::{Deserialize, Serialize};

use crate::domain::fault::Source;
use crate::domain::wave::Disposition;
use crate::domain::wave::file::Fields;

/// Longest address of a wave file.
const ADDRESS_CHARS_MAX: usize = 500;
/// Longest name of a member in their panel.
pub const PANELLIST_CHARS_MAX: usize = 128;
/// Hosts plain HTTP is accepted for: trials on the machine itself.
const LOOPBACK: [&str; 3] = ["127.0.0.1", "[::1]", "localhost"];
const FORM: &str = "https://hôte/…{id}… ; {id} et {notice} seulement après l'hôte";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelPlan {
    /// As the button of the last page says it.
    pub name: String,
    /// The parameter of the entry address that names the member.
    pub id: String,
    /// The parameter that carries the signature of all that stands before it; absent, entries are believed as they come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// Where a member goes back to.
    pub returns: PanelAddresses,
    /// What the panel's server is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notices: Option<PanelAddresses>,
}

/// One address for each way to end, `{id}` in it for the member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelAddresses {
    pub completed: String,
    pub screened_out: String,
    pub quota_full: String,
}

impl PanelAddresses {
    /// `None` while the interview runs. Whoever refused is outside the target for the panel; who came too late met a full field.
    pub fn of(&self, disposition: Disposition) -> Option<&str> {
        match disposition {
            Disposition::Started => None,
            Disposition::Completed => Some(&self.completed),
            Disposition::ScreenedOut | Disposition::Refused => Some(&self.screened_out),
            Disposition::QuotaFull | Disposition::Abandoned | Disposition::Rejected => Some(&self.quota_full),
        }
    }
}

/// The address with its placeholders filled, whatever they hold made harmless.
pub fn filled(address: &str, panellist: &str, notice: &str) -> String {
    address.replace("{id}", &percent_encoded(panellist)).replace("{notice}", &percent_encoded(notice))
}

/// All but what RFC 3986 calls unreserved.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// `[panel]`, if the file has one. The outer `None`: a fault was noted.
pub(in crate::domain::wave) fn read(source: &mut Source, file: &mut Fields) -> Option<Option<PanelPlan>> {
    let Some(mut table) = file.optional(source, "panel", Fields::table)? else { return Some(None) };
    let name = table.text(source, "name");
    let id = parameter(&mut table, source, "id");
    let signature = table.optional(source, "signature", parameter);
    let returns = addresses(&mut table, source, "returns");
    let notices = table.optional(source, "notices", addresses);
    table.finish(source);
    let (name, returns, notices) = (name?.into_inner(), returns?, notices?);
    Some(Some(PanelPlan { name, id: id?, signature: signature?, returns, notices }))
}

fn parameter(table: &mut Fields, source: &mut Source, key: &'static str) -> Option<String> {
    let text = table.text(source, key)?;
    let fits = text.get_ref().len() <= 64
        && text.get_ref().bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if !fits {
        let what = format!("« {} » n'est pas un nom de paramètre d'adresse", text.get_ref());
        source.fault(text.span(), table.at(key), what, Some("des lettres, des chiffres, _ et -".to_owned()));
        return None;
    }
    Some(text.into_inner())
}

fn addresses(table: &mut Fields, source: &mut Source, key: &'static str) -> Option<PanelAddresses> {
    let mut inner = table.table(source, key)?;
    let completed = address(source, &mut inner, "completed");
    let screened_out = address(source, &mut inner, "screened_out");
    let quota_full = address(source, &mut inner, "quota_full");
    inner.finish(source);
    Some(PanelAddresses { completed: completed?, screened_out: screened_out?, quota_full: quota_full? })
}

fn address(source: &mut Source, table: &mut Fields, key: &'static str) -> Option<String> {
    let text = table.text(source, key)?;
    match fault_of(text.get_ref()) {
        None => Some(text.into_inner()),
        Some(what) => {
            source.fault(text.span(), table.at(key), what, Some(FORM.to_owned()));
            None
        }
    }
}

fn fault_of(address: &str) -> Option<String> {
    if address.chars().count() > ADDRESS_CHARS_MAX || !address.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some(format!("une adresse est en ASCII visible, {ADDRESS_CHARS_MAX} caractères au plus"));
    }
    let (is_plain, rest) = match (address.strip_prefix("https://"), address.strip_prefix("http://")) {
        (Some(rest), _) => (false, rest),
        (None, Some(rest)) => (true, rest),
        (None, None) => return Some("l'adresse ne commence pas par https://".to_owned()),
    };
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if host.is_empty() || host.contains(['{', '}', '@', '%', '\\']) {
        return Some("l'hôte est écrit en entier, sans accolade ni identifiant".to_owned());
    }
    let bare =
        host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(host, |(h, _)| h);
    if is_plain && !LOOPBACK.contains(&bare) {
        return Some("http n'est accepté que vers la machine elle-même".to_owned());
    }
    let emptied = path.replace("{id}", "").replace("{notice}", "");
    if emptied.contains(['{', '}', '\\', '"', '<', '>', '#']) {
        return Some("seuls {id} et {notice} se remplissent".to_owned());
    }
    (!path.contains("{id}")).then(|| "l'adresse ne dit pas de qui il s'agit : {id} manque".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_goes_where_the_file_says_whatever_the_member_is_called() {
        for good in [
            "https://panel.example/retour?etat=1&id={id}",
            "https://panel.example:8443/{id}/fin?n={notice}",
            "http://127.0.0.1:4000/fin?id={id}",
            "http://[::1]:4000/fin?id={id}",
        ] {
            assert_eq!(fault_of(good), None, "{good}");
        }
        for bad in [
            "panel.example/{id}",
            "http://panel.example/{id}",
            "http://127.0.0.1.panel.example/{id}",
            "https://{id}.panel.example/",
            "https://moi@panel.example/{id}",
            "https:///{id}",
            "https://panel.example/fin",
            "https://panel.example/{id}/{autre}",
            "https://panel.example/{id}#fin",
            "https://panel.example/ {id}",
            "javascript:alert({id})",
        ] {
            assert!(fault_of(bad).is_some(), "{bad}");
        }
        let filled = filled("https://panel.example/r?id={id}&n={notice}", "a&b=c/../{notice}\r\n é", "7");
        assert_eq!(filled, "https://panel.example/r?id=a%26b%3Dc%2F..%2F%7Bnotice%7D%0D%0A%20%C3%A9&n=7");
    }

    #[test]
    fn every_way_to_end_has_its_address() {
        let plan = PanelAddresses { completed: "c".into(), screened_out: "s".into(), quota_full: "q".into() };
        let of = |disposition| plan.of(disposition).unwrap_or("-");
        use Disposition::{Abandoned, Completed, QuotaFull, Refused, Rejected, ScreenedOut, Started};
        let all = [Started, Completed, ScreenedOut, Refused, QuotaFull, Abandoned, Rejected].map(of);
        assert_eq!(all, ["-", "c", "s", "s", "q", "q", "q"]);
    }
}
