//! Somebody who answers anything: every option as likely as any other, and of numbers and dates first those that a
//! condition, a band or a bound names, and their neighbours. What they say is always acceptable.

use crate::domain::answer::{Answer, Answers, Date};
use crate::domain::arithmetic::decimal::stored;
use crate::domain::questionnaire::{
    AnswerOption, ComputedRule, DatePrecision, HiddenSource, Kind, Mandatory, Question, Questionnaire, TextFormat,
};
use crate::domain::route::Open;

use super::aim::Hint;

/// Once in so many, a declared non-answer to a question that asks for something else than a choice, or no answer where
/// that is allowed.
const SILENT: usize = 10;
/// Once in so many, any number between the bounds rather than a named one.
const UNNAMED: usize = 4;

/// Once in so many, any answer although one is looked for: conditions also say what must not be.
const UNHINTED: usize = 4;

pub(super) struct Answering<'q> {
    q: &'q Questionnaire,
    /// Numbers worth saying, by slot, in the units they are stored in.
    named: Vec<Vec<i64>>,
}

impl<'q> Answering<'q> {
    pub fn of(q: &'q Questionnaire) -> Self {
        let literals = literals(q);
        let named = q.questions().map(|(_, question)| named(q, question, &literals)).collect();
        Self { q, named }
    }

    /// Somebody new: the seed of their orders, and every hidden variable.
    pub fn start(&self, draw: &mut impl FnMut(usize) -> usize) -> Answers {
        let seed = u64::try_from(draw(usize::MAX)).unwrap_or(0);
        let mut answers = Answers::none(self.q).with_seed(seed);
        for hidden in &self.q.hidden {
            let Some((slot, _)) = self.q.hidden(hidden.id.as_str()) else { continue };
            let is_given = matches!(hidden.source, HiddenSource::Arm { .. }) || draw(SILENT) > 0;
            let chosen = is_given.then(|| draw(hidden.categories.len())).and_then(|at| u16::try_from(at).ok());
            answers.set(slot, chosen.map(Answer::One));
        }
        answers
    }

    pub fn answer(
        &self,
        answers: &mut Answers,
        slot: usize,
        open: Option<&Open>,
        hint: Option<&Hint>,
        draw: &mut impl FnMut(usize) -> usize,
    ) {
        answers.set(slot, None);
        let Some(question) = self.q.question_at(slot) else { return };
        if let Some(hint) = hint
            && draw(UNHINTED) > 0
            && let Some(answer) = hinted(question, open, hint, draw)
        {
            answers.set(slot, Some(answer));
            return;
        }
        let may_be_silent = question.mandatory != Mandatory::Hard;
        if may_be_silent && draw(SILENT) == 0 {
            return;
        }
        let shown = shown_options(question, open);
        let options = question.kind.options();
        let answer = match &question.kind {
            Kind::Single { .. } => pick(&shown, draw).map(Answer::One),
            Kind::Multiple { ticks_min, ticks_max, .. } => {
                several(options, &shown, *ticks_min, *ticks_max, draw).map(Answer::Many)
            }
            Kind::Ranking { ranks_min, ranks_max, .. } => {
                several(options, &shown, *ranks_min, *ranks_max, draw).map(Answer::Ranked)
            }
            Kind::Grid { items, .. } => {
                let rows = 0..items.len();
                Some(Answer::Rows(rows.map(|at| if is_shown(open, at) { pick(&shown, draw) } else { None }).collect()))
            }
            Kind::Note => None,
            _ if !shown.is_empty() && draw(SILENT) == 0 => pick(&shown, draw).map(Answer::One),
            _ => self.typed(slot, question, open, draw),
        };
        answers.set(slot, answer);
    }

    fn typed(
        &self,
        slot: usize,
        question: &Question,
        open: Option<&Open>,
        draw: &mut impl FnMut(usize) -> usize,
    ) -> Option<Answer> {
        let named = self.named.get(slot).map(Vec::as_slice).unwrap_or_default();
        match &question.kind {
            Kind::Number { min, max, .. } => Some(Answer::Number(number(named, *min, *max, draw))),
            Kind::Numbers { items, min, max, total, .. } => {
                let shown: Vec<usize> = (0..items.len()).filter(|at| is_shown(open, *at)).collect();
                Some(Answer::Numbers(match total {
                    Some(total) => parts(*total, items.len(), &shown, draw),
                    None => {
                        let number = |at: usize| shown.contains(&at).then(|| number(&[], *min, *max, draw));
                        (0..items.len()).map(number).collect()
                    }
                }))
            }
            Kind::Text { format, chars_max, .. } => Some(Answer::Text(text(*format, *chars_max))),
            Kind::Date { precision, min, max, .. } => date(*precision, *min, *max, draw).map(Answer::Date),
            Kind::Entry { nomenclature, .. } => {
                let count = self.q.lists.get(nomenclature)?.entries().len();
                (count > 0).then(|| u32::try_from(draw(count)).ok()).flatten().map(Answer::Entry)
            }
            _ => None,
        }
    }
}

/// One of the answers looked for, where the question takes one.
fn hinted(
    question: &Question,
    open: Option<&Open>,
    hint: &Hint,
    draw: &mut impl FnMut(usize) -> usize,
) -> Option<Answer> {
    let mut shown = shown_options(question, open);
    shown.retain(|at| hint.options.contains(at));
    let options = question.kind.options();
    let is_enough = |least: u16| shown.len() >= usize::from(least.max(1));
    match &question.kind {
        Kind::Single { .. } => pick(&shown, draw).map(Answer::One),
        Kind::Multiple { ticks_min, ticks_max, .. } if is_enough(*ticks_min) => {
            several(options, &shown, *ticks_min, *ticks_max, draw).map(Answer::Many)
        }
        Kind::Ranking { ranks_min, ranks_max, .. } if is_enough(*ranks_min) => {
            several(options, &shown, *ranks_min, *ranks_max, draw).map(Answer::Ranked)
        }
        Kind::Grid { items, .. } if !shown.is_empty() => {
            let rows = 0..items.len();
            Some(Answer::Rows(rows.map(|at| if is_shown(open, at) { pick(&shown, draw) } else { None }).collect()))
        }
        Kind::Number { .. } if !hint.numbers.is_empty() => {
            hint.numbers.get(draw(hint.numbers.len())).copied().map(Answer::Number)
        }
        _ => None,
    }
}

/// Every number a condition of the file compares something with.
fn literals(q: &Questionnaire) -> Vec<f64> {
    let sections = q
        .sections
        .iter()
        .flat_map(|section| section.show_if.iter().chain(section.checks.iter().map(|check| &check.must)));
    let questions = q.questions().flat_map(|(_, question)| {
        let options = question.kind.options().iter().filter_map(|option| option.show_if.as_ref());
        let items = question.kind.items().iter().filter_map(|item| item.show_if.as_ref());
        let leaving = question.exits.iter().map(|exit| &exit.when).chain(question.skips.iter().map(|skip| &skip.when));
        question.show_if.iter().chain(options).chain(items).chain(leaving)
    });
    sections.chain(questions).flat_map(|condition| condition.numbers()).collect()
}

/// What is worth saying to a number question: bounds, bands, numbers of conditions, and their neighbours.
fn named(q: &Questionnaire, question: &Question, literals: &[f64]) -> Vec<i64> {
    let Kind::Number { min, max, decimals, .. } = &question.kind else { return Vec::new() };
    let bands = q.computed.iter().filter_map(|computed| match &computed.rule {
        ComputedRule::Bands { of, bands } if *of == question.id => Some(bands),
        _ => None,
    });
    let scaled = literals.iter().filter_map(|literal| stored(*literal, *decimals));
    let mut named: Vec<i64> = bands
        .flatten()
        .flat_map(|band| [band.from, band.to])
        .chain(scaled)
        .chain([*min, *max])
        .flat_map(|number| [number.saturating_sub(1), number, number.saturating_add(1)])
        .filter(|number| min <= number && number <= max)
        .collect();
    named.sort_unstable();
    named.dedup();
    named
}

fn number(named: &[i64], min: i64, max: i64, draw: &mut impl FnMut(usize) -> usize) -> i64 {
    if !named.is_empty() && draw(UNNAMED) > 0 {
        return named.get(draw(named.len())).copied().unwrap_or(min);
    }
    let span = usize::try_from(max.saturating_sub(min)).unwrap_or(usize::MAX);
    min.saturating_add(i64::try_from(draw(span.saturating_add(1))).unwrap_or(0)).min(max)
}

/// Whole parts of a total, one an open row.
fn parts(total: i64, count: usize, open: &[usize], draw: &mut impl FnMut(usize) -> usize) -> Vec<Option<i64>> {
    let mut rows = vec![None; count];
    let mut left = total;
    for (rank, &row) in open.iter().enumerate() {
        let part = if rank + 1 == open.len() { left } else { number(&[], 0, left, draw) };
        left -= part;
        if let Some(place) = rows.get_mut(row) {
            *place = Some(part);
        }
    }
    rows
}

fn text(format: TextFormat, chars_max: u16) -> String {
    let said = match format {
        TextFormat::Line | TextFormat::Paragraph => "Quelques mots.",
        TextFormat::Email => "personne@exemple.fr",
        TextFormat::Phone => "01 23 45 67 89",
    };
    said.chars().take(usize::from(chars_max)).collect()
}

fn date(
    precision: DatePrecision,
    min: Option<Date>,
    max: Option<Date>,
    draw: &mut impl FnMut(usize) -> usize,
) -> Option<Date> {
    let (first, last) = (min.map_or(1930, Date::year), max.map_or(2025, Date::year));
    let year = first.saturating_add(u16::try_from(draw(usize::from(last.saturating_sub(first)) + 1)).ok()?);
    let month = u8::try_from(draw(12) + 1).ok().filter(|_| precision >= DatePrecision::Month);
    let day = u8::try_from(draw(28) + 1).ok().filter(|_| precision == DatePrecision::Day);
    let drawn = Date::new(year, month, day)?;
    // A year at the edge may have gone past a bound: the bound itself is acceptable.
    let above = min.map_or(drawn, |min| drawn.max(min));
    Some(max.map_or(above, |max| above.min(max)))
}

/// An exclusive option alone, or as many others as the question takes.
fn several(
    options: &[AnswerOption],
    shown: &[u16],
    min: u16,
    max: u16,
    draw: &mut impl FnMut(usize) -> usize,
) -> Option<Vec<u16>> {
    let is_alone =
        |at: &u16| options.get(usize::from(*at)).is_some_and(|option| option.exclusive || option.missing.is_some());
    let first = pick(shown, draw)?;
    if is_alone(&first) {
        return Some(vec![first]);
    }
    let mut together: Vec<u16> = shown.iter().copied().filter(|at| !is_alone(at)).collect();
    let most = usize::from(max).min(together.len());
    let least = usize::from(min.max(1)).min(most);
    let count = least + draw(most - least + 1);
    let mut chosen = Vec::with_capacity(count);
    while chosen.len() < count {
        chosen.push(together.swap_remove(draw(together.len())));
    }
    Some(chosen)
}

fn pick(shown: &[u16], draw: &mut impl FnMut(usize) -> usize) -> Option<u16> {
    if shown.is_empty() { None } else { shown.get(draw(shown.len())).copied() }
}

/// Positions of what may be chosen now; in which order it is shown changes nothing here.
fn shown_options(question: &Question, open: Option<&Open>) -> Vec<u16> {
    let options = question.kind.options().iter().enumerate();
    let shown = options.filter(|(at, option)| !option.retired && open.is_none_or(|open| open.has_option(*at)));
    shown.filter_map(|(at, _)| u16::try_from(at).ok()).collect()
}

fn is_shown(open: Option<&Open>, item: usize) -> bool {
    open.is_none_or(|open| open.has_item(item))
}
