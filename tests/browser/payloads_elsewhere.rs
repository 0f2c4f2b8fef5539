//! Scripts where the other payloads are not: rows of grids, poles, units, nets, ends, messages of checks, a privacy notice, an
//! interviewer's page, the quality of a field, published tables, letters, and letters to two hundred people so named.

use std::collections::BTreeMap;

use serde_json::json;
use sonde::domain::contact::{Contact, Email, Profile};
use sonde::domain::letter::{Filling, LetterText, Step};
use sonde::domain::questionnaire::Language;
use thirtyfour::prelude::*;

use crate::asked::consent;
use crate::pages::{secrets, send_form};
use crate::payloads::{self, Charged, harmless, payloads, pollster, quoted, seen, seen_without_words};
use crate::phone::Browser;
use crate::states;

const SLUG: &str = "charges-2026-02";
/// Enough for shares to be shown alone.
const SIMULATED: &str = "60";

/// The payload of that rank, as TOML writes a text; from the last one back, so that each kind of escape comes early.
fn text(rank: usize) -> String {
    let all = payloads();
    quoted(&all[all.len() - 1 - rank * 7 % all.len()])
}

fn questionnaire() -> String {
    let rows: String = (0..40).map(|at| format!("  {{ code = \"r{at}\", label.fr = {} }},\n", text(at))).collect();
    let options = |from: usize| {
        (0..4).map(|at| format!("  {{ code = \"o{at}\", label.fr = {} }},\n", text(from + at))).collect::<String>()
    };
    let nets: String = (0..3)
        .map(|at| format!("  {{ id = \"net{at}\", label.fr = {}, codes = [\"o{at}\", \"o3\"] }},\n", text(60 + at)))
        .collect();
    let question = |id: &str, kind: &str, rest: &str| {
        format!(
            "[[sections.questions]]\nid = \"{id}\"\nrole = \"opinion\"\norigin = \"reconstructed\"\ntype = \"{kind}\"\ntext.fr = {}\n{rest}\n",
            text(90)
        )
    };
    let mut lines = vec![
        "format = 1\nstudy = \"charges\"\nversion = 1\nlanguages = [\"fr\"]\nminutes = 2".to_owned(),
        format!("notice.fr = {}\ntitle.fr = {}", text(1), text(2)),
    ];
    for (at, way) in ["completed", "screened_out", "refused"].iter().enumerate() {
        lines.push(format!(
            "[[ends]]\nid = \"fin{at}\"\non = \"{way}\"\ntitle.fr = {}\ntext.fr = {}",
            text(10 + at),
            text(13 + at)
        ));
    }
    lines.push(consent("", "Oui"));
    lines.push(format!("[[sections]]\nid = \"formes\"\ntitle.fr = {}\nintro.fr = {}\nchecks = [\n  {{ must = \"AGE <= 50\", severity = \"error\", question = \"AGE\", text.fr = {} }},\n  {{ must = \"AGE >= 10\", severity = \"warning\", question = \"AGE\", text.fr = {} }},\n]", text(20), text(21), text(22), text(23)));
    lines.push(question(
        "AGE",
        "number",
        &format!(
            "min = 0\nmax = 120\nunit.fr = {}\nexits = [{{ when = \"AGE = 33\", end = \"screened_out\" }}]",
            text(24)
        ),
    ));
    lines.push(question("AVIS", "single", &format!("options = [\n{}]\nnets = [\n{nets}]", options(30))));
    lines.push(question(
        "ECHELLE",
        "scale",
        &format!("from = 0\nto = 10\nlow.fr = {}\nhigh.fr = {}\nmandatory = \"off\"", text(35), text(36)),
    ));
    lines.push(question(
        "GRILLE",
        "grid",
        &format!("mandatory = \"off\"\nitems = [\n{rows}]\noptions = [\n{}]", options(50)),
    ));
    lines.push(question("NOTES", "grid", &format!("from = 0\nto = 10\nlow.fr = {}\nhigh.fr = {}\nmandatory = \"off\"\nitems = [\n  {{ code = \"a\", label.fr = {} }},\n]", text(37), text(38), text(39))));
    lines.push(question("BUDGET", "numbers", &format!("min = 0\nmax = 100\ntotal = 100\nunit.fr = {}\nmandatory = \"off\"\nitems = [\n  {{ code = \"a\", label.fr = {} }},\n  {{ code = \"b\", label.fr = {} }},\n]", text(40), text(41), text(42))));
    lines.push(question(
        "RANGS",
        "ranking",
        &format!("ranks_max = 2\nmandatory = \"off\"\noptions = [\n{}]", options(43)),
    ));
    lines.join("\n") + "\n"
}

fn wave() -> String {
    format!(
        r#"
study = "charges"
key = "2026-02"
title = {}
questionnaire = {{ version = 1 }}
audience = {}
universe = {}
mode = "cawi"
embargo = "2020-07-01T06:00"
lease_minutes = 30
[fieldwork]
start = 2020-06-01
end = 2020-06-20
[access]
open_link = true
invitation = true
whole = true
cati = true
[parties]
sponsor = {}
sponsor_quality = {}
fieldwork_institute = {}
scientific_lead = {}
[texts]
institut = {}
[pages]
purpose = {}
review = true
[quotas]
total = 500
[weighting]
version = 1
method = "none"
[tables]
questions = ["AVIS", "ECHELLE", "GRILLE", "NOTES"]
headline = "AVIS"
[disclosure]
cell_base_min = 10
share_base_min = 30
[privacy]
controller = {}
contact = "vie-privee@exemple.example"
purpose = {}
recipients = {}
legal_basis = "consent"
[retention]
identities_days = 90
responses_days = 1825
"#,
        text(100),
        text(101),
        text(102),
        text(103),
        text(104),
        text(105),
        text(106),
        text(107),
        text(108),
        text(109),
        text(110),
        text(111)
    )
}

fn letters() -> String {
    let line = |rank: usize| text(rank);
    format!(
        "[sending]\nfrom_name = {}\nhours = [\"08:30\", \"19:30\"]\ndays = [\"mon\"]\n[[steps]]\nid = \"invitation\"\n[steps.fr]\nsubject = {}\nbutton = {}\ntext = {}\n",
        line(120),
        line(121),
        line(122),
        quoted(
            &["{greeting}\n\n", &payloads().join("\n\n").chars().take(5000).collect::<String>(), "\n\n{link}\n"]
                .concat()
        )
    )
}

/// The wave, with its letters.
fn field() -> Charged {
    let field = Charged::open("2026-02", &questionnaire(), &wave());
    let plan = field.installation.folder.join("letters.toml");
    std::fs::write(&plan, letters()).expect("a file");
    field.installation.done(&["wave", "letters", SLUG, &plan.to_string_lossy()]);
    field
}

/// One interview through every kind, every message and every end; what opens its answers.
async fn answered(browser: &Browser) -> (String, String) {
    let place = format!("/e/{SLUG}");
    for path in [place.clone(), format!("{place}/vie-privee")] {
        harmless(browser, &path).await;
    }
    for (pages, end) in
        [(vec![("CONSENT", "non")], "refused"), (vec![("CONSENT", "oui"), ("AGE", "33")], "screened_out")]
    {
        browser.go(&place).await;
        send_form(browser, "main form.start", &[]).await;
        for (name, value) in pages {
            send_form(browser, "main form", &[(name, value), ("AVIS", "o0")]).await;
        }
        seen(browser, end).await;
        browser.driver.delete_all_cookies().await.expect("the cookies go");
    }
    browser.go(&place).await;
    send_form(browser, "main form.start", &[]).await;
    send_form(browser, "main form", &[("CONSENT", "oui")]).await;
    let formes = browser.at().await;
    harmless(browser, &formes).await;
    for (age, message) in [("abc", "a fault"), ("99", "an error of a check"), ("5", "a doubt")] {
        send_form(browser, "main form", &[("AGE", age), ("AVIS", "o1"), ("BUDGET.a", "7"), ("RANGS.1", "o1")]).await;
        assert_eq!(browser.at().await, formes, "{message}");
        assert!(browser.has(".summary").await, "{message}");
        seen(browser, message).await;
    }
    // In a straight line, for the field's quality to have somebody to show.
    let rows: Vec<String> = (0..40).map(|at| format!("GRILLE.r{at}")).collect();
    let mut fields: Vec<_> = rows.iter().map(|row| (row.as_str(), "o2")).collect();
    fields.extend([
        ("AGE", "42"),
        ("AVIS", "o1"),
        ("ECHELLE", "3"),
        ("NOTES.a", "4"),
        ("RANGS.1", "o1"),
        ("BUDGET.a", ""),
    ]);
    send_form(browser, "main form", &fields).await;
    assert!(browser.at().await.ends_with("/relecture"), "{}", browser.text().await);
    seen(browser, "the review").await;
    send_form(browser, "main form", &[]).await;
    seen(browser, "the end").await;
    secrets(browser).await
}

async fn corrected(browser: &Browser, (receipt, code): (String, String)) {
    browser.go(&format!("/e/{SLUG}/mes-reponses")).await;
    send_form(browser, "main form", &[("_recu", &receipt), ("_code", &code)]).await;
    seen(browser, "one's answers").await;
    send_form(browser, "main form[action$='/correction']:has([value=formes])", &[]).await;
    seen(browser, "their correction").await;
    send_form(browser, "main form", &[("AVIS", "o2")]).await;
    assert!(browser.has(".flash").await, "{}", browser.text().await);
    seen(browser, "corrected").await;
}

/// As pollsters look at the field and at its letters.
async fn watched(field: &Charged, browser: &Browser) {
    let session = pollster(&field.installation, &field.service).await;
    browser.take_cookie(&session, "/console").await;
    let desk = format!("/console/vagues/{SLUG}");
    for page in ["", "/qualite", "/courriers", "/apercu/entier", "/contacts"] {
        harmless(browser, &[desk.as_str(), page].concat()).await;
    }
    for page in ["/entretien", "/courriers/invitations", "/qualite"] {
        opened(browser, &[desk.as_str(), page].concat()).await;
    }
    let one = browser.one(&format!("main a[href^='{desk}/qualite/']")).await;
    let one = one.attr("href").await.expect("attributes").expect("an address");
    opened(browser, &one).await;
    // Set aside, and why: the reason is read there from now on, and in the list.
    send_form(browser, "main form.card", &[("explication", &payloads()[0])]).await;
    assert!(browser.has(".flash").await, "{}", browser.text().await);
    seen(browser, &one).await;
    opened(browser, &[desk.as_str(), "/qualite"].concat()).await;
}

async fn published(field: &Charged, browser: &Browser) {
    payloads::account(&field.installation, "q@exemple.example");
    for (verb, who) in [("close", "p"), ("seal", "p"), ("weigh", "p"), ("approve", "q")] {
        field.installation.done(&["wave", verb, SLUG, "--as", &format!("{who}@exemple.example")]);
    }
    let place = format!("/resultats/{SLUG}");
    for path in ["/resultats".to_owned(), place.clone()] {
        harmless(browser, &path).await;
    }
    let tables = browser.driver.find_all(By::Css("main table")).await.expect("a search").len();
    assert!(tables >= 4, "{tables} tables, of four questions");
    let figure = browser.one(&format!("main a[href^='{place}/1/']")).await;
    let figure = figure.attr("href").await.expect("attributes").expect("an address");
    for path in [figure, format!("{place}/notice"), "/resultats/calendrier".to_owned()] {
        opened(browser, &path).await;
    }
}

/// A page that may say none of it.
async fn opened(browser: &Browser, path: &str) {
    browser.go(path).await;
    seen_without_words(browser, path).await;
}

#[test]
fn scripts_in_every_label_run_nowhere_from_the_first_page_to_the_published_tables() {
    states::in_time(async {
        let field = field();
        let browser = field.browser().await;
        let secrets = answered(&browser).await;
        corrected(&browser, secrets).await;
        field.installation.done(&["simulate", SLUG, "--contacts", SIMULATED]);
        watched(&field, &browser).await;
        published(&field, &browser).await;
        browser.close().await;
    });
}

/// A letter to somebody so named, as the post would deliver it.
fn letter(name: &str) -> String {
    let contact = Contact {
        email: Email::parse("lea@exemple.example").expect("an address"),
        title: Some(name.to_owned()),
        first_name: Some(name.to_owned()),
        last_name: Some(name.to_owned()),
        organisation: Some(name.to_owned()),
        language: Language::Fr,
        profile: Profile::new(),
    };
    let text = LetterText {
        subject: "{first_name}, votre avis".to_owned(),
        text: "{greeting}\n\n{title} {first_name} {last_name}, {organisation}\n\n{link}\n".to_owned(),
        button: Some(name.to_owned()),
    };
    let step = Step { id: "invitation".to_owned(), after_days: 0, texts: BTreeMap::from([(Language::Fr, text)]) };
    let filling = Filling {
        contact: &contact,
        link: "https://exemple.example/i/a",
        unsubscribe: "https://exemple.example/desinscription/a",
        wave_title: name,
        sponsor: name,
        institute: name,
        closes_on: "lundi",
        minutes: 4,
    };
    step.write(&filling).expect("a letter").html()
}

/// What was run, become a tag or an address; whether the name is there to read.
const OPENED: &str = r#"
    const all = (css) => document.querySelectorAll(css).length;
    return [window.ran || 0, all("script, img, svg, iframe, object, embed, base, form, input, video, math, details, marquee, link, meta[http-equiv], button"),
        [...document.querySelectorAll("*")].filter((one) => [...one.attributes].some((each) => each.name.startsWith("on"))).length,
        [...document.links].filter((one) => one.protocol !== "https:").length, document.body.innerText.includes(".ran=1") || document.body.innerText.includes("ailleurs")];
"#;

#[test]
fn two_hundred_scripts_as_names_run_in_no_letter() {
    states::in_time(async {
        let field = field();
        let browser = field.browser().await;
        let folder = tempfile::tempdir().expect("a folder");
        for (rank, name) in payloads().iter().enumerate() {
            let path = folder.path().join(format!("{rank}.html"));
            std::fs::write(&path, letter(name)).expect("a file");
            browser.driver.goto(format!("file://{}", path.display())).await.expect("the letter opens");
            assert_eq!(browser.told(OPENED).await, json!([0, 0, 0, 0, true]), "{name}");
        }
        let path = folder.path().join("bad.html");
        std::fs::write(&path, format!("<p>window.ran=1</p>{}", payloads()[1])).expect("a file");
        browser.driver.goto(format!("file://{}", path.display())).await.expect("the letter opens");
        assert_eq!(browser.told(OPENED).await[1], json!(1), "a letter that was not written with care would be seen");
        browser.close().await;
    });
}
