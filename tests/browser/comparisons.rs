//! Comparisons and fiches after a demonstration: looked at by axe-core and the checks of `structure` on a desk, a phone and in
//! the dark; and a fiche is one page of A4.

use serde_json::json;
use sonde::domain::questionnaire::Language;

use crate::axe;
use crate::looks::Looks;
use crate::phone::{Browser, Script};
use crate::service::Installation;
use crate::states::in_time;

const WAVE: &str = "/resultats/urgence-covid-citoyens-2020-05";

/// A region that may be read with two hundred people, and one that may not.
fn pages() -> [(String, &'static str); 6] {
    [
        ("/resultats/comparaisons".to_owned(), "comparaisons"),
        (
            "/resultats/comparaisons?a=impact-entreprises-2020-06/JC_UTILITE/st_utile&b=impact-entreprises-2021-09/JC_UTILITE/st_utile"
                .to_owned(),
            "refus",
        ),
        ("/resultats/audiences/citoyens".to_owned(), "public"),
        (format!("{WAVE}/regions"), "regions"),
        (format!("{WAVE}/region/11"), "fiche"),
        (format!("{WAVE}/region/94"), "sans-fiche"),
    ]
}

#[test]
fn comparisons_and_fiches_have_nothing_wrong_and_a_fiche_is_one_page() {
    in_time(async {
        let folder = tempfile::tempdir().expect("a folder");
        let installation = Installation::sqlite(folder.path());
        installation.done(&["demo", "--no-serve", "--respondents", "200", "--json"]);
        let service = installation.serve();
        let browser = Browser::resizable(service.address, Script::On).await;
        axe::load(&browser).await;
        let mut looks = Looks::new("resultats", Language::Fr);
        for (path, state) in pages() {
            browser.go(&path).await;
            looks.at(&browser, state).await;
        }
        looks.told();
        for path in [format!("{WAVE}/region/11"), "/resultats/audiences/citoyens".to_owned()] {
            browser.go(&path).await;
            assert_eq!(printed_pages(&browser).await, 1, "{path}");
        }
        browser.close().await;
    });
}

/// Pages of A4 it is printed on.
async fn printed_pages(browser: &Browser) -> usize {
    let printed = browser.cdp("Page.printToPDF", json!({ "preferCSSPageSize": true, "printBackground": true })).await;
    let text = printed["data"].as_str().expect("a file");
    let bytes = data_encoding::BASE64.decode(text.as_bytes()).expect("base 64");
    let text = String::from_utf8_lossy(&bytes);
    text.matches("/Type /Page").count() - text.matches("/Type /Pages").count()
}
