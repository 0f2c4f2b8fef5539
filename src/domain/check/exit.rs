//! Whether what was sent already leads out of the interview: « non » to the first question of a page, and the others of it
//! need no answer.

use crate::domain::answer::{Answers, Facts};
use crate::domain::questionnaire::{Exit, Questionnaire};
use crate::domain::route::Page;

/// Whether an exit of the page is taken by the answers it sent, whatever those still absent would be.
pub(super) fn leads_out(
    q: &Questionnaire,
    page: Page<'_>,
    sent: &Answers,
    counted: &Answers,
    absent: &[usize],
) -> bool {
    let mut answers = counted.clone();
    for &slot in page.slots {
        answers.copy_slot(sent, slot);
        page.set_aside(&mut answers, slot);
    }
    let facts = Facts { questionnaire: q, answers: &answers };
    let exits = page.slots.iter().filter_map(|slot| q.question_at(*slot)).flat_map(|question| &question.exits);
    exits.filter(|exit| !reads(q, exit, absent)).any(|exit| exit.when.is_true(&facts))
}

/// An exit on a question that was left without an answer waits for it: the answer it had before was not sent.
fn reads(q: &Questionnaire, exit: &Exit, absent: &[usize]) -> bool {
    let names = exit.when.names();
    let mut slots = names.iter().filter_map(|name| q.question(name.question.as_str()));
    slots.any(|(slot, _)| absent.contains(&slot))
}
