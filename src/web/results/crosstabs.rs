//! The page of one question with its crosstabs, or of one row of a grid, at an address that shows the same whatever is released
//! later; ending with « .csv », the lines of that question.

use actix_web::{HttpRequest, web};

use crate::app::pick_tables::{Pick, breaks, picked_csv};
use crate::app::read_release::StoredRelease;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::release::{ReleaseContent, ReleasedTable};
use crate::web::identity::Visitor;
use crate::web::reply::Reply;
use crate::web::results::frozen::{Frozen, Keeping, frozen, frozen_for, if_kept};
use crate::web::results::{crosstabs_page, links, read_numbered, share};

/// What an address ends with to be given as data.
pub(super) const CSV: &str = ".csv";

/// What an address names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// Of the whole question.
    pub tables: &'a [ReleasedTable],
    /// The row of the grid that is named; else the first table.
    pub table: &'a ReleasedTable,
    pub is_row: bool,
}

impl<'a> Asked<'a> {
    /// As in `JC_UTILITE`, `PART_EFFET` and `PART_EFFET.emploi`.
    fn find(content: &'a ReleaseContent, name: &str) -> Option<Self> {
        content.questions().find_map(|tables| {
            let row = tables.iter().find(|table| table.item.is_some() && links::name(table) == name);
            let whole = tables.first().filter(|table| table.question.as_str() == name);
            Some(Self { tables, table: row.or(whole)?, is_row: row.is_some() })
        })
    }
}

pub async fn show(
    app: web::Data<App>,
    path: web::Path<(WaveSlug, u32, String)>,
    visitor: Visitor,
    request: HttpRequest,
) -> Reply {
    let (slug, number, name) = path.into_inner();
    let stored = read_numbered(&app, &visitor, &slug, number).await?;
    let content = stored.released.content();
    // The row of a grid may itself end like a file: the whole address comes first.
    if let Some(asked) = Asked::find(content, &name) {
        let part = ["question ", &name].concat();
        let kind = Frozen { part: &part, media_type: share::HTML, file_name: None };
        let origin = &app.settings().public_url;
        return Ok(frozen(&request, &stored, &kind, || crosstabs_page::view(&stored, asked, origin).into_string()));
    }
    let named = name.strip_suffix(CSV).and_then(|name| Asked::find(content, name)).filter(|asked| !asked.is_row);
    csv(&request, &stored, named.ok_or(AppError::AddressAbsent)?)
}

/// Every line of the question, a grid's rows and its crosstabs with it.
fn csv(request: &HttpRequest, stored: &StoredRelease, asked: Asked<'_>) -> Reply {
    let content = stored.released.content();
    let question = &asked.table.question;
    let part = ["question ", question.as_str(), CSV].concat();
    let file_name = [content.wave.slug.as_str(), "-", question.as_str(), CSV].concat();
    let kind = Frozen { part: &part, media_type: "text/csv; charset=utf-8", file_name: Some(&file_name) };
    if let Some(reply) = if_kept(Keeping::ForGood, request, stored, &kind) {
        return Ok(reply);
    }
    let pick = Pick {
        questions: [question.clone()].into(),
        breaks: breaks(content).into_iter().map(|(variable, _)| variable).collect(),
    };
    let bytes = picked_csv(stored, &pick)?;
    Ok(frozen_for(Keeping::ForGood, request, stored, &kind, || bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::OptionCode;
    use crate::domain::release::fixture::content;

    #[test]
    fn a_grid_is_found_whole_and_row_by_row() {
        let mut content = content();
        let (plain, last) = (content.tables[0].question.clone(), content.tables.len() - 1);
        let mut rows = [content.tables[last].clone(), content.tables[last].clone()];
        for (row, code) in rows.iter_mut().zip(["emploi", "csv"]) {
            row.item = Some(OptionCode::parse(code).unwrap());
        }
        let grid = rows[0].question.clone();
        content.tables.splice(last.., rows);
        let found = |name: &str| {
            Asked::find(&content, name).map(|asked| (asked.tables.len(), asked.is_row, links::name(asked.table)))
        };
        let named = |item: &str| format!("{grid}{item}");
        assert_eq!(found(plain.as_str()), Some((1, false, plain.to_string())));
        assert_eq!(found(&named("")), Some((2, false, named(".emploi"))), "the whole grid, by its first row");
        assert_eq!(found(&named(".csv")), Some((2, true, named(".csv"))));
        assert_eq!([found(&named(".sante")), found("RIEN"), found(&format!("{plain}.emploi"))], [None, None, None]);
    }
}
