//! What a browser asks of the network over whole interviews, by its own journal: nothing of anybody but the service.

use crate::interview::{self, in_browser};
use crate::kinds;
use crate::pages::answer_pages;
use crate::phone::Browser;
use crate::states::OWN_LOOK;
use crate::wave_folder::SLUG;

const PAGES_MAX: usize = 20;

/// Everything asked for since the last time was asked of the service; how much that was.
async fn only_ours(browser: &Browser, site: std::net::SocketAddr) -> usize {
    let asked = browser.asked_for().await;
    let ours = [format!("http://{site}/"), "data:".to_owned()];
    let foreign: Vec<_> = asked.iter().filter(|one| !ours.iter().any(|our| one.starts_with(our))).collect();
    assert!(foreign.is_empty(), "asked of others: {foreign:?}");
    asked.len()
}

#[test]
fn a_whole_interview_asks_nothing_of_anybody_else() {
    in_browser(async {
        let field = interview::Field::open();
        let site = field.service.address;
        let desk = Browser::watched(site).await;
        let mut shown = 0;
        desk.asked_for().await;
        for path in ["/accessibilite".to_owned(), format!("/e/{SLUG}/vie-privee"), format!("/e/{SLUG}/reprendre")] {
            desk.go(&path).await;
            shown += 1;
        }
        desk.go(&format!("/e/{SLUG}")).await;
        desk.go_on().await;
        shown += 2 + answer_pages(&desk, &field.person, PAGES_MAX).await;
        assert!(desk.at().await.ends_with("/fin"));
        desk.go(&format!("/e/{SLUG}/mes-reponses")).await;
        assert!(only_ours(&desk, site).await >= shown, "each page is in the journal");
        desk.close().await;
    });
}

#[test]
fn colours_a_logo_and_a_review_ask_nothing_of_anybody_else() {
    in_browser(async {
        let field = kinds::Field::changed(|questionnaire| questionnaire, OWN_LOOK);
        let site = field.service.address;
        let desk = Browser::watched(site).await;
        desk.asked_for().await;
        field.until(&desk, "form[action$='/relecture']").await;
        assert!(desk.has("header img").await, "the logo is shown");
        desk.go_on().await;
        assert!(desk.at().await.ends_with("/fin"));
        assert!(only_ours(&desk, site).await > 10);
        desk.close().await;
    });
}

/// The journal has what it should: a page that asks somebody else is seen to.
#[test]
fn a_page_that_asks_somebody_else_would_be_seen() {
    in_browser(async {
        let field = kinds::Field::open();
        let desk = Browser::watched(field.service.address).await;
        desk.asked_for().await;
        desk.go(&format!("/e/{}", kinds::SLUG)).await;
        desk.driver.goto("data:text/html,<img src='http://127.0.0.1:9/pixel.gif'>").await.expect("the page opens");
        let asked = desk.asked_for().await;
        assert!(asked.iter().any(|one| one.ends_with("/pixel.gif")), "{asked:?}");
        desk.close().await;
    });
}
