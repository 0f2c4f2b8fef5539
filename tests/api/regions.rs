//! Regions and comparisons, through their pages: the sheet of a region, those withheld, the kit, what is refused; nothing
//! of it before the embargo.

use std::io::{Cursor, Read as _};

use sonde::app::account::Role;
use sonde::app::run_wave::Opening;
use sonde::domain::wave::WaveBundle;

use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, Service, by};
use crate::small_wave;

const KEY: &str = "2020-06";
const PAGE: &str = "/resultats/petite-etude-2020-06";

/// Men live in Occitanie and women in two regions the plan gathers: twenty each.
const REGIONS: &str = r#"
[[computed]]
id = "REGION12"
label.fr = "Région"
type = "lookup"
of = "S_SEXE"
categories = [
  { code = "76", label.fr = "Occitanie", codes = ["homme"] },
  { code = "93+94", label.fr = "Provence-Alpes-Côte d’Azur et Corse", codes = ["femme"] },
]
"#;

/// Under `least`, a region is not read alone.
fn bundle(embargo: &str, least: u32) -> WaveBundle {
    let mut bundle = small_wave::bundle(KEY, embargo);
    bundle.questionnaire.1.push_str(REGIONS);
    // The question of the template, in the words of the small wave.
    bundle.questionnaire.1 = bundle.questionnaire.1.replace("\"AVIS\"", "\"JC_UTILITE\"");
    let wave = bundle.wave.1.replace("breaks = [\"S_SEXE\"]", "breaks = [\"REGION12\"]").replace("AVIS", "JC_UTILITE");
    bundle.wave.1 = wave.replace("share_base_min = 30", &format!("share_base_min = {least}"));
    bundle
}

fn approved(service: &Service, embargo: &str, least: u32) {
    let slug = small_wave::slug(KEY);
    service.run(service.app.load_wave(&by("loader"), bundle(embargo, least))).unwrap();
    service.run(service.app.open_wave(&by("opener"), &slug, Opening::Simulated)).unwrap();
    for number in 0..40 {
        let (sex, opinion) = if number % 2 == 0 { ("homme", "utile") } else { ("femme", "inutile") };
        let body = small_wave::interview(sex, opinion).replace("AVIS", "JC_UTILITE");
        let sent = crate::client::Request::new("POST", &format!("/e/petite-etude-{KEY}/reponse"))
            .header("idempotency-key", &format!("test-interview-regions-{number:04}"))
            .json(&body)
            .send(service.address);
        assert_eq!(sent.status, 201, "{}", sent.text());
    }
    let (weigher, approver) = (service.staff("weigher@example.org"), service.staff("approver@example.org"));
    service.run(async {
        service.app.seal_wave(&by("closer"), &slug).await.unwrap();
        service.app.weigh_wave(&weigher, &slug).await.unwrap();
        service.app.approve_wave(&approver, &slug).await.unwrap();
    });
}

fn page(service: &Service, address: &str) -> (u16, String) {
    let reply = service.get(address, &Caller::default());
    (reply.status, reply.text())
}

on_both_databases! {
    fn a_region_has_its_sheet_and_one_that_is_gathered_leads_to_the_gathering(db: &TestDatabase) {
        let service = Service::start(db);
        approved(&service, small_wave::PAST, 15);
        let (status, cut) = page(&service, &format!("{PAGE}/regions"));
        assert_eq!(status, 200, "{cut}");
        assert!(cut.contains("Occitanie") && cut.contains("Provence-Alpes-Côte d’Azur et Corse"), "{cut}");
        let (status, sheet) = page(&service, &format!("{PAGE}/region/76"));
        assert_eq!(status, 200, "{sheet}");
        assert!(sheet.contains("Fiche Repère") && sheet.contains("20 personnes interrogées") && sheet.contains("données simulées"), "{sheet}");
        assert!(!sheet.contains("réunit ces régions"), "{sheet}");
        let (status, corsica) = page(&service, &format!("{PAGE}/region/94"));
        assert_eq!(status, 200, "{corsica}");
        assert!(corsica.contains("réunit ces régions") && corsica.contains("Provence-Alpes-Côte d’Azur et Corse"), "{corsica}");
        for absent in ["region/99", "regions?question=ABSENTE", "regions?ligne=0", "regions?ligne=99"] {
            assert_eq!(page(&service, &format!("{PAGE}/{absent}")).0, 404, "{absent}");
        }
    }

    fn a_region_too_small_is_withheld_with_the_reason_and_has_no_sheet_in_the_kit(db: &TestDatabase) {
        let service = Service::start(db);
        approved(&service, small_wave::PAST, 30);
        let (status, text) = page(&service, &format!("{PAGE}/region/76"));
        assert_eq!(status, 200);
        assert!(text.contains("Pas de fiche pour cette région") && text.contains("20 personnes interrogées"), "{text}");
        assert!(!text.contains("Fiche Repère"), "{text}");
        let names = kit(&service);
        assert_eq!(names.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), [
            "petite-etude-2020-06/index.html",
            "petite-etude-2020-06/ensemble.html",
        ]);
        assert!(names[0].1.contains("Occitanie") && names[0].1.contains("pas de fiche"), "{}", names[0].1);
    }

    fn the_kit_has_a_sheet_a_region_that_stands_alone(db: &TestDatabase) {
        let service = Service::start(db);
        approved(&service, small_wave::PAST, 15);
        let files = kit(&service);
        let names: Vec<_> = files.iter().map(|(name, _)| name.rsplit('/').next().unwrap()).collect();
        assert_eq!(names, ["index.html", "ensemble.html", "region-76.html", "region-93-94.html"]);
        for (name, text) in &files {
            assert!(text.contains("<style>") && !text.contains("<link") && !text.contains("<script"), "{name} needs another file");
            assert!(text.contains("Données simulées"), "{name}");
        }
        for (name, _) in files.iter().skip(1) {
            assert!(files[0].1.contains(&format!("href=\"{}\"", name.rsplit('/').next().unwrap())), "{name} is not in the index");
        }
    }

    fn before_the_embargo_regions_answer_as_a_wave_that_does_not_exist_but_to_those_on_the_list(db: &TestDatabase) {
        let service = Service::start(db);
        approved(&service, small_wave::FAR, 15);
        let early = service.signed_in("early@example.org", Role::Researcher);
        service.run(service.app.allow_early_reading(&by("lead"), &small_wave::slug(KEY), "early@example.org")).unwrap();
        for place in ["regions", "region/76", "region/94", "region/99", "fiches.zip", "regions?ligne=99"] {
            let held = page(&service, &format!("{PAGE}/{place}"));
            assert_eq!(held, page(&service, &format!("/resultats/petite-etude-2031-01/{place}")), "{place}");
            assert_eq!(held.0, 404, "{place}");
        }
        for place in ["regions", "region/76", "fiches.zip"] {
            let read = service.get(&format!("{PAGE}/{place}"), &early);
            assert_eq!((read.status, read.header("cache-control")), (200, Some("no-store")), "{place}");
        }
        for place in ["/resultats/comparaisons", "/resultats/audiences/citoyens"] {
            let text = page(&service, place).1;
            assert!(!text.contains("petite-etude"), "{place} says a wave under embargo");
        }
    }

    fn the_81_percent_is_of_may_2020_and_what_is_mistaken_for_it_is_refused(db: &TestDatabase) {
        let service = Service::start(db);
        let (status, text) = page(&service, "/resultats/comparaisons");
        assert_eq!(status, 200);
        for said in ["mai 2020", "non publiée", "Pour sortir de la crise du Covid-19", "rupture", "conflit entre sources"] {
            assert!(text.contains(said), "« {said} » is not said");
        }
        assert_eq!(text.matches("class=\"refusal\"").count(), 5, "five mistakes, each refused");
        let two = |a: &str, b: &str| page(&service, &format!("/resultats/comparaisons?a={a}&b={b}")).1;
        let (citizens, firms) = ("urgence-covid-citoyens-2020-05/JC_UTILITE/st_utile", "impact-entreprises-2020-06/JC_UTILITE/st_utile");
        assert!(two(citizens, firms).contains("Côte à côte, sans écart ni moyenne"));
        let (before, after) = ("phare-citoyens-2015-09/PART_INNOV/st_oui", "impact-citoyens-2019-10/PART_INNOV/st_oui");
        assert!(two(after, before).contains("+5\u{a0}points"), "in time, whatever the order asked");
        assert!(two(citizens, after).contains("Ne se compare pas"));
        assert!(two("x", "%3Cscript%3E").contains("Choisissez deux chiffres"));
    }

    fn a_figure_whose_sources_disagree_is_one_choice_that_says_both(db: &TestDatabase) {
        let service = Service::start(db);
        let disputed = "phare-citoyens-2015-09/FRAG.securite/moyenne";
        let text = page(&service, &format!("/resultats/comparaisons?a={disputed}&b=impact-citoyens-2019-10/FRAG.securite/moyenne")).1;
        let both = "6,6\u{a0}/\u{a0}10 ou 7\u{a0}/\u{a0}10";
        let choice = |chosen: &str| format!("<option value=\"{disputed}\"{chosen}>{both} – ");
        assert_eq!((text.matches(&choice(" selected")).count(), text.matches(&choice("")).count()), (1, 1), "{text}");
        assert_eq!(text.matches(&format!("value=\"{disputed}\"")).count(), 2, "once a list");
        assert!(text.contains(&format!("<p class=\"big\">{both}</p>")), "{text}");
    }

    fn an_audience_has_its_sheet_and_an_unknown_one_has_none(db: &TestDatabase) {
        let service = Service::start(db);
        let (status, text) = page(&service, "/resultats/audiences/fondations");
        assert_eq!(status, 200);
        assert!(text.contains("Fonds et fondations") && text.contains("98\u{a0}%") && text.contains("42 interrogés"), "{text}");
        assert_eq!(page(&service, "/resultats/audiences/inconnus").0, 404);
    }
}

/// The files of the kit, by name.
fn kit(service: &Service) -> Vec<(String, String)> {
    let reply = service.get(&format!("{PAGE}/fiches.zip"), &Caller::default());
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/zip")));
    let mut archive = zip::ZipArchive::new(Cursor::new(reply.body.clone())).expect("a zip");
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a file");
        let mut text = String::new();
        file.read_to_string(&mut text).expect("a text");
        files.push((file.name().to_owned(), text));
    }
    files
}
