//! The columns of the data, each with the concept it stands for: what the structure declares and the data then follow.

use super::super::fields::against;
use super::super::figures::{Figure, Status};
use super::{breakdown, item, own};

/// What the values of a column are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// Of a code list.
    Codes(&'static str),
    Whole,
    Real,
    Text,
    Period,
}

pub(super) struct Component {
    pub id: &'static str,
    pub name: &'static str,
    pub values: Values,
    /// What stands in its column: nothing where there is none.
    pub of: fn(&Figure<'_>, &str) -> String,
}

const fn component(
    id: &'static str,
    name: &'static str,
    values: Values,
    of: fn(&Figure<'_>, &str) -> String,
) -> Component {
    Component { id, name, values, of }
}

/// What tells one figure from another; the last is the time.
pub(super) const DIMENSIONS: [Component; 6] = [
    component("WAVE", "Vague", Values::Codes("CL_WAVE"), |figure, _| super::id(figure.content().wave.slug.as_str())),
    component("QUESTION", "Question", Values::Codes("CL_QUESTION"), |figure, _| figure.table.question.to_string()),
    component("ITEM", "Élément de la question", Values::Codes("CL_ITEM"), |figure, _| item(figure.table)),
    component("BREAKDOWN", "Population", Values::Codes("CL_BREAKDOWN"), |figure, _| breakdown(figure.column)),
    component("ANSWER", "Réponse ou mesure", Values::Codes("CL_ANSWER"), |figure, key| {
        own(&figure.table.question, key)
    }),
    component("TIME_PERIOD", "Terrain", Values::Period, |figure, _| period(figure)),
];

pub(super) const MEASURE: Component = component("OBS_VALUE", "Valeur", Values::Real, |figure, _| {
    figure.row.value().map_or_else(String::new, |value| value.written('.'))
});

pub(super) const ATTRIBUTES: [Component; 16] = [
    component("UNIT_MEASURE", "Unité", Values::Text, |figure, _| text(figure.unit())),
    component("OBS_STATUS", "Lecture", Values::Codes("CL_OBS_STATUS"), |figure, _| {
        match figure.status() {
            Status::Shown => "A",
            Status::SmallBase => "U",
            Status::Hidden => "Q",
        }
        .to_owned()
    }),
    component("CONF_STATUS", "Secret", Values::Codes("CL_CONF_STATUS"), |figure, _| {
        if figure.status() == Status::Hidden { "C" } else { "F" }.to_owned()
    }),
    component("CI_LOWER", "Borne basse à 95\u{a0}%", Values::Real, |figure, _| {
        figure.row.low().map_or_else(String::new, |low| low.written('.'))
    }),
    component("CI_UPPER", "Borne haute à 95\u{a0}%", Values::Real, |figure, _| {
        figure.row.high().map_or_else(String::new, |high| high.written('.'))
    }),
    component("STD_ERROR", "Erreur type", Values::Real, |figure, _| number(figure.row.standard_error())),
    component("BASE_N", "Base brute", Values::Whole, |figure, _| number(figure.base_n())),
    component("EFFECTIVE_N", "Base effective", Values::Whole, |figure, _| number(figure.effective_n())),
    component("BASE_IS_ROUGH", "Base arrondie à vingt près", Values::Codes("CL_BOOLEAN"), |figure, _| {
        text(figure.is_base_rough().map(|is_rough| if is_rough { "Y" } else { "N" }))
    }),
    component("ANSWER_KIND", "Nature de la ligne", Values::Codes("CL_ANSWER_KIND"), |figure, _| {
        figure.row.nature().as_str().to_owned()
    }),
    component("COLUMN_LETTER", "Lettre de la colonne", Values::Text, |figure, _| text(figure.letter())),
    component("HIGHER_THAN", "Supérieur aux colonnes", Values::Text, |figure, _| figure.row.letters().join(" ")),
    component("AGAINST_REST", "Par rapport aux autres", Values::Codes("CL_AGAINST_REST"), |figure, _| {
        text(figure.row.against_rest().map(against))
    }),
    component("BASE_LABEL", "À qui la question est posée", Values::Text, |figure, _| figure.table.base_label.clone()),
    component("SIMULATED", "Données simulées", Values::Codes("CL_BOOLEAN"), |figure, _| {
        if figure.content().is_simulated { "Y" } else { "N" }.to_owned()
    }),
    component("RELEASE", "Empreinte de la publication", Values::Text, |figure, _| figure.released.digest().hex()),
];

/// All of them, in the order of the data.
pub(super) fn components() -> impl Iterator<Item = &'static Component> {
    DIMENSIONS.iter().chain([&MEASURE]).chain(&ATTRIBUTES)
}

/// The fieldwork, first and last day included, as ISO 8601 writes a start and a duration.
fn period(figure: &Figure<'_>) -> String {
    let wave = &figure.content().wave;
    let days = wave.fieldwork_end.signed_duration_since(wave.fieldwork_start).num_days() + 1;
    format!("{}/P{}D", wave.fieldwork_start, days.max(1))
}

fn text(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}

fn number(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
