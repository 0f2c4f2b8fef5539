//! A wave small enough to fill in a test: forty people, two cells, three questions. Its key says which of the waves of a
//! test it is; its embargo is long past or far away.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sonde::domain::id::WaveSlug;
use sonde::domain::wave::WaveBundle;

use crate::asked::consent;

pub const PAST: &str = "2020-05-07T06:00";
pub const FAR: &str = "2099-01-01T06:00";

const QUESTIONNAIRE: &str = r#"
format = 1
study = "petite-etude"
version = 1
languages = ["fr"]
title.fr = "Petite étude"
minutes = 2
notice.fr = "Questionnaire d'essai."

CONSENT_PAGE

[[sections]]
id = "vous"
title.fr = "Vous"

[[sections.questions]]
id = "S_SEXE"
role = "profile"
origin = "documented"
type = "single"
text.fr = "Vous êtes…"
options = [{ code = "homme", label.fr = "Un homme" }, { code = "femme", label.fr = "Une femme" }]

[[sections.questions]]
id = "S_AGE"
role = "profile"
origin = "documented"
type = "number"
text.fr = "Quel âge avez-vous ?"
min = 0
max = 120
exits = [{ when = "S_AGE < 18", end = "screened_out" }]

[[sections]]
id = "avis"
title.fr = "Votre avis"

[[sections.questions]]
id = "AVIS"
role = "opinion"
origin = "reconstructed"
type = "single"
text.fr = "Agir ensemble est…"
options = [
  { code = "incontournable", label.fr = "Incontournable" },
  { code = "utile", label.fr = "Utile" },
  { code = "inutile", label.fr = "Inutile" },
  { code = "nsp", label.fr = "Ne se prononce pas", missing = "nsp" },
]
nets = [{ id = "st_utile", label.fr = "Utile", codes = ["incontournable", "utile"], of_which = ["incontournable"] }]
"#;

const WAVE: &str = r#"
study = "petite-etude"
key = "KEY"
title = "Petite vague"
questionnaire = { version = 1 }
audience = "Citoyens"
universe = "Français de 18 ans et plus"
mode = "cawi"
embargo = "EMBARGO"
lease_minutes = 30

[fieldwork]
start = 2020-04-01
end = 2020-05-04

[access]
open_link = true
invitation = true
whole = true

[parties]
sponsor = "Observatoire"
sponsor_quality = "association"
fieldwork_institute = "Institut d'essai"
scientific_lead = "Laboratoire"

[texts]
institut = "l'Institut d'essai"

[quotas]
total = 40

[[quotas.margins]]
id = "sexe"
label = "Sexe"
variables = ["S_SEXE"]

[quotas.margins.targets]
homme = 20
femme = 20

[weighting]
version = 1
method = "raking"
rounds_max = 50
tolerance = 1e-8

[[weighting.margins]]
id = "sexe"
label = "Sexe"
variables = ["S_SEXE"]
file = "sexe.csv"
categories = ["sex"]
share = "share"
source = "Marge d'essai"

[tables]
questions = ["AVIS"]
breaks = ["S_SEXE"]
headline = "AVIS"

[disclosure]
cell_base_min = 10
share_base_min = 30

[retention]
identities_days = 90
responses_days = 1825
"#;

pub fn slug(key: &str) -> WaveSlug {
    WaveSlug::parse(&format!("petite-etude-{key}")).expect("a slug")
}

fn whole() -> String {
    QUESTIONNAIRE.replace("CONSENT_PAGE\n", &consent("intro.fr = \"Enquête de {institut}.\"", "Oui"))
}

pub fn bundle(key: &str, embargo: &str) -> WaveBundle {
    WaveBundle {
        wave: (format!("{key}.toml"), WAVE.replace("KEY", key).replace("EMBARGO", embargo)),
        questionnaire: ("v1.toml".to_owned(), whole()),
        margins: BTreeMap::from([("sexe.csv".to_owned(), "sex,share\nhomme,0.48\nfemme,0.52\n".to_owned())]),
        neighbours: BTreeMap::new(),
    }
}

/// The questionnaire of every small wave, with its version and these things replaced.
pub fn questionnaire(version: u32, replacements: &[(&str, &str)]) -> (String, String) {
    let text = whole().replacen("version = 1", &format!("version = {version}"), 1);
    let text = replacements.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    (format!("v{version}.toml"), text)
}

/// The files of such a questionnaire, as `wave revise` takes them.
pub fn version(version: u32, replacements: &[(&str, &str)]) -> WaveBundle {
    WaveBundle { questionnaire: questionnaire(version, replacements), ..bundle("2020-01", PAST) }
}

/// The same wave, by telephone too.
pub fn bundle_by_telephone(key: &str) -> WaveBundle {
    let mut bundle = bundle(key, PAST);
    bundle.wave.1 = bundle.wave.1.replace("whole = true", "whole = true\ncati = true");
    bundle
}

/// The same, in the field on other days, both included.
pub fn bundle_between(key: &str, start: NaiveDate, end: NaiveDate) -> WaveBundle {
    let mut bundle = bundle(key, FAR);
    let (name, wave) = bundle.wave;
    let wave = wave.replace("start = 2020-04-01", &format!("start = {start}"));
    bundle.wave = (name, wave.replace("end = 2020-05-04", &format!("end = {end}")));
    bundle
}

/// The fields of one whole interview, as JSON.
pub fn interview(sex: &str, opinion: &str) -> String {
    serde_json::json!({ "CONSENT": "oui", "S_SEXE": sex, "S_AGE": 42, "AVIS": opinion }).to_string()
}
