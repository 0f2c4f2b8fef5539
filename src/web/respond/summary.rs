//! What is wrong, or only doubtful, told first on the page: where a screen reader lands, with a link to each field.

use maud::{Markup, html};

use crate::domain::check::{AnswerFault, Form, SOFT_FIELD, told_warnings};
use crate::domain::questionnaire::Severity;
use crate::web::html::Concern;
use crate::web::respond::fields::anchor;
use crate::web::respond::wording::Wording;

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

/// What must be changed, then apart what may pass, each in the order given; nothing when there is neither.
pub fn of(wording: Wording<'_>, faults: &[AnswerFault]) -> Markup {
    if faults.is_empty() {
        return html! {};
    }
    let (errors, doubts): (Vec<_>, Vec<_>) = faults.iter().partition(|fault| fault.severity == Severity::Error);
    let is_wrong = !errors.is_empty();
    let words = wording.words();
    let (class, title) =
        if is_wrong { ("summary", words.faults_title()) } else { ("summary doubts", words.doubts_title()) };
    html! {
        div class=(class) role="alert" tabindex="-1" autofocus aria-labelledby="fautes" {
            h2 #fautes { (title) }
            (list(wording, if is_wrong { &errors } else { &doubts }))
            @if is_wrong && !doubts.is_empty() {
                p { (words.doubts_too()) }
                div.doubts { (list(wording, &doubts)) }
            }
            p.small { @if is_wrong { (words.faults_kept()) } @else { (words.doubts_pass()) } }
        }
    }
}

fn list(wording: Wording<'_>, faults: &[&AnswerFault]) -> Markup {
    html! { ul { @for fault in faults { (item(wording, fault)) } } }
}

fn item(wording: Wording<'_>, fault: &AnswerFault) -> Markup {
    let Some(question) = wording.questionnaire.question_at(fault.slot) else {
        return html! { li { (fault.field) " – " (wording.fill(&fault.message)) } };
    };
    html! {
        li {
            a href={ "#" (anchor(question, fault)) } {
                (wording.say(&question.text))
                " – " (wording.fill(&fault.message))
            }
        }
    }
}

/// What was only warned of passes the second time, once it was shown.
pub fn second_time(form: &Form, faults: &[AnswerFault]) -> Markup {
    html! {
        @for key in told_warnings(form, faults) { input type="hidden" name=(SOFT_FIELD) value=(key); }
    }
}
