//! The studies the program carries with it, so that the demonstration needs no file beside it.

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

/// A wave the program carries, with the invented population of its simulations.
pub(super) struct ShippedWave {
    slug: &'static str,
    wave: (&'static str, &'static str),
    questionnaire: (&'static str, &'static str),
    population: (&'static str, &'static str),
}

/// « Jouer collectif en sortie de crise », May 2020.
pub(super) const COVID: ShippedWave = ShippedWave {
    slug: "urgence-covid-citoyens-2020-05",
    wave: shipped!("urgence-covid-citoyens/waves/2020-05.toml"),
    questionnaire: shipped!("urgence-covid-citoyens/v1.toml"),
    population: shipped!("urgence-covid-citoyens/simulation/2020-05.toml"),
};

/// « Les Français, leur territoire et ses alliances », October 2019, cut by region.
pub(super) const CITIZENS: ShippedWave = ShippedWave {
    slug: "impact-citoyens-2019-10",
    wave: shipped!("impact-citoyens/waves/2019-10.toml"),
    questionnaire: shipped!("impact-citoyens/v1.toml"),
    population: shipped!("impact-citoyens/simulation/2019-10.toml"),
};

const MARGINS: [(&str, &str); 5] = [
    ("sex_age.csv", include_str!("../../questionnaires/margins/sex_age.csv")),
    ("csp8.csv", include_str!("../../questionnaires/margins/csp8.csv")),
    ("csp8_age_15plus.csv", include_str!("../../questionnaires/margins/csp8_age_15plus.csv")),
    ("region13.csv", include_str!("../../questionnaires/margins/region13.csv")),
    ("urban_unit_size5.csv", include_str!("../../questionnaires/margins/urban_unit_size5.csv")),
];

/// The bank their questionnaires take from, whole: a list of one file serves the questions of another.
const LIBRARY: [(&str, &str); 4] =
    [bank!("citoyens.toml"), bank!("elus.toml"), bank!("harmonisees.toml"), bank!("listes.toml")];

/// Figures already published.
pub(super) const PUBLISHED: &str = include_str!("../../questionnaires/published/results.csv");

/// The invented population of a wave that ships with one, and none for another.
pub(super) fn population_of(wave: &WaveSlug) -> Option<(String, String)> {
    [COVID, CITIZENS].into_iter().find(|shipped| shipped.slug == wave.as_str()).map(|shipped| shipped.population())
}

impl ShippedWave {
    pub(super) fn population(&self) -> (String, String) {
        owned(self.population)
    }

    pub(super) fn bundle(&self) -> WaveBundle {
        let margins: BTreeMap<String, String> = MARGINS.into_iter().map(owned).collect();
        let neighbours = LIBRARY.into_iter().map(owned).collect();
        WaveBundle { wave: owned(self.wave), questionnaire: owned(self.questionnaire), margins, neighbours }
    }
}

fn owned((name, text): (&str, &str)) -> (String, String) {
    (name.to_owned(), text.to_owned())
}
