//! A moderated form from the sending of an entry to its withdrawal: what is public, what never is, and that no poll has any of
//! these addresses.

use sonde::app::account::Role;
use sonde::app::own_answers::{Claim, Correction, Own};
use sonde::app::run_wave::Opening;
use sonde::domain::answer::Answer;

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, Service, by};
use crate::{small_form, small_wave};

const FORM: &str = "/formulaires/petit-formulaire-2020-06";
const DESK: &str = "/console/vagues/petit-formulaire-2020-06/fiches";

struct Desk {
    service: Service,
    pollster: Caller,
    admin: Caller,
}

impl Desk {
    fn open(db: &TestDatabase) -> Self {
        let service = Service::start(db);
        service
            .run(service.app.load_wave(&by("loader"), small_form::bundle()))
            .unwrap_or_else(|error| panic!("{error:?}"));
        service.run(service.app.open_wave(&by("opener"), &small_form::slug(), Opening::Simulated)).unwrap();
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let admin = service.signed_in("admin@example.org", Role::Admin);
        Self { service, pollster, admin }
    }

    /// Its receipt and the code of whoever sent it.
    fn send(&self, title: &str) -> (String, String) {
        let reply = Request::new("POST", "/e/petit-formulaire-2020-06/reponse")
            .header("idempotency-key", &format!("test-entry-{title:_<20}"))
            .json(&small_form::entry(title))
            .send(self.service.address);
        assert_eq!(reply.status, 201, "{}", reply.text());
        let said = &reply.json()["interview"];
        ["receipt", "personal_code"].map(|key| said[key].as_str().unwrap().to_owned()).into()
    }

    fn list(&self, status: &str) -> String {
        let reply = self.service.get(&format!("{DESK}?statut={status}"), &self.pollster);
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.text()
    }

    /// The address of the one entry of that title and status, as the list links to it.
    fn find(&self, status: &str, title: &str) -> String {
        let page = self.list(status);
        let (before, _) = page.split_once(&format!("\">{title}</a>")).unwrap_or_else(|| panic!("no {title}:\n{page}"));
        before.rsplit_once("href=\"").unwrap().1.to_owned()
    }

    fn decide(&self, entry: &str, form: &str, caller: &Caller) -> Reply {
        self.service.post(entry, form, caller)
    }

    fn becomes(&self, entry: &str, status: &str) {
        let reply = self.decide(entry, &format!("statut={status}&motif=doublon"), &self.pollster);
        assert_eq!(reply.status, 303, "{status}: {}", reply.text());
        assert_eq!(reply.header("location"), Some(format!("{entry}?fait={status}").as_str()));
    }

    /// Sends an entry and publishes it; gives its address at the desk and the public one.
    fn published(&self, title: &str) -> (String, String) {
        self.send(title);
        let entry = self.find("propose", title);
        self.becomes(&entry, "relu");
        self.becomes(&entry, "publie");
        let page = self.public(FORM).text();
        let (before, _) = page.split_once(&format!("\">{title}</a>")).unwrap_or_else(|| panic!("no {title}:\n{page}"));
        (entry, before.rsplit_once("href=\"").unwrap().1.to_owned())
    }

    fn public(&self, address: &str) -> Reply {
        self.service.get(address, &Caller::default())
    }
}

/// Whether the reply holds anything that serves to reach whoever sent that entry.
fn tells_contact(reply: &Reply, title: &str) -> bool {
    let text = format!("{:?} {}", reply.headers, reply.text());
    text.contains(&small_form::contact(title)) || text.contains("prive.example") || text.contains("tout à fait")
}

on_both_databases! {
    fn an_entry_is_public_once_it_was_read_over_and_published_and_never_tells_its_contact(db: &TestDatabase) {
        let desk = Desk::open(db);
        assert!(desk.list("propose").contains("Aucune fiche n’attend d’être relue."));
        assert!(desk.public(FORM).text().contains("Aucune fiche n’est publiée pour le moment."));
        desk.send("Alpha");
        let entry = desk.find("propose", "Alpha");
        let read_over = desk.service.get(&entry, &desk.pollster).text();
        for piece in ["alpha@prive.example", "privé, jamais publié", "Rennes", "Région\u{a0}: Bretagne", "Autre\u{a0}: des voisins"] {
            assert!(read_over.contains(piece), "{piece}:\n{read_over}");
        }
        for status in ["relu", "publie"] {
            assert!(!desk.public(FORM).text().contains("Alpha"), "not before it is {status}");
            desk.becomes(&entry, status);
        }
        let list = desk.public(FORM);
        let (_, public) = desk.published("Beta");
        let page = desk.public(&public);
        assert_eq!((list.status, page.status), (200, 200));
        for piece in [
            "<h1>Beta</h1>",
            "Ce que fait Beta &lt;b&gt;ici&lt;/b&gt;.",
            "<li>Rennes</li><li>Région\u{a0}: Bretagne</li>",
            "<li>Une association</li><li>Autre\u{a0}: des voisins</li>",
            "<a href=\"https://beta.example/page\" rel=\"nofollow noopener noreferrer ugc\">",
            "Que fait-elle, d’après vous\u{a0}?",
            "Données simulées",
        ] {
            assert!(page.text().contains(piece), "{piece}:\n{}", page.text());
        }
        for (reply, title) in [(&list, "Alpha"), (&desk.public(FORM), "Beta"), (&page, "Beta")] {
            assert!(!tells_contact(reply, title), "{}", reply.text());
        }
        assert!(!page.text().contains("sondage") && !page.text().contains("enquête"), "it is not a poll");
    }

    fn an_entry_corrected_once_it_is_published_is_read_over_again(db: &TestDatabase) {
        let desk = Desk::open(db);
        let (receipt, code) = desk.send("Alpha");
        let entry = desk.find("propose", "Alpha");
        desk.becomes(&entry, "relu");
        desk.becomes(&entry, "publie");
        let claim = Claim { receipt, code, session: None };
        let app = &desk.service.app;
        let Own::Answers(own) = desk.service.run(app.own_answers(&small_form::slug(), &claim)).unwrap() else {
            panic!("sealed")
        };
        let mut answers = own.answers.clone();
        let (slot, _) = own.wave.questionnaire.question("TITRE").unwrap();
        answers.set(slot, Some(Answer::Text("Publicité".to_owned())));
        assert!(matches!(desk.service.run(app.correct_answers(&own, answers)).unwrap(), Correction::Saved));
        let public = desk.public(FORM).text();
        assert!(!public.contains("Publicité") && !public.contains("Alpha"), "{public}");
        desk.find("propose", "Publicité");
    }

    fn the_public_address_of_an_entry_is_not_that_of_its_interview(db: &TestDatabase) {
        let desk = Desk::open(db);
        let (entry, public) = desk.published("Alpha");
        let [inside, outside] = [&entry, &public].map(|address| address.rsplit_once('/').unwrap().1.to_owned());
        assert_ne!(inside, outside);
        assert_eq!(desk.public(&format!("{FORM}/{inside}")).status, 404);
        assert_eq!(desk.service.get(&format!("{DESK}/{outside}"), &desk.pollster).status, 404);
        assert!(!desk.public(FORM).text().contains(&inside) && !desk.public(&public).text().contains(&inside));
    }

    fn what_is_withdrawn_is_gone_and_only_an_administrator_takes_it_up_again(db: &TestDatabase) {
        let desk = Desk::open(db);
        let (entry, public) = desk.published("Alpha");
        let unsaid = desk.decide(&entry, "statut=retire&motif=++", &desk.pollster);
        assert_eq!(unsaid.status, 422);
        assert!(unsaid.text().contains("Dites pourquoi la fiche est retirée."), "{}", unsaid.text());
        assert_eq!(desk.public(&public).status, 200, "nothing was withdrawn");
        desk.becomes(&entry, "retire");
        let gone = desk.public(&public);
        assert_eq!(gone.status, 410);
        assert!(gone.text().contains("Cette fiche a été publiée, puis retirée."), "{}", gone.text());
        assert!(!gone.text().contains("Alpha") && !gone.text().contains("doublon"), "{}", gone.text());
        assert!(!desk.public(FORM).text().contains("Alpha"));
        assert!(desk.service.get(&entry, &desk.pollster).text().contains("Motif\u{a0}: doublon"));
        assert_eq!(desk.decide(&entry, "statut=propose", &desk.pollster).status, 403);
        assert_eq!(desk.decide(&entry, "statut=propose", &desk.admin).status, 303);
        assert_eq!(desk.public(&public).status, 410, "it is a proposal again");
        desk.becomes(&entry, "relu");
        desk.becomes(&entry, "publie");
        assert_eq!(desk.public(&public).status, 200, "its readers find it where it was");
    }

    fn an_entry_follows_its_statuses_and_a_decision_sent_twice_is_made_once(db: &TestDatabase) {
        let desk = Desk::open(db);
        desk.send("Alpha");
        let entry = desk.find("propose", "Alpha");
        assert_eq!(desk.decide(&entry, "statut=publie", &desk.pollster).status, 409, "nobody has read it over");
        assert_eq!(desk.decide(&entry, "statut=public", &desk.pollster).status, 422);
        desk.becomes(&entry, "relu");
        desk.becomes(&entry, "relu");
        let done = desk.service.run(desk.service.app.wave_audit(&small_form::slug())).unwrap();
        let decisions: Vec<_> = done.iter().filter(|line| line.action == "entry_moderate").collect();
        assert_eq!(decisions.len(), 1, "{decisions:?}");
        assert_eq!(decisions[0].actor, "pollster@example.org");
        assert!(decisions[0].detail.ends_with("propose → relu"), "{decisions:?}");
        let researcher = desk.service.signed_in("researcher@example.org", Role::Researcher);
        for (caller, status) in [(&researcher, 403), (&Caller::default(), 303)] {
            assert_eq!(desk.service.get(DESK, caller).status, status);
            assert_eq!(desk.service.get(&entry, caller).status, status);
            assert_eq!(desk.decide(&entry, "statut=publie", caller).status, status);
        }
        assert!(!desk.public(FORM).text().contains("Alpha"), "nobody without the right has published it");
    }

    fn the_answers_of_a_poll_are_at_none_of_these_addresses(db: &TestDatabase) {
        let desk = Desk::open(db);
        desk.service.open(OPEN, small_wave::PAST);
        assert_eq!(desk.service.interview(OPEN, 1, "femme", "inutile").status, 201);
        desk.published("Alpha");
        let hex = if db.is_postgres() { "encode(id, 'hex')" } else { "lower(hex(id))" };
        let ids = db.lines(&format!("SELECT {hex} AS line FROM interviews"));
        assert_eq!(ids.len(), 2);
        for id in &ids {
            for form in ["petite-etude-2020-02", "petit-formulaire-2020-06"] {
                assert_eq!(desk.public(&format!("/formulaires/{form}/{id}")).status, 404);
            }
            let poll = format!("/console/vagues/petite-etude-2020-02/fiches/{id}");
            assert_eq!(desk.service.get(&poll, &desk.admin).status, 404);
            assert_eq!(desk.decide(&poll, "statut=relu", &desk.admin).status, 404);
        }
        let of_the_form = ids.iter().filter(|id| desk.service.get(&format!("{DESK}/{id}"), &desk.admin).status == 200);
        assert_eq!(of_the_form.count(), 1, "the interview of the poll is no entry of the form");
        assert_eq!(desk.service.get("/console/vagues/petite-etude-2020-02/fiches", &desk.admin).status, 404);
    }

    fn an_interview_that_is_not_finished_is_no_entry(db: &TestDatabase) {
        let desk = Desk::open(db);
        let begun = desk.service.post("/e/petit-formulaire-2020-06", "", &Caller::default());
        assert_eq!(begun.status, 303);
        let hex = if db.is_postgres() { "encode(id, 'hex')" } else { "lower(hex(id))" };
        let ids = db.lines(&format!("SELECT {hex} AS line FROM interviews"));
        assert_eq!(desk.service.get(&format!("{DESK}/{}", ids[0]), &desk.pollster).status, 404);
        assert_eq!(desk.decide(&format!("{DESK}/{}", ids[0]), "statut=relu", &desk.pollster).status, 404);
        assert!(desk.list("propose").contains("Aucune fiche n’attend d’être relue."));
    }

    fn a_form_is_never_sealed_and_its_entries_outlive_its_closing(db: &TestDatabase) {
        let desk = Desk::open(db);
        let (entry, public) = desk.published("Alpha");
        let board = "/console/vagues/petit-formulaire-2020-06";
        assert_eq!(desk.service.post(&format!("{board}/clore"), "", &desk.pollster).status, 303);
        assert!(!desk.service.get(board, &desk.pollster).text().contains("/sceller"), "the console does not offer it");
        let refused = desk.service.post(&format!("{board}/sceller"), "", &desk.pollster);
        assert_eq!(refused.status, 409);
        assert!(refused.text().contains("Un formulaire modéré ne se scelle pas"), "{}", refused.text());
        assert_eq!(desk.public(&public).status, 200);
        desk.becomes(&entry, "retire");
        assert_eq!(desk.public(&public).status, 410);
        assert!(desk.service.get("/e/petit-formulaire-2020-06", &Caller::default()).text().contains("Ce formulaire est clos"));
    }
}
