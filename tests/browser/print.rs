//! On paper: what was answered and the receipt are there, dark on white, without anything to press.

use serde_json::{Value, json};

use crate::interview::in_browser;
use crate::phone::{Browser, Script};
use crate::two_tongues::{SLUG, TwoTongues};

/// What is seen that only a screen can use, and texts too pale for white paper.
const LEFT: &str = r#"
    const seen = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 1;
    const pressed = [...document.querySelectorAll("button, .button, nav, .skip, input, header a, footer a, .recap-head a")].filter(seen);
    const light = (colour) => { const [r, g, b] = colour.match(/[\d.]+/g).map(Number); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const texts = [...document.querySelectorAll("body *")].filter((one) => seen(one) && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
    const pale = texts.filter((one) => light(getComputedStyle(one).color) > 110);
    return {
        pressed: pressed.map((one) => one.outerHTML.slice(0, 90)),
        pale: pale.map((one) => getComputedStyle(one).color + " " + one.outerHTML.slice(0, 90)),
        text: document.body.innerText,
    };
"#;

async fn on_paper(browser: &Browser, name: &str) -> String {
    for scheme in ["light", "dark"] {
        browser.prefers("print", &[("prefers-color-scheme", scheme)]).await;
        let told = browser.told(LEFT).await;
        assert_eq!(told["pressed"], json!([]), "{name}");
        assert_eq!(told["pale"], json!([]), "{name}, {scheme}");
    }
    browser.portrait(&format!("papier-{name}"), 390).await;
    let told = browser.told(LEFT).await;
    browser.prefers("screen", &[]).await;
    told["text"].as_str().expect("a text").to_owned()
}

#[test]
fn the_review_and_the_receipt_are_printed_without_anything_to_press() {
    in_browser(async {
        let wave = TwoTongues::open();
        let phone = Browser::phone(wave.service.address, Script::On).await;
        phone.go(&format!("/e/{SLUG}?lang=fr")).await;
        phone.go_on().await;
        phone.click("label:has([value=oui])").await;
        phone.go_on().await;
        phone.click("label:has([value=homme])").await;
        let field = phone.one("[name=S_AGE]").await;
        phone.type_in(&field, "42").await;
        phone.go_on().await;
        phone.click("label:has([value=rare])").await;
        phone.go_on().await;
        let is_seen = phone.told(LEFT).await["pressed"].as_array().is_some_and(|pressed| pressed.len() > 2);
        assert!(is_seen, "on a screen there is something to press");
        let review = on_paper(&phone, "relecture").await;
        for said in ["Vérifiez vos réponses", "Un homme", "42", "Rare", "Observatoire des quartiers"] {
            assert!(review.contains(said), "« {said} » is not in {review}");
        }
        phone.go_on().await;
        let receipt: Value = phone.told("return document.querySelector('.receipt').textContent").await;
        let end = on_paper(&phone, "recu").await;
        for said in ["Votre reçu", receipt.as_str().expect("a receipt"), "Code personnel", "Observatoire des quartiers"]
        {
            assert!(end.contains(said), "« {said} » is not in {end}");
        }
        phone.close().await;
    });
}
