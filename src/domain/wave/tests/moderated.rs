//! Waves that are a form: an entry each interview, nothing to weigh or to tabulate.

use super::{changed, question, questionnaire, section};
use crate::domain::fault::Faults;
use crate::domain::questionnaire::{Kind, Questionnaire, Role, TextFormat};
use crate::domain::wave::WaveSpec;
use crate::domain::wave::tests::bundle;

/// The real wave without what makes its figures.
fn form() -> String {
    let wave = changed("lease_minutes", "moderated = true\nlease_minutes");
    let (head, rest) = wave.split_once("[[quotas.margins]]").unwrap();
    let (_, retention) = rest.split_once("[retention]").unwrap();
    let head: Vec<&str> = head.lines().filter(|line| !line.starts_with("embargo")).collect();
    format!("{}\n[entry]\ntitle = \"TITRE\"\n\n[retention]{retention}", head.join("\n"))
}

fn with_texts() -> Questionnaire {
    let text = |name, role, format| question(name, role, Kind::Text { format, chars_max: 100, options: Vec::new() });
    let mut q = questionnaire();
    q.sections.push(section(
        "fiche",
        vec![
            text("TITRE", Role::Opinion, TextFormat::Line),
            text("RESUME", Role::Opinion, TextFormat::Paragraph),
            text("JOINDRE", Role::Contact, TextFormat::Line),
        ],
    ));
    q
}

fn read(wave: &str) -> Result<WaveSpec, Faults> {
    bundle(wave).read_against(&with_texts())
}

fn faults(wave: &str) -> String {
    read(wave).unwrap_err().to_string()
}

#[test]
fn a_form_says_how_its_entries_are_called_and_nothing_of_figures() {
    let spec = read(&form()).unwrap();
    assert!(spec.is_moderated());
    assert_eq!(spec.entry.as_ref().unwrap().title.as_str(), "TITRE");
    assert!(spec.weighting.margins.is_empty() && spec.tables.questions.is_empty());
    assert_eq!(spec.embargo, spec.fieldwork.closes_at, "nothing is held back");
    assert_eq!(WaveSpec::from_canonical_json(&spec.canonical_json()).unwrap(), spec);
}

#[test]
fn a_poll_says_nothing_of_entries_and_keeps_its_digest() {
    let spec = super::read(super::WAVE).unwrap();
    assert!(!spec.is_moderated());
    assert!(!spec.canonical_json().contains("entry"));
    assert_eq!(super::read(&changed("lease_minutes", "moderated = false\nlease_minutes")).unwrap(), spec);
}

#[test]
fn what_makes_figures_is_refused_in_a_form() {
    let parts = [
        ("weighting", "[weighting]\nversion = 1\nmethod = \"none\"\n"),
        ("tables", "[tables]\nquestions = [\"JC_UTILITE\"]\nheadline = \"JC_UTILITE\"\n"),
        ("disclosure", "[disclosure]\ncell_base_min = 30\nshare_base_min = 30\n"),
    ];
    for (name, part) in parts {
        let told = faults(&form().replace("[entry]", &format!("{part}\n[entry]")));
        assert!(told.contains(&format!("{name} : sans objet dans un formulaire modéré")), "{told}");
    }
    let told = faults(&form().replace("moderated = true", "moderated = true\nembargo = \"2020-06-01T12:00\""));
    assert!(told.contains("embargo : sans objet"), "{told}");
    let cells = "[[quotas.margins]]\nid = \"sexe\"\nlabel = \"Sexe\"\nvariables = [\"S_SEXE\"]\n\
                 [quotas.margins.targets]\nhomme = 500\nfemme = 500\n\n[entry]";
    let told = faults(&form().replace("[entry]", cells));
    assert!(told.contains("quotas.margins : sans objet"), "{told}");
}

#[test]
fn an_entry_is_called_by_a_line_that_anybody_may_read() {
    for bad in ["RESUME", "JOINDRE", "S_AGE", "INCONNUE"] {
        let told = faults(&form().replace("\"TITRE\"", &format!("\"{bad}\"")));
        assert!(told.contains(&format!("entry.title : « {bad} » ne donne pas de titre")), "{told}");
        assert!(told.contains("TITRE"), "says what would do: {told}");
    }
    let told = faults(&form().replace("[entry]\ntitle = \"TITRE\"", ""));
    assert!(told.contains("entry : champ manquant"), "{told}");
    let told = faults(&form().replace("moderated = true\n", ""));
    assert!(told.contains("entry : champ inconnu"), "{told}");
}
