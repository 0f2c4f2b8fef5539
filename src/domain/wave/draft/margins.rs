//! The margins of a wave file: quota targets cell by cell, and where the weighting shares are to be read.

use toml::Spanned;
use toml::de::DeValue;

use super::{
    DraftMargin, DraftQuotaMargin, DraftQuotas, DraftScheme, DraftTarget, DraftTargetMargin, PLACES_MAX, ROUNDS_MAX,
    TOLERANCES, all, one_of,
};
use crate::domain::fault::Source;
use crate::domain::id::QuestionId;
use crate::domain::wave::file::{Fields, fields_of, integer_of};

const RAKING: &str = "raking";
const UNWEIGHTED: &str = "none";

pub(super) fn quotas(source: &mut Source, file: &mut Fields) -> Option<DraftQuotas> {
    let mut table = file.table(source, "quotas")?;
    let total = table.integer(source, "total", 1..PLACES_MAX + 1);
    let margins = table.optional(source, "margins", Fields::tables);
    table.finish(source);
    let margins = all(margins?.unwrap_or_default(), |margin| quota_margin(source, margin));
    Some(DraftQuotas { total: total?, margins: margins? })
}

fn quota_margin(source: &mut Source, mut table: Fields) -> Option<DraftQuotaMargin> {
    let margin = margin(source, &mut table);
    let targets = table.table(source, "targets");
    table.finish(source);
    let (margin, targets) = (margin?, targets?);
    let mut read = Vec::new();
    let sound = collect_targets(source, &targets, &margin, &mut Vec::new(), &mut read);
    read.sort_by_key(|target| target.span.start);
    sound.then_some(DraftQuotaMargin { margin, targets: read })
}

/// Goes down one level a variable: `homme.18-24 = 53`, or `{ target = 53, max = 55 }` at the end.
fn collect_targets(
    source: &mut Source,
    table: &Fields,
    margin: &DraftMargin,
    above: &mut Vec<String>,
    targets: &mut Vec<DraftTarget>,
) -> bool {
    let mut sound = true;
    for (code, span, value) in table.entries() {
        let place = table.at(code);
        above.push(code.to_owned());
        if above.len() < margin.variables.len() {
            let deeper = fields_of(source, place, value);
            sound &= deeper.is_some_and(|deeper| collect_targets(source, &deeper, margin, above, targets));
        } else {
            let read = target(source, place, value);
            sound &= read.is_some();
            targets.extend(read.map(|(target, max)| DraftTarget { codes: above.clone(), span, target, max }));
        }
        above.pop();
    }
    sound
}

fn target(source: &mut Source, place: String, value: &Spanned<DeValue>) -> Option<(u32, u32)> {
    if !matches!(value.get_ref(), DeValue::Table(_)) {
        let target = integer_of(source, place, value, 1..PLACES_MAX + 1)?.into_inner();
        return Some((target, target));
    }
    let mut table = fields_of(source, place.clone(), value)?;
    if !table.has("target") && !table.has("max") {
        let expected = "un nombre, { target = 50, max = 55 }, ou une variable de plus dans variables".to_owned();
        source.fault(value.span(), place, "plus de codes que de variables dans cette marge", Some(expected));
        return None;
    }
    let target: Option<Spanned<u32>> = table.integer(source, "target", 1..PLACES_MAX + 1);
    let max: Option<Spanned<u32>> = table.integer(source, "max", 1..PLACES_MAX + 1);
    table.finish(source);
    let (target, max) = (target?.into_inner(), max?);
    if *max.get_ref() < target {
        let what = format!("le maximum {} est sous la cible {target}", max.get_ref());
        source.fault(max.span(), place, what, Some(format!("max d'au moins {target}")));
        return None;
    }
    Some((target, max.into_inner()))
}

fn margin(source: &mut Source, table: &mut Fields) -> Option<DraftMargin> {
    let id = table.text(source, "id");
    let label = table.text(source, "label");
    let variables = table.names(source, "variables", QuestionId::parse);
    let uncovered = table.lists(source, "uncovered");
    Some(DraftMargin {
        place: table.place().to_owned(),
        span: table.span(),
        id: id?,
        label: label?.into_inner(),
        variables: variables?,
        uncovered: uncovered?,
    })
}

pub(super) fn weighting(source: &mut Source, file: &mut Fields) -> Option<DraftScheme> {
    let mut table = file.table(source, "weighting")?;
    let version = table.integer(source, "version", 1..10_000);
    let method = one_of(source, &mut table, "method", &[RAKING, UNWEIGHTED]);
    if method.as_deref() == Some(UNWEIGHTED) {
        return unweighted(source, table, version?.into_inner());
    }
    let rounds_max = table.integer(source, "rounds_max", 1..ROUNDS_MAX + 1);
    let tolerance = table.float(source, "tolerance");
    let margins = table.tables(source, "margins");
    table.finish(source);
    let margins = all(margins?, |margin| target_margin(source, margin));
    let tolerance = tolerance?;
    if !TOLERANCES.contains(tolerance.get_ref()) {
        let expected = format!("de {:e} à {:e}", TOLERANCES.start(), TOLERANCES.end());
        source.fault(tolerance.span(), "weighting.tolerance", "tolérance hors limites", Some(expected));
        return None;
    }
    method?;
    Some(DraftScheme {
        version: version?.into_inner(),
        rounds_max: rounds_max?.into_inner(),
        tolerance: tolerance.into_inner(),
        margins: margins?,
    })
}

/// Everybody counts for one: no margin of that population is known, or the sample stands for nobody but itself. Margins
/// left beside it would read as if they were applied.
fn unweighted(source: &mut Source, mut table: Fields, version: u32) -> Option<DraftScheme> {
    if table.has("margins") {
        let expected = "sans margins, ou method = \"raking\"".to_owned();
        source.fault(table.span(), table.at("margins"), "sans redressement, aucune marge ne sert", Some(expected));
        return None;
    }
    table.finish(source);
    Some(no_scheme(version))
}

/// Nothing to calibrate on.
pub(super) fn no_scheme(version: u32) -> DraftScheme {
    DraftScheme { version, rounds_max: 1, tolerance: *TOLERANCES.end(), margins: Vec::new() }
}

fn target_margin(source: &mut Source, mut table: Fields) -> Option<DraftTargetMargin> {
    let margin = margin(source, &mut table);
    let file = table.text(source, "file").and_then(|file| plain_name(source, table.at("file"), file));
    let rows = table.optional(source, "where", Fields::table);
    let rows = rows.map(|rows| rows.map_or_else(Vec::new, |rows| rows.free_texts(source)));
    let categories = table.texts(source, "categories");
    let share = table.text(source, "share");
    let origin = table.text(source, "source");
    table.finish(source);
    Some(DraftTargetMargin {
        margin: margin?,
        file: file?,
        rows: rows?,
        categories: categories?,
        share: share?,
        source: origin?.into_inner(),
    })
}

/// A file of the margins folder and of no other: the name goes to whoever opens files.
fn plain_name(source: &mut Source, place: String, file: Spanned<String>) -> Option<Spanned<String>> {
    let stem = file.get_ref().strip_suffix(".csv").unwrap_or_default();
    let plain = !stem.is_empty() && stem.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if !plain {
        let expected = "un nom comme sex_age.csv, sans dossier".to_owned();
        source.fault(
            file.span(),
            place,
            format!("« {} » n'est pas un nom de fichier de marges", file.get_ref()),
            Some(expected),
        );
        return None;
    }
    Some(file)
}
