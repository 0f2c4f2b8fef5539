//! Paging of lists: an offset and a limit, told back with the total.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::web::error::Refusal;
use crate::web::problem::ProblemItem;

const LIMIT_MAX: usize = 200;

/// As texts, so that a number that is none is told at its own name.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Entries to skip, 0 unless told.
    #[param(value_type = Option<usize>)]
    offset: Option<String>,
    /// Entries to give, 1 to 200, 100 unless told.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 200)]
    limit: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Paging {
    pub offset: usize,
    pub limit: usize,
    pub total: usize,
}

/// The part of the list that was asked for.
pub fn part<T>(list: Vec<T>, asked: &Asked) -> Result<(Vec<T>, Paging), Refusal> {
    let offset = number("offset", asked.offset.as_deref(), 0, 0..=usize::MAX, "un nombre entier positif")?;
    let limit = number(
        "limit",
        asked.limit.as_deref(),
        100,
        1..=LIMIT_MAX,
        &["un nombre entier de 1 à ", &LIMIT_MAX.to_string()].concat(),
    )?;
    let paging = Paging { offset, limit, total: list.len() };
    Ok((list.into_iter().skip(offset).take(limit).collect(), paging))
}

fn number(
    name: &str,
    text: Option<&str>,
    unless_told: usize,
    bounds: RangeInclusive<usize>,
    accepted: &str,
) -> Result<usize, Refusal> {
    let Some(text) = text else { return Ok(unless_told) };
    text.parse().ok().filter(|number| bounds.contains(number)).ok_or_else(|| {
        let accepted = Some(accepted.to_owned());
        Refusal::BadFields(vec![ProblemItem { accepted, ..ProblemItem::at(name, "valeur refusée") }])
    })
}
