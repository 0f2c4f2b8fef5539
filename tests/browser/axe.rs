//! axe-core in the page shown, by its own file, which `tests/run` installs: no copy of it stands in this project.

use serde_json::{Value, json};

use crate::phone::Browser;

/// What axe-core is asked: all of WCAG 2.2 A and AA, and its own good practices.
const ALL: &str = r#"
    const done = arguments[arguments.length - 1];
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const rules = arguments[0] === "contrast" ? { type: "rule", values: ["color-contrast"] } : { type: "tag", values: tags };
    // axe-core cannot tell what stands behind a text of a drawing: those are measured here.
    const isDrawn = (one) => one.closest("svg");
    // Nor of a mark without a letter, which is not read aloud.
    const isMark = (one) => one.closest("[aria-hidden=true]") && !/[\p{L}\p{N}]/u.test(one.textContent);
    // Nor of what one must scroll to: the same table is seen whole on a desk.
    const isClipped = (one) => innerWidth < 1280 && one.closest(".scroll")?.scrollWidth > one.closest(".scroll")?.clientWidth;
    const judged = (node) => node.target.map((target) => document.querySelector(target))
        .every((one) => !one || !(isDrawn(one) || isMark(one) || isClipped(one)));
    const colour = (text) => text.match(/[\d.]+/g).map(Number);
    const behind = (text) => {
        const tile = text.closest("g")?.querySelector("rect");
        const fill = tile && getComputedStyle(tile).fill;
        if (fill && fill !== "none") return colour(fill);
        for (let one = text.closest("svg"); one; one = one.parentElement) {
            const [r, g, b, a = 1] = colour(getComputedStyle(one).backgroundColor);
            if (a === 1) return [r, g, b];
        }
        return [255, 255, 255];
    };
    const light = (rgb) => {
        const [r, g, b] = rgb.slice(0, 3).map((part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const contrast = (text) => {
        const [one, other] = [light(colour(getComputedStyle(text).fill)), light(behind(text))];
        return Math.max(one, other) / Math.min(one, other);
    };
    const drawn = [...document.querySelectorAll("svg text")].filter((text) => contrast(text) < 4.5)
        .map((text) => "color-contrast of a drawing: « " + text.textContent + " » " + contrast(text).toFixed(2));
    const unsure = (one) => {
        if (one.id !== "color-contrast") return [one];
        const nodes = arguments[0] === "contrast" ? one.nodes.filter(judged) : [];
        return nodes.length ? [{ ...one, nodes }] : [];
    };
    axe.run(document, { runOnly: rules, resultTypes: ["violations", "incomplete"] }).then(
        (found) => done([...found.violations, ...found.incomplete.flatMap(unsure)]
            .map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ") + " " + node.failureSummary).join(" | ")).concat(drawn)),
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
