//! The bank and the nomenclatures: taken whole, in the languages of the questionnaire, and refused with their own place.

use std::collections::BTreeMap;

use super::SMALL;
use crate::domain::answer::{Answer, Answers};
use crate::domain::data_set::variables;
use crate::domain::fault::Fault;
use crate::domain::id::{NomenclatureId, QuestionId};
use crate::domain::questionnaire::{
    ComputedRule, Kind, Language, Library, Mandatory, Origin, Questionnaire, Role, Text,
};

const BANK: &str = include_str!("../../../../tests/questionnaires/bank/citoyens.toml");
const EVERY: &str = include_str!("../../../../tests/questionnaires/essai/v1.toml");
const COMMUNES: &str = include_str!("../../../../tests/questionnaires/nomenclatures/communes.toml");
const ROWS: &str = include_str!("../../../../tests/questionnaires/nomenclatures/communes.csv");

fn files(bank: &str) -> BTreeMap<String, String> {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    BTreeMap::from([
        file("bank/citoyens.toml", bank),
        file("nomenclatures/communes.toml", COMMUNES),
        file("nomenclatures/communes.csv", ROWS),
    ])
}

pub fn library() -> Library {
    Library::read(&files(BANK)).unwrap_or_else(|faults| panic!("{faults}"))
}

/// The small questionnaire with a question of the bank at the end of its last section.
fn taking(fields: &str) -> String {
    SMALL.replace("[[computed]]", &format!("[[sections.questions]]\n{fields}\n[[computed]]"))
}

fn read(fields: &str) -> Questionnaire {
    Questionnaire::parse_with("essai.toml", &taking(fields), &library()).unwrap_or_else(|faults| panic!("{faults}"))
}

fn faults(text: &str) -> Vec<Fault> {
    Questionnaire::parse_with("essai.toml", text, &library()).map_or_else(|faults| faults.0, |_| Vec::new())
}

fn french(text: &Text) -> &str {
    text.get(Language::Fr)
}

#[test]
fn a_question_of_the_bank_is_asked_as_it_is_in_its_context() {
    let q = read("bank = \"JC_UTILITE\"\nvariant = \"crise\"\nmandatory = \"soft\"\nshow_if = \"AGE_AN > 20\"");
    let (_, question) = q.question("JC_UTILITE").unwrap();
    assert_eq!(french(&question.text), "Pour sortir de la crise, agir ensemble vous paraît-il utile ?");
    assert_eq!((question.variant.as_deref(), question.origin), (Some("crise"), Origin::Documented));
    assert_eq!((question.mandatory, question.role, question.is_harmonised), (Mandatory::Soft, Role::Opinion, true));
    assert_eq!(question.show_if.as_ref().unwrap().to_string(), "AGE_AN > 20");
    assert_eq!((question.kind.options().len(), question.nets.len()), (3, 1));
    // One language asked for, one kept: another questionnaire may ask for both.
    assert!(question.texts().all(|text| text.0.len() == 1), "{question:?}");
    assert!(q.canonical_json().contains("\"is_harmonised\":true"));
    let again = Questionnaire::from_canonical_json(&q.canonical_json()).unwrap();
    assert_eq!((again.digest(), again == q), (q.digest(), true));
}

#[test]
fn a_variant_leaves_other_braces_to_the_questionnaire_or_to_the_wave() {
    let q = read("bank = \"JC_UTILITE\"\nvariant = \"territoire\"");
    assert!(q.placeholders().contains("territoire"));
    let q = read("bank = \"JC_UTILITE\"\ntexts.contexte.fr = \"Demain\"");
    assert_eq!(french(&q.question("JC_UTILITE").unwrap().1.text), "Demain, agir ensemble vous paraît-il utile ?");
    assert_eq!(q.placeholders().len(), 0);
}

#[test]
fn what_makes_a_question_the_one_it_is_is_not_changed() {
    for (fields, what) in [
        ("bank = \"JC_UTILITE\"\nvariant = \"crise\"\ntext.fr = \"Autre\"", "text ne se change pas"),
        ("bank = \"JC_UTILITE\"\nvariant = \"crise\"\noptions = []", "options ne se change pas"),
        ("bank = \"JC_UTILITE\"\nvariant = \"crise\"\nrotation = \"random\"", "rotation ne se change pas"),
        ("bank = \"JC_UTILITE\"\nvariant = \"crise\"\nid = \"X\"", "id ne se change pas"),
        ("bank = \"JC_UTILITE\"\nvariant = \"crise\"\ncolour = 3", "champ inconnu : colour"),
        ("bank = \"JC_UTILITE\"", "la variante manque"),
        ("bank = \"JC_UTILITE\"\nvariant = \"paix\"", "variante inconnue : paix"),
        (
            "bank = \"JC_UTILITE\"\ntexts.contexte.fr = \"A\"\ntexts.autre.fr = \"B\"",
            "aucun texte de la question ne contient {autre}",
        ),
        ("bank = \"JC_UTILITES\"", "la banque n'a pas de question JC_UTILITES"),
        ("bank = \"TAUX\"\nvariant = \"crise\"", "variante inconnue : crise"),
        ("bank = \"TAUX\"\nshow_if = \"AGE_A > 3\"", "nom inconnu : AGE_A"),
    ] {
        let faults = faults(&taking(fields));
        let found =
            faults.iter().any(|fault| fault.what.contains(what) && fault.file == "essai.toml" && fault.line > 50);
        assert!(found && faults.len() == 1, "{fields}: {faults:#?}");
    }
}

#[test]
fn lists_and_variables_of_the_bank_are_taken_by_name() {
    let text = SMALL.replace("scale = \"accord\"", "list = \"utilite\"");
    let text = [text.as_str(), "[[computed]]\nbank = \"TAUX_TRANCHE\"\n"].concat();
    let told: Vec<_> = faults(&text).into_iter().map(|fault| fault.what).collect();
    assert_eq!(told, ["TAUX ne convient pas ici"]);
    let text = text.replace("[[computed]]\nid", "[[sections.questions]]\nbank = \"TAUX\"\n[[computed]]\nid");
    let q = Questionnaire::parse_with("essai.toml", &text, &library()).unwrap_or_else(|faults| panic!("{faults}"));
    let (_, avis) = q.question("AVIS").unwrap();
    assert_eq!((avis.kind.options().len(), avis.nets.len(), avis.is_harmonised), (3, 1, false));
    let bands = q.computed(&QuestionId::parse("TAUX_TRANCHE").unwrap()).unwrap();
    let ComputedRule::Bands { bands, .. } = &bands.rule else { panic!("{bands:?}") };
    assert_eq!((bands[0].to, bands[1].from), (124, 125));
}

#[test]
fn a_language_the_bank_has_not_is_told_where_it_is_asked_for() {
    let bank =
        BANK.replace("text.en = \"What share?\"\n", "").replace("languages = [\"fr\", \"en\"]", "languages = [\"fr\"]");
    let bank: String = bank.lines().filter(|line| !line.contains(".en =")).map(|line| [line, "\n"].concat()).collect();
    let bank = in_french(&bank);
    let library = Library::read(&files(&bank)).unwrap_or_else(|faults| panic!("{faults}"));
    let text = taking("bank = \"TAUX\"").replace("languages = [\"fr\"]", "languages = [\"fr\", \"en\"]");
    let faults = Questionnaire::parse_with("essai.toml", &text, &library).unwrap_err().0;
    let told =
        faults.iter().any(|fault| fault.place == "TAUX" && fault.what == "TAUX n'est pas traduite dans la banque : en");
    assert!(told, "{faults:#?}");
}

/// Labels in both languages, without the English.
fn in_french(text: &str) -> String {
    let mut kept = String::new();
    for (position, part) in text.split(", en = \"").enumerate() {
        let rest = if position == 0 { part } else { part.split_once('"').map_or("", |(_, rest)| rest) };
        kept.push_str(rest);
    }
    kept
}

#[test]
fn a_fault_of_the_bank_names_its_file_line_and_column() {
    for (from, to, line, place, what) in [
        ("code = \"utile\"", "code = \"utilé\"", 7, "lists.utilite.options[0].code", "n'est pas un code"),
        ("codes = [\"utile\"]", "codes = [\"utiles\"]", 11, "JC_UTILITE.nets.st_utile", "code inconnu : utiles"),
        ("list = \"utilite\"", "list = \"utilité\"", 18, "JC_UTILITE.list", "liste inconnue"),
        ("contexte.en = \"To", "context.en = \"To", 25, "JC_UTILITE.variants.crise", "aucun texte de la question"),
        ("id = \"TAUX\"", "id = \"JC_UTILITE\"", 31, "JC_UTILITE", "identifiant déjà pris dans la banque"),
        ("to = 12.4", "to = 12.45", 49, "TAUX_TRANCHE.categories.bas.to", "trop précis"),
        ("format = 1", "format = 2", 2, "format", "hors des bornes"),
        ("type = \"bands\"", "type = \"band\"", 46, "TAUX_TRANCHE.type", "mot inconnu"),
        ("[[computed]]", "[[compute]]", 43, "", "champ inconnu : compute"),
    ] {
        assert!(BANK.contains(from), "{from}");
        let faults = Library::read(&files(&BANK.replacen(from, to, 1))).unwrap_err().0;
        let found = faults.iter().any(|fault| {
            fault.file == "bank/citoyens.toml"
                && fault.line == line
                && fault.place == place
                && fault.what.contains(what)
        });
        assert!(found, "{to}: {faults:#?}");
    }
}

#[test]
fn two_files_of_the_bank_may_share_a_list_but_not_a_name() {
    let other = "format = 1\nlanguages = [\"fr\", \"en\"]\n[[questions]]\nid = \"X\"\nrole = \"opinion\"\norigin = \"documented\"\n\
                 type = \"single\"\nlist = \"utilite\"\ntext = { fr = \"X ?\", en = \"X?\" }\n";
    let mut both = files(BANK);
    both.insert("bank/autres.toml".to_owned(), other.to_owned());
    assert_eq!(Library::read(&both).unwrap().question_ids().count(), 3);
    both.insert("bank/autres.toml".to_owned(), other.replace("\"X\"\nrole", "\"TAUX\"\nrole"));
    let faults = Library::read(&both).unwrap_err().0;
    assert!(faults.iter().any(|fault| fault.what.contains("déjà pris")), "{faults:#?}");
}

#[test]
fn an_entry_of_a_nomenclature_gives_its_attributes() {
    let q = Questionnaire::parse_with("v1.toml", EVERY, &library()).unwrap_or_else(|faults| panic!("{faults}"));
    let communes = NomenclatureId::parse("communes").unwrap();
    assert_eq!(q.nomenclatures.get(&communes), q.lists.get(&communes).map(|list| list.digest()).as_ref());
    let region = q.categories(&QuestionId::parse("REGION").unwrap()).unwrap();
    assert_eq!(region.into_iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["11", "53"]);
    let Kind::Entry { keep, options, .. } = &q.question("S_COMMUNE").unwrap().1.kind else { panic!() };
    assert_eq!((keep.len(), options.len()), (2, 2));
    for (from, to, place, what) in [
        (
            "nomenclature = \"communes\"",
            "nomenclature = \"commune\"",
            "S_COMMUNE.nomenclature",
            "nomenclature inconnue",
        ),
        ("keep = [\"region\", ", "keep = [\"regions\", ", "S_COMMUNE.keep", "n'a pas d'attribut regions"),
        ("attribute = \"region\"", "attribute = \"pays\"", "REGION.attribute", "n'a pas d'attribut pays"),
        ("of = \"S_COMMUNE\"", "of = \"S_AGE\"", "REGION.of", "ne convient pas ici"),
    ] {
        assert!(EVERY.contains(from), "{from}");
        let faults = faults(&EVERY.replacen(from, to, 1));
        assert!(faults.iter().any(|fault| fault.place == place && fault.what.contains(what)), "{to}: {faults:#?}");
    }
}

/// What is kept of an answer is the attribute, in conditions and in the data set alike.
#[test]
fn the_attributes_of_the_entry_chosen_are_read_in_its_place() {
    let q = Questionnaire::parse_with("v1.toml", EVERY, &library()).unwrap_or_else(|faults| panic!("{faults}"));
    let (slot, _) = q.question("S_COMMUNE").unwrap();
    let list = q.lists.values().next().unwrap();
    let region = QuestionId::parse("REGION").unwrap();
    let of = |answer: Answer| {
        let mut answers = Answers::none(&q);
        answers.set(slot, Some(answer));
        answers.category(&q, &region).map(|code| code.as_str().to_owned())
    };
    let entry = |key: &str| Answer::Entry(u32::try_from(list.position(key).unwrap()).unwrap());
    assert_eq!([of(entry("35288")), of(entry("75056"))], [Some("53".to_owned()), Some("11".to_owned())]);
    assert_eq!([of(Answer::One(0)), of(Answer::Entry(9_999))], [None, None]);
    let columns: Vec<_> = variables(&q).into_iter().filter(|column| column.slot == Some(slot)).collect();
    let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["S_COMMUNE:region", "S_COMMUNE:taille"]);
    let codes = columns[0].codes(&q, Language::Fr).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    assert_eq!(codes, ["11", "53", "autre_commune", "nsp"]);
}

#[test]
fn only_the_nomenclatures_that_are_named_are_wanted() {
    assert_eq!(Library::named_in(EVERY).into_iter().collect::<Vec<_>>(), ["communes"]);
    assert!(Library::named_in(SMALL).is_empty());
    assert!(Library::named_in("nomenclature = ").is_empty());
}
