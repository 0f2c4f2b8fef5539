//! The reviewer's version of a questionnaire: everything the file says, in words a person who does not read TOML can
//! check, as one page to print or as Markdown. The words around the texts are French, as everywhere.

mod choices;
mod html;
mod instructions;
mod markdown;
mod question;
mod rules;
#[cfg(test)]
mod tests;
mod text;
mod variables;

use crate::domain::questionnaire::{EndKind, Language, Question, Questionnaire, Role, Rotation, Section};
use choices::Choice;
use text::plain;

/// A questionnaire on its way to paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    title: String,
    language: Language,
    facts: Vec<(&'static str, String)>,
    notice: String,
    /// Sections that change places.
    orders: Vec<String>,
    sections: Vec<SectionSheet>,
    hidden: Vec<VariableSheet>,
    computed: Vec<VariableSheet>,
    /// What quotas, weights and breaks may use, and what decides each.
    profile: Vec<(String, String)>,
    ends: Vec<EndSheet>,
}

#[derive(Debug, Clone, PartialEq)]
struct SectionSheet {
    id: String,
    title: String,
    /// When it is shown, in what order.
    rules: Vec<String>,
    intro: Option<String>,
    questions: Vec<QuestionSheet>,
    checks: Vec<CheckSheet>,
}

#[derive(Debug, Clone, PartialEq)]
struct QuestionSheet {
    /// From 1, over the whole questionnaire.
    number: usize,
    id: String,
    marks: Vec<Mark>,
    text: String,
    help: Option<String>,
    /// How it is answered.
    instruction: String,
    rules: Vec<String>,
    rows: Vec<Choice>,
    /// What the choices are: the answers, or what stands for one.
    choices_are: &'static str,
    choices: Vec<Choice>,
    nets: Vec<String>,
    /// Where an answer leads: ends, jumps.
    ways: Vec<String>,
}

/// What a question is, in a word.
#[derive(Debug, Clone, PartialEq)]
struct Mark {
    label: String,
    /// Name of its style.
    kind: &'static str,
}

#[derive(Debug, Clone, PartialEq)]
struct CheckSheet {
    severity: &'static str,
    rule: String,
    message: String,
    question: String,
}

/// A variable nobody is asked.
#[derive(Debug, Clone, PartialEq)]
struct VariableSheet {
    id: String,
    label: String,
    rule: String,
    /// Code, label, and what gives it.
    categories: Vec<(String, String, String)>,
}

#[derive(Debug, Clone, PartialEq)]
struct EndSheet {
    id: String,
    on: &'static str,
    title: String,
    text: String,
}

impl Paper {
    /// The whole version, its texts in this language.
    pub fn of(q: &Questionnaire, language: Language) -> Self {
        let mut number = 0;
        let sections = q.sections.iter().map(|section| section_sheet(q, section, language, &mut number)).collect();
        Self {
            title: q.title.get(language).to_owned(),
            language,
            facts: facts(q),
            notice: plain(q.notice.get(language)),
            orders: q.orders.iter().map(|order| rules::order_of_sections(q, order, language)).collect(),
            sections,
            hidden: variables::hidden(q, language),
            computed: variables::computed(q, language),
            profile: variables::profile(q),
            ends: q.ends.iter().map(|end| end_sheet(end, language)).collect(),
        }
    }

    /// One self-contained page, with its own style for the screen and for paper.
    pub fn html(&self) -> String {
        html::write(self)
    }

    pub fn markdown(&self) -> String {
        markdown::write(self)
    }
}

fn facts(q: &Questionnaire) -> Vec<(&'static str, String)> {
    let count = |role: Role| q.questions().filter(|(_, question)| question.role == role).count();
    let roles = [
        (Role::Consent, "de consentement"),
        (Role::Profile, "de profil"),
        (Role::Opinion, "d’opinion"),
        (Role::Contact, "de contact"),
    ];
    let counted = roles.iter().map(|(role, word)| (count(*role), word)).filter(|(count, _)| *count > 0);
    let by_role: Vec<String> = counted.map(|(count, word)| format!("{count} {word}")).collect();
    let languages: Vec<&str> = q
        .languages
        .iter()
        .map(|language| match language {
            Language::Fr => "français",
            Language::En => "anglais",
        })
        .collect();
    let harmonised = q.questions().filter(|(_, question)| question.is_harmonised).count();
    let mut facts = vec![
        ("Étude", q.study.to_string()),
        ("Version", q.version.to_string()),
        ("Durée annoncée", format!("{} minutes", q.minutes)),
        ("Langues", languages.join(", ")),
        ("Questions", format!("{} ({})", q.questions().count(), by_role.join(", "))),
    ];
    if harmonised > 0 {
        facts.push(("Harmonisées", format!("{harmonised}, prises dans la banque de questions")));
    }
    facts.push(("Empreinte", q.digest().hex()));
    facts
}

fn section_sheet(q: &Questionnaire, section: &Section, language: Language, number: &mut usize) -> SectionSheet {
    let mut rules: Vec<String> = section.show_if.iter().map(|show_if| rules::shown("Montrée", q, show_if)).collect();
    rules.extend(rules::rotation(section.rotation, "les questions"));
    let mut sheet = |question: &Question| {
        *number += 1;
        question::sheet(q, question, language, *number)
    };
    SectionSheet {
        id: section.id.to_string(),
        title: section.title.get(language).to_owned(),
        rules,
        intro: section.intro.as_ref().map(|intro| plain(intro.get(language))),
        questions: section.questions.iter().map(&mut sheet).collect(),
        checks: section.checks.iter().map(|check| rules::check(q, check, language)).collect(),
    }
}

fn end_sheet(end: &crate::domain::questionnaire::EndPage, language: Language) -> EndSheet {
    let on = match end.on {
        EndKind::Completed => "questionnaire terminé",
        EndKind::ScreenedOut => "hors de la cible",
        EndKind::Refused => "consentement non donné",
    };
    let text = |text: &crate::domain::questionnaire::Text| plain(text.get(language));
    EndSheet { id: end.id.to_string(), on, title: text(&end.title), text: text(&end.text) }
}

/// In what order things are shown, when it is not that of the file.
fn rotation_words(rotation: Rotation) -> Option<&'static str> {
    match rotation {
        Rotation::None => None,
        Rotation::Random => Some("dans un ordre tiré au sort"),
        Rotation::ReverseHalf => Some("à l’endroit pour une moitié, à l’envers pour l’autre"),
        Rotation::Rotate => Some("dans le même ordre circulaire, à partir d’un début tiré au sort"),
    }
}
