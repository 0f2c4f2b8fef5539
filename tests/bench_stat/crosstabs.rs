//! Thirty questions of six answers by thirteen regions, weighted, for a million respondents: through the door of a wave's
//! tables, from the sealed data in memory and from the sealed file. `crosstabs.py` asks DuckDB the same of the same file.

use std::path::{Path, PathBuf};

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
const REGIONS: usize = 13;
/// Weights are kept as numbers of so many decimals, from 0.3 to 3.
const DECIMALS: u8 = 6;
const WEIGHTS: std::ops::Range<usize> = 300_000..3_000_000;

pub struct Crosstabs {
    questionnaire: Questionnaire,
    spec: WaveSpec,
    data: DataSet,
}

impl Crosstabs {
    pub fn new() -> Self {
        let names: Vec<String> = (0..QUESTIONS).map(|at| format!("Q{at}")).collect();
        let region = "REGION".to_owned();
        let spec = spec(TablePlan {
            questions: ids(&names),
            breaks: ids(std::slice::from_ref(&region)),
            headline: ids(&names)[0].clone(),
            sentence: None,
        });
        let mut columns = vec![(region.clone(), REGIONS, Vec::with_capacity(ROWS))];
        columns.extend(names.iter().map(|name| (name.clone(), ANSWERS, Vec::with_capacity(ROWS))));
        let mut weights = Vec::with_capacity(ROWS);
        for (row, weight) in rows() {
            columns.iter_mut().zip(row).for_each(|((_, _, places), place)| places.push(u32::from(place)));
            weights.push(Entry::Given(weight));
        }
        let mut columns: Vec<Column> =
            columns.into_iter().map(|(name, size, places)| column(&name, size, places)).collect();
        let weights = Values::Number { decimals: DECIMALS, declared: Vec::new(), values: weights };
        columns.push(Column { name: "W".to_owned(), values: weights });
        let profile = question(&region, Role::Profile, REGIONS, 0);
        let opinions = names.iter().map(|name| question(name, Role::Opinion, ANSWERS, 0));
        let asked = std::iter::once(profile).chain(opinions).collect();
        let section = Section::plain(SectionId::parse("questions").unwrap(), Text::french("Questions"), asked);
        let questionnaire = Questionnaire::plain(spec.study.clone(), Text::french("Banc"), vec![section]);
        Self { questionnaire, spec, data: DataSet { rows: ROWS, columns } }
    }

    pub fn weights(&self) -> Vec<f64> {
        weights(&self.data)
    }

    pub fn tables(&self, weights: &[f64]) -> Vec<Table> {
        self.tables_of(&self.data, weights)
    }

    fn tables_of(&self, data: &DataSet, weights: &[f64]) -> Vec<Table> {
        tabulate_with(&self.questionnaire, &self.spec, data, &Influences::simple(weights)).unwrap()
    }

    /// The file is read, decoded and counted.
    pub fn tables_of_file(&self, file: &Path) -> Vec<Table> {
        let data = parquet::read(&std::fs::read(file).unwrap()).unwrap();
        self.tables_of(&data, &weights(&data))
    }

    /// Leaves the sealed file.
    pub fn write(&self, folder: &Path) -> PathBuf {
        std::fs::create_dir_all(folder).unwrap();
        let file = folder.join("crosstabs.parquet");
        std::fs::write(&file, parquet::write(&self.data, &parquet::Meta::default()).unwrap()).unwrap();
        file
    }
}

/// Region, then answers, and the weight: in the order of their content, as a sealed data set is.
fn rows() -> Vec<([u8; QUESTIONS + 1], i64)> {
    let mut draws = Draws(13);
    let mut row = || {
        let mut places = [0; QUESTIONS + 1];
        for (at, place) in places.iter_mut().enumerate() {
            *place = draws.below(if at == 0 { REGIONS } else { ANSWERS }) as u8;
        }
        (places, (WEIGHTS.start + draws.below(WEIGHTS.len())) as i64)
    };
    let mut rows: Vec<_> = (0..ROWS).map(|_| row()).collect();
    rows.sort_unstable();
    rows
}

fn weights(data: &DataSet) -> Vec<f64> {
    let Values::Number { values, .. } = &data.column("W").unwrap().values else { unreachable!("weights are numbers") };
    values.iter().map(|entry| *entry.given().unwrap() as f64 / 1e6).collect()
}
