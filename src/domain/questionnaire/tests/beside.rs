//! What stands around the questions: checks, jumps, ends, orders, hidden and computed variables, piping.

use super::{SMALL, faults_of};
use crate::domain::expression::Name;
use crate::domain::fault::Fault;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::placeholder::{Piece, pieces};
use crate::domain::questionnaire::{
    ComputedRule, EndKind, Gives, HiddenSource, Language, Questionnaire, Rotation, Severity,
};

fn read(text: &str) -> Questionnaire {
    Questionnaire::parse("essai.toml", text).unwrap_or_else(|faults| panic!("{faults}"))
}

/// The small questionnaire with more at its end.
fn more(end: &str) -> String {
    [SMALL, end].concat()
}

fn said(faults: &[Fault], place: &str, what: &str) -> bool {
    faults.iter().any(|fault| fault.place == place && fault.what.contains(what) && fault.line > 0)
}

fn refused(text: &str, place: &str, what: &str) {
    let faults = faults_of(text);
    assert!(said(&faults, place, what), "{what}: {faults:#?}");
}

const GIVEN: &str = "[[hidden]]\nid = \"SRC\"\nlabel.fr = \"Source\"\nparameter = \"src\"\ndefault = \"b\"\n\
                     categories = [{ code = \"a\", label.fr = \"A\" }, { code = \"b\", label.fr = \"B\" }]\n";

#[test]
fn a_hidden_variable_is_given_by_the_address_or_drawn() {
    let q = read(&more(GIVEN));
    let (slot, hidden) = q.hidden("SRC").unwrap();
    assert_eq!((slot, hidden.categories.len()), (4, 2));
    let default = OptionCode::parse("b").ok();
    assert_eq!(hidden.source, HiddenSource::Given { parameter: "src".to_owned(), default });
    let drawn = GIVEN.replace("parameter = \"src\"\ndefault = \"b\"", "shares = [2, 1]");
    let q = read(&more(&drawn));
    assert_eq!(q.hidden("SRC").unwrap().1.source, HiddenSource::Arm { shares: vec![2, 1] });
    for (from, to, place, what) in [
        ("parameter = \"src\"\ndefault = \"b\"", "shares = [1]", "SRC.shares", "1 part(s) pour 2"),
        ("parameter = \"src\"\ndefault = \"b\"", "shares = [1, 0]", "SRC.shares", "hors des bornes"),
        ("parameter = \"src\"\ndefault = \"b\"", "", "SRC", "d'où vient sa valeur"),
        ("default = \"b\"", "shares = [1, 1]", "SRC", "parameter et shares ensemble"),
        ("default = \"b\"", "default = \"c\"", "SRC.default", "code inconnu : c"),
        ("\"src\"", "\"Src\"", "SRC.parameter", "n'est pas un nom de paramètre"),
        ("id = \"SRC\"", "id = \"AVIS\"", "AVIS", "identifiant déjà pris"),
        (
            "categories = [{ code = \"a\", label.fr = \"A\" }, { code = \"b\", label.fr = \"B\" }]",
            "",
            "SRC",
            "sans catégorie",
        ),
    ] {
        assert!(GIVEN.contains(from), "{from}");
        refused(&more(&GIVEN.replace(from, to)), place, what);
    }
}

#[test]
fn a_condition_reads_a_hidden_variable() {
    let text = more(GIVEN).replace("AGE_AN >= 18", "SRC = 'a'");
    assert_eq!(faults_of(&text), []);
    refused(&text.replace("SRC = 'a'", "SRC = 'z'"), "sections.deux.show_if", "code inconnu");
}

#[test]
fn orders_ends_skips_and_checks_are_read() {
    let text = more(
        "[[sections]]\nid = \"trois\"\ntitle.fr = \"Trois\"\n\
         [[sections.questions]]\nid = \"NOTE_A\"\ntype = \"note\"\ntext.fr = \"A\"\n\
         [[sections]]\nid = \"quatre\"\ntitle.fr = \"Quatre\"\n\
         [[sections.questions]]\nid = \"NOTE_B\"\ntype = \"note\"\ntext.fr = \"B\"\n\
         [[orders]]\nsections = [\"trois\", \"quatre\"]\nrotation = \"rotate\"\n\
         [[ends]]\nid = \"hors\"\non = \"screened_out\"\ntitle.fr = \"Merci\"\ntext.fr = \"Au revoir.\"\n",
    )
    // Sections in a drawn order do not know one another.
    .replace("show_if = \"AGE_AN >= 18\"\n", "")
    .replace("show_if = \"selected(PLUS, 'a')\"\n", "")
    .replace("max = 120", "max = 120\nexits = [{ when = \"AGE_AN < 18\", end = \"screened_out\", page = \"hors\" }]\nskips = [{ when = \"AGE_AN > 90\", to = \"deux\" }]")
    .replace("title.fr = \"Une\"", "title.fr = \"Une\"\nrotation = \"random\"\nchecks = [{ must = \"AGE_AN > 3\", severity = \"warning\", question = \"AGE_AN\", text.fr = \"Si jeune ?\" }]");
    let q = read(&text);
    assert_eq!((q.orders[0].sections.len(), q.orders[0].rotation), (2, Rotation::Rotate));
    assert_eq!((q.ends[0].id.as_str(), q.ends[0].on), ("hors", EndKind::ScreenedOut));
    let (_, age) = q.question("AGE_AN").unwrap();
    assert_eq!(age.exits[0].page.as_ref().map(|page| page.as_str()), Some("hors"));
    assert_eq!((age.skips[0].to.as_str(), age.skips[0].when.to_string()), ("deux", "AGE_AN > 90".to_owned()));
    let section = &q.sections[1];
    assert_eq!((section.rotation, section.checks[0].severity), (Rotation::Random, Severity::Warning));
    assert_eq!(section.checks[0].question.as_str(), "AGE_AN");
    for (from, to, place, what) in [
        ("sections = [\"trois\", \"quatre\"]", "sections = [\"trois\"]", "orders[0]", "moins de deux sections"),
        ("rotation = \"rotate\"", "rotation = \"none\"", "orders[0].rotation", "ne change rien"),
        ("on = \"screened_out\"", "on = \"quota_full\"", "ends.hors.on", "mot inconnu"),
        ("text.fr = \"Au revoir.\"", "", "ends.hors", "le champ text manque"),
        ("severity = \"warning\"", "severity = \"warn\"", "sections.une.checks[0].severity", "mot inconnu"),
        ("must = \"AGE_AN > 3\"", "must = \"AGE_AN >\"", "sections.une.checks[0].must", "inachevée"),
        ("question = \"AGE_AN\", ", "", "sections.une.checks[0]", "le champ question manque"),
        ("to = \"deux\"", "to = \"Deux\"", "AGE_AN.skips[0].to", "n'est pas un nom de section"),
        ("page = \"hors\"", "page = \"Hors\"", "AGE_AN.exits[0].page", "n'est pas un nom de page"),
        (
            "id = \"une\"\ntitle.fr = \"Une\"\nrotation = \"random\"",
            "id = \"une\"\ntitle.fr = \"Une\"\nrotation = \"x\"",
            "sections.une.rotation",
            "mot inconnu",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        refused(&text.replacen(from, to, 1), place, what);
    }
}

const FORMULA: &str = "[[computed]]\nid = \"F\"\nlabel.fr = \"F\"\ntype = \"formula\"\nvalue = \"AGE_AN div 3\"\ngives = \"number\"\ndecimals = 1\n";

#[test]
fn a_formula_gives_a_number_that_bands_may_follow() {
    let bands = "[[computed]]\nid = \"G\"\nlabel.fr = \"G\"\ntype = \"bands\"\nof = \"F\"\n\
                 categories = [{ code = \"x\", label.fr = \"X\", from = 0, to = 9.9 }, { code = \"y\", label.fr = \"Y\", from = 10 }]\n";
    let q = read(&more(&[FORMULA, bands].concat()));
    let rule = |id: &str| &q.computed(&QuestionId::parse(id).unwrap()).unwrap().rule;
    assert!(matches!(rule("F"), ComputedRule::Formula { gives: Gives::Number { decimals: 1 }, .. }));
    let ComputedRule::Bands { bands: read, .. } = rule("G") else { panic!("{:?}", rule("G")) };
    assert_eq!((read[0].to, read[1].from), (99, 100));
    refused(&more(&[FORMULA, &bands.replace("9.9", "9.99")].concat()), "G.categories.x.to", "trop précis");
    refused(&more(bands), "G.of", "ne convient pas ici");
    for (from, to, place, what) in [
        ("value = \"AGE_AN div 3\"\n", "", "F", "le champ value manque"),
        ("gives = \"number\"\n", "", "F", "le champ gives manque"),
        ("AGE_AN div 3", "AGE_AN div", "F.value", "inachevée"),
        ("decimals = 1", "categories = []", "F", "champ inconnu : categories"),
    ] {
        refused(&more(&FORMULA.replace(from, to)), place, what);
    }
}

#[test]
fn a_text_says_again_what_was_answered() {
    let q = read(&SMALL.replace("Votre avis ?", "À ${AGE_AN|votre âge} ans, {institut} vous écoute."));
    assert_eq!(q.placeholders().into_iter().collect::<Vec<_>>(), ["institut"]);
    let (_, question) = q.question("AVIS").unwrap();
    let name = Name { question: QuestionId::parse("AGE_AN").unwrap(), item: None };
    let found = pieces(question.text.get(Language::Fr)).unwrap();
    assert!(found.contains(&Piece::Piped { name, fallback: "votre âge" }), "{found:?}");
    for bad in ["${AGE_AN}", "${AGE_AN|}", "{AGE_AN|x}", "$ {", "${1A|x}"] {
        refused(&SMALL.replace("Votre avis ?", bad), "AVIS.text.fr", "accolades mal formées");
    }
}

/// Whatever a person may read is where a placeholder may stand.
#[test]
fn every_text_is_looked_at() {
    const EVERY: &str = include_str!("../../../../tests/questionnaires/essai/v1.toml");
    let library = super::bank::library();
    let q = Questionnaire::parse_with("v1.toml", EVERY, &library).unwrap();
    let texts: Vec<&str> = q.texts().map(|text| text.get(Language::Fr)).collect();
    let shown = EVERY.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split(".fr = \"").skip(1));
    for text in shown.filter_map(|rest| rest.split('"').next()) {
        assert!(texts.contains(&text), "{text}");
    }
}
