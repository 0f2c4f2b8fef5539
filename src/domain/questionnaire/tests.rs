use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::*;
use crate::domain::fault::Fault;
use crate::domain::id::{OptionCode, QuestionId};

const COVID: &str = include_str!("../../../questionnaires/urgence-covid-citoyens/v1.toml");

static COVID_READ: LazyLock<Questionnaire> = LazyLock::new(|| {
    let library = Library::read(&bank()).unwrap_or_else(|faults| panic!("{faults}"));
    Questionnaire::parse_with("v1.toml", COVID, &library).unwrap_or_else(|faults| panic!("{faults}"))
});

/// The shipped bank, for tests of the shipped questionnaires.
pub(crate) fn bank() -> BTreeMap<String, String> {
    let files = [
        ("bank/citoyens.toml", include_str!("../../../questionnaires/bank/citoyens.toml")),
        ("bank/elus.toml", include_str!("../../../questionnaires/bank/elus.toml")),
        ("bank/harmonisees.toml", include_str!("../../../questionnaires/bank/harmonisees.toml")),
        ("bank/listes.toml", include_str!("../../../questionnaires/bank/listes.toml")),
    ];
    files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// The questionnaire of the demonstration, which every room may test with.
/// Every kind and every rule once, with its bank and its nomenclature.
pub(crate) fn every_rule() -> Questionnaire {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let files = [
        file("bank/citoyens.toml", include_str!("../../../tests/questionnaires/bank/citoyens.toml")),
        file("nomenclatures/communes.toml", include_str!("../../../tests/questionnaires/nomenclatures/communes.toml")),
        file("nomenclatures/communes.csv", include_str!("../../../tests/questionnaires/nomenclatures/communes.csv")),
    ];
    let library = Library::read(&files.into()).unwrap_or_else(|faults| panic!("{faults}"));
    let text = include_str!("../../../tests/questionnaires/essai/v1.toml");
    Questionnaire::parse_with("essai.toml", text, &library).unwrap_or_else(|faults| panic!("{faults}"))
}

pub(crate) fn covid() -> Questionnaire {
    COVID_READ.clone()
}

/// A small sound questionnaire; tests replace one line of it.
const SMALL: &str = r#"format = 1
study = "essai"
version = 1
languages = ["fr"]
title.fr = "Essai"
minutes = 1
notice.fr = "Questionnaire d'essai"
[scales.accord]
options = [
  { code = "oui", label.fr = "Oui" },
  { code = "non", label.fr = "Non" },
  { code = "nsp", label.fr = "Ne se prononce pas", missing = "nsp" },
]
nets = [{ id = "st_oui", label.fr = "Oui", codes = ["oui"], of_which = [] }]
[[sections]]
id = "accord"
title.fr = "Accord"
[[sections.questions]]
id = "CONSENT"
role = "consent"
origin = "reconstructed"
type = "single"
text.fr = "D'accord ?"
options = [{ code = "oui", label.fr = "Oui" }, { code = "non", label.fr = "Non" }]
exits = [{ when = "CONSENT = 'non'", end = "refused" }]
[[sections]]
id = "une"
title.fr = "Une"
[[sections.questions]]
id = "AGE_AN"
role = "profile"
origin = "documented"
type = "number"
text.fr = "Âge ?"
min = 0
max = 120
[[sections.questions]]
id = "PLUS"
role = "opinion"
origin = "documented"
type = "multiple"
ticks_max = 2
text.fr = "Quoi ?"
options = [{ code = "a", label.fr = "A" }, { code = "b", label.fr = "B" }, { code = "nsp", label.fr = "NSP", missing = "nsp" }]
[[sections]]
id = "deux"
title.fr = "Deux"
show_if = "AGE_AN >= 18"
[[sections.questions]]
id = "AVIS"
role = "opinion"
origin = "documented"
type = "single"
scale = "accord"
text.fr = "Votre avis ?"
show_if = "selected(PLUS, 'a')"
[[computed]]
id = "BANDE"
label.fr = "Âge"
type = "bands"
of = "AGE_AN"
categories = [{ code = "j", label.fr = "Jeune", from = 0, to = 29 }, { code = "a", label.fr = "Âgé", from = 30 }]
"#;

/// The small questionnaire with these things replaced.
pub(crate) fn small_with(replacements: &[(&str, &str)]) -> Questionnaire {
    let text = replacements.iter().fold(SMALL.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    Questionnaire::parse("essai.toml", &text).unwrap_or_else(|faults| panic!("{faults}"))
}

fn faults_of(text: &str) -> Vec<Fault> {
    Questionnaire::parse("essai.toml", text).map_or_else(|faults| faults.0, |_| Vec::new())
}

/// The faults of the small questionnaire with one thing replaced.
fn faults(from: &str, to: &str) -> Vec<Fault> {
    assert!(SMALL.contains(from), "{from}");
    faults_of(&SMALL.replacen(from, to, 1))
}

/// The one fault, as place and text.
fn only(from: &str, to: &str) -> String {
    let faults = faults(from, to);
    assert_eq!(faults.len(), 1, "{from} → {to}: {faults:#?}");
    faults.first().unwrap().to_string()
}

#[test]
fn the_small_questionnaire_is_sound() {
    assert_eq!(faults_of(SMALL), []);
}

#[test]
fn the_covid_questionnaire_reads_whole_and_survives_its_canonical_json() {
    let q = covid();
    assert_eq!((q.sections.len(), q.questions().count(), q.computed.len()), (8, 16, 2));
    let again = Questionnaire::from_canonical_json(&q.canonical_json()).unwrap();
    assert_eq!(again, q);
    assert_eq!(again.digest(), q.digest());
}

#[test]
fn the_covid_questionnaire_holds_what_the_study_says() {
    let q = covid();
    let (_, question) = q.question("JC_UTILITE").unwrap();
    assert_eq!((question.origin, question.variant.as_deref()), (Origin::Documented, Some("crise")));
    let net = question.nets.first().unwrap();
    assert_eq!((net.id.as_str(), net.codes.len(), net.of_which.len()), ("st_utile", 2, 1));
    let fields: Vec<_> = q.placeholders().into_iter().collect();
    let wave = ["commanditaire", "contact_donnees", "delai_anonymisation", "delai_contact", "duree", "institut"];
    assert_eq!(fields, wave);
    let regions = q.categories(&QuestionId::parse("REGION").unwrap()).unwrap();
    let codes: Vec<_> = regions.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"]);
}

/// Every metropolitan département has one region, and nobody else has.
#[test]
fn departements_and_regions_fit_together() {
    let q = covid();
    let ComputedRule::Lookup { map, .. } = &q.computed(&QuestionId::parse("REGION").unwrap()).unwrap().rule else {
        panic!("REGION is a lookup");
    };
    let departements = q.categories(&QuestionId::parse("S_DEPT").unwrap()).unwrap();
    assert_eq!((departements.len(), map.len()), (103, 96));
    for (code, label) in departements {
        let is_metropolitan = code.as_str().len() == 2;
        assert_eq!(map.contains_key(code), is_metropolitan, "{}", label.get(Language::Fr));
    }
    let region = |code| map.get(&OptionCode::parse(code).unwrap()).unwrap().as_str();
    assert_eq!([region("75"), region("33"), region("59"), region("44"), region("2B")], ["11", "75", "32", "52", "94"]);
}

#[test]
fn non_answers_close_and_stay_last_without_saying_so() {
    let q = Questionnaire::parse("essai.toml", SMALL).unwrap();
    let nsp = |id: &str| q.question(id).unwrap().1.kind.options().iter().find(|o| o.code.as_str() == "nsp").unwrap();
    assert!(nsp("PLUS").exclusive && nsp("PLUS").anchored);
    assert!(!nsp("AVIS").exclusive && nsp("AVIS").anchored);
}

#[test]
fn a_fault_names_file_line_column_place_and_what_is_accepted() {
    assert_eq!(
        only("scale = \"accord\"", "scale = \"acord\""),
        "essai.toml:54:9 · AVIS.scale : échelle inconnue : acord — attendu : vouliez-vous dire accord ?"
    );
    assert_eq!(
        only("show_if = \"selected(PLUS, 'a')\"", "show_if = \"selected(PLUS, 'aa')\""),
        "essai.toml:56:27 · AVIS.show_if : code inconnu : 'aa' — attendu : vouliez-vous dire 'a' ?"
    );
    let told: Vec<_> = faults("minutes = 1", "minute = 1").iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "essai.toml:1:1 : le champ minutes manque — attendu : un nombre entier de 1 à 240",
            "essai.toml:6:1 : champ inconnu : minute — attendu : vouliez-vous dire minutes ?",
        ]
    );
}

#[test]
fn everything_wrong_is_told_at_once() {
    let text = SMALL
        .replace("role = \"profile\"", "role = \"profil\"")
        .replace("ticks_max = 2", "ticks_max = 9")
        .replace("AGE_AN >= 18", "AGE_A >= 18");
    let places: Vec<_> = faults_of(&text).into_iter().map(|fault| fault.place).collect();
    assert_eq!(places, ["AGE_AN.role", "PLUS", "sections.deux.show_if"]);
}

#[test]
fn a_file_that_is_not_toml_says_where() {
    let faults = faults("min = 0", "min = = 0");
    assert!(
        faults.first().is_some_and(|fault| fault.line == 35 && fault.what.starts_with("syntaxe TOML")),
        "{faults:?}"
    );
    assert!(only("max = 120", "max = 120\nmax = 130").contains(":37:"));
    assert!(!faults_of("").is_empty());
    assert_eq!(faults_of(&" ".repeat(FILE_BYTES_MAX + 1)).len(), 1);
}

/// Each row: what is replaced, by what, the place told and a part of what is said.
#[test]
fn every_mistake_has_its_fault() {
    for (from, to, place, said) in [
        ("format = 1", "format = 2", "format", "nombre hors des bornes"),
        ("version = 1", "version = \"1\"", "version", "c'est un texte"),
        ("study = \"essai\"", "study = \"Essai\"", "study", "n'est pas un nom d'étude"),
        ("languages = [\"fr\"]", "languages = [\"de\"]", "languages", "langue inconnue"),
        ("title.fr = \"Une\"", "title.fr = \" \"", "sections.une.title.fr", "texte vide"),
        ("title.fr = \"Une\"", "title.en = \"One\"", "sections.une.title", "langue absente"),
        ("title.fr = \"Une\"", "title = \"Une\"", "sections.une.title", "c'est un texte"),
        ("text.fr = \"Quoi ?\"", "text.fr = \"Quoi {ici ?\"", "PLUS.text.fr", "accolades mal formées"),
        ("id = \"une\"", "id = \"deux\"", "sections.deux", "section déjà nommée"),
        ("id = \"PLUS\"", "id = \"AGE_AN\"", "AGE_AN", "identifiant déjà pris"),
        ("id = \"BANDE\"", "id = \"AVIS\"", "AVIS", "identifiant déjà pris"),
        ("type = \"number\"", "type = \"nombre\"", "AGE_AN.type", "mot inconnu"),
        ("max = 120", "max = 0", "AGE_AN", "bornes renversées"),
        ("max = 120", "max = 3000000000", "AGE_AN.max", "nombre hors des bornes"),
        ("ticks_max = 2", "ticks_max = 3", "PLUS", "ticks_max = 3"),
        ("ticks_max = 2", "ticks_max = 1\nticks_min = 2", "PLUS", "ticks_min = 2"),
        ("ticks_max = 2", "ticks_min = 0", "PLUS", "au moins une case"),
        ("ticks_max = 2", "tick_max = 2", "PLUS", "champ inconnu"),
        ("code = \"b\", label.fr = \"B\"", "code = \"a\", label.fr = \"B\"", "PLUS.options.a", "code répété"),
        (
            "code = \"non\", label.fr = \"Non\" }]",
            "code = \"non\", label.fr = \"Non\", exclusive = true }]",
            "CONSENT.options.non",
            "exclusive",
        ),
        ("codes = [\"oui\"], of_which = []", "codes = [\"ouii\"]", "AVIS.nets.st_oui", "code inconnu"),
        ("codes = [\"oui\"], of_which = []", "codes = [\"oui\", \"nsp\"]", "AVIS.nets.st_oui", "non-réponse"),
        ("codes = [\"oui\"], of_which = []", "codes = []", "AVIS.nets.st_oui", "sous-total vide"),
        ("of_which = []", "of_which = [\"non\"]", "AVIS.nets.st_oui", "hors du sous-total"),
        ("AGE_AN >= 18", "AGE >= 18", "sections.deux.show_if", "nom inconnu"),
        ("AGE_AN >= 18", "AGE_AN >= '18'", "sections.deux.show_if", "c’est un code"),
        ("AGE_AN >= 18", "1 > 2", "sections.deux.show_if", "toujours"),
        ("AGE_AN >= 18", "AGE_AN >=", "sections.deux.show_if", "inachevée"),
        ("AGE_AN >= 18", "BANDE = 'x'", "sections.deux.show_if", "code inconnu"),
        ("AGE_AN >= 18", "AVIS = 'oui'", "sections.deux.show_if", "pas encore connue"),
        ("AGE_AN >= 18", "PLUS.a = 'x'", "sections.deux.show_if", "pas de lignes"),
        ("text.fr = \"Quoi ?\"", "text.fr = \"Quoi ?\"\nshow_if = \"AGE_AN > 3\"", "PLUS.show_if", "pas encore connue"),
        (
            "text.fr = \"Quoi ?\"",
            "text.fr = \"Quoi ?\"\nshow_if = \"BANDE = 'j'\"",
            "PLUS.show_if",
            "pas encore connue",
        ),
        ("when = \"CONSENT = 'non'\"", "when = \"AVIS = 'non'\"", "CONSENT.exits[0].when", "pas encore connue"),
        ("end = \"refused\"", "end = \"screened_out\"", "CONSENT", "refus"),
        ("role = \"consent\"", "role = \"opinion\"", "", "aucune question de consentement"),
        ("[[sections]]\nid = \"une\"\ntitle.fr = \"Une\"\n", "", "CONSENT", "vient avant le consentement"),
        ("of = \"AGE_AN\"", "of = \"PLUS\"", "BANDE.of", "ne convient pas"),
        ("from = 30", "from = 29", "BANDE.categories.a", "se recouvrent"),
        ("to = 29", "to = -1", "BANDE.categories.j", "bornes renversées"),
        ("code = \"j\", label.fr", "code = \"a\", label.fr", "BANDE.categories.a", "code répété"),
        ("type = \"bands\"", "type = \"lookup\"", "BANDE.categories.j", "champ inconnu"),
        ("scale = \"accord\"", "options = []", "AVIS", "moins de deux options"),
        (
            "scale = \"accord\"",
            "scale = \"accord\"\noptions = [{ code = \"a\", label.fr = \"A\" }]",
            "AVIS",
            "ensemble",
        ),
    ] {
        let faults = faults(from, to);
        let found = faults.iter().any(|fault| fault.place == place && fault.what.contains(said));
        assert!(found, "{from} → {to}: {faults:#?}");
        assert!(faults.iter().all(|fault| fault.line > 0 || fault.place.is_empty()), "{faults:#?}");
    }
}

#[test]
fn a_lookup_reads_codes_that_exist_and_each_once() {
    let lookup = |of: &str, codes: &str, more: &str| {
        let (kept, _) = SMALL.split_once("[[computed]]").unwrap();
        faults_of(&format!(
            "{kept}[[computed]]\nid = \"L\"\nlabel.fr = \"L\"\ntype = \"lookup\"\nof = \"{of}\"\n\
             categories = [{{ code = \"x\", label.fr = \"X\", codes = [{codes}] }}{more}]\n"
        ))
    };
    assert_eq!(lookup("AVIS", "\"oui\", \"non\"", ""), []);
    let said = |faults: Vec<Fault>| faults.into_iter().map(|fault| fault.what).collect::<Vec<_>>();
    assert_eq!(said(lookup("AVIS", "\"ouii\"", "")), ["AVIS n'a pas le code ouii"]);
    assert_eq!(said(lookup("L", "\"x\"", "")), ["L ne convient pas ici"]);
    assert_eq!(said(lookup("PLUS", "\"a\"", "")), ["PLUS ne convient pas ici"]);
    let twice = ", { code = \"y\", label.fr = \"Y\", codes = [\"oui\"] }";
    assert_eq!(said(lookup("AVIS", "\"oui\"", twice)), ["le code oui est dans deux catégories"]);
}

/// A changed label is another version; the order of the fields of the file is not.
#[test]
fn the_digest_is_of_the_content() {
    let digest = |text: &str| Questionnaire::parse("essai.toml", text).unwrap().digest();
    let moved = SMALL.replace("version = 1\nlanguages = [\"fr\"]", "languages = [\"fr\"] # fr\nversion = 1");
    assert_eq!(digest(SMALL), digest(&moved));
    assert_ne!(digest(SMALL), digest(&SMALL.replace("Votre avis ?", "Votre opinion ?")));
}

#[test]
fn common_faults_of_syntax_are_told_in_french() {
    for (from, to, said) in [
        ("max = 120", "max =", "valeur absente"),
        ("max = 120", "max 120", "champ sans valeur"),
        ("role = \"profile\"", "role = profile", "texte sans guillemets"),
        ("role = \"profile\"", "role = \"profile", "texte mal fermé"),
        ("[[computed]]", "[[computed]", "mal fermé"),
    ] {
        let faults = faults(from, to);
        assert!(faults.iter().any(|fault| fault.what.contains(said)), "{to}: {faults:#?}");
    }
}

#[test]
fn cutting_a_file_anywhere_never_panics() {
    for (end, _) in SMALL.char_indices().step_by(7) {
        let _ = Questionnaire::parse("essai.toml", SMALL.get(..end).unwrap());
    }
}

mod bank;
mod beside;
mod conditions;
mod kinds;
mod languages;
mod mistakes;
mod readme;
