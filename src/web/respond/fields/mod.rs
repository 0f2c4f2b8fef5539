//! Questions as controls, one file a kind. Every control has a label, every group a fieldset and a legend; a fault
//! stands beside its field and is named by it. The `id` of a control is `f-` and its field name, for the summary's links.

mod choice;
mod date;
mod entry;
mod frame;
mod grid;
mod list;
mod missing;
mod note;
mod number;
mod numbers;
mod ranking;
mod rules;
mod scale;
mod text;

use std::borrow::Cow;
use std::cell::OnceCell;

use maud::Markup;

use crate::domain::check::AnswerFault;
use crate::domain::order;
use crate::domain::questionnaire::{AnswerOption, Display, Item, Kind, Question, Severity};
use crate::web::respond::filling::Filling;
use crate::web::respond::wording::Wording;
use crate::web::words::Words;

pub use entry::{ENTER_FIELD, searched};
pub use frame::anchor;

/// A question as this page shows it.
pub struct Shown<'a> {
    pub slot: usize,
    pub question: &'a Question,
    pub filling: &'a Filling,
    pub faults: &'a [AnswerFault],
    pub wording: Wording<'a>,
    pub scope: Scope,
    /// Decides a quota cell that is taken: shown, and no longer open to change.
    pub is_settled: bool,
    /// Asked for by all that stands around a control, put in words once.
    pub rule: OnceCell<Option<String>>,
}

/// Which options and rows stand on the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those this person is asked, in their order.
    Asked,
    /// All that somebody could be asked, in the order of the file.
    Everything,
}

pub fn question(shown: &Shown<'_>) -> Markup {
    match &shown.question.kind {
        Kind::Single { display: Display::DropDown, .. } => list::drop_down(shown, list::Search::Off),
        Kind::Single { display: Display::Searchable, .. } => list::drop_down(shown, list::Search::On),
        Kind::Single { display: Display::Scale, poles, .. } => scale::scale(shown, poles.as_ref()),
        Kind::Single { display: Display::Radio, .. } => choice::choices(shown, choice::Choice::One),
        Kind::Multiple { .. } => choice::choices(shown, choice::Choice::Several),
        Kind::Grid { poles, .. } => grid::grid(shown, poles.as_ref()),
        Kind::Number { unit, decimals, min, .. } => number::number(shown, unit.as_ref(), *decimals, *min),
        Kind::Numbers { .. } => numbers::numbers(shown),
        Kind::Ranking { ranks_max, .. } => ranking::ranking(shown, *ranks_max),
        Kind::Text { format, chars_max, .. } => text::text(shown, *format, *chars_max),
        Kind::Date { precision, .. } => date::date(shown, *precision),
        Kind::Entry { nomenclature, .. } => entry::entry(shown, nomenclature),
        Kind::Note => note::note(shown),
    }
}

impl<'a> Shown<'a> {
    fn id(&self) -> &'a str {
        self.question.id.as_str()
    }

    fn words(&self) -> Words {
        self.wording.words()
    }

    fn say(&self, text: &'a crate::domain::questionnaire::Text) -> Cow<'a, str> {
        self.wording.say(text)
    }

    /// The options with their positions, in the order shown.
    fn options(&self) -> Vec<(usize, &'a AnswerOption)> {
        let options = self.question.kind.options();
        let positions = match self.scope {
            Scope::Asked => order::options_shown(self.wording.questionnaire, self.wording.answers, self.slot),
            Scope::Everything => (0..options.len()).collect(),
        };
        let shown = positions.into_iter().filter_map(|at| Some((at, options.get(at)?)));
        shown.filter(|(_, option)| !option.retired).collect()
    }

    /// The rows with their positions, in the order shown.
    fn items(&self) -> Vec<(usize, &'a Item)> {
        let items = self.question.kind.items();
        let positions = match self.scope {
            Scope::Asked => order::items_shown(self.wording.questionnaire, self.wording.answers, self.slot),
            Scope::Everything => (0..items.len()).collect(),
        };
        positions.into_iter().filter_map(|at| Some((at, items.get(at)?))).collect()
    }

    fn rule(&self) -> Option<&str> {
        self.rule.get_or_init(|| rules::of(self)).as_deref()
    }

    /// Faults of the question as a whole (`None`), or of one of its rows.
    fn faults_of(&self, item: Option<usize>) -> impl Iterator<Item = &'a AnswerFault> {
        let slot = self.slot;
        self.faults.iter().filter(move |fault| fault.slot == slot && fault.item == item)
    }

    /// The worst that is said of it.
    fn severity(&self) -> Option<Severity> {
        let slot = self.slot;
        self.faults.iter().filter(|fault| fault.slot == slot).map(|fault| fault.severity).min()
    }

    /// Whether a fault is of that field of the question, rather than of another.
    fn is_wrong_in(&self, field: &str) -> bool {
        let of_field = |fault: &&AnswerFault| fault.slot == self.slot && fault.field == field;
        self.faults.iter().filter(of_field).any(|fault| fault.severity == Severity::Error)
    }

    fn is_wrong(&self) -> bool {
        self.severity() == Some(Severity::Error)
    }
}

#[cfg(test)]
pub(super) mod fixture;
#[cfg(test)]
mod tests;
