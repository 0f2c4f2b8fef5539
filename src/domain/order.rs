//! The order a person sees: of options, rows, questions and sections. A pure function of (interview seed, list, code), so
//! that Back, reload and resume show the same order. What stands beside a code has no part in its rank: a list used again,
//! or carried in part to another question, keeps its order. The order shown is part of the data: a stream that changed
//! would change the order of an interview under way.

use std::cmp::Reverse;

use crate::domain::answer::Answers;
use crate::domain::arithmetic::mixing::{hash, mixed};
use crate::domain::questionnaire::{AnswerOption, Kind, Question, Questionnaire, Rotation};
use crate::domain::route::{Open, Walk, is_narrowed};

/// Positions of the options this person is shown, in order: those not retired that these answers open.
pub fn options_shown(q: &Questionnaire, answers: &Answers, slot: usize) -> Vec<usize> {
    let Some(question) = q.question_at(slot) else { return Vec::new() };
    with_open(q, answers, slot, question, |open| options_of(question, answers.seed(), open))
}

/// Positions of the rows this person is shown, in order.
pub fn items_shown(q: &Questionnaire, answers: &Answers, slot: usize) -> Vec<usize> {
    let Some(question) = q.question_at(slot) else { return Vec::new() };
    with_open(q, answers, slot, question, |open| items_of(question, answers.seed(), open))
}

/// Slots of the questions of a section that these answers open, in the order of this person. What is only to be read stays
/// where it stands.
pub fn questions_shown(q: &Questionnaire, answers: &Answers, section: usize) -> Vec<usize> {
    questions_in_order(q, answers.seed(), section, Walk::of(q, answers).shown(section))
}

/// The same, of a section whose open slots are known.
pub fn questions_in_order(q: &Questionnaire, seed: u64, section: usize, open: &[usize]) -> Vec<usize> {
    let mut shown = open.to_vec();
    let Some(section) = q.sections.get(section).filter(|section| section.rotation != Rotation::None) else {
        return shown;
    };
    let is_moved = |slot: &usize| q.question_at(*slot).is_some_and(|question| !matches!(question.kind, Kind::Note));
    let mut moved: Vec<usize> = shown.iter().copied().filter(is_moved).collect();
    let id = |slot: usize| q.question_at(slot).map_or("", |question| question.id.as_str());
    arrange(seed, section.id.as_str(), &mut moved, id, section.rotation);
    let places = shown.iter_mut().filter(|slot| is_moved(slot));
    places.zip(moved).for_each(|(place, slot)| *place = slot);
    shown
}

/// Every section, open or not, in the order of this person.
pub fn sections(q: &Questionnaire, seed: u64) -> Vec<usize> {
    let mut all: Vec<usize> = (0..q.sections.len()).collect();
    let id = |section: usize| q.sections.get(section).map_or("", |section| section.id.as_str());
    for order in &q.orders {
        let Some(first) = order.sections.first() else { continue };
        let places = q.section(first).map(|(at, _)| at..at + order.sections.len());
        // They follow each other: the file is refused otherwise.
        let Some(group) = places.and_then(|places| all.get_mut(places)) else { continue };
        arrange(seed, first.as_str(), group, id, order.rotation);
    }
    all
}

/// Asks for a walk only when some answer decides what is open.
fn with_open<T>(
    q: &Questionnaire,
    answers: &Answers,
    slot: usize,
    question: &Question,
    then: impl Fn(Option<&Open>) -> T,
) -> T {
    if is_narrowed(question) { then(Walk::of(q, answers).open(slot)) } else { then(None) }
}

/// Positions of the options that are open, in the order of this seed.
pub fn options_of(question: &Question, seed: u64, open: Option<&Open>) -> Vec<usize> {
    // In a grid it is the rows that change places.
    let is_grid = matches!(question.kind, Kind::Grid { .. });
    let rotation = if is_grid { Rotation::None } else { question.kind.rotation() };
    let mut shown = ordered(seed, question.order_key(), question.kind.options(), rotation);
    shown.retain(|option| open.is_none_or(|open| open.has_option(*option)));
    shown
}

/// Positions of the rows that are open, in the order of this seed.
pub fn items_of(question: &Question, seed: u64, open: Option<&Open>) -> Vec<usize> {
    let items = question.kind.items();
    let mut shown: Vec<usize> = (0..items.len()).collect();
    let code = |item: usize| items.get(item).map_or("", |item| item.code.as_str());
    arrange(seed, question.order_key(), &mut shown, code, question.kind.rotation());
    shown.retain(|item| open.is_none_or(|open| open.has_item(*item)));
    shown
}

/// So many of these rows, drawn: the first ones of their random order, whatever the order they are shown in. A row closed
/// to one person changes nothing to the rank of the others.
pub fn rows_drawn(question: &Question, seed: u64, mut rows: Vec<usize>, count: usize) -> Vec<usize> {
    let items = question.kind.items();
    let code = |item: usize| items.get(item).map_or("", |item| item.code.as_str());
    arrange(seed, question.order_key(), &mut rows, code, Rotation::Random);
    rows.truncate(count);
    rows
}

/// Positions of the options in the order shown; retired ones are left out, anchored ones stay last.
fn ordered(seed: u64, key: &str, options: &[AnswerOption], rotation: Rotation) -> Vec<usize> {
    let proposed = options.iter().enumerate().filter(|(_, option)| !option.retired);
    let (anchored, mut free): (Vec<_>, Vec<_>) = proposed.partition(|(_, option)| option.anchored);
    arrange(seed, key, &mut free, |(_, option)| option.code.as_str(), rotation);
    free.into_iter().chain(anchored).map(|(position, _)| position).collect()
}

fn arrange<'c, T: Copy>(seed: u64, key: &str, list: &mut [T], code: impl Fn(T) -> &'c str, rotation: Rotation) {
    let draw = |element: &T| rank(seed, key, code(*element));
    match rotation {
        Rotation::None => {}
        Rotation::Random => list.sort_by_cached_key(draw),
        Rotation::Rotate => {
            let first = list.iter().enumerate().max_by_key(|(at, element)| (draw(element), Reverse(*at)));
            let first = first.map_or(0, |(at, _)| at);
            list.rotate_left(first);
        }
        Rotation::ReverseHalf => {
            if rank(seed, key, "") >> 63 == 1 {
                list.reverse();
            }
        }
    }
}

/// What draws the place of a code in a list: 64 bits without anything in common from one person, list or code to the next.
fn rank(seed: u64, key: &str, code: &str) -> u64 {
    mixed(mixed(seed ^ mixed(hash(key.as_bytes()))) ^ hash(code.as_bytes()))
}

#[cfg(test)]
mod tests;
