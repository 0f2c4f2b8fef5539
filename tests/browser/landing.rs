//! The first page of every wave this project ships: who asks, why, how long, what rights, one button.

use crate::http::Connection;
use crate::shipped::{Shipped, WAVES};

#[test]
fn every_shipped_landing_says_who_asks_and_why_before_its_one_button() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for wave in WAVES {
        let shipped = Shipped::open(wave);
        let html = runtime.block_on(async {
            let mut connection = Connection::new(shipped.service.address);
            connection.get(shipped.landing(0), None).await.expect("a reply").text().into_owned()
        });
        let why = shipped.spec.pages.purpose.as_deref().unwrap_or_else(|| panic!("{wave} has no purpose of its own"));
        let (_, lead) = html.split_once("<p class=\"lead\"").unwrap_or_else(|| panic!("{wave} has no lead: {html}"));
        let lead = lead.split("</p>").next().unwrap_or_default().replace(['\u{a0}', '\u{202f}'], " ");
        assert!(lead.ends_with(why), "{wave}: {lead}");
        let (above, _) = html.split_once("type=\"submit\"").expect("a button");
        for said in [why.chars().take(20).collect::<String>(), shipped.spec.parties.sponsor.clone()] {
            let above = above.replace(['\u{a0}', '\u{202f}'], " ");
            assert!(above.contains(&said.replace('\'', "&#39;")) || above.contains(&said), "{wave}: no {said:?}");
        }
        assert_eq!(html.split("<main").nth(1).expect("a page").matches("type=\"submit\"").count(), 1, "{wave}");
    }
}
