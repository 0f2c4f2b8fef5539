//! A curve as an inline drawing, with its title and what it shows in words. Points that do not compare are not joined: a
//! dashed line stands between them.

use maud::{Markup, html};

use crate::domain::compare::Verdict;
use crate::domain::published::{LineValue, Series, SeriesPoint};
use crate::web::results::comparisons::Computed;
use crate::web::results::comparisons::over_time::height;
use crate::web::results::dates::wave_words;
use crate::web::results::history;

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 34.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 30.0;
/// From the axis to the first point, so that its figure does not touch the marks.
const INSET: f64 = 30.0;

/// The axes of a drawing.
struct Axes {
    first: u32,
    last: u32,
    /// In tenths of the unit: ends and step of the marks.
    low: u32,
    high: u32,
    step: u32,
    is_percent: bool,
}

pub(super) fn view(series: &Series<'_>, ours: &[Computed<'_>], number: usize) -> Markup {
    let Some(axes) = Axes::of(series, ours) else { return html! {} };
    let (title, told) = (format!("courbe-{number}"), format!("dit-{number}"));
    html! {
        svg.drawing viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-labelledby={ (title) " " (told) } {
            title id=(title) { "D’une vague à l’autre" }
            desc id=(told) { (said(series)) }
            @for mark in axes.marks() {
                line.grid x1=(LEFT) x2=(WIDTH - RIGHT + 12.0) y1=(axes.y(mark)) y2=(axes.y(mark)) {}
                text.axis x=(LEFT - 12.0) y=(axes.y(mark) + 4.0) text-anchor="end" { (axes.written(mark)) }
            }
            @for (before, point) in joints(series) { (joint(&axes, before, point)) }
            @for one in ours { (ring(&axes, one)) }
            @for point in &series.points { (dot(&axes, point, is_under_another(series, point))) }
        }
    }
}

/// What the drawing shows, for whoever does not see it.
fn said(series: &Series<'_>) -> String {
    let point = |point: &SeriesPoint<'_>| {
        let broken = if matches!(point.joint, Some(Verdict::Forbidden(_))) { "rupture de série, " } else { "" };
        format!("{broken}{} en {}", history::value(point.line.value), wave_words(&point.line.printed.wave))
    };
    let points: Vec<String> = series.points.iter().map(point).collect();
    format!("{}.", points.join(" ; "))
}

/// Each point with the one of the wave before.
fn joints<'s, 'p>(series: &'s Series<'p>) -> Vec<(&'s SeriesPoint<'p>, &'s SeriesPoint<'p>)> {
    let earlier = |point: &SeriesPoint<'_>| {
        series.points.iter().rev().find(|known| known.line.printed.wave < point.line.printed.wave)
    };
    series.points.iter().filter_map(|point| Some((earlier(point)?, point))).collect()
}

fn joint(axes: &Axes, before: &SeriesPoint<'_>, point: &SeriesPoint<'_>) -> Markup {
    let (x1, x2) = (axes.x(&before.line.printed.wave), axes.x(&point.line.printed.wave));
    let (y1, y2) = (axes.y(height(before.line.value)), axes.y(height(point.line.value)));
    let middle = f64::midpoint(x1, x2);
    html! {
        @if matches!(point.joint, Some(Verdict::Trend { .. })) {
            line.joined x1=(x1) y1=(y1) x2=(x2) y2=(y2) {}
        } @else {
            line.broken x1=(middle) x2=(middle) y1=(TOP) y2=(HEIGHT - BOTTOM) {}
            text.why x=(middle) y=(TOP - 8.0) text-anchor="middle" { "rupture" }
        }
    }
}

/// Whether a point of the same wave stands over it: its figure is then written under it.
fn is_under_another(series: &Series<'_>, point: &SeriesPoint<'_>) -> bool {
    let same = |other: &&SeriesPoint<'_>| other.line.printed.wave == point.line.printed.wave;
    series.points.iter().filter(same).any(|other| height(other.line.value) > height(point.line.value))
}

fn dot(axes: &Axes, point: &SeriesPoint<'_>, is_under: bool) -> Markup {
    let printed = point.line.printed;
    let (x, y) = (axes.x(&printed.wave), axes.y(height(point.line.value)));
    let class = if point.line.is_in_conflict() { "disputed" } else { "printed" };
    html! {
        circle class=(class) cx=(x) cy=(y) r="5" {}
        text x=(x) y=(if is_under { y + 19.0 } else { y - 11.0 }) text-anchor="middle" { (history::value(point.line.value)) }
        text.axis x=(x) y=(HEIGHT - 10.0) text-anchor="middle" { (wave_words(&printed.wave)) }
    }
}

fn ring(axes: &Axes, one: &Computed<'_>) -> Markup {
    html! { circle.computed cx=(axes.x(&one.content.wave.key)) cy=(axes.y(height(one.value))) r="8" {} }
}

impl Axes {
    fn of(series: &Series<'_>, ours: &[Computed<'_>]) -> Option<Self> {
        let values = || {
            let printed = series.points.iter().map(|point| point.line.value);
            printed.chain(ours.iter().map(|one| one.value))
        };
        let months = || {
            let printed = series.points.iter().map(|point| month(&point.line.printed.wave));
            printed.chain(ours.iter().map(|one| month(&one.content.wave.key)))
        };
        let is_percent = !matches!(values().next()?, LineValue::Mean { .. });
        // A percentage is marked every ten points, a mean every unit.
        let step = if is_percent { 100 } else { 10 };
        let (least, most) = (values().map(height).min()?, values().map(height).max()?);
        let low = (least.saturating_sub(step / 2) / step) * step;
        let high = (most + step / 2).div_ceil(step) * step;
        Some(Self { first: months().min()?, last: months().max()?, low, high: high.max(low + step), step, is_percent })
    }

    fn marks(&self) -> impl Iterator<Item = u32> {
        let (low, step) = (self.low, self.step);
        (0..=(self.high - low) / step).map(move |number| low + number * step)
    }

    fn x(&self, wave: &str) -> f64 {
        let span = f64::from(self.last.saturating_sub(self.first).max(1));
        LEFT + INSET + f64::from(month(wave).saturating_sub(self.first)) / span * (WIDTH - LEFT - RIGHT - 2.0 * INSET)
    }

    fn y(&self, value: u32) -> f64 {
        let share = f64::from(value.saturating_sub(self.low)) / f64::from((self.high - self.low).max(1));
        HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
    }

    fn written(&self, mark: u32) -> String {
        let whole = mark / 10;
        if self.is_percent { format!("{whole}\u{a0}%") } else { whole.to_string() }
    }
}

/// Months since the year 0; a year alone is its middle.
fn month(wave: &str) -> u32 {
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<u32>().ok());
    number(wave.get(..4)).unwrap_or(0) * 12 + number(wave.get(5..7)).unwrap_or(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_and_height_are_in_proportion() {
        let axes =
            Axes { first: month("2015-09"), last: month("2019-10"), low: 600, high: 800, step: 100, is_percent: true };
        assert_eq!(axes.marks().collect::<Vec<_>>(), [600, 700, 800]);
        assert!((axes.y(700) - f64::midpoint(axes.y(600), axes.y(800))).abs() < 1e-9);
        assert!(axes.x("2015-09") < axes.x("2017-10") && axes.x("2017-10") < axes.x("2019-10"));
        assert_eq!(month("2008"), 2008 * 12 + 6);
        assert_eq!(axes.written(700), "70\u{a0}%");
    }
}
