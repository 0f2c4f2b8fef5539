//! Thirty questions of six answers by thirteen regions, weighted, for a million respondents: through the door of a wave's
//! tables, from the sealed data in memory and from the sealed file. `crosstabs.py` asks DuckDB the same of the same file,
//! the weights being a column there; here they are those of a calibration on five margins, whose residuals are in the
//! standard error of every figure, which DuckDB is not asked for.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use sonde::domain::calibration::{Calibration, Coded, MarginTargets, Method, Recipe, Sample, calibrate};
use sonde::domain::data_set::{Column, DataSet, Entry, Values};
use sonde::domain::estimate::Influences;
use sonde::domain::id::SectionId;
use sonde::domain::questionnaire::{Questionnaire, Role, Section, Text};
use sonde::domain::table::{Table, tabulate_with};
use sonde::domain::wave::{TablePlan, WaveSpec};
use sonde::export::parquet;

use crate::sample::Draws;
use crate::tables::{column, ids, question, spec};

pub const ROWS: usize = 1_000_000;
const QUESTIONS: usize = 30;
const ANSWERS: usize = 6;
/// The region is the break.
const MARGINS: [(&str, usize); 5] = [("REGION", 13), ("SEXE", 2), ("AGE", 5), ("CSP", 8), ("AGGLO", 5)];
/// Weights are kept in the file as numbers of so many decimals.
const DECIMALS: u8 = 6;
const WEIGHT: &str = "W";

pub struct Crosstabs {
    questionnaire: Questionnaire,
    spec: WaveSpec,
    data: DataSet,
}

impl Crosstabs {
    /// Those of a cell of the calibration together, as a wave is sealed: nothing is arranged when tables are made.
    pub fn new() -> Self {
        let mut rows = rows();
        rows.sort_unstable();
        Self::of(rows)
    }

    /// The same people in no order.
    pub fn strewn() -> Self {
        Self::of(rows())
    }

    fn of(rows: Vec<Row>) -> Self {
        let asked: Vec<String> = (0..QUESTIONS).map(|at| format!("Q{at}")).collect();
        let region = MARGINS[0].0.to_owned();
        let spec = spec(TablePlan {
            questions: ids(&asked),
            breaks: ids(std::slice::from_ref(&region)),
            headline: ids(&asked)[0].clone(),
            sentence: None,
            findings: Vec::new(),
        });
        let mut columns: Vec<(String, usize, Vec<u32>)> = Vec::new();
        columns.extend(MARGINS.iter().map(|(name, size)| ((*name).to_owned(), *size, Vec::with_capacity(ROWS))));
        columns.extend(asked.iter().map(|name| (name.clone(), ANSWERS, Vec::with_capacity(ROWS))));
        for row in rows {
            columns.iter_mut().zip(row).for_each(|((_, _, places), place)| places.push(u32::from(place)));
        }
        let columns = columns.into_iter().map(|(name, size, places)| column(&name, size, places)).collect();
        let profile = question(&region, Role::Profile, MARGINS[0].1, 0);
        let opinions = asked.iter().map(|name| question(name, Role::Opinion, ANSWERS, 0));
        let questions = std::iter::once(profile).chain(opinions).collect();
        let section = Section::plain(SectionId::parse("questions").unwrap(), Text::french("Questions"), questions);
        let questionnaire = Questionnaire::plain(spec.study.clone(), Text::french("Banc"), vec![section]);
        Self { questionnaire, spec, data: DataSet { rows: ROWS, columns } }
    }

    pub fn calibration(&self) -> Calibration {
        calibration(&self.data)
    }

    pub fn tables(&self, calibration: &Calibration) -> Vec<Table> {
        self.tables_of(&self.data, calibration)
    }

    fn tables_of(&self, data: &DataSet, calibration: &Calibration) -> Vec<Table> {
        let influences = Influences::calibrated(&calibration.weights, calibration).unwrap();
        tabulate_with(&self.questionnaire, &self.spec, data, &influences).unwrap()
    }

    /// The file is read, decoded, weighed and counted.
    pub fn tables_of_file(&self, file: &Path) -> Vec<Table> {
        let data = parquet::read(&std::fs::read(file).unwrap()).unwrap();
        self.tables_of(&data, &calibration(&data))
    }

    /// Leaves the sealed file, with the weights in it for the peer.
    pub fn write(&self, folder: &Path) -> PathBuf {
        std::fs::create_dir_all(folder).unwrap();
        let file = folder.join("crosstabs.parquet");
        let kept = |weight: &f64| Entry::Given((weight * 1e6).round() as i64);
        let values = self.calibration().weights.iter().map(kept).collect();
        let values = Values::Number { decimals: DECIMALS, declared: Vec::new(), values };
        let mut data = self.data.clone();
        data.columns.push(Column { name: WEIGHT.to_owned(), values });
        std::fs::write(&file, parquet::write(&data, &parquet::Meta::default()).unwrap()).unwrap();
        file
    }
}

/// Margins, then answers.
type Row = [u8; MARGINS.len() + QUESTIONS];

fn rows() -> Vec<Row> {
    let mut draws = Draws(13);
    let mut row = || {
        let mut places = [0; MARGINS.len() + QUESTIONS];
        for (at, place) in places.iter_mut().enumerate() {
            *place = draws.below(MARGINS.get(at).map_or(ANSWERS, |(_, size)| *size)) as u8;
        }
        places
    };
    (0..ROWS).map(|_| row()).collect()
}

/// On targets a little away from even.
fn calibration(data: &DataSet) -> Calibration {
    let mut sample = Sample { rows: data.rows, ..Sample::default() };
    for (name, _) in MARGINS {
        let (codes, entries) = data.category(name).unwrap();
        let of_row = entries.iter().map(|entry| u32::from(*entry.given().unwrap())).collect();
        let coded = Coded { codes: Cow::Owned(codes.to_vec()), of_row: Cow::Owned(of_row) };
        sample.categories.insert(name.to_owned(), coded);
    }
    let margin = |(name, size): &(&str, usize)| {
        let sum: usize = (0..*size).map(|code| size + code).sum();
        let target = |code: usize| (format!("c{code}"), (size + code) as f64 / sum as f64);
        MarginTargets::one(name, (0..*size).map(target))
    };
    calibrate(&sample, &Recipe::shares(Method::Raking, MARGINS.iter().map(margin).collect())).unwrap()
}
