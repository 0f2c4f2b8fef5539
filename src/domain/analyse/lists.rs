//! Lists of means and totals, each with its name, of all or by category.

use serde_json::{Map, Value, json};

use crate::domain::analyse::answer::{Refusal, put};
use crate::domain::analyse::estimates::{sum, values};
use crate::domain::analyse::request::{DeffInput, EstimateInput, EstimateRequest, EstimateType};
use crate::domain::analyse::weighted::{Weighted, members, nobody, respondents};
use crate::domain::arithmetic::number;
use crate::domain::estimate::{Design, Linearised, spread_of_values};

pub(super) fn requests(asked: &EstimateInput, weighted: &Weighted) -> Result<Value, Refusal> {
    let design = weighted.design(&asked.design, asked.variance)?;
    let whole = weighted.domain(asked.domain.as_ref())?;
    let mut answer = Map::new();
    for request in &asked.requests {
        if request.deff.is_some() && (request.by.is_some() || request.what != EstimateType::Mean) {
            let name = &request.name;
            return Err(Refusal::asked(format!("requests, {name} : deff est celui d’une moyenne, sans « by »")));
        }
        let mut domain = whole.clone();
        let y = values(request.missing, weighted, &request.variable, &mut domain)?;
        let value = match &request.by {
            None => one(request, weighted, &design, &y, &domain)?,
            Some(by) => each(request, weighted, &design, &y, &domain, by)?,
        };
        put(&mut answer, &request.name, value)?;
    }
    Ok(Value::Object(answer))
}

fn linearised(
    request: &EstimateRequest,
    weighted: &Weighted,
    y: &[f64],
    domain: &[bool],
) -> Result<Linearised, Refusal> {
    match request.what {
        EstimateType::Total => Ok(Linearised::total(&weighted.weights, y, domain)),
        EstimateType::Mean => {
            Linearised::mean(&weighted.weights, y, domain).ok_or_else(|| nobody(&request.variable, &request.variable))
        }
    }
}

fn one(
    request: &EstimateRequest,
    weighted: &Weighted,
    design: &Design,
    y: &[f64],
    domain: &[bool],
) -> Result<Value, Refusal> {
    let estimate = linearised(request, weighted, y, domain)?.estimate(design)?;
    let mut value = json!({
        "value": estimate.value, "se": estimate.se,
        "df": design.degrees_of_freedom(Some(domain)), "base_unweighted": respondents(domain),
    });
    if let (Some(kind), EstimateType::Mean, Value::Object(fields)) = (request.deff, request.what, &mut value) {
        let (n, population) = (number(respondents(domain)), sum(&weighted.weights, domain));
        let simple = spread_of_values(&weighted.weights, y, domain) / n;
        let simple = match kind {
            DeffInput::Replace => simple,
            DeffInput::WithoutReplacement => simple * (population - n) / population,
        };
        fields.insert("deff".to_owned(), Value::from(estimate.se.powi(2) / simple));
    }
    Ok(value)
}

fn each(
    request: &EstimateRequest,
    weighted: &Weighted,
    design: &Design,
    y: &[f64],
    domain: &[bool],
    by: &str,
) -> Result<Value, Refusal> {
    let coded = weighted.category(by)?;
    let mut shown = Vec::new();
    for code in coded.codes.iter() {
        let group = members(coded, std::slice::from_ref(code));
        let group: Vec<bool> = group.iter().zip(domain).map(|(is_in, domain)| *is_in && *domain).collect();
        if respondents(&group) == 0 {
            continue;
        }
        let estimate = linearised(request, weighted, y, &group)?.estimate(design)?;
        let key = if request.what == EstimateType::Mean { "share" } else { "value" };
        let mut value = json!({
            "category": code, "value": estimate.value, "se": estimate.se,
            "df": design.degrees_of_freedom(Some(&group)), "base_unweighted": respondents(&group),
        });
        if let Value::Object(fields) = &mut value {
            fields.insert(key.to_owned(), Value::from(estimate.value));
        }
        shown.push(value);
    }
    Ok(Value::from(shown))
}
