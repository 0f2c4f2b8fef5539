//! The packed form of answers.
//!
//! Layout: one version byte; the number of slots; a head a slot, `n << 3 | kind`, with its content after it; the number
//! of texts, each with slot, option, length and UTF-8; two bytes of checksum. Whole numbers are LEB128, in their
//! shortest form only: one set of answers has one packed form.

use thiserror::Error;

use super::{Answer, Answers, Date};
use crate::domain::questionnaire::{Kind, Question, Questionnaire};

const VERSION: u8 = 1;
const NONE: u64 = 0;
const ONE: u64 = 1;
const MANY: u64 = 2;
const ROWS: u64 = 3;
const NUMBER: u64 = 4;
const RANKED: u64 = 5;
const NUMBERS: u64 = 6;
const OTHER: u64 = 7;

/// What an `OTHER` head says of its content.
const TEXT: u64 = 0;
const DATE: u64 = 1;
const ENTRY: u64 = 2;

/// Not an error of the respondent: bytes that no version of ours has written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("packed answers do not fit the questionnaire version: {0}")]
pub struct BadPack(pub &'static str);

const WRONG_KIND: BadPack = BadPack("answer of another kind than its question");

impl Answers {
    /// The bytes that [`Answers::unpack`] reads again with the same questionnaire version.
    pub fn pack(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        put_length(&mut bytes, self.slots.len());
        for answer in &self.slots {
            put_answer(&mut bytes, answer.as_ref());
        }
        put_length(&mut bytes, self.texts.len());
        for (&(slot, option), text) in &self.texts {
            put(&mut bytes, slot.into());
            put(&mut bytes, option.into());
            put_length(&mut bytes, text.len());
            bytes.extend_from_slice(text.as_bytes());
        }
        let check = checksum(&bytes);
        bytes.extend_from_slice(&check);
        bytes
    }

    /// Reads packed answers, and refuses whatever does not fit the version: another number of questions, a position
    /// past the options, ticks out of order, one byte too many.
    pub fn unpack(questionnaire: &Questionnaire, bytes: &[u8]) -> Result<Self, BadPack> {
        let (body, check) = bytes.split_last_chunk::<2>().ok_or(BadPack("too short"))?;
        if *check != checksum(body) {
            return Err(BadPack("checksum"));
        }
        let mut reader = Reader { bytes: body };
        if reader.byte()? != VERSION {
            return Err(BadPack("version byte"));
        }
        let mut answers = Self::none(questionnaire);
        if reader.length()? != answers.slots.len() {
            return Err(BadPack("number of slots"));
        }
        let mut slots = answers.slots.iter_mut();
        for ((_, question), place) in questionnaire.questions().zip(&mut slots) {
            *place = reader.answer(question)?;
        }
        for (hidden, place) in questionnaire.hidden.iter().zip(&mut slots) {
            *place = reader.hidden(hidden.categories.len())?;
        }
        reader.texts(questionnaire, &mut answers)?;
        if reader.bytes.is_empty() { Ok(answers) } else { Err(BadPack("bytes after the end")) }
    }
}

fn put(bytes: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = number.to_le_bytes()[0] & 0x7f;
        number >>= 7;
        if number == 0 {
            return bytes.push(low);
        }
        bytes.push(low | 0x80);
    }
}

fn put_length(bytes: &mut Vec<u8>, length: usize) {
    // A length in memory fits 64 bits on every platform Rust has.
    put(bytes, u64::try_from(length).unwrap_or(u64::MAX));
}

fn put_answer(bytes: &mut Vec<u8>, answer: Option<&Answer>) {
    match answer {
        None => put(bytes, NONE),
        Some(Answer::One(position)) => put(bytes, u64::from(*position) << 3 | ONE),
        Some(Answer::Many(ticked)) => {
            put(bytes, u64::try_from(ticked.len()).unwrap_or(u64::MAX) << 3 | MANY);
            ticked.iter().for_each(|&position| put(bytes, position.into()));
        }
        Some(Answer::Rows(rows)) => {
            put(bytes, u64::try_from(rows.len()).unwrap_or(u64::MAX) << 3 | ROWS);
            rows.iter().for_each(|row| put(bytes, row.map_or(0, |position| u64::from(position) + 1)));
        }
        Some(Answer::Number(number)) => {
            put(bytes, NUMBER);
            put(bytes, zigzag(*number));
        }
        Some(Answer::Ranked(ranked)) => {
            put(bytes, u64::try_from(ranked.len()).unwrap_or(u64::MAX) << 3 | RANKED);
            ranked.iter().for_each(|&position| put(bytes, position.into()));
        }
        Some(Answer::Numbers(rows)) => {
            put(bytes, u64::try_from(rows.len()).unwrap_or(u64::MAX) << 3 | NUMBERS);
            for row in rows {
                put(bytes, u64::from(row.is_some()));
                row.iter().for_each(|&number| put(bytes, zigzag(number)));
            }
        }
        Some(Answer::Text(text)) => {
            put(bytes, TEXT << 3 | OTHER);
            put_length(bytes, text.len());
            bytes.extend_from_slice(text.as_bytes());
        }
        Some(Answer::Date(date)) => {
            put(bytes, DATE << 3 | OTHER);
            put(bytes, date.year().into());
            put(bytes, date.month().unwrap_or(0).into());
            put(bytes, date.day().unwrap_or(0).into());
        }
        Some(Answer::Entry(entry)) => {
            put(bytes, ENTRY << 3 | OTHER);
            put(bytes, u64::from(*entry));
        }
    }
}

/// Small numbers of either sign become small numbers without sign.
fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

/// FNV-1a over 32 bits, folded to 16: against a torn or misplaced value, not against an enemy.
pub(super) fn checksum(bytes: &[u8]) -> [u8; 2] {
    let hash = bytes.iter().fold(0x811c_9dc5_u32, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let [a, b, c, d] = hash.to_le_bytes();
    [a ^ c, b ^ d]
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8, BadPack> {
        let (first, rest) = self.bytes.split_first().ok_or(BadPack("end too early"))?;
        self.bytes = rest;
        Ok(*first)
    }

    fn number(&mut self) -> Result<u64, BadPack> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if shift > 0 && byte == 0 || shift == 63 && byte > 1 {
                return Err(BadPack("number not in its shortest form"));
            }
            number |= part << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(BadPack("number too long"))
    }

    fn length(&mut self) -> Result<usize, BadPack> {
        usize::try_from(self.number()?).map_err(|_| BadPack("length"))
    }

    fn answer(&mut self, question: &Question) -> Result<Option<Answer>, BadPack> {
        let head = self.number()?;
        let (n, kind) = (head >> 3, head & 7);
        let options = question.kind.options().len();
        match (kind, &question.kind) {
            (NONE, _) if n == 0 => Ok(None),
            // A choice, or the declared non-answer of a question that asks for something else.
            (ONE, kind) if !matches!(kind, Kind::Multiple { .. } | Kind::Grid { .. }) => {
                Ok(Some(Answer::One(position(n, options)?)))
            }
            (MANY, Kind::Multiple { .. }) => self.ticks(n, options).map(Some),
            (ROWS, Kind::Grid { items, .. }) if usize::try_from(n) == Ok(items.len()) => {
                self.rows(items.len(), options).map(Some)
            }
            (NUMBER, Kind::Number { min, max, .. }) if n == 0 => {
                let number = unzigzag(self.number()?);
                let is_inside = *min <= number && number <= *max;
                is_inside.then_some(Some(Answer::Number(number))).ok_or(BadPack("number out of bounds"))
            }
            (RANKED, Kind::Ranking { ranks_max, .. }) => self.ranked(n, usize::from(*ranks_max), options).map(Some),
            (NUMBERS, Kind::Numbers { items, min, max, .. }) if usize::try_from(n) == Ok(items.len()) => {
                self.numbers(items.len(), *min..=*max).map(Some)
            }
            (OTHER, kind) => self.other(n, kind).map(Some),
            _ => Err(WRONG_KIND),
        }
    }

    fn hidden(&mut self, categories: usize) -> Result<Option<Answer>, BadPack> {
        let head = self.number()?;
        match (head & 7, head >> 3) {
            (NONE, 0) => Ok(None),
            (ONE, n) => Ok(Some(Answer::One(position(n, categories)?))),
            _ => Err(WRONG_KIND),
        }
    }

    fn other(&mut self, content: u64, kind: &Kind) -> Result<Answer, BadPack> {
        match (content, kind) {
            (TEXT, Kind::Text { chars_max, .. }) => {
                let text = self.text()?;
                let is_sound = !text.is_empty() && text.chars().count() <= usize::from(*chars_max);
                is_sound.then_some(Answer::Text(text)).ok_or(BadPack("text out of bounds"))
            }
            (DATE, Kind::Date { .. }) => {
                let year = u16::try_from(self.number()?).map_err(|_| BadPack("date"))?;
                let mut part = || match u8::try_from(self.number()?) {
                    Ok(0) => Ok(None),
                    part => part.map(Some).map_err(|_| BadPack("date")),
                };
                let (month, day) = (part()?, part()?);
                Date::new(year, month, day).map(Answer::Date).ok_or(BadPack("date"))
            }
            (ENTRY, Kind::Entry { .. }) => {
                u32::try_from(self.number()?).map(Answer::Entry).map_err(|_| BadPack("entry"))
            }
            _ => Err(WRONG_KIND),
        }
    }

    fn ranked(&mut self, count: u64, ranks_max: usize, options: usize) -> Result<Answer, BadPack> {
        let count = usize::try_from(count).ok().filter(|count| (1..=options.min(ranks_max)).contains(count));
        let mut ranked = Vec::new();
        for _ in 0..count.ok_or(BadPack("number of ranks"))? {
            let next = position(self.number()?, options)?;
            if ranked.contains(&next) {
                return Err(BadPack("ranked twice"));
            }
            ranked.push(next);
        }
        Ok(Answer::Ranked(ranked))
    }

    fn numbers(&mut self, count: usize, bounds: std::ops::RangeInclusive<i64>) -> Result<Answer, BadPack> {
        let mut rows = Vec::with_capacity(count);
        for _ in 0..count {
            rows.push(match self.number()? {
                0 => None,
                1 => {
                    let number = unzigzag(self.number()?);
                    Some(bounds.contains(&number).then_some(number).ok_or(BadPack("number out of bounds"))?)
                }
                _ => return Err(BadPack("row")),
            });
        }
        if rows.iter().all(Option::is_none) {
            return Err(BadPack("rows without an answer"));
        }
        Ok(Answer::Numbers(rows))
    }

    fn ticks(&mut self, count: u64, options: usize) -> Result<Answer, BadPack> {
        let count = usize::try_from(count).ok().filter(|count| (1..=options).contains(count));
        let mut ticked = Vec::new();
        for _ in 0..count.ok_or(BadPack("number of ticks"))? {
            let next = position(self.number()?, options)?;
            if ticked.last().is_some_and(|last| *last >= next) {
                return Err(BadPack("ticks out of order"));
            }
            ticked.push(next);
        }
        Ok(Answer::Many(ticked))
    }

    fn rows(&mut self, count: usize, options: usize) -> Result<Answer, BadPack> {
        let mut rows = Vec::with_capacity(count);
        for _ in 0..count {
            rows.push(match self.number()? {
                0 => None,
                chosen => Some(position(chosen - 1, options)?),
            });
        }
        if rows.iter().all(Option::is_none) {
            return Err(BadPack("rows without an answer"));
        }
        Ok(Answer::Rows(rows))
    }

    fn texts(&mut self, questionnaire: &Questionnaire, answers: &mut Answers) -> Result<(), BadPack> {
        let mut last = None;
        for _ in 0..self.length()? {
            let key = (position(self.number()?, answers.slots.len())?, self.number()?);
            let (slot, option) = (usize::from(key.0), position(key.1, usize::from(u16::MAX))?);
            if last.is_some_and(|last| last >= key) || !answers.get(slot).is_some_and(|answer| answer.has(option)) {
                return Err(BadPack("text out of place"));
            }
            last = Some(key);
            let text = self.text()?;
            let beside = questionnaire
                .question_at(slot)
                .and_then(|question| question.kind.options().get(usize::from(option)))
                .and_then(|option| option.beside);
            if text.is_empty() || beside.is_none_or(|beside| text.chars().count() > beside.chars_max()) {
                return Err(BadPack("text out of bounds"));
            }
            answers.texts.insert((key.0, option), text);
        }
        Ok(())
    }

    fn text(&mut self) -> Result<String, BadPack> {
        let length = self.length()?;
        let (text, rest) = self.bytes.split_at_checked(length).ok_or(BadPack("end too early"))?;
        self.bytes = rest;
        std::str::from_utf8(text).map(str::to_owned).map_err(|_| BadPack("text is not UTF-8"))
    }
}

fn position(number: u64, count: usize) -> Result<u16, BadPack> {
    let position = u16::try_from(number).map_err(|_| BadPack("position"))?;
    if usize::from(position) < count { Ok(position) } else { Err(BadPack("position past the options")) }
}
