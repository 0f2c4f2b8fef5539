//! A mail scanner with a browser of its own: it opens a personal link, runs the page's scripts, presses the first thing it finds
//! and goes on pressing. The person who then opens the same link finds everything as it was.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use serde_json::json;

use crate::interview::in_browser;
use crate::phone::{Browser, Script};
use crate::stored::Stored;
use crate::two_tongues::{SLUG, TwoTongues};

/// Pages a scanner goes through before it has seen enough.
const PRESSES: usize = 4;

/// What it finds first to press, before anybody could have read the page.
const PRESS: &str = r#"
    const first = document.querySelector("main button, main a.button, main a[href]");
    if (!first) return null;
    const said = first.textContent.trim();
    first.click();
    return said;
"#;

#[derive(QueryableByName, Debug, PartialEq, Eq)]
struct Row {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn lines(wave: &TwoTongues, query: &str) -> Vec<String> {
    let rows: Vec<Row> = sql_query(query).load(&mut wave.database()).expect("rows");
    rows.into_iter().map(|row| row.line).collect()
}

fn count(wave: &TwoTongues, from: &str) -> i64 {
    let query = format!("SELECT count(*) AS count FROM {from}");
    sql_query(query).get_result::<Count>(&mut wave.database()).expect("a count").count
}

/// Opens the link and presses at once, again and again; what it pressed.
async fn scan(wave: &TwoTongues, link: &str) -> Vec<String> {
    let scanner = Browser::desk(wave.service.address).await;
    scanner.go(link).await;
    let mut pressed = Vec::new();
    for _ in 0..PRESSES {
        let at = scanner.told("return location.href").await;
        let Some(said) = scanner.told(PRESS).await.as_str().map(str::to_owned) else { break };
        pressed.push(said);
        for _ in 0..100 {
            if scanner.told("return document.readyState === 'complete' && location.href").await != at {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
    scanner.close().await;
    pressed
}

#[test]
fn a_scanner_that_presses_what_it_finds_spends_nothing_of_a_personal_link() {
    in_browser(async {
        let wave = TwoTongues::open();
        let link = wave.link();
        for _ in 0..2 {
            let pressed = scan(&wave, &link).await;
            assert!(pressed.len() >= 2, "it pressed: {pressed:?}");
        }
        let cells = Stored::cells_of(&wave.installation.database);
        assert!(cells.iter().all(|cell| (cell.completed, cell.reserved) == (0, 0)), "no place is taken: {cells:?}");
        assert_eq!(count(&wave, "invitations WHERE completed_on IS NOT NULL"), 0);
        assert_eq!(lines(&wave, "SELECT disposition AS line FROM interviews"), ["started"], "one, however often");
        assert_eq!(count(&wave, "interviews WHERE length(answers) > 0 AND section > 0"), 0, "nothing is answered");
        let person = Browser::phone(wave.service.address, Script::On).await;
        person.go(&link).await;
        person.go_on().await;
        assert_eq!(person.at().await, format!("/e/{SLUG}/page/consentement"), "at the very beginning");
        assert_eq!(person.told("return document.querySelectorAll('main :checked').length").await, json!(0));
        person.click("label:has([value=oui])").await;
        person.go_on().await;
        person.click("label:has([value=homme])").await;
        let field = person.one("[name=S_AGE]").await;
        person.type_in(&field, "42").await;
        person.go_on().await;
        person.click("label:has([value=rare])").await;
        person.go_on().await;
        person.go_on().await;
        assert!(person.has(".receipt").await, "{}", person.text().await);
        assert_eq!(
            person.driver.find_all(thirtyfour::By::Css(".receipt")).await.expect("a search").len(),
            2,
            "a receipt and a code"
        );
        person.close().await;
        assert_eq!(lines(&wave, "SELECT mode || ' ' || disposition AS line FROM interviews"), ["invitation completed"]);
    });
}
