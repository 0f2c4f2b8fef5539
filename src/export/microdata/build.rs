//! The dictionary of a sealed data set: row number and weight first, then what each column becomes.

use super::BadMicrodata;
use super::codes::{Numbered, kinds};
use super::dictionary::{Code, Dictionary, Field, Measure, Missing, MultipleSet, Source};
use super::labels;
use super::names::Names;
use crate::domain::data_set::{DataSet, Entry, Of, Values, Variable, variables};
use crate::domain::questionnaire::{ComputedRule, DatePrecision, Display, Kind, Language, Questionnaire};
use crate::domain::wave::WaveSpec;

const SERIAL: &str = "ROW";
const WEIGHT: &str = "WEIGHT";

pub(super) fn dictionary(
    q: &Questionnaire,
    spec: &WaveSpec,
    data: &DataSet,
    is_weighted: bool,
) -> Result<Dictionary, BadMicrodata> {
    let mut builder =
        Builder { q, spec, names: Names::default(), made: Dictionary { fields: Vec::new(), sets: Vec::new() } };
    builder.own(SERIAL, "Numéro de ligne, sans lien avec l’ordre des réponses", Measure::Nominal, Source::Serial);
    if is_weighted {
        let label = format!("Poids de redressement, version {}", spec.weighting.version);
        builder.own(WEIGHT, &label, Measure::Scale, Source::Weight);
    }
    for variable in variables(q) {
        let found = data.columns.iter().position(|column| column.name == variable.name);
        let column = found.ok_or_else(|| BadMicrodata::NoColumn(variable.name.clone()))?;
        if let Some(values) = data.columns.get(column).map(|column| &column.values) {
            builder.column(&variable, column, values);
        }
    }
    Ok(builder.made)
}

struct Builder<'a> {
    q: &'a Questionnaire,
    spec: &'a WaveSpec,
    names: Names,
    made: Dictionary,
}

impl Builder<'_> {
    fn own(&mut self, name: &str, label: &str, measure: Measure, source: Source) {
        let field = Field {
            name: self.names.take(name),
            column: String::new(),
            question: String::new(),
            label: label.to_owned(),
            measure,
            unit: String::new(),
            codes: Vec::new(),
            filter: String::new(),
            source,
        };
        self.made.fields.push(field);
    }

    fn column(&mut self, variable: &Variable<'_>, column: usize, values: &Values) {
        let numbered = |codes: &[String], lowest| Numbered::of(self.q, self.spec, variable, codes, lowest);
        match values {
            Values::Category { codes, .. } => {
                let Numbered { values, codes, missing } = numbered(codes, 0);
                self.field(variable, measure(variable), codes, Source::Coded { column, values, missing });
            }
            Values::Ticks { codes, .. } => self.ticks(variable, column, codes),
            Values::Number { decimals, declared, values } => {
                let lowest = lowest(variable, values, *decimals);
                let Numbered { values: declared, codes, missing } = numbered(declared, lowest);
                let source = Source::Number { column, decimals: *decimals, declared, missing };
                self.field(variable, Measure::Scale, codes, source);
            }
            Values::Text { declared, .. } => {
                let Numbered { values: declared, mut codes, missing } = numbered(declared, 0);
                let source = if is_date(variable) { Source::Date { column } } else { Source::Text { column } };
                self.field(variable, Measure::Nominal, Vec::new(), source);
                codes
                    .insert(0, Code { value: 0, code: "given".to_owned(), label: "Répondu".to_owned(), missing: None });
                let why = Source::Why { column, declared, missing };
                let mut field = self.described(variable, Measure::Nominal, codes, why);
                field.name = self.names.take(&format!("{}_why", variable.name));
                field.label = format!("Réponse ou raison de son absence — {}", field.label);
                self.made.fields.push(field);
            }
            Values::Order { codes, .. } => {
                let Numbered { values, mut codes, .. } = numbered(codes, 0);
                codes.retain(|code| values.contains(&code.value));
                self.field(variable, Measure::Nominal, codes, Source::Order { column, values });
            }
        }
    }

    fn field(&mut self, variable: &Variable<'_>, measure: Measure, codes: Vec<Code>, source: Source) {
        let mut field = self.described(variable, measure, codes, source);
        field.name = self.names.take(&variable.name);
        self.made.fields.push(field);
    }

    fn described(&self, variable: &Variable<'_>, measure: Measure, codes: Vec<Code>, source: Source) -> Field {
        let question = labels::question(variable);
        let unit = question.and_then(|question| match &question.kind {
            Kind::Number { unit, .. } | Kind::Numbers { unit, .. } => unit.as_ref(),
            _ => None,
        });
        Field {
            name: String::new(),
            column: variable.name.clone(),
            question: question.map_or_else(String::new, |question| question.id.to_string()),
            label: labels::of_variable(variable, self.spec),
            measure,
            unit: unit.map_or("", |unit| unit.get(Language::Fr)).to_owned(),
            codes,
            filter: labels::filter(self.q, variable),
            source,
        }
    }

    /// A variable an option, non-answers too: they count in the base.
    fn ticks(&mut self, variable: &Variable<'_>, column: usize, codes: &[String]) {
        let missing = Missing::below(0);
        let yes_or_no = |value, code: &str, label: &str| Code {
            value,
            code: code.to_owned(),
            label: label.to_owned(),
            missing: None,
        };
        let first = self.made.fields.len();
        let labelled = variable.codes(self.q, Language::Fr);
        for (code, position) in codes.iter().zip(0u16..) {
            let mut told = vec![yes_or_no(0, "no", "Non coché"), yes_or_no(1, "yes", "Coché")];
            told.extend(kinds(missing));
            let source = Source::Ticked { column, position, missing };
            let mut field = self.described(variable, Measure::Nominal, told, source);
            let label = labelled.iter().find(|(known, _)| known == code).map_or(code.as_str(), |(_, label)| label);
            field.label = labels::plain(&format!("{} — {label}", field.label), self.spec);
            field.name = self.names.take(&format!("{}:{code}", variable.name));
            self.made.fields.push(field);
        }
        let label = labels::of_variable(variable, self.spec);
        let name = self.names.take(&variable.name);
        self.made.sets.push(MultipleSet { name, label, first, len: codes.len() });
    }
}

/// Bands and scales have an order.
fn measure(variable: &Variable<'_>) -> Measure {
    let is_scale = |kind: &Kind| kind.is_scored() || matches!(kind, Kind::Single { display: Display::Scale, .. });
    match &variable.of {
        Of::Question(question) | Of::Row(question, ..) if is_scale(&question.kind) => Measure::Ordinal,
        Of::Computed(computed) if matches!(computed.rule, ComputedRule::Bands { .. }) => Measure::Ordinal,
        _ => Measure::Nominal,
    }
}

/// A date that is always whole; others are texts, since no program has half a date.
fn is_date(variable: &Variable<'_>) -> bool {
    matches!(
        variable.of,
        Of::Question(question) if matches!(question.kind, Kind::Date { precision: DatePrecision::Day, partial: false, .. })
    )
}

/// What a number may be at least, in its unit.
fn lowest(variable: &Variable<'_>, values: &[Entry<i64>], decimals: u8) -> i64 {
    let declared = labels::question(variable).and_then(|question| match (&variable.of, &question.kind) {
        (Of::Question(_) | Of::Row(..), Kind::Number { min, .. } | Kind::Numbers { min, .. }) => Some(*min),
        _ => None,
    });
    let seen = || values.iter().filter_map(Entry::given).copied().min();
    let lowest = declared.or_else(seen).unwrap_or(0);
    lowest.div_euclid(10_i64.saturating_pow(decimals.into()))
}
