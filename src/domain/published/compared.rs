//! Which printed numbers may be set beside which: the rule of `compare`, over everything that was published of a question.
//! Never a curve through audiences, never a change between two questions; a change over time is told without a word on its
//! significance, which would want both bases.

use super::arrange::{Line, LineValue};
use super::{Comparability, Published};
use crate::domain::compare::{Figure, Standing, Verdict, comparable};

/// Two printed numbers that may stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair<'p> {
    /// The earlier, or the first of the file.
    pub first: Line<'p>,
    pub second: Line<'p>,
    /// `Trend` or `SideBySide`.
    pub verdict: Verdict,
}

impl Published {
    /// Every pair that may stand together, in the order of the files: of an audience over time, a wave with the next one.
    pub fn pairs(&self) -> Vec<Pair<'_>> {
        let lines = self.lines();
        let mut pairs = Vec::new();
        for (at, one) in lines.iter().enumerate() {
            for other in lines.iter().skip(at + 1) {
                let (first, second) = if other.printed.wave < one.printed.wave { (other, one) } else { (one, other) };
                let verdict = comparable(&self.figure(first), &self.figure(second));
                let is_next = || !lines.iter().any(|between| self.stands_between(first, between, second));
                let may_stand = match verdict {
                    Verdict::Trend { .. } => is_next(),
                    Verdict::SideBySide => true,
                    Verdict::Forbidden(_) => false,
                };
                if may_stand {
                    pairs.push(Pair { first: first.clone(), second: second.clone(), verdict });
                }
            }
        }
        pairs
    }
    /// Another wave of the same line, in between.
    fn stands_between(&self, first: &Line, between: &Line, second: &Line) -> bool {
        let is_trend = matches!(comparable(&self.figure(first), &self.figure(between)), Verdict::Trend { .. });
        is_trend && first.printed.wave < between.printed.wave && between.printed.wave < second.printed.wave
    }

    pub(super) fn figure(&self, line: &Line) -> Figure {
        let printed = line.printed;
        let item = printed.item.as_ref().map_or_else(String::new, |item| format!(":{item}"));
        // A mean has no option: its metric keeps it apart from percentages of the same row.
        let answer = match line.value {
            LineValue::Mean { metric, .. } => format!("{metric:?}"),
            _ => line.code.unwrap_or_default().to_owned(),
        };
        Figure {
            question: format!("{}{item}", printed.question),
            answer,
            wording: self.labels.variant(printed.question.as_str(), &printed.slug()).unwrap_or_default().to_owned(),
            audience: printed.audience.clone(),
            universe: format!("{} {}", printed.geo, printed.subpopulation.as_deref().unwrap_or_default()),
            wave: printed.wave.clone(),
            base_n: printed.base_n,
            standing: match printed.comparability {
                Comparability::Identical | Comparability::Presumed => Standing::Comparable,
                Comparability::Single => Standing::Single,
                Comparability::Conflict => Standing::Disputed,
            },
        }
    }
}
