//! The interview from its link to its receipt.

use std::time::Duration;

use crate::pages::{answer_pages, fill};
use crate::people::{self, Person};
use crate::phone::{Browser, Script};
use crate::service::{Installation, Service};
use crate::stored::Stored;
use crate::wave_folder::{self, SLUG};

/// More than the questionnaire has.
const PAGES_MAX: usize = 20;

pub struct Field {
    /// Kept for its drop, which removes it.
    _folder: tempfile::TempDir,
    installation: Installation,
    pub service: Service,
    pub person: Person,
}

impl Field {
    pub fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let installation = Installation::sqlite(folder.path());
        let wave = wave_folder::changed(folder.path(), |_| {});
        installation.done(&["wave", "load", &wave.to_string_lossy()]);
        installation.done(&["wave", "open", SLUG, "--simulated"]);
        let person = people::draw(&folder.path().join("questionnaires"), 1000).swap_remove(500);
        let service = installation.serve();
        Self { _folder: folder, installation, service, person }
    }

    pub fn receipts(&self) -> Vec<String> {
        Stored::read(&self.installation.database).receipts
    }
}

pub fn in_browser(test: impl Future<Output = ()>) {
    // A second thread, so that a session left open by a failed test can still be ended while its owner is dropped.
    let threads = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = threads.expect("a runtime");
    let bounded = async { tokio::time::timeout(Duration::from_secs(50), test).await };
    runtime.block_on(bounded).expect("the browser answers in time");
}

async fn whole_interview(script: Script, name: &str) {
    let field = Field::open();
    let phone = Browser::phone(field.service.address, script).await;
    phone.go(&format!("/e/{SLUG}")).await;
    assert!(phone.text().await.to_lowercase().contains("données simulées"), "a simulation says so");
    phone.fits().await;
    phone.picture(&format!("{name}-accueil")).await;
    phone.go_on().await;
    for page in 1..=PAGES_MAX {
        if !phone.at().await.contains("/page/") {
            break;
        }
        phone.fits().await;
        phone.picture(&format!("{name}-page-{page}")).await;
        answer_pages(&phone, &field.person, 1).await;
    }
    assert!(phone.at().await.ends_with("/fin"), "{}", phone.at().await);
    phone.picture(&format!("{name}-merci")).await;
    let receipts = field.receipts();
    assert_eq!(receipts.len(), 1);
    assert!(phone.text().await.contains(&receipts[0]), "the receipt is shown");
    phone.close().await;
}

#[test]
fn a_whole_interview_on_a_phone_with_script() {
    in_browser(whole_interview(Script::On, "script"));
}

#[test]
fn a_whole_interview_on_a_phone_without_script() {
    in_browser(whole_interview(Script::Off, "sans-script"));
}

#[test]
fn going_back_loses_nothing() {
    in_browser(async {
        let field = Field::open();
        let phone = Browser::phone(field.service.address, Script::Off).await;
        phone.go(&format!("/e/{SLUG}")).await;
        phone.go_on().await;
        answer_pages(&phone, &field.person, 4).await;
        let fourth = phone.at().await;
        // The page before the one shown: its answers are there, and sending it again leads on.
        phone.follow("main .actions a").await;
        assert_ne!(phone.at().await, fourth);
        assert!(phone.has("main input:checked").await, "the answers sent are still there");
        phone.go_on().await;
        assert_eq!(phone.at().await, fourth);
        phone.close().await;
    });
}

#[test]
fn the_same_personal_link_takes_the_interview_up_on_another_device() {
    in_browser(async {
        let field = Field::open();
        let printed = field.installation.done(&["wave", "invite", SLUG, "--count", "1"]);
        let token = printed.split("/i/").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link");
        let link = format!("/i/{token}");
        let phone = Browser::phone(field.service.address, Script::Off).await;
        phone.go(&link).await;
        phone.go_on().await;
        assert!(!phone.at().await.contains(token), "the secret leaves the address");
        answer_pages(&phone, &field.person, 3).await;
        let reached = phone.at().await;
        phone.close().await;

        let desk = Browser::desk(field.service.address).await;
        desk.go(&link).await;
        desk.go_on().await;
        assert_eq!(desk.at().await, reached, "where the phone stopped");
        answer_pages(&desk, &field.person, PAGES_MAX).await;
        assert!(desk.at().await.ends_with("/fin"));
        desk.picture("merci").await;
        // The link of a finished interview shows its end, and begins nothing.
        desk.go(&link).await;
        desk.go_on().await;
        assert!(desk.at().await.ends_with("/fin"));
        assert_eq!(field.receipts().len(), 1);
        desk.close().await;
    });
}

#[test]
fn a_page_sent_empty_tells_its_faults_first_and_keeps_what_was_given() {
    in_browser(async {
        let field = Field::open();
        let phone = Browser::phone(field.service.address, Script::Off).await;
        phone.go(&format!("/e/{SLUG}")).await;
        phone.go_on().await;
        answer_pages(&phone, &field.person, 1).await;
        let mut only_sex = field.person.clone();
        only_sex.fields.retain(|(name, _)| name == "S_SEXE");
        fill(&phone, &only_sex).await;
        phone.go_on().await;
        assert!(phone.title().await.starts_with("Erreur"), "{}", phone.title().await);
        phone.picture("faute").await;
        let link = phone.one(".summary a[href^='#']").await;
        let target = link.attr("href").await.expect("attributes").expect("an address");
        let target = target.split('#').nth(1).expect("a place on the page").to_owned();
        assert!(phone.has(&format!("[id='{target}']")).await, "the summary leads to the field");
        assert!(phone.has("main input[name=S_SEXE]:checked").await, "what was right is kept");
        answer_pages(&phone, &field.person, 1).await;
        phone.close().await;
    });
}

#[test]
fn what_others_see_fits_a_phone_and_a_desk() {
    in_browser(async {
        let field = Field::open();
        for browser in
            [Browser::phone(field.service.address, Script::On).await, Browser::desk(field.service.address).await]
        {
            for (path, name) in
                [(format!("/e/{SLUG}"), "enquete"), ("/resultats".into(), "resultats"), ("/console".into(), "console")]
            {
                browser.go(&path).await;
                browser.fits().await;
                browser.picture(name).await;
            }
            browser.close().await;
        }
    });
}
