//! The cells of one interview: what counts, what was asked, and in what order it was shown.

use super::variable::{attribute_codes, decimals_of};
use super::{Cell, Entry, Of, Variable};
use crate::domain::answer::{Answer, Answers, Facts};
use crate::domain::expression::{Name, Value, Values as _};
use crate::domain::id::{AttributeId, OptionCode, QuestionId};
use crate::domain::nomenclature::Attribute;
use crate::domain::order;
use crate::domain::questionnaire::{Beside, Computed, Hidden, Kind, Question, Questionnaire};
use crate::domain::route::{Walk, is_narrowed};

/// Largest magnitude of a computed number once its decimals are whole: past it, a double no longer tells units apart.
const NUMBER_MAX: f64 = 9_007_199_254_740_992.0;

/// One interview on its way to its row.
pub(super) struct Interview<'a> {
    q: &'a Questionnaire,
    walk: Walk,
    /// By slot.
    open: Vec<bool>,
}

impl<'a> Interview<'a> {
    pub fn of(q: &'a Questionnaire, sent: &Answers) -> Self {
        let walk = Walk::of(q, sent);
        let mut open = vec![false; q.slots()];
        for slot in (0..q.sections.len()).flat_map(|section| walk.shown(section)) {
            if let Some(is_open) = open.get_mut(*slot) {
                *is_open = true;
            }
        }
        Self { q, walk, open }
    }

    fn counted(&self) -> &Answers {
        self.walk.counted()
    }

    pub fn cell(&self, variable: &Variable<'_>) -> Cell {
        let slot = variable.slot.unwrap_or(usize::MAX);
        match &variable.of {
            Of::Question(question) => self.answer(slot, question),
            Of::Row(question, at, _) => self.row(slot, question, *at),
            Of::Rank(question, rank) => Cell::Category(self.rank(slot, question, *rank)),
            Of::Beside(_, at, option) => self.beside(slot, *at, option.beside),
            Of::Attribute(question, attribute, id) => Cell::Category(self.attribute(slot, question, *attribute, id)),
            Of::Hidden(hidden) => Cell::Category(self.hidden(slot, hidden)),
            Of::Computed(computed) => self.computed(computed),
            Of::Order(question) => Cell::Positions(self.order(slot, question)),
            Of::Sections => Cell::Positions(self.sections()),
            Of::Questions(at, _) => Cell::Positions(self.questions(*at)),
        }
    }

    fn is_open(&self, slot: usize) -> bool {
        self.open.get(slot).copied().unwrap_or(false)
    }

    fn entry<T>(&self, slot: usize, value: Option<T>) -> Entry<T> {
        entry(self.is_open(slot), value)
    }

    /// What was given, or the declared non-answer in its place.
    fn typed<T>(&self, slot: usize, value: impl Fn(&Answer) -> Option<T>) -> Entry<T> {
        match self.counted().get(slot) {
            Some(Answer::One(position)) if self.is_open(slot) => Entry::Declared(*position),
            answer => self.entry(slot, answer.and_then(value)),
        }
    }

    fn answer(&self, slot: usize, question: &Question) -> Cell {
        let answer = self.counted().get(slot);
        match &question.kind {
            Kind::Multiple { .. } => {
                let ticks = answer.and_then(|answer| match answer {
                    Answer::Many(ticks) if !ticks.is_empty() => Some(ticks.clone()),
                    _ => None,
                });
                Cell::Positions(self.entry(slot, ticks))
            }
            Kind::Number { .. } => Cell::Number(self.typed(slot, |answer| match answer {
                Answer::Number(number) => Some(*number),
                _ => None,
            })),
            Kind::Text { .. } | Kind::Date { .. } => Cell::Text(self.typed(slot, |answer| match answer {
                Answer::Text(text) => Some(text.clone()),
                Answer::Date(date) => Some(date.to_string()),
                _ => None,
            })),
            _ => Cell::Category(self.entry(slot, answer.and_then(chosen))),
        }
    }

    fn row(&self, slot: usize, question: &Question, at: usize) -> Cell {
        let is_shown = self.is_open(slot) && self.shows_row(slot, question, at);
        let answer = self.counted().get(slot).filter(|_| is_shown);
        if !matches!(question.kind, Kind::Numbers { .. }) {
            let position = answer.and_then(|answer| match answer {
                Answer::Rows(rows) => rows.get(at).copied().flatten(),
                _ => None,
            });
            return Cell::Category(entry(is_shown, position));
        }
        Cell::Number(match answer {
            Some(Answer::One(position)) => Entry::Declared(*position),
            Some(Answer::Numbers(rows)) => entry(is_shown, rows.get(at).copied().flatten()),
            _ => entry(is_shown, None),
        })
    }

    /// Only rows that depend on something are looked for among those shown.
    fn shows_row(&self, slot: usize, question: &Question, at: usize) -> bool {
        !is_narrowed(question) || self.walk.open(slot).is_none_or(|open| open.has_item(at))
    }

    /// A declared non-answer stands at every rank: none of them was given.
    fn rank(&self, slot: usize, question: &Question, rank: usize) -> Entry<u16> {
        let is_missing = |position: u16| {
            let option = question.kind.options().get(usize::from(position));
            option.is_some_and(|option| option.missing.is_some())
        };
        self.entry(
            slot,
            self.counted().get(slot).and_then(|answer| match answer {
                Answer::One(position) => Some(*position),
                Answer::Ranked(ranked) => match ranked.as_slice() {
                    [alone] if is_missing(*alone) => Some(*alone),
                    ranked => ranked.get(rank.checked_sub(1)?).copied(),
                },
                _ => None,
            }),
        )
    }

    /// What stands beside an option is asked of those who chose it.
    fn beside(&self, slot: usize, at: usize, beside: Option<Beside>) -> Cell {
        let position = u16::try_from(at).ok();
        let is_chosen = self.is_open(slot)
            && position.is_some_and(|position| self.counted().get(slot).is_some_and(|answer| answer.has(position)));
        let written = self.counted().text(slot, at);
        match beside {
            Some(Beside::Number { .. }) => {
                Cell::Number(entry(is_chosen, written.and_then(|text| text.trim().parse().ok())))
            }
            _ => Cell::Text(entry(is_chosen, written.map(str::to_owned))),
        }
    }

    fn hidden(&self, slot: usize, hidden: &Hidden) -> Entry<u16> {
        let known = |position: &u16| usize::from(*position) < hidden.categories.len();
        entry(true, self.counted().get(slot).and_then(chosen).filter(known))
    }

    fn computed(&self, computed: &Computed) -> Cell {
        let is_open = self.is_source_open(computed);
        if let Some(decimals) = decimals_of(computed) {
            return Cell::Number(entry(is_open, self.computed_number(&computed.id, decimals)));
        }
        let code = self.counted().category(self.q, &computed.id);
        let position = |code: &OptionCode| computed.categories.iter().position(|category| &category.code == code);
        let position = code.and_then(position).and_then(|position| u16::try_from(position).ok());
        Cell::Category(entry(is_open, position))
    }

    fn computed_number(&self, id: &QuestionId, decimals: u8) -> Option<i64> {
        let facts = Facts { questionnaire: self.q, answers: self.counted() };
        match facts.value(&Name { question: id.clone(), item: None }) {
            Value::Number(number) => whole(number * 10f64.powi(i32::from(decimals))),
            _ => None,
        }
    }

    /// A variable computed from questions not asked is not asked; one computed from another follows it.
    fn is_source_open(&self, computed: &Computed) -> bool {
        let earlier = || self.q.computed.iter().take_while(|other| other.id != computed.id);
        computed.rule.sources().into_iter().any(|of| match self.q.question(of.as_str()) {
            Some((slot, _)) => self.is_open(slot),
            // Dependency order: the source stands before, so the walk ends. A hidden variable is always there.
            None => match earlier().find(|other| &other.id == of) {
                Some(source) => self.is_source_open(source),
                None => self.q.hidden(of.as_str()).is_some(),
            },
        })
    }

    /// What is kept of an entry, or what stood for one.
    fn attribute(
        &self,
        slot: usize,
        question: &Question,
        attribute: Option<&Attribute>,
        id: &AttributeId,
    ) -> Entry<u16> {
        let code = match (self.counted().get(slot), &question.kind) {
            (Some(Answer::One(position)), kind) => {
                kind.options().get(usize::from(*position)).map(|option| &option.code)
            }
            (Some(Answer::Entry(entry)), Kind::Entry { nomenclature, .. }) => {
                let list = self.q.lists.get(nomenclature);
                list.and_then(|list| list.attribute(usize::try_from(*entry).ok()?, id))
            }
            _ => None,
        };
        let position = code.and_then(|code| attribute_codes(question, attribute).position(|known| known == code));
        self.entry(slot, position.and_then(|position| u16::try_from(position).ok()))
    }

    fn order(&self, slot: usize, question: &Question) -> Entry<Vec<u16>> {
        let (seed, open) = (self.counted().seed(), self.walk.open(slot));
        self.seen(self.is_open(slot), || {
            if question.kind.items().is_empty() {
                order::options_of(question, seed, open)
            } else {
                order::items_of(question, seed, open)
            }
        })
    }

    /// The open sections in the order of this person.
    fn sections(&self) -> Entry<Vec<u16>> {
        self.seen(true, || {
            let all = order::sections(self.q, self.counted().seed());
            all.into_iter().filter(|section| self.walk.is_open(*section)).collect()
        })
    }

    /// The open questions of a section, by their position in it, in the order of this person.
    fn questions(&self, section: usize) -> Entry<Vec<u16>> {
        self.seen(self.walk.is_open(section), || {
            let first = self.q.first_slot(section);
            let shown = self.walk.shown(section);
            let slots = order::questions_in_order(self.q, self.counted().seed(), section, shown);
            slots.into_iter().filter_map(|slot| slot.checked_sub(first)).collect()
        })
    }

    /// Unknown for an interview sent whole, whose pages were shown elsewhere.
    fn seen(&self, is_open: bool, positions: impl FnOnce() -> Vec<usize>) -> Entry<Vec<u16>> {
        if !is_open || self.counted().seed() == 0 {
            return entry(is_open, None);
        }
        let positions = positions().into_iter().filter_map(|position| u16::try_from(position).ok());
        entry(true, Some(positions.collect()))
    }
}

fn chosen(answer: &Answer) -> Option<u16> {
    match answer {
        Answer::One(position) => Some(*position),
        _ => None,
    }
}

fn entry<T>(is_open: bool, value: Option<T>) -> Entry<T> {
    match value {
        _ if !is_open => Entry::NotAsked,
        None => Entry::NoAnswer,
        Some(value) => Entry::Given(value),
    }
}

/// To the nearest, halves away from zero. The text of a whole number below `NUMBER_MAX` has digits and a sign only.
pub(super) fn whole(number: f64) -> Option<i64> {
    let rounded = number.round();
    if rounded.is_finite() && rounded.abs() <= NUMBER_MAX { format!("{rounded:.0}").parse().ok() } else { None }
}
