//! The covid wave answered to the end in each way a person may have to: with the keyboard alone, on the narrowest screen,
//! magnified four times, without the stylesheet, without motion.

use serde_json::json;

use crate::interview::{Field, in_browser};
use crate::keyboard;
use crate::pages::answer_pages;
use crate::phone::{Browser, Script};
use crate::wave_folder::SLUG;

const PAGES_MAX: usize = 20;

/// From the landing to the receipt, by the pages as they are shown.
async fn to_the_end(browser: Browser, field: &Field) {
    browser.go(&format!("/e/{SLUG}")).await;
    browser.fits().await;
    browser.go_on().await;
    for _ in 0..PAGES_MAX {
        if !browser.at().await.contains("/page/") {
            break;
        }
        browser.fits().await;
        answer_pages(&browser, &field.person, 1).await;
    }
    assert!(browser.at().await.ends_with("/fin"), "{}", browser.at().await);
    let receipts = field.receipts();
    assert_eq!(receipts.len(), 1);
    assert!(browser.text().await.contains(&receipts[0]), "the receipt is shown");
    browser.close().await;
}

#[test]
fn the_crisis_wave_is_answered_with_the_keyboard_alone() {
    in_browser(async {
        let field = Field::open();
        let desk = Browser::desk(field.service.address).await;
        desk.go(&format!("/e/{SLUG}")).await;
        let answers: Vec<_> = field.person.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        keyboard::interview(&desk, &answers, PAGES_MAX).await;
        assert_eq!(field.receipts().len(), 1);
        desk.close().await;
    });
}

#[test]
fn the_crisis_wave_is_answered_on_the_narrowest_screen() {
    in_browser(async {
        let field = Field::open();
        to_the_end(Browser::small(field.service.address).await, &field).await;
    });
}

/// A desk of 1280 pixels magnified four times shows 320 of them.
#[test]
fn the_crisis_wave_is_answered_magnified_four_times() {
    in_browser(async {
        let field = Field::open();
        let desk = Browser::desk(field.service.address).await;
        let magnified = json!({ "width": 320, "height": 225, "deviceScaleFactor": 4, "mobile": false });
        desk.cdp("Emulation.setDeviceMetricsOverride", magnified).await;
        to_the_end(desk.showing(320), &field).await;
    });
}

#[test]
fn the_crisis_wave_is_answered_without_the_stylesheet() {
    in_browser(async {
        let field = Field::open();
        let desk = Browser::desk(field.service.address).await;
        desk.cdp("Network.enable", json!({})).await;
        desk.cdp("Network.setBlockedURLs", json!({ "urls": ["*.css"] })).await;
        desk.go(&format!("/e/{SLUG}")).await;
        let sheets = desk.driver.execute("return [...document.styleSheets].filter((one) => { try { return one.cssRules.length } catch { return false } }).length", Vec::new()).await;
        assert_eq!(sheets.expect("the page says").json(), &json!(0), "the stylesheet was read all the same");
        to_the_end(desk, &field).await;
    });
}

#[test]
fn the_crisis_wave_is_answered_where_nothing_moves() {
    in_browser(async {
        let field = Field::open();
        let phone = Browser::phone(field.service.address, Script::On).await;
        let features = json!([{ "name": "prefers-reduced-motion", "value": "reduce" }]);
        phone.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await;
        phone.go(&format!("/e/{SLUG}")).await;
        phone.go_on().await;
        const MOVING: &str = r#"
            const moves = (one) => { const s = getComputedStyle(one); return s.animationName !== "none" || s.transitionDuration.split(",").some((time) => parseFloat(time) > 0); };
            return [...document.querySelectorAll("*")].filter(moves).length;
        "#;
        let moving = phone.driver.execute(MOVING, Vec::new()).await.expect("the page says").json().clone();
        assert_eq!(moving, json!(0), "something moves");
        answer_pages(&phone, &field.person, PAGES_MAX).await;
        assert!(phone.at().await.ends_with("/fin"));
        assert_eq!(field.receipts().len(), 1);
        phone.close().await;
    });
}
