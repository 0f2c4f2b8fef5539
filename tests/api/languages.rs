//! An interview in English: the same questionnaire of every kind, with a second language, driven over HTTP. Its English texts
//! hold no accent, so that a French word of the interface shows wherever it is left.

use std::collections::BTreeMap;

use sonde::domain::wave::WaveBundle;

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::kinds::{self, WAVE, Walk, opened_with};
use crate::on_both_databases;
use crate::service::{Caller, OPEN, Service};
use crate::small_wave;

const FRENCH: &str = include_str!("../../src/web/words/fr.ftl");
const ENGLISH: &str = include_str!("../../src/web/words/en.ftl");

/// What no question takes, of the fields of every page.
const WRONG: &str =
    "S_AGE=x&S_COMMUNE=zzz&NOTE=99&TAUX=x&BUDGET.travail=3&DEPUIS.month=14&DEPUIS.year=x&COURRIEL=x&RANGS.2=prix";
/// Six pages of questions, each sent wrong and empty; the last one may be left empty.
const FAULTY_PAGES_MIN: usize = 11;

/// What an English page of another wave would hold, were a sentence left in French.
fn sentences(file: &str) -> BTreeMap<&str, &str> {
    file.lines().filter_map(|line| line.split_once(" = ")).filter(|(_, text)| !text.contains('{')).collect()
}

/// The page without its parts marked as French: names, and the link to the French page.
fn without_french_parts(page: &str) -> String {
    let mut rest = page;
    let mut kept = String::new();
    while let Some((at, _)) = rest.match_indices("lang=\"fr\"").find(|(at, _)| !rest[..*at].ends_with("href")) {
        let start = rest[..at].rfind('<').unwrap();
        let name: String = rest[start + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        assert_ne!(name, "html", "the page is in English: {page}");
        let end = format!("</{name}>");
        kept.push_str(&rest[..start]);
        rest = &rest[at..][rest[at..].find(&end).unwrap() + end.len()..];
    }
    kept + rest
}

/// French of the interface on a page that should hold none: an accent, a guillemet, a sentence of the French file.
fn french_on(page: &str) -> Vec<String> {
    let page = without_french_parts(page);
    let english = sentences(ENGLISH);
    let is_left = |(key, text): (&&str, &&str)| {
        let is_same = english.get(key) == Some(text);
        (!is_same && page.contains(&format!(">{}<", text.replace(" :", "\u{a0}:")))).then(|| format!("{key}: {text}"))
    };
    let mut left: Vec<String> = sentences(FRENCH).iter().filter_map(is_left).collect();
    let accents: Vec<_> = page.match_indices(|c: char| "àâçéèêëîïôùûœÀÉÈÊ«»’".contains(c)).collect();
    for (at, _) in accents {
        let around = page.char_indices().filter(|(position, _)| position.abs_diff(at) < 60).map(|(_, c)| c);
        left.push(around.collect());
    }
    left
}

fn is_english(reply: &Reply) {
    let page = reply.text();
    assert!(page.contains("<html lang=\"en\">"), "{page}");
    assert_eq!(french_on(&page), Vec::<String>::new(), "{page}");
}

/// `file` with an English text beside each French one. Its placeholders stay, in the same order.
pub fn bilingual(file: &str) -> String {
    let mut texts = file.split(".fr = \"");
    let mut both = texts.next().unwrap().replace("languages = [\"fr\"]", "languages = [\"fr\", \"en\"]");
    for (number, rest) in texts.enumerate() {
        let key: String = both.chars().rev().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let key: String = key.chars().rev().collect();
        let is_alone = both.rsplit('\n').next().unwrap().trim_end_matches(&key).is_empty();
        let (french, after) = rest.split_once('"').unwrap();
        let english = format!("Text {number}{}", placeholders(french));
        let between = if is_alone { "\n" } else { ", " };
        both.push_str(&format!(".fr = \"{french}\"{between}{key}.en = \"{english}\"{after}"));
    }
    both
}

fn placeholders(french: &str) -> String {
    let named = french.split('{').skip(1).map(|rest| {
        let name = rest.split(['|', '}']).next().unwrap();
        if rest.split('}').next().unwrap().contains('|') {
            format!(" ${{{name}|your town}}")
        } else {
            format!(" {{{name}}}")
        }
    });
    named.collect()
}

fn opened(db: &TestDatabase) -> Service {
    let french = kinds::bundle();
    let questionnaire = (french.questionnaire.0, bilingual(&french.questionnaire.1));
    let is_french = |file: &str| file.contains("languages = [\"fr\"]");
    let translated =
        |(name, file): (String, String)| if is_french(&file) { (name, bilingual(&file)) } else { (name, file) };
    let neighbours = french.neighbours.into_iter().map(translated).collect();
    opened_with(db, WaveBundle { wave: french.wave, questionnaire, margins: french.margins, neighbours })
}

fn landing(service: &Service, address: &str, accepted: &str) -> Reply {
    let asked = Request::new("GET", address).header("accept-language", accepted);
    service.send(asked, &Caller::default())
}

/// The language of the one interview there is.
fn kept(db: &TestDatabase) -> Vec<String> {
    db.lines("SELECT language AS line FROM interviews")
}

on_both_databases! {
    fn a_whole_interview_is_in_english_where_it_is_asked_for(db: &TestDatabase) {
        let service = opened(db);
        is_english(&landing(&service, &format!("{WAVE}?lang=en"), "fr"));
        let mut walk = Walk::begun(&service, "?lang=en");
        assert_eq!(kept(db), ["en"]);
        let (mut pages, mut faulty_pages) = (0, 0);
        while !walk.at.ends_with("/fin") {
            is_english(&service.get(&walk.at, &walk.caller));
            let usual = walk.usual();
            // What no question takes, then nothing: every fault is told in English. Nothing comes last, because it ends the
            // interview where nothing is mandatory.
            for form in [WRONG, ""] {
                let known = form.split('&').filter(|field| usual.contains(field.split('=').next().unwrap()));
                let faulty = walk.send(&known.collect::<Vec<_>>().join("&"));
                if faulty.status == 422 {
                    is_english(&faulty);
                    assert!(faulty.text().contains("class=\"summary"), "{}", faulty.text());
                    faulty_pages += 1;
                }
            }
            walk.goes(&usual);
            pages += 1;
        }
        assert!(pages > 4, "{pages} pages");
        assert!(faulty_pages >= FAULTY_PAGES_MIN, "{faulty_pages} pages with faults were read");
        let end = service.get(&walk.at, &walk.caller);
        is_english(&end);
        assert!(end.text().contains("Your receipt") && end.text().contains("7 May 2020 at 06:00 (Paris time)"), "{}", end.text());
        is_english(&service.get(&format!("{WAVE}?lang=en"), &walk.caller));
    }

    fn french_left_on_a_page_is_found(db: &TestDatabase) {
        let service = opened(db);
        let french = landing(&service, WAVE, "fr").text().replace("<html lang=\"fr\">", "<html>");
        assert!(french_on(&french).iter().any(|left| left == "start: Commencer"), "{:?}", french_on(&french));
    }

    fn changing_the_language_of_a_page_loses_nothing_typed_and_takes_nothing(db: &TestDatabase) {
        let service = opened(db);
        let mut walk = Walk::begun(&service, "");
        let page = walk.page();
        assert!(page.contains("name=\"_langue\" value=\"en\""), "{page}");
        let enter = page.find("class=\"hidden-text\" type=\"submit\" form=\"page\"").expect("the button of the Enter key");
        assert!(enter < page.find("name=\"_langue\"").unwrap(), "the Enter key must not change the language");
        let switched = walk.send("S_AGE=42&S_ENFANTS=beaucoup&S_COMMUNE=&_langue=en");
        assert_eq!(switched.status, 200);
        is_english(&switched);
        let page = switched.text();
        assert!(page.contains("value=\"42\"") && page.contains("value=\"beaucoup\""), "{page}");
        assert!(!page.contains("class=\"summary"), "nothing was sent to be taken");
        assert_eq!(kept(db), ["en"]);
        is_english(&service.get(&walk.at, &walk.caller));
        walk.goes("S_AGE=42&S_ENFANTS=2&S_COMMUNE-missing=nsp");
        is_english(&service.get(&walk.at, &walk.caller));
        let back = walk.send("CONNUES=a&_langue=fr").text();
        assert!(back.contains("<html lang=\"fr\">") && back.contains("value=\"a\" checked"), "{back}");
        walk.goes("CONNUES=a&CONNUES=b");
        let walk = walk.until("fin");
        assert!(walk.page().contains("<html lang=\"fr\">"));
        is_english(&service.get(&format!("{}?lang=en", walk.at), &walk.caller));
        assert_eq!(kept(db), ["fr"], "reading the last page in another language changes nothing");
    }

    fn whoever_comes_back_goes_on_in_the_language_the_first_page_asks_for(db: &TestDatabase) {
        let service = opened(db);
        let walk = Walk::begun(&service, "");
        let first = service.get(WAVE, &walk.caller).text();
        assert!(first.contains(&format!("href=\"{}\"", walk.at)) && first.contains("<html lang=\"fr\">"), "{first}");
        let english = service.get(&format!("{WAVE}?lang=en"), &walk.caller);
        is_english(&english);
        assert!(english.text().contains(&format!("method=\"post\" action=\"{WAVE}?lang=en\"")), "{}", english.text());
        assert_eq!(kept(db), ["fr"], "reading has no effect");
        let resumed = service.post(&format!("{WAVE}?lang=en"), "", &walk.caller);
        assert_eq!(resumed.header("location"), Some(walk.at.as_str()));
        is_english(&service.get(&walk.at, &walk.caller));
        let asked = Request::new("GET", WAVE).header("accept-language", "fr");
        is_english(&service.send(asked, &walk.caller));
        for unknown in ["de", "", "%22"] {
            service.post(&format!("{WAVE}?lang={unknown}"), "", &walk.caller);
            assert_eq!(kept(db), ["en"], "{unknown}");
        }
    }

    fn a_browser_that_prefers_english_is_answered_in_english_where_the_questionnaire_is(db: &TestDatabase) {
        let service = opened(db);
        is_english(&landing(&service, WAVE, "de, en-GB;q=0.8, fr;q=0.5"));
        assert!(landing(&service, WAVE, "fr-CA, en;q=0.8").text().contains("<html lang=\"fr\">"));
        service.open(OPEN, small_wave::PAST);
        let french = landing(&service, &format!("/e/petite-etude-{OPEN}?lang=en"), "en").text();
        assert!(french.contains("<html lang=\"fr\">") && !french.contains("class=\"languages\""), "{french}");
        service.respondent(OPEN);
        assert_eq!(kept(db), ["fr"]);
    }

    fn the_looked_for_the_doubtful_and_the_ends_are_in_english(db: &TestDatabase) {
        let service = opened(db);
        let mut walk = Walk::begun(&service, "?lang=en");
        let searched = walk.send("S_AGE=42&S_COMMUNE=35&_chercher=S_COMMUNE");
        assert!(searched.text().contains("entries match.") && searched.text().contains("<span class=\"option-text\" lang=\"fr\">"));
        is_english(&searched);
        is_english(&walk.send("S_AGE=42&S_COMMUNE=zzzz&_chercher=S_COMMUNE"));
        let doubtful = walk.send("S_AGE=42&S_ENFANTS=12&S_COMMUNE-missing=nsp");
        assert!(doubtful.text().contains("<title>Please check: "), "{}", doubtful.text());
        is_english(&doubtful);
        walk.goes("S_AGE=12&S_ENFANTS=0&S_COMMUNE-missing=nsp");
        is_english(&service.get(&walk.at, &walk.caller));
        let begun = service.post(&format!("{WAVE}?lang=en"), "", &Caller::default());
        let caller = begun.caller();
        service.post(begun.header("location").unwrap(), "CONSENT=non", &caller);
        let refused = service.get(&format!("{WAVE}/fin"), &caller);
        assert!(refused.text().contains("Your choice is recorded"), "{}", refused.text());
        is_english(&refused);
        let slug = sonde::domain::id::WaveSlug::parse("essai-2020-02").unwrap();
        service.run(service.app.close_wave(&crate::service::by("closer"), &slug)).unwrap();
        is_english(&landing(&service, WAVE, "en"));
    }

    fn a_preview_is_read_in_the_language_it_is_asked_for(db: &TestDatabase) {
        let service = opened(db);
        let pollster = service.signed_in("pollster@example.org", sonde::app::account::Role::Pollster);
        let preview = "/console/vagues/essai-2020-02/apercu";
        is_english(&service.get(&format!("{preview}/entier?lang=en"), &pollster));
        let first = service.get(&format!("{preview}?lang=en"), &pollster);
        is_english(&first);
        let page = first.text();
        let field = |name: &str| page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap();
        let carried = ["_page", "_apercu", "_tirage", "_langue_montree"].map(|name| format!("{name}={}", field(name))).join("&");
        is_english(&service.post(preview, &carried, &pollster));
        is_english(&service.post(preview, &format!("{carried}&CONSENT=oui"), &pollster));
        assert!(service.post(preview, &format!("{carried}&_langue=fr"), &pollster).text().contains("<html lang=\"fr\">"));
    }

    fn a_personal_link_keeps_the_language_of_its_first_page(db: &TestDatabase) {
        let service = opened(db);
        let slug = sonde::domain::id::WaveSlug::parse("essai-2020-02").unwrap();
        let links = service.run(service.app.make_invitations(&crate::service::by("pollster"), &slug, 1)).unwrap();
        let link = &links[0][links[0].find("/i/").unwrap()..];
        let first = landing(&service, link, "en");
        is_english(&first);
        assert!(first.text().contains(&format!("action=\"{link}?lang=en\"")), "{}", first.text());
        assert_eq!(service.post(&format!("{link}?lang=en"), "", &Caller::default()).status, 303);
        assert_eq!(kept(db), ["en"]);
    }

    fn a_device_that_reads_another_language_is_answered_in_one_of_the_questionnaire(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let sent = |key: &str, language: &str, form: &str| {
            let whole = Request::new("POST", "/e/petite-etude-2020-02/reponse").header("idempotency-key", key).json(form);
            service.send(whole.header("accept-language", language), &Caller::default())
        };
        let told = sent("0123456789abcdef", "en", "{\"S_AGE\": \"x\"}").text();
        assert!(told.contains("Choisissez une réponse") && !told.contains("Choose"), "{told}");
        for (key, language) in [("0123456789abcde1", "en"), ("0123456789abcde2", "fr")] {
            assert_eq!(sent(key, language, &small_wave::interview("femme", "utile")).status, 201);
        }
        assert_eq!(kept(db), ["fr", "fr"]);
        let agreed = db.lines("SELECT digest AS line FROM consents");
        assert!(agreed.len() == 2 && agreed[0] == agreed[1], "one text was agreed to: {agreed:?}");
    }

    fn a_refusal_is_told_in_the_respondents_language(db: &TestDatabase) {
        let service = opened(db);
        for address in ["/e/rien", "/i/aaaaaaaaaaaaaaaaaaaaaaaaaa", "/e/essai-2020-02/rien", "/desinscription/rien"] {
            let reply = landing(&service, address, "en");
            assert_eq!(reply.status, 404, "{address}");
            is_english(&reply);
            assert!(landing(&service, address, "fr").text().contains("Page introuvable"), "{address}");
        }
        let foreign = Request::new("POST", WAVE).form("").header("sec-fetch-site", "cross-site");
        is_english(&service.send(foreign.header("accept-language", "en"), &Caller::default()));
        let large = Request::new("POST", &format!("{WAVE}/page/vous")).form(&"x".repeat(80 * 1024));
        let walk = Walk::begun(&service, "");
        is_english(&service.send(large.header("accept-language", "en"), &walk.caller));
        let machine = Request::new("POST", &format!("{WAVE}/reponse")).json("{\"S_AGE\": \"x\"}");
        let machine = machine.header("idempotency-key", "0123456789abcdef").header("accept-language", "en");
        let told = service.send(machine, &Caller::default()).text();
        assert!(told.contains("Choose an answer."), "{told}");
    }
}
