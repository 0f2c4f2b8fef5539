//! A wave takes real answers within its declared days, both included; a simulated one has no calendar.

use chrono::{Duration, NaiveDate, Utc};
use sonde::app::AppError;
use sonde::app::account::Role;
use sonde::app::run_wave::Opening;
use sonde::domain::wave::WaveState;

use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{READY, Service, by};
use crate::small_wave;

/// Today where the days of the field are counted.
#[expect(
    clippy::disallowed_methods,
    reason = "the service opens waves by the clock of its database, which is this one"
)]
fn today() -> NaiveDate {
    Utc::now().with_timezone(&chrono_tz::Europe::Paris).date_naive()
}

/// A wave in the field from so many days after today to so many days after it: opened, or the code of the refusal.
fn opened(service: &Service, key: &str, days: (i64, i64), opening: Opening) -> Result<(), &'static str> {
    let at = |days| today() + Duration::days(days);
    let bundle = small_wave::bundle_between(key, at(days.0), at(days.1));
    service.run(service.app.load_wave(&by("loader"), bundle)).unwrap();
    let opening = service.run(service.app.open_wave(&by("opener"), &small_wave::slug(key), opening));
    opening.map(drop).map_err(|error: AppError| error.code())
}

on_both_databases! {
    fn a_wave_does_not_take_answers_before_its_first_day_nor_after_its_last(db: &TestDatabase) {
        let service = Service::start(db);
        // Two days off, so that no clock change or midnight in between makes a difference.
        assert_eq!(opened(&service, "2021-01", (2, 9), Opening::Field), Err("fieldwork_ahead"));
        assert_eq!(opened(&service, "2021-02", (-9, -2), Opening::Field), Err("fieldwork_over"));
        for key in ["2021-01", "2021-02"] {
            let status = service.run(service.app.wave_status(&small_wave::slug(key))).unwrap();
            assert_eq!((status.summary.state, status.summary.opened_at), (WaveState::Ready, None));
            assert_eq!(service.interview(key, 1, "femme", "utile").code(), "wave_not_open");
        }
    }

    fn the_first_day_and_the_last_day_are_days_of_the_field(db: &TestDatabase) {
        let service = Service::start(db);
        assert_eq!(opened(&service, "2021-03", (-1, 1), Opening::Field), Ok(()));
        assert_eq!(opened(&service, "2021-04", (0, 0), Opening::Field), Ok(()), "{}", today());
        assert_eq!(service.interview("2021-04", 1, "femme", "utile").status, 201);
    }

    fn a_simulation_has_no_calendar(db: &TestDatabase) {
        let service = Service::start(db);
        assert_eq!(opened(&service, READY, (30, 40), Opening::Simulated), Ok(()));
        assert_eq!(service.interview(READY, 1, "femme", "utile").status, 201);
    }

    fn the_console_asks_once_more_before_a_step_that_has_no_return(db: &TestDatabase) {
        let service = Service::start(db);
        assert_eq!(opened(&service, READY, (-1, 1), Opening::Field), Ok(()));
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let board = format!("/console/vagues/{}", small_wave::slug(READY));
        let close = format!("{board}/clore");
        let shown = service.get(&board, &pollster).text();
        assert!(shown.contains(&format!("method=\"get\" action=\"{close}\"")), "{shown}");
        assert!(!shown.contains(&format!("method=\"post\" action=\"{close}\"")), "one press does not close: {shown}");
        assert!(shown.find("Quotas") < shown.find("Clore le terrain"), "the field first, what ends it after");
        let asked = service.get(&close, &pollster);
        assert_eq!(asked.status, 200);
        assert!(asked.text().contains(&format!("method=\"post\" action=\"{close}\"")), "{}", asked.text());
        assert!(asked.text().contains("C’est sans retour"));
        let state = || service.run(service.app.wave_status(&small_wave::slug(READY))).unwrap().summary.state;
        assert_eq!(state(), WaveState::Open, "asking closes nothing");
        assert_eq!(service.get(&format!("{board}/sceller"), &pollster).status, 303, "not yet: back to the board");
        assert_eq!(service.post(&close, "", &pollster).status, 303);
        assert_eq!(state(), WaveState::Closed);
    }
}
