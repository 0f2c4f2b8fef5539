//! A device many people answer on: each begins anew, and nobody finds the one before.

use sonde::app::run_wave::Opening;

use crate::client::Reply;
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, READY, Service, by};
use crate::small_wave;

const WAVE: &str = "/e/petite-etude-2020-02";

/// The wave at a kiosk only, and the address that makes a device one.
fn opened(service: &Service) -> String {
    let mut bundle = small_wave::bundle(OPEN, small_wave::PAST);
    bundle.wave.1 = bundle
        .wave
        .1
        .replace("open_link = true", "open_link = false")
        .replace("whole = true", "whole = true\nkiosk = true");
    let slug = small_wave::slug(OPEN);
    let address = service.run(async {
        service.app.load_wave(&by("loader"), bundle).await.unwrap();
        service.app.open_wave(&by("opener"), &slug, Opening::Simulated).await.unwrap();
        service.app.kiosk_address(&slug).await.unwrap()
    });
    address.strip_prefix("http://127.0.0.1:8080").unwrap().to_owned()
}

/// Cookies set and removed by a reply, as a browser keeps them.
fn kept(device: &mut Caller, reply: &Reply) {
    for (_, line) in reply.headers.iter().filter(|(name, _)| name == "set-cookie") {
        device.cookies.retain(|cookie| cookie.split('=').next() != line.split('=').next());
    }
    device.cookies.extend(reply.cookies());
}

fn read(service: &Service, device: &mut Caller, path: &str) -> Reply {
    let reply = service.get(path, device);
    kept(device, &reply);
    reply
}

fn sent(service: &Service, device: &mut Caller, path: &str) -> Reply {
    let reply = service.post(path, "", device);
    kept(device, &reply);
    reply
}

on_both_databases! {
    fn each_person_at_a_kiosk_begins_anew_and_is_forgotten(db: &TestDatabase) {
        let service = Service::start(db);
        let address = opened(&service);
        let mut device = Caller::default();
        let entered = read(&service, &mut device, &address);
        assert_eq!((entered.status, entered.header("location")), (303, Some(WAVE)));
        for _ in 0..2 {
            let landing = read(&service, &mut device, WAVE);
            assert!(landing.text().contains("Commencer"), "{}", landing.text());
            assert!(landing.text().contains("Borne partagée") && !landing.text().contains("/reprendre"), "nobody comes back to it");
            let begun = sent(&service, &mut device, WAVE);
            let cookie = begun.header("set-cookie").unwrap();
            assert!(!cookie.contains("Max-Age"), "the window's, at the latest: {cookie}");
            let page = service.get(&format!("{WAVE}/page/consentement"), &device);
            assert_eq!(page.header("refresh"), Some("180; url=/e/petite-etude-2020-02"), "back by itself when nobody is there");
            assert!(page.text().contains("Borne partagée") && !page.text().contains("class=\"code\""));
            service.post(&format!("{WAVE}/page/consentement"), "CONSENT=oui", &device);
            service.post(&format!("{WAVE}/page/vous"), "S_SEXE=femme&S_AGE=42", &device);
            service.post(&format!("{WAVE}/page/avis"), "AVIS=utile", &device);
            let end = service.get(&format!("{WAVE}/fin"), &device);
            assert_eq!(end.header("refresh"), Some("30; url=/e/petite-etude-2020-02"));
            assert!(end.text().contains("class=\"receipt\"") && end.text().contains("laisser la place"));
            let mut secrets = end.text().split("class=\"receipt\">").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect::<Vec<_>>().into_iter();
            let form = format!("_recu={}&_code={}", secrets.next().unwrap(), secrets.next().unwrap());
            let mut left_open = vec![service.post(&format!("{WAVE}/mes-reponses"), &form, &device)];
            left_open.push(service.post(&format!("{WAVE}/mes-reponses/correction"), &format!("{form}&_page=avis"), &device));
            left_open.push(service.post(&format!("{WAVE}/mes-reponses/retrait"), &form, &device));
            left_open.push(service.post(&format!("{WAVE}/mes-reponses"), "_recu=x", &device));
            left_open.push(service.post(&format!("{WAVE}/mes-reponses/retrait"), "_recu=x", &device));
            left_open.extend(["mes-reponses", "vie-privee", "reprendre"].map(|page| service.get(&format!("{WAVE}/{page}"), &device)));
            for page in &left_open {
                assert_eq!(page.header("refresh"), Some("180; url=/e/petite-etude-2020-02"), "{}", page.text());
            }
            assert!(left_open[0].text().contains("Une femme") && left_open[2].status == 422, "{}", left_open[0].text());
            assert_eq!(service.get(&format!("{WAVE}/mes-reponses"), &Caller::default()).header("refresh"), None, "elsewhere one reads at ease");
        }
        assert_eq!(db.lines("SELECT mode || disposition AS line FROM interviews"), ["kioskcompleted", "kioskcompleted"]);
    }

    fn whoever_walks_away_leaves_nothing_to_the_next(db: &TestDatabase) {
        let service = Service::start(db);
        let address = opened(&service);
        let mut device = Caller::default();
        read(&service, &mut device, &address);
        sent(&service, &mut device, WAVE);
        service.post(&format!("{WAVE}/page/consentement"), "CONSENT=oui", &device);
        // What the browser does by itself after three minutes.
        read(&service, &mut device, WAVE);
        for gone in ["page/consentement", "page/vous", "fin"] {
            let reply = service.get(&format!("{WAVE}/{gone}"), &device);
            assert_eq!((reply.status, reply.header("location")), (303, Some(WAVE)), "{gone}");
        }
    }

    fn only_a_device_that_was_given_the_address_is_a_kiosk(db: &TestDatabase) {
        let service = Service::start(db);
        let address = opened(&service);
        let forged = [&address[..address.len() - 1], if address.ends_with('a') { "b" } else { "a" }].concat();
        assert_eq!(service.get(&forged, &Caller::default()).status, 404);
        let claims = Caller { token: None, cookies: vec!["sonde_k_petite-etude-2020-02=aaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned()] };
        assert_eq!(service.post(WAVE, "", &claims).status, 403);
        assert!(service.get(WAVE, &Caller::default()).text().contains("lien personnel"), "others are told how one comes in");
        // The key of one wave is none of another's.
        service.open(READY, small_wave::PAST);
        let key = address.rsplit('/').next().unwrap();
        assert_eq!(service.get(&format!("/e/petite-etude-2020-01/borne/{key}"), &Caller::default()).status, 404);
        assert_eq!(db.lines("SELECT mode AS line FROM interviews"), [] as [&str; 0]);
    }
}
