//! A questionnaire of every kind, on screens of three widths, without script: each page fits, every kind can be answered,
//! and an entry of a long list is found in two steps.

use std::path::Path;

use thirtyfour::prelude::*;

use crate::interview::in_browser;
use crate::phone::{Browser, Script};
use crate::service::{Installation, Service};
use crate::states;
use crate::stored::Stored;
use crate::wave_folder::copy_folder;

pub const SLUG: &str = "essai-2020-02";
pub const PAGES_MAX: usize = 12;

/// What is chosen or typed, by field; each page takes what it shows.
pub const ANSWERS: &[(&str, &str)] = &[
    ("CONSENT", "oui"),
    ("S_AGE", "42"),
    ("S_ENFANTS", "2"),
    ("S_COMMUNE-missing", "autre_commune"),
    ("CONNUES", "a"),
    ("CONNUES", "b"),
    ("PREFEREE", "b"),
    ("RANGS.1", "gout"),
    ("RANGS.2", "prix"),
    ("NOTE", "7"),
    ("NOTES.ville", "10"),
    ("NOTES.c", "0"),
    ("ACCORD", "moyen"),
    ("JC_UTILITE", "utile"),
    ("TAUX", "12,5"),
    ("BUDGET.travail", "60,5"),
    ("BUDGET.reste", "39,5"),
    ("DEPUIS.month", "5"),
    ("DEPUIS.year", "2019"),
    ("MOTS", "Merci et bravo"),
    ("COURRIEL", "a@b.fr"),
];

pub struct Field {
    /// Kept for its drop, which removes it.
    _folder: tempfile::TempDir,
    pub installation: Installation,
    pub service: Service,
}

impl Field {
    pub fn open() -> Self {
        Self::changed(|questionnaire| questionnaire, "")
    }

    /// The same, its questionnaire changed, and these lines more in its wave file.
    pub fn changed(change: impl FnOnce(String) -> String, lines: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let installation = Installation::sqlite(folder.path());
        let copy = folder.path().join("questionnaires");
        copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questionnaires"), &copy);
        states::draw_logo(&copy);
        let (version, wave) = (copy.join("essai/v1.toml"), copy.join("essai/waves/2020-02.toml"));
        let text = std::fs::read_to_string(&version).expect("the questionnaire");
        std::fs::write(&version, change(text)).expect("the changed questionnaire");
        let text = std::fs::read_to_string(&wave).expect("the wave file");
        std::fs::write(&wave, [&text, lines].concat()).expect("the changed wave");
        installation.done(&["wave", "load", &wave.to_string_lossy()]);
        installation.done(&["wave", "open", SLUG, "--simulated"]);
        let service = installation.serve();
        Self { _folder: folder, installation, service }
    }

    /// From the first page to the one that has this, as `ANSWERS` answer.
    pub async fn until(&self, browser: &Browser, css: &str) {
        self.begin(browser).await;
        for _ in 1..=PAGES_MAX {
            if browser.has(css).await {
                return;
            }
            fill(browser).await;
            browser.go_on().await;
        }
        panic!("no page has {css}");
    }

    pub async fn begin(&self, browser: &Browser) {
        browser.go(&format!("/e/{SLUG}")).await;
        browser.go_on().await;
    }
}

/// Answers the page shown, by labels and lists as a finger would.
pub async fn fill(browser: &Browser) {
    for (name, value) in ANSWERS {
        let fields = browser.driver.find_all(By::Css(format!("main form [name='{name}']"))).await.expect("a search");
        let Some(first) = fields.first() else { continue };
        match first.tag_name().await.expect("a tag").as_str() {
            "select" => browser.choose(name, value).await,
            "textarea" => browser.type_in(first, value).await,
            _ => match first.attr("type").await.expect("attributes").as_deref() {
                Some("radio" | "checkbox") => {
                    browser.click(&format!("label:has(input[name='{name}'][value='{value}'])")).await
                }
                _ => browser.type_in(first, value).await,
            },
        }
    }
}

async fn whole(browser: Browser, field: &Field, name: &str) {
    field.begin(&browser).await;
    for page in 1..=PAGES_MAX {
        let at = browser.at().await;
        if !at.contains("/page/") {
            break;
        }
        browser.fits().await;
        browser.picture(&format!("{name}-{page}")).await;
        fill(&browser).await;
        browser.go_on().await;
        assert_ne!(at, browser.at().await, "the page was refused:\n{}", browser.text().await);
    }
    assert!(browser.at().await.ends_with("/fin"), "{}", browser.at().await);
    assert!(browser.text().await.contains("l’Institut d’essai vous remercie"), "the questionnaire's own last words");
    browser.fits().await;
    browser.close().await;
}

#[test]
fn every_kind_is_answered_on_a_phone_without_script() {
    in_browser(async {
        let field = Field::open();
        whole(Browser::phone(field.service.address, Script::Off).await, &field, "sortes").await;
        assert_eq!(Stored::read(&field.installation.database).receipts.len(), 1);
    });
}

#[test]
fn every_kind_fits_the_narrowest_screen_and_a_desk() {
    in_browser(async {
        let field = Field::open();
        whole(Browser::small(field.service.address).await, &field, "sortes").await;
        whole(Browser::desk(field.service.address).await, &field, "sortes").await;
        assert_eq!(Stored::read(&field.installation.database).receipts.len(), 2);
    });
}

#[test]
fn a_commune_is_found_without_script() {
    in_browser(async {
        let field = Field::open();
        let phone = Browser::phone(field.service.address, Script::Off).await;
        field.begin(&phone).await;
        fill(&phone).await;
        phone.go_on().await;
        phone.type_in(&phone.one("[name=S_AGE]").await, "42").await;
        phone.type_in(&phone.one("[name=S_COMMUNE]").await, "saint m").await;
        phone.follow("button[name=_chercher]").await;
        phone.fits().await;
        assert!(phone.text().await.contains("Saint-Malo"), "{}", phone.text().await);
        assert!(!phone.has(".summary").await, "looking is no fault");
        phone.picture("sortes-commune").await;
        phone.type_in(&phone.one("[name=S_ENFANTS]").await, "0").await;
        phone.go_on().await;
        assert!(phone.text().await.contains("Pensez à Saint-Malo"), "{}", phone.text().await);
        phone.close().await;
    });
}

#[test]
fn the_enter_key_looks_for_a_commune_and_the_page_opens_on_what_is_found() {
    in_browser(async {
        let field = Field::open();
        let desk = Browser::desk(field.service.address).await;
        field.begin(&desk).await;
        fill(&desk).await;
        desk.go_on().await;
        let at = desk.at().await;
        desk.type_in(&desk.one("[name=S_COMMUNE]").await, "saint m").await;
        desk.enter().await;
        assert_eq!(desk.at().await, at);
        assert!(!desk.has(".summary").await, "Enter looks: it does not send the page");
        assert!(desk.text().await.contains("Saint-Malo"), "{}", desk.text().await);
        let focused = desk.driver.active_element().await.expect("something has the focus");
        assert_eq!(focused.attr("id").await.expect("attributes").as_deref(), Some("r-S_COMMUNE"));
        desk.type_in(&desk.one("[name=S_COMMUNE]").await, "zzzz").await;
        desk.enter().await;
        assert!(desk.text().await.contains("Rien ne correspond"), "{}", desk.text().await);
        desk.close().await;
    });
}

/// Lines the eleven scores of the page stand in, the narrowest of them in pixels, and whether the first has its pole beside it.
const SCORES: &str = r#"
    const points = [...document.querySelectorAll(".points.long")[0].children];
    const boxes = points.map((point) => point.getBoundingClientRect());
    const tops = new Set(boxes.map((box) => Math.round(box.top)));
    const pole = points[0].querySelector(".pole");
    return [tops.size, Math.min(...boxes.map((box) => box.width)), pole ? pole.getBoundingClientRect().width > 1 : false];
"#;

async fn scores(browser: Browser, field: &Field, name: &str) -> (u64, f64, bool) {
    field.begin(&browser).await;
    for _ in 1..=PAGES_MAX {
        if browser.has(".points.long").await {
            break;
        }
        fill(&browser).await;
        browser.go_on().await;
    }
    browser.picture(name).await;
    let found = browser.driver.execute(SCORES, Vec::new()).await.expect("the page says").json().clone();
    browser.close().await;
    (found[0].as_u64().expect("measured"), found[1].as_f64().expect("measured"), found[2].as_bool().expect("measured"))
}

#[test]
fn eleven_scores_stand_in_one_line_or_each_pole_beside_its_own() {
    in_browser(async {
        let field = Field::open();
        let site = field.service.address;
        let (lines, width, _) = scores(Browser::phone(site, Script::On).await, &field, "echelle").await;
        assert_eq!(lines, 1, "a line that wraps puts a pole under a score in the middle");
        assert!(width >= 24.0, "{width} pixels are too few for a finger");
        let (lines, _, has_pole) = scores(Browser::small(site).await, &field, "echelle").await;
        assert_eq!((lines, has_pole), (11, true));
        let (lines, _, has_pole) = scores(Browser::desk(site).await, &field, "echelle").await;
        assert_eq!((lines, has_pole), (1, false));
    });
}
