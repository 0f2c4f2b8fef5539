//! Pages as a person fills them: by what is shown, not by what the program knows.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::people::Person;
use crate::phone::Browser;

/// Answers everything the page asks, as this person would; fields already answered or closed are left.
pub async fn fill(browser: &Browser, person: &Person) {
    for (name, value) in &person.fields {
        let inputs = browser.driver.find_all(By::Css(format!("main form [name='{name}']"))).await.expect("a search");
        let Some(first) = inputs.first() else { continue };
        if first.is_enabled().await.expect("a state") {
            answer(browser, first, name, value).await;
        }
    }
}

async fn answer(browser: &Browser, field: &WebElement, name: &str, value: &str) {
    match field.tag_name().await.expect("a tag").as_str() {
        "select" => browser.choose(name, value).await,
        _ => match field.attr("type").await.expect("attributes").as_deref() {
            Some("radio" | "checkbox") => {
                let choice = format!("input[name='{name}'][value='{value}']");
                if !browser.one(&choice).await.is_selected().await.expect("a state") {
                    // By its label: a finger rarely meets the small circle.
                    browser.click(&format!("label:has({choice}), label:has(+ {choice})")).await;
                }
            }
            _ => browser.type_in(field, value).await,
        },
    }
}

/// Fills and sends page after page until one that is not a page of the questionnaire, or `stop` pages are done.
pub async fn answer_pages(browser: &Browser, person: &Person, stop: usize) -> usize {
    for done in 0..stop {
        let at = browser.at().await;
        if !at.contains("/page/") {
            return done;
        }
        fill(browser, person).await;
        browser.go_on().await;
        let next = browser.at().await;
        assert_ne!(at, next, "the page was refused:\n{}", browser.text().await);
    }
    stop
}

/// Fills the first form of that selector and sends it as it stands, whatever the page's script would say.
pub async fn send_form(browser: &Browser, form: &str, fields: &[(&str, &str)]) {
    let script = format!(
        r#"
        const form = document.querySelector({});
        for (const [name, value] of {}) {{
            const named = [...form.elements].filter((one) => one.name === name);
            for (const one of named) if (one.matches("[type=radio], [type=checkbox]")) one.checked = one.value === value; else one.value = value;
        }}
        HTMLFormElement.prototype.submit.call(form);
        "#,
        json!(form),
        json!(fields)
    );
    browser.replaced_by(&script).await;
}

/// The receipt and the personal code of the last page.
pub async fn secrets(browser: &Browser) -> (String, String) {
    let mut shown = Vec::new();
    for one in browser.driver.find_all(By::Css(".receipt")).await.expect("a search") {
        shown.push(one.text().await.expect("a text"));
    }
    let [receipt, code] = shown.as_slice() else { panic!("a receipt and a code: {shown:?}") };
    (receipt.clone(), code.clone())
}
