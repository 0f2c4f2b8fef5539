//! How long a simulated respondent spends on a page: a usual time for what is asked there, a pace of one's own, and now and
//! then somebody who does not read.

use crate::domain::quality::Device;
use crate::domain::questionnaire::{Kind, Questionnaire, Section};
use crate::domain::simulation::draw::bell;

/// Share of the respondents who rush through.
const HURRIED: f64 = 0.03;
/// How fast they are.
const HURRY: f64 = 0.12;
/// Seconds to read a page's title and introduction, a question, a row, and to write a text.
const PAGE_SECONDS: f64 = 4.0;
const QUESTION_SECONDS: f64 = 7.0;
const ROW_SECONDS: f64 = 3.5;
const TEXT_SECONDS: f64 = 25.0;

/// One respondent's way of filling pages.
#[derive(Debug, Clone, Copy)]
pub struct Filling {
    factor: f64,
    device: Device,
}

impl Filling {
    pub fn draw(draw: &mut impl FnMut() -> f64) -> Self {
        let device = if draw() < 0.6 { Device::Phone } else { Device::Computer };
        let hurry = if draw() < HURRIED { HURRY } else { 1.0 };
        Self { factor: spread(draw, 0.3) * hurry, device }
    }

    pub fn device(&self) -> Device {
        self.device
    }

    /// Whole seconds on a page, one at least.
    pub fn seconds(&self, questionnaire: &Questionnaire, section: usize, draw: &mut impl FnMut() -> f64) -> u32 {
        let usual = questionnaire.sections.get(section).map_or(PAGE_SECONDS, usual);
        let seconds = (usual * self.factor * spread(draw, 0.35)).round().clamp(1.0, 3_600.0);
        // Whole and within bounds: found, not cast.
        (1..=3_600_u32).find(|whole| f64::from(*whole) >= seconds).unwrap_or(1)
    }
}

fn usual(section: &Section) -> f64 {
    let of_kind = |kind: &Kind| match kind {
        Kind::Note => PAGE_SECONDS,
        Kind::Text { .. } => TEXT_SECONDS,
        kind => kind.items().iter().fold(QUESTION_SECONDS, |sum, _| sum + ROW_SECONDS),
    };
    section.questions.iter().fold(PAGE_SECONDS, |sum, question| sum + of_kind(&question.kind))
}

/// A factor around 1, lognormal as reading times are.
fn spread(draw: &mut impl FnMut() -> f64, deviation: f64) -> f64 {
    bell(0.0, deviation, draw).exp()
}
