//! A poll of any size, biased as quota samples are, and margins it can meet.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use sonde::domain::calibration::{Coded, MarginTargets, Method, Recipe, Sample};

/// Categories of each margin.
pub const MARGINS: [usize; 5] = [2, 5, 8, 5, 5];
const NAMES: [&str; 5] = ["sexe", "age", "csp", "zone", "agglo"];

pub struct Poll {
    pub sample: Sample<'static>,
    pub recipe: Recipe,
    /// An opinion, 0 or 1, that depends on the profile.
    pub answer: Vec<f64>,
    pub places: Vec<Vec<u32>>,
}

/// SplitMix64 (Steele, Lea and Flood 2014).
pub struct Draws(pub u64);

impl Draws {
    pub fn below(&mut self, size: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % size as u64) as usize
    }
}

impl Poll {
    pub fn new(rows: usize) -> Self {
        let mut draws = Draws(20_200_507);
        let mut places = vec![Vec::with_capacity(rows); MARGINS.len()];
        let mut answer = Vec::with_capacity(rows);
        for _ in 0..rows {
            let mut before = 0;
            for (margin, size) in MARGINS.iter().enumerate() {
                // Half of the time near the category before: margins that depend on one another.
                let place = if draws.below(2) == 0 { draws.below(*size) } else { (before + draws.below(2)) % size };
                places[margin].push(place as u32);
                before = place;
            }
            answer.push(f64::from(u8::from(draws.below(10) < 3 + before)));
        }
        let coded = |(name, (places, size)): (&&str, (&Vec<u32>, &usize))| {
            let codes = (0..*size).map(|code| format!("c{code}")).collect();
            ((*name).to_owned(), Coded { codes: Cow::Owned(codes), of_row: Cow::Owned(places.clone()) })
        };
        let categories: BTreeMap<String, Coded<'static>> =
            NAMES.iter().zip(places.iter().zip(&MARGINS)).map(coded).collect();
        let sample = Sample { rows, categories, ..Sample::default() };
        let recipe = Recipe::shares(
            Method::Raking,
            NAMES.iter().zip(&MARGINS).map(|(name, size)| margin(name, *size)).collect(),
        );
        Self { sample, recipe, answer, places }
    }

    /// The sample as a CSV file, for the peers.
    pub fn write(&self, folder: &str, rows: usize) {
        std::fs::create_dir_all(folder).unwrap();
        let file = std::fs::File::create(Path::new(folder).join(format!("poll_{rows}.csv"))).unwrap();
        let mut writer = std::io::BufWriter::new(file);
        writeln!(writer, "{},y", NAMES.join(",")).unwrap();
        for row in 0..rows {
            let codes: Vec<String> = self.places.iter().map(|places| format!("c{}", places[row])).collect();
            writeln!(writer, "{},{}", codes.join(","), self.answer[row]).unwrap();
        }
    }
}

/// Targets a little away from even, the same formula as in the peers' scripts: `(size + k) / sum`.
fn margin(name: &str, size: usize) -> MarginTargets {
    let sum: usize = (0..size).map(|code| size + code).sum();
    let target = |code: usize| (format!("c{code}"), (size + code) as f64 / sum as f64);
    MarginTargets::one(name, (0..size).map(target))
}
