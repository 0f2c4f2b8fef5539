//! Simulated respondents: profiles drawn from the margins of a wave, opinions from a declared truth. Pure: draws come in
//! as numbers between 0 and 1, and a simulated interview is only form fields, sent through the same doors as any other.

mod answer;
mod draw;
mod laws;
mod pace;
mod read;
mod respondent;
mod typed_laws;

use std::sync::Arc;

use crate::domain::answer::Date;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::wave::WaveSpec;

pub use pace::Filling;
pub use respondent::{Fate, Respondent, Room};

/// What a simulation file declares, checked against its questionnaire and its wave.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulation {
    population: Population,
    truth: Truth,
}

impl Simulation {
    /// A population nobody has described: its margins are those of the wave, and whatever is proposed is as likely as
    /// anything else.
    pub fn even(spec: &WaveSpec) -> Self {
        Self {
            population: Population { margins: read::margins(spec), given: Vec::new(), uncovered: 0.0 },
            truth: Truth {
                consent: None,
                refuses: 0.0,
                abandons: 0.0,
                out_of_target: Vec::new(),
                opinions: Vec::new(),
            },
        }
    }
}

/// Who there is to interview.
#[derive(Debug, Clone, PartialEq)]
struct Population {
    /// The margins of the wave's weighting, in order.
    margins: Vec<Margin>,
    given: Vec<Given>,
    /// Share of the people whose combination a margin leaves out.
    uncovered: f64,
}

#[derive(Debug, Clone, PartialEq)]
struct Margin {
    variables: Vec<QuestionId>,
    rows: Vec<(Vec<OptionCode>, f64)>,
    uncovered: Vec<Vec<OptionCode>>,
}

/// A variable that depends on another one: weights of its categories for each category of the other.
#[derive(Debug, Clone, PartialEq)]
struct Given {
    variable: QuestionId,
    of: QuestionId,
    weights: Vec<(OptionCode, Vec<(OptionCode, f64)>)>,
}

/// What they do and think.
#[derive(Debug, Clone, PartialEq)]
struct Truth {
    /// Without one, consent is a question like others, to which everybody says yes.
    consent: Option<Consent>,
    refuses: f64,
    abandons: f64,
    out_of_target: Vec<OutOfTarget>,
    opinions: Vec<Opinion>,
}

#[derive(Debug, Clone, PartialEq)]
struct Consent {
    question: QuestionId,
    accepts: OptionCode,
    refuses: OptionCode,
}

/// People who answer, and are not whom the wave is about.
#[derive(Debug, Clone, PartialEq)]
struct OutOfTarget {
    question: QuestionId,
    values: Vec<String>,
    rate: f64,
}

#[derive(Debug, Clone, PartialEq)]
struct Opinion {
    question: QuestionId,
    law: Arc<Law>,
}

type Shares = Vec<(OptionCode, f64)>;

/// How the answers to one question are spread. `apart` are the declared non-answers, in percent of everybody.
#[derive(Debug, Clone, PartialEq)]
enum Law {
    One(Shares),
    /// First whether one that excludes the others is ticked, else how many, else which.
    Many {
        alone: Shares,
        together: Shares,
        ticks: Vec<f64>,
    },
    Rows(Vec<(OptionCode, Shares)>),
    /// A bell, for numbers and scores.
    Around {
        mean: f64,
        deviation: f64,
        apart: Shares,
    },
    /// A bell a row, each as wide as this part of its mean.
    Spread {
        means: Shares,
        deviation: f64,
        apart: Shares,
    },
    /// How attractive each option is, and how many are ranked.
    Ranked {
        shares: Shares,
        ranks: Vec<f64>,
        apart: Shares,
    },
    /// One of these texts.
    Written {
        texts: Vec<String>,
        apart: Shares,
    },
    Dated {
        from: Date,
        to: Date,
        apart: Shares,
    },
    /// Keys of entries of a nomenclature.
    Entries {
        shares: Vec<(String, f64)>,
        apart: Shares,
    },
}

#[cfg(test)]
pub(crate) mod tests;
