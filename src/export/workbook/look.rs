//! How cells look: few formats, made once.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, XlsxError};

use super::super::figures::{Row, Status};
use crate::domain::release::AgainstRest;

const INK: Color = Color::RGB(0x18_242E);
const QUIET: Color = Color::RGB(0x4B_5A67);
const ALERT: Color = Color::RGB(0xA3_210F);
const BAND: Color = Color::RGB(0x0B_5563);
const PALE: Color = Color::RGB(0xE3_EFF1);
const LINE: Color = Color::RGB(0xD5_D9DC);

/// The height of a line of text.
pub(super) const LINE_POINTS: u32 = 14;

pub(super) struct Look {
    pub title: Format,
    pub wording: Format,
    pub text: Format,
    pub strong: Format,
    pub quiet: Format,
    pub alert: Format,
    pub link: Format,
    pub band: Format,
    pub head: Format,
    pub block: Format,
    pub label: Format,
    pub net: Format,
    pub part: Format,
    pub letters: Format,
    pub letter: Format,
    /// Of a test: smaller than it is told, it is told so.
    pub p_value: Format,
    pub hidden: Format,
    pub count: Format,
    figure: Format,
}

fn plain() -> Format {
    Format::new().set_font_name("Calibri").set_font_size(10).set_font_color(INK).set_align(FormatAlign::Top)
}

fn ruled() -> Format {
    plain().set_align(FormatAlign::VerticalCenter).set_border_bottom(FormatBorder::Hair).set_border_bottom_color(LINE)
}

impl Look {
    pub fn new() -> Self {
        let wrapped = plain().set_text_wrap();
        let centred = ruled().set_align(FormatAlign::Right);
        Self {
            title: plain().set_bold().set_font_size(15),
            wording: wrapped.clone().set_bold().set_font_size(12),
            text: wrapped.clone(),
            strong: wrapped.clone().set_bold(),
            quiet: wrapped.set_font_color(QUIET).set_font_size(9),
            alert: plain().set_bold().set_font_color(ALERT),
            link: plain()
                .set_align(FormatAlign::VerticalCenter)
                .set_font_color(Color::RGB(0x0B_5563))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            band: plain()
                .set_bold()
                .set_font_color(Color::White)
                .set_background_color(BAND)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap()
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::White),
            head: plain()
                .set_bold()
                .set_font_size(9)
                .set_background_color(PALE)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::Bottom)
                .set_text_wrap()
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(BAND),
            block: plain()
                .set_bold()
                .set_background_color(PALE)
                .set_border_top(FormatBorder::Thin)
                .set_border_top_color(BAND),
            label: ruled().set_text_wrap(),
            net: ruled().set_bold().set_text_wrap(),
            part: ruled().set_text_wrap().set_align(FormatAlign::Left).set_indent(2),
            letters: ruled()
                .set_font_size(8)
                .set_font_color(QUIET)
                .set_italic()
                .set_align(FormatAlign::Left)
                .set_indent(1),
            letter: centred.clone().set_font_size(8).set_font_color(BAND).set_bold(),
            p_value: centred
                .clone()
                .set_font_size(8)
                .set_font_color(QUIET)
                .set_num_format("[<0.001]\"<\u{a0}0,001\";0.000"),
            hidden: centred.clone().set_italic().set_font_color(QUIET).set_font_size(9),
            count: centred.clone().set_font_size(9).set_font_color(QUIET).set_num_format("#,##0"),
            figure: centred,
        }
    }

    /// Of a percentage, a mean or a median: its decimals and its unit, an arrow against the rest, grey on a small base.
    pub fn figure(&self, row: Row<'_>, status: Status, is_net: bool) -> Format {
        let number = match row {
            Row::Answer(..) => "0\\ %".to_owned(),
            Row::Measure(row, _) => measured(row.decimals, row.unit.as_deref()),
        };
        let arrow = match row.against_rest() {
            Some(AgainstRest::Above) => "\" ▲\"",
            Some(AgainstRest::Below) => "\" ▼\"",
            None => "",
        };
        let format = self.figure.clone().set_num_format(format!("{number}{arrow}"));
        let format = if is_net { format.set_bold() } else { format };
        if status == Status::SmallBase { format.set_italic().set_font_color(QUIET) } else { format }
    }

    /// A base: marked where it is small, or told roughly.
    pub fn base(&self, is_small: bool, is_rough: bool) -> Format {
        let before = if is_rough { "\"≈ \"" } else { "" };
        let after = if is_small { "\" *\"" } else { "" };
        self.count.clone().set_num_format(format!("{before}#,##0{after}"))
    }

    /// A bound of an interval, lighter than its figure.
    pub fn bound(&self, row: Row<'_>) -> Format {
        let number = match row {
            Row::Answer(..) => "0\\ %".to_owned(),
            Row::Measure(row, _) => measured(row.decimals, None),
        };
        self.count.clone().set_num_format(number)
    }
}

/// A number with its decimals, then its unit as it is.
pub(super) fn measured(decimals: u8, unit: Option<&str>) -> String {
    let zeros = "0".repeat(usize::from(decimals));
    let number = if zeros.is_empty() { "#,##0".to_owned() } else { format!("#,##0.{zeros}") };
    match unit.filter(|unit| !unit.is_empty()) {
        Some(unit) => format!("{number}\" {}\"", unit.replace(['"', '\\'], "")),
        None => number,
    }
}

pub(super) fn date(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let small = |value: u32| u8::try_from(value).unwrap_or(1);
    ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or(1900), small(day.month()), small(day.day()))
}

/// How many lines a text takes in cells that hold so many characters a line.
pub(super) fn lines(text: &str, chars: usize) -> u32 {
    let of_one = |line: &str| line.chars().count() / chars.max(1) + 1;
    u32::try_from(text.lines().map(of_one).sum::<usize>()).unwrap_or(1).max(1)
}
