//! What an interview is given at its start, and the page it ends on: kept through reloads, the same on every node.

use sonde::app::respondent::{Answered, Ending, Place, SessionToken};
use sonde::app::run_wave::Opening;
use sonde::domain::id::{EndId, NomenclatureId, SectionId};
use sonde::export::parquet;
use sonde::store::ids::WaveId;
use sonde::store::{arms, sealed_sets, waves};

use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{OPEN, Service, by};
use crate::small_wave;

const BEGINNING: &str = r#"
[[hidden]]
id = "SRC"
label.fr = "Origine"
parameter = "src"
default = "affiche"
categories = [{ code = "mail", label.fr = "Mail" }, { code = "affiche", label.fr = "Affiche" }]

[[hidden]]
id = "BRAS"
label.fr = "Formulation"
shares = [1, 1]
categories = [{ code = "court", label.fr = "Courte" }, { code = "long", label.fr = "Longue" }]

[[ends]]
id = "trop-jeune"
on = "screened_out"
title.fr = "Merci"
text.fr = "Cette enquête s'adresse aux adultes."

[[ends]]
id = "refus"
on = "refused"
title.fr = "Entendu"
text.fr = "Rien n'est gardé."

[[sections]]
id = "consentement""#;

const COMMUNE: &str = r#"exits = [{ when = "S_AGE < 18", end = "screened_out", page = "trop-jeune" }]

[[sections.questions]]
id = "COMMUNE"
role = "opinion"
origin = "reconstructed"
type = "entry"
nomenclature = "communes"
keep = ["region"]
mandatory = "off"
text.fr = "Votre commune ?"
"#;

const DESCRIPTOR: &str = r#"format = 1
languages = ["fr"]
label.fr = "Communes"
file = "communes.csv"
key = "code"
name = "nom"
search = ["cp"]
[attributes.region]
label.fr = "Région"
categories = [{ code = "11", label.fr = "Île-de-France" }, { code = "53", label.fr = "Bretagne" }]
"#;

fn open(service: &Service) {
    let mut bundle = small_wave::bundle(OPEN, small_wave::PAST);
    let exit = "exits = [{ when = \"S_AGE < 18\", end = \"screened_out\" }]";
    bundle.questionnaire =
        small_wave::questionnaire(1, &[("\n[[sections]]\nid = \"consentement\"", BEGINNING), (exit, COMMUNE)]);
    bundle.neighbours.insert("nomenclatures/communes.toml".to_owned(), DESCRIPTOR.to_owned());
    let data = "code,nom,cp,region\n35238,Rennes,35000,53\n75056,Paris,75001,11\n";
    bundle.neighbours.insert("nomenclatures/communes.csv".to_owned(), data.to_owned());
    service.run(async {
        service.app.load_wave(&by("loader"), bundle).await.unwrap();
        service.app.open_wave(&by("opener"), &small_wave::slug(OPEN), Opening::Simulated).await.unwrap();
    });
}

fn begun(service: &Service, source: &str) -> SessionToken {
    let parameters = [("src", source), ("autre", "x")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let started = service.run(service.app.start_open(&small_wave::slug(OPEN), None, &parameters)).unwrap();
    assert!(matches!(started.at, Place::Section(_)));
    started.session
}

fn sent(service: &Service, session: &SessionToken, section: &str, form: &[(&str, &str)]) -> Place {
    let form: Vec<_> = form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let section = SectionId::parse(section).unwrap();
    let slug = small_wave::slug(OPEN);
    match service.run(service.app.answer_page(&slug, session, &section, &form)).unwrap() {
        Answered::GoTo(place) => place,
        Answered::Faulty { faults, .. } => panic!("{faults:?}"),
    }
}

fn at(service: &Service, session: &SessionToken) -> Place {
    service.run(service.app.whereabouts(&small_wave::slug(OPEN), session)).unwrap()
}

fn wave_id(db: &TestDatabase) -> WaveId {
    db.open().read(|tx| waves::by_slug(tx, &small_wave::slug(OPEN))).unwrap().unwrap().id
}

fn arms_given(db: &TestDatabase) -> Vec<u32> {
    let id = wave_id(db);
    db.open().read(|tx| arms::counts(tx, id)).unwrap().into_values().collect()
}

on_both_databases! {
    fn the_end_page_of_an_exit_is_still_there_after_a_reload_on_any_node(db: &TestDatabase) {
        let service = Service::start(db);
        open(&service);
        let other = Service::start(db);
        let page = |id| Some(EndId::parse(id).unwrap());
        let young = begun(&service, "mail");
        sent(&service, &young, "consentement", &[("CONSENT", "oui")]);
        let out = Place::Ended(Ending::ScreenedOut { page: page("trop-jeune") });
        assert_eq!(sent(&service, &young, "vous", &[("S_SEXE", "homme"), ("S_AGE", "12")]), out);
        assert_eq!(at(&other, &young), out);
        let unwilling = begun(&service, "mail");
        let refused = Place::Ended(Ending::Refused { page: page("refus") });
        assert_eq!(sent(&service, &unwilling, "consentement", &[("CONSENT", "non")]), refused);
        assert_eq!(at(&other, &unwilling), refused);
        // Neither counts: both arms are free again.
        assert_eq!(arms_given(db), [0, 0]);
    }

    fn hidden_variables_are_answers_from_the_start_and_go_into_the_data_set(db: &TestDatabase) {
        let service = Service::start(db);
        open(&service);
        for (source, sex) in [("mail", "homme"), ("inconnue", "femme")] {
            let session = begun(&service, source);
            sent(&service, &session, "consentement", &[("CONSENT", "oui")]);
            sent(&service, &session, "vous", &[("S_SEXE", sex), ("S_AGE", "42")]);
            let end = sent(&service, &session, "avis", &[("AVIS", "utile")]);
            assert!(matches!(end, Place::Ended(Ending::Completed { .. })), "{end:?}");
        }
        assert_eq!(arms_given(db), [1, 1]);
        let id = wave_id(db);
        service.run(async {
            let slug = small_wave::slug(OPEN);
            service.app.close_wave(&by("closer"), &slug).await.unwrap();
            service.app.seal_wave(&by("sealer"), &slug).await.unwrap();
        });
        let data = parquet::read(&db.open().read(|tx| sealed_sets::file(tx, id)).unwrap().unwrap()).unwrap();
        for (column, expected) in [("SRC", ["affiche", "mail"]), ("BRAS", ["court", "long"])] {
            let (codes, values) = data.category(column).unwrap();
            let mut given: Vec<_> =
                values.iter().map(|entry| codes[usize::from(*entry.given().unwrap())].as_str()).collect();
            given.sort_unstable();
            assert_eq!(given, expected, "{column}");
        }
    }

    fn a_whole_interview_has_the_arm_of_its_key_and_counts_once_completed(db: &TestDatabase) {
        let service = Service::start(db);
        open(&service);
        for number in 0..20 {
            let reply = service.interview(OPEN, number, if number % 2 == 0 { "homme" } else { "femme" }, "utile");
            assert_eq!(reply.status, 201, "{}", reply.text());
            let again = service.interview(OPEN, number, if number % 2 == 0 { "homme" } else { "femme" }, "utile");
            assert_eq!(again.text(), reply.text());
        }
        let given = arms_given(db);
        assert_eq!(given.iter().sum::<u32>(), 20);
        assert!(given.iter().all(|count| *count > 0), "{given:?}");
        // Those who begin on the pages go to the arm the keys left behind.
        for _ in 0..given[0].abs_diff(given[1]) {
            begun(&service, "mail");
        }
        let most = given.into_iter().max().unwrap();
        assert_eq!(arms_given(db), [most, most]);
    }

    fn a_node_that_did_not_load_the_wave_finds_its_nomenclature_by_digest(db: &TestDatabase) {
        let service = Service::start(db);
        open(&service);
        let other = Service::start(db);
        let landing = other.run(other.app.landing(&small_wave::slug(OPEN))).unwrap();
        let lists = &landing.wave.questionnaire.lists;
        let list = lists.get(&NomenclatureId::parse("communes").unwrap()).unwrap();
        assert_eq!(list.entry(list.search("75").pop().unwrap()).unwrap().label, "Paris");
        db.execute("UPDATE nomenclatures SET content = replace(content, 'Paris', 'Lutèce')").unwrap();
        let third = Service::start(db);
        let tampered = third.run(third.app.landing(&small_wave::slug(OPEN)));
        assert_eq!(tampered.map(|_| ()).map_err(|error| error.code()), Err("internal"));
    }
}
