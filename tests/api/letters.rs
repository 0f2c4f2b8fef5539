//! Letters of a wave as a pollster reads and sends them, and as their contacts get them, each in their language.

use sonde::app::account::Role;
use sonde::app::run_wave::Opening;

use crate::client::Reply;
use crate::contacts::{import, upload};
use crate::database::TestDatabase;
use crate::fake_server::FakeServer;
use crate::installation::Installation;
use crate::languages::bilingual;
use crate::letter::decoded;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, Service, by};
use crate::small_wave;

const BOARD: &str = "/console/vagues/petite-etude-2020-02/courriers";
const CONTACTS: &str = "/console/vagues/petite-etude-2020-02/contacts";

/// At any hour; each step in both languages.
const LETTERS: &str = r#"
[sending]
from_name = "Institut"
hours = ["00:00", "23:59"]
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
on_holidays = true

[[steps]]
id = "invitation"
[steps.fr]
subject = "Votre avis compte"
text = "{greeting}\n\nRépondez avant le {closes_on}.\n\n{link}"
[steps.en]
subject = "Your view counts"
text = "{greeting}\n\nPlease answer before {closes_on}.\n\n{link}"

[[steps]]
id = "reminder-1"
after_days = 2
[steps.fr]
subject = "Rappel"
text = "{link}"
[steps.en]
subject = "A reminder"
text = "{link}"
"#;

const PEOPLE: &str = "email,prénom,langue\nlea@example.org,Léa,fr\njane@example.org,Jane,en\n";

/// The wave in French and English, open, its letters loaded.
fn open_in_both_languages(service: &Service) {
    let mut bundle = small_wave::bundle(OPEN, small_wave::PAST);
    bundle.questionnaire.1 = bilingual(&bundle.questionnaire.1);
    service.run(service.app.load_wave(&by("loader"), bundle)).unwrap_or_else(|error| panic!("{error:?}"));
    let slug = small_wave::slug(OPEN);
    service.run(service.app.open_wave(&by("opener"), &slug, Opening::Simulated)).unwrap();
    let loaded = service.run(service.app.load_letters(&by("pollster"), &slug, "letters.toml", LETTERS));
    assert!(loaded.unwrap_or_else(|error| panic!("{error:?}")));
}

fn page(service: &Service, address: &str, caller: &Caller) -> String {
    let reply: Reply = service.get(address, caller);
    assert_eq!(reply.status, 200, "{address}: {}", reply.text());
    reply.text()
}

fn holds(page: &str, told: &[&str]) {
    for told in told {
        assert!(page.contains(told), "« {told} » is not in\n{page}");
    }
}

on_both_databases! {
    fn letters_are_shown_in_each_language_before_they_are_sent(db: &TestDatabase) {
        let service = Service::start(db);
        open_in_both_languages(&service);
        import(&service, PEOPLE);
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let board = page(&service, BOARD, &pollster);
        holds(&board, &["Votre avis compte", "Your view counts", "A reminder", "Bonjour Madame Exemple", "Dear Madame Exemple"]);
        holds(&board, &["Répondre à l’enquête", "Answer the survey", "lang=\"en\"", "Envoyer les invitations…", "n’a pas de serveur de courrier"]);
        assert!(!board.contains("/i/"), "the button of a preview is no link: {board}");
        assert!(db.lines("SELECT step AS line FROM mailings").is_empty(), "read, and nothing planned");

        let asked = page(&service, &format!("{BOARD}/invitations"), &pollster);
        holds(&asked, &["Envoyer les invitations", "2</strong> personnes recevraient", "lea@example.org", "jane@example.org", "<td>en</td>", "<td>fr</td>"]);
        assert!(db.lines("SELECT step AS line FROM mailings").is_empty(), "asked, and nothing planned");
        let sent = service.post(&format!("{BOARD}/invitations"), "", &pollster);
        assert_eq!((sent.status, sent.header("location")), (303, Some(&*format!("{BOARD}?partis=2"))));
        assert_eq!(db.lines("SELECT step AS line FROM mailings"), ["invitation", "invitation"]);
        holds(&page(&service, &format!("{BOARD}?partis=2"), &pollster), &["2 courriers en partance", "0 courriers traités sur 2"]);
        let again = service.post(&format!("{BOARD}/invitations"), "", &pollster);
        assert_eq!(again.header("location"), Some(&*format!("{BOARD}?partis=0")), "sent twice, planned once");
        holds(&page(&service, &format!("{BOARD}/relances"), &pollster), &["Relancer maintenant", "Personne n’a de courrier à recevoir"]);
        holds(&page(&service, &format!("{BOARD}/renvois"), &pollster), &["Personne n’a de courrier à recevoir"]);
        assert_eq!(service.get(&format!("{BOARD}/cartes-postales"), &pollster).status, 404);
        assert_eq!(service.post(&format!("{BOARD}/cartes-postales"), "", &pollster).status, 404);
        assert_eq!(db.lines("SELECT step AS line FROM mailings").len(), 2);
    }

    fn each_contact_gets_the_letter_of_their_language_and_a_link_that_opens_in_it(db: &TestDatabase) {
        let server = FakeServer::start(&[]);
        let service = Service::start_mailing(db, &server.url());
        open_in_both_languages(&service);
        import(&service, PEOPLE);
        let slug = small_wave::slug(OPEN);
        assert_eq!(service.run(service.app.send_invitations(&by("pollster"), &slug)).unwrap(), 2);
        let from = std::time::Instant::now();
        // None leaves in the last minute of a day.
        while server.letters().len() < 2 {
            assert!(from.elapsed().as_secs() < 100, "two letters");
            service.run(service.app.deliver_letters()).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        let letter = |to: &str| {
            let letters = server.letters();
            let letter = letters.iter().find(|letter| letter.contains(&format!("To: {to}\r\n")));
            decoded(letter.unwrap_or_else(|| panic!("no letter to {to}: {letters:?}")))
        };
        let (french, english) = (letter("lea@example.org"), letter("jane@example.org"));
        holds(&french, &["Bonjour Léa,", "Répondez avant le 4 mai 2020.", "Ce courrier vous est envoyé par", "?lang=fr"]);
        holds(&english, &["Subject: Your view counts", "Dear Jane,", "before 4 May 2020.", "This letter is sent to you by", "Answer the survey", "?lang=en"]);
        for word in ["Bonjour", "Répond", "Ce courrier", "recevoir"] {
            assert!(!english.contains(word), "{word} in an English letter:\n{english}");
        }
        let link = english.split("http://127.0.0.1:8080/i/").nth(1).unwrap().split_whitespace().next().unwrap();
        let link = format!("/i/{link}");
        assert!(page(&service, &link, &Caller::default()).contains("<html lang=\"en\""), "{link}");
    }

    fn a_workbook_is_imported_from_the_console_as_a_file_of_text_is(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let book = include_bytes!("files/contacts.xlsx");
        let shown = upload(&service, &pollster, book).text();
        holds(&shown, &["Courriel", "Prénom", "Téléphone", "Léa", "Importer 1 contact"]);
        assert!(db.lines("SELECT email AS line FROM contacts").is_empty(), "shown, not kept");
        // The page carries the file on: what its form holds is what is sent.
        let carried = shown.split("name=\"contenu\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let kept = service.post(CONTACTS, &format!("contenu={carried}&action=importer"), &pollster);
        assert_eq!((kept.status, kept.header("location")), (303, Some(&*format!("{CONTACTS}?importes=1"))));
        let rows = "SELECT email || ' ' || first_name || ' ' || coalesce(last_name, '-') AS line FROM contacts";
        assert_eq!(db.lines(rows), ["lea@exemple.fr Léa -"]);
        assert_eq!(crate::canary::holding(db, "612345678"), Vec::<String>::new(), "a column nobody reads is not kept");
        holds(&page(&service, &format!("{CONTACTS}?importes=1"), &pollster), &["1 contact"]);
    }

    fn the_command_line_shows_each_letter_as_text_and_as_html(db: &TestDatabase) {
        let service = Service::start(db);
        open_in_both_languages(&service);
        let folder = tempfile::tempdir().unwrap();
        let installation = Installation::new(folder.path(), db.url());
        let preview = |more: &[&str]| installation.done(&[&["wave", "letters", "petite-etude-2020-02", "--preview"], more].concat());
        let text = preview(&[]);
        holds(&text, &["invitation · fr · objet", "invitation · en · objet", "Your view counts", "Dear Madame Exemple,", "Bonjour Madame Exemple,", "Please answer before 4 May 2020.", "reminder-1 · en"]);
        assert!(!text.contains("<p"), "{text}");
        let html = preview(&["--html"]);
        holds(&html, &["<html lang=\"fr\"", "<html lang=\"en\"", "Répondre à l’enquête</a>", "Answer the survey</a>"]);
        let json: Vec<serde_json::Value> = preview(&["--json"]).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let told: Vec<_> = json.iter().map(|one| (one["step"].as_str().unwrap(), one["language"].as_str().unwrap())).collect();
        assert_eq!(told, [("invitation", "fr"), ("invitation", "en"), ("reminder-1", "fr"), ("reminder-1", "en")]);
    }
}
