//! What the files say of their variables: names, numbers for codes, labels, kinds of missing. One dictionary for all of
//! them, so that a number means the same in each.

/// Variables in the order of every file, and the questions with several answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Dictionary {
    pub fields: Vec<Field>,
    pub sets: Vec<MultipleSet>,
}

/// One variable of the files.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// As every program takes it.
    pub name: String,
    /// Of the sealed data set; empty for the row number and the weight.
    pub column: String,
    /// The question it comes from.
    pub question: String,
    /// In French, with the wave's words in their places.
    pub label: String,
    pub measure: Measure,
    pub unit: String,
    /// What its numbers mean, the kinds of missing last.
    pub codes: Vec<Code>,
    /// Who was asked, in words; empty for all.
    pub filter: String,
    pub(super) source: Source,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub value: i64,
    /// The permanent code of the questionnaire; that of a kind of missing where there is none.
    pub code: String,
    pub label: String,
    pub missing: Option<MissingKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Nominal,
    Ordinal,
    Scale,
}

/// The five kinds, kept apart. Nobody whose answers are sealed left before the end: the first has a number all the same, so
/// that files of interrupted interviews read alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MissingKind {
    Nsp,
    Refusal,
    NoAnswer,
    NotAsked,
    NotReached,
}

/// A question with several answers: one variable an option, 1 where it was ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MultipleSet {
    pub name: String,
    pub label: String,
    /// Positions in `fields`, in a row.
    pub first: usize,
    pub len: usize,
}

/// Where the values of a field come from; columns by position.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    Serial,
    Weight,
    /// The number of each code, by position.
    Coded {
        column: usize,
        values: Vec<i64>,
        missing: Missing,
    },
    Ticked {
        column: usize,
        position: u16,
        missing: Missing,
    },
    /// Declared non-answers, by position.
    Number {
        column: usize,
        decimals: u8,
        declared: Vec<i64>,
        missing: Missing,
    },
    Text {
        column: usize,
    },
    Date {
        column: usize,
    },
    /// Numbers of what was shown, in order, with spaces between.
    Order {
        column: usize,
        values: Vec<i64>,
    },
    /// Why a text or a date is not there; 0 where it is.
    Why {
        column: usize,
        declared: Vec<i64>,
        missing: Missing,
    },
}

/// The numbers of the kinds of missing of one field: this one, and down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Missing {
    pub first: i64,
}

impl Missing {
    /// -1 to -5 where no value is below zero; else -91, -991… below all of them.
    pub fn below(lowest: i64) -> Self {
        let below = [-1, -91, -991, -9_991, -99_991, -999_991, -9_999_991, -99_999_991];
        Self { first: below.into_iter().find(|first| *first < lowest).unwrap_or(-999_999_991) }
    }

    pub fn of(self, kind: MissingKind) -> i64 {
        let place = match kind {
            MissingKind::Nsp => 0,
            MissingKind::Refusal => 1,
            MissingKind::NoAnswer => 2,
            MissingKind::NotAsked => 3,
            MissingKind::NotReached => 4,
        };
        self.first - place
    }
}

impl MissingKind {
    pub const ALL: [Self; 5] = [Self::Nsp, Self::Refusal, Self::NoAnswer, Self::NotAsked, Self::NotReached];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nsp => "nsp",
            Self::Refusal => "refusal",
            Self::NoAnswer => "no_answer",
            Self::NotAsked => "not_asked",
            Self::NotReached => "not_reached",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Nsp => "Ne se prononce pas",
            Self::Refusal => "Refus",
            Self::NoAnswer => "Sans réponse",
            Self::NotAsked => "Non posée (filtre)",
            Self::NotReached => "Non atteinte",
        }
    }
}

impl Measure {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nominal => "nominal",
            Self::Ordinal => "ordinal",
            Self::Scale => "scale",
        }
    }
}

impl Field {
    /// In a word, for the codebook.
    pub fn kind(&self) -> &'static str {
        match self.source {
            Source::Serial => "serial",
            Source::Weight => "weight",
            Source::Coded { .. } => "category",
            Source::Ticked { .. } => "tick",
            Source::Number { .. } => "number",
            Source::Text { .. } => "text",
            Source::Date { .. } => "date",
            Source::Order { .. } => "order",
            Source::Why { .. } => "missing_kind",
        }
    }

    pub fn is_weight(&self) -> bool {
        self.source == Source::Weight
    }

    /// Whether its values are texts: verbatims, orders.
    pub fn is_text(&self) -> bool {
        matches!(self.source, Source::Text { .. } | Source::Order { .. })
    }

    pub fn is_date(&self) -> bool {
        matches!(self.source, Source::Date { .. })
    }

    /// Decimals of a number; none for what is whole.
    pub fn decimals(&self) -> u8 {
        match self.source {
            Source::Number { decimals, .. } => decimals,
            _ => 0,
        }
    }

    /// The lowest and the highest number that mean a kind of missing.
    pub fn missing_range(&self) -> Option<(i64, i64)> {
        if self.is_text() {
            return None;
        }
        let values = || self.codes.iter().filter(|code| code.missing.is_some()).map(|code| code.value);
        Some((values().min()?, values().max()?))
    }

    /// The column of the sealed set; none for the row number and the weight.
    pub(super) fn column_at(&self) -> Option<usize> {
        match self.source {
            Source::Serial | Source::Weight => None,
            Source::Coded { column, .. }
            | Source::Ticked { column, .. }
            | Source::Number { column, .. }
            | Source::Text { column }
            | Source::Date { column }
            | Source::Order { column, .. }
            | Source::Why { column, .. } => Some(column),
        }
    }
}

impl Dictionary {
    /// The fields of a set.
    pub fn of_set(&self, set: &MultipleSet) -> &[Field] {
        self.fields.get(set.first..set.first + set.len).unwrap_or(&[])
    }

    /// The set a field belongs to.
    pub fn set_of(&self, field: usize) -> Option<&MultipleSet> {
        self.sets.iter().find(|set| (set.first..set.first + set.len).contains(&field))
    }

    pub fn weight(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.is_weight())
    }
}
