//! A small wave in French and in English with every door there is: the open link, personal links, a panel, a kiosk. Two women
//! fill their cell; its review comes before the end.

use std::path::Path;

use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Binary;
use sonde::app::keys::Keys;

use crate::http::{Connection, FORM, encode_form};
use crate::service::{Installation, Service};

pub const SLUG: &str = "deux-langues-2026-01";
/// The same, of which nothing has begun.
pub const LATER: &str = "deux-langues-2026-02";
/// Once they are answered, their cell is full.
pub const WOMEN: usize = 2;

const QUESTIONNAIRE: &str = r#"
format = 1
study = "deux-langues"
version = 1
languages = ["fr", "en"]
title.fr = "Votre quartier et vous"
title.en = "Your neighbourhood and you"
minutes = 3
notice.fr = "Questionnaire d’essai."
notice.en = "A questionnaire for tests."

[[sections]]
id = "consentement"
title.fr = "Avant de commencer"
title.en = "Before you begin"
intro.fr = """
Vos réponses servent à une étude de {institut} sur la vie des quartiers. Votre participation est libre : vous pouvez arrêter à tout moment et ne pas vous prononcer sur une question.

Elles ne sont jamais publiées individuellement. Les données qui permettent de vous recontacter sont gardées à part et effacées trois mois après la fin du recueil ; les réponses sont rendues anonymes à la clôture. Vous pouvez demander à les voir, à les corriger ou à les effacer, et saisir la CNIL.
"""
intro.en = """
Your answers serve a study by {institut} of life in neighbourhoods. Taking part is up to you: you can stop at any time, and leave a question without an opinion.

They are never published one by one. What allows you to be contacted again is kept apart and erased three months after the end of the collection; answers are made anonymous when it closes. You may ask to see them, to correct them or to have them erased, and complain to the CNIL.
"""

[[sections.questions]]
id = "CONSENT"
role = "consent"
origin = "reconstructed"
type = "single"
text.fr = "Acceptez-vous de participer ?"
text.en = "Do you agree to take part?"
options = [{ code = "oui", label.fr = "Oui", label.en = "Yes" }, { code = "non", label.fr = "Non", label.en = "No" }]
exits = [{ when = "CONSENT = 'non'", end = "refused" }]

[[sections]]
id = "vous"
title.fr = "Vous"
title.en = "You"

[[sections.questions]]
id = "S_SEXE"
role = "profile"
origin = "reconstructed"
type = "single"
text.fr = "Vous êtes…"
text.en = "You are…"
options = [{ code = "homme", label.fr = "Un homme", label.en = "A man" }, { code = "femme", label.fr = "Une femme", label.en = "A woman" }]

[[sections.questions]]
id = "S_AGE"
role = "profile"
origin = "reconstructed"
type = "number"
text.fr = "Quel âge avez-vous ?"
text.en = "How old are you?"
min = 0
max = 120
exits = [{ when = "S_AGE < 18", end = "screened_out" }]

[[sections]]
id = "avis"
title.fr = "Votre quartier"
title.en = "Your neighbourhood"

[[sections.questions]]
id = "AVIS"
role = "opinion"
origin = "reconstructed"
type = "single"
text.fr = "Dans votre quartier, s’entraider est…"
text.en = "In your neighbourhood, helping each other is…"
options = [
  { code = "courant", label.fr = "Courant", label.en = "Common" },
  { code = "rare", label.fr = "Rare", label.en = "Rare" },
  { code = "nsp", label.fr = "Ne se prononce pas", label.en = "No opinion", missing = "nsp" },
]

[[sections.questions]]
id = "NOTE"
role = "opinion"
origin = "reconstructed"
type = "scale"
text.fr = "Et quelle note lui donnez-vous ?"
text.en = "And how do you rate it?"
from = 0
to = 10
low.fr = "Très mauvaise"
low.en = "Very poor"
high.fr = "Excellente"
high.en = "Excellent"
mandatory = "off"
"#;

const WAVE: &str = r#"
study = "deux-langues"
key = "KEY"
title = "Vie de quartier"
questionnaire = { version = 1 }
audience = "Habitants"
universe = "Habitants de 18 ans et plus"
mode = "cawi"
embargo = "2026-05-07T06:00"
lease_minutes = 30

[fieldwork]
start = 2026-01-05
end = 2026-02-04

[access]
open_link = true
invitation = true
whole = true
kiosk = true
cati = true

[parties]
sponsor = "Observatoire des quartiers"
sponsor_quality = "association"
fieldwork_institute = "Institut d’essai"
scientific_lead = "Laboratoire"

[texts]
institut = { fr = "l’Institut d’essai", en = "the Institut d’essai" }

[weighting]
version = 1
method = "none"

[pages]
review = true
purpose = "Savoir comment on s’entraide, d’un quartier à l’autre."

[panel]
name = "Panel d’essai"
id = "pid"

[panel.returns]
completed = "https://panel.example/retour?id={id}&e=1"
screened_out = "https://panel.example/retour?id={id}&e=2"
quota_full = "https://panel.example/retour?id={id}&e=3"

[quotas]
total = 40

[[quotas.margins]]
id = "sexe"
label = "Sexe"
variables = ["S_SEXE"]

[quotas.margins.targets]
homme = 38
femme = 2

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

pub struct TwoTongues {
    folder: tempfile::TempDir,
    pub installation: Installation,
    pub service: Service,
}

impl TwoTongues {
    pub fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let installation = Installation::sqlite(folder.path());
        write(folder.path(), "deux-langues/v1.toml", QUESTIONNAIRE);
        for key in ["2026-01", "2026-02"] {
            let wave = write(folder.path(), &format!("deux-langues/waves/{key}.toml"), &WAVE.replace("KEY", key));
            installation.done(&["wave", "load", &wave]);
        }
        installation.done(&["wave", "open", SLUG, "--simulated"]);
        let service = installation.serve();
        Self { folder, installation, service }
    }

    /// A personal link, as its path.
    pub fn link(&self) -> String {
        let printed = self.installation.done(&["wave", "invite", SLUG, "--count", "1"]);
        let token = printed.split("/i/").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link");
        format!("/i/{token}")
    }

    /// The address that makes a device a kiosk.
    pub fn kiosk(&self) -> String {
        format!("/e/{SLUG}/borne/{}", self.keys().kiosk_key(SLUG))
    }

    /// Imports somebody who reads that language; the address of their letters that stops them.
    pub fn unsubscribe(&self, language: &str) -> String {
        let file = write(
            self.folder.path(),
            "contacts.csv",
            &format!("email,nom,langue\nlea-{language}@example.org,Roux,{language}\n"),
        );
        self.installation.done(&["wave", "contacts", SLUG, &file, "--import"]);
        format!("/desinscription/{}", self.keys().letter_tag(&self.contact()))
    }

    fn contact(&self) -> [u8; 16] {
        let mut connection = self.database();
        let row: Contact = sql_query("SELECT id FROM contacts").get_result(&mut connection).expect("one contact");
        row.id.try_into().expect("sixteen bytes")
    }

    /// A connection of its own, behind the service's back.
    pub fn database(&self) -> SqliteConnection {
        let path = self.installation.database.trim_start_matches("sqlite:");
        let mut connection = SqliteConnection::establish(path).expect("the file opens");
        connection.batch_execute("PRAGMA busy_timeout = 10000").expect("a pragma");
        connection
    }

    fn keys(&self) -> Keys {
        let secret = std::fs::read_to_string(self.installation.folder.join("secret.key")).expect("the secret");
        Keys::from_secret(secret.trim()).expect("a secret of ours")
    }
}

#[derive(QueryableByName)]
struct Contact {
    #[diesel(sql_type = Binary)]
    id: Vec<u8>,
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(&path, text).expect("a file");
    path.to_string_lossy().into_owned()
}

/// A page, and what is answered there.
pub type Page = (&'static str, &'static [(&'static str, &'static str)]);

pub const CONSENT: Page = ("consentement", &[("CONSENT", "oui")]);
pub const WOMAN: Page = ("vous", &[("S_SEXE", "femme"), ("S_AGE", "42")]);
pub const MAN: Page = ("vous", &[("S_SEXE", "homme"), ("S_AGE", "42")]);
pub const CHILD: Page = ("vous", &[("S_SEXE", "homme"), ("S_AGE", "12")]);
pub const OPINION: Page = ("avis", &[("AVIS", "courant"), ("NOTE", "7")]);

/// Somebody elsewhere, who begins by the open link and sends these pages; the last of them is their review.
pub async fn somebody(service: &Service, pages: &[Page], is_sent: bool) {
    let mut connection = Connection::new(service.address);
    let begun = connection.post(&format!("/e/{SLUG}"), None, FORM, "", b"").await.expect("a reply");
    assert_eq!(begun.status, 303, "{}", begun.text());
    let cookie = begun.cookie().expect("a cookie").to_owned();
    for (section, fields) in pages {
        let path = format!("/e/{SLUG}/page/{section}");
        let reply =
            connection.post(&path, Some(&cookie), FORM, "", encode_form(fields.iter().copied()).as_bytes()).await;
        let reply = reply.expect("a reply");
        assert_eq!(reply.status, 303, "{section}: {}", reply.text());
    }
    if is_sent {
        let sent =
            connection.post(&format!("/e/{SLUG}/relecture"), Some(&cookie), FORM, "", b"").await.expect("a reply");
        assert!(sent.header("location").is_some_and(|at| at.ends_with("/fin")), "{}", sent.text());
    }
}
