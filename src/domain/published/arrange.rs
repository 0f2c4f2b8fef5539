//! The published numbers as a reader wants them: by study, wave and question. Numbers of different questions, audiences or
//! parts of the universe never stand in one list, so that nothing invites to add or join them.

use std::cmp::Reverse;

use serde::Serialize;

use super::{Comparability, Metric, Of, Printed, Published, PublishedFigure};
use crate::domain::id::StudySlug;

/// Nets whose parts are known. `utile` alone was never published: 52 = 81 − 29 may be shown, as computed.
const PARTS: [(&str, &str, [&str; 2]); 2] = [
    ("JC_UTILITE", "st_utile", ["incontournable", "utile"]),
    ("INNOV_TERRITOIRE", "st_en_mouvement", ["fortement", "ni_plus_ni_moins"]),
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudyLines<'p> {
    pub study: &'p StudySlug,
    pub waves: Vec<WaveLines<'p>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaveLines<'p> {
    pub wave: &'p str,
    pub questions: Vec<QuestionLines<'p>>,
}

/// One question put to one audience, about one part of the universe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionLines<'p> {
    /// Of the first line; question, audience, geo and subpopulation are those of all.
    pub printed: &'p Printed,
    pub lines: Vec<Line<'p>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'p> {
    pub printed: &'p Printed,
    /// The option or net; none for a mean.
    pub code: Option<&'p str>,
    pub value: LineValue,
    /// « dont » of the net above it.
    pub is_part: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineValue {
    Percent(u32),
    /// What the published numbers leave for it: shown with its mark, cited nowhere as published.
    DerivedPercent(u32),
    Mean {
        metric: Metric,
        tenths: u32,
    },
}

impl Line<'_> {
    /// Whether its sources disagree: no value then, only what each of them says.
    pub fn is_in_conflict(&self) -> bool {
        self.printed.comparability == Comparability::Conflict
    }
}

impl Published {
    /// Everything: the study last seen first, waves of a study in time, questions in the order of the files.
    pub fn by_study(&self) -> Vec<StudyLines<'_>> {
        let mut studies: Vec<StudyLines> = Vec::new();
        for question in self.by_question() {
            let printed = question.printed;
            let study = place(
                &mut studies,
                |known| known.study == &printed.study,
                || StudyLines { study: &printed.study, waves: Vec::new() },
            );
            let wave = place(
                &mut study.waves,
                |known| known.wave == printed.wave,
                || WaveLines { wave: &printed.wave, questions: Vec::new() },
            );
            wave.questions.push(question);
        }
        for study in &mut studies {
            study.waves.sort_by_key(|wave| wave.wave);
        }
        studies.sort_by_key(|study| Reverse(study.waves.last().map(|wave| wave.wave)));
        studies
    }

    fn by_question(&self) -> Vec<QuestionLines<'_>> {
        let mut questions: Vec<QuestionLines> = Vec::new();
        let figures = self.figures.iter().map(|figure| Line {
            printed: &figure.printed,
            code: Some(figure.code()),
            value: LineValue::Percent(figure.percent),
            is_part: part_of(figure).is_some(),
        });
        let scores = self.scores.iter().map(|score| Line {
            printed: &score.printed,
            code: None,
            value: LineValue::Mean { metric: score.metric, tenths: score.tenths },
            is_part: false,
        });
        for line in figures.chain(scores) {
            let printed = line.printed;
            let question = place(
                &mut questions,
                |known| known.printed.same_question(printed),
                || QuestionLines { printed, lines: Vec::new() },
            );
            question.lines.push(line);
        }
        for question in &mut questions {
            add_missing_part(question);
        }
        questions
    }

    /// The codes of the numbers that are computed: question and code.
    pub(super) fn derived(&self) -> impl Iterator<Item = (String, String)> {
        let questions = self.by_question();
        let derived = questions.into_iter().flat_map(|question| question.lines).filter_map(|line| {
            let is_derived = matches!(line.value, LineValue::DerivedPercent(_));
            line.code.filter(|_| is_derived).map(|code| (line.printed.question.to_string(), code.to_owned()))
        });
        derived.collect::<Vec<_>>().into_iter()
    }
}

/// The one this test picks, made and put last when there is none.
fn place<T>(list: &mut Vec<T>, is_it: impl Fn(&T) -> bool, make: impl FnOnce() -> T) -> &mut T {
    let position = list.iter().position(is_it).unwrap_or_else(|| {
        list.push(make());
        list.len() - 1
    });
    #[expect(clippy::indexing_slicing, reason = "the position was found or made just above")]
    &mut list[position]
}

/// The net this figure is a part of.
fn part_of(figure: &PublishedFigure) -> Option<&'static str> {
    let Of::Option(code) = &figure.of else { return None };
    let is_it = |(question, _, parts): &&(&str, &str, [&str; 2])| {
        *question == figure.printed.question.as_str() && parts.contains(&code.as_str())
    };
    PARTS.iter().find(is_it).map(|(_, net, _)| *net)
}

/// The part a net leaves beside the one that was published, after that one. With both parts published, with neither, or
/// with sources that disagree, nothing is computed.
fn add_missing_part(question: &mut QuestionLines) {
    let Some((_, net, parts)) = PARTS.iter().find(|(id, ..)| *id == question.printed.question.as_str()) else { return };
    let percent = |code: &str| {
        let mut found = question.lines.iter().enumerate().filter(|(_, line)| line.code == Some(code));
        match (found.next(), found.next()) {
            (Some((position, line)), None) if !line.is_in_conflict() => match line.value {
                LineValue::Percent(percent) => Some((position, percent)),
                _ => None,
            },
            _ => None,
        }
    };
    let is_published = |code: &str| question.lines.iter().any(|line| line.code == Some(code));
    let [first, second] = parts;
    let (known, missing) = if is_published(second) { (second, first) } else { (first, second) };
    let (Some((_, whole)), Some((position, part)), false) = (percent(net), percent(known), is_published(missing))
    else {
        return;
    };
    let Some(left) = whole.checked_sub(part) else { return };
    let line =
        Line { printed: question.printed, code: Some(missing), value: LineValue::DerivedPercent(left), is_part: true };
    question.lines.insert(position + 1, line);
}
