//! Reading the fields of one question. Browsers send texts: each becomes a position, a number or a fault.

use super::form::{entry_field, first_field, missing_field, text_field};
use super::{AnswerFault, Form, SOFT_FIELD, exit, message, number};
use crate::domain::answer::{Answer, Answers};
use crate::domain::questionnaire::{
    AnswerOption, Beside, Kind, Language, Mandatory, Question, Questionnaire, Severity,
};
use crate::domain::route::{Open, Page};

/// What is told, and beside which field.
pub(super) struct Told {
    pub field: String,
    pub message: String,
}

pub(super) type Given = Result<Option<Answer>, Told>;

pub(super) struct Reader<'a> {
    pub(super) q: &'a Questionnaire,
    form: &'a Form,
    pub(super) answers: &'a mut Answers,
    faults: Vec<AnswerFault>,
    /// The keys of those that only say that an answer is wanted, or wished for.
    absences: Vec<String>,
    pub(super) language: Language,
}

/// One question as it stands on the page.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub slot: usize,
    pub question: &'a Question,
    /// `None` when all of it is open.
    pub open: Option<&'a Open>,
}

impl<'a> Asked<'a> {
    pub fn id(&self) -> &'a str {
        self.question.id.as_str()
    }

    pub fn told(&self, message: String) -> Told {
        Told { field: self.id().to_owned(), message }
    }

    /// The option of a code, where it is proposed.
    pub fn option(&self, code: &str) -> Option<(u16, &'a AnswerOption)> {
        let at = self.question.kind.position(code)?;
        let option = self.question.kind.options().get(usize::from(at)).filter(|option| !option.retired)?;
        self.open.is_none_or(|open| open.has_option(usize::from(at))).then_some((at, option))
    }

    pub fn has_item(&self, item: usize) -> bool {
        self.open.is_none_or(|open| open.has_item(item))
    }
}

impl<'a> Reader<'a> {
    pub fn new(q: &'a Questionnaire, form: &'a Form, answers: &'a mut Answers, language: Language) -> Self {
        Self { q, form, answers, faults: Vec::new(), absences: Vec::new(), language }
    }

    /// Every fault; where the page already leads out, those of what was left without an answer are nobody's concern.
    pub fn finish(self, page: Page<'_>, counted: &Answers) -> Vec<AnswerFault> {
        let (absences, mut faults) = (self.absences, self.faults);
        let is_absence = |fault: &AnswerFault| absences.contains(&fault.key);
        let absent: Vec<usize> = faults.iter().filter(|fault| is_absence(fault)).map(|fault| fault.slot).collect();
        if !absent.is_empty() && exit::leads_out(self.q, page, self.answers, counted, &absent) {
            faults.retain(|fault| !is_absence(fault));
        }
        faults
    }

    pub fn read(&mut self, slot: usize, question: &'a Question, open: Option<&'a Open>) {
        let asked = Asked { slot, question, open };
        let answer = match &question.kind {
            Kind::Note => return,
            Kind::Grid { .. } => {
                self.rows(asked);
                return self.texts(asked);
            }
            Kind::Numbers { items, min, max, unit, decimals, total, .. } => {
                let bounds = number::Bounds { min: *min, max: *max, unit: unit.as_ref(), decimals: *decimals };
                return self.numbers(asked, items, &bounds, *total);
            }
            Kind::Single { .. } => self.single(asked),
            Kind::Multiple { ticks_max, .. } => self.ticks(asked, usize::from(*ticks_max)),
            Kind::Number { min, max, unit, decimals, .. } => {
                let bounds = number::Bounds { min: *min, max: *max, unit: unit.as_ref(), decimals: *decimals };
                self.number(asked, &bounds)
            }
            Kind::Ranking { ranks_max, .. } => self.ranks(asked, *ranks_max),
            Kind::Text { format, chars_max, .. } => self.text(asked, *format, *chars_max),
            Kind::Date { precision, partial, min, max, .. } => self.date(asked, *precision, *partial, *min, *max),
            Kind::Entry { nomenclature, .. } => self.entry(asked, nomenclature),
        };
        let answer = self.or_missing(asked, answer);
        self.keep(asked, answer);
    }

    /// What the question gets: an answer, none where it may go without, or a fault and the answer it had.
    pub(super) fn keep(&mut self, asked: Asked<'a>, answer: Given) {
        match answer {
            Err(told) => self.fault(asked.slot, None, told.field, told.message),
            Ok(None) if self.is_absent(asked, None, self.first_field(asked)) => {}
            Ok(answer) => {
                self.answers.set(asked.slot, answer);
                self.texts(asked);
            }
        }
    }

    pub(super) fn fault(&mut self, slot: usize, item: Option<usize>, field: String, message: String) {
        self.faults.push(AnswerFault::error(slot, item, field, message));
    }

    /// What is sent under a name, without the empty fields of untouched controls.
    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let fields = self.form.iter().filter(move |(field, _)| field == name);
        fields.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The one value sent under a name.
    pub(super) fn value(&self, name: &str) -> Result<Option<&'a str>, Told> {
        let mut values = self.values(name);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Told { field: name.to_owned(), message: message::one_answer(self.language) }),
            (value, None) => Ok(value),
        }
    }

    /// Says that an answer is wanted, or asks once more for one that is wished for; whether it did.
    pub(super) fn is_absent(&mut self, asked: Asked<'a>, item: Option<usize>, field: String) -> bool {
        let (message, severity) = match asked.question.mandatory {
            Mandatory::Off => return false,
            Mandatory::Soft if is_passed(self.form, &field) => return false,
            Mandatory::Soft => (message::wished(self.language), Severity::Warning),
            Mandatory::Hard if !self.is_wanted(asked) => return false,
            Mandatory::Hard => (message::wanted(self.language, &asked.question.kind), Severity::Error),
        };
        let label = item.and_then(|item| asked.question.kind.items().get(item)).map(|item| &item.label);
        let message = label.map_or(message.clone(), |label| message::row(&message, label.get(self.language)));
        self.absences.push(field.clone());
        self.faults.push(AnswerFault { slot: asked.slot, item, key: field.clone(), field, message, severity });
        true
    }

    /// No tick at all is an answer where none is asked for.
    fn is_wanted(&self, asked: Asked<'a>) -> bool {
        let may_be_none = matches!(asked.question.kind, Kind::Multiple { .. } | Kind::Ranking { .. });
        !may_be_none || crate::domain::route::fewest(asked.question, asked.open) > 0
    }

    pub(super) fn first_field(&self, asked: Asked<'a>) -> String {
        first_field(asked.question, asked.open)
    }

    /// A declared non-answer stands in the place of an answer, never beside it.
    pub(super) fn or_missing(&self, asked: Asked<'a>, given: Given) -> Given {
        let kind = &asked.question.kind;
        if matches!(kind, Kind::Single { .. } | Kind::Multiple { .. }) || kind.options().is_empty() {
            return given;
        }
        let field = missing_field(asked.id());
        let Some(code) = self.value(&field)? else { return given };
        match (asked.option(code), &given) {
            (None, _) => Err(Told { field, message: message::unknown_code(self.language) }),
            // Only what is not a rank in a ranking: the others are among what is ranked.
            (Some((_, option)), _) if matches!(kind, Kind::Ranking { .. }) && option.missing.is_none() => {
                Err(Told { field, message: message::unknown_code(self.language) })
            }
            (Some((at, _)), Ok(None)) => Ok(Some(Answer::One(at))),
            // What was typed is not in the list, as the option says: « autre commune ».
            (Some((at, _)), Err(_)) if self.is_only_typed(asked) => Ok(Some(Answer::One(at))),
            (Some((_, option)), _) => {
                let label = option.label.get(self.language);
                Err(Told { field: self.first_field(asked), message: message::either(self.language, label) })
            }
        }
    }

    fn is_only_typed(&self, asked: Asked<'a>) -> bool {
        let is_entry = matches!(asked.question.kind, Kind::Entry { .. });
        is_entry && self.values(&entry_field(asked.id())).next().is_none()
    }

    /// What is written beside the options just chosen.
    fn texts(&mut self, asked: Asked<'a>) {
        for (position, option) in asked.question.kind.options().iter().enumerate() {
            let Some(beside) = option.beside else { continue };
            let field = text_field(asked.id(), option.code.as_str());
            let read = match (self.values(&field).next(), beside) {
                (None, _) => Ok(None),
                (Some(text), Beside::Text { chars_max }) => self.line(text, chars_max).map(Some),
                (Some(text), Beside::Number { min, max }) => {
                    let bounds = number::Bounds { min, max, unit: None, decimals: 0 };
                    bounds.read(text, self.language).map(|number| Some(number.to_string()))
                }
            };
            match read {
                Err(told) => self.fault(asked.slot, None, field, told),
                Ok(text) => self.answers.set_text(asked.slot, position, text),
            }
        }
    }
}

/// Whether the page repeats that it has shown this warning.
pub(super) fn is_passed(form: &Form, key: &str) -> bool {
    form.iter().any(|(name, value)| name == SOFT_FIELD && value == key)
}
