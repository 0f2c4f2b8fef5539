//! Requests for differences between groups of one sample.

use serde_json::{Map, Value, json};

use crate::domain::analyse::ReadFile;
use crate::domain::analyse::answer::{Refusal, put};
use crate::domain::analyse::frame::Wanted;
use crate::domain::analyse::request::{DifferenceInput, Head, TestInput, input};
use crate::domain::analyse::weighted::{
    Weighted, data, indicator, is_missing, known, members, nobody, ordered, respondents, valid, want_design,
};
use crate::domain::arithmetic::beta::student_two_sided;
use crate::domain::arithmetic::number;
use crate::domain::compare::{
    Difference, GroupMeans, LETTER_BASE_MIN, benjamini_hochberg, difference, group_means, holm, letters, pairs,
};
use crate::domain::estimate::{Design, Linearised};

pub(super) fn answer(text: &str, head: &Head, read: &ReadFile) -> Result<Value, Refusal> {
    let asked: DifferenceInput = input(text)?;
    let weighted = Weighted::new(data(head)?, asked.weights.as_ref(), wanted(&asked), read)?;
    let design = weighted.design(&asked.design, asked.variance)?;
    let mut answer = Map::new();
    match (&asked.variable, &asked.group) {
        (Some(variable), Some(group)) if !asked.rows.is_empty() => {
            answer = rows(&asked, &weighted, &design, variable, group)?;
        }
        (None, None) if asked.rows.is_empty() && asked.group_order.is_empty() => {}
        _ => return Err(Refusal::asked("« variable », « rows » et « group » vont ensemble")),
    }
    for test in &asked.tests {
        let (name, value) = one(test, &weighted, &design)?;
        put(&mut answer, name, value)?;
    }
    if answer.is_empty() {
        return Err(Refusal::asked("il faut « variable », « rows » et « group », ou des « tests »"));
    }
    Ok(Value::Object(answer))
}

fn wanted(asked: &DifferenceInput) -> Wanted {
    let mut wanted = Wanted::default();
    want_design(&asked.design, &mut wanted);
    asked.variable.iter().chain(&asked.group).for_each(|name| wanted.category(name));
    for test in &asked.tests {
        match test {
            TestInput::MeanRegression { variable, group, .. } => {
                wanted.number(variable);
                wanted.category(group);
            }
            TestInput::DomainMinusRest { variable, group, .. } => {
                wanted.category(variable);
                wanted.category(group);
            }
        }
    }
    wanted
}

fn rows(
    asked: &DifferenceInput,
    weighted: &Weighted,
    design: &Design,
    variable: &str,
    group: &str,
) -> Result<Map<String, Value>, Refusal> {
    let (coded, grouped) = (weighted.category(variable)?, weighted.category(group)?);
    let order = ordered(group, grouped, &asked.group_order)?;
    let mut valid_rows = vec![true; weighted.sample.rows];
    valid(
        &mut valid_rows,
        |row| is_missing(coded, row),
        variable,
        crate::domain::analyse::request::MissingInput::Exclude,
    )?;
    let domains: Vec<Vec<bool>> = order
        .iter()
        .map(|code| {
            let group = members(grouped, std::slice::from_ref(code));
            group.iter().zip(&valid_rows).map(|(is_in, is_valid)| *is_in && *is_valid).collect()
        })
        .collect();
    let bases: Vec<usize> = domains.iter().map(|domain| respondents(domain)).collect();
    if let Some((code, _)) = order.iter().zip(&bases).find(|(_, base)| **base == 0) {
        return Err(nobody(group, code));
    }
    let df = design.degrees_of_freedom(None);
    let mut shown = Vec::new();
    for row in &asked.rows {
        known(variable, &coded.codes, &row.codes())?;
        let y = indicator(&members(coded, &row.codes()));
        let means = group_means(design, &y, &domains)?.ok_or_else(|| nobody(group, &order.join(", ")))?;
        shown.push(row_value(&row.codes().join("+"), &means, &order, &bases, df, asked.level.value()));
    }
    let small: Vec<&String> =
        order.iter().zip(&bases).filter(|(_, base)| **base < LETTER_BASE_MIN).map(|(code, _)| code).collect();
    let value = json!({
        "df": df, "rows": shown, "group_order": order, "bases": bases, "small_bases": small, "level": asked.level.value(),
    });
    match value {
        Value::Object(fields) => Ok(fields),
        _ => Ok(Map::new()),
    }
}

fn row_value(row: &str, means: &GroupMeans, order: &[String], bases: &[usize], df: f64, level: f64) -> Value {
    let pairs = pairs(means, df);
    let p: Vec<f64> = pairs.iter().map(|pair| pair.p_value).collect();
    let (by_holm, by_bh) = (holm(&p), benjamini_hochberg(&p));
    let name = |at: usize| order.get(at).map_or("", String::as_str);
    let pair = |((pair, holm), bh): ((&Difference, &f64), &f64)| {
        json!({
            "a": name(pair.a), "b": name(pair.b), "difference": pair.difference, "se": pair.se, "t": pair.t,
            "p_value": pair.p_value, "p_holm": holm, "p_bh": bh,
        })
    };
    let named = |values: Vec<Value>| order.iter().cloned().zip(values).collect::<Map<_, _>>();
    let shown = |p: &[f64]| named(letters(order.len(), &pairs, p, level).into_iter().map(Value::from).collect());
    // What may be printed: Holm, and nothing to or from a column on too few respondents.
    let is_large = |at: usize| bases.get(at).is_some_and(|base| *base >= LETTER_BASE_MIN);
    let printed: Vec<f64> = pairs
        .iter()
        .zip(&by_holm)
        .map(|(pair, p)| if is_large(pair.a) && is_large(pair.b) { *p } else { 1.0 })
        .collect();
    let se = |at: usize| Value::from(means.covariance.at(at, at).max(0.0).sqrt());
    json!({
        "row": row,
        "shares": named(means.means.iter().map(|mean| Value::from(*mean)).collect()),
        "se": named((0..order.len()).map(se).collect()),
        "pairs": pairs.iter().zip(&by_holm).zip(&by_bh).map(pair).collect::<Vec<_>>(),
        "letters_unadjusted": shown(&p),
        "letters_holm": shown(&by_holm),
        "letters_bh": shown(&by_bh),
        "letters_printed": shown(&printed),
    })
}

fn one<'a>(test: &'a TestInput, weighted: &Weighted, design: &Design) -> Result<(&'a str, Value), Refusal> {
    match test {
        TestInput::MeanRegression { name, variable, group, a, b, missing } => {
            let raw = weighted.number(variable)?;
            let mut is_valid = vec![true; weighted.sample.rows];
            valid(&mut is_valid, |row| raw.get(row).is_none_or(|value| value.is_nan()), variable, *missing)?;
            let y: Vec<f64> = raw.iter().map(|value| if value.is_nan() { 0.0 } else { *value }).collect();
            let (left, left_n) = domain_mean(weighted, &y, group, a, false, &is_valid)?;
            let (right, right_n) = domain_mean(weighted, &y, group, b, false, &is_valid)?;
            // The regression of the variable on the group: two parameters.
            let df = number(left_n + right_n) - 2.0;
            let found = difference(design, &left, &right, df)?;
            let value = json!({
                "difference": found.difference, "se": found.se, "t": found.t, "t_abs": found.t.abs(), "df": df,
                "p_value": student_two_sided(found.t, df),
            });
            Ok((name, value))
        }
        TestInput::DomainMinusRest { name, variable, categories, group, category } => {
            let coded = weighted.category(variable)?;
            let is_valid: Vec<bool> = (0..weighted.sample.rows).map(|row| !is_missing(coded, row)).collect();
            known(variable, &coded.codes, categories)?;
            let y = indicator(&members(coded, categories));
            let (inside, _) = domain_mean(weighted, &y, group, category, false, &is_valid)?;
            let (rest, _) = domain_mean(weighted, &y, group, category, true, &is_valid)?;
            let df = design.degrees_of_freedom(None);
            let found = difference(design, &inside, &rest, df)?;
            let value = json!({
                "difference": found.difference, "se": found.se, "t": found.t, "df": df, "p_value": found.p_value,
            });
            Ok((name, value))
        }
    }
}

/// The mean of those in a category, or of the rest: everybody else who was asked, those of no category among them, as a
/// release has it.
fn domain_mean(
    weighted: &Weighted,
    y: &[f64],
    group: &str,
    category: &str,
    is_rest: bool,
    is_valid: &[bool],
) -> Result<(Linearised, usize), Refusal> {
    let grouped = weighted.category(group)?;
    known(group, &grouped.codes, &[category.to_owned()])?;
    let inside = members(grouped, &[category.to_owned()]);
    let domain: Vec<bool> =
        inside.iter().zip(is_valid).map(|(is_in, is_valid)| *is_valid && (*is_in != is_rest)).collect();
    let mean = Linearised::mean(&weighted.weights, y, &domain).ok_or_else(|| nobody(group, category))?;
    Ok((mean, respondents(&domain)))
}
