//! What is said of a wave whose sample is not controlled: it is a consultation, to those who answer and to those who read.

use sonde::app::run_wave::Opening;

use crate::client::Reply;
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, PUBLIC, Service, by};
use crate::small_wave;

fn page(service: &Service, address: &str) -> Reply {
    let page = service.get(address, &Caller::default());
    assert_eq!(page.status, 200, "{address}: {}", page.text());
    page
}

on_both_databases! {
    fn an_uncontrolled_wave_is_called_a_consultation_before_anybody_answers(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let landing = page(&service, "/e/petite-etude-2020-02").text();
        for told in ["Consultation ouverte", "chacun peut y répondre", "non celui d’une population entière"] {
            assert!(landing.contains(told), "{told}:\n{landing}");
        }
        assert!(!landing.to_lowercase().contains("sondage"), "{landing}");

        let mut controlled = small_wave::bundle("2020-05", small_wave::PAST);
        controlled.wave.1 = controlled.wave.1.replacen("open_link = true", "open_link = true\ncontrolled = true", 1);
        service.run(service.app.load_wave(&by("loader"), controlled)).unwrap();
        service.run(service.app.open_wave(&by("opener"), &small_wave::slug("2020-05"), Opening::Simulated)).unwrap();
        let landing = page(&service, "/e/petite-etude-2020-05").text();
        assert!(!landing.contains("onsultation"), "a controlled sample is none: {landing}");
    }

    fn its_results_are_a_consultation_s_and_never_a_poll_s(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile"]);
        let results = page(&service, "/resultats/petite-etude-2020-04").text();
        for told in ["Consultation ouverte", "Ils ne mesurent pas l’avis d’une population", "Consultation Institut d’essai pour Observatoire"] {
            let plain = results.replace('\'', "’").replace("&#39;", "’");
            assert!(plain.contains(told), "{told}:\n{results}");
        }
        assert!(!results.contains("Sondage") && !results.contains("sondage"), "{results}");
    }

    fn nothing_made_of_its_results_calls_it_a_poll(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile"]);
        let wave = "/resultats/petite-etude-2020-04";
        let figure = format!("{wave}/1/AVIS/st_utile");
        for address in [format!("{wave}/notice"), figure.clone(), format!("{figure}.json"), format!("{figure}.svg")] {
            let said = page(&service, &address).text().to_lowercase();
            assert!(said.contains("consultation"), "{address}: {said}");
            assert!(!said.contains("sondage") && !said.contains("survey"), "{address}: {said}");
        }
    }
}
