//! Options, rows and nets: a question's own, or those of a named list that several questions take.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;

use super::fields::Fields;
use super::reading::Reading;
use super::{AnswerOption, Beside, DeclaredMissing, Item, Language, Net, Text};
use crate::domain::fault::near_or_all;
use crate::domain::id::{NetId, OptionCode};

pub const OPTIONS_MAX: usize = 200;
pub const ITEMS_MAX: usize = 60;
/// Longest « autre, précisez » a file may allow.
pub const TEXT_BESIDE_CHARS_MAX: u16 = 500;
/// Named lists in a file.
pub const SCALES_MAX: usize = 100;
pub(super) const NETS_MAX: usize = 20;
/// What an option may count for in a mean.
const VALUES: Range<i64> = -1_000_000..1_000_000;

/// Options and nets used by several questions, each with its place in the file.
#[derive(Debug, Clone, Default)]
pub(in crate::domain) struct Scale {
    pub options: Vec<(AnswerOption, Range<usize>)>,
    pub nets: Vec<(Net, Range<usize>)>,
}

pub(in crate::domain) type Scales = BTreeMap<String, Scale>;

/// The tables `[scales.nom]` and `[lists.nom]`: two words for one thing.
pub(super) fn read_scales(reading: &mut Reading, fields: &mut Fields) -> Scales {
    let mut scales = Scales::new();
    let mut tables = fields.named(reading, "scales");
    tables.extend(fields.named(reading, "lists"));
    if tables.len() > SCALES_MAX {
        let expected = Some(format!("{SCALES_MAX} au plus"));
        reading.source.fault_whole("scales", format!("{} listes nommées", tables.len()), expected);
    }
    for (name, mut fields) in tables {
        if scales.contains_key(name.get_ref()) {
            let what = format!("une liste s'appelle déjà {}", name.get_ref());
            reading.fault(name.span(), &fields.place, what, Some("un autre nom".to_owned()));
        }
        let scale = Scale { options: read_options(reading, &mut fields), nets: read_nets(reading, &mut fields) };
        fields.close(reading);
        scales.insert(name.into_inner(), scale);
    }
    scales
}

/// A named list of the file, else of the bank, in the languages of the file. Nothing once a fault was told.
pub(super) fn named_list(reading: &mut Reading, name: &Spanned<String>, place: &str) -> Option<Scale> {
    if let Some(own) = reading.scales.get(name.get_ref()) {
        return Some(own.clone());
    }
    let Some(mut scale) = reading.neighbours.scales.get(name.get_ref()).cloned() else {
        unknown_list(reading, name, place);
        return None;
    };
    // Places of the bank mean nothing in this file.
    scale.options.iter_mut().for_each(|(_, span)| *span = name.span());
    scale.nets.iter_mut().for_each(|(_, span)| *span = name.span());
    let options = scale.options.iter_mut().flat_map(|(option, _)| [Some(&mut option.label), option.help.as_mut()]);
    let texts = options.flatten().chain(scale.nets.iter_mut().map(|(net, _)| &mut net.label));
    let languages = reading.languages.clone();
    if let Some(absent) = keep_languages(texts, &languages) {
        let what = format!("la liste {} de la banque n'est pas traduite : {}", name.get_ref(), absent.code());
        reading.fault(name.span(), place, what, Some("une liste de ce fichier, ou une traduction".to_owned()));
    }
    Some(scale)
}

/// Leaves the texts in these languages alone; the first language that one of them does not have.
pub(super) fn keep_languages<'t>(
    texts: impl IntoIterator<Item = &'t mut Text>,
    languages: &[Language],
) -> Option<Language> {
    let mut absent = None;
    for text in texts {
        text.0.retain(|language, _| languages.contains(language));
        absent = absent.or_else(|| languages.iter().copied().find(|language| !text.0.contains_key(language)));
    }
    absent
}

fn unknown_list(reading: &mut Reading, name: &Spanned<String>, place: &str) {
    let known = reading.scales.keys().chain(reading.neighbours.scales.keys()).map(String::as_str);
    // Said in the word the file uses: `scale` or `list`.
    let (kind, table) = if place.ends_with("scale") { ("échelle", "scales") } else { ("liste", "lists") };
    let expected = near_or_all(name.get_ref(), known);
    let expected = expected.or_else(|| Some(format!("[{table}.nom] plus haut dans le fichier")));
    reading.fault(name.span(), place, format!("{kind} inconnue : {}", name.get_ref()), expected);
    reading.is_complete = false;
}

pub(super) const MISSING: [(&str, Option<DeclaredMissing>); 2] =
    [("nsp", Some(DeclaredMissing::Nsp)), ("refusal", Some(DeclaredMissing::Refusal))];

pub(super) fn read_options(reading: &mut Reading, fields: &mut Fields) -> Vec<(AnswerOption, Range<usize>)> {
    let place = fields.at("options");
    let rows = fields.list(reading, "options", OPTIONS_MAX);
    let read = |row: Fields| {
        let span = row.span();
        Some((read_option(reading, row, &place)?, span))
    };
    rows.into_iter().filter_map(read).collect()
}

fn read_option(reading: &mut Reading, mut row: Fields, place: &str) -> Option<AnswerOption> {
    let labelled = read_labelled(reading, &mut row, place);
    let help = row.optional_text(reading, "help");
    let value = row.integer(reading, "value", VALUES);
    let missing = row.choice(reading, "missing", &MISSING, Some(None)).flatten();
    let exclusive = row.boolean(reading, "exclusive");
    let anchored = row.boolean(reading, "anchored");
    let beside = read_beside(reading, &mut row);
    let retired = row.boolean(reading, "retired");
    let show_if = row.condition(reading, "show_if");
    row.close(reading);
    let Item { code, label, .. } = labelled?;
    // « Autre », « aucun » and « ne se prononce pas » stay at the bottom without saying so each time.
    let anchored = anchored || exclusive || missing.is_some() || beside.is_some();
    Some(AnswerOption {
        help,
        value,
        missing,
        exclusive,
        anchored,
        beside,
        retired,
        show_if,
        ..AnswerOption::plain(code, label)
    })
}

/// `text_chars_max`, or `number_min` and `number_max`.
fn read_beside(reading: &mut Reading, row: &mut Fields) -> Option<Beside> {
    let place = row.place.clone();
    let chars_max = row.small(reading, "text_chars_max", 1..i64::from(TEXT_BESIDE_CHARS_MAX));
    let text = chars_max.map(|chars_max| Beside::Text { chars_max });
    let bounds = i64::from(i32::MIN)..i64::from(i32::MAX);
    let min = row.integer(reading, "number_min", bounds.clone());
    let max = row.integer(reading, "number_max", bounds);
    let expected = || Some("number_min = 0 et number_max = 100, le premier plus petit".to_owned());
    let number = match (min, max) {
        (None, None) => return text,
        (Some(min), Some(max)) if min < max => Some(Beside::Number { min, max }),
        (Some(min), Some(max)) => {
            reading.fault(row.span(), &place, format!("bornes renversées : {min}, {max}"), expected());
            None
        }
        _ => {
            reading.fault(row.span(), &place, "une borne manque au nombre écrit à côté", expected());
            None
        }
    };
    if text.is_some() {
        let what = "un texte et un nombre à côté de la même option";
        reading.fault(row.span(), &place, what, Some("text_chars_max, ou number_min et number_max".to_owned()));
    }
    number
}

/// A code and its label; the rest of the table is left to the caller.
pub(super) fn read_labelled(reading: &mut Reading, row: &mut Fields, place: &str) -> Option<Item> {
    let code = row.name(reading, "code", OptionCode::parse);
    if let Some(code) = &code {
        row.place = format!("{place}.{code}");
        reading.note_place(row);
    }
    let label = row.text(reading, "label");
    reading.is_complete &= code.is_some();
    Some(Item::plain(code?, label))
}

/// The rows of a grid, or of several numbers.
pub(super) fn read_items(reading: &mut Reading, fields: &mut Fields) -> Vec<Item> {
    let place = fields.at("items");
    let mut items = Vec::new();
    for mut row in fields.list(reading, "items", ITEMS_MAX) {
        let item = read_labelled(reading, &mut row, &place);
        let show_if = row.condition(reading, "show_if");
        row.close(reading);
        items.extend(item.map(|item| Item { show_if, ..item }));
    }
    items
}

pub(super) fn read_nets(reading: &mut Reading, fields: &mut Fields) -> Vec<(Net, Range<usize>)> {
    let place = fields.at("nets");
    let mut nets = Vec::new();
    for mut row in fields.list(reading, "nets", NETS_MAX) {
        let id = row.name(reading, "id", NetId::parse);
        if let Some(id) = &id {
            row.place = format!("{place}.{id}");
        }
        let span = row.span();
        let label = row.text(reading, "label");
        let codes = row.names(reading, "codes", OptionCode::parse);
        let of_which = row.names(reading, "of_which", OptionCode::parse);
        row.close(reading);
        nets.extend(id.map(|id| (Net { id, label, codes, of_which }, span)));
    }
    nets
}
