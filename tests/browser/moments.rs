//! What a page becomes while somebody is on it, in the colours of a wave of its own: a draft that came back, the network away,
//! a commune looked for, an answer to be checked, a page changed from the review, a cookie lost. Each is looked at by axe-core in
//! every scheme, also for whoever prefers more contrast.

use std::collections::BTreeMap;

use serde_json::json;

use crate::axe::{self, Asked};
use crate::kinds::{self, Field};
use crate::phone::{Browser, Scheme, Script};
use crate::states::{self, OWN_LOOK};

const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// Fills these fields and sends the form as it stands, without the page's script.
fn sends(fields: &[(&str, &str)]) -> String {
    format!(
        r#"
        const form = document.querySelector("main form");
        for (const [name, value] of {}) for (const field of form.elements) {{
            if (field.name !== name) continue;
            if (field.matches("[type=radio], [type=checkbox]")) field.checked ||= field.value === value; else field.value = value;
        }}
        HTMLFormElement.prototype.submit.call(form);
        "#,
        json!(fields)
    )
}

struct Moments {
    browser: Browser,
    wrong: BTreeMap<String, Vec<String>>,
}

impl Moments {
    async fn look(&mut self, moment: &str) {
        let mut found = Vec::new();
        for (width, scheme) in [(1280, Scheme::Light), (390, Scheme::Light), (390, Scheme::Dark)] {
            self.browser.screen(width, scheme).await;
            let asked = if scheme == Scheme::Dark { Asked::Contrast } else { Asked::Everything };
            found.extend(axe::wrong(&self.browser, asked).await);
            self.browser.portrait(&format!("moment-{moment}-{scheme:?}"), width).await;
        }
        for scheme in ["light", "dark"] {
            self.browser
                .prefers(
                    "",
                    &[
                        ("prefers-contrast", "more"),
                        ("prefers-color-scheme", scheme),
                        ("prefers-reduced-motion", "reduce"),
                    ],
                )
                .await;
            found.extend(axe::wrong(&self.browser, Asked::Contrast).await);
            self.browser.portrait(&format!("moment-{moment}-contraste-{scheme}"), 390).await;
        }
        self.browser.screen(390, Scheme::Light).await;
        for what in found {
            self.wrong.entry(what).or_default().push(moment.to_owned());
        }
    }

    async fn network(&self, is_there: bool) {
        let conditions =
            json!({ "offline": !is_there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.browser.cdp("Network.enable", json!({})).await;
        self.browser.cdp("Network.emulateNetworkConditions", conditions).await;
    }

    async fn until(&self, condition: &str) {
        let from = std::time::Instant::now();
        while self.browser.told(condition).await != json!(true) {
            assert!(from.elapsed() < PATIENCE, "{condition}: {}", self.browser.text().await);
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }

    /// The second page: lost, begun again, its commune looked for, its number of children doubted.
    async fn about_you(&mut self, field: &Field) {
        field.begin(&self.browser).await;
        self.browser.click("label:has(input[value=oui])").await;
        self.browser.go_on().await;
        let at = self.browser.at().await;
        self.browser.type_in(&self.browser.one("[name=S_AGE]").await, "42").await;
        self.browser.go(&at).await;
        assert!(self.browser.has("main form > .told[role=status]").await, "the draft is back");
        self.look("brouillon-revenu").await;
        let code = self.browser.one("main .code").await.text().await.expect("a text");
        self.browser.driver.delete_all_cookies().await.expect("the cookies go");
        self.browser.go(&at).await;
        assert!(self.browser.has(".flash[data-lost] p + p").await, "{}", self.browser.text().await);
        self.look("cookie-perdu").await;
        self.browser.follow("main a[href$='/reprendre']").await;
        self.browser.type_in(&self.browser.one("[name=code]").await, &code).await;
        self.browser.go_on().await;
        assert!(self.browser.has("main form > .told[role=status] button").await, "what was lost is offered");
        self.look("page-perdue-offerte").await;
        self.browser.type_in(&self.browser.one("[name=S_COMMUNE]").await, "saint m").await;
        self.browser.follow("button[name=_chercher]").await;
        assert!(self.browser.has(".found").await, "{}", self.browser.text().await);
        self.look("communes-trouvees").await;
        self.browser.type_in(&self.browser.one("[name=S_COMMUNE]").await, "zzzz").await;
        self.browser.follow("button[name=_chercher]").await;
        self.look("communes-introuvables").await;
        let fields = [("S_AGE", "42"), ("S_ENFANTS", "12"), ("S_COMMUNE", ""), ("S_COMMUNE-missing", "autre_commune")];
        self.browser.replaced_by(&sends(&fields)).await;
        assert_eq!(self.browser.at().await, at, "a doubt is told first");
        assert!(self.browser.has(".summary").await, "{}", self.browser.text().await);
        self.look("a-verifier").await;
        self.browser.replaced_by(&sends(&[("S_ENFANTS", "2")])).await;
    }

    async fn without_network(&mut self) {
        let at = self.browser.at().await;
        kinds::fill(&self.browser).await;
        self.network(false).await;
        self.browser.click("main .actions button[type=submit]").await;
        self.until("return !!document.querySelector('main form .told[role=alert] button')").await;
        self.look("sans-reseau").await;
        self.network(true).await;
        self.until(&format!("return location.pathname !== '{at}' && document.readyState === 'complete'")).await;
    }

    async fn at_the_review(&mut self) {
        for _ in 0..kinds::PAGES_MAX {
            if self.browser.at().await.ends_with("/relecture") {
                break;
            }
            kinds::fill(&self.browser).await;
            self.browser.go_on().await;
        }
        self.look("relecture").await;
        self.browser.follow("main a[href*='page/nombres?relecture']").await;
        assert!(self.browser.has("input[name=_relecture]").await);
        self.look("modifiee-depuis-la-relecture").await;
        self.browser.replaced_by(&sends(&[("TAUX", "abc")])).await;
        self.look("modifiee-avec-faute").await;
    }
}

async fn looked_at() {
    let field = Field::changed(|questionnaire| questionnaire, OWN_LOOK);
    let browser = Browser::resizable(field.service.address, Script::On).await;
    axe::load(&browser).await;
    let mut moments = Moments { browser, wrong: BTreeMap::new() };
    moments.about_you(&field).await;
    moments.without_network().await;
    moments.at_the_review().await;
    moments.browser.close().await;
    let told: Vec<_> = moments.wrong.iter().map(|(what, when)| format!("{what}\n    in {}", when.join(", "))).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn what_a_page_becomes_meanwhile_is_accessible() {
    states::in_time(looked_at());
}
