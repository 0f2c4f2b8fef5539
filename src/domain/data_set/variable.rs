//! Which columns a questionnaire gives, in the order of the file: what each question leaves, then hidden and computed
//! variables, then the orders shown. Whoever writes a data set out reads names, labels and codes here.

use super::{Choices, Column, Values};
use crate::domain::id::{AttributeId, OptionCode, QuestionId};
use crate::domain::nomenclature::Attribute;
use crate::domain::questionnaire::{
    AnswerOption, Beside, Category, Computed, ComputedRule, Gives, Hidden, Item, Kind, Language, Question,
    Questionnaire, Role, Rotation, Section, TextFormat,
};

/// One column to be.
#[derive(Debug, Clone)]
pub struct Variable<'q> {
    pub name: String,
    /// Slot of the question or of the hidden variable; none for a computed one.
    pub slot: Option<usize>,
    pub of: Of<'q>,
}

/// What a column holds.
#[derive(Debug, Clone)]
pub enum Of<'q> {
    /// The answer itself.
    Question(&'q Question),
    /// One row of a grid or of several numbers, and its position.
    Row(&'q Question, usize, &'q Item),
    /// What was ranked there, from 1.
    Rank(&'q Question, usize),
    /// What was written beside an option.
    Beside(&'q Question, usize, &'q AnswerOption),
    /// What is kept of the entry of a nomenclature; the list is beside the version.
    Attribute(&'q Question, Option<&'q Attribute>, &'q AttributeId),
    Hidden(&'q Hidden),
    Computed(&'q Computed),
    /// The order in which options, or rows, were shown.
    Order(&'q Question),
    /// The order in which sections were shown.
    Sections,
    /// The order in which the questions of this section were shown.
    Questions(usize, &'q Section),
}

/// The column of one row of a grid or of several numbers.
pub fn grid_column(question: &QuestionId, item: &Item) -> String {
    format!("{question}:{}", item.code)
}

/// The column of a rank, from 1.
pub fn rank_column(question: &QuestionId, rank: usize) -> String {
    format!("{question}:{rank}")
}

/// The column of an attribute kept of an entry.
pub fn entry_column(question: &QuestionId, attribute: &AttributeId) -> String {
    format!("{question}:{attribute}")
}

/// The column of what is written beside an option, under the name of its field.
pub fn beside_column(question: &QuestionId, option: &AnswerOption) -> String {
    format!("{question}--{}", option.code)
}

/// The column of the order of sections.
pub const SECTIONS_COLUMN: &str = "::sections";

/// The column of the order of the questions of a section.
pub fn questions_column(section: &Section) -> String {
    format!("::questions:{}", section.id)
}

/// The column of the order shown: no code holds a colon, so it is never that of a row.
pub fn order_column(question: &QuestionId) -> String {
    format!("{question}::order")
}

/// Every column of the data set of this version.
pub fn variables(q: &Questionnaire) -> Vec<Variable<'_>> {
    let mut variables = Vec::new();
    for (slot, question) in q.questions().filter(|(_, question)| is_kept(question)) {
        let own = own_columns(q, question).into_iter().chain(beside_columns(question));
        variables.extend(own.map(|(name, of)| Variable { name, slot: Some(slot), of }));
    }
    for hidden in &q.hidden {
        let slot = q.hidden(hidden.id.as_str()).map(|(slot, _)| slot);
        variables.push(Variable { name: hidden.id.to_string(), slot, of: Of::Hidden(hidden) });
    }
    let computed = |computed| (Of::Computed(computed), computed.id.to_string());
    variables.extend(q.computed.iter().map(computed).map(|(of, name)| Variable { name, slot: None, of }));
    let turns = |question: &Question| is_kept(question) && question.kind.rotation() != Rotation::None;
    let turned = q.questions().filter(|(_, question)| turns(question));
    variables.extend(turned.map(|(slot, question)| Variable {
        name: order_column(&question.id),
        slot: Some(slot),
        of: Of::Order(question),
    }));
    if !q.orders.is_empty() {
        variables.push(Variable { name: SECTIONS_COLUMN.to_owned(), slot: None, of: Of::Sections });
    }
    let mixed = q.sections.iter().enumerate().filter(|(_, section)| section.rotation != Rotation::None);
    variables.extend(mixed.map(|(at, section)| Variable {
        name: questions_column(section),
        slot: None,
        of: Of::Questions(at, section),
    }));
    variables
}

fn is_kept(question: &Question) -> bool {
    !matches!(question.role, Role::Consent | Role::Contact)
}

fn own_columns<'q>(q: &'q Questionnaire, question: &'q Question) -> Vec<(String, Of<'q>)> {
    let id = &question.id;
    match &question.kind {
        Kind::Single { .. } | Kind::Multiple { .. } | Kind::Number { .. } | Kind::Date { .. } => {
            vec![(id.to_string(), Of::Question(question))]
        }
        Kind::Text { format, .. } if is_verbatim(question, *format) => vec![(id.to_string(), Of::Question(question))],
        Kind::Text { .. } | Kind::Note => Vec::new(),
        Kind::Grid { items, .. } | Kind::Numbers { items, .. } => {
            let row = |(at, item)| (grid_column(id, item), Of::Row(question, at, item));
            items.iter().enumerate().map(row).collect()
        }
        Kind::Ranking { ranks_max, .. } => {
            (1..=usize::from(*ranks_max)).map(|rank| (rank_column(id, rank), Of::Rank(question, rank))).collect()
        }
        Kind::Entry { nomenclature, keep, .. } => {
            let list = q.lists.get(nomenclature);
            let attribute = |kept| list.and_then(|list| list.attribute_of(kept));
            keep.iter().map(|kept| (entry_column(id, kept), Of::Attribute(question, attribute(kept), kept))).collect()
        }
    }
}

/// Words are kept where an opinion was asked for; an address to write to, never.
fn is_verbatim(question: &Question, format: TextFormat) -> bool {
    question.role == Role::Opinion && matches!(format, TextFormat::Line | TextFormat::Paragraph)
}

fn beside_columns(question: &Question) -> impl Iterator<Item = (String, Of<'_>)> {
    let options = question.kind.options().iter().enumerate().filter(|(_, option)| option.beside.is_some());
    options.map(|(at, option)| (beside_column(&question.id, option), Of::Beside(question, at, option)))
}

impl Variable<'_> {
    /// The column, without a row.
    pub fn empty_column(&self, q: &Questionnaire) -> Column {
        Column { name: self.name.clone(), values: self.empty_values(q) }
    }

    /// What the column is about, in words.
    pub fn label(&self, language: Language) -> String {
        let under = |question: &Question, part: &str| format!("{} — {part}", question.text.get(language));
        match &self.of {
            Of::Question(question) => question.text.get(language).to_owned(),
            Of::Row(question, _, item) => under(question, item.label.get(language)),
            Of::Rank(question, rank) => under(question, &format!("rang {rank}")),
            Of::Beside(question, _, option) => under(question, option.label.get(language)),
            Of::Attribute(question, attribute, id) => {
                under(question, attribute.map_or(id.as_str(), |attribute| attribute.label.get(language)))
            }
            Of::Hidden(hidden) => hidden.label.get(language).to_owned(),
            Of::Computed(computed) => computed.label.get(language).to_owned(),
            Of::Order(question) => under(question, "ordre montré"),
            Of::Sections => "Ordre des sections".to_owned(),
            Of::Questions(_, section) => format!("{} — ordre des questions", section.title.get(language)),
        }
    }

    /// The codes its values may have, with their labels: categories, ticks, ranked options, declared non-answers, what
    /// an order is made of.
    pub fn codes(&self, q: &Questionnaire, language: Language) -> Vec<(String, String)> {
        let options = |question: &Question| -> Vec<(String, String)> {
            let option = |option: &AnswerOption| (option.code.to_string(), option.label.get(language).to_owned());
            question.kind.options().iter().map(option).collect()
        };
        let categories = |categories: &[Category]| -> Vec<(String, String)> {
            let category = |item: &Category| (item.code.to_string(), item.label.get(language).to_owned());
            categories.iter().map(category).collect()
        };
        match &self.of {
            Of::Question(question) | Of::Row(question, ..) | Of::Rank(question, _) => options(question),
            Of::Attribute(question, attribute, _) => {
                let known: Vec<(String, String)> =
                    attribute.map_or_else(Vec::new, |attribute| categories(&attribute.categories));
                let is_new = |(code, _): &(String, String)| !known.iter().any(|(other, _)| other == code);
                let others: Vec<(String, String)> = options(question).into_iter().filter(is_new).collect();
                known.into_iter().chain(others).collect()
            }
            Of::Sections => {
                let section = |section: &Section| (section.id.to_string(), section.title.get(language).to_owned());
                q.sections.iter().map(section).collect()
            }
            Of::Questions(_, section) => {
                let question = |asked: &Question| (asked.id.to_string(), asked.text.get(language).to_owned());
                section.questions.iter().map(question).collect()
            }
            Of::Beside(..) => Vec::new(),
            Of::Hidden(hidden) => categories(&hidden.categories),
            Of::Computed(computed) => categories(&computed.categories),
            Of::Order(question) if question.kind.items().is_empty() => options(question),
            Of::Order(question) => {
                let item = |item: &Item| (item.code.to_string(), item.label.get(language).to_owned());
                question.kind.items().iter().map(item).collect()
            }
        }
    }

    fn empty_values(&self, q: &Questionnaire) -> Values {
        let codes = || self.codes(q, Language::Fr).into_iter().map(|(code, _)| code).collect();
        let category = || Values::Category { codes: codes(), values: Choices::default() };
        let number = |decimals| Values::Number { decimals, declared: codes(), values: Vec::new() };
        match &self.of {
            Of::Question(question) | Of::Row(question, ..) => match question.kind {
                Kind::Multiple { .. } => Values::Ticks { codes: codes(), values: Vec::new() },
                Kind::Number { decimals, .. } | Kind::Numbers { decimals, .. } => number(decimals),
                Kind::Text { .. } | Kind::Date { .. } => Values::Text { declared: codes(), values: Vec::new() },
                _ => category(),
            },
            Of::Rank(..) | Of::Attribute(..) | Of::Hidden(_) => category(),
            Of::Beside(_, _, option) => match option.beside {
                Some(Beside::Number { .. }) => number(0),
                _ => Values::Text { declared: Vec::new(), values: Vec::new() },
            },
            Of::Computed(computed) => decimals_of(computed).map_or_else(category, number),
            Of::Order(_) | Of::Sections | Of::Questions(..) => Values::Order { codes: codes(), values: Vec::new() },
        }
    }
}

/// The codes of an attribute column: what the attribute may be, then what stands for an entry.
pub(super) fn attribute_codes<'q>(
    question: &'q Question,
    attribute: Option<&'q Attribute>,
) -> impl Iterator<Item = &'q OptionCode> {
    let known: &[Category] = attribute.map_or(&[], |attribute| &attribute.categories);
    let is_new = |code: &&OptionCode| !known.iter().any(|category| &category.code == *code);
    let others = question.kind.options().iter().map(|option| &option.code).filter(is_new);
    known.iter().map(|category| &category.code).chain(others)
}

/// Decimals of a computed number; none for categories.
pub(super) fn decimals_of(computed: &Computed) -> Option<u8> {
    match computed.rule {
        ComputedRule::Formula { gives: Gives::Number { decimals }, .. } => Some(decimals),
        _ => None,
    }
}
