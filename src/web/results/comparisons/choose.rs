//! Two published figures of the reader's choice, with what may be said of them together; then the comparisons most often
//! made by mistake, each refused by the same rule.

use std::collections::BTreeSet;

use maud::{Markup, html};
use serde::Deserialize;

use crate::domain::compare::Verdict;
use crate::domain::published::{Line, Published};
use crate::web::html::typeset;
use crate::web::results::comparisons::across::{base, status};
use crate::web::results::comparisons::{Sources, named};
use crate::web::results::{compared, history};

/// Keys of two figures.
#[derive(Debug, Deserialize)]
pub struct Asked {
    a: Option<String>,
    b: Option<String>,
}

/// What is set side by side by mistake in texts about the studies, by keys, and what it is taken for.
const MISTAKES: [(&str, [&str; 2]); 5] = [
    (
        "84 puis 83 % des entreprises, comme un recul d’un point",
        ["impact-entreprises-2020-06/JC_UTILITE/st_utile", "impact-entreprises-2021-09/JC_UTILITE/st_utile"],
    ),
    (
        "84 puis 69 % des Français, dans une même courbe",
        ["arpea-citoyens-2012/PART_URGENCE/st_oui", "phare-citoyens-2015-09/PART_INNOV/st_oui"],
    ),
    (
        "74 puis 81 % des Français, dans une même courbe",
        ["impact-citoyens-2019-10/PART_INNOV/st_oui", "urgence-covid-citoyens-2020-05/JC_UTILITE/st_utile"],
    ),
    (
        "97 et 98 % des associations, comme un seul chiffre",
        [
            "impact-associations-territoires-2021-09/JC_UTILITE/st_utile",
            "impact-associations-territoires-2021-09/PART_EXISTE/oui/associations employeuses",
        ],
    ),
    (
        "la sécurité, 6,6 ou 7,0 en 2015, puis 6,0",
        ["phare-citoyens-2015-09/FRAG.securite/moyenne", "impact-citoyens-2019-10/FRAG.securite/moyenne"],
    ),
];

pub(super) fn view(sources: &Sources<'_>, asked: &Asked) -> Markup {
    let published = sources.published;
    let chosen = |key: &Option<String>| key.as_deref().and_then(|key| published.line(key));
    let (first, second) = (chosen(&asked.a), chosen(&asked.b));
    let mistakes: Vec<(&str, Line, Line)> =
        MISTAKES.iter().filter_map(|(words, [a, b])| Some((*words, published.line(a)?, published.line(b)?))).collect();
    html! {
        section.card aria-labelledby="choisir" {
            h2 #choisir { "Comparer deux chiffres" }
            form.choose method="get" action="/resultats/comparaisons#choisir" {
                (select("a", "Le premier", sources, first.as_ref()))
                (select("b", "Le second", sources, second.as_ref()))
                p { button type="submit" { "Comparer" } }
            }
            @if let (Some(first), Some(second)) = (&first, &second) { (verdict(sources, first, second)) }
            @else if asked.a.is_some() || asked.b.is_some() { p.masked { "Choisissez deux chiffres de la liste." } }
        }
        section aria-labelledby="refus" {
            h2 #refus { "Ce qui ne se compare pas" }
            p.small.muted { "Des rapprochements lus ici ou là, et pourquoi ils sont refusés." }
            @for (words, first, second) in &mistakes {
                @if let Verdict::Forbidden(why) = published.verdict(first, second) {
                    div.refusal {
                        p { strong { (typeset((*words).into())) } }
                        p.why { (typeset(why.to_string().into())) "." }
                        p.small.muted { (typeset(named(first, &published.labels).into())) "\u{a0}: " (values(published, first)) " · " (typeset(named(second, &published.labels).into())) "\u{a0}: " (values(published, second)) }
                    }
                }
            }
        }
    }
}

/// What was printed of it: every value, where sources disagree.
fn values(published: &Published, line: &Line<'_>) -> String {
    if !line.is_in_conflict() {
        return history::value(line.value);
    }
    let key = line.key();
    let printed = published.lines().into_iter().filter(|other| other.key() == key);
    printed.map(|other| history::value(other.value)).collect::<Vec<_>>().join(" ou ")
}

/// Every printed figure, by question: those that compare stand together, sources that disagree are one choice.
fn select(name: &str, label: &str, sources: &Sources<'_>, chosen: Option<&Line<'_>>) -> Markup {
    let labels = &sources.published.labels;
    let mut lines = sources.published.lines();
    lines.sort_by(|a, b| a.printed.question.cmp(&b.printed.question).then_with(|| a.printed.wave.cmp(&b.printed.wave)));
    let mut keys = BTreeSet::new();
    lines.retain(|line| keys.insert(line.key()));
    let key = chosen.map(Line::key);
    html! {
        div {
            label.field for={ "choix-" (name) } { (label) }
            select id={ "choix-" (name) } name=(name) {
                @for group in lines.chunk_by(|a, b| a.printed.question == b.printed.question) {
                    @if let Some(first) = group.first() {
                        optgroup label=(labels.question(first.printed.question.as_str())) {
                            @for line in group { (option(sources.published, line, key.as_deref())) }
                        }
                    }
                }
            }
        }
    }
}

fn option(published: &Published, line: &Line<'_>, chosen: Option<&str>) -> Markup {
    let key = line.key();
    html! {
        option value=(key) selected[chosen == Some(key.as_str())] { (values(published, line)) " – " (named(line, &published.labels)) }
    }
}

fn verdict(sources: &Sources<'_>, first: &Line<'_>, second: &Line<'_>) -> Markup {
    let (first, second) = if second.printed.wave < first.printed.wave { (second, first) } else { (first, second) };
    html! {
        div {
            @match sources.published.verdict(first, second) {
                Verdict::Trend { may_be_tested } => div.told {
                    p { strong { "Se compare" } @if let Some(change) = compared::points(first.value, second.value) { "\u{a0}: " (change) } "." }
                    @if !may_be_tested { p { "Les deux bases n’étant pas publiées, rien n’est dit de la significativité." } }
                },
                Verdict::SideBySide => div.told {
                    p { strong { "Côte à côte, sans écart ni moyenne" } "\u{a0}: ce sont deux publics." }
                },
                Verdict::Forbidden(why) => div.refusal { p.why { "Ne se compare pas\u{a0}: " (typeset(why.to_string().into())) "." } },
            }
        }
        div.pair { (side(sources, first)) (side(sources, second)) }
    }
}

fn side(sources: &Sources<'_>, line: &Line<'_>) -> Markup {
    let labels = &sources.published.labels;
    let printed = line.printed;
    html! {
        div {
            p.big { (values(sources.published, line)) }
            p { (history::set(labels.question(printed.question.as_str()))) }
            p.small { (typeset(named(line, labels).into())) " · base\u{a0}: " (base(line)) }
            p.small { (status(line)) @if let Some(words) = labels.variant(printed.question.as_str(), &printed.slug()) { " " (history::set(words)) } }
        }
    }
}
