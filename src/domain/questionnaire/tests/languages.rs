//! A questionnaire in two languages: each of its own texts must be there in both, and the one that is not is named.

use super::{SMALL, faults_of};

const IN_BOTH: (&str, &str) = ("languages = [\"fr\"]", "languages = [\"fr\", \"en\"]");
const ENGLISH: &str = ".en = \"Text ";

/// An English text before each French one, no two alike.
fn bilingual() -> String {
    let mut texts = SMALL.split(".fr = ");
    let mut both = texts.next().unwrap().replacen(IN_BOTH.0, IN_BOTH.1, 1);
    for (number, rest) in texts.enumerate() {
        let key: String = both.chars().rev().take_while(char::is_ascii_alphabetic).collect();
        let key: String = key.chars().rev().collect();
        let between = if both.ends_with(&format!("\n{key}")) { "\n" } else { ", " };
        both.push_str(&format!("{ENGLISH}{number}\"{between}{key}.fr = {rest}"));
    }
    both
}

#[test]
fn a_questionnaire_whole_in_both_languages_is_sound() {
    assert_eq!(faults_of(&bilingual()), []);
}

#[test]
fn a_questionnaire_said_to_be_in_english_is_refused_for_each_text_that_is_not() {
    let told = faults_of(&SMALL.replacen(IN_BOTH.0, IN_BOTH.1, 1));
    assert_eq!(told.len(), SMALL.matches(".fr = ").count(), "{told:#?}");
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    for text in &told {
        assert!(text.contains("texte absent dans une langue du questionnaire"), "{text}");
    }
    for place in ["title.en", "PLUS", "sections.deux", "BANDE", "AVIS"] {
        assert!(told.iter().any(|text| text.contains(place)), "{place} is not in {told:#?}");
    }
}

#[test]
fn any_one_english_text_that_is_lacking_is_the_one_that_is_told() {
    let whole = bilingual();
    let count = whole.matches(ENGLISH).count();
    assert!(count > 20, "{count}");
    for number in 0..count {
        let at = whole.find(&format!("{ENGLISH}{number}\"")).unwrap();
        let key = whole[..at].rfind(|c: char| !c.is_ascii_alphabetic()).unwrap() + 1;
        let end = at + whole[at..].find(".fr = ").unwrap();
        let end = whole[..end].rfind(|c: char| !c.is_ascii_alphabetic()).unwrap() + 1;
        let lacking = [&whole[..key], &whole[end..]].concat();
        let told = faults_of(&lacking);
        assert_eq!(told.len(), 1, "text {number}: {told:#?}");
        let told = told[0].to_string();
        let expected = format!("{}.en", &whole[key..at]);
        assert!(told.contains("texte absent") && told.contains(&expected), "text {number}: {told}");
    }
}
