//! What a page must be made of, whatever it asks. The fourteen published failures of the audit of INSEE's Stromae (RGAA 4.1.2,
//! 12 June 2026) are the cases: each that a page of ours could have is looked for on every one of them.

use serde_json::Value;

use crate::phone::Browser;

/// Returns what is wrong, one text a case. The numbers are those of the published list.
const CASES: &str = r##"
    const wrong = [];
    const all = (css, within = document) => [...within.querySelectorAll(css)];
    const text = (element) => element ? element.textContent.trim() : "";
    const told = (element) => element.outerHTML.slice(0, 120);
    const seen = (element) => element.checkVisibility();
    const named = (ids) => (ids || "").split(/\s+/).filter(Boolean).map((id) => document.getElementById(id));
    const controls = all("main input:not([type=hidden]), main select, main textarea").filter(seen);

    // 1. A link on a logo says where it leads.
    for (const link of all("header a, footer a")) {
        const images = all("img, svg", link);
        if (!text(link) && !images.some((image) => image.getAttribute("alt")) && !link.getAttribute("aria-label")) wrong.push("1 link without a name: " + told(link));
    }
    // 2. Nothing is said by a tooltip alone.
    for (const hinted of all("body [title], [role=tooltip]")) wrong.push("2 tooltip: " + told(hinted));
    // 3. What opens and closes says which: native details only.
    for (const button of all("[aria-expanded]")) wrong.push("3 a state of our own making: " + told(button));
    // 4. No dialog takes the focus away and loses it.
    for (const dialog of all("dialog, [role=dialog], [aria-modal]")) wrong.push("4 dialog: " + told(dialog));
    // 5. Rows do not come and go behind the reader's back: what changes by itself stands in a status.
    for (const live of all("[aria-live]:not([role])")) wrong.push("5 a live region without a role: " + told(live));
    // 6. Arriving on a page says nothing but the page: an alert is there only for faults, a status only where it has the focus.
    const has_focus = (one) => one.matches(".flash") && one === document.activeElement;
    const spoken = all("[role=alert], [role=status]").filter((one) => text(one) && !one.matches(".summary, .found") && !has_focus(one));
    for (const one of spoken) wrong.push("6 said on arrival: " + told(one));
    // 7. Each control has one label, of words.
    for (const control of controls) {
        const labels = [...(control.labels || [])].map(text).filter(Boolean);
        const other = control.getAttribute("aria-label") || named(control.getAttribute("aria-labelledby")).map(text).join(" ");
        if (labels.length + (other ? 1 : 0) !== 1) wrong.push("7 " + labels.length + " labels: " + told(control));
        if (control.placeholder && !labels.length && !other) wrong.push("7 only a placeholder: " + told(control));
    }
    // 8. Help, rules and faults are tied to what they are about, and exist.
    for (const one of all("[aria-describedby], [aria-labelledby], [aria-controls]")) {
        for (const attribute of ["aria-describedby", "aria-labelledby", "aria-controls"]) {
            for (const [at, target] of named(one.getAttribute(attribute)).entries()) if (!target) wrong.push("8 " + attribute + " " + at + " leads nowhere: " + told(one));
        }
    }
    const described = new Set(all("[aria-describedby]").flatMap((one) => one.getAttribute("aria-describedby").split(/\s+/)));
    for (const help of all("[id^='h-'], [id^='e-'], [id^='u-']")) if (!described.has(help.id)) wrong.push("8 tied to nothing: " + told(help));
    // 9. Groups are fieldsets with a legend of words, first in it.
    for (const group of all("fieldset")) {
        if (group.firstElementChild?.tagName !== "LEGEND" || !text(group.firstElementChild)) wrong.push("9 no legend: " + told(group));
    }
    const radios = new Map();
    for (const radio of controls.filter((one) => one.type === "radio")) radios.set(radio.name, radio);
    for (const radio of radios.values()) if (!radio.closest("fieldset, [role=group]")) wrong.push("9 choices without a group: " + told(radio));
    // 10. The title names the page, and begins with its fault where it has one.
    const heading = text(document.querySelector("h1"));
    if (all("h1").length !== 1 || !heading) wrong.push("10 " + all("h1").length + " headings of the first rank");
    const same = (one) => one.replace(/[\s\u00a0\u202f]+/g, " ").toLowerCase();
    if (!same(document.title).includes(same(heading).slice(0, 30))) wrong.push("10 title « " + document.title + " », heading « " + heading + " »");
    const prefixed = /^(Erreur|À vérifier|Error|Please check)/.test(document.title);
    if (prefixed !== all(".summary").length > 0) wrong.push("10 title and faults disagree: " + document.title);
    // 11. Where one is in the whole is said in words.
    if (location.pathname.includes("/page/") && !/\d+\D+\d+/.test(text(document.querySelector(".step span")))) wrong.push("11 no step");
    // 12. The first stop of the keyboard leads to the content.
    const skip = document.querySelector("a, button, input, select, textarea");
    if (!skip.matches("a[href^='#']") || !document.querySelector("main" + skip.getAttribute("href"))) wrong.push("12 first stop: " + told(skip));
    // 13. Nothing that is said goes away by itself.
    for (const gone of all("marquee, [data-timeout], meta[http-equiv=refresh]")) wrong.push("13 goes by itself: " + told(gone));
    // 14. What attests the answers is text of the page, in its structure.
    for (const file of all("main a[href$='.pdf'], main embed, main object")) wrong.push("14 a document instead of text: " + told(file));
    const receipt = document.querySelector(".receipt");
    if (receipt && !receipt.closest("section, div, main")?.querySelector("h1, h2")) wrong.push("14 a receipt without a heading");

    // Beyond the list: nothing from elsewhere, nothing written in the page, nothing to the right of the screen.
    for (const one of all("[src], link[href]")) if (new URL(one.src || one.href).origin !== location.origin) wrong.push("third party: " + told(one));
    for (const one of all("[style], style, script:not([src])")) wrong.push("inline: " + told(one));
    for (const one of all("*")) if ([...one.attributes].some((attribute) => attribute.name.startsWith("on"))) wrong.push("handler: " + told(one));
    if (document.documentElement.scrollWidth > innerWidth) {
        const wide = all("body *").filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map(told);
        wrong.push("wider than " + innerWidth + " pixels: " + wide.slice(-1));
    }
    // A finger needs 24 pixels at the least.
    for (const one of all("main a, main button, main input:not([type=hidden]), main select, main textarea, main label.option").filter(seen)) {
        const box = (one.closest("label") || one).getBoundingClientRect();
        const is_in_text = one.matches("p a, li a, dd a");
        if (!is_in_text && !one.closest(".hidden-text") && (box.width < 24 || box.height < 24)) wrong.push("small: " + Math.round(box.width) + "×" + Math.round(box.height) + " " + told(one));
    }
    const ids = all("[id]").map((one) => one.id);
    for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) wrong.push("twice the id " + id);
    let rank = 0;
    for (const title of all("h1, h2, h3, h4").filter(seen)) {
        const now = Number(title.tagName[1]);
        // The summary of faults stands before the heading of the page.
        if (now > rank + 1 && !title.closest(".summary")) wrong.push("a heading of rank " + now + " after " + rank);
        if (!title.closest(".summary")) rank = now;
    }
    return wrong;
"##;

/// Everything wrong with the page shown.
pub async fn wrong(browser: &Browser) -> Vec<String> {
    let found = browser.driver.execute(CASES, Vec::new()).await.expect("the page is looked at");
    let texts = |value: &Value| {
        value.as_array().expect("a list").iter().map(|one| one.as_str().unwrap_or("?").to_owned()).collect()
    };
    texts(found.json())
}
