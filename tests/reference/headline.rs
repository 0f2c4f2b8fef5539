//! The line of May 2020 as it was published, said again by the service from a thousand responses: the shipped
//! questionnaire and wave file, profiles that fill the quota plan, opinions in the published shares, then everything a
//! release goes through.

use std::path::Path;

use sonde::domain::answer::Answers;
use sonde::domain::calibration::weigh;
use sonde::domain::check;
use sonde::domain::data_set::DataSet;
use sonde::domain::disclosure::release;
use sonde::domain::questionnaire::{Language, Questionnaire};
use sonde::domain::quota::{Cells, Request, admit};
use sonde::domain::route::Next;
use sonde::domain::table::tabulate;
use sonde::domain::wave::WaveSpec;

use crate::people;

const PUBLISHED: &str = "81 % des Français pensent qu'il est utile (dont 29 % incontournable) de jouer collectif ; \
    9 % secondaire, 4 % inutile, 3 % contre-productif, 3 % ne se prononcent pas";

/// Of a thousand. « Utile » is what the net of 81 % leaves beside the 29 %.
const OPINIONS: [(&str, usize); 6] = [
    ("incontournable", 290),
    ("utile", 520),
    ("secondaire", 90),
    ("inutile", 40),
    ("contre_productif", 30),
    ("nsp", 30),
];
const PEOPLE: usize = 1000;
/// Prime to the number of people, and none of the strides the profiles are dealt by.
const STRIDE: usize = 389;

fn opinion(number: usize) -> &'static str {
    let place = number * STRIDE % PEOPLE;
    let mut reached = 0;
    let found = OPINIONS.iter().find(|(_, count)| {
        reached += count;
        place < reached
    });
    found.unwrap().0
}

/// A thousand whole interviews, read as the service reads what is sent to it.
fn responses(questionnaire: &Questionnaire, spec: &WaveSpec) -> Vec<Answers> {
    let answered = |number: usize| {
        let mut codes = people::profile(spec, number, PEOPLE);
        codes.insert("JC_UTILITE".to_owned(), opinion(number).to_owned());
        let person = people::person(questionnaire, &codes, number);
        let (answers, next) = check::read_whole(questionnaire, &person.fields, Language::Fr).unwrap();
        assert_eq!(next, Next::Completed);
        answers
    };
    (0..PEOPLE).map(answered).collect()
}

/// The counts of the plan once everybody has come; each must have found a place.
fn filled(questionnaire: &Questionnaire, spec: &WaveSpec, responses: &[Answers]) -> Cells {
    let mut cells = spec.quotas.empty_cells();
    let takes: Vec<Request> =
        responses.iter().map(|answers| Request::Take(spec.quotas.cells_of(questionnaire, answers).unwrap())).collect();
    admit(&mut cells, &takes);
    cells
}

#[test]
fn the_published_line_comes_out_of_the_shipped_wave() {
    let (questionnaire, spec) = people::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("questionnaires"));
    let responses = responses(&questionnaire, &spec);
    for (id, cell) in filled(&questionnaire, &spec, &responses).0.iter().enumerate() {
        assert_eq!(cell.completed, cell.target, "cell {id} of the plan");
    }
    let data = DataSet::of(&questionnaire, &responses);
    let weighting = weigh(&data, &spec.weighting).unwrap();
    let tables = tabulate(&questionnaire, &spec, &data, &weighting.weights).unwrap();
    let released = release(&questionnaire, &spec, &tables, &weighting.diagnostics, false);
    assert_eq!(released.headline_sentence().as_deref(), Some(PUBLISHED));
}

#[test]
fn unweighted_the_line_is_the_same_to_the_unit() {
    let (questionnaire, spec) = people::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("questionnaires"));
    let data = DataSet::of(&questionnaire, &responses(&questionnaire, &spec));
    let mut weighting = weigh(&data, &spec.weighting).unwrap();
    weighting.weights.fill(1.0);
    let tables = tabulate(&questionnaire, &spec, &data, &weighting.weights).unwrap();
    let released = release(&questionnaire, &spec, &tables, &weighting.diagnostics, false);
    assert_eq!(released.headline_sentence().as_deref(), Some(PUBLISHED));
    let total = released.content().table(&spec.tables.headline).and_then(|table| table.total()).unwrap();
    assert_eq!((total.base_n, total.effective_n), (1000, 1000));
}
