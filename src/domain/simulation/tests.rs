//! The simulation of the real wave: shares come back, profiles fit, whole fields fill, forms are accepted.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::answer::Answers;
use crate::domain::arithmetic::mixing::Stream;
use crate::domain::check;
use crate::domain::data_set::{DataSet, SECTIONS_COLUMN};
use crate::domain::hidden::{given, with_arms_drawn};
use crate::domain::questionnaire::tests::every_rule;
use crate::domain::questionnaire::{Kind, Language, Questionnaire};
use crate::domain::quota::{Decision, Filled, Request, admit};
use crate::domain::route::Next;
use crate::domain::wave::{WaveBundle, WaveSpec};

const TRUTH: &str = include_str!("../../../questionnaires/urgence-covid-citoyens/simulation/2020-05.toml");

pub(crate) fn wave() -> (Questionnaire, WaveSpec) {
    let margins = [
        ("sex_age.csv", include_str!("../../../questionnaires/margins/sex_age.csv")),
        ("csp8.csv", include_str!("../../../questionnaires/margins/csp8.csv")),
        ("region13.csv", include_str!("../../../questionnaires/margins/region13.csv")),
        ("urban_unit_size5.csv", include_str!("../../../questionnaires/margins/urban_unit_size5.csv")),
    ];
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let bundle = WaveBundle {
        wave: file("w", include_str!("../../../questionnaires/urgence-covid-citoyens/waves/2020-05.toml")),
        questionnaire: file("q", include_str!("../../../questionnaires/urgence-covid-citoyens/v1.toml")),
        margins: margins.iter().map(|(name, text)| file(name, text)).collect(),
        neighbours: crate::domain::questionnaire::tests::bank(),
    };
    bundle.read().unwrap_or_else(|faults| panic!("{faults}"))
}

fn simulation() -> (Questionnaire, WaveSpec, Simulation) {
    let (q, spec) = wave();
    let simulation = Simulation::read("s", TRUTH, &q, &spec).unwrap_or_else(|faults| panic!("{faults}"));
    (q, spec, simulation)
}

/// Between 0 and 1.
fn numbers(seed: u64) -> impl FnMut() -> f64 {
    let mut stream = Stream::of(seed);
    move || (stream.draw() >> 11) as f64 / (1u64 << 53) as f64
}

/// Walks a respondent through every section it is shown, as the pages would.
fn walk(q: &Questionnaire, respondent: &Respondent) -> (Answers, Next) {
    let fields = respondent.whole(q);
    check::read_whole(q, &fields, Language::Fr).unwrap_or_else(|faults| panic!("{faults:?} in {fields:?}"))
}

#[test]
fn every_simulated_form_is_accepted_and_ends_as_its_fate_says() {
    let (q, _, simulation) = simulation();
    let mut rng = numbers(1);
    for _ in 0..500 {
        let respondent = Respondent::draw(&simulation, &q, &mut rng, None);
        let expected = match respondent.fate() {
            Fate::Completes | Fate::Abandons { .. } => Next::Completed,
            Fate::Refuses => Next::Refused,
            Fate::OutOfTarget => Next::ScreenedOut,
        };
        assert_eq!(walk(&q, &respondent).1, expected, "{:?}", respondent.fate());
    }
}

#[test]
fn a_wave_whose_every_question_has_a_law_of_choice_is_drawn_at_once() {
    let (q, _, simulation) = simulation();
    assert!(Respondent::draw(&simulation, &q, &mut numbers(1), None).is_known_at_once());
}

#[test]
fn the_same_draws_give_the_same_respondent() {
    let (q, _, simulation) = simulation();
    let draw = |seed| Respondent::draw(&simulation, &q, &mut numbers(seed), None);
    assert_eq!(draw(7), draw(7));
    assert_ne!(draw(7), draw(8));
}

#[test]
fn a_questionnaire_without_any_law_is_answered_to_its_end_whatever_it_asks() {
    let q = every_rule();
    let simulation = Simulation::even(&crate::domain::table::fixture::spec());
    let mut rng = numbers(5);
    let (mut sent, mut responses) = (BTreeSet::new(), Vec::new());
    for seed in 1..=200 {
        let respondent = Respondent::draw(&simulation, &q, &mut rng, None);
        let start = with_arms_drawn(&q, given(&q, &[("src".to_owned(), "courriel".to_owned())]).with_seed(seed), seed);
        let fields = respondent.whole_from(&q, start.clone());
        let read = check::read_whole_from(&q, &start, &fields, Language::Fr);
        let (answers, next) = read.unwrap_or_else(|faults| panic!("{faults:?} in {fields:?}"));
        assert_eq!(next, Next::Completed, "{fields:?}");
        sent.extend(fields.into_iter().map(|(name, _)| name.split(['.', '-']).next().unwrap_or_default().to_owned()));
        responses.push(answers);
    }
    let asked = q.questions().filter(|(_, question)| !matches!(question.kind, Kind::Note));
    let all: BTreeSet<String> = asked.map(|(_, question)| question.id.to_string()).collect();
    assert_eq!(sent, all, "every question is reached and answered");
    let data = DataSet::of(&q, &responses);
    let regions = data.category("S_COMMUNE:region").unwrap();
    assert_eq!(regions.0, ["11", "53", "autre_commune", "nsp"]);
    assert_eq!(data.category("REGION").unwrap().1.len(), 200);
    let known = regions.1.iter().zip(data.category("REGION").unwrap().1.iter());
    for (kept, computed) in known {
        assert_eq!(kept.given().filter(|position| **position < 2), computed.given(), "copied and computed agree");
    }
    for name in [SECTIONS_COLUMN, "::questions:vous", "CONNUES::order", "NOTES::order", "PREFEREE--autre", "BRAS"] {
        assert!(data.column(name).is_some_and(|column| column.values.len() == 200), "{name}");
    }
    assert!(data.column("COURRIEL").is_none());
}

/// Counts one field over many respondents, in percent.
fn percent(field: &str, size: usize) -> BTreeMap<String, f64> {
    let (q, _, simulation) = simulation();
    let mut rng = numbers(2);
    let mut counts: BTreeMap<String, f64> = BTreeMap::new();
    for _ in 0..size {
        let respondent = Respondent::draw(&simulation, &q, &mut rng, None);
        for (_, value) in respondent.whole(&q).into_iter().filter(|(name, _)| name == field) {
            *counts.entry(value).or_default() += 1.0;
        }
    }
    let total: f64 = counts.values().sum();
    counts.into_iter().map(|(value, count)| (value, 100.0 * count / total)).collect()
}

#[test]
fn the_published_distribution_is_the_truth_that_is_drawn() {
    let drawn = percent("JC_UTILITE", 8000);
    let published = [
        ("incontournable", 29.0),
        ("utile", 52.0),
        ("secondaire", 9.0),
        ("inutile", 4.0),
        ("contre_productif", 3.0),
        ("nsp", 3.0),
    ];
    for (code, share) in published {
        assert!((drawn[code] - share).abs() < 2.0, "{code}: {} instead of {share}", drawn[code]);
        assert!(TRUTH.contains(&format!("{code} = {share:.0}")), "{code} is declared exactly");
    }
}

#[test]
fn the_situations_drawn_from_ages_come_near_their_margin() {
    let (_, spec, _) = simulation();
    let drawn = percent("S_CSP", 8000);
    for target in &spec.weighting.margins[1].targets {
        let code = target.codes[0].as_str();
        assert!((drawn[code] - 100.0 * target.share).abs() < 2.5, "{code}: {} for {}", drawn[code], target.share);
    }
}

#[test]
fn a_panel_that_recruits_for_open_cells_fills_the_wave_to_its_last_place() {
    let (q, spec, simulation) = simulation();
    let mut rng = numbers(3);
    let mut cells = spec.quotas.empty_cells();
    let (mut sent, mut full) = (0, 0);
    while cells.filled().is_none() {
        sent += 1;
        assert!(sent < 2000, "the wave does not fill: {cells:?}");
        let counts = cells.clone();
        let room = |variables: &[QuestionId], codes: &[OptionCode]| spec.quotas.room(&counts, variables, codes);
        let respondent = Respondent::draw(&simulation, &q, &mut rng, Some(&room));
        if respondent.fate() != Fate::Completes {
            continue;
        }
        let (answers, _) = walk(&q, &respondent);
        let ids = spec.quotas.cells_of(&q, &answers).unwrap();
        if admit(&mut cells, &[Request::Take(ids)]) != [Decision::Done] {
            full += 1;
        }
    }
    assert_eq!(cells.filled(), Some(Filled::TotalReached));
    assert_eq!(full, 0, "somebody recruited for an open cell found it full");
    assert!(sent < 1300, "{sent} people for 1 000 places");
}

#[test]
fn nobody_recruited_has_an_implausible_situation_while_others_are_open() {
    let (q, spec, simulation) = simulation();
    let cells = spec.quotas.empty_cells();
    let room = |variables: &[QuestionId], codes: &[OptionCode]| spec.quotas.room(&cells, variables, codes);
    let mut rng = numbers(4);
    for _ in 0..500 {
        let respondent = Respondent::draw(&simulation, &q, &mut rng, Some(&room));
        let fields: BTreeMap<_, _> = respondent.whole(&q).into_iter().collect();
        let age: Option<u32> = fields.get("S_AGE").map(|age| age.parse().unwrap());
        let is_retired = fields.get("S_CSP").is_some_and(|csp| csp == "retraites");
        assert!(!is_retired || age.unwrap() >= 35, "retired at {age:?}");
    }
}

#[test]
fn a_wrong_simulation_file_is_told_at_its_line() {
    let (q, spec) = wave();
    let wrong = |from: &str, to: &str| {
        assert!(TRUTH.contains(from), "{from}");
        Simulation::read("s", &TRUTH.replacen(from, to, 1), &q, &spec).unwrap_err().to_string()
    };
    for (from, to, said) in [
        ("utile = 52", "utile = 51", "la somme fait 99"),
        ("utile = 52", "utiles = 52", "vouliez-vous dire utile ?"),
        ("utile = 52", "utile = -52", "-52 est négatif"),
        ("[questions.JC_QUI]", "[questions.JC_KI]", "question inconnue : « JC_KI »"),
        ("ticks = [28, 72]", "ticks = [28, 60, 12]", "distribution impossible"),
        ("refuses = 0.03", "refuses = 3", "taux hors limites"),
        ("key = \"2020-05\"", "key = \"2020-06\"", "urgence-covid-citoyens-2020-05"),
        ("rapide = {", "rapides = {", "vouliez-vous dire rapide ?"),
        ("accepts = \"oui\"", "accepts = \"ouii\"", "vouliez-vous dire oui ?"),
        ("[rates]", "[rate]", "champ inconnu"),
        ("18-24 = { agri", "18-25 = { agri", "« 18-25 »"),
    ] {
        let faults = wrong(from, to);
        assert!(faults.contains(said), "{said:?} is not in:\n{faults}");
        assert!(faults.starts_with("s:"), "{faults}");
    }
}

#[test]
fn two_wrong_tables_of_a_list_are_told_together() {
    let (q, spec) = wave();
    let wrong =
        TRUTH.replace("question = \"S_AGE\"", "question = \"AGE\"").replace("question = \"S_DEPT\"", "question = 3");
    let faults = Simulation::read("s", &wrong, &q, &spec).unwrap_err().to_string();
    for place in ["out_of_target[1].question", "out_of_target[2].question"] {
        assert!(faults.contains(place), "{place} is not in:\n{faults}");
    }
}
