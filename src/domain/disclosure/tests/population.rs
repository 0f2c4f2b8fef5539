//! Simulated waves for the auditor: thirteen regions that make five areas, three ages some do not tell, questions asked
//! to all and questions asked to some.

use std::collections::BTreeMap;

use crate::domain::arithmetic::mixing::Stream;
use crate::domain::estimate::{Influences, share};
use crate::domain::expression::Expr;
use crate::domain::id::{NetId, OptionCode, QuestionId, SectionId};
use crate::domain::questionnaire::{
    AnswerOption, Computed, ComputedRule, Display, Kind, Question, Questionnaire, Rotation, Section, Text,
};
use crate::domain::table::{
    Category, Errors, Evidence, Measure, MeasureKind, MeasureRow, Parts, RowKind, Table, TableColumn, TableRow, fixture,
};

pub(super) const REGIONS: usize = 13;
pub(super) const AREAS: usize = 5;
pub(super) const AGES: usize = 3;
pub(super) const OPTIONS: usize = 5;
/// Questions with answers of their own kind, asked to all: several ticked, an amount, a score.
pub(super) const MULTIPLE: usize = 40;
pub(super) const AMOUNT: usize = 41;
pub(super) const SCORE: usize = 42;
/// At most, in a wave.
pub(super) const QUESTIONS: usize = 43;
/// What each answer counts for where it is a score.
pub(super) const SCORES: [f64; OPTIONS] = [10.0, 8.0, 5.0, 2.0, 0.0];
/// Area of each region; the first area is one region alone.
pub(super) const AREA_OF: [usize; REGIONS] = [0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4];
const PARTS_OF_REGIONS: [u64; REGIONS] = [180, 120, 90, 80, 90, 50, 55, 95, 92, 40, 75, 25, 8];

#[derive(Debug, Clone)]
pub(super) struct Person {
    pub region: usize,
    pub age: Option<usize>,
    pub answers: Vec<usize>,
}

/// The same people for one seed.
pub(super) struct Dice(pub Stream);

impl Dice {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0.draw() % bound
    }

    fn weighted(&mut self, parts: &[u64]) -> usize {
        let mut at = self.below(parts.iter().sum());
        for (place, part) in parts.iter().enumerate() {
            if at < *part {
                return place;
            }
            at -= part;
        }
        parts.len() - 1
    }
}

pub(super) fn people(seed: u64, count: usize, questions: usize) -> Vec<Person> {
    let mut dice = Dice(Stream::of(seed));
    let mut person = || Person {
        region: dice.weighted(&PARTS_OF_REGIONS),
        age: [None, Some(0), Some(1), Some(2)][dice.weighted(&[1, 25, 50, 25])],
        answers: (0..questions).map(|_| dice.weighted(&[30, 40, 20, 7, 3])).collect(),
    };
    (0..count).map(|_| person()).collect()
}

impl Person {
    /// Options this person counts in.
    fn options(&self, question: usize) -> Vec<usize> {
        let answer = self.answers[question];
        let second = (answer + 1 + self.answers[0] % 3) % OPTIONS;
        let has_second = question == MULTIPLE && self.answers[1].is_multiple_of(2);
        [answer].into_iter().chain(has_second.then_some(second)).collect()
    }

    /// Whether this person counts in a row: the net of the first two options, then each option.
    pub fn is_in_row(&self, question: usize, row: usize) -> bool {
        self.options(question).into_iter().any(|option| if row == 0 { option < 2 } else { option == row - 1 })
    }

    /// Most give little or nothing, a few very much.
    pub fn amount(&self) -> f64 {
        let rank = self.answers[0] + 5 * self.answers[1];
        [0.0, 0.0, 3.0, 60.0, 4_000.0][self.answers[AMOUNT]] * f64::from(u32::try_from(rank + 1).unwrap())
    }
}

fn code(text: &str) -> OptionCode {
    OptionCode::parse(text).unwrap()
}

fn id(text: &str) -> QuestionId {
    fixture::id(text)
}

/// Regions and areas are both made from departments, which nobody is shown.
pub(super) fn questionnaire() -> Questionnaire {
    let lookup = |name: &str, of_region: &dyn Fn(usize) -> String| Computed {
        id: id(name),
        label: Text::french(name),
        categories: Vec::new(),
        rule: ComputedRule::Lookup {
            of: id("DEPT"),
            map: (0..2 * REGIONS)
                .map(|dept| (code(&format!("d{dept}")), code(&of_region(dept / 2))))
                .collect::<BTreeMap<_, _>>(),
        },
    };
    let regions = lookup("REGION", &|region| format!("r{region:02}"));
    let areas = lookup("AREA", &|region| format!("z{}", AREA_OF[region]));
    let section =
        Section::plain(SectionId::parse("avis").unwrap(), Text::french("Avis"), (0..QUESTIONS).map(asks).collect());
    let mut q = Questionnaire { computed: vec![regions, areas], ..fixture::questionnaire() };
    q.sections.push(section);
    q
}

/// The same, the regions being asked as such: their codes are the official ones, and areas are made from them.
pub(super) fn questionnaire_of_regions() -> Questionnaire {
    const CODES: [&str; REGIONS] = ["11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"];
    let options = CODES.iter().map(|region| AnswerOption::plain(code(region), Text::french("Région")));
    let kind =
        Kind::Single { options: options.collect(), display: Display::Radio, rotation: Rotation::None, poles: None };
    let mut q = questionnaire();
    q.computed.retain(|computed| computed.id.as_str() == "AREA");
    for computed in &mut q.computed {
        let map = CODES.iter().zip(AREA_OF).map(|(region, area)| (code(region), code(&format!("z{area}")))).collect();
        computed.rule = ComputedRule::Lookup { of: id("REGION"), map };
    }
    q.sections[0].questions.push(Question::plain(id("REGION"), Text::french("Région ?"), kind));
    q
}

/// As `asked` has it.
fn asks(question: usize) -> Question {
    let option = |at: usize| AnswerOption {
        value: (question == SCORE).then(|| format!("{:.0}", SCORES[at]).parse().unwrap()),
        ..AnswerOption::plain(code(&format!("o{at}")), Text::french("Réponse"))
    };
    let options: Vec<AnswerOption> = (0..OPTIONS).map(option).collect();
    let kind = match question {
        MULTIPLE => Kind::Multiple { options, ticks_min: 1, ticks_max: 2, rotation: Rotation::None },
        AMOUNT => Kind::Number { min: 0, max: 1_000_000, unit: None, decimals: 0, options: Vec::new() },
        _ => Kind::Single { options, display: Display::Radio, rotation: Rotation::None, poles: None },
    };
    let is_one = (0..question).map(|option| format!("Q0 = 'o{option}'")).collect::<Vec<_>>().join(" or ");
    let show_if = (1..OPTIONS).contains(&question).then(|| Expr::parse(&is_one).unwrap());
    Question { show_if, ..Question::plain(id(&format!("Q{question}")), Text::french("Avis ?"), kind) }
}

/// Total, regions, areas, ages: who is in each column.
pub(super) fn is_in(column: usize, person: &Person) -> bool {
    match column {
        0 => true,
        column if column <= REGIONS => person.region == column - 1,
        column if column <= REGIONS + AREAS => AREA_OF[person.region] == column - 1 - REGIONS,
        column if column <= REGIONS + AREAS + AGES => person.age == Some(column - 1 - REGIONS - AREAS),
        _ => person.age.is_none(),
    }
}

/// Shown columns; the next is those who do not tell their age, whom no column shows.
pub(super) const COLUMNS: usize = 1 + REGIONS + AREAS + AGES;

fn category(column: usize) -> Option<Category> {
    let (variable, code_text) = match column {
        0 => return None,
        column if column <= REGIONS => ("REGION", format!("r{:02}", column - 1)),
        column if column <= REGIONS + AREAS => ("AREA", format!("z{}", column - 1 - REGIONS)),
        column => ("AGE", ["jeunes", "adultes", "aines"][column - 1 - REGIONS - AREAS].to_owned()),
    };
    Some(Category { variable: id(variable), variable_label: variable.to_owned(), code: code(&code_text) })
}

/// Mean and median of amounts, or the mean of scores, each weight being 1.
fn measures(question: usize, people: &[&Person]) -> Vec<Option<Measure>> {
    let value = |person: &&Person| if question == SCORE { SCORES[person.answers[SCORE]] } else { person.amount() };
    let mut values: Vec<f64> = people.iter().map(value).collect();
    values.sort_by(|left, right| right.total_cmp(left));
    let kinds = if question == SCORE { 1 } else { 2 };
    let Some(first) = values.first().copied() else { return vec![None; kinds] };
    let n = f64::from(u32::try_from(values.len()).unwrap());
    let parts = Parts { total: values.iter().sum(), largest: first, second: values.get(1).copied().unwrap_or(0.0) };
    let mean = parts.total / n;
    let error = (values.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / n / n).sqrt();
    let errors = Some(Errors { calibrated: error, weights_only: error });
    let of = |value: f64, errors| {
        Some(Measure { value, low: value - error, high: value + error, errors, n: n as u32, parts })
    };
    [of(mean, errors), of(values[values.len() / 2], None)].into_iter().take(kinds).collect()
}

fn measure_rows(question: usize) -> Vec<MeasureRow> {
    let row = |kind, decimals| MeasureRow { kind, label: String::new(), decimals, unit: None };
    match question {
        SCORE => vec![row(MeasureKind::Mean, 1)],
        AMOUNT => vec![row(MeasureKind::Mean, 1), row(MeasureKind::Median, 0)],
        _ => Vec::new(),
    }
}

/// Of the first two options a net, then each option.
pub(super) fn table(question: usize, asked: &[&Person]) -> Table {
    let sample = u32::try_from(asked.len()).unwrap();
    let option = |option: usize| RowKind::Option { code: code(&format!("o{option}")), missing: None, part: None };
    let net = RowKind::Net { id: NetId::parse("st_oui").unwrap(), codes: vec![code("o0"), code("o1")] };
    let rows = if question == AMOUNT { 0 } else { 1 + OPTIONS };
    let kinds: Vec<RowKind> = [net].into_iter().chain((0..OPTIONS).map(option)).take(rows).collect();
    let weights = vec![1.0; asked.len()];
    let influences = Influences::simple(&weights);
    let measure_rows = measure_rows(question);
    let inside = |column: usize| asked.iter().copied().filter(|person| is_in(column, person)).collect::<Vec<&Person>>();
    let column = |column: usize| {
        let mut groups = influences.groups(kinds.len() + 1);
        for (place, person) in asked.iter().enumerate().filter(|(_, person)| is_in(column, person)) {
            influences.add(&mut groups, 0, place);
            let rows = (0..kinds.len()).filter(|row| person.is_in_row(question, *row));
            rows.for_each(|row| influences.add(&mut groups, row + 1, place));
        }
        let mut groups = influences.finished(&groups);
        let members = groups.split_off(1);
        let base = groups.remove(0);
        TableColumn {
            category: category(column),
            label: column.to_string(),
            base: base.moments,
            cells: members.iter().map(|members| share(&members.moments, &base.moments, sample)).collect(),
            counts: members.iter().map(|members| members.moments.n).collect(),
            measures: if measure_rows.is_empty() { Vec::new() } else { measures(question, &inside(column)) },
            evidence: Evidence { base, members, means: vec![None; measure_rows.len()] },
        }
    };
    Table {
        question: id(&format!("Q{question}")),
        text: String::new(),
        item: None,
        item_label: None,
        is_multiple: question == MULTIPLE,
        base_label: String::new(),
        columns: (0..COLUMNS).map(column).collect(),
        rows: kinds.into_iter().map(|kind| TableRow { kind, label: String::new() }).collect(),
        measures: measure_rows,
    }
}

/// Question 0 is asked to all; question `i` to those who gave one of the first `i` answers to question 0, or to all.
pub(super) fn asked(question: usize, people: &[Person]) -> Vec<&Person> {
    let is_asked = |person: &&Person| question == 0 || question >= OPTIONS || person.answers[0] < question;
    people.iter().filter(is_asked).collect()
}

pub(super) fn tables(people: &[Person]) -> Vec<Table> {
    let questions = people.first().map_or(0, |person| person.answers.len());
    (0..questions).map(|question| table(question, &asked(question, people))).collect()
}
