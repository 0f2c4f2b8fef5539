//! Where walks are led: most of them past every exit, one in ten towards one, and half towards something no walk has met
//! yet, by saying more often what its conditions name.

use std::collections::{BTreeMap, BTreeSet};

use super::reach::Reach;
use crate::domain::answer::{Answers, Facts};
use crate::domain::arithmetic::decimal::stored;
use crate::domain::expression::{Expr, Name};
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::{Computed, ComputedRule, Kind, Questionnaire};
use crate::domain::route::Page;

/// One walk in so many heads for an exit.
const LEAVING: usize = 10;
/// Other answers tried to a page that would end the interview, or jump over what is looked for.
pub(super) const TRIES_MAX: usize = 12;

/// What is worth answering to one question.
#[derive(Debug, Clone, Default)]
pub(super) struct Hint {
    pub options: Vec<u16>,
    pub numbers: Vec<i64>,
}

/// Something to meet.
pub(super) struct Goal {
    what: What,
    section: usize,
    hints: BTreeMap<usize, Hint>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Question(usize),
    Option(usize, usize),
    Row(usize, usize),
    Exit(usize, usize),
}

impl Goal {
    /// Every question, every option, the rows that have a condition; and every exit apart.
    pub fn all(q: &Questionnaire) -> (Vec<Self>, Vec<Self>) {
        let (mut goals, mut exits) = (Vec::new(), Vec::new());
        for (slot, question) in q.questions() {
            let around = around(q, slot);
            let goal = |what, condition: Option<&Expr>| Self {
                what,
                section: section_of(q, slot),
                hints: hints(q, around.iter().copied().chain(condition)),
            };
            goals.push(goal(What::Question(slot), None));
            let options = question.kind.options().iter().enumerate().filter(|(_, option)| !option.retired);
            goals.extend(options.map(|(at, option)| {
                let mut goal = goal(What::Option(slot, at), option.show_if.as_ref());
                goal.hints.entry(slot).or_default().options.extend(u16::try_from(at));
                goal
            }));
            let rows = question.kind.items().iter().enumerate().filter(|(_, item)| item.show_if.is_some());
            goals.extend(rows.map(|(at, item)| goal(What::Row(slot, at), item.show_if.as_ref())));
            let leaving = question.exits.iter().enumerate();
            exits.extend(leaving.map(|(at, exit)| goal(What::Exit(slot, at), Some(&exit.when))));
        }
        (goals, exits)
    }

    fn is_met(&self, reach: &Reach) -> bool {
        match self.what {
            What::Question(slot) => reach.is_opened(slot),
            What::Option(slot, at) => reach.is_chosen(slot, at),
            What::Row(slot, at) => reach.is_shown(slot, at),
            What::Exit(..) => false,
        }
    }

    /// What this walk heads for, if anything. Goals that are met are forgotten.
    pub fn choose<'g>(
        goals: &'g mut Vec<Self>,
        exits: &'g [Self],
        reach: &Reach,
        draw: &mut impl FnMut(usize) -> usize,
    ) -> Option<&'g Self> {
        if !exits.is_empty() && draw(LEAVING) == 0 {
            return exits.get(draw(exits.len()));
        }
        if draw(2) == 0 {
            return None;
        }
        while !goals.is_empty() {
            let at = draw(goals.len());
            if goals.get(at).is_some_and(|goal| !goal.is_met(reach)) {
                return goals.get(at);
            }
            goals.swap_remove(at);
        }
        None
    }

    pub fn hint(&self, slot: usize) -> Option<&Hint> {
        self.hints.get(&slot)
    }
}

/// Whether the answers to this page lead away from the goal: by an exit it does not want, or by a jump over it.
pub(super) fn strays(q: &Questionnaire, page: &Page<'_>, counted: &Answers, goal: Option<&Goal>) -> bool {
    let facts = Facts { questionnaire: q, answers: counted };
    let jumps_over = |to: &_| {
        let over = q.section(to).map(|(to, _)| to);
        goal.is_some_and(|goal| page.section < goal.section && over.is_some_and(|to| to > goal.section))
    };
    page.slots.iter().filter_map(|slot| Some((*slot, q.question_at(*slot)?))).any(|(slot, question)| {
        let mut exits = question.exits.iter().enumerate();
        // An option may end the interview: whoever looks for it takes that.
        let is_wanted = |at| match goal.map(|goal| goal.what) {
            Some(What::Exit(of, exit)) => (of, exit) == (slot, at),
            Some(What::Option(of, _)) => of == slot,
            _ => false,
        };
        exits.any(|(at, exit)| !is_wanted(at) && exit.when.is_true(&facts))
            || question.skips.iter().any(|skip| jumps_over(&skip.to) && skip.when.is_true(&facts))
    })
}

fn section_of(q: &Questionnaire, slot: usize) -> usize {
    (0..q.sections.len()).rev().find(|at| q.first_slot(*at) <= slot).unwrap_or(0)
}

/// The conditions a question stands behind: its own, and that of its section.
fn around(q: &Questionnaire, slot: usize) -> Vec<&Expr> {
    let section = q.sections.get(section_of(q, slot));
    let of_section = section.and_then(|section| section.show_if.as_ref());
    of_section.into_iter().chain(q.question_at(slot).and_then(|question| question.show_if.as_ref())).collect()
}

/// What these conditions name of each question, and the conditions around those questions, down to the first.
fn hints<'q>(q: &'q Questionnaire, conditions: impl Iterator<Item = &'q Expr>) -> BTreeMap<usize, Hint> {
    let mut hints = BTreeMap::new();
    let mut left: Vec<&Expr> = conditions.collect();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    while let Some(condition) = left.pop() {
        let (codes, numbers) = (condition.texts(), condition.numbers());
        for name in condition.names() {
            let mut named = Named { q, hints: &mut hints, slots: Vec::new() };
            named.variable(&name.question, &codes, &numbers, q.computed.len());
            for slot in named.slots {
                if seen.insert(slot) {
                    left.extend(around(q, slot));
                }
            }
        }
    }
    hints
}

/// What a condition names, question by question.
struct Named<'q, 'h> {
    q: &'q Questionnaire,
    hints: &'h mut BTreeMap<usize, Hint>,
    slots: Vec<usize>,
}

impl Named<'_, '_> {
    /// Computed variables read those before them only, which ends the descent.
    fn variable(&mut self, id: &QuestionId, codes: &[&str], numbers: &[f64], limit: usize) {
        let earlier = self.q.computed.iter().take(limit).enumerate();
        match earlier.into_iter().find(|(_, computed)| computed.id == *id) {
            Some((at, computed)) => self.computed(computed, codes, numbers, at),
            None => self.question(id, codes, numbers),
        }
    }

    fn computed(&mut self, computed: &Computed, codes: &[&str], numbers: &[f64], limit: usize) {
        let is_named = |code: &str| codes.contains(&code);
        match &computed.rule {
            ComputedRule::Bands { of, bands } => {
                let ends =
                    bands.iter().filter(|band| is_named(band.code.as_str())).flat_map(|band| [band.from, band.to]);
                let ends: Vec<i64> = ends.collect();
                if let Some((slot, _)) = self.q.question(of.as_str()) {
                    self.slots.push(slot);
                    self.hints.entry(slot).or_default().numbers.extend(ends);
                }
            }
            ComputedRule::Lookup { of, map } => {
                let sources = map.iter().filter(|(_, to)| is_named(to.as_str())).map(|(from, _)| from.as_str());
                let sources: Vec<&str> = sources.collect();
                self.variable(of, &sources, numbers, limit);
            }
            ComputedRule::Formula { value, .. } => {
                let (codes, numbers) = (value.texts(), [value.numbers().as_slice(), numbers].concat());
                let names: Vec<&Name> = value.names().into_iter().collect();
                names.into_iter().for_each(|name| self.variable(&name.question, &codes, &numbers, limit));
            }
            ComputedRule::Attribute { .. } => {}
        }
    }

    fn question(&mut self, id: &QuestionId, codes: &[&str], numbers: &[f64]) {
        let Some((slot, question)) = self.q.question(id.as_str()) else { return };
        self.slots.push(slot);
        let hint = self.hints.entry(slot).or_default();
        hint.options.extend(codes.iter().filter_map(|code| question.kind.position(code)));
        if let Kind::Number { min, max, decimals, .. } = &question.kind {
            let scaled = numbers.iter().filter_map(|number| stored(*number, *decimals));
            let around = scaled.flat_map(|number| [number.saturating_sub(1), number, number.saturating_add(1)]);
            hint.numbers.extend(around.filter(|number| min <= number && number <= max));
        }
    }
}
