//! Respondents made once, before anything is measured: the forms of their pages and of their whole interview. A thousand of
//! them fill the quota plan exactly, so that they can be sent again and again to a plan scaled up.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sonde::domain::answer::{Answer, Answers, Date};
use sonde::domain::check::form::fields_of;
use sonde::domain::questionnaire::{ComputedRule, Kind, Question, Questionnaire, TextFormat};
use sonde::domain::route;
use sonde::domain::wave::{WaveBundle, WaveSpec};

use crate::http::encode_form;

/// What one respondent sends.
#[derive(Clone)]
pub struct Person {
    /// Body of each page by its section's id.
    sections: Vec<(String, String)>,
    /// Every page at once.
    pub whole: String,
    /// The same, field by field.
    pub fields: Vec<(String, String)>,
}

impl Person {
    pub fn section(&self, id: &str) -> Option<&str> {
        self.sections.iter().find(|(section, _)| section == id).map(|(_, body)| body.as_str())
    }
}

/// The questionnaire and the wave of a folder made by `wave_folder`.
pub fn read(questionnaires: &Path) -> (Questionnaire, WaveSpec) {
    let text = |path: &str| fs::read_to_string(questionnaires.join(path)).expect("a file of the wave");
    let study = "urgence-covid-citoyens";
    let wave = format!("{study}/waves/2020-05.toml");
    let names = WaveBundle::names_in(&wave, &text(&wave)).expect("a wave file");
    let questionnaire = format!("{study}/v{}.toml", names.questionnaire_version);
    let bundle = WaveBundle {
        wave: (wave.clone(), text(&wave)),
        questionnaire: (questionnaire.clone(), text(&questionnaire)),
        margins: names.margins.iter().map(|name| (name.clone(), text(&format!("margins/{name}")))).collect(),
        neighbours: bank(questionnaires),
    };
    bundle.read().unwrap_or_else(|faults| panic!("{faults}"))
}

/// The files of the bank beside the studies, as a bundle names them.
fn bank(questionnaires: &Path) -> BTreeMap<String, String> {
    let files = fs::read_dir(questionnaires.join("bank")).expect("the bank");
    let named = files.map(|file| {
        let path = file.expect("a file of the bank").path();
        let name = path.file_name().expect("its name").to_string_lossy().into_owned();
        (format!("bank/{name}"), fs::read_to_string(path).expect("its text"))
    });
    named.collect()
}

/// People who go to the end, the same ones each time: of `count`, each margin has its share to the unit when `count` is
/// the plan's total or a divisor of its scale.
pub fn draw(questionnaires: &Path, count: usize) -> Vec<Person> {
    let (questionnaire, spec) = read(questionnaires);
    (0..count).map(|number| person(&questionnaire, &profile(&spec, number, count), number)).collect()
}

/// Codes of the quota variables of the person of this number: each margin is dealt in its own order.
pub fn profile(spec: &WaveSpec, number: usize, count: usize) -> BTreeMap<String, String> {
    // Primes, so that walking by them visits everybody once, whatever the count.
    const STRIDES: [usize; 6] = [1, 7_919, 104_729, 611_953, 15_485_863, 32_452_843];
    let mut codes = BTreeMap::new();
    for (at, margin) in spec.quotas.margins.iter().enumerate() {
        let place = number.wrapping_mul(STRIDES[at % STRIDES.len()]) % count;
        let cells: Vec<_> = spec.quotas.cells.iter().filter(|cell| cell.margin == Some(at)).collect();
        let total: u64 = cells.iter().map(|cell| u64::from(cell.target)).sum();
        let mut reached = 0;
        let cell = cells.iter().find(|cell| {
            reached += u64::from(cell.target);
            reached * count as u64 > place as u64 * total
        });
        let cell = cell.expect("the targets of a margin make its total");
        for (variable, code) in margin.variables.iter().zip(&cell.codes) {
            // A variable of two margins keeps what the first, which crosses it, has dealt.
            codes.entry(variable.as_str().to_owned()).or_insert_with(|| code.as_str().to_owned());
        }
    }
    codes
}

/// An opinion that depends on age, so that there is something to find.
pub fn opine(codes: &mut BTreeMap<String, String>, number: usize) {
    let is_old = codes["AGE"] == "65+" || codes["AGE"] == "50-64";
    let opinion = ["incontournable", "utile", "secondaire", "inutile", "nsp"];
    let at = if is_old { (number * 7 % 9).min(4) / 2 } else { number * 7 % 5 };
    codes.insert("JC_UTILITE".to_owned(), opinion[at].to_owned());
}

/// The forms of somebody of this profile; opinions differ from one number to the next.
pub fn person(questionnaire: &Questionnaire, profile: &BTreeMap<String, String>, number: usize) -> Person {
    let mut answers = Answers::none(questionnaire);
    let mut sections = Vec::new();
    let mut everything: Vec<(String, String)> = Vec::new();
    for (at, section) in questionnaire.sections.iter().enumerate() {
        let mut fields = Vec::new();
        for slot in route::shown(questionnaire, &answers, at) {
            let (_, question) = questionnaire.questions().nth(slot).expect("a slot of the version");
            let answer = answer(questionnaire, question, profile, number + slot);
            answers.set(slot, answer);
            fields.extend(fields_of(question, slot, &answers));
        }
        sections.push((section.id.as_str().to_owned(), encode(&fields)));
        everything.append(&mut fields);
    }
    Person { sections, whole: encode(&everything), fields: everything }
}

fn answer(q: &Questionnaire, question: &Question, profile: &BTreeMap<String, String>, number: usize) -> Option<Answer> {
    let id = question.id.as_str();
    let options = question.kind.options();
    let opinions = options.iter().filter(|option| option.missing.is_none() && !option.exclusive).count().max(1);
    let position = |code: &str| options.iter().position(|option| option.code.as_str() == code).expect("a known code");
    if let Some(code) = profile.get(id) {
        return Some(Answer::One(position(code) as u16));
    }
    for computed in &q.computed {
        let Some(wanted) = profile.get(computed.id.as_str()) else { continue };
        match &computed.rule {
            ComputedRule::Bands { of, bands } if of.as_str() == id => {
                let band = bands.iter().find(|band| band.code.as_str() == wanted).expect("a known band");
                return Some(Answer::Number((band.from + band.to.min(band.from + 4)) / 2));
            }
            ComputedRule::Lookup { of, map } if of.as_str() == id => {
                let codes: Vec<_> = map.iter().filter(|(_, to)| to.as_str() == wanted).collect();
                return Some(Answer::One(position(codes[number % codes.len()].0.as_str()) as u16));
            }
            _ => {}
        }
    }
    Some(match &question.kind {
        Kind::Number { min, max, .. } => Answer::Number(min.midpoint(*max)),
        // The first option is the one that goes on: consent given.
        Kind::Single { .. } if !question.exits.is_empty() => Answer::One(0),
        Kind::Single { .. } => Answer::One((number % opinions) as u16),
        Kind::Multiple { .. } => Answer::Many(vec![(number % opinions) as u16]),
        Kind::Grid { items, .. } => {
            Answer::Rows((0..items.len()).map(|row| Some(((number + row) % opinions) as u16)).collect())
        }
        // The first row has what the others do not.
        Kind::Numbers { items, min, max, total, .. } => {
            let least = |total: i64| (total - min * (items.len() as i64 - 1)).min(*max);
            let first = total.map_or_else(|| min.midpoint(*max), least);
            Answer::Numbers((0..items.len()).map(|row| Some(if row == 0 { first } else { *min })).collect())
        }
        Kind::Ranking { ranks_min, .. } => {
            let ranks = usize::from(*ranks_min).clamp(1, opinions);
            Answer::Ranked((0..ranks).map(|rank| ((number + rank) % opinions) as u16).collect())
        }
        Kind::Text { format, chars_max, .. } => Answer::Text(text(*format).chars().take((*chars_max).into()).collect()),
        Kind::Date { min, max, .. } => {
            let usual = Date::new(2000 + (number % 20) as u16, Some(6), Some(15)).expect("a day of June");
            let after = min.map_or(usual, |min| usual.max(min));
            Answer::Date(max.map_or(after, |max| after.min(max)))
        }
        // The key of an entry stands in its nomenclature: what stands for one is sent.
        Kind::Entry { .. } => return (!options.is_empty()).then(|| Answer::One((number % options.len()) as u16)),
        Kind::Note => return None,
    })
}

fn text(format: TextFormat) -> &'static str {
    match format {
        TextFormat::Line | TextFormat::Paragraph => "Réponse d’essai",
        TextFormat::Email => "personne@exemple.example",
        TextFormat::Phone => "06 39 98 12 34",
    }
}

fn encode(fields: &[(String, String)]) -> String {
    encode_form(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}
