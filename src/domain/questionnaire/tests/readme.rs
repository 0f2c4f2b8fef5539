//! What the format's own page shows has to be accepted, piece by piece.

use std::collections::BTreeMap;

use super::{SMALL, faults_of};
use crate::domain::fault::Fault;
use crate::domain::id::NomenclatureId;
use crate::domain::nomenclature::Nomenclature;
use crate::domain::questionnaire::{Library, Questionnaire};
use crate::domain::wave::WaveBundle;

const README: &str = include_str!("../../../../questionnaires/README.md");

/// The pieces of TOML of the page, in order.
fn pieces() -> Vec<&'static str> {
    README.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

fn piece(start: &str) -> &'static str {
    let found = pieces().into_iter().find(|piece| piece.starts_with(start));
    found.unwrap_or_else(|| panic!("no piece begins with {start}"))
}

/// A piece alone names what is elsewhere on the page: only that may be told of it.
fn is_of_the_piece(fault: &Fault) -> bool {
    !["nom inconnu", "section inconnue", "pas encore connue", "ne convient pas"]
        .iter()
        .any(|said| fault.what.contains(said))
}

#[test]
fn the_ten_questions_and_their_wave_are_sound() {
    let (questionnaire, wave) = (pieces()[0], pieces()[1]);
    assert_eq!(faults_of(questionnaire), []);
    assert_eq!(questionnaire.matches("[[sections.questions]]").count(), 10);
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let (margins, library) = (BTreeMap::new(), BTreeMap::new());
    let bundle =
        WaveBundle { wave: file("w", wave), questionnaire: file("q", questionnaire), margins, neighbours: library };
    bundle.read().unwrap_or_else(|faults| panic!("{faults}"));
}

#[test]
fn every_question_shown_reads_without_a_fault_of_its_own() {
    let library = super::bank::library();
    let questions = pieces().into_iter().filter(|piece| piece.starts_with("[[sections.questions]]"));
    let mut count = 0;
    for question in questions {
        let text = SMALL.replacen("[[computed]]", &[question, "\n[[computed]]"].concat(), 1);
        let faults = Questionnaire::parse_with("r", &text, &library).map_or_else(|faults| faults.0, |_| Vec::new());
        let own: Vec<_> = faults.into_iter().filter(is_of_the_piece).collect();
        assert_eq!(own, [], "{question}");
        count += 1;
    }
    assert_eq!(count, 7, "a question shown is no longer looked at");
}

#[test]
fn what_stands_around_the_questions_reads_without_a_fault_of_its_own() {
    for start in ["[[ends]]", "[[orders]]", "[[hidden]]", "[[computed]]\nid = \"HEURES_JOUR\""] {
        let own: Vec<_> = faults_of(&[SMALL, piece(start)].concat()).into_iter().filter(is_of_the_piece).collect();
        assert_eq!(own, [], "{start}");
    }
    for start in ["exits =", "checks =", "carry ="] {
        let (place, after) =
            if start == "checks =" { ("id = \"une\"", "id = \"une\"\n") } else { ("max = 120", "max = 120\n") };
        let text = SMALL.replacen(place, &[after, piece(start)].concat(), 1);
        let told = faults_of(&text).into_iter().filter(is_of_the_piece);
        let own: Vec<_> =
            told.filter(|fault| fault.what.contains("champ inconnu") || fault.what.contains("mot inconnu")).collect();
        assert_eq!(own, [], "{start}");
    }
}

#[test]
fn the_bank_and_the_nomenclature_shown_are_read() {
    let head = "format = 1\nlanguages = [\"fr\"]\n[lists.utilite]\noptions = [{ code = \"a\", label.fr = \"A\" }, \
                { code = \"b\", label.fr = \"B\" }]\n";
    let files = BTreeMap::from([("bank/a.toml".to_owned(), [head, piece("[[questions]]")].concat())]);
    assert_eq!(Library::read(&files).unwrap_or_else(|faults| panic!("{faults}")).question_ids().count(), 1);
    let descriptor = piece("format = 1\nid = \"communes\"");
    let rows = "code,nom,codes_postaux,reg\n35288,Saint-Malo,35400,53\n";
    let id = NomenclatureId::parse("communes").unwrap();
    let list =
        Nomenclature::read(id, ("d", descriptor), |_| Some(("r", rows))).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!((list.search("st malo"), list.search("354")), (vec![0], vec![0]));
}

/// The table of limits is the one the program has.
#[test]
fn the_limits_told_are_those_that_hold() {
    use crate::domain::expression::TEXT_BYTES_MAX;
    use crate::domain::nomenclature::{ATTRIBUTES_MAX, DATA_BYTES_MAX, ENTRIES_MAX};
    use crate::domain::questionnaire::*;
    let spaced = |number: usize| {
        if number < 1_000 { number.to_string() } else { format!("{} {:03}", number / 1_000, number % 1_000) }
    };
    let (_, limits) = README.split_once("## Les limites").unwrap();
    for told in [
        format!("{} Kio", FILE_BYTES_MAX / 1024),
        format!("{SECTIONS_MAX} sections, {QUESTIONS_MAX} questions par section"),
        format!("{OPTIONS_MAX} options, {ITEMS_MAX} lignes"),
        format!(
            "{}, {}, {TEXT_BESIDE_CHARS_MAX} caractères",
            spaced(TEXT_CHARS_MAX),
            spaced(usize::from(TEXT_ANSWER_CHARS_MAX))
        ),
        format!("{SCORES_MAX} degrés"),
        format!("{DECIMALS_MAX} décimales"),
        format!("{} octets", spaced(TEXT_BYTES_MAX)),
        format!("{} entrées, {} Mio, {ATTRIBUTES_MAX} attributs", spaced(ENTRIES_MAX), DATA_BYTES_MAX / 1024 / 1024),
    ] {
        assert!(limits.contains(&told), "{told}");
    }
}
