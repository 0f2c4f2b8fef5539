//! High contrast: where the system chooses all colours, what is chosen, what has the focus and what is wrong are still told
//! apart.

use serde_json::{Value, json};

use crate::interview::in_browser;
use crate::phone::{Browser, Script};
use crate::two_tongues::{SLUG, TwoTongues};

/// How each thing looks: grounds, frames and outlines, as the browser paints them.
const LOOK: &str = r##"
    const style = (one) => getComputedStyle(one);
    const ground = (one) => { for (let at = one; at; at = at.parentElement) if (!/^rgba.*, 0\)$|transparent/.test(style(at).backgroundColor)) return style(at).backgroundColor; };
    const ring = (one) => style(one).outlineStyle !== "none" && parseFloat(style(one).outlineWidth) >= 2 && style(one).outlineColor !== ground(one.parentElement);
    const frame = (one, side) => style(one)[`border${side}Style`] === "solid" && parseFloat(style(one)[`border${side}Width`]) >= 1 && style(one)[`border${side}Color`] !== ground(one.parentElement);
    const legible = (one) => style(one).color !== ground(one);
    const all = (css) => [...document.querySelectorAll(css)];
    return {
        is_forced: matchMedia("(forced-colors: active)").matches,
        chosen: all(".option:has(:checked), :checked + .step-mark").map((one) => [ground(one), legible(one), ring(one)]),
        others: all(".option:not(:has(:checked)), :not(:checked) + .step-mark").map((one) => [ground(one), legible(one) && frame(one, "Left"), ring(one)]),
        focused: document.activeElement.closest(".option, .point")?.querySelector(":checked") === document.activeElement,
        buttons: all("main button, main a.button").every((one) => frame(one, "Left") && legible(one)),
        summary: all(".summary").map((one) => frame(one, "Left") && legible(one)),
        faulty: all(".question.faulty").map((one) => frame(one, "Left")),
        errors: all(".error").map((one) => legible(one) && one.checkVisibility()),
        fields: all("input[type=text]").every((one) => frame(one, "Left")),
    };
"##;

/// Ground, legible, ring: of each chosen thing; of each other.
fn looks(told: &Value, which: &str) -> Vec<(String, bool, bool)> {
    let one =
        |look: &Value| (look[0].as_str().expect("a ground").to_owned(), look[1] == json!(true), look[2] == json!(true));
    told[which].as_array().expect("a list").iter().map(one).collect()
}

/// One thing is chosen and has the focus; then the focus goes elsewhere.
async fn told_apart(browser: &Browser, chosen: &str, name: &str) {
    browser
        .driver
        .execute(format!("document.querySelector({}).checked = true", json!(chosen)), Vec::new())
        .await
        .expect("it is chosen");
    // The focus of a keyboard: nothing is focused visibly by a script after a finger.
    browser.told("document.querySelector('main').focus()").await;
    for _ in 0..20 {
        browser.driver.action_chain().send_keys(thirtyfour::Key::Tab).perform().await.expect("a key");
        if browser.told(&format!("return document.activeElement.matches({})", json!(chosen))).await == json!(true) {
            break;
        }
    }
    let look = browser.told(LOOK).await;
    assert_eq!((&look["is_forced"], &look["focused"]), (&json!(true), &json!(true)), "{look}");
    browser.portrait(&format!("contraste-{name}"), 390).await;
    let (on, off) = (looks(&look, "chosen"), looks(&look, "others"));
    let ringed = on.iter().filter(|(_, _, ring)| *ring).count();
    assert_eq!(ringed, 1, "the focus is seen on what is chosen: {on:?}");
    assert!(
        on.iter().all(|(ground, legible, _)| *legible && off.iter().all(|other| other.0 != *ground)),
        "{on:?} {off:?}"
    );
    assert!(off.iter().all(|(_, is_seen, ring)| *is_seen && !ring), "{off:?}");
    assert_eq!((&look["buttons"], &look["fields"]), (&json!(true), &json!(true)), "{look}");
    browser.told("document.activeElement.blur()").await;
    let left = looks(&browser.told(LOOK).await, "chosen");
    assert!(left.iter().all(|(_, _, ring)| !ring), "without the focus, no ring: {left:?}");
}

#[test]
fn chosen_focused_and_wrong_are_told_apart_in_forced_colours() {
    in_browser(async {
        let wave = TwoTongues::open();
        let phone = Browser::phone(wave.service.address, Script::On).await;
        for scheme in ["light", "dark"] {
            phone.driver.delete_all_cookies().await.expect("another person");
            phone.prefers("screen", &[("forced-colors", "active"), ("prefers-color-scheme", scheme)]).await;
            phone.go(&format!("/e/{SLUG}")).await;
            phone.go_on().await;
            phone.click("label:has([value=oui])").await;
            phone.go_on().await;
            phone.go_on().await;
            let look = phone.told(LOOK).await;
            assert_eq!(look["summary"], json!([true]), "{look}");
            assert_eq!((&look["faulty"], &look["errors"]), (&json!([true, true]), &json!([true, true])), "{look}");
            phone.portrait(&format!("contraste-fautes-{scheme}"), 390).await;
            told_apart(&phone, "[name=S_SEXE][value=femme]", &format!("option-{scheme}")).await;
            let field = phone.one("[name=S_AGE]").await;
            phone.type_in(&field, "42").await;
            phone.click("label:has([value=homme])").await;
            phone.go_on().await;
            told_apart(&phone, "[name=NOTE][value='7']", &format!("echelle-{scheme}")).await;
        }
        phone.close().await;
    });
}
