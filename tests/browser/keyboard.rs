//! An interview with the keyboard alone: Tab to each control, the keys each one knows, Enter on the button. What has the
//! focus is always seen to have it.

use thirtyfour::prelude::*;

use crate::interview::in_browser;
use crate::kinds::{self, ANSWERS};
use crate::phone::Browser;

const PAGES_MAX: usize = 12;
/// More stops than any page has.
const STOPS_MAX: usize = 120;

/// Where the focus is.
#[derive(Debug)]
struct Stop {
    tag: String,
    kind: String,
    name: String,
    value: String,
    is_seen: bool,
}

const WHERE: &str = r#"
    const at = document.activeElement;
    const marked = [at, at.nextElementSibling, at.closest("label")].filter(Boolean);
    const seen = marked.some((e) => { const s = getComputedStyle(e); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2; });
    return [at.tagName.toLowerCase(), at.type || "", at.name || "", at.value || "", seen];
"#;

async fn stop(browser: &Browser) -> Stop {
    let found = browser.driver.execute(WHERE, Vec::new()).await.expect("the page says").json().clone();
    let text = |at: usize| found[at].as_str().unwrap_or("").to_owned();
    Stop { tag: text(0), kind: text(1), name: text(2), value: text(3), is_seen: found[4].as_bool().unwrap_or(false) }
}

async fn press(browser: &Browser, keys: impl Into<TypingData>) {
    let focused = browser.driver.active_element().await.expect("something has the focus");
    focused.send_keys(keys).await.expect("a key");
}

async fn answer(browser: &Browser, answers: &[(&str, &str)], stop: &Stop) {
    let wanted: Vec<_> = answers.iter().filter(|(name, _)| *name == stop.name).map(|(_, value)| *value).collect();
    let Some(first) = wanted.first() else { return };
    match (stop.tag.as_str(), stop.kind.as_str()) {
        // Arrows walk through a group of radios, and choose on the way.
        ("input", "radio") => {
            press(browser, " ").await;
            for _ in 0..STOPS_MAX {
                if self::stop(browser).await.value == *first {
                    return;
                }
                press(browser, Key::Down).await;
            }
            panic!("{stop:?} never reached {first}");
        }
        ("input", "checkbox") if wanted.contains(&stop.value.as_str()) => press(browser, " ").await,
        ("input", "checkbox") => {}
        ("select", _) => {
            for _ in 0..STOPS_MAX {
                if self::stop(browser).await.value == *first {
                    return;
                }
                press(browser, Key::Down).await;
            }
            panic!("{stop:?} never reached {first}");
        }
        _ => press(browser, *first).await,
    }
}

/// From the top of the page to its button, which is pressed.
async fn page(browser: &Browser, answers: &[(&str, &str)]) {
    for _ in 0..STOPS_MAX {
        press(browser, Key::Tab).await;
        let stop = stop(browser).await;
        if stop.tag == "body" {
            continue;
        }
        assert!(stop.is_seen, "the focus is not seen on {stop:?} of {}", browser.at().await);
        if stop.kind == "submit" && stop.name.is_empty() {
            return browser.enter().await;
        }
        answer(browser, answers, &stop).await;
    }
    panic!("no button on {}", browser.at().await);
}

/// From the first page of a wave to its last: every stop of the keyboard is seen, every answer is given by keys.
pub async fn interview(browser: &Browser, answers: &[(&str, &str)], pages_max: usize) {
    page(browser, answers).await;
    for _ in 0..pages_max {
        let at = browser.at().await;
        if !at.contains("/page/") {
            break;
        }
        page(browser, answers).await;
        assert_ne!(at, browser.at().await, "the page was refused:\n{}", browser.text().await);
    }
    assert!(browser.at().await.ends_with("/fin"), "{}", browser.at().await);
}

#[test]
fn every_kind_is_answered_with_the_keyboard_alone() {
    in_browser(async {
        let field = kinds::Field::open();
        let desk = Browser::desk(field.service.address).await;
        desk.go(&format!("/e/{}", kinds::SLUG)).await;
        interview(&desk, ANSWERS, PAGES_MAX).await;
        desk.close().await;
    });
}
