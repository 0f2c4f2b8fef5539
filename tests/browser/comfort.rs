//! What the script adds to a page, each help in a real browser: choices that close the others, a refusal that empties what was
//! typed, characters left, a running total, ranks, a long list narrowed by what is typed.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::interview::in_browser;
use crate::kinds::Field;
use crate::phone::{Browser, Script};

/// Longer than fingers rest before the count is said aloud.
const SAID_AFTER: Duration = Duration::from_millis(1500);

async fn desk(field: &Field, css: &str) -> Browser {
    let desk = Browser::desk(field.service.address).await;
    field.until(&desk, css).await;
    desk
}

async fn ticked(browser: &Browser, name: &str) -> Value {
    let script = format!(
        "return [...document.querySelectorAll(\"input[name='{name}']:checked\")].map((box) => box.value).sort()"
    );
    browser.told(&script).await
}

async fn tick(browser: &Browser, name: &str, value: &str) {
    browser.click(&format!("label:has(input[name='{name}'][value='{value}'])")).await;
}

#[test]
fn a_choice_that_closes_the_others_unticks_them_and_they_untick_it() {
    in_browser(async {
        let field = Field::open();
        let desk = desk(&field, "[name=CONNUES]").await;
        tick(&desk, "CONNUES", "a").await;
        tick(&desk, "CONNUES", "b").await;
        assert_eq!(ticked(&desk, "CONNUES").await, json!(["a", "b"]));
        tick(&desk, "CONNUES", "aucune").await;
        assert_eq!(ticked(&desk, "CONNUES").await, json!(["aucune"]));
        tick(&desk, "CONNUES", "b").await;
        assert_eq!(ticked(&desk, "CONNUES").await, json!(["b"]));
        desk.close().await;
    });
}

#[test]
fn a_refusal_empties_what_was_typed_and_typing_takes_it_back() {
    in_browser(async {
        let field = Field::open();
        let desk = desk(&field, "[name=S_ENFANTS]").await;
        desk.type_in(&desk.one("[name=S_ENFANTS]").await, "2").await;
        tick(&desk, "S_ENFANTS-missing", "refus").await;
        assert_eq!(desk.told("return document.querySelector('[name=S_ENFANTS]').value").await, json!(""));
        desk.one("[name=S_ENFANTS]").await.send_keys("3").await.expect("a key");
        assert_eq!(ticked(&desk, "S_ENFANTS-missing").await, json!([]));
        desk.close().await;
    });
}

#[test]
fn the_characters_left_are_seen_at_once_and_said_when_the_fingers_rest() {
    in_browser(async {
        let field = Field::open();
        let desk = desk(&field, "[name=MOTS]").await;
        let counted = async |css: &str| {
            desk.told(&format!("return document.querySelector('textarea[name=MOTS] ~ {css}').textContent")).await
        };
        // Thousands are set apart, by what this test has no opinion on.
        let tells = |text: &Value, number: &str| {
            text.as_str().is_some_and(|text| text.chars().filter(char::is_ascii_digit).eq(number.chars()))
        };
        assert!(tells(&counted(".left").await, "1000"), "{}", counted(".left").await);
        desk.one("[name=MOTS]").await.send_keys("Été !").await.expect("keys");
        assert!(tells(&counted(".left").await, "995"), "{}", counted(".left").await);
        assert_eq!(counted("[role=status]").await, json!(""), "not said at each key");
        tokio::time::sleep(SAID_AFTER).await;
        assert!(tells(&counted("[role=status]").await, "995"));
        desk.told("const field = document.querySelector('[name=MOTS]'); field.value = '🙂'.repeat(1001); field.dispatchEvent(new Event('input', { bubbles: true }))").await;
        assert!(tells(&counted(".left.over").await, "1"), "one too many: {}", counted(".left").await);
        desk.close().await;
    });
}

#[test]
fn the_total_runs_with_what_is_typed_and_says_when_it_is_reached() {
    in_browser(async {
        let field = Field::open();
        let desk = desk(&field, "[name='BUDGET.travail']").await;
        let total = async || {
            let line = "const line = document.querySelector('.numbers .total'); return [line.querySelector('output').textContent, line.matches('.reached'), line.checkVisibility()]";
            desk.told(line).await
        };
        assert_eq!(total().await, json!(["0", false, true]));
        desk.type_in(&desk.one("[name='BUDGET.travail']").await, "60,5").await;
        assert_eq!(total().await, json!(["60,5", false, true]));
        desk.type_in(&desk.one("[name='BUDGET.reste']").await, "39.5").await;
        assert_eq!(total().await, json!(["100", true, true]));
        desk.close().await;
    });
}

#[test]
fn what_stands_at_one_rank_is_not_offered_at_another() {
    in_browser(async {
        let field = Field::open();
        let desk = desk(&field, "[name='RANGS.1']").await;
        let closed = async |rank: u8| {
            desk.told(&format!("return [...document.querySelector(\"[name='RANGS.{rank}']\").options].filter((option) => option.disabled).map((option) => option.value)")).await
        };
        desk.choose("RANGS.1", "gout").await;
        assert_eq!((closed(1).await, closed(2).await), (json!([]), json!(["gout"])));
        desk.choose("RANGS.2", "prix").await;
        assert_eq!((closed(1).await, closed(2).await), (json!(["prix"]), json!(["gout"])));
        desk.choose("RANGS.1", "").await;
        assert_eq!(closed(2).await, json!([]));
        desk.close().await;
    });
}

/// Long enough to be narrowed.
fn with_towns(questionnaire: String) -> String {
    let towns = ["Évry", "Évreux", "Épinal", "Angers", "Arles", "Brest", "Caen", "Dijon", "Lens", "Lille", "Lyon"];
    let option = |(at, town): (usize, &&str)| format!("  {{ code = \"t{at}\", label.fr = \"{town}\" }},\n");
    let options: String = towns.iter().enumerate().map(option).collect();
    let first = "  { code = \"autre\", label.fr = \"Une autre\", text_chars_max = 80 },\n";
    assert!(questionnaire.contains(first));
    questionnaire.replace(first, &[options.as_str(), first].concat())
}

#[test]
fn a_long_list_is_narrowed_by_what_is_typed_whatever_its_accents() {
    in_browser(async {
        let field = Field::changed(with_towns, "");
        let desk = desk(&field, "select[name=PREFEREE]").await;
        let offered = async || {
            desk.told("return [...document.querySelector('[name=PREFEREE]').options].filter((option) => option.value).map((option) => option.text)").await
        };
        let all = offered().await;
        let filter = desk.one("input.filter").await;
        filter.send_keys("EVR").await.expect("keys");
        let mut found = offered().await;
        found.as_array_mut().expect("a list").sort_by_key(ToString::to_string);
        assert_eq!(found, json!(["Évreux", "Évry"]));
        filter.send_keys("y").await.expect("a key");
        assert_eq!(
            desk.told("return document.querySelector('[name=PREFEREE]').selectedOptions[0].text").await,
            json!("Évry")
        );
        // What is chosen stays, whatever is looked for next.
        filter.send_keys(Key::Backspace + Key::Backspace + Key::Backspace + Key::Backspace).await.expect("keys");
        assert_eq!(offered().await.as_array().map(Vec::len), all.as_array().map(Vec::len));
        assert_eq!(
            desk.told("return document.querySelector('[name=PREFEREE]').selectedOptions[0].text").await,
            json!("Évry")
        );
        desk.close().await;
    });
}

#[test]
fn without_script_none_of_it_is_promised() {
    in_browser(async {
        let field = Field::changed(with_towns, "");
        let phone = Browser::phone(field.service.address, Script::Off).await;
        field.until(&phone, "select[name=PREFEREE]").await;
        assert!(
            !phone.has("input.filter").await && !phone.has("select[name=PREFEREE] option:disabled[value='t1']").await
        );
        phone.close().await;
    });
}

/// Options whose « précisez » is to be seen.
async fn beside(browser: &Browser) -> Value {
    let seen = "return [...document.querySelectorAll('.precise[data-of]')].filter((part) => part.checkVisibility()).map((part) => part.dataset.of)";
    browser.told(seen).await
}

#[test]
fn what_is_written_beside_an_entry_of_a_list_shows_once_it_is_chosen_and_stays_while_it_is_wrong() {
    in_browser(async {
        let field = Field::open();
        let desk = desk(&field, "[name=PREFEREE]").await;
        assert_eq!(beside(&desk).await, json!([]));
        desk.choose("PREFEREE", "autre").await;
        assert_eq!(beside(&desk).await, json!(["autre"]));
        let label = desk.one(".precise[data-of=autre] label").await.text().await.expect("a text");
        assert!(label.starts_with("« Une autre »"), "it need not say when it applies any more: {label}");
        desk.choose("PREFEREE", "prix").await;
        assert_eq!(beside(&desk).await, json!(["prix"]));
        desk.type_in(&desk.one("[name='PREFEREE--prix']").await, "abc").await;
        desk.replaced_by("HTMLFormElement.prototype.submit.call(document.querySelector('main form'))").await;
        assert!(desk.has(".precise[data-of=prix] [aria-invalid]").await, "{}", desk.text().await);
        desk.choose("PREFEREE", "autre").await;
        assert_eq!(beside(&desk).await, json!(["autre", "prix"]), "a fault is not hidden from whoever must mend it");
        desk.close().await;
        let plain = Browser::small(field.service.address).await;
        field.until(&plain, "[name=PREFEREE]").await;
        let text = plain.text().await;
        assert!(text.contains("Seulement si vous avez choisi « Une autre »"), "without script: {text}");
        plain.close().await;
    });
}
