//! A wave as the doors use it: its declared part, parsed once and kept. What changes (state, counts) is always read
//! from the database.

use crate::domain::questionnaire::Questionnaire;
use crate::domain::wave::WaveSpec;

#[derive(Debug)]
pub struct LoadedWave {
    pub id: i64,
    pub spec: WaveSpec,
    pub questionnaire: Questionnaire,
}
