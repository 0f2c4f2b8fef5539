//! What people can do with their own answers: see, correct, withdraw; and what they are told when it is no longer possible.

use sonde::app::account::Role;
use sonde::domain::wave::WaveBundle;

use crate::client::Reply;
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, PASSWORD, READY, Service, by};
use crate::small_wave;

const WAVE: &str = "/e/petite-etude-2020-02";
const RIGHTS: &str = "/e/petite-etude-2020-02/mes-reponses";
const PAGES: [(&str, &str); 3] =
    [("consentement", "CONSENT=oui"), ("vous", "S_SEXE=femme&S_AGE=42"), ("avis", "AVIS=utile")];

/// Somebody who went to the end: their browser, receipt and code.
struct Person {
    browser: Caller,
    receipt: String,
    code: String,
}

impl Person {
    fn secrets(&self) -> String {
        format!("_recu={}&_code={}", self.receipt, self.code)
    }
}

fn opened(db: &TestDatabase) -> Service {
    let service = Service::start(db);
    service.open(OPEN, small_wave::PAST);
    service
}

fn answered(service: &Service) -> Person {
    let browser = service.respondent(OPEN);
    for (section, form) in PAGES {
        let page = format!("{WAVE}/page/{section}");
        let shown = service.get(&page, &browser).field("_vu");
        assert_eq!(service.post(&page, &format!("{form}&_vu={shown}"), &browser).status, 303, "{section}");
    }
    let end = service.get(&format!("{WAVE}/fin"), &browser);
    let [receipt, code] = end.receipts().try_into().expect("a receipt and a code");
    Person { browser, receipt, code }
}

fn stranger() -> Caller {
    Caller::default()
}

fn open(service: &Service, form: &str) -> Reply {
    service.post(RIGHTS, form, &stranger())
}

fn cells(db: &TestDatabase) -> Vec<String> {
    db.lines("SELECT CAST(completed AS TEXT) AS line FROM quota_cells ORDER BY cell_id")
}

/// Rows kept beside the answers of a person: their times, their consent, what set them aside.
fn beside(db: &TestDatabase) -> [String; 3] {
    ["paradata", "consents", "exclusions"]
        .map(|table| db.lines(&format!("SELECT CAST(count(*) AS TEXT) AS line FROM {table}")).remove(0))
}

/// The one interview there is, set aside by a person.
fn set_aside(service: &Service, db: &TestDatabase) {
    let name = if db.is_postgres() { "encode(id, 'hex')" } else { "lower(hex(id))" };
    let id = db.lines(&format!("SELECT {name} AS line FROM interviews")).remove(0);
    let (pollster, slug) = (service.staff("pollster@example.org"), small_wave::slug(OPEN));
    service.run(service.app.exclude_interview(&pollster, &slug, &id, ("speed", "deux minutes pour tout"))).unwrap();
}

fn withdrawn(service: &Service, person: &Person) -> Reply {
    service.post(&format!("{RIGHTS}/retrait"), &format!("{}&_confirme=oui", person.secrets()), &stranger())
}

/// A wave whose people come from a panel, and from nowhere else.
fn by_panel() -> WaveBundle {
    let mut bundle = small_wave::bundle(READY, small_wave::PAST);
    let doors = "\n[panel]\nname = \"Panel d’essai\"\nid = \"pid\"\n[panel.returns]\ncompleted = \"https://panel.example/1?id={id}\"\n\
        screened_out = \"https://panel.example/2?id={id}\"\nquota_full = \"https://panel.example/3?id={id}\"\n";
    bundle.wave.1 = [&bundle.wave.1.replace("invitation = true", "invitation = false"), doors].concat();
    bundle
}

on_both_databases! {
    fn a_receipt_and_its_code_show_the_answers_and_nothing_less_does(db: &TestDatabase) {
        let service = opened(db);
        let person = answered(&service);
        let other = answered(&service);
        let page = open(&service, &person.secrets());
        assert_eq!(page.status, 200, "{}", page.text());
        for piece in ["Acceptez-vous de participer", "Une femme", "42", "Utile", "Vous avez accepté"] {
            assert!(page.text().contains(piece), "{piece}:\n{}", page.text());
        }
        let typed = format!("_recu={}&_code={}", person.receipt.to_lowercase().replace('-', "+"), person.code.to_lowercase());
        assert_eq!(open(&service, &typed).status, 200, "however it was typed");
        let refused: Vec<Reply> = [
            format!("_recu={}&_code=", person.receipt),
            format!("_recu={}&_code={}", person.receipt, other.code),
            format!("_recu=ABCD-EFGH-2345&_code={}", person.code),
            "_recu=&_code=".to_owned(),
        ]
        .iter()
        .map(|form| open(&service, form))
        .collect();
        for reply in &refused {
            assert_eq!(reply.status, 404);
            assert!(reply.text().contains("Aucune réponse ne correspond"), "{}", reply.text());
            assert!(!reply.text().contains("Une femme"));
        }
        let here = service.post(RIGHTS, &format!("_recu={}", person.receipt), &person.browser);
        assert_eq!(here.status, 200, "the browser it was filled in needs no code");
        let elsewhere = service.post(RIGHTS, &format!("_recu={}", person.receipt), &other.browser);
        assert_eq!(elsewhere.status, 404);
    }

    fn wrong_receipts_are_counted_and_then_refused(db: &TestDatabase) {
        let service = opened(db);
        let person = answered(&service);
        let statuses: Vec<u16> = (0..12).map(|_| open(&service, "_recu=ABCD-EFGH-2345&_code=x").status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 404).count(), 10, "{statuses:?}");
        assert_eq!(statuses.last(), Some(&429));
        let waiting = open(&service, &person.secrets());
        assert_eq!(waiting.status, 429, "whoever asks from there");
        assert!(waiting.text().contains("Trop d’essais erronés") && !waiting.text().contains("commencent"), "{}", waiting.text());
        service.account("pollster@example.org", Role::Pollster);
        let form = format!("email=pollster%40example.org&password={}", PASSWORD.replace(' ', "+"));
        assert_eq!(service.post("/console/connexion", &form, &stranger()).status, 303, "signing in has its own pace");
    }

    fn opinions_are_corrected_while_the_wave_is_open_and_profiles_never(db: &TestDatabase) {
        let service = opened(db);
        let person = answered(&service);
        let page = open(&service, &person.secrets()).text();
        assert!(page.contains("Corriger «\u{a0}Votre avis\u{a0}»") && !page.contains("«\u{a0}Vous\u{a0}»"), "{page}");
        let to = format!("{RIGHTS}/correction");
        let shown = service.post(&to, &format!("{}&_page=avis", person.secrets()), &stranger());
        assert_eq!(shown.status, 200, "{}", shown.text());
        let (carried, seal, draw) = (shown.field("_apercu"), shown.field("_sceau"), shown.field("_tirage"));
        let form = format!("{}&_page=avis&_apercu={carried}&_sceau={seal}&_tirage={draw}&AVIS=inutile", person.secrets());
        let forged = form.replace("_sceau=", "_sceau=0");
        assert_eq!(service.post(&to, &forged, &stranger()).status, 409, "what a page of ours did not carry");
        let saved = service.post(&to, &form, &stranger());
        assert_eq!(saved.status, 200, "{}", saved.text());
        assert!(saved.text().contains("Votre correction est enregistrée") && saved.text().contains("Inutile"), "{}", saved.text());
        assert_eq!(service.post(&to, &form, &stranger()).status, 409, "sent twice, it works once");
        let shown = service.post(&to, &format!("{}&_page=vous", person.secrets()), &stranger());
        let (carried, seal, draw) = (shown.field("_apercu"), shown.field("_sceau"), shown.field("_tirage"));
        let form = format!("{}&_page=vous&_apercu={carried}&_sceau={seal}&_tirage={draw}&S_SEXE=homme&S_AGE=12", person.secrets());
        let kept = service.post(&to, &form, &stranger());
        assert_eq!(kept.status, 200, "{}", kept.text());
        assert!(kept.text().contains("Une femme") && !kept.text().contains("Un homme"), "{}", kept.text());
        assert_eq!(cells(db), ["1", "0", "1"]);
        service.run(service.app.close_wave(&by("closer"), &small_wave::slug(OPEN))).unwrap();
        assert_eq!(service.post(&to, &form, &stranger()).status, 409, "not once it is closed");
        assert!(open(&service, &person.secrets()).text().contains("ne se corrigent plus"));
    }

    fn withdrawn_answers_are_erased_at_once_and_their_place_returns(db: &TestDatabase) {
        let service = opened(db);
        let person = answered(&service);
        assert_eq!(cells(db), ["1", "0", "1"]);
        let to = format!("{RIGHTS}/retrait");
        assert_eq!(service.post(&to, &person.secrets(), &stranger()).status, 422, "it asks for a confirmation");
        assert_eq!(cells(db), ["1", "0", "1"]);
        assert_eq!(beside(db), ["3", "1", "0"]);
        let done = withdrawn(&service, &person);
        assert_eq!((done.status, done.header("location")), (303, Some(format!("{RIGHTS}?fait=retrait").as_str())));
        assert!(service.get(&format!("{RIGHTS}?fait=retrait"), &stranger()).text().contains("Vos réponses sont effacées"));
        assert_eq!(cells(db), ["0", "0", "0"]);
        let left = "SELECT disposition AS line FROM interviews WHERE length(answers) > 0 OR length(cells) > 0 OR seed <> 0 \
            OR receipt IS NOT NULL OR body_digest IS NOT NULL";
        assert_eq!(db.lines(left), Vec::<String>::new());
        assert_eq!(beside(db), ["0", "0", "0"]);
        assert_eq!(withdrawn(&service, &person).status, 404, "sent twice, there is nothing left");
        assert_eq!(open(&service, &person.secrets()).status, 404);
        let end = service.get(&format!("{WAVE}/fin"), &person.browser);
        assert!(end.text().contains("aucune réponse n’a été gardée"), "{}", end.text());
        let page = service.post(&format!("{WAVE}/page/avis"), "AVIS=inutile", &person.browser);
        assert_eq!(page.header("location"), Some(format!("{WAVE}/fin").as_str()), "a page sent late stores nothing");
        assert_eq!(db.lines(left), Vec::<String>::new());
    }

    fn answers_that_were_set_aside_are_withdrawn_with_the_reason_why(db: &TestDatabase) {
        let service = opened(db);
        let person = answered(&service);
        set_aside(&service, db);
        assert_eq!(beside(db), ["3", "1", "1"]);
        assert_eq!(cells(db), ["0", "0", "0"]);
        assert_eq!(withdrawn(&service, &person).status, 303);
        assert_eq!(beside(db), ["0", "0", "0"]);
        assert_eq!(cells(db), ["0", "0", "0"], "its place was given back already");
        assert_eq!(db.lines("SELECT disposition AS line FROM interviews WHERE length(answers) = 0"), ["refused"]);
    }

    fn a_whole_interview_withdrawn_does_not_come_back_with_its_repeat(db: &TestDatabase) {
        let service = opened(db);
        let first = service.interview(OPEN, 1, "homme", "utile").json();
        let (receipt, code) = (&first["interview"]["receipt"], &first["interview"]["personal_code"]);
        let form = format!("_recu={}&_code={}&_confirme=oui", receipt.as_str().unwrap(), code.as_str().unwrap());
        assert_eq!(service.post(&format!("{RIGHTS}/retrait"), &form, &stranger()).status, 303);
        let again = service.interview(OPEN, 1, "homme", "utile").json();
        assert_eq!(again["interview"]["disposition"], "refused");
        assert_eq!(cells(db), ["0", "0", "0"]);
    }

    fn after_sealing_the_truth_is_told(db: &TestDatabase) {
        let service = opened(db);
        let person = answered(&service);
        let late = answered(&service);
        let slug = small_wave::slug(OPEN);
        service.run(service.app.close_wave(&by("closer"), &slug)).unwrap();
        let form = format!("{}&_confirme=oui", late.secrets());
        assert_eq!(service.post(&format!("{RIGHTS}/retrait"), &form, &stranger()).status, 303, "closed, not sealed");
        assert_eq!(cells(db), ["1", "0", "1"]);
        service.run(service.app.seal_wave(&by("sealer"), &slug)).unwrap();
        assert_eq!(db.lines("SELECT CAST(row_count AS TEXT) AS line FROM sealed_sets"), ["1"]);
        for address in [RIGHTS.to_owned(), format!("{RIGHTS}/retrait")] {
            let reply = service.post(&address, &format!("{}&_confirme=oui", person.secrets()), &stranger());
            assert_eq!(reply.status, 410);
            assert!(reply.text().contains("Plus aucun lien n’existe"), "{}", reply.text());
        }
        assert_eq!(open(&service, &late.secrets()).status, 404);
    }

    fn each_page_of_a_wave_leads_to_a_notice_that_says_what_its_file_does(db: &TestDatabase) {
        let service = opened(db);
        let person = answered(&service);
        let browser = service.respondent(OPEN);
        let link = "href=\"/e/petite-etude-2020-02/vie-privee\"";
        for (address, caller) in [
            (WAVE.to_owned(), &stranger()),
            (format!("{WAVE}/page/consentement"), &browser),
            (format!("{WAVE}/fin"), &person.browser),
            (RIGHTS.to_owned(), &stranger()),
        ] {
            let page = service.get(&address, caller);
            assert!(page.text().contains(link), "{address}:\n{}", page.text());
        }
        let notice = service.get(&format!("{WAVE}/vie-privee"), &stranger()).text();
        for piece in [
            "Observatoire décide",
            "Institut d&#39;essai",
            "effacées 90 jours après",
            "effacées 1\u{202f}825 jours après",
            "moins de 10 personnes",
            "l’adresse où l’invitation est partie",
            "ce que la liste des invités disait de vous (nom, organisation, catégories déjà connues)",
            "le jour où vous avez répondu, pour ne plus vous relancer",
            "une empreinte de cette adresse, qui ne permet pas de la lire",
            "effacés avec les adresses, 90 jours après",
            "gardée sans terme",
            "au plus tard le 4 mai 2020",
            "href=\"/e/petite-etude-2020-02/mes-reponses\"",
        ] {
            let plain = piece.replace("&#39;", "'");
            assert!(notice.contains(piece) || notice.contains(&plain), "{piece}:\n{notice}");
        }
        assert!(!notice.contains("Les coordonnées que vous laissez"), "this questionnaire asks for none");
        assert!(!notice.to_lowercase().contains("panel"), "this wave has none");
        service.run(service.app.load_wave(&by("loader"), by_panel())).unwrap();
        let notice = service.get("/e/petite-etude-2020-01/vie-privee", &stranger()).text();
        for piece in [
            "Si vous venez de Panel d’essai\u{a0}: l’identifiant que ce panel vous donne",
            "Identifiant du panel\u{a0}: effacé quand les réponses sont scellées, et au plus tard 90 jours",
            "Panel d’essai apprend, sous l’identifiant qu’il vous donne",
        ] {
            assert!(notice.contains(piece), "{piece}:\n{notice}");
        }
        for absent in ["invité", "ne plus recevoir de courrier", "gardée sans terme", "relancer"] {
            assert!(!notice.contains(absent), "nobody is invited to it: {absent}\n{notice}");
        }
    }
}
