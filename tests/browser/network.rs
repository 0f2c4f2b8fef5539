//! A network that comes and goes: the page sent into the void stays, leaves when it can, and counts once; what is written and
//! not sent comes back after a reload, and is gone with the page it was written on. How long pages take on a slow network.

use std::time::Duration;

use serde_json::{Value, json};

use crate::interview::{Field, in_browser};
use crate::kinds;
use crate::pages::{answer_pages, fill};
use crate::phone::{Browser, Script};
use crate::wave_folder::SLUG;

const PAGES_MAX: usize = 20;
const PATIENCE: Duration = Duration::from_secs(20);

async fn network(browser: &Browser, is_there: bool) {
    let conditions = json!({ "offline": !is_there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    browser.cdp("Network.enable", json!({})).await;
    browser.cdp("Network.emulateNetworkConditions", conditions).await;
}

/// What the page says in its own script's words.
async fn evaluated(browser: &Browser, script: &str) -> Value {
    browser.driver.execute(script, Vec::new()).await.expect("the page says").json().clone()
}

async fn until(browser: &Browser, what: &str, condition: &str) {
    let from = std::time::Instant::now();
    while evaluated(browser, condition).await != json!(true) {
        assert!(from.elapsed() < PATIENCE, "{what}: not after {PATIENCE:?}\n{}", browser.text().await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

const WAITS: &str = "return !!document.querySelector('main form .told[role=alert] button')";

#[test]
fn a_page_sent_without_network_stays_and_leaves_once_when_it_is_back() {
    in_browser(async {
        let field = Field::open();
        let phone = Browser::phone(field.service.address, Script::On).await;
        phone.go(&format!("/e/{SLUG}")).await;
        phone.go_on().await;
        for _ in 0..PAGES_MAX {
            let at = phone.at().await;
            if !at.contains("/page/") {
                break;
            }
            fill(&phone, &field.person).await;
            let chosen = evaluated(
                &phone,
                "return new URLSearchParams(new FormData(document.querySelector('main form'))).toString()",
            )
            .await;
            network(&phone, false).await;
            phone.click("main .actions button").await;
            // An impatient finger.
            phone.click("main .actions button").await;
            until(&phone, "the page waits", WAITS).await;
            assert_eq!(phone.at().await, at, "the page is still there");
            let kept = evaluated(
                &phone,
                "return new URLSearchParams(new FormData(document.querySelector('main form'))).toString()",
            )
            .await;
            assert_eq!(kept, chosen, "with its answers");
            phone.picture("sans-reseau").await;
            network(&phone, true).await;
            until(
                &phone,
                "it has left",
                &format!("return location.pathname !== '{at}' && document.readyState === 'complete'"),
            )
            .await;
        }
        assert!(phone.at().await.ends_with("/fin"), "{}", phone.at().await);
        let receipts = field.receipts();
        assert_eq!(receipts.len(), 1, "one copy");
        assert!(phone.text().await.contains(&receipts[0]));
        phone.close().await;
    });
}

#[test]
fn what_is_written_and_not_sent_comes_back_and_leaves_nothing_behind() {
    in_browser(async {
        let field = kinds::Field::open();
        let phone = Browser::phone(field.service.address, Script::On).await;
        field.begin(&phone).await;
        phone.click("label:has(input[value=oui])").await;
        phone.go_on().await;
        phone.type_in(&phone.one("[name=S_AGE]").await, "42").await;
        let at = phone.at().await;
        phone.go(&at).await;
        assert_eq!(evaluated(&phone, "return document.querySelector('[name=S_AGE]').value").await, json!("42"));
        assert!(phone.text().await.contains("est revenu"), "and says so");
        phone.picture("revenu").await;
        // The first page of the wave is where the next person would begin.
        phone.go(&format!("/e/{}", kinds::SLUG)).await;
        assert_eq!(evaluated(&phone, "return sessionStorage.length + localStorage.length").await, json!(0));
        phone.go(&at).await;
        assert_eq!(evaluated(&phone, "return document.querySelector('[name=S_AGE]').value").await, json!(""));
        phone.close().await;
    });
}

#[test]
fn a_page_that_was_sent_leaves_nothing_in_the_tab() {
    in_browser(async {
        let field = Field::open();
        let phone = Browser::phone(field.service.address, Script::On).await;
        phone.go(&format!("/e/{SLUG}")).await;
        phone.go_on().await;
        answer_pages(&phone, &field.person, PAGES_MAX).await;
        assert!(phone.at().await.ends_with("/fin"));
        assert_eq!(evaluated(&phone, "return sessionStorage.length + localStorage.length").await, json!(0));
        assert_eq!(evaluated(&phone, "return document.cookie").await, json!(""), "no cookie for a script to read");
        phone.close().await;
    });
}

/// A phone at the edge of the network, as browsers' own tools call it « slow 3G »: 400 kbit/s, 400 ms there and back.
const SLOW: (f64, f64) = (400.0 * 1024.0 / 8.0, 400.0);
/// Nobody waits longer for a first page without leaving; measured well under it.
const SHOWN_MS_MAX: f64 = 5000.0;

/// What is past it is felt as a page that jumps.
const SHIFT_MAX: f64 = 0.1;
/// As a phone of little money is slower than a desk.
const SLOWER: u32 = 4;

/// First and largest paint, layout shift, the whole page, bytes of its HTML. `tests/run` prints the report at its end.
const TIMES: &str = r#"
    const done = arguments[0];
    let largest = 0, shift = 0;
    new PerformanceObserver((list) => { for (const one of list.getEntries()) largest = one.startTime; }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => { for (const one of list.getEntries()) shift += one.value; }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => {
        const [page] = performance.getEntriesByType("navigation");
        const [paint] = performance.getEntriesByName("first-contentful-paint");
        const first = paint ? paint.startTime : page.domContentLoadedEventEnd;
        done([first, largest || first, shift, page.loadEventEnd || page.domComplete, page.transferSize]);
    }, 300);
"#;

#[test]
fn pages_come_in_time_on_a_slow_network() {
    in_browser(async {
        let field = Field::open();
        let phone = Browser::phone(field.service.address, Script::On).await;
        let (bytes, latency) = SLOW;
        phone.cdp("Network.enable", json!({})).await;
        let slow =
            json!({ "offline": false, "latency": latency, "downloadThroughput": bytes, "uploadThroughput": bytes });
        phone.cdp("Network.emulateNetworkConditions", slow).await;
        phone.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": SLOWER })).await;
        let mut told = vec![format!("Pages of {SLUG} at 400 kbit/s and 400 ms, processor {SLOWER} times slower:")];
        phone.go(&format!("/e/{SLUG}")).await;
        for page in 0..4 {
            let times = phone.driver.execute_async(TIMES, Vec::new()).await.expect("the page says").json().clone();
            let number = |at: usize| times[at].as_f64().expect("a time");
            let (first, largest, shift, whole, bytes) = (number(0), number(1), number(2), number(3), number(4));
            told.push(format!(
                "page {page}: first paint {first:.0} ms, largest paint {largest:.0} ms, layout shift {shift:.3}, whole {whole:.0} ms, {bytes:.0} bytes"
            ));
            assert!(first < SHOWN_MS_MAX && largest < SHOWN_MS_MAX && shift < SHIFT_MAX, "{}", told.join("\n"));
            if page == 0 {
                phone.go_on().await
            } else {
                answer_pages(&phone, &field.person, 1).await;
            }
        }
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/target/", "page-timings.txt"), told.join("\n") + "\n")
            .expect("a file");
        phone.close().await;
    });
}
