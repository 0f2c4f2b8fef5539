//! A question of every kind, for the tests of pages.

use crate::domain::id::{NomenclatureId, OptionCode, QuestionId, SectionId, StudySlug};
use crate::domain::questionnaire::{
    AnswerOption, Beside, DatePrecision, DeclaredMissing, Display, Item, Kind, Library, Poles, Question, Questionnaire,
    Rotation, Section, Text, TextFormat,
};

fn code(code: &str) -> OptionCode {
    OptionCode::parse(code).unwrap()
}

fn option(of: &str, label: &str) -> AnswerOption {
    AnswerOption::plain(code(of), Text::french(label))
}

fn nsp() -> AnswerOption {
    AnswerOption { missing: Some(DeclaredMissing::Nsp), anchored: true, ..option("nsp", "Je ne sais pas") }
}

fn causes() -> Vec<AnswerOption> {
    let help = Some(Text::french("Soins, prévention, recherche médicale"));
    vec![
        AnswerOption { help, ..option("sante", "La santé") },
        option("education", "L’éducation et la formation des jeunes"),
        option("climat", "La lutte contre le réchauffement climatique"),
        option("emploi", "L’emploi"),
        AnswerOption {
            beside: Some(Beside::Text { chars_max: 60 }),
            anchored: true,
            ..option("autre", "Une autre cause")
        },
    ]
}

fn scores() -> Vec<AnswerOption> {
    let score = |value: i64| AnswerOption { value: Some(value), ..option(&value.to_string(), &value.to_string()) };
    (0..=10).map(score).chain([nsp()]).collect()
}

fn steps() -> Vec<AnswerOption> {
    let labels = ["Pas du tout d’accord", "Plutôt pas d’accord", "Plutôt d’accord", "Tout à fait d’accord"];
    labels.iter().enumerate().map(|(at, label)| option(&format!("a{at}"), label)).chain([nsp()]).collect()
}

fn poles() -> Option<Poles> {
    Some(Poles { low: Text::french("Pas du tout confiance"), high: Text::french("Tout à fait confiance") })
}

fn items() -> Vec<Item> {
    let labels = ["Votre maire", "Les associations de votre commune", "Les entreprises qui y sont installées"];
    let item = |(at, label): (usize, &&str)| Item::plain(code(&format!("i{at}")), Text::french(label));
    labels.iter().enumerate().map(item).collect()
}

fn single(options: Vec<AnswerOption>, display: Display, poles: Option<Poles>) -> Kind {
    Kind::Single { options, display, rotation: Rotation::None, poles }
}

fn grid(options: Vec<AnswerOption>, poles: Option<Poles>) -> Kind {
    Kind::Grid { items: items(), options, rotation: Rotation::None, poles }
}

fn text(format: TextFormat, chars_max: u16) -> Kind {
    Kind::Text { format, chars_max, options: Vec::new() }
}

fn date(precision: DatePrecision, partial: bool) -> Kind {
    Kind::Date { precision, partial, min: None, max: None, options: vec![nsp()] }
}

fn numbers(total: Option<i64>) -> Kind {
    let unit = Some(Text::french("%"));
    Kind::Numbers { items: items(), min: 0, max: 100, unit, decimals: 0, total, options: vec![nsp()] }
}

/// Id, text and kind of each.
fn kinds() -> Vec<(&'static str, &'static str, Kind)> {
    let entry = Kind::Entry {
        nomenclature: NomenclatureId::parse("communes").unwrap(),
        keep: Vec::new(),
        options: vec![option("autre_commune", "Autre commune")],
    };
    let unit = Some(Text::french("personnes"));
    let euros = Some(Text::french("€"));
    let many = |ticks_max| Kind::Multiple { options: causes(), ticks_min: 1, ticks_max, rotation: Rotation::None };
    vec![
        ("RADIO", "Quelle cause vous tient le plus à cœur ?", single(causes(), Display::Radio, None)),
        ("LISTE", "Et dans cette liste ?", single(causes(), Display::DropDown, None)),
        ("CHERCHE", "Dans quel domaine agissez-vous ?", single(causes(), Display::Searchable, None)),
        ("NOTE10", "Quelle confiance accordez-vous à votre commune ?", single(scores(), Display::Scale, poles())),
        ("ECHELLE", "Agir ensemble est utile.", single(steps(), Display::Scale, None)),
        ("CAUSES", "Quelles causes soutenez-vous ?", many(3)),
        ("GRILLE", "Êtes-vous d’accord avec ce que font…", grid(steps(), None)),
        ("SCORES", "Quelle confiance accordez-vous à…", grid(scores(), poles())),
        (
            "EFFECTIF",
            "Combien de personnes y travaillent ?",
            Kind::Number { min: 0, max: 9999, unit, decimals: 0, options: vec![nsp()] },
        ),
        (
            "BUDGET",
            "Quel budget y consacrez-vous ?",
            Kind::Number { min: 0, max: 999_999, unit: euros, decimals: 2, options: Vec::new() },
        ),
        ("PARTS", "Comment se répartit ce budget ?", numbers(Some(100))),
        ("NOMBRES", "Quelle part de votre temps ?", numbers(None)),
        (
            "RANGS",
            "Classez ces causes.",
            Kind::Ranking { options: causes(), ranks_min: 1, ranks_max: 3, rotation: Rotation::None },
        ),
        ("LIGNE", "En un mot, l’engagement, c’est…", text(TextFormat::Line, 40)),
        ("TEXTE", "Que faudrait-il changer ?", text(TextFormat::Paragraph, 500)),
        ("COURRIEL", "Votre adresse électronique", text(TextFormat::Email, 120)),
        ("TELEPHONE", "Votre numéro de téléphone", text(TextFormat::Phone, 30)),
        ("JOUR", "Quand avez-vous commencé ?", date(DatePrecision::Day, true)),
        ("MOIS", "Quand avez-vous emménagé ?", date(DatePrecision::Month, false)),
        ("ANNEE", "En quelle année êtes-vous né ?", date(DatePrecision::Year, false)),
        ("COMMUNE", "Dans quelle commune habitez-vous ?", entry),
        ("LIRE", "Voici ce que dit la loi.\n\nPrenez le temps de lire.", Kind::Note),
    ]
}

fn communes() -> Library {
    let files = [
        ("nomenclatures/communes.toml", include_str!("../../../../tests/questionnaires/nomenclatures/communes.toml")),
        ("nomenclatures/communes.csv", include_str!("../../../../tests/questionnaires/nomenclatures/communes.csv")),
    ];
    Library::read(&files.map(|(name, text)| (name.to_owned(), text.to_owned())).into()).unwrap()
}

/// One page that asks everything.
pub fn questionnaire() -> Questionnaire {
    let questions = kinds().into_iter().map(|(id, text, kind)| {
        let help = (id == "GRILLE").then(|| Text::french("Une réponse par ligne."));
        Question { help, ..Question::plain(QuestionId::parse(id).unwrap(), Text::french(text), kind) }
    });
    let section = Section::plain(SectionId::parse("tout").unwrap(), Text::french("Tout"), questions.collect());
    let mut whole = Questionnaire::plain(StudySlug::parse("essai").unwrap(), Text::french("Essai"), vec![section]);
    whole.lists.extend(communes().nomenclatures().clone());
    whole
}
