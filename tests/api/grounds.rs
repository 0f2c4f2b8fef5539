//! Every flag of a field, from the pages people filled in to the API, the console and the sealed set: what was seen is told,
//! blind to what was answered, and leaves nobody out by itself.

use std::collections::{BTreeMap, BTreeSet};

use sonde::app::account::Role;
use sonde::app::run_wave::Opening;

use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, Service, by};
use crate::small_wave;

const WAVE: &str = "/e/petite-etude-2020-02";
const DESK: &str = "/console/vagues/petite-etude-2020-02/qualite";
const API: &str = "/api/v1/waves/petite-etude-2020-02";
const PEOPLE: usize = 40;

/// Who did what: their ranks among the people below.
const COPIED: [usize; 2] = [5, 22];
const INATTENTIVE: usize = 11;
const STRAIGHT: usize = 17;
const HURRIED: usize = 30;

const TEXT: &str = "canaritexte : il faudrait surtout que les voisins se parlent davantage entre eux";
const ROWS: [&str; 8] = ["rapide", "juste", "solide", "simple", "utile", "proche", "durable", "calme"];
const SCALE: [&str; 4] = ["oui", "plutot", "peu", "canarinon"];

fn asked() -> String {
    let items: String = ROWS.iter().map(|row| format!("{{ code = \"{row}\", label.fr = \"plus {row}\" }}, ")).collect();
    let options: String = SCALE
        .iter()
        .enumerate()
        .map(|(rank, code)| format!("{{ code = \"{code}\", label.fr = \"Degré {rank}\" }}, "))
        .collect();
    format!(
        r#"
[[sections]]
id = "effets"
title.fr = "Les effets"

[[sections.questions]]
id = "EFFETS"
role = "opinion"
origin = "reconstructed"
type = "grid"
text.fr = "Agir ensemble rend la sortie de crise…"
options = [{options}]
items = [{items}]

[[sections]]
id = "lecture"
title.fr = "Encore une question"

[[sections.questions]]
id = "LECTURE"
role = "opinion"
origin = "reconstructed"
type = "single"
attention = "bleu"
text.fr = "Pour montrer que vous lisez, choisissez « bleu »."
options = [{{ code = "rouge", label.fr = "Rouge" }}, {{ code = "bleu", label.fr = "Bleu" }}]

[[sections.questions]]
id = "MOTS"
role = "opinion"
origin = "reconstructed"
type = "text"
format = "paragraph"
chars_max = 300
mandatory = "off"
text.fr = "Un mot de plus ?"
"#
    )
}

fn opened(db: &TestDatabase) -> Service {
    let service = Service::start(db);
    let mut bundle = small_wave::bundle(OPEN, small_wave::PAST);
    bundle.questionnaire.1.push_str(&asked());
    bundle.wave.1 = bundle.wave.1.replace("total = 40", "total = 60").replace("= 20\n", "= 30\n");
    service.run(service.app.load_wave(&by("loader"), bundle)).unwrap_or_else(|error| panic!("{error:?}"));
    service.run(service.app.open_wave(&by("opener"), &small_wave::slug(OPEN), Opening::Simulated)).unwrap();
    service
}

/// What a person of that rank answers: everybody something else, in an order nothing repeats.
fn pages(rank: usize) -> [(&'static str, String); 5] {
    let sex = if rank.is_multiple_of(2) { "homme" } else { "femme" };
    let row = |at: usize| {
        if rank == STRAIGHT { SCALE[3] } else { SCALE[(rank * 7 + at * at * 3 + rank * at * 5 + rank / 4) % 4] }
    };
    let grid: Vec<String> = ROWS.iter().enumerate().map(|(at, name)| format!("EFFETS.{name}={}", row(at))).collect();
    let colour = if rank == INATTENTIVE { "rouge" } else { "bleu" };
    let words = if COPIED.contains(&rank) { TEXT.replace(' ', "+") } else { String::new() };
    let opinion = ["incontournable", "utile", "inutile", "nsp"][rank * 3 % 4];
    [
        ("consentement", "CONSENT=oui".to_owned()),
        ("vous", format!("S_SEXE={sex}&S_AGE={}", 20 + rank)),
        ("avis", format!("AVIS={opinion}")),
        ("effets", grid.join("&")),
        ("lecture", format!("LECTURE={colour}&MOTS={words}")),
    ]
}

/// The ids of those there are.
fn ids(db: &TestDatabase) -> BTreeSet<String> {
    let name = if db.is_postgres() { "encode(id, 'hex')" } else { "lower(hex(id))" };
    db.lines(&format!("SELECT {name} AS line FROM interviews")).into_iter().collect()
}

/// Fills the wave in through its pages; gives the id of each person, by rank.
fn filled(service: &Service, db: &TestDatabase) -> Vec<String> {
    let mut known = BTreeSet::new();
    (0..PEOPLE)
        .map(|rank| {
            let browser = service.respondent(OPEN);
            for (section, form) in pages(rank) {
                let address = format!("{WAVE}/page/{section}");
                let stamp = service.get(&address, &browser).field("_vu");
                let reply = service.post(&address, &format!("{form}&_vu={stamp}"), &browser);
                assert_eq!(reply.status, 303, "{section} of {rank}: {}", reply.text());
            }
            let all = ids(db);
            let own = all.difference(&known).next().unwrap().clone();
            known = all;
            own
        })
        .collect()
}

/// The interviews of the API by ground, and the sentences told of them.
fn told(service: &Service, pollster: &Caller) -> (BTreeMap<String, BTreeSet<String>>, serde_json::Value) {
    let quality = service.get(&format!("{API}/quality"), pollster).json();
    let mut by_ground: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in quality["interviews"].as_array().unwrap() {
        for flag in line["flags"].as_array().unwrap() {
            let ground = flag["ground"].as_str().unwrap().to_owned();
            by_ground.entry(ground).or_default().insert(line["id"].as_str().unwrap().to_owned());
        }
    }
    (by_ground, quality)
}

on_both_databases! {
    fn each_flag_reaches_who_reviews_tells_no_answer_and_leaves_nobody_out(db: &TestDatabase) {
        let service = opened(db);
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let people = filled(&service, db);
        // As if everybody had taken half a minute a page, and one of them three seconds.
        db.execute("UPDATE paradata SET seconds = 30").unwrap();
        let hurried = if db.is_postgres() { format!("'\\x{}'", people[HURRIED]) } else { format!("x'{}'", people[HURRIED]) };
        db.execute(&format!("UPDATE paradata SET seconds = 3 WHERE interview_id = {hurried}")).unwrap();

        let (by_ground, quality) = told(&service, &pollster);
        let expected = |ranks: &[usize]| ranks.iter().map(|rank| people[*rank].clone()).collect::<BTreeSet<_>>();
        for (ground, ranks) in [
            ("open_text", &COPIED[..]),
            ("attention", &[INATTENTIVE]),
            ("straight_lines", &[STRAIGHT]),
            ("speed", &[HURRIED]),
        ] {
            assert_eq!(by_ground.get(ground), Some(&expected(ranks)), "{ground} in {quality}");
            assert_eq!(quality["notes"]["flagged"][ground], ranks.len(), "{ground} in {quality}");
        }
        let line = |rank: usize| quality["interviews"].as_array().unwrap().iter().find(|line| line["id"] == *people[rank]).unwrap();
        assert_eq!(line(HURRIED)["pace_percent"], 10);
        assert_eq!(line(COPIED[0])["flags"][0]["others"], serde_json::json!([people[COPIED[1]]]));
        assert_eq!(line(INATTENTIVE)["flags"][0]["sentence"], "1 contrôle(s) d’attention manqué(s) sur 1");
        assert_eq!(quality["notes"]["counted"], PEOPLE, "a flag excludes nobody");

        let mut read = vec![service.get(DESK, &pollster).text(), quality.to_string()];
        for rank in [COPIED[0], INATTENTIVE, STRAIGHT, HURRIED] {
            read.push(service.get(&format!("{DESK}/{}", people[rank]), &pollster).text());
        }
        for (page, sentence) in read[2..].iter().zip(["un texte écrit comme dans", "contrôle(s) d’attention", "dans 1 grille(s) sur 1", "du temps habituel"]) {
            assert!(page.contains(sentence), "{sentence}:\n{page}");
        }
        for page in &read {
            for answer in ["canaritexte", "voisins", "canarinon", "Degré", "rouge", "Rouge", "femme", "incontournable", "EFFETS", "LECTURE", "MOTS"] {
                assert!(!page.contains(answer), "{answer}:\n{page}");
            }
        }

        let slug = small_wave::slug(OPEN);
        service.run(async {
            service.app.close_wave(&by("closer"), &slug).await.unwrap();
            service.app.seal_wave(&by("sealer"), &slug).await.unwrap();
        });
        assert_eq!(db.lines("SELECT CAST(row_count AS TEXT) AS line FROM sealed_sets"), [PEOPLE.to_string()], "the flagged are there");
        let notes = told(&service, &pollster).1;
        assert_eq!((notes["notes"]["flagged"]["open_text"].as_u64(), notes["notes"]["counted"].as_u64()), (Some(2), Some(40)));
    }
}
