//! What may stand between braces in a letter. One that is not in this list is refused when the file is read.

/// A name between braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Placeholder {
    /// The personal link; alone in its paragraph, a button.
    Link,
    /// « Bonjour Madame Roux, », as much of it as is known.
    Greeting,
    Title,
    FirstName,
    LastName,
    Organisation,
    WaveTitle,
    Sponsor,
    Institute,
    /// The last day of the field, in words.
    ClosesOn,
    /// The announced length.
    Minutes,
    /// Where to ask for no more letters.
    Unsubscribe,
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Plain(&'t str),
    Filled(Placeholder),
}

/// Between braces, and unknown; or a brace alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadPiece<'t> {
    /// Where the brace stands, in bytes.
    pub at: usize,
    pub given: &'t str,
}

impl Placeholder {
    pub const ALL: [Self; 12] = [
        Self::Link,
        Self::Greeting,
        Self::Title,
        Self::FirstName,
        Self::LastName,
        Self::Organisation,
        Self::WaveTitle,
        Self::Sponsor,
        Self::Institute,
        Self::ClosesOn,
        Self::Minutes,
        Self::Unsubscribe,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Greeting => "greeting",
            Self::Title => "title",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Organisation => "organisation",
            Self::WaveTitle => "wave_title",
            Self::Sponsor => "sponsor",
            Self::Institute => "institute",
            Self::ClosesOn => "closes_on",
            Self::Minutes => "minutes",
            Self::Unsubscribe => "unsubscribe",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// An address, which has no place in a subject.
    pub(super) fn is_address(self) -> bool {
        matches!(self, Self::Link | Self::Unsubscribe)
    }
}

/// The parts of a text in order, and everything wrong in it.
pub(super) fn pieces(text: &str) -> (Vec<Piece<'_>>, Vec<BadPiece<'_>>) {
    let (mut pieces, mut bad) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(brace) = rest.find(['{', '}']) else {
            pieces.push(Piece::Plain(rest));
            break;
        };
        let (before, tail) = rest.split_at(brace);
        if !before.is_empty() {
            pieces.push(Piece::Plain(before));
        }
        let inner = tail.strip_prefix('{').and_then(|inner| inner.split_once('}')).map(|(inner, _)| inner);
        match inner.map(|inner| (inner, Placeholder::parse(inner))) {
            Some((_, Some(placeholder))) => pieces.push(Piece::Filled(placeholder)),
            given => bad.push(BadPiece { at: at + brace, given: given.map_or("", |(inner, _)| inner) }),
        }
        at += brace + inner.map_or(1, |inner| inner.len() + 2);
    }
    (pieces, bad)
}
