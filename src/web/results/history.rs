//! Figures published before this service, study by study: what each source printed, with its marks. Nothing is drawn: a
//! bar or a curve would set side by side what was never asked alike.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::App;
use crate::domain::published::{
    Comparability, Labels, Line, LineValue, Metric, Printed, Published, QuestionLines, StudyLines, WaveLines,
};
use crate::web::html::{Nav, Shell, count, decimal, shell, typeset};
use crate::web::reply::{self, Reply};
use crate::web::results::compared;

pub async fn show(app: web::Data<App>) -> Reply {
    Ok(reply::page(StatusCode::OK, view(app.read_published()?)))
}

fn view(published: &Published) -> Markup {
    let studies = published.by_study();
    let content = html! {
        p.muted { a href="/resultats" { "Résultats" } " · chiffres publiés" }
        h1 { "Chiffres déjà publiés" }
        p.lead {
            "Ce que des publications ont imprimé des études de la série depuis 2008, tel quel. Aucune réponse n’est derrière ces \
             chiffres\u{a0}; ils ne sont ni recalculés, ni additionnés, ni joints d’une vague à l’autre."
        }
        (marks())
        nav aria-label="Études" {
            ul { @for study in &studies { li { a href={ "#" (study.study) } { (published.labels.study(study.study.as_str())) } } } }
        }
        @for study in &studies { (study_card(study, &published.labels)) }
        (compared::view(published))
        p.small.muted {
            "Deux chiffres ne se comparent que si la question, le public et le contexte sont les mêmes. Les mêmes données en "
            a href="/api/v1/published" { "JSON" } "."
        }
    };
    shell(&Shell::new("Chiffres déjà publiés", Nav::Public), &content)
}

/// What the marks mean, before the first of them.
fn marks() -> Markup {
    html! {
        dl.facts.small {
            dt { (tag("conflit entre sources")) } dd { "les sources ne s’accordent pas\u{a0}: toutes sont montrées, sans choisir entre elles" }
            dt { (tag("calculé")) } dd { "déduit de deux chiffres publiés, jamais publié lui-même" }
            dt { (tag("rapprochement présumé")) } dd { "la vague ou la série est déduite, la source ne la nomme pas" }
        }
    }
}

fn study_card(study: &StudyLines, labels: &Labels) -> Markup {
    html! {
        section.card id=(study.study) aria-labelledby={ "titre-" (study.study) } {
            h2 id={ "titre-" (study.study) } { (labels.study(study.study.as_str())) }
            @for wave in &study.waves {
                h3 { "Vague " (wave.wave) }
                @for (at, question) in wave.questions.iter().enumerate() {
                    (question_list(question, labels, &address(study, wave, at)))
                }
            }
        }
    }
}

/// `impact-citoyens-2019-10-JC_UTILITE`; a question put to several publics has a number from the second on.
fn address(study: &StudyLines<'_>, wave: &WaveLines<'_>, at: usize) -> String {
    let id = |place: usize| wave.questions.get(place).map(|question| question.printed.question.as_str());
    let before = (0..at).filter(|place| id(*place) == id(at)).count();
    let address = [study.study.as_str(), wave.wave, id(at).unwrap_or_default()].join("-");
    if before == 0 { address } else { format!("{address}-{}", before + 1) }
}

/// The heading bears an address: what a source printed is cited by it.
fn question_list(question: &QuestionLines, labels: &Labels, address: &str) -> Markup {
    let printed = question.printed;
    html! {
        h4 id=(address) { a href={ "#" (address) } { (set(labels.question(printed.question.as_str()))) } }
        p.small.muted { code { (printed.question) } " · " (population(printed, labels)) }
        // A list and not a table: on a phone the sources stand under their figure.
        ul.history { @for line in &question.lines { (line_item(line, labels)) } }
    }
}

/// Who was asked, and about which part of the universe.
pub(super) fn population(printed: &Printed, labels: &Labels) -> String {
    let mut text = labels.audience(&printed.audience).to_owned();
    if let Some(part) = &printed.subpopulation {
        text.push_str(", ");
        text.push_str(labels.subpopulation(part));
    }
    text
}

fn line_item(line: &Line, labels: &Labels) -> Markup {
    let printed = line.printed;
    html! {
        li class=(if line.is_part { "line part" } else { "line" }) {
            span { @if line.is_part { span.muted { "dont " } } (set(&name(line, labels))) "\u{a0}: " }
            strong.num { (value(line.value)) }
            span.small {
                @for mark in line_marks(line) { (tag(mark)) " " }
                @if let LineValue::DerivedPercent(_) = line.value {
                    "Le sous-total publié moins la part publiée."
                } @else {
                    (source(printed))
                    @if let Some(base) = printed.base_n { " · base\u{a0}: " (count(base.into())) }
                    @if let Some(note) = &printed.note { span.muted { " · " (set(note)) } }
                }
            }
        }
    }
}

/// The row of the grid, then the option or net; a mean of one question has neither.
pub(super) fn name(line: &Line, labels: &Labels) -> String {
    let question = line.printed.question.as_str();
    let item = line.printed.item.as_ref().map(|item| labels.item(question, item.as_str()));
    let code = line.code.map(|code| labels.code(question, code));
    match (item, code) {
        (Some(item), Some(code)) => format!("{item}\u{a0}: {}", code.to_lowercase()),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "En moyenne".to_owned(),
    }
}

pub(super) fn value(value: LineValue) -> String {
    match value {
        LineValue::Percent(percent) | LineValue::DerivedPercent(percent) => format!("{percent}\u{a0}%"),
        LineValue::Mean { metric, tenths } => {
            let mean = decimal(f64::from(tenths) / 10.0);
            match metric {
                Metric::MeanOfTen => format!("{mean}\u{a0}/\u{a0}10"),
                Metric::MeanCount => mean,
            }
        }
    }
}

fn line_marks(line: &Line) -> Vec<&'static str> {
    let mut marks = Vec::new();
    if matches!(line.value, LineValue::DerivedPercent(_)) {
        marks.push("calculé");
        return marks;
    }
    match line.printed.comparability {
        Comparability::Conflict => marks.push("conflit entre sources"),
        Comparability::Presumed => marks.push("rapprochement présumé"),
        Comparability::Identical | Comparability::Single => {}
    }
    marks
}

/// French punctuation kept with its word.
pub(super) fn set(text: &str) -> Cow<'_, str> {
    typeset(Cow::Borrowed(text))
}

fn tag(text: &str) -> Markup {
    html! { span.tag.sim { (text) } }
}

/// The site's name as the words of the link: the whole address would not fit a phone.
fn source(printed: &Printed) -> Markup {
    let site = printed.source.split('/').nth(2).unwrap_or(&printed.source).trim_start_matches("www.");
    html! {
        @if printed.is_address() {
            a href=(printed.source) rel="noreferrer external" { (site) }
        } @else {
            (set(&printed.source))
        }
    }
}
