//! What respondents' browsers do: Back, reload, two tabs, two devices, a double click, a cookie that is gone, a server that
//! was started again in between. Nothing sent is lost, nothing counts twice.

use std::sync::Barrier;
use std::thread;

use sonde::app::run_wave::Opening;

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, Service, by};
use crate::{small_form, small_wave};

const WAVE: &str = "/e/petite-etude-2020-02";
const CLICKS: usize = 12;
/// More than any person has, and than a fixed number of tries would serve.
const DEVICES: usize = 16;

fn page(section: &str) -> String {
    format!("{WAVE}/page/{section}")
}

/// The ticket of a first page, as its form sends it.
fn ticket(service: &Service) -> String {
    format!("_ticket={}", service.get(WAVE, &Caller::default()).field("_ticket"))
}

fn dispositions(db: &TestDatabase) -> Vec<String> {
    db.lines("SELECT disposition AS line FROM interviews ORDER BY 1")
}

fn places(service: &Service) -> (u32, u32) {
    let status = service.run(service.app.wave_status(&small_wave::slug(OPEN))).unwrap();
    (status.cells[0].completed, status.cells[0].reserved)
}

on_both_databases! {
    fn a_double_click_on_the_first_button_begins_one_interview(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let (form, together) = (ticket(&service), Barrier::new(CLICKS));
        let cookies: Vec<_> = thread::scope(|scope| {
            let click = || {
                together.wait();
                service.post(WAVE, &form, &Caller::default()).cookie()
            };
            let clicks: Vec<_> = (0..CLICKS).map(|_| scope.spawn(click)).collect();
            clicks.into_iter().map(|click| click.join().unwrap()).collect()
        });
        assert!(cookies[0].is_some() && cookies.iter().all(|cookie| *cookie == cookies[0]), "{cookies:?}");
        assert_eq!(dispositions(db), ["started"]);
        service.post(WAVE, &ticket(&service), &Caller::default());
        assert_eq!(dispositions(db).len(), 2, "another page is another person");
    }

    fn back_and_reload_show_what_was_answered_and_a_page_sent_again_changes_it(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let person = service.respondent(OPEN);
        service.post(&page("consentement"), "CONSENT=oui", &person);
        for _ in 0..3 {
            let back = service.get(&page("consentement"), &person);
            assert!(back.status == 200 && back.text().contains("checked"), "Back, then reload: {}", back.text());
        }
        let sent = service.post(&page("consentement"), "CONSENT=oui", &person);
        assert_eq!(sent.header("location"), Some(page("vous").as_str()));
        service.post(&page("vous"), "S_SEXE=femme&S_AGE=42", &person);
        // Back to the profile, once its place is held: it no longer moves.
        service.post(&page("vous"), "S_SEXE=homme&S_AGE=30", &person);
        let shown = service.get(&page("vous"), &person).text();
        assert!(shown.contains("value=\"42\""), "{shown}");
        assert_eq!(places(&service), (0, 1));
        service.post(&page("avis"), "AVIS=utile", &person);
        // Back after the end: every page leads to the end, whatever is sent.
        for section in ["consentement", "vous", "avis"] {
            let end = format!("{WAVE}/fin");
            assert_eq!(service.get(&page(section), &person).header("location"), Some(end.as_str()));
            assert_eq!(service.post(&page(section), "AVIS=inutile&CONSENT=non", &person).header("location"), Some(end.as_str()));
        }
        assert_eq!((places(&service), dispositions(db)), ((1, 0), vec!["completed".to_owned()]));
    }

    fn two_tabs_and_two_devices_are_one_interview(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let link = service.run(service.app.make_invitations(&by("inviter"), &small_wave::slug(OPEN), 1)).unwrap().remove(0);
        let link = link.strip_prefix("http://127.0.0.1:8080").unwrap();
        let begun = || service.post(link, "", &Caller::default()).caller();
        let (phone, computer) = (begun(), begun());
        service.post(&page("consentement"), "CONSENT=oui", &phone);
        // The other device still shows the first page, and sends it.
        assert_eq!(service.post(&page("consentement"), "CONSENT=oui", &computer).header("location"), Some(page("vous").as_str()));
        let together = Barrier::new(2);
        let ends: Vec<Reply> = thread::scope(|scope| {
            let sends: Vec<_> = [&phone, &computer]
                .into_iter()
                .map(|device| {
                    let (service, together) = (&service, &together);
                    scope.spawn(move || {
                        together.wait();
                        service.post(&page("vous"), "S_SEXE=femme&S_AGE=42", device);
                        together.wait();
                        service.post(&page("avis"), "AVIS=utile", device)
                    })
                })
                .collect();
            sends.into_iter().map(|send| send.join().unwrap()).collect()
        });
        assert!(ends.iter().all(|end| end.header("location") == Some("/e/petite-etude-2020-02/fin")), "{ends:?}");
        assert_eq!((places(&service), dispositions(db)), ((1, 0), vec!["completed".to_owned()]));
        // Used, the link still leads to its own end, and to nobody else's beginning.
        assert!(service.get(link, &Caller::default()).text().contains("Revoir la page de fin"));
        let late = service.post(link, "", &Caller::default());
        assert_eq!(late.header("location"), Some("/e/petite-etude-2020-02/fin"));
        assert_eq!(dispositions(db).len(), 1);
    }

    fn devices_that_send_different_things_in_lockstep_are_all_served(db: &TestDatabase) {
        let service = Service::start(db);
        service.run(service.app.load_wave(&by("loader"), small_form::bundle())).unwrap();
        service.run(service.app.open_wave(&by("opener"), &small_form::slug(), Opening::Simulated)).unwrap();
        let form = ["/e/", small_form::slug().as_str()].concat();
        let person = service.post(&form, "", &Caller::default()).caller();
        assert_eq!(service.post(&[&form, "/page/consentement"].concat(), "CONSENT=oui", &person).status, 303);
        let (page, together) = ([&form, "/page/contact"].concat(), Barrier::new(DEVICES));
        // No two send the same, so that none finds its own work done by another: each must be the one saved once.
        let replies: Vec<Reply> = thread::scope(|scope| {
            let send = |device| {
                let address = format!("a{device}@exemple.example");
                together.wait();
                service.post(&page, &format!("CONTACT={address}&COURRIEL={address}"), &person)
            };
            let sends: Vec<_> = (0..DEVICES).map(|device| scope.spawn(move || send(device))).collect();
            sends.into_iter().map(|send| send.join().unwrap()).collect()
        });
        let statuses: Vec<_> = replies.iter().map(|reply| reply.status).collect();
        assert_eq!(statuses, [303; DEVICES]);
        assert_eq!(dispositions(db), ["started"]);
    }

    fn a_cookie_that_is_gone_leads_to_the_first_page_and_the_link_or_the_code_back(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let link = service.run(service.app.make_invitations(&by("inviter"), &small_wave::slug(OPEN), 1)).unwrap().remove(0);
        let link = link.strip_prefix("http://127.0.0.1:8080").unwrap();
        let person = service.post(link, "", &Caller::default()).caller();
        service.post(&page("consentement"), "CONSENT=oui", &person);
        let lost = [WAVE, "?perdu"].concat();
        for gone in [Caller::default(), Caller { token: None, cookies: vec!["sonde_e_petite-etude-2020-02=zzz".to_owned()] }] {
            for reply in [service.get(&page("vous"), &gone), service.post(&page("vous"), "S_SEXE=femme&S_AGE=42", &gone)] {
                assert_eq!((reply.status, reply.header("location")), (303, Some(lost.as_str())));
            }
        }
        assert!(service.get(WAVE, &Caller::default()).text().contains("/reprendre"), "the first page says how to come back");
        assert!(service.get(link, &Caller::default()).text().contains("Reprendre"), "so does the link");
        assert_eq!(service.post(link, "", &Caller::default()).header("location"), Some(page("vous").as_str()));
        assert_eq!(dispositions(db), ["started"]);
    }

    fn a_server_started_again_in_between_knows_everybody(db: &TestDatabase) {
        let first = Service::start(db);
        first.open(OPEN, small_wave::PAST);
        let (form, person) = (ticket(&first), first.respondent(OPEN));
        first.post(&page("consentement"), "CONSENT=oui", &person);
        drop(first);
        let second = Service::start(db);
        assert_eq!(second.get(WAVE, &person).text().matches("Reprendre où j’en étais").count(), 1);
        assert_eq!(second.post(&page("vous"), "S_SEXE=femme&S_AGE=42", &person).header("location"), Some(page("avis").as_str()));
        assert_eq!(second.post(WAVE, &form, &Caller::default()).status, 303, "a page shown before begins after");
        drop(second);
        let third = Service::start(db);
        assert_eq!(third.post(&page("avis"), "AVIS=utile", &person).header("location"), Some("/e/petite-etude-2020-02/fin"));
        assert_eq!(dispositions(db), ["completed", "started"]);
    }

    fn the_same_page_from_everywhere_at_once_is_saved_once(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let person = service.respondent(OPEN);
        service.post(&page("consentement"), "CONSENT=oui", &person);
        let together = Barrier::new(CLICKS);
        let replies: Vec<Reply> = thread::scope(|scope| {
            let send = || {
                together.wait();
                service.send(Request::new("POST", &page("vous")).form("S_SEXE=femme&S_AGE=42"), &person)
            };
            let sends: Vec<_> = (0..CLICKS).map(|_| scope.spawn(send)).collect();
            sends.into_iter().map(|send| send.join().unwrap()).collect()
        });
        for reply in &replies {
            assert_eq!((reply.status, reply.header("location")), (303, Some(page("avis").as_str())), "{}", reply.text());
        }
        assert_eq!((places(&service), dispositions(db)), ((0, 1), vec!["started".to_owned()]));
    }
}
