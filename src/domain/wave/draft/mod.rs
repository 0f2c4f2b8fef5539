//! What a wave file says by itself, before its questionnaire and its margin files are looked at.

mod calendar;
mod margins;
mod moderated;
mod notice;
mod privacy;
mod texts;

use std::ops::{Range, RangeInclusive};

use chrono::{DateTime, Utc};
use toml::Spanned;
use toml::de::DeTable;

use moderated::Figures;
pub(in crate::domain::wave) use texts::DraftTexts;

use crate::domain::disclosure::DisclosureRule;
use crate::domain::fault::Source;
use crate::domain::id::{QuestionId, StudySlug, WaveSlug};
use crate::domain::questionnaire::syntax_fault;
use crate::domain::wave::file::Fields;
use crate::domain::wave::pages::{self, DraftPages};
use crate::domain::wave::panel::{self, PanelPlan};
use crate::domain::wave::paris;
use crate::domain::wave::{Access, Fieldwork, NoticePlan, Parties, Privacy, Retention};

/// Largest total, target or maximum of a plan.
const PLACES_MAX: u32 = 1_000_000;
/// Largest population a wave may say it is of.
const POPULATION_MAX: u32 = 100_000_000;
/// Largest wave file read.
const WAVE_FILE_BYTES_MAX: usize = 256 * 1024;
/// Most sweeps a recipe may ask for.
const ROUNDS_MAX: u32 = 10_000;
/// Tolerances between « as good as exact » and « not a calibration any more ».
const TOLERANCES: RangeInclusive<f64> = 1e-12..=1e-3;
const MODES: [&str; 3] = ["cawi", "cati", "capi"];

/// Every part stands with its place where a later check may have to point at it.
pub(in crate::domain::wave) struct Draft {
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
    pub texts: DraftTexts,
    pub quotas: DraftQuotas,
    pub weighting: DraftScheme,
    pub tables: DraftTables,
    pub disclosure: DisclosureRule,
    pub embargo: DateTime<Utc>,
    pub retention: Retention,
    pub lease_minutes: u32,
    pub privacy: Option<Privacy>,
    /// A moderated form: the headline of the tables is what an entry is called by.
    pub is_moderated: bool,
    pub pages: DraftPages,
    pub panel: Option<PanelPlan>,
    pub notice: NoticePlan,
}

pub(in crate::domain::wave) struct DraftQuotas {
    pub total: Spanned<u32>,
    pub margins: Vec<DraftQuotaMargin>,
}

/// What quota margins and target margins have in common: the combinations they speak of.
pub(in crate::domain::wave) struct DraftMargin {
    pub place: String,
    pub span: Range<usize>,
    pub id: Spanned<String>,
    pub label: String,
    pub variables: Vec<Spanned<QuestionId>>,
    pub uncovered: Vec<Spanned<Vec<String>>>,
}

pub(in crate::domain::wave) struct DraftQuotaMargin {
    pub margin: DraftMargin,
    pub targets: Vec<DraftTarget>,
}

pub(in crate::domain::wave) struct DraftTarget {
    pub codes: Vec<String>,
    pub span: Range<usize>,
    pub target: u32,
    pub max: u32,
}

pub(in crate::domain::wave) struct DraftScheme {
    pub version: u32,
    pub rounds_max: u32,
    pub tolerance: f64,
    pub margins: Vec<DraftTargetMargin>,
}

pub(in crate::domain::wave) struct DraftTargetMargin {
    pub margin: DraftMargin,
    pub file: Spanned<String>,
    /// Rows kept: column and value.
    pub rows: Vec<(Spanned<String>, Spanned<String>)>,
    pub categories: Vec<Spanned<String>>,
    pub share: Spanned<String>,
    pub source: String,
}

pub(in crate::domain::wave) struct DraftTables {
    pub questions: Vec<Spanned<QuestionId>>,
    pub breaks: Vec<Spanned<QuestionId>>,
    pub headline: Spanned<QuestionId>,
    /// The published line, its figures in braces.
    pub sentence: Option<Spanned<String>>,
    pub findings: Vec<Spanned<String>>,
}

/// Reads the file; `None` once a fault was noted.
pub(in crate::domain::wave) fn read(source: &mut Source, text: &str) -> Option<Draft> {
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
    let fieldwork = calendar::fieldwork(source, &mut file);
    let panel = panel::read(source, &mut file);
    let has_panel = file.has("panel");
    let access = access(source, &mut file, has_panel);
    let parties = parties(source, &mut file);
    let texts = texts::read(source, &mut file);
    let quotas = margins::quotas(source, &mut file);
    let is_moderated = file.flag(source, "moderated");
    let (quotas, figures) = match is_moderated {
        Some(true) => {
            let title = moderated::title(source, &mut file);
            let quotas = quotas.and_then(|quotas| moderated::ceiling(source, quotas));
            (quotas, moderated::figures(source, &mut file, title, fieldwork.as_ref()))
        }
        _ => (quotas, figures(source, &mut file, fieldwork.as_ref())),
    };
    let pages = pages::read(source, &mut file);
    let retention = retention(source, &mut file);
    let privacy = privacy::privacy(source, &mut file);
    let notice = notice::notice(source, &mut file);
    let lease = file.integer(source, "lease_minutes", 1..241);
    let slug = study.as_ref().zip(key.as_ref()).and_then(|(study, key)| slug(source, study.get_ref(), key));
    file.finish(source);
    let figures = figures?;
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
        texts: texts?,
        quotas: quotas?,
        weighting: figures.weighting,
        tables: figures.tables,
        disclosure: figures.disclosure,
        embargo: figures.embargo,
        retention: retention?,
        lease_minutes: lease?.into_inner(),
        privacy: privacy?,
        is_moderated: is_moderated?,
        pages: pages?,
        panel: panel?,
        notice: notice?,
    })
}

/// How a poll makes its figures.
fn figures(source: &mut Source, file: &mut Fields, fieldwork: Option<&Fieldwork>) -> Option<Figures> {
    let weighting = margins::weighting(source, file);
    let tables = tables(source, file);
    let disclosure = disclosure(source, file);
    let embargo = calendar::embargo(source, file, fieldwork);
    Some(Figures { weighting: weighting?, tables: tables?, disclosure: disclosure?, embargo: embargo? })
}

/// The key is the month of the fielding, as in `2020-05`; a letter after it tells apart the waves of one month, for a loaded
/// wave does not change and a corrected one needs another name.
fn slug(source: &mut Source, study: &StudySlug, key: &Spanned<String>) -> Option<WaveSlug> {
    let month = key.get_ref().strip_suffix(|letter: char| letter.is_ascii_lowercase()).unwrap_or(key.get_ref());
    let is_month = paris::day(&format!("{month}-01")).is_some();
    let slug = WaveSlug::parse(&format!("{study}-{}", key.get_ref())).ok().filter(|_| is_month);
    if slug.is_none() {
        let what = format!("« {} » n'est pas une clé de vague", key.get_ref());
        let accepted = "AAAA-MM, ou AAAA-MM suivi d'une lettre, comme 2020-05 ou 2020-05b".to_owned();
        source.fault(key.span(), "key", what, Some(accepted));
    }
    slug
}

fn questionnaire(source: &mut Source, file: &mut Fields) -> Option<Spanned<u32>> {
    let mut table = file.table(source, "questionnaire")?;
    let version = table.integer(source, "version", 1..10_000);
    table.finish(source);
    version
}

fn access(source: &mut Source, file: &mut Fields, panel: bool) -> Option<Access> {
    let mut table = file.table(source, "access")?;
    let open_link = table.boolean(source, "open_link");
    let invitation = table.boolean(source, "invitation");
    let whole = table.boolean(source, "whole");
    let cati = table.flag(source, "cati");
    let kiosk = table.flag(source, "kiosk");
    let controlled = table.flag(source, "controlled");
    let span = table.span();
    table.finish(source);
    let (open_link, invitation, whole) = (open_link?, invitation?, whole?);
    let access = Access { open_link, invitation, whole, cati: cati?, panel, kiosk: kiosk?, controlled: controlled? };
    if (Access { controlled: false, ..access }) == Access::NONE {
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

fn tables(source: &mut Source, file: &mut Fields) -> Option<DraftTables> {
    let mut table = file.table(source, "tables")?;
    let questions = table.names(source, "questions", QuestionId::parse);
    // A sample too small for any crosstab declares none.
    let breaks = table.optional(source, "breaks", |table, source, key| table.names(source, key, QuestionId::parse));
    let headline = table.name(source, "headline", QuestionId::parse);
    let sentence = table.optional(source, "sentence", Fields::text);
    let findings = table.optional(source, "findings", Fields::texts);
    table.finish(source);
    Some(DraftTables {
        questions: questions?,
        breaks: breaks?.unwrap_or_default(),
        headline: headline?,
        sentence: sentence?,
        findings: findings?.unwrap_or_default(),
    })
}

fn disclosure(source: &mut Source, file: &mut Fields) -> Option<DisclosureRule> {
    let mut table = file.table(source, "disclosure")?;
    let cell = table.integer(source, "cell_base_min", 5..1001);
    let share: Option<Spanned<u32>> = table.integer(source, "share_base_min", 5..10_001);
    let population =
        table.optional(source, "population", |table, source, key| table.integer(source, key, 1..POPULATION_MAX + 1));
    table.finish(source);
    let (cell_base_min, share, population) = (cell?.into_inner(), share?, population?.map(Spanned::into_inner));
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
    Some(DisclosureRule { cell_base_min, share_base_min: share.into_inner(), population })
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
