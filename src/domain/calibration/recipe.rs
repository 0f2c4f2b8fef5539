//! What is asked of a calibration, apart from the sample: the method with its bounds, the margins, the totals.

/// How weights are allowed to move (Deville and Särndal 1992, JASA 87:376, table 1). `g` is final weight over base weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// One crossing, every cell brought to its target at once. Not for crossings with empty cells.
    PostStratification,
    /// `g = exp(x'λ)`: positive, without upper bound. The usual choice of pollsters.
    Raking,
    /// `g = 1 + x'λ`: one solve, but `g` may be negative; not where weights must be publishable one by one.
    Linear,
    /// `g` strictly within bounds, smoothly.
    Logit(Bounds),
    /// Linear, cut at the bounds: several respondents end exactly on them.
    TruncatedLinear(Bounds),
    /// Raking, cut at the bounds: what trimming and raking again, for ever, would give.
    TruncatedRaking(Bounds),
}

/// Bounds on `g`, around 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    pub low: f64,
    pub high: f64,
}

/// One margin of the population.
#[derive(Debug, Clone, PartialEq)]
pub struct MarginTargets {
    /// The name told to a person when something is wrong.
    pub label: String,
    /// More than one makes a crossing.
    pub variables: Vec<String>,
    /// Codes of the variables in their order, and the target.
    pub targets: Vec<(Vec<String>, f64)>,
    /// Combinations outside this margin: weighted on the others.
    pub uncovered: Vec<Vec<String>>,
}

/// The total of a number over the population.
#[derive(Debug, Clone, PartialEq)]
pub struct NumericTotal {
    pub variable: String,
    pub total: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Fractions of the total, summing to 1.
    Share,
    /// Numbers of persons, summing to the total.
    Count,
}

/// A whole request.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    pub method: Method,
    pub margins: Vec<MarginTargets>,
    pub unit: Unit,
    pub totals: Vec<NumericTotal>,
    /// What the weights sum to: by default the first margin's total when it is in counts, the sum of base weights
    /// otherwise.
    pub total: Option<f64>,
    /// Scale base weights to the total first, so that bounds on `g` are around 1.
    pub rescale_base: bool,
    pub rounds_max: u32,
    /// Largest deviation from a target, relative to it, accepted as met.
    pub tolerance: f64,
}

/// Newton needs 5 to 30 steps; next to infeasibility some more.
pub const ROUNDS_MAX_DEFAULT: u32 = 300;
/// A thousand times what six printed decimals need.
pub const TOLERANCE_DEFAULT: f64 = 1e-9;

impl Method {
    /// The stable name, in requests and answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::PostStratification => "poststratification",
            Self::Raking => "raking",
            Self::Linear => "linear",
            Self::Logit(_) => "logit",
            Self::TruncatedLinear(_) => "truncated_linear",
            Self::TruncatedRaking(_) => "truncated_raking",
        }
    }

    pub fn bounds(self) -> Option<Bounds> {
        match self {
            Self::PostStratification | Self::Raking | Self::Linear => None,
            Self::Logit(bounds) | Self::TruncatedLinear(bounds) | Self::TruncatedRaking(bounds) => Some(bounds),
        }
    }
}

impl MarginTargets {
    pub fn one(variable: &str, targets: impl IntoIterator<Item = (String, f64)>) -> Self {
        Self {
            label: variable.to_owned(),
            variables: vec![variable.to_owned()],
            targets: targets.into_iter().map(|(code, target)| (vec![code], target)).collect(),
            uncovered: Vec::new(),
        }
    }
}

impl Recipe {
    /// Margins in shares, everything else by default.
    pub fn shares(method: Method, margins: Vec<MarginTargets>) -> Self {
        Self {
            method,
            margins,
            unit: Unit::Share,
            totals: Vec::new(),
            total: None,
            rescale_base: false,
            rounds_max: ROUNDS_MAX_DEFAULT,
            tolerance: TOLERANCE_DEFAULT,
        }
    }
}
