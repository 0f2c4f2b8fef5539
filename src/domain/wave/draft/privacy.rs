//! What a wave file says for its privacy notice.

use toml::Spanned;

use crate::domain::fault::Source;
use crate::domain::wave::file::Fields;
use crate::domain::wave::{LegalBasis, Privacy};

/// `Some(None)` when the file has none: the notice then says what the rest of the file tells.
pub(super) fn privacy(source: &mut Source, file: &mut Fields) -> Option<Option<Privacy>> {
    let Some(mut table) = file.optional(source, "privacy", Fields::table)? else { return Some(None) };
    let controller = table.text(source, "controller");
    let contact = table.text(source, "contact");
    let officer = table.optional(source, "data_protection_officer", Fields::text);
    let purpose = table.text(source, "purpose");
    let basis = super::one_of(source, &mut table, "legal_basis", &LegalBasis::ALL.map(LegalBasis::as_str));
    let recipients = table.optional(source, "recipients", Fields::text);
    table.finish(source);
    Some(Some(Privacy {
        controller: controller?.into_inner(),
        contact: contact?.into_inner(),
        data_protection_officer: officer?.map(Spanned::into_inner),
        purpose: purpose?.into_inner(),
        legal_basis: basis.as_deref().and_then(LegalBasis::parse)?,
        recipients: recipients?.map(Spanned::into_inner),
    }))
}
