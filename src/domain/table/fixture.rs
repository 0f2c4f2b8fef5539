//! A small wave for tests of tables, disclosure and files out: the headline question, a multiple one, and a profile
//! variable of three categories.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeZone, Utc};

use crate::domain::calibration::{Diagnostics, Scheme};
use crate::domain::data_set::{Column, DataSet, Entry, Values};
use crate::domain::disclosure::DisclosureRule;
use crate::domain::id::{Digest, NetId, OptionCode, QuestionId, SectionId, StudySlug, WaveSlug};
use crate::domain::questionnaire::*;
use crate::domain::quota::QuotaPlan;
use crate::domain::wave::*;

pub(crate) const UTILITY: [&str; 6] = ["incontournable", "utile", "secondaire", "inutile", "contre_productif", "nsp"];

pub(crate) fn id(text: &str) -> QuestionId {
    QuestionId::parse(text).unwrap()
}

fn code(text: &str) -> OptionCode {
    OptionCode::parse(text).unwrap()
}

fn option(text: &str, label: &str) -> AnswerOption {
    let missing = (text == "nsp").then_some(DeclaredMissing::Nsp);
    AnswerOption {
        missing,
        exclusive: missing.is_some(),
        anchored: missing.is_some(),
        ..AnswerOption::plain(code(text), Text::french(label))
    }
}

fn net(name: &str, label: &str, codes: &[&str], of_which: &[&str]) -> Net {
    let these = |codes: &[&str]| codes.iter().map(|text| code(text)).collect();
    Net { id: NetId::parse(name).unwrap(), label: Text::french(label), codes: these(codes), of_which: these(of_which) }
}

fn question(name: &str, text: &str, role: Role, kind: Kind, nets: Vec<Net>) -> Question {
    Question { role, nets, ..Question::plain(id(name), Text::french(text), kind) }
}

fn single(options: Vec<AnswerOption>) -> Kind {
    Kind::Single { options, display: Display::Radio, rotation: Rotation::None, poles: None }
}

pub(crate) fn questionnaire() -> Questionnaire {
    let labels = ["Incontournable", "Utile", "Secondaire", "Inutile", "Contre-productif", "Ne se prononce pas"];
    let utility = UTILITY.iter().zip(labels).map(|(code, label)| option(code, label)).collect();
    let domains = vec![option("emploi", "Emploi"), option("sante", "Santé"), option("nsp", "Ne se prononce pas")];
    let multiple = Kind::Multiple { options: domains, ticks_min: 1, ticks_max: 2, rotation: Rotation::None };
    let ages = vec![option("jeunes", "18-34 ans"), option("adultes", "35-64 ans"), option("aines", "65 ans et plus")];
    let useful = net("st_utile", "Utile", &["incontournable", "utile"], &["incontournable"]);
    let questions = vec![
        question("AGE", "Âge", Role::Profile, single(ages), Vec::new()),
        question("JC_UTILITE", "Pour sortir de la crise, à {lieu}… ?", Role::Opinion, single(utility), vec![useful]),
        question(
            "FRAG_PRIO",
            "Quels domaines ?",
            Role::Opinion,
            multiple,
            vec![net("st_social", "Social", &["emploi", "sante"], &[])],
        ),
    ];
    let section = Section::plain(SectionId::parse("questions").unwrap(), Text::french("Questions"), questions);
    Questionnaire {
        notice: Text::french("Questionnaire reconstitué d'après les publications."),
        ..Questionnaire::plain(StudySlug::parse("urgence").unwrap(), Text::french("Jouer collectif"), vec![section])
    }
}

pub(crate) fn spec() -> WaveSpec {
    let day = |day| NaiveDate::from_ymd_opt(2020, 4, day).unwrap();
    let instant = Utc.with_ymd_and_hms(2020, 5, 7, 10, 0, 0).unwrap();
    WaveSpec {
        slug: WaveSlug::parse("urgence-2020-05").unwrap(),
        study: StudySlug::parse("urgence").unwrap(),
        key: "2020-05".to_owned(),
        title: "Jouer collectif en sortie de crise".to_owned(),
        questionnaire_version: 1,
        questionnaire_digest: Digest::of(b"questionnaire"),
        audience: "citoyens".to_owned(),
        universe: "18 ans et plus, France métropolitaine".to_owned(),
        mode: "cawi".to_owned(),
        fieldwork: Fieldwork { start: day(20), end: day(28), closes_at: instant },
        access: Access { open_link: true, invitation: true, controlled: true, ..Access::NONE },
        quotas: QuotaPlan { margins: Vec::new(), cells: Vec::new() },
        weighting: Scheme { version: 3, margins: Vec::new(), rounds_max: 1000, tolerance: 1e-9 },
        tables: TablePlan {
            questions: vec![id("JC_UTILITE"), id("FRAG_PRIO")],
            breaks: vec![id("AGE")],
            headline: id("JC_UTILITE"),
            sentence: None,
            findings: Vec::new(),
        },
        disclosure: DisclosureRule { cell_base_min: 10, share_base_min: 30, population: None },
        embargo: instant,
        parties: Parties {
            sponsor: "Observatoire des partenariats".to_owned(),
            sponsor_quality: "association".to_owned(),
            fieldwork_institute: "Institut".to_owned(),
            scientific_lead: "Direction".to_owned(),
        },
        texts: BTreeMap::from([("lieu".to_owned(), "Lyon".to_owned())]),
        other_texts: BTreeMap::new(),
        retention: Retention { identities_days: 30, responses_days: 365 },
        lease_minutes: 30,
        privacy: None,
        entry: None,
        pages: crate::domain::wave::PagePlan::default(),
        panel: None,
        notice: crate::domain::wave::NoticePlan::default(),
    }
}

/// One response: age, utility, ticks.
pub(crate) type Response = (Entry<u16>, Entry<u16>, Entry<Vec<u16>>);

pub(crate) fn response(age: u16, utility: u16, ticks: &[u16]) -> Response {
    (Entry::Given(age), Entry::Given(utility), Entry::Given(ticks.to_vec()))
}

pub(crate) fn data(responses: &[Response]) -> DataSet {
    let texts = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    let ages = responses.iter().map(|response| response.0).collect();
    let utility = responses.iter().map(|response| response.1).collect();
    let ticks = responses.iter().map(|response| response.2.clone()).collect();
    let columns = [
        ("AGE", Values::Category { codes: texts(&["jeunes", "adultes", "aines"]), values: ages }),
        ("JC_UTILITE", Values::Category { codes: texts(&UTILITY), values: utility }),
        ("FRAG_PRIO", Values::Ticks { codes: texts(&["emploi", "sante", "nsp"]), values: ticks }),
    ];
    let columns = columns.map(|(name, values)| Column { name: name.to_owned(), values }).into();
    DataSet { rows: responses.len(), columns }
}

pub(crate) fn diagnostics(base_n: u64) -> Diagnostics {
    Diagnostics {
        method: "raking".to_owned(),
        scheme_version: 3,
        rounds: 7,
        largest_deviation: 1e-12,
        base_n,
        effective_n: 832.36,
        design_effect: 1.20139,
        weight_min: 0.32241,
        weight_max: 4.24586,
        margins: Vec::new(),
    }
}

/// A thousand respondents who answer as was published in May 2020: 29, 52, 9, 4, 3 and 3 in a hundred.
pub(crate) fn published() -> DataSet {
    let percents = [29u16, 52, 9, 4, 3, 3];
    let answers = (0u16..6).zip(percents).flat_map(|(utility, percent)| vec![utility; usize::from(percent) * 10]);
    let responses: Vec<Response> =
        answers.zip(0u16..).map(|(utility, row)| response(row % 3, utility, &[row % 2])).collect();
    data(&responses)
}
