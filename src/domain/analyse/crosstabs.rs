//! Requests for crosstabs: counts, shares, bases, and whether rows and columns are independent.

use serde_json::{Value, json};

use crate::domain::analyse::ReadFile;
use crate::domain::analyse::answer::Refusal;
use crate::domain::analyse::frame::Wanted;
use crate::domain::analyse::request::{CrosstabInput, Head, VarianceInput, input};
use crate::domain::analyse::weighted::{Weighted, data, kish, ordered, want_design};
use crate::domain::arithmetic::sum::ExactSums;
use crate::domain::calibration::Coded;
use crate::domain::compare::{Crossing, TestResult, TestTable};

pub(super) fn answer(text: &str, head: &Head, read: &ReadFile) -> Result<Value, Refusal> {
    let asked: CrosstabInput = input(text)?;
    let mut wanted = Wanted::default();
    wanted.category(&asked.rows);
    wanted.category(&asked.columns);
    want_design(&asked.design, &mut wanted);
    let weighted = Weighted::new(data(head)?, asked.weights.as_ref(), wanted, read)?;
    let (rows, of_row) = rows(&asked, weighted.category(&asked.rows)?)?;
    let columns_coded = weighted.category(&asked.columns)?;
    let columns = ordered(&asked.columns, columns_coded, &asked.column_order)?;
    let of_column = places(columns_coded, |code| columns.iter().position(|column| column == code));
    let cell = |(row, column): (&Option<usize>, &Option<usize>)| Some((*row)? * columns.len() + (*column)?);
    let crossing = Crossing {
        rows: rows.len(),
        columns: columns.len(),
        cell_of: of_row.iter().zip(&of_column).map(cell).collect(),
    };
    let mut value = counts(&weighted, &crossing, &rows, &columns);
    let mode = |variance: VarianceInput| -> Result<Value, Refusal> {
        let design = weighted.design(&asked.design, variance)?;
        Ok(TestTable::new(&design, &crossing)?.as_ref().and_then(tests).unwrap_or(Value::Null))
    };
    if let Value::Object(fields) = &mut value {
        fields.insert("tests".to_owned(), mode(asked.variance)?);
        if weighted.calibration().is_some() {
            fields.insert("tests_calibrated_variance".to_owned(), mode(VarianceInput::Calibrated)?);
        }
    }
    Ok(value)
}

/// Rows of the table and where each respondent stands.
fn rows(asked: &CrosstabInput, coded: &Coded) -> Result<(Vec<String>, Vec<Option<usize>>), Refusal> {
    if asked.recode.0.is_empty() {
        let rows = ordered(&asked.rows, coded, &asked.row_order)?;
        let of_row = places(coded, |code| rows.iter().position(|row| row == code));
        return Ok((rows, of_row));
    }
    let recode = &asked.recode.0;
    let rows: Vec<String> = if asked.row_order.is_empty() {
        recode.iter().map(|(name, _)| name.clone()).collect()
    } else {
        asked.row_order.clone()
    };
    let names: Vec<String> = recode.iter().map(|(name, _)| name.clone()).collect();
    if let Some(name) = rows.iter().chain(&names).find(|name| !(rows.contains(name) && names.contains(name))) {
        return Err(Refusal::asked(format!("recode, row_order : « {name} » n’est que dans l’un des deux")));
    }
    let known: Vec<String> = recode.iter().flat_map(|(_, codes)| codes.codes()).collect();
    ordered(&asked.rows, coded, &known)?;
    let of_row = places(coded, |code| {
        let (name, _) = recode.iter().find(|(_, codes)| codes.codes().contains(code))?;
        rows.iter().position(|row| row == name)
    });
    Ok((rows, of_row))
}

pub(super) fn places(coded: &Coded, place: impl Fn(&String) -> Option<usize>) -> Vec<Option<usize>> {
    let table: Vec<Option<usize>> = coded.codes.iter().map(place).collect();
    let at = |position: &u32| usize::try_from(*position).ok().and_then(|at| table.get(at)).copied().flatten();
    coded.of_row.iter().map(at).collect()
}

fn counts(weighted: &Weighted, crossing: &Crossing, rows: &[String], columns: &[String]) -> Value {
    let cells = crossing.rows * crossing.columns;
    // The linear method may give the largest weight a sign.
    let most = weighted.weights.iter().copied().map(f64::abs).fold(0.0, f64::max);
    let mut sums = ExactSums::new(most, weighted.weights.len(), cells);
    let mut unweighted = vec![0usize; cells];
    for (cell, weight) in crossing.cell_of.iter().zip(&weighted.weights) {
        if let Some(slot) = cell.and_then(|cell| unweighted.get_mut(cell)) {
            *slot += 1;
        }
        if let Some(cell) = cell {
            sums.add(*cell, *weight);
        }
    }
    let sums = sums.values();
    let total: f64 = sums.iter().sum();
    let by_column: Vec<f64> = totals(&sums, crossing.columns, |cell| cell % crossing.columns);
    let by_row: Vec<f64> = totals(&sums, crossing.rows, |cell| cell / crossing.columns);
    let share = |of: &dyn Fn(usize) -> f64| -> Vec<Vec<Option<f64>>> {
        let cell = |(cell, sum): (usize, &f64)| Some(sum / of(cell)).filter(|share| share.is_finite());
        matrix(sums.iter().enumerate().map(cell), crossing.columns)
    };
    let at = |values: &[f64], place: usize| values.get(place).copied().unwrap_or(0.0);
    let column_n: Vec<usize> = (0..crossing.columns)
        .map(|column| unweighted.iter().skip(column).step_by(crossing.columns.max(1)).sum())
        .collect();
    let effective: Vec<Option<f64>> = (0..crossing.columns)
        .map(|column| {
            let domain: Vec<bool> = crossing
                .cell_of
                .iter()
                .map(|cell| cell.is_some_and(|cell| cell % crossing.columns == column))
                .collect();
            Some(kish(&weighted.weights, &domain).0).filter(|n| n.is_finite())
        })
        .collect();
    json!({
        "row_levels": rows,
        "column_levels": columns,
        "weighted": matrix(sums.iter().copied(), crossing.columns),
        "unweighted": matrix(unweighted.iter().copied(), crossing.columns),
        "column_share": share(&|cell| at(&by_column, cell % crossing.columns)),
        "row_share": share(&|cell| at(&by_row, cell / crossing.columns)),
        "total_share": share(&|_| total),
        "column_base_unweighted": column_n,
        "column_base_weighted": by_column,
        "column_base_effective_kish": effective,
        "left_out": crossing.cell_of.iter().filter(|cell| cell.is_none()).count(),
    })
}

fn totals(sums: &[f64], size: usize, place: impl Fn(usize) -> usize) -> Vec<f64> {
    let mut totals = vec![0.0; size];
    for (cell, sum) in sums.iter().enumerate() {
        if let Some(total) = totals.get_mut(place(cell)) {
            *total += sum;
        }
    }
    totals
}

fn matrix<T: Clone>(values: impl Iterator<Item = T>, columns: usize) -> Vec<Vec<T>> {
    let values: Vec<T> = values.collect();
    values.chunks(columns.max(1)).map(<[T]>::to_vec).collect()
}

fn tests(table: &TestTable) -> Option<Value> {
    let (rao_scott, wald) = (table.rao_scott()?, table.wald());
    Some(json!({
        "F": test(&rao_scott.f),
        "Chisq": test(&rao_scott.chi_squared),
        "Wald": wald.as_ref().map(|wald| test(&wald.plain)),
        "adjWald": wald.as_ref().map(|wald| test(&wald.adjusted)),
    }))
}

/// One number of degrees of freedom stands alone, two as a list.
fn test(result: &TestResult) -> Value {
    let degrees = match result.degrees.as_slice() {
        [one] => Value::from(*one),
        several => Value::from(several),
    };
    json!({ "statistic": result.statistic, "parameter": degrees, "p_value": result.p_value })
}
