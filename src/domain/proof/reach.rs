//! What walks have seen: questions opened, options proposed and chosen; and why the rest was not.

use serde::Serialize;

use crate::domain::answer::{Answer, Answers};
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::order;
use crate::domain::questionnaire::{Question, Questionnaire};

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
        let unseen = |code: &OptionCode| Seen { code: code.clone(), proposed: 0, chosen: 0 };
        let questions = q.questions().map(|(_, question)| QuestionReach {
            question: question.id.clone(),
            opened: 0,
            options: question.kind.options().iter().map(|option| unseen(&option.code)).collect(),
            rows: question.kind.items().iter().map(|item| unseen(&item.code)).collect(),
        });
        Self { questions: questions.collect() }
    }

    /// The question of this slot is shown to somebody who has answered this so far.
    pub fn shown(&mut self, q: &Questionnaire, answers: &Answers, slot: usize) {
        let Some(question) = self.questions.get_mut(slot) else { return };
        question.opened += 1;
        count(&mut question.options, order::options_shown(q, answers, slot), |seen| seen.proposed += 1);
        count(&mut question.rows, order::items_shown(q, answers, slot), |seen| seen.proposed += 1);
    }

    pub fn answered(&mut self, slot: usize, answer: Option<&Answer>) {
        let (Some(question), Some(answer)) = (self.questions.get_mut(slot), answer) else { return };
        let positions = |chosen: &[u16]| chosen.iter().map(|at| usize::from(*at)).collect::<Vec<_>>();
        match answer {
            Answer::One(at) => count(&mut question.options, vec![usize::from(*at)], |seen| seen.chosen += 1),
            Answer::Many(chosen) | Answer::Ranked(chosen) => {
                count(&mut question.options, positions(chosen), |seen| seen.chosen += 1);
            }
            Answer::Rows(rows) => {
                let chosen: Vec<u16> = rows.iter().copied().flatten().collect();
                count(&mut question.options, positions(&chosen), |seen| seen.chosen += 1);
                let given = rows.iter().enumerate().filter(|(_, row)| row.is_some()).map(|(at, _)| at);
                count(&mut question.rows, given.collect(), |seen| seen.chosen += 1);
            }
            Answer::Numbers(rows) => {
                let given = rows.iter().enumerate().filter(|(_, row)| row.is_some()).map(|(at, _)| at);
                count(&mut question.rows, given.collect(), |seen| seen.chosen += 1);
            }
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
                    Some(condition) if seen.proposed == 0 => format!("jamais proposée : « {condition} » n’a jamais tenu"),
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

fn count(seen: &mut [Seen], positions: Vec<usize>, step: impl Fn(&mut Seen)) {
    for at in positions {
        if let Some(seen) = seen.get_mut(at) {
            step(seen);
        }
    }
}

fn never_carried(question: &Question) -> String {
    match &question.carry {
        Some(carry) => format!("jamais reprise de {}", carry.from),
        None => "jamais proposée".to_owned(),
    }
}

fn why_closed(q: &Questionnaire, slot: usize, question: &Question) -> String {
    let section = q.sections.iter().enumerate().rev().find(|(at, _)| q.first_slot(*at) <= slot).map(|(_, section)| section);
    let of_section = section.and_then(|section| Some((section, section.show_if.as_ref()?)));
    match (&question.show_if, of_section) {
        (Some(condition), _) => format!("jamais posée : « {condition} » n’a jamais tenu"),
        (None, Some((section, condition))) => {
            format!("jamais posée : la section {} attend « {condition} », qui n’a jamais tenu", section.id)
        }
        (None, None) => "jamais posée : une sortie ou un saut passe toujours avant elle".to_owned(),
    }
}
