//! Reading the two files of published numbers. A number typed in by hand from a page is easily typed wrong: each line is
//! checked by itself, then the lines against each other, and everything wrong is told with its line.

use csv::{ReaderBuilder, StringRecord};

use super::figure::{Comparability, Metric, Of, Printed, PublishedFigure, PublishedScore};
use crate::domain::fault::{Source, near_or_all};
use crate::domain::id::{BadName, NetId, OptionCode, QuestionId, StudySlug};
use crate::domain::wave::paris;

const RESULTS: [&str; 13] = [
    "study",
    "wave",
    "audience",
    "question",
    "option",
    "net",
    "percent",
    "base_n",
    "source",
    "geo",
    "subpopulation",
    "comparability",
    "note",
];
const SCORES: [&str; 13] = [
    "study",
    "wave",
    "audience",
    "question",
    "item",
    "metric",
    "value",
    "base_n",
    "source",
    "geo",
    "subpopulation",
    "comparability",
    "note",
];
const COMPARABILITIES: [(&str, Comparability); 4] = [
    ("identical", Comparability::Identical),
    ("presumed", Comparability::Presumed),
    ("single", Comparability::Single),
    ("conflict", Comparability::Conflict),
];
/// The metrics, each with its highest mean in tenths.
const METRICS: [(&str, Metric, u32); 2] =
    [("mean_0_10", Metric::MeanOfTen, 100), ("mean_count", Metric::MeanCount, 100_000)];

/// Percentages of the file; faults are noted in the source.
pub(super) fn figures(source: &mut Source, text: &str) -> Vec<PublishedFigure> {
    let mut figures = Vec::new();
    let mut keys = Vec::new();
    each(source, text, &RESULTS, |row| {
        let (printed, of, percent) = (row.printed(), row.of(), row.percent());
        if let (Some(printed), Some(of), Some(percent)) = (printed, of, percent) {
            keys.push((row.start, printed.clone(), Some(of.clone()), None));
            figures.push(PublishedFigure { printed, of, percent });
        }
    });
    agree(source, &keys);
    figures
}

/// Means of the file; faults are noted in the source.
pub(super) fn scores(source: &mut Source, text: &str) -> Vec<PublishedScore> {
    let mut scores = Vec::new();
    let mut keys = Vec::new();
    each(source, text, &SCORES, |row| {
        if let (Some(printed), Some((metric, tenths))) = (row.printed(), row.mean()) {
            keys.push((row.start, printed.clone(), None, Some(metric)));
            scores.push(PublishedScore { printed, metric, tenths });
        }
    });
    agree(source, &keys);
    scores
}

/// Where a line starts, and what it is a number of.
type Key = (usize, Printed, Option<Of>, Option<Metric>);

/// Two lines say the same thing twice unless both say that their sources disagree.
fn agree(source: &mut Source, keys: &[Key]) {
    for (position, (start, printed, of, metric)) in keys.iter().enumerate() {
        let same = |(_, other, other_of, other_metric): &&Key| {
            other.same_place(printed) && of == other_of && metric == other_metric
        };
        let Some((_, other, ..)) = keys.iter().take(position).find(same) else { continue };
        if other.comparability != Comparability::Conflict || printed.comparability != Comparability::Conflict {
            let what = format!("déjà donné à la ligne {}", other.line);
            let expected = "une ligne, ou comparability = conflict sur les deux".to_owned();
            source.fault(*start..*start, "comparability", what, Some(expected));
        }
    }
}

/// Walks the rows of a file whose columns are these, in this order.
pub(super) fn each(source: &mut Source, text: &str, columns: &[&str], mut read: impl FnMut(&mut Row)) {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    match reader.headers() {
        Ok(headers) if headers.iter().eq(columns.iter().copied()) => {}
        Ok(_) => {
            source.fault(0..0, "", "ce ne sont pas les colonnes attendues", Some(columns.join(",")));
            return;
        }
        Err(error) => {
            source.fault(0..0, "", format!("CSV mal formé : {error}"), None);
            return;
        }
    }
    for record in reader.records() {
        match record {
            Ok(record) => {
                let start = source.record(record.position()).start;
                if record.len() == columns.len() {
                    let (line, _) = source.line_column(start);
                    read(&mut Row { source: &mut *source, start, line, columns, record: &record });
                } else {
                    let what = format!("{} colonnes au lieu de {}", record.len(), columns.len());
                    let expected = "des guillemets autour d'un texte à virgule".to_owned();
                    source.fault(start..start, "", what, Some(expected));
                }
            }
            Err(error) => {
                source.fault(source.record(error.position()), "", format!("CSV mal formé : {error}"), None);
            }
        }
    }
}

/// One line being read.
pub(super) struct Row<'r, 't> {
    source: &'r mut Source<'t>,
    /// Its first byte.
    start: usize,
    line: usize,
    columns: &'r [&'r str],
    record: &'r StringRecord,
}

impl Row<'_, '_> {
    pub(super) fn text(&self, column: &str) -> &str {
        let position = self.columns.iter().position(|known| *known == column);
        position.and_then(|position| self.record.get(position)).unwrap_or_default().trim()
    }

    pub(super) fn wrong(&mut self, place: &str, what: String, expected: Option<String>) {
        self.source.fault(self.start..self.start, place, what, expected);
    }

    pub(super) fn filled(&mut self, column: &'static str) -> Option<String> {
        let text = self.text(column).to_owned();
        if text.is_empty() {
            self.wrong(column, "champ vide".to_owned(), Some("un texte".to_owned()));
            return None;
        }
        Some(text)
    }

    pub(super) fn name<T>(
        &mut self,
        column: &str,
        text: &str,
        parse: impl Fn(&str) -> Result<T, BadName>,
    ) -> Option<T> {
        match parse(text) {
            Ok(name) => Some(name),
            Err(error) => {
                self.wrong(
                    column,
                    format!("« {} » n'est pas {}", error.given, error.what),
                    Some(error.rule.to_owned()),
                );
                None
            }
        }
    }

    fn printed(&mut self) -> Option<Printed> {
        let study = self.filled("study").and_then(|text| self.name("study", &text, StudySlug::parse));
        let wave = self.wave();
        let audience = self.filled("audience");
        let question = self.question();
        let base_n = self.base_n();
        let source = self.filled("source");
        let geo = self.filled("geo");
        let comparability = self.comparability();
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (question, item) = question?;
        Some(Printed {
            study: study?,
            wave: wave?,
            audience: audience?,
            question,
            item,
            base_n: base_n?,
            source: source?,
            geo: geo?,
            subpopulation: given(self.text("subpopulation")),
            comparability: comparability?,
            note: given(self.text("note")),
            line: self.line,
        })
    }

    /// A year or a month.
    fn wave(&mut self) -> Option<String> {
        let text = self.filled("wave")?;
        let day = if text.len() == 4 { format!("{text}-01-01") } else { format!("{text}-01") };
        if paris::day(&day).is_none() {
            self.wrong("wave", format!("« {text} » n'est ni une année ni un mois"), Some("2008 ou 2020-05".to_owned()));
            return None;
        }
        Some(text)
    }

    /// `FRAG` with its row in `item`, or `PART_EFFET:emploi`.
    fn question(&mut self) -> Option<(QuestionId, Option<OptionCode>)> {
        let text = self.filled("question")?;
        let (id, row) = text.split_once(':').map_or((text.as_str(), None), |(id, row)| (id, Some(row.to_owned())));
        let row = row.unwrap_or_else(|| self.text("item").to_owned());
        let question = self.name("question", id, QuestionId::parse)?;
        let item = if row.is_empty() { None } else { Some(self.name("item", &row, OptionCode::parse)?) };
        Some((question, item))
    }

    fn base_n(&mut self) -> Option<Option<u32>> {
        let text = self.text("base_n").to_owned();
        if text.is_empty() {
            return Some(None);
        }
        let base = text.parse::<u32>().ok().filter(|base| *base > 0);
        if base.is_none() {
            self.wrong(
                "base_n",
                format!("« {text} » n'est pas un effectif"),
                Some("un entier positif, ou rien".to_owned()),
            );
        }
        base.map(Some)
    }

    fn comparability(&mut self) -> Option<Comparability> {
        let text = self.filled("comparability")?;
        let found = COMPARABILITIES.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let known = COMPARABILITIES.map(|(name, _)| name);
            self.wrong("comparability", format!("inconnu : « {text} »"), near_or_all(&text, known));
        }
        found
    }

    fn of(&mut self) -> Option<Of> {
        let (option, net) = (self.text("option").to_owned(), self.text("net").to_owned());
        match (option.is_empty(), net.is_empty()) {
            (false, true) => self.name("option", &option, OptionCode::parse).map(Of::Option),
            (true, false) => self.name("net", &net, NetId::parse).map(Of::Net),
            (both_empty, _) => {
                let what =
                    if both_empty { "ni modalité ni sous-total" } else { "une modalité et un sous-total à la fois" };
                self.wrong("option", what.to_owned(), Some("option ou net, l'un des deux".to_owned()));
                None
            }
        }
    }

    fn percent(&mut self) -> Option<u32> {
        let text = self.text("percent").to_owned();
        let percent = text.parse::<u32>().ok().filter(|percent| *percent <= 100);
        if percent.is_none() {
            let expected = "un entier de 0 à 100, tel qu'imprimé".to_owned();
            self.wrong("percent", format!("« {text} » n'est pas un pourcentage entier"), Some(expected));
        }
        percent
    }

    fn mean(&mut self) -> Option<(Metric, u32)> {
        let name = self.filled("metric")?;
        let Some((_, metric, tenths_max)) = METRICS.iter().find(|(known, ..)| *known == name) else {
            self.wrong("metric", format!("inconnu : « {name} »"), Some(METRICS.map(|(known, ..)| known).join(", ")));
            return None;
        };
        let text = self.text("value").to_owned();
        let tenths = tenths(&text).filter(|tenths| tenths <= tenths_max);
        if tenths.is_none() {
            let expected = format!("de 0 à {}, une décimale au plus, après un point", tenths_max / 10);
            self.wrong("value", format!("« {text} » n'est pas une moyenne"), Some(expected));
        }
        tenths.map(|tenths| (*metric, tenths))
    }
}

/// `7.1` is 71, `22` is 220; no more than one decimal is ever printed.
fn tenths(text: &str) -> Option<u32> {
    let (whole, decimal) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if !is_digits(whole) || !is_digits(decimal) || decimal.len() != 1 {
        return None;
    }
    whole.parse::<u32>().ok()?.checked_mul(10)?.checked_add(decimal.parse().ok()?)
}
