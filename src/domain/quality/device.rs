//! The coarse class of a device: all that is ever kept of what a browser says of itself.

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Device {
    Phone,
    Tablet,
    Computer,
    /// Nothing said, or nothing we know.
    Unknown,
}

impl Device {
    pub const ALL: [Self; 4] = [Self::Phone, Self::Tablet, Self::Computer, Self::Unknown];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Tablet => "tablet",
            Self::Computer => "computer",
            Self::Unknown => "unknown",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|device| device.as_str() == text)
    }

    /// As pollsters read it.
    pub fn french(self) -> &'static str {
        match self {
            Self::Phone => "téléphone",
            Self::Tablet => "tablette",
            Self::Computer => "ordinateur",
            Self::Unknown => "inconnu",
        }
    }

    /// From what the browser calls itself, which is then forgotten.
    pub fn of_browser(name: &str) -> Self {
        let has = |word: &str| name.contains(word);
        if has("iPad") || has("Tablet") || (has("Android") && !has("Mobile")) {
            Self::Tablet
        } else if has("iPhone") || has("Mobile") {
            Self::Phone
        } else if ["Windows", "Macintosh", "X11", "CrOS"].into_iter().any(has) {
            Self::Computer
        } else {
            Self::Unknown
        }
    }
}
