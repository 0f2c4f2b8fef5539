//! Colours and what can be read of them: relative luminance and contrast as WCAG 2.2 defines them (1.4.3), and the accent of a
//! wave told apart from the papers it stands on.

use serde::{Deserialize, Serialize};

/// Text of any size is read at this ratio (WCAG 2.2, AA).
pub const TEXT_RATIO_MIN: f64 = 4.5;

/// An opaque colour, as in `#0b5563`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// What text and marks stand on, in one scheme.
#[derive(Debug, Clone, Copy)]
pub struct Papers {
    pub page: Colour,
    pub card: Colour,
    /// Share of the accent in the background of what is chosen.
    tint: f64,
}

/// Those of the stylesheet, by day.
pub const LIGHT: Papers = Papers { page: Colour::rgb(0xf6, 0xf5, 0xf1), card: Colour::WHITE, tint: 0.11 };
/// Those of the stylesheet, by night.
pub const DARK: Papers = Papers { page: Colour::rgb(0x10, 0x17, 0x1d), card: Colour::rgb(0x18, 0x22, 0x2a), tint: 0.2 };

/// Steps in which another shade is looked for.
const SHADES: u8 = 50;

impl Colour {
    pub const WHITE: Self = Self::rgb(0xff, 0xff, 0xff);
    const BLACK: Self = Self::rgb(0, 0, 0);
    /// Nearly black, for text on a light accent.
    const NIGHT: Self = Self::rgb(0x06, 0x14, 0x1a);

    const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Six figures after a `#`, upper or lower case.
    pub fn parse(text: &str) -> Option<Self> {
        let figures = text.strip_prefix('#').filter(|figures| figures.len() == 6 && figures.is_ascii())?;
        let part = |from: usize| figures.get(from..from + 2).and_then(|part| u8::from_str_radix(part, 16).ok());
        let is_plain = figures.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_plain.then_some(())?;
        Some(Self::rgb(part(0)?, part(2)?, part(4)?))
    }

    /// WCAG's « relative luminance », from 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// From 1, nothing to see, to 21, black on white.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// So much of the other one, from 0 to 1.
    pub fn mixed(self, other: Self, share: f64) -> Self {
        let part = |from: u8, to: u8| {
            let mixed = f64::from(from) + (f64::from(to) - f64::from(from)) * share;
            // Between two bytes, so a byte.
            (0..=u8::MAX).find(|byte| f64::from(*byte) + 0.5 > mixed).unwrap_or(u8::MAX)
        };
        Self::rgb(part(self.red, other.red), part(self.green, other.green), part(self.blue, other.blue))
    }

    /// What is read best on it.
    pub fn ink(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::NIGHT) { Self::WHITE } else { Self::NIGHT }
    }
}

impl Papers {
    /// What is chosen stands on this.
    pub fn tint(&self, accent: Colour) -> Colour {
        self.card.mixed(accent, self.tint)
    }

    /// The worst of the backgrounds an accent is read on, with its ratio.
    pub fn worst(&self, accent: Colour) -> (Colour, f64) {
        let papers = [self.page, self.card, self.tint(accent)].map(|paper| (paper, accent.contrast(paper)));
        papers.into_iter().fold((self.page, f64::INFINITY), |worst, one| if one.1 < worst.1 { one } else { worst })
    }

    /// The nearest shade of this colour that is read on all of them.
    pub fn readable(&self, accent: Colour) -> Colour {
        let away = if self.card.luminance() > 0.5 { Colour::BLACK } else { Colour::WHITE };
        let shades = (0..=SHADES).map(|step| accent.mixed(away, f64::from(step) / f64::from(SHADES)));
        let mut fit = shades.filter(|shade| self.worst(*shade).1 >= TEXT_RATIO_MIN);
        fit.next().unwrap_or(away)
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("« {text} » is not a colour"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    #[test]
    fn ratios_are_those_of_wcag() {
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        // Known pairs: the lightest grey that passes on white, and the first that does not.
        assert!(colour("#767676").contrast(Colour::WHITE) >= TEXT_RATIO_MIN);
        assert!(colour("#777777").contrast(Colour::WHITE) < TEXT_RATIO_MIN);
    }

    #[test]
    fn only_six_figures_make_a_colour() {
        assert_eq!(colour("#0B5563").to_string(), "#0b5563");
        for wrong in ["0b5563", "#0b556", "#0b55633", "#0b556g", "#+b5563", "teal", "#é1234"] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_shade_that_is_read_is_found_for_any_colour() {
        for text in ["#ffcc00", "#00ff00", "#e60012", "#ffffff", "#000000", "#7f7f7f"] {
            for papers in [LIGHT, DARK] {
                let shade = papers.readable(colour(text));
                assert!(papers.worst(shade).1 >= TEXT_RATIO_MIN, "{text} gives {shade}");
                assert!(shade.ink().contrast(shade) >= TEXT_RATIO_MIN, "{text} gives {shade}");
            }
        }
        assert_eq!(LIGHT.readable(colour("#0b5563")), colour("#0b5563"), "one that is read stays");
    }
}
