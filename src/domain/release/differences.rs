//! Two releases of one data set, figure by figure: what differs in words, and whether each hides what the other does.

use std::collections::BTreeMap;

use crate::domain::disclosure::DisclosureRule;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::release::{
    AgainstRest, ReleaseContent, ReleasedCell, ReleasedColumn, ReleasedMeasure, ReleasedMeasureRow, ReleasedTable,
    ReleasedTest, ShownColumn,
};

/// A table, then a column of it; the total has neither variable nor category.
type TableKey = (QuestionId, Option<OptionCode>);
type ColumnKey = (Option<QuestionId>, Option<OptionCode>);

/// A figure that is not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// As in « JC_UTILITE, Région « Bretagne », « Utile » ».
    pub place: String,
    pub published: String,
    pub other: String,
}

/// Every figure of `published` that `other` gives otherwise, in the order of the release, then what only `other` has.
pub fn differences(published: &ReleaseContent, other: &ReleaseContent) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut told = |place: &str, one: String, two: String| {
        if one != two {
            found.push(Difference { place: place.to_owned(), published: one, other: two });
        }
    };
    let (one, two) = (published, other);
    told("personnes interrogées", one.base_n.to_string(), two.base_n.to_string());
    told("base efficace", one.weighting.effective_n.to_string(), two.weighting.effective_n.to_string());
    told("effet de plan", one.weighting.design_effect.to_string(), two.weighting.design_effect.to_string());
    told("secret statistique", rule(one.disclosure), rule(two.disclosure));
    told("question du titre", one.headline.to_string(), two.headline.to_string());
    told("version du questionnaire", one.wave.questionnaire_digest.hex(), two.wave.questionnaire_digest.hex());
    let mut theirs = tables(other);
    for table in &published.tables {
        match theirs.remove(&key(table)) {
            Some(same) => compare(table, same, &mut told),
            None => told(&name(table), "tableau présent".to_owned(), "absent".to_owned()),
        }
    }
    for table in theirs.into_values() {
        told(&name(table), "tableau absent".to_owned(), "présent".to_owned());
    }
    found
}

fn compare(one: &ReleasedTable, two: &ReleasedTable, told: &mut impl FnMut(&str, String, String)) {
    let place = name(one);
    let rows = |table: &ReleasedTable| table.rows.iter().map(|row| row.code.clone()).collect::<Vec<_>>().join(", ");
    told(&place, rows(one), rows(two));
    told(&[&place, ", tests"].concat(), tests(one), tests(two));
    let mut theirs = columns(two);
    for column in &one.columns {
        let place = [place.as_str(), ", ", &column_name(column)].concat();
        let Some(same) = theirs.remove(&column_key(column)) else {
            told(&place, "colonne présente".to_owned(), "absente".to_owned());
            continue;
        };
        match (&column.shown, &same.shown) {
            (Some(mine), Some(shown)) => {
                told(&[&place, ", base"].concat(), base(mine), base(shown));
                told(&[&place, ", lettre"].concat(), letter(mine), letter(shown));
                for (at, row) in one.rows.iter().enumerate() {
                    let place = format!("{place}, « {} »", row.label);
                    told(&place, cell(mine.cells.get(at)), cell(shown.cells.get(at)));
                }
                for (at, row) in one.measures.iter().enumerate() {
                    let place = format!("{place}, « {} »", row.label);
                    told(&place, measure(row, mine.measures.get(at)), measure(row, shown.measures.get(at)));
                }
            }
            (mine, shown) => told(&place, is_shown(mine.is_some()), is_shown(shown.is_some())),
        }
    }
    for column in theirs.into_values() {
        told(
            &[place.as_str(), ", ", &column_name(column)].concat(),
            "colonne absente".to_owned(),
            "présente".to_owned(),
        );
    }
}

/// Tables and columns both have, of which one hides what the other shows: side by side they would tell it. None where a
/// second release of the same data is as discreet as the first.
pub fn hidden_otherwise(one: &ReleaseContent, two: &ReleaseContent) -> Vec<String> {
    let theirs = tables(two);
    let mut found = Vec::new();
    for table in &one.tables {
        let Some(same) = theirs.get(&key(table)) else { continue };
        let columns = columns(same);
        for column in &table.columns {
            let Some(other) = columns.get(&column_key(column)) else { continue };
            if pattern(table, column) != pattern(same, other) {
                found.push([&name(table), ", ", &column_name(column)].concat());
            }
        }
    }
    found
}

/// What of a column may be read: its base, exactly or roughly, the rows by their codes, the measures.
fn pattern<'a>(
    table: &'a ReleasedTable,
    column: &ReleasedColumn,
) -> Option<(bool, BTreeMap<&'a str, bool>, Vec<bool>)> {
    let shown = column.shown.as_ref()?;
    let cells = table.rows.iter().zip(&shown.cells).map(|(row, cell)| (row.code.as_str(), cell.is_some()));
    let measures = shown.measures.iter().map(Option::is_some);
    Some((shown.base_is_rough, cells.collect(), measures.collect()))
}

fn key(table: &ReleasedTable) -> TableKey {
    (table.question.clone(), table.item.clone())
}

fn column_key(column: &ReleasedColumn) -> ColumnKey {
    (column.variable.clone(), column.category.clone())
}

fn tables(content: &ReleaseContent) -> BTreeMap<TableKey, &ReleasedTable> {
    content.tables.iter().map(|table| (key(table), table)).collect()
}

fn columns(table: &ReleasedTable) -> BTreeMap<ColumnKey, &ReleasedColumn> {
    table.columns.iter().map(|column| (column_key(column), column)).collect()
}

fn name(table: &ReleasedTable) -> String {
    table.item.as_ref().map_or_else(|| table.question.to_string(), |item| format!("{}.{item}", table.question))
}

fn column_name(column: &ReleasedColumn) -> String {
    match &column.variable_label {
        Some(variable) => format!("{variable} « {} »", column.label),
        None => "ensemble".to_owned(),
    }
}

fn is_shown(is_shown: bool) -> String {
    if is_shown { "montrée" } else { "masquée" }.to_owned()
}

fn rule(rule: DisclosureRule) -> String {
    let population = rule.population.map_or_else(String::new, |n| format!(", population de {n}"));
    format!("colonnes d’au moins {}, pourcentages d’au moins {}{population}", rule.cell_base_min, rule.share_base_min)
}

fn tests(table: &ReleasedTable) -> String {
    let one = |test: &ReleasedTest| {
        format!("{} ({} colonnes) F = {}, p = {}", test.variable, test.columns, test.f, test.p_value)
    };
    let told: Vec<String> = table.tests.iter().map(one).collect();
    if told.is_empty() { "aucun".to_owned() } else { told.join("\u{a0}; ") }
}

fn base(shown: &ShownColumn) -> String {
    let about = if shown.base_is_rough { "environ " } else { "" };
    let small = if shown.is_small_base { ", base faible" } else { "" };
    format!("{about}{} (efficace {}){small}", shown.base_n, shown.effective_n)
}

fn letter(shown: &ShownColumn) -> String {
    shown.letter.clone().unwrap_or_else(|| "aucune".to_owned())
}

fn cell(cell: Option<&Option<ReleasedCell>>) -> String {
    let Some(cell) = cell.and_then(Option::as_ref) else { return "masqué".to_owned() };
    let figure = format!("{}\u{a0}% [{}\u{a0}; {}]", cell.percent, cell.low, cell.high);
    let rest = match cell.rest {
        Some(AgainstRest::Above) => ", plus que le reste",
        Some(AgainstRest::Below) => ", moins que le reste",
        None => "",
    };
    [figure, beside([cell.se, cell.se_weights_only], &cell.letters), rest.to_owned()].concat()
}

fn measure(row: &ReleasedMeasureRow, measure: Option<&Option<ReleasedMeasure>>) -> String {
    let Some(measure) = measure.and_then(Option::as_ref) else { return "masquée".to_owned() };
    let [value, low, high] = [measure.value, measure.low, measure.high].map(|figure| row.written(figure));
    let figure = format!("{value} [{low}\u{a0}; {high}], base {}", measure.base_n);
    [figure, beside([measure.se, measure.se_weights_only], &measure.letters)].concat()
}

/// What is told of a figure beside itself: its standard errors, and the columns it passes.
fn beside([error, given]: [Option<f64>; 2], letters: &[String]) -> String {
    let mut text = String::new();
    for (label, error) in [("erreur type", error), ("à poids donnés", given)] {
        text.extend(error.map(|error| format!(", {label} {error}")));
    }
    if !letters.is_empty() {
        text.extend([", lettres ", &letters.concat()]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::disclosure::release;
    use crate::domain::table::fixture::{Response, data, diagnostics, questionnaire, response, spec};
    use crate::domain::table::tabulate;

    /// Of six hundred people of three ages, as many say « incontournable » in each.
    fn content() -> ReleaseContent {
        let one =
            |age: u16, row: usize| response(age, if row < 100 { 0 } else { 2 }, &[u16::from(row.is_multiple_of(2))]);
        let responses: Vec<Response> = (0..3).flat_map(|age| (0..200).map(move |row| one(age, row))).collect();
        let data = data(&responses);
        let tables = tabulate(&questionnaire(), &spec(), &data, &vec![1.0; data.rows]).unwrap();
        release(&questionnaire(), &spec(), &tables, &diagnostics(600), false).content().clone()
    }

    /// A column of the first table that is shown, and a row of it that is.
    fn place(content: &ReleaseContent) -> (usize, usize) {
        let columns = content.tables[0].columns.iter().enumerate().skip(1);
        let mut shown = columns.filter_map(|(at, column)| Some((at, column.shown.as_ref()?)));
        let (at, column) = shown.next().expect("a column is shown");
        (at, column.cells.iter().position(Option::is_some).expect("a cell is shown"))
    }

    #[test]
    fn the_same_release_differs_in_nothing_and_hides_the_same() {
        let one = content();
        assert_eq!(differences(&one, &one), vec![]);
        assert_eq!(hidden_otherwise(&one, &one), Vec::<String>::new());
    }

    #[test]
    fn one_figure_changed_is_named_with_both_values() {
        let (one, mut two) = (content(), content());
        let cell = two.tables[0].columns[0].shown.as_mut().unwrap().cells[0].as_mut().unwrap();
        let before = cell.percent;
        cell.percent += 1;
        let found = differences(&one, &two);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].published.starts_with(&format!("{before}\u{a0}%")), "{found:?}");
        assert!(found[0].other.starts_with(&format!("{}\u{a0}%", before + 1)), "{found:?}");
        assert!(found[0].place.contains("ensemble"), "{found:?}");
    }

    #[test]
    fn a_base_told_roughly_or_found_small_is_a_difference_and_nothing_is_told_as_the_program_writes_it() {
        let (one, mut two) = (content(), content());
        let shown = two.tables[0].columns[0].shown.as_mut().unwrap();
        (shown.base_is_rough, shown.is_small_base, shown.letter) = (true, true, Some("A".to_owned()));
        let cell = shown.cells[0].as_mut().unwrap();
        (cell.rest, cell.letters) = (Some(AgainstRest::Above), vec!["B".to_owned(), "C".to_owned()]);
        two.disclosure.population = Some(4000);
        let variable = QuestionId::parse("AGE").unwrap();
        two.tables[0].tests = vec![ReleasedTest { variable, columns: 3, f: 1.25, p_value: 0.041 }];
        let found = differences(&one, &two);
        let other = |place: &str| &found.iter().find(|one| one.place.ends_with(place)).expect(place).other;
        assert_eq!(
            other("secret statistique"),
            "colonnes d’au moins 10, pourcentages d’au moins 30, population de 4000"
        );
        assert_eq!(other("tests"), "AGE (3 colonnes) F = 1.25, p = 0.041");
        assert!(other("base").starts_with("environ 600 ") && other("base").ends_with(", base faible"), "{found:?}");
        assert_eq!(other("lettre"), "A");
        assert!(other(" »").ends_with(", lettres BC, plus que le reste"), "{found:?}");
        assert_eq!(found.len(), 5, "{found:?}");
    }

    #[test]
    fn a_figure_shown_by_one_and_hidden_by_the_other_is_told() {
        let one = content();
        let (column, row) = place(&one);
        let changed = |change: &dyn Fn(&mut ReleasedColumn)| {
            let mut two = content();
            change(&mut two.tables[0].columns[column]);
            two
        };
        let without = changed(&|column| column.shown = None);
        assert_eq!((hidden_otherwise(&one, &without).len(), hidden_otherwise(&without, &one).len()), (1, 1));
        let cell = changed(&|column| column.shown.as_mut().unwrap().cells[row] = None);
        assert_eq!(hidden_otherwise(&one, &cell).len(), 1);
        let rough = changed(&|column| column.shown.as_mut().unwrap().base_is_rough = true);
        assert_eq!(hidden_otherwise(&one, &rough).len(), 1);
        let mut fewer = content();
        fewer.tables[0].columns.truncate(1);
        assert_eq!(hidden_otherwise(&one, &fewer), Vec::<String>::new(), "what one of them does not have is no matter");
        assert!(!differences(&one, &fewer).is_empty());
    }

    #[test]
    fn labels_and_the_order_of_rows_are_not_what_hides() {
        let (one, mut two) = (content(), content());
        two.tables[0].rows[0].label = "Autrement dit".to_owned();
        let (column, row) = place(&one);
        two.tables[0].columns[column].shown.as_mut().unwrap().cells[row] = None;
        let one = two.clone();
        two.tables[0].rows.reverse();
        two.tables[0]
            .columns
            .iter_mut()
            .filter_map(|column| column.shown.as_mut())
            .for_each(|shown| shown.cells.reverse());
        assert_eq!(hidden_otherwise(&one, &two), Vec::<String>::new());
    }
}
