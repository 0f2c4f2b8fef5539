//! Reading dates, from a field a part.

use super::field::{Asked, Given, Reader, Told};
use super::form::{date_parts, row_field};
use super::message;
use crate::domain::answer::{Answer, Date};
use crate::domain::questionnaire::DatePrecision;

/// Digits a year is written with: « 20 » may be of any century.
const YEAR_DIGITS: usize = 4;
const MONTHS: u16 = 12;

impl<'a> Reader<'a> {
    pub(super) fn date(
        &mut self,
        asked: Asked<'a>,
        precision: DatePrecision,
        partial: bool,
        min: Option<Date>,
        max: Option<Date>,
    ) -> Given {
        let asked_for = date_parts(precision);
        let part = |name: &str| if asked_for.contains(&name) { self.part(asked, name) } else { Ok(None) };
        let parts = [part("day"), part("month"), part("year")];
        let [day, month, year] = self.all_read(asked, parts)?;
        let (Some(year), false) = (year, month.is_none() && day.is_some()) else {
            return match (day, month, year) {
                (None, None, None) => Ok(None),
                (_, _, None) if partial => Err(told(asked, "year", message::year(self.language))),
                (_, _, None) => Err(self.wanted(asked, "year", precision)),
                _ if partial => Err(told(asked, "month", message::month_of_day(self.language))),
                _ => Err(self.wanted(asked, "month", precision)),
            };
        };
        if !partial {
            let first_left = [("month", month), ("day", day)]
                .into_iter()
                .find(|(name, part)| asked_for.contains(name) && part.is_none());
            if let Some((name, _)) = first_left {
                return Err(self.wanted(asked, name, precision));
            }
        }
        let small = |part: Option<u16>| part.map_or(Some(None), |part| u8::try_from(part).ok().map(Some));
        let date = small(month).zip(small(day)).and_then(|(month, day)| Date::new(year, month, day));
        let date = date.ok_or_else(|| self.no_such(asked, precision))?;
        let is_early = min.is_some_and(|min| date < min.cut_as(date));
        let is_late = max.is_some_and(|max| date.cut_as(max) > max.cut_as(date));
        if is_early || is_late {
            let field = row_field(asked.id(), asked_for.first().copied().unwrap_or("year"));
            return Err(Told { field, message: message::dates(self.language, min, max) });
        }
        Ok(Some(Answer::Date(date)))
    }

    /// The parts, or the last that cannot be read: those before it are told as well.
    fn all_read(&mut self, asked: Asked<'a>, parts: [Result<Option<u16>, Told>; 3]) -> Result<[Option<u16>; 3], Told> {
        let mut read = [None; 3];
        let mut wrong: Option<Told> = None;
        for (part, read) in parts.into_iter().zip(&mut read) {
            match part {
                Ok(part) => *read = part,
                Err(told) => {
                    if let Some(before) = wrong.replace(told) {
                        self.fault(asked.slot, None, before.field, before.message);
                    }
                }
            }
        }
        wrong.map_or(Ok(read), Err)
    }

    fn wanted(&self, asked: Asked<'a>, part: &str, precision: DatePrecision) -> Told {
        told(asked, part, message::whole_date(self.language, precision))
    }

    fn no_such(&self, asked: Asked<'a>, precision: DatePrecision) -> Told {
        match precision {
            DatePrecision::Day => told(asked, "day", message::no_such_date(self.language)),
            DatePrecision::Month | DatePrecision::Year => told(asked, "year", message::year(self.language)),
        }
    }

    fn part(&self, asked: Asked<'a>, name: &str) -> Result<Option<u16>, Told> {
        let field = row_field(asked.id(), name);
        let Some(text) = self.value(&field)? else { return Ok(None) };
        let is_year = name == "year";
        let is_sound = text.bytes().all(|byte| byte.is_ascii_digit()) && (!is_year || text.len() == YEAR_DIGITS);
        let number = if is_sound { text.parse().ok() } else { None };
        match number {
            Some(number) if name == "month" && !(1..=MONTHS).contains(&number) => {
                Err(Told { field, message: message::no_such_month(self.language) })
            }
            Some(number) => Ok(Some(number)),
            None => Err(Told { field, message: message::date_part(self.language, name) }),
        }
    }
}

fn told(asked: Asked<'_>, part: &str, message: String) -> Told {
    Told { field: row_field(asked.id(), part), message }
}
