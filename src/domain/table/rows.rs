//! The rows of a table: options in the questionnaire's order, each net right before the first of its parts.

use crate::domain::data_set::{Entry, Values};
use crate::domain::id::OptionCode;
use crate::domain::questionnaire::{AnswerOption, Category, Computed, Language, Mandatory, Net, Question};
use crate::domain::table::{Part, RowKind, TableRow};

pub(super) fn of(question: &Question) -> Vec<TableRow> {
    let options = question.kind.options();
    let mut rows = Vec::new();
    for option in options {
        for net in question.nets.iter().filter(|net| first_of(net, options) == Some(&option.code)) {
            rows.push(TableRow {
                kind: RowKind::Net { id: net.id.clone(), codes: net.codes.clone() },
                label: net.label.get(Language::Fr).to_owned(),
            });
        }
        rows.push(option_row(option, &question.nets));
    }
    if question.mandatory != Mandatory::Hard {
        rows.push(no_answer("Sans réponse"));
    }
    rows
}

pub(super) fn of_computed(computed: &Computed) -> Vec<TableRow> {
    let category = |item: &Category| TableRow {
        kind: RowKind::Option { code: item.code.clone(), missing: None, part: None },
        label: item.label.get(Language::Fr).to_owned(),
    };
    computed.categories.iter().map(category).chain([no_answer("Non classé")]).collect()
}

pub(super) fn no_answer(label: &str) -> TableRow {
    TableRow { kind: RowKind::NoAnswer, label: label.to_owned() }
}

fn first_of<'a>(net: &Net, options: &'a [AnswerOption]) -> Option<&'a OptionCode> {
    options.iter().map(|option| &option.code).find(|code| net.codes.contains(code))
}

fn option_row(option: &AnswerOption, nets: &[Net]) -> TableRow {
    let part = nets
        .iter()
        .find(|net| net.codes.contains(&option.code))
        .map(|net| Part { net: net.id.clone(), is_of_which: net.of_which.contains(&option.code) });
    TableRow {
        kind: RowKind::Option { code: option.code.clone(), missing: option.missing, part },
        label: option.label.get(Language::Fr).to_owned(),
    }
}

/// Which rows each answer counts in.
pub(super) struct Memberships {
    /// By position of the option in the column's codes.
    of_option: Vec<Vec<usize>>,
    no_answer: Vec<usize>,
    /// Rows of the answers of one response to a multiple question, each once: by set of ticks.
    of_ticks: std::collections::BTreeMap<Vec<u16>, Vec<usize>>,
}

pub(super) fn memberships(rows: &[TableRow], values: &Values) -> Memberships {
    let codes = match values {
        Values::Category { codes, .. } | Values::Ticks { codes, .. } | Values::Order { codes, .. } => codes,
        Values::Number { declared, .. } | Values::Text { declared, .. } => declared,
    };
    let of_option: Vec<Vec<usize>> = codes.iter().map(|code| rows_with(rows, code)).collect();
    let no_answer = positions(rows, |kind| *kind == RowKind::NoAnswer);
    let mut of_ticks = std::collections::BTreeMap::new();
    if let Values::Ticks { values, .. } = values {
        for ticks in values.iter().filter_map(Entry::given) {
            of_ticks.entry(ticks.clone()).or_insert_with(|| union(&of_option, ticks));
        }
    }
    Memberships { of_option, no_answer, of_ticks }
}

fn positions(rows: &[TableRow], is_wanted: impl Fn(&RowKind) -> bool) -> Vec<usize> {
    rows.iter().enumerate().filter(|(_, row)| is_wanted(&row.kind)).map(|(position, _)| position).collect()
}

fn rows_with(rows: &[TableRow], option: &str) -> Vec<usize> {
    positions(rows, |kind| match kind {
        RowKind::Option { code, .. } => code.as_str() == option,
        RowKind::Net { codes, .. } => codes.iter().any(|code| code.as_str() == option),
        RowKind::NoAnswer => false,
    })
}

/// A respondent who ticked two parts of a net is in the net once.
fn union(of_option: &[Vec<usize>], ticks: &[u16]) -> Vec<usize> {
    let rows = ticks.iter().filter_map(|tick| of_option.get(usize::from(*tick))).flatten().copied();
    rows.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

impl Memberships {
    /// Rows that count those who gave this option.
    pub fn of_option(&self, position: u16) -> &[usize] {
        self.of_option.get(usize::from(position)).map_or(&[], Vec::as_slice)
    }

    pub fn of_no_answer(&self) -> &[usize] {
        &self.no_answer
    }

    /// Rows that count this response; none when it was not asked.
    pub fn rows_of(&self, values: &Values, response: usize) -> &[usize] {
        let found = match values {
            Values::Category { values, .. } => match values.get(response) {
                Some(Entry::Given(position)) => self.of_option.get(usize::from(*position)),
                Some(Entry::NoAnswer) => Some(&self.no_answer),
                _ => None,
            },
            Values::Ticks { values, .. } => match values.get(response) {
                Some(Entry::Given(ticks)) => self.of_ticks.get(ticks),
                Some(Entry::NoAnswer) => Some(&self.no_answer),
                _ => None,
            },
            Values::Number { values, .. } => match values.get(response) {
                Some(Entry::Declared(position)) => self.of_option.get(usize::from(*position)),
                Some(Entry::NoAnswer) => Some(&self.no_answer),
                _ => None,
            },
            Values::Text { .. } | Values::Order { .. } => None,
        };
        found.map_or(&[], Vec::as_slice)
    }
}
