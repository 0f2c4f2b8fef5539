//! Two nodes on one database: one closes the wave by hand while the batches of the other run. Nobody is told to come
//! again, and no place is left held.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sonde::app::App;
use sonde::app::respondent::{Answered, Ending, Place, SessionToken};
use sonde::domain::id::{SectionId, WaveSlug};

use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Service, by};
use crate::small_wave;

/// Fewer than fill a cell, so that only the hand closes.
const RESPONDENTS: usize = 32;
/// The closing comes once so many have their receipt, and the others are on their way.
const TOLD_BEFORE: usize = 4;
const CLOSINGS: [&str; 6] = ["2022-01", "2022-02", "2022-03", "2022-04", "2022-05", "2022-06"];

async fn answered(app: &App, slug: &WaveSlug, session: &SessionToken, section: &str, form: &[(&str, &str)]) -> Place {
    let form: Vec<_> = form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let section = SectionId::parse(section).unwrap();
    match app.answer_page(slug, session, &section, &form).await {
        Ok(Answered::GoTo(place)) => place,
        Ok(Answered::Faulty { faults, .. }) => panic!("{faults:?}"),
        Err(error) => panic!("{section}: {error}"),
    }
}

/// Somebody who holds a place.
async fn held(app: &App, slug: &WaveSlug, sex: &str) -> SessionToken {
    let session = app.start_open(slug, None, &[]).await.unwrap().session;
    answered(app, slug, &session, "consentement", &[("CONSENT", "oui")]).await;
    let place = answered(app, slug, &session, "vous", &[("S_SEXE", sex), ("S_AGE", "42")]).await;
    assert_eq!(place, Place::Section(SectionId::parse("avis").unwrap()));
    session
}

/// Everybody sends their last page to both nodes while the first node closes: how many were counted.
async fn closing_in_the_middle(nodes: [&App; 2], slug: &WaveSlug) -> usize {
    let mut sessions = Vec::new();
    for number in 0..RESPONDENTS {
        sessions.push(held(nodes[number % 2], slug, if number % 2 == 0 { "homme" } else { "femme" }).await);
    }
    let told = Arc::new(AtomicUsize::new(0));
    let sends: Vec<_> = sessions
        .into_iter()
        .enumerate()
        .map(|(number, session)| {
            let (app, slug, told) = (nodes[usize::from(number % 4 != 0)].clone(), slug.clone(), Arc::clone(&told));
            tokio::spawn(async move {
                // One after the other, so that batches are running whenever the closing comes.
                tokio::time::sleep(Duration::from_millis(number as u64 / 2)).await;
                answered(&app, &slug, &session, "vous", &[("S_SEXE", "homme"), ("S_AGE", "30")]).await;
                let place = answered(&app, &slug, &session, "avis", &[("AVIS", "utile")]).await;
                told.fetch_add(1, Ordering::SeqCst);
                place
            })
        })
        .collect();
    while told.load(Ordering::SeqCst) < TOLD_BEFORE {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    nodes[0].close_wave(&by("closer"), slug).await.unwrap_or_else(|error| panic!("closing: {}", error.code()));
    let mut counted = 0;
    for send in sends {
        match send.await.unwrap() {
            Place::Ended(Ending::Completed { .. }) => counted += 1,
            Place::Ended(Ending::Closed) => {}
            other => panic!("neither counted nor told that it is over: {other:?}"),
        }
    }
    counted
}

on_both_databases! {
    fn closing_on_one_node_while_another_saves_makes_nobody_wait_in_vain(db: &TestDatabase) {
        let (one, other) = (Service::start(db), Service::start(db));
        for key in CLOSINGS {
            one.open(key, small_wave::PAST);
            let slug = small_wave::slug(key);
            let counted = one.run(closing_in_the_middle([&one.app, &other.app], &slug));
            assert!(counted >= TOLD_BEFORE, "{counted}");
            one.run(other.app.end_unfinished()).unwrap();
            let status = one.run(one.app.wave_status(&slug)).unwrap();
            assert!(status.cells.iter().all(|cell| cell.reserved == 0), "{:?}", status.cells);
            assert_eq!(status.cells[0].completed as usize, counted, "what was acknowledged is what is counted");
        }
        let examined = one.run(one.app.examine_quotas()).unwrap();
        assert_eq!(examined.len(), CLOSINGS.len());
        for wave in examined {
            assert_eq!(wave.differences, Vec::<String>::new(), "{}", wave.slug);
        }
        let running = db.lines("SELECT disposition AS line FROM interviews WHERE disposition = 'started' OR holds_places");
        assert_eq!(running, Vec::<String>::new());
    }
}
