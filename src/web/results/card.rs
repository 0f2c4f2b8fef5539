//! A figure as a picture that says by itself what it is: the number, what was asked, of whom, when, by whom. One drawing for the
//! preview of a link, for a page that embeds it, and for print. Attributes only: it is also read where no stylesheet is.

use maud::{Markup, html};

use crate::domain::questionnaire::Language;
use crate::domain::release::{ReleaseContent, ReleasedFigure};
use crate::web::html::{count, typeset};
use crate::web::results::essentials::headline_figure;

/// What previews of links are cut to.
pub(super) const WIDTH: u32 = 1200;
pub(super) const HEIGHT: u32 = 630;
const EDGE: u32 = 64;
const INNER: u32 = WIDTH - 2 * EDGE;
const FONTS: &str = "Inter, 'Helvetica Neue', Arial, sans-serif";

const INK: &str = "#18242e";
const MUTED: &str = "#4b5a67";
const ACCENT: &str = "#0b5563";
const SOFT: &str = "#6fa9b3";
const RAIL: &str = "#e4e8ea";
const NOTE: &str = "#6b4700";
const NOTE_TINT: &str = "#fdf1d6";

/// Size in pixels, weight, colour.
#[derive(Debug, Clone, Copy)]
struct Type(u32, u32, &'static str);

const NUMBER: Type = Type(156, 700, ACCENT);
const LABEL: Type = Type(44, 700, INK);
const PART: Type = Type(34, 700, ACCENT);
const QUESTION: Type = Type(28, 400, INK);
const HEAD: Type = Type(28, 700, ACCENT);
const FOOT: Type = Type(24, 400, MUTED);

/// The picture of one figure.
pub(super) fn of_figure(figure: &ReleasedFigure<'_>, number: u32) -> Markup {
    let content = figure.content;
    let title = figure.sentence(Language::Fr).unwrap_or_else(|| content.wave.title.clone());
    frame((content, figure.is_consultation), number, &title, &middle(figure))
}

/// The picture of a release: that of its headline.
pub(super) fn of_release(content: &ReleaseContent, number: u32, is_consultation: bool) -> Markup {
    match headline_figure(content) {
        Some(figure) => of_figure(&ReleasedFigure { is_consultation, ..figure }, number),
        None => {
            let lines = lines(&content.wave.title, Type(64, 700, INK), INNER, 4);
            frame((content, is_consultation), number, &content.wave.title, &text(EDGE, 240, Type(64, 700, INK), &lines))
        }
    }
}

fn frame((content, is_consultation): (&ReleaseContent, bool), number: u32, title: &str, inside: &Markup) -> Markup {
    let wave = &content.wave;
    let tag = if content.is_simulated { 330 } else { 0 };
    let head = lines(&format!("{} · vague {}", wave.title, wave.key), HEAD, INNER - tag, 1);
    let asked = format!(
        "{} · terrain {} · {} personnes interrogées · publication nº {number}",
        content.public(" : "),
        content.period(Language::Fr),
        count(content.base_n.into())
    );
    let mut foot = lines(&asked, FOOT, INNER, 2);
    foot.extend(lines(&content.mention(is_consultation), FOOT, INNER, 1));
    html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(WIDTH) height=(HEIGHT) viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" font-family=(FONTS) {
            title { (title) }
            rect width=(WIDTH) height=(HEIGHT) fill="#ffffff" {}
            rect width="14" height=(HEIGHT) fill=(ACCENT) {}
            (text(EDGE, 82, HEAD, &head))
            @if content.is_simulated {
                rect x=(WIDTH - EDGE - 300) y="48" width="300" height="48" rx="24" fill=(NOTE_TINT) stroke=(NOTE) stroke-width="2" {}
                text x=(WIDTH - EDGE - 150) y="81" text-anchor="middle" font-size="25" font-weight="700" fill=(NOTE) { "données simulées" }
            }
            (inside)
            line x1=(EDGE) y1="500" x2=(WIDTH - EDGE) y2="500" stroke=(RAIL) stroke-width="2" {}
            (text(EDGE, 542, FOOT, &foot))
        }
    }
}

fn middle(figure: &ReleasedFigure<'_>) -> Markup {
    let question = match &figure.table.item_label {
        Some(item) => format!("{} – {item}", figure.table.text),
        None => figure.table.text.clone(),
    };
    let asked = lines(&question, QUESTION, INNER, 3);
    let number = figure.written().unwrap_or_else(|| "masqué".to_owned());
    let beside = EDGE + width(&number, NUMBER) + 36;
    let room = (WIDTH - EDGE).saturating_sub(beside);
    let label = lines(&described(figure), LABEL, room, 2);
    let parts: Vec<String> =
        figure.parts().iter().filter_map(|part| Some(format!("dont {} {}", part.written()?, part.label()))).collect();
    let within =
        figure.whole().and_then(|whole| Some(format!("compris dans les {} {}", whole.written()?, whole.label())));
    let under = lines(&parts.into_iter().chain(within).collect::<Vec<_>>().join(", "), PART, room, 1);
    let top = 330 - u32::try_from(label.len()).unwrap_or(1) * 24 - u32::from(!under.is_empty()) * 14;
    html! {
        (text(EDGE, 136, QUESTION, &asked))
        (text(EDGE, 374, NUMBER, std::slice::from_ref(&number)))
        (text(beside, top + 16, LABEL, &label))
        (text(beside, top + 16 + u32::try_from(label.len()).unwrap_or(1) * 54, PART, &under))
        @match figure.cell() {
            Some(cell) => (bar(cell.percent, [cell.low, cell.high], figure)),
            None => @if let Some([low, high]) = figure.interval() {
                (text(EDGE, 452, FOOT, &[format!("Intervalle à 95\u{a0}%\u{a0}: de {low} à {high}")]))
            }
        }
    }
}

/// The answer; and whose it is, where it is not everybody's.
fn described(figure: &ReleasedFigure<'_>) -> String {
    match &figure.column.variable_label {
        Some(variable) => format!("{} – {variable}\u{a0}: {}", figure.label(), figure.column.label),
        None => figure.label().to_owned(),
    }
}

fn bar(percent: u32, [low, high]: [u32; 2], figure: &ReleasedFigure<'_>) -> Markup {
    let at = |share: u32| share.min(100) * INNER / 100;
    let parts = figure.parts();
    let inside: u32 = parts.iter().filter_map(ReleasedFigure::cell).map(|cell| cell.percent).sum();
    let is_part = figure.whole().is_some();
    html! {
        rect x=(EDGE) y="412" width=(INNER) height="30" rx="4" fill=(RAIL) {}
        rect x=(EDGE) y="412" width=(at(percent)) height="30" rx="4" fill=(if is_part { ACCENT } else { SOFT }) {}
        @if inside > 0 { rect x=(EDGE) y="412" width=(at(inside)) height="30" rx="4" fill=(ACCENT) {} }
        rect x=(EDGE + at(low)) y="424" width=(at(high) - at(low.min(high))) height="6" fill=(INK) {}
        (text(EDGE, 478, Type(23, 400, MUTED), &[format!("Intervalle à 95\u{a0}%\u{a0}: de {low} à {high}\u{a0}%")]))
    }
}

fn text(x: u32, y: u32, Type(size, weight, colour): Type, lines: &[String]) -> Markup {
    html! {
        @for (at, line) in (0u32..).zip(lines) {
            text x=(x) y=(y + at * size * 5 / 4) font-size=(size) font-weight=(weight) fill=(colour) { (line) }
        }
    }
}

/// Words on lines that fit; what does not is cut, and said to be.
fn lines(words: &str, kind: Type, room: u32, most: usize) -> Vec<String> {
    let set = typeset(words.into());
    let mut lines: Vec<String> = Vec::new();
    for word in set.split(' ').filter(|word| !word.is_empty()) {
        let fits = lines.last().filter(|line| width(&[line, " ", word].concat(), kind) <= room).is_some();
        match lines.last_mut().filter(|_| fits) {
            Some(line) => *line = [line, " ", word].concat(),
            None => lines.push(word.to_owned()),
        }
    }
    let is_cut = lines.len() > most;
    lines.truncate(most);
    if let Some(last) = lines.last_mut().filter(|_| is_cut) {
        while width(&[last, "…"].concat(), kind) > room && last.pop().is_some() {}
        *last = [last.trim_end_matches([' ', ',', '«', '\u{a0}']), "…"].concat();
    }
    lines
}

/// About as wide as the letters are, and rather more: other typefaces may stand in.
fn width(text: &str, Type(size, weight, _): Type) -> u32 {
    let hundredths: u32 =
        text.chars()
            .map(|c| match c {
                'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '|' | '!' | '’' | '\'' | ' ' | '\u{a0}'
                | '\u{202f}' => 30,
                'f' | 't' | 'r' | '(' | ')' | '-' | '“' | '”' => 40,
                'm' | 'w' | 'M' | 'W' | '%' | '…' | 'œ' => 90,
                c if c.is_uppercase() => 72,
                c if c.is_ascii_digit() => 65,
                _ => 55,
            })
            .sum();
    let bold = if weight > 400 { 107 } else { 100 };
    hundredths * size * bold / 10_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::release::FigureName;
    use crate::domain::release::fixture::content;

    #[test]
    fn a_picture_says_when_whom_and_by_whom() {
        let content = content();
        let name = FigureName::parse("JC_UTILITE", "st_utile", None).unwrap();
        let drawn = of_figure(&content.figure(&name).unwrap(), 1).into_string();
        for said in ["81\u{a0}%", "dont", "avril 2020", "citoyens", "Institut pour Observatoire", "vague 2020-05"] {
            assert!(drawn.contains(said), "{said}: {drawn}");
        }
        assert!(!drawn.contains("style=") && !drawn.contains("class="), "nothing a stylesheet would be needed for");
    }

    #[test]
    fn what_does_not_fit_is_cut_and_said_to_be() {
        let long = "Des mots ".repeat(80);
        let cut = lines(&long, QUESTION, INNER, 2);
        assert_eq!(cut.len(), 2);
        assert!(cut[1].ends_with('…') && cut.iter().all(|line| width(line, QUESTION) <= INNER), "{cut:?}");
        assert_eq!(lines("Oui", QUESTION, INNER, 2), ["Oui"]);
    }
}
