//! The second person, in the console: what waits is read before it is answered for, by its name; a change since is shown and
//! nothing is published; what is sent by a form is what the command line sends.

use sonde::app::account::Role;

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, HELD, PUBLIC, Service};
use crate::small_wave;

const BOARD: &str = "/console/vagues/petite-etude-2020-04";
const LIST: &str = "/console/vagues/petite-etude-2020-04/publications";
const WAITING: &str = "/console/vagues/petite-etude-2020-04/publications/2";
const REASON: &str = "Le titre donnait une autre population que celle interrogée.";

/// The form of a proposal as a browser sends it: the wave file with this title and the margins of a sex, and a reason.
fn sent(service: &Service, caller: &Caller, title: &str, men: &str, reason: &str) -> Reply {
    let text = small_wave::bundle(PUBLIC, small_wave::PAST).wave.1.replace("Petite vague", title);
    let text = text.replace("[weighting]\nversion = 1", "[weighting]\nversion = 2");
    let women = 100 - men.parse::<u32>().unwrap();
    let margin = format!("sex,share\nhomme,0.{men}\nfemme,0.{women}\n");
    let file = |name: &str, text: &str| {
        format!(
            "--limite\r\nContent-Disposition: form-data; name=\"fichiers\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n{text}\r\n"
        )
    };
    let body = [
        file("2020-04.toml", &text),
        file("sexe.csv", &margin),
        format!("--limite\r\nContent-Disposition: form-data; name=\"motif\"\r\n\r\n{reason}\r\n--limite--\r\n"),
    ];
    let request = Request::new("POST", LIST).header("content-type", "multipart/form-data; boundary=limite");
    service.send(request.body(body.concat().as_bytes()), caller)
}

/// The form of a page, as it would be sent: what its digest is.
fn digest(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"empreinte\" value=\"").unwrap_or_else(|| panic!("no digest in {page}"));
    rest.split('"').next().unwrap().to_owned()
}

fn decide(service: &Service, caller: &Caller, deed: &str, digest: &str) -> Reply {
    service.post(WAITING, &format!("acte={deed}&empreinte={digest}"), caller)
}

fn publications(db: &TestDatabase) -> usize {
    db.lines("SELECT content AS line FROM releases").len()
}

on_both_databases! {
    fn a_second_person_reads_what_waits_and_approves_what_was_read(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile"]);
        let proposer = service.signed_in("propose@example.org", Role::Pollster);
        let second = service.signed_in("relit@example.org", Role::Pollster);
        let page = service.get(LIST, &second).text();
        assert!(page.contains("Publication nº\u{a0}1") && page.contains("approver@example.org") && page.contains("Aucune correction n’attend"), "{page}");
        let proposed = sent(&service, &proposer, "Petite vague relue", "30", REASON);
        assert_eq!((proposed.status, proposed.header("location")), (303, Some(format!("{WAITING}?fait=proposee").as_str())), "{}", proposed.text());
        for address in [BOARD, LIST] {
            let page = service.get(address, &second).text();
            assert!(page.contains("attend une seconde personne") && page.contains(&format!("href=\"{WAITING}\"")), "{address}: {page}");
        }
        let own = service.get(WAITING, &proposer).text();
        assert!(own.contains("Vous l’avez proposée") && !own.contains("Approuver la correction"), "{own}");
        assert_eq!(decide(&service, &proposer, "approuver", &digest(&own)).status, 403);
        let read = service.get(WAITING, &second).text();
        for said in [REASON, "propose@example.org", "Petite vague relue", "«\u{a0}Utile\u{a0}»", "48\u{a0}% [", "<strong>30\u{a0}%", "Approuver la correction nº\u{a0}2"] {
            assert!(read.contains(said), "{said}: {read}");
        }

        // Proposed anew while the page stood open: what is sent names what was read.
        assert_eq!(sent(&service, &proposer, "Petite vague relue encore", "35", REASON).status, 303);
        let refused = decide(&service, &second, "approuver", &digest(&read));
        assert_eq!(refused.status, 409);
        let shown = refused.text();
        assert!(shown.contains("pas celle que vous avez lue") && shown.contains("Petite vague relue encore") && shown.contains("<strong>35\u{a0}%"), "{shown}");
        assert_eq!(publications(db), 1);
        let approved = decide(&service, &second, "approuver", &digest(&shown));
        assert_eq!((approved.status, approved.header("location")), (303, Some(format!("{LIST}?fait=approuvee").as_str())), "{}", approved.text());
        assert_eq!(publications(db), 2);
        let page = service.get(LIST, &second).text();
        assert!(page.contains("Publication nº\u{a0}2") && page.contains("relit@example.org") && page.contains(REASON), "{page}");
        assert_eq!(service.get(WAITING, &second).status, 303, "nothing waits under that number");
        let again = decide(&service, &second, "approuver", &digest(&shown));
        assert!(again.status == 409 && again.text().contains("Aucune correction"), "{}", again.text());
        let told = db.lines("SELECT actor || ' ' || action AS line FROM audit WHERE action LIKE 'correction%' ORDER BY at");
        assert_eq!(told, ["propose@example.org correction_proposed", "propose@example.org correction_proposed", "relit@example.org correction_approved"]);
    }

    fn a_correction_is_withdrawn_in_the_console_and_one_that_cannot_be_computed_too(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile"]);
        let proposer = service.signed_in("propose@example.org", Role::Pollster);
        let second = service.signed_in("relit@example.org", Role::Pollster);
        assert_eq!(sent(&service, &proposer, "Petite vague relue", "30", REASON).status, 303);
        let nothing = if db.is_postgres() { "''" } else { "X''" };
        db.execute(&format!("UPDATE sealed_sets SET file = {nothing}")).unwrap();
        let page = service.get(WAITING, &second);
        assert_eq!(page.status, 200);
        let page = page.text();
        assert!(page.contains("effacées") && !page.contains("Approuver la correction"), "{page}");
        assert_eq!(decide(&service, &second, "approuver", &digest(&page)).status, 409);
        assert_eq!(decide(&service, &second, "retirer", &digest(&page)).status, 303);
        assert!(service.get(LIST, &second).text().contains("Aucune correction n’attend"));
        assert_eq!((publications(db), decide(&service, &second, "autre", "").status), (1, 422));
    }

    fn a_proposal_that_is_refused_says_why_and_keeps_its_reason(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile"]);
        let proposer = service.signed_in("propose@example.org", Role::Pollster);
        let short = sent(&service, &proposer, "Petite vague relue", "30", "faute");
        assert!(short.status == 422 && short.text().contains("de 10 à 600") && short.text().contains(">faute</textarea>"), "{}", short.text());
        let faulty = sent(&service, &proposer, "Petite vague\"", "30", REASON);
        assert!(faulty.status == 422 && faulty.text().contains("2020-04.toml:"), "{}", faulty.text());
        let request = Request::new("POST", LIST).header("content-type", "multipart/form-data; boundary=limite");
        let none = service.send(request.body(b"--limite--\r\n"), &proposer);
        assert!(none.status == 422 && none.text().contains(".toml"), "{}", none.text());
        assert_eq!(service.post(LIST, "motif=x", &proposer).status, 415);
        assert_eq!(db.lines("SELECT reason AS line FROM release_corrections"), Vec::<String>::new());
    }

    fn figures_read_before_the_embargo_leave_a_line(db: &TestDatabase) {
        let service = Service::start(db);
        service.approved(HELD, small_wave::FAR, &["utile", "inutile"]);
        let mut bundle = small_wave::bundle(HELD, small_wave::FAR);
        bundle.wave.1 = bundle.wave.1.replace("Petite vague", "Petite vague relue");
        let (proposer, slug) = (service.staff("propose@example.org"), small_wave::slug(HELD));
        service.run(service.app.propose_correction(&proposer, &slug, bundle, REASON)).unwrap();
        let second = service.signed_in("relit@example.org", Role::Pollster);
        let researcher = service.signed_in("lit@example.org", Role::Researcher);
        let (list, waiting) = (LIST.replace("04", "03"), WAITING.replace("04", "03"));
        assert_eq!(service.get(&waiting, &researcher).status, 403);
        assert_eq!(service.get(&list, &second).status, 200);
        let lines = || db.lines("SELECT actor AS line FROM audit WHERE action = 'correction_read'");
        assert_eq!(lines(), Vec::<String>::new(), "the list tells no figure");
        assert_eq!(service.get(&waiting, &second).status, 200);
        assert_eq!(lines(), ["relit@example.org"]);
    }

    fn the_list_of_early_readers_is_kept_in_the_console(db: &TestDatabase) {
        let service = Service::start(db);
        service.approved(HELD, small_wave::FAR, &["utile", "inutile"]);
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let reader = service.signed_in("lit@example.org", Role::Researcher);
        let (list, readers) = (LIST.replace("04", "03"), "/console/vagues/petite-etude-2020-03/lecteurs");
        assert!(service.get(&list, &pollster).text().contains("<p>Personne.</p>"));
        let change = |deed: &str, email: &str| service.post(readers, &format!("acte={deed}&email={email}"), &pollster);
        assert_eq!(change("inscrire", "lit%40example.org").status, 303);
        assert_eq!(service.get("/api/v1/releases/petite-etude-2020-03", &reader).status, 200);
        let page = service.get(&list, &pollster).text();
        assert!(page.contains("lit@example.org") && page.contains("1 lecture,"), "{page}");
        assert_eq!(change("oter", "lit%40example.org").status, 303);
        assert_eq!(service.get("/api/v1/releases/petite-etude-2020-03", &reader).status, 404);
        assert!(service.get(&list, &pollster).text().contains("ôté de la liste"), "its readings stay");
        let unknown = change("inscrire", "personne%40example.org");
        assert!(unknown.status == 422 && unknown.text().contains("value=\"personne@example.org\""), "{}", unknown.text());
        let actor = sonde::app::account::Actor::Account(service.run(service.app.account_by_email("lit@example.org")).unwrap().unwrap());
        let refused = service.run(service.app.allow_early_reading(&actor, &small_wave::slug(HELD), "lit@example.org"));
        assert_eq!(refused.unwrap_err().code(), "not_allowed", "a researcher lets nobody in, by no door");
    }
}
