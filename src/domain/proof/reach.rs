//! What walks have seen: questions opened, options proposed and chosen; and why the rest was not.

use serde::Serialize;

use crate::domain::answer::Answer;
use crate::domain::check::message::grouped;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::{Language, Question, Questionnaire};
use crate::domain::route::Open;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuestionReach {
    pub question: QuestionId,
    pub opened: u32,
    pub options: Vec<Seen>,
    pub rows: Vec<Seen>,
}

/// An option, or a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen {
    pub code: OptionCode,
    #[serde(skip)]
    is_retired: bool,
    pub proposed: u32,
    /// Chosen, or answered for a row.
    pub chosen: u32,
}

/// Something no walk has reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unreached {
    /// As in `JC_FREINS`, `JC_FREINS.options.autre` or `JC_EFFETS.items.juste`.
    pub place: String,
    pub reason: String,
}

impl Seen {
    pub fn is_retired(&self) -> bool {
        self.is_retired
    }
}

pub(super) struct Reach {
    questions: Vec<QuestionReach>,
}

impl Reach {
    pub fn of(q: &Questionnaire) -> Self {
        let unseen = |code: &OptionCode, is_retired| Seen { code: code.clone(), is_retired, proposed: 0, chosen: 0 };
        let questions = q.questions().map(|(_, question)| QuestionReach {
            question: question.id.clone(),
            opened: 0,
            options: question.kind.options().iter().map(|option| unseen(&option.code, option.retired)).collect(),
            rows: question.kind.items().iter().map(|item| unseen(&item.code, false)).collect(),
        });
        Self { questions: questions.collect() }
    }

    /// The question of this slot is shown, with what is open of it.
    pub fn shown(&mut self, slot: usize, open: Option<&Open>) {
        let Some(question) = self.questions.get_mut(slot) else { return };
        question.opened += 1;
        let QuestionReach { options, rows, .. } = question;
        for (at, seen) in options.iter_mut().enumerate().filter(|(_, seen)| !seen.is_retired) {
            seen.proposed += u32::from(open.is_none_or(|open| open.has_option(at)));
        }
        for (at, seen) in rows.iter_mut().enumerate() {
            seen.proposed += u32::from(open.is_none_or(|open| open.has_item(at)));
        }
    }

    pub fn answered(&mut self, slot: usize, answer: Option<&Answer>) {
        let (Some(question), Some(answer)) = (self.questions.get_mut(slot), answer) else { return };
        let options = |chosen: &[u16], seen: &mut [Seen]| count(seen, chosen.iter().map(|at| usize::from(*at)));
        match answer {
            Answer::One(at) => options(&[*at], &mut question.options),
            Answer::Many(chosen) | Answer::Ranked(chosen) => options(chosen, &mut question.options),
            Answer::Rows(rows) => {
                count(&mut question.options, rows.iter().flatten().map(|at| usize::from(*at)));
                count(&mut question.rows, given(rows));
            }
            Answer::Numbers(rows) => count(&mut question.rows, given(rows)),
            Answer::Number(_) | Answer::Text(_) | Answer::Date(_) | Answer::Entry(_) => {}
        }
    }

    pub fn is_opened(&self, slot: usize) -> bool {
        self.questions.get(slot).is_some_and(|question| question.opened > 0)
    }

    pub fn is_chosen(&self, slot: usize, option: usize) -> bool {
        let seen = self.questions.get(slot).and_then(|question| question.options.get(option));
        seen.is_some_and(|seen| seen.chosen > 0)
    }

    pub fn is_shown(&self, slot: usize, row: usize) -> bool {
        let seen = self.questions.get(slot).and_then(|question| question.rows.get(row));
        seen.is_some_and(|seen| seen.proposed > 0)
    }

    pub fn into_questions(self) -> Vec<QuestionReach> {
        self.questions
    }

    /// Everything these walks have not opened, proposed or chosen. A retired option is not looked for.
    pub fn unreached(&self, q: &Questionnaire, walks: u32) -> Vec<Unreached> {
        let within = &within(walks);
        let mut unreached = Vec::new();
        for (reach, (slot, question)) in self.questions.iter().zip(q.questions()) {
            if reach.opened == 0 {
                unreached
                    .push(Unreached { place: question.id.to_string(), reason: why_closed(q, slot, question, within) });
                continue;
            }
            for (seen, option) in reach.options.iter().zip(question.kind.options()) {
                let reason = match &option.show_if {
                    _ if seen.chosen > 0 => continue,
                    _ if option.retired => continue,
                    Some(condition) if seen.proposed == 0 => {
                        format!("pas proposée {within} : « {condition} » n’a pas tenu")
                    }
                    None if seen.proposed == 0 => not_carried(question, within),
                    _ => format!("proposée {} fois {within} sans être choisie : augmentez leur nombre", seen.proposed),
                };
                unreached.push(Unreached { place: format!("{}.options.{}", question.id, option.code), reason });
            }
            for (seen, item) in reach.rows.iter().zip(question.kind.items()).filter(|(seen, _)| seen.proposed == 0) {
                let reason = match &item.show_if {
                    Some(condition) => format!("ligne pas montrée {within} : « {condition} » n’a pas tenu"),
                    None => not_carried(question, within),
                };
                unreached.push(Unreached { place: format!("{}.items.{}", question.id, seen.code), reason });
            }
        }
        unreached
    }
}

fn count(seen: &mut [Seen], chosen: impl Iterator<Item = usize>) {
    for at in chosen {
        if let Some(seen) = seen.get_mut(at) {
            seen.chosen += 1;
        }
    }
}

/// The rows that have an answer.
fn given<T>(rows: &[Option<T>]) -> impl Iterator<Item = usize> {
    rows.iter().enumerate().filter(|(_, row)| row.is_some()).map(|(at, _)| at)
}

/// As in « en 10 000 parcours »: what walks have not met may still be possible.
pub(super) fn within(walks: u32) -> String {
    format!("en {} parcours", grouped(Language::Fr, &walks.to_string()))
}

fn not_carried(question: &Question, within: &str) -> String {
    match &question.carry {
        Some(carry) => format!("pas reprise de {} {within}", carry.from),
        None => format!("pas proposée {within}"),
    }
}

fn why_closed(q: &Questionnaire, slot: usize, question: &Question, within: &str) -> String {
    let section =
        q.sections.iter().enumerate().rev().find(|(at, _)| q.first_slot(*at) <= slot).map(|(_, section)| section);
    let of_section = section.and_then(|section| Some((section, section.show_if.as_ref()?)));
    match (&question.show_if, of_section) {
        (Some(condition), _) => format!("pas posée {within} : « {condition} » n’a pas tenu"),
        (None, Some((section, condition))) => {
            format!("pas posée {within} : la section {} attend « {condition} », qui n’a pas tenu", section.id)
        }
        (None, None) => format!("pas posée {within} : une sortie ou un saut passait avant elle"),
    }
}
