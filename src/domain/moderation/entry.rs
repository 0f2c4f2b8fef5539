//! What an entry says: each question answered, with its answer in words. The public reads neither what serves to reach
//! somebody nor what serves to consent, nor anything derived from them: those answers are taken away first.

use crate::domain::answer::{Answer, Answers};
use crate::domain::check::message::{date_in_words, number};
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::{Item, Kind, Language, Question, Questionnaire, Role, TextFormat};
use crate::domain::route;

/// Whom an entry is written out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Anybody, of an entry that is published.
    Public,
    /// Who reads it over, contacts included.
    Moderators,
}

/// One question and what was answered, never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Field<'q> {
    pub question: &'q Question,
    /// One a choice, a row, an attribute.
    pub lines: Vec<String>,
    /// Never published.
    pub is_private: bool,
}

/// The fields of an entry in the order of the questionnaire, and the answers they may speak of: what a text repeats of an
/// answer is taken from these, so that it says no more than they do.
pub fn fields<'q>(q: &'q Questionnaire, answers: &Answers, readers: Readers) -> (Vec<Field<'q>>, Answers) {
    fields_in(Language::Fr, q, answers, readers)
}

/// The same, in the language of whoever answered.
pub fn fields_in<'q>(
    language: Language,
    q: &'q Questionnaire,
    answers: &Answers,
    readers: Readers,
) -> (Vec<Field<'q>>, Answers) {
    let counted = route::counted(q, answers);
    let told = match readers {
        Readers::Moderators => counted,
        Readers::Public => counted.only(|slot| q.question_at(slot).is_some_and(|question| !is_private(question))),
    };
    let fields = q
        .questions()
        .filter_map(|(slot, question)| {
            let answer = told.get(slot)?;
            let said = Said { language, q, question, answers: &told, slot };
            let lines =
                if readers == Readers::Public && said.is_missing(answer) { Vec::new() } else { said.lines(answer) };
            (!lines.is_empty()).then(|| Field { question, lines, is_private: is_private(question) })
        })
        .collect();
    (fields, told)
}

/// What an entry is called: its answer to that question, in one line.
pub fn title(fields: &[Field<'_>], question: &QuestionId) -> Option<String> {
    let field = fields.iter().find(|field| &field.question.id == question)?;
    Some(field.lines.join(" "))
}

/// An address asked for under another role serves to reach somebody all the same.
fn is_private(question: &Question) -> bool {
    let is_address = matches!(question.kind, Kind::Text { format: TextFormat::Email | TextFormat::Phone, .. });
    is_address || matches!(question.role, Role::Contact | Role::Consent)
}

/// What was answered to one question, in words: a line a choice, a row, an attribute; nothing where nothing was.
pub fn lines(q: &Questionnaire, answers: &Answers, slot: usize, language: Language) -> Vec<String> {
    let Some((question, answer)) = q.question_at(slot).zip(answers.get(slot)) else { return Vec::new() };
    Said { q, question, answers, slot, language }.lines(answer)
}

struct Said<'q, 'a> {
    q: &'q Questionnaire,
    question: &'q Question,
    answers: &'a Answers,
    slot: usize,
    language: Language,
}

impl Said<'_, '_> {
    /// Only a declared non-answer.
    fn is_missing(&self, answer: &Answer) -> bool {
        let options = self.question.kind.options();
        let is_missing = |at: &u16| options.get(usize::from(*at)).is_some_and(|option| option.missing.is_some());
        match answer {
            Answer::One(at) => is_missing(at),
            Answer::Many(ticked) => ticked.iter().all(is_missing),
            _ => false,
        }
    }

    fn colon(&self) -> &'static str {
        if self.language == Language::Fr { " : " } else { ": " }
    }

    fn lines(&self, answer: &Answer) -> Vec<String> {
        match answer {
            Answer::One(at) => self.option(*at).into_iter().collect(),
            Answer::Many(ticked) => ticked.iter().filter_map(|at| self.option(*at)).collect(),
            Answer::Ranked(ranked) => {
                let chosen = ranked.iter().filter_map(|at| self.option(*at));
                (1..).zip(chosen).map(|(rank, label)| format!("{rank}. {label}")).collect()
            }
            Answer::Rows(rows) => self.rows(rows, |at| self.option(at)),
            Answer::Numbers(rows) => self.rows(rows, |value| Some(self.number(value))),
            Answer::Number(value) => vec![self.number(*value)],
            Answer::Text(text) => {
                text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
            }
            Answer::Date(date) => vec![date_in_words(self.language, *date)],
            Answer::Entry(at) => self.entry(*at).unwrap_or_default(),
        }
    }

    /// Its label, with what was written beside it.
    fn option(&self, at: u16) -> Option<String> {
        let at = usize::from(at);
        let label = self.question.kind.options().get(at)?.label.get(self.language);
        Some(match self.answers.text(self.slot, at) {
            Some(beside) => [label, self.colon(), beside].concat(),
            None => label.to_owned(),
        })
    }

    fn rows<T: Copy>(&self, rows: &[Option<T>], say: impl Fn(T) -> Option<String>) -> Vec<String> {
        let items = self.question.kind.items().iter();
        let line = |(item, row): (&Item, &Option<T>)| {
            Some([item.label.get(self.language), self.colon(), &say((*row)?)?].concat())
        };
        items.zip(rows).filter_map(line).collect()
    }

    fn number(&self, value: i64) -> String {
        let kind = &self.question.kind;
        let text = number(self.language, value, kind.decimals());
        match kind {
            Kind::Number { unit: Some(unit), .. } | Kind::Numbers { unit: Some(unit), .. } => {
                format!("{text} {}", unit.get(self.language))
            }
            _ => text,
        }
    }

    /// The label of an entry of a list, then what the questionnaire keeps of it.
    fn entry(&self, at: u32) -> Option<Vec<String>> {
        let Kind::Entry { nomenclature, keep, .. } = &self.question.kind else { return None };
        let list = self.q.lists.get(nomenclature)?;
        let at = usize::try_from(at).ok()?;
        let mut lines = vec![list.entry(at)?.label.clone()];
        for id in keep {
            let category = list.category(at, id).map(usize::from);
            let attribute = list.attribute_of(id);
            if let Some((attribute, category)) =
                attribute.zip(category).and_then(|(a, at)| Some((a, a.categories.get(at)?)))
            {
                let (label, said) = (attribute.label.get(self.language), category.label.get(self.language));
                lines.push([label, self.colon(), said].concat());
            }
        }
        Some(lines)
    }
}
