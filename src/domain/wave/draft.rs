//! What a wave file says by itself, before its questionnaire and its margin files are looked at.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{DateTime, Utc};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::disclosure::DisclosureRule;
use crate::domain::fault::Source;
use crate::domain::id::{QuestionId, StudySlug, WaveSlug};
use crate::domain::questionnaire::syntax_fault;
use crate::domain::wave::file::{Fields, fields_of, integer_of};
use crate::domain::wave::paris::{self, BadInstant};
use crate::domain::wave::{Access, Fieldwork, Parties, Retention};

/// Largest total, target or maximum of a plan.
pub(super) const PLACES_MAX: u32 = 1_000_000;
/// Largest wave file read.
const WAVE_FILE_BYTES_MAX: usize = 256 * 1024;
/// Most sweeps a recipe may ask for.
const ROUNDS_MAX: u32 = 10_000;
/// Tolerances between « as good as exact » and « not a calibration any more ».
const TOLERANCES: std::ops::RangeInclusive<f64> = 1e-12..=1e-3;
const MODES: [&str; 3] = ["cawi", "cati", "capi"];

/// Every part stands with its place where a later check may have to point at it.
pub(super) struct Draft {
    pub study: Spanned<StudySlug>,
    pub slug: WaveSlug,
    pub key: String,
    pub title: String,
    pub version: Spanned<u32>,
    pub audience: String,
    pub universe: String,
    pub mode: String,
    pub fieldwork: Fieldwork,
    pub access: Access,
    pub parties: Parties,
    pub texts: BTreeMap<String, String>,
    pub texts_span: Range<usize>,
    pub quotas: DraftQuotas,
    pub weighting: DraftScheme,
    pub tables: DraftTables,
    pub disclosure: DisclosureRule,
    pub embargo: DateTime<Utc>,
    pub retention: Retention,
    pub lease_minutes: u32,
}

pub(super) struct DraftQuotas {
    pub total: Spanned<u32>,
    pub margins: Vec<DraftQuotaMargin>,
}

/// What quota margins and target margins have in common: the combinations they speak of.
pub(super) struct DraftMargin {
    pub place: String,
    pub span: Range<usize>,
    pub id: Spanned<String>,
    pub label: String,
    pub variables: Vec<Spanned<QuestionId>>,
    pub uncovered: Vec<Spanned<Vec<String>>>,
}

pub(super) struct DraftQuotaMargin {
    pub margin: DraftMargin,
    pub targets: Vec<DraftTarget>,
}

pub(super) struct DraftTarget {
    pub codes: Vec<String>,
    pub span: Range<usize>,
    pub target: u32,
    pub max: u32,
}

pub(super) struct DraftScheme {
    pub version: u32,
    pub rounds_max: u32,
    pub tolerance: f64,
    pub margins: Vec<DraftTargetMargin>,
}

pub(super) struct DraftTargetMargin {
    pub margin: DraftMargin,
    pub file: Spanned<String>,
    /// Rows kept: column and value.
    pub rows: Vec<(Spanned<String>, Spanned<String>)>,
    pub categories: Vec<Spanned<String>>,
    pub share: Spanned<String>,
    pub source: String,
}

pub(super) struct DraftTables {
    pub questions: Vec<Spanned<QuestionId>>,
    pub breaks: Vec<Spanned<QuestionId>>,
    pub headline: Spanned<QuestionId>,
    /// The published line, its figures in braces.
    pub sentence: Option<Spanned<String>>,
}

/// Reads the file; `None` once a fault was noted.
pub(super) fn read(source: &mut Source, text: &str) -> Option<Draft> {
    if text.len() > WAVE_FILE_BYTES_MAX {
        let what = format!("fichier de {} octets", text.len());
        source.fault_whole("", what, Some(format!("au plus {WAVE_FILE_BYTES_MAX}")));
        return None;
    }
    match DeTable::parse(text) {
        Ok(table) => root(source, Fields::root(table.get_ref())),
        Err(error) => {
            let (span, what, expected) = syntax_fault(&error);
            source.fault(span, "", what, expected);
            None
        }
    }
}

/// Each part is read before any is asked to be there, so that every fault is told.
fn root(source: &mut Source, mut file: Fields) -> Option<Draft> {
    let study = file.name(source, "study", StudySlug::parse);
    let key = file.text(source, "key");
    let title = file.text(source, "title");
    let version = questionnaire(source, &mut file);
    let audience = file.text(source, "audience");
    let universe = file.text(source, "universe");
    let mode = one_of(source, &mut file, "mode", &MODES);
    let fieldwork = fieldwork(source, &mut file);
    let access = access(source, &mut file);
    let parties = parties(source, &mut file);
    let texts = file.table(source, "texts").map(|table| (texts(source, &table), table.span()));
    let quotas = quotas(source, &mut file);
    let weighting = weighting(source, &mut file);
    let tables = tables(source, &mut file);
    let disclosure = disclosure(source, &mut file);
    let embargo = embargo(source, &mut file, fieldwork.as_ref());
    let retention = retention(source, &mut file);
    let lease = file.integer(source, "lease_minutes", 1..241);
    let slug = study.as_ref().zip(key.as_ref()).and_then(|(study, key)| slug(source, study.get_ref(), key));
    file.finish(source);
    let (texts, texts_span) = texts?;
    Some(Draft {
        study: study?,
        slug: slug?,
        key: key?.into_inner(),
        title: title?.into_inner(),
        version: version?,
        audience: audience?.into_inner(),
        universe: universe?.into_inner(),
        mode: mode?,
        fieldwork: fieldwork?,
        access: access?,
        parties: parties?,
        texts,
        texts_span,
        quotas: quotas?,
        weighting: weighting?,
        tables: tables?,
        disclosure: disclosure?,
        embargo: embargo?,
        retention: retention?,
        lease_minutes: lease?.into_inner(),
    })
}

/// The key is the month of the fielding, as in `2020-05`.
fn slug(source: &mut Source, study: &StudySlug, key: &Spanned<String>) -> Option<WaveSlug> {
    let is_month = paris::day(&format!("{}-01", key.get_ref())).is_some();
    let slug = WaveSlug::parse(&format!("{study}-{}", key.get_ref())).ok().filter(|_| is_month);
    if slug.is_none() {
        let what = format!("« {} » n'est pas une clé de vague", key.get_ref());
        source.fault(key.span(), "key", what, Some("AAAA-MM, comme 2020-05".to_owned()));
    }
    slug
}

fn questionnaire(source: &mut Source, file: &mut Fields) -> Option<Spanned<u32>> {
    let mut table = file.table(source, "questionnaire")?;
    let version = table.integer(source, "version", 1..10_000);
    table.finish(source);
    version
}

fn fieldwork(source: &mut Source, file: &mut Fields) -> Option<Fieldwork> {
    let mut table = file.table(source, "fieldwork")?;
    let start = day(source, &mut table, "start");
    let end = day(source, &mut table, "end");
    table.finish(source);
    let (start, end) = (start?, end?);
    if start.get_ref() > end.get_ref() {
        let what = format!("le terrain finit le {} avant de commencer le {}", end.get_ref(), start.get_ref());
        source.fault(end.span(), "fieldwork.end", what, Some("end au plus tôt à la date de start".to_owned()));
        return None;
    }
    let closes_at = paris::end_of(*end.get_ref());
    if closes_at.is_none() {
        source.fault(end.span(), "fieldwork.end", "date hors du calendrier", None);
    }
    Some(Fieldwork { start: start.into_inner(), end: end.into_inner(), closes_at: closes_at? })
}

fn day(source: &mut Source, table: &mut Fields, key: &'static str) -> Option<Spanned<chrono::NaiveDate>> {
    let text = table.moment(source, key, "une date AAAA-MM-JJ")?;
    let day = paris::day(text.get_ref());
    if day.is_none() {
        let what = format!("« {} » n'est pas une date", text.get_ref());
        source.fault(text.span(), table.at(key), what, Some("AAAA-MM-JJ, un jour qui existe".to_owned()));
    }
    day.map(|day| Spanned::new(text.span(), day))
}

fn embargo(source: &mut Source, file: &mut Fields, fieldwork: Option<&Fieldwork>) -> Option<DateTime<Utc>> {
    let text = file.moment(source, "embargo", "AAAA-MM-JJTHH:MM, heure de Paris")?;
    let (what, expected) = match paris::instant(text.get_ref()) {
        Ok(embargo) => match fieldwork {
            Some(fieldwork) if embargo < fieldwork.closes_at => {
                let end = paris::utc(fieldwork.closes_at);
                ("l'embargo tombe avant la fin du terrain".to_owned(), format!("au plus tôt {end}"))
            }
            _ => return Some(embargo),
        },
        Err(BadInstant::Unreadable) => {
            let what = format!("« {} » n'est pas un instant", text.get_ref());
            (what, "AAAA-MM-JJTHH:MM, heure de Paris".to_owned())
        }
        Err(BadInstant::Skipped([first, second])) => {
            ("cette heure n'existe pas à Paris ce jour-là".to_owned(), candidates(first, second))
        }
        Err(BadInstant::Repeated([first, second])) => {
            ("cette heure passe deux fois à Paris ce jour-là".to_owned(), candidates(first, second))
        }
    };
    source.fault(text.span(), "embargo", what, Some(expected));
    None
}

fn candidates(first: DateTime<Utc>, second: DateTime<Utc>) -> String {
    format!("{} ou {}", paris::utc(first), paris::utc(second))
}

fn access(source: &mut Source, file: &mut Fields) -> Option<Access> {
    let mut table = file.table(source, "access")?;
    let open_link = table.boolean(source, "open_link");
    let invitation = table.boolean(source, "invitation");
    let whole = table.boolean(source, "whole");
    let span = table.span();
    table.finish(source);
    let access = Access { open_link: open_link?, invitation: invitation?, whole: whole? };
    if access == (Access { open_link: false, invitation: false, whole: false }) {
        source.fault(span, "access", "personne ne peut répondre", Some("au moins un accès à true".to_owned()));
        return None;
    }
    Some(access)
}

fn parties(source: &mut Source, file: &mut Fields) -> Option<Parties> {
    let mut table = file.table(source, "parties")?;
    let sponsor = table.text(source, "sponsor");
    let sponsor_quality = table.text(source, "sponsor_quality");
    let fieldwork_institute = table.text(source, "fieldwork_institute");
    let scientific_lead = table.text(source, "scientific_lead");
    table.finish(source);
    Some(Parties {
        sponsor: sponsor?.into_inner(),
        sponsor_quality: sponsor_quality?.into_inner(),
        fieldwork_institute: fieldwork_institute?.into_inner(),
        scientific_lead: scientific_lead?.into_inner(),
    })
}

fn texts(source: &mut Source, table: &Fields) -> BTreeMap<String, String> {
    let texts = table.free_texts(source);
    texts.into_iter().map(|(name, text)| (name.into_inner(), text.into_inner())).collect()
}

fn quotas(source: &mut Source, file: &mut Fields) -> Option<DraftQuotas> {
    let mut table = file.table(source, "quotas")?;
    let total = table.integer(source, "total", 1..PLACES_MAX + 1);
    let margins = if table.has("margins") { table.tables(source, "margins") } else { Some(Vec::new()) };
    table.finish(source);
    let margins = all(margins?, |margin| quota_margin(source, margin));
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

fn weighting(source: &mut Source, file: &mut Fields) -> Option<DraftScheme> {
    let mut table = file.table(source, "weighting")?;
    let version = table.integer(source, "version", 1..10_000);
    let method = one_of(source, &mut table, "method", &["raking"]);
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

fn target_margin(source: &mut Source, mut table: Fields) -> Option<DraftTargetMargin> {
    let margin = margin(source, &mut table);
    let file = table.text(source, "file").and_then(|file| plain_name(source, table.at("file"), file));
    let rows = if table.has("where") {
        table.table(source, "where").map(|rows| rows.free_texts(source))
    } else {
        Some(Vec::new())
    };
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

fn tables(source: &mut Source, file: &mut Fields) -> Option<DraftTables> {
    let mut table = file.table(source, "tables")?;
    let questions = table.names(source, "questions", QuestionId::parse);
    let breaks = table.names(source, "breaks", QuestionId::parse);
    let headline = table.name(source, "headline", QuestionId::parse);
    let sentence = if table.has("sentence") { Some(table.text(source, "sentence")?) } else { None };
    table.finish(source);
    Some(DraftTables { questions: questions?, breaks: breaks?, headline: headline?, sentence })
}

fn disclosure(source: &mut Source, file: &mut Fields) -> Option<DisclosureRule> {
    let mut table = file.table(source, "disclosure")?;
    let cell = table.integer(source, "cell_base_min", 5..1001);
    let share: Option<Spanned<u32>> = table.integer(source, "share_base_min", 5..10_001);
    table.finish(source);
    let (cell_base_min, share) = (cell?.into_inner(), share?);
    if *share.get_ref() < cell_base_min {
        let expected = format!("au moins {cell_base_min}, le seuil d'une case");
        source.fault(
            share.span(),
            "disclosure.share_base_min",
            "un seuil plus bas que celui d'une case",
            Some(expected),
        );
        return None;
    }
    Some(DisclosureRule { cell_base_min, share_base_min: share.into_inner() })
}

fn retention(source: &mut Source, file: &mut Fields) -> Option<Retention> {
    let mut table = file.table(source, "retention")?;
    let identities = table.integer(source, "identities_days", 1..366);
    let responses = table.integer(source, "responses_days", 1..3651);
    table.finish(source);
    Some(Retention { identities_days: identities?.into_inner(), responses_days: responses?.into_inner() })
}

fn one_of(source: &mut Source, table: &mut Fields, key: &'static str, known: &[&str]) -> Option<String> {
    let text = table.text(source, key)?;
    if !known.contains(&text.get_ref().as_str()) {
        let what = format!("« {} » n'est pas connu ici", text.get_ref());
        source.fault(text.span(), table.at(key), what, Some(known.join(", ")));
        return None;
    }
    Some(text.into_inner())
}

/// Reads every element before giving up on one.
fn all<A, B>(items: Vec<A>, mut read: impl FnMut(A) -> Option<B>) -> Option<Vec<B>> {
    let count = items.len();
    let read: Vec<B> = items.into_iter().filter_map(&mut read).collect();
    (read.len() == count).then_some(read)
}
