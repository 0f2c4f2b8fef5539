//! One answer through the audiences: a bar each, with its wave, its base and the context of the question. Never averaged.

use maud::{Markup, html};

use crate::domain::published::{Across, Comparability, Line, LineValue};
use crate::web::html::count;
use crate::web::results::comparisons::{Computed, Sources, computed};
use crate::web::results::dates::wave_words;
use crate::web::results::profiles::figure::CAREFUL_BASE;
use crate::web::results::{history, table_bar};

pub(super) fn view(sources: &Sources<'_>) -> Markup {
    let labels = &sources.published.labels;
    html! {
        section aria-labelledby="publics" {
            h2 #publics { "D’un public à l’autre" }
            @for across in sources.published.across() {
                @if let Some(first) = across.lines.first() {
                    div.card {
                        h3 { (history::set(labels.question(first.printed.question.as_str()))) "\u{a0}: «\u{a0}" (history::name(first, labels)) "\u{a0}»" }
                        p.small.muted { "Côte à côte\u{a0}: chaque public a sa vague, sa base et le contexte de sa question. Aucune moyenne ne les réunit." }
                        (bars(sources, &across))
                    }
                }
            }
        }
    }
}

fn bars(sources: &Sources<'_>, across: &Across<'_>) -> Markup {
    let labels = &sources.published.labels;
    let context = |line: &Line<'_>| labels.variant(line.printed.question.as_str(), &line.printed.slug());
    let has_contexts = across.lines.iter().any(|line| context(line).is_some());
    html! {
        div.scroll role="group" aria-label="Chaque public" tabindex="0" {
            table.figures.across {
                thead { tr {
                    th scope="col" { "Public" } th.num scope="col" { "%" } th scope="col" { span.hidden-text { "Graphique" } }
                    th scope="col" { "Vague" } th scope="col" { "Base" }
                    @if has_contexts { th scope="col" { "Contexte de la question" } }
                } }
                tbody {
                    @for line in &across.lines {
                        tr {
                            th scope="row" {
                                a href={ "/resultats/audiences/" (line.printed.audience) } { (labels.audience(&line.printed.audience)) }
                            }
                            td.num.big { (history::value(line.value)) }
                            td.drawn { @if let LineValue::Percent(percent) = line.value { (table_bar(percent, true)) } }
                            td { (wave_words(&line.printed.wave)) br; (status(line)) }
                            td.small { (base(line)) }
                            @if has_contexts { td.small { @match context(line) { Some(words) => (history::set(words)), None => "–" } } }
                        }
                        @for one in computed(sources, line).iter().filter(|one| one.content.wave.key.starts_with(&line.printed.wave)) {
                            (computed_row(one, has_contexts))
                        }
                    }
                }
            }
        }
    }
}

fn computed_row(one: &Computed<'_>, has_contexts: bool) -> Markup {
    html! {
        tr.part {
            th scope="row" {
                "la même vague, " a href=(one.address) { "calculée ici" }
            }
            td.num { (history::value(one.value)) }
            td.drawn { @if let LineValue::Percent(percent) = one.value { (table_bar(percent, false)) } }
            td { (computed_tags(one)) }
            td.small { (count(one.base_n.into())) br; "de " (one.low) " à " (one.high) "\u{a0}%" }
            @if has_contexts { td {} }
        }
    }
}

pub(super) fn computed_tags(one: &Computed<'_>) -> Markup {
    html! {
        span.tag.sim { @if one.content.is_simulated { "données simulées" } @else { "calculé ici" } }
    }
}

pub(super) fn status(line: &Line<'_>) -> Markup {
    html! {
        @match line.printed.comparability {
            Comparability::Conflict => span.tag.sim { "conflit entre sources" },
            Comparability::Presumed => span.tag.sim { "rapprochement présumé" },
            Comparability::Identical | Comparability::Single => span.tag { "publié" },
        }
    }
}

pub(super) fn base(line: &Line<'_>) -> Markup {
    html! {
        @match line.printed.base_n {
            Some(base) => {
                (count(base.into()))
                @if base < CAREFUL_BASE { br; strong { "base faible" } }
            }
            None => span.muted { "non publiée" },
        }
    }
}
