//! The end of the field: everything stored was acknowledged and the reverse, nobody twice, no cell over its maximum, every
//! letter that was due and no other, and a closed door that says so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use super::contacts::PLACES;
use super::post::Letter;
use super::walk::{Ending, SENT_AGAIN, Walk};
use super::{Field, Ledger};
use crate::invited::{json, step};
use crate::stored::Stored;
use crate::wave_folder::SLUG;

/// Of those who come too late, so many are asked what they are told.
const LATE: usize = 8;

pub fn check(field: Field, ledger: &Ledger, reminded: &BTreeSet<String>) {
    let status = json(&field.installation.done(&["wave", "status", SLUG, "--json"]));
    let wave = &status["wave"];
    assert_eq!((&wave["state"], &wave["close_reason"]), (&"closed".into(), &"total_reached".into()), "{wave}");
    every_letter_once(&field, reminded);
    the_late_are_told(&field, ledger);
    let stored = || Stored::read(&field.installation.database);
    field.wait("the end of the interviews cut short", || stored().cells.iter().all(|cell| cell.reserved == 0));
    let Field { installation, services, .. } = field;
    drop(services);
    every_answer_once(&Stored::read(&installation.database), ledger);
}

/// The receipts told are those stored, one a person, as many as places.
fn every_answer_once(stored: &Stored, ledger: &Ledger) {
    let receipts: Vec<String> = ledger
        .values()
        .filter_map(|ending| match ending {
            Ending::Receipt(receipt) => Some(receipt.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(stored.faults(&receipts), Vec::<String>::new());
    assert_eq!(stored.unacknowledged(&receipts), 0, "somebody answered who was not told so");
    assert_eq!((receipts.len(), stored.receipts.len()), (PLACES as usize, PLACES as usize), "every place, and no more");
    let full = stored.cells.iter().filter(|cell| cell.completed == cell.maximum).count();
    let count = |wanted: &Ending| ledger.values().filter(|ending| *ending == wanted).count();
    let (turned_away, closed) = (count(&Ending::TurnedAway), count(&Ending::Closed));
    let again = SENT_AGAIN.load(Ordering::Relaxed);
    println!("{} receipts, {turned_away} turned away, {closed} too late, {full} cells full", receipts.len());
    println!("{again} pages sent again");
    assert!(full > 2 && turned_away > 20, "the quotas decided nothing");
}

/// An invitation to each mailbox there is and a reminder where one was due, each with a name of its own.
fn every_letter_once(field: &Field, reminded: &BTreeSet<String>) {
    let letters = field.post.letters();
    let ids: BTreeSet<&String> = letters.values().flatten().map(|letter| &letter.message_id).collect();
    assert_eq!(ids.len(), letters.values().map(Vec::len).sum::<usize>(), "a letter came twice");
    let of = |address: &str, is_reminder: bool| {
        let of_address = letters.get(address).into_iter().flatten();
        of_address.filter(|letter| letter.is_reminder == is_reminder).collect::<Vec<&Letter>>()
    };
    for one in &field.people {
        let (invitations, reminders) = (of(&one.address, false), of(&one.address, true));
        let due = (usize::from(!one.is_nobody()), usize::from(reminded.contains(&one.address)));
        assert_eq!((invitations.len(), reminders.len()), due, "{}: {invitations:?} {reminders:?}", one.address);
        for letter in invitations.iter().chain(&reminders) {
            assert_eq!(letter.link, invitations[0].link, "one link a person");
            assert!(letter.text.contains(&format!("Bonjour Léa {},", one.name())), "{}", letter.text);
        }
    }
    assert_eq!(letters.keys().collect::<BTreeSet<_>>(), mailboxes(field), "nobody else was written to");
    let links: BTreeSet<&String> = letters.values().flatten().map(|letter| &letter.link).collect();
    assert_eq!(links.len(), letters.len(), "a link of one's own");
    let invitation = step(&field.installation, "invitation");
    let counts = ["sent", "returned", "failed"].map(|what| invitation[what].as_u64());
    assert_eq!(counts, [Some(letters.len() as u64), Some(2), Some(2)], "{invitation}");
    assert_eq!(step(&field.installation, "reminder-1")["sent"].as_u64(), Some(reminded.len() as u64));
}

fn mailboxes(field: &Field) -> BTreeSet<&String> {
    field.who_can_come().map(|one| &one.address).collect()
}

/// Whoever comes now reads that it is over; whoever answered finds the same receipt by the same link.
fn the_late_are_told(field: &Field, ledger: &Ledger) {
    let letters = field.post.letters();
    let late = field.who_can_come().filter(|one| !ledger.contains_key(&one.number)).take(LATE);
    let late: BTreeMap<usize, &Ending> = late.map(|one| (one.number, &Ending::Closed)).collect();
    assert_eq!(late.len(), LATE, "the field ended with people left");
    let answered = ledger.iter().filter(|(_, ending)| matches!(ending, Ending::Receipt(_))).take(LATE);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for (number, expected) in late.into_iter().chain(answered.map(|(number, ending)| (*number, ending))) {
        let one = &field.people[number];
        let (address, link) = (field.services[0].address, &letters[&one.address][0].link);
        let walk = Walk { address, link, person: &one.person, reads_pages: true, pages: None };
        assert_eq!(&runtime.block_on(walk.go()), expected, "{number}");
    }
    let refused = field.installation.run(&["wave", "remind", SLUG]);
    assert_eq!(refused.status.code(), Some(1), "no letter leaves for a wave that is closed");
}
