//! The last page sent many times at once, by an impatient finger or by a phone that finds its network again: everybody is
//! led to the same end, and the interview counts once.

use std::sync::Barrier;
use std::thread;

use crate::client::Reply;
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, Service};
use crate::small_wave;

const WAVE: &str = "/e/petite-etude-2020-02";
const SENDS: usize = 24;
const INTERVIEWS: usize = 4;

fn respondent_at_the_last_page(service: &Service) -> Caller {
    let respondent = service.respondent(OPEN);
    for (section, form) in [("consentement", "CONSENT=oui"), ("vous", "S_SEXE=femme&S_AGE=42")] {
        assert_eq!(service.post(&format!("{WAVE}/page/{section}"), form, &respondent).status, 303);
    }
    respondent
}

/// All at once: the replies, and what the page of the end said to each sender.
fn sent_at_once(service: &Service, respondent: &Caller) -> Vec<(Reply, String)> {
    let together = Barrier::new(SENDS);
    thread::scope(|scope| {
        let send = || {
            together.wait();
            let reply = service.post(&format!("{WAVE}/page/avis"), "AVIS=utile", respondent);
            let end = service.get(&format!("{WAVE}/fin"), respondent);
            (reply, end.receipts().first().cloned().unwrap_or_default())
        };
        let sends: Vec<_> = (0..SENDS).map(|_| scope.spawn(send)).collect();
        sends.into_iter().map(|send| send.join().unwrap()).collect()
    })
}

on_both_databases! {
    fn a_last_page_sent_many_times_at_once_leads_everybody_to_one_receipt(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        for _ in 0..INTERVIEWS {
            let respondent = respondent_at_the_last_page(&service);
            let sends = sent_at_once(&service, &respondent);
            let first = sends[0].1.clone();
            assert_eq!(first.len(), "AAAA-BBBB-CCCC".len(), "{first}");
            for (reply, receipt) in &sends {
                let led = (reply.status, reply.header("location"));
                assert_eq!(led, (303, Some("/e/petite-etude-2020-02/fin")), "{}", reply.text());
                assert_eq!(receipt, &first);
            }
        }
        let status = service.run(service.app.wave_status(&small_wave::slug(OPEN))).unwrap();
        assert_eq!((status.cells[0].completed, status.cells[0].reserved), (INTERVIEWS as u32, 0));
    }

    fn a_whole_interview_sent_many_times_at_once_gives_everybody_one_receipt(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        for number in 0..INTERVIEWS {
            let together = Barrier::new(SENDS);
            let send = || {
                together.wait();
                service.interview(OPEN, number, "femme", "utile")
            };
            let replies: Vec<Reply> = thread::scope(|scope| {
                let sends: Vec<_> = (0..SENDS).map(|_| scope.spawn(send)).collect();
                sends.into_iter().map(|send| send.join().unwrap()).collect()
            });
            for reply in &replies {
                assert_eq!((reply.status, reply.text()), (201, replies[0].text()));
            }
        }
        let status = service.run(service.app.wave_status(&small_wave::slug(OPEN))).unwrap();
        assert_eq!((status.cells[0].completed, status.cells[0].reserved), (INTERVIEWS as u32, 0));
    }
}
