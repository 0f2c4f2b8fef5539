//! What walks have seen: questions opened, options proposed and chosen; and why the rest was not.

use serde::Serialize;

use crate::domain::answer::Answer;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::{Question, Questionnaire};
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

    pub fn into_questions(self) -> Vec<QuestionReach> {
        self.questions
    }

    /// Everything never opened, never proposed or never chosen.
    pub fn unreached(&self, q: &Questionnaire) -> Vec<Unreached> {
        let mut unreached = Vec::new();
        for (reach, (slot, question)) in self.questions.iter().zip(q.questions()) {
            if reach.opened == 0 {
                unreached.push(Unreached { place: question.id.to_string(), reason: why_closed(q, slot, question) });
                continue;
            }
            for (seen, option) in reach.options.iter().zip(question.kind.options()) {
                let reason = match &option.show_if {
                    _ if seen.chosen > 0 => continue,
                    _ if option.retired => "retirée : sa place et son code restent".to_owned(),
                    Some(condition) if seen.proposed == 0 => {
                        format!("jamais proposée : « {condition} » n’a jamais tenu")
                    }
                    None if seen.proposed == 0 => never_carried(question),
                    _ => "proposée et jamais choisie : augmentez le nombre de parcours".to_owned(),
                };
                unreached.push(Unreached { place: format!("{}.options.{}", question.id, option.code), reason });
            }
            for (seen, item) in reach.rows.iter().zip(question.kind.items()).filter(|(seen, _)| seen.proposed == 0) {
                let reason = match &item.show_if {
                    Some(condition) => format!("ligne jamais montrée : « {condition} » n’a jamais tenu"),
                    None => never_carried(question),
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

fn never_carried(question: &Question) -> String {
    match &question.carry {
        Some(carry) => format!("jamais reprise de {}", carry.from),
        None => "jamais proposée".to_owned(),
    }
}

fn why_closed(q: &Questionnaire, slot: usize, question: &Question) -> String {
    let section =
        q.sections.iter().enumerate().rev().find(|(at, _)| q.first_slot(*at) <= slot).map(|(_, section)| section);
    let of_section = section.and_then(|section| Some((section, section.show_if.as_ref()?)));
    match (&question.show_if, of_section) {
        (Some(condition), _) => format!("jamais posée : « {condition} » n’a jamais tenu"),
        (None, Some((section, condition))) => {
            format!("jamais posée : la section {} attend « {condition} », qui n’a jamais tenu", section.id)
        }
        (None, None) => "jamais posée : une sortie ou un saut passe toujours avant elle".to_owned(),
    }
}
