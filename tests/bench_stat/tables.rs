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
use sonde::domain::table::{Table, tabulate, tabulate_with};
use sonde::domain::wave::{Access, Fieldwork, NoticePlan, PagePlan, Parties, Retention, TablePlan, WaveSpec};

use crate::sample::{Draws, MARGINS, Poll};

const ANSWERS: usize = 6;
const REGIONS: usize = 13;

/// A wave whose questions have six answers, some of them in two nets, and its breaks.
pub struct Wave {
    questionnaire: Questionnaire,
    spec: WaveSpec,
    data: DataSet,
}

impl Wave {
    /// Thirty questions by eight breaks of two to eight categories.
    pub fn polled(poll: &Poll) -> Self {
        let margins = (0..8).map(|at| at % MARGINS.len());
        Self::new(30, margins.map(|margin| (MARGINS[margin], poll.places[margin].clone())).collect())
    }

    /// Forty questions by thirteen regions, for so many people: what disclosure has most to do with.
    pub fn regional(rows: usize) -> Self {
        let mut draws = Draws(11);
        Self::new(40, vec![(REGIONS, (0..rows).map(|_| draws.below(REGIONS) as u32).collect())])
    }

    fn new(questions: usize, breaks: Vec<(usize, Vec<u32>)>) -> Self {
        let rows = breaks[0].1.len();
        let asked: Vec<String> = (0..questions).map(|at| format!("Q{at}")).collect();
        let names: Vec<String> = (0..breaks.len()).map(|at| format!("B{at}")).collect();
        let spec = spec(TablePlan {
            questions: ids(&asked),
            breaks: ids(&names),
            headline: ids(&asked)[0].clone(),
            sentence: None,
            findings: Vec::new(),
        });
        let mut draws = Draws(7);
        let mut answers = || (0..rows).map(|_| draws.below(ANSWERS) as u32).collect();
        let mut columns: Vec<Column> = asked.iter().map(|name| column(name, ANSWERS, answers())).collect();
        let profiles: Vec<Question> = names
            .iter()
            .zip(&breaks)
            .enumerate()
            .map(|(at, (name, (size, _)))| question(name, Role::Profile, *size, at))
            .collect();
        columns.extend(names.iter().zip(breaks).map(|(name, (size, places))| column(name, size, places)));
        let opinions = asked.iter().map(|name| question(name, Role::Opinion, ANSWERS, 1));
        let section = Section::plain(
            SectionId::parse("questions").unwrap(),
            Text::french("Questions"),
            profiles.into_iter().chain(opinions).collect(),
        );
        let study = StudySlug::parse("banc").unwrap();
        let questionnaire = Questionnaire::plain(study, Text::french("Banc"), vec![section]);
        Self { questionnaire, spec, data: DataSet { rows, columns } }
    }

    /// Everything counted, weights as given.
    pub fn tables_of(&self, weights: &[f64]) -> Vec<Table> {
        tabulate(&self.questionnaire, &self.spec, &self.data, weights).unwrap()
    }

    /// Everything counted, with the residuals of the calibration in every interval.
    pub fn tables(&self, calibration: &Calibration) -> Vec<Table> {
        let influences = Influences::calibrated(&calibration.weights, calibration).unwrap();
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
        notice: NoticePlan::default(),
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
