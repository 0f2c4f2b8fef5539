//! Every figure of the page of results has an address of its own, where it is all that makes it citable; the notice tells how it
//! was made.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, PUBLIC, Service};

const WAVE: &str = "/resultats/petite-etude-2020-04";
const QUESTION: &str = "/resultats/petite-etude-2020-04/1/AVIS";

fn get(service: &Service, address: &str) -> Reply {
    let reply = service.get(address, &Caller::default());
    assert_eq!(reply.status, 200, "{address}: {}", reply.text());
    reply
}

/// Of forty, ten of each sex say « incontournable », the others « utile » or nothing known.
fn published(db: &TestDatabase) -> Service {
    let service = Service::start(db);
    service.published(PUBLIC, &["incontournable", "utile", "inutile", "incontournable"]);
    service
}

fn data(service: &Service, address: &str) -> Value {
    serde_json::from_str(&get(service, &format!("{address}.json")).text()).expect("JSON")
}

/// The page of the wave and that of its question, which has the crosstabs.
fn pages(service: &Service) -> String {
    [WAVE, QUESTION].map(|address| get(service, address).text()).concat()
}

/// Addresses of figures linked from a page.
fn linked(page: &str) -> BTreeSet<String> {
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(|link| link.starts_with(&format!("{QUESTION}/"))).map(str::to_owned).collect()
}

on_both_databases! {
    fn every_figure_of_the_page_leads_to_its_own_page_and_says_the_same_there(db: &TestDatabase) {
        let service = published(db);
        let page = pages(&service);
        let links = linked(&page);
        assert!(links.len() >= 8, "{links:?}");
        for link in &links {
            let json = data(&service, link);
            let figure = &json["figure"];
            let value = figure["value"].as_f64().unwrap_or_else(|| panic!("{link}: {json}"));
            assert!(page.contains(&format!("<a href=\"{link}\">{value}</a>")), "{link}: {value}");
            let own = get(&service, link).text();
            assert!(own.contains(&format!("{value}\u{a0}%")), "{link}: {own}");
            assert!(figure["address"].as_str().unwrap().ends_with(link.as_str()));
        }
    }

    fn a_figure_is_never_without_its_public_its_dates_and_its_wave(db: &TestDatabase) {
        let service = published(db);
        for link in linked(&pages(&service)) {
            let json = data(&service, &link);
            for language in ["sentence_fr", "sentence_en"] {
                let sentence = json["figure"][language].as_str().unwrap_or_else(|| panic!("{link}: {json}"));
                let end = if language == "sentence_fr" { "4 mai 2020" } else { "4 May 2020" };
                for said in ["Citoyens", "Français de 18 ans et plus", "2020-04", "Petite vague", end] {
                    assert!(sentence.contains(said), "{said}: {sentence}");
                }
                assert!(sentence.contains("imul"), "simulated data say so: {sentence}");
            }
            let told = &json["figure"]["publication"];
            assert_eq!((&told["fieldwork_start"], &told["fieldwork_end"]), (&"2020-04-01".into(), &"2020-05-04".into()));
            assert_eq!(told["published_on"], "2020-05-07");
        }
    }

    fn a_figure_is_a_drawing_and_a_picture_that_other_sites_may_show(db: &TestDatabase) {
        let service = published(db);
        let figure = format!("{WAVE}/1/AVIS/st_utile");
        let drawing = get(&service, &format!("{figure}.svg"));
        assert_eq!(drawing.header("content-type"), Some("image/svg+xml"));
        let picture = get(&service, &format!("{figure}.png"));
        assert_eq!(picture.header("content-type"), Some("image/png"));
        assert!(picture.body.starts_with(b"\x89PNG\r\n\x1a\n"));
        for shown in [&drawing, &picture] {
            assert_eq!(shown.header("cross-origin-resource-policy"), Some("cross-origin"));
            assert!(shown.header("etag").is_some());
        }
        let page = get(&service, &figure);
        assert_eq!(page.header("cross-origin-resource-policy"), Some("same-origin"), "a page is nobody's to frame");
        let told = page.text();
        let preview = format!("<meta property=\"og:image\" content=\"http://127.0.0.1:8080{figure}.png\">");
        assert!(told.contains(&preview), "{told}");
        let again = Request::new("GET", &format!("{figure}.png")).header("if-none-match", picture.header("etag").unwrap());
        assert_eq!(service.send(again, &Caller::default()).status, 304);
    }

    fn an_address_without_a_figure_says_so(db: &TestDatabase) {
        let service = published(db);
        for address in ["1/AVIS/rien", "1/RIEN/st_utile", "1/AVIS/st_utile/S_SEXE.rien", "1/AVIS/st_utile/S_SEXE", "2/AVIS/st_utile", "1/AVIS/st_utile.gif", "un/AVIS/st_utile", "1/AVIS.rien/st_utile"] {
            assert_eq!(service.get(&format!("{WAVE}/{address}"), &Caller::default()).status, 404, "{address}");
        }
    }

    fn the_notice_counts_who_did_not_answer_and_computes_margins(db: &TestDatabase) {
        let service = published(db);
        let notice = get(&service, &format!("{WAVE}/notice")).text().replace(['\u{a0}', '\u{202f}'], " ");
        let plain = notice.replace("&#39;", "’").replace('\'', "’");
        for said in ["Observatoire, association", "Institut d’essai", "du 1er avril au 4 mai 2020", "Agir ensemble est…", "Incontournable · Utile · Inutile · Ne se prononce pas", "Complets, retenus", "Non-réponse à l’ensemble : <strong>0 %</strong>", "Marge d’essai", "aucune déclarée"] {
            assert!(plain.contains(said), "{said}: {plain}");
        }
        // 1.96 √(0.25 / 40) of the whole sample, which weighs alike.
        assert!(plain.contains(">15,5<"), "{plain}");
    }
}
