//! Reading what a question asks for: one module a family of kinds. Fields of another kind stay in the table, and are told
//! as unknown when it is closed.

pub(super) mod choice;
pub(super) mod open;
mod quantity;
mod scores;

use std::ops::Range;

use super::bank::FIXED;
use super::carry::{carried, joined};
use super::fields::Fields;
use super::options::{named_list, read_nets, read_options};
use super::reading::Reading;
use super::{AnswerOption, Carry, Kind, Mandatory, Net, Rotation};

pub use open::TEXT_ANSWER_CHARS_MAX;
pub use scores::SCORES_MAX;

/// What a question asks for, with what comes along with a named list.
pub(super) struct ReadKind {
    pub kind: Kind,
    /// Each with its place in the file.
    pub nets: Vec<(Net, Range<usize>)>,
    /// What draws the order, where it is not the question's own id.
    pub order_as: Option<String>,
}

impl ReadKind {
    fn plain(kind: Kind) -> Self {
        Self { kind, nets: Vec::new(), order_as: None }
    }
}

/// What the reading of a kind has to know of the rest of the question.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub mandatory: Mandatory,
    pub carry: Option<&'a Carry>,
}

#[derive(Clone, Copy)]
enum Word {
    Single,
    Scale,
    Multiple,
    Ranking,
    Grid,
    Number,
    Numbers,
    Text,
    Date,
    Entry,
    Note,
}

const WORDS: [(&str, Word); 11] = [
    ("single", Word::Single),
    ("multiple", Word::Multiple),
    ("scale", Word::Scale),
    ("grid", Word::Grid),
    ("number", Word::Number),
    ("numbers", Word::Numbers),
    ("ranking", Word::Ranking),
    ("text", Word::Text),
    ("date", Word::Date),
    ("entry", Word::Entry),
    ("note", Word::Note),
];

/// Whether a question of this type is only there to be read.
pub(super) fn is_note(fields: &Fields) -> bool {
    is_of_type(fields, "note")
}

/// Whether the file says that type, looked at before it is read.
pub(super) fn is_of_type(fields: &Fields, word: &str) -> bool {
    fields.table.get("type").and_then(|said| said.get_ref().as_str()) == Some(word)
}

pub(super) fn read_kind(reading: &mut Reading, fields: &mut Fields, around: Around) -> Option<ReadKind> {
    let Some(word) = fields.choice(reading, "type", &WORDS, None) else {
        // Which fields it takes is not known: none of them is a mistake.
        FIXED.into_iter().for_each(|key| drop(fields.take(key)));
        return None;
    };
    refuse_carry(reading, fields, around.carry, word);
    match word {
        Word::Single => choice::read_single(reading, fields, around),
        Word::Multiple => choice::read_multiple(reading, fields, around),
        Word::Ranking => choice::read_ranking(reading, fields, around),
        Word::Scale => scores::read_scale(reading, fields),
        Word::Grid => scores::read_grid(reading, fields, around),
        Word::Number => quantity::read_number(reading, fields).map(ReadKind::plain),
        Word::Numbers => quantity::read_numbers(reading, fields, around).map(ReadKind::plain),
        Word::Text => Some(ReadKind::plain(open::read_text(reading, fields))),
        Word::Date => Some(ReadKind::plain(open::read_date(reading, fields))),
        Word::Entry => open::read_entry(reading, fields).map(ReadKind::plain),
        Word::Note => Some(ReadKind::plain(Kind::Note)),
    }
}

fn refuse_carry(reading: &mut Reading, fields: &Fields, carry: Option<&Carry>, word: Word) {
    let takes_it = matches!(word, Word::Single | Word::Multiple | Word::Ranking | Word::Grid | Word::Numbers);
    if carry.is_some() && !takes_it {
        let expected = "carry dans une question single, multiple, ranking, grid ou numbers".to_owned();
        reading.fault_at(&fields.at("carry"), "cette question n'a ni options ni lignes à reprendre", Some(expected));
    }
}

fn read_rotation(reading: &mut Reading, fields: &mut Fields) -> Rotation {
    fields.choice(reading, "rotation", &ROTATIONS, Some(Rotation::None)).unwrap_or_default()
}

pub(super) const ROTATIONS: [(&str, Rotation); 4] = [
    ("none", Rotation::None),
    ("random", Rotation::Random),
    ("reverse_half", Rotation::ReverseHalf),
    ("rotate", Rotation::Rotate),
];

/// What may be chosen.
struct Proposed {
    options: Vec<AnswerOption>,
    nets: Vec<(Net, Range<usize>)>,
    order_as: Option<String>,
}

/// The options of the question itself, or of a named list; with those carried from another question.
fn proposed(reading: &mut Reading, fields: &mut Fields, carry: Option<&Carry>) -> Proposed {
    let own = read_options(reading, fields);
    let mut nets = Vec::new();
    let mut order_as = None;
    let mut options = own;
    if let Some((key, name)) = list_name(reading, fields) {
        if !options.is_empty() {
            let what = format!("{key} et options ensemble");
            reading.fault(name.span(), &fields.place, what, Some("l'un ou l'autre".to_owned()));
        }
        let list = named_list(reading, &name, &fields.at(key)).unwrap_or_default();
        (options, nets) = (list.options, list.nets);
        order_as = Some(name.into_inner());
    }
    let options = options.into_iter().map(|(option, span)| {
        reading.places.insert(format!("{}.options.{}", fields.place, option.code), span);
        option
    });
    let mut options: Vec<_> = options.collect();
    nets.extend(read_nets(reading, fields));
    if let Some(carry) = carry {
        let (taken, key) = carried(reading, carry, &fields.place);
        options = joined(taken, options);
        order_as = key.or(order_as);
    }
    Proposed { options, nets, order_as }
}

/// `scale` or `list`, two words for one thing.
fn list_name(reading: &mut Reading, fields: &mut Fields) -> Option<(&'static str, toml::Spanned<String>)> {
    let scale = fields.optional_string(reading, "scale");
    let list = fields.optional_string(reading, "list");
    if let (Some(_), Some(list)) = (&scale, &list) {
        reading.fault(list.span(), &fields.place, "scale et list ensemble", Some("l'un ou l'autre".to_owned()));
    }
    scale.map(|name| ("scale", name)).or_else(|| list.map(|name| ("list", name)))
}

/// The declared non-answers of a question that does not ask for a choice.
fn non_answers(reading: &mut Reading, fields: &mut Fields) -> Vec<AnswerOption> {
    let options = besides(reading, fields);
    for option in options.iter().filter(|option| option.missing.is_none()) {
        let place = format!("{}.options.{}", fields.place, option.code);
        let expected = Some("missing = \"nsp\" ou \"refusal\"".to_owned());
        reading.fault_at(&place, "cette question ne propose que des non-réponses", expected);
    }
    options
}

/// The options of a question that asks for something else than a choice.
fn besides(reading: &mut Reading, fields: &mut Fields) -> Vec<AnswerOption> {
    let options = read_options(reading, fields).into_iter().map(|(option, span)| {
        reading.places.insert(format!("{}.options.{}", fields.place, option.code), span);
        option
    });
    options.collect()
}
