//! Every case of `cases/` through the program itself: the request on its standard input, the answer on its standard
//! output, data found from the current folder.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::compare::differences;

/// The number of cases, so that a folder that was not found is not a success.
const CASES: usize = 55;

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference")
}

/// What the program answers to a request, and its exit status.
pub fn analyse(request: &str) -> (Value, i32) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sonde"))
        .arg("analyse")
        .current_dir(folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(request.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("no answer: {text}\n{errors}")),
        output.status.code().unwrap(),
    )
}

fn request(case: &Value) -> String {
    json!({ "id": case["id"], "kind": case["kind"], "data": case["data"], "input": case["input"] }).to_string()
}

/// The differences of one case, all of them.
fn failures(case: &Value) -> Vec<String> {
    let (got, status) = analyse(&request(case));
    let mut want = case["expected"].clone();
    // A property in words; `no_suppressed_cell_can_be_computed` checks it.
    want.as_object_mut().unwrap().remove("audit");
    let mut found = differences(&got, &want, &case["tolerance"]);
    if status != 0 {
        found.push(format!("exit status {status}"));
    }
    for (key, most) in case["expected_at_most"].as_object().into_iter().flatten() {
        if !got[key].as_f64().is_some_and(|got| got <= most.as_f64().unwrap()) {
            found.push(format!("{key}: {} above {most}", got[key]));
        }
    }
    found
}

#[test]
fn every_reference_case_passes_through_the_program() {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder().join("cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), CASES);
    let mut failed = Vec::new();
    for file in files {
        let case: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        failed.extend(failures(&case).into_iter().map(|why| format!("{}: {why}", case["id"])));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// By elimination on the equations a reader has: one a row, one a column, hidden cells as unknowns. A cell is known when
/// its indicator is a combination of the equations.
#[test]
fn no_suppressed_cell_can_be_computed() {
    let case: Value =
        serde_json::from_str(&std::fs::read_to_string(folder().join("cases/s01_small_cells.json")).unwrap()).unwrap();
    let (got, _) = analyse(&request(&case));
    let hidden: Vec<(usize, usize)> = serde_json::from_value(got["suppressed"].clone()).unwrap();
    let primary: Vec<(usize, usize)> = serde_json::from_value(got["primary"].clone()).unwrap();
    assert!(primary.iter().all(|cell| hidden.contains(cell)));
    let unweighted: Vec<Vec<u32>> = serde_json::from_value(got["unweighted"].clone()).unwrap();
    let published: Vec<Vec<Option<u32>>> = serde_json::from_value(got["published"].clone()).unwrap();
    for (row, (counts, shown)) in unweighted.iter().zip(&published).enumerate() {
        for (column, (count, shown)) in counts.iter().zip(shown).enumerate() {
            assert_eq!(*shown, (!hidden.contains(&(row, column))).then_some(*count));
        }
    }
    assert_eq!(computable(&hidden, unweighted.len(), unweighted[0].len()), Vec::new());
    // The naive rule, primary cells alone, gives some away: the check has teeth.
    assert!(!computable(&primary, unweighted.len(), unweighted[0].len()).is_empty());
}

/// Hidden cells that the margins give away.
fn computable(hidden: &[(usize, usize)], rows: usize, columns: usize) -> Vec<(usize, usize)> {
    let equation = |is_in: &dyn Fn(&(usize, usize)) -> bool| -> Vec<f64> {
        hidden.iter().map(|cell| f64::from(u8::from(is_in(cell)))).collect()
    };
    let mut equations: Vec<Vec<f64>> = (0..rows).map(|row| equation(&|cell| cell.0 == row)).collect();
    equations.extend((0..columns).map(|column| equation(&|cell| cell.1 == column)));
    let rank = rank(equations.clone());
    let is_computable = |at: &usize| {
        let mut more = equations.clone();
        more.push((0..hidden.len()).map(|other| f64::from(u8::from(other == *at))).collect());
        self::rank(more) == rank
    };
    (0..hidden.len()).filter(is_computable).map(|at| hidden[at]).collect()
}

fn rank(mut rows: Vec<Vec<f64>>) -> usize {
    let mut rank = 0;
    for column in 0..rows.first().map_or(0, Vec::len) {
        let Some(pivot) = (rank..rows.len()).find(|row| rows[*row][column].abs() > 1e-9) else { continue };
        rows.swap(rank, pivot);
        for row in 0..rows.len() {
            if row != rank {
                let factor = rows[row][column] / rows[rank][column];
                for at in 0..rows[row].len() {
                    rows[row][at] -= factor * rows[rank][at];
                }
            }
        }
        rank += 1;
    }
    rank
}

#[test]
fn an_infeasible_request_is_an_answer_and_a_misunderstood_one_a_failure() {
    let infeasible = std::fs::read_to_string(folder().join("cases/i01_empty_category.json")).unwrap();
    let (answer, status) = analyse(&infeasible);
    assert_eq!((answer["status"].as_str(), status), (Some("infeasible"), 0));
    let (answer, status) = analyse("{\"kind\": \"weighting\"");
    assert_eq!((answer["status"].as_str(), status), (Some("refused"), 1));
    assert_eq!(answer["reasons"][0]["code"], "bad_request");
}
