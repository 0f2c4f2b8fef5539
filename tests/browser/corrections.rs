//! A correction from its proposal to what readers see: the second person reads it in the console, approves what they read, and the
//! page of results, the former publication and the console say what happened. Every page is looked at, on a phone and on a desk.

use std::fs;
use std::path::Path;

use sonde::domain::questionnaire::Language;
use toml::{Table, Value};

use crate::axe;
use crate::looks::Looks;
use crate::payloads::{self, PASSWORD};
use crate::phone::{Browser, Scheme, Script};
use crate::service::{Installation, Service};
use crate::states;
use crate::wave_folder::{self, SLUG};

const PROPOSES: &str = "p@exemple.example";
const APPROVES: &str = "q@exemple.example";
const REASON: &str = "Le titre disait « sortie de crise » : l’étude porte sur la crise elle-même";
const TITLE: &str = "Jouer collectif pendant la crise";
const PEOPLE: i64 = 200;

/// A published wave, and a correction of its title that waits.
fn proposed(folder: &Path) -> (Installation, Service) {
    let installation = Installation::sqlite(&folder.join("sonde"));
    fs::create_dir(&installation.folder).expect("a folder");
    for email in [PROPOSES, APPROVES] {
        payloads::account(&installation, email);
    }
    let file = wave_folder::changed(folder, |wave| {
        let total = Table::from_iter([("total".to_owned(), Value::Integer(PEOPLE))]);
        wave.insert("quotas".to_owned(), Value::Table(total));
    });
    let at = file.display().to_string();
    installation.done(&["wave", "load", &at, "--as", PROPOSES]);
    installation.done(&["wave", "open", SLUG, "--simulated", "--as", PROPOSES]);
    installation.done(&["simulate", SLUG]);
    for (verb, who) in [("seal", PROPOSES), ("weigh", PROPOSES), ("approve", APPROVES), ("publish", APPROVES)] {
        installation.done(&["wave", verb, SLUG, "--as", who]);
    }
    let mut wave: Table = fs::read_to_string(&file).expect("the wave file").parse().expect("a TOML file");
    wave.insert("title".to_owned(), Value::String(TITLE.to_owned()));
    fs::write(&file, toml::to_string(&wave).expect("a TOML file")).expect("a file");
    installation.done(&["wave", "correct", SLUG, "--file", &at, "--reason", REASON, "--as", PROPOSES]);
    let service = installation.serve();
    (installation, service)
}

async fn sign_in(browser: &Browser) {
    browser.go("/console").await;
    browser.type_in(&browser.one("#f-email").await, APPROVES).await;
    browser.type_in(&browser.one("#f-password").await, PASSWORD).await;
    browser.follow("main button").await;
}

/// The page shown, then back to the desk's screen, on which the tour goes on.
async fn looked_at(browser: &Browser, name: &str, looks: &mut Looks) {
    looks.at(browser, name).await;
    browser.screen(1280, Scheme::Light).await;
}

#[test]
fn a_correction_is_read_approved_and_told_to_its_readers() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_installation, service) = proposed(folder.path());
    states::in_time(async {
        let mut looks = Looks::new("correction", Language::Fr);
        let browser = Browser::resizable(service.address, Script::On).await;
        axe::load(&browser).await;
        browser.screen(1280, Scheme::Light).await;
        sign_in(&browser).await;
        let list = format!("/console/vagues/{SLUG}/publications");
        browser.go(&format!("/console/vagues/{SLUG}")).await;
        browser.follow(&format!("main a[href^='{list}']")).await;
        browser.go(&list).await;
        looked_at(&browser, "publications", &mut looks).await;
        browser.follow(&format!("main a[href='{list}/2']")).await;
        let page = browser.text().await;
        assert!(page.contains(TITLE) && page.contains("elle-même") && page.contains(PROPOSES), "{page}");
        looked_at(&browser, "a-relire", &mut looks).await;
        browser.follow("form:has(input[value=approuver]) button").await;
        assert!(browser.has(".flash").await, "{}", browser.text().await);
        looked_at(&browser, "approuvee", &mut looks).await;

        for (name, path) in [("publique", ""), ("ancienne", "/1"), ("ancien-chiffre", "/1/JC_UTILITE/st_utile")] {
            browser.go(&format!("/resultats/{SLUG}{path}")).await;
            let page = browser.text().await;
            assert!(page.contains("elle-même"), "{name} does not say why: {page}");
            looked_at(&browser, name, &mut looks).await;
        }
        browser.close().await;
        looks.told();
    });
}
