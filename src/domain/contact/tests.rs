//! Files as people have them: a French Excel's CSV, columns in any order, the same person twice, addresses mistyped.

use super::*;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::questionnaire::tests::covid;

fn reading(bytes: &[u8]) -> (Mapping, Reading) {
    let sheet = Sheet::from_csv(bytes).unwrap();
    let mapping = guess(&sheet.header, &covid());
    let reading = read(&sheet, &mapping, &covid()).unwrap();
    (mapping, reading)
}

fn told(reading: &Reading) -> Vec<(usize, &str)> {
    reading.faults.iter().map(|fault| (fault.line, fault.what.as_str())).collect()
}

fn variable(q: &Questionnaire, id: &str) -> Column {
    Column::parse(id, q).unwrap()
}

#[test]
fn addresses_that_would_come_back_are_refused_before_they_are_written_to() {
    for good in ["a@exemple.fr", "Prenom.Nom+essai@sous.exemple.museum", "o'brien@exemple.ie", " espace@exemple.fr "] {
        assert!(Email::parse(good).is_ok(), "{good}");
    }
    let bad = [
        ("", BadEmail::Empty),
        ("exemple.fr", BadEmail::At),
        ("a@b@exemple.fr", BadEmail::At),
        ("a b@exemple.fr", BadEmail::Local),
        ("a\r\nBcc: x@exemple.fr", BadEmail::Local),
        ("a,b@exemple.fr", BadEmail::Local),
        (".a@exemple.fr", BadEmail::Local),
        ("a..b@exemple.fr", BadEmail::Local),
        ("é@exemple.fr", BadEmail::Local),
        ("a@exemple", BadEmail::Domain),
        ("a@-exemple.fr", BadEmail::Domain),
        ("a@exemple..fr", BadEmail::Domain),
        ("a@192.0.2.1", BadEmail::Domain),
        ("a@exemple.fr>", BadEmail::Domain),
    ];
    for (text, why) in bad {
        assert_eq!(Email::parse(text).err(), Some(why), "{text:?}");
    }
    assert_eq!(Email::parse(&format!("a@{}.fr", "b".repeat(260))).err(), Some(BadEmail::Long));
}

#[test]
fn an_address_somebody_gives_may_have_letters_of_any_language() {
    for text in
        ["a@b.fr", "jeanne.d-arc+avis@mairie.orleans.fr", "jean@mairie-éze.fr", "jérôme@exemple.fr", "o'brien@x.co.uk"]
    {
        assert!(is_address(text), "{text}");
    }
    for text in [
        "a",
        "@b.fr",
        "a@",
        "a@b",
        "a@b.f",
        "a b@c.fr",
        "a@b..fr",
        "a@-b.fr",
        "a@b.fr,c@d.fr",
        ".a@b.fr",
        "a..b@c.fr",
        "a@b@c.fr",
        "a@b.12",
        "<a@b.fr>",
        "a@b fr.fr",
        "a:b@c.fr",
        "a\u{a0}b@c.fr",
    ] {
        assert!(!is_address(text), "{text}");
    }
    assert!(!is_address(&format!("{}@b.fr", "a".repeat(65))));
    for text in ["jean@mairie-éze.fr", "jérôme@exemple.fr"] {
        assert!(Email::parse(text).is_err(), "no server is sure to carry it: {text}");
    }
}

#[test]
fn a_file_of_a_french_excel_is_read_as_it_was_meant() {
    let text =
        b"Pr\xe9nom;Nom;Adresse \xe9lectronique;Civilit\xe9;Date\r\nL\xe9a;Roux;lea@exemple.fr;Madame;1/2/1970\r\n";
    let (mapping, reading) = reading(text);
    assert_eq!(mapping, [Column::FirstName, Column::LastName, Column::Email, Column::Title, Column::Ignored]);
    let (line, contact) = &reading.contacts[0];
    assert_eq!((*line, contact.first_name.as_deref(), contact.email.as_str()), (2, Some("Léa"), "lea@exemple.fr"));
    assert!(reading.faults.is_empty());
}

#[test]
fn each_faulty_line_is_told_by_its_number_and_the_others_stay() {
    let text = "\u{feff}email,langue\n\na@exemple.fr,fr\nA@Exemple.fr,en\npas une adresse,\nb@exemple.fr,tlh\nc@exemple.fr,EN\n";
    let (_, reading) = reading(text.as_bytes());
    let kept: Vec<(usize, &str)> = reading.contacts.iter().map(|(line, one)| (*line, one.email.as_str())).collect();
    assert_eq!(kept, [(3, "a@exemple.fr"), (7, "c@exemple.fr")]);
    assert_eq!(
        told(&reading),
        [
            (4, "même adresse qu’à la ligne 3 : la première est gardée"),
            (5, "adresse sans « @ », ou avec plusieurs"),
            (6, "langue inconnue : « tlh »"),
        ]
    );
    assert_eq!(reading.contacts[1].1.language, Language::En);
}

#[test]
fn a_column_named_as_a_variable_gives_the_known_profile_by_code_or_by_label() {
    let (mapping, reading) =
        reading(b"mail,S_SEXE\na@exemple.fr,homme\nb@exemple.fr,Une femme\nc@exemple.fr,\nd@exemple.fr,femmme\n");
    let q = covid();
    assert_eq!(mapping, [Column::Email, variable(&q, "S_SEXE")]);
    let labels: Vec<&str> =
        q.categories(&"S_SEXE".parse_id()).unwrap().iter().map(|(_, label)| label.get(Language::Fr)).collect();
    let known: Vec<Option<String>> = reading
        .contacts
        .iter()
        .map(|(_, contact)| contact.profile.values().next().map(|code| code.as_str().to_owned()))
        .collect();
    assert_eq!(known, [Some("homme".to_owned()), Some("femme".to_owned()), None], "labels: {labels:?}");
    assert_eq!(told(&reading), [(5, "catégorie inconnue de S_SEXE : « femmme »")]);
    assert_eq!(reading.faults[0].expected.as_deref(), Some("vouliez-vous dire femme ?"));
}

trait ParseId {
    fn parse_id(&self) -> crate::domain::id::QuestionId;
}

impl ParseId for str {
    fn parse_id(&self) -> crate::domain::id::QuestionId {
        crate::domain::id::QuestionId::parse(self).unwrap()
    }
}

#[test]
fn what_somebody_says_of_a_column_wins_over_the_guess() {
    let q = covid();
    let header = ["email", "contact"].map(str::to_owned);
    let said = [("contact".to_owned(), Column::Email)];
    assert_eq!(mapping(&header, &said, &q).unwrap(), [Column::Ignored, Column::Email]);
    let unknown = [("contacts".to_owned(), Column::Email)];
    assert!(mapping(&header, &unknown, &q).unwrap_err().contains("vouliez-vous dire contact ?"));
    let by_rank = [("#2".to_owned(), Column::Email)];
    assert_eq!(mapping(&header, &by_rank, &q).unwrap(), [Column::Ignored, Column::Email]);
    assert!(mapping(&header, &[("#3".to_owned(), Column::Email)], &q).is_err());
    assert!(Column::parse("e-mail", &q).unwrap_err().contains("email"));
    assert!(Column::parse("JC_UTILITE", &q).is_err(), "an opinion is nothing a file may know");
}

#[test]
fn a_file_without_addresses_or_without_anybody_is_refused_once() {
    let sheet = Sheet::from_csv(b"nom,age\nRoux,42\n").unwrap();
    let refused = read(&sheet, &guess(&sheet.header, &covid()), &covid()).unwrap_err();
    assert!(refused.contains("nom, age"), "{refused}");
    assert_eq!(Sheet::from_csv(b""), Err(BadSheet::Empty));
    assert_eq!(Sheet::from_csv(b"email\n"), Err(BadSheet::NoLine));
    assert_eq!(Sheet::from_csv(b"PK\x03\x04\x00"), Err(BadSheet::NotText));
    let long = ["email\n", &"a@exemple.fr\n".repeat(LINES_MAX + 1)].concat();
    assert_eq!(Sheet::from_csv(long.as_bytes()), Err(BadSheet::Long));
    assert_eq!(Sheet::from_csv(&vec![b'a'; FILE_BYTES_MAX + 1]), Err(BadSheet::Large(FILE_BYTES_MAX + 1)));
}

#[test]
fn a_name_never_holds_a_line_break() {
    let (_, reading) = reading(b"email,nom\na@exemple.fr,\"Roux\r\nBcc: b@exemple.fr\"\n");
    assert_eq!(reading.contacts[0].1.last_name.as_deref(), Some("Roux Bcc: b@exemple.fr"));
}
