//! The preview of a questionnaire: the pages respondents will see, for pollsters, without anything stored.

use sonde::app::account::Role;

use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, READY, Service};
use crate::small_wave;

const PREVIEW: &str = "/console/vagues/petite-etude-2020-01/apercu";

/// What the page carries for the next one, as a form sends it.
fn carried(html: &str) -> String {
    let field = |name: &str| {
        let at = html.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name} is not on {html}"));
        let value = html[at..].split("value=\"").nth(1).unwrap().split('"').next().unwrap();
        format!("{name}={value}")
    };
    ["_page", "_apercu", "_tirage"].map(field).join("&")
}

struct Preview {
    service: Service,
    pollster: Caller,
    page: String,
}

impl Preview {
    fn begun(db: &TestDatabase) -> Self {
        let service = Service::start(db);
        service.load(READY, small_wave::PAST);
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let page = service.get(PREVIEW, &pollster).text();
        Self { service, pollster, page }
    }

    /// Sends the page shown, and gives the status of the next one.
    fn send(&mut self, answers: &str) -> u16 {
        let body = format!("{}&{answers}", carried(&self.page));
        let reply = self.service.post(PREVIEW, &body, &self.pollster);
        self.page = reply.text();
        reply.status
    }

    fn shows(&self, piece: &str) {
        assert!(self.page.contains(piece), "{piece} is not on {}", self.page);
    }
}

on_both_databases! {
    fn a_preview_walks_to_the_end_and_stores_nothing(db: &TestDatabase) {
        let mut preview = Preview::begun(db);
        preview.shows("Aperçu\u{a0}: rien n’est enregistré.");
        preview.shows("Enquête de l’Institut d’essai");
        assert_eq!(preview.send("CONSENT=oui"), 200);
        preview.shows("Quel âge avez-vous");
        assert_eq!(preview.send("S_SEXE=femme&S_AGE=42"), 200);
        preview.shows("Agir ensemble est…");
        assert_eq!(preview.send("AVIS=utile"), 200);
        preview.shows("Merci, vos réponses sont enregistrées");
        preview.shows("Aperçu\u{a0}: rien n’est enregistré.");
        let status = preview.service.run(preview.service.app.wave_status(&small_wave::slug(READY))).unwrap();
        assert!(status.dispositions.iter().all(|(_, count)| *count == 0), "{:?}", status.dispositions);
        assert!(status.cells.iter().all(|cell| cell.completed + cell.reserved == 0));
    }

    fn a_preview_follows_conditions_and_tells_faults_like_an_interview(db: &TestDatabase) {
        let mut preview = Preview::begun(db);
        assert_eq!(preview.send(""), 422);
        preview.shows("class=\"summary\"");
        assert_eq!(preview.send("CONSENT=oui"), 200);
        assert_eq!(preview.send("S_SEXE=femme&S_AGE=12"), 200);
        preview.shows("adresse à un autre public");
    }

    fn going_back_in_a_preview_keeps_the_answers_it_carries(db: &TestDatabase) {
        let mut preview = Preview::begun(db);
        preview.send("CONSENT=oui");
        preview.send("S_SEXE=femme&S_AGE=42");
        preview.shows("name=\"_retour\" value=\"vous\"");
        assert_eq!(preview.send("_retour=vous"), 200);
        preview.shows("value=\"femme\" checked");
        preview.shows("value=\"42\"");
    }

    fn a_preview_of_an_open_wave_takes_no_place(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let address = "/console/vagues/petite-etude-2020-02/apercu";
        let first = service.get(address, &pollster);
        assert_eq!(first.cookie(), None, "no interview is begun");
        let second = service.post(address, &format!("{}&CONSENT=oui", carried(&first.text())), &pollster);
        let third = service.post(address, &format!("{}&S_SEXE=homme&S_AGE=42", carried(&second.text())), &pollster);
        assert!(third.text().contains("Agir ensemble est…"));
        let status = service.run(service.app.wave_status(&small_wave::slug(OPEN))).unwrap();
        assert!(status.cells.iter().all(|cell| cell.completed + cell.reserved == 0));
        assert!(status.dispositions.iter().all(|(_, count)| *count == 0), "{:?}", status.dispositions);
    }

    fn what_a_preview_did_not_carry_is_refused_with_its_field(db: &TestDatabase) {
        let preview = Preview::begun(db);
        let long = "A".repeat(41 * 1024);
        let too_long = format!("_page=vous&_tirage=1&_apercu={long}");
        for (body, field) in [
            ("_page=vous&_apercu=&_tirage=beaucoup", "_tirage"),
            ("_page=vous&_tirage=1&_apercu=%2B%2B", "_apercu"),
            ("_page=vous&_tirage=1&_apercu=_____w", "_apercu"),
            ("_page=ailleurs&_tirage=1&_apercu=", "_page"),
            (too_long.as_str(), "_apercu"),
        ] {
            let reply = preview.service.post(PREVIEW, body, &preview.pollster);
            assert_eq!(reply.status, 422, "{field}");
            assert!(reply.text().contains(field), "{field}: {}", reply.text());
        }
    }

    fn the_whole_questionnaire_stands_on_one_page_without_a_form(db: &TestDatabase) {
        let preview = Preview::begun(db);
        let whole = preview.service.get(&format!("{PREVIEW}/entier"), &preview.pollster).text();
        for piece in ["Acceptez-vous de participer", "Quel âge avez-vous", "Agir ensemble est…", "Ne se prononce pas"] {
            assert!(whole.contains(piece), "{piece}");
        }
        assert!(!whole.contains("<form"), "nothing can be sent from it");
    }
}
