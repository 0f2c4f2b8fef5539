//! Printed numbers in the two orders a reader wants: one answer through the audiences, side by side, and one answer of an
//! audience through its waves, joined where `compare` allows it and broken, with the reason, where it does not.

use super::arrange::{Line, LineValue};
use super::{Of, Published};
use crate::domain::compare::{Figure, Verdict, comparable};

/// Audiences that readers take for one another over time: their universes differ, so what would join them is a break.
const FAMILIES: [(&str, &[&str]); 2] =
    [("entreprises", &["dirigeants_tpe_pme", "dirigeants_entreprise"]), ("élus", &["maires", "elus_locaux"])];

/// One answer of one audience, wave after wave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series<'p> {
    /// At least of two waves, in time.
    pub points: Vec<SeriesPoint<'p>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesPoint<'p> {
    pub line: Line<'p>,
    /// With the wave before it; none of the first.
    pub joint: Option<Verdict>,
}

/// One answer, audience by audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Across<'p> {
    pub lines: Vec<Line<'p>>,
}

impl Published {
    /// Every printed figure, the study last seen first.
    pub fn lines(&self) -> Vec<Line<'_>> {
        let questions = self.by_study().into_iter().flat_map(|study| study.waves).flat_map(|wave| wave.questions);
        let lines = questions.flat_map(|question| question.lines);
        lines.filter(|line| !matches!(line.value, LineValue::DerivedPercent(_))).collect()
    }

    /// Every answer printed of two waves or more of an audience, in the order of the files.
    pub fn series(&self) -> Vec<Series<'_>> {
        let mut lines = self.lines();
        lines.sort_by_key(|line| (line.printed.wave.clone(), line.printed.line));
        let mut found: Vec<Vec<Line>> = Vec::new();
        for line in lines {
            match found.iter_mut().find(|known| known.first().is_some_and(|first| is_same_line(first, &line))) {
                Some(known) => known.push(line),
                None => found.push(vec![line]),
            }
        }
        found.retain(|lines| {
            lines.iter().any(|line| lines.first().is_some_and(|first| line.printed.wave != first.printed.wave))
        });
        found.iter().map(|lines| Series { points: self.points(lines) }).collect()
    }

    /// Every answer of the whole universe printed of two audiences or more: sub-totals, and what is named in them.
    pub fn across(&self) -> Vec<Across<'_>> {
        let lines = self.lines();
        let mut found: Vec<Vec<Line>> = Vec::new();
        for figure in &self.figures {
            let Some(line) = lines.iter().find(|line| std::ptr::eq(line.printed, &figure.printed)) else {
                continue;
            };
            let is_headline = matches!(figure.of, Of::Net(_)) || line.is_part;
            if !is_headline || line.printed.subpopulation.is_some() || line.printed.item.is_some() {
                continue;
            }
            let same = |known: &&mut Vec<Line>| known.first().is_some_and(|first| is_same_answer(first, line));
            match found.iter_mut().find(same) {
                Some(known) => known.push(line.clone()),
                None => found.push(vec![line.clone()]),
            }
        }
        found.retain(|lines| {
            lines.iter().any(|line| lines.first().is_some_and(|first| line.printed.audience != first.printed.audience))
        });
        found.into_iter().map(|lines| Across { lines }).collect()
    }

    /// The figure of this key.
    pub fn line(&self, key: &str) -> Option<Line<'_>> {
        self.lines().into_iter().find(|line| line.key() == key)
    }

    /// What may be done with two printed figures: audiences that are taken for one another are one whose universe changed.
    pub fn verdict(&self, first: &Line<'_>, second: &Line<'_>) -> Verdict {
        comparable(&self.in_family(first), &self.in_family(second))
    }

    /// Each with its joint to the wave before, of a line in time.
    fn points<'p>(&self, lines: &[Line<'p>]) -> Vec<SeriesPoint<'p>> {
        let point = |line: &Line<'p>| {
            let earlier = lines.iter().rev().find(|known| known.printed.wave < line.printed.wave);
            SeriesPoint { line: line.clone(), joint: earlier.map(|earlier| self.verdict(earlier, line)) }
        };
        lines.iter().map(point).collect()
    }

    fn in_family(&self, line: &Line<'_>) -> Figure {
        let figure = self.figure(line);
        let universe = format!("{} {}", figure.audience, figure.universe);
        Figure { universe, audience: family(&figure.audience).to_owned(), ..figure }
    }
}

impl Line<'_> {
    /// Names it in an address: wave, question, answer, and the part of the universe when it is not the whole. Sources that
    /// disagree share one.
    pub fn key(&self) -> String {
        let printed = self.printed;
        let item = printed.item.as_ref().map_or_else(String::new, |item| format!(".{item}"));
        let of = self.code.unwrap_or("moyenne");
        let part = printed.subpopulation.as_ref().map_or_else(String::new, |part| format!("/{part}"));
        format!("{}/{}{item}/{of}{part}", printed.slug(), printed.question)
    }
}

/// The audience it is taken for.
fn family(audience: &str) -> &str {
    FAMILIES.iter().find(|(_, audiences)| audiences.contains(&audience)).map_or(audience, |(family, _)| family)
}

fn is_same_answer(one: &Line<'_>, other: &Line<'_>) -> bool {
    let metric = |line: &Line<'_>| match line.value {
        LineValue::Mean { metric, .. } => Some(metric),
        _ => None,
    };
    one.printed.question == other.printed.question
        && one.printed.item == other.printed.item
        && one.code == other.code
        && metric(one) == metric(other)
}

fn is_same_line(one: &Line<'_>, other: &Line<'_>) -> bool {
    let (a, b) = (one.printed, other.printed);
    is_same_answer(one, other)
        && family(&a.audience) == family(&b.audience)
        && a.geo == b.geo
        && a.subpopulation == b.subpopulation
}
