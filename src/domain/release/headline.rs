//! The headline in words, from the headline question's table: the net with its « dont », the options outside it, and
//! those who do not say, last.

use crate::domain::release::{ReleaseContent, ReleasedCell, ReleasedRow, ReleasedRowKind, ReleasedTable};

impl ReleaseContent {
    /// As in « 81 % répondent « utile » (dont 29 % « incontournable ») ; 9 % « secondaire », 4 % « inutile » ; 3 % ne se
    /// prononcent pas. » `None` when the total may not be read, or a figure of the line not.
    pub fn headline_sentence(&self) -> Option<String> {
        let table = self.table(&self.headline)?;
        table.total()?;
        if let Some(sentence) = &self.sentence {
            return declared(table, sentence);
        }
        let net = table.rows.iter().find(|row| row.kind == ReleasedRowKind::Net);
        let mut parts = Vec::new();
        parts.extend(net.and_then(|net| net_words(table, net, &self.wave.audience)));
        parts.push(options_outside(table, net));
        parts.push(non_answers(table));
        parts.retain(|part| !part.is_empty());
        if parts.is_empty() {
            return None;
        }
        Some(format!("{}.", parts.join(" ; ")))
    }
}

/// The declared line with its figures: the line a publication prints, from the very cells of the table.
fn declared(table: &ReleasedTable, sentence: &str) -> Option<String> {
    let mut line = sentence.to_owned();
    for (row, cell) in table.total_rows() {
        let place = ["{", row.code.as_str(), "}"].concat();
        match cell {
            Some(cell) => line = line.replace(&place, &cell.percent.to_string()),
            None if line.contains(&place) => return None,
            None => {}
        }
    }
    Some(line)
}

/// Rows of the total that may be read.
fn shown(table: &ReleasedTable) -> impl Iterator<Item = (&ReleasedRow, ReleasedCell)> {
    table.total_rows().filter_map(|(row, cell)| Some((row, cell?)))
}

fn net_words(table: &ReleasedTable, net: &ReleasedRow, audience: &str) -> Option<String> {
    let percent = shown(table).find(|(row, _)| *row == net)?.1.percent;
    let named = listed(shown(table).filter(|(row, _)| row.is_of_which && row.is_part_of(net)));
    let who = if audience.is_empty() { "personnes interrogées" } else { audience };
    let of_which = if named.is_empty() { String::new() } else { format!(" (dont {named})") };
    Some(format!("{percent} % des {who} répondent « {} »{of_which}", lowered(&net.label)))
}

fn options_outside(table: &ReleasedTable, net: Option<&ReleasedRow>) -> String {
    let is_outside = |row: &ReleasedRow| {
        let is_part = net.is_some_and(|net| row.is_part_of(net));
        row.kind == ReleasedRowKind::Option && row.missing.is_none() && !is_part
    };
    listed(shown(table).filter(|(row, _)| is_outside(row)))
}

fn non_answers(table: &ReleasedTable) -> String {
    let words = |(row, cell): (&ReleasedRow, ReleasedCell)| match row.missing {
        Some(crate::domain::questionnaire::DeclaredMissing::Nsp) => {
            let verb = if cell.percent < 2 { "ne se prononce pas" } else { "ne se prononcent pas" };
            Some(format!("{} % {verb}", cell.percent))
        }
        Some(crate::domain::questionnaire::DeclaredMissing::Refusal) => {
            Some(format!("{} % {}", cell.percent, lowered(&row.label)))
        }
        None => None,
    };
    shown(table).filter_map(words).collect::<Vec<_>>().join(", ")
}

fn listed<'a>(rows: impl Iterator<Item = (&'a ReleasedRow, ReleasedCell)>) -> String {
    let figure = |(row, cell): (&ReleasedRow, ReleasedCell)| format!("{} % « {} »", cell.percent, lowered(&row.label));
    rows.map(figure).collect::<Vec<_>>().join(", ")
}

/// A label inside a sentence; one that starts with an acronym keeps it.
fn lowered(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}
