//! What may leave: columns on too few respondents are hidden, and others with them; percentages are whole, weights and
//! counts of cells stay inside. The only maker of `Released`.
//!
//! The rule. A column under `cell_base_min` respondents in a table is hidden (primary). Then columns are hidden with it
//! (complementary), the smallest that add up with it first, until nothing shown in the wave tells its base closer than
//! an interval `cell_base_min` wide. So what subtraction gives is always of several columns together. A reader is taken
//! to know the bases, what adds up to what (`links`), that whoever is asked a question is among all who were, and which
//! columns are empty; whole percentages are not counted on: the exact figures of a shown column would give no more. The
//! same holds of the means, on those who gave a number. The release does not say which hidden column is the small one.
//! It is grown threshold by threshold, so a higher one never shows what a lower one hides; bounds and order of columns
//! change nothing (ties go by code).
//!
//! Sources: L. H. Cox, « Suppression methodology and statistical disclosure control », JASA 75 (1980); M. Fischetti and
//! J. J. Salazar-González, « Solving the cell suppression problem on tabular data with linear constraints », Management
//! Science 47 (2001), for protection intervals; A. Hundepool et al., Statistical Disclosure Control, Wiley (2012). Here
//! a column of a table is the cell of theirs, and the choice is a heuristic, not their optimum.
//!
//! Not promised: the interval of a base to the last respondent (bounds are carried along links, a linear program over
//! several tables may be a little closer in groups where nearly all is hidden; no answer is had back by it); small counts inside a column that may be read (2 % of 50 is one person); the size, as opposed to the
//! answers, of a group filtered by a question that is itself tabulated; links between breaks computed by a formula or
//! from a nomenclature; a question that is both tabulated and a break; a reader who knows the answers of some
//! respondents; another wave asked to the same people.

mod hiding;
mod links;
mod reach;
mod released;
mod rounding;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use released::{BadRelease, Released};

use crate::domain::calibration::{Diagnostics, UNWEIGHTED};
use crate::domain::disclosure::hiding::Hidden;
use crate::domain::disclosure::rounding::{hundredths, interval, percent, respondents, scaled};
use crate::domain::estimate::Share;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::release::{
    FORMAT, MarginSource, ReleaseContent, ReleasedCell, ReleasedColumn, ReleasedMeasure, ReleasedMeasureRow,
    ReleasedRow, ReleasedRowKind, ReleasedTable, ReleasedWave, ShownColumn, WeightingSummary,
};
use crate::domain::significance;
use crate::domain::table::{Measure, MeasureRow, RowKind, Table, TableColumn, TableRow, filled};
use crate::domain::wave::WaveSpec;

/// Declared before opening, frozen with the wave, printed with the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureRule {
    /// Smallest unweighted base of a column of a crosstab.
    pub cell_base_min: u32,
    /// Smallest unweighted base of a percentage shown alone.
    pub share_base_min: u32,
}

/// What becomes of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Shown,
    ShownSmall,
    Hidden,
}

impl DisclosureRule {
    /// A total is a percentage shown alone. A category may be read from `cell_base_min` on, marked below
    /// `share_base_min`; a table whose total may not be read hides its categories too, which would add up to it.
    fn fate(self, is_total: bool, base_n: u32, total_n: u32) -> Fate {
        let least = if is_total { self.share_base_min.max(self.cell_base_min) } else { self.cell_base_min };
        if base_n == 0 || base_n < least || total_n < self.share_base_min.max(self.cell_base_min) {
            Fate::Hidden
        } else if base_n < self.share_base_min {
            Fate::ShownSmall
        } else {
            Fate::Shown
        }
    }
}

/// Freezes the tables of a wave. `diagnostics` are those of the weights the tables were made with.
pub fn release(
    q: &Questionnaire,
    spec: &WaveSpec,
    tables: &[Table],
    diagnostics: &Diagnostics,
    is_simulated: bool,
) -> Released {
    let mut content = ReleaseContent {
        format: FORMAT,
        wave: wave(q, spec),
        parties: spec.parties.clone(),
        is_simulated,
        base_n: u32::try_from(diagnostics.base_n).unwrap_or(u32::MAX),
        weighting: weighting(spec, diagnostics),
        disclosure: spec.disclosure,
        reading: reading(spec.disclosure, diagnostics),
        headline: spec.tables.headline.clone(),
        sentence: spec.tables.sentence.clone(),
        tables: protected(q, tables, spec.disclosure),
    };
    significance::add(tables, &mut content);
    Released::freeze(content)
}

/// All tables of the wave together, so that what one hides another does not give away.
fn protected(q: &Questionnaire, tables: &[Table], rule: DisclosureRule) -> Vec<ReleasedTable> {
    let hidden = hiding::of(q, tables, rule);
    tables.iter().zip(&hidden).map(|(table, hidden)| protected_table(table, hidden, rule)).collect()
}

fn protected_table(table: &Table, hidden: &Hidden, rule: DisclosureRule) -> ReleasedTable {
    let columns = table.columns.iter().enumerate();
    ReleasedTable {
        question: table.question.clone(),
        text: table.text.clone(),
        item: table.item.clone(),
        item_label: table.item_label.clone(),
        is_multiple: table.is_multiple,
        base_label: table.base_label.clone(),
        rows: table.rows.iter().map(released_row).collect(),
        measures: table.measures.iter().map(released_measure_row).collect(),
        columns: columns.map(|(place, column)| released_column(column, place, table, hidden, rule)).collect(),
        tests: Vec::new(),
    }
}

fn released_row(row: &TableRow) -> ReleasedRow {
    let (kind, code, missing, part) = match &row.kind {
        RowKind::Option { code, missing, part } => (ReleasedRowKind::Option, code.to_string(), *missing, part.as_ref()),
        RowKind::Net { id, .. } => (ReleasedRowKind::Net, id.to_string(), None, None),
        RowKind::NoAnswer => (ReleasedRowKind::NoAnswer, "no_answer".to_owned(), None, None),
    };
    ReleasedRow {
        label: row.label.clone(),
        kind,
        code,
        missing,
        net: part.map(|part| part.net.clone()),
        is_of_which: part.is_some_and(|part| part.is_of_which),
    }
}

fn released_measure_row(row: &MeasureRow) -> ReleasedMeasureRow {
    let MeasureRow { kind, label, decimals, unit } = row.clone();
    ReleasedMeasureRow { kind, label, decimals, unit }
}

fn released_column(
    column: &TableColumn,
    place: usize,
    table: &Table,
    hidden: &Hidden,
    rule: DisclosureRule,
) -> ReleasedColumn {
    let total_n = table.columns.first().map_or(0, |total| total.base.n);
    let is_total = column.category.is_none();
    let measured = |(row, measure): (&MeasureRow, &Option<Measure>)| {
        let measure = measure.as_ref().filter(|_| !hidden.measures.contains(&place))?;
        let [value, low, high] = scaled(measure, row.decimals);
        (rule.fate(is_total, measure.n, total_n) != Fate::Hidden).then_some(ReleasedMeasure {
            value,
            low,
            high,
            base_n: measure.n,
            ..ReleasedMeasure::default()
        })
    };
    let fate = if hidden.columns.contains(&place) { Fate::Hidden } else { rule.fate(is_total, column.base.n, total_n) };
    let shown = || ShownColumn {
        letter: None,
        base_n: column.base.n,
        effective_n: respondents(column.base.effective_n()),
        is_small_base: fate == Fate::ShownSmall,
        cells: column.cells.iter().map(|cell| released_cell(cell.as_ref())).collect(),
        measures: table.measures.iter().zip(&column.measures).map(measured).collect(),
    };
    ReleasedColumn {
        variable: column.category.as_ref().map(|category| category.variable.clone()),
        variable_label: column.category.as_ref().map(|category| category.variable_label.clone()),
        category: column.category.as_ref().map(|category| category.code.clone()),
        label: column.label.clone(),
        shown: (fate != Fate::Hidden).then(shown),
    }
}

/// A shown column has a base, so every one of its cells has a share.
fn released_cell(share: Option<&Share>) -> ReleasedCell {
    let (low, high) = share.map_or((0, 100), |share| interval(share.interval()));
    ReleasedCell { percent: share.map_or(0, |share| percent(share.share)), low, high, ..ReleasedCell::default() }
}

fn wave(q: &Questionnaire, spec: &WaveSpec) -> ReleasedWave {
    ReleasedWave {
        slug: spec.slug.clone(),
        study: spec.study.clone(),
        key: spec.key.clone(),
        title: spec.title.clone(),
        audience: spec.audience.clone(),
        universe: spec.universe.clone(),
        mode: spec.mode.clone(),
        fieldwork_start: spec.fieldwork.start,
        fieldwork_end: spec.fieldwork.end,
        questionnaire_version: spec.questionnaire_version,
        questionnaire_digest: spec.questionnaire_digest,
        questionnaire_notice: filled(&q.notice, &spec.texts),
    }
}

fn weighting(spec: &WaveSpec, diagnostics: &Diagnostics) -> WeightingSummary {
    let source = |margin: &crate::domain::calibration::TargetMargin| MarginSource {
        label: margin.label.clone(),
        source: margin.source.clone(),
    };
    WeightingSummary {
        method: diagnostics.method.clone(),
        scheme_version: diagnostics.scheme_version,
        margins: spec.weighting.margins.iter().map(source).collect(),
        design_effect: hundredths(diagnostics.design_effect),
        effective_n: respondents(diagnostics.effective_n),
        weight_min: hundredths(diagnostics.weight_min),
        weight_max: hundredths(diagnostics.weight_max),
    }
}

fn reading(rule: DisclosureRule, diagnostics: &Diagnostics) -> Vec<String> {
    let weighted = if diagnostics.method == UNWEIGHTED { "non redressés" } else { "pondérés" };
    vec![
        format!(
            "Pourcentages {weighted}, arrondis à l'unité : leur somme peut faire 99 ou 101. Les sous-totaux sont calculés \
         avant arrondi ; « dont » est une part de l'ensemble de la base."
        ),
        "La base est l'effectif brut des personnes à qui la question a été posée ; ceux qui ne se prononcent pas en \
         font partie."
            .to_owned(),
        "Tout sondage comporte des marges d'erreur : l'intervalle est donné à 95 %, par référence à la méthode \
         aléatoire, en tenant compte des poids."
            .to_owned(),
        format!(
            "Un croisement sur moins de {} personnes est masqué, et d'autres avec lui pour qu'il ne se retrouve pas par \
             différence ; un pourcentage d'ensemble sur moins de {} l'est aussi ; une base de moins de {} personnes est \
             signalée comme faible.",
            rule.cell_base_min, rule.share_base_min, rule.share_base_min
        ),
    ]
}
