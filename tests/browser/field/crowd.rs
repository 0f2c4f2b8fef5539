//! The people who come: many at once over HTTP, a few in a real browser. Some open their link on two devices at the same
//! time, some come back, and scanners open the links of many.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use super::Field;
use super::walk::{Ending, Walk, scan};
use crate::pages::answer_pages;
use crate::phone::{Browser, Script};

/// Connections at once.
const CLIENTS: usize = 32;
/// Browsers at once; a phone and a desk, by turns.
const BROWSERS: usize = 2;
const PAGES_MAX: usize = 20;
/// Whoever leaves does so here, when their profile is known and they hold a place.
pub const PAGES_BEFORE_PAUSE: usize = 4;

/// Somebody who comes, and whether they leave in the middle.
pub type Visit = (usize, Option<usize>);

/// Who came, and what they were told.
pub type Told = Vec<(usize, Ending)>;

struct Crowd {
    field: Arc<Field>,
    visits: RefCell<VecDeque<Visit>>,
    told: RefCell<Told>,
    is_closed: Cell<bool>,
}

/// Everybody of the list, in its order, until somebody finds the wave closed.
pub fn come(field: &Arc<Field>, visits: impl IntoIterator<Item = Visit>) -> Told {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let crowd = Rc::new(Crowd {
        field: Arc::clone(field),
        visits: RefCell::new(visits.into_iter().collect()),
        told: RefCell::default(),
        is_closed: Cell::new(false),
    });
    let tasks = tokio::task::LocalSet::new();
    let clients: Vec<_> = (0..CLIENTS).map(|_| tasks.spawn_local(Rc::clone(&crowd).go_on())).collect();
    runtime.block_on(tasks.run_until(async {
        for client in clients {
            client.await.expect("everybody is told what becomes of them");
        }
    }));
    crowd.told.take()
}

impl Crowd {
    async fn go_on(self: Rc<Self>) {
        while !self.is_closed.get() {
            let Some((number, pages)) = self.visits.borrow_mut().pop_front() else { return };
            let ending = self.visit(number, pages).await;
            if ending == Ending::Closed {
                self.is_closed.set(true);
            }
            self.told.borrow_mut().push((number, ending));
        }
    }

    async fn visit(&self, number: usize, pages: Option<usize>) -> Ending {
        let one = &self.field.people[number];
        let letter = self.field.post.first(&one.address).await;
        let address = self.field.services[number % self.field.services.len()].address;
        if number.is_multiple_of(5) {
            scan(address, &[&letter.link, &letter.unsubscribe, &letter.link]).await;
        }
        let walk = Walk { address, link: &letter.link, person: &one.person, reads_pages: number % 4 == 1, pages };
        let other_node = self.field.services[(number + 1) % self.field.services.len()].address;
        let other = Walk { address: other_node, ..walk };
        let ending = if number % 7 == 3 && pages.is_none() {
            let (here, there) = tokio::join!(walk.go(), other.go());
            assert_eq!(here, there, "{number} was told two things on two devices");
            here
        } else {
            walk.go().await
        };
        if number.is_multiple_of(11) && ending != Ending::Paused {
            assert_eq!(other.go().await, ending, "{number} came back, and was told something else");
        }
        ending
    }
}

/// These people, each from their letter to their receipt in a browser of their own.
pub fn browse(field: &Arc<Field>, numbers: &[usize]) -> Told {
    let threads = tokio::runtime::Builder::new_multi_thread().worker_threads(BROWSERS).enable_all().build();
    threads.expect("a runtime").block_on(async {
        let mut told = Vec::new();
        for some in numbers.chunks(BROWSERS) {
            let visits: Vec<_> = some.iter().map(|number| tokio::spawn(browsed(Arc::clone(field), *number))).collect();
            for visit in visits {
                told.push(visit.await.expect("a receipt"));
            }
        }
        told
    })
}

async fn browsed(field: Arc<Field>, number: usize) -> (usize, Ending) {
    let one = &field.people[number];
    let letter = field.post.first(&one.address).await;
    let site = field.services[0].address;
    let browser =
        if number.is_multiple_of(2) { Browser::phone(site, Script::On).await } else { Browser::desk(site).await };
    browser.go(&letter.link).await;
    browser.go_on().await;
    assert!(
        !browser.driver.current_url().await.expect("an address").path().contains("/i/"),
        "the link is in no history"
    );
    answer_pages(&browser, &one.person, PAGES_MAX).await;
    assert!(browser.at().await.ends_with("/fin"), "{}", browser.text().await);
    let receipt = browser.one(".receipt").await.text().await.expect("a receipt").trim().to_owned();
    browser.close().await;
    (number, Ending::Receipt(receipt))
}
