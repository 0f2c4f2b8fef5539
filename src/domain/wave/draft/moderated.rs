//! The file of a moderated form: an entry each interview, read over by somebody, instead of figures. It says how entries
//! are called, and nothing of what makes figures: a field left there would read as if it were applied.

use std::ops::Range;

use chrono::{DateTime, Utc};
use toml::Spanned;

use super::{DraftQuotas, DraftScheme, DraftTables, margins};
use crate::domain::disclosure::DisclosureRule;
use crate::domain::fault::Source;
use crate::domain::id::QuestionId;
use crate::domain::wave::Fieldwork;
use crate::domain::wave::file::Fields;

/// Parts of the file of a poll that a form has no use for.
const FIGURES_ONLY: [&str; 4] = ["weighting", "tables", "disclosure", "embargo"];
/// The least the format accepts: a form has no base to hide.
const BASE_MIN: u32 = 5;

/// What the rest of a wave needs where a poll says how its figures are made.
pub(super) struct Figures {
    pub weighting: DraftScheme,
    pub tables: DraftTables,
    pub disclosure: DisclosureRule,
    pub embargo: DateTime<Utc>,
}

/// The question entries are called by.
pub(super) fn title(source: &mut Source, file: &mut Fields) -> Option<Spanned<QuestionId>> {
    let mut table = file.table(source, "entry")?;
    let title = table.name(source, "title", QuestionId::parse);
    table.finish(source);
    title
}

/// Nothing to weigh, to tabulate or to hold back; refused when the file says otherwise.
pub(super) fn figures(
    source: &mut Source,
    file: &mut Fields,
    title: Option<Spanned<QuestionId>>,
    fieldwork: Option<&Fieldwork>,
) -> Option<Figures> {
    let mut is_sound = true;
    for part in FIGURES_ONLY {
        if let Some(span) = file.value(part).map(Spanned::span) {
            needless(source, span, part);
            is_sound = false;
        }
    }
    is_sound.then_some(Figures {
        weighting: margins::no_scheme(1),
        tables: DraftTables {
            questions: Vec::new(),
            breaks: Vec::new(),
            headline: title?,
            sentence: None,
            findings: Vec::new(),
        },
        disclosure: DisclosureRule { cell_base_min: BASE_MIN, share_base_min: BASE_MIN, population: None },
        embargo: fieldwork?.closes_at,
    })
}

/// A ceiling and no cell: nobody is asked for a profile to propose an entry.
pub(super) fn ceiling(source: &mut Source, quotas: DraftQuotas) -> Option<DraftQuotas> {
    match quotas.margins.first() {
        None => Some(quotas),
        Some(margin) => {
            needless(source, margin.margin.span.clone(), "quotas.margins");
            None
        }
    }
}

fn needless(source: &mut Source, span: Range<usize>, place: &str) {
    let what = "sans objet dans un formulaire modéré : ses fiches se publient une à une, sans chiffre";
    source.fault(span, place, what, Some("rien, ou sans moderated = true".to_owned()));
}
