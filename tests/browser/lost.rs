//! The cookie lost in the middle of a page: the page is put aside in its tab, offered again to whoever comes back by their code
//! or their link, and to nobody at a kiosk. Without a lost cookie nothing waits.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::interview::in_browser;
use crate::kinds;
use crate::phone::{Browser, Script};

const OFFERED: &str = "main form .told[role=status] button";
const AGE: &str = "return document.querySelector('[name=S_AGE]').value";
const WAITING: &str = "return sessionStorage.length + localStorage.length";

/// A page begun and not sent, in a browser that has just forgotten its cookies; the code that takes the interview up.
async fn forgotten(field: &kinds::Field, phone: &Browser) -> (String, String) {
    field.begin(phone).await;
    phone.click("label:has(input[value=oui])").await;
    phone.go_on().await;
    let code = phone.one("main .code").await.text().await.expect("a text");
    phone.type_in(&phone.one("[name=S_AGE]").await, "42").await;
    let at = phone.at().await;
    phone.driver.delete_all_cookies().await.expect("the cookies go");
    (at, code)
}

#[test]
fn a_page_sent_without_its_cookie_waits_for_whoever_wrote_it() {
    in_browser(async {
        let field = kinds::Field::open();
        let phone = Browser::phone(field.service.address, Script::On).await;
        let (at, code) = forgotten(&field, &phone).await;
        phone.go_on().await;
        assert_eq!(phone.at().await, format!("/e/{}", kinds::SLUG), "the way back in");
        let text = phone.text().await;
        assert!(text.contains("ne retrouve plus") && text.contains("dans cet onglet"), "{text}");
        phone.picture("perdu").await;
        phone.follow("main a[href$='/reprendre']").await;
        phone.type_in(&phone.one("[name=code]").await, "2222-2222-2222").await;
        phone.go_on().await;
        phone.type_in(&phone.one("[name=code]").await, &code).await;
        phone.go_on().await;
        assert_eq!(phone.at().await, at);
        assert_eq!(phone.told(AGE).await, json!(""), "it is offered, not put in");
        phone.picture("perdu-offert").await;
        phone.click(OFFERED).await;
        assert_eq!(phone.told(AGE).await, json!("42"));
        assert!(!phone.has(OFFERED).await && phone.text().await.contains("est revenu"));
        phone.go(&at).await;
        assert_eq!(phone.told(AGE).await, json!("42"), "it is a page begun again, like any other");
        phone.close().await;
    });
}

#[test]
fn a_page_opened_again_without_its_cookie_waits_through_a_new_beginning() {
    in_browser(async {
        let field = kinds::Field::open();
        let phone = Browser::phone(field.service.address, Script::On).await;
        let (at, _) = forgotten(&field, &phone).await;
        phone.go(&at).await;
        assert!(phone.text().await.contains("dans cet onglet"));
        phone.go_on().await;
        phone.click("label:has(input[value=oui])").await;
        phone.go_on().await;
        assert_eq!(phone.at().await, at);
        phone.click(OFFERED).await;
        assert_eq!(phone.told(AGE).await, json!("42"));
        phone.close().await;
    });
}

#[test]
fn nothing_waits_past_the_first_page_of_somebody_else_or_its_time() {
    in_browser(async {
        let field = kinds::Field::open();
        let phone = Browser::phone(field.service.address, Script::On).await;
        let (at, _) = forgotten(&field, &phone).await;
        phone.go(&at).await;
        assert_eq!(phone.told(WAITING).await, json!(1));
        // By the address they were given, as the next person would.
        phone.go(&format!("/e/{}", kinds::SLUG)).await;
        assert_eq!(phone.told(WAITING).await, json!(0));
        assert!(!phone.text().await.contains("dans cet onglet"));
        let (at, code) = forgotten(&field, &phone).await;
        phone.go(&at).await;
        phone
            .told("const kept = JSON.parse(sessionStorage.getItem('sonde-aside')); kept.until = Date.now() - 1; sessionStorage.setItem('sonde-aside', JSON.stringify(kept));")
            .await;
        phone.go(&format!("/e/{}/reprendre", kinds::SLUG)).await;
        phone.type_in(&phone.one("[name=code]").await, &code).await;
        phone.go_on().await;
        assert_eq!(phone.at().await, at);
        assert!(!phone.has(OFFERED).await, "its half hour has passed");
        assert_eq!(phone.told(WAITING).await, json!(0));
        phone.close().await;
    });
}

#[test]
fn a_browser_without_script_is_told_the_way_back_and_nothing_untrue() {
    in_browser(async {
        let field = kinds::Field::open();
        let phone = Browser::phone(field.service.address, Script::Off).await;
        let (_, code) = forgotten(&field, &phone).await;
        phone.go_on().await;
        let text = phone.text().await;
        assert!(text.contains("ne retrouve plus") && !text.contains("dans cet onglet"), "{text}");
        phone.follow("main a[href$='/reprendre']").await;
        phone.type_in(&phone.one("[name=code]").await, &code).await;
        phone.go_on().await;
        let age = phone.driver.find(By::Name("S_AGE")).await;
        assert!(age.is_ok(), "where they were: {}", phone.at().await);
        phone.close().await;
    });
}
