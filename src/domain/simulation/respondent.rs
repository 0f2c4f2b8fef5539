//! One simulated respondent: a profile, a fate, and the form fields of every question, drawn once, so that sending a page
//! again sends the same answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::answer::Answers;
use crate::domain::check;
use crate::domain::check::form::{entry_field, written};
use crate::domain::id::{AttributeId, OptionCode, QuestionId};
use crate::domain::questionnaire::{ComputedRule, Kind, Language, Question, Questionnaire};
use crate::domain::route::{self, Next, Walk, is_narrowed};
use crate::domain::simulation::answer::Proposal;
use crate::domain::simulation::draw::{pick, pick_even, pick_many, stream};
use crate::domain::simulation::{Given, Law, Margin, Simulation};

/// Widest span of a band drawn from: nobody simulated of « 65 and over » is past 89.
const BAND_SPAN_MAX: i64 = 24;
/// Draws of a page whose answers disagree, before the last one is sent as it is.
const ATTEMPTS_MAX: u32 = 50;
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

#[derive(Debug, Clone, PartialEq)]
pub struct Respondent {
    fate: Fate,
    /// By slot.
    sent: Vec<Sent>,
}

/// What a respondent sends for one question.
#[derive(Debug, Clone, PartialEq)]
enum Sent {
    Known(Vec<(String, String)>),
    /// Drawn once it is known what is proposed, always from this same draw.
    Later {
        law: Option<Arc<Law>>,
        draw: f64,
    },
}

impl Respondent {
    /// Draws somebody. With `room`, profiles are drawn in proportion to the places left in each margin; a margin with no
    /// place left is drawn as the population is, and the respondent will find it full.
    pub fn draw(simulation: &Simulation, q: &Questionnaire, rng: &mut impl FnMut() -> f64, room: Option<Room>) -> Self {
        let profile = simulation.profile(rng, room);
        let (fate, own) = simulation.fate(q, rng);
        let mut sent = Vec::new();
        for (_, question) in q.questions() {
            let drawn = simulation.answer(q, question, &profile, rng);
            let own = own.as_ref().filter(|(id, _)| id == &question.id);
            sent.push(own.map_or(drawn, |(id, value)| Sent::Known(vec![(id.to_string(), value.clone())])));
        }
        Self { fate, sent }
    }

    #[cfg(test)]
    pub(super) fn is_known_at_once(&self) -> bool {
        self.sent.iter().all(|sent| matches!(sent, Sent::Known(_)))
    }

    pub fn fate(&self) -> Fate {
        self.fate
    }

    /// What this respondent sends for a section: the questions these answers open, under the names `check` reads. Where
    /// something is drawn late, it is drawn again until the page is accepted and leads nowhere the fate does not.
    pub fn fields_for(&self, q: &Questionnaire, section: usize, answers: &Answers) -> Vec<(String, String)> {
        let shown = route::shown(q, answers, section);
        let is_late = |slot: &usize| matches!(self.sent.get(*slot), Some(Sent::Later { .. }));
        let mut fields = self.attempt(q, &shown, answers, 0);
        if shown.iter().any(is_late) {
            for attempt in 1..ATTEMPTS_MAX {
                if self.is_accepted(q, section, &fields, answers) {
                    break;
                }
                fields = self.attempt(q, &shown, answers, attempt);
            }
        }
        fields
    }

    fn attempt(&self, q: &Questionnaire, shown: &[usize], answers: &Answers, attempt: u32) -> Vec<(String, String)> {
        let fields = |slot: usize| match (self.sent.get(slot), q.question_at(slot)) {
            (Some(Sent::Known(fields)), _) => fields.clone(),
            (Some(Sent::Later { law, draw }), Some(question)) => {
                let proposal = Proposal::of(q, question, slot, answers);
                proposal.fields(law.as_deref(), &mut stream(draw + f64::from(attempt)))
            }
            _ => Vec::new(),
        };
        shown.iter().flat_map(|slot| fields(*slot)).collect()
    }

    fn is_accepted(&self, q: &Questionnaire, section: usize, fields: &[(String, String)], answers: &Answers) -> bool {
        let (after, faults) = check::read_section(q, section, fields, answers, Language::Fr);
        let is_out = matches!(route::after(q, &after, section), Next::ScreenedOut | Next::Refused);
        faults.is_empty() && (!is_out || matches!(self.fate, Fate::Refuses | Fate::OutOfTarget))
    }

    /// Everything this respondent sends, for an interview sent whole.
    pub fn whole(&self, q: &Questionnaire) -> Vec<(String, String)> {
        self.whole_from(q, Answers::none(q))
    }

    /// The same, of an interview that starts with these hidden variables and this seed.
    pub fn whole_from(&self, q: &Questionnaire, start: Answers) -> Vec<(String, String)> {
        let (mut answers, mut fields) = (start, Vec::new());
        let mut next = Walk::of(q, &answers).first().map_or(Next::Completed, Next::Section);
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
        if let Some(consent) = truth.consent.as_ref().filter(|_| left < 0.0) {
            return (Fate::Refuses, Some((consent.question.clone(), consent.refuses.to_string())));
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
    ) -> Sent {
        let id = question.id.to_string();
        if let Some(consent) = self.truth.consent.as_ref().filter(|consent| consent.question == question.id) {
            return Sent::Known(vec![(id, consent.accepts.to_string())]);
        }
        if let Some(code) = profile.get(&question.id) {
            return Sent::Known(vec![(id, code.to_string())]);
        }
        if let Some(key) = entry_key(q, question, profile, rng) {
            return Sent::Known(vec![(entry_field(&id), key)]);
        }
        if let Some(value) = source_value(q, question, profile, rng) {
            return Sent::Known(vec![(id, value)]);
        }
        let law = self.truth.opinions.iter().find(|opinion| opinion.question == question.id);
        let law = law.map(|opinion| Arc::clone(&opinion.law));
        match law {
            Some(law) if !is_narrowed(question) => match law.known_fields(&id, rng) {
                Some(fields) => Sent::Known(fields),
                None => Sent::Later { law: Some(law), draw: rng() },
            },
            law => Sent::Later { law, draw: rng() },
        }
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

/// The key of an entry that has, of every attribute a profile decides, the category of the profile.
fn entry_key(
    q: &Questionnaire,
    question: &Question,
    profile: &BTreeMap<QuestionId, OptionCode>,
    rng: &mut impl FnMut() -> f64,
) -> Option<String> {
    let Kind::Entry { nomenclature, .. } = &question.kind else { return None };
    let wanted: Vec<(&AttributeId, &OptionCode)> = q
        .computed
        .iter()
        .filter_map(|computed| match &computed.rule {
            ComputedRule::Attribute { of, attribute } if of == &question.id => {
                Some((attribute, profile.get(&computed.id)?))
            }
            _ => None,
        })
        .collect();
    let list = q.lists.get(nomenclature).filter(|_| !wanted.is_empty())?;
    let fits = |at: &usize| wanted.iter().all(|(attribute, code)| list.attribute(*at, attribute) == Some(*code));
    let fitting: Vec<usize> = (0..list.entries().len()).filter(fits).collect();
    let entry = pick_even(&fitting, rng).and_then(|at| list.entry(at));
    entry.map(|entry| entry.key.to_string())
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
            pick_even(&values, rng).map(|value| written(value, question.kind.decimals()))
        }
        ComputedRule::Lookup { map, .. } => {
            let codes: Vec<&OptionCode> = map.iter().filter(|(_, to)| *to == category).map(|(from, _)| from).collect();
            pick_even(&codes, rng).map(ToString::to_string)
        }
        ComputedRule::Formula { .. } | ComputedRule::Attribute { .. } => None,
    }
}

impl Law {
    /// The fields of one answer to a question that proposes the same to everybody; none for laws drawn late.
    fn known_fields(&self, id: &str, rng: &mut impl FnMut() -> f64) -> Option<Vec<(String, String)>> {
        let field = |code: &OptionCode| (id.to_owned(), code.to_string());
        match self {
            Self::One(shares) => Some(pick(shares, rng).map(field).into_iter().collect()),
            Self::Many { alone, together, ticks } => {
                let left = 100.0 - alone.iter().map(|(_, share)| share).sum::<f64>();
                let first: Vec<_> =
                    alone.iter().map(|(code, share)| (Some(code), *share)).chain([(None, left)]).collect();
                if let Some(Some(code)) = pick(&first, rng) {
                    return Some(vec![field(code)]);
                }
                let counts: Vec<(usize, f64)> = (1..).zip(ticks.iter().copied()).collect();
                let count = pick(&counts, rng).copied().unwrap_or(1);
                Some(pick_many(together, count, rng).iter().map(field).collect())
            }
            Self::Rows(rows) => {
                let row = |(item, shares): &(OptionCode, Vec<(OptionCode, f64)>), rng: &mut _| {
                    pick(shares, rng).map(|code| (format!("{id}.{item}"), code.to_string()))
                };
                let mut fields = Vec::new();
                for shares in rows {
                    fields.extend(row(shares, rng));
                }
                Some(fields)
            }
            _ => None,
        }
    }
}
