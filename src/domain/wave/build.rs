//! From a draft to a wave: everything it names is looked up in its questionnaire and its margin files.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use crate::domain::calibration::{Scheme, TargetMargin};
use crate::domain::fault::Source;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::{Kind, Question, Questionnaire, Role, TextFormat};
use crate::domain::quota::{PlannedCell, QuotaMargin, QuotaPlan};
use crate::domain::wave::coverage::{Coverage, margins_repeat, near_or_all, repeats};
use crate::domain::wave::draft::{Draft, DraftQuotaMargin, DraftQuotas, DraftScheme, DraftTables, DraftTargetMargin};
use crate::domain::wave::findings;
use crate::domain::wave::margin_file::{self, Columns};
use crate::domain::wave::pages;
use crate::domain::wave::secret;
use crate::domain::wave::variable::{Use, variable};
use crate::domain::wave::{EntryPlan, TablePlan, WaveSpec, figures_named};

/// The margin files, each with what is wrong in it.
pub(super) type MarginSources<'a> = BTreeMap<&'a str, (Source<'a>, &'a str)>;

/// Checks the draft; `None` once a fault was noted, in the wave file or in a margin file.
pub(super) fn build(
    source: &mut Source,
    draft: Draft,
    q: &Questionnaire,
    files: &mut MarginSources,
    neighbours: &BTreeMap<String, String>,
) -> Option<WaveSpec> {
    let pages = pages::complete(source, &draft.pages, neighbours);
    let same = same_questionnaire(source, &draft, q);
    let texts = draft.texts.values(source, q);
    let quotas = quota_plan(source, &draft.quotas, q);
    let weighting = scheme(source, &draft.weighting, q, files);
    let (tables, entry) = if draft.is_moderated {
        let entry = entry_plan(source, &draft.tables.headline, q);
        let headline = draft.tables.headline.get_ref().clone();
        let nothing =
            TablePlan { questions: Vec::new(), breaks: Vec::new(), headline, sentence: None, findings: Vec::new() };
        (entry.is_some().then_some(nothing), entry)
    } else {
        (table_plan(source, &draft.tables, q), None)
    };
    let (texts, other_texts) = texts.filter(|_| same)?;
    Some(WaveSpec {
        slug: draft.slug,
        study: draft.study.into_inner(),
        key: draft.key,
        title: draft.title,
        questionnaire_version: draft.version.into_inner(),
        questionnaire_digest: q.digest(),
        audience: draft.audience,
        universe: draft.universe,
        mode: draft.mode,
        fieldwork: draft.fieldwork,
        access: draft.access,
        quotas: quotas?,
        weighting: weighting?,
        tables: tables?,
        disclosure: draft.disclosure,
        embargo: draft.embargo,
        parties: draft.parties,
        texts,
        other_texts,
        retention: draft.retention,
        lease_minutes: draft.lease_minutes,
        privacy: draft.privacy,
        entry,
        pages: pages?,
        panel: draft.panel,
        notice: draft.notice,
    })
}

/// What is wrong whatever the questionnaire says: told where it could not be read.
pub(super) fn check_alone(source: &mut Source, draft: &Draft) {
    margins_repeat(source, draft.quotas.margins.iter().map(|margin| &margin.margin));
    for margin in &draft.quotas.margins {
        sums_to(source, margin, *draft.quotas.total.get_ref());
    }
    margins_repeat(source, draft.weighting.margins.iter().map(|margin| &margin.margin));
    if draft.is_moderated {
        return;
    }
    repeats(source, &draft.tables.questions, "tables.questions");
    repeats(source, &draft.tables.breaks, "tables.breaks");
    headline_planned(source, &draft.tables);
}

fn same_questionnaire(source: &mut Source, draft: &Draft, q: &Questionnaire) -> bool {
    let (study, version) = (&draft.study, &draft.version);
    if study.get_ref() != &q.study {
        let what = format!("la vague est de l'étude « {} », le questionnaire de « {} »", study.get_ref(), q.study);
        source.fault(study.span(), "study", what, Some(q.study.to_string()));
    }
    if version.get_ref() != &q.version {
        let what = format!("la vague demande la version {}, le fichier lu est la {}", version.get_ref(), q.version);
        source.fault(version.span(), "questionnaire.version", what, Some(q.version.to_string()));
    }
    study.get_ref() == &q.study && version.get_ref() == &q.version
}

fn quota_plan(source: &mut Source, draft: &DraftQuotas, q: &Questionnaire) -> Option<QuotaPlan> {
    let total = *draft.total.get_ref();
    let whole = PlannedCell { margin: None, codes: Vec::new(), label: "Total".to_owned(), target: total, max: total };
    let mut plan = QuotaPlan { margins: Vec::new(), cells: vec![whole] };
    let mut sound = !margins_repeat(source, draft.margins.iter().map(|margin| &margin.margin));
    for (position, margin) in draft.margins.iter().enumerate() {
        match quota_margin(source, margin, total, q) {
            Some((margin, cells)) => {
                plan.margins.push(margin);
                plan.cells.extend(cells.into_iter().map(|cell| PlannedCell { margin: Some(position), ..cell }));
            }
            None => sound = false,
        }
    }
    sound.then_some(plan)
}

/// The cells of a margin, in the order of the questionnaire's categories: the order of the file has no effect on ids.
fn quota_margin(
    source: &mut Source,
    draft: &DraftQuotaMargin,
    total: u32,
    q: &Questionnaire,
) -> Option<(QuotaMargin, Vec<PlannedCell>)> {
    let coverage = Coverage::of(source, q, &draft.margin, Use::Quota)?;
    let place = format!("{}.targets", draft.margin.place);
    let mut cells = BTreeMap::new();
    let (mut told, mut excused) = (BTreeSet::new(), BTreeSet::new());
    for target in &draft.targets {
        let given: Vec<&str> = target.codes.iter().map(String::as_str).collect();
        if let Some(unknown) = coverage.unknown(&given) {
            excused.extend(coverage.alike(&given));
            // A code written in several cells is one mistake.
            if !told.insert(unknown) {
                continue;
            }
        }
        if let Some(codes) = coverage.combination(source, &place, &target.span, &given) {
            let label = coverage.label(&codes);
            let cell =
                PlannedCell { margin: None, codes: codes.clone(), label, target: target.target, max: target.max };
            cells.insert(codes, cell);
        }
    }
    excused.extend(cells.keys().cloned());
    if !coverage.is_complete(source, &excused) || cells.len() != draft.targets.len() {
        return None;
    }
    if !sums_to(source, draft, total) {
        return None;
    }
    let ordered = coverage.combinations().iter().filter_map(|codes| cells.remove(codes)).collect();
    let margin = QuotaMargin {
        id: draft.margin.id.get_ref().clone(),
        label: draft.margin.label.clone(),
        variables: coverage.ids(),
        uncovered: coverage.uncovered,
    };
    Some((margin, ordered))
}

/// Targets are the structure wanted, so they sum to the total exactly: with less the margin could never fill, with more
/// the total would stop the field before the structure is there. Slack is said with `max`, cell by cell.
fn sums_to(source: &mut Source, draft: &DraftQuotaMargin, total: u32) -> bool {
    let sum: u64 = draft.targets.iter().map(|target| u64::from(target.target)).sum();
    let same = sum == u64::from(total);
    if !same {
        let what = format!("les cibles font {sum}, le total est {total} ({:+})", i128::from(sum) - i128::from(total));
        let expected = format!("une somme de {total} ; la souplesse se dit par max");
        source.fault(draft.margin.span.clone(), format!("{}.targets", draft.margin.place), what, Some(expected));
    }
    same
}

fn scheme(source: &mut Source, draft: &DraftScheme, q: &Questionnaire, files: &mut MarginSources) -> Option<Scheme> {
    let repeat = margins_repeat(source, draft.margins.iter().map(|margin| &margin.margin));
    let margins: Vec<_> = draft.margins.iter().filter_map(|margin| target_margin(source, margin, q, files)).collect();
    (margins.len() == draft.margins.len() && !repeat).then_some(Scheme {
        version: draft.version,
        margins,
        rounds_max: draft.rounds_max,
        tolerance: draft.tolerance,
    })
}

fn target_margin(
    source: &mut Source,
    draft: &DraftTargetMargin,
    q: &Questionnaire,
    files: &mut MarginSources,
) -> Option<TargetMargin> {
    let coverage = Coverage::of(source, q, &draft.margin, Use::Weighting)?;
    let place = |field: &str| format!("{}.{field}", draft.margin.place);
    if draft.categories.len() != draft.margin.variables.len() {
        let what = format!("{} colonnes pour {} variables", draft.categories.len(), draft.margin.variables.len());
        source.fault(draft.margin.span.clone(), place("categories"), what, Some("une colonne par variable".to_owned()));
        return None;
    }
    let Some((file, text)) = files.get_mut(draft.file.get_ref().as_str()) else {
        let what = format!("le fichier de marges « {} » ne se lit pas", draft.file.get_ref());
        let expected = format!("margins/{}, à côté des études", draft.file.get_ref());
        source.fault(draft.file.span(), place("file"), what, Some(expected));
        return None;
    };
    let columns = Columns { rows: &draft.rows, categories: &draft.categories, share: &draft.share };
    let targets = margin_file::targets(source, file, text, &draft.margin.place, &columns, &coverage)?;
    Some(TargetMargin {
        id: draft.margin.id.get_ref().clone(),
        label: draft.margin.label.clone(),
        variables: coverage.ids(),
        targets,
        uncovered: coverage.uncovered,
        source: draft.source.clone(),
    })
}

fn table_plan(source: &mut Source, draft: &DraftTables, q: &Questionnaire) -> Option<TablePlan> {
    let questions: Vec<_> = draft.questions.iter().filter_map(|id| tabulated(source, id, q)).collect();
    let crossed =
        |source: &mut Source, id| variable(source, q, id, "tables.breaks", Use::Break).map(|found| found.id.clone());
    let breaks: Vec<QuestionId> = draft.breaks.iter().filter_map(|id| crossed(source, id)).collect();
    let repeat =
        repeats(source, &draft.questions, "tables.questions") | repeats(source, &draft.breaks, "tables.breaks");
    let headline = &draft.headline;
    let is_secret = secret::is_kept(source, draft, q);
    headline_planned(source, draft).then_some(())?;
    let says_known = draft.sentence.as_ref().is_none_or(|sentence| sentence_figures(source, sentence, headline, q));
    let finds_known = findings::are_known(source, &draft.findings, &questions, q);
    let sound = !repeat && says_known && finds_known && is_secret;
    let whole = questions.len() == draft.questions.len() && breaks.len() == draft.breaks.len() && sound;
    let sentence = draft.sentence.as_ref().map(|sentence| sentence.get_ref().clone());
    let findings = draft.findings.iter().map(|finding| finding.get_ref().clone()).collect();
    whole.then(|| TablePlan { questions, breaks, headline: headline.get_ref().clone(), sentence, findings })
}

/// The headline is one of the questions that are tabulated.
fn headline_planned(source: &mut Source, draft: &DraftTables) -> bool {
    let headline = &draft.headline;
    let is_planned = draft.questions.iter().any(|id| id.get_ref() == headline.get_ref());
    if !is_planned {
        let known: Vec<&str> = draft.questions.iter().map(|id| id.get_ref().as_str()).collect();
        let what = format!("« {} » n'est pas dans tables.questions", headline.get_ref());
        source.fault(headline.span(), "tables.headline", what, Some(near_or_all(headline.get_ref().as_str(), &known)));
    }
    is_planned
}

/// An entry is called by a text in one line that anybody may read.
fn entry_plan(source: &mut Source, title: &Spanned<QuestionId>, q: &Questionnaire) -> Option<EntryPlan> {
    let is_title = |question: &Question| {
        matches!(question.kind, Kind::Text { format: TextFormat::Line, .. })
            && matches!(question.role, Role::Profile | Role::Opinion)
    };
    let named = q.question(title.get_ref().as_str()).map(|(_, question)| question);
    if named.is_some_and(is_title) {
        return Some(EntryPlan { title: title.get_ref().clone() });
    }
    let known: Vec<&str> =
        q.questions().filter(|(_, question)| is_title(question)).map(|(_, question)| question.id.as_str()).collect();
    let what =
        format!("« {} » ne donne pas de titre à une fiche : il faut un texte d'une ligne, publiable", title.get_ref());
    source.fault(title.span(), "entry.title", what, Some(near_or_all(title.get_ref().as_str(), &known)));
    None
}

/// Each `{…}` of the published line must be a figure of the headline question: an option's code or a net's id.
fn sentence_figures(
    source: &mut Source,
    sentence: &Spanned<String>,
    headline: &Spanned<QuestionId>,
    q: &Questionnaire,
) -> bool {
    let Some((_, question)) = q.question(headline.get_ref().as_str()) else { return false };
    let options = question.kind.options().iter().map(|option| option.code.as_str());
    let known: Vec<&str> = options.chain(question.nets.iter().map(|net| net.id.as_str())).collect();
    let named = figures_named(sentence.get_ref());
    let unknown: Vec<&&str> = named.iter().filter(|name| !known.contains(name)).collect();
    for name in &unknown {
        let what = format!("{{{name}}} n'est ni une modalité ni un sous-total de {}", headline.get_ref());
        source.fault(sentence.span(), "tables.sentence", what, Some(near_or_all(name, &known)));
    }
    unknown.is_empty()
}

/// A question whose answers can be counted or averaged.
fn tabulated(source: &mut Source, id: &Spanned<QuestionId>, q: &Questionnaire) -> Option<QuestionId> {
    if let Some(computed) = q.computed(id.get_ref()) {
        return Some(computed.id.clone());
    }
    let Some((_, question)) = q.question(id.get_ref().as_str()) else {
        let known: Vec<&str> = q.questions().map(|(_, question)| question.id.as_str()).collect();
        let what = format!("question inconnue : « {} »", id.get_ref());
        source.fault(id.span(), "tables.questions", what, Some(near_or_all(id.get_ref().as_str(), &known)));
        return None;
    };
    let is_counted = !matches!(question.kind, Kind::Text { .. } | Kind::Date { .. } | Kind::Entry { .. } | Kind::Note);
    if !is_counted || question.role == Role::Contact {
        let what = format!("{} n'a pas de tableau : ses réponses ne se comptent pas", question.id);
        let expected = "une question à choix, à classement ou un nombre".to_owned();
        source.fault(id.span(), "tables.questions", what, Some(expected));
        return None;
    }
    Some(question.id.clone())
}

/// Codes as one text, as in `homme × 18-24`.
pub(super) fn crossed(codes: &[OptionCode]) -> String {
    codes.iter().map(OptionCode::as_str).collect::<Vec<_>>().join(" × ")
}
