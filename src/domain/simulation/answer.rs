//! One simulated answer, from a law or from none: whatever is proposed is then as likely as anything else.

use crate::domain::answer::{Answers, Date};
use crate::domain::check::form::{entry_field, missing_field, rank_field, row_field, text_field, written};
use crate::domain::id::OptionCode;
use crate::domain::nomenclature::Nomenclature;
use crate::domain::order;
use crate::domain::questionnaire::{AnswerOption, Beside, DatePrecision, Kind, Question, Questionnaire, TextFormat};
use crate::domain::simulation::draw::{bell, between, pick, pick_even, pick_many};
use crate::domain::simulation::{Law, Shares};

/// What somebody who does not exist writes.
const WORDS: &str = "Réponse simulée";
/// An address and a number set aside for fiction (RFC 2606; Arcep, décision 2012-0856).
const ADDRESS: &str = "personne@exemple.example";
const PHONE: &str = "06 39 98 12 34";
/// Years drawn from when a date has no bounds.
const YEARS: (u16, u16) = (1950, 2020);

type Fields = Vec<(String, String)>;

/// One question, as it is proposed to somebody with these answers.
pub(super) struct Proposal<'q> {
    question: &'q Question,
    options: Vec<&'q AnswerOption>,
    rows: Vec<&'q OptionCode>,
    /// Where the question looks entries up.
    list: Option<&'q Nomenclature>,
}

impl<'q> Proposal<'q> {
    pub fn of(q: &'q Questionnaire, question: &'q Question, slot: usize, answers: &Answers) -> Self {
        let all = question.kind.options();
        let shown = order::options_shown(q, answers, slot);
        let options = shown.into_iter().filter_map(|position| all.get(position)).collect();
        let items = question.kind.items();
        let rows = order::items_shown(q, answers, slot).into_iter().filter_map(|at| items.get(at));
        let list = match &question.kind {
            Kind::Entry { nomenclature, .. } => q.lists.get(nomenclature).map(|list| &**list),
            _ => None,
        };
        Self { question, options, rows: rows.map(|item| &item.code).collect(), list }
    }

    /// The fields of one answer.
    pub fn fields(&self, law: Option<&Law>, rng: &mut impl FnMut() -> f64) -> Fields {
        if let Some(declared) = law.and_then(|law| self.declared(law, rng)) {
            return vec![(missing_field(self.id()), declared)];
        }
        let mut fields = match &self.question.kind {
            Kind::Single { .. } => self.chosen(law, rng).map(|code| (self.id().to_owned(), code)).into_iter().collect(),
            Kind::Multiple { ticks_min, ticks_max, .. } => self.ticked(law, (*ticks_min, *ticks_max), rng),
            Kind::Grid { .. } => self.graded(law, rng),
            Kind::Number { min, max, decimals, .. } => {
                let number = self.number(law, (*min, *max), *decimals, rng);
                vec![(self.id().to_owned(), written(number, *decimals))]
            }
            Kind::Numbers { min, max, decimals, total, .. } => self.numbers(law, (*min, *max), *decimals, *total, rng),
            Kind::Ranking { ranks_min, ranks_max, .. } => self.ranked(law, (*ranks_min, *ranks_max), rng),
            Kind::Text { format, chars_max, .. } => self.text(law, *format, *chars_max, rng),
            Kind::Date { precision, min, max, .. } => self.date(law, *precision, (*min, *max), rng),
            Kind::Entry { .. } => self.entry(law, rng),
            Kind::Note => Vec::new(),
        };
        fields.extend(self.besides(&fields));
        fields
    }

    fn id(&self) -> &str {
        self.question.id.as_str()
    }

    fn asks_for_a_choice(&self) -> bool {
        matches!(self.question.kind, Kind::Single { .. } | Kind::Multiple { .. } | Kind::Grid { .. })
    }

    /// The declared non-answer, or what stands for an entry, in the proportion its law gives it.
    fn declared(&self, law: &Law, rng: &mut impl FnMut() -> f64) -> Option<String> {
        let (Law::Around { apart, .. }
        | Law::Spread { apart, .. }
        | Law::Ranked { apart, .. }
        | Law::Written { apart, .. }
        | Law::Dated { apart, .. }
        | Law::Entries { apart, .. }) = law
        else {
            return None;
        };
        if self.asks_for_a_choice() || apart.is_empty() {
            return None;
        }
        let left = 100.0 - apart.iter().map(|(_, share)| share).sum::<f64>();
        let choices: Vec<(Option<&OptionCode>, f64)> =
            apart.iter().map(|(code, share)| (Some(code), *share)).chain([(None, left)]).collect();
        pick(&choices, rng).copied().flatten().map(ToString::to_string)
    }

    /// Shares of the options still proposed; all alike when the law gives none of them anything.
    fn weighted(&self, shares: &[(OptionCode, f64)]) -> Shares {
        let is_proposed = |code: &OptionCode| self.options.iter().any(|option| &option.code == code);
        let kept: Shares = shares.iter().filter(|(code, share)| *share > 0.0 && is_proposed(code)).cloned().collect();
        if kept.is_empty() { self.even() } else { kept }
    }

    fn even(&self) -> Shares {
        self.options.iter().map(|option| (option.code.clone(), 1.0)).collect()
    }

    fn chosen(&self, law: Option<&Law>, rng: &mut impl FnMut() -> f64) -> Option<String> {
        let code = match law {
            Some(Law::One(shares)) => pick(&self.weighted(shares), rng).cloned(),
            Some(Law::Around { mean, deviation, apart }) => self.scored(*mean, *deviation, apart, rng),
            _ => pick(&self.even(), rng).cloned(),
        };
        code.map(|code| code.to_string())
    }

    /// The option whose value is nearest to a draw of the bell.
    fn scored(&self, mean: f64, deviation: f64, apart: &Shares, rng: &mut impl FnMut() -> f64) -> Option<OptionCode> {
        let left = 100.0 - apart.iter().map(|(_, share)| share).sum::<f64>();
        let choices: Vec<_> = apart.iter().map(|(code, share)| (Some(code), *share)).chain([(None, left)]).collect();
        if let Some(Some(code)) = pick(&choices, rng) {
            return Some((*code).clone());
        }
        let wanted = bell(mean, deviation, rng);
        let gap = |option: &AnswerOption| {
            let value = option.value.and_then(|value| i32::try_from(value).ok()).map_or(f64::INFINITY, f64::from);
            (value - wanted).abs()
        };
        let scored = self.options.iter().filter(|option| option.value.is_some());
        scored.min_by(|left, right| gap(left).total_cmp(&gap(right))).map(|option| option.code.clone())
    }

    fn ticked(&self, law: Option<&Law>, (min, max): (u16, u16), rng: &mut impl FnMut() -> f64) -> Fields {
        let (alone, together): (Shares, Shares) = match law {
            Some(Law::Many { alone, together, .. }) => (alone.clone(), self.weighted(together)),
            _ => {
                let closes = |option: &&AnswerOption| option.exclusive || option.missing.is_some();
                let (alone, together): (Vec<_>, Vec<_>) = self.options.iter().copied().partition(closes);
                // As likely as any one of the others: a share of everybody.
                let share = 100.0 / f64::from(u32::try_from(self.options.len().max(1)).unwrap_or(u32::MAX));
                let with = |options: Vec<&AnswerOption>, share: f64| {
                    options.into_iter().map(|option| (option.code.clone(), share)).collect()
                };
                (with(alone, share), with(together, 1.0))
            }
        };
        let left = 100.0 - alone.iter().map(|(_, share)| share).sum::<f64>();
        let left = if together.is_empty() { 0.0 } else { left };
        let first: Vec<_> = alone.iter().map(|(code, share)| (Some(code), *share)).chain([(None, left)]).collect();
        if let Some(Some(code)) = pick(&first, rng) {
            return vec![(self.id().to_owned(), code.to_string())];
        }
        let most = i64::from(max).min(i64::try_from(together.len()).unwrap_or(i64::MAX));
        let count = match law {
            Some(Law::Many { ticks, .. }) => {
                let counts: Vec<(usize, f64)> = (1..).zip(ticks.iter().copied()).collect();
                pick(&counts, rng).copied().unwrap_or(1)
            }
            _ => usize::try_from(between(i64::from(min).max(1).min(most), most, rng)).unwrap_or(1),
        };
        pick_many(&together, count, rng).into_iter().map(|code| (self.id().to_owned(), code.to_string())).collect()
    }

    fn graded(&self, law: Option<&Law>, rng: &mut impl FnMut() -> f64) -> Fields {
        let mut fields = Vec::new();
        for row in &self.rows {
            let of_row = match law {
                Some(Law::Rows(rows)) => rows.iter().find(|(code, _)| code == *row).map(|(_, shares)| shares),
                _ => None,
            };
            let code = match (of_row, law) {
                (Some(shares), _) => pick(&self.weighted(shares), rng).cloned().map(|code| code.to_string()),
                // One bell for every row.
                (None, law) => self.chosen(law, rng),
            };
            fields.extend(code.map(|code| (row_field(self.id(), row.as_str()), code)));
        }
        fields
    }

    fn number(&self, law: Option<&Law>, bounds: (i64, i64), decimals: u8, rng: &mut impl FnMut() -> f64) -> i64 {
        match law {
            Some(Law::Around { mean, deviation, .. }) => near(*mean, *deviation, bounds, decimals, rng),
            _ => between(bounds.0, bounds.1, rng),
        }
    }

    /// With a total, what each row draws is its part of it, and the last row takes what is left.
    fn numbers(
        &self,
        law: Option<&Law>,
        bounds: (i64, i64),
        decimals: u8,
        total: Option<i64>,
        rng: &mut impl FnMut() -> f64,
    ) -> Fields {
        let drawn = |row: &OptionCode, rng: &mut _| match law {
            Some(Law::Spread { means, deviation, .. }) => {
                let mean = means.iter().find(|(code, _)| code == row).map_or(0.0, |(_, mean)| *mean);
                near(mean, deviation * mean, bounds, decimals, rng)
            }
            _ => between(bounds.0, bounds.1.min(total.unwrap_or(bounds.1)), rng),
        };
        let mut numbers = Vec::new();
        for row in &self.rows {
            numbers.push(drawn(row, rng));
        }
        if let Some(total) = total {
            shared_out(&mut numbers, total, bounds);
        }
        let field =
            |(row, number): (&&OptionCode, i64)| (row_field(self.id(), row.as_str()), written(number, decimals));
        self.rows.iter().zip(numbers).map(field).collect()
    }

    fn ranked(&self, law: Option<&Law>, (min, max): (u16, u16), rng: &mut impl FnMut() -> f64) -> Fields {
        let ranks = |option: &&&AnswerOption| option.missing.is_none() && !option.exclusive;
        let even = || self.options.iter().filter(ranks).map(|option| (option.code.clone(), 1.0)).collect();
        let (shares, ticks): (Shares, &[f64]) = match law {
            Some(Law::Ranked { shares, ranks, .. }) => (self.weighted(shares), ranks),
            _ => (even(), &[]),
        };
        let most = i64::from(max).min(i64::try_from(shares.len()).unwrap_or(i64::MAX));
        let least = i64::from(min).max(1).min(most);
        let counts: Vec<(i64, f64)> = (1..).zip(ticks.iter().copied()).collect();
        let count = pick(&counts, rng).copied().unwrap_or_else(|| between(least, most, rng)).clamp(least, most);
        let picked = pick_many(&shares, usize::try_from(count).unwrap_or(1), rng);
        (1..).zip(picked).map(|(rank, code)| (rank_field(self.id(), rank), code.to_string())).collect()
    }

    fn text(&self, law: Option<&Law>, format: TextFormat, chars_max: u16, rng: &mut impl FnMut() -> f64) -> Fields {
        let text = match (law, format) {
            (Some(Law::Written { texts, .. }), _) => pick_even(texts, rng),
            (_, TextFormat::Email) => Some(ADDRESS.to_owned()),
            (_, TextFormat::Phone) => Some(PHONE.to_owned()),
            (_, TextFormat::Line | TextFormat::Paragraph) => Some(WORDS.to_owned()),
        };
        text.map(|text| (self.id().to_owned(), cut(&text, usize::from(chars_max)))).into_iter().collect()
    }

    fn date(
        &self,
        law: Option<&Law>,
        precision: DatePrecision,
        bounds: (Option<Date>, Option<Date>),
        rng: &mut impl FnMut() -> f64,
    ) -> Fields {
        let (from, to) = match law {
            Some(Law::Dated { from, to, .. }) => (Some(*from), Some(*to)),
            _ => bounds,
        };
        let years = (from.map_or(YEARS.0, Date::year), to.map_or(YEARS.1, Date::year));
        let mut part = |least: i64, most: i64| between(least, most.max(least), rng);
        let year = part(years.0.into(), years.1.into());
        // The first 28 days are in every month; a draw past a bound falls on it.
        let (month, day) = (part(1, 12), part(1, 28));
        let parts = (u16::try_from(year), u8::try_from(month), u8::try_from(day));
        let (Ok(year), Ok(month), Ok(day)) = parts else { return Vec::new() };
        let drawn = Date::new(year, Some(month), Some(day));
        let drawn = drawn.map(|drawn| from.map_or(drawn, |from| drawn.max(from)));
        let Some(date) = drawn.map(|drawn| to.map_or(drawn, |to| drawn.min(to))) else { return Vec::new() };
        let field = |name: &str, value: u16| (format!("{}.{name}", self.id()), value.to_string());
        let mut fields = vec![field("year", date.year())];
        if precision != DatePrecision::Year {
            fields.push(field("month", date.month().map_or(1, u16::from)));
        }
        if precision == DatePrecision::Day {
            fields.push(field("day", date.day().map_or(1, u16::from)));
        }
        fields
    }

    /// Without a law, any entry of the list; what stands for one where the list is not there.
    fn entry(&self, law: Option<&Law>, rng: &mut impl FnMut() -> f64) -> Fields {
        let key = match (law, self.list) {
            (Some(Law::Entries { shares, .. }), _) => pick(shares, rng).cloned(),
            (_, Some(list)) => {
                let last = i64::try_from(list.entries().len()).unwrap_or(i64::MAX).saturating_sub(1);
                let at = usize::try_from(between(0, last, rng)).unwrap_or(0);
                list.entry(at).map(|entry| entry.key.to_string())
            }
            _ => None,
        };
        if let Some(key) = key {
            return vec![(entry_field(self.id()), key)];
        }
        let code = pick(&self.even(), rng).map(ToString::to_string);
        code.map(|code| (missing_field(self.id()), code)).into_iter().collect()
    }

    /// What is written beside the options these fields choose.
    fn besides(&self, fields: &Fields) -> Fields {
        let is_chosen = |option: &&&AnswerOption| fields.iter().any(|(_, value)| value == option.code.as_str());
        let with = self.options.iter().filter(|option| option.beside.is_some()).filter(is_chosen);
        let written = with.map(|option| {
            let text = match option.beside {
                Some(Beside::Number { min, .. }) => min.to_string(),
                Some(Beside::Text { chars_max }) => cut(WORDS, usize::from(chars_max)),
                None => String::new(),
            };
            (text_field(self.id(), option.code.as_str()), text)
        });
        if self.asks_for_a_choice() || matches!(self.question.kind, Kind::Ranking { .. }) {
            written.collect()
        } else {
            Vec::new()
        }
    }
}

fn cut(text: &str, chars_max: usize) -> String {
    text.chars().take(chars_max).collect()
}

/// A draw of the bell, in the units and within the bounds of the question.
fn near(mean: f64, deviation: f64, (min, max): (i64, i64), decimals: u8, rng: &mut impl FnMut() -> f64) -> i64 {
    let drawn = bell(mean, deviation, rng) * 10f64.powi(i32::from(decimals));
    // The text of a rounded double has digits and a sign only, and past 64 bits it is out of bounds anyway.
    let whole = format!("{drawn:.0}").parse::<i64>().unwrap_or(if drawn > 0.0 { max } else { min });
    whole.clamp(min, max)
}

/// Numbers brought to their total, each within its bounds, in proportion to what was drawn.
fn shared_out(numbers: &mut [i64], total: i64, (min, max): (i64, i64)) {
    let sum: i128 = numbers.iter().map(|number| i128::from(*number)).sum();
    if sum > 0 {
        for number in numbers.iter_mut() {
            let part = i128::from(*number) * i128::from(total) / sum;
            *number = i64::try_from(part).unwrap_or(max).clamp(min, max);
        }
    }
    let mut left = total - numbers.iter().sum::<i64>();
    for number in numbers.iter_mut().rev() {
        let moved = number.saturating_add(left).clamp(min, max);
        left -= moved - *number;
        *number = moved;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::data_set::tests::kinds::every_kind;
    use crate::domain::simulation::draw::stream;

    /// Many answers to one question of the fixture, each by field.
    fn drawn(id: &str, law: Option<&Law>) -> Vec<BTreeMap<String, String>> {
        let q = every_kind();
        let (slot, question) = q.question(id).unwrap();
        let answers = Answers::none(&q);
        let proposal = Proposal::of(&q, question, slot, &answers);
        let mut rng = stream(0.5);
        (0..400).map(|_| proposal.fields(law, &mut rng).into_iter().collect()).collect()
    }

    fn code(text: &str) -> OptionCode {
        OptionCode::parse(text).unwrap()
    }

    fn mean(numbers: &[f64]) -> f64 {
        numbers.iter().sum::<f64>() / f64::from(u32::try_from(numbers.len()).unwrap())
    }

    fn number(text: &str) -> f64 {
        text.replace(',', ".").parse().unwrap()
    }

    #[test]
    fn a_number_follows_its_bell_and_its_non_answers_their_share() {
        let law = Law::Around { mean: 40.0, deviation: 5.0, apart: vec![(code("nsp"), 25.0)] };
        let answers = drawn("BUDGET", Some(&law));
        let given: Vec<f64> =
            answers.iter().filter_map(|answer| answer.get("BUDGET")).map(|text| number(text)).collect();
        let silent =
            answers.iter().filter(|answer| answer.get("BUDGET-missing").is_some_and(|code| code == "nsp")).count();
        assert_eq!(given.len() + silent, 400);
        assert!((70..130).contains(&silent), "{silent}");
        assert!((mean(&given) - 40.0).abs() < 1.5, "{}", mean(&given));
        let even: Vec<f64> = drawn("BUDGET", None).iter().map(|answer| number(&answer["BUDGET"])).collect();
        assert!(even.iter().all(|number| (0.0..=99.99).contains(number)));
        assert!((mean(&even) - 50.0).abs() < 5.0, "{}", mean(&even));
    }

    #[test]
    fn several_numbers_make_their_total_whatever_is_drawn() {
        let law =
            Law::Spread { means: vec![(code("dons"), 30.0), (code("ventes"), 70.0)], deviation: 0.2, apart: vec![] };
        for law in [None, Some(&law)] {
            for answer in drawn("PARTS", law) {
                let parts = ["PARTS.dons", "PARTS.ventes"].map(|field| number(&answer[field]));
                assert!((parts.iter().sum::<f64>() - 100.0).abs() < 1e-9, "{answer:?}");
                assert!(parts.iter().all(|part| (0.0..=100.0).contains(part)), "{answer:?}");
            }
        }
        let dons: Vec<f64> = drawn("PARTS", Some(&law)).iter().map(|answer| number(&answer["PARTS.dons"])).collect();
        assert!((mean(&dons) - 30.0).abs() < 3.0, "{}", mean(&dons));
    }

    #[test]
    fn ranks_go_to_the_most_attractive_first_and_never_twice() {
        let shares = vec![(code("emploi"), 8.0), (code("sante"), 1.0), (code("autre"), 1.0)];
        let law = Law::Ranked { shares, ranks: vec![0.0, 100.0], apart: vec![] };
        let answers = drawn("PRIO", Some(&law));
        assert!(answers.iter().all(|answer| answer["PRIO.1"] != answer["PRIO.2"]));
        let first = answers.iter().filter(|answer| answer["PRIO.1"] == "emploi").count();
        assert!((280..360).contains(&first), "{first}");
        assert!(
            answers
                .iter()
                .all(|answer| answer.values().any(|code| code == "autre") == answer.contains_key("PRIO--autre"))
        );
        assert!(drawn("PRIO", None).iter().all(|answer| answer.values().all(|code| code != "nsp")));
    }

    #[test]
    fn dates_texts_and_addresses_are_ones_the_question_takes() {
        let (from, to) = (Date::parse("1999-06-15").unwrap(), Date::parse("2001-02-03").unwrap());
        for answer in drawn("CREATION", Some(&Law::Dated { from, to, apart: vec![] })) {
            let part = |name: &str| answer[&format!("CREATION.{name}")].parse::<u16>().unwrap();
            let day = (u8::try_from(part("month")).unwrap(), u8::try_from(part("day")).unwrap());
            let date = Date::new(part("year"), Some(day.0), Some(day.1)).unwrap();
            assert!(from <= date && date <= to, "{date}");
        }
        assert_eq!(drawn("MOTS", None)[0]["MOTS"], WORDS);
        assert_eq!(drawn("COURRIEL", None)[0]["COURRIEL"], ADDRESS);
        let written = Law::Written { texts: vec!["Oui".to_owned(), "Non".to_owned()], apart: vec![] };
        assert!(drawn("MOTS", Some(&written)).iter().all(|answer| ["Oui", "Non"].contains(&answer["MOTS"].as_str())));
    }

    #[test]
    fn an_entry_is_one_of_its_law_or_what_stands_for_one() {
        let law = Law::Entries { shares: vec![("69123".to_owned(), 1.0)], apart: vec![] };
        assert!(drawn("COMMUNE", Some(&law)).iter().all(|answer| answer["COMMUNE.entry"] == "69123"));
        assert!(drawn("COMMUNE", None).iter().all(|answer| answer.contains_key("COMMUNE-missing")));
        assert!(drawn("LIRE", None)[0].is_empty());
    }

    #[test]
    fn rows_of_a_grid_are_answered_each() {
        for answer in drawn("NOTES", None) {
            assert_eq!(answer.keys().collect::<Vec<_>>(), ["NOTES.etat", "NOTES.region"]);
        }
    }
}
