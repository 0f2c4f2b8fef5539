//! An entry of a long list (a commune), in two steps that need no script: type what is known of it, send, choose among
//! what matches. What was typed stays open to change, and the fallbacks (« autre commune ») stay below. The page that comes
//! back opens on what was found, or on the sentence that nothing was.

use maud::{Markup, html};

use super::{Shown, frame};
use crate::domain::answer::Answer;
use crate::domain::check::form::{entry_field, missing_field};
use crate::domain::id::NomenclatureId;
use crate::domain::nomenclature::{Entry, FOUND_MAX, Nomenclature, TYPED_CHARS_MAX};
use crate::domain::questionnaire::Language;

/// Sent by the button that looks for entries: the page is shown again with what matches, and nothing is taken yet.
pub const SEARCH_FIELD: &str = "_chercher";
/// Sent by the Enter key, with the ids of the page's entries: what is typed and not yet chosen is looked for first.
pub const ENTER_FIELD: &str = "_entree";

/// The entry a page was sent only to look for; nothing when it was sent to be taken.
pub fn searched(form: &[(String, String)]) -> Option<&str> {
    let sent = |name: &str| form.iter().find(|(field, _)| field == name).map(|(_, value)| value.trim());
    let is_open = |id: &&str| {
        let is_empty = |field: &str| sent(field).is_none_or(str::is_empty);
        !is_empty(id) && is_empty(&entry_field(id)) && is_empty(&missing_field(id))
    };
    sent(SEARCH_FIELD).or_else(|| sent(ENTER_FIELD)?.split(' ').find(is_open))
}

pub fn entry(shown: &Shown<'_>, nomenclature: &NomenclatureId) -> Markup {
    let field = shown.id();
    let list = shown.wording.questionnaire.lists.get(nomenclature);
    let found = list.map(|list| found(shown, list)).unwrap_or_default();
    let control = html! {
        div.search {
            input type="text" id={ "f-" (field) } name=(field) value=[shown.filling.first(field)] autocomplete="off"
                maxlength=(TYPED_CHARS_MAX) aria-describedby=[frame::described_by(shown)]
                aria-invalid=[shown.is_wrong().then_some("true")] disabled[shown.is_settled];
            button.second type="submit" name=(SEARCH_FIELD) value=(field) disabled[shown.is_settled] { (shown.words().search()) }
        }
        (told(shown, found.len()))
        (matches(shown, &found))
    };
    frame::single(shown, &control)
}

/// What was typed may mean these; while nothing is typed, the entry chosen before.
fn found<'l>(shown: &Shown<'_>, list: &'l Nomenclature) -> Vec<&'l Entry> {
    let typed = shown.filling.first(shown.id()).unwrap_or_default();
    if !typed.is_empty() {
        return list.search(typed).into_iter().filter_map(|at| list.entry(at)).collect();
    }
    let sent = shown.filling.first(&entry_field(shown.id())).and_then(|key| list.position(key));
    let kept = match shown.wording.answers.get(shown.slot) {
        Some(Answer::Entry(at)) => usize::try_from(*at).ok(),
        _ => None,
    };
    sent.or(kept).and_then(|at| list.entry(at)).into_iter().collect()
}

/// How many match what was just typed. Where the page was sent to look for it, it opens here; where it was sent to be taken,
/// the faults say it.
fn told(shown: &Shown<'_>, found: usize) -> Markup {
    let is_typed = shown.filling.first(shown.id()).is_some_and(|typed| !typed.trim().is_empty());
    let is_searched = shown.filling.searched() == Some(shown.id());
    let words = shown.words();
    html! {
        @if is_searched || is_typed && found >= FOUND_MAX {
            p.found id={ "r-" (shown.id()) } role="status" tabindex="-1" autofocus[is_searched] {
                @if !is_typed { (words.nothing_typed()) }
                @else if found < FOUND_MAX { (words.found(found)) }
                @else { (words.many_found()) }
            }
        }
    }
}

fn matches(shown: &Shown<'_>, found: &[&Entry]) -> Markup {
    let field = entry_field(shown.id());
    let only = found.len() == 1;
    html! {
        @if !found.is_empty() {
            fieldset.matches {
                legend { (shown.words().matches()) }
                div.options {
                    @for (rank, entry) in found.iter().enumerate() {
                        @let key = entry.key.as_str();
                        label.option {
                            input type="radio" id=[(rank == 0).then(|| ["f-", &field].concat())] name=(field) value=(key)
                                checked[only || shown.filling.has(&field, key)] disabled[shown.is_settled];
                            span.option-text lang=[shown.words().unless(Language::Fr)] {
                                (entry.label)
                                @if !entry.also.is_empty() { span.option-help { (entry.also.join(", ")) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
