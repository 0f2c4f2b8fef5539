//! Letters against cases known by hand: feasts from almanacs, hours of Paris, texts as they must read.

use chrono::{DateTime, NaiveDate, Utc};

use super::*;
use crate::domain::contact::{Contact, Email, Profile};
use crate::domain::wave::Disposition;

const FILE: &str = "[sending]\nfrom_name = \"Observatoire\"\n\n[[steps]]\nid = \"invitation\"\n\n[steps.fr]\nsubject = \"{wave_title}, {first_name}\"\ntext = \"\"\"\n{greeting}\n\nVotre avis compte.\nVraiment.\n\n{link}\n\nOu copiez {link} avant le {closes_on}.\n\"\"\"\n\n[[steps]]\nid = \"reminder-1\"\nafter_days = 4\n\n[steps.fr]\nsubject = \"Rappel\"\ntext = \"Ici : {link}\"\n";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn contact() -> Contact {
    Contact {
        email: Email::parse("lea.roux@example.org").unwrap(),
        title: Some("Madame".to_owned()),
        first_name: Some("Léa".to_owned()),
        last_name: Some("<b>Roux</b>".to_owned()),
        organisation: None,
        language: Language::Fr,
        profile: Profile::new(),
    }
}

fn written(contact: &Contact) -> Written {
    rewritten(&LetterPlan::parse("letters.toml", FILE).unwrap(), contact)
}

fn rewritten(plan: &LetterPlan, contact: &Contact) -> Written {
    let filling = Filling {
        contact,
        link: "https://e.example/i/abc",
        unsubscribe: "https://e.example/desinscription/xyz",
        wave_title: "Jouer collectif",
        sponsor: "L’Observatoire",
        institute: "L’Institut",
        closes_on: "11 mai 2020",
        minutes: 6,
    };
    plan.steps[0].write(&filling).unwrap()
}

fn faults(text: &str) -> String {
    LetterPlan::parse("letters.toml", text).unwrap_err().to_string()
}

#[test]
fn the_feasts_of_almanacs_are_found() {
    let all = [
        "2020-01-01",
        "2020-04-13",
        "2020-05-01",
        "2020-05-08",
        "2020-05-21",
        "2020-06-01",
        "2020-07-14",
        "2020-08-15",
        "2020-11-01",
        "2020-11-11",
        "2020-12-25",
    ];
    let first = day("2020-01-01");
    let found: Vec<String> =
        first.iter_days().take(366).filter(|day| is_holiday(*day, false)).map(|day| day.to_string()).collect();
    assert_eq!(found, all);
    // Easter Mondays from the Bureau des longitudes, the earliest and the latest among them.
    for monday in ["1818-03-23", "1943-04-26", "2000-04-24", "2008-03-24", "2019-04-22", "2026-04-06", "2038-04-26"] {
        assert!(is_holiday(day(monday), false), "{monday}");
    }
    for only_there in ["2026-04-03", "2026-12-26"] {
        assert_eq!(
            (is_holiday(day(only_there), false), is_holiday(day(only_there), true)),
            (false, true),
            "{only_there}"
        );
    }
}

#[test]
fn a_letter_waits_for_a_working_hour_of_paris() {
    let hours = Hours::default();
    let next = |text| hours.next(at(text)).to_rfc3339();
    assert_eq!(next("2020-05-05T10:00:00Z"), "2020-05-05T10:00:00+00:00", "a Tuesday at noon");
    assert_eq!(next("2020-05-05T05:00:00Z"), "2020-05-05T06:30:00+00:00", "too early");
    assert_eq!(
        next("2020-05-07T17:30:00Z"),
        "2020-05-11T06:30:00+00:00",
        "Thursday evening, then the 8th and a weekend"
    );
    assert_eq!(next("2020-01-07T07:29:59Z"), "2020-01-07T07:30:00+00:00", "winter time");
    assert_eq!(next("2020-03-27T20:00:00Z"), "2020-03-30T06:30:00+00:00", "the clocks change on the Sunday");
}

#[test]
fn both_parts_say_the_same_and_a_name_is_never_html() {
    let written = written(&contact());
    assert_eq!(written.subject, "Jouer collectif, Léa");
    let text = "Bonjour Madame <b>Roux</b>,\n\nVotre avis compte.\nVraiment.\n\nRépondre à l’enquête\u{a0}:\nhttps://e.example/i/abc\n\nOu copiez https://e.example/i/abc avant le 11 mai 2020.\n\n-- \nCe courrier vous est envoyé par L’Institut pour L’Observatoire.\nPour ne plus en recevoir\u{a0}: https://e.example/desinscription/xyz\n";
    assert_eq!(written.text(), text);
    let html = written.html();
    assert!(html.contains("Madame &lt;b&gt;Roux&lt;/b&gt;,") && !html.contains("<b>"), "{html}");
    assert!(html.contains("Votre avis compte.<br>Vraiment."), "{html}");
    assert_eq!(html.matches("href=\"https://e.example/i/abc\"").count(), 2);
    assert!(!html.contains("<img") && !html.contains("<script"), "nothing that tells it was opened");
}

#[test]
fn no_sign_of_a_french_letter_begins_a_line() {
    let text = FILE.replace("Votre avis compte.", "« Agir » : utile ? Oui !");
    let plan = LetterPlan::parse("letters.toml", &text).unwrap();
    assert!(plan.steps[0].texts[&Language::Fr].text.contains("« Agir » : utile"), "kept as written");
    let written = rewritten(&plan, &contact()).text();
    assert!(written.contains("«\u{a0}Agir\u{a0}»\u{a0}: utile\u{a0}? Oui\u{a0}!"), "{written}");
}

#[test]
fn a_letter_is_in_the_language_of_its_contact_or_in_one_there_is() {
    let english = "[steps.en]\nsubject = \"{wave_title}, {first_name}\"\ntext = \"{greeting}\\n\\n{link}\"\n";
    let both =
        FILE.replacen("[[steps]]\nid = \"reminder-1\"", &format!("{english}\n[[steps]]\nid = \"reminder-1\""), 1)
            + english;
    let somebody = |language| Contact { language, ..contact() };
    let read = |file: &str, language| rewritten(&LetterPlan::parse("letters.toml", file).unwrap(), &somebody(language));
    let [french, in_english] = [Language::Fr, Language::En].map(|language| read(&both, language).text());
    assert!(french.contains("Bonjour Madame") && french.contains("Pour ne plus en recevoir"), "{french}");
    for told in ["Dear Madame", "This letter is sent to you by", "To receive no more of them"] {
        assert!(in_english.contains(told), "{told}:\n{in_english}");
    }
    let html = read(&both, Language::En).html();
    assert!(html.contains("<html lang=\"en\"") && html.contains("Answer the survey"), "{html}");
    // No English: French, whole, and no half of each.
    assert_eq!(read(FILE, Language::En), read(FILE, Language::Fr));
    // No French either: what there is, for whoever reads French too.
    let alone = FILE.replace("[steps.fr]", "[steps.en]");
    assert_eq!(read(&alone, Language::Fr), read(&alone, Language::En));
}

#[test]
fn nobody_is_greeted_by_a_hole() {
    let greeted = |title: Option<&str>, first: Option<&str>, last: Option<&str>| {
        let own = |text: Option<&str>| text.map(str::to_owned);
        let contact = Contact { title: own(title), first_name: own(first), last_name: own(last), ..contact() };
        written(&contact).text().lines().next().unwrap().to_owned()
    };
    assert_eq!(greeted(None, None, None), "Bonjour,");
    assert_eq!(greeted(Some("Madame"), None, None), "Bonjour,");
    assert_eq!(greeted(None, Some("Léa"), Some("Roux")), "Bonjour Léa Roux,");
    assert_eq!(greeted(Some("Madame"), Some("Léa"), Some("Roux")), "Bonjour Madame Roux,");
}

#[test]
fn an_empty_name_leaves_no_hole_in_a_subject() {
    let contact = Contact { first_name: None, ..contact() };
    assert_eq!(written(&contact).subject, "Jouer collectif,");
}

#[test]
fn a_placeholder_nobody_knows_is_refused_at_its_place() {
    let told = faults(&FILE.replace("avant le {closes_on}", "avant le {closes_one}"));
    assert!(told.starts_with("letters.toml:17:27 · steps[1].fr.text : rien ne s’appelle « {closes_one} »"), "{told}");
    assert!(told.contains("closes_on"), "{told}");
    let alone = faults(&FILE.replace("Votre avis compte.", "Votre avis compte } ."));
    assert!(alone.starts_with("letters.toml:12:19 · steps[1].fr.text"), "{alone}");
    assert_eq!(alone.lines().count(), 1, "no fault that only follows from it: {alone}");
}

#[test]
fn a_letter_says_where_to_answer_and_a_subject_holds_no_link() {
    assert!(faults(&FILE.replace("Ici : {link}", "Ici")).contains("ne dit pas où répondre"));
    assert!(faults(&FILE.replace("\"Rappel\"", "\"Rappel {link}\"")).contains("un objet ne porte pas d’adresse"));
}

#[test]
fn every_fault_of_a_file_is_told_at_once() {
    let text = FILE
        .replace("from_name = \"Observatoire\"", "from_name = \"O\"\nhours = [\"19:00\", \"08:00\"]\ncouleur = 1")
        .replace("after_days = 4", "after_days = 0")
        .replace("id = \"invitation\"", "id = \"In vitation\"\nafter_days = 2");
    let told = faults(&text);
    for words in ["sending.hours", "steps[1].id", "steps[1].after_days", "steps[2].after_days"] {
        assert!(told.contains(words), "« {words} » is not in\n{told}");
    }
}

#[test]
fn a_fault_of_the_sending_hides_none_of_its_others() {
    let sending = "reply_to = \"nous\"\nhours = [\"19:00\", \"08:00\"]\ndays = [\"lun\"]\nalsace_moselle = 1\nper_domain_a_minute = 0\ncouleur = 1\n";
    let told = faults(&FILE.replace("from_name = \"Observatoire\"\n", sending));
    for field in ["from_name", "reply_to", "hours", "days", "alsace_moselle", "per_domain_a_minute", "couleur"] {
        assert!(told.contains(&format!("sending.{field} :")), "« {field} » is not in\n{told}");
    }
    assert!(
        told.contains("« lun » — attendu : mon, tue, wed"),
        "all the days, for « sun » is near and is not it: {told}"
    );
}

#[test]
fn a_step_without_a_text_is_told_beside_another_fault() {
    let told = faults("[sending]\nfrom_name = 1\n\n[[steps]]\nid = \"invitation\"\n");
    assert!(told.contains("sending.from_name") && told.contains("de texte en aucune langue"), "{told}");
}

#[test]
fn a_reminder_in_fewer_languages_than_the_invitation_is_refused() {
    let text = FILE.replace(
        "[[steps]]\nid = \"reminder-1\"",
        "[steps.en]\nsubject = \"S\"\ntext = \"{link}\"\n\n[[steps]]\nid = \"reminder-1\"",
    );
    assert!(faults(&text).contains("pas les mêmes langues"), "{}", faults(&text));
}

fn situation() -> Situation {
    Situation { wave_is_open: true, suppression: None, disposition: None, cell_is_full: false }
}

#[test]
fn only_those_who_may_still_answer_are_written_to() {
    let fate = |disposition| Fate::of(&Situation { disposition, ..situation() });
    let fates = [None, Some(Disposition::Started), Some(Disposition::Abandoned)].map(fate);
    assert_eq!(fates, [Fate::Send; 3], "begun is not done");
    assert_eq!(fate(Some(Disposition::Completed)), Fate::Completed);
    assert_eq!(fate(Some(Disposition::ScreenedOut)), Fate::ScreenedOut);
    assert_eq!(fate(Some(Disposition::QuotaFull)), Fate::QuotaFull);
    assert_eq!(fate(Some(Disposition::Refused)), Fate::Refused);
    assert_eq!(fate(Some(Disposition::Rejected)), Fate::Rejected);
    assert_eq!(Fate::of(&Situation { cell_is_full: true, ..situation() }), Fate::CellFull);
    assert_eq!(Fate::of(&Situation { wave_is_open: false, ..situation() }), Fate::WaveNotOpen);
    let unsubscribed = Situation { suppression: Some(Suppression::Unsubscribed), wave_is_open: false, ..situation() };
    assert_eq!(Fate::of(&unsubscribed), Fate::Unsubscribed, "their own word first");
}

#[test]
fn the_letters_shipped_are_read() {
    let shipped = include_str!("../../../questionnaires/urgence-covid-citoyens/letters/2020-05.toml");
    let plan = LetterPlan::parse("2020-05.toml", shipped).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!((plan.steps.len(), plan.hours), (2, Hours::default()));
}

#[test]
fn every_fate_reads_back_from_its_name() {
    assert!(Fate::ALL.into_iter().all(|fate| Fate::parse(fate.as_str()) == Some(fate)));
    assert!(Suppression::ALL.into_iter().all(|one| Suppression::parse(one.as_str()) == Some(one)));
}

#[test]
fn beside_a_name_nothing_tells_how_an_interview_ended() {
    let ways = [
        Disposition::Completed,
        Disposition::ScreenedOut,
        Disposition::QuotaFull,
        Disposition::Refused,
        Disposition::Rejected,
    ];
    let kept = ways.map(|way| Fate::of(&Situation { disposition: Some(way), ..situation() }).kept());
    assert_eq!(kept, [Fate::Over; 5]);
    assert_eq!([Fate::Unsubscribed.kept(), Fate::CellFull.kept()], [Fate::Unsubscribed, Fate::CellFull]);
}
