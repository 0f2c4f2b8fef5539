//! What may leave: columns on too few respondents are hidden, and others with them; percentages are whole, weights and
//! counts of cells stay inside. The only maker of `Released`.
//!
//! The rule. A column under `cell_base_min` respondents in a table is hidden. Then columns are hidden with it, until
//! nothing shown in the wave tells its base closer than an interval `cell_base_min` wide (`hiding`): of the columns that
//! hold it in place, the smallest first, a large one being first told to the nearest twenty. So what subtraction gives is
//! always of several columns together. Inside columns that may be read, counts of one or two and answers everybody gave
//! are hidden, and others with them, until none can be told closer than three respondents (`sheet`). Means that one
//! respondent makes up, or that say what everybody gave, are hidden as small ones are, and so are those whose totals
//! subtraction would give (`dominance`); a small population of whom one in ten answered has no break by
//! territory (`national`). Whatever is had from a hidden figure goes with it: its interval, its standard error, letters that name
//! it; tests take rows with hidden figures together.
//!
//! A reader is taken to know the count behind every shown percentage (under a hundred respondents a whole percentage tells
//! it), what adds up to what (`links`, nets, filters), that whoever is asked a question is among all who were, and which
//! columns nobody could be in. Intervals are those of a linear program (`polytope`), tight to the last respondent. The
//! release does not say which hidden figure is the small one. Columns are grown threshold by threshold, so a higher one
//! never shows a column a lower one hides; figures inside columns are chosen anew from the columns left, so that nothing
//! hidden moves what is shown. The order of columns changes nothing (ties go by code).
//!
//! What is monotone. In the threshold: columns, small ones and those that protect them alike. In respondents: a column
//! under the threshold stays hidden when some of its respondents go, as long as one is left, and so does a count of one or
//! two. Whatever the threshold, no count of one or two, nor an answer everybody gave, is shown by profile. Figures hidden to
//! protect another one inside a column are not: when a higher threshold hides the column next to it, the figure that was
//! to be protected may be covered by that, and the other be shown again; and one respondent less may move the choice of
//! the cheapest. It cannot be had both ways: a cheapest set of complements of a larger problem need not contain that of a
//! smaller one, and to keep every complement once chosen would hide what nothing needs.
//!
//! Sources: L. H. Cox, « Suppression methodology and statistical disclosure control », JASA 75 (1980); M. Fischetti and
//! J. J. Salazar-González, « Solving the cell suppression problem on tabular data with linear constraints », Management
//! Science 47 (2001), for protection intervals; A. Hundepool et al., Statistical Disclosure Control, Wiley (2012). The
//! choice of what is hidden is a heuristic, not their optimum.
//!
//! Not promised: counts of one or two among all respondents, which no profile points at; the size, as opposed to the
//! answers, of a group filtered by a question that is itself tabulated; a reader who knows the answers of some respondents;
//! another wave asked to the same people; a median, which is somebody's value. Plans with links that are not followed here
//! are refused when a wave is loaded (`wave::secret`).

mod dominance;
mod hiding;
mod layer;
mod links;
mod lost;
mod national;
mod polytope;
mod program;
mod released;
mod rounding;
mod sheet;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub(in crate::domain) use links::are_followed;
pub use released::{BadRelease, Released};

use crate::domain::calibration::{Diagnostics, UNWEIGHTED};
use crate::domain::disclosure::hiding::Hidden;
use crate::domain::disclosure::layer::rough_base;
use crate::domain::disclosure::rounding::{hundredths, interval, percent, respondents, scaled};
use crate::domain::estimate::{Share, Z_95, wilson};
use crate::domain::halves::halves;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::release::{
    FORMAT, MarginSource, NoticeFacts, ReleaseContent, ReleasedCell, ReleasedColumn, ReleasedMeasure,
    ReleasedMeasureRow, ReleasedRow, ReleasedRowKind, ReleasedTable, ReleasedWave, ShownColumn, WeightingSummary,
};
use crate::domain::significance;
use crate::domain::table::{Measure, MeasureRow, RowKind, Table, TableColumn, TableRow, filled};
use crate::domain::wave::{Disposition, WaveSpec};

/// Declared before opening, frozen with the wave, printed with the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureRule {
    /// Smallest unweighted base of a column of a crosstab.
    pub cell_base_min: u32,
    /// Smallest unweighted base of a percentage shown alone.
    pub share_base_min: u32,
    /// How many the audience is in all, where it is few: see `national`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<u32>,
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
    release_with(q, spec, tables, diagnostics, is_simulated, &[])
}

/// The same, with how many interviews ended each way.
pub fn release_with(
    q: &Questionnaire,
    spec: &WaveSpec,
    tables: &[Table],
    diagnostics: &Diagnostics,
    is_simulated: bool,
    dispositions: &[(Disposition, u64)],
) -> Released {
    let mut content = ReleaseContent {
        format: FORMAT,
        wave: wave(q, spec),
        parties: spec.parties.clone(),
        is_simulated,
        base_n: u32::try_from(diagnostics.base_n).unwrap_or(u32::MAX),
        weighting: weighting(spec, diagnostics),
        disclosure: spec.disclosure,
        reading: reading(spec, diagnostics),
        headline: spec.tables.headline.clone(),
        sentence: spec.tables.sentence.clone(),
        findings: spec.tables.findings.clone(),
        notice: Some(NoticeFacts::of(spec, dispositions)),
        tables: Vec::new(),
        hidden: None,
    };
    let national = national::left_out(q, tables, spec.disclosure, content.base_n);
    let tables = national::without(tables, &national);
    let compared = significance::Comparison::of(&content);
    // All tables of the wave together, so that what one hides another does not give away; then each alone.
    let hidden: Vec<(&Table, Hidden)> = tables.iter().zip(hiding::of(q, &tables, spec.disclosure)).collect();
    content.tables = halves(&hidden, |_, (table, hidden)| {
        let mut released = protected_table(table, hidden, spec.disclosure);
        compared.add(table, &mut released);
        released
    });
    content.hidden = Some(lost::share(&content.tables, national));
    content.reading.extend(content.hidden.as_ref().and_then(lost::sentence));
    content.reading.extend(significance::notes(&content));
    Released::freeze(content)
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
    let is_rough = hidden.rough.contains(&place);
    let told = |base: u32| if is_rough { rough_base(base) } else { base };
    let measured = |(row, measure): (&MeasureRow, &Option<Measure>)| {
        let measure = measure.as_ref().filter(|_| !hidden.measures.contains(&place))?;
        let [value, low, high] = scaled(measure, row.decimals);
        (rule.fate(is_total, measure.n, total_n) != Fate::Hidden).then_some(ReleasedMeasure {
            value,
            low,
            high,
            base_n: told(measure.n),
            ..ReleasedMeasure::default()
        })
    };
    let fate = if hidden.columns.contains(&place) { Fate::Hidden } else { rule.fate(is_total, column.base.n, total_n) };
    let effective_n = told(respondents(column.base.effective_n()));
    let cell = |(row, share): (usize, &Option<Share>)| {
        let is_shown = !hidden.cells.contains(&(row, place));
        is_shown.then(|| if is_rough { rough_cell(share.as_ref(), effective_n) } else { released_cell(share.as_ref()) })
    };
    let shown = || ShownColumn {
        letter: None,
        base_n: told(column.base.n),
        base_is_rough: is_rough,
        effective_n,
        is_small_base: fate == Fate::ShownSmall,
        cells: column.cells.iter().enumerate().map(cell).collect(),
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

/// Under a base told roughly the interval is made from what is told, so that it tells nothing more.
fn rough_cell(share: Option<&Share>, effective_n: u32) -> ReleasedCell {
    let percent = share.map_or(0, |share| percent(share.share));
    let (low, high) = interval(wilson(f64::from(percent) / 100.0, f64::from(effective_n.max(1)), Z_95));
    ReleasedCell { percent, low, high, ..ReleasedCell::default() }
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

fn reading(spec: &WaveSpec, diagnostics: &Diagnostics) -> Vec<String> {
    let rule = spec.disclosure;
    // Of a sample nobody drew, the interval only says what the number of answers does.
    let margins = if spec.is_consultation() {
        "Consultation ouverte : les répondants se sont choisis eux-mêmes. L'intervalle à 95 % ne dit que l'effet du nombre \
         de réponses, en tenant compte des poids ; il ne mesure pas l'écart avec une population."
    } else {
        "Tout sondage comporte des marges d'erreur : l'intervalle est donné à 95 %, par référence à la méthode \
         aléatoire, en tenant compte des poids."
    };
    let weighted = if diagnostics.method == UNWEIGHTED { "non redressés" } else { "pondérés" };
    vec![
        format!(
            "Pourcentages {weighted}, arrondis à l'unité : leur somme peut faire 99 ou 101. Les sous-totaux sont calculés \
         avant arrondi ; « dont » est une part de l'ensemble de la base."
        ),
        "La base est l'effectif brut des personnes à qui la question a été posée ; ceux qui ne se prononcent pas en \
         font partie."
            .to_owned(),
        margins.to_owned(),
        format!(
            "Un croisement sur moins de {} personnes est masqué, ainsi que la réponse d'une ou deux personnes dans un \
             croisement ou de toutes à la fois, et d'autres avec eux pour qu'ils ne se retrouvent pas par différence ; un pourcentage d'ensemble sur moins de {} l'est aussi ; une base de moins de {} personnes est \
             signalée comme faible.",
            rule.cell_base_min, rule.share_base_min, rule.share_base_min
        ),
    ]
}
