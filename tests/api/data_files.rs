//! The responses of a wave as pollsters take them: from its sealing on, by them alone, each file whole or from where it was
//! cut, and each in the audit.

use sonde::app::account::Role;
use sonde::app::export_data::MicrodataFile;
use sonde::domain::id::Digest;

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, HELD, OPEN, Service, by};
use crate::small_wave;

const WAVE: &str = "petite-etude-2020-03";

fn address(file: MicrodataFile) -> String {
    format!("/console/vagues/{WAVE}/donnees/{}", file.name(WAVE))
}

fn exports(db: &TestDatabase) -> Vec<String> {
    db.lines("SELECT actor || ' ' || detail AS line FROM audit WHERE action = 'data_exported' ORDER BY at")
}

fn part(service: &Service, caller: &Caller, file: MicrodataFile, headers: &[(&str, &str)]) -> Reply {
    let asked =
        headers.iter().fold(Request::new("GET", &address(file)), |asked, (name, value)| asked.header(name, value));
    service.send(asked, caller)
}

on_both_databases! {
    fn pollsters_take_every_file_of_a_sealed_wave_and_each_leaves_a_line(db: &TestDatabase) {
        let service = Service::start(db);
        service.approved(HELD, small_wave::FAR, &["utile", "incontournable", "nsp"]);
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let page = service.get(&format!("/console/vagues/{WAVE}/donnees"), &pollster).text();
        for file in MicrodataFile::ALL {
            assert!(page.contains(&format!("href=\"{}\"", address(file))), "{file:?} is not on the page");
            let taken = service.get(&address(file), &pollster);
            assert_eq!((taken.status, taken.header("content-type")), (200, Some(file.media_type())), "{file:?}");
            assert_eq!(taken.header("cache-control"), Some("no-store"), "no cache keeps an opinion");
            assert_eq!(taken.header("etag"), Some(format!("\"{}\"", Digest::of(&taken.body).hex()).as_str()), "{file:?}");
            let line = format!("pollster@example.org {} sha256={}", file.name(WAVE), Digest::of(&taken.body).hex());
            assert_eq!(exports(db).last(), Some(&line));
        }
        assert_eq!(exports(db).len(), MicrodataFile::ALL.len());
        let csv = service.get(&address(MicrodataFile::Csv), &pollster).text();
        let mut lines = csv.lines();
        assert!(lines.next().unwrap().starts_with("ROW,WEIGHT,S_SEXE,"), "{csv}");
        assert_eq!(lines.count(), 40, "a line a response");
    }

    fn a_download_that_was_cut_goes_on_where_it_stopped(db: &TestDatabase) {
        let service = Service::start(db);
        service.sealed(HELD, small_wave::FAR, &["utile", "inutile"]);
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let whole = service.get(&address(MicrodataFile::Sav), &pollster);
        let (tag, length) = (whole.header("etag").unwrap().to_owned(), whole.body.len());
        let rest = part(&service, &pollster, MicrodataFile::Sav, &[("range", "bytes=100-"), ("if-range", &tag)]);
        assert_eq!(rest.status, 206);
        assert_eq!(rest.header("content-range"), Some(format!("bytes 100-{}/{length}", length - 1).as_str()));
        assert_eq!(rest.body, whole.body[100..]);
        let middle = part(&service, &pollster, MicrodataFile::Sav, &[("range", "bytes=7-19")]);
        assert_eq!(middle.body, whole.body[7..20]);
        let changed = part(&service, &pollster, MicrodataFile::Sav, &[("range", "bytes=100-"), ("if-range", "\"autre\"")]);
        assert_eq!((changed.status, changed.body.len()), (200, length), "of another file, the whole");
        let told = exports(db).len();
        let beyond = part(&service, &pollster, MicrodataFile::Sav, &[("range", &format!("bytes={length}-"))]);
        assert_eq!((beyond.status, beyond.header("content-range")), (416, Some(format!("bytes */{length}").as_str())));
        assert_eq!(exports(db).len(), told, "nothing left, nothing is told");
    }

    fn nobody_but_pollsters_and_nobody_before_the_sealing_takes_a_response(db: &TestDatabase) {
        let service = Service::start(db);
        service.approved(HELD, small_wave::PAST, &["utile", "inutile"]);
        service.run(service.app.publish_wave(&by("publisher"), &small_wave::slug(HELD))).unwrap();
        service.open(OPEN, small_wave::PAST);
        let researcher = service.signed_in("researcher@example.org", Role::Researcher);
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        for (caller, status) in [(&Caller::default(), 303), (&researcher, 403)] {
            for file in MicrodataFile::ALL {
                let refused = service.get(&address(file), caller);
                assert_eq!(refused.status, status, "{file:?}");
                assert!(!refused.text().contains("ROW,"));
            }
        }
        let open = format!("/console/vagues/petite-etude-{OPEN}/donnees");
        let page = service.get(&open, &pollster);
        assert!(page.text().contains("Rien à télécharger"), "{}", page.text());
        let early = service.get(&format!("{open}/petite-etude-{OPEN}.csv"), &pollster);
        assert_eq!(early.status, 409, "{}", early.text());
        assert_eq!(exports(db), Vec::<String>::new());
        let account = service.run(service.app.account_by_email("researcher@example.org")).unwrap().unwrap();
        let slug = small_wave::slug(HELD);
        let asked = service.run(service.app.wave_data(&sonde::app::account::Actor::Account(account), &slug));
        assert!(matches!(asked, Err(sonde::app::AppError::NotAllowed)));
    }

    fn responses_that_are_erased_are_said_to_be(db: &TestDatabase) {
        let service = Service::start(db);
        service.sealed(HELD, small_wave::FAR, &["utile", "inutile"]);
        let nothing = if db.is_postgres() { "''" } else { "X''" };
        db.execute(&format!("UPDATE sealed_sets SET file = {nothing}")).unwrap();
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let page = service.get(&format!("/console/vagues/{WAVE}/donnees"), &pollster);
        assert!(page.status == 200 && page.text().contains("effacées"), "{}", page.text());
        assert_eq!(service.get(&address(MicrodataFile::Csv), &pollster).status, 409);
    }
}
