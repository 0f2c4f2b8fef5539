//! What anybody knows to add up in a table: the categories of a break make the total, and two breaks made from one
//! question (regions and large areas, occupations and three classes) make one another, group of categories by group.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::id::{AttributeId, OptionCode, QuestionId};
use crate::domain::questionnaire::{Band, ComputedRule, Kind, Questionnaire};
use crate::domain::table::TableColumn;

/// Both sides count the same respondents. Columns are told by their place in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub left: Vec<usize>,
    pub right: Vec<usize>,
}

/// How the answers of a question become the categories of a break.
enum Classing<'a> {
    Codes(&'a QuestionId, BTreeMap<&'a OptionCode, &'a OptionCode>),
    Bands(&'a QuestionId, &'a [Band]),
}

type Break<'a> = (&'a QuestionId, Vec<(&'a OptionCode, usize)>);

/// The total with each break first, in the order of the breaks; then the breaks with one another.
pub(super) fn of(q: &Questionnaire, columns: &[TableColumn]) -> (Vec<Link>, Vec<Link>) {
    let breaks = breaks(columns);
    let partitions = breaks
        .iter()
        .map(|(_, columns)| Link { left: vec![0], right: columns.iter().map(|(_, place)| *place).collect() });
    let mut crossed = Vec::new();
    for (position, first) in breaks.iter().enumerate() {
        for second in breaks.iter().skip(position + 1) {
            crossed.extend(between(q, first, second));
        }
    }
    (partitions.collect(), crossed)
}

fn breaks(columns: &[TableColumn]) -> Vec<Break<'_>> {
    let mut found: Vec<Break<'_>> = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        let Some(category) = &column.category else { continue };
        match found.iter_mut().find(|(variable, _)| *variable == &category.variable) {
            Some((_, columns)) => columns.push((&category.code, place)),
            None => found.push((&category.variable, vec![(&category.code, place)])),
        }
    }
    found
}

fn classing<'a>(q: &'a Questionnaire, variable: &'a QuestionId) -> Option<Classing<'a>> {
    if let Some(computed) = q.computed(variable) {
        return match &computed.rule {
            ComputedRule::Lookup { of, map } => Some(Classing::Codes(of, map.iter().collect())),
            ComputedRule::Bands { of, bands } => Some(Classing::Bands(of, bands)),
            ComputedRule::Formula { .. } | ComputedRule::Attribute { .. } => None,
        };
    }
    match &q.question(variable.as_str())?.1.kind {
        Kind::Single { options, .. } => {
            Some(Classing::Codes(variable, options.iter().map(|option| (&option.code, &option.code)).collect()))
        }
        _ => None,
    }
}

/// Pairs of categories one answer can be in.
fn meetings<'a>(first: &Classing<'a>, second: &Classing<'a>) -> BTreeSet<(&'a OptionCode, &'a OptionCode)> {
    match (first, second) {
        (Classing::Codes(of, first), Classing::Codes(other, second)) if of == other => {
            first.iter().filter_map(|(source, code)| Some((*code, *second.get(source)?))).collect()
        }
        (Classing::Bands(of, first), Classing::Bands(other, second)) if of == other => {
            let meet = |a: &Band, b: &Band| a.from <= b.to && b.from <= a.to;
            let of_first = |a: &'a Band| second.iter().filter(move |b| meet(a, b)).map(move |b| (&a.code, &b.code));
            first.iter().flat_map(of_first).collect()
        }
        _ => BTreeSet::new(),
    }
}

/// A link for each group of categories that meet, directly or through others: on both sides the same respondents.
fn between(q: &Questionnaire, first: &Break<'_>, second: &Break<'_>) -> Vec<Link> {
    let (Some(left), Some(right)) = (classing(q, first.0), classing(q, second.0)) else { return Vec::new() };
    let mut meetings = meetings(&left, &right);
    let mut links = Vec::new();
    while let Some((lefts, rights)) = piece(&mut meetings) {
        let places = |columns: &Break<'_>, codes: &BTreeSet<&OptionCode>| -> Vec<usize> {
            columns.1.iter().filter(|(code, _)| codes.contains(code)).map(|(_, place)| *place).collect()
        };
        links.push(Link { left: places(first, &lefts), right: places(second, &rights) });
    }
    links
}

/// Takes out the pairs that hold together, directly or through others, and gives both sides of them.
fn piece<T: Copy + Ord>(pairs: &mut BTreeSet<(T, T)>) -> Option<(BTreeSet<T>, BTreeSet<T>)> {
    let (a, b) = pairs.pop_first()?;
    let (mut lefts, mut rights) = (BTreeSet::from([a]), BTreeSet::from([b]));
    while let Some(pair) = pairs.iter().copied().find(|(a, b)| lefts.contains(a) || rights.contains(b)) {
        pairs.remove(&pair);
        lefts.insert(pair.0);
        rights.insert(pair.1);
    }
    Some((lefts, rights))
}

/// Whether what two breaks made from one answer say of one another is known here, or they say nothing.
pub fn are_followed(q: &Questionnaire, one: &QuestionId, other: &QuestionId) -> bool {
    match (classing(q, one), classing(q, other)) {
        (Some(Classing::Codes(of, _)), Some(Classing::Codes(from, _)))
        | (Some(Classing::Bands(of, _)), Some(Classing::Bands(from, _))) => of == from,
        _ => say_nothing(q, one, other).unwrap_or(false),
    }
}

/// Two attributes of one list, any category of which is reached from any other through entries they share. Else some
/// categories of one count the same people as some of the other, as a region does its departments, or a size that only the
/// overseas have.
fn say_nothing(q: &Questionnaire, one: &QuestionId, other: &QuestionId) -> Option<bool> {
    let (of, one) = attribute(q, one)?;
    let (from, other) = attribute(q, other)?;
    let Kind::Entry { nomenclature, .. } = &q.question(of.as_str())?.1.kind else { return None };
    let list = q.lists.get(nomenclature)?;
    let pair = |entry: usize| (list.attribute(entry, one), list.attribute(entry, other));
    let mut pairs: BTreeSet<_> = (0..list.entries().len()).map(pair).collect();
    piece(&mut pairs);
    Some(of == from && pairs.is_empty())
}

fn attribute<'q>(q: &'q Questionnaire, id: &QuestionId) -> Option<(&'q QuestionId, &'q AttributeId)> {
    match &q.computed(id)?.rule {
        ComputedRule::Attribute { of, attribute } => Some((of, attribute)),
        _ => None,
    }
}
