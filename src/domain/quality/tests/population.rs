//! People drawn with what they really are: honest, hurried, straight lines, copies, inattentive.

use crate::domain::answer::{Answer, Answers};
use crate::domain::arithmetic::mixing::Stream;
use crate::domain::id::{OptionCode, QuestionId, SectionId, StudySlug};
use crate::domain::quality::{Case, Device, PageTime};
use crate::domain::questionnaire::{
    AnswerOption, Display, Item, Kind, Mandatory, Question, Questionnaire, Rotation, Section, Text, TextFormat,
};

/// Slots of the questionnaire: two grids, eight choices, a check of attention, a text.
pub const CHOICES: std::ops::Range<usize> = 2..10;
pub const ATTENTION: usize = 10;
pub const TEXT: usize = 11;
const ROWS: usize = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Honest,
    Speeder,
    StraightLiner,
    Copy,
    Inattentive,
    TextCopier,
}

pub struct Population {
    pub questionnaire: Questionnaire,
    pub cases: Vec<Case>,
    pub parts: Vec<Part>,
}

fn options(count: usize) -> Vec<AnswerOption> {
    let option = |at: usize| {
        let code = format!("o{at}");
        AnswerOption::plain(OptionCode::parse(&code).unwrap(), Text::french(&code))
    };
    (0..count).map(option).collect()
}

fn asked(id: &str, kind: Kind) -> Question {
    let question = Question::plain(QuestionId::parse(id).unwrap(), Text::french(id), kind);
    Question { mandatory: Mandatory::Off, ..question }
}

pub fn questionnaire() -> Questionnaire {
    let item = |at: usize| Item::plain(OptionCode::parse(&format!("r{at}")).unwrap(), Text::french("ligne"));
    let grid = || Kind::Grid {
        items: (0..ROWS).map(item).collect(),
        options: options(5),
        rotation: Rotation::None,
        poles: None,
    };
    let single = |count| Kind::Single {
        options: options(count),
        display: Display::Radio,
        rotation: Rotation::None,
        poles: None,
    };
    let mut questions = vec![asked("G1", grid()), asked("G2", grid())];
    questions.extend(CHOICES.map(|at| asked(&format!("C{at}"), single(7))));
    let attention = Some(OptionCode::parse("o2").unwrap());
    questions.push(Question { attention, ..asked("LIT", single(4)) });
    questions.push(asked("TEXTE", Kind::Text { format: TextFormat::Paragraph, chars_max: 500, options: Vec::new() }));
    let section = Section::plain(SectionId::parse("a").unwrap(), Text::french("A"), questions);
    Questionnaire::plain(StudySlug::parse("essai").unwrap(), Text::french("Essai"), vec![section])
}

pub fn grid_answer(rows: &[u16]) -> Answer {
    Answer::Rows(rows.iter().map(|row| Some(*row)).collect())
}

pub fn times(seconds: &[u32]) -> Vec<PageTime> {
    let page =
        |(section, seconds): (usize, &u32)| PageTime { section, seconds: *seconds, visits: 1, device: Device::Phone };
    seconds.iter().enumerate().map(page).collect()
}

/// These answers and no other, without times.
pub fn case(questionnaire: &Questionnaire, given: &[(usize, Answer)], seed: usize) -> Case {
    let mut answers = Answers::none(questionnaire).with_seed(u64::try_from(seed).unwrap());
    for (slot, answer) in given {
        answers.set(*slot, Some(answer.clone()));
    }
    Case { answers, times: Vec::new() }
}

/// The same people for one seed.
struct Draw(Stream);

impl Draw {
    fn next(&mut self) -> u32 {
        u32::try_from(self.0.draw() >> 32).unwrap()
    }

    fn share(&mut self) -> f64 {
        f64::from(self.next()) / 4_294_967_296.0
    }

    fn below(&mut self, count: u16) -> u16 {
        u16::try_from(self.next() % u32::from(count)).unwrap()
    }

    /// About normal: twelve uniforms.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }

    /// Around a leaning of the person, so that rows go together as they do in life.
    fn rows(&mut self, leaning: f64) -> Answer {
        let rows: Vec<u16> = (0..ROWS)
            .map(|_| {
                let value = (leaning + self.normal() * 0.9 + 2.0).round().clamp(0.0, 4.0);
                (0..5).find(|option| f64::from(*option) >= value).unwrap_or(4)
            })
            .collect();
        grid_answer(&rows)
    }

    fn honest(&mut self, q: &Questionnaire, hurry: f64) -> Case {
        let leaning = self.normal() * 0.6;
        let mut given = vec![(0, self.rows(leaning)), (1, self.rows(leaning))];
        given.extend(CHOICES.map(|slot| (slot, Answer::One(self.below(7)))));
        given.push((ATTENTION, Answer::One(2)));
        if self.share() < 0.4 {
            let words: Vec<String> = (0..9).map(|_| format!("mot{}", self.below(600))).collect();
            given.push((TEXT, Answer::Text(words.join(" "))));
        }
        let pace = (self.normal() * 0.3).exp() * hurry;
        let seconds: Vec<u32> =
            [12.0, 45.0, 40.0, 60.0].iter().map(|usual| whole(usual * pace * (self.normal() * 0.35).exp())).collect();
        Case { times: times(&seconds), ..case(q, &given, 0) }
    }
}

fn whole(seconds: f64) -> u32 {
    (1..=3_600).find(|whole| f64::from(*whole) >= seconds).unwrap_or(3_600)
}

impl Population {
    /// So many honest people, and so many of each other kind.
    pub fn drawn(seed: u64, honest: usize, each: usize) -> Self {
        let questionnaire = questionnaire();
        let q = &questionnaire;
        let mut draw = Draw(Stream::of(seed));
        let mut people: Vec<(Part, Case)> = (0..honest).map(|_| (Part::Honest, draw.honest(q, 1.0))).collect();
        for at in 0..each {
            people.push((Part::Speeder, draw.honest(q, 0.12)));
            let mut liner = draw.honest(q, 1.0);
            for grid in 0..2 {
                let chosen = draw.below(5);
                liner.answers.set(grid, Some(grid_answer(&[chosen; ROWS])));
            }
            people.push((Part::StraightLiner, liner));
            // Pairs: the original is not honest either, whoever sent it twice.
            if at % 2 == 0 {
                let original = draw.honest(q, 1.0);
                let mut copy = original.clone();
                copy.times = draw.honest(q, 1.0).times;
                copy.answers.set(CHOICES.start, Some(Answer::One(draw.below(7))));
                people.extend([(Part::Copy, original), (Part::Copy, copy)]);
            }
            let mut inattentive = draw.honest(q, 1.0);
            inattentive.answers.set(ATTENTION, Some(Answer::One(draw.below(4))));
            people.push((Part::Inattentive, inattentive));
            let mut copier = draw.honest(q, 1.0);
            let text = format!("tout va bien merci pour votre question numéro {} posée ici", at % 10);
            copier.answers.set(TEXT, Some(Answer::Text(text)));
            people.push((Part::TextCopier, copier));
        }
        let (parts, cases) = people.into_iter().unzip();
        Self { questionnaire, cases, parts }
    }
}
