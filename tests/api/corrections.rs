//! Corrections of a release: a new number with a public reason, by two people, under the same embargo; what was published
//! stays readable, marked.

use sonde::app::read_correction::{Named, Proposal};
use sonde::domain::release::Difference;
use sonde::domain::wave::WaveBundle;

use crate::database::TestDatabase;
use crate::installation::Installation;
use crate::on_both_databases;
use crate::service::{Caller, HELD, PUBLIC, Service, by};
use crate::small_wave;

const WAVE: &str = "petite-etude-2020-04";
const REASON: &str = "Le titre donnait une autre population que celle interrogée.";

/// The files of a wave with this part of its file replaced.
fn with(key: &str, embargo: &str, from: &str, to: &str) -> WaveBundle {
    let mut bundle = small_wave::bundle(key, embargo);
    assert!(bundle.wave.1.contains(from), "{from}");
    bundle.wave.1 = bundle.wave.1.replace(from, to);
    bundle
}

/// Other margins: every figure moves.
fn weighed_otherwise(key: &str, embargo: &str) -> WaveBundle {
    let mut bundle = with(key, embargo, "[weighting]\nversion = 1", "[weighting]\nversion = 2");
    bundle.margins.insert("sexe.csv".to_owned(), "sex,share\nhomme,0.30\nfemme,0.70\n".to_owned());
    bundle
}

type Proposed = Result<(Proposal, Vec<Difference>), (&'static str, String)>;

fn propose(service: &Service, key: &str, bundle: WaveBundle, reason: &str) -> Proposed {
    let (proposer, slug) = (service.staff("corrector@example.org"), small_wave::slug(key));
    let proposed = service.run(service.app.propose_correction(&proposer, &slug, bundle, reason));
    proposed.map_err(|error| (error.code(), error.to_string()))
}

/// What waits, named as it is read; the wave itself where nothing does.
fn approve(service: &Service, key: &str, email: &str) -> Result<(), &'static str> {
    let (approver, slug) = (service.staff(email), small_wave::slug(key));
    let Some(waiting) = service.run(service.app.wave_publications(&slug)).unwrap().waiting else {
        return service.run(service.app.approve_wave(&approver, &slug)).map(drop).map_err(|error| error.code());
    };
    approve_named(service, key, email, &waiting)
}

fn approve_named(service: &Service, key: &str, email: &str, read: &Proposal) -> Result<(), &'static str> {
    let (approver, slug, digest) = (service.staff(email), small_wave::slug(key), read.digest.hex());
    let named = Named { number: read.number, digest: &digest };
    service.run(service.app.approve_correction(&approver, &slug, named)).map(drop).map_err(|error| error.code())
}

fn page(service: &Service, address: &str) -> (u16, String) {
    let reply = service.get(address, &Caller::default());
    (reply.status, reply.text())
}

/// What the service knows to be public it looks at again within a second.
fn wait_a_second() {
    std::thread::sleep(std::time::Duration::from_millis(1_100));
}

on_both_databases! {
    fn a_correction_is_a_new_number_and_the_former_stays_marked(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile"]);
        let (_, before) = page(&service, &format!("/resultats/{WAVE}"));
        let (proposal, figures) = propose(&service, PUBLIC, weighed_otherwise(PUBLIC, small_wave::PAST), REASON).unwrap();
        assert_eq!((proposal.number, proposal.reason.as_str()), (2, REASON));
        assert!(figures.iter().any(|one| one.published.contains("48\u{a0}%") && one.other.contains("30\u{a0}%")), "{figures:?}");
        let version = proposal.fields.iter().find(|one| one.place == "weighting.version").expect("the scheme's version");
        assert_eq!((version.published.as_str(), version.other.as_str()), ("1", "2"));
        wait_a_second();
        assert_eq!(page(&service, &format!("/resultats/{WAVE}")).1, before, "a proposal is nothing to the public");
        assert_eq!(page(&service, &format!("/resultats/{WAVE}/2")).0, 404);
        assert_eq!(approve(&service, PUBLIC, "corrector@example.org"), Err("same_corrector"));
        assert_eq!(approve(&service, PUBLIC, "approver@example.org"), Ok(()));
        assert_eq!(approve(&service, PUBLIC, "approver@example.org"), Err("wrong_state"), "once");
        wait_a_second();

        let (status, now) = page(&service, &format!("/resultats/{WAVE}"));
        assert_eq!(status, 200);
        assert!(now.contains(REASON) && now.contains("Publication nº\u{a0}2") && now.contains("30"), "{now}");
        assert!(!now.contains("Publication corrigée depuis"));
        let (status, former) = page(&service, &format!("/resultats/{WAVE}/1"));
        assert_eq!(status, 200);
        assert!(former.contains("Publication corrigée depuis") && former.contains(REASON) && former.contains("48"), "{former}");
        assert!(former.contains(&format!("href=\"/resultats/{WAVE}\"")), "it leads to the one that counts");
        for (page, number) in [(&former, 1), (&now, 2)] {
            assert!(page.contains(&format!("href=\"/resultats/{WAVE}/{number}/notice\"")), "each leads to its own notice");
        }
        let notice = |address: &str| page(&service, &format!("/resultats/{WAVE}{address}"));
        assert_eq!(notice("/notice"), notice("/2/notice"));
        let (status, of_former) = notice("/1/notice");
        assert!(status == 200 && of_former.contains("Publication corrigée depuis"), "{of_former}");
        assert_eq!(notice("/3/notice").0, 404);

        let feed = service.get("/resultats/flux.json", &Caller::default()).json();
        let (corrected, first) = (&feed["items"][0], &feed["items"][1]);
        assert_eq!(first["date_modified"], corrected["date_published"], "it says since then that it was corrected");
        assert_ne!(first["date_modified"], first["date_published"]);

        let question = |number: u32| page(&service, &format!("/resultats/{WAVE}/{number}/AVIS")).1;
        let (former, now) = (question(1), question(2));
        assert!(former.contains("Publication corrigée depuis") && former.contains(REASON) && former.contains("48"), "{former}");
        assert!(former.contains(&format!("href=\"/resultats/{WAVE}/1#q-AVIS\"")), "its own page, with the same figures");
        assert!(former.contains(&format!("href=\"/api/v1/releases/{WAVE}/publications/1\"")), "and its own data");
        assert!(!now.contains("Publication corrigée depuis") && now.contains("Publication nº\u{a0}2"), "{now}");

        let listed = service.get(&format!("/api/v1/releases/{WAVE}/publications"), &Caller::default()).json();
        assert_eq!((&listed["latest"], listed["publications"].as_array().unwrap().len()), (&2.into(), 2));
        assert_eq!((&listed["publications"][0]["reason"], &listed["publications"][1]["reason"]), (&serde_json::Value::Null, &REASON.into()));
        let json = |number: u32| service.get(&format!("/api/v1/releases/{WAVE}/publications/{number}"), &Caller::default()).body;
        let latest = service.get(&format!("/api/v1/releases/{WAVE}"), &Caller::default()).body;
        assert_eq!(json(2), latest);
        assert_ne!(json(1), latest);
        for number in [1, 2] {
            let file = service.get(&format!("/resultats/{WAVE}/{number}/fichiers/publication.json"), &Caller::default());
            assert_eq!(file.body, json(number), "its own files, for good");
        }
        assert_eq!(db.lines("SELECT action AS line FROM audit WHERE action LIKE 'correction%' ORDER BY at").len(), 2);
    }

    fn a_correction_waits_for_the_same_embargo(db: &TestDatabase) {
        let service = Service::start(db);
        service.approved(HELD, small_wave::FAR, &["utile", "inutile"]);
        propose(&service, HELD, with(HELD, small_wave::FAR, "Petite vague", "Petite vague relue"), REASON).unwrap();
        assert_eq!(approve(&service, HELD, "approver@example.org"), Ok(()));
        for address in ["/resultats/W", "/resultats/W/1", "/resultats/W/2", "/api/v1/releases/W/publications", "/resultats/W/2/fichiers/publication.zip"] {
            assert_eq!(page(&service, &address.replace('W', "petite-etude-2020-03")).0, 404, "{address}");
        }
        db.execute("UPDATE waves SET embargo_at = '2020-05-07 04:00:00.000000'").unwrap();
        let (status, text) = page(&service, "/resultats/petite-etude-2020-03");
        assert!(status == 200 && text.contains("Petite vague relue"), "{text}");
    }

    fn what_a_correction_may_not_change_is_named(db: &TestDatabase) {
        let service = Service::start(db);
        service.sealed(PUBLIC, small_wave::PAST, &["utile", "inutile"]);
        let corrected = || with(PUBLIC, small_wave::PAST, "Petite vague", "Petite vague relue");
        assert_eq!(propose(&service, PUBLIC, corrected(), REASON).unwrap_err().0, "wrong_state", "nothing is approved yet");
        let slug = small_wave::slug(PUBLIC);
        let weigher = service.staff("weigher@example.org");
        service.run(service.app.weigh_wave(&weigher, &slug)).unwrap();
        approve(&service, PUBLIC, "approver@example.org").unwrap();

        for (from, to, named) in [
            ("cell_base_min = 10", "cell_base_min = 11", "règle de secret"),
            (small_wave::PAST, "2020-05-08T06:00", "embargo"),
            ("end = 2020-05-04", "end = 2020-05-03", "dates de terrain"),
            ("key = \"2020-04\"", "key = \"2020-06\"", "clé de la vague"),
            ("responses_days = 1825", "responses_days = 1826", "durées de conservation"),
        ] {
            let (code, text) = propose(&service, PUBLIC, with(PUBLIC, small_wave::PAST, from, to), REASON).unwrap_err();
            assert!(code == "correction_refused" && text.contains(named), "{to}: {code} {text}");
        }
        let mut asked_otherwise = corrected();
        asked_otherwise.questionnaire = small_wave::questionnaire(1, &[("Agir ensemble est…", "Agir ensemble serait…")]);
        let (code, text) = propose(&service, PUBLIC, asked_otherwise, REASON).unwrap_err();
        assert!(code == "correction_refused" && text.contains("tel qu'il a été posé"), "{text}");
        let same = small_wave::bundle(PUBLIC, small_wave::PAST);
        let (code, text) = propose(&service, PUBLIC, same, REASON).unwrap_err();
        assert!(code == "correction_refused" && text.contains("ne change rien"), "{text}");
        assert_eq!(propose(&service, PUBLIC, corrected(), "  faute  ").unwrap_err().0, "bad_field");
        let machine = service.run(service.app.propose_correction(&by("échéance"), &slug, corrected(), REASON));
        assert_eq!(machine.unwrap_err().code(), "person_needed");
        assert_eq!(db.lines("SELECT reason AS line FROM release_corrections"), Vec::<String>::new());
    }

    fn a_correction_of_words_hides_what_the_first_one_hid(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile"]);
        for title in ["Petite vague relue", "Petite vague relue deux fois"] {
            propose(&service, PUBLIC, with(PUBLIC, small_wave::PAST, "Petite vague", title), REASON).unwrap();
            approve(&service, PUBLIC, "approver@example.org").unwrap();
        }
        wait_a_second();
        let read = |number: u32| service.get(&format!("/api/v1/releases/{WAVE}/publications/{number}"), &Caller::default()).json();
        assert_eq!(read(1)["tables"], read(3)["tables"]);
        assert_ne!(read(2)["wave"]["title"], read(3)["wave"]["title"]);
    }

    fn a_proposal_replaces_the_one_that_waits_and_what_was_read_is_what_is_approved(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile"]);
        let proposed = ["Petite vague relue", "Petite vague relue deux fois"].map(|title| {
            let (proposal, figures) = propose(&service, PUBLIC, with(PUBLIC, small_wave::PAST, "Petite vague", title), REASON).unwrap();
            assert_eq!((proposal.number, figures.len()), (2, 0));
            proposal
        });
        let approver = "approver@example.org";
        assert_eq!(approve_named(&service, PUBLIC, approver, &proposed[0]), Err("correction_moved"), "it was read before the change");
        let (slug, actor) = (small_wave::slug(PUBLIC), service.staff(approver));
        let unnamed = service.run(service.app.approve_wave(&actor, &slug));
        assert_eq!(unnamed.unwrap_err().code(), "correction_unnamed", "nobody approves what they did not name");
        for (number, digest) in [(2, ""), (2, "0"), (3, proposed[1].digest.hex().as_str())] {
            let refused = service.run(service.app.approve_correction(&actor, &slug, Named { number, digest }));
            assert_eq!(refused.unwrap_err().code(), "correction_moved", "{number} {digest}");
        }
        assert_eq!(db.lines("SELECT content AS line FROM releases").len(), 1);
        assert_eq!(approve_named(&service, PUBLIC, approver, &proposed[1]), Ok(()));
        assert_eq!(approve_named(&service, PUBLIC, approver, &proposed[1]), Err("correction_absent"), "once");
        wait_a_second();
        assert!(page(&service, &format!("/resultats/{WAVE}")).1.contains("relue deux fois"));
        assert_eq!(page(&service, &format!("/resultats/{WAVE}/3")).0, 404);
    }

    fn nothing_is_corrected_once_the_responses_are_erased(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile"]);
        let corrected = |title| with(PUBLIC, small_wave::PAST, "Petite vague", title);
        propose(&service, PUBLIC, corrected("Petite vague relue"), REASON).unwrap();
        db.execute("UPDATE waves SET closed_at = '2010-01-01 00:00:00'").unwrap();
        let turn = service.run(service.app.purge_expired()).unwrap();
        assert!(turn.failed.is_empty() && !turn.taken.is_empty());
        assert_eq!(propose(&service, PUBLIC, corrected("Petite vague relue encore"), REASON).unwrap_err().0, "responses_erased");
        assert_eq!(approve(&service, PUBLIC, "approver@example.org"), Err("responses_erased"));
    }

    fn a_correction_proposed_while_another_is_approved_is_never_published_unread(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile"]);
        let (approver, slug) = (service.staff("approver@example.org"), small_wave::slug(PUBLIC));
        service.staff("corrector@example.org");
        for round in 0..6 {
            let titled = |title: &str| with(PUBLIC, small_wave::PAST, "Petite vague", &format!("Petite vague {title} {round}"));
            let (read, _) = propose(&service, PUBLIC, titled("relue"), REASON).unwrap();
            let (number, digest) = (read.number, read.digest.hex());
            let approved = std::thread::scope(|scope| {
                let anew = scope.spawn(|| propose(&service, PUBLIC, titled("autre"), REASON).map_err(|(code, _)| code));
                let approved = service.run(service.app.approve_correction(&approver, &slug, Named { number, digest: &digest }));
                let anew = anew.join().unwrap();
                assert!(anew.is_ok() || anew == Err("correction_moved"), "{anew:?}");
                approved.map_err(|error| error.code())
            });
            match approved {
                Ok(_) => {
                    let content = db.lines(&format!("SELECT content AS line FROM releases WHERE number = {number}")).remove(0);
                    assert!(content.contains(&format!("Petite vague relue {round}")), "another than was read");
                    let spec = db.lines(&format!("SELECT spec AS line FROM release_corrections WHERE number = {number}")).remove(0);
                    assert!(spec.contains(&format!("Petite vague relue {round}")), "its file is that of another");
                }
                Err(code) => assert_eq!(code, "correction_moved"),
            }
        }
    }

    fn a_correction_is_withdrawn_by_name_and_the_audit_keeps_it(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile"]);
        let (slug, actor) = (small_wave::slug(PUBLIC), service.staff("approver@example.org"));
        let withdraw = |digest: &str| service.run(service.app.withdraw_correction(&actor, &slug, Named { number: 2, digest })).map_err(|error| error.code());
        assert_eq!(withdraw("00000000"), Err("correction_absent"));
        let (proposal, _) = propose(&service, PUBLIC, weighed_otherwise(PUBLIC, small_wave::PAST), REASON).unwrap();
        assert_eq!(withdraw("00000000"), Err("correction_moved"));
        assert_eq!(withdraw(&proposal.short_digest()), Ok(()), "as its beginning names it");
        assert_eq!(service.run(service.app.wave_publications(&slug)).unwrap().waiting, None);
        assert_eq!(approve(&service, PUBLIC, "approver@example.org"), Err("wrong_state"));
        assert_eq!(db.lines("SELECT actor AS line FROM audit WHERE action = 'correction_withdrawn'"), ["approver@example.org"]);
        let (again, _) = propose(&service, PUBLIC, weighed_otherwise(PUBLIC, small_wave::PAST), REASON).unwrap();
        assert_ne!(again.digest, proposal.digest, "proposed anew, it is read anew");
        assert_eq!(approve(&service, PUBLIC, "approver@example.org"), Ok(()));
        assert_eq!(withdraw(&again.digest.hex()), Err("correction_absent"), "what is published stays");
    }

    fn the_command_line_shows_what_waits_and_how_to_name_it(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile"]);
        let folder = tempfile::tempdir().unwrap();
        let installation = Installation::new(folder.path(), db.url());
        assert!(installation.done(&["wave", "correct", WAVE]).contains("Aucune correction n'attend"));
        propose(&service, PUBLIC, weighed_otherwise(PUBLIC, small_wave::PAST), REASON).unwrap();
        service.staff("approver@example.org");
        let shown = installation.done(&["wave", "correct", WAVE]);
        for said in ["corrector@example.org", REASON, "weighting.version : 1 → 2", "« Utile » : 48\u{a0}%", "→ 30\u{a0}%"] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        let unnamed = installation.run(&["wave", "approve", WAVE, "--as", "approver@example.org"]);
        assert!(String::from_utf8_lossy(&unnamed.stderr).contains("nommez-la"), "{unnamed:?}");
        // As it is told.
        let (_, told) = shown.split_once("sonde wave approve ").unwrap();
        let told: Vec<&str> = told.lines().next().unwrap().split(' ').map(|word| if word == "ADRESSE" { "approver@example.org" } else { word }).collect();
        installation.done(&[&["wave", "approve"], told.as_slice()].concat());
        assert_eq!(db.lines("SELECT number AS line FROM releases WHERE number = 2").len(), 1);
    }
}
