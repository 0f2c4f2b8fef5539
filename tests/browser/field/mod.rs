//! A whole field: from a contact file of a thousand people to a wave closed by its quotas, with letters that leave through a
//! real mail server and are read in real mailboxes, people in real browsers and others over HTTP. None lost, none double,
//! no cell over its maximum. A link is only ever taken from its letter.

mod contacts;
mod crowd;
mod post;
mod reckoning;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use sonde::domain::wave::WaveSpec;

use self::contacts::{Invited, PEOPLE};
use self::crowd::{PAGES_BEFORE_PAUSE, Told, browse, come};
use self::post::Post;
use self::walk::Ending;
use crate::http::{Connection, FORM};
use crate::inbox::smtp;
use crate::invited::{json, postgres, step, wait_until};
use crate::service::{Installation, Service, free_address};
use crate::wave_folder::SLUG;

/// People who answer in a real browser.
const IN_BROWSER: usize = 6;
/// Most of these come first, so that their cell is full before the others are reminded.
const FIRST_FULL: (&str, &str) = ("S_AGGLO", "rural");

pub struct Field {
    installation: Installation,
    spec: WaveSpec,
    people: Vec<Invited>,
    services: Vec<Service>,
    post: Post,
    logs: Vec<PathBuf>,
    clock: Instant,
}

/// What the services had to say, where the test fails.
struct ToldIfFailed(Vec<PathBuf>);

impl Drop for ToldIfFailed {
    fn drop(&mut self) {
        for log in self.0.iter().filter(|_| thread::panicking()) {
            println!("{}:\n{}", log.display(), std::fs::read_to_string(log).unwrap_or_default());
        }
    }
}

/// What each was told, by number.
type Ledger = BTreeMap<usize, Ending>;

impl Field {
    /// Everybody imported, nobody written to yet.
    fn open(installation: Installation, kind: &str, nodes: usize) -> Self {
        let clock = Instant::now();
        let own = format!("{kind}{}", std::process::id());
        contacts::open_wave(&installation);
        let (spec, people) = contacts::invited(&installation, &own);
        contacts::import(&installation, &people);
        let addresses: Vec<_> = (0..nodes).map(|_| free_address()).collect();
        let (site, server) = (format!("http://{}", addresses[0]), smtp());
        let (bounces, bounces_to) = (installation.folder.join("bounces"), Post::bounces_to(&own));
        let folder = bounces.to_string_lossy().into_owned();
        let post = Post::read(&own, &site, &bounces);
        let settings = [
            ("SONDE_PUBLIC_URL", site.as_str()),
            ("SONDE_SMTP_URL", &server),
            ("SONDE_MAIL_FROM", "sonde@example.org"),
            ("SONDE_BOUNCES_TO", &bounces_to),
            ("SONDE_BOUNCE_FOLDER", &folder),
        ];
        let logs = addresses.iter().map(|at| installation.folder.join(format!("service-{}.log", at.port()))).collect();
        let services = addresses.into_iter().map(|address| installation.serve_at(address, &settings)).collect();
        Self { installation, spec, people, services, post, logs, clock }
    }

    fn who_can_come(&self) -> impl Iterator<Item = &Invited> {
        self.people.iter().filter(|one| !one.is_nobody())
    }

    fn comes_first(one: &Invited) -> bool {
        one.number.is_multiple_of(4) || Self::is_rural(one) && one.number % 4 != 3
    }

    fn is_rural(one: &Invited) -> bool {
        one.profile[FIRST_FULL.0] == FIRST_FULL.1
    }

    fn wait(&self, what: &str, is_so: impl FnMut() -> bool) {
        wait_until(&self.services[0], what, is_so);
        self.say(what);
    }

    /// How long it took to come here.
    fn say(&self, what: &str) {
        println!("{:>6.1} s  {what}", self.clock.elapsed().as_secs_f64());
    }
}

fn from_a_contact_file_to_a_closed_field(installation: Installation, kind: &str, nodes: usize) {
    let field = Arc::new(Field::open(installation, kind, nodes));
    let _told = ToldIfFailed(field.logs.clone());
    field.say("everybody is imported");
    invite(&field);
    let mut ledger = first_answers(&field);
    let reminded = remind(&field, &ledger);
    ledger.extend(last_answers(&field, &ledger));
    field.say("the wave is closed");
    reckoning::check(Arc::into_inner(field).expect("nobody is on the way"), &ledger, &reminded);
}

/// Twice, as by a hand that doubts: each still gets one.
fn invite(field: &Field) {
    let planned = || json(&field.installation.done(&["wave", "invite", SLUG, "--send", "--json"]))["planned"].clone();
    assert_eq!((planned(), planned()), (PEOPLE.into(), 0.into()));
}

/// While letters still leave: a few in a browser, others over HTTP, some of whom stop in the middle; then so many of one
/// cell that it is full.
fn first_answers(field: &Arc<Field>) -> Ledger {
    let in_browser = field.who_can_come().filter(|one| !Field::is_rural(one)).map(|one| one.number);
    let in_browser: Vec<usize> = in_browser.take(IN_BROWSER).collect();
    let browsers = {
        let (field, numbers) = (Arc::clone(field), in_browser.clone());
        thread::spawn(move || browse(&field, &numbers))
    };
    let others = field.who_can_come().filter(|one| Field::comes_first(one) && !in_browser.contains(&one.number));
    let (rural, others): (Vec<_>, Vec<_>) = others.partition(|one| Field::is_rural(one));
    let pauses = |one: &Invited| (one.number % 8 == 4).then_some(PAGES_BEFORE_PAUSE);
    let mut ledger = noted(come(field, others.iter().map(|one| (one.number, pauses(one)))));
    field.say("the answers of the first");
    // Whoever's cell fills before their letter leaves gets none.
    field.wait("the last invitation", || step(&field.installation, "invitation")["waiting"] == 0);
    field.wait("the delivery of all", || field.post.count(false) == field.who_can_come().count());
    ledger.extend(noted(come(field, rural.iter().map(|one| (one.number, None)))));
    field.say("the answers of a whole cell");
    ledger.extend(noted(browsers.join().expect("each browser comes to its receipt")));
    field.say("the receipts of the browsers");
    field.wait("the letters that come back", || step(&field.installation, "invitation")["returned"] == 2);
    ledger
}

fn noted(told: Told) -> Ledger {
    let count = told.len();
    let ledger: Ledger = told.into_iter().collect();
    assert_eq!(ledger.len(), count, "each came once");
    ledger
}

/// One round to whoever has not answered and may still: nobody else is written to. Gives the addresses written to.
fn remind(field: &Field, ledger: &Ledger) -> BTreeSet<String> {
    let stranger = reminders_due(field, ledger).into_iter().next().expect("somebody has not come");
    unsubscribe(field, stranger);
    let due: BTreeSet<String> = reminders_due(field, ledger)
        .into_iter()
        .filter(|one| one.number != stranger.number)
        .map(|one| one.address.clone())
        .collect();
    let remind = |more: &[&str]| json(&field.installation.done(&[&["wave", "remind", SLUG, "--json"], more].concat()));
    let rehearsed = remind(&["--dry-run"]);
    let planned = rehearsed["planned"].as_array().expect("a list").iter();
    let planned: BTreeSet<String> = planned.map(|one| one["email"].as_str().expect("text").to_owned()).collect();
    assert_eq!(planned, due, "whoever has not answered, and has a place");
    let kept = |why: &str| rehearsed["kept_back"][why].as_u64().unwrap_or(0);
    assert_eq!((kept("unsubscribed"), kept("bounced")), (1, 2));
    assert!(kept("completed") > 100 && kept("quota_full") > 10 && kept("cell_full") > 10, "{}", rehearsed["kept_back"]);
    remind(&[]);
    remind(&[]);
    field.wait("the last reminder", || step(&field.installation, "reminder-1")["waiting"] == 0);
    field.wait("their delivery", || field.post.count(true) >= due.len());
    due
}

/// People with a letter, who were not told the end of an interview, and none of whose cells has all its answers. Reckoned
/// from what each was told, and never from what the service has stored.
fn reminders_due<'f>(field: &'f Field, ledger: &Ledger) -> Vec<&'f Invited> {
    let mut answers = vec![0; field.spec.quotas.cells.len()];
    for (number, _) in ledger.iter().filter(|(_, ending)| matches!(ending, Ending::Receipt(_))) {
        field.people[*number].cells(&field.spec).into_iter().for_each(|cell| answers[cell] += 1);
    }
    let is_full = |cell: usize| answers[cell] >= field.spec.quotas.cells[cell].max;
    let waits = |one: &&Invited| matches!(ledger.get(&one.number), None | Some(Ending::Paused));
    let has_place = |one: &&Invited| !one.cells(&field.spec).into_iter().any(is_full);
    field.who_can_come().filter(waits).filter(has_place).collect()
}

/// As a mail provider does at one click: no cookie, another site.
fn unsubscribe(field: &Field, one: &Invited) {
    let letters = field.post.letters();
    let path = &letters[&one.address][0].unsubscribe;
    let headers = "origin: https://mail.provider.example\r\n";
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut connection = Connection::new(field.services[0].address);
        let done = connection.post(path, None, FORM, headers, b"List-Unsubscribe=One-Click").await.expect("a reply");
        assert_eq!(done.status, 200, "{}", done.text());
    });
}

/// Those who left come back by the same link, then whoever has not come, until no place is left.
fn last_answers(field: &Arc<Field>, ledger: &Ledger) -> Ledger {
    let paused = ledger.iter().filter(|(_, ending)| **ending == Ending::Paused).map(|(number, _)| *number);
    let others = field.who_can_come().map(|one| one.number).filter(|number| !ledger.contains_key(number));
    noted(come(field, paused.chain(others).map(|number| (number, None))))
}

#[test]
fn a_thousand_invited_fill_the_field_to_its_last_place_and_no_further_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    from_a_contact_file_to_a_closed_field(Installation::sqlite(folder.path()), "s", 1);
}

#[test]
fn a_thousand_invited_fill_the_field_to_its_last_place_and_no_further_on_postgresql_with_two_nodes() {
    let folder = tempfile::tempdir().expect("a folder");
    from_a_contact_file_to_a_closed_field(Installation::new(folder.path(), &postgres("field")), "p", 2);
}
