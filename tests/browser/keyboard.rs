//! An interview with the keyboard alone: Tab to each control, the keys each one knows, Enter on the button. What has the
//! focus is always seen to have it.

use thirtyfour::prelude::*;

use crate::interview::in_browser;
use crate::kinds::{ANSWERS, Field};
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

async fn answer(browser: &Browser, stop: &Stop) {
    let wanted: Vec<_> = ANSWERS.iter().filter(|(name, _)| *name == stop.name).map(|(_, value)| *value).collect();
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
async fn page(browser: &Browser) {
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
        answer(browser, &stop).await;
    }
    panic!("no button on {}", browser.at().await);
}

#[test]
fn every_kind_is_answered_with_the_keyboard_alone() {
    in_browser(async {
        let field = Field::open();
        let desk = Browser::desk(field.service.address).await;
        field.begin(&desk).await;
        for _ in 0..PAGES_MAX {
            let at = desk.at().await;
            if !at.contains("/page/") {
                break;
            }
            page(&desk).await;
            assert_ne!(at, desk.at().await, "the page was refused:\n{}", desk.text().await);
        }
        assert!(desk.at().await.ends_with("/fin"), "{}", desk.at().await);
        desk.close().await;
    });
}
