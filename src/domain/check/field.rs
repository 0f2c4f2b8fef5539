//! Reading the fields of one question. Browsers send texts: each becomes a position, a number or a fault.

use super::{AnswerFault, Form, SOFT_FIELD, message};
use crate::domain::answer::{Answer, Answers};
use crate::domain::questionnaire::{
    AnswerOption, Beside, Item, Kind, Language, Mandatory, Question, Questionnaire, Severity,
};

/// The slot whose field this is: `ID`, `ID.item` of a grid, `ID--code` of an option with a text.
pub(super) fn owner(q: &Questionnaire, name: &str) -> Option<usize> {
    // An id has neither dot nor dash; codes may have both: what comes first decides.
    let (id, rest) = name.find(['.', '-']).and_then(|end| name.split_at_checked(end)).unwrap_or((name, ""));
    let (slot, question) = q.question(id)?;
    let with_text = |code: &str| {
        let mut options = question.kind.options().iter();
        options.any(|option| option.code.as_str() == code && option.beside.is_some())
    };
    let is_field = if let Some(code) = rest.strip_prefix("--") {
        with_text(code)
    } else if let Some(item) = rest.strip_prefix('.') {
        question.kind.items().iter().any(|row| row.code.as_str() == item)
    } else {
        rest.is_empty() && question.kind.items().is_empty()
    };
    is_field.then_some(slot)
}

pub(super) struct Reader<'a> {
    form: &'a Form,
    answers: Answers,
    faults: Vec<AnswerFault>,
    language: Language,
}

impl<'a> Reader<'a> {
    pub fn new(form: &'a Form, answers: Answers, language: Language) -> Self {
        Self { form, answers, faults: Vec::new(), language }
    }

    pub fn finish(self) -> (Answers, Vec<AnswerFault>) {
        (self.answers, self.faults)
    }

    pub fn read(&mut self, slot: usize, question: &Question) {
        let name = question.id.as_str();
        let answer = match &question.kind {
            Kind::Single { options, .. } => self.single(name, options).map(|found| found.map(Answer::One)),
            Kind::Multiple { options, ticks_min, ticks_max, .. } => self.ticks(name, options, *ticks_min, *ticks_max),
            Kind::Number { min, max, .. } => self.number(name, *min, *max),
            Kind::Grid { items, options, .. } => return self.rows(slot, question, items, options),
            Kind::Numbers { .. }
            | Kind::Ranking { .. }
            | Kind::Text { .. }
            | Kind::Date { .. }
            | Kind::Entry { .. }
            | Kind::Note => return,
        };
        match answer {
            Err(text) => self.fault(slot, None, name.to_owned(), text),
            Ok(None) => match self.absent(question) {
                Some(text) => self.fault(slot, None, name.to_owned(), text),
                None => self.answers.set(slot, None),
            },
            Ok(answer) => {
                self.answers.set(slot, answer);
                self.texts(slot, question);
            }
        }
    }

    fn fault(&mut self, slot: usize, item: Option<usize>, field: String, message: String) {
        self.faults.push(AnswerFault { slot, item, field, message, severity: Severity::Error });
    }

    /// What is sent under a name, without the empty fields of untouched controls.
    fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let fields = self.form.iter().filter(move |(field, _)| field == name);
        fields.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// What to say of a question without an answer; nothing when it may go without.
    fn absent(&self, question: &Question) -> Option<String> {
        match question.mandatory {
            Mandatory::Off => None,
            Mandatory::Soft if self.form.iter().any(|(name, value)| name == SOFT_FIELD && value == "1") => None,
            Mandatory::Soft => Some(message::wished(self.language)),
            Mandatory::Hard => Some(match question.kind {
                Kind::Number { .. } => message::number_wanted(self.language),
                _ => message::choose(self.language),
            }),
        }
    }

    fn single(&self, name: &str, options: &[AnswerOption]) -> Result<Option<u16>, String> {
        let mut values = self.values(name);
        let Some(code) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(message::one_answer(self.language));
        }
        self.option(options, code).map(Some)
    }

    fn option(&self, options: &[AnswerOption], code: &str) -> Result<u16, String> {
        let position = options.iter().position(|option| option.code.as_str() == code && !option.retired);
        position.and_then(|at| u16::try_from(at).ok()).ok_or_else(|| message::unknown_code(self.language))
    }

    fn ticks(&self, name: &str, options: &[AnswerOption], min: u16, max: u16) -> Result<Option<Answer>, String> {
        let mut ticked = Vec::new();
        for code in self.values(name) {
            ticked.push(self.option(options, code)?);
        }
        ticked.sort_unstable();
        ticked.dedup();
        let exclusive = options.iter().enumerate().find(|(position, option)| {
            option.exclusive && u16::try_from(*position).is_ok_and(|position| ticked.contains(&position))
        });
        match exclusive {
            Some((_, option)) if ticked.len() > 1 => {
                return Err(message::exclusive(self.language, option.label.get(self.language)));
            }
            Some(_) => return Ok(Some(Answer::Many(ticked))),
            None => {}
        }
        if ticked.is_empty() {
            Ok(None)
        } else if ticked.len() > usize::from(max) {
            Err(message::at_most(self.language, max))
        } else if ticked.len() < usize::from(min) {
            Err(message::at_least(self.language, min))
        } else {
            Ok(Some(Answer::Many(ticked)))
        }
    }

    fn number(&self, name: &str, min: i64, max: i64) -> Result<Option<Answer>, String> {
        let mut values = self.values(name);
        let Some(text) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(message::one_answer(self.language));
        }
        // « 1 250 » is written with any of the spaces a keyboard or a paste gives.
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')).collect();
        let is_number = digits.strip_prefix('-').unwrap_or(&digits).chars().all(|c| c.is_ascii_digit());
        let number = if is_number { digits.parse::<i64>().ok() } else { None };
        match number {
            None => Err(message::whole_number(self.language)),
            Some(number) if number < min || number > max => Err(message::bounds(self.language, min, max)),
            Some(number) => Ok(Some(Answer::Number(number))),
        }
    }

    /// Rows are kept one by one: a fault in one loses none of the others.
    fn rows(&mut self, slot: usize, question: &Question, items: &[Item], options: &[AnswerOption]) {
        let before = match self.answers.get(slot) {
            Some(Answer::Rows(rows)) => rows.clone(),
            _ => Vec::new(),
        };
        let mut rows = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            let field = format!("{}.{}", question.id, item.code);
            let told = match self.single(&field, options) {
                Ok(Some(chosen)) => {
                    rows.push(Some(chosen));
                    continue;
                }
                Ok(None) => self.absent(question).map(|text| message::row(&text, item.label.get(self.language))),
                Err(text) => Some(message::row(&text, item.label.get(self.language))),
            };
            rows.push(told.as_ref().and(before.get(position).copied().flatten()));
            if let Some(text) = told {
                self.fault(slot, Some(position), field, text);
            }
        }
        self.answers.set(slot, Some(Answer::Rows(rows)));
    }

    /// The texts beside the options just chosen.
    fn texts(&mut self, slot: usize, question: &Question) {
        for (position, option) in question.kind.options().iter().enumerate() {
            let Some(Beside::Text { chars_max }) = option.beside else { continue };
            let field = format!("{}--{}", question.id, option.code);
            let text = self.values(&field).next();
            let told = match text {
                Some(text) if text.chars().any(char::is_control) => Some(message::one_line(self.language)),
                Some(text) if text.chars().count() > usize::from(chars_max) => {
                    Some(message::too_long(self.language, chars_max))
                }
                _ => None,
            };
            match told {
                Some(told) => self.fault(slot, None, field, told),
                None => self.answers.set_text(slot, position, text.map(str::to_owned)),
            }
        }
    }
}
