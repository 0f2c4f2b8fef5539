//! The study the program carries with it, so that the demonstration needs no file beside it.

use std::collections::BTreeMap;

use crate::domain::id::WaveSlug;
use crate::domain::wave::WaveBundle;

macro_rules! shipped {
    ($path:literal) => {
        (concat!("questionnaires/", $path), include_str!(concat!("../../questionnaires/", $path)))
    };
}

/// Named as a bundle names it.
macro_rules! bank {
    ($name:literal) => {
        (concat!("bank/", $name), include_str!(concat!("../../questionnaires/bank/", $name)))
    };
}

const WAVE: (&str, &str) = shipped!("urgence-covid-citoyens/waves/2020-05.toml");
const QUESTIONNAIRE: (&str, &str) = shipped!("urgence-covid-citoyens/v1.toml");
const MARGINS: [(&str, &str); 5] = [
    ("sex_age.csv", include_str!("../../questionnaires/margins/sex_age.csv")),
    ("csp8.csv", include_str!("../../questionnaires/margins/csp8.csv")),
    ("csp8_age_15plus.csv", include_str!("../../questionnaires/margins/csp8_age_15plus.csv")),
    ("region13.csv", include_str!("../../questionnaires/margins/region13.csv")),
    ("urban_unit_size5.csv", include_str!("../../questionnaires/margins/urban_unit_size5.csv")),
];

/// The bank its questionnaire takes from, whole: a list of one file serves the questions of another.
const LIBRARY: [(&str, &str); 4] =
    [bank!("citoyens.toml"), bank!("elus.toml"), bank!("harmonisees.toml"), bank!("listes.toml")];

const WAVE_SLUG: &str = "urgence-covid-citoyens-2020-05";
const POPULATION: (&str, &str) = shipped!("urgence-covid-citoyens/simulation/2020-05.toml");

/// Figures already published.
pub(super) const PUBLISHED: &str = include_str!("../../questionnaires/published/results.csv");

/// The invented population of its simulations.
pub(super) fn population() -> (String, String) {
    (POPULATION.0.to_owned(), POPULATION.1.to_owned())
}

/// The same for its own wave, and none for another.
pub(super) fn population_of(wave: &WaveSlug) -> Option<(String, String)> {
    (wave.as_str() == WAVE_SLUG).then(population)
}

/// « Jouer collectif en sortie de crise », May 2020.
pub(super) fn bundle() -> WaveBundle {
    let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
    let margins: BTreeMap<String, String> = MARGINS.into_iter().map(owned).collect();
    let library = LIBRARY.into_iter().map(owned).collect();
    WaveBundle { wave: owned(WAVE), questionnaire: owned(QUESTIONNAIRE), margins, neighbours: library }
}
