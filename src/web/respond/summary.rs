//! What is wrong, or only doubtful, told first on the page: where a screen reader lands, with a link to each field.

use maud::{Markup, html};

use crate::domain::check::{AnswerFault, Form, SOFT_FIELD, message, told_warnings};
use crate::domain::order;
use crate::domain::questionnaire::{Question, Severity};
use crate::web::html::Concern;
use crate::web::respond::fields::anchor;
use crate::web::respond::wording::Wording;
use crate::web::words::Words;

/// Whether something must be changed before the page passes.
fn has_errors(faults: &[AnswerFault]) -> bool {
    faults.iter().any(|fault| fault.severity == Severity::Error)
}

pub fn concern(faults: &[AnswerFault]) -> Concern {
    match faults {
        [] => Concern::None,
        faults => {
            if has_errors(faults) {
                Concern::Faults
            } else {
                Concern::Doubts
            }
        }
    }
}

/// What must be changed, then apart what may pass, each in the order given; nothing when there is neither. Whoever has filled
/// something else is told that it is kept.
pub fn of(wording: Wording<'_>, faults: &[AnswerFault], is_rest_filled: bool) -> Markup {
    if faults.is_empty() {
        return html! {};
    }
    let (errors, doubts): (Vec<_>, Vec<_>) = faults.iter().partition(|fault| fault.severity == Severity::Error);
    let is_wrong = !errors.is_empty();
    let words = wording.words();
    let (class, title) =
        if is_wrong { ("summary", words.faults_title()) } else { ("summary doubts", words.doubts_title()) };
    let after = if is_wrong { is_rest_filled.then(|| words.faults_kept()) } else { Some(words.doubts_pass()) };
    html! {
        div class=(class) role="alert" tabindex="-1" autofocus aria-labelledby="fautes" {
            h2 #fautes { (title) }
            (list(wording, if is_wrong { &errors } else { &doubts }))
            @if is_wrong && !doubts.is_empty() {
                p { (words.doubts_too()) }
                div.doubts { (list(wording, &doubts)) }
            }
            @if let Some(after) = after { p.small { (after) } }
        }
    }
}

/// What is wrong with a page of one field, and the way to it.
pub fn one(words: Words, place: &str, said: &str) -> Markup {
    html! {
        div.summary role="alert" tabindex="-1" autofocus aria-labelledby="fautes" {
            h2 #fautes { (words.faults_title()) }
            ul { li { a href=(place) { (said) } } }
        }
    }
}

/// One item a question, however many of its rows are concerned.
fn list(wording: Wording<'_>, faults: &[&AnswerFault]) -> Markup {
    let questions = faults.chunk_by(|one, next| one.slot == next.slot);
    html! { ul { @for faults in questions { (of_question(wording, faults)) } } }
}

/// The faults of one question.
fn of_question(wording: Wording<'_>, faults: &[&AnswerFault]) -> Markup {
    let Some(first) = faults.first() else { return html! {} };
    let Some(question) = wording.questionnaire.question_at(first.slot) else {
        return html! { @for fault in faults { li { (fault.field) " – " (wording.fill(&fault.message)) } } };
    };
    let asked = wording.say(&question.text);
    let linked = |message: &str| html! { a href={ "#" (anchor(question, first)) } { (asked) } " – " (message) };
    if let Some(rows) = every_row_is_missing(wording, question, faults) {
        return html! { li { (linked(&wording.words().each_row(rows))) } };
    }
    if first.item.is_none() && faults.len() == 1 {
        return html! { li { (linked(&wording.fill(&first.message))) } };
    }
    let bare = |fault: &AnswerFault| bare(wording, question, fault);
    let shared =
        Some(bare(first)).filter(|said| first.item.is_some() && faults.iter().all(|fault| bare(fault) == *said));
    html! {
        li {
            (asked)
            @if let Some(said) = &shared { " – " (said) }
            ul { @for fault in faults { (part(wording, question, fault, shared.is_none())) } }
        }
    }
}

/// One of several faults of a question: its row, and where the rows have not all the same, what is wrong with it.
fn part(wording: Wording<'_>, question: &Question, fault: &AnswerFault, is_told: bool) -> Markup {
    let said = bare(wording, question, fault);
    let place = ["#", &anchor(question, fault)].concat();
    let row = fault.item.and_then(|item| question.kind.items().get(item));
    html! {
        li {
            @match row {
                Some(row) => { a href=(place) { (wording.say(&row.label)) } @if is_told { " – " (said) } },
                None => a href=(place) { (said) },
            }
        }
    }
}

/// What is wrong, without the row it is of.
fn bare(wording: Wording<'_>, question: &Question, fault: &AnswerFault) -> String {
    let row = fault.item.and_then(|item| question.kind.items().get(item));
    let told =
        row.map_or(fault.message.as_str(), |row| message::without_row(&fault.message, row.label.get(wording.language)));
    wording.fill(told).into_owned()
}

/// How many rows there are, where none was answered.
fn every_row_is_missing(wording: Wording<'_>, question: &Question, faults: &[&AnswerFault]) -> Option<usize> {
    let first = faults.first()?;
    let rows = order::items_shown(wording.questionnaire, wording.answers, first.slot).len();
    let wanted = wording.fill(&message::wanted(wording.language, &question.kind)).into_owned();
    let is_missing = |fault: &&AnswerFault| fault.item.is_some() && bare(wording, question, fault) == wanted;
    (rows > 1 && faults.len() == rows && faults.iter().all(is_missing)).then_some(rows)
}

/// What was only warned of passes the second time, once it was shown.
pub fn second_time(form: &Form, faults: &[AnswerFault]) -> Markup {
    html! {
        @for key in told_warnings(form, faults) { input type="hidden" name=(SOFT_FIELD) value=(key); }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::answer::Answers;
    use crate::domain::questionnaire::Language;
    use crate::web::respond::fields::fixture::questionnaire;

    /// What is told of these rows of a question, or of all of it.
    fn told(id: &str, rows: &[usize], told: &str) -> String {
        let questionnaire = questionnaire();
        let (slot, question) = questionnaire.question(id).unwrap();
        let fault = |item: Option<usize>| {
            let row = item.map(|item| &question.kind.items()[item]);
            let field = row.map_or(id.to_owned(), |row| [id, ".", row.code.as_str()].concat());
            let message = row.map_or(told.to_owned(), |row| message::row(told, row.label.get(Language::Fr)));
            AnswerFault { slot, item, key: field.clone(), field, message, severity: Severity::Error }
        };
        let faults: Vec<_> = match rows {
            [] => vec![fault(None)],
            rows => rows.iter().map(|row| fault(Some(*row))).collect(),
        };
        let (texts, answers) = (BTreeMap::new(), Answers::none(&questionnaire));
        let wording =
            Wording { questionnaire: &questionnaire, texts: &texts, answers: &answers, language: Language::Fr };
        of(wording, &faults, false).into_string()
    }

    const GRID: &str = "Êtes-vous d’accord avec ce que font…";

    #[test]
    fn the_rows_of_a_question_are_told_under_it_once() {
        let html = told("GRILLE", &[0, 2], "Choisissez une réponse.");
        assert_eq!(html.matches(GRID).count(), 1, "{html}");
        assert_eq!(html.matches("Choisissez une réponse.").count(), 1, "{html}");
        assert!(html.contains("<a href=\"#f-GRILLE.i0\">Votre maire</a>"), "{html}");
        assert!(html.contains("<a href=\"#f-GRILLE.i2\">Les entreprises qui y sont installées</a>"), "{html}");
    }

    #[test]
    fn a_grid_without_any_answer_has_one_link() {
        let html = told("GRILLE", &[0, 1, 2], "Choisissez une réponse.");
        assert!(html.contains("</a> – Donnez une réponse à chaque ligne (3)."), "{html}");
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
        let wrong = told("PARTS", &[0, 1, 2], "Écrivez un nombre entre 0 et 100.");
        assert_eq!(wrong.matches("<a ").count(), 3, "what was written is told row by row: {wrong}");
    }

    #[test]
    fn a_question_alone_is_a_link_and_what_is_wrong_stands_after() {
        let html = told("EFFECTIF", &[], "Écrivez un nombre.");
        assert!(html.contains("</a> – Écrivez un nombre.</li>"), "{html}");
        assert!(!html.contains("sont gardées"), "nothing else was filled: {html}");
    }
}
