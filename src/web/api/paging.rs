//! Paging of lists: an offset and a limit, told back with the total.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::web::error::Refusal;
use crate::web::problem::ProblemItem;

pub const LIMIT_MAX: usize = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Entries to skip, 0 unless told.
    offset: Option<usize>,
    /// Entries to give, 1 to 200, 100 unless told.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Paging {
    pub offset: usize,
    pub limit: usize,
    pub total: usize,
}

/// The part of the list that was asked for.
pub fn part<T>(list: Vec<T>, asked: &Asked) -> Result<(Vec<T>, Paging), Refusal> {
    let limit = asked.limit.unwrap_or(100);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(Refusal::BadFields(vec![ProblemItem {
            accepted: Some(["1 à ", &LIMIT_MAX.to_string()].concat()),
            ..ProblemItem::at("limit", "valeur hors des bornes")
        }]));
    }
    let paging = Paging { offset: asked.offset.unwrap_or(0), limit, total: list.len() };
    Ok((list.into_iter().skip(paging.offset).take(limit).collect(), paging))
}
