//! The page of a wave says what everybody answered; each question has a page of its own with its crosstabs, and its lines as a file.

use crate::client::Reply;
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

/// Of forty, twenty of each sex: men and women by turns, and of the men ten say « incontournable ».
fn published(db: &TestDatabase) -> Service {
    let service = Service::start(db);
    let opinions =
        ["incontournable", "utile", "incontournable", "utile", "utile", "inutile", "inutile", "incontournable"];
    service.published(PUBLIC, &opinions);
    service
}

on_both_databases! {
    fn the_page_of_a_wave_leads_to_the_crosstabs_of_each_question(db: &TestDatabase) {
        let service = published(db);
        let wave = get(&service, WAVE).text();
        assert!(!wave.contains("S_SEXE") && !wave.contains("Une femme"), "{wave}");
        assert!(wave.contains(&format!("<a href=\"{QUESTION}\">Croisements\u{a0}: un profil</a>")), "{wave}");

        let page = get(&service, QUESTION).text();
        for said in ["Agir ensemble est…</h1>", "Question posée à tous\u{a0}: 40 personnes", "<h3 id=\"titre-par-S_SEXE\">Vous êtes…</h3>", "Une femme", "*\u{a0}: base de moins de 30 personnes", "base faible"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let men = page.split("Un homme").nth(1).and_then(|rest| rest.split("</tr>").next()).expect("the line of men");
        assert!(men.contains(&format!("<a href=\"{QUESTION}/incontournable/S_SEXE.homme\">50</a>")), "{men}");
        assert!(men.contains("<span class=\"range\">") && men.contains(">20 *<"), "{men}");
        assert!(page.contains(&format!("<link rel=\"canonical\" href=\"http://127.0.0.1:8080{QUESTION}\">")), "{page}");
        assert!(page.contains(&format!("content=\"http://127.0.0.1:8080{QUESTION}/st_utile.png\"")), "{page}");
        assert!(page.contains(&format!("href=\"{WAVE}#q-AVIS\"")) && wave.contains("id=\"q-AVIS\""), "it leads back");
        let figure = get(&service, &format!("{QUESTION}/st_utile/S_SEXE.femme")).text();
        assert!(figure.contains(&format!("<a href=\"{QUESTION}\">")), "a figure leads to its question");
    }

    fn the_lines_of_a_question_are_those_of_the_file_of_the_publication(db: &TestDatabase) {
        let service = published(db);
        let page = get(&service, QUESTION).text();
        for door in [&format!("{QUESTION}.csv"), "/api/v1/releases/petite-etude-2020-04/tables/AVIS"] {
            assert!(page.contains(&format!("<a href=\"{door}\">")), "{door}: {page}");
            get(&service, door);
        }
        let lines = get(&service, &format!("{QUESTION}.csv"));
        assert_eq!(lines.header("content-disposition"), Some("attachment; filename=\"petite-etude-2020-04-AVIS.csv\""));
        assert_eq!(lines.body, get(&service, &format!("{WAVE}/1/fichiers/tableaux.csv")).body, "the plan has one question");
    }

    fn an_address_without_a_question_says_so(db: &TestDatabase) {
        let service = published(db);
        for address in ["1/RIEN", "1/avis", "1/S_SEXE", "1/AVIS.rien", "1/AVIS.json", "1/AVIS.csv.csv", "1/.csv", "2/AVIS", "0/AVIS", "un/AVIS"] {
            let reply = service.get(&format!("{WAVE}/{address}"), &Caller::default());
            assert_eq!(reply.status, 404, "{address}: {}", reply.text());
        }
    }
}
