//! axe-core in the page shown, by its own file, which `tests/run` installs: no copy of it stands in this project.

use serde_json::{Value, json};

use crate::phone::Browser;

/// What axe-core is asked: all of WCAG 2.2 A and AA, and its own good practices.
const ALL: &str = r#"
    const done = arguments[arguments.length - 1];
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const rules = arguments[0] === "contrast" ? { type: "rule", values: ["color-contrast"] } : { type: "tag", values: tags };
    axe.run(document, { runOnly: rules, resultTypes: ["violations", "incomplete"] }).then(
        (found) => done([...found.violations, ...found.incomplete.filter((one) => arguments[0] === "contrast" || one.id !== "color-contrast")]
            .map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ") + " " + node.failureSummary).join(" | "))),
        (error) => done(["axe: " + error]));
"#;

#[derive(Clone, Copy)]
pub enum Asked {
    Everything,
    /// The one thing a change of colours changes.
    Contrast,
}

/// Reads the file in every page this browser opens from now on.
pub async fn load(browser: &Browser) {
    let path =
        std::env::var("SONDE_TEST_AXE").expect("SONDE_TEST_AXE is not set: `tests/run` installs axe-core and sets it");
    let source = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(source.starts_with("/*! axe v"), "{path} is not axe-core");
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
}

/// Everything axe-core finds wrong with the page shown.
pub async fn wrong(browser: &Browser, asked: Asked) -> Vec<String> {
    let what = match asked {
        Asked::Everything => "everything",
        Asked::Contrast => "contrast",
    };
    let found = browser.driver.execute_async(ALL, vec![json!(what)]).await.expect("axe-core answers");
    let texts = |value: &Value| {
        value.as_array().expect("a list").iter().map(|one| one.as_str().unwrap_or("?").to_owned()).collect()
    };
    texts(found.json())
}
