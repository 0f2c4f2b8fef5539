//! Where the weights of a request come from, in one of five ways; a key of none of them, or of two, is refused by name.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::domain::analyse::request::WeightingInput;

/// Where weights come from; nothing said is 1 for everybody.
#[derive(Debug, Clone)]
pub enum WeightsInput {
    Case { from_case: String },
    Csv { file: String, column: String },
    Column { column: String },
    Calibration { calibration: Box<WeightingInput> },
    List(Vec<f64>),
}

const WAYS: &str = "une liste de nombres, ou un objet : from_case, column, $csv avec column, ou calibration";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    from_case: Option<String>,
    #[serde(rename = "$csv")]
    csv: Option<String>,
    column: Option<String>,
    calibration: Option<Box<WeightingInput>>,
}

// Not an untagged enum: that one forgets which key of which way it did not know, and where.
impl<'de> Deserialize<'de> for WeightsInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Ways)
    }
}

struct Ways;

impl<'de> Visitor<'de> for Ways {
    type Value = WeightsInput;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(WAYS)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, list: S) -> Result<Self::Value, S::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(list)).map(WeightsInput::List)
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Self::Value, M::Error> {
        let keys = Keys::deserialize(MapAccessDeserializer::new(map))?;
        match (keys.from_case, keys.csv, keys.column, keys.calibration) {
            (Some(from_case), None, None, None) => Ok(WeightsInput::Case { from_case }),
            (None, Some(file), Some(column), None) => Ok(WeightsInput::Csv { file, column }),
            (None, None, Some(column), None) => Ok(WeightsInput::Column { column }),
            (None, None, None, Some(calibration)) => Ok(WeightsInput::Calibration { calibration }),
            _ => Err(M::Error::custom(WAYS)),
        }
    }
}
