//! The file of the letters of a wave, `letters/<key>.toml`, read with every fault at its place.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{NaiveTime, Weekday};
use toml::Spanned;
use toml::de::DeTable;

use super::placeholder::{Piece, Placeholder, pieces};
use super::{
    AFTER_DAYS_MAX, Hours, LetterPlan, LetterText, PACE, PACE_MAX, STEPS_MAX, SUBJECT_CHARS_MAX, Step, TEXT_CHARS_MAX,
};
use crate::domain::contact::Email;
use crate::domain::fault::{Faults, Source, near_or_all};
use crate::domain::questionnaire::{Language, syntax_fault};
use crate::domain::wave::file::Fields;

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];
const ID_CHARS_MAX: usize = 40;

impl LetterPlan {
    pub fn parse(file: &str, text: &str) -> Result<Self, Faults> {
        let mut source = Source::new(file, text);
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let (span, what, expected) = syntax_fault(error);
            source.fault(span, "", what, expected);
        }
        if source.has_faults() {
            return Err(Faults(source.into_faults()));
        }
        let mut fields = Fields::root(table.get_ref());
        let mut reader = Reader { source: &mut source, text };
        let sending = fields.table(reader.source, "sending").and_then(|fields| reader.sending(fields));
        let steps = fields.tables(reader.source, "steps").map(|steps| reader.steps(steps));
        fields.finish(reader.source);
        match (sending, steps) {
            (Some(sending), Some(steps)) if !source.has_faults() => Ok(Self { steps, ..sending }),
            _ => Err(Faults(source.into_faults())),
        }
    }
}

struct Reader<'s, 't> {
    source: &'s mut Source<'t>,
    text: &'t str,
}

impl Reader<'_, '_> {
    /// The plan without its steps.
    fn sending(&mut self, mut fields: Fields) -> Option<LetterPlan> {
        let from_name = fields.text(self.source, "from_name");
        let reply_to = fields.optional(self.source, "reply_to", address);
        let usual = Hours::default();
        // Everything is read before anything is given up: a file is told all its faults at once.
        let hours = fields.optional(self.source, "hours", hours);
        let days = fields.optional(self.source, "days", days);
        let alsace_moselle = fields.flag(self.source, "alsace_moselle");
        let on_holidays = fields.flag(self.source, "on_holidays");
        let pace = fields.optional(self.source, "per_domain_a_minute", |fields, source, key| {
            fields.integer(source, key, 1..PACE_MAX + 1)
        });
        fields.finish(self.source);
        let (from, to) = hours?.unwrap_or((usual.from, usual.to));
        let days = days?.unwrap_or(usual.days);
        Some(LetterPlan {
            from_name: from_name?.into_inner(),
            reply_to: reply_to?,
            hours: Hours { from, to, days, alsace_moselle: alsace_moselle?, on_holidays: on_holidays? },
            per_domain_a_minute: pace?.map_or(PACE, Spanned::into_inner),
            steps: Vec::new(),
        })
    }

    fn steps(&mut self, tables: Vec<Fields>) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        for (position, fields) in tables.into_iter().enumerate() {
            let (span, place) = (fields.span(), fields.place().to_owned());
            if position >= STEPS_MAX {
                let what = format!("plus de {STEPS_MAX} courriers");
                self.source.fault(
                    span,
                    place,
                    what,
                    Some(format!("une invitation et {} relances au plus", STEPS_MAX - 1)),
                );
                break;
            }
            let Some(step) = self.step(fields, position == 0) else { continue };
            if steps.iter().any(|known| known.id == step.id) {
                let what = format!("deux courriers s’appellent « {} »", step.id);
                self.source.fault(span.clone(), place.clone(), what, Some("un nom à chacun".to_owned()));
            }
            if let Some(first) = steps.first().filter(|first| has_other_languages(first, &step)) {
                let wanted: Vec<&str> = first.texts.keys().map(|language| language.code()).collect();
                let what = "ce courrier n’a pas les mêmes langues que le premier".to_owned();
                self.source.fault(span, place, what, Some(wanted.join(", ")));
            }
            steps.push(step);
        }
        steps
    }

    fn step(&mut self, mut fields: Fields, is_first: bool) -> Option<Step> {
        let id = fields.text(self.source, "id");
        if let Some(id) = id.as_ref().filter(|id| !is_id(id.get_ref())) {
            let expected = format!("minuscules, chiffres et tirets, {ID_CHARS_MAX} caractères au plus");
            self.source.fault(id.span(), fields.at("id"), "nom refusé", Some(expected));
        }
        let after_days = match (is_first, fields.value("after_days").map(Spanned::span)) {
            (true, Some(span)) => {
                let expected = "rien : l’invitation part quand vous l’envoyez".to_owned();
                self.source.fault(span, fields.at("after_days"), "sans objet pour le premier courrier", Some(expected));
                Some(0)
            }
            (true, None) => Some(0),
            (false, _) => {
                fields.integer::<u32>(self.source, "after_days", 1..AFTER_DAYS_MAX + 1).map(Spanned::into_inner)
            }
        };
        let mut texts = BTreeMap::new();
        let written: Vec<Language> = Language::ALL.into_iter().filter(|one| fields.has(one.code())).collect();
        for language in &written {
            let table = fields.table(self.source, language.code());
            texts.extend(table.and_then(|table| self.letter(table)).map(|text| (*language, text)));
        }
        if written.is_empty() {
            let expected = "une table [steps.fr] avec subject et text".to_owned();
            self.source.fault(
                fields.span(),
                fields.place(),
                "ce courrier n’a de texte en aucune langue",
                Some(expected),
            );
        }
        fields.finish(self.source);
        Some(Step { id: id?.into_inner(), after_days: after_days?, texts })
    }

    fn letter(&mut self, mut fields: Fields) -> Option<LetterText> {
        let subject = self.body(&mut fields, "subject", SUBJECT_CHARS_MAX, |piece| !piece.is_address());
        let text = self.body(&mut fields, "text", TEXT_CHARS_MAX, |_| true);
        if let Some((_, span)) = text.as_ref().filter(|(text, _)| !text.contains("{link}")) {
            let expected = "{link}, seul dans son paragraphe pour en faire un bouton".to_owned();
            self.source.fault(span.clone(), fields.at("text"), "ce courrier ne dit pas où répondre", Some(expected));
        }
        let button = fields.optional(self.source, "button", Fields::text);
        fields.finish(self.source);
        let ((subject, _), (text, _)) = (subject?, text?);
        Some(LetterText { subject, text, button: button?.map(Spanned::into_inner) })
    }

    /// A text and its span, its placeholders checked one by one.
    fn body(
        &mut self,
        fields: &mut Fields,
        key: &'static str,
        chars_max: usize,
        may: impl Fn(Placeholder) -> bool,
    ) -> Option<(String, Range<usize>)> {
        let place = fields.at(key);
        let value = fields.value(key);
        let Some((text, span)) = value.and_then(|value| value.get_ref().as_str().map(|text| (text, value.span())))
        else {
            let span = value.map_or_else(|| fields.span(), Spanned::span);
            self.source.fault(span, place, "texte manquant", Some(format!("{key} = \"…\"")));
            return None;
        };
        let is_plain = !text.chars().any(|c| c.is_control() && (c != '\n' || key == "subject"));
        let fits = !text.trim().is_empty() && text.chars().count() <= chars_max;
        if !fits || !is_plain {
            let expected = format!("de 1 à {chars_max} caractères, sans caractère de commande");
            self.source.fault(span, place, "texte vide, trop long ou illisible", Some(expected));
            return None;
        }
        let (found, bad) = pieces(text);
        for piece in &bad {
            let expected = near_or_all(piece.given, Placeholder::ALL.iter().map(|one| one.as_str()));
            let what = format!("rien ne s’appelle « {{{}}} »", piece.given);
            self.source.fault(self.within(&span, text, piece.at), place.clone(), what, expected);
        }
        let misplaced = found.iter().any(|piece| matches!(piece, Piece::Filled(one) if !may(*one)));
        if misplaced {
            self.source.fault(
                span.clone(),
                place,
                "un objet ne porte pas d’adresse",
                Some("un nom, un titre, une date".to_owned()),
            );
        }
        (bad.is_empty() && !misplaced).then(|| (text.trim().to_owned(), span))
    }

    /// Where a brace stands in the file: the value's own text is looked for, the file may have written it otherwise.
    fn within(&self, span: &Range<usize>, text: &str, at: usize) -> Range<usize> {
        let nth = text.get(..at).map_or(0, |before| before.matches(['{', '}']).count());
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let start = raw.match_indices(['{', '}']).nth(nth).map_or(span.start, |(offset, _)| span.start + offset);
        start..start + 1
    }
}

fn address(fields: &mut Fields, source: &mut Source, key: &'static str) -> Option<String> {
    let text = fields.text(source, key)?;
    if let Err(bad) = Email::parse(text.get_ref()) {
        let expected = "une adresse comme enquete@exemple.fr".to_owned();
        source.fault(text.span(), fields.at(key), bad.to_string(), Some(expected));
        return None;
    }
    Some(text.into_inner())
}

/// `["08:30", "19:30"]`
fn hours(fields: &mut Fields, source: &mut Source, key: &'static str) -> Option<(NaiveTime, NaiveTime)> {
    let texts = fields.texts(source, key)?;
    let times: Vec<NaiveTime> =
        texts.iter().filter_map(|text| NaiveTime::parse_from_str(text.get_ref(), "%H:%M").ok()).collect();
    match *times.as_slice() {
        [from, to] if texts.len() == 2 && from < to => Some((from, to)),
        _ => {
            let span = texts.first().map_or_else(|| fields.span(), Spanned::span);
            let expected = "deux heures de Paris dans l’ordre, comme [\"08:30\", \"19:30\"]".to_owned();
            source.fault(span, fields.at(key), "heures refusées", Some(expected));
            None
        }
    }
}

fn days(fields: &mut Fields, source: &mut Source, key: &'static str) -> Option<Vec<Weekday>> {
    let texts = fields.texts(source, key)?;
    let mut days = Vec::new();
    for text in &texts {
        match DAYS.iter().find(|(name, _)| name == text.get_ref()) {
            Some((_, day)) => days.push(*day),
            None => {
                let expected = Some(DAYS.map(|(name, _)| name).join(", "));
                let what = format!("jour inconnu : « {} »", text.get_ref());
                source.fault(text.span(), fields.at(key), what, expected);
            }
        }
    }
    (days.len() == texts.len()).then_some(days)
}

/// Texts at fault are not there: that is told already.
fn has_other_languages(first: &Step, step: &Step) -> bool {
    let is_known = |one: &Step| !one.texts.is_empty();
    is_known(first) && is_known(step) && !first.texts.keys().eq(step.texts.keys())
}

fn is_id(id: &str) -> bool {
    let fits = !id.is_empty() && id.len() <= ID_CHARS_MAX;
    fits && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
