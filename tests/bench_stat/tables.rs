//! All tables of a poll through the doors of a wave: each question by each break, with what is printed beside every figure.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeZone, Utc};
use sonde::domain::calibration::{Calibration, Diagnostics, Scheme};
use sonde::domain::data_set::{Column, DataSet, Entry, Values};
use sonde::domain::disclosure::{DisclosureRule, Released, release};
use sonde::domain::estimate::Influences;
use sonde::domain::id::{Digest, NetId, OptionCode, QuestionId, SectionId, StudySlug, WaveSlug};
use sonde::domain::questionnaire::{
    AnswerOption, Display, Kind, Net, Question, Questionnaire, Role, Rotation, Section, Text,
};
use sonde::domain::quota::QuotaPlan;
use sonde::domain::table::{Table, tabulate_with};
use sonde::domain::wave::{Access, Fieldwork, PagePlan, Parties, Retention, TablePlan, WaveSpec};

use crate::sample::{Draws, MARGINS, Poll};

const QUESTIONS: usize = 30;
const BREAKS: usize = 8;
const ANSWERS: usize = 6;

/// A wave of thirty questions of six answers, one of them of two nets, and eight breaks of two to eight categories.
pub struct Wave {
    questionnaire: Questionnaire,
    spec: WaveSpec,
    data: DataSet,
}

impl Wave {
    pub fn new(poll: &Poll) -> Self {
        let asked: Vec<String> = (0..QUESTIONS).map(|at| format!("Q{at}")).collect();
        let breaks: Vec<String> = (0..BREAKS).map(|at| format!("B{at}")).collect();
        let spec = spec(TablePlan {
            questions: ids(&asked),
            breaks: ids(&breaks),
            headline: ids(&asked)[0].clone(),
            sentence: None,
        });
        let mut draws = Draws(7);
        let mut columns = Vec::new();
        for name in &asked {
            columns.push(column(name, ANSWERS, (0..poll.answer.len()).map(|_| draws.below(ANSWERS) as u32).collect()));
        }
        for (at, name) in breaks.iter().enumerate() {
            let margin = at % MARGINS.len();
            columns.push(column(name, MARGINS[margin], poll.places[margin].clone()));
        }
        let questions = breaks.iter().enumerate().map(|(at, name)| question(name, Role::Profile, MARGINS[at % 5], at));
        let opinions = asked.iter().map(|name| question(name, Role::Opinion, ANSWERS, 1));
        let section = Section::plain(
            SectionId::parse("questions").unwrap(),
            Text::french("Questions"),
            questions.chain(opinions).collect(),
        );
        let study = StudySlug::parse("banc").unwrap();
        let questionnaire = Questionnaire::plain(study, Text::french("Banc"), vec![section]);
        Self { questionnaire, spec, data: DataSet { rows: poll.answer.len(), columns } }
    }

    /// Everything counted, with the residuals of the calibration in every interval.
    pub fn tables(&self, calibration: &Calibration) -> Vec<Table> {
        let influences = Influences::calibrated(&calibration.weights, calibration);
        tabulate_with(&self.questionnaire, &self.spec, &self.data, &influences).unwrap()
    }

    /// Hidden columns, rounding, letters, signs and tests.
    pub fn release(&self, tables: &[Table], diagnostics: &Diagnostics) -> Released {
        release(&self.questionnaire, &self.spec, tables, diagnostics, true)
    }
}

pub fn ids(names: &[String]) -> Vec<QuestionId> {
    names.iter().map(|name| QuestionId::parse(name).unwrap()).collect()
}

pub fn spec(tables: TablePlan) -> WaveSpec {
    let day = NaiveDate::from_ymd_opt(2020, 4, 20).unwrap();
    let instant = Utc.with_ymd_and_hms(2020, 5, 7, 10, 0, 0).unwrap();
    WaveSpec {
        slug: WaveSlug::parse("banc-2020-05").unwrap(),
        study: StudySlug::parse("banc").unwrap(),
        key: "2020-05".to_owned(),
        title: "Banc".to_owned(),
        questionnaire_version: 1,
        questionnaire_digest: Digest::of(b"questionnaire"),
        audience: "citoyens".to_owned(),
        universe: "tous".to_owned(),
        mode: "cawi".to_owned(),
        fieldwork: Fieldwork { start: day, end: day, closes_at: instant },
        access: Access { open_link: true, invitation: true, controlled: true, ..Access::NONE },
        quotas: QuotaPlan { margins: Vec::new(), cells: Vec::new() },
        weighting: Scheme { version: 1, margins: Vec::new(), rounds_max: 1000, tolerance: 1e-9 },
        tables,
        disclosure: DisclosureRule { cell_base_min: 10, share_base_min: 30, population: None },
        embargo: instant,
        parties: Parties {
            sponsor: String::new(),
            sponsor_quality: String::new(),
            fieldwork_institute: String::new(),
            scientific_lead: String::new(),
        },
        texts: BTreeMap::new(),
        other_texts: BTreeMap::new(),
        retention: Retention { identities_days: 30, responses_days: 365 },
        lease_minutes: 30,
        entry: None,
        panel: None,
        pages: PagePlan::default(),
        privacy: None,
    }
}

fn code(at: usize) -> OptionCode {
    OptionCode::parse(&format!("c{at}")).unwrap()
}

pub fn column(name: &str, size: usize, places: Vec<u32>) -> Column {
    let values = places.into_iter().map(|place| Entry::Given(place as u16)).collect();
    let codes = (0..size).map(|at| code(at).to_string()).collect();
    Column { name: name.to_owned(), values: Values::Category { codes, values } }
}

pub fn question(name: &str, role: Role, size: usize, nets: usize) -> Question {
    let option = |at: usize| AnswerOption::plain(code(at), Text::french(&format!("Réponse {at}")));
    let options = (0..size).map(option).collect();
    let kind = Kind::Single { options, display: Display::Radio, rotation: Rotation::None, poles: None };
    let net = |at: usize| Net {
        id: NetId::parse(&format!("st_{at}")).unwrap(),
        label: Text::french("Sous-total"),
        codes: vec![code(2 * at), code(2 * at + 1)],
        of_which: vec![code(2 * at)],
    };
    let nets = if role == Role::Opinion { (0..=nets).map(net).collect() } else { Vec::new() };
    Question { role, nets, ..Question::plain(QuestionId::parse(name).unwrap(), Text::french("Question"), kind) }
}
