//! Reading one question: its kind, its options (its own, or those of a named scale), its nets, its exits.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::fields::Fields;
use super::reading::Reading;
use super::{
    AnswerOption, Beside, DeclaredMissing, Display, Exit, ExitKind, Item, Kind, Mandatory, Net, Origin, Question, Role,
    Rotation,
};
use crate::domain::fault::did_you_mean;
use crate::domain::id::{NetId, OptionCode, QuestionId};

pub const OPTIONS_MAX: usize = 200;
pub const ITEMS_MAX: usize = 60;
/// Longest « autre, précisez » a file may allow.
pub const TEXT_BESIDE_CHARS_MAX: u16 = 500;
const NETS_MAX: usize = 20;
const EXITS_MAX: usize = 20;

/// Options and nets used by several questions of a file.
#[derive(Default)]
pub(super) struct Scale {
    options: Vec<(AnswerOption, Range<usize>)>,
    nets: Vec<(Net, Range<usize>)>,
}

pub(super) type Scales = BTreeMap<String, Scale>;

impl Reading<'_> {
    pub fn note_place(&mut self, fields: &Fields) {
        self.places.insert(fields.place.clone(), fields.span());
    }
}

pub(super) fn read_scales(reading: &mut Reading, fields: &mut Fields) -> Scales {
    let mut scales = Scales::new();
    let Some(value) = fields.take("scales") else { return scales };
    let span = value.span();
    let DeValue::Table(table) = value.into_inner() else {
        reading.fault(span, "scales", "ce n'est pas une table", Some("[scales.nom]".to_owned()));
        return scales;
    };
    for (name, value) in Fields::new(Spanned::new(span, table), "scales").take_all() {
        let span = value.span();
        let place = format!("scales.{}", name.get_ref());
        let DeValue::Table(table) = value.into_inner() else {
            reading.fault(span, &place, "ce n'est pas une table", Some("options = [ … ]".to_owned()));
            continue;
        };
        let mut fields = Fields::new(Spanned::new(span, table), place);
        let scale = Scale { options: read_options(reading, &mut fields), nets: read_nets(reading, &mut fields) };
        fields.close(reading);
        scales.insert(name.into_inner(), scale);
    }
    scales
}

pub(super) fn read_question(reading: &mut Reading, mut fields: Fields, scales: &Scales) -> Option<Question> {
    let id = fields.name(reading, "id", QuestionId::parse);
    if let Some(id) = &id {
        fields.place = id.to_string();
    }
    reading.note_place(&fields);
    let roles = [("consent", Role::Consent), ("profile", Role::Profile), ("opinion", Role::Opinion)];
    let role = fields.choice(reading, "role", &roles, None);
    let origins = [("documented", Origin::Documented), ("reconstructed", Origin::Reconstructed)];
    let origin = fields.choice(reading, "origin", &origins, None);
    let variant = fields.optional_string(reading, "variant").map(Spanned::into_inner);
    let text = fields.text(reading, "text");
    let help = fields.optional_text(reading, "help");
    let words = [("hard", Mandatory::Hard), ("soft", Mandatory::Soft), ("off", Mandatory::Off)];
    let mandatory = fields.choice(reading, "mandatory", &words, Some(Mandatory::Hard)).unwrap_or_default();
    let show_if = fields.condition(reading, "show_if");
    let exits = read_exits(reading, &mut fields);
    let kind = read_kind(reading, &mut fields, scales, mandatory);
    let is_number = matches!(kind, Some((Kind::Number { .. }, _)));
    let own_nets = if is_number { Vec::new() } else { read_nets(reading, &mut fields) };
    fields.close(reading);
    reading.is_complete &= id.is_some() && kind.is_some();
    let (id, (kind, scale_nets)) = (id?, kind?);
    let nets = scale_nets.into_iter().chain(own_nets).map(|(net, span)| {
        reading.places.insert(format!("{id}.nets.{}", net.id), span);
        net
    });
    let nets = nets.collect();
    let (role, origin) = (role.unwrap_or(Role::Opinion), origin.unwrap_or(Origin::Reconstructed));
    Some(Question { role, origin, variant, help, mandatory, show_if, nets, exits, ..Question::plain(id, text, kind) })
}

type KindAndNets = (Kind, Vec<(Net, Range<usize>)>);

fn read_kind(reading: &mut Reading, fields: &mut Fields, scales: &Scales, mandatory: Mandatory) -> Option<KindAndNets> {
    let words = [("single", 's'), ("multiple", 'm'), ("grid", 'g'), ("number", 'n')];
    let word = fields.choice(reading, "type", &words, None)?;
    if word == 'n' {
        return Some((read_number(reading, fields)?, Vec::new()));
    }
    let rotations = [("none", Rotation::None), ("random", Rotation::Random), ("reverse_half", Rotation::ReverseHalf)];
    let rotation = fields.choice(reading, "rotation", &rotations, Some(Rotation::None)).unwrap_or_default();
    let (mut options, nets) = proposed(reading, fields, scales);
    let kind = match word {
        's' => {
            let displays = [("radio", Display::Radio), ("drop_down", Display::DropDown)];
            let display = fields.choice(reading, "display", &displays, Some(Display::Radio)).unwrap_or(Display::Radio);
            Kind::Single { options, display, rotation, poles: None }
        }
        'm' => {
            // A declared non-answer closes the others: nobody is both « Ne se prononce pas » and of an opinion.
            options.iter_mut().for_each(|option| option.exclusive |= option.missing.is_some());
            let (ticks_min, ticks_max) = read_ticks(reading, fields, &options, mandatory);
            Kind::Multiple { options, ticks_min, ticks_max, rotation }
        }
        _ => {
            let place = fields.at("items");
            let rows = fields.list(reading, "items", ITEMS_MAX);
            let items = rows.into_iter().filter_map(|mut row| {
                let item = read_labelled(reading, &mut row, &place);
                row.close(reading);
                item
            });
            Kind::Grid { items: items.collect(), options, rotation, poles: None }
        }
    };
    Some((kind, nets))
}

fn read_number(reading: &mut Reading, fields: &mut Fields) -> Option<Kind> {
    let bounds = i64::from(i32::MIN)..i64::from(i32::MAX);
    let min = fields.required_integer(reading, "min", bounds.clone());
    let max = fields.required_integer(reading, "max", bounds);
    let unit = fields.optional_text(reading, "unit");
    Some(Kind::Number { min: min?, max: max?, unit, decimals: 0, options: Vec::new() })
}

fn read_ticks(
    reading: &mut Reading,
    fields: &mut Fields,
    options: &[AnswerOption],
    mandatory: Mandatory,
) -> (u16, u16) {
    let bounds = || 0..i64::try_from(OPTIONS_MAX).unwrap_or(i64::MAX);
    let ticks_min = fields.integer(reading, "ticks_min", bounds()).and_then(|ticks| u16::try_from(ticks).ok());
    let ticks_max = fields.integer(reading, "ticks_max", bounds()).and_then(|ticks| u16::try_from(ticks).ok());
    let together = options.iter().filter(|option| !option.exclusive).count();
    let all = u16::try_from(together).unwrap_or(u16::MAX).max(1);
    (ticks_min.unwrap_or(u16::from(mandatory == Mandatory::Hard)), ticks_max.unwrap_or(all))
}

/// The options of the question itself or of its scale, with the nets of the scale.
fn proposed(
    reading: &mut Reading,
    fields: &mut Fields,
    scales: &Scales,
) -> (Vec<AnswerOption>, Vec<(Net, Range<usize>)>) {
    let own = read_options(reading, fields);
    let (options, nets) = match fields.optional_string(reading, "scale") {
        None => (own, Vec::new()),
        Some(name) => {
            if !own.is_empty() {
                reading.fault(name.span(), &fields.place, "scale et options ensemble", Some("l'un ou l'autre".into()));
            }
            match scales.get(name.get_ref()) {
                Some(scale) => (scale.options.clone(), scale.nets.clone()),
                None => {
                    unknown_scale(reading, fields, &name, scales);
                    return (Vec::new(), Vec::new());
                }
            }
        }
    };
    let options = options.into_iter().map(|(option, span)| {
        reading.places.insert(format!("{}.options.{}", fields.place, option.code), span);
        option
    });
    (options.collect(), nets)
}

fn unknown_scale(reading: &mut Reading, fields: &Fields, name: &Spanned<String>, scales: &Scales) {
    let known = || scales.keys().map(String::as_str);
    let expected = match did_you_mean(name.get_ref(), known()) {
        Some(near) => format!("vouliez-vous dire {near} ?"),
        None => known().collect::<Vec<_>>().join(", "),
    };
    let what = format!("échelle inconnue : {}", name.get_ref());
    reading.fault(name.span(), &fields.at("scale"), what, Some(expected));
    reading.is_complete = false;
}

fn read_options(reading: &mut Reading, fields: &mut Fields) -> Vec<(AnswerOption, Range<usize>)> {
    let place = fields.at("options");
    let rows = fields.list(reading, "options", OPTIONS_MAX);
    rows.into_iter().filter_map(|row| Some((row.span(), read_option(reading, row, &place)?))).map(swap).collect()
}

fn swap<A, B>((a, b): (A, B)) -> (B, A) {
    (b, a)
}

fn read_option(reading: &mut Reading, mut row: Fields, place: &str) -> Option<AnswerOption> {
    let labelled = read_labelled(reading, &mut row, place);
    let kinds = [("nsp", Some(DeclaredMissing::Nsp)), ("refusal", Some(DeclaredMissing::Refusal))];
    let missing = row.choice(reading, "missing", &kinds, Some(None)).flatten();
    let exclusive = row.boolean(reading, "exclusive");
    let anchored = row.boolean(reading, "anchored");
    let text_chars_max = row.integer(reading, "text_chars_max", 1..i64::from(TEXT_BESIDE_CHARS_MAX));
    let text_chars_max = text_chars_max.and_then(|chars| u16::try_from(chars).ok());
    let retired = row.boolean(reading, "retired");
    row.close(reading);
    let Item { code, label, .. } = labelled?;
    // « Autre », « aucun » and « ne se prononce pas » stay at the bottom without saying so each time.
    let anchored = anchored || exclusive || missing.is_some() || text_chars_max.is_some();
    let beside = text_chars_max.map(|chars_max| Beside::Text { chars_max });
    Some(AnswerOption { missing, exclusive, anchored, beside, retired, ..AnswerOption::plain(code, label) })
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

fn read_nets(reading: &mut Reading, fields: &mut Fields) -> Vec<(Net, Range<usize>)> {
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

fn read_exits(reading: &mut Reading, fields: &mut Fields) -> Vec<Exit> {
    let mut exits = Vec::new();
    for mut row in fields.list(reading, "exits", EXITS_MAX) {
        reading.note_place(&row);
        let when = row.required_condition(reading, "when");
        let ends = [("screened_out", ExitKind::ScreenedOut), ("refused", ExitKind::Refused)];
        let end = row.choice(reading, "end", &ends, None);
        row.close(reading);
        exits.extend(when.zip(end).map(|(when, end)| Exit { when, end, page: None }));
    }
    exits
}
