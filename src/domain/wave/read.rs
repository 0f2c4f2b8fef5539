//! From files to a wave: the wave file, its questionnaire and its margin files are read and checked together, and every
//! fault is told with its file and line.

use crate::domain::fault::{Fault, Faults, Source};
use crate::domain::questionnaire::{Library, Questionnaire};
use crate::domain::wave::build::{MarginSources, build, check_alone};
use crate::domain::wave::{BundleNames, WaveBundle, WaveSpec, draft};

impl WaveBundle {
    /// Reads and checks everything together: dangling names, uncovered or overlapping cells, margins without a code,
    /// dates out of order. Every fault, each with its file and line.
    pub fn read(&self) -> Result<(Questionnaire, WaveSpec), Faults> {
        match self.questionnaire() {
            Ok(q) => self.read_against(&q).map(|spec| (q, spec)),
            Err(mut faults) => {
                let mut source = Source::new(&self.wave.0, &self.wave.1);
                if let Some(draft) = draft::read(&mut source, &self.wave.1) {
                    check_alone(&mut source, &draft);
                }
                faults.0.extend(in_order(source));
                Err(faults)
            }
        }
    }

    /// The questionnaire alone, with what stands beside it.
    pub fn questionnaire(&self) -> Result<Questionnaire, Faults> {
        let (name, text) = &self.questionnaire;
        match Library::read(&self.neighbours) {
            Ok(library) => Questionnaire::parse_with(name, text, &library),
            Err(faults) => Err(faults),
        }
    }

    /// The same with a questionnaire already read.
    pub fn read_against(&self, q: &Questionnaire) -> Result<WaveSpec, Faults> {
        let mut source = Source::new(&self.wave.0, &self.wave.1);
        let mut margins: MarginSources =
            self.margins.iter().map(|(name, text)| (name.as_str(), (Source::new(name, text), text.as_str()))).collect();
        let spec = draft::read(&mut source, &self.wave.1)
            .and_then(|draft| build(&mut source, draft, q, &mut margins, &self.neighbours));
        let mut faults = in_order(source);
        faults.extend(margins.into_values().flat_map(|(source, _)| in_order(source)));
        settled(spec, faults, &self.wave.0)
    }

    /// The questionnaire and margin files a wave file names, so that the caller knows what to fetch.
    pub fn names_in(wave_file: &str, wave_text: &str) -> Result<BundleNames, Faults> {
        let mut source = Source::new(wave_file, wave_text);
        let names = draft::read(&mut source, wave_text).map(|draft| {
            let mut margins: Vec<String> =
                draft.weighting.margins.iter().map(|margin| margin.file.get_ref().clone()).collect();
            margins.sort();
            margins.dedup();
            BundleNames {
                study: draft.study.into_inner(),
                key: draft.key,
                questionnaire_version: draft.version.into_inner(),
                margins,
            }
        });
        settled(names, in_order(source), wave_file)
    }
}

/// The faults of one file from its top to its bottom.
fn in_order(source: Source) -> Vec<Fault> {
    let mut faults = source.into_faults();
    faults.sort_by_key(|fault| (fault.line, fault.column));
    faults
}

/// A value without a fault, or the faults. Neither would be a defect of the reader, told rather than passed over.
fn settled<T>(value: Option<T>, faults: Vec<Fault>, file: &str) -> Result<T, Faults> {
    match value {
        Some(value) if faults.is_empty() => Ok(value),
        _ if !faults.is_empty() => Err(Faults(faults)),
        _ => {
            let mut source = Source::new(file, "");
            source.fault_whole("", "lecture interrompue sans motif : signalez ce fichier", None);
            Err(Faults(source.into_faults()))
        }
    }
}
