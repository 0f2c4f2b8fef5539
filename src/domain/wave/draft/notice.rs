//! What a wave file says for the method notice of its results.

use toml::Spanned;

use crate::domain::fault::Source;
use crate::domain::wave::NoticePlan;
use crate::domain::wave::file::Fields;

pub(super) fn notice(source: &mut Source, file: &mut Fields) -> Option<NoticePlan> {
    let Some(mut table) = file.optional(source, "notice", Fields::table)? else { return Some(NoticePlan::default()) };
    let incentive = table.optional(source, "incentive", Fields::text);
    let standard = table.optional(source, "standard", Fields::text);
    let sampling = table.optional(source, "sampling", Fields::text);
    table.finish(source);
    Some(NoticePlan {
        incentive: incentive?.map(Spanned::into_inner),
        standard: standard?.map(Spanned::into_inner),
        sampling: sampling?.map(Spanned::into_inner),
    })
}
