//! People invited by mail, as pollsters and respondents meet them: a file shown before it is kept, who is written to as
//! interviews go on, the addresses letters bear, what is forgotten.

use std::io::Write as _;

use sonde::app::keys::Keys;
use sonde::app::letters::{Rehearsal, Sending};
use sonde::domain::letter::Fate;
use sonde::store::ids::InvitationId;
use sonde::store::{contacts, waves};

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, READY, SECRET, Service, by};
use crate::small_wave;

const WAVE: &str = "/e/petite-etude-2020-02";
const CONTACTS: &str = "/console/vagues/petite-etude-2020-02/contacts";

const LETTERS: &str = "[sending]\nfrom_name = \"Institut\"\n\n[[steps]]\nid = \"invitation\"\n[steps.fr]\nsubject = \"Votre avis\"\n\
    text = \"{greeting}\\n\\n{link}\"\n\n[[steps]]\nid = \"reminder-1\"\nafter_days = 2\n[steps.fr]\nsubject = \"Rappel\"\ntext = \"{link}\"\n";

pub fn upload(service: &Service, caller: &Caller, file: &[u8]) -> Reply {
    let mut body = Vec::new();
    write!(body, "--LIMITE\r\ncontent-disposition: form-data; name=\"fichier\"; filename=\"c.csv\"\r\n\r\n").unwrap();
    body.extend_from_slice(file);
    write!(body, "\r\n--LIMITE--\r\n").unwrap();
    let request = Request::new("POST", CONTACTS).header("content-type", "multipart/form-data; boundary=LIMITE");
    service.send(request.body(&body), caller)
}

fn carried(file: &[u8]) -> String {
    format!("contenu={}", data_encoding::BASE64URL_NOPAD.encode(file))
}

pub fn import(service: &Service, file: &str) {
    let slug = small_wave::slug(OPEN);
    let import = service.run(service.app.import_contacts(&by("pollster"), &slug, file.as_bytes(), &[])).unwrap();
    assert_eq!(import.faults, []);
}

pub fn load_letters(service: &Service) {
    let slug = small_wave::slug(OPEN);
    service.run(service.app.load_letters(&by("pollster"), &slug, "letters.toml", LETTERS)).unwrap();
}

pub fn id(db: &TestDatabase, email: &str) -> InvitationId {
    let hex = if db.is_postgres() { "encode(id, 'hex')" } else { "lower(hex(id))" };
    let found = db.lines(&format!("SELECT {hex} AS line FROM contacts WHERE email = '{email}'"));
    InvitationId::parse(&found[0]).unwrap()
}

/// The personal link, as only the service and the letter know it.
fn link(db: &TestDatabase, email: &str) -> String {
    let keys = Keys::from_secret(SECRET).unwrap();
    format!("/i/{}", keys.personal_link(id(db, email).bytes()).reveal())
}

fn unsubscribe(db: &TestDatabase, email: &str) -> String {
    let keys = Keys::from_secret(SECRET).unwrap();
    format!("/desinscription/{}", keys.letter_tag(id(db, email).bytes()))
}

/// Begins by the link and sends these pages.
fn answer(service: &Service, link: &str, pages: &[(&str, &str)]) {
    let browser = service.post(link, "", &Caller::default()).caller();
    for (section, form) in pages {
        assert_eq!(service.post(&format!("{WAVE}/page/{section}"), form, &browser).status, 303);
    }
}

const WHOLE: [(&str, &str); 3] =
    [("consentement", "CONSENT=oui"), ("vous", "S_SEXE=femme&S_AGE=42"), ("avis", "AVIS=utile")];
const TOO_YOUNG: [(&str, &str); 2] = [("consentement", "CONSENT=oui"), ("vous", "S_SEXE=femme&S_AGE=12")];

pub fn rehearsed(service: &Service) -> Rehearsal {
    service.run(service.app.rehearse(&small_wave::slug(OPEN), Sending::Invitations)).unwrap()
}

fn written_to(rehearsal: &Rehearsal) -> Vec<&str> {
    rehearsal.planned.iter().map(|one| one.email.as_str()).collect()
}

on_both_databases! {
    fn a_contact_file_is_shown_before_it_is_kept(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let pollster = service.signed_in("pollster@example.org", sonde::app::account::Role::Pollster);
        let empty = service.get(CONTACTS, &pollster).text();
        assert!(empty.contains("Personne n’est encore invité") && empty.contains("type=\"file\""), "{empty}");
        let file = "Courriel;Nom;S_SEXE\nlea@example.org;<script>alert(1)</script>;femme\nLEA@example.org;;\npaul@;;\nmax@example.org;Max;robot\n".as_bytes();
        let page = upload(&service, &pollster, file).text();
        for told in ["ligne 2 : la première est gardée", "nom de domaine refusé", "catégorie inconnue de S_SEXE"] {
            assert!(page.contains(told), "« {told} » is not in\n{page}");
        }
        assert!(!page.contains("<script>alert"), "a name is text");
        assert!(db.lines("SELECT email AS line FROM contacts").is_empty(), "shown, not kept");
        let kept = service.post(CONTACTS, &format!("{}&action=importer", carried(file)), &pollster);
        assert_eq!((kept.status, kept.header("location")), (303, Some(&*format!("{CONTACTS}?importes=1"))));
        assert_eq!(db.lines("SELECT email AS line FROM contacts"), ["lea@example.org"]);
        service.post(CONTACTS, &format!("{}&action=importer", carried(file)), &pollster);
        assert_eq!(db.lines("SELECT email AS line FROM contacts").len(), 1, "sent twice, kept once");
        assert_eq!(db.lines("SELECT 'x' AS line FROM invitations").len(), 1);
    }

    fn a_column_is_what_somebody_says_it_is(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let pollster = service.signed_in("pollster@example.org", sonde::app::account::Role::Pollster);
        let file = "a,b\nRoux,lea@example.org\n".as_bytes();
        assert!(upload(&service, &pollster, file).text().contains("Aucune adresse"));
        let said = format!("{}&colonne=last_name&colonne=email", carried(file));
        assert!(service.post(CONTACTS, &said, &pollster).text().contains("Importer 1 contact"));
        service.post(CONTACTS, &format!("{said}&action=importer"), &pollster);
        assert_eq!(db.lines("SELECT last_name AS line FROM contacts WHERE email = 'lea@example.org'"), ["Roux"]);
        let broken = service.post(CONTACTS, "contenu=%2B%2B", &pollster);
        assert_eq!(broken.status, 400, "{}", broken.text());
        let bomb = upload(&service, &pollster, include_bytes!("files/unfolding.xlsx"));
        assert_eq!(bomb.status, 422);
        assert!(bomb.text().contains("il se déplie en plus de 32 Mio"), "{}", bomb.text());
        let none = upload(&service, &pollster, b"");
        assert_eq!(none.status, 422);
        assert!(none.text().contains("Choisissez un fichier"));
    }

    fn who_is_written_to_follows_what_their_interview_became(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        load_letters(&service);
        let names = ["answered", "young", "refused", "begun", "stopped", "man", "woman"];
        let lines: String = names.iter().map(|name| format!("{name}@example.org,{}\n", if *name == "man" { "homme" } else { "" })).collect();
        import(&service, &format!("email,S_SEXE\n{lines}"));
        let first = rehearsed(&service);
        assert_eq!((first.planned.len(), first.kept_back.len()), (7, 0));
        answer(&service, &link(db, "answered@example.org"), &WHOLE);
        answer(&service, &link(db, "young@example.org"), &TOO_YOUNG);
        answer(&service, &link(db, "refused@example.org"), &[("consentement", "CONSENT=non")]);
        answer(&service, &link(db, "begun@example.org"), &WHOLE[..2]);
        assert_eq!(service.post(&unsubscribe(db, "stopped@example.org"), "", &Caller::default()).status, 200);
        for number in 0..20 {
            assert_eq!(service.interview(OPEN, number, "homme", "utile").status, 201);
        }
        let then = rehearsed(&service);
        assert_eq!(written_to(&then), ["begun@example.org", "woman@example.org"]);
        let kept: Vec<(Fate, usize)> = then.kept_back.into_iter().collect();
        let expected = [Fate::Unsubscribed, Fate::Completed, Fate::ScreenedOut, Fate::Refused, Fate::CellFull];
        assert_eq!(kept, expected.map(|fate| (fate, 1)), "men are all there: one known to be a man is left in peace");
    }

    fn nothing_is_planned_outside_the_field_or_without_letters(db: &TestDatabase) {
        let service = Service::start(db);
        service.load(READY, small_wave::PAST);
        let slug = small_wave::slug(READY);
        let send = || service.run(service.app.send_invitations(&by("pollster"), &slug)).unwrap_err().code();
        assert_eq!(send(), "letters_absent");
        service.run(service.app.load_letters(&by("pollster"), &slug, "letters.toml", LETTERS)).unwrap();
        assert_eq!(send(), "wrong_state");
        service.open(OPEN, small_wave::PAST);
        load_letters(&service);
        let nobody = service.run(service.app.send_invitations(&by("pollster"), &small_wave::slug(OPEN)));
        assert_eq!(nobody.unwrap_err().code(), "no_contact");
    }

    fn an_invitation_is_planned_once_and_a_letter_sent_keeps_its_name(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        load_letters(&service);
        import(&service, "email\na@example.org\nb@example.org\n");
        let slug = small_wave::slug(OPEN);
        let send = || service.run(service.app.send_invitations(&by("pollster"), &slug)).unwrap();
        assert_eq!((send(), send()), (2, 0));
        import(&service, "email\nb@example.org\nc@example.org\n");
        assert_eq!(send(), 1, "only who is new");
        let renamed = LETTERS.replace("id = \"invitation\"", "id = \"bonjour\"");
        let refused = service.run(service.app.load_letters(&by("pollster"), &slug, "letters.toml", &renamed)).unwrap_err();
        assert!(refused.to_string().contains("« invitation » est déjà parti"), "{refused}");
        let mended = LETTERS.replace("Votre avis", "Votre avis compte");
        assert!(service.run(service.app.load_letters(&by("pollster"), &slug, "letters.toml", &mended)).unwrap());
        assert_eq!(db.lines("SELECT outcome AS line FROM mailings WHERE outcome IS NOT NULL"), Vec::<String>::new());
        let columns = "SELECT message_id || step || coalesce(last_error, '') AS line FROM mailings";
        assert!(db.lines(columns).iter().all(|row| !row.contains('@')), "a row names nobody");
    }

    fn an_answer_is_noted_beside_the_invitation_the_day_after(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        import(&service, "email\na@example.org\nb@example.org\n");
        answer(&service, &link(db, "a@example.org"), &WHOLE);
        answer(&service, &link(db, "b@example.org"), &WHOLE[..2]);
        let noted = || service.run(service.app.note_completions()).unwrap();
        assert_eq!(noted(), 0, "the same day, a count would tell the hour");
        db.execute("UPDATE interviews SET ended_on = '2020-05-01 00:00:00.000000' WHERE disposition = 'completed'").unwrap();
        assert_eq!((noted(), noted()), (1, 0));
    }

    fn sealing_notes_who_answered_before_their_link_goes(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        import(&service, "email\na@example.org\nb@example.org\n");
        answer(&service, &link(db, "a@example.org"), &WHOLE);
        let slug = small_wave::slug(OPEN);
        service.run(async {
            service.app.close_wave(&by("closer"), &slug).await.unwrap();
            service.app.seal_wave(&by("sealer"), &slug).await.unwrap();
        });
        let noted = "SELECT contacts.email AS line FROM contacts JOIN invitations ON invitations.id = contacts.id \
            WHERE invitations.completed_on IS NOT NULL";
        assert_eq!(db.lines(noted), ["a@example.org"]);
    }

    fn reading_the_address_of_a_letter_spends_nothing_and_its_button_does(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        import(&service, "email\na@example.org\n");
        let (address, stranger) = (unsubscribe(db, "a@example.org"), Caller::default());
        for method in ["GET", "HEAD", "GET"] {
            assert_eq!(service.send(Request::new(method, &address), &stranger).status, 200);
        }
        assert!(service.get(&address, &stranger).text().contains("Ne plus m’écrire"));
        assert!(db.lines("SELECT reason AS line FROM suppressions").is_empty(), "a scanner reads every link");
        let provider = Request::new("POST", &address).header("origin", "https://mail.example").header("sec-fetch-site", "cross-site");
        let done = service.send(provider.form("List-Unsubscribe=One-Click"), &stranger);
        assert_eq!((done.status, done.header("location"), done.cookie()), (200, None, None));
        assert_eq!(db.lines("SELECT reason AS line FROM suppressions"), ["unsubscribed"]);
        assert!(service.get(&address, &stranger).text().contains("C’est noté"));
        assert_eq!(service.post(&address, "", &stranger).status, 200, "twice is once");
    }

    fn letters_know_nothing_of_how_people_answered_once_the_quotas_have_closed_the_field(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        load_letters(&service);
        import(&service, "email\na@example.org\nb@example.org\nc@example.org\n");
        service.run(service.app.send_invitations(&by("pollster"), &small_wave::slug(OPEN))).unwrap();
        for (name, outcome) in [("a", "sent"), ("b", "over")] {
            let of = format!("(SELECT id FROM contacts WHERE email = '{name}@example.org')");
            let settled = format!("outcome = '{outcome}', settled_at = due_at");
            db.execute(&format!("UPDATE mailings SET {settled} WHERE contact_id = {of}")).unwrap();
        }
        let kept = || db.lines("SELECT COALESCE(outcome, 'waiting') AS line FROM mailings ORDER BY 1");
        service.run(service.app.note_completions()).unwrap();
        assert_eq!(kept(), ["over", "sent", "waiting"], "the field lasts: reminders need it");
        for number in 0..40 {
            let sex = if number % 2 == 0 { "homme" } else { "femme" };
            assert_eq!(service.interview(OPEN, number, sex, "utile").status, 201);
        }
        service.run(service.app.note_completions()).unwrap();
        assert_eq!(kept(), ["sent"]);
    }

    fn letters_that_could_not_leave_are_asked_for_again_over_the_api(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        load_letters(&service);
        import(&service, "email\na@example.org\nb@example.org\n");
        service.run(service.app.send_invitations(&by("pollster"), &small_wave::slug(OPEN))).unwrap();
        let ids = "SELECT message_id AS line FROM mailings ORDER BY message_id";
        let before = db.lines(ids);
        let tried = "outcome = 'failed', settled_at = due_at, attempts = 8, last_error = '554 5.7.1'";
        db.execute(&format!("UPDATE mailings SET {tried} WHERE message_id = '{}'", before[0])).unwrap();
        let pollster = service.signed_in("pollster@example.org", sonde::app::account::Role::Pollster);
        let retry = || service.post("/api/v1/waves/petite-etude-2020-02/letters/retry", "", &pollster).json();
        assert_eq!(retry()["letters"]["planned"], 1);
        assert_eq!(retry()["letters"]["planned"], 0, "asked twice, once");
        assert_eq!(db.lines(ids), before, "each is the letter it was");
        let left = "SELECT 'x' AS line FROM mailings WHERE settled_at IS NOT NULL OR outcome IS NOT NULL OR attempts <> 0";
        assert_eq!(db.lines(left), Vec::<String>::new());
    }

    fn a_wave_forgets_its_people_and_not_those_who_want_no_letters(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        load_letters(&service);
        import(&service, "email,nom\na@example.org,Roux\nb@example.org,Roux\n");
        service.run(service.app.send_invitations(&by("pollster"), &small_wave::slug(OPEN))).unwrap();
        let address = unsubscribe(db, "a@example.org");
        service.post(&address, "", &Caller::default());
        let store = db.store();
        let wave = store.read(|tx| waves::by_slug(tx, &small_wave::slug(OPEN))).unwrap().unwrap().id;
        let purged = store.write(|tx| contacts::purge(tx, wave)).unwrap();
        assert_eq!(purged, 4, "two people, two letters");
        for table in ["contacts", "mailings"] {
            assert!(db.lines(&format!("SELECT 'x' AS line FROM {table}")).is_empty(), "{table}");
        }
        import(&service, "email\nA@Example.org\n");
        assert_eq!(rehearsed(&service).kept_back.get(&Fate::Unsubscribed), Some(&1), "known again, and never named");
        assert_eq!(service.get(&address, &Caller::default()).status, 200, "a letter may be read after that");
    }
}
