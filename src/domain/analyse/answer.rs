//! What comes out: an answer, or the reasons why there is none, each with a stable code.

use serde_json::{Map, Value, json};

use crate::domain::calibration::Infeasible;
use crate::domain::estimate::{DesignFault, ReplicateFault};
use crate::domain::fault::Faults;

/// Where an answer repeats the identifier of its request.
pub(super) const ID: &str = "id";

/// One JSON object.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub value: Value,
    /// The request or a file could not be understood. Infeasible is an answer, not a refusal.
    pub is_refused: bool,
}

/// Why a request has no figures.
#[derive(Debug, Clone)]
pub enum Refusal {
    Request {
        line: usize,
        column: usize,
        what: String,
    },
    File {
        file: String,
        what: String,
    },
    Faults(Faults),
    Infeasible(Vec<Infeasible>),
    /// Values are missing on a variable whose `missing` is `error`.
    Missing {
        variable: String,
        count: usize,
    },
    /// A category of the file that the request does not place.
    Unplaced {
        variable: String,
        category: String,
        count: usize,
    },
    /// A domain, group or category nobody is in.
    Nobody {
        variable: String,
        category: String,
    },
    /// A category the request names and no row of the file has: absent, or misspelt.
    Absent {
        variable: String,
        category: String,
        /// The nearest there is, or all there are.
        expected: Option<String>,
    },
    Design(DesignFault),
    Replicate(ReplicateFault),
}

impl From<Faults> for Refusal {
    fn from(faults: Faults) -> Self {
        Self::Faults(faults)
    }
}

impl From<Vec<Infeasible>> for Refusal {
    fn from(reasons: Vec<Infeasible>) -> Self {
        Self::Infeasible(reasons)
    }
}

impl From<DesignFault> for Refusal {
    fn from(fault: DesignFault) -> Self {
        Self::Design(fault)
    }
}

impl From<ReplicateFault> for Refusal {
    fn from(fault: ReplicateFault) -> Self {
        Self::Replicate(fault)
    }
}

impl Refusal {
    pub(super) fn request(line: usize, column: usize, what: String) -> Self {
        Self::Request { line, column, what }
    }

    /// A request that can be read and asks for something that is not there.
    pub(super) fn asked(what: impl Into<String>) -> Self {
        Self::Request { line: 0, column: 0, what: what.into() }
    }

    pub(super) fn reasons(&self) -> Vec<Value> {
        match self {
            Self::Request { line, column, what } => {
                vec![json!({ "code": "bad_request", "line": line, "column": column, "message": what })]
            }
            Self::File { file, what } => vec![json!({ "code": "bad_file", "file": file, "message": what })],
            Self::Faults(Faults(faults)) => {
                let reason = |fault: &crate::domain::fault::Fault| {
                    json!({
                        "code": "bad_file", "file": fault.file, "line": fault.line, "column": fault.column,
                        "variable": fault.place, "message": fault.to_string(),
                    })
                };
                faults.iter().map(reason).collect()
            }
            Self::Infeasible(reasons) => reasons.iter().map(infeasible).collect(),
            Self::Missing { variable, count } => vec![json!({
                "code": "missing_value", "variable": variable, "count": count,
                "message": format!("{count} ligne(s) sans valeur sur {variable} ; écartez-les par \"missing\": \"exclude\""),
            })],
            Self::Unplaced { variable, category, count } => vec![json!({
                "code": "unknown_category", "variable": variable, "category": category, "count": count,
                "message": format!("{count} ligne(s) de {variable} dans la catégorie {category}, que la demande ne place pas"),
            })],
            Self::Nobody { variable, category } => vec![json!({
                "code": "empty_category", "variable": variable, "category": category,
                "message": format!("personne n’est dans {category} de {variable}, ou leurs poids sont nuls"),
            })],
            Self::Absent { variable, category, expected } => {
                let expected = expected.as_ref().map(|expected| format!(" — {expected}")).unwrap_or_default();
                vec![json!({
                    "code": "empty_category", "variable": variable, "category": category,
                    "message": format!("aucune ligne n’a la catégorie « {category} » sur {variable}{expected}"),
                })]
            }
            Self::Design(fault) => vec![json!({ "code": "no_variance", "message": fault.to_string() })],
            Self::Replicate(fault) => vec![json!({ "code": "no_replicates", "message": fault.to_string() })],
        }
    }

    fn is_misunderstood(&self) -> bool {
        matches!(self, Self::Request { .. } | Self::File { .. } | Self::Faults(_))
    }
}

/// Adds a figure under the name the request gives it. A name already taken would hide another figure.
pub(super) fn put(answer: &mut Map<String, Value>, name: &str, value: Value) -> Result<(), Refusal> {
    if name == ID || answer.contains_key(name) {
        return Err(Refusal::asked(format!("« {name} » nomme déjà autre chose dans la réponse ; prenez un autre nom")));
    }
    answer.insert(name.to_owned(), value);
    Ok(())
}

impl Answer {
    pub(super) fn done(value: Value) -> Self {
        Self { value, is_refused: false }
    }

    pub(super) fn refused(refusal: &Refusal) -> Self {
        let is_refused = refusal.is_misunderstood();
        let status = if is_refused { "refused" } else { "infeasible" };
        Self { value: json!({ "status": status, "reasons": refusal.reasons() }), is_refused }
    }
}

/// The code of a reason, where it applies under the names of the reference cases, and its text.
fn infeasible(reason: &Infeasible) -> Value {
    let mut fields = match serde_json::to_value(reason) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    for (ours, theirs) in [("margin", "variable"), ("respondents", "count")] {
        if let Some(value) = fields.get(ours).cloned() {
            // The variable itself, when the reason has one, is nearer than its margin's name.
            fields.entry(theirs).or_insert(value);
        }
    }
    fields.insert("message".to_owned(), Value::from(reason.to_string()));
    Value::Object(fields)
}
