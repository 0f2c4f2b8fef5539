//! The fields of an entry on a page: each question with its answer in words. What somebody typed is text, and an address of
//! the web becomes a link that lends nothing to where it leads.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::app::loaded_wave::LoadedWave;
use crate::domain::answer::Answers;
use crate::domain::moderation::{self, Field, Readers};
use crate::domain::questionnaire::{Kind, Language, TextFormat};
use crate::web::html::typeset;
use crate::web::respond::wording::Wording;

/// An entry written out for these readers.
pub struct Written<'w> {
    wave: &'w LoadedWave,
    fields: Vec<Field<'w>>,
    /// What texts may repeat.
    told: Answers,
}

impl<'w> Written<'w> {
    pub fn of(wave: &'w LoadedWave, answers: &Answers, readers: Readers) -> Self {
        let (fields, told) = moderation::fields(&wave.questionnaire, answers, readers);
        Self { wave, fields, told }
    }

    pub fn title(&self) -> String {
        let plan = self.wave.spec.entry.as_ref();
        let title = plan.and_then(|plan| moderation::title(&self.fields, &plan.title));
        title.unwrap_or_else(|| "Fiche sans titre".to_owned())
    }

    /// The first long text: what a list says of it.
    pub fn summary(&self) -> Option<String> {
        let is_long = |field: &&Field| matches!(field.question.kind, Kind::Text { format: TextFormat::Paragraph, .. });
        self.fields.iter().find(is_long).map(|field| field.lines.join(" "))
    }

    /// Every field; the title stands above them already, unless somebody has to read it over as it was asked.
    pub fn list(&self, readers: Readers) -> Markup {
        let title = self.wave.spec.entry.as_ref().map(|plan| &plan.title);
        let is_repeated = |field: &&Field| readers == Readers::Public && Some(&field.question.id) == title;
        html! {
            dl.entry.card { @for field in self.fields.iter().filter(|field| !is_repeated(field)) { (self.field(field)) } }
        }
    }

    fn field(&self, field: &Field) -> Markup {
        let (questionnaire, texts) = (&self.wave.questionnaire, &self.wave.spec.texts);
        let wording = Wording { questionnaire, texts, answers: &self.told, language: Language::Fr };
        html! {
            dt {
                (wording.say(&field.question.text))
                @if field.is_private { " " span.tag.private { "privé, jamais publié" } }
            }
            dd {
                @if let [line] = field.lines.as_slice() { (said(field, line)) }
                @else if is_text(field) { @for line in &field.lines { p { (line) } } }
                @else { ul { @for line in &field.lines { li { (typeset(Cow::Borrowed(line))) } } } }
            }
        }
    }
}

fn is_text(field: &Field) -> bool {
    matches!(field.question.kind, Kind::Text { .. })
}

fn said(field: &Field, line: &str) -> Markup {
    let is_address = ["https://", "http://"].iter().any(|scheme| line.starts_with(scheme));
    let is_whole = !line.contains(char::is_whitespace);
    html! {
        @if is_text(field) && is_address && is_whole {
            a href=(line) rel="nofollow noopener noreferrer ugc" { (line) }
        } @else { (typeset(Cow::Borrowed(line))) }
    }
}
