//! A moderated form small enough to read: a title, a text, a place, choices, and an address nobody must ever see.

use std::collections::BTreeMap;

use sonde::domain::id::WaveSlug;
use sonde::domain::wave::WaveBundle;

use crate::asked::consent;

pub const KEY: &str = "2020-06";

const QUESTIONNAIRE: &str = r#"
format = 1
study = "petit-formulaire"
version = 1
languages = ["fr"]
title.fr = "Décrire une pratique"
minutes = 2
notice.fr = "Questionnaire d'essai."

CONSENT_PAGE

[[sections]]
id = "contact"
title.fr = "Vous joindre"

[[sections.questions]]
id = "CONTACT"
role = "contact"
origin = "reconstructed"
type = "text"
format = "email"
chars_max = 100
text.fr = "À quelle adresse vous joindre ?"

# An address all the same, which nobody declared a contact.
[[sections.questions]]
id = "COURRIEL"
role = "opinion"
origin = "reconstructed"
type = "text"
format = "email"
chars_max = 100
text.fr = "Et celle de la pratique ?"

[[sections]]
id = "fiche"
title.fr = "La pratique"

[[sections.questions]]
id = "TITRE"
role = "opinion"
origin = "reconstructed"
type = "text"
format = "line"
chars_max = 100
text.fr = "Comment s'appelle la pratique ?"

[[sections.questions]]
id = "RESUME"
role = "opinion"
origin = "reconstructed"
type = "text"
format = "paragraph"
chars_max = 600
text.fr = "Que fait-elle, d'après ${COURRIEL|vous} ?"

[[sections.questions]]
id = "COMMUNE"
role = "profile"
origin = "documented"
type = "entry"
nomenclature = "communes"
keep = ["region"]
text.fr = "Dans quelle commune ?"

[[sections.questions]]
id = "ACTEURS"
role = "profile"
origin = "documented"
type = "multiple"
text.fr = "Qui y agit ?"
options = [
  { code = "association", label.fr = "Une association" },
  { code = "entreprise", label.fr = "Une entreprise" },
  { code = "autre", label.fr = "Autre", text_chars_max = 60 },
]

[[sections.questions]]
id = "LIEN"
role = "opinion"
origin = "reconstructed"
type = "text"
format = "line"
chars_max = 200
mandatory = "off"
text.fr = "Une adresse web ?"
"#;

const WAVE: &str = r#"
study = "petit-formulaire"
key = "2020-06"
title = "Petites pratiques"
questionnaire = { version = 1 }
audience = "Porteurs"
universe = "Consultation ouverte"
mode = "cawi"
moderated = true
lease_minutes = 30

[entry]
title = "TITRE"

[fieldwork]
start = 2020-06-01
end = 2020-06-30

[access]
open_link = true
invitation = false
whole = true

[parties]
sponsor = "Observatoire"
sponsor_quality = "association"
fieldwork_institute = "Observatoire"
scientific_lead = "Laboratoire"

[texts]
institut = "l'Observatoire"

[quotas]
total = 200

[retention]
identities_days = 90
responses_days = 1825
"#;

pub fn slug() -> WaveSlug {
    WaveSlug::parse(&format!("petit-formulaire-{KEY}")).expect("a slug")
}

macro_rules! file {
    ($name:literal) => {
        ($name.to_owned(), include_str!(concat!("../questionnaires/", $name)).to_owned())
    };
}

pub fn bundle() -> WaveBundle {
    WaveBundle {
        wave: (format!("{KEY}.toml"), WAVE.to_owned()),
        questionnaire: (
            "v1.toml".to_owned(),
            QUESTIONNAIRE.replace("CONSENT_PAGE\n", &consent("", "J'accepte tout à fait")),
        ),
        margins: BTreeMap::new(),
        neighbours: BTreeMap::from([file!("nomenclatures/communes.toml"), file!("nomenclatures/communes.csv")]),
    }
}

/// The address of the contact of an entry, which must stay private.
pub fn contact(title: &str) -> String {
    format!("{}@prive.example", title.to_lowercase())
}

pub fn entry(title: &str) -> String {
    serde_json::json!({
        "CONSENT": "oui",
        "CONTACT": contact(title),
        "COURRIEL": contact(title),
        "TITRE": title,
        "RESUME": format!("Ce que fait {title} <b>ici</b>.\n\nEt là."),
        "COMMUNE": "rennes", "COMMUNE.entry": "35238",
        "ACTEURS": ["association", "autre"],
        "ACTEURS--autre": "des voisins",
        "LIEN": format!("https://{}.example/page", title.to_lowercase()),
    })
    .to_string()
}
