//! The results of the demonstration as a reader finds them: the headline, its exact meaning and its date in two clicks from the front
//! page; every page of a release without a fault of accessibility, by day and by night, and none wider than the screen.

use crate::axe::{self, Asked};
use crate::phone::{Browser, Scheme, Script};
use crate::service::{Installation, Service};
use crate::states::in_time;

const WAVE: &str = "/resultats/urgence-covid-citoyens-2020-05";
/// A question asked whole, a grid, a row of it.
const QUESTIONS: [&str; 3] = ["JC_UTILITE", "JC_EFFETS", "JC_EFFETS.rapide"];
/// Fewer than the plan's: the published line is that of a thousand.
const RESPONDENTS: &str = "300";

struct Demo {
    service: Service,
    _folder: tempfile::TempDir,
}

impl Demo {
    fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let installation = Installation::sqlite(&folder.path().join("demo"));
        let data = installation.folder.display().to_string();
        installation.done(&["demo", "--data", &data, "--no-serve", "--respondents", RESPONDENTS]);
        Self { service: installation.serve(), _folder: folder }
    }
}

/// The large figure of the page shown.
async fn large(browser: &Browser) -> String {
    let text = browser.one(".huge").await.text().await.expect("a text");
    text.split(['\n', ':']).next().unwrap_or_default().trim().to_owned()
}

async fn found_in_two_clicks(browser: &Browser) {
    browser.go("/").await;
    browser.follow(&format!("main a[href='{WAVE}']")).await;
    let figure = large(browser).await;
    assert!(figure.ends_with('%'), "{figure}");
    let page = browser.text().await;
    for said in ["utile (dont", "28 avril au 4 mai 2020", "Français de 18 ans et plus", "données simulées"] {
        assert!(page.replace(['\u{a0}', '\u{202f}'], " ").contains(said), "{said}: {page}");
    }
    browser.follow(".huge a").await;
    assert_eq!(browser.at().await, format!("{WAVE}/1/JC_UTILITE/st_utile"));
    assert_eq!(large(browser).await, figure);
    let page = browser.text().await.replace(['\u{a0}', '\u{202f}'], " ");
    for said in [
        "jouer collectif",
        "Intervalle à 95 %",
        "Base efficace",
        "28 avril au 4 mai 2020",
        "7 mai 2020",
        "OpinionWay",
        "4 May 2020",
        "Mention à reproduire",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

/// From the page of the wave to the crosstabs of a question, to the next question, to a row of a grid, and back.
async fn question_by_question(browser: &Browser) {
    browser.go(WAVE).await;
    browser.follow("#q-JC_UTILITE .onward a").await;
    assert_eq!(browser.at().await, format!("{WAVE}/1/JC_UTILITE"));
    browser.one("#par-AGE table.crossed").await;
    browser.follow(".pager a[rel=next]").await;
    let next = browser.at().await;
    assert_ne!(next, format!("{WAVE}/1/JC_UTILITE"));
    browser.follow(".pager a[rel=prev]").await;
    assert_eq!(browser.at().await, format!("{WAVE}/1/JC_UTILITE"), "back from {next}");
    browser.go(&format!("{WAVE}/1/JC_EFFETS")).await;
    browser.one("#par-AGE table.crossed").await;
    browser.follow(&format!(".rows a[href='{WAVE}/1/JC_EFFETS.rapide']")).await;
    browser.one(".rows a[aria-current=page]").await;
    browser.follow(".crumbs a:last-of-type").await;
    assert_eq!(browser.at().await, WAVE);
    browser.one("#q-JC_EFFETS:target").await;
}

async fn sound(browser: &Browser, path: &str) {
    browser.go(path).await;
    for (width, scheme) in [(390, Scheme::Light), (1280, Scheme::Dark), (1280, Scheme::Light)] {
        browser.screen(width, scheme).await;
        // Closed, then with every crosstab open.
        for open in ["", "for (const one of document.querySelectorAll('details')) one.open = true;"] {
            browser.told(open).await;
            let wrong = axe::wrong(browser, Asked::Everything).await;
            assert!(wrong.is_empty(), "{path} {width} {scheme:?}: {wrong:#?}");
        }
    }
}

#[test]
fn the_headline_is_found_in_two_clicks_and_no_page_of_results_shuts_anybody_out() {
    in_time(async {
        let demo = Demo::open();
        let desk = Browser::desk(demo.service.address).await;
        axe::load(&desk).await;
        found_in_two_clicks(&desk).await;
        question_by_question(&desk).await;
        let figures = ["JC_UTILITE/st_utile", "JC_UTILITE/incontournable/AGE.18-24", "JC_EFFETS.rapide/st_oui"];
        let of_publication = |place: &str| format!("{WAVE}/1/{place}");
        let pages = [WAVE.to_owned(), format!("{WAVE}/notice")].into_iter();
        let pages = pages.chain(QUESTIONS.map(of_publication)).chain(figures.map(of_publication));
        for path in pages {
            sound(&desk, &path).await;
            desk.portrait(&format!("resultats-{}", path.replace('/', "-")), 1280).await;
        }
        desk.close().await;
        let phone = Browser::phone(demo.service.address, Script::Off).await;
        let figure = format!("{WAVE}/1/JC_UTILITE/st_utile");
        let questions = QUESTIONS.map(of_publication);
        for path in [WAVE.to_owned(), format!("{WAVE}/notice"), figure].into_iter().chain(questions) {
            phone.go(&path).await;
            phone.fits().await;
        }
        phone.close().await;
    });
}
