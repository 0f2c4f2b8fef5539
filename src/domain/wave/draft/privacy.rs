//! What a wave file says for its privacy notice.

use crate::domain::fault::Source;
use crate::domain::wave::file::Fields;
use crate::domain::wave::{LegalBasis, Privacy};

/// `Some(None)` when the file has none: the notice then says what the rest of the file tells.
pub(super) fn privacy(source: &mut Source, file: &mut Fields) -> Option<Option<Privacy>> {
    if !file.has("privacy") {
        return Some(None);
    }
    let mut table = file.table(source, "privacy")?;
    let controller = table.text(source, "controller");
    let contact = table.text(source, "contact");
    let officer = optional(source, &mut table, "data_protection_officer");
    let purpose = table.text(source, "purpose");
    let basis = super::one_of(source, &mut table, "legal_basis", &LegalBasis::ALL.map(LegalBasis::as_str));
    let recipients = optional(source, &mut table, "recipients");
    table.finish(source);
    Some(Some(Privacy {
        controller: controller?.into_inner(),
        contact: contact?.into_inner(),
        data_protection_officer: officer?,
        purpose: purpose?.into_inner(),
        legal_basis: basis.as_deref().and_then(LegalBasis::parse)?,
        recipients: recipients?,
    }))
}

fn optional(source: &mut Source, table: &mut Fields, key: &'static str) -> Option<Option<String>> {
    if table.has(key) { table.text(source, key).map(|text| Some(text.into_inner())) } else { Some(None) }
}
