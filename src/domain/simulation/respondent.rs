//! One simulated respondent: a profile, a fate, and the form fields of every question, drawn once, so that sending a page
//! again sends the same answers.

use std::collections::BTreeMap;

use crate::domain::answer::Answers;
use crate::domain::check;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::{ComputedRule, Language, Question, Questionnaire};
use crate::domain::route::{self, Next};
use crate::domain::simulation::draw::{pick, pick_even, pick_many};
use crate::domain::simulation::{Given, Law, Margin, Simulation};

/// Widest span of a band drawn from: nobody simulated of « 65 and over » is past 89.
const BAND_SPAN_MAX: i64 = 24;
/// What a category nobody of that kind has weighs, when nothing likelier is still open.
const UNLIKELY: f64 = 1e-9;

/// Places still free for a combination of these variables: a panel that recruits only whom it still needs.
pub type Room<'r> = &'r dyn Fn(&[QuestionId], &[OptionCode]) -> u32;

/// What becomes of the interview if nobody turns the respondent away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Completes,
    /// Says no to taking part.
    Refuses,
    /// Screened out by their own answer.
    OutOfTarget,
    /// Leaves once so many sections are sent.
    Abandons {
        sections_sent: usize,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Respondent {
    fate: Fate,
    /// By slot.
    fields: Vec<Vec<(String, String)>>,
}

impl Respondent {
    /// Draws somebody. With `room`, profiles are drawn in proportion to the places left in each margin; a margin with no
    /// place left is drawn as the population is, and the respondent will find it full.
    pub fn draw(simulation: &Simulation, q: &Questionnaire, rng: &mut impl FnMut() -> f64, room: Option<Room>) -> Self {
        let profile = simulation.profile(rng, room);
        let (fate, own) = simulation.fate(q, rng);
        let mut fields = Vec::new();
        for (_, question) in q.questions() {
            let drawn = simulation.answer(q, question, &profile, rng);
            let own = own.as_ref().filter(|(id, _)| id == &question.id);
            fields.push(own.map_or(drawn, |(id, value)| vec![(id.to_string(), value.clone())]));
        }
        Self { fate, fields }
    }

    pub fn fate(&self) -> Fate {
        self.fate
    }

    /// What this respondent sends for a section: the questions these answers open, under the names `check` reads.
    pub fn fields_for(&self, q: &Questionnaire, section: usize, answers: &Answers) -> Vec<(String, String)> {
        let shown = route::shown(q, answers, section);
        shown.into_iter().filter_map(|slot| self.fields.get(slot)).flatten().cloned().collect()
    }

    /// Everything this respondent sends, for an interview sent whole.
    pub fn whole(&self, q: &Questionnaire) -> Vec<(String, String)> {
        let (mut answers, mut fields) = (Answers::none(q), Vec::new());
        let mut next = Next::Section(route::first(q));
        while let Next::Section(section) = next {
            let sent = self.fields_for(q, section, &answers);
            answers = check::read_section(q, section, &sent, &answers, Language::Fr).0;
            fields.extend(sent);
            next = route::after(q, &answers, section);
        }
        fields
    }
}

impl Simulation {
    fn profile(&self, rng: &mut impl FnMut() -> f64, room: Option<Room>) -> BTreeMap<QuestionId, OptionCode> {
        let mut profile = BTreeMap::new();
        for margin in &self.population.margins {
            let is_left_out = !margin.uncovered.is_empty() && rng() < self.population.uncovered;
            let apart = if is_left_out { pick_even(&recruited(margin, room), rng) } else { None };
            let drawn = apart.or_else(|| {
                let shares = self.shares(margin, &profile);
                let open = room.map(|room| within(margin, &shares, room));
                let open = open.filter(|open| open.iter().any(|row| row.1 > 0.0));
                pick(&open.unwrap_or(shares), rng).cloned()
            });
            profile.extend(margin.variables.iter().cloned().zip(drawn.into_iter().flatten()));
        }
        profile
    }

    /// The rows of a margin, weighted by what is already known of the person.
    fn shares(&self, margin: &Margin, profile: &BTreeMap<QuestionId, OptionCode>) -> Vec<(Vec<OptionCode>, f64)> {
        let known = |given: &&Given| margin.variables.len() == 1 && margin.variables.first() == Some(&given.variable);
        let given = self.population.given.iter().find(known);
        let weights = given.and_then(|given| {
            let of = profile.get(&given.of)?;
            given.weights.iter().find(|(code, _)| code == of).map(|(_, weights)| weights)
        });
        let Some(weights) = weights else { return margin.rows.clone() };
        let weight = |codes: &Vec<OptionCode>| {
            weights.iter().find(|(code, _)| codes.first() == Some(code)).map(|(_, weight)| *weight)
        };
        margin.rows.iter().map(|(codes, _)| (codes.clone(), weight(codes).unwrap_or(0.0))).collect()
    }

    /// The fate, and the answer that brings it about.
    fn fate(&self, q: &Questionnaire, rng: &mut impl FnMut() -> f64) -> (Fate, Option<(QuestionId, String)>) {
        let truth = &self.truth;
        let mut left = rng() - truth.refuses;
        if left < 0.0 {
            return (Fate::Refuses, Some((truth.consent.question.clone(), truth.consent.refuses.to_string())));
        }
        for out in &truth.out_of_target {
            left -= out.rate;
            if left < 0.0 {
                return (Fate::OutOfTarget, pick_even(&out.values, rng).map(|value| (out.question.clone(), value)));
            }
        }
        if left < truth.abandons {
            let sections: Vec<usize> = (0..q.sections.len()).collect();
            return (Fate::Abandons { sections_sent: pick_even(&sections, rng).unwrap_or(0) }, None);
        }
        (Fate::Completes, None)
    }

    fn answer(
        &self,
        q: &Questionnaire,
        question: &Question,
        profile: &BTreeMap<QuestionId, OptionCode>,
        rng: &mut impl FnMut() -> f64,
    ) -> Vec<(String, String)> {
        let id = question.id.to_string();
        if question.id == self.truth.consent.question {
            return vec![(id, self.truth.consent.accepts.to_string())];
        }
        if let Some(code) = profile.get(&question.id) {
            return vec![(id, code.to_string())];
        }
        if let Some(value) = source_value(q, question, profile, rng) {
            return vec![(id, value)];
        }
        let law = self.truth.opinions.iter().find(|opinion| opinion.question == question.id);
        law.map_or_else(Vec::new, |opinion| opinion.law.fields(&id, rng))
    }
}

/// The combinations a margin leaves out that the other margins still have room for.
fn recruited(margin: &Margin, room: Option<Room>) -> Vec<Vec<OptionCode>> {
    let has_room = |codes: &&Vec<OptionCode>| room.is_none_or(|room| room(&margin.variables, codes) > 0);
    margin.uncovered.iter().filter(has_room).cloned().collect()
}

/// Places left in each row, kept likely: likelihood is the row's weight for this person over its weight for anybody.
fn within(margin: &Margin, shares: &[(Vec<OptionCode>, f64)], room: Room) -> Vec<(Vec<OptionCode>, f64)> {
    let total: f64 = shares.iter().map(|(_, share)| share).sum();
    let lift = |share: f64, usual: f64| {
        if usual > 0.0 && total > 0.0 { (share / total / usual).max(UNLIKELY) } else { UNLIKELY }
    };
    let rows = shares.iter().zip(&margin.rows);
    let weighted = rows.map(|((codes, share), (_, usual))| {
        (codes.clone(), f64::from(room(&margin.variables, codes)) * lift(*share, *usual))
    });
    weighted.collect()
}

/// An answer that gives the computed variable the category of the profile.
fn source_value(
    q: &Questionnaire,
    question: &Question,
    profile: &BTreeMap<QuestionId, OptionCode>,
    rng: &mut impl FnMut() -> f64,
) -> Option<String> {
    let computed = q.computed.iter().filter(|computed| computed.rule.sources() == [&question.id]);
    let (computed, category) = computed.filter_map(|computed| Some((computed, profile.get(&computed.id)?))).next()?;
    match &computed.rule {
        ComputedRule::Bands { bands, .. } => {
            let band = bands.iter().find(|band| &band.code == category)?;
            let values: Vec<i64> = (band.from..=band.to.min(band.from.saturating_add(BAND_SPAN_MAX))).collect();
            pick_even(&values, rng).map(|value| value.to_string())
        }
        ComputedRule::Lookup { map, .. } => {
            let codes: Vec<&OptionCode> = map.iter().filter(|(_, to)| *to == category).map(|(from, _)| from).collect();
            pick_even(&codes, rng).map(ToString::to_string)
        }
        ComputedRule::Formula { .. } | ComputedRule::Attribute { .. } => None,
    }
}

impl Law {
    /// The fields of one answer.
    fn fields(&self, id: &str, rng: &mut impl FnMut() -> f64) -> Vec<(String, String)> {
        let field = |code: &OptionCode| (id.to_owned(), code.to_string());
        match self {
            Self::One(shares) => pick(shares, rng).map(field).into_iter().collect(),
            Self::Many { alone, together, ticks } => {
                let left = 100.0 - alone.iter().map(|(_, share)| share).sum::<f64>();
                let first: Vec<_> =
                    alone.iter().map(|(code, share)| (Some(code), *share)).chain([(None, left)]).collect();
                if let Some(Some(code)) = pick(&first, rng) {
                    return vec![field(code)];
                }
                let counts: Vec<(usize, f64)> = (1..).zip(ticks.iter().copied()).collect();
                let count = pick(&counts, rng).copied().unwrap_or(1);
                pick_many(together, count, rng).iter().map(field).collect()
            }
            Self::Rows(rows) => {
                let row = |(item, shares): &(OptionCode, Vec<(OptionCode, f64)>), rng: &mut _| {
                    pick(shares, rng).map(|code| (format!("{id}.{item}"), code.to_string()))
                };
                let mut fields = Vec::new();
                for shares in rows {
                    fields.extend(row(shares, rng));
                }
                fields
            }
        }
    }
}
