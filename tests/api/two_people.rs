//! Figures are answered for by two people who may run waves: one weighs, another approves, and never a machine.

use sonde::app::account::{Actor, Role};
use sonde::domain::wave::WaveState;

use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{HELD, Service, by};
use crate::small_wave;

fn weighed(service: &Service, actor: &Actor) -> Result<(), &'static str> {
    let weighed = service.run(service.app.weigh_wave(actor, &small_wave::slug(HELD)));
    weighed.map(drop).map_err(|error| error.code())
}

fn approved(service: &Service, actor: &Actor) -> Result<(), &'static str> {
    let approved = service.run(service.app.approve_wave(actor, &small_wave::slug(HELD)));
    approved.map(drop).map_err(|error| error.code())
}

fn state(service: &Service) -> WaveState {
    service.run(service.app.wave_status(&small_wave::slug(HELD))).unwrap().summary.state
}

on_both_databases! {
    fn one_person_weighs_and_another_approves(db: &TestDatabase) {
        let service = Service::start(db);
        service.sealed(HELD, small_wave::FAR, &["utile", "inutile"]);
        let researcher = Actor::Account(service.account("researcher@example.org", Role::Researcher));
        let (weigher, approver) = (service.staff("weigher@example.org"), service.staff("approver@example.org"));

        assert_eq!(weighed(&service, &by("échéance")), Err("person_needed"));
        assert_eq!(weighed(&service, &researcher), Err("not_allowed"));
        assert_eq!(approved(&service, &approver), Err("wrong_state"), "nothing is weighed yet");
        assert_eq!(state(&service), WaveState::Sealed);
        assert_eq!(weighed(&service, &weigher), Ok(()));

        assert_eq!(approved(&service, &by("embargo")), Err("person_needed"));
        assert_eq!(approved(&service, &researcher), Err("not_allowed"));
        assert_eq!(approved(&service, &weigher), Err("same_person"));
        assert_eq!(state(&service), WaveState::Weighted);
        assert_eq!(db.lines("SELECT content AS line FROM releases"), Vec::<String>::new());

        assert_eq!(approved(&service, &approver), Ok(()));
        assert_eq!(state(&service), WaveState::Approved);
        assert_eq!(approved(&service, &approver), Err("wrong_state"), "once");
        assert_eq!(db.lines("SELECT content AS line FROM releases").len(), 1);
    }

    fn weights_nobody_answers_for_are_not_approved(db: &TestDatabase) {
        let service = Service::start(db);
        service.sealed(HELD, small_wave::FAR, &["utile", "inutile"]);
        let (weigher, approver) = (service.staff("weigher@example.org"), service.staff("approver@example.org"));
        assert_eq!(weighed(&service, &weigher), Ok(()));
        db.execute("UPDATE waves SET weighed_by = NULL").unwrap();
        assert_eq!(approved(&service, &approver), Err("same_person"));
        assert_eq!(state(&service), WaveState::Weighted);
        assert_eq!(db.lines("SELECT content AS line FROM releases"), Vec::<String>::new(), "the refusal undoes its release");
    }
}
