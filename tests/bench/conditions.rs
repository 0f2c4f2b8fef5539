//! How long a condition takes on a questionnaire of two hundred questions: parsing, checking, analysis and above all
//! evaluation, which routing does for every page. `cargo bench --bench conditions`.

#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on stops there"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use sonde::domain::answer::{Answer, Answers, Facts};
use sonde::domain::expression::Expr;
use sonde::domain::id::{OptionCode, QuestionId, SectionId, StudySlug};
use sonde::domain::questionnaire::{
    AnswerOption, Display, Item, Kind, Question, Questionnaire, Rotation, Section, Text,
};

const QUESTIONS: usize = 200;
/// An evaluation must stay under this.
const EVALUATION_MAX: Duration = Duration::from_micros(1);
const TURNS: u32 = 2_000;

fn options(codes: &[&str]) -> Vec<AnswerOption> {
    let plain = |code: &&str| AnswerOption::plain(OptionCode::parse(code).unwrap(), Text::french(code));
    codes.iter().map(plain).collect()
}

fn kind(position: usize) -> Kind {
    let rotation = Rotation::None;
    match position % 5 {
        0 => Kind::Number { min: 0, max: 110, unit: None, decimals: 0, options: Vec::new() },
        1 => {
            let mut options = options(&["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
            for (value, option) in (0..).zip(&mut options) {
                option.value = Some(value);
            }
            Kind::Single { options, display: Display::Scale, rotation, poles: None }
        }
        2 => Kind::Multiple { options: options(&["don", "voisins", "rien"]), ticks_min: 1, ticks_max: 3, rotation },
        3 => {
            let items =
                ["rapide", "juste"].map(|code| Item::plain(OptionCode::parse(code).unwrap(), Text::french(code)));
            Kind::Grid { items: items.to_vec(), options: options(&["oui", "non"]), rotation, poles: None }
        }
        _ => Kind::Single {
            options: options(&["utile", "inutile", "nsp"]),
            display: Display::Radio,
            rotation,
            poles: None,
        },
    }
}

fn answer(position: usize) -> Answer {
    match position % 5 {
        0 => Answer::Number(34),
        1 => Answer::One(7),
        2 => Answer::Many(vec![0, 1]),
        3 => Answer::Rows(vec![Some(0), Some(1)]),
        _ => Answer::One(2),
    }
}

fn questionnaire() -> Questionnaire {
    let question = |position: usize| {
        let id = QuestionId::parse(&format!("QUESTION_{position:03}")).unwrap();
        Question::plain(id, Text::french("Qu’en pensez-vous ?"), kind(position))
    };
    let sections = (0..QUESTIONS / 10).map(|section| {
        let id = SectionId::parse(&format!("section-{section}")).unwrap();
        Section::plain(id, Text::french("Section"), (section * 10..section * 10 + 10).map(question).collect())
    });
    Questionnaire::plain(StudySlug::parse("essai").unwrap(), Text::french("Essai"), sections.collect())
}

/// One condition of each usual form, about the last questions: where a search from the first would be slowest.
fn conditions() -> Vec<(&'static str, Expr)> {
    [
        ("one code", "QUESTION_199 = 'utile'"),
        ("either of two codes", "QUESTION_199 = 'utile' or QUESTION_194 = 'inutile'"),
        ("ticks", "selected(QUESTION_197, 'don') and not selected(QUESTION_192, 'rien')"),
        ("range", "QUESTION_195 >= 18 and QUESTION_195 <= 64"),
        ("score and row", "QUESTION_196 >= 7 and QUESTION_198.rapide = 'oui'"),
        ("nobody left", "QUESTION_195 != '' and count-selected(QUESTION_197) > 1"),
    ]
    .map(|(name, text)| (name, Expr::parse(text).unwrap()))
    .to_vec()
}

/// The mean time of one turn.
fn time(turns: u32, mut turn: impl FnMut()) -> Duration {
    turn();
    let start = Instant::now();
    for _ in 0..turns {
        turn();
    }
    start.elapsed() / turns
}

fn main() {
    let q = questionnaire();
    let mut answers = Answers::none(&q);
    for position in 0..QUESTIONS {
        answers.set(position, Some(answer(position)));
    }
    let facts = Facts { questionnaire: &q, answers: &answers };
    let mut slowest = Duration::ZERO;
    for (name, condition) in conditions() {
        let errors = condition.check(&q);
        assert!(errors.is_empty(), "{errors:?}");
        let took = time(TURNS * 50, || {
            black_box(condition.is_true(black_box(&facts)));
        });
        println!("evaluate {name:<22} {took:>10.1?}");
        slowest = slowest.max(took);
    }
    let texts: Vec<String> = conditions().iter().map(|(_, condition)| condition.to_string()).collect();
    let three_hundred = || texts.iter().cycle().take(300);
    let all = |name: &str, mut each: Box<dyn FnMut(&str) + '_>| {
        let took = time(20, || three_hundred().for_each(|text| each(text)));
        println!("{name:<31} {took:>10.1?} for 300 conditions");
    };
    all("parse", Box::new(|text| drop(black_box(Expr::parse(text)))));
    let parsed = |text: &str| Expr::parse(text).unwrap();
    all("parse and check", Box::new(|text| drop(black_box(parsed(text).check(&q)))));
    all(
        "parse, check and analyse",
        Box::new(|text| {
            let condition = parsed(text);
            black_box((condition.check(&q), condition.idle_parts(&q)));
        }),
    );
    assert!(slowest < EVALUATION_MAX, "an evaluation took {slowest:?}: more than {EVALUATION_MAX:?}");
}
