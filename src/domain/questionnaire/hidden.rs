//! Reading what stands around the sections: variables nobody is asked, orders of sections, pages of the end.

use super::computed::read_categories;
use super::fields::Fields;
use super::kinds::ROTATIONS;
use super::reading::Reading;
use super::{EndKind, EndPage, Hidden, HiddenSource, Rotation, SectionOrder};
use crate::domain::id::{EndId, OptionCode, QuestionId, SectionId};

pub(super) const HIDDEN_MAX: usize = 40;
pub(super) const ORDERS_MAX: usize = 20;
pub(super) const ENDS_MAX: usize = 40;
/// Longest name of a parameter of an address, in characters.
pub const PARAMETER_CHARS_MAX: usize = 40;
const SHARE_MAX: i64 = 1_000;

pub(super) const ENDS: [(&str, EndKind); 3] =
    [("completed", EndKind::Completed), ("screened_out", EndKind::ScreenedOut), ("refused", EndKind::Refused)];

pub(super) fn read_hidden(reading: &mut Reading, mut fields: Fields) -> Option<Hidden> {
    let id = fields.name(reading, "id", QuestionId::parse);
    if let Some(id) = &id {
        fields.place = id.to_string();
    }
    reading.note_place(&fields);
    let label = fields.text(reading, "label");
    let categories = read_categories(reading, &mut fields);
    let codes: Vec<OptionCode> = categories.iter().map(|category| category.code.clone()).collect();
    if codes.is_empty() {
        let expected = "categories = [{ code = \"…\", label.fr = \"…\" }]".to_owned();
        reading.fault(fields.span(), &fields.place, "variable sans catégorie", Some(expected));
    }
    let source = match (fields.has("parameter"), fields.has("shares")) {
        (true, false) => read_given(reading, &mut fields, &codes),
        (false, true) => read_arm(reading, &mut fields, codes.len()),
        (is_given, _) => {
            let expected = "parameter = \"…\" (donnée par l'adresse) ou shares = [1, 1] (tirée)".to_owned();
            let what = if is_given { "parameter et shares ensemble" } else { "on ne sait pas d'où vient sa valeur" };
            reading.fault(fields.span(), &fields.place, what, Some(expected));
            ["parameter", "shares", "default"].into_iter().for_each(|key| drop(fields.take(key)));
            None
        }
    };
    fields.close(reading);
    reading.is_complete &= id.is_some() && source.is_some();
    Some(Hidden { id: id?, label, categories, source: source? })
}

fn read_given(reading: &mut Reading, fields: &mut Fields, codes: &[OptionCode]) -> Option<HiddenSource> {
    let parameter = fields.string(reading, "parameter")?;
    let is_sound = |name: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
        !name.is_empty() && name.len() <= PARAMETER_CHARS_MAX && name.chars().all(plain)
    };
    if !is_sound(parameter.get_ref()) {
        let what = format!("« {} » n'est pas un nom de paramètre", parameter.get_ref());
        let expected = format!("minuscules sans accent, chiffres, - et _, {PARAMETER_CHARS_MAX} caractères au plus");
        reading.fault(parameter.span(), &fields.at("parameter"), what, Some(expected));
    }
    let default = fields.has("default").then(|| fields.name(reading, "default", OptionCode::parse)).flatten();
    if let Some(code) = default.as_ref().filter(|code| !codes.contains(code)) {
        let known: Vec<&str> = codes.iter().map(OptionCode::as_str).collect();
        reading.fault_at(&fields.at("default"), format!("code inconnu : {code}"), Some(known.join(", ")));
    }
    Some(HiddenSource::Given { parameter: parameter.into_inner(), default })
}

fn read_arm(reading: &mut Reading, fields: &mut Fields, categories: usize) -> Option<HiddenSource> {
    let shares: Vec<u16> = fields
        .integers(reading, "shares", 1..SHARE_MAX)
        .into_iter()
        .filter_map(|share| u16::try_from(share).ok())
        .collect();
    if shares.len() != categories {
        let what = format!("{} part(s) pour {categories} catégorie(s)", shares.len());
        reading.fault(fields.span(), &fields.at("shares"), what, Some("une part par catégorie".to_owned()));
        return None;
    }
    Some(HiddenSource::Arm { shares })
}

pub(super) fn read_order(reading: &mut Reading, mut fields: Fields) -> Option<SectionOrder> {
    reading.note_place(&fields);
    let sections = fields.names(reading, "sections", SectionId::parse);
    let rotation = fields.choice(reading, "rotation", &ROTATIONS, None);
    if rotation == Some(Rotation::None) {
        let expected = Some("random, reverse_half, rotate".to_owned());
        reading.fault(fields.span(), &fields.at("rotation"), "un ordre qui ne change rien", expected);
    }
    if sections.len() < 2 {
        let expected = Some("sections = [\"a\", \"b\"], deux au moins, qui se suivent".to_owned());
        reading.fault(fields.span(), &fields.place, "moins de deux sections à ordonner", expected);
    }
    fields.close(reading);
    Some(SectionOrder { sections, rotation: rotation? })
}

pub(super) fn read_end(reading: &mut Reading, mut fields: Fields) -> Option<EndPage> {
    let id = fields.name(reading, "id", EndId::parse);
    if let Some(id) = &id {
        fields.place = format!("ends.{id}");
    }
    reading.note_place(&fields);
    let on = fields.choice(reading, "on", &ENDS, None);
    let title = fields.text(reading, "title");
    let text = fields.text(reading, "text");
    fields.close(reading);
    reading.is_complete &= id.is_some() && on.is_some();
    Some(EndPage { id: id?, on: on?, title, text })
}
