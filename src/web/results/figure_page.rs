//! The page of one figure: what it is exactly, how sure it is, how to say it and how to show it elsewhere.

use maud::{Markup, html};

use crate::app::read_release::StoredRelease;
use crate::domain::questionnaire::Language;
use crate::domain::release::{AgainstRest, FigureValue, ReleaseContent, ReleasedFigure};
use crate::domain::wave::paris;
use crate::web::html::{Nav, Shell, count, decimal, shell};
use crate::web::results::essentials::{self, set};
use crate::web::results::links::Links;
use crate::web::results::release::early;
use crate::web::results::{bars, card, links, notice, publications, share};

pub(super) fn view(stored: &StoredRelease, figure: &ReleasedFigure<'_>, origin: &str) -> Markup {
    let content = figure.content;
    let links = Links::of(stored);
    let address = links.figure(&figure.name());
    let heading =
        format!("{}\u{a0}: {}", figure.written().unwrap_or_else(|| "Chiffre masqué".to_owned()), subject(figure));
    let body = html! {
        p.crumbs {
            a href="/resultats" { "Résultats" } " · "
            a href=(links.page()) { (set(&content.wave.title)) } " · vague " (content.wave.key)
        }
        @if stored.is_early { (early()) }
        (publications::notice(stored))
        (headline(figure))
        @match figure.sentence(Language::Fr) {
            Some(french) => {
                (to_cite(figure, stored, &french, &[origin, &address].concat()))
                (facts(figure, stored))
                (to_embed(&french, origin, &address))
            }
            None => {
                p.lead { "Ce chiffre est masqué\u{a0}: trop peu de personnes l’ont donné, ou il en ferait retrouver un qui l’est." }
                (facts(figure, stored))
            }
        }
        p { a href=(links.question(&links::name(figure.table))) { "Voir la question entière et ses croisements" } " · " a href=(links.notice()) { "Notice de méthode" } }
    };
    let says = figure.sentence(Language::Fr).unwrap_or_else(|| share::description(content));
    let full = |end: &str| [origin, &address, end].concat();
    let (picture, data, page) = (full(".png"), full(".json"), full(""));
    let meta = share::Meta { description: &says, address: &page, picture: &picture, data: Some(&data) };
    let title = format!("{heading} ({}, vague {})", content.wave.title, content.wave.key);
    shell(&Shell { is_simulated: content.is_simulated, meta: Some(&meta), ..Shell::new(&title, Nav::Public) }, &body)
}

/// What it is of, in short.
fn subject(figure: &ReleasedFigure<'_>) -> String {
    let item = figure.table.item_label.as_ref().map_or_else(String::new, |item| format!("{item}\u{a0}: "));
    let variable = figure.column.variable_label.as_ref();
    let of = variable.map_or_else(String::new, |variable| format!(" ({variable}\u{a0}: {})", figure.column.label));
    format!("{item}{}{of}", figure.label())
}

fn headline(figure: &ReleasedFigure<'_>) -> Markup {
    let parts = figure.parts();
    let inside: Vec<u32> = parts.iter().filter_map(ReleasedFigure::cell).map(|cell| cell.percent).collect();
    let kind = if figure.whole().is_some() { "inside" } else { "soft" };
    html! {
        section.hero aria-labelledby="chiffre" {
            div.large {
                h1.huge #chiffre { (figure.written().unwrap_or_else(|| "Masqué".to_owned())) span.hidden-text { "\u{a0}: " (subject(figure)) } }
                div.made {
                    p.says {
                        strong { (set(&subject(figure))) }
                        @for part in &parts { ", dont " strong.inside-word { (part.written().unwrap_or_default()) " " (set(part.label())) } }
                        @if let Some(whole) = figure.whole() { @if let Some(written) = whole.written() {
                            span.muted { ", compris dans les " (written) " «\u{a0}" (set(whole.label())) "\u{a0}»" }
                        } }
                    }
                    @if let Some(cell) = figure.cell() { (bars::drawn(cell.percent, Some((cell.low, cell.high)), &inside, kind)) }
                    p { "«\u{a0}" (set(&figure.table.text)) "\u{a0}»" @if let Some(item) = &figure.table.item_label { " – " (set(item)) } }
                    (in_short(figure))
                }
            }
        }
    }
}

/// Of whom, when, how sure: what a hurried reader must not get wrong, without going further down.
fn in_short(figure: &ReleasedFigure<'_>) -> Markup {
    let content = figure.content;
    html! {
        p.small.muted {
            (set(&content.wave.universe)) " · terrain " (content.period(Language::Fr)) " · " (content.parties.fieldwork_institute)
            @if let Some([low, high]) = figure.interval() { " · intervalle à 95\u{a0}%\u{a0}: " (low) " à " (high) }
            @if let Some(base) = figure.base_n() { " · " (count(base.into())) " personnes" }
        }
        (essentials::published_elsewhere(content))
    }
}

fn to_cite(figure: &ReleasedFigure<'_>, stored: &StoredRelease, french: &str, address: &str) -> Markup {
    let content = figure.content;
    html! {
        section.card aria-labelledby="citer" {
            h2 #citer { "Citer ce chiffre" }
            p.small.muted { "Chaque texte se sélectionne en un clic." }
            h3 { "En une phrase" }
            p.copy { (set(french)) }
            @if let Some(english) = figure.sentence(Language::En) { p.copy lang="en" { (english) } }
            h3 { "En référence" }
            p.copy { (set(&reference(content, stored, figure, address))) }
            h3 { "Mention à reproduire" }
            p.copy { "«\u{a0}" (content.mention(stored.is_consultation)) "\u{a0}»" }
        }
    }
}

/// As a bibliography has it.
fn reference(content: &ReleaseContent, stored: &StoredRelease, figure: &ReleasedFigure<'_>, address: &str) -> String {
    let wave = &content.wave;
    let (number, published) = (stored.number, paris::day_words(share::published_on(stored)));
    let simulated = if content.is_simulated { " [données simulées]" } else { "" };
    format!(
        "{}, « {} », vague {} (terrain {}), {}{simulated}, publication nº {number}, {published}, question {}. {address}",
        content.parties.sponsor,
        wave.title,
        wave.key,
        content.period(Language::Fr),
        content.parties.fieldwork_institute,
        figure.name().question,
    )
}

/// Everything that makes the figure what it is.
fn facts(figure: &ReleasedFigure<'_>, stored: &StoredRelease) -> Markup {
    let content = figure.content;
    let (wave, weights) = (&content.wave, &content.weighting);
    let shown = figure.shown().filter(|_| figure.value.is_some());
    html! {
        section.card aria-labelledby="exactement" {
            h2 #exactement { "Ce que dit ce chiffre" }
            dl.facts {
                dt { "Étude, vague" } dd { (set(&wave.title)) ", vague " (wave.key) }
                dt { "Public" } dd { (wave.audience) "\u{a0}: " (set(&wave.universe)) }
                dt { "Terrain" } dd { (content.period(Language::Fr)) ", " (notice::mode_words(&wave.mode)) }
                dt { "Publication" } dd { "nº\u{a0}" (stored.number) ", le " (paris::day_words(share::published_on(stored))) }
                dt { "Question" } dd { "«\u{a0}" (set(&figure.table.text)) "\u{a0}»" @if let Some(item) = &figure.table.item_label { " – " (set(item)) } ", posée " (figure.table.base_label) }
                @if let Some(variable) = &figure.column.variable_label { dt { "Catégorie" } dd { (variable) "\u{a0}: " (figure.column.label) } }
                @if let (Some(shown), Some(base)) = (shown, figure.base_n()) {
                    dt { "Base" } dd {
                        @if shown.base_is_rough { "environ " } (count(base.into())) " personnes interrogées"
                        @if shown.is_small_base { "\u{a0}; " strong { "base faible, à lire avec prudence" } }
                    }
                    dt { "Base efficace" } dd { (count(shown.effective_n.into())) }
                }
                @if let Some([low, high]) = figure.interval() { dt { "Intervalle à 95\u{a0}%" } dd { "de " (low) " à " (high) } }
                @if let Some([se, weights_only]) = errors(figure) { dt { "Erreur type" } dd { (se) " (à poids donnés\u{a0}: " (weights_only) ")" } }
                @if let Some(words) = compared(figure) { dt { "Comparaison" } dd { (words) } }
                dt { "Pondération" } dd { (notice::weighting_words(weights)) }
                dt { "Réalisation" } dd { (content.parties.fieldwork_institute) }
                dt { "Commanditaire" } dd { (content.parties.sponsor) @if !content.parties.sponsor_quality.is_empty() { ", " (content.parties.sponsor_quality) } }
                @if content.is_simulated { dt { "Données" } dd { strong { "simulées" } "\u{a0}: ce chiffre vient d’une démonstration" } }
            }
        }
    }
}

fn errors(figure: &ReleasedFigure<'_>) -> Option<[String; 2]> {
    match figure.value? {
        FigureValue::Share(cell) => {
            Some([cell.se?, cell.se_weights_only?].map(|error| format!("{} point", decimal(error))))
        }
        FigureValue::Measure(_, measure) => Some([measure.se?, measure.se_weights_only?].map(decimal)),
    }
}

/// What its letters and its sign say, in words.
fn compared(figure: &ReleasedFigure<'_>) -> Option<String> {
    let (letters, rest) = match figure.value? {
        FigureValue::Share(cell) => (&cell.letters, cell.rest),
        FigureValue::Measure(_, measure) => (&measure.letters, None),
    };
    let named = |letter: &String| {
        let same = figure.table.columns.iter().filter(|column| column.variable == figure.column.variable);
        let is_it = |shown: &crate::domain::release::ShownColumn| shown.letter.as_ref() == Some(letter);
        same.clone()
            .find(|column| column.shown.as_ref().is_some_and(is_it))
            .map(|column| format!("«\u{a0}{}\u{a0}»", column.label))
    };
    let others: Vec<String> = letters.iter().filter_map(named).collect();
    let mut said = Vec::new();
    if !others.is_empty() {
        said.push(format!("significativement plus haut que pour {}", others.join(", ")));
    }
    said.extend(rest.map(|rest| match rest {
        AgainstRest::Above => "plus haut que chez le reste des personnes interrogées".to_owned(),
        AgainstRest::Below => "plus bas que chez le reste des personnes interrogées".to_owned(),
    }));
    (!said.is_empty()).then(|| said.join("\u{a0}; "))
}

/// The picture, and the code that shows it elsewhere.
fn to_embed(sentence: &str, origin: &str, address: &str) -> Markup {
    let picture = [address, ".svg"].concat();
    let (away, page) = ([origin, &picture].concat(), [origin, address].concat());
    let code = html! { a href=(page) { img src=(away) width="600" alt=(sentence); } };
    html! {
        section.card aria-labelledby="montrer" {
            h2 #montrer { "Le réutiliser" }
            img.picture src=(picture) width=(card::WIDTH) height=(card::HEIGHT) alt=(sentence) loading="lazy";
            p {
                "Image\u{a0}: " a href=(picture) { "SVG" } " · " a href={ (address) ".png" } { "PNG" }
                " · données\u{a0}: " a href={ (address) ".json" } { "JSON" }
            }
            h3 { "Code à insérer" }
            pre.copy { code { (code.into_string()) } }
        }
    }
}
