//! One engine behind two doors: the release of the shipped wave of May 2020, and `analyse` on its data set written out as a
//! CSV file, figure by figure. Some respondents have no place in a margin, as in the field.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use sonde::domain::analyse::answer;
use sonde::domain::calibration::{Scheme, calibrate_wave, weigh};
use sonde::domain::check;
use sonde::domain::data_set::{DataSet, Entry, Values};
use sonde::domain::disclosure::{Released, release};
use sonde::domain::estimate::Influences;
use sonde::domain::questionnaire::{Language, Questionnaire};
use sonde::domain::release::{AgainstRest, ReleasedCell, ReleasedColumn, ReleasedRow, ReleasedRowKind, ReleasedTable};
use sonde::domain::table::tabulate_with;
use sonde::domain::wave::WaveSpec;

use crate::people;

const PEOPLE: usize = 600;
/// Everybody of this rank has no place in the margin of sex and age.
const OUTSIDE: usize = 97;
/// A rough base is told to the nearest of so many.
const ROUGH_BASE: u64 = 20;
/// Shares printed whole, standard errors in steps of a tenth of a point on this base and more.
const FINE_BASE: u32 = 500;

struct Wave {
    questionnaire: Questionnaire,
    spec: WaveSpec,
    data: DataSet,
    released: Released,
}

fn wave() -> Wave {
    let (questionnaire, spec) = people::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("questionnaires"));
    let answered = |number: usize| {
        let mut codes = people::profile(&spec, number, PEOPLE);
        if number % OUTSIDE == 5 {
            codes.insert("S_SEXE".to_owned(), "autre".to_owned());
        }
        people::opine(&mut codes, number);
        let person = people::person(&questionnaire, &codes, number);
        check::read_whole(&questionnaire, &person.fields, Language::Fr).unwrap().0
    };
    let data = DataSet::of(&questionnaire, &(0..PEOPLE).map(answered).collect::<Vec<_>>());
    let weighting = weigh(&data, &spec.weighting).unwrap();
    let calibration = calibrate_wave(&data, &spec.weighting).unwrap().unwrap();
    assert_eq!(calibration.weights, weighting.weights);
    let influences = Influences::calibrated(&calibration.weights, &calibration).unwrap();
    let tables = tabulate_with(&questionnaire, &spec, &data, &influences).unwrap();
    let released = release(&questionnaire, &spec, &tables, &weighting.diagnostics, true);
    Wave { questionnaire, spec, data, released }
}

/// The file a pollster would have: columns by name, one line a respondent; not asked is empty.
#[derive(Default)]
struct File(BTreeMap<String, Vec<String>>);

impl File {
    fn bytes(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.0.keys()).unwrap();
        for row in 0..PEOPLE {
            writer.write_record(self.0.values().map(|column| &column[row])).unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn asked(&self, request: &Value) -> Value {
        let file = self.bytes();
        let found = answer(&request.to_string(), &|_| Ok(file.clone()));
        let found = found.value;
        assert!(found.get("error").is_none() && found.get("reasons").is_none(), "{request}: {found}");
        found
    }
}

fn codes(data: &DataSet, name: &str) -> Vec<String> {
    let (codes, values) = data.category(name).unwrap();
    let code = |entry: &Entry<u16>| entry.given().map_or_else(String::new, |at| codes[usize::from(*at)].clone());
    values.iter().map(code).collect()
}

/// The codes each respondent gave, `no_answer` for who gave none; `None` for who was not asked.
fn given(values: &Values) -> Vec<Option<Vec<String>>> {
    let told = |codes: &[String], entry: Entry<Vec<u16>>| match entry {
        Entry::NotAsked => None,
        Entry::Given(at) => Some(at.iter().map(|at| codes[usize::from(*at)].clone()).collect()),
        _ => Some(vec!["no_answer".to_owned()]),
    };
    match values {
        Values::Category { codes, values } => values
            .iter()
            .map(|entry| match entry {
                Entry::Given(at) => told(codes, Entry::Given(vec![*at])),
                Entry::NotAsked => None,
                _ => told(codes, Entry::NoAnswer),
            })
            .collect(),
        Values::Ticks { codes, values } => values.iter().map(|entry| told(codes, entry.clone())).collect(),
        _ => panic!("a table of choices"),
    }
}

/// The margins of the scheme over columns of the file; a crossing is a column of its own.
fn margins(file: &mut File, data: &DataSet, scheme: &Scheme) -> Value {
    let margin = |margin: &sonde::domain::calibration::TargetMargin| {
        let parts: Vec<Vec<String>> = margin.variables.iter().map(|name| codes(data, name.as_str())).collect();
        let crossed = (0..PEOPLE).map(|row| parts.iter().map(|part| part[row].as_str()).collect::<Vec<_>>().join("/"));
        let crossed: Vec<String> = crossed.collect();
        let joined = |codes: &[sonde::domain::id::OptionCode]| {
            codes.iter().map(ToString::to_string).collect::<Vec<_>>().join("/")
        };
        let targets: serde_json::Map<String, Value> =
            margin.targets.iter().map(|target| (joined(&target.codes), json!(target.share))).collect();
        let uncovered: std::collections::BTreeSet<&String> =
            crossed.iter().filter(|code| !targets.contains_key(*code)).collect();
        let value = json!({ "variable": format!("M_{}", margin.id), "targets": targets, "uncovered": uncovered });
        (format!("M_{}", margin.id), crossed, value)
    };
    let found: Vec<_> = scheme.margins.iter().map(margin).collect();
    let outside = found.iter().any(|(_, _, value)| value["uncovered"].as_array().is_some_and(|list| !list.is_empty()));
    assert!(outside, "somebody must have no place");
    let values = found.iter().map(|(_, _, value)| value.clone()).collect();
    file.0.extend(found.into_iter().map(|(name, column, _)| (name, column)));
    values
}

fn request(kind: &str, margins: &Value, mut input: Value) -> Value {
    input["weights"] = json!({ "calibration": { "method": "raking", "margins": margins } });
    input["variance"] = json!("calibrated");
    json!({ "id": "door", "kind": kind, "data": { "file": "wave.csv" }, "input": input })
}

fn is_in(row: &ReleasedRow, nets: &BTreeMap<String, Vec<String>>, given: &[String]) -> bool {
    match row.kind {
        ReleasedRowKind::Net => nets[&row.code].iter().any(|code| given.contains(code)),
        _ => given.contains(&row.code),
    }
}

fn nets(q: &Questionnaire, table: &ReleasedTable) -> BTreeMap<String, Vec<String>> {
    let question = q.question(table.question.as_str()).map(|(_, question)| question);
    let nets = question.into_iter().flat_map(|question| &question.nets);
    nets.map(|net| (net.id.to_string(), net.codes.iter().map(ToString::to_string).collect())).collect()
}

fn variable(column: &ReleasedColumn) -> Option<String> {
    column.variable.as_ref().map(ToString::to_string)
}

#[test]
fn every_figure_of_a_release_is_that_of_analyse_on_the_exported_data() {
    let Wave { questionnaire, spec, data, released } = wave();
    let mut file = File::default();
    let margins = margins(&mut file, &data, &spec.weighting);
    file.0.insert("ALL".to_owned(), vec!["all".to_owned(); PEOPLE]);
    for name in &spec.tables.breaks {
        file.0.insert(name.to_string(), codes(&data, name.as_str()));
    }
    let (mut figures, mut rare, mut letters) = (0, 0, 0);
    for name in ["JC_UTILITE", "JC_POURQUOI", "COVID_TOUCHE"] {
        let table = released.content().tables.iter().find(|table| table.question.as_str() == name).unwrap();
        let (nets, answers) = (nets(&questionnaire, table), given(&data.column(name).unwrap().values));
        for (at, row) in table.rows.iter().enumerate() {
            let tick = |given: &Option<Vec<String>>| match given {
                None => String::new(),
                Some(given) => u8::from(is_in(row, &nets, given)).to_string(),
            };
            file.0.insert("Y".to_owned(), answers.iter().map(tick).collect());
            // As one file: a request is asked of each column of each break.
            for column in table.columns.iter().filter(|column| cell(column, at).is_some()) {
                // Of the breaks of many columns two rows are enough.
                let is_long = variable(column).is_some_and(|of| of == "REGION" || of == "S_CSP");
                if table.columns.len() > 12 && is_long && at > 1 {
                    continue;
                }
                figures += 1;
                rare += usize::from(figure_agrees(&file, &margins, column, at) == "beta");
            }
            letters += letters_agree(&file, &margins, table, at);
        }
    }
    assert!(figures > 250 && rare > 20 && letters > 0, "{figures} figures, {rare} on few people, {letters} letters");
}

/// What may be read of a column in a row.
fn cell(column: &ReleasedColumn, row: usize) -> Option<&ReleasedCell> {
    column.shown.as_ref()?.cells[row].as_ref()
}

fn letter(column: &ReleasedColumn) -> Option<String> {
    column.shown.as_ref()?.letter.clone()
}

/// Percentage, base, standard error and interval of one cell; gives the kind of interval.
fn figure_agrees(file: &File, margins: &Value, column: &ReleasedColumn, row: usize) -> &'static str {
    let shown = column.shown.as_ref().unwrap();
    let (of, code) = match (&column.variable, &column.category) {
        (Some(variable), Some(code)) => (variable.to_string(), code.to_string()),
        _ => ("ALL".to_owned(), "all".to_owned()),
    };
    let input = json!({
        "estimand": "proportion", "variable": "Y", "categories": ["1"], "missing": "exclude",
        "domain": { "variable": of, "categories": [code] },
    });
    let found = file.asked(&request("estimate", margins, input));
    let (cell, place) = (cell(column, row).unwrap(), format!("row {row}, {of} {code}"));
    let base = found["base_unweighted"].as_u64().unwrap();
    // Told roughly where its exact number would let a hidden one be found.
    let miss = if shown.base_is_rough { ROUGH_BASE / 2 } else { 0 };
    assert!(base.abs_diff(shown.base_n.into()) <= miss, "{place}: {base} {}", shown.base_n);
    let one = &found["categories"][0];
    let [share, se, n_eff] = ["share", "se", "n_eff"].map(|key| one[key].as_f64().unwrap());
    assert_eq!(cell.percent, (share * 100.0 + 1e-9).round() as u32, "{place}");
    let step = match shown.base_n {
        FINE_BASE.. => 0.1,
        100.. => 0.5,
        _ => 1.0,
    };
    assert_eq!(cell.se.is_none(), shown.base_is_rough, "{place}");
    if let Some(told) = cell.se {
        assert!(told >= se * 100.0 - 1e-6 && told < se * 100.0 + step + 1e-6, "{place}: {told} {se}");
    }
    let kind = match share {
        share if share == 0.0 || share == 1.0 => "wilson_neff",
        share if n_eff * share.min(1.0 - share) < 10.0 => "beta",
        _ => "logit",
    };
    let ends: Vec<f64> = one["ci"][kind].as_array().unwrap().iter().map(|end| end.as_f64().unwrap()).collect();
    let outward = [(ends[0] * 100.0 + 1e-9).floor() as u32, (ends[1] * 100.0 - 1e-9).ceil() as u32];
    // On a rough base the interval is made from what is told of it.
    let most = if shown.base_is_rough { 2 } else { 0 };
    let missed = [outward[0].abs_diff(cell.low), outward[1].abs_diff(cell.high)];
    assert!(missed.iter().all(|points| *points <= most), "{place} {kind} {ends:?} {} {}", cell.low, cell.high);
    kind
}

/// Letters of one row by one break, and the sign against the rest of its columns.
fn letters_agree(file: &File, margins: &Value, table: &ReleasedTable, row: usize) -> usize {
    let columns: Vec<&ReleasedColumn> =
        table.columns.iter().filter(|column| variable(column).as_deref() == Some("AGE")).collect();
    let compared: Vec<(&ReleasedColumn, String)> = columns
        .iter()
        .filter(|column| cell(column, row).is_some())
        .filter_map(|column| Some((*column, letter(column)?)))
        .collect();
    let of = |column: &ReleasedColumn| column.category.as_ref().unwrap().to_string();
    let is_whole = |column: &ReleasedColumn| [0, 100].contains(&cell(column, row).unwrap().percent);
    if compared.len() < 2 || compared.iter().any(|(column, _)| is_whole(column)) {
        return 0;
    }
    let order: Vec<String> = compared.iter().map(|(column, _)| of(column)).collect();
    let mut file = File(file.0.clone());
    let group =
        file.0["AGE"].iter().map(|code| if order.contains(code) { code.clone() } else { String::new() }).collect();
    file.0.insert("G".to_owned(), group);
    let rest = |code: &String| json!({ "type": "domain_minus_rest", "name": code, "variable": "Y", "categories": ["1"], "group": "AGE", "category": code });
    let found = file.asked(&request("difference_test", margins, json!({
        "variable": "Y", "rows": ["1"], "group": "G", "group_order": order, "tests": order.iter().map(rest).collect::<Vec<_>>(),
    })));
    let p: Vec<f64> = order.iter().map(|code| found[code]["p_value"].as_f64().unwrap()).collect();
    let adjusted = sonde::domain::compare::holm(&p);
    let mut count = 0;
    for ((at, (column, _)), p) in compared.iter().enumerate().zip(&adjusted) {
        let cell = cell(column, row).unwrap();
        // The file's columns are the compared ones, in their order; the release's letters are those of the whole break.
        let beaten = found["rows"][0]["letters_holm"][&order[at]].as_str().unwrap();
        let want: Vec<&String> = beaten.bytes().map(|letter| &compared[usize::from(letter - b'A')].1).collect();
        assert_eq!(cell.letters.iter().collect::<Vec<_>>(), want, "{} {row} {}", table.question, order[at]);
        let sign = (*p < 0.05).then(|| match found[&order[at]]["difference"].as_f64().unwrap() > 0.0 {
            true => AgainstRest::Above,
            false => AgainstRest::Below,
        });
        assert_eq!(cell.rest, sign, "{} {row} {}", table.question, order[at]);
        count += want.len();
    }
    count
}

#[test]
fn the_test_of_a_crosstab_is_that_of_analyse() {
    let Wave { spec, data, released, .. } = wave();
    let mut file = File::default();
    let margins = margins(&mut file, &data, &spec.weighting);
    file.0.insert("Y".to_owned(), codes(&data, "JC_UTILITE"));
    let table = released.content().table(&spec.tables.headline).unwrap();
    // Those of another sex are too few to be read, and one of the two others is hidden with them: nothing to compare there.
    assert_eq!(table.tests.len(), spec.tables.breaks.len() - 1);
    for test in &table.tests {
        let is_compared = |column: &&ReleasedColumn| {
            column.variable.as_ref() == Some(&test.variable)
                && column.shown.as_ref().is_some_and(|shown| shown.letter.is_some())
        };
        let order: Vec<String> = table
            .columns
            .iter()
            .filter(is_compared)
            .map(|column| column.category.as_ref().unwrap().to_string())
            .collect();
        let of = |code: String| if order.contains(&code) { code } else { String::new() };
        file.0.insert("G".to_owned(), codes(&data, test.variable.as_str()).into_iter().map(of).collect());
        let input = json!({ "rows": "Y", "columns": "G", "column_order": order });
        let found = file.asked(&request("crosstab", &margins, input))["tests"]["F"].clone();
        let (f, p) = (found["statistic"].as_f64().unwrap(), found["p_value"].as_f64().unwrap());
        assert!((test.f - f).abs() <= 0.005 + 1e-9 && (test.p_value - p).abs() <= 0.0005 + 1e-9, "{test:?} {found}");
        assert_eq!(usize::try_from(test.columns).unwrap(), order.len());
    }
    assert!(table.tests.iter().any(|test| test.p_value < 0.05) && table.tests.iter().any(|test| test.p_value > 0.05));
}
