//! Figures already published: everything each source printed, for anybody, on a page and as data, and nothing joined.

use serde_json::Value;

use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, Service};

/// Lines of `results.csv` and `scores.csv`, and the two parts computed from them.
const PRINTED: usize = 82 + 17;
const DERIVED: usize = 2;

on_both_databases! {
    fn what_was_printed_is_shown_with_its_marks_and_nothing_is_joined(db: &TestDatabase) {
        let service = Service::start(db);
        let reply = service.get("/resultats/historique", &Caller::default());
        assert_eq!(reply.status, 200);
        let page = reply.text();
        // What may be compared from one wave to the next says printed figures a second time, after them.
        let printed = page.split("id=\"evolutions\"").next().unwrap();
        assert_eq!(printed.matches("<li class=\"line").count(), PRINTED + DERIVED, "{page}");
        // Once each in the words that explain the marks.
        assert_eq!(page.matches(">conflit entre sources<").count(), 13 + 1);
        assert_eq!(page.matches(">calculé<").count(), DERIVED + 1);
        assert!(!page.contains("<svg viewBox=\"0 0 100 8\""), "no bar invites to compare");
        assert!(!page.contains("<table"), "no column invites to add");
    }

    fn the_same_figures_are_there_as_data(db: &TestDatabase) {
        let service = Service::start(db);
        let json: Value = serde_json::from_str(&service.get("/api/v1/published", &Caller::default()).text()).unwrap();
        let list = json["published"].as_array().unwrap();
        assert_eq!(list.len(), PRINTED + DERIVED);
        let regional: Vec<_> = list
            .iter()
            .filter(|one| one["question"] == "PART_ECHELLE" && one["code"] == "regional" && one["comparability"] == "conflict")
            .map(|one| one["percent"].as_u64().unwrap())
            .collect();
        assert_eq!(regional, [47, 43]);
        let derived: Vec<_> = list.iter().filter(|one| one["is_derived"] == true).map(|one| one["code"].clone()).collect();
        assert_eq!(derived, ["utile", "utile"]);
        assert!(list.iter().all(|one| one["source"].as_str().is_some_and(|source| !source.is_empty())));
        let zero = list.iter().find(|one| one["study"] == "impact-entreprises" && one["code"] == "contre_productif");
        assert_eq!(zero.unwrap()["percent"], 0, "a published zero is not an absent figure");
    }
}
