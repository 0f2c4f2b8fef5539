//! Times of the pollsters' files: `cargo bench --bench files`. A million responses to thirty questions, written as CSV and as
//! `.sav`; the median of five rounds, and the memory each took above the data.
//!
//! `-- --once FOLDER` writes both files there once and tells their times, for `peers.sh`, which runs `psql` beside it on the
//! same columns; `-- --table` prints how PostgreSQL is to hold them.

#![allow(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark that cannot go on stops there, like a test"
)]

#[allow(dead_code, reason = "the generator, and the wave the file speaks of")]
#[path = "../readers/microdata/sample.rs"]
mod sample;

use std::fs::{self, File};
use std::path::Path;
use std::time::Instant;

use sonde::domain::data_set::{Column, DataSet, Entry, Values, variables};
use sonde::domain::id::{OptionCode, QuestionId, SectionId};
use sonde::domain::questionnaire::{
    AnswerOption, DeclaredMissing, Display, Kind, Question, Questionnaire, Rotation, Section, Text,
};
use sonde::domain::wave::WaveSpec;
use sonde::export::microdata::{Microdata, MicrodataFile};

use sample::{Dice, Sample};

const ROUNDS: usize = 5;
const ROWS: usize = 1_000_000;
const QUESTIONS: usize = 30;
/// One question in ten is a number, the others have three to twelve options, and « ne se prononce pas ».
const NUMBER_EVERY: usize = 10;
const TIMED: [MicrodataFile; 2] = [MicrodataFile::Csv, MicrodataFile::Sav];

struct Wave {
    questionnaire: Questionnaire,
    spec: WaveSpec,
    data: DataSet,
    weights: Vec<f64>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.iter().any(|argument| argument == "--table") {
        return println!("{}", table(&Wave::of(1)));
    }
    let wave = Wave::of(ROWS);
    if let Some(at) = arguments.iter().position(|argument| argument == "--once") {
        let folder = Path::new(&arguments[at + 1]);
        for file in TIMED {
            let (seconds, added) = timed(&wave, file, folder);
            println!("{:<12} {:9.1} ms {added:6.1} MiB added", file.suffix(), seconds * 1_000.0);
        }
        return;
    }
    let folder = std::env::temp_dir().join(format!("sonde-bench-files-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut times = TIMED.map(|_| Vec::new());
    let mut most = [0.0_f64; TIMED.len()];
    for _ in 0..ROUNDS {
        for (at, file) in TIMED.into_iter().enumerate() {
            let (seconds, added) = timed(&wave, file, &folder);
            times[at].push(seconds);
            most[at] = most[at].max(added);
        }
    }
    fs::remove_dir_all(&folder).unwrap();
    for (at, file) in TIMED.into_iter().enumerate() {
        times[at].sort_by(f64::total_cmp);
        println!("{:<12} {:9.1} ms {:6.1} MiB added", file.suffix(), times[at][ROUNDS / 2] * 1_000.0, most[at]);
    }
}

/// Seconds, and the most memory held above what was held before.
fn timed(wave: &Wave, file: MicrodataFile, folder: &Path) -> (f64, f64) {
    let before = resident_kib("VmRSS:");
    // Five forgets the highest.
    fs::write("/proc/self/clear_refs", "5").unwrap();
    let start = Instant::now();
    let of = Microdata::of(&wave.questionnaire, &wave.spec, &wave.data, Some(&wave.weights), true).unwrap();
    let mut out = File::create(folder.join(file.name("responses"))).unwrap();
    of.write(file, &mut out, &mut |_| {}).unwrap();
    (start.elapsed().as_secs_f64(), resident_kib("VmHWM:").saturating_sub(before) as f64 / 1_024.0)
}

fn resident_kib(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn option(code: &str) -> AnswerOption {
    let missing = (code == "nsp").then_some(DeclaredMissing::Nsp);
    AnswerOption { missing, ..AnswerOption::plain(OptionCode::parse(code).unwrap(), Text::french(code)) }
}

fn question(number: usize) -> Question {
    let id = QuestionId::parse(&format!("Q{number:02}")).unwrap();
    let kind = if number.is_multiple_of(NUMBER_EVERY) {
        Kind::Number { min: 0, max: 120, unit: None, decimals: 0, options: vec![option("nsp")] }
    } else {
        let codes = (0..3 + number % NUMBER_EVERY).map(|code| option(&format!("c{code}")));
        let options = codes.chain([option("nsp")]).collect();
        Kind::Single { options, display: Display::Radio, rotation: Rotation::None, poles: None }
    };
    Question::plain(id, Text::french("Une question parmi trente ?"), kind)
}

impl Wave {
    fn of(rows: usize) -> Self {
        let Sample { mut questionnaire, spec, .. } = Sample::of(0);
        let questions = (1..=QUESTIONS).map(question).collect();
        let section = Section::plain(SectionId::parse("questions").unwrap(), Text::french("Questions"), questions);
        questionnaire =
            Questionnaire::plain(questionnaire.study.clone(), Text::french("Trente questions"), vec![section]);
        let mut dice = Dice(11);
        let described = variables(&questionnaire);
        let columns = described.iter().map(|variable| {
            let mut column = variable.empty_column(&questionnaire);
            match &mut column.values {
                Values::Category { codes, values } => {
                    let given = |dice: &mut Dice| Entry::Given(dice.below(codes.len()) as u16);
                    values.extend((0..rows).map(|_| some(&mut dice, given)));
                }
                Values::Number { values, .. } => {
                    let given = |dice: &mut Dice| Entry::Given(dice.below(100) as i64);
                    values.extend((0..rows).map(|_| some(&mut dice, given)));
                }
                other => panic!("{other:?}"),
            }
            column
        });
        let columns: Vec<Column> = columns.collect();
        let weights = (0..rows).map(|_| (200_000 + dice.below(2_800_000)) as f64 / 1e6).collect();
        Self { data: DataSet { rows, columns }, questionnaire, spec, weights }
    }
}

/// One in sixteen was not asked, one in sixteen said nothing.
fn some<T>(dice: &mut Dice, given: impl Fn(&mut Dice) -> Entry<T>) -> Entry<T> {
    match dice.below(16) {
        0 => Entry::NotAsked,
        1 => Entry::NoAnswer,
        _ => given(dice),
    }
}

fn table(wave: &Wave) -> String {
    let of = Microdata::of(&wave.questionnaire, &wave.spec, &wave.data, Some(&wave.weights), true).unwrap();
    let column = |kind: &str| match kind {
        "serial" => "integer",
        "weight" => "double precision",
        _ => "smallint",
    };
    let fields = &of.dictionary().fields;
    let columns: Vec<String> =
        fields.iter().map(|field| format!("\"{}\" {}", field.name, column(field.kind()))).collect();
    format!("create unlogged table responses ({});", columns.join(", "))
}
