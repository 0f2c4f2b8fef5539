//! The sheet itself, from the template of `release::profile`: a page of it, and the same as a file that stands alone.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::app::read_release::StoredRelease;
use crate::domain::questionnaire::Language;
use crate::domain::release::profile::{self, Group, PARTS, ProfileLine, ProfileQuestion};
use crate::domain::release::territory::Region;
use crate::domain::wave::paris;
use crate::web::assets;
use crate::web::html::{count, shown};
use crate::web::results::profiles::figure::{CAREFUL_BASE, bar, difference, interval, sign, written};

/// Whom the sheet is of.
#[derive(Clone, Copy)]
pub(super) struct Subject<'s> {
    pub title: &'s str,
    pub group: Group<'s>,
    /// None of the whole.
    pub region: Option<&'s Region<'s>>,
}

impl Subject<'_> {
    fn is_whole(&self) -> bool {
        matches!(self.group, Group::Whole)
    }
}

pub(super) fn view(stored: &StoredRelease, subject: Subject<'_>) -> Markup {
    let content = stored.released.content();
    html! {
        article.fiche {
            header.fiche-head {
                p.fiche-kind { "Fiche Repère" }
                h1 { (subject.title) }
                p.fiche-wave { (content.wave.title) ", " "terrain " (content.period(Language::Fr)) }
                (base(stored, subject))
            }
            @for (number, (title, questions)) in PARTS.iter().enumerate() {
                (part(number, title, &profile::part(content, subject.group, questions), subject))
            }
            (foot(stored, subject))
        }
    }
}

fn base(stored: &StoredRelease, subject: Subject<'_>) -> Markup {
    let content = stored.released.content();
    let told = subject.region.and_then(|region| region.base);
    let (n, is_rough) = told.map_or((content.base_n, false), |base| (base.base_n, base.is_rough));
    html! {
        p.fiche-base {
            strong { @if is_rough { "environ " } (count(n.into())) " personnes interrogées" }
            @if !subject.is_whole() { " sur " (count(content.base_n.into())) }
            ", du " (paris::day_words(content.wave.fieldwork_start)) " au " (paris::day_words(content.wave.fieldwork_end))
            " · " (content.wave.universe)
            @if content.is_simulated { " · " span.tag.sim { "données simulées" } }
            @if n < CAREFUL_BASE { " · " strong { "base faible, à lire avec prudence" } }
        }
    }
}

fn part(number: usize, title: &str, questions: &[ProfileQuestion<'_>], subject: Subject<'_>) -> Markup {
    html! {
        @if !questions.is_empty() {
            section aria-labelledby={ "partie-" (number + 1) } {
                h2 id={ "partie-" (number + 1) } { (title) }
                table.fiche-lines {
                    caption.hidden-text { (title) @if !subject.is_whole() { ", " (subject.title) " et ensemble" } }
                    thead { tr {
                        th scope="col" { span.hidden-text { "Question et réponse" } }
                        th.num scope="col" { @if subject.is_whole() { "Ensemble" } @else { "Région" } }
                        th.drawn scope="col" { span.hidden-text { "Graphique" } }
                        @if !subject.is_whole() { th.num scope="col" { "Ensemble" } th.num scope="col" { "Écart" } }
                    } }
                    @for question in questions { (question_rows(question, subject)) }
                }
            }
        }
    }
}

fn question_rows(question: &ProfileQuestion<'_>, subject: Subject<'_>) -> Markup {
    let columns = if subject.is_whole() { 3 } else { 5 };
    html! {
        tbody {
            tr.fiche-question {
                // No heading of cells: it has a line of its own, and none of figures.
                td colspan=(columns) {
                    (shown(question.text, &BTreeMap::new()))
                    @if question.left_out > 0 { span.muted { (first_of(question.lines.len())) } }
                }
            }
            @for line in &question.lines { (row(line, subject)) }
        }
    }
}

/// That a list is cut, and by whose order.
fn first_of(lines: usize) -> String {
    if lines == 1 {
        " · la première de l’ensemble".to_owned()
    } else {
        format!(" · les {lines} premières de l’ensemble")
    }
}

fn row(line: &ProfileLine<'_>, subject: Subject<'_>) -> Markup {
    html! {
        tr {
            th scope="row" { @if line.is_of_which { span.muted { "dont " } } (shown(line.label, &BTreeMap::new())) }
            @match line.here {
                Some(here) => {
                    td.num { strong { (written(line.unit, here.value)) } " " span.fiche-interval { "(" (interval(line.unit, here)) ")" } }
                    td.drawn { (bar(line)) }
                }
                None => td.masked colspan="2" { "non diffusé\u{a0}: trop peu de réponses" },
            }
            @if !subject.is_whole() {
                td.num { @match line.whole { Some(whole) => (written(line.unit, whole.value)), None => "–" } }
                td.num { @match difference(line) { Some(text) => { (text) " " (sign(line.rest)) }, None => "–" } }
            }
        }
    }
}

/// What is needed to judge and to cite it.
fn foot(stored: &StoredRelease, subject: Subject<'_>) -> Markup {
    let content = stored.released.content();
    html! {
        footer.fiche-foot {
            p {
                "Entre parenthèses, l’intervalle à 95\u{a0}%."
                @if !subject.is_whole() {
                    " Le trait est l’ensemble. ▲\u{a0}▼\u{a0}: plus haut, plus bas que le reste de l’échantillon, au seuil de 5\u{a0}% corrigé du nombre de régions (Holm)\u{a0}; sans signe, \
                     l’écart peut venir du hasard. Les notes moyennes n’ont pas de signe."
                }
            }
            p {
                "Mention à reproduire\u{a0}: «\u{a0}" (content.mention(stored.is_consultation)) "\u{a0}»"
                ", " (content.parties.scientific_lead) ", direction scientifique. Publication nº " (stored.number) ", empreinte "
                code { (stored.digest.hex().get(..16).unwrap_or_default()) } ", /resultats/" (content.wave.slug) "."
            }
            @if !content.wave.questionnaire_notice.is_empty() { p { (shown(&content.wave.questionnaire_notice, &BTreeMap::new())) } }
        }
    }
}

/// A file that needs no other, its style within.
pub(super) fn alone(title: &str, is_simulated: bool, content: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="fr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(assets::style_text())) }
            }
            body {
                @if is_simulated { aside.simulated aria-label="Données simulées" { p { strong { "Données simulées" } } } }
                main.wide { (content) }
            }
        }
    };
    page.into_string()
}
