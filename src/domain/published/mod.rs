//! Figures already published elsewhere, in print or on a page: shown beside ours, marked, never mixed with them and never
//! joined to each other. They have no responses behind them: nothing here is computed but the missing part of a net, and
//! that is marked. Two sources that disagree are both kept, and neither is the value.

mod arrange;
mod compared;
mod figure;
mod labels;
mod read;
mod series;
#[cfg(test)]
mod series_tests;
#[cfg(test)]
mod tests;

pub use arrange::{Line, LineValue, QuestionLines, StudyLines, WaveLines};
pub use compared::Pair;
pub use figure::{Comparability, Metric, Of, Printed, PublishedFigure, PublishedScore};
pub use labels::Labels;
pub use series::{Across, Series, SeriesPoint};

use crate::domain::fault::{Faults, Source};

/// A file by its name, and its text.
pub type NamedText<'t> = (&'t str, &'t str);

/// Everything already published about the studies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Percentages.
    pub figures: Vec<PublishedFigure>,
    /// Means.
    pub scores: Vec<PublishedScore>,
    pub labels: Labels,
}

impl Published {
    /// Reads the three files together; every fault, each with its file and line.
    pub fn read(results: NamedText, scores: NamedText, labels: NamedText) -> Result<Self, Faults> {
        let mut sources = [results, scores, labels].map(|(name, text)| Source::new(name, text));
        let [of_results, of_scores, of_labels] = &mut sources;
        let published = Self {
            figures: read::figures(of_results, results.1),
            scores: read::scores(of_scores, scores.1),
            labels: labels::read(of_labels, labels.1),
        };
        if !(of_results.has_faults() || of_scores.has_faults() || of_labels.has_faults()) {
            labels::complete(&published, of_labels);
        }
        let faults: Vec<_> = sources.into_iter().flat_map(Source::into_faults).collect();
        if faults.is_empty() { Ok(published) } else { Err(Faults(faults)) }
    }
}

/// The percentages of one question of one wave, in the order of the file.
pub fn figures(text: &str, study: &str, wave: &str, question: &str) -> Result<Vec<PublishedFigure>, Faults> {
    let mut source = Source::new("published/results.csv", text);
    let mut found = read::figures(&mut source, text);
    found.retain(|figure| {
        let printed = &figure.printed;
        printed.study.as_str() == study && printed.wave == wave && printed.question.as_str() == question
    });
    source.finish(|| found)
}
