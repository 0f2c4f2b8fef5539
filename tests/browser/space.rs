//! A researcher in their space, from signing in to a key they copy: every page looked at by axe-core and by the checks of
//! `structure`, on a phone and on a desk, in light and in dark; then the pages of the calendar and of letters, for everybody.

use sonde::domain::questionnaire::Language;
use thirtyfour::prelude::*;

use crate::axe;
use crate::looks::Looks;
use crate::phone::{Browser, Scheme, Script};
use crate::service::Installation;
use crate::states;

const WAVE: &str = "urgence-covid-citoyens-2020-05";
const EMAIL: &str = "lea@exemple.fr";
const PASSWORD: &str = "une phrase de passe";

/// The page shown, then back to the desk's screen, on which the tour goes on.
async fn looked_at(browser: &Browser, name: &str, looks: &mut Looks) {
    looks.at(browser, name).await;
    browser.screen(1280, Scheme::Light).await;
}

/// A published wave, and somebody who may read it.
fn installation(folder: &std::path::Path) -> Installation {
    let installation = Installation::sqlite(folder);
    installation.done(&["demo", "--no-serve", "--json", "--respondents", "300"]);
    let mut add = installation.command(&[
        "account",
        "add",
        EMAIL,
        "--name",
        "Léa Martin",
        "--role",
        "researcher",
        "--password-stdin",
    ]);
    let typed = folder.join("mot-de-passe");
    std::fs::write(&typed, PASSWORD).expect("a file");
    let added = add.stdin(std::fs::File::open(&typed).expect("a file")).output().expect("the program starts");
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    installation
}

async fn sign_in(browser: &Browser) {
    browser.go("/espace").await;
    assert_eq!(browser.at().await, "/console", "a stranger signs in first");
    browser.type_in(&browser.one("#f-email").await, EMAIL).await;
    browser.type_in(&browser.one("#f-password").await, PASSWORD).await;
    browser.follow("main button").await;
    assert_eq!(browser.at().await, "/espace");
}

#[test]
fn a_researcher_finds_a_table_takes_it_and_copies_a_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let installation = installation(folder.path());
    let service = installation.serve();
    states::in_time(async {
        let mut looks = Looks::new("espace", Language::Fr);
        let browser = Browser::resizable(service.address, Script::On).await;
        axe::load(&browser).await;
        browser.screen(1280, Scheme::Light).await;
        sign_in(&browser).await;
        looked_at(&browser, "accueil", &mut looks).await;

        browser.type_in(&browser.one("#f-q").await, "JOUER collèctif").await;
        browser.follow("form[role=search] button").await;
        looked_at(&browser, "recherche", &mut looks).await;
        browser.follow("main .list a").await;
        assert_eq!(browser.at().await, format!("/espace/vagues/{WAVE}"));
        browser.click("label:has(input[value=S_SEXE])").await;
        browser.follow(".picker button").await;
        let table = browser.one("table.picked").await.text().await.expect("a text");
        assert!(table.contains("Un homme") && table.contains("Ensemble"), "{table}");
        looked_at(&browser, "vague", &mut looks).await;

        browser.go("/espace/telechargements").await;
        looked_at(&browser, "historique-vide", &mut looks).await;
        browser.go("/espace/cles").await;
        looked_at(&browser, "cles-aucune", &mut looks).await;
        browser.type_in(&browser.one("#f-name").await, "Tableau de bord").await;
        browser.follow("form.card button").await;
        let key = browser.one("#cle").await.text().await.expect("a text");
        assert!(key.starts_with("sonde_"), "{key}");
        looked_at(&browser, "cle-faite", &mut looks).await;
        browser.click("button[data-copy=cle]").await;
        let said = browser.driver.query(By::Css("button[data-copy=cle]")).with_text("Copié").first().await;
        assert!(said.is_ok(), "the button says that it copied");
        browser.go("/espace/cles").await;
        looked_at(&browser, "cles", &mut looks).await;
        browser.follow(".key button").await;
        assert!(browser.text().await.contains("révoquée"));

        for (name, path) in [("calendrier", "/resultats/calendrier"), ("abonnement", "/resultats/abonnement")] {
            browser.go(path).await;
            looked_at(&browser, name, &mut looks).await;
        }
        browser.close().await;
        looks.told();
    });
}
