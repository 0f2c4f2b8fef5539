//! Single responses as files: SPSS, CSV with its codebook, Parquet, Triple-S, DDI, reading scripts. For pollsters, once a
//! wave is sealed, and for nobody else: these are opinions.
//!
//! All files say the same: one [`Dictionary`] gives names, numbers and labels to every one of them. Rows are formatted
//! block by block as they leave, so a file takes no more memory for being long; the same data give the same bytes.

mod blocks;
mod build;
mod choice;
mod codebook;
mod codes;
mod csv;
mod ddi;
mod dictionary;
mod labels;
mod names;
mod page;
mod parquet;
mod sav;
mod scripts;
mod sink;
mod triple_s;
mod value;

use std::io::{self, Write};

use crate::domain::data_set::DataSet;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::wave::WaveSpec;

pub use dictionary::{Code, Dictionary, Field, Measure, MissingKind, MultipleSet};
pub use sink::Written;
pub use value::Value;

use super::words::origin;
use sink::Sink;

/// Why a data set cannot be described.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadMicrodata {
    #[error("the data set has no column {0}, which its questionnaire gives")]
    NoColumn(String),
    #[error("{weights} weights for {rows} responses")]
    Weights { weights: usize, rows: usize },
}

/// The responses of a sealed wave, described: what every file is written from.
pub struct Microdata<'a> {
    questionnaire: &'a Questionnaire,
    spec: &'a WaveSpec,
    data: &'a DataSet,
    weights: Option<&'a [f64]>,
    is_simulated: bool,
    dictionary: Dictionary,
}

/// What may be written, each a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MicrodataFile {
    Sav,
    Csv,
    Codebook,
    Parquet,
    TripleS,
    TripleSData,
    Ddi,
    RScript,
    StataScript,
    SpssScript,
}

/// Told how many responses are written, as they are.
pub type Progress<'a> = &'a mut dyn FnMut(u64);

impl<'a> Microdata<'a> {
    /// Without weights, the wave is sealed and not weighed yet: files say so, and have no weight variable.
    pub fn of(
        questionnaire: &'a Questionnaire,
        spec: &'a WaveSpec,
        data: &'a DataSet,
        weights: Option<&'a [f64]>,
        is_simulated: bool,
    ) -> Result<Self, BadMicrodata> {
        if let Some(weights) = weights.filter(|weights| weights.len() != data.rows) {
            return Err(BadMicrodata::Weights { weights: weights.len(), rows: data.rows });
        }
        let dictionary = build::dictionary(questionnaire, spec, data, weights.is_some())?;
        Ok(Self { questionnaire, spec, data, weights, is_simulated, dictionary })
    }

    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// What a response says in a field: the slow way, the same as every file.
    pub fn value(&self, field: &Field, row: usize) -> Value<'a> {
        value::of(self.data, self.weights, field, row)
    }

    /// One file, streamed. What is told at the end is of the bytes as they left.
    pub fn write(
        &self,
        file: MicrodataFile,
        out: &mut (dyn Write + Send),
        progress: Progress<'_>,
    ) -> io::Result<Written> {
        let mut sink = Sink::new(out);
        let rows = match file {
            MicrodataFile::Sav => sav::write(self, &mut sink, progress)?,
            MicrodataFile::Csv => csv::write(self, &mut sink, progress)?,
            MicrodataFile::Codebook => codebook::write(self, &mut sink)?,
            MicrodataFile::Parquet => parquet::write(self, &mut sink, progress)?,
            MicrodataFile::TripleS => triple_s::definition(self, &mut sink)?,
            MicrodataFile::TripleSData => triple_s::data(self, &mut sink, progress)?,
            MicrodataFile::Ddi => ddi::write(self, &mut sink)?,
            MicrodataFile::RScript => scripts::r::write(self, &mut sink)?,
            MicrodataFile::StataScript => scripts::stata::write(self, &mut sink)?,
            MicrodataFile::SpssScript => scripts::spss::write(self, &mut sink)?,
        };
        sink.done(rows)
    }

    /// « données simulées » or « données recueillies ».
    fn origin(&self) -> &'static str {
        origin(self.is_simulated)
    }

    fn file_name(&self, file: MicrodataFile) -> String {
        file.name(self.spec.slug.as_str())
    }

    fn rows(&self) -> u64 {
        u64::try_from(self.data.rows).unwrap_or(u64::MAX)
    }
}

impl MicrodataFile {
    pub const ALL: [Self; 10] = [
        Self::Sav,
        Self::Csv,
        Self::Codebook,
        Self::Parquet,
        Self::TripleS,
        Self::TripleSData,
        Self::Ddi,
        Self::RScript,
        Self::StataScript,
        Self::SpssScript,
    ];

    /// After the wave: `urgence-covid-citoyens-2020-05.sav`.
    pub fn name(self, wave: &str) -> String {
        [wave, self.suffix()].concat()
    }

    /// What follows the wave's name.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Sav => ".sav",
            Self::Csv => ".csv",
            Self::Codebook => ".codebook.csv",
            Self::Parquet => ".parquet",
            Self::TripleS => ".triple-s.xml",
            Self::TripleSData => ".triple-s.csv",
            Self::Ddi => ".ddi.xml",
            Self::RScript => ".R",
            Self::StataScript => ".do",
            Self::SpssScript => ".sps",
        }
    }

    pub fn by_name(wave: &str, name: &str) -> Option<Self> {
        let suffix = name.strip_prefix(wave)?;
        Self::ALL.into_iter().find(|file| file.suffix() == suffix)
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Sav => "application/x-spss-sav",
            Self::Csv | Self::Codebook | Self::TripleSData => "text/csv; charset=utf-8",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::TripleS | Self::Ddi => "application/xml; charset=utf-8",
            Self::RScript | Self::StataScript | Self::SpssScript => "text/plain; charset=utf-8",
        }
    }

    /// Whether it holds responses; the others describe them.
    pub fn holds_responses(self) -> bool {
        matches!(self, Self::Sav | Self::Csv | Self::Parquet | Self::TripleSData)
    }
}

#[cfg(test)]
mod tests;
