//! Versions: frozen ones are refused with the name of what changed; a new one taken up in the field is that of the interviews
//! that begin, and sealing says everybody in it.

use sonde::app::App;
use sonde::app::AppError;
use sonde::app::respondent::{Answered, Place, SessionToken};
use sonde::app::run_wave::Opening;
use sonde::domain::id::{SectionId, WaveSlug};
use sonde::domain::questionnaire::diff::ChangeClass;
use sonde::domain::wave::WaveState;
use sonde::export::parquet;
use sonde::store::ids::WaveId;
use sonde::store::{sealed_sets, waves};

use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{OPEN, Service, by};
use crate::small_wave;

/// One more option, put before the others so that every position moves, and a slip corrected.
const ADDED: [(&str, &str); 2] = [
    (
        "  { code = \"incontournable\", label.fr = \"Incontournable\" },",
        "  { code = \"nuisible\", label.fr = \"Nuisible\" },\n  { code = \"incontournable\", label.fr = \"Incontournable\" },",
    ),
    ("Quel âge avez-vous ?", "Quel âge avez vous ?"),
];

async fn answered(app: &App, slug: &WaveSlug, session: &SessionToken, section: &str, form: &[(&str, &str)]) -> Place {
    let form: Vec<_> = form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let section = SectionId::parse(section).unwrap();
    match app.answer_page(slug, session, &section, &form).await.unwrap() {
        Answered::GoTo(place) => place,
        Answered::Faulty { faults, .. } => panic!("{faults:?}"),
    }
}

async fn before_opinion(app: &App, slug: &WaveSlug, sex: &str) -> SessionToken {
    let session = app.start_open(slug, None, &[]).await.unwrap().session;
    answered(app, slug, &session, "consentement", &[("CONSENT", "oui")]).await;
    answered(app, slug, &session, "vous", &[("S_SEXE", sex), ("S_AGE", "42")]).await;
    session
}

fn wave_id_of(db: &TestDatabase, slug: &WaveSlug) -> WaveId {
    db.open().read(|tx| waves::by_slug(tx, slug)).unwrap().unwrap().id
}

fn refusal(service: &Service, version: u32, replacements: &[(&str, &str)]) -> String {
    let file = small_wave::version(version, replacements);
    let outcome = service.run(service.app.revise_wave(&by("reviser"), &small_wave::slug(OPEN), file));
    let error = outcome.unwrap_err();
    assert!(matches!(error, AppError::RevisionRefused(_)), "{error}");
    error.to_string()
}

on_both_databases! {
    fn an_interview_ends_with_the_version_it_began_with_and_sealing_says_all_in_the_newest(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let (app, slug) = (&service.app, small_wave::slug(OPEN));
        // A second node, which met the wave before the change.
        let other = Service::start(db);
        service.run(async {
            let early = before_opinion(app, &slug, "homme").await;
            assert!(other.app.landing(&slug).await.unwrap().is_open);
            let file = small_wave::version(2, &ADDED);
            let revision = app.revise_wave(&by("reviser"), &slug, file).await.unwrap();
            let classes: Vec<_> = revision.changes.iter().map(|change| change.class).collect();
            assert_eq!(classes, [ChangeClass::OptionAdded, ChangeClass::Typo]);
            assert_eq!(revision.wave.questionnaire_version, 2);
            let late = before_opinion(&other.app, &slug, "femme").await;
            // The early one is still shown the four options of the first version, on any node.
            let refused = [("AVIS", "nuisible")].map(|(name, value)| (name.to_owned(), value.to_owned()));
            let section = SectionId::parse("avis").unwrap();
            for node in [app, &other.app] {
                let outcome = node.answer_page(&slug, &early, &section, &refused).await.unwrap();
                assert!(matches!(outcome, Answered::Faulty { .. }), "{outcome:?}");
            }
            answered(&other.app, &slug, &early, "avis", &[("AVIS", "incontournable")]).await;
            answered(app, &slug, &late, "avis", &[("AVIS", "nuisible")]).await;
            app.close_wave(&by("closer"), &slug).await.unwrap();
            other.app.seal_wave(&by("sealer"), &slug).await.unwrap();
        });
        assert_eq!(db.lines("SELECT CAST(version AS TEXT) AS line FROM interviews ORDER BY version"), ["1", "2"]);
        assert_eq!(db.lines("SELECT DISTINCT CAST(seed AS TEXT) AS line FROM interviews"), ["0"]);
        let wave_id = wave_id_of(db, &slug);
        let file = db.open().read(|tx| sealed_sets::file(tx, wave_id)).unwrap().unwrap();
        let data = parquet::read(&file).unwrap();
        let (codes, values) = data.category("AVIS").unwrap();
        let mut given: Vec<&str> =
            values.iter().filter_map(|entry| entry.given()).map(|at| codes[usize::from(*at)].as_str()).collect();
        given.sort_unstable();
        assert_eq!(codes.len(), 5);
        assert_eq!(given, ["incontournable", "nuisible"]);
    }

    fn a_device_that_left_with_the_older_version_is_heard_in_it(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let option = "{ code = \"inutile\", label.fr = \"Inutile\"";
        let retired = [(option, "{ code = \"inutile\", retired = true, label.fr = \"Inutile\"")];
        let (reviser, slug) = (by("reviser"), small_wave::slug(OPEN));
        service.run(service.app.revise_wave(&reviser, &slug, small_wave::version(2, &retired))).unwrap();
        assert_eq!(service.interview(OPEN, 1, "homme", "inutile").status, 201);
        assert_eq!(service.interview(OPEN, 2, "homme", "utile").status, 201);
        assert_eq!(service.interview(OPEN, 3, "homme", "nulle-part").status, 422);
        assert_eq!(db.lines("SELECT CAST(version AS TEXT) AS line FROM interviews ORDER BY version"), ["1", "2"]);
    }

    fn what_cannot_go_live_is_refused_with_its_class_and_its_reason(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let reworded = refusal(&service, 2, &[("Agir ensemble est…", "Agir seul est…")]);
        assert!(reworded.contains("libellé (AVIS, texte)"), "{reworded}");
        let profile = refusal(&service, 2, &[("label.fr = \"Une femme\" }", "label.fr = \"Une femme\" }, { code = \"x\", label.fr = \"X\" }")]);
        assert!(profile.contains("modalité ajoutée (S_SEXE, x, modalité)") && profile.contains("quotas"), "{profile}");
        assert!(refusal(&service, 2, &[]).contains("rien ne change"));
        assert!(refusal(&service, 3, &ADDED).contains("la 2"), "the number follows");
        let named = refusal(&service, 2, &[("Questionnaire d'essai.", "Questionnaire de {inconnu}.")]);
        assert!(named.contains("{inconnu}"), "{named}");
        assert_eq!(db.lines("SELECT CAST(version AS TEXT) AS line FROM wave_versions"), ["1"]);
    }

    fn only_an_open_wave_changes_version_and_only_once_a_version(db: &TestDatabase) {
        let service = Service::start(db);
        service.load(OPEN, small_wave::PAST);
        let (app, slug) = (&service.app, small_wave::slug(OPEN));
        let revise = || service.run(app.revise_wave(&by("reviser"), &slug, small_wave::version(2, &ADDED)));
        assert!(matches!(revise(), Err(AppError::WrongState { state: WaveState::Ready, .. })));
        assert_eq!(db.lines("SELECT CAST(version AS TEXT) AS line FROM questionnaire_versions"), ["1"], "nothing is kept");
        service.run(app.open_wave(&by("opener"), &slug, Opening::Simulated)).unwrap();
        revise().unwrap();
        assert!(matches!(revise(), Err(AppError::RevisionRefused(_))), "taken up already");
        let audit = service.run(app.wave_audit(&slug)).unwrap();
        let line = audit.iter().find(|line| line.action == "wave_revised").unwrap();
        assert!(line.detail.starts_with("v1 → v2 : modalité ajoutée (AVIS, nuisible, modalité)"), "{}", line.detail);
    }

    fn other_content_under_a_known_name_is_refused_with_the_name_of_the_change(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let load = |key: &str, change: &dyn Fn(&mut sonde::domain::wave::WaveBundle)| {
            let mut bundle = small_wave::bundle(key, small_wave::PAST);
            change(&mut bundle);
            service.run(service.app.load_wave(&by("loader"), bundle)).map(|_| ()).map_err(|error| error.to_string())
        };
        assert_eq!(load(OPEN, &|_| {}), Ok(()), "the same files change nothing");
        let wave = load(OPEN, &|bundle| bundle.wave.1 = bundle.wave.1.replace("lease_minutes = 30", "lease_minutes = 31"));
        assert!(wave.as_ref().is_err_and(|why| why.contains("Changé : vague : lease_minutes.")), "{wave:?}");
        let reworded = |bundle: &mut sonde::domain::wave::WaveBundle| {
            bundle.questionnaire = small_wave::questionnaire(1, &[("Agir ensemble est…", "Agir seul est…")]);
        };
        let version = load(OPEN, &reworded);
        assert!(version.as_ref().is_err_and(|why| why.contains("Changé : libellé (AVIS, texte).")), "{version:?}");
        let elsewhere = load("2020-09", &reworded);
        assert!(elsewhere.as_ref().is_err_and(|why| why.contains("Changé : libellé (AVIS, texte).")), "{elsewhere:?}");
    }
}
