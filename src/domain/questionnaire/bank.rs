//! Harmonised questions: read once from the bank, taken by several questionnaires without a change in their words.

use std::collections::BTreeMap;

use super::carry::{Earlier, carried, read_carry};
use super::computed::{decimals_given, read_computed};
use super::fields::Fields;
use super::library::Library;
use super::options::{Scales, keep_languages, read_scales};
use super::parse::{FILE_BYTES_MAX, read_languages};
use super::question::{MANDATORY, ORIGINS, ROLES, read_draw, read_exits, read_question, read_skips};
use super::reading::Reading;
use super::{Computed, Origin, Question, Rotation, Text, lint, placeholder};
use crate::domain::fault::{Fault, near_or};
use crate::domain::id::QuestionId;

/// Most questions, and most variables, in a file of the bank.
pub const BANK_QUESTIONS_MAX: usize = 300;
const VARIANTS_MAX: usize = 20;
/// What makes a question the one it is: taken from the bank, it is not said again.
pub(super) const FIXED: [&str; 30] = [
    "id",
    "text",
    "help",
    "type",
    "options",
    "scale",
    "list",
    "items",
    "nets",
    "min",
    "max",
    "unit",
    "decimals",
    "total",
    "from",
    "to",
    "low",
    "high",
    "display",
    "rotation",
    "ticks_min",
    "ticks_max",
    "ranks_min",
    "ranks_max",
    "format",
    "chars_max",
    "precision",
    "partial",
    "nomenclature",
    "keep",
];

/// A question with the contexts it may be asked in.
#[derive(Debug, Clone)]
pub(super) struct BankQuestion {
    question: Question,
    variants: BTreeMap<String, Variant>,
}

/// What a context writes between the braces of the question.
#[derive(Debug, Clone)]
struct Variant {
    origin: Option<Origin>,
    fills: BTreeMap<String, Text>,
}

impl BankQuestion {
    pub fn earlier(&self) -> Earlier {
        Earlier::of(&self.question)
    }
}

/// A file of the bank being read.
pub(super) struct BankFile<'a> {
    pub reading: Reading<'a>,
    fields: Option<Fields<'a>>,
}

impl<'a> BankFile<'a> {
    pub fn open(name: &'a str, text: &'a str, library: &'a Library) -> Self {
        let mut reading = Reading::new(name, text, library);
        let mut fields = reading.document(FILE_BYTES_MAX).map(|document| Fields::new(document, ""));
        if let Some(fields) = &mut fields {
            fields.required_integer(&mut reading, "format", 1..1);
            reading.languages = read_languages(&mut reading, fields);
            // Who keeps the file may say where its questions come from; nobody shows it.
            fields.optional_text(&mut reading, "notice");
        }
        Self { reading, fields }
    }

    pub fn read_scales(&mut self, all: &mut Scales) {
        let Some(fields) = &mut self.fields else { return };
        self.reading.scales = read_scales(&mut self.reading, fields);
        for (name, scale) in &self.reading.scales {
            if all.insert(name.clone(), scale.clone()).is_some() {
                let place = format!("scales.{name}");
                self.reading.source.fault_whole(place, "liste déjà dans un autre fichier de la banque", None);
            }
        }
    }

    pub fn read_questions(&mut self, all: &mut BTreeMap<QuestionId, BankQuestion>) {
        let Some(fields) = &mut self.fields else { return };
        for fields in fields.list(&mut self.reading, "questions", BANK_QUESTIONS_MAX) {
            let Some(found) = read_bank_question(&mut self.reading, fields) else { continue };
            let id = found.question.id.clone();
            self.reading.earlier.insert(id.clone(), found.earlier());
            if all.insert(id.clone(), found).is_some() {
                let expected = Some("un autre id".to_owned());
                self.reading.fault_at(id.as_str(), "identifiant déjà pris dans la banque", expected);
            }
        }
    }

    pub fn read_computed(&mut self, all: &mut BTreeMap<QuestionId, Computed>) {
        let Some(mut fields) = self.fields.take() else { return };
        for mut fields in fields.list(&mut self.reading, "computed", BANK_QUESTIONS_MAX) {
            let computed = read_computed(&mut self.reading, &mut fields);
            fields.close(&mut self.reading);
            let Some(computed) = computed else { continue };
            let id = computed.id.clone();
            let decimals = decimals_given(&computed);
            let earlier = Earlier { offered: None, order_key: id.to_string(), decimals, nomenclature: None };
            self.reading.earlier.entry(id.clone()).or_insert(earlier);
            if all.insert(id.clone(), computed).is_some() || self.reading.neighbours.questions.contains_key(&id) {
                let expected = Some("un autre id".to_owned());
                self.reading.fault_at(id.as_str(), "identifiant déjà pris dans la banque", expected);
            }
        }
        fields.close(&mut self.reading);
    }

    pub fn into_faults(self) -> Vec<Fault> {
        self.reading.into_faults()
    }
}

fn read_bank_question(reading: &mut Reading, mut fields: Fields) -> Option<BankQuestion> {
    reading.is_complete = true;
    let question = read_question(reading, &mut fields);
    let mut variants = BTreeMap::new();
    for (name, table) in fields.named(reading, "variants") {
        if variants.len() == VARIANTS_MAX {
            reading.fault(name.span(), &table.place, "trop de variantes", Some(format!("{VARIANTS_MAX} au plus")));
        }
        variants.insert(name.into_inner(), read_variant(reading, table, question.as_ref()));
    }
    fields.close(reading);
    let question = question?;
    // Where something could not be read, checking what is left of it would tell it twice.
    if reading.is_complete {
        lint::check_question(reading, &question);
    }
    Some(BankQuestion { question, variants })
}

fn read_variant(reading: &mut Reading, mut fields: Fields, question: Option<&Question>) -> Variant {
    let origin = fields.has("origin").then(|| fields.choice(reading, "origin", &ORIGINS, None)).flatten();
    Variant { origin, fills: read_fills(reading, fields, question) }
}

/// Texts by the name of the placeholder they replace.
fn read_fills(reading: &mut Reading, mut fields: Fields, question: Option<&Question>) -> BTreeMap<String, Text> {
    let mut fills = BTreeMap::new();
    let known: Vec<String> = question.map(placeholders).unwrap_or_default();
    for key in fields.left() {
        let Some(text) = fields.free_text(reading, key.get_ref()) else { continue };
        if question.is_some() && !known.contains(key.get_ref()) {
            let what = format!("aucun texte de la question ne contient {{{}}}", key.get_ref());
            let expected = match known.is_empty() {
                true => "une accolade dans le texte de la question, comme {contexte}".to_owned(),
                false => known.join(", "),
            };
            reading.fault(key.span(), &fields.place, what, Some(expected));
        }
        fills.insert(key.into_inner(), text);
    }
    fills
}

fn placeholders(question: &Question) -> Vec<String> {
    let texts = question.texts().flat_map(|text| text.0.values());
    texts.flat_map(|text| placeholder::wave_names(text)).map(str::to_owned).collect()
}

/// `[[sections.questions]] bank = "…"`: the question of the bank, asked under the conditions of this questionnaire.
pub(super) fn read_use(reading: &mut Reading, mut fields: Fields) -> Option<Question> {
    let id = fields.name(reading, "bank", QuestionId::parse)?;
    fields.place = id.to_string();
    reading.note_place(&fields);
    let library = reading.neighbours;
    let Some(found) = library.questions.get(&id) else {
        let known = library.questions.keys().map(QuestionId::as_str);
        let expected = near_or(id.as_str(), known, || "une question [[questions]] d'un fichier de bank/".to_owned());
        reading.fault_at(id.as_str(), format!("la banque n'a pas de question {id}"), expected);
        return None;
    };
    let mut question = Question { is_harmonised: true, ..found.question.clone() };
    read_context(reading, &mut fields, found, &mut question);
    let languages = reading.languages.clone();
    if let Some(absent) = keep_languages(question.texts_mut(), &languages) {
        let what = format!("{id} n'est pas traduite dans la banque : {}", absent.code());
        reading.fault_at(id.as_str(), what, None);
    }
    read_overrides(reading, &mut fields, &mut question);
    for key in fields.left() {
        if let Some(fixed) = FIXED.into_iter().find(|fixed| fixed == key.get_ref()) {
            let what = format!("{fixed} ne se change pas : ce ne serait plus la question harmonisée");
            let expected = Some("une question à part, avec un autre id, ou la question telle quelle".to_owned());
            reading.fault(key.span(), id.as_str(), what, expected);
            fields.take(fixed);
        }
    }
    fields.close(reading);
    Some(question)
}

/// Fills the braces: those of the variant, then those the questionnaire writes itself.
fn read_context(reading: &mut Reading, fields: &mut Fields, found: &BankQuestion, question: &mut Question) {
    let names: Vec<&str> = found.variants.keys().map(String::as_str).collect();
    let wanted = fields.optional_string(reading, "variant");
    let own = fields.sub(reading, "texts").map(|texts| read_fills(reading, texts, Some(&found.question)));
    match &wanted {
        Some(name) => match found.variants.get(name.get_ref()) {
            Some(variant) => {
                fill(question, &variant.fills);
                question.origin = variant.origin.unwrap_or(question.origin);
                question.variant = Some(name.get_ref().clone());
            }
            None => {
                let what = format!("variante inconnue : {}", name.get_ref());
                let expected = if names.is_empty() { "aucune variante".to_owned() } else { names.join(", ") };
                reading.fault(name.span(), &fields.at("variant"), what, Some(expected));
            }
        },
        None if !names.is_empty() && own.is_none() => {
            let expected = format!("variant = \"…\" : {}", names.join(", "));
            reading.fault(fields.span(), &fields.place, "la variante manque", Some(expected));
        }
        None => {}
    }
    fill(question, &own.unwrap_or_default());
}

fn fill(question: &mut Question, fills: &BTreeMap<String, Text>) {
    for text in question.texts_mut() {
        for (language, wording) in &mut text.0 {
            for (name, value) in fills {
                if let Some(value) = value.0.get(language) {
                    *wording = placeholder::filled(wording, name, value);
                }
            }
        }
    }
}

/// What a questionnaire decides: for whom, where an answer leads, whether it may be left out.
fn read_overrides(reading: &mut Reading, fields: &mut Fields, question: &mut Question) {
    question.role = fields.choice(reading, "role", &ROLES, Some(question.role)).unwrap_or(question.role);
    question.origin = fields.choice(reading, "origin", &ORIGINS, Some(question.origin)).unwrap_or(question.origin);
    let mandatory = fields.choice(reading, "mandatory", &MANDATORY, Some(question.mandatory));
    question.mandatory = mandatory.unwrap_or(question.mandatory);
    if fields.has("show_if") {
        question.show_if = fields.condition(reading, "show_if");
    }
    if fields.has("exits") {
        question.exits = read_exits(reading, fields);
    }
    if fields.has("skips") {
        question.skips = read_skips(reading, fields);
    }
    if fields.has("draw") {
        question.draw = read_draw(reading, fields);
    }
    let Some(carry) = read_carry(reading, fields) else { return };
    // Its options stay its own: those the other question has too follow its answer.
    let (_, key) = carried(reading, &carry, &fields.place);
    if question.kind.rotation() != Rotation::None {
        question.order_as = key.or(question.order_as.take());
    }
    question.carry = Some(carry);
}
