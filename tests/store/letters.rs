//! Letters to contacts as their table sees them: which are due, which come again, which go with the field.

use std::collections::BTreeSet;

use sonde::domain::letter::Fate;
use sonde::store::Store;
use sonde::store::contacts::{self, ContactRow};
use sonde::store::ids::{HashBytes, InterviewId, InvitationId, RowId, WaveId};
use sonde::store::mailings::{self, MailingRow};
use sonde::store::notices::{self, AfterAttempt, NewNotice};

use crate::database::TestDatabase;
use crate::fixtures::minute;
use crate::on_both_databases;

fn contact(wave_id: WaveId, domain: &str, number: usize) -> ContactRow {
    ContactRow {
        wave_id,
        id: InvitationId::random(),
        email: format!("p{number}@{domain}"),
        address_hash: HashBytes::random(),
        domain: domain.to_owned(),
        title: None,
        first_name: None,
        last_name: None,
        organisation: None,
        language: "fr".to_owned(),
        profile: "{}".to_owned(),
        created_at: minute(0).into(),
    }
}

/// People of these domains, with a letter each, due at `minute(0)`; the rows in the order of the domains.
fn written_to(store: &Store, wave_id: WaveId, domains: &[&str]) -> Vec<MailingRow> {
    let people: Vec<_> = domains.iter().enumerate().map(|(number, domain)| contact(wave_id, domain, number)).collect();
    let letter =
        |person: &ContactRow| MailingRow::new(wave_id, person.id, "invitation", RowId::random().hex(), minute(0));
    let letters: Vec<_> = people.iter().map(letter).collect();
    let kept = store.write(|tx| {
        contacts::insert_many(tx, &people)?;
        mailings::insert_many(tx, &letters)
    });
    kept.unwrap();
    letters
}

fn outcomes(db: &TestDatabase) -> Vec<String> {
    db.lines("SELECT COALESCE(outcome, 'waiting') AS line FROM mailings ORDER BY 1")
}

on_both_databases! {
    fn the_letters_of_a_domain_at_its_pace_are_not_looked_at(db: &TestDatabase) {
        let (store, wave) = (db.store(), WaveId::random());
        written_to(&store, wave, &["a.example", "b.example", "a.example", "c.example"]);
        let due = |except: &[&str], rows_max| {
            let except: Vec<String> = except.iter().map(|domain| (*domain).to_owned()).collect();
            let rows = store.read(|tx| mailings::due(tx, wave, minute(1), &except, rows_max)).unwrap();
            rows.into_iter().map(|(_, person)| person.domain).collect::<Vec<_>>()
        };
        assert_eq!(due(&[], 10).len(), 4);
        assert_eq!(due(&["a.example"], 2).into_iter().collect::<BTreeSet<_>>(), ["b.example", "c.example"].map(str::to_owned).into());
        assert_eq!(due(&["a.example", "b.example", "c.example"], 10), [] as [&str; 0]);
    }

    fn what_did_not_leave_goes_with_the_field_and_what_is_on_its_way_stays(db: &TestDatabase) {
        let (store, wave) = (db.store(), WaveId::random());
        let letters = written_to(&store, wave, &["a.example"; 8]);
        let outcomes_of = [mailings::SENT, mailings::FAILED, "unsubscribed", Fate::Over.as_str(), "screened_out"];
        store
            .write(|tx| {
                for (letter, outcome) in letters.iter().zip(outcomes_of) {
                    mailings::settle(tx, letter, outcome, None, minute(1))?;
                }
                mailings::claim(tx, &letters[5], minute(10))?;
                // Whoever had claimed it is gone.
                mailings::claim(tx, &letters[6], minute(2))?;
                mailings::forget_unsent(tx, wave, minute(3))
            })
            .map(|gone| assert_eq!(gone, 4))
            .unwrap();
        assert_eq!(outcomes(db), ["failed", "sent", "unsubscribed", "waiting"]);
    }

    fn a_letter_that_failed_is_due_again_as_the_same(db: &TestDatabase) {
        let (store, wave) = (db.store(), WaveId::random());
        let letters = written_to(&store, wave, &["a.example"; 3]);
        let again = store.write(|tx| {
            mailings::claim(tx, &letters[0], minute(5))?;
            mailings::settle(tx, &letters[0], mailings::FAILED, Some("554"), minute(1))?;
            mailings::settle(tx, &letters[1], mailings::SENT, None, minute(1))?;
            assert_eq!(mailings::failed(tx, wave)?.len(), 1);
            mailings::retry_failed(tx, wave, minute(2))
        });
        assert_eq!(again.unwrap(), 1);
        let mut due = store.read(|tx| mailings::due(tx, wave, minute(3), &[], 10)).unwrap();
        due.retain(|(letter, _)| letter.contact_id == letters[0].contact_id);
        assert_eq!(due[0].0, MailingRow { due_at: minute(2).into(), ..letters[0].clone() }, "never tried, the same Message-ID");
    }

    fn notices_by_thousands_lose_their_interviews_and_keep_what_became_of_them(db: &TestDatabase) {
        let (store, wave) = (db.store(), WaveId::random());
        let notices: Vec<_> = (0..2500)
            .map(|number| NewNotice {
                interview_id: InterviewId::random(),
                id: RowId::random(),
                address: format!("http://127.0.0.1/{number}"),
            })
            .collect();
        store
            .write(|tx| {
                notices.iter().try_for_each(|notice| notices::push(tx, wave, notice, minute(0)))?;
                for row in notices::claim(tx, minute(1), minute(2), 1000)? {
                    notices::settle(tx, &row, minute(0).into(), &AfterAttempt::Told)?;
                }
                notices::unlink(tx, wave, minute(30))
            })
            .unwrap();
        assert_eq!(store.read(|tx| notices::counts(tx, wave)).unwrap(), (1500, 1000, 0));
        let left = store.write(|tx| {
            assert_eq!(notices::claim(tx, minute(29), minute(40), 2000)?.len(), 0, "due from then on");
            notices::claim(tx, minute(31), minute(40), 2000)
        });
        let before: BTreeSet<InterviewId> = notices.iter().map(|notice| notice.interview_id).collect();
        let keys: BTreeSet<RowId> = notices.iter().map(|notice| notice.id).collect();
        let left = left.unwrap();
        assert_eq!(left.len(), 1500);
        assert!(left.iter().all(|row| !before.contains(&row.interview_id) && keys.contains(&row.id)));
    }
}
