//! A release as JSON-stat 2.0 (json-stat.org/full): a collection, one cube a table, and one more where the table has means or
//! medians, since they are not in percents. A hidden cell is null with the status `c`; a small base has `u`.

use serde_json::{Map, Value, json};

use super::figures::{Row, Status, of_table, rows};
use super::keys;
use super::words::HIDDEN;
use super::{ExportError, ReleaseFile};
use crate::domain::release::{Released, ReleasedColumn, ReleasedTable};
use crate::domain::wave::paris::day_words;

/// What is said of an answer, in the order of the last dimension.
const OF_ANSWERS: [&str; 6] = ["percent", "low", "high", "se", "base_n", "effective_n"];
const OF_MEASURES: [&str; 5] = ["value", "low", "high", "se", "base_n"];

pub(super) fn file(released: &Released) -> Result<ReleaseFile, ExportError> {
    let tables = &released.content().tables;
    let of_one = |table| {
        let answers = cube(released, table, Part::Answers);
        let measures = (!table.measures.is_empty()).then(|| cube(released, table, Part::Measures));
        std::iter::once(answers).chain(measures)
    };
    let mut collection = json!({
        "version": "2.0",
        "class": "collection",
        "label": released.content().wave.title,
        "note": notes(released),
        "extension": { "release": released.digest().hex(), "status": statuses() },
        "link": { "item": tables.iter().flat_map(of_one).collect::<Vec<_>>() },
    });
    collection.sort_all_objects();
    Ok(ReleaseFile {
        name: "tableaux.json",
        media_type: "application/json",
        bytes: serde_json::to_vec(&collection)?,
        rows: super::count(super::figures::figures(released)),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Answers,
    Measures,
}

impl Part {
    fn holds(self, row: Row<'_>) -> bool {
        matches!((self, row), (Self::Answers, Row::Answer(..)) | (Self::Measures, Row::Measure(..)))
    }

    fn figures(self) -> &'static [&'static str] {
        match self {
            Self::Answers => &OF_ANSWERS,
            Self::Measures => &OF_MEASURES,
        }
    }
}

fn notes(released: &Released) -> Vec<String> {
    let content = released.content();
    let simulated = content.is_simulated.then(|| "Données simulées.".to_owned());
    simulated.into_iter().chain(content.reading.iter().cloned()).collect()
}

fn statuses() -> Value {
    json!({ "label": { "c": HIDDEN, "u": "base faible" } })
}

/// Dimensions: the wave, then answers (or measures), columns, and what is said of each.
fn cube(released: &Released, table: &ReleasedTable, part: Part) -> Value {
    let wave = &released.content().wave;
    let keys: Vec<(String, Row<'_>)> = keys::named_rows(table).filter(|(_, row)| part.holds(*row)).collect();
    let (value, status) = values(table, part);
    let dated = format!("{}, du {} au {}", wave.title, day_words(wave.fieldwork_start), day_words(wave.fieldwork_end));
    let answers = Map::from_iter(keys.iter().map(|(key, row)| (key.clone(), row.label().into())));
    let columns: Vec<String> = table.columns.iter().map(keys::of_column).collect();
    let labels =
        Map::from_iter(table.columns.iter().map(|column| (keys::of_column(column), keys::label(column).into())));
    json!({
        "version": "2.0",
        "class": "dataset",
        "label": label_of(table),
        "source": source(released),
        "note": cube_notes(released, table),
        "id": ["wave", "answer", "column", "figure"],
        "size": [1, keys.len(), columns.len(), part.figures().len()],
        "role": { "time": ["wave"], "metric": ["figure"] },
        "dimension": {
            "wave": { "label": "Vague", "category": { "index": [wave.key], "label": { wave.key.clone(): dated } } },
            "answer": {
                "label": if part == Part::Answers { "Réponse" } else { "Mesure" },
                "category": { "index": keys.iter().map(|(key, _)| key).collect::<Vec<_>>(), "label": answers },
            },
            "column": { "label": "Population", "category": { "index": columns, "label": labels } },
            "figure": figure_dimension(table, part),
        },
        "value": value,
        "status": status,
        "extension": extension(released, table),
    })
}

/// Row by row, then column by column, and what is not as others.
fn values(table: &ReleasedTable, part: Part) -> (Vec<Value>, Map<String, Value>) {
    let columns: Vec<Vec<Row<'_>>> =
        table.columns.iter().map(|column| rows(table, column).filter(|row| part.holds(*row)).collect()).collect();
    let (mut values, mut marks) = (Vec::new(), Map::new());
    for at in 0..columns.first().map_or(0, Vec::len) {
        for (column, rows) in table.columns.iter().zip(&columns) {
            let Some(row) = rows.get(at) else { continue };
            for figure in part.figures() {
                let value = said(figure, *row, column);
                match (&column.shown, row.is_hidden()) {
                    (None, _) | (_, true) if value.is_null() => marks.insert(values.len().to_string(), "c".into()),
                    (Some(shown), _) if shown.is_small_base && !value.is_null() => {
                        marks.insert(values.len().to_string(), "u".into())
                    }
                    _ => None,
                };
                values.push(value);
            }
        }
    }
    (values, marks)
}

fn said(figure: &str, row: Row<'_>, column: &ReleasedColumn) -> Value {
    let shown = column.shown.as_ref();
    let number = |number: Option<super::figures::Number>| match number {
        Some(number) if number.decimals == 0 => number.stored.into(),
        Some(number) => number.real().into(),
        None => Value::Null,
    };
    match (figure, row) {
        ("percent" | "value", _) => number(row.value()),
        ("low", _) => number(row.low()),
        ("high", _) => number(row.high()),
        ("se", _) => row.standard_error().map_or(Value::Null, Value::from),
        ("base_n", Row::Measure(_, measure)) => measure.map_or(Value::Null, |measure| measure.base_n.into()),
        ("base_n", Row::Answer(..)) => shown.map_or(Value::Null, |shown| shown.base_n.into()),
        _ => shown.map_or(Value::Null, |shown| shown.effective_n.into()),
    }
}

fn figure_dimension(table: &ReleasedTable, part: Part) -> Value {
    let decimals = table.measures.iter().map(|row| row.decimals).max().unwrap_or(0);
    let unit = table.measures.iter().find_map(|row| row.unit.clone()).unwrap_or_default();
    let of = |figure: &str| match (figure, part) {
        ("base_n", _) => ("Base brute", "personnes", 0),
        ("effective_n", _) => ("Base effective", "personnes", 0),
        ("se", Part::Answers) => ("Erreur type", "points", 2),
        ("se", Part::Measures) => ("Erreur type", unit.as_str(), decimals.saturating_add(2)),
        ("low", Part::Answers) => ("Borne basse à 95\u{a0}%", "%", 0),
        ("high", Part::Answers) => ("Borne haute à 95\u{a0}%", "%", 0),
        ("low", Part::Measures) => ("Borne basse à 95\u{a0}%", unit.as_str(), decimals),
        ("high", Part::Measures) => ("Borne haute à 95\u{a0}%", unit.as_str(), decimals),
        (_, Part::Answers) => ("Pourcentage", "%", 0),
        (_, Part::Measures) => ("Valeur", unit.as_str(), decimals),
    };
    let names = part.figures();
    let labels = Map::from_iter(names.iter().map(|name| ((*name).to_owned(), of(name).0.into())));
    let unit = |name: &&str| ((*name).to_owned(), json!({ "label": of(name).1, "decimals": of(name).2 }));
    json!({
        "label": "Chiffre",
        "category": { "index": names, "label": labels, "unit": Map::from_iter(names.iter().map(unit)) },
    })
}

fn label_of(table: &ReleasedTable) -> String {
    match &table.item_label {
        Some(item) => format!("{} — {item}", table.text),
        None => table.text.clone(),
    }
}

fn source(released: &Released) -> String {
    let parties = &released.content().parties;
    format!("{} pour {}", parties.fieldwork_institute, parties.sponsor)
}

fn cube_notes(released: &Released, table: &ReleasedTable) -> Vec<String> {
    let content = released.content();
    let simulated = content.is_simulated.then(|| "Données simulées.".to_owned());
    let multiple =
        table.is_multiple.then(|| "Plusieurs réponses possibles\u{a0}: leur somme peut passer 100\u{a0}%.".to_owned());
    let base = format!("Base\u{a0}: {}.", table.base_label);
    simulated.into_iter().chain([base]).chain(multiple).collect()
}

/// What the cube has no place for: codes, columns compared, letters, tests.
fn extension(released: &Released, table: &ReleasedTable) -> Value {
    let keys = keys::of_rows(table);
    let columns = table.columns.iter().map(|column| {
        let shown = column.shown.as_ref();
        json!({
            "key": keys::of_column(column),
            "variable": column.variable,
            "category": column.category,
            "is_hidden": shown.is_none(),
            "letter": shown.and_then(|shown| shown.letter.as_deref()),
            "base_is_rough": shown.is_some_and(|shown| shown.base_is_rough),
            "is_small_base": shown.is_some_and(|shown| shown.is_small_base),
        })
    });
    let rows = keys.len();
    let differs = of_table(released, table).enumerate().filter_map(|(at, figure)| {
        let (letters, rest) = (figure.row.letters(), figure.row.against_rest());
        if letters.is_empty() && rest.is_none() {
            return None;
        }
        Some(json!({
            "answer": keys.get(at.checked_rem(rows)?),
            "column": keys::of_column(figure.column),
            "higher_than": letters,
            "against_rest": rest,
        }))
    });
    let tests = table.tests.iter().map(|test| json!({ "variable": test.variable, "f": test.f, "p": test.p_value }));
    json!({
        "question": table.question,
        "item": table.item,
        "is_multiple": table.is_multiple,
        "is_simulated": released.content().is_simulated,
        "columns": columns.collect::<Vec<_>>(),
        "significance": differs.collect::<Vec<Value>>(),
        "tests": tests.collect::<Vec<_>>(),
        "rows": keys::named_rows(table).map(|(key, row)| json!({ "key": key, "kind": row.nature().as_str() })).collect::<Vec<_>>(),
        "status": statuses(),
        "hidden": of_table(released, table).filter(|figure| figure.status() == Status::Hidden).count(),
    })
}
