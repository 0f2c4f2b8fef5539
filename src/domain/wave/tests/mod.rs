//! Wave files against a questionnaire made by hand, small enough to read, and the real margin files.

mod doors;
mod faults;
mod languages;
mod moderated;
mod modest;
mod pages;
mod variables;
mod whole;

use std::collections::BTreeMap;

use crate::domain::expression::Expr;
use crate::domain::fault::Faults;
use crate::domain::id::{OptionCode, QuestionId, SectionId, StudySlug};
use crate::domain::questionnaire::{
    AnswerOption, Band, Category, Computed, ComputedRule, DeclaredMissing, Display, Exit, ExitKind, Kind, Question,
    Questionnaire, Role, Rotation, Section, Text,
};
use crate::domain::wave::{WaveBundle, WaveSpec};

const WAVE: &str = include_str!("../../../../questionnaires/urgence-covid-citoyens/waves/2020-05.toml");
const REGIONS: [&str; 13] = ["11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"];

fn code(text: &str) -> OptionCode {
    OptionCode::parse(text).unwrap()
}

fn id(text: &str) -> QuestionId {
    QuestionId::parse(text).unwrap()
}

fn options(codes: &[&str]) -> Vec<AnswerOption> {
    let option = |text: &&str| AnswerOption {
        missing: (*text == "nsp").then_some(DeclaredMissing::Nsp),
        ..AnswerOption::plain(code(text), Text::french(text))
    };
    codes.iter().map(option).collect()
}

fn question(name: &str, role: Role, kind: Kind) -> Question {
    Question { role, ..Question::plain(id(name), Text::french("Question pour {commanditaire} ?"), kind) }
}

fn single(name: &str, role: Role, codes: &[&str]) -> Question {
    let (display, rotation) = (Display::Radio, Rotation::None);
    question(name, role, Kind::Single { options: options(codes), display, rotation, poles: None })
}

fn section(name: &str, questions: Vec<Question>) -> Section {
    Section::plain(SectionId::parse(name).unwrap(), Text::french(name), questions)
}

fn categories(codes: &[&str]) -> Vec<Category> {
    codes.iter().map(|text| Category { code: code(text), label: Text::french(text) }).collect()
}

fn profile() -> Vec<Question> {
    let mut age =
        question("S_AGE", Role::Profile, Kind::Number { min: 0, max: 120, unit: None, decimals: 0, options: vec![] });
    age.exits =
        vec![Exit { when: Expr::try_from("S_AGE < 18".to_owned()).unwrap(), end: ExitKind::ScreenedOut, page: None }];
    let csp = [
        "agriculteurs",
        "artisans_commercants_chefs",
        "cadres",
        "professions_intermediaires",
        "employes",
        "ouvriers",
        "retraites",
        "autres_inactifs",
    ];
    let agglomeration = ["rural", "2000-19999", "20000-99999", "100000+", "agglomeration_parisienne"];
    vec![
        single("S_SEXE", Role::Profile, &["homme", "femme", "autre"]),
        age,
        single("S_REGION", Role::Profile, &REGIONS),
        single("S_AGGLO", Role::Profile, &agglomeration),
        single("S_CSP", Role::Profile, &csp),
    ]
}

fn computed() -> Vec<Computed> {
    let ages = [("18-24", 18, 24), ("25-34", 25, 34), ("35-49", 35, 49), ("50-64", 50, 64), ("65+", 65, 120)];
    let bands = ages.iter().map(|(text, from, to)| Band { code: code(text), from: *from, to: *to }).collect();
    let names: Vec<&str> = ages.iter().map(|(text, ..)| *text).collect();
    let map = REGIONS.iter().map(|text| (code(text), code(text))).collect();
    vec![
        Computed {
            id: id("AGE"),
            label: Text::french("Âge"),
            categories: categories(&names),
            rule: ComputedRule::Bands { of: id("S_AGE"), bands },
        },
        Computed {
            id: id("REGION"),
            label: Text::french("Région"),
            categories: categories(&REGIONS),
            rule: ComputedRule::Lookup { of: id("S_REGION"), map },
        },
    ]
}

/// The figures the published line names must be there.
const UTILITY: [&str; 7] = ["st_utile", "incontournable", "secondaire", "inutile", "contre_productif", "utile", "nsp"];

/// The profile of the real wave, and every question of its table plan reduced to a few options.
fn questionnaire() -> Questionnaire {
    let names = [
        "COVID_TOUCHE",
        "FRAG_PRIO",
        "JC_UTILITE",
        "JC_POURQUOI",
        "JC_FREINS",
        "JC_EFFETS",
        "JC_QUI",
        "MOBILISATION",
        "ENG_COVID",
        "ENG_ENVIE",
    ];
    let codes = |name: &str| if name == "JC_UTILITE" { &UTILITY[..] } else { &["oui", "non", "nsp"] };
    let opinions = names.iter().map(|name| single(name, Role::Opinion, codes(name))).collect();
    let sections = vec![
        section("consentement", vec![single("CONSENT", Role::Consent, &["oui", "non"])]),
        section("profil", profile()),
        section("opinions", opinions),
    ];
    let study = StudySlug::parse("urgence-covid-citoyens").unwrap();
    Questionnaire {
        notice: Text::french("Reconstitué."),
        computed: computed(),
        ..Questionnaire::plain(study, Text::french("Jouer collectif"), sections)
    }
}

fn margins() -> BTreeMap<String, String> {
    let files = [
        ("sex_age.csv", include_str!("../../../../questionnaires/margins/sex_age.csv")),
        ("csp8.csv", include_str!("../../../../questionnaires/margins/csp8.csv")),
        ("region13.csv", include_str!("../../../../questionnaires/margins/region13.csv")),
        ("urban_unit_size5.csv", include_str!("../../../../questionnaires/margins/urban_unit_size5.csv")),
    ];
    files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn bundle(wave: &str) -> WaveBundle {
    WaveBundle {
        wave: ("2020-05.toml".to_owned(), wave.to_owned()),
        questionnaire: ("v1.toml".to_owned(), String::new()),
        margins: margins(),
        neighbours: BTreeMap::new(),
    }
}

fn read(wave: &str) -> Result<WaveSpec, Faults> {
    bundle(wave).read_against(&questionnaire())
}

/// The real wave with one passage changed; the passage must be there.
fn changed(from: &str, to: &str) -> String {
    assert!(WAVE.contains(from), "the wave file no longer says {from:?}");
    WAVE.replacen(from, to, 1)
}
